/* SPDX-License-Identifier: MIT */
#include "process/bpmnbuild.h"

#include "base/lang.h"
#include "process/condition.h"
#include "process/expr.h"

#include <string.h>

enum { CALLS = 8, NODES = 20000 }; /* how deep processes call processes, and how much comes of it */

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
        {"sendTask", MODEL_SERVICE, NULL},
        {"receiveTask", MODEL_CATCH, NULL},
        {"scriptTask", MODEL_SCRIPT, NULL},
        {"businessRuleTask", MODEL_RULE, NULL},
        {"exclusiveGateway", MODEL_EXCLUSIVE, NULL},
        {"inclusiveGateway", MODEL_INCLUSIVE, NULL},
        {"parallelGateway", MODEL_PARALLEL, NULL},
        {"complexGateway", MODEL_PARALLEL, NULL},
        {"eventBasedGateway", MODEL_GATE, NULL},
        {"intermediateCatchEvent", MODEL_CATCH, NULL},
        {"intermediateThrowEvent", MODEL_THROW, NULL},
        {"boundaryEvent", MODEL_BOUNDARY, NULL},
        {"subProcess", MODEL_SUB, NULL},
        {"callActivity", MODEL_SUB, NULL},
        {"adHocSubProcess", MODEL_OTHER, N_("draw its steps in an order, or side by side")},
        {"transaction", MODEL_OTHER, N_("draw a subProcess, and the way back as flows")},
};

static const struct element_kind *kind_of(const char *element)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].element, element) == 0)
			return &kinds[i];
	return NULL;
}

void bpmnbuild_refuse(struct bpmnbuild *b, struct model_node *node, const char *why, const char *instead)
{
	if (!node->refusal)
		node->refusal = arena_printf(b->arena, _("%s is not run (%s)"), why, instead);
}

/* ---- expressions */

bool bpmnbuild_is_expression(const char *text)
{
	return text && (strstr(text, "${") || strstr(text, "#{") || text[0] == '=');
}

bool bpmnbuild_program(struct bpmnbuild *b, const struct bpmnscope *scope, size_t line, const char *id, struct str text,
                       uint32_t *program, size_t *at)
{
	struct buf jq = {0};
	bool ok = condition_jq(text, &jq, at);
	if (ok) {
		*program = (uint32_t)b->program.n;
		vec_push(&b->program, arena_cstr(b->arena, buf_slice(&jq)));
		vec_push(&b->program_name, arena_printf(b->arena, "%s:%zu: %s", scope->name, line, id));
	}
	buf_free(&jq);
	return ok;
}

static const char *not_understood(struct bpmnbuild *b, struct str text, size_t at)
{
	return arena_printf(b->arena, _("this condition is not understood from \"%.*s\" on (write it in jq, such as .area > 100)"),
	                    STR_ARG(((struct str){text.p + at, text.n - at})));
}

uint32_t bpmnbuild_expression(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node, struct str text)
{
	uint32_t program = MODEL_NONE;
	size_t at;
	if (!bpmnbuild_program(b, scope, node->line, node->id, text, &program, &at) && !node->refusal)
		node->refusal = not_understood(b, text, at);
	return program;
}

/* ---- nodes */

static const char *prefixed(struct bpmnbuild *b, const struct bpmnscope *scope, const char *id)
{
	return *scope->prefix ? arena_printf(b->arena, "%s%s", scope->prefix, id) : id;
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), k = strlen(end);
	return n >= k && strcmp(text + n - k, end) == 0;
}

static void read_scope(struct bpmnbuild *b, const struct bpmnscope *scope);

static struct model_node new_node(struct bpmnbuild *b, const struct bpmnscope *scope, const struct bpmnxml *element,
                                  const struct element_kind *kind)
{
	const char *title = bpmnxml_get(element, "name");
	return (struct model_node){.id = prefixed(b, scope, element->id),
	                           .key = element->id,
	                           .name = title ? title : "",
	                           .event_name = "",
	                           .kind = kind->kind,
	                           .element = element->name,
	                           .file = scope->name,
	                           .line = element->line,
	                           .parent = scope->node,
	                           .start = MODEL_NONE,
	                           .fallback = MODEL_NONE,
	                           .host = MODEL_NONE,
	                           .unit_program = MODEL_NONE,
	                           .program = MODEL_NONE,
	                           .list = MODEL_NONE,
	                           .join_program = MODEL_NONE,
	                           .term = {.program = MODEL_NONE}};
}

static bool is_by_event(const struct bpmnxml *element)
{
	const char *by_event = bpmnxml_get(element, "triggeredByEvent");
	return by_event && strcmp(by_event, "true") == 0;
}

