/* SPDX-License-Identifier: MIT */
#include "text/matters.h"
#include "unit.h"

#include <stdlib.h>

/* Class 0 has the terms 0 … 9, class 1 the terms 10 … 19, class 2 (a neighbour of 0) some of 0's and its own; class 3 is no power and has 30 … 39. */
static struct index *matters(void)
{
	static const uint32_t of[][10] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
	                                  {10, 11, 12, 13, 14, 15, 16, 17, 18, 19},
	                                  {0, 1, 2, 3, 4, 25, 26, 27, 28, 29},
	                                  {30, 31, 32, 33, 34, 35, 36, 37, 38, 39}};
	struct index *index = index_new();
	for (uint32_t class = 0; class < 4; class++)
		for (int times = 0; times < 30; times++)
			index_add(index, class, of[class], 10, 1);
	for (uint32_t class = 4; class < 40; class++) { /* others, so that a term says something */
		uint32_t other[10];
		for (uint32_t j = 0; j < 10; j++)
			other[j] = class * 10 + j;
		for (int times = 0; times < 30; times++)
			index_add(index, class, other, 10, 1);
	}
	index_ready(index);
	return index;
}

static bool find(struct index_query *q, const uint32_t *ids, size_t n, uint32_t cut, struct matters *m)
{
	struct index_term terms[20];
	for (size_t i = 0; i < n; i++)
		terms[i] = (struct index_term){ids[i], 1};
	return matters_find(q, terms, n, &cut, 1, 3, 4, m);
}

int main(void)
{
	struct index *index = matters();
	struct index_query *q = index_query_new(index);
	struct matters m = {{0}, {0}};
	const uint32_t two[] = {6, 7, 8, 10, 11, 12}, near[] = {6, 7, 8, 0, 1, 2}, same[] = {6, 7, 8, 9, 5, 4}, foreign[] = {6, 7, 8, 30, 31, 32};
	unit_ok(find(q, two, 6, 3, &m) && m.class[0] == 0 && m.class[1] == 1, "halves about different powers are two matters");
	unit_ok(m.confidence[0] > 0.7 && m.confidence[1] > 0.7, "each confident by itself");
	unit_ok(!find(q, two, 6, 1, &m), "a half of one word is none");
	unit_ok(!find(q, same, 6, 3, &m), "both halves about one power are one matter");
	unit_ok(!find(q, near, 6, 3, &m), "a half that suits the other's power as well is no second matter");
	unit_ok(!find(q, foreign, 6, 3, &m), "a half about no power is none");
	unit_ok(!matters_find(q, (const struct index_term[]){{6, 1}}, 1, NULL, 0, 3, 4, &m), "a text that cannot be cut has one");
	index_query_free(q);
	index_free(index);
	return unit_done();
}
