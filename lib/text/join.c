/* SPDX-License-Identifier: MIT */
#include "text/join.h"

#include "base/mem.h"
#include "base/pool.h"
#include "base/vec.h"

#include <string.h>

enum { BLOCK = 4096 /* records a job compares */, FEW = 20000 /* sets for which threads are not worth starting */ };

/* A set inside the join: tokens renumbered by rank, rising, so that heavy and rare ones come first. */
struct record {
	const uint32_t *v; /* in join.room */
	uint32_t n, prefix;
	uint32_t number; /* in the caller's order */
	uint64_t weight;
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

struct join {
	double t;
	const struct token *tokens;
	struct record *record; /* by rising weight */
	size_t n;
	uint32_t *room;
	/* Who has a token in the prefix: places in record, rising, from start[token] to start[token + 1]. */
	uint32_t *place;
	size_t *start;
	uint32_t **seen; /* one a thread, by place: 1 + the last place it was compared with */
};

struct block {
	struct join *join;
	size_t from, to;
	struct join_pairs pairs;
};

/* Below t: any number below it, once it is sure. */
static double similarity(const struct record *x, const struct record *y, const struct token *tokens, double t)
{
	uint64_t common = 0, all = x->weight + y->weight, rest_x = x->weight, rest_y = y->weight;
	/* What both must share, one less: the quotient has the last word. */
	double share = t / (1 + t) * (double)all - 1;
	uint64_t need = share > 0 ? (uint64_t)share : 0;
	for (uint32_t i = 0, j = 0; i < x->n && j < y->n;) {
		uint32_t a = x->v[i], b = y->v[j];
		if (a == b)
			common += tokens[a].weight;
		if (a <= b) {
			rest_x -= tokens[a].weight;
			i++;
		}
		if (b <= a) {
			rest_y -= tokens[b].weight;
			j++;
		}
		if (common + (rest_x < rest_y ? rest_x : rest_y) < need)
			return -1;
	}
	return (double)common / (double)(all - common);
}

/* The first of the records before `to` that is heavy enough to be like x. */
static size_t first_heavy(const struct join *join, const struct record *x, size_t to)
{
	size_t from = 0;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (reaches(join->record[middle].weight, x->weight, join->t))
			to = middle;
		else
			from = middle + 1;
	}
	return from;
}

