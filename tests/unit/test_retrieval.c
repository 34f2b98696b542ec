/* SPDX-License-Identifier: MIT */
#include "calc/retrieval.h"
#include "unit.h"

#include <math.h>

/* Values of R's binom::binom.wilson and statsmodels' proportion_confint(method="wilson"), to four digits. */
static const struct {
	size_t k, n;
	double low, high;
} intervals[] = {{0, 10, 0, 0.2775}, {1, 10, 0.0179, 0.4042}, {5, 10, 0.2366, 0.7634}, {10, 10, 0.7225, 1}, {90, 100, 0.8256, 0.9448}};

static const struct retrieval_case cases[] = {
        {true, 1, RETRIEVAL_SURE, 0.99},   {true, 2, RETRIEVAL_SURE, 0.95},  {true, 1, RETRIEVAL_LIKELY, 0.7}, {true, 0, RETRIEVAL_WEAK, 0.1},
        {true, 4, RETRIEVAL_NONE, 0.6},    {true, 1, RETRIEVAL_NONE, 0.5},   {false, 0, RETRIEVAL_NONE, 0.9},  {false, 0, RETRIEVAL_WEAK, 0.3},
};

/* Counted by hand: six have an answer. */
static const struct {
	const char *name;
	double value;
	size_t n;
} wanted[RETRIEVAL_MEASURES] = {
        {"top_1", 2.0 / 6, 6},
        {"candidate_1", 3.0 / 6, 6},
        {"mrr", (1 + 0.5 + 1 + 0 + 0.25 + 1) / 6, 6},
        {"recall_3", 4.0 / 6, 6},
        {"recall_5", 5.0 / 6, 6},
        {"none_precision", 1.0 / 3, 3},
        {"none_recall", 1.0 / 2, 2},
        {"none_f1", 2.0 / 5, 8},
        {"sure_share", 2.0 / 8, 8},
        {"likely_share", 1.0 / 8, 8},
        {"weak_share", 2.0 / 8, 8},
        {"none_share", 3.0 / 8, 8},
        {"sure_wrong", 1.0 / 2, 2},
        {"likely_wrong", 0, 1},
        {"weak_wrong", 1, 2},
        {"none_wrong", 2.0 / 3, 3},
        {"wrong", 5.0 / 8, 8},
        {"review_fifth", 2.0 / 4, 6}, /* of six the least confident two (0.1, 0.3) are wrong, of four errors */
};

int main(void)
{
	struct retrieval_measure m[RETRIEVAL_MEASURES], again[RETRIEVAL_MEASURES];
	for (size_t i = 0; i < sizeof intervals / sizeof *intervals; i++) {
		double low, high;
		retrieval_wilson(intervals[i].k, intervals[i].n, &low, &high);
		unit_num(low, intervals[i].low, 5e-5, "Wilson's lower bound");
		unit_num(high, intervals[i].high, 5e-5, "Wilson's upper bound");
	}
	retrieval_measure(cases, sizeof cases / sizeof *cases, m);
	for (size_t i = 0; i < RETRIEVAL_MEASURES; i++) {
		unit_str(m[i].name, wanted[i].name, "the order of measures");
		unit_num(m[i].value, wanted[i].value, 1e-12, wanted[i].name);
		unit_num((double)m[i].n, (double)wanted[i].n, 0, "the cases it is about");
		unit_ok(m[i].low <= m[i].value && m[i].value <= m[i].high, "the interval holds the value");
	}
	retrieval_measure(cases, sizeof cases / sizeof *cases, again);
	unit_ok(again[2].low == m[2].low && again[2].high == m[2].high && m[2].low < m[2].high, "resampling gives the same interval every time");
	const struct retrieval_case deep[] = {{true, 10, RETRIEVAL_WEAK, 0}, {true, 11, RETRIEVAL_WEAK, 0}};
	retrieval_measure(deep, 2, m);
	unit_num(m[2].value, 0.05, 1e-12, "the eleventh candidate is not counted");
	retrieval_measure(cases, 0, m);
	bool empty = true;
	for (size_t i = 0; i < RETRIEVAL_MEASURES; i++)
		empty = empty && isnan(m[i].value) && isnan(m[i].low) && m[i].n == 0;
	unit_ok(empty, "without cases nothing is measured");
	return unit_done();
}
