/* SPDX-License-Identifier: MIT */
#include "text/index.h"

#include "base/mem.h"
#include "base/vec.h"
#include "text/tuning.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* As index_add sees it and, once sorted, summed up. */
struct mass {
	uint32_t term, class, line;
	float mass;
};

struct index {
	VEC(struct mass) masses; /* until it is ready */
	VEC(float) line_mass;
	uint32_t terms, classes;
	double doubt;
	size_t *start;           /* by term: where its postings begin */
	struct index_weight *posting; /* of one term by class */
	uint32_t *line;          /* beside posting */
	uint32_t *most;          /* by term: the largest weight */
};

struct index_query {
	const struct index *index;
	uint32_t *score; /* by class, for the last text */
	uint32_t most;
	VEC(struct index_term) terms;
	VEC(struct index_part) parts;
};

struct index *index_new(void)
{
	return mem_alloc(sizeof(struct index));
}

void index_free(struct index *ix)
{
	if (!ix)
		return;
	vec_free(&ix->masses);
	vec_free(&ix->line_mass);
	free(ix->start);
	free(ix->posting);
	free(ix->line);
	free(ix->most);
	free(ix);
}

static bool stands_before(const uint32_t *terms, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (terms[j] == terms[i])
			return true;
	return false;
}

uint32_t index_add(struct index *ix, uint32_t class, const uint32_t *terms, size_t n, double mass)
{
	uint32_t line = (uint32_t)ix->line_mass.n;
	vec_push(&ix->line_mass, (float)mass);
	if (class >= ix->classes)
		ix->classes = class + 1;
	for (size_t i = 0; i < n; i++) {
		if (terms[i] >= ix->terms)
			ix->terms = terms[i] + 1;
		if (!stands_before(terms, i))
			vec_push(&ix->masses, ((struct mass){terms[i], class, line, (float)mass}));
	}
	return line;
}

void index_doubt(struct index *ix, double mass)
{
	ix->doubt = mass;
}

static uint32_t class_of(const struct mass *m)
{
	return m->class;
}

static uint32_t term_of(const struct mass *m)
{
	return m->term;
}

/* Stable counting sort. */
static void sort_by(uint32_t (*key)(const struct mass *), size_t keys, const struct mass *from, size_t n, struct mass *to)
{
	size_t *at = mem_array(keys + 1, sizeof *at);
	for (size_t i = 0; i < n; i++)
		at[key(&from[i]) + 1]++;
	for (size_t k = 0; k < keys; k++)
		at[k + 1] += at[k];
	for (size_t i = 0; i < n; i++)
		to[at[key(&from[i])]++] = from[i];
	free(at);
}

/* Sorted by term, then by class, one entry for both together. */
static void sum_up(struct index *ix)
{
	size_t n = ix->masses.n, kept = 0;
	struct mass *v = ix->masses.v, *other = mem_array(n + 1, sizeof *other);
	sort_by(class_of, ix->classes, v, n, other);
	sort_by(term_of, ix->terms, other, n, v);
	free(other);
	for (size_t i = 0; i < n; i++) {
		struct mass *last = kept > 0 ? &v[kept - 1] : NULL;
		if (!last || last->term != v[i].term || last->class != v[i].class) {
			v[kept++] = v[i];
			continue;
		}
		last->mass += v[i].mass;
		if (ix->line_mass.v[v[i].line] > ix->line_mass.v[last->line])
			last->line = v[i].line;
	}
	ix->masses.n = kept;
}

/* M(c) of every class, and p(t): the mean of t's share in each class. */
static void sum_masses(const struct index *ix, double *of_class, double *common)
{
	size_t classes = 0;
	for (size_t i = 0; i < ix->masses.n; i++)
		of_class[ix->masses.v[i].class] += ix->masses.v[i].mass;
	for (uint32_t c = 0; c < ix->classes; c++)
		classes += of_class[c] > 0;
	for (size_t i = 0; i < ix->masses.n; i++) {
		const struct mass *m = &ix->masses.v[i];
		common[m->term] += m->mass / of_class[m->class] / (double)classes;
	}
}

