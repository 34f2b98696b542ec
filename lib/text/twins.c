/* SPDX-License-Identifier: MIT */
#include "text/twins.h"

#include "base/map.h"
#include "base/vec.h"
#include "text/norm.h"
#include "text/terms.h"

#include <math.h>

struct text {
	struct term_list terms; /* distinct */
	uint32_t *ids;          /* of the terms */
	uint32_t first;         /* the first text of the same normal form */
};

struct twins {
	struct terms *terms;
	struct map *forms; /* normal form → its first text */
	VEC(struct text) texts;
	uint32_t *weight; /* by term, once weighed */
	struct buf form;
};

enum rc twins_new(struct twins **twins, struct err *err)
{
	struct twins *w = *twins = mem_alloc(sizeof *w);
	w->forms = map_new();
	if (terms_new(&w->terms, err) == RC_OK)
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
		terms_list_free(&w->texts.v[i].terms);
		free(w->texts.v[i].ids);
	}
	vec_free(&w->texts);
	free(w->weight);
	buf_free(&w->form);
	map_free(w->forms);
	terms_free(w->terms);
	free(w);
}

uint32_t twins_add(struct twins *w, struct str text)
{
	uint32_t number = (uint32_t)w->texts.n;
	struct text entry = {0};
	buf_clear(&w->form);
	norm_text(text, &w->form);
	entry.first = (uint32_t)map_add(w->forms, buf_slice(&w->form), number);
	terms_of(w->terms, text, &entry.terms);
	terms_distinct(w->terms, &entry.terms);
	entry.ids = mem_array(entry.terms.n + 1, sizeof *entry.ids);
	for (size_t i = 0; i < entry.terms.n; i++)
		entry.ids[i] = entry.terms.v[i].id;
	vec_push(&w->texts, entry);
	return number;
}

/* Every text counts once, exact twins too: the corpus at hand is what it is. */
static const uint32_t *weigh(struct twins *w)
{
	size_t n = terms_known(w->terms);
	if (w->weight)
		return w->weight;
	w->weight = mem_array(n + 1, sizeof *w->weight);
	for (size_t i = 0; i < w->texts.n; i++)
		for (size_t j = 0; j < w->texts.v[i].terms.n; j++)
			w->weight[w->texts.v[i].ids[j]]++;
	for (size_t i = 0; i < n; i++) {
		double df = w->weight[i] > 0 ? w->weight[i] : 1;
		w->weight[i] = (uint32_t)(1000 * log(1 + (double)w->texts.n / df) + 0.5);
	}
	return w->weight;
}

static struct join_set set_of(const struct twins *w, uint32_t number)
{
	const struct text *text = &w->texts.v[number];
	return (struct join_set){text->ids, text->terms.n};
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

void twins_find(struct twins *w, double threshold, struct join_pairs *pairs)
{
	size_t n = w->texts.n, from = pairs->n;
	struct join_set *sets = mem_array(n + 1, sizeof *sets);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t first = w->texts.v[i].first;
		if (first == i)
			sets[i] = set_of(w, i);
		else
			vec_push(pairs, ((struct join_pair){first, i, 1}));
	}
	join_self(sets, n, weigh(w), terms_known(w->terms), threshold, pairs);
	if (pairs->n > from)
		qsort(pairs->v + from, pairs->n - from, sizeof *pairs->v, by_similarity);
	free(sets);
}

bool twins_exact(const struct twins *w, uint32_t a, uint32_t b)
{
	return w->texts.v[a].first == w->texts.v[b].first;
}

double twins_similarity(struct twins *w, uint32_t a, uint32_t b)
{
	return twins_exact(w, a, b) ? 1 : join_similarity(set_of(w, a), set_of(w, b), weigh(w));
}

static bool has(const struct term_list *list, uint32_t id)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].id == id)
			return true;
	return false;
}

void twins_words(const struct twins *w, uint32_t a, uint32_t b, struct buf *common, struct buf *only)
{
	const struct term_list *list = &w->texts.v[a].terms;
	for (size_t i = 0; i < list->n; i++) {
		/* an abbreviation has several terms and is one word */
		if (i > 0 && list->v[i].surface.p == list->v[i - 1].surface.p)
			continue;
		struct buf *out = has(&w->texts.v[b].terms, list->v[i].id) ? common : only;
		if (out->n > 0)
			buf_putc(out, ' ');
		buf_str(out, list->v[i].surface);
	}
}