/* The library's file that holds the process, or NULL; looked for once, however often it is called. */
static const struct bpmncalled *called_file(struct bpmnbuild *b, const char *called)
{
	struct bpmncalled it = {.process = called};
	struct str text = {0};
	for (size_t i = 0; i < b->called.n; i++)
		if (strcmp(b->called.v[i].process, called) == 0)
			return &b->called.v[i];
	if (b->library && b->library->find(b->library->context, called, &text, &it.name, b->err) == RC_OK && text.n > 0) {
		it.file = arena_alloc(b->arena, sizeof *it.file);
		if (bpmnxml_read(text, it.name, b->arena, it.file, b->err) != RC_OK)
			it.file = NULL;
	}
	vec_push(&b->called, it);
	return &b->called.v[b->called.n - 1];
}

/* The element of the called process, from this file or from the library. */
static const struct bpmnxml *called_process(struct bpmnbuild *b, const struct bpmnscope *scope, const char *called,
                                            struct bpmnscope *inner)
{
	const struct bpmnxml *process = bpmnxml_refer(scope->file, str_of(called));
	if (process && strcmp(process->name, "process") == 0)
		return process;
	const struct bpmncalled *found = called_file(b, called);
	if (!found->file)
		return NULL;
	inner->file = found->file;
	inner->name = found->name;
	inner->library = found->process;
	process = bpmnxml_refer(found->file, str_of(called));
	return process && strcmp(process->name, "process") == 0 ? process : NULL;
}

static bool calls_itself(const struct bpmnscope *scope, const char *called)
{
	int depth = 0;
	for (const struct bpmnscope *it = scope; it; it = it->caller, depth++)
		if (strcmp(it->process->id, called) == 0 || depth > CALLS)
			return true;
	return false;
}

static void read_call(struct bpmnbuild *b, const struct bpmnscope *scope, uint32_t at, const struct bpmnxml *element)
{
	struct bpmnscope inner = {.file = scope->file, .name = scope->name, .library = scope->library, .node = at, .caller = scope};
	const char *called = bpmnxml_get(element, "calledElement");
	const char *colon = called ? strrchr(called, ':') : NULL;
	if (colon)
		called = colon + 1;
	if (!called || !*called || bpmnbuild_is_expression(called)) {
		bpmnbuild_refuse(b, &b->node.v[at], _("a call of no certain process"), _("name the process: calledElement"));
		return;
	}
	if (calls_itself(scope, called)) {
		bpmnbuild_refuse(b, &b->node.v[at], _("a process that calls itself"), _("draw a loop back"));
		return;
	}
	const struct bpmnxml *process = called_process(b, scope, called, &inner);
	if (!process) {
		bpmnbuild_refuse(b, &b->node.v[at], arena_printf(b->arena, _("a call of \"%s\", which is not known,"), called),
		                 _("deploy the called process first"));
		return;
	}
	inner.process = inner.element = process;
	inner.prefix = arena_printf(b->arena, "%s/", b->node.v[at].id);
	read_scope(b, &inner);
}

static void read_inside(struct bpmnbuild *b, const struct bpmnscope *scope, uint32_t at, const struct bpmnxml *element)
{
	struct bpmnscope inner = *scope;
	inner.element = element;
	inner.node = at;
	read_scope(b, &inner);
}

/* False when there is no more room: a process may call small ones that are large together. */
static bool has_room(struct bpmnbuild *b, const struct bpmnscope *scope, const struct bpmnxml *element, size_t n)
{
	if (n >= NODES)
		err_set(b->err, RC_INPUT, _("%.200s:%zu: with what it calls the process has more than %d elements"), scope->name, element->line,
		        NODES);
	return n < NODES;
}

static void add_node(struct bpmnbuild *b, const struct bpmnscope *scope, const struct bpmnxml *element,
                     const struct element_kind *kind)
{
	uint32_t at = (uint32_t)b->node.n;
	if (!has_room(b, scope, element, at))
		return;
	struct model_node node = new_node(b, scope, element, kind);
	if (kind->instead)
		bpmnbuild_refuse(b, &node, element->name, _(kind->instead));
	bpmnbuild_unit(b, scope, &node, element);
	if (ends_with(element->name, "Event"))
		bpmnbuild_event(b, scope, &node, element);
	else if (ends_with(element->name, "Gateway"))
		bpmnbuild_join(b, scope, &node, element);
	else
		bpmnbuild_task(b, scope, &node, element);
	if (!*element->id)
		bpmnbuild_refuse(b, &node, _("an element without an id"), _("give it one"));
	node.by_event = kind->kind == MODEL_SUB && is_by_event(element);
	node.is_twin = map_add(b->nodes, str_of(node.id), at) != at && !node.refusal;
	if (node.is_twin)
		bpmnbuild_refuse(b, &node, _("an element whose id another one has"), _("give each its own"));
	vec_push(&b->node, node);
	vec_push(&b->element, element);
	if (strcmp(element->name, "callActivity") == 0)
		read_call(b, scope, at, element);
	else if (kind->kind == MODEL_SUB)
		read_inside(b, scope, at, element);
}