static void weigh(struct index *ix)
{
	double *of_class = mem_array(ix->classes + 1, sizeof *of_class), *common = mem_array(ix->terms + 1, sizeof *common);
	size_t n = 0;
	sum_masses(ix, of_class, common);
	for (size_t i = 0, term = 0; term < ix->terms; term++) {
		double p = common[term], all = 0;
		ix->start[term] = n;
		for (size_t j = i; j < ix->masses.n && ix->masses.v[j].term == term; j++)
			all += ix->masses.v[j].mass;
		for (; i < ix->masses.n && ix->masses.v[i].term == term; i++) {
			const struct mass *m = &ix->masses.v[i];
			double w = INDEX_ONE * log((1 - TUNING_LAMBDA) * m->mass / of_class[m->class] / p + TUNING_LAMBDA) * all / (all + ix->doubt);
			if (w < 1)
				continue;
			ix->posting[n] = (struct index_weight){m->class, (uint32_t)(w + 0.5)};
			ix->line[n] = m->line;
			if (ix->posting[n].weight > ix->most[term])
				ix->most[term] = ix->posting[n].weight;
			n++;
		}
	}
	ix->start[ix->terms] = n;
	free(of_class);
	free(common);
}

void index_ready(struct index *ix)
{
	sum_up(ix);
	ix->start = mem_array(ix->terms + 1, sizeof *ix->start);
	ix->posting = mem_array(ix->masses.n + 1, sizeof *ix->posting);
	ix->line = mem_array(ix->masses.n + 1, sizeof *ix->line);
	ix->most = mem_array(ix->terms + 1, sizeof *ix->most);
	weigh(ix);
	vec_free(&ix->masses);
	vec_free(&ix->line_mass);
}

const struct index_weight *index_weights(const struct index *ix, uint32_t term, size_t *n)
{
	*n = term < ix->terms ? ix->start[term + 1] - ix->start[term] : 0;
	return *n > 0 ? ix->posting + ix->start[term] : NULL;
}

struct index_query *index_query_new(const struct index *ix)
{
	struct index_query *q = mem_alloc(sizeof *q);
	q->index = ix;
	q->score = mem_array(ix->classes + 1, sizeof *q->score);
	return q;
}

void index_query_free(struct index_query *q)
{
	if (!q)
		return;
	free(q->score);
	vec_free(&q->terms);
	vec_free(&q->parts);
	free(q);
}

/* The one place that rounds: the score and its account agree because both ask here. */
static uint32_t part_of(uint32_t weight, double share)
{
	return share < 1 ? (uint32_t)(weight * share + 0.5) : weight;
}

void index_ask(struct index_query *q, const struct index_term *terms, size_t n)
{
	const struct index *ix = q->index;
	memset(q->score, 0, ix->classes * sizeof *q->score);
	q->terms.n = q->most = 0;
	for (size_t i = 0; i < n; i++) {
		if (terms[i].id >= ix->terms)
			continue;
		const struct index_weight *p = ix->posting + ix->start[terms[i].id], *end = ix->posting + ix->start[terms[i].id + 1];
		vec_push(&q->terms, terms[i]);
		q->most += part_of(ix->most[terms[i].id], terms[i].share);
		if (terms[i].share < 1)
			for (; p < end; p++)
				q->score[p->class] += part_of(p->weight, terms[i].share);
		else
			for (; p < end; p++)
				q->score[p->class] += p->weight;
	}
}

size_t index_best(const struct index_query *q, uint32_t from, uint32_t to, struct index_hit *hits, size_t k)
{
	size_t n = 0;
	uint32_t least = 0; /* what a hit must beat */
	to = to < q->index->classes ? to : q->index->classes;
	for (uint32_t class = from; class < to && k > 0; class++) {
		uint32_t score = q->score[class];
		if (score <= least)
			continue;
		size_t at = n < k ? n++ : n - 1;
		for (; at > 0 && hits[at - 1].score < score; at--)
			hits[at] = hits[at - 1];
		hits[at] = (struct index_hit){class, score};
		least = n == k ? hits[n - 1].score : 0;
	}
	return n;
}

uint32_t index_score(const struct index_query *q, uint32_t class)
{
	return class < q->index->classes ? q->score[class] : 0;
}

/* The posting of a term for a class, or NULL. */
static const struct index_weight *posting_of(const struct index *ix, uint32_t term, uint32_t class)
{
	size_t from = ix->start[term], to = ix->start[term + 1];
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (ix->posting[middle].class < class)
			from = middle + 1;
		else
			to = middle;
	}
	return from < ix->start[term + 1] && ix->posting[from].class == class ? &ix->posting[from] : NULL;
}

const struct index_part *index_explain(struct index_query *q, uint32_t class, size_t *parts)
{
	q->parts.n = 0;
	for (size_t i = 0; i < q->terms.n; i++) {
		const struct index_term *t = &q->terms.v[i];
		const struct index_weight *p = posting_of(q->index, t->id, class);
		if (p)
			vec_push(&q->parts, ((struct index_part){t->id, part_of(p->weight, t->share), q->index->line[p - q->index->posting]}));
	}
	*parts = q->parts.n;
	return q->parts.v;
}

uint32_t index_most(const struct index_query *q)
{
	return q->most;
}
