/* SPDX-License-Identifier: MIT */
#include "process/lint.h"

#include "base/lang.h"
#include "base/map.h"
#include "process/lint_run.h"

#include <string.h>

const char *lint_severity_name(enum lint_severity severity)
{
	static const char *const names[] = {"error", "warning", "note"};
	return names[severity];
}

void lint_report(struct lint_run *l, const char *file, size_t line, const char *id, const char *check, enum lint_severity severity, const char *detail)
{
	struct lint_finding finding = {file, line, id, check, severity, detail};
	vec_push(&l->found, finding);
}

static void report_node(struct lint_run *l, const struct model_node *node, const char *check,
                        enum lint_severity severity, const char *detail)
{
	lint_report(l, node->file, node->line, node->id, check, severity, detail);
}

/* ---- the file */

static void lint_faults(struct lint_run *l, const struct bpmnin *bpmn)
{
	for (size_t i = 0; i < bpmn->n_faults; i++) {
		const struct bpmnin_fault *it = &bpmn->fault[i];
		if (it->kind == BPMNIN_DANGLING)
			lint_report(l, NULL, it->line, it->id, "dangling", LINT_ERROR,
			       arena_printf(l->arena, _("%s leads nowhere: there is no \"%.200s\""),
			                    it->role, it->to));
		else
			lint_report(l, NULL, it->line, it->id, "duplicate-id", LINT_ERROR,
			       _("this id stands twice (give each element its own)"));
	}
}

static struct map *ids_of(const struct bpmnin *bpmn, enum bpmnin_fault_kind kind)
{
	struct map *ids = map_new();
	for (size_t i = 0; i < bpmn->n_faults; i++)
		if (bpmn->fault[i].kind == kind)
			map_add(ids, str_of(bpmn->fault[i].id), i);
	return ids;
}

/* A flow that dangles has been reported with the reference that is wrong, an id that stands twice where it does. */
static void lint_refusals(struct lint_run *l, const struct bpmnin *bpmn)
{
	struct map *dangling = ids_of(bpmn, BPMNIN_DANGLING), *duplicate = ids_of(bpmn, BPMNIN_DUPLICATE);
	struct model_refusal refusal;
	for (size_t i = 0; model_refusal(l->model, &i, &refusal);) {
		bool told = strcmp(refusal.check, "flow") == 0 ? map_get(dangling, str_of(refusal.id)) != MAP_NONE
		            : strcmp(refusal.check, "duplicate-id") == 0 && map_get(duplicate, str_of(refusal.id)) != MAP_NONE;
		if (!told)
			lint_report(l, refusal.file, refusal.line, refusal.id, refusal.check, LINT_ERROR, refusal.detail);
	}
	map_free(dangling);
	map_free(duplicate);
}

/* ---- tasks and gateways, one at a time */

static void lint_task(struct lint_run *l, const struct model_node *node)
{
	if (!node->unit && node->unit_program == MODEL_NONE)
		report_node(
		        l, node, "no-unit", LINT_WARNING,
		        _("nobody is named who does it (draw a lane, or give candidateGroups)"));
	if (!*node->name)
		report_node(l, node, "no-name", LINT_NOTE, _("the task has no name"));
	if (strcmp(node->element, "task") == 0)
		report_node(
		        l, node, "abstract-task", LINT_NOTE,
		        _("a plain task waits for a person (draw a userTask, or a manualTask that "
		          "passes at once)"));
}

static void lint_exclusive(struct lint_run *l, const struct model_node *node)
{
	bool bare = false;
	if (node->n_out < 2)
		return;
	for (size_t i = 0; i < node->n_out; i++) {
		const struct model_flow *flow = &l->model->flow[node->out[i]];
		if (node->out[i] == node->fallback || flow->condition != MODEL_NONE ||
		    flow->refusal)
			continue;
		bare = true;
		lint_report(l, flow->file, flow->line, flow->id, "no-condition", LINT_ERROR,
		       _("a flow out of an exclusive gateway needs a condition, or to be the "
		         "default"));
	}
	if (!bare && node->fallback == MODEL_NONE)
		report_node(
		        l, node, "no-default", LINT_WARNING,
		        _("a case for which no condition holds stops here (name a default flow)"));
}

