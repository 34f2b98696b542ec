/* SPDX-License-Identifier: MIT */
#include "base/json.h"
#include "base/lang.h"
#include "base/num.h"
#include "process/bpmnbuild.h"

#include <string.h>

/* ---- who does it */

static const char *unit_of(const struct bpmnxml *element)
{
	static const char *const names[] = {"candidateGroups", "unit", "assignee"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *unit = bpmnxml_vendor(element, names[i]);
		if (unit && *unit)
			return unit;
	}
	return NULL;
}

static struct str key_of(const struct bpmnxml *const *element)
{
	return (struct str){(const char *)element, sizeof *element};
}

/* The innermost lanes first: the first that names an element has it. */
static void read_lanes(const struct bpmnxml_file *bpmn, const struct bpmnxml *parent, struct bpmnlanes *lanes)
{
	for (const struct bpmnxml *c = parent->child; c; c = c->next) {
		bool lane = strcmp(c->name, "lane") == 0;
		if (!lane && strcmp(c->name, "laneSet") != 0 && strcmp(c->name, "childLaneSet") != 0)
			continue;
		read_lanes(bpmn, c, lanes);
		for (const struct bpmnxml *ref = c->child; lane && ref; ref = ref->next) {
			const struct bpmnxml *element = strcmp(ref->name, "flowNodeRef") == 0 ? bpmnxml_refer(bpmn, ref->text) : NULL;
			if (element)
				map_add(lanes->of, key_of(&element), lanes->lane.n);
		}
		if (lane)
			vec_push(&lanes->lane, c);
	}
}

static const struct bpmnxml *lane_of(struct bpmnbuild *b, const struct bpmnscope *scope, const struct bpmnxml *element)
{
	size_t i = 0, at;
	while (i < b->lanes.n && b->lanes.v[i].process != scope->process)
		i++;
	if (i == b->lanes.n) {
		vec_push(&b->lanes, ((struct bpmnlanes){.process = scope->process, .of = map_new()}));
		read_lanes(scope->file, scope->process, &b->lanes.v[i]);
	}
	at = map_get(b->lanes.v[i].of, key_of(&element));
	return at == MAP_NONE ? NULL : b->lanes.v[i].lane.v[at];
}

/* What stands in a sub-process is done by whoever does the sub-process, unless it says otherwise. */
void bpmnbuild_unit(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node, const struct bpmnxml *element)
{
	const struct bpmnxml *lane = lane_of(b, scope, element);
	const struct model_node *around = scope->node == MODEL_NONE ? NULL : &b->node.v[scope->node];
	node->unit = unit_of(element);
	if (lane) {
		node->lane = bpmnxml_get(lane, "name");
		if (!node->unit)
			node->unit = unit_of(lane);
		if (!node->unit && node->lane && *node->lane)
			node->unit = node->lane;
	} else if (around) {
		node->lane = around->lane;
		if (!node->unit) {
			node->unit = around->unit;
			node->unit_program = around->unit_program;
		}
	}
	if (node->unit && bpmnbuild_is_expression(node->unit)) {
		node->unit_program = bpmnbuild_expression(b, scope, node, str_of(node->unit));
		node->unit = NULL;
	}
}

/* ---- when enough have come */

/* "all", "any", "3" */
static void read_join(struct bpmnbuild *b, struct model_node *node, const char *text)
{
	int64_t count;
	if (!text || strcmp(text, "all") == 0)
		return;
	if (strcmp(text, "any") == 0) {
		node->join = MODEL_JOIN_ANY;
	} else if (num_parse_int(str_of(text), &count) && count > 0 && count < 100000) {
		node->join = MODEL_JOIN_COUNT;
		node->join_count = (uint32_t)count;
	} else {
		bpmnbuild_refuse(b, node, _("this join"), _("write all, any, or how many"));
	}
}

static void read_join_program(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node,
                              const struct bpmnxml *condition)
{
	if (!condition || condition->text.n == 0)
		return;
	node->join = MODEL_JOIN_PROGRAM;
	node->join_program = bpmnbuild_expression(b, scope, node, condition->text);
}

void bpmnbuild_join(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node, const struct bpmnxml *element)
{
	if (node->kind != MODEL_PARALLEL)
		return;
	read_join(b, node, bpmnxml_vendor(element, "join"));
	read_join_program(b, scope, node, bpmnxml_child(element, "activationCondition"));
}

/* ---- one for each of a list */

/* The list by its name in the data, or as an expression; or how many. */
static uint32_t read_list(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node, const struct bpmnxml *multi)
{
	const struct bpmnxml *many = bpmnxml_child(multi, "loopCardinality"), *input = bpmnxml_child(multi, "loopDataInputRef");
	const char *list = bpmnxml_vendor(multi, "collection");
	struct str text = list && *list ? str_of(list) : input ? input->text : many ? many->text : (struct str){"", 0};
	if (text.n == 0)
		return MODEL_NONE;
	struct buf path = {0};
	bool number = text.p[0] >= '0' && text.p[0] <= '9';
	if (!bpmnbuild_is_expression(arena_cstr(b->arena, text)) && text.p[0] != '.' && !number) {
		buf_puts(&path, ".[");
		json_quote(&path, text);
		buf_putc(&path, ']');
		text = buf_slice(&path);
	}
	uint32_t program = bpmnbuild_expression(b, scope, node, text);
	buf_free(&path);
	return program;
}

