/* SPDX-License-Identifier: MIT */
#include "process/lint.h"

#include "base/lang.h"
#include "process/lint_run.h"

#include <string.h>

/* The join check keeps a bit for each pair of nodes. */
#define JOIN_NODES 4000

const char *lint_severity_name(enum lint_severity severity)
{
	static const char *const names[] = {"error", "warning", "note"};
	return names[severity];
}

void lint_report(struct lint_run *l, size_t line, const char *id, const char *check, enum lint_severity severity, const char *detail)
{
	struct lint_finding finding = {line, id, check, severity, detail};
	vec_push(&l->found, finding);
}

static void report_node(struct lint_run *l, const struct model_node *node, const char *check,
                        enum lint_severity severity, const char *detail)
{
	lint_report(l, node->line, node->id, check, severity, detail);
}

static const struct model_node *source_of(const struct model *model, uint32_t flow)
{
	return &model->node[model->flow[flow].source];
}

/* ---- the file */

static void lint_faults(struct lint_run *l, const struct bpmnin *bpmn)
{
	for (size_t i = 0; i < bpmn->n_faults; i++) {
		const struct bpmnin_fault *it = &bpmn->fault[i];
		if (it->kind == BPMNIN_DANGLING)
			lint_report(l, it->line, it->id, "dangling", LINT_ERROR,
			       arena_printf(l->arena, _("%s leads nowhere: there is no \"%.200s\""),
			                    it->role, it->to));
		else
			lint_report(l, it->line, it->id, "duplicate-id", LINT_ERROR,
			       _("this id stands twice (give each element its own)"));
	}
}

static bool dangles(const struct bpmnin *bpmn, const char *id)
{
	for (size_t i = 0; i < bpmn->n_faults; i++)
		if (bpmn->fault[i].kind == BPMNIN_DANGLING && strcmp(bpmn->fault[i].id, id) == 0)
			return true;
	return false;
}

