/* SPDX-License-Identifier: MIT */
#include "text/join.h"
#include "unit.h"

#include <stdlib.h>

enum { SETS = 300, TOKENS = 60, MOST = 9 };

/* xorshift32 (Marsaglia 2003): the same sets on every machine. */
static uint32_t next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static size_t fill(uint32_t *set, uint32_t *state)
{
	size_t n = 0, want = next(state) % (MOST + 1);
	while (n < want) {
		/* the smaller of two: some tokens are frequent, as words are */
		uint32_t a = next(state) % TOKENS, b = next(state) % TOKENS, token = a < b ? a : b;
		bool have = false;
		for (size_t i = 0; i < n; i++)
			have |= set[i] == token;
		if (!have)
			set[n++] = token;
	}
	return n;
}

static bool same_as_brute_force(uint32_t seed, double t, bool weighted, size_t *found)
{
	static uint32_t room[SETS][MOST];
	struct join_set sets[SETS];
	uint32_t weight[TOKENS], state = seed;
	struct join_pairs pairs = {0};
	for (size_t i = 0; i < SETS; i++)
		sets[i] = (struct join_set){room[i], fill(room[i], &state)};
	for (size_t i = 0; i < TOKENS; i++)
		weight[i] = 1 + next(&state) % 5000;
	const uint32_t *w = weighted ? weight : NULL;
	join_self(sets, SETS, w, TOKENS, t, &pairs);
	size_t at = 0;
	bool same = true;
	for (uint32_t a = 0; a < SETS; a++)
		for (uint32_t b = a + 1; b < SETS; b++) {
			double s = join_similarity(sets[a], sets[b], w);
			if (s < t)
				continue;
			same &= at < pairs.n && pairs.v[at].a == a && pairs.v[at].b == b && pairs.v[at].similarity == s;
			at++;
		}
	same &= at == pairs.n;
	*found += pairs.n;
	free(pairs.v);
	return same;
}

static void test_recall(void)
{
	static const double thresholds[] = {0.2, 1.0 / 3, 0.5, 0.6, 2.0 / 3, 0.75, 0.8, 0.9, 1};
	for (int weighted = 0; weighted < 2; weighted++)
		for (size_t i = 0; i < sizeof thresholds / sizeof *thresholds; i++) {
			bool same = true;
			size_t found = 0;
			for (uint32_t seed = 1; seed <= 10; seed++)
				same &= same_as_brute_force(seed * 2654435761u, thresholds[i], weighted, &found);
			char name[100];
			snprintf(name, sizeof name, "%s sets at %.3f: the pairs of brute force, no more, no less",
			         weighted ? "weighted" : "plain", thresholds[i]);
			unit_ok(same, name);
			unit_ok(found > 0, "and there were some");
		}
}

/* Enough sets for several blocks and threads: as many as one thread finds, and the same ones. */
static void test_threads(void)
{
	enum { MANY = 25000 };
	uint32_t (*room)[MOST] = calloc(MANY, sizeof *room);
	struct join_set *sets = calloc(MANY, sizeof *sets);
	struct join_pairs found[2] = {{0}};
	uint32_t state = 88172645u;
	for (size_t i = 0; i < MANY; i++) {
		size_t n = fill(room[i], &state);
		for (size_t j = 0; j < n; j++)
			room[i][j] += TOKENS * (uint32_t)(i / 50 % 100); /* sets of a hundred topics */
		sets[i] = (struct join_set){room[i], n};
	}
	for (int threads = 1; threads <= 2; threads++) {
		setenv("UPRAVA_THREADS", threads == 1 ? "1" : "3", 1);
		join_self(sets, MANY, NULL, TOKENS * 100, 0.8, &found[threads - 1]);
	}
	bool same = found[0].n == found[1].n && found[0].n > 0;
	for (size_t i = 0; same && i < found[0].n; i++)
		same = found[0].v[i].a == found[1].v[i].a && found[0].v[i].b == found[1].v[i].b && found[0].v[i].similarity == found[1].v[i].similarity;
	unit_ok(same, "three threads find what one finds");
	size_t n = 0;
	for (uint32_t a = 0; a < 2500; a++)
		for (uint32_t b = a + 1; b < 2500; b++)
			n += join_similarity(sets[a], sets[b], NULL) >= 0.8;
	for (size_t i = 0; i < found[0].n; i++)
		n -= found[0].v[i].b < 2500;
	unit_num((double)n, 0, 0, "and what brute force finds among the first");
	free(found[0].v);
	free(found[1].v);
	free(room);
	free(sets);
}

static void test_similarity(void)
{
	static const uint32_t a[] = {0, 1, 2}, b[] = {2, 3}, weight[] = {10, 10, 20, 60};
	struct join_set x = {a, 3}, y = {b, 2}, none = {a, 0};
	unit_num(join_similarity(x, y, NULL), 0.25, 0, "one of four tokens is shared");
	unit_num(join_similarity(x, y, weight), 0.2, 0, "twenty of a hundred are shared");
	unit_num(join_similarity(x, x, weight), 1, 0, "a set is like itself");
	unit_num(join_similarity(none, none, NULL), 0, 0, "an empty set is like nothing");
}

static void test_groups(void)
{
	struct join_groups *g = join_groups_new(6);
	unit_ok(join_unite(g, 5, 3) && join_unite(g, 3, 4), "5, 3 and 4 are united");
	unit_num(join_group(g, 5), 3, 0, "the smallest member stands for the group");
	unit_ok(join_apart(g, 1, 4), "1 and 4 are kept apart");
	unit_ok(join_unite(g, 1, 2), "2 joins 1");
	unit_ok(!join_unite(g, 2, 5), "2 and 5 would bring 1 and 4 together");
	unit_ok(join_group(g, 2) == 1 && join_group(g, 5) == 3, "a refusal changes nothing");
	unit_ok(!join_apart(g, 3, 5), "what is together cannot be kept apart");
	unit_ok(join_unite(g, 0, 5) && join_group(g, 4) == 0, "0 joins and stands for all");
	join_groups_free(g);
	join_groups_free(NULL);
}

int main(void)
{
	test_recall();
	test_threads();
	test_similarity();
	test_groups();
	return unit_done();
}