static void read_multi(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node, const struct bpmnxml *multi)
{
	const char *sequential = bpmnxml_get(multi, "isSequential"), *item = bpmnxml_vendor(multi, "elementVariable");
	const struct bpmnxml *input = bpmnxml_child(multi, "inputDataItem");
	node->multi = true;
	node->sequential = sequential && strcmp(sequential, "true") == 0;
	node->element_name = item && *item ? item : input ? bpmnxml_get(input, "name") : NULL;
	node->list = read_list(b, scope, node, multi);
	if (node->list == MODEL_NONE)
		bpmnbuild_refuse(b, node, _("a task for each of nothing"),
		                 _("name the list (loopDataInputRef, collection) or how many (loopCardinality)"));
	read_join(b, node, bpmnxml_vendor(multi, "join"));
	read_join_program(b, scope, node, bpmnxml_child(multi, "completionCondition"));
	node->veto = bpmnxml_vendor(multi, "veto");
	if (node->kind != MODEL_TASK && node->kind != MODEL_SUB)
		bpmnbuild_refuse(b, node, "multiInstanceLoopCharacteristics", _("put it on a userTask or a subProcess"));
}

/* ---- tasks */

static void read_term(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node, const struct bpmnxml *element)
{
	const char *due = bpmnxml_vendor(element, "dueDate");
	const char *clock = bpmnxml_vendor(element, "clock");
	if (due && *due && !bpmnbuild_term(b, scope, node, str_of(due)))
		bpmnbuild_refuse(b, node, _("this due date"), _("write a duration as in P5D, or working days as in 10wd"));
	node->silence = bpmnxml_vendor(element, "silence");
	if (node->silence && node->term.when == MODEL_NEVER)
		bpmnbuild_refuse(b, node, _("silence without a due date"), _("give the task a dueDate"));
	if (clock && strcmp(clock, "stops") == 0)
		node->stops_clock = true;
	else if (clock && *clock)
		bpmnbuild_refuse(b, node, _("this clock"), _("write clock=\"stops\" on a task, a sub-process or a catching event"));
}

static void read_script(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node, const struct bpmnxml *element)
{
	const char *format = bpmnxml_get(element, "scriptFormat");
	const struct bpmnxml *script = bpmnxml_child(element, "script");
	if (!format || !strstr(format, "jq") || !script || script->text.n == 0)
		bpmnbuild_refuse(b, node, _("a script that is not jq"), _("write it in jq: scriptFormat=\"jq\""));
	else
		node->program = bpmnbuild_expression(b, scope, node, script->text);
}

/* A process of the library has tables of its own. */
static void read_rule(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node, const struct bpmnxml *element)
{
	static const char *const names[] = {"table", "decisionRef", "decisionTableReferenceKey"};
	for (size_t i = 0; i < sizeof names / sizeof *names && !node->decision; i++) {
		const char *table = bpmnxml_vendor(element, names[i]);
		if (table && *table)
			node->decision = table;
	}
	if (!node->decision)
		bpmnbuild_refuse(b, node, _("a business rule without a table"), _("name its decision table: decisionRef"));
	else if (strchr(node->decision, '/'))
		bpmnbuild_refuse(b, node, _("a decision table elsewhere"), _("lay it beside the process, and name it without a path"));
	else if (scope->library)
		node->decision = arena_printf(b->arena, "%s/%s", scope->library, node->decision);
}

static const char *message_of(const struct bpmnscope *scope, const struct bpmnxml *element)
{
	const char *to = bpmnxml_get(element, "messageRef");
	const struct bpmnxml *message = to ? bpmnxml_refer(scope->file, str_of(to)) : NULL;
	const char *name = message ? bpmnxml_get(message, "name") : NULL;
	return name && *name ? name : NULL;
}

void bpmnbuild_task(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node, const struct bpmnxml *element)
{
	const struct bpmnxml *multi = bpmnxml_child(element, "multiInstanceLoopCharacteristics");
	const char *compensates = bpmnxml_get(element, "isForCompensation"), *topic = bpmnxml_vendor(element, "topic");
	const char *message = message_of(scope, element), *result = bpmnxml_vendor(element, "resultVariable");
	if (bpmnxml_child(element, "standardLoopCharacteristics"))
		bpmnbuild_refuse(b, node, "standardLoopCharacteristics", _("draw a loop back"));
	if (compensates && strcmp(compensates, "true") == 0)
		bpmnbuild_refuse(b, node, "isForCompensation", _("draw the way back as flows"));
	node->result = result && *result ? result : NULL;
	if (node->kind == MODEL_SERVICE)
		node->topic = topic && *topic ? topic : message ? message : *node->name ? node->name : node->id;
	if (node->kind == MODEL_CATCH) {
		node->event = MODEL_ON_MESSAGE;
		node->event_name = message ? message : *node->name ? node->name : node->key;
	}
	if (node->kind == MODEL_TASK || node->kind == MODEL_CATCH || node->kind == MODEL_SUB)
		read_term(b, scope, node, element);
	if (node->kind == MODEL_SCRIPT)
		read_script(b, scope, node, element);
	if (node->kind == MODEL_RULE)
		read_rule(b, scope, node, element);
	if (multi)
		read_multi(b, scope, node, multi);
}
