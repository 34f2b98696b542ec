/* SPDX-License-Identifier: MIT */
/*
 * Short texts that say the same thing. Two texts are exact twins when their normal forms (text/norm.h) are equal; otherwise they are
 * as similar as their sets of stems (text/terms.h) by weighted Jaccard (text/join.h), a stem weighing ln(1 + N/df) in thousandths: that
 * both are about "ведение" says little, that one of them is about bridges says much.
 */
#ifndef TEXT_TWINS_H
#define TEXT_TWINS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "text/join.h"

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

bool twins_exact(const struct twins *twins, uint32_t a, uint32_t b);
double twins_similarity(struct twins *twins, uint32_t a, uint32_t b); /* 1 for exact twins */

/* The words that a has in common with b, and those that only a has, parted by blanks, each as it stands in a. */
void twins_words(const struct twins *twins, uint32_t a, uint32_t b, struct buf *common, struct buf *only);

#endif
