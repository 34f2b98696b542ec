/* SPDX-License-Identifier: MIT */
/*
 * Short texts that say the same thing. Two texts are exact twins when their normal forms (text/norm.h) are equal; otherwise they are as similar as the
 * work that they name (text/alike.h). A thing weighs by what it tells in general (text/office.h) and, from half of that up, by its rarity among the texts at
 * hand.
 */
#ifndef TEXT_TWINS_H
#define TEXT_TWINS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "text/join.h"
#include "text/tuning.h"

/* From which similarity on two titles of functions are taken for one, and two duties; and from which on titles are worth a look. */
#define TWINS_SAME TUNING_WORK_SAME
#define TWINS_SAME_DUTY TUNING_WORK_SAME_DUTY
#define TWINS_NEAR TUNING_WORK_NEAR

struct twins;

enum rc twins_new(struct twins **twins, struct err *err) MUST_CHECK;
void twins_free(struct twins *twins); /* NULL is safe */

/* Adds a text; it must stay. Numbers are given in order: 0, 1, 2 … All texts come before anything below. */
uint32_t twins_add(struct twins *twins, struct str text);

/*
 * Appends the pairs with similarity ≥ threshold. Of k exact twins the first stands for all: it is paired with each of the
 * others (similarity 1), and it alone with reworded texts. Ordered by similarity falling, then by a, then by b. free(pairs->v).
 */
void twins_find(struct twins *twins, double threshold, struct join_pairs *pairs);

/*
 * Makes groups of pairs that are ordered as twins_find orders them, from the most similar down: a pair unites its groups unless that would bring together
 * what is kept apart, or members that are too little alike on the average. *stands (room for pairs->n) says which pairs did, or lie inside a group. Pairs below threshold
 * unite nothing.
 */
void twins_group(struct twins *twins, const struct join_pairs *pairs, double threshold, struct join_groups *groups, bool *stands);

bool twins_exact(const struct twins *twins, uint32_t a, uint32_t b);
double twins_similarity(struct twins *twins, uint32_t a, uint32_t b); /* 1 for exact twins */

/* Appends what is the same in a and b and what is not. */
void twins_why(const struct twins *twins, uint32_t a, uint32_t b, struct buf *out);

#endif
