/* SPDX-License-Identifier: MIT */
#include "text/join.h"

#include "base/mem.h"
#include "base/vec.h"

#include <string.h>

/* A set inside the join: tokens renumbered by rank, rising, so that heavy and rare ones come first. */
struct record {
	uint32_t *v;
	uint32_t n, prefix;
	uint32_t number; /* in the caller's order */
	uint64_t weight;
};

struct postings {
	uint32_t *v; /* places in records, by rising weight */
	size_t n, cap;
};

struct token {
	uint32_t number, count, weight;
};

static uint32_t weight_of(const uint32_t *weight, uint32_t token)
{
	return weight ? weight[token] : 1;
}

static int by_rank(const void *a, const void *b)
{
	const struct token *x = a, *y = b;
	if (x->weight != y->weight)
		return x->weight < y->weight ? 1 : -1;
	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static int by_weight(const void *a, const void *b)
{
	const struct record *x = a, *y = b;
	if (x->weight != y->weight)
		return x->weight < y->weight ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static int rising(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

static int by_members(const void *a, const void *b)
{
	const struct join_pair *x = a, *y = b;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

/* Tokens by rank; *rank receives the rank of each token. */
static struct token *rank_tokens(const struct join_set *sets, size_t n, const uint32_t *weight, size_t n_tokens,
                                 uint32_t **rank)
{
	struct token *tokens = mem_array(n_tokens + 1, sizeof *tokens);
	*rank = mem_array(n_tokens + 1, sizeof **rank);
	for (size_t i = 0; i < n_tokens; i++)
		tokens[i] = (struct token){.number = (uint32_t)i, .weight = weight_of(weight, (uint32_t)i)};
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < sets[i].n; j++)
			tokens[sets[i].v[j]].count++;
	qsort(tokens, n_tokens, sizeof *tokens, by_rank);
	for (size_t i = 0; i < n_tokens; i++)
		(*rank)[tokens[i].number] = (uint32_t)i;
	return tokens;
}

static bool reaches(uint64_t common, uint64_t all, double t)
{
	return (double)common / (double)all >= t;
}

/* The shortest head whose rest cannot reach t by itself, even against an equal rest. */
static uint32_t prefix_of(const struct record *r, const struct token *tokens, double t)
{
	uint64_t rest = 0;
	uint32_t head = r->n;
	while (head > 0 && !reaches(rest + tokens[r->v[head - 1]].weight, r->weight, t))
		rest += tokens[r->v[--head]].weight;
	return head;
}

static double similarity(const struct record *x, const struct record *y, const struct token *tokens)
{
	uint64_t common = 0;
	for (uint32_t i = 0, j = 0; i < x->n && j < y->n;) {
		if (x->v[i] == y->v[j])
			common += tokens[x->v[i]].weight;
		uint32_t a = x->v[i], b = y->v[j];
		i += a <= b;
		j += b <= a;
	}
	return (double)common / (double)(x->weight + y->weight - common);
}

static void compare(const struct record *records, size_t at, const struct token *tokens, double t,
                    struct postings *index, uint32_t *seen, struct join_pairs *pairs)
{
	const struct record *x = &records[at];
	for (uint32_t i = 0; i < x->prefix; i++) {
		struct postings *list = &index[x->v[i]];
		for (size_t j = list->n; j-- > 0;) {
			uint32_t other = list->v[j];
			const struct record *y = &records[other];
			if (!reaches(y->weight, x->weight, t))
				break; /* the rest of the list is lighter still */
			if (seen[other] == at + 1)
				continue;
			seen[other] = (uint32_t)at + 1;
			double s = similarity(x, y, tokens);
			bool ordered = x->number < y->number;
			if (s >= t)
				vec_push(pairs, ((struct join_pair){ordered ? x->number : y->number,
				                                    ordered ? y->number : x->number, s}));
		}
	}
	for (uint32_t i = 0; i < x->prefix; i++)
		vec_push(&index[x->v[i]], (uint32_t)at);
}

void join_self(const struct join_set *sets, size_t n, const uint32_t *weight, size_t n_tokens, double t,
               struct join_pairs *pairs)
{
	uint32_t *rank;
	struct token *tokens = rank_tokens(sets, n, weight, n_tokens, &rank);
	struct record *records = mem_array(n + 1, sizeof *records);
	struct postings *index = mem_array(n_tokens + 1, sizeof *index);
	uint32_t *seen = mem_array(n + 1, sizeof *seen);
	size_t from = pairs->n;
	for (size_t i = 0; i < n; i++) {
		struct record *r = &records[i];
		*r = (struct record){.n = (uint32_t)sets[i].n, .number = (uint32_t)i};
		r->v = mem_array(r->n + 1, sizeof *r->v);
		for (uint32_t j = 0; j < r->n; j++) {
			r->v[j] = rank[sets[i].v[j]];
			r->weight += weight_of(weight, sets[i].v[j]);
		}
		qsort(r->v, r->n, sizeof *r->v, rising);
		r->prefix = prefix_of(r, tokens, t);
	}
	qsort(records, n, sizeof *records, by_weight);
	for (size_t i = 0; i < n; i++)
		compare(records, i, tokens, t, index, seen, pairs);
	if (pairs->n > from)
		qsort(pairs->v + from, pairs->n - from, sizeof *pairs->v, by_members);
	for (size_t i = 0; i < n; i++)
		free(records[i].v);
	for (size_t i = 0; i < n_tokens; i++)
		free(index[i].v);
	free(records);
	free(index);
	free(seen);
	free(tokens);
	free(rank);
}

double join_similarity(struct join_set a, struct join_set b, const uint32_t *weight)
{
	uint64_t common = 0, all = 0;
	for (size_t i = 0; i < a.n; i++)
		all += weight_of(weight, a.v[i]);
	for (size_t j = 0; j < b.n; j++) {
		uint32_t w = weight_of(weight, b.v[j]);
		size_t i = 0;
		while (i < a.n && a.v[i] != b.v[j])
			i++;
		*(i < a.n ? &common : &all) += w;
	}
	return all > 0 ? (double)common / (double)all : 0;
}

struct apart {
	uint32_t a, b;
};

struct join_groups {
	uint32_t *parent;
	uint32_t *next; /* the members of a group in a row, its smallest first */
	uint32_t *last; /* of such a row, by its first */
	VEC(struct apart) apart;
};

struct join_groups *join_groups_new(size_t n)
{
	struct join_groups *g = mem_alloc(sizeof *g);
	g->parent = mem_array(n + 1, sizeof *g->parent);
	g->next = mem_array(n + 1, sizeof *g->next);
	g->last = mem_array(n + 1, sizeof *g->last);
	for (size_t i = 0; i < n; i++) {
		g->parent[i] = g->last[i] = (uint32_t)i;
		g->next[i] = JOIN_NOBODY;
	}
	return g;
}

void join_groups_free(struct join_groups *g)
{
	if (!g)
		return;
	free(g->parent);
	free(g->next);
	free(g->last);
	vec_free(&g->apart);
	free(g);
}

uint32_t join_group(struct join_groups *g, uint32_t a)
{
	while (g->parent[a] != a)
		a = g->parent[a] = g->parent[g->parent[a]];
	return a;
}

bool join_apart(struct join_groups *g, uint32_t a, uint32_t b)
{
	if (join_group(g, a) == join_group(g, b))
		return false;
	vec_push(&g->apart, ((struct apart){a, b}));
	return true;
}

bool join_unite(struct join_groups *g, uint32_t a, uint32_t b)
{
	uint32_t x = join_group(g, a), y = join_group(g, b);
	for (size_t i = 0; x != y && i < g->apart.n; i++) {
		uint32_t p = join_group(g, g->apart.v[i].a), q = join_group(g, g->apart.v[i].b);
		if ((p == x && q == y) || (p == y && q == x))
			return false;
	}
	if (x == y)
		return true;
	uint32_t first = x < y ? x : y, second = x < y ? y : x;
	g->parent[second] = first;
	g->next[g->last[first]] = second;
	g->last[first] = g->last[second];
	return true;
}

uint32_t join_next(const struct join_groups *g, uint32_t a)
{
	return g->next[a];
}
