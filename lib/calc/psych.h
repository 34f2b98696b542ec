/* SPDX-License-Identifier: MIT */
/*
 * Questionnaires scored: an instrument and one person's answers in memory in, points out. Points of an item, before its weight:
 *
 *	likert            answer − low; when reversed, high − answer
 *	single            the points of the option ticked; keyed: full when it is the key, else 0
 *	multi             the sum of the points of the options ticked, at most cap; keyed: full × (right ticks − wrong ticks) / right
 *	                  options, not below 0
 *	open              none; it is read by people and never counts as missing
 *
 * An answer that is empty, or holds a code that the item does not know, is missing. More than missing_max missing answers (over all items
 * but open ones): not scored. Otherwise a missing answer gives 0, or, under PSYCH_MISSING_MEAN, a likert item is given the mean
 * points of the likert items that were answered (person-mean substitution; a choice item still gives 0).
 * Sums are rounded to a millionth of a point: three times five thirds is five, and nobody misses the cut by a rounding error.
 */
#ifndef CALC_PSYCH_H
#define CALC_PSYCH_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

enum psych_kind { PSYCH_LIKERT, PSYCH_SINGLE, PSYCH_MULTI, PSYCH_OPEN };
enum psych_missing { PSYCH_MISSING_ZERO, PSYCH_MISSING_MEAN };

#define PSYCH_NO_SCALE ((size_t)-1)

struct psych_option {
	struct str code;
	double points; /* when the item is not keyed */
	bool right;    /* when it is */
};

struct psych_item {
	enum psych_kind kind;
	size_t scale;   /* index, or PSYCH_NO_SCALE: it counts in the total only */
	bool reverse;   /* likert */
	double weight;
	bool keyed;     /* single, multi */
	double full;    /* points of a right answer when keyed */
	double cap;     /* multi by points: the most it can give; INFINITY for no cap */
	char separator; /* multi: between codes */
	const struct psych_option *option;
	size_t n;
};

struct psych {
	const struct psych_item *item;
	size_t n, n_scales;
	double low, high;    /* the likert answers' range; they are whole numbers */
	enum psych_missing missing;
	size_t missing_max;
	double cut;          /* NAN: none */
};

struct psych_result {
	bool scored;         /* false: total, percent and the scales are NAN */
	bool passed;         /* scored, and total ≥ cut */
	bool straight;       /* the same answer to every likert item, six at least, reversed and plain ones among them */
	size_t missing;      /* with those of unknown code */
	size_t invalid;
	double total;
	double percent;      /* of psych_maximum */
};

/* The most points that the whole can give. */
double psych_maximum(const struct psych *psych);

/* answer: one per item. scale: room for n_scales sums. */
void psych_score(const struct psych *psych, const struct str *answer, double *scale, struct psych_result *result);

#endif
