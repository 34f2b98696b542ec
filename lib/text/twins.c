/* SPDX-License-Identifier: MIT */
#include "text/twins.h"

#include "base/map.h"
#include "base/vec.h"
#include "text/alike.h"
#include "text/norm.h"
#include "text/tuning.h"

#include <math.h>

struct text {
	struct office_work work;
	uint32_t *ids;  /* the concepts of its things */
	uint32_t first; /* the first text of the same normal form */
};

struct twins {
	struct office *office;
	struct map *forms; /* normal form → its first text */
	VEC(struct text) texts;
	double *weight; /* by concept, once weighed */
	struct buf form;
};

enum rc twins_new(struct twins **twins, struct err *err)
{
	struct twins *w = *twins = mem_alloc(sizeof *w);
	w->forms = map_new();
	if (office_new(&w->office, err) == RC_OK)
		return RC_OK;
	twins_free(w);
	*twins = NULL;
	return err->rc;
}

void twins_free(struct twins *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < w->texts.n; i++) {
		office_work_free(&w->texts.v[i].work);
		free(w->texts.v[i].ids);
	}
	vec_free(&w->texts);
	free(w->weight);
	buf_free(&w->form);
	map_free(w->forms);
	office_free(w->office);
	free(w);
}

uint32_t twins_add(struct twins *w, struct str text)
{
	uint32_t number = (uint32_t)w->texts.n;
	struct text entry = {0};
	buf_clear(&w->form);
	norm_text(text, &w->form);
	entry.first = (uint32_t)map_add(w->forms, buf_slice(&w->form), number);
	office_read(w->office, text, &entry.work);
	entry.ids = mem_array(entry.work.n + 1, sizeof *entry.ids);
	for (size_t i = 0; i < entry.work.n; i++)
		entry.ids[i] = entry.work.thing[i].concept;
	vec_push(&w->texts, entry);
	return number;
}

/* Every text counts once, exact twins too: the corpus at hand is what it is. */
static const double *weigh(struct twins *w)
{
	size_t n = office_concepts(w->office);
	if (w->weight)
		return w->weight;
	w->weight = mem_array(n + 1, sizeof *w->weight);
	for (size_t i = 0; i < w->texts.n; i++)
		for (size_t j = 0; j < w->texts.v[i].work.n; j++)
			w->weight[w->texts.v[i].ids[j]]++;
	double most = log(1 + (double)w->texts.n);
	for (size_t i = 0; i < n; i++) {
		double df = w->weight[i] > 0 ? w->weight[i] : 1;
		double rarity = TUNING_WORK_COMMON + (1 - TUNING_WORK_COMMON) * log(1 + (double)w->texts.n / df) / most;
		w->weight[i] = office_weight(w->office, (uint32_t)i) * rarity;
	}
	return w->weight;
}

static struct join_set set_of(const struct twins *w, uint32_t number)
{
	const struct text *text = &w->texts.v[number];
	return (struct join_set){text->ids, text->work.n};
}

static int by_similarity(const void *a, const void *b)
{
	const struct join_pair *x = a, *y = b;
	if (x->similarity != y->similarity)
		return x->similarity < y->similarity ? 1 : -1;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

/* Pairs that share enough to be worth comparing: the join wants whole numbers. */
static void candidates(struct twins *w, const struct join_set *sets, double threshold, struct join_pairs *pairs)
{
	size_t n = office_concepts(w->office);
	const double *weight = weigh(w);
	uint32_t *whole = mem_array(n + 1, sizeof *whole);
	for (size_t i = 0; i < n; i++)
		whole[i] = 1 + (uint32_t)(1000 * weight[i]);
	join_self(sets, w->texts.n, whole, n, alike_least(threshold), pairs);
	free(whole);
}

void twins_find(struct twins *w, double threshold, struct join_pairs *pairs)
{
	size_t n = w->texts.n, from = pairs->n;
	struct join_set *sets = mem_array(n + 1, sizeof *sets);
	struct join_pairs found = {0};
	for (uint32_t i = 0; i < n; i++) {
		uint32_t first = w->texts.v[i].first;
		if (first == i)
			sets[i] = set_of(w, i);
		else
			vec_push(pairs, ((struct join_pair){first, i, 1}));
	}
	candidates(w, sets, threshold, &found);
	for (size_t i = 0; i < found.n; i++) {
		struct join_pair p = found.v[i];
		p.similarity = alike(w->office, w->weight, &w->texts.v[p.a].work, &w->texts.v[p.b].work);
		if (p.similarity >= threshold)
			vec_push(pairs, p);
	}
	if (pairs->n > from)
		qsort(pairs->v + from, pairs->n - from, sizeof *pairs->v, by_similarity);
	free(found.v);
	free(sets);
}

static bool linked(struct twins *w, struct join_groups *groups, uint32_t a, uint32_t b, double least)
{
	double sum = 0;
	size_t n = 0;
	for (uint32_t x = join_group(groups, a); x != JOIN_NOBODY; x = join_next(groups, x))
		for (uint32_t y = join_group(groups, b); y != JOIN_NOBODY; y = join_next(groups, y), n++)
			sum += twins_similarity(w, x, y);
	return sum >= least * (double)n;
}

void twins_group(struct twins *w, const struct join_pairs *pairs, double threshold, struct join_groups *groups, bool *stands)
{
	for (size_t i = 0; i < pairs->n; i++) {
		const struct join_pair *p = &pairs->v[i];
		bool together = join_group(groups, p->a) == join_group(groups, p->b);
		stands[i] = p->similarity >= threshold &&
		            (together || (linked(w, groups, p->a, p->b, TUNING_WORK_LINKAGE * threshold) && join_unite(groups, p->a, p->b)));
	}
}

bool twins_exact(const struct twins *w, uint32_t a, uint32_t b)
{
	return w->texts.v[a].first == w->texts.v[b].first;
}

double twins_similarity(struct twins *w, uint32_t a, uint32_t b)
{
	return twins_exact(w, a, b) ? 1 : alike(w->office, weigh(w), &w->texts.v[a].work, &w->texts.v[b].work);
}

void twins_why(const struct twins *w, uint32_t a, uint32_t b, struct buf *out)
{
	alike_why(&w->texts.v[a].work, &w->texts.v[b].work, out);
}
