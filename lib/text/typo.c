/* SPDX-License-Identifier: MIT */
#include "text/typo.h"

#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"

#include <string.h>

enum { LETTERS_MIN = 5, LETTERS_MAX = 40, BUCKETS = 1 << 16 };

/* What a stem leaves: itself, or itself without one letter. */
struct trace {
	uint32_t hash, stem;
};

struct typo {
	VEC(struct str) stems;
	VEC(uint32_t) ids;
	VEC(struct trace) traces; /* sorted by the bucket of their hash */
	uint32_t *start;          /* of each bucket; its end is the next one's start */
};

/* A word as letters, with one place left out. */
struct letters {
	uint32_t c[LETTERS_MAX];
	size_t n;
};

struct typo *typo_new(void)
{
	struct typo *typo = mem_alloc(sizeof *typo);
	typo->start = mem_array(BUCKETS + 1, sizeof *typo->start);
	return typo;
}

void typo_free(struct typo *typo)
{
	if (!typo)
		return;
	vec_free(&typo->stems);
	vec_free(&typo->ids);
	vec_free(&typo->traces);
	free(typo->start);
	free(typo);
}

/* False for what cannot be a slip: numbers, short and very long words. */
static bool spell(struct str word, struct letters *out)
{
	out->n = 0;
	for (size_t i = 0, len; i < word.n; i += len) {
		uint32_t c = utf8_get(word.p + i, word.n - i, &len);
		if (!utf8_is_letter(c) || out->n == LETTERS_MAX)
			return false;
		out->c[out->n++] = c;
	}
	return out->n >= LETTERS_MIN;
}

/* Without the letter at skip (n: with all). */
static uint32_t hash_of(const struct letters *l, size_t skip)
{
	uint32_t rest[LETTERS_MAX];
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++)
		if (i != skip)
			rest[n++] = l->c[i];
	return (uint32_t)map_hash((struct str){(const char *)rest, n * sizeof *rest});
}

void typo_add(struct typo *typo, struct str stem, uint32_t id)
{
	struct letters l;
	if (!spell(stem, &l))
		return;
	for (size_t skip = 0; skip <= l.n; skip++)
		vec_push(&typo->traces, ((struct trace){hash_of(&l, skip), (uint32_t)typo->stems.n}));
	vec_push(&typo->stems, stem);
	vec_push(&typo->ids, id);
}

static uint32_t bucket(uint32_t hash)
{
	return hash % BUCKETS;
}

/* Counting sort by bucket. */
void typo_ready(struct typo *typo)
{
	size_t n = typo->traces.n;
	struct trace *sorted = mem_array(n + 1, sizeof *sorted);
	for (size_t i = 0; i < n; i++)
		typo->start[bucket(typo->traces.v[i].hash) + 1]++;
	for (size_t b = 0; b < BUCKETS; b++)
		typo->start[b + 1] += typo->start[b];
	for (size_t i = n; i-- > 0;) /* start[b + 1] falls from the end of b to its start */
		sorted[--typo->start[bucket(typo->traces.v[i].hash) + 1]] = typo->traces.v[i];
	memmove(typo->start, typo->start + 1, BUCKETS * sizeof *typo->start);
	typo->start[BUCKETS] = (uint32_t)n;
	free(typo->traces.v);
	typo->traces.v = sorted;
}

/* One letter too many, missing or another, or two neighbours exchanged. */
static bool one_apart(const struct letters *a, const struct letters *b)
{
	size_t from = 0, m = a->n, n = b->n;
	while (from < m && from < n && a->c[from] == b->c[from])
		from++;
	while (m > from && n > from && a->c[m - 1] == b->c[n - 1])
		m--, n--;
	m -= from;
	n -= from;
	if (m <= 1 && n <= 1)
		return true;
	return m == 2 && n == 2 && a->c[from] == b->c[from + 1] && a->c[from + 1] == b->c[from];
}

uint32_t typo_find(const struct typo *typo, struct str word)
{
	struct letters l, other;
	uint32_t found = TYPO_NONE;
	if (!spell(word, &l))
		return TYPO_NONE;
	for (size_t skip = 0; skip <= l.n; skip++) {
		uint32_t hash = hash_of(&l, skip), b = bucket(hash);
		for (uint32_t i = typo->start[b]; i < typo->start[b + 1]; i++) {
			const struct trace *t = &typo->traces.v[i];
			if (t->hash != hash || found == typo->ids.v[t->stem] || !spell(typo->stems.v[t->stem], &other) ||
			    !one_apart(&l, &other))
				continue;
			if (found != TYPO_NONE)
				return TYPO_NONE; /* two could be meant */
			found = typo->ids.v[t->stem];
		}
	}
	return found;
}
