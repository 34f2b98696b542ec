/* SPDX-License-Identifier: MIT */
#include "text/near.h"
#include "unit.h"

#include <stdlib.h>

enum { TEXTS = 120, TERMS = 60, LONGEST = 9 };

static uint32_t text[TEXTS][LONGEST];
static size_t length[TEXTS];
static float weight[TERMS];

static uint32_t draw(uint32_t n)
{
	static uint64_t seed = 20240917;
	seed = seed * 16807 % 2147483647;
	return (uint32_t)(seed % n);
}

static bool has(const uint32_t *v, size_t n, uint32_t term)
{
	for (size_t i = 0; i < n; i++)
		if (v[i] == term)
			return true;
	return false;
}

/* What the header says, by the plainest means. */
static double plain(size_t a, size_t b)
{
	double common = 0, all = 0;
	for (size_t i = 0; i < length[a]; i++) {
		common += has(text[b], length[b], text[a][i]) ? weight[text[a][i]] : 0;
		all += weight[text[a][i]];
	}
	for (size_t i = 0; i < length[b]; i++)
		all += has(text[a], length[a], text[b][i]) ? 0 : weight[text[b][i]];
	return all > 0 ? common / all : 0;
}

/* All pairs at every bound, against the plainest means. */
static void compare(const struct near *near)
{
	struct near_query *q = near_open(near);
	struct near_hit hit[TEXTS];
	size_t wrong = 0, found = 0, unordered = 0;
	for (double least = 0.3; least <= 1; least += 0.175)
		for (size_t a = 0; a < TEXTS; a++) {
			size_t n = near_find(q, text[a], length[a], 1, least, hit, TEXTS), want = 0;
			for (size_t b = 0; b < TEXTS; b++)
				want += length[a] > 0 && plain(a, b) >= least + 1e-6;
			wrong += n < want;
			found += n;
			for (size_t i = 0; i < n; i++) {
				wrong += fabs(hit[i].similarity - plain(a, hit[i].text)) > 1e-5 || hit[i].similarity < least;
				unordered += i > 0 && hit[i].similarity > hit[i - 1].similarity;
			}
		}
	unit_ok(found > TEXTS, "texts were found");
	unit_num((double)wrong, 0, 0, "every pair that is alike enough is found, with its weighted Jaccard similarity");
	unit_num((double)unordered, 0, 0, "the likest first");
	near_close(q);
}

int main(void)
{
	struct near *near = near_new();
	for (uint32_t t = 0; t < TERMS; t++)
		weight[t] = 0.1F + (float)draw(50) / 10;
	for (size_t i = 0; i < TEXTS; i++) {
		size_t want = draw(LONGEST + 1);
		for (size_t j = 0; j < want; j++) {
			uint32_t term = draw(i % 2 ? TERMS : 12);
			if (!has(text[i], length[i], term))
				text[i][length[i]++] = term;
		}
		near_add(near, text[i], length[i]);
	}
	near_ready(near, weight, TERMS);
	compare(near);
	near_free(near);

	near = near_new();
	near_add(near, (const uint32_t[]){0, 1}, 2);
	near_add(near, (const uint32_t[]){2}, 1);
	near_ready(near, (const float[]){1, 1, 1}, 3);
	struct near_query *q = near_open(near);
	struct near_hit hit[2];
	unit_num((double)near_find(q, (const uint32_t[]){0, 1, 77}, 3, 2, 0.3, hit, 2), 1, 0, "a term that no text has is met");
	unit_num(hit[0].similarity, 0.5, 1e-6, "and weighs what it is said to weigh");
	unit_num((double)near_find(q, (const uint32_t[]){77}, 1, 2, 0.3, hit, 2), 0, 0, "nothing is like strange terms alone");
	unit_num((double)near_find(q, NULL, 0, 1, 0.3, hit, 2), 0, 0, "nothing is like nothing");
	near_close(q);
	near_close(NULL);
	near_free(near);
	near_free(NULL);
	return unit_done();
}
