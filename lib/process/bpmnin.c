/* SPDX-License-Identifier: MIT */
#include "process/bpmnin.h"

#include "base/io.h"
#include "base/lang.h"
#include "base/vec.h"
#include "process/bpmnxml.h"
#include "process/condition.h"

#include <string.h>

#define FILE_LIMIT ((size_t)64 << 20)

/* One process on its way from tree to model. */
struct building {
	const struct bpmnxml_file *bpmn;
	const struct bpmnxml *process;
	struct arena *arena;
	struct model *model;
	struct map *nodes;                   /* id → index */
	VEC(const struct bpmnxml *) element; /* of each node */
	VEC(struct model_node) node;
	VEC(struct model_flow) flow;
	VEC(const char *) condition;
	VEC(const char *) condition_name;
};

static void *keep(struct arena *arena, const void *v, size_t n, size_t size)
{
	void *kept = arena_array(arena, n + 1, size);
	if (n)
		memcpy(kept, v, n * size);
	return kept;
}

struct element_kind {
	const char *element;
	enum model_kind kind;
	const char *instead; /* MODEL_OTHER: what to draw instead */
};

static const struct element_kind kinds[] = {
        {"startEvent", MODEL_START, NULL},
        {"endEvent", MODEL_END, NULL},
        {"task", MODEL_TASK, NULL},
        {"userTask", MODEL_TASK, NULL},
        {"manualTask", MODEL_PASS, NULL},
        {"serviceTask", MODEL_SERVICE, NULL},
        {"exclusiveGateway", MODEL_EXCLUSIVE, NULL},
        {"parallelGateway", MODEL_PARALLEL, NULL},
        {"intermediateCatchEvent", MODEL_TIMER, NULL},
        {"intermediateThrowEvent", MODEL_PASS, NULL},
        {"boundaryEvent", MODEL_BOUNDARY, NULL},
        {"scriptTask", MODEL_OTHER,
         N_("scripts are not run: decide by a condition in jq, or draw a serviceTask")},
        {"sendTask", MODEL_OTHER, N_("draw a serviceTask")},
        {"receiveTask", MODEL_OTHER, N_("draw a userTask that the answer completes")},
        {"businessRuleTask", MODEL_OTHER, N_("draw an exclusiveGateway with conditions")},
        {"inclusiveGateway", MODEL_OTHER,
         N_("draw a parallelGateway with an exclusiveGateway at the head of each branch")},
        {"eventBasedGateway", MODEL_OTHER, N_("draw a userTask with a boundary timer")},
        {"complexGateway", MODEL_OTHER, N_("draw a parallelGateway or an exclusiveGateway")},
        {"subProcess", MODEL_OTHER, N_("draw its steps in the process itself")},
        {"adHocSubProcess", MODEL_OTHER, N_("draw its steps in the process itself")},
        {"transaction", MODEL_OTHER, N_("draw its steps in the process itself")},
        {"callActivity", MODEL_OTHER, N_("draw the called steps in the process itself")},
};

static const struct element_kind *kind_of(const char *element)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].element, element) == 0)
			return &kinds[i];
	return NULL;
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), k = strlen(end);
	return n >= k && strcmp(text + n - k, end) == 0;
}

static void refuse(struct building *b, struct model_node *node, const char *why,
                   const char *instead)
{
	if (!node->refusal)
		node->refusal = arena_printf(b->arena, _("%s is not run (%s)"), why, instead);
}

static bool is_expression(const char *text)
{
	return text && (strstr(text, "${") || strstr(text, "#{") || text[0] == '=');
}

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

static bool holds(const struct bpmnxml_file *bpmn, const struct bpmnxml *lane,
                  const struct bpmnxml *element)
{
	for (const struct bpmnxml *c = lane->child; c; c = c->next)
		if (strcmp(c->name, "flowNodeRef") == 0 && bpmnxml_refer(bpmn, c->text) == element)
			return true;
	return false;
}

/* The innermost lane that holds the element, within parent (a process, a laneSet, a lane). */
static const struct bpmnxml *lane_of(const struct bpmnxml_file *bpmn, const struct bpmnxml *parent,
                                     const struct bpmnxml *element)
{
	for (const struct bpmnxml *c = parent->child; c; c = c->next) {
		bool lane = strcmp(c->name, "lane") == 0;
		if (!lane && strcmp(c->name, "laneSet") != 0 &&
		    strcmp(c->name, "childLaneSet") != 0)
			continue;
		const struct bpmnxml *inner = lane_of(bpmn, c, element);
		if (inner || (lane && holds(bpmn, c, element)))
			return inner ? inner : c;
	}
	return NULL;
}

