/* SPDX-License-Identifier: MIT */
#include "text/near.h"

#include "base/mem.h"
#include "base/vec.h"

enum { VISITS = 8192 /* list entries looked at in one search */ };

/* Rounding must not lose a text that is alike by exactly the bound. */
#define ROUNDING 1e-6

struct near {
	VEC(uint32_t) pool;   /* the terms of all texts; once ready their ranks, rising */
	VEC(size_t) start;    /* by text; one more than there are texts */
	uint32_t *rank;       /* by term: 0 is the heaviest; NOBODY for what no text has */
	float *weight;        /* by rank */
	float *total;         /* by text */
	uint32_t *list;       /* texts by rank of a term in their prefix */
	size_t *list_start;
	size_t n_terms, ranks;
	double least;
};

#define NOBODY UINT32_MAX

struct near_query {
	const struct near *near;
	uint32_t *seen; /* by text: the number of the search that last met it */
	uint32_t search;
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

/* How many of n ranks, the heaviest first, must be looked at: what is behind them weighs less than least of the whole. */
static size_t prefix(const struct near *near, const uint32_t *ranks, size_t n, double total, double least)
{
	double rest = total;
	size_t i = 0;
	while (i < n && rest >= least * total * (1 - ROUNDING))
		rest -= near->weight[ranks[i++]];
	return i;
}

static void list_texts(struct near *near)
{
	size_t n = texts(near);
	near->total = mem_array(n + 1, sizeof *near->total);
	near->list_start = mem_array(near->ranks + 2, sizeof *near->list_start);
	uint32_t *length = mem_array(n + 1, sizeof *length);
	for (size_t i = 0; i < n; i++) {
		uint32_t *v = near->pool.v + near->start.v[i];
		size_t terms = near->start.v[i + 1] - near->start.v[i];
		if (terms > 0)
			qsort(v, terms, sizeof *v, rising);
		double total = weight_of(near, v, terms);
		near->total[i] = (float)total;
		length[i] = (uint32_t)prefix(near, v, terms, total, near->least);
		for (uint32_t j = 0; j < length[i]; j++)
			near->list_start[v[j] + 2]++;
	}
	for (size_t r = 2; r < near->ranks + 2; r++)
		near->list_start[r] += near->list_start[r - 1];
	near->list = mem_array(near->list_start[near->ranks + 1] + 1, sizeof *near->list);
	for (size_t i = 0; i < n; i++)
		for (uint32_t j = 0; j < length[i]; j++)
			near->list[near->list_start[near->pool.v[near->start.v[i] + j] + 1]++] = (uint32_t)i;
	free(length);
}

void near_ready(struct near *near, const float *weight, size_t n_terms, double least)
{
	near->n_terms = n_terms;
	near->least = least;
	rank_terms(near, weight);
	list_texts(near);
}

struct near_query *near_open(const struct near *near)
{
	struct near_query *q = mem_alloc(sizeof *q);
	q->near = near;
	q->seen = mem_array(texts(near) + 1, sizeof *q->seen);
	return q;
}

void near_close(struct near_query *q)
{
	if (!q)
		return;
	free(q->seen);
	vec_free(&q->ranks);
	vec_free(&q->met);
	free(q);
}

/* The texts that have one of the first n ranks in their prefix, each once. */
static void meet(struct near_query *q, size_t n)
{
	const struct near *near = q->near;
	size_t visits = 0;
	q->met.n = 0;
	if (++q->search == 0) {
		for (size_t i = 0; i < texts(near); i++)
			q->seen[i] = 0;
		q->search = 1;
	}
	for (size_t i = 0; i < n && visits < VISITS; i++) {
		size_t from = near->list_start[q->ranks.v[i]], to = near->list_start[q->ranks.v[i] + 1];
		for (; from < to && visits < VISITS; from++, visits++) {
			uint32_t text = near->list[from];
			if (q->seen[text] != q->search)
				vec_push(&q->met, text);
			q->seen[text] = q->search;
		}
	}
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
	/* What is strange can be shared with nobody, so the prefix of what is known is the shorter for it. */
	meet(q, prefix(near, q->ranks.v, q->ranks.n, known, least * total / known));
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
