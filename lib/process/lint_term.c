/* SPDX-License-Identifier: MIT */
/*
 * The critical path: the longest that the steps between two points may take together if each takes the whole of its own term (CPM, Kelley & Walker
 * 1959), loops gone through once. A working day counts as 7/5 of a day, a month as 30; a step without a term counts as nothing, so that
 * what is found here is certain, and what is not found may still be too short.
 */
#include "base/lang.h"
#include "base/num.h"
#include "process/lint_run.h"

#include <stdlib.h>
#include <string.h>

#define DAY 86400.0

struct path {
	double seconds;
	uint32_t next; /* the node that the longest way goes on to, or MODEL_NONE */
	char state;    /* 0 unseen, 1 being looked at, 2 known */
};

struct visit {
	uint32_t node;
	bool leaving; /* all behind it is known */
};

struct paths {
	const struct model *model;
	struct path *path; /* of each node: from its beginning to where nothing follows */
	VEC(struct visit) todo;
};

/* "10wd": working days; other terms of the law are known only to the calendar. */
static double term_of_law(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	int64_t n = 0;
	if (digits == 0 || !num_parse_int((struct str){text, digits}, &n))
		return 0;
	const char *unit = text + digits + strspn(text + digits, " ");
	return strncmp(unit, "wd", 2) == 0 || strncmp(unit, "раб", strlen("раб")) == 0 ? (double)n * DAY * 7 / 5 : (double)n * DAY;
}

static double seconds_of(const struct model_term *term)
{
	if (term->when == MODEL_DURATION)
		return term->duration.months * 30 * DAY + (double)term->duration.seconds;
	return term->when == MODEL_TERM ? term_of_law(term->text) : 0;
}

/* Of a node that is known; in a loop, which is gone through once, there is nothing behind where it was entered. */
static double known(const struct paths *p, uint32_t node)
{
	return p->path[node].state == 2 ? p->path[node].seconds : 0;
}

/* What the step itself may take. */
static double own(const struct paths *p, const struct model_node *it)
{
	double seconds = seconds_of(&it->term);
	if (it->kind == MODEL_SUB && seconds == 0 && it->start != MODEL_NONE)
		return known(p, it->start);
	return it->kind == MODEL_BOUNDARY || it->kind == MODEL_START ? 0 : seconds;
}

static void try_flows(const struct paths *p, const struct model_node *from, double before, struct path *best)
{
	for (size_t i = 0; i < from->n_out; i++) {
		uint32_t target = p->model->flow[from->out[i]].target;
		double seconds = before + known(p, target);
		if (seconds > best->seconds) {
			best->seconds = seconds;
			best->next = target;
		}
	}
}

static void leave(struct paths *p, uint32_t node)
{
	const struct model_node *it = &p->model->node[node];
	struct path best = {.seconds = own(p, it), .next = MODEL_NONE, .state = 2};
	try_flows(p, it, best.seconds, &best);
	for (size_t i = 0; i < it->n_edges; i++) {
		const struct model_node *edge = &p->model->node[it->edge[i]];
		if (edge->interrupting)
			try_flows(p, edge, seconds_of(&edge->term), &best);
	}
	p->path[node] = best;
}

static void enter_all(struct paths *p, const struct model_node *from)
{
	for (size_t i = 0; i < from->n_out; i++)
		vec_push(&p->todo, ((struct visit){.node = p->model->flow[from->out[i]].target}));
}

/* Depth first, on a list and not on the stack: a chain may be as long as a file. */
static double longest(struct paths *p, uint32_t start)
{
	vec_push(&p->todo, ((struct visit){.node = start}));
	while (p->todo.n > 0) {
		struct visit at = p->todo.v[--p->todo.n];
		const struct model_node *it = &p->model->node[at.node];
		if (at.leaving) {
			leave(p, at.node);
			continue;
		}
		if (p->path[at.node].state != 0)
			continue;
		p->path[at.node].state = 1;
		vec_push(&p->todo, ((struct visit){.node = at.node, .leaving = true}));
		enter_all(p, it);
		for (size_t i = 0; i < it->n_edges; i++)
			enter_all(p, &p->model->node[it->edge[i]]);
		if (it->kind == MODEL_SUB && it->start != MODEL_NONE)
			vec_push(&p->todo, ((struct visit){.node = it->start}));
	}
	return known(p, start);
}

static const char *way(const struct paths *p, uint32_t node, struct arena *arena)
{
	struct buf text = {0};
	for (int n = 0; node != MODEL_NONE && n < 20; node = p->path[node].next) {
		const struct model_node *it = &p->model->node[node];
		if (seconds_of(&it->term) == 0 && it->kind != MODEL_SUB)
			continue;
		buf_printf(&text, "%s%s", n++ ? " → " : "", it->id);
	}
	const char *kept = arena_cstr(arena, buf_slice(&text));
	buf_free(&text);
	return kept;
}

static void compare(struct lint_run *l, struct paths *p, const struct model_term *term, uint32_t start, const char *file, size_t line, const char *id)
{
	double given = seconds_of(term);
	if (given <= 0 || start == MODEL_NONE)
		return;
	double needed = longest(p, start);
	if (needed > given)
		lint_report(l, file, line, id, "term", LINT_WARNING,
		            arena_printf(l->arena, _("the term of %.4g days is shorter than what its steps may take together: %.4g days by %s"),
		                         given / DAY, needed / DAY, way(p, start, l->arena)));
}

void lint_terms(struct lint_run *l)
{
	const struct model *model = l->model;
	struct paths p = {.model = model, .path = mem_array(model->n_nodes + 1, sizeof *p.path)};
	compare(l, &p, &model->term, model->start, NULL, model->line, model->id);
	for (size_t i = 0; i < model->n_nodes; i++) {
		const struct model_node *it = &model->node[i];
		if (it->kind != MODEL_SUB)
			continue;
		compare(l, &p, &it->term, it->start, it->file, it->line, it->id);
		for (size_t k = 0; k < it->n_edges; k++) {
			const struct model_node *edge = &model->node[it->edge[k]];
			if (edge->interrupting)
				compare(l, &p, &edge->term, it->start, edge->file, edge->line, edge->id);
		}
	}
	free(p.path);
	vec_free(&p.todo);
}
