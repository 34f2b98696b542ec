/* SPDX-License-Identifier: MIT */
/*
 * How fast join_self finds all pairs with Jaccard ≥ 0.8: build/bench/join MILLIONS WORDS [write N FILE]. The names are made from the words of the file WORDS (one a
 * line) by a seeded generator: 4 to 9 words, frequent ones first as in language, and one in five is an earlier name with a word changed. Prints seconds, pairs, and the most memory
 * held. With "write" the first N sets go to FILE, a set of numbers a line, for a peer.
 */
#include "base/mem.h"
#include "text/join.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { LEAST = 4, MOST = 9 };

/* xorshift32 (Marsaglia 2003). */
static uint32_t next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* The product of two even draws: a few words are frequent. */
static uint32_t draw(uint32_t *state, uint32_t words)
{
	double a = next(state) / 4294967296.0, b = next(state) / 4294967296.0;
	return (uint32_t)(a * b * words);
}

static bool has(const uint32_t *v, size_t n, uint32_t word)
{
	for (size_t i = 0; i < n; i++)
		if (v[i] == word)
			return true;
	return false;
}

static uint32_t fresh(const uint32_t *v, size_t n, uint32_t *state, uint32_t words)
{
	uint32_t word;
	do
		word = draw(state, words);
	while (has(v, n, word));
	return word;
}

static void make(struct join_set *sets, uint32_t *room, size_t n, uint32_t words)
{
	uint32_t state = 2463534242u;
	for (size_t i = 0; i < n; i++) {
		uint32_t *v = room + i * MOST;
		size_t size = LEAST + next(&state) % (MOST - LEAST + 1);
		if (i > 0 && next(&state) % 5 == 0) {
			const struct join_set *old = &sets[next(&state) % i];
			size = old->n;
			memcpy(v, old->v, size * sizeof *v);
			v[next(&state) % size] = fresh(v, size, &state, words);
		} else {
			for (size_t j = 0; j < size; j++)
				v[j] = fresh(v, j, &state, words);
		}
		sets[i] = (struct join_set){v, size};
	}
}

static uint32_t count_lines(const char *path)
{
	FILE *file = fopen(path, "r");
	uint32_t n = 0;
	for (int c; file && (c = getc(file)) != EOF;)
		n += c == '\n';
	if (file)
		fclose(file);
	return n;
}

static int write_sets(const struct join_set *sets, size_t n, const char *path)
{
	FILE *file = fopen(path, "w");
	if (!file)
		return 1;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < sets[i].n; j++)
			fprintf(file, "%u%c", (unsigned)sets[i].v[j], j + 1 < sets[i].n ? ' ' : '\n');
	return fclose(file);
}

int main(int argc, char **argv)
{
	struct join_pairs pairs = {0};
	struct timespec from, to;
	struct rusage usage;
	uint32_t words = argc >= 3 ? count_lines(argv[2]) : 0;
	size_t n = argc >= 3 ? (size_t)(atof(argv[1]) * 1e6) : 0;
	if (words < 100 || n == 0)
		return fprintf(stderr, "join: MILLIONS and a file of at least 100 words\n"), 2;
	struct join_set *sets = mem_array(n, sizeof *sets);
	uint32_t *room = mem_array(n * MOST, sizeof *room);
	make(sets, room, n, words);
	if (argc == 6)
		return write_sets(sets, (size_t)atol(argv[4]) < n ? (size_t)atol(argv[4]) : n, argv[5]);
	clock_gettime(CLOCK_MONOTONIC, &from);
	join_self(sets, n, NULL, words, 0.8, &pairs);
	clock_gettime(CLOCK_MONOTONIC, &to);
	getrusage(RUSAGE_SELF, &usage);
	double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
	printf("%zu\t%.3f\t%zu\t%.0f\n", n, seconds, pairs.n, (double)usage.ru_maxrss / 1024);
	return 0;
}
