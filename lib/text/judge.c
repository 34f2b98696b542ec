/* SPDX-License-Identifier: MIT */
#include "text/judge.h"

#include "text/tuning.h"

#include <math.h>

static double logistic(double x)
{
	return 1 / (1 + exp(-x));
}

/* Logarithms: what counts is how many times one score is another. */
static double odds(uint32_t a, uint32_t b)
{
	return log((a + 1000.0) / (b + 1000.0));
}

struct judgement judge(const struct evidence *e)
{
	if (e->best == 0)
		return (struct judgement){MATCH_NONE, e->foreign > 0 ? 0.9 : 0.7};
	double share = e->most > 0 ? (double)e->best / e->most : 0;
	double some = logistic(TUNING_SOME_0 + TUNING_SOME_FOREIGN * odds(e->best, e->foreign) + TUNING_SOME_BEST * log(e->best / 1000.0 + 1) +
	                       TUNING_SOME_SHARE * share);
	double right = logistic(TUNING_RIGHT_0 + TUNING_RIGHT_LEAD * odds(e->best, e->second) + TUNING_RIGHT_BEST * log(e->best / 1000.0 + 1) +
	                        TUNING_RIGHT_SHARE * share);
	if (some < TUNING_NONE)
		return (struct judgement){MATCH_NONE, 1 - some};
	double confidence = some * right;
	enum match_verdict verdict = confidence >= TUNING_SURE ? MATCH_SURE : confidence >= TUNING_LIKELY ? MATCH_LIKELY : MATCH_WEAK;
	return (struct judgement){verdict, confidence};
}

const char *judge_name(enum match_verdict verdict)
{
	static const char *const names[] = {"none", "weak", "likely", "sure"};
	return names[verdict];
}
