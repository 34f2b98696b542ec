/* SPDX-License-Identifier: MIT */
#include "text/judge.h"

#include "text/tuning.h"

#include <math.h>

static const double some_weight[JUDGE_FEATURES] = TUNING_SOME, right_weight[JUDGE_FEATURES] = TUNING_RIGHT;

static double logistic(const double *weight, const double *feature)
{
	double x = 0;
	for (int i = 0; i < JUDGE_FEATURES; i++)
		x += weight[i] * feature[i];
	return 1 / (1 + exp(-x));
}

/* How many times one score is another, as a logarithm; a nat on both sides keeps small ones from saying much. */
static double lead(uint32_t a, uint32_t b)
{
	return log((a + 1000.0) / (b + 1000.0));
}

static void features(const struct evidence *e, uint32_t rival, double *feature)
{
	feature[0] = 1;
	feature[1] = lead(e->best, rival);
	feature[2] = log(e->best / 1000.0 + 1);
	feature[3] = e->most > 0 ? (double)e->best / e->most : 0;
}

void judge_some(const struct evidence *e, double feature[JUDGE_FEATURES])
{
	features(e, e->foreign, feature);
}

void judge_right(const struct evidence *e, double feature[JUDGE_FEATURES])
{
	features(e, e->second, feature);
}

enum match_verdict judge_verdict(double confidence)
{
	return confidence >= TUNING_SURE ? MATCH_SURE : confidence >= TUNING_LIKELY ? MATCH_LIKELY : MATCH_WEAK;
}

struct judgement judge(const struct evidence *e)
{
	double feature[JUDGE_FEATURES];
	if (e->best == 0)
		return (struct judgement){MATCH_NONE, e->foreign > 0 ? TUNING_NOTHING_BUT_FOREIGN : TUNING_NOTHING};
	judge_some(e, feature);
	double some = logistic(some_weight, feature);
	if (some < 0.5)
		return (struct judgement){MATCH_NONE, 1 - some};
	judge_right(e, feature);
	double confidence = some * logistic(right_weight, feature);
	return (struct judgement){judge_verdict(confidence), confidence};
}

const char *judge_name(enum match_verdict verdict)
{
	static const char *const names[] = {"none", "weak", "likely", "sure"};
	return names[verdict];
}

enum match_verdict judge_named(struct str name)
{
	enum match_verdict verdict = MATCH_SURE;
	while (verdict > MATCH_NONE && !str_is(name, judge_name(verdict)))
		verdict--;
	return verdict;
}
