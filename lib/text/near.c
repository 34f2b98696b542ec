/* SPDX-License-Identifier: MIT */
#include "text/near.h"

#include "base/mem.h"
#include "base/vec.h"

#include <stdbool.h>

enum {
	VISITS = 2048,     /* list entries looked at in one search */
	COMPARED = 128,    /* texts compared in full in one search */
	BUCKETS = 64       /* by how much of the visited weight a text shares */
};

/* Rounding must not lose a text that is alike by exactly the bound. */
#define ROUNDING 1e-6

struct near {
	VEC(uint32_t) pool;   /* the terms of all texts; once ready their ranks, rising */
	VEC(size_t) start;    /* by text; one more than there are texts */
	uint32_t *rank;       /* by term: 0 is the heaviest; NOBODY for what no text has */
	float *weight;        /* by rank */
	float *total;         /* by text */
	uint32_t *list;       /* texts by rank */
	size_t *list_start;
	size_t n_terms, ranks;
};

#define NOBODY UINT32_MAX

struct near_query {
	const struct near *near;
	float *common; /* by text: what it shares of the terms visited; 0 between searches */
	VEC(uint32_t) ranks, met;
};

struct near *near_new(void)
{
	struct near *near = mem_alloc(sizeof *near);
	vec_push(&near->start, 0);
	return near;
}

void near_free(struct near *near)
{
	if (!near)
		return;
	vec_free(&near->pool);
	vec_free(&near->start);
	free(near->rank);
	free(near->weight);
	free(near->total);
	free(near->list);
	free(near->list_start);
	free(near);
}

static size_t texts(const struct near *near)
{
	return near->start.n - 1;
}

uint32_t near_add(struct near *near, const uint32_t *terms, size_t n)
{
	for (size_t i = 0; i < n; i++)
		vec_push(&near->pool, terms[i]);
	vec_push(&near->start, near->pool.n);
	return (uint32_t)texts(near) - 1;
}

