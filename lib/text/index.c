/* SPDX-License-Identifier: MIT */
#include "text/index.h"

#include "base/mem.h"
#include "base/vec.h"

#include <math.h>
#include <stdlib.h>

static const double k1 = 1.2, b = 0.75;

struct posting {
	uint32_t doc, tf;
	double weight; /* tf / (k1·B + tf) · idf, from index_ready on */
};

struct list {
	struct posting *v;
	size_t n, cap;
	double idf;
};

struct index {
	VEC(struct list) lists;    /* by term */
	VEC(uint32_t) lengths;     /* by document, in terms */
	double idf_unknown;
	/* for queries */
	uint32_t *score, *terms;   /* by document; all zero between queries */
	uint32_t *touched;
};

struct index *index_new(void)
{
	return mem_alloc(sizeof(struct index));
}

void index_free(struct index *ix)
{
	if (!ix)
		return;
	for (size_t i = 0; i < ix->lists.n; i++)
		free(ix->lists.v[i].v);
	vec_free(&ix->lists);
	vec_free(&ix->lengths);
	free(ix->score);
	free(ix->terms);
	free(ix->touched);
	free(ix);
}

uint32_t index_add(struct index *ix, const uint32_t *terms, size_t n)
{
	uint32_t doc = (uint32_t)ix->lengths.n;
	for (size_t i = 0; i < n; i++) {
		while (ix->lists.n <= terms[i])
			vec_push(&ix->lists, (struct list){0});
		struct list *list = &ix->lists.v[terms[i]];
		if (list->n > 0 && list->v[list->n - 1].doc == doc)
			list->v[list->n - 1].tf++;
		else
			vec_push(list, ((struct posting){.doc = doc, .tf = 1}));
	}
	vec_push(&ix->lengths, (uint32_t)n);
	return doc;
}

static double idf(size_t docs, size_t df)
{
	return log(1 + ((double)docs - (double)df + 0.5) / ((double)df + 0.5));
}

void index_ready(struct index *ix)
{
	size_t docs = ix->lengths.n;
	double total = 0;
	for (size_t i = 0; i < docs; i++)
		total += ix->lengths.v[i];
	double mean = total > 0 ? total / (double)docs : 1;
	for (size_t t = 0; t < ix->lists.n; t++) {
		struct list *list = &ix->lists.v[t];
		list->idf = idf(docs, list->n);
		for (size_t i = 0; i < list->n; i++) {
			struct posting *p = &list->v[i];
			double norm = (1 - b) + b * ix->lengths.v[p->doc] / mean;
			p->weight = p->tf / (k1 * norm + p->tf) * list->idf;
		}
	}
	ix->idf_unknown = idf(docs, 0);
	ix->score = mem_array(docs + 1, sizeof *ix->score);
	ix->terms = mem_array(docs + 1, sizeof *ix->terms);
	ix->touched = mem_array(docs + 1, sizeof *ix->touched);
}

static const struct list *list_of(const struct index *ix, uint32_t term)
{
	return term < ix->lists.n && ix->lists.v[term].n > 0 ? &ix->lists.v[term] : NULL;
}

double index_idf(const struct index *ix, uint32_t term)
{
	const struct list *list = list_of(ix, term);
	return list ? list->idf : ix->idf_unknown;
}

/* Millionths of the score per unit of weight. */
static double scale(const struct index *ix, const uint32_t *terms, size_t n)
{
	double most = 0;
	for (size_t i = 0; i < n; i++)
		most += index_idf(ix, terms[i]);
	return most > 0 ? INDEX_ONE / most : 0;
}

/* The one place that rounds: query and account agree because both ask here. At least one millionth, so that a shared
 * term is never nothing. */
static uint32_t share(const struct posting *p, double unit)
{
	uint32_t part = (uint32_t)(p->weight * unit + 0.5);
	return part > 0 ? part : 1;
}

static void keep_best(struct index_hit *hits, size_t *n, size_t k, struct index_hit hit)
{
	size_t at = *n;
	while (at > 0 && (hits[at - 1].score < hit.score ||
			  (hits[at - 1].score == hit.score && hits[at - 1].doc > hit.doc)))
		at--;
	if (at >= k)
		return;
	*n += *n < k;
	for (size_t i = *n - 1; i > at; i--)
		hits[i] = hits[i - 1];
	hits[at] = hit;
}

size_t index_query(struct index *ix, const uint32_t *terms, size_t n, struct index_hit *hits, size_t k)
{
	double unit = scale(ix, terms, n);
	size_t touched = 0, found = 0;
	for (size_t i = 0; i < n; i++) {
		const struct list *list = list_of(ix, terms[i]);
		for (size_t j = 0; list && j < list->n; j++) {
			const struct posting *p = &list->v[j];
			if (ix->score[p->doc] == 0)
				ix->touched[touched++] = p->doc;
			ix->score[p->doc] += share(p, unit);
			ix->terms[p->doc]++;
		}
	}
	for (size_t i = 0; i < touched; i++) {
		uint32_t doc = ix->touched[i];
		keep_best(hits, &found, k, (struct index_hit){doc, ix->score[doc], ix->terms[doc]});
		ix->score[doc] = ix->terms[doc] = 0;
	}
	return found;
}

size_t index_explain(const struct index *ix, const uint32_t *terms, size_t n, uint32_t doc,
		     struct index_part *parts)
{
	double unit = scale(ix, terms, n);
	size_t found = 0;
	for (size_t i = 0; i < n; i++) {
		const struct list *list = list_of(ix, terms[i]);
		for (size_t j = 0; list && j < list->n; j++)
			if (list->v[j].doc == doc)
				parts[found++] = (struct index_part){terms[i], list->v[j].tf, list->idf,
								     share(&list->v[j], unit)};
	}
	return found;
}
