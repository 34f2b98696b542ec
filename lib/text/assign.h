/* SPDX-License-Identifier: MIT */
/*
 * Which powers one duty serves. What people decided comes before what words say:
 *
 *  1. A verdict on the duty itself is final: the powers named stand first and are sure; "none" is none; a power ruled out is no candidate.
 *  2. A verdict on a duty that is alike (text/example.h, at least TUNING_ALIKE) is an example: its power stands first, sure when the words are the
 *     same and likely otherwise; its "none" is none; a power that it ruled out is no candidate.
 *  3. Else the catalogue is asked (text/match.h). A duty with two matters (text/matters.h) has two powers.
 *
 * Further candidates follow and are weak.
 */
#ifndef TEXT_ASSIGN_H
#define TEXT_ASSIGN_H

#include "text/match.h"
#include "text/verdict.h"

#include <stdbool.h>

/* What all threads share: the catalogue, and the verdicts with their texts. */
struct assignment;

/* match must be ready and outlive it, as must the verdicts. */
struct assignment *assign_new(struct match *match, const struct verdicts *verdicts);
void assign_free(struct assignment *assignment); /* NULL is safe */

/* The text of a duty: where a verdict was given on it, it becomes an example. Before the first assigner. */
enum rc assign_example(struct assignment *assignment, struct str duty_id, struct str text, struct err *err) MUST_CHECK;

struct assigner;
enum rc assign_open(struct assignment *assignment, struct assigner **assigner, struct err *err) MUST_CHECK;
void assign_close(struct assigner *assigner); /* NULL is safe */

struct assigned {
	uint32_t class;       /* MATCH_NOBODY: no power, or one that a person named (said) and the catalogue does not have */
	uint32_t topic;       /* of no power: the topic that the words say louder than any power, or MATCH_NOBODY */
	uint32_t score;       /* thousandths */
	enum match_verdict verdict;
	double confidence;    /* of the first row; NAN on the others */
	const struct verdict_pair *said; /* the verdict it rests on, or NULL */
	double similarity;    /* of the example to the duty; 1 for a verdict on the duty itself */
	bool own;             /* the verdict is on this very duty */
};

/* Rows for one duty, at most top and what is final or a second matter. There is always one. Valid until the next call; text must stay. */
const struct assigned *assign(struct assigner *assigner, struct str duty_id, struct str text, size_t top, size_t *n);

/* Why the i-th row stands there, in the current language. */
void assign_why(struct assigner *assigner, size_t i, struct buf *out);

#endif