/* The node of this scope that a reference means. */
static uint32_t node_at(struct bpmnbuild *b, const struct bpmnscope *scope, const char *reference)
{
	const struct bpmnxml *to = reference ? bpmnxml_refer(scope->file, str_of(reference)) : NULL;
	size_t i = to && to->parent == scope->element ? map_get(b->nodes, str_of(prefixed(b, scope, to->id))) : MAP_NONE;
	return i == MAP_NONE ? MODEL_NONE : (uint32_t)i;
}

/* ---- flows */

static void add_flow(struct bpmnbuild *b, const struct bpmnscope *scope, const struct bpmnxml *element)
{
	const char *title = bpmnxml_get(element, "name");
	if (!has_room(b, scope, element, b->flow.n))
		return;
	struct model_flow flow = {.id = prefixed(b, scope, element->id),
	                          .name = title ? title : "",
	                          .file = scope->name,
	                          .line = element->line,
	                          .source = node_at(b, scope, bpmnxml_get(element, "sourceRef")),
	                          .target = node_at(b, scope, bpmnxml_get(element, "targetRef")),
	                          .condition = MODEL_NONE};
	const struct bpmnxml *condition = bpmnxml_child(element, "conditionExpression");
	const char *fallback = flow.source == MODEL_NONE ? NULL : bpmnxml_get(b->element.v[flow.source], "default");
	size_t at;
	if (condition && condition->text.n > 0 &&
	    !bpmnbuild_program(b, scope, flow.line, flow.id, condition->text, &flow.condition, &at))
		flow.refusal = not_understood(b, condition->text, at);
	if (fallback && strcmp(fallback, element->id) == 0 && flow.target != MODEL_NONE)
		b->node.v[flow.source].fallback = (uint32_t)b->flow.n;
	vec_push(&b->flow, flow);
}

static bool is_link(const struct bpmnbuild *b, uint32_t at, uint32_t scope, const char *element)
{
	return b->node.v[at].parent == scope && strcmp(b->node.v[at].element, element) == 0 &&
	       bpmnxml_child(b->element.v[at], "linkEventDefinition");
}

/* A link is a flow that nobody drew. */
static void add_link(struct bpmnbuild *b, uint32_t from, size_t target)
{
	struct model_node *node = &b->node.v[from];
	if (target == MAP_NONE) {
		bpmnbuild_refuse(b, node, _("a link without its other end"), _("draw a catching link event of the same name"));
		return;
	}
	struct model_flow flow = {.id = arena_printf(b->arena, "link:%s", node->id),
	                          .name = node->event_name,
	                          .file = node->file,
	                          .line = node->line,
	                          .source = from,
	                          .target = (uint32_t)target,
	                          .condition = MODEL_NONE};
	vec_push(&b->flow, flow);
}

static void add_links(struct bpmnbuild *b, const struct bpmnscope *scope, uint32_t first)
{
	struct map *ends = map_new();
	for (uint32_t i = first; i < b->node.n; i++)
		if (is_link(b, i, scope->node, "intermediateCatchEvent") && map_add(ends, str_of(b->node.v[i].event_name), i) != i)
			bpmnbuild_refuse(b, &b->node.v[i], _("a second end of one link"), _("draw one catching link event of each name"));
	for (uint32_t i = first; i < b->node.n; i++)
		if (is_link(b, i, scope->node, "intermediateThrowEvent"))
			add_link(b, i, map_get(ends, str_of(b->node.v[i].event_name)));
	map_free(ends);
}

/* The start event in a scope: the only one, or the only one without an event. */
static uint32_t start_of(const struct bpmnbuild *b, uint32_t scope)
{
	uint32_t start = MODEL_NONE, plain = MODEL_NONE;
	size_t n = 0, n_plain = 0;
	for (size_t i = scope == MODEL_NONE ? 0 : scope; i < b->node.n; i++) { /* a sub-process stands before what is in it */
		const struct model_node *it = &b->node.v[i];
		if (it->kind != MODEL_START || it->parent != scope)
			continue;
		start = (uint32_t)i;
		n++;
		if (it->event == MODEL_NO_EVENT) {
			plain = start;
			n_plain++;
		}
	}
	return n == 1 ? start : n_plain == 1 ? plain : MODEL_NONE;
}

