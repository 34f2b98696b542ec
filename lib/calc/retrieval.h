/* SPDX-License-Identifier: MIT */
/*
 * How right a ranking with verdicts is, against what people labelled. Values in memory in, measures out.
 *
 *	top_1             of the cases that have an answer, how many are not called none and have a right one first
 *	candidate_1       the same, whatever the verdict
 *	mrr               mean reciprocal rank of the first right candidate (Voorhees 1999, TREC-8), 0 when there is none among the first ten
 *	recall_3, _5      how many have a right candidate among the first three, five
 *	none_precision, none_recall, none_f1    "none" as a class of its own (van Rijsbergen 1979)
 *	V_share           of all cases, how many have verdict V
 *	V_wrong           of the cases with verdict V, how many are wrong; wrong: of all
 *	review_fifth      cases that are not sure are looked at from the least confident up: the share of their errors met in the first fifth
 *
 * Intervals are at 95 %: of proportions by Wilson (1927, eq. 4 without continuity correction); of mrr, none_f1 and review_fifth by the percentile bootstrap
 * (Efron & Tibshirani 1993, section 13.3) over RETRIEVAL_SAMPLES resamplings of the cases by a generator with a fixed seed.
 */
#ifndef CALC_RETRIEVAL_H
#define CALC_RETRIEVAL_H

#include <stdbool.h>
#include <stddef.h>

enum { RETRIEVAL_SAMPLES = 1000, RETRIEVAL_MEASURES = 18, RETRIEVAL_DEPTH = 10 /* of mrr */ };

enum retrieval_verdict { RETRIEVAL_NONE, RETRIEVAL_WEAK, RETRIEVAL_LIKELY, RETRIEVAL_SURE };

struct retrieval_case {
	bool answered;   /* it has a right answer; otherwise none is right */
	size_t found;    /* the place, from 1, of the first right candidate; 0: it is not among them */
	enum retrieval_verdict verdict;
	double confidence;
};

struct retrieval_measure {
	const char *name;
	double value, low, high; /* NAN where there is no case */
	size_t n;                /* the cases it is about */
};

/* Fills all RETRIEVAL_MEASURES, in the order of the table above. */
void retrieval_measure(const struct retrieval_case *cases, size_t n, struct retrieval_measure *measures);

/* The 95 % interval of k successes in n trials; NAN when n is 0. */
void retrieval_wilson(size_t k, size_t n, double *low, double *high);

#endif
