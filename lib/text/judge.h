/* SPDX-License-Identifier: MIT */
/*
 * From scores to a verdict. The confidence that the best power is right is the product of two logistic functions of what the scores look like (Platt 1999,
 * Probabilistic Outputs for Support Vector Machines): that the text serves some power, and that the best one is right. Their coefficients and the bounds of the verdicts
 * stand in text/tuning.h; tests/quality/calibrate.c fits them.
 *
 *	none    what is no power is as likely as the best power, or nothing speaks for any
 *	sure    at most one in twenty is wrong
 *	likely  more likely right than wrong
 *	weak    the rest
 */
#ifndef TEXT_JUDGE_H
#define TEXT_JUDGE_H

#include "base/str.h"

#include <stdint.h>

enum match_verdict { MATCH_NONE, MATCH_WEAK, MATCH_LIKELY, MATCH_SURE };

/* In thousandths, as text/index.h counts. */
struct evidence {
	uint32_t best, second; /* scores of the two best powers; 0: there is none */
	uint32_t foreign;      /* of the best topic that is no power */
	uint32_t most;         /* what a class could get at most */
};

enum { JUDGE_FEATURES = 4 };

/* What the two logistic functions look at, the constant first: that the text serves some power; that the best power is right. */
void judge_some(const struct evidence *evidence, double feature[JUDGE_FEATURES]);
void judge_right(const struct evidence *evidence, double feature[JUDGE_FEATURES]);

struct judgement {
	enum match_verdict verdict;
	double confidence; /* that the verdict, or the power it is about, is right: 0 to 1 */
};

struct judgement judge(const struct evidence *evidence);

/* Of a confidence that there is a power and that it is right: weak, likely or sure. */
enum match_verdict judge_verdict(double confidence);

const char *judge_name(enum match_verdict verdict); /* "none", "weak", "likely", "sure" */
enum match_verdict judge_named(struct str name);    /* MATCH_NONE for any other word */

#endif
