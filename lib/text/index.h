/* SPDX-License-Identifier: MIT */
/*
 * An inverted index over short documents, ranked by BM25 (Robertson & Zaragoza 2009, The Probabilistic Relevance
 * Framework, eq. 3.15): a term t of the query that stands tf times in a document of dl terms weighs
 *
 *	tf / (k1·((1 − b) + b·dl/avdl) + tf) · idf(t),   k1 = 1.2, b = 0.75
 *
 * with idf(t) = ln(1 + (N − df + 0.5)/(df + 0.5)), the form of Lucene's BM25Similarity, which is never negative
 * (Kamphuis et al. 2020, Which BM25 Do You Mean?). A score is the sum of these weights divided by the most that any document
 * could reach for this query, the sum of its idfs (a term no document has counts in it with df = 0). So scores of different
 * queries compare. They are counted in whole millionths: the parts of an account add up to the score exactly.
 */
#ifndef TEXT_INDEX_H
#define TEXT_INDEX_H

#include <stddef.h>
#include <stdint.h>

#define INDEX_ONE 1000000 /* the score that cannot be surpassed */

struct index;

struct index_hit {
	uint32_t doc;
	uint32_t score; /* millionths */
	uint32_t terms; /* how many of the query's terms it has */
};

/* One term's share in one score. */
struct index_part {
	uint32_t term, tf;
	double idf;
	uint32_t score; /* millionths */
};

struct index *index_new(void);
void index_free(struct index *index); /* NULL is safe */

/* Adds a document of n terms, repetitions and all. Returns its number: 0, 1, 2 … */
uint32_t index_add(struct index *index, const uint32_t *terms, size_t n);

/* Weighs everything. After the last index_add, before the first query. */
void index_ready(struct index *index);

/*
 * The best k documents for distinct terms, by score falling, then by number; those that share no term are not hits.
 * hits has room for k. Returns how many were found.
 */
size_t index_query(struct index *index, const uint32_t *terms, size_t n, struct index_hit *hits, size_t k);

/* The account of one score: a part per term of the query that the document has, in the query's order. parts has
 * room for n. */
size_t index_explain(const struct index *index, const uint32_t *terms, size_t n, uint32_t doc,
		     struct index_part *parts);

/* The weight of a term by itself; of one that no document has: the largest. */
double index_idf(const struct index *index, uint32_t term);

#endif