static const uint32_t *first_from(const uint32_t *from, const uint32_t *to, size_t place)
{
	while (from < to) {
		const uint32_t *middle = from + (to - from) / 2;
		if (*middle < place)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* With the lighter ones, which stand before it. */
static void compare(const struct join *join, size_t at, uint32_t *seen, struct join_pairs *pairs)
{
	const struct record *x = &join->record[at];
	size_t least = first_heavy(join, x, at);
	for (uint32_t i = 0; i < x->prefix; i++) {
		const uint32_t *end = join->place + join->start[x->v[i] + 1];
		for (const uint32_t *p = first_from(join->place + join->start[x->v[i]], end, least); p < end && *p < at; p++) {
			const struct record *y = &join->record[*p];
			if (seen[*p] == at + 1)
				continue;
			seen[*p] = (uint32_t)at + 1;
			double s = similarity(x, y, join->tokens, join->t);
			bool ordered = x->number < y->number;
			if (s >= join->t)
				vec_push(pairs, ((struct join_pair){ordered ? x->number : y->number, ordered ? y->number : x->number, s}));
		}
	}
}

static void compare_block(void *job, size_t thread)
{
	struct block *b = job;
	for (size_t i = b->from; i < b->to; i++)
		compare(b->join, i, b->join->seen[thread], &b->pairs);
}

static void fill(struct join *join, const struct join_set *sets, const uint32_t *weight, const uint32_t *rank)
{
	size_t total = 0, at = 0;
	for (size_t i = 0; i < join->n; i++)
		total += sets[i].n;
	join->room = mem_array(total + 1, sizeof *join->room);
	for (size_t i = 0; i < join->n; i++) {
		struct record *r = &join->record[i];
		uint32_t *v = join->room + at;
		*r = (struct record){.v = v, .n = (uint32_t)sets[i].n, .number = (uint32_t)i};
		for (uint32_t j = 0; j < r->n; j++) {
			v[j] = rank[sets[i].v[j]];
			r->weight += weight_of(weight, sets[i].v[j]);
		}
		if (r->n > 1)
			qsort(v, r->n, sizeof *v, rising);
		r->prefix = prefix_of(r, join->tokens, join->t);
		at += r->n;
	}
	if (join->n > 0)
		qsort(join->record, join->n, sizeof *join->record, by_weight);
}

static void index_prefixes(struct join *join, size_t n_tokens)
{
	join->start = mem_array(n_tokens + 2, sizeof *join->start);
	size_t *end = join->start + 1; /* counts, then where the next place goes, which ends as the end */
	for (size_t i = 0; i < join->n; i++)
		for (uint32_t j = 0; j < join->record[i].prefix; j++)
			if (join->record[i].v[j] + 1 < n_tokens)
				end[join->record[i].v[j] + 1]++;
	for (size_t i = 1; i < n_tokens; i++)
		end[i] += end[i - 1];
	size_t total = 0;
	for (size_t i = 0; i < join->n; i++)
		total += join->record[i].prefix;
	join->place = mem_array(total + 1, sizeof *join->place);
	for (size_t i = 0; i < join->n; i++)
		for (uint32_t j = 0; j < join->record[i].prefix; j++)
			join->place[end[join->record[i].v[j]]++] = (uint32_t)i;
}

/* Pairs of all blocks into pairs; with threads where they can be started. */
static void compare_all(struct join *join, struct join_pairs *pairs)
{
	struct err err = {0};
	struct pool *pool;
	size_t threads = join->n < FEW ? 1 : pool_threads(), n_blocks = (join->n + BLOCK - 1) / BLOCK;
	struct block *blocks = mem_array(n_blocks + 1, sizeof *blocks), *b;
	join->seen = mem_array(threads, sizeof *join->seen);
	for (size_t i = 0; i < threads; i++)
		join->seen[i] = mem_array(join->n + 1, sizeof *join->seen[i]);
	if (pool_new(threads, compare_block, &pool, &err) != RC_OK)
		(void)!pool_new(1, compare_block, &pool, &err); /* starts no thread, so it does not fail */
	for (size_t i = 0; i < n_blocks; i++) {
		size_t to = (i + 1) * BLOCK;
		blocks[i] = (struct block){.join = join, .from = i * BLOCK, .to = to < join->n ? to : join->n};
		pool_put(pool, &blocks[i]);
	}
	while ((b = pool_take(pool))) {
		for (size_t i = 0; i < b->pairs.n; i++)
			vec_push(pairs, b->pairs.v[i]);
		free(b->pairs.v);
	}
	pool_free(pool);
	for (size_t i = 0; i < threads; i++)
		free(join->seen[i]);
	free(join->seen);
	free(blocks);
}

void join_self(const struct join_set *sets, size_t n, const uint32_t *weight, size_t n_tokens, double t,
               struct join_pairs *pairs)
{
	uint32_t *rank;
	struct token *tokens = rank_tokens(sets, n, weight, n_tokens, &rank);
	struct join join = {.t = t, .tokens = tokens, .n = n, .record = mem_array(n + 1, sizeof *join.record)};
	size_t from = pairs->n;
	fill(&join, sets, weight, rank);
	index_prefixes(&join, n_tokens);
	compare_all(&join, pairs);
	if (pairs->n > from)
		qsort(pairs->v + from, pairs->n - from, sizeof *pairs->v, by_members);
	free(join.record);
	free(join.room);
	free(join.place);
	free(join.start);
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
