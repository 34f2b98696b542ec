/* SPDX-License-Identifier: MIT */
#include "calc/choose.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

struct ranked {
	const struct choose_person *person;
	struct choose_verdict *verdict;
};

static int by_score(const void *a, const void *b)
{
	const struct choose_person *x = ((const struct ranked *)a)->person,
	                           *y = ((const struct ranked *)b)->person;
	if (isnan(x->score) || isnan(y->score))
		return isnan(x->score) != isnan(y->score) ? (isnan(x->score) ? 1 : -1)
		                                          : str_cmp(x->id, y->id);
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return str_cmp(x->id, y->id);
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* The minimum that the group's people can meet. */
static size_t floor_of(const struct choose_group *group)
{
	return group->min - group->lacking;
}

/* How many of the places are taken or kept for minima. */
static size_t claimed(const struct choose_group *group, size_t n_groups)
{
	size_t sum = 0;
	for (size_t g = 0; g < n_groups; g++)
		sum += larger(group[g].chosen, floor_of(&group[g]));
	return sum;
}

static size_t greedy(const struct ranked *ranked, size_t n, struct choose_group *group,
                     size_t n_groups, size_t places)
{
	size_t taken = claimed(group, n_groups), chosen = 0;
	for (size_t i = 0; i < n; i++) {
		struct choose_group *g = &group[ranked[i].person->group];
		bool owed = g->chosen < floor_of(g);
		if (g->chosen >= g->max || (!owed && taken >= places))
			continue;
		taken += !owed;
		g->chosen++;
		chosen++;
		ranked[i].verdict->chosen = true;
	}
	return chosen;
}

/* Per group, the last of its chosen and the first of its others, in order of rank; NAN for none. */
struct edge {
	double last, first;
};

/* May one of group from give its place to one of group to? */
static bool can_pass(const struct choose_group *group, size_t from, size_t to)
{
	return from == to ||
	       (group[from].chosen > floor_of(&group[from]) && group[to].chosen < group[to].max);
}

static double margin_of(const struct choose_person *person, bool chosen,
                        const struct choose_group *group, const struct edge *edge, size_t n_groups)
{
	double other = (double)NAN;
	for (size_t g = 0; g < n_groups; g++) {
		if (chosen ? !can_pass(group, person->group, g)
		           : !can_pass(group, g, person->group))
			continue;
		/* fmax and fmin pass over NAN */
		other = chosen ? fmax(other, edge[g].first) : fmin(other, edge[g].last);
	}
	return person->score - other;
}

static enum choose_reason reason_of(const struct ranked *it, size_t i, size_t places, double line,
                                    bool owed, const struct choose_group *group)
{
	const struct choose_group *g = &group[it->person->group];
	if (it->verdict->chosen)
		return i < places ? CHOOSE_TOP : owed ? CHOOSE_MINIMUM : CHOOSE_FREED;
	if (g->chosen >= g->max && it->person->score >= line)
		return CHOOSE_FULL;
	return i < places ? CHOOSE_RESERVED : CHOOSE_BELOW;
}

/* The score of the last who was chosen for the score alone: the line that the others are told of.
 */
static double line_of(const struct ranked *ranked, size_t n, const bool *owed)
{
	double line = (double)INFINITY;
	for (size_t i = 0; i < n; i++)
		if (ranked[i].verdict->chosen && !owed[i])
			line = ranked[i].person->score;
	return line;
}

/*
 * Whose place hangs on the minimum: without it the place would have gone to somebody who stands
 * higher and whose group has room. Of a group that is at its floor, those are the chosen who rank
 * below the first such person.
 */
static void mark_owed(const struct ranked *ranked, size_t n, const struct choose_group *group,
                      bool *owed)
{
	size_t first = n;
	for (size_t i = n; i-- > 0;) {
		const struct choose_group *g = &group[ranked[i].person->group];
		if (!ranked[i].verdict->chosen && g->chosen < g->max)
			first = i;
	}
	for (size_t i = 0; i < n; i++) {
		const struct choose_group *g = &group[ranked[i].person->group];
		owed[i] = i > first && ranked[i].verdict->chosen && g->chosen <= floor_of(g);
	}
}

static void explain(struct ranked *ranked, size_t n, const struct choose_group *group,
                    size_t n_groups, size_t places)
{
	struct edge *edge = mem_array(n_groups + 1, sizeof *edge);
	bool *owed = mem_array(n + 1, sizeof *owed);
	for (size_t g = 0; g < n_groups; g++)
		edge[g] = (struct edge){(double)NAN, (double)NAN};
	for (size_t i = 0; i < n; i++) {
		struct edge *e = &edge[ranked[i].person->group];
		if (ranked[i].verdict->chosen)
			e->last = ranked[i].person->score;
		else if (isnan(e->first))
			e->first = ranked[i].person->score;
	}
	mark_owed(ranked, n, group, owed);
	double line = line_of(ranked, n, owed);
	for (size_t i = 0; i < n; i++) {
		struct choose_verdict *v = ranked[i].verdict;
		v->rank = i + 1;
		v->margin = margin_of(ranked[i].person, v->chosen, group, edge, n_groups);
		v->reason = reason_of(&ranked[i], i, places, line, owed[i], group);
	}
	free(owed);
	free(edge);
}

size_t choose_top(const struct choose_person *person, size_t n, struct choose_group *group,
                  size_t n_groups, size_t places, struct choose_verdict *verdict)
{
	struct ranked *ranked = mem_array(n + 1, sizeof *ranked);
	size_t *size = mem_array(n_groups + 1, sizeof *size), scored = 0;
	for (size_t i = 0; i < n; i++) {
		ranked[i] = (struct ranked){&person[i], &verdict[i]};
		verdict[i] =
		        (struct choose_verdict){.reason = CHOOSE_NO_SCORE, .margin = (double)NAN};
		if (!isnan(person[i].score)) {
			scored++;
			size[person[i].group]++;
		}
	}
	for (size_t g = 0; g < n_groups; g++) {
		group[g].chosen = 0;
		group[g].lacking = size[g] < group[g].min ? group[g].min - size[g] : 0;
	}
	qsort(ranked, n, sizeof *ranked, by_score);
	size_t chosen = greedy(ranked, scored, group, n_groups, places);
	explain(ranked, scored, group, n_groups, places);
	free(size);
	free(ranked);
	return chosen;
}