static void find_unit(struct building *b, struct model_node *node, const struct bpmnxml *element)
{
	const struct bpmnxml *lane = lane_of(b->bpmn, b->process, element);
	node->unit = unit_of(element);
	if (lane) {
		node->lane = bpmnxml_get(lane, "name");
		if (!node->unit)
			node->unit = unit_of(lane);
		if (!node->unit && node->lane && *node->lane)
			node->unit = node->lane;
	}
	if (node->kind == MODEL_TASK && is_expression(node->unit))
		refuse(b, node, _("a unit given by an expression"), _("write the unit's id"));
}

/* ---- events */

static void read_timer(struct building *b, struct model_node *node, const struct bpmnxml *timer)
{
	const struct bpmnxml *duration = bpmnxml_child(timer, "timeDuration");
	const struct bpmnxml *date = bpmnxml_child(timer, "timeDate");
	if (duration && duration_read(duration->text, &node->duration))
		node->when = MODEL_TIMER_DURATION;
	else if (date && moment_read(date->text, &node->date) == DATE_OK)
		node->when = MODEL_TIMER_DATE;
	else
		refuse(b, node, _("this timer"),
		       _("write timeDuration as in P5D or PT2H, or timeDate as in "
		         "2024-03-15T09:30"));
}

static void read_event(struct building *b, struct model_node *node, const struct bpmnxml *element)
{
	const char *definition = NULL;
	const struct bpmnxml *timer = NULL;
	for (const struct bpmnxml *c = element->child; c; c = c->next) {
		if (!ends_with(c->name, "EventDefinition") &&
		    !ends_with(c->name, "EventDefinitionRef"))
			continue;
		if (definition) {
			refuse(b, node, _("an event of several definitions"),
			       _("draw one event for each"));
			return;
		}
		definition = c->name;
		if (strcmp(definition, "timerEventDefinition") == 0)
			timer = c;
	}
	switch (node->kind) {
	case MODEL_START:
		if (definition && strcmp(definition, "messageEventDefinition") != 0)
			refuse(b, node, definition, _("draw a plain start event"));
		return;
	case MODEL_END:
		if (definition && strcmp(definition, "terminateEventDefinition") == 0)
			node->kind = MODEL_TERMINATE;
		else if (definition)
			refuse(b, node, definition,
			       _("draw a plain end event, and a serviceTask before it if somebody "
			         "must be told"));
		return;
	case MODEL_PASS:
		if (definition)
			refuse(b, node, definition, _("draw a serviceTask"));
		return;
	default:
		if (timer)
			read_timer(b, node, timer);
		else
			refuse(b, node,
			       definition ? definition : _("a catch event that waits for nothing"),
			       _("draw a timer, or a userTask that the answer completes"));
	}
}

/* ---- nodes */

static void read_task(struct building *b, struct model_node *node, const struct bpmnxml *element)
{
	const char *repeat = bpmnxml_child(element, "multiInstanceLoopCharacteristics")
	                             ? "multiInstanceLoopCharacteristics"
	                     : bpmnxml_child(element, "standardLoopCharacteristics")
	                             ? "standardLoopCharacteristics"
	                             : NULL;
	if (repeat)
		refuse(b, node, repeat, _("draw a task for each performer, or a loop back"));
	const char *compensates = bpmnxml_get(element, "isForCompensation");
	if (compensates && strcmp(compensates, "true") == 0)
		refuse(b, node, "isForCompensation", _("draw the way back as flows"));

	const char *topic = bpmnxml_vendor(element, "topic");
	if (node->kind == MODEL_SERVICE)
		node->topic = topic && *topic ? topic : *node->name ? node->name : node->id;
	const char *due = bpmnxml_vendor(element, "dueDate");
	if (node->kind == MODEL_TASK && due && *due) {
		node->has_due = duration_read(str_of(due), &node->duration);
		if (!node->has_due)
			refuse(b, node, _("this due date"), _("write a duration as in P5D"));
	}
}

static void add_node(struct building *b, const struct bpmnxml *element,
                     const struct element_kind *kind)
{
	const char *title = bpmnxml_get(element, "name");
	struct model_node node = {.id = element->id,
	                          .name = title ? title : "",
	                          .event_name = "",
	                          .kind = kind->kind,
	                          .element = element->name,
	                          .line = element->line,
	                          .fallback = MODEL_NONE,
	                          .host = MODEL_NONE};
	if (kind->instead)
		refuse(b, &node, element->name, _(kind->instead));
	find_unit(b, &node, element);
	if (ends_with(element->name, "Event"))
		read_event(b, &node, element);
	else
		read_task(b, &node, element);
	if (!*node.id)
		refuse(b, &node, _("an element without an id"), _("give it one"));
	map_add(b->nodes, str_of(element->id), b->node.n);
	vec_push(&b->node, node);
	vec_push(&b->element, element);
}

