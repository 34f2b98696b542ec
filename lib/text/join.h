/* SPDX-License-Identifier: MIT */
/*
 * All pairs of similar sets, exactly: every pair whose weighted Jaccard similarity, the weight of what the two share over the
 * weight of what either has, is at least t. Weights are whole numbers, so that no rounding has a say. Without weights every token
 * weighs 1.
 *
 * Tokens are ordered by falling weight, then from rare to frequent. A set's prefix is its shortest head whose rest weighs less than
 * t times the whole; sets that similar share a token of their prefixes (Bayardo, Ma & Srikant 2007, Scaling Up All Pairs
 * Similarity Search), and their weights differ by no more than the factor t (the length filter). Only such pairs are compared (Xiao et al.
 * 2008, PPJoin, sections 3.1 and 3.2). Recall is 1.
 *
 * Many sets are shared among threads (base/pool.h); the outcome does not depend on how many there are.
 *
 * Groups of pairs are a union-find whose representative is the smallest member, with pairs that must never meet.
 */
#ifndef TEXT_JOIN_H
#define TEXT_JOIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct join_set {
	const uint32_t *v; /* distinct tokens, in any order */
	size_t n;
};

struct join_pair {
	uint32_t a, b; /* numbers of sets, a < b */
	double similarity;
};

struct join_pairs {
	struct join_pair *v;
	size_t n, cap;
};

/*
 * Appends all pairs of the n sets with similarity ≥ t (0 < t ≤ 1), ordered by a, then b. An empty set is like nothing. weight holds one
 * number > 0 for each of the tokens 0 … n_tokens−1; NULL: all weigh 1. free(pairs->v).
 */
void join_self(const struct join_set *sets, size_t n, const uint32_t *weight, size_t n_tokens, double t,
               struct join_pairs *pairs);

/* The similarity of two sets, the same number that join_self gives. */
double join_similarity(struct join_set a, struct join_set b, const uint32_t *weight);

struct join_groups;

struct join_groups *join_groups_new(size_t n); /* every member for itself */
void join_groups_free(struct join_groups *groups); /* NULL is safe */

/* From now on a and b stay in different groups. False when they are in one already. */
bool join_apart(struct join_groups *groups, uint32_t a, uint32_t b);

/* Makes the groups of a and b one. False when that would bring together a pair kept apart; nothing is changed then. */
bool join_unite(struct join_groups *groups, uint32_t a, uint32_t b);

/* The smallest member of a's group. */
uint32_t join_group(struct join_groups *groups, uint32_t a);

#define JOIN_NOBODY UINT32_MAX

/* The member after a in its group, in no order that matters; JOIN_NOBODY after the last. The smallest is the first. */
uint32_t join_next(const struct join_groups *groups, uint32_t a);

#endif