/* A flow that dangles has been reported with the reference that is wrong. */
static void lint_refusals(struct lint_run *l, const struct bpmnin *bpmn)
{
	struct model_refusal refusal;
	for (size_t i = 0; model_refusal(l->model, &i, &refusal);)
		if (strcmp(refusal.check, "flow") != 0 || !dangles(bpmn, refusal.id))
			lint_report(l, refusal.line, refusal.id, refusal.check, LINT_ERROR,
			       refusal.detail);
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
		lint_report(l, flow->line, flow->id, "no-condition", LINT_ERROR,
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
			lint_report(l, flow->line, flow->id, "condition-ignored", LINT_WARNING,
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

/* Marks what a token at node can come to: along flows, from what waits to the events on it, into sub-processes. */
static void reach(const struct model *model, uint32_t from, bool *seen)
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

static void lint_reach(struct lint_run *l, const bool *seen)
{
	for (size_t i = 0; i < l->model->n_nodes; i++)
		if (!seen[i])
			report_node(l, &l->model->node[i], "unreachable", LINT_WARNING,
			            _("no case can come here from the start event"));
}

/* For each node, a row: what can be reached from it. */
struct reaching {
	const struct model *model;
	bool *to;
};

static bool reaches(const struct reaching *r, uint32_t flow, uint32_t goal)
{
	uint32_t from = r->model->flow[flow].target, to = r->model->flow[goal].source;
	return flow == goal || r->to[from * r->model->n_nodes + to];
}

/* What cannot be run is taken for a fork: nobody is told of a join that may well complete. */
static bool splits(const struct model_node *node)
{
	return node->kind != MODEL_EXCLUSIVE && node->kind != MODEL_GATE && node->n_out > 1;
}

/* Two ways out of a task on which a token may stand at the same time: its own flow, and that of a
 * timer that lets it go on. */
static bool timer_parts(const struct reaching *r, const struct model_node *node, uint32_t a,
                        uint32_t b)
{
	for (size_t i = 0; i < node->n_edges; i++) {
		const struct model_node *timer = &r->model->node[node->edge[i]];
		for (size_t j = 0; j < timer->n_out && !timer->interrupting; j++)
			for (size_t k = 0; k < node->n_out; k++) {
				uint32_t x = timer->out[j], y = node->out[k];
				if ((reaches(r, x, a) && reaches(r, y, b)) ||
				    (reaches(r, x, b) && reaches(r, y, a)))
					return true;
			}
	}
	return false;
}

static bool node_parts(const struct reaching *r, const struct model_node *node, uint32_t a,
                       uint32_t b)
{
	if (timer_parts(r, node, a, b))
		return true;
	if (!splits(node))
		return false;
	for (size_t i = 0; i < node->n_out; i++)
		for (size_t k = 0; k < node->n_out; k++)
			if (i != k && reaches(r, node->out[i], a) && reaches(r, node->out[k], b))
				return true;
	return false;
}

/* Can there be a token on flow a and another on flow b? Only if some node parts a token in two that
 * come to them. */
static bool together(const struct reaching *r, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < r->model->n_nodes; i++)
		if (node_parts(r, &r->model->node[i], a, b))
			return true;
	return false;
}

static void lint_join(struct lint_run *l, const struct reaching *r, const struct model_node *join,
                      const bool *seen)
{
	for (size_t i = 0; i < join->n_in; i++) {
		const struct model_node *source = source_of(l->model, join->in[i]);
		if (!seen[l->model->flow[join->in[i]].source]) {
			report_node(
			        l, join, "join", LINT_ERROR,
			        arena_printf(l->arena,
			                     _("this join never completes: no case comes by %s"),
			                     source->id));
			return;
		}
		for (size_t k = 0; k < i; k++) {
			if (together(r, join->in[k], join->in[i]))
				continue;
			report_node(l, join, "join", LINT_ERROR,
			            arena_printf(
			                    l->arena,
			                    _("this join never completes: a case comes by %s or by "
			                      "%s, not by both (draw an exclusive gateway)"),
			                    source_of(l->model, join->in[k])->id, source->id));
			return;
		}
	}
}

static void lint_joins(struct lint_run *l, const bool *seen)
{
	size_t n = l->model->n_nodes;
	struct reaching r = {.model = l->model, .to = NULL};
	for (size_t i = 0; i < n; i++) {
		const struct model_node *node = &l->model->node[i];
		if (node->kind != MODEL_PARALLEL || node->join != MODEL_JOIN_ALL || node->n_in < 2 || n > JOIN_NODES)
			continue;
		if (!r.to) {
			r.to = mem_array(n * n, sizeof *r.to);
			for (size_t k = 0; k < n; k++)
				reach(l->model, (uint32_t)k, r.to + k * n);
		}
		lint_join(l, &r, node, seen);
	}
	free(r.to);
}

static bool waits(const struct model_node *node)
{
	return node->kind == MODEL_TASK || node->kind == MODEL_CATCH || node->kind == MODEL_GATE || node->kind == MODEL_SUB ||
	       node->kind == MODEL_BOUNDARY || node->kind == MODEL_OTHER;
}

static bool has_left(const struct model *model, const uint32_t *flows, size_t n, bool forward,
                     const bool *gone)
{
	for (size_t i = 0; i < n; i++) {
		const struct model_flow *flow = &model->flow[flows[i]];
		if (!gone[forward ? flow->target : flow->source])
			return true;
	}
	return false;
}

/* A circle of nodes that do not wait: take away what has nothing left before or behind it; what
 * stays is on a circle. */
static void lint_loops(struct lint_run *l)
{
	const struct model *model = l->model;
	bool *gone = mem_array(model->n_nodes + 1, sizeof *gone);
	for (size_t i = 0; i < model->n_nodes; i++)
		gone[i] = waits(&model->node[i]);
	for (bool again = true; again;) {
		again = false;
		for (size_t i = 0; i < model->n_nodes; i++) {
			const struct model_node *node = &model->node[i];
			if (gone[i] || (has_left(model, node->in, node->n_in, false, gone) &&
			                has_left(model, node->out, node->n_out, true, gone)))
				continue;
			gone[i] = again = true;
		}
	}
	for (size_t i = 0; i < model->n_nodes; i++)
		if (!gone[i]) {
			report_node(l, &model->node[i], "loop", LINT_WARNING,
			            _("a case can go round here without ever waiting"));
			break;
		}
	free(gone);
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
	reach(model, model->start, seen);
	lint_reach(l, seen);
	lint_joins(l, seen);
	free(seen);
}

/* Stable, for findings of one line keep the order of the checks; there are few, and they come
 * nearly sorted. */
static void sort(struct lint_finding *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct lint_finding it = v[i];
		size_t k = i;
		for (; k > 0 && v[k - 1].line > it.line; k--)
			v[k] = v[k - 1];
		v[k] = it;
	}
}

void lint_file(const struct bpmnin *bpmn, struct arena *arena, struct lint *lint)
{
	struct lint_run l = {.arena = arena};
	bool executable = false;
	for (size_t i = 0; i < bpmn->n_processes; i++)
		executable |= bpmn->process[i]->executable;
	if (bpmn->n_processes == 0)
		lint_report(&l, 1, "", "no-process", LINT_ERROR, _("there is no process in this file"));
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