/* The node of this process that a reference means. */
static uint32_t node_at(const struct building *b, const char *reference)
{
	const struct bpmnxml *to = reference ? bpmnxml_refer(b->bpmn, str_of(reference)) : NULL;
	size_t i = to && to->parent == b->process ? map_get(b->nodes, str_of(to->id)) : MAP_NONE;
	return i == MAP_NONE ? MODEL_NONE : (uint32_t)i;
}

/* ---- flows */

static void read_condition(struct building *b, struct model_flow *flow, struct str text)
{
	struct buf jq = {0};
	size_t at;
	if (condition_jq(text, &jq, &at)) {
		flow->condition = (uint32_t)b->condition.n;
		vec_push(&b->condition, arena_cstr(b->arena, buf_slice(&jq)));
		vec_push(&b->condition_name, arena_printf(b->arena, "%s:%zu: %s", b->model->file,
		                                          flow->line, flow->id));
	} else {
		flow->refusal = arena_printf(
		        b->arena,
		        _("this condition is not understood from \"%.*s\" on (write it in "
		          "jq, such as .area > 100)"),
		        STR_ARG(((struct str){text.p + at, text.n - at})));
	}
	buf_free(&jq);
}

static void add_flow(struct building *b, const struct bpmnxml *element)
{
	const char *title = bpmnxml_get(element, "name");
	struct model_flow flow = {.id = element->id,
	                          .name = title ? title : "",
	                          .line = element->line,
	                          .source = node_at(b, bpmnxml_get(element, "sourceRef")),
	                          .target = node_at(b, bpmnxml_get(element, "targetRef")),
	                          .condition = MODEL_NONE};
	const struct bpmnxml *condition = bpmnxml_child(element, "conditionExpression");
	if (condition && condition->text.n > 0)
		read_condition(b, &flow, condition->text);
	vec_push(&b->flow, flow);
}

static bool is_whole(const struct model_flow *flow)
{
	return flow->source != MODEL_NONE && flow->target != MODEL_NONE;
}

static void link_flows(struct building *b)
{
	for (size_t i = 0; i < b->node.n; i++) {
		struct model_node *node = &b->node.v[i];
		VEC(uint32_t) in = {0}, out = {0};
		const char *fallback = bpmnxml_get(b->element.v[i], "default");
		for (size_t k = 0; k < b->flow.n; k++) {
			const struct model_flow *flow = &b->flow.v[k];
			if (is_whole(flow) && flow->target == i)
				vec_push(&in, (uint32_t)k);
			if (is_whole(flow) && flow->source == i) {
				vec_push(&out, (uint32_t)k);
				if (fallback && strcmp(fallback, flow->id) == 0)
					node->fallback = (uint32_t)k;
			}
		}
		node->in = keep(b->arena, in.v, in.n, sizeof *in.v);
		node->n_in = in.n;
		node->out = keep(b->arena, out.v, out.n, sizeof *out.v);
		node->n_out = out.n;
		vec_free(&in);
		vec_free(&out);
	}
}

static void attach_timers(struct building *b)
{
	for (size_t i = 0; i < b->node.n; i++) {
		struct model_node *timer = &b->node.v[i];
		if (timer->kind != MODEL_BOUNDARY)
			continue;
		const char *cancel = bpmnxml_get(b->element.v[i], "cancelActivity");
		timer->interrupting = !cancel || strcmp(cancel, "false") != 0;
		timer->host = node_at(b, bpmnxml_get(b->element.v[i], "attachedToRef"));
		if (timer->host == MODEL_NONE || b->node.v[timer->host].kind != MODEL_TASK)
			refuse(b, timer, _("a timer on what does not wait"),
			       _("attach it to a userTask"));
	}
	for (size_t host = 0; host < b->node.n; host++) {
		VEC(uint32_t) timers = {0};
		for (size_t i = 0; i < b->node.n; i++)
			if (b->node.v[i].kind == MODEL_BOUNDARY && b->node.v[i].host == host)
				vec_push(&timers, (uint32_t)i);
		b->node.v[host].timer = keep(b->arena, timers.v, timers.n, sizeof *timers.v);
		b->node.v[host].n_timers = timers.n;
		vec_free(&timers);
	}
}

static uint32_t only_start(const struct building *b)
{
	uint32_t start = MODEL_NONE;
	for (size_t i = 0; i < b->node.n; i++) {
		if (b->node.v[i].kind != MODEL_START)
			continue;
		if (start != MODEL_NONE)
			return MODEL_NONE;
		start = (uint32_t)i;
	}
	return start;
}

