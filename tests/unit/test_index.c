/* SPDX-License-Identifier: MIT */
#include "text/index.h"
#include "text/tuning.h"
#include "unit.h"

#include <math.h>
#include <stdlib.h>

/*
 * Two classes over the terms 0 … 3. Class 0: line "0 1" of mass 2, line "0 2" of mass 1; class 1: line "0 3" of mass 1. So m(0,0) = 3, m(1,0) = 2,
 * m(2,0) = 1, M(0) = 6; m(0,1) = m(3,1) = 1, M(1) = 2; p(0) = (3/6 + 1/2)/2 = 1/2, p(1) = (2/6)/2 = 1/6, p(3) = (1/2)/2 = 1/4.
 */
static struct index *small(void)
{
	struct index *index = index_new();
	unit_num(index_add(index, 0, (const uint32_t[]){0, 1, 0}, 3, 2), 0, 0, "the first line is number 0");
	index_add(index, 0, (const uint32_t[]){0, 2}, 2, 1);
	unit_num(index_add(index, 1, (const uint32_t[]){0, 3}, 2, 1), 2, 0, "lines are numbered across classes");
	index_ready(index);
	return index;
}

/* By hand from the formula of the header. */
static double weight(double mass, double of_class, double p)
{
	return 1000 * log((1 - TUNING_LAMBDA) * mass / of_class / p + TUNING_LAMBDA);
}

static struct index_term term(uint32_t id)
{
	return (struct index_term){id, 1};
}

static void test_ask(const struct index *index)
{
	struct index_query *query = index_query_new(index);
	struct index_hit hits[3];
	size_t n;
	index_ask(query, (const struct index_term[]){term(0), term(1), term(9)}, 3);
	unit_num((double)index_best(query, 0, 2, hits, 3), 1, 0, "a class that nothing speaks for is no hit");
	unit_num(hits[0].class, 0, 0, "the best class");
	unit_num(index_score(query, 0), weight(2, 6, 1.0 / 6), 1, "term 0 stands as often as everywhere and gives nothing, term 1 gives its weight");
	unit_num(index_score(query, 1), 0, 0, "term 0 is not more frequent in class 1 than anywhere");
	unit_num(index_most(query), weight(2, 6, 1.0 / 6), 1, "the most that any class could get");
	const struct index_part *part = index_explain(query, 0, &n);
	unit_ok(n == 1 && part[0].term == 1 && part[0].line == 0, "the account names the line behind a term");
	index_ask(query, (const struct index_term[]){{1, 0.2}, term(3)}, 2);
	unit_num(index_score(query, 0), weight(2, 6, 1.0 / 6) / 5, 1, "a share of a term gives a share of its weight");
	unit_num((double)index_best(query, 0, 2, hits, 1), 1, 0, "no more hits than asked for");
	unit_num(hits[0].class, 1, 0, "and that the best");
	unit_num((double)index_best(query, 0, 1, hits, 3), 1, 0, "only classes in the range are hits");
	unit_num((double)index_best(query, 0, 0, hits, 3), 0, 0, "none in an empty one");
	index_ask(query, NULL, 0);
	unit_num((double)index_best(query, 0, 2, hits, 3), 0, 0, "an empty text finds nothing");
	index_query_free(query);
	index_query_free(NULL);
}

/* As small, term 1 having mass 2 in all and so two thirds of its weight. */
static void test_doubt(void)
{
	struct index *index = index_new();
	size_t n;
	index_doubt(index, 1);
	index_add(index, 0, (const uint32_t[]){0, 1}, 2, 2);
	index_add(index, 0, (const uint32_t[]){0, 2}, 2, 1);
	index_add(index, 1, (const uint32_t[]){0, 3}, 2, 1);
	index_ready(index);
	const struct index_weight *w = index_weights(index, 1, &n);
	unit_num(n ? w->weight : 0, weight(2, 6, 1.0 / 6) * 2 / 3, 1, "where chance is reckoned with, a term of little mass weighs less");
	index_free(index);
}

static void test_ties(void)
{
	struct index *index = index_new();
	struct index_hit hits[2];
	for (uint32_t c = 0; c < 4; c++)
		index_add(index, c, (const uint32_t[]){c < 3 ? 5 : 6}, 1, 1);
	index_ready(index);
	struct index_query *query = index_query_new(index);
	index_ask(query, (const struct index_term[]){term(5)}, 1);
	size_t n = index_best(query, 0, 4, hits, 2);
	unit_ok(n == 2 && hits[0].class == 0 && hits[1].class == 1, "equal scores come by number");
	index_query_free(query);
	index_free(index);
}

/* Random lines (xorshift32): every account adds up to its score, hits fall, and the best are the best. */
static void test_accounts(void)
{
	struct index *index = index_new();
	uint32_t state = 2463534242u, line[12];
	for (uint32_t i = 0; i < 400; i++) {
		for (int j = 0; j < 12; j++) {
			state ^= state << 13, state ^= state >> 17, state ^= state << 5;
			line[j] = state % 60;
		}
		index_add(index, i % 100, line, 1 + state % 12, 1 + state % 3);
	}
	index_ready(index);
	struct index_query *query = index_query_new(index);
	struct index_term asked[] = {term(0), {1, 0.7}, term(2), {3, 0.3}, term(5), term(8), term(13), term(59)};
	struct index_hit all[100], five[5];
	size_t wrong = 0, unordered = 0, m;
	index_ask(query, asked, 8);
	size_t n = index_best(query, 0, 100, all, 100);
	for (size_t i = 0; i < n; i++) {
		const struct index_part *part = index_explain(query, all[i].class, &m);
		uint32_t sum = 0;
		for (size_t j = 0; j < m; j++)
			sum += part[j].score;
		wrong += sum != all[i].score || sum > index_most(query);
		unordered += i > 0 && all[i - 1].score < all[i].score;
	}
	unit_ok(n > 50, "many classes are found");
	unit_num((double)wrong, 0, 0, "every account adds up to its score");
	unit_num((double)unordered, 0, 0, "scores fall");
	index_best(query, 0, 100, five, 5);
	unit_ok(memcmp(five, all, sizeof five) == 0, "the best five of all are the best five");
	index_query_free(query);
	index_free(index);
}

int main(void)
{
	struct index *index = small();
	test_ask(index);
	index_free(index);
	index_free(NULL);
	test_doubt();
	test_ties();
	test_accounts();
	return unit_done();
}
