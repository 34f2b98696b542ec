/* SPDX-License-Identifier: MIT */
/*
 * The texts most like a text, among many. Likeness is weighted Jaccard: the weight of the terms that two texts share over the weight of those that either has
 * (text/join.h), and a term weighs more the rarer it is.
 *
 * A text is found through its rarest terms: those that it cannot lack in common with whatever is like it enough (the prefix filter: Bayardo, Ma & Srikant 2007, Scaling Up All Pairs
 * Similarity Search). A search visits so many list entries at most, the rarest terms first, and compares so many texts in full, those that share most; so its time does not grow with
 * the collection. Only where thousands of texts share the rarest words can it miss one.
 *
 * Read-only once ready: any number of threads may ask, each with a query of its own.
 */
#ifndef TEXT_NEAR_H
#define TEXT_NEAR_H

#include <stddef.h>
#include <stdint.h>

struct near;
struct near_query;

struct near_hit {
	uint32_t text; /* as numbered by near_add */
	double similarity;
};

struct near *near_new(void);
void near_free(struct near *near); /* NULL is safe */

/* n distinct terms. Returns 0, 1, 2 … */
uint32_t near_add(struct near *near, const uint32_t *terms, size_t n);

/* weight: of each of the terms 0 … n_terms−1, more than 0 for those that were added; it is not kept. After the last near_add, before the first query. */
void near_ready(struct near *near, const float *weight, size_t n_terms);

struct near_query *near_open(const struct near *near);
void near_close(struct near_query *query); /* NULL is safe */

/* The k texts most like n distinct terms among those alike by least or more (0 < least ≤ 1), best first, then by number. hits has room for k. Terms from n_terms up are in no text;
 * each weighs strange. */
size_t near_find(struct near_query *query, const uint32_t *terms, size_t n, double strange, double least, struct near_hit *hits, size_t k);

#endif