static void finish_sub(struct bpmnbuild *b, uint32_t at)
{
	struct model_node *sub = &b->node.v[at];
	if (sub->refusal)
		return;
	sub->start = start_of(b, at);
	if (sub->start == MODEL_NONE) {
		bpmnbuild_refuse(b, sub, _("a sub-process without one start event"), _("draw one in it"));
		return;
	}
	struct model_node *start = &b->node.v[sub->start];
	if (!sub->by_event && start->event != MODEL_NO_EVENT && strcmp(sub->element, "subProcess") == 0)
		bpmnbuild_refuse(b, start, _("the start of a sub-process by an event"), _("draw a plain start event"));
	if (sub->by_event && start->event == MODEL_NO_EVENT)
		bpmnbuild_refuse(b, sub, _("an event sub-process that no event starts"), _("give its start event a timer, a message, a signal or an error"));
	start->interrupting = start->interrupting || start->event == MODEL_ON_ERROR;
	if (sub->by_event && sub->multi)
		bpmnbuild_refuse(b, sub, "multiInstanceLoopCharacteristics", _("put it on a subProcess inside"));
}

static void read_scope(struct bpmnbuild *b, const struct bpmnscope *scope)
{
	uint32_t first = (uint32_t)b->node.n;
	for (const struct bpmnxml *c = scope->element->child; c && b->err->rc == RC_OK; c = c->next) {
		const struct element_kind *kind = kind_of(c->name);
		if (kind)
			add_node(b, scope, c, kind);
	}
	for (const struct bpmnxml *c = scope->element->child; c && b->err->rc == RC_OK; c = c->next)
		if (strcmp(c->name, "sequenceFlow") == 0)
			add_flow(b, scope, c);
	for (uint32_t i = first; i < b->node.n; i++)
		if (b->node.v[i].kind == MODEL_BOUNDARY && b->node.v[i].parent == scope->node)
			b->node.v[i].host = node_at(b, scope, bpmnxml_get(b->element.v[i], "attachedToRef"));
	add_links(b, scope, first);
	if (scope->node != MODEL_NONE)
		finish_sub(b, scope->node);
}

/* ---- the whole */

/* How long the whole may take. */
static void read_own_term(struct bpmnbuild *b, const struct bpmnscope *scope)
{
	struct model_node whole = {.id = b->model->id, .key = b->model->id, .file = b->model->file, .line = b->model->line};
	const char *due = bpmnxml_vendor(scope->process, "dueDate");
	if (!*whole.id)
		bpmnbuild_refuse(b, &whole, _("a process without an id"), _("give it one"));
	if (due && *due && !bpmnbuild_term(b, scope, &whole, str_of(due)))
		bpmnbuild_refuse(b, &whole, _("this due date"), _("write a duration as in P5D, or working days as in 10wd"));
	b->model->term = whole.term;
	b->model->refusal = whole.refusal;
}

const struct model *bpmnbuild_process(const struct bpmnxml_file *bpmn, const char *file, const struct bpmnin_library *library,
                                        const struct bpmnxml *process, struct arena *arena, struct err *err)
{
	struct model *model = arena_alloc(arena, sizeof *model);
	const char *title = bpmnxml_get(process, "name");
	const char *executable = bpmnxml_get(process, "isExecutable");
	*model = (struct model){.file = file,
	                        .id = process->id,
	                        .name = title ? title : "",
	                        .line = process->line,
	                        .executable = !executable || strcmp(executable, "false") != 0};
	struct bpmnbuild b = {.library = library, .arena = arena, .model = model, .nodes = map_new(), .err = err};
	struct bpmnscope scope = {
	        .file = bpmn, .name = file, .process = process, .element = process, .prefix = "", .node = MODEL_NONE};
	read_scope(&b, &scope);
	read_own_term(&b, &scope);
	bpmnbuild_graph(&b);
	model->start = start_of(&b, MODEL_NONE);
	model->n_nodes = b.node.n;
	model->node = keep(arena, b.node.v, b.node.n, sizeof *b.node.v);
	model->n_flows = b.flow.n;
	model->flow = keep(arena, b.flow.v, b.flow.n, sizeof *b.flow.v);
	model->n_programs = b.program.n;
	model->program = keep(arena, b.program.v, b.program.n, sizeof *b.program.v);
	model->program_name = keep(arena, b.program_name.v, b.program.n, sizeof *b.program_name.v);
	const struct expr **simple = arena_array(arena, b.program.n + 1, sizeof *simple);
	for (size_t i = 0; i < b.program.n; i++)
		simple[i] = expr_compile(str_of(b.program.v[i]), arena);
	model->simple = simple;
	for (size_t i = 0; i < b.called.n; i++)
		if (b.called.v[i].file)
			bpmnxml_free(b.called.v[i].file);
	for (size_t i = 0; i < b.lanes.n; i++) {
		map_free(b.lanes.v[i].of);
		vec_free(&b.lanes.v[i].lane);
	}
	vec_free(&b.lanes);
	vec_free(&b.called);
	vec_free(&b.element);
	vec_free(&b.node);
	vec_free(&b.flow);
	vec_free(&b.program);
	vec_free(&b.program_name);
	map_free(b.nodes);
	return model;
}
