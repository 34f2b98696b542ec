/* SPDX-License-Identifier: MIT */
#include "text/matters.h"

#include "text/tuning.h"

enum { HALF_MIN = 2 /* terms */ };

struct half {
	struct index_hit best;
	struct judgement judgement;
};

static bool judge_half(struct index_query *q, const struct index_term *terms, size_t n, uint32_t powers, uint32_t classes, struct half *half)
{
	struct index_hit hit[2] = {{0}}, foreign = {0};
	index_ask(q, terms, n);
	index_best(q, 0, powers, hit, 2);
	index_best(q, powers, classes, &foreign, 1);
	struct evidence evidence = {hit[0].score, hit[1].score, foreign.score, index_most(q)};
	*half = (struct half){hit[0], judge(&evidence)};
	return half->judgement.verdict >= MATCH_LIKELY && half->judgement.confidence >= TUNING_MATTER_CONFIDENCE;
}

bool matters_find(struct index_query *q, const struct index_term *terms, size_t n, const uint32_t *cut, size_t cuts, uint32_t powers, uint32_t classes,
                  struct matters *matters)
{
	double weaker = 0;
	for (size_t i = 0; i < cuts; i++) {
		struct half left, right;
		if (cut[i] < HALF_MIN || n - cut[i] < HALF_MIN || !judge_half(q, terms, cut[i], powers, classes, &left))
			continue;
		const struct index_term *rest = terms + cut[i];
		if (!judge_half(q, rest, n - cut[i], powers, classes, &right) || left.best.class == right.best.class ||
		    right.best.score < index_score(q, left.best.class) + TUNING_MATTER)
			continue;
		index_ask(q, terms, cut[i]);
		if (left.best.score < index_score(q, right.best.class) + TUNING_MATTER)
			continue;
		double least = left.judgement.confidence < right.judgement.confidence ? left.judgement.confidence : right.judgement.confidence;
		if (least <= weaker)
			continue;
		weaker = least;
		*matters = (struct matters){{left.best.class, right.best.class}, {left.judgement.confidence, right.judgement.confidence}};
	}
	return weaker > 0;
}
