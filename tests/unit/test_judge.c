/* SPDX-License-Identifier: MIT */
#include "text/judge.h"
#include "text/tuning.h"
#include "unit.h"

#include <math.h>

static double logistic(const double *w, const double *x)
{
	double sum = 0;
	for (int i = 0; i < JUDGE_FEATURES; i++)
		sum += w[i] * x[i];
	return 1 / (1 + exp(-sum));
}

/* By hand: the constant, ln of best over rival (a nat added to both), ln(best + 1) in nats, the share in the most. */
static void test_features(void)
{
	struct evidence e = {.best = 20000, .second = 4000, .foreign = 9000, .most = 40000};
	double x[JUDGE_FEATURES];
	judge_some(&e, x);
	unit_num(x[0], 1, 0, "the constant");
	unit_num(x[1], log(21.0 / 10), 1e-12, "the lead over what is no power");
	unit_num(x[2], log(21.0), 1e-12, "the score");
	unit_num(x[3], 0.5, 1e-12, "its share in the most");
	judge_right(&e, x);
	unit_num(x[1], log(21.0 / 5), 1e-12, "the lead over the second power");
}

static void test_confidence(void)
{
	static const double some[JUDGE_FEATURES] = TUNING_SOME, right[JUDGE_FEATURES] = TUNING_RIGHT;
	struct evidence e = {.best = 20000, .second = 4000, .foreign = 9000, .most = 40000};
	double a[JUDGE_FEATURES], b[JUDGE_FEATURES];
	judge_some(&e, a);
	judge_right(&e, b);
	unit_num(judge(&e).confidence, logistic(some, a) * logistic(right, b), 1e-12, "the product of both");
	e.second = 19000;
	struct judgement close = judge(&e);
	e.second = 0;
	struct judgement clear = judge(&e);
	unit_ok(close.confidence < clear.confidence, "a rival lowers it");
	unit_ok(clear.verdict == MATCH_SURE && close.verdict < MATCH_SURE, "and the verdict");
	e.foreign = 60000;
	unit_ok(judge(&e).verdict == MATCH_NONE && judge(&e).confidence > 0.5, "what is no power wins");
}

static void test_bounds(void)
{
	unit_ok(judge_verdict(TUNING_SURE) == MATCH_SURE, "sure from its bound on");
	unit_ok(judge_verdict(TUNING_SURE - 1e-9) == MATCH_LIKELY, "likely below it");
	unit_ok(judge_verdict(TUNING_LIKELY) == MATCH_LIKELY && judge_verdict(TUNING_LIKELY - 1e-9) == MATCH_WEAK, "weak below likely");
	struct evidence nothing = {0}, foreign = {.foreign = 1};
	unit_ok(judge(&nothing).verdict == MATCH_NONE && judge(&foreign).verdict == MATCH_NONE, "nothing that speaks for a power is none");
	unit_ok(judge(&foreign).confidence > judge(&nothing).confidence, "more surely so when something speaks for another matter");
	unit_str(judge_name(MATCH_WEAK), "weak", "verdicts have names");
}

int main(void)
{
	test_features();
	test_confidence();
	test_bounds();
	return unit_done();
}