static const struct model *read_process(const struct bpmnxml_file *bpmn, const char *file,
                                        const struct bpmnxml *process, struct arena *arena)
{
	struct model *model = arena_alloc(arena, sizeof *model);
	const char *title = bpmnxml_get(process, "name");
	const char *executable = bpmnxml_get(process, "isExecutable");
	*model = (struct model){.file = file,
	                        .id = process->id,
	                        .name = title ? title : "",
	                        .line = process->line,
	                        .executable = !executable || strcmp(executable, "false") != 0};
	struct building b = {.bpmn = bpmn,
	                     .process = process,
	                     .arena = arena,
	                     .model = model,
	                     .nodes = map_new()};
	for (const struct bpmnxml *c = process->child; c; c = c->next) {
		const struct element_kind *kind = kind_of(c->name);
		if (kind)
			add_node(&b, c, kind);
	}
	for (const struct bpmnxml *c = process->child; c; c = c->next)
		if (strcmp(c->name, "sequenceFlow") == 0)
			add_flow(&b, c);
	link_flows(&b);
	attach_timers(&b);
	model->start = only_start(&b);
	model->n_nodes = b.node.n;
	model->node = keep(arena, b.node.v, b.node.n, sizeof *b.node.v);
	model->n_flows = b.flow.n;
	model->flow = keep(arena, b.flow.v, b.flow.n, sizeof *b.flow.v);
	model->n_conditions = b.condition.n;
	model->condition = keep(arena, b.condition.v, b.condition.n, sizeof *b.condition.v);
	model->condition_name =
	        keep(arena, b.condition_name.v, b.condition.n, sizeof *b.condition_name.v);
	vec_free(&b.element);
	vec_free(&b.node);
	vec_free(&b.flow);
	vec_free(&b.condition);
	vec_free(&b.condition_name);
	map_free(b.nodes);
	return model;
}

/* ---- the file */

enum rc bpmnin_read(struct str document, const char *file, struct arena *arena,
                    const struct bpmnin **bpmn, struct err *err)
{
	struct bpmnxml_file tree;
	if (bpmnxml_read(document, file, arena, &tree, err) != RC_OK)
		return err->rc;
	struct bpmnin *out = arena_alloc(arena, sizeof *out);
	out->file = arena_cstr(arena, str_of(file));
	bpmnxml_survey(&tree, arena, out);
	VEC(const struct model *) processes = {0};
	for (const struct bpmnxml *c = tree.root->child; c; c = c->next)
		if (strcmp(c->name, "process") == 0)
			vec_push(&processes, read_process(&tree, out->file, c, arena));
	out->n_processes = processes.n;
	out->process = keep(arena, processes.v, processes.n, sizeof *processes.v);
	vec_free(&processes);
	bpmnxml_free(&tree);
	*bpmn = out;
	return RC_OK;
}

enum rc bpmnin_load(const char *path, struct arena *arena, const struct bpmnin **bpmn,
                    struct err *err)
{
	struct buf document = {0};
	bool standard = !path || strcmp(path, "-") == 0;
	enum rc rc = io_read_file(path, FILE_LIMIT, &document, err);
	if (rc == RC_OK)
		rc = bpmnin_read(buf_slice(&document), standard ? "<stdin>" : path, arena, bpmn,
		                 err);
	buf_free(&document);
	return rc;
}

static bool is_named(const struct model *model, const char *id)
{
	return strcmp(model->id, id) == 0 || strcmp(model->name, id) == 0;
}

enum rc bpmnin_choose(const struct bpmnin *bpmn, const char *id, const struct model **model,
                      struct err *err)
{
	const struct model *found = NULL;
	size_t executable = 0, n = 0;
	for (size_t i = 0; i < bpmn->n_processes; i++)
		executable += bpmn->process[i]->executable;
	for (size_t i = 0; i < bpmn->n_processes; i++) {
		const struct model *it = bpmn->process[i];
		if (id ? is_named(it, id) : it->executable || executable == 0) {
			found = it;
			n++;
		}
	}
	if (n == 1) {
		*model = found;
		return RC_OK;
	}
	if (bpmn->n_processes == 0)
		return err_set(err, RC_INPUT, _("%.200s: there is no process in this file"),
		               bpmn->file);
	struct buf all = {0};
	for (size_t i = 0; i < bpmn->n_processes; i++)
		buf_printf(&all, "%s%.100s", i ? ", " : "", bpmn->process[i]->id);
	if (id)
		err_set(err, RC_INPUT,
		        _("%.200s: no single process \"%.100s\" (there are: %.500s)"), bpmn->file,
		        id, buf_cstr(&all));
	else
		err_set(err, RC_INPUT, _("%.200s: there are several processes (name one: %.500s)"),
		        bpmn->file, buf_cstr(&all));
	buf_free(&all);
	return err->rc;
}