static void lint_inclusive(struct lint_run *l, const struct model_node *node)
{
	bool always = node->n_out < 2 || node->fallback != MODEL_NONE;
	for (size_t i = 0; i < node->n_out; i++)
		always = always || l->model->flow[node->out[i]].condition == MODEL_NONE;
	if (!always)
		report_node(l, node, "no-default", LINT_WARNING,
		            _("a case for which no condition holds stops here (name a default flow)"));
}

static void lint_parallel(struct lint_run *l, const struct model_node *node)
{
	if (node->join == MODEL_JOIN_COUNT && node->join_count > node->n_in)
		report_node(l, node, "join", LINT_ERROR,
		            arena_printf(l->arena, _("this join never completes: it waits for %u, and %zu flows come in"), node->join_count,
		                         node->n_in));
	for (size_t i = 0; i < node->n_out; i++) {
		const struct model_flow *flow = &l->model->flow[node->out[i]];
		if (flow->condition != MODEL_NONE)
			lint_report(l, flow->file, flow->line, flow->id, "condition-ignored", LINT_WARNING,
			       _("a parallel gateway takes every flow and asks no condition (draw "
			         "an "
			         "exclusive gateway in the branch)"));
	}
}

static void lint_nodes(struct lint_run *l)
{
	for (size_t i = 0; i < l->model->n_nodes; i++) {
		const struct model_node *node = &l->model->node[i];
		if (node->kind == MODEL_TASK)
			lint_task(l, node);
		if (node->kind == MODEL_EXCLUSIVE)
			lint_exclusive(l, node);
		if (node->kind == MODEL_INCLUSIVE)
			lint_inclusive(l, node);
		if (node->kind == MODEL_PARALLEL)
			lint_parallel(l, node);
		if (node->n_out == 0 && node->kind != MODEL_END && node->kind != MODEL_OTHER && !node->by_event)
			report_node(l, node, "dead-end", LINT_WARNING,
			            _("nothing follows (draw an end event)"));
	}
}

/* ---- the graph */

void lint_reach(const struct model *model, uint32_t from, bool *seen)
{
	VEC(uint32_t) todo = {0};
	vec_push(&todo, from);
	for (size_t i = 0; i < model->n_inner && from == model->start; i++)
		if (model->inner[i] != MODEL_NONE)
			vec_push(&todo, model->inner[i]);
	while (todo.n > 0) {
		uint32_t at = todo.v[--todo.n];
		const struct model_node *node = &model->node[at];
		if (seen[at])
			continue;
		seen[at] = true;
		for (size_t i = 0; i < node->n_out; i++)
			vec_push(&todo, model->flow[node->out[i]].target);
		for (size_t i = 0; i < node->n_edges; i++)
			vec_push(&todo, node->edge[i]);
		for (size_t i = 0; i < node->n_inner; i++)
			if (node->inner[i] != MODEL_NONE)
				vec_push(&todo, node->inner[i]);
		if (node->kind == MODEL_SUB && node->start != MODEL_NONE)
			vec_push(&todo, node->start);
		if (node->kind == MODEL_START && node->parent != MODEL_NONE)
			seen[node->parent] = true;
	}
	vec_free(&todo);
}

static void lint_reachable(struct lint_run *l, const bool *seen)
{
	for (size_t i = 0; i < l->model->n_nodes; i++)
		if (!seen[i])
			report_node(l, &l->model->node[i], "unreachable", LINT_WARNING,
			            _("no case can come here from the start event"));
}

static bool waits(const struct model_node *node)
{
	return node->kind == MODEL_TASK || node->kind == MODEL_CATCH || node->kind == MODEL_GATE || node->kind == MODEL_SUB ||
	       node->kind == MODEL_BOUNDARY || node->kind == MODEL_OTHER;
}

