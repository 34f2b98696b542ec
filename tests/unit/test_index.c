/* SPDX-License-Identifier: MIT */
#include "text/index.h"
#include "unit.h"

#include <stdlib.h>

/*
 * Three documents over the terms 0 … 3: "0 1", "0 2 2", "3". N = 3, mean length 2. By hand from the formula of the header:
 * idf(0) = ln(1 + 1.5/2.5) = 0.470004, idf(1) = idf(2) = ln(1 + 2.5/1.5) = 0.980829, unknown: ln(1 + 3.5/0.5) = 2.079442.
 */
static struct index *small(void)
{
	struct index *index = index_new();
	index_add(index, (const uint32_t[]){0, 1}, 2);
	index_add(index, (const uint32_t[]){0, 2, 2}, 3);
	index_add(index, (const uint32_t[]){3}, 1);
	index_ready(index);
	return index;
}

static void test_idf(struct index *index)
{
	unit_num(index_idf(index, 0), 0.470003629, 1e-9, "idf of a term in two of three");
	unit_num(index_idf(index, 1), 0.980829253, 1e-9, "idf of a term in one of three");
	unit_num(index_idf(index, 77), 2.079441542, 1e-9, "idf of a term that no document has");
}

static void test_query(struct index *index)
{
	struct index_hit hits[3];
	const uint32_t query[] = {0, 2};
	/* document 1: B = 0.25 + 0.75·3/2 = 1.375; 0: 1/(1.65+1)·0.470004; 2: 2/(1.65+2)·0.980829; over 1.450833 */
	double part0 = 1 / 2.65 * 0.470003629 / 1.450832882, part2 = 2 / 3.65 * 0.980829253 / 1.450832882;
	size_t n = index_query(index, query, 2, hits, 3);
	unit_num((double)n, 2, 0, "a document without a shared term is no hit");
	unit_num(hits[0].doc, 1, 0, "the best document");
	unit_num(hits[0].score, (part0 + part2) * INDEX_ONE, 1.5, "its score");
	unit_ok(hits[0].terms == 2 && hits[1].terms == 1, "how many terms each shares");
	/* document 0: B = 1 */
	unit_num(hits[1].score, 1 / 2.2 * 0.470003629 / 1.450832882 * INDEX_ONE, 1, "the score of the second");
	unit_num((double)index_query(index, query, 2, hits, 1), 1, 0, "no more hits than asked for");
	unit_num((double)index_query(index, (const uint32_t[]){77}, 1, hits, 3), 0, 0, "an unknown term finds nothing");
	unit_num((double)index_query(index, query, 0, hits, 3), 0, 0, "an empty query finds nothing");
}

static void test_ties(void)
{
	struct index *index = index_new();
	struct index_hit hits[2];
	for (int i = 0; i < 4; i++)
		index_add(index, (const uint32_t[]){5}, 1);
	index_ready(index);
	size_t n = index_query(index, (const uint32_t[]){5}, 1, hits, 2);
	unit_ok(n == 2 && hits[0].doc == 0 && hits[1].doc == 1, "equal scores come by number");
	index_free(index);
}

/* Random documents (xorshift32): an account adds up to its score. */
static void test_accounts(void)
{
	struct index *index = index_new();
	uint32_t state = 2463534242u, doc[12], query[] = {0, 1, 2, 3, 5, 8, 13, 21};
	for (int i = 0; i < 200; i++) {
		for (int j = 0; j < 12; j++) {
			state ^= state << 13, state ^= state >> 17, state ^= state << 5;
			doc[j] = state % 30;
		}
		index_add(index, doc, 1 + state % 12);
	}
	index_ready(index);
	struct index_hit hits[200];
	struct index_part parts[8];
	size_t n = index_query(index, query, 8, hits, 200), wrong = 0, unordered = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t sum = 0;
		size_t m = index_explain(index, query, 8, hits[i].doc, parts);
		for (size_t j = 0; j < m; j++)
			sum += parts[j].score;
		wrong += sum != hits[i].score || sum > INDEX_ONE;
		unordered += i > 0 && hits[i - 1].score < hits[i].score;
	}
	unit_ok(n > 100, "many documents are found");
	unit_num((double)wrong, 0, 0, "every account adds up to its score");
	unit_num((double)unordered, 0, 0, "scores fall");
	index_free(index);
}

int main(void)
{
	struct index *index = small();
	test_idf(index);
	test_query(index);
	index_free(index);
	index_free(NULL);
	test_ties();
	test_accounts();
	return unit_done();
}