static int rising(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

struct heavy {
	float weight;
	uint32_t term;
};

static int by_weight(const void *a, const void *b)
{
	const struct heavy *x = a, *y = b;
	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return x->term < y->term ? -1 : x->term > y->term;
}

/* From terms to ranks, everywhere. */
static void rank_terms(struct near *near, const float *weight)
{
	struct heavy *heavy = mem_array(near->n_terms + 1, sizeof *heavy);
	near->rank = mem_array(near->n_terms + 1, sizeof *near->rank);
	for (size_t i = 0; i < near->pool.n; i++)
		near->rank[near->pool.v[i]] = 1; /* it occurs */
	for (uint32_t t = 0; t < near->n_terms; t++)
		if (near->rank[t])
			heavy[near->ranks++] = (struct heavy){weight[t], t};
		else
			near->rank[t] = NOBODY;
	if (near->ranks > 0)
		qsort(heavy, near->ranks, sizeof *heavy, by_weight);
	near->weight = mem_array(near->ranks + 1, sizeof *near->weight);
	for (uint32_t r = 0; r < near->ranks; r++) {
		near->rank[heavy[r].term] = r;
		near->weight[r] = heavy[r].weight;
	}
	free(heavy);
	for (size_t i = 0; i < near->pool.n; i++)
		near->pool.v[i] = near->rank[near->pool.v[i]];
}

static double weight_of(const struct near *near, const uint32_t *ranks, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += near->weight[ranks[i]];
	return sum;
}

static void list_texts(struct near *near)
{
	size_t n = texts(near);
	near->total = mem_array(n + 1, sizeof *near->total);
	near->list_start = mem_array(near->ranks + 2, sizeof *near->list_start);
	near->list = mem_array(near->pool.n + 1, sizeof *near->list);
	for (size_t i = 0; i < n; i++) {
		uint32_t *v = near->pool.v + near->start.v[i];
		size_t terms = near->start.v[i + 1] - near->start.v[i];
		if (terms > 0)
			qsort(v, terms, sizeof *v, rising);
		near->total[i] = (float)weight_of(near, v, terms);
		for (size_t j = 0; j < terms; j++)
			near->list_start[v[j] + 2]++;
	}
	for (size_t r = 2; r < near->ranks + 2; r++)
		near->list_start[r] += near->list_start[r - 1];
	for (size_t i = 0; i < n; i++)
		for (size_t j = near->start.v[i]; j < near->start.v[i + 1]; j++)
			near->list[near->list_start[near->pool.v[j] + 1]++] = (uint32_t)i;
}

void near_ready(struct near *near, const float *weight, size_t n_terms)
{
	near->n_terms = n_terms;
	rank_terms(near, weight);
	list_texts(near);
}

struct near_query *near_open(const struct near *near)
{
	struct near_query *q = mem_alloc(sizeof *q);
	q->near = near;
	q->common = mem_array(texts(near) + 1, sizeof *q->common);
	return q;
}

void near_close(struct near_query *q)
{
	if (!q)
		return;
	free(q->common);
	vec_free(&q->ranks);
	vec_free(&q->met);
	free(q);
}

/* Visits the heaviest terms: as long as a text first met now could still be alike enough, and not for too long. Returns the weight of those that were not visited to the end. */
static double meet(struct near_query *q, double known, double needed)
{
	const struct near *near = q->near;
	size_t left = VISITS;
	q->met.n = 0;
	for (size_t i = 0; i < q->ranks.n && known >= needed; i++) {
		size_t from = near->list_start[q->ranks.v[i]], to = near->list_start[q->ranks.v[i] + 1];
		float weight = near->weight[q->ranks.v[i]];
		bool whole = to - from <= left;
		for (to = whole ? to : from + left; from < to; from++, left--) {
			uint32_t text = near->list[from];
			if (q->common[text] == 0)
				vec_push(&q->met, text);
			q->common[text] += weight;
		}
		if (!whole)
			break;
		known -= weight;
	}
	return known;
}

static size_t bucket_of(double share)
{
	size_t bucket = (size_t)(share * BUCKETS);
	return bucket < BUCKETS ? bucket : BUCKETS - 1;
}

/* Of the texts met keeps those that can be alike enough, and when these are many those that share most. Leaves q->common 0. */
static void sift(struct near_query *q, double total, double rest, double least)
{
	size_t count[BUCKETS] = {0}, kept = 0, bound = BUCKETS, room = COMPARED;
	for (size_t i = 0; i < q->met.n; i++) {
		double most = q->common[q->met.v[i]] + rest, all = total + q->near->total[q->met.v[i]] - most;
		if (most >= least * all * (1 - ROUNDING))
			count[bucket_of(q->common[q->met.v[i]] / total)]++;
		else
			q->common[q->met.v[i]] = 0;
	}
	while (bound > 0 && count[bound - 1] <= room)
		room -= count[--bound];
	for (size_t i = 0; i < q->met.n; i++) {
		uint32_t text = q->met.v[i];
		size_t bucket = bucket_of(q->common[text] / total);
		bool keep_it = q->common[text] > 0 && (bucket >= bound || (bucket + 1 == bound && room > 0));
		room -= keep_it && bucket < bound;
		q->common[text] = 0;
		if (keep_it)
			q->met.v[kept++] = text;
	}
	q->met.n = kept;
}

static double common_weight(const struct near *near, const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b)
{
	double sum = 0;
	for (size_t i = 0, j = 0; i < n_a && j < n_b;)
		if (a[i] == b[j]) {
			sum += near->weight[a[i]];
			i++;
			j++;
		} else if (a[i] < b[j]) {
			i++;
		} else {
			j++;
		}
	return sum;
}

static size_t keep(struct near_hit *hits, size_t n, size_t k, struct near_hit hit)
{
	size_t at = n;
	while (at > 0 && (hits[at - 1].similarity < hit.similarity || (hits[at - 1].similarity == hit.similarity && hits[at - 1].text > hit.text)))
		at--;
	if (at == k)
		return n;
	n += n < k;
	for (size_t i = n - 1; i > at; i--)
		hits[i] = hits[i - 1];
	hits[at] = hit;
	return n;
}

size_t near_find(struct near_query *q, const uint32_t *terms, size_t n, double strange, double least, struct near_hit *hits, size_t k)
{
	const struct near *near = q->near;
	double known, total = 0;
	size_t found = 0;
	q->ranks.n = 0;
	for (size_t i = 0; i < n; i++)
		if (terms[i] < near->n_terms && near->rank[terms[i]] != NOBODY)
			vec_push(&q->ranks, near->rank[terms[i]]);
		else
			total += strange;
	if (q->ranks.n == 0)
		return 0;
	qsort(q->ranks.v, q->ranks.n, sizeof *q->ranks.v, rising);
	known = weight_of(near, q->ranks.v, q->ranks.n);
	total += known;
	double rest = meet(q, known, least * total * (1 - ROUNDING));
	sift(q, total, rest, least);
	for (size_t i = 0; i < q->met.n; i++) {
		uint32_t text = q->met.v[i];
		size_t from = near->start.v[text], terms_of = near->start.v[text + 1] - from;
		double common = common_weight(near, q->ranks.v, q->ranks.n, near->pool.v + from, terms_of);
		double similarity = common / (total + near->total[text] - common);
		if (similarity >= least)
			found = keep(hits, found, k, (struct near_hit){text, similarity > 1 ? 1 : similarity});
	}
	return found;
}