/* One flow less on that side of a node; without any left it is on no circle. */
static void take_one(size_t *left, bool *gone, uint32_t *todo, size_t *n, uint32_t node)
{
	if (--left[node] > 0 || gone[node])
		return;
	gone[node] = true;
	todo[(*n)++] = node;
}

/* A circle of nodes that do not wait: take away what has nothing left before or behind it; what
 * stays is on a circle. */
static void lint_loops(struct lint_run *l)
{
	const struct model *model = l->model;
	size_t n_nodes = model->n_nodes, n = 0;
	bool *gone = mem_array(n_nodes + 1, sizeof *gone);
	size_t *in = mem_array(2 * n_nodes + 1, sizeof *in), *out = in + n_nodes;
	uint32_t *todo = mem_array(n_nodes + 1, sizeof *todo);
	for (uint32_t i = 0; i < n_nodes; i++) {
		in[i] = model->node[i].n_in;
		out[i] = model->node[i].n_out;
		gone[i] = waits(&model->node[i]) || in[i] == 0 || out[i] == 0;
		if (gone[i])
			todo[n++] = i;
	}
	while (n > 0) {
		const struct model_node *node = &model->node[todo[--n]];
		for (size_t i = 0; i < node->n_out; i++)
			take_one(in, gone, todo, &n, model->flow[node->out[i]].target);
		for (size_t i = 0; i < node->n_in; i++)
			take_one(out, gone, todo, &n, model->flow[node->in[i]].source);
	}
	for (size_t i = 0; i < n_nodes; i++)
		if (!gone[i]) {
			report_node(l, &model->node[i], "loop", LINT_WARNING,
			            _("a case can go round here without ever waiting"));
			break;
		}
	free(gone);
	free(in);
	free(todo);
}

static void lint_process(struct lint_run *l, const struct bpmnin *bpmn, const struct model *model)
{
	l->model = model;
	lint_refusals(l, bpmn);
	lint_nodes(l);
	lint_loops(l);
	lint_events(l);
	lint_terms(l);
	if (model->start == MODEL_NONE)
		return;
	bool *seen = mem_array(model->n_nodes, sizeof *seen);
	lint_reach(model, model->start, seen);
	lint_reachable(l, seen);
	lint_joins(l, seen);
	free(seen);
}

/* By line, those of one line in the order of the checks: runs merged two by two. */
static void sort(struct lint_finding *v, size_t n)
{
	struct lint_finding *other = mem_array(n + 1, sizeof *other), *from = v, *to = other;
	for (size_t run = 1; run < n; run *= 2) {
		for (size_t begin = 0; begin < n; begin += 2 * run) {
			size_t middle = begin + run < n ? begin + run : n, end = middle + run < n ? middle + run : n;
			for (size_t a = begin, b = middle, k = begin; k < end; k++)
				to[k] = b == end || (a < middle && from[a].line <= from[b].line) ? from[a++] : from[b++];
		}
		struct lint_finding *swap = from;
		from = to;
		to = swap;
	}
	if (from != v)
		memcpy(v, from, n * sizeof *v);
	free(other);
}

void lint_file(const struct bpmnin *bpmn, struct arena *arena, struct lint *lint)
{
	struct lint_run l = {.arena = arena};
	bool executable = false;
	for (size_t i = 0; i < bpmn->n_processes; i++)
		executable |= bpmn->process[i]->executable;
	if (bpmn->n_processes == 0)
		lint_report(&l, NULL, 1, "", "no-process", LINT_ERROR, _("there is no process in this file"));
	lint_faults(&l, bpmn);
	for (size_t i = 0; i < bpmn->n_processes; i++)
		if (bpmn->process[i]->executable || !executable)
			lint_process(&l, bpmn, bpmn->process[i]);
	sort(l.found.v, l.found.n);
	struct lint_finding *kept = arena_array(arena, l.found.n + 1, sizeof *kept);
	if (l.found.n)
		memcpy(kept, l.found.v, l.found.n * sizeof *kept);
	*lint = (struct lint){kept, l.found.n};
	vec_free(&l.found);
}
