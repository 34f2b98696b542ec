/* SPDX-License-Identifier: MIT */
/* Joins that wait for a token on every flow into them: can a case come by all of them together? */
#include "base/lang.h"
#include "process/lint_run.h"

#include <stdlib.h>
#include <string.h>

/* The check keeps a bit for each pair of nodes, and gives up where it would take minutes: nobody is then told of anything. */
enum { NODES = 4000, WORK = 300000000 };

/* For each node, a row: what can be reached from it. */
struct reaching {
	const struct model *model;
	bool *to;
	size_t work;
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

static size_t count_timers(const struct model *model, const struct model_node *node)
{
	size_t n = 0;
	for (size_t i = 0; i < node->n_edges; i++)
		n += !model->node[node->edge[i]].interrupting;
	return n;
}

/* Which branches of one node lead to each flow into the join: none, this one (and 1), or several. */
#define SEVERAL UINT32_MAX

static void lead(struct reaching *r, uint32_t flow, uint32_t branch, const struct model_node *join, uint32_t *by)
{
	for (size_t i = 0; i < join->n_in; i++)
		if (reaches(r, flow, join->in[i]))
			by[i] = by[i] == 0 || by[i] == branch + 1 ? branch + 1 : SEVERAL;
	r->work += join->n_in;
}

/* Each way out of a fork is a branch; of another node all are one, and each event that lets its work go on is one more. */
static void branches(struct reaching *r, const struct model_node *node, const struct model_node *join, uint32_t *by)
{
	uint32_t branch = 0;
	memset(by, 0, join->n_in * sizeof *by);
	for (size_t i = 0; i < node->n_out; i++)
		lead(r, node->out[i], splits(node) ? branch++ : branch, join, by);
	for (size_t i = 0; i < node->n_edges; i++) {
		const struct model_node *edge = &r->model->node[node->edge[i]];
		if (edge->interrupting)
			continue;
		branch++;
		for (size_t k = 0; k < edge->n_out; k++)
			lead(r, edge->out[k], branch, join, by);
	}
}

/* Tokens of two branches can stand on two flows at once. */
static size_t pair_up(struct reaching *r, const uint32_t *by, size_t n, bool *together)
{
	size_t more = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; by[i] && k < i; k++) {
			bool *pair = &together[i * n + k];
			if (*pair || !by[k] || (by[i] == by[k] && by[i] != SEVERAL))
				continue;
			*pair = true;
			more++;
		}
	r->work += n * n / 2;
	return more;
}

static void report(struct lint_run *l, const struct model_node *join, const bool *together)
{
	for (size_t i = 0; i < join->n_in; i++)
		for (size_t k = 0; k < i; k++) {
			if (together[i * join->n_in + k])
				continue;
			lint_report(l, join->file, join->line, join->id, "join", LINT_ERROR,
			            arena_printf(l->arena,
			                         _("this join never completes: a case comes by %s or by "
			                           "%s, not by both (draw an exclusive gateway)"),
			                         l->model->node[l->model->flow[join->in[k]].source].id, l->model->node[l->model->flow[join->in[i]].source].id));
			return;
		}
}

static void look_at(struct lint_run *l, struct reaching *r, const struct model_node *join)
{
	size_t n = join->n_in, left = n * (n - 1) / 2;
	bool *together = mem_array(n * n, sizeof *together);
	uint32_t *by = mem_array(n, sizeof *by);
	for (size_t i = 0; i < r->model->n_nodes && left > 0 && r->work < WORK; i++) {
		const struct model_node *node = &r->model->node[i];
		if (!splits(node) && count_timers(r->model, node) == 0)
			continue;
		branches(r, node, join, by);
		left -= pair_up(r, by, n, together);
	}
	if (left > 0 && r->work < WORK)
		report(l, join, together);
	free(together);
	free(by);
}

/* No case ever comes by one of its flows. */
static bool is_missed(struct lint_run *l, const struct model_node *join, const bool *seen)
{
	for (size_t i = 0; i < join->n_in; i++) {
		const struct model_node *source = &l->model->node[l->model->flow[join->in[i]].source];
		if (seen[source - l->model->node])
			continue;
		lint_report(l, join->file, join->line, join->id, "join", LINT_ERROR,
		            arena_printf(l->arena, _("this join never completes: no case comes by %s"), source->id));
		return true;
	}
	return false;
}

void lint_joins(struct lint_run *l, const bool *seen)
{
	size_t n = l->model->n_nodes;
	struct reaching r = {.model = l->model};
	for (size_t i = 0; i < n; i++) {
		const struct model_node *node = &l->model->node[i];
		if (node->kind != MODEL_PARALLEL || node->join != MODEL_JOIN_ALL || node->n_in < 2 || is_missed(l, node, seen) || n > NODES)
			continue;
		if (!r.to) {
			r.to = mem_array(n * n, sizeof *r.to);
			for (size_t k = 0; k < n; k++)
				lint_reach(l->model, (uint32_t)k, r.to + k * n);
		}
		look_at(l, &r, node);
	}
	free(r.to);
}
