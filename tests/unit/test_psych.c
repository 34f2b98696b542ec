/* SPDX-License-Identifier: MIT */
#include "calc/psych.h"
#include "unit.h"

#include <math.h>

static const struct psych_option by_points[] = {{{"a", 1}, 2, false}, {{"b", 1}, 2, false}, {{"c", 1}, 1, false}, {{"d", 1}, 0, false}};
static const struct psych_option by_key[] = {{{"a", 1}, 0, true}, {{"b", 1}, 0, true}, {{"c", 1}, 0, true}, {{"d", 1}, 0, false}};
static const struct psych_option one_key[] = {{{"a", 1}, 0, false}, {{"b", 1}, 0, true}};

/* Two scales; items 0-2 likert (1 reversed, 2 of weight 2), 3 single by points, 4 multi by points, 5 multi by key, 6 single by key, 7 open. */
static const struct psych_item items[] = {
        {.kind = PSYCH_LIKERT, .scale = 0, .weight = 1},
        {.kind = PSYCH_LIKERT, .scale = 0, .weight = 1, .reverse = true},
        {.kind = PSYCH_LIKERT, .scale = 1, .weight = 2},
        {.kind = PSYCH_SINGLE, .scale = 1, .weight = 1, .option = by_points, .n = 4},
        {.kind = PSYCH_MULTI, .scale = 1, .weight = 1, .cap = 3, .separator = '|', .option = by_points, .n = 4},
        {.kind = PSYCH_MULTI, .scale = PSYCH_NO_SCALE, .weight = 1, .keyed = true, .full = 5, .cap = INFINITY, .separator = '|', .option = by_key, .n = 4},
        {.kind = PSYCH_SINGLE, .scale = PSYCH_NO_SCALE, .weight = 1, .keyed = true, .full = 5, .option = one_key, .n = 2},
        {.kind = PSYCH_OPEN, .scale = PSYCH_NO_SCALE, .weight = 1},
};
enum { N = sizeof items / sizeof *items };

static const struct {
	const char *name;
	const char *answer[N];
	enum psych_missing policy;
	double s0, s1, total; /* NAN: not scored */
	size_t missing, invalid;
} table[] = {
        {"everything right", {"5", "1", "5", "a", "a|b|c", "a|b|c", "b", "x"}, PSYCH_MISSING_ZERO, 8, 13, 31, 0, 0},
        {"reversed counts from the other end", {"2", "2", "1", "d", "d", "a|b|c", "a", ""}, PSYCH_MISSING_ZERO, 4, 0, 9, 0, 0},
        {"ticks are summed up to the cap", {"1", "5", "1", "d", "a|b", "d", "a", ""}, PSYCH_MISSING_ZERO, 0, 3, 3, 0, 0},
        {"right minus wrong over right", {"1", "5", "1", "d", "d", "a|b|d", "a", ""}, PSYCH_MISSING_ZERO, 0, 0, 1.666667, 0, 0},
        {"never below nought", {"1", "5", "1", "d", "d", "d", "a", ""}, PSYCH_MISSING_ZERO, 0, 0, 0, 0, 0},
        {"a code ticked twice counts once", {"1", "5", "1", "d", "c|c", "a|a|b|c", "a", ""}, PSYCH_MISSING_ZERO, 0, 1, 6, 0, 0},
        {"blanks around codes", {" 2", "5", "1", " d ", "c | d", "d", "a", ""}, PSYCH_MISSING_ZERO, 1, 1, 2, 0, 0},
        {"missing is nought", {"5", "", "5", "a", "", "d", "a", ""}, PSYCH_MISSING_ZERO, 4, 10, 14, 2, 0},
        {"missing is the person's mean, likert only", {"5", "", "4", "a", "", "d", "a", ""}, PSYCH_MISSING_MEAN, 7.5, 8, 15.5, 2, 0},
        {"an unknown code is missing", {"6", "x", "1", "d", "d", "d", "a", ""}, PSYCH_MISSING_ZERO, 0, 0, 0, 2, 2},
        {"one unknown code spoils its answer", {"1", "5", "1", "d", "a|x", "d", "a", ""}, PSYCH_MISSING_ZERO, 0, 0, 0, 1, 1},
        {"a fraction is no likert answer", {"4.5", "5", "1", "d", "d", "d", "a", ""}, PSYCH_MISSING_ZERO, 0, 0, 0, 1, 1},
        {"too much missing is not scored", {"", "", "", "d", "d", "d", "a", ""}, PSYCH_MISSING_ZERO, NAN, NAN, NAN, 3, 0},
        {"no mean of nothing", {"", "0", "", "d", "d", "d", "a", ""}, PSYCH_MISSING_MEAN, NAN, NAN, NAN, 3, 1},
};

static bool same(double a, double b)
{
	return (isnan(a) && isnan(b)) || a == b;
}

static void scores(void)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct psych psych = {items, N, 2, 1, 5, table[i].policy, 2, 15};
		struct psych_result r;
		struct str answer[N];
		double scale[2];
		for (size_t k = 0; k < N; k++)
			answer[k] = str_of(table[i].answer[k]);
		psych_score(&psych, answer, scale, &r);
		if (!unit_ok(same(scale[0], table[i].s0) && same(scale[1], table[i].s1) && same(r.total, table[i].total) &&
		                     r.missing == table[i].missing && r.invalid == table[i].invalid &&
		                     r.scored == !isnan(table[i].total) && r.passed == (table[i].total >= 15),
		             table[i].name))
			printf("# got %g %g %g missing %zu invalid %zu\n", scale[0], scale[1], r.total, r.missing, r.invalid);
		unit_ok(same(r.percent, isnan(r.total) ? r.total : round(1e8 * r.total / 31) / 1e6), "percent of the maximum");
	}
}

static void straight(void)
{
	static const struct {
		const char *answers;
		bool straight;
	} lines[] = {{"333333", true}, {"333334", false}, {"33333", false}, {"3333 33", true}, {"33333 ", false}};
	struct psych_item item[8] = {0};
	for (size_t i = 0; i < 8; i++)
		item[i] = (struct psych_item){.kind = PSYCH_LIKERT, .scale = PSYCH_NO_SCALE, .weight = 1, .reverse = i == 1};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct psych psych = {item, strlen(lines[i].answers), 0, 1, 5, PSYCH_MISSING_MEAN, 2, NAN};
		struct str answer[8];
		struct psych_result r;
		for (size_t k = 0; k < psych.n; k++)
			answer[k] = (struct str){lines[i].answers + k, 1};
		psych_score(&psych, answer, NULL, &r);
		unit_ok(r.straight == lines[i].straight && !r.passed, lines[i].answers);
	}
	item[1].reverse = false;
	struct psych psych = {item, 6, 0, 1, 5, PSYCH_MISSING_MEAN, 2, NAN};
	struct str answer[6] = {STR("3"), STR("3"), STR("3"), STR("3"), STR("3"), STR("3")};
	struct psych_result r;
	psych_score(&psych, answer, NULL, &r);
	unit_ok(!r.straight, "without a reversed item equal answers may be honest");
}

int main(void)
{
	struct psych psych = {items, N, 2, 1, 5, PSYCH_MISSING_ZERO, 2, 15};
	unit_num(psych_maximum(&psych), 31, 0, "the maximum of the whole");
	scores();
	straight();
	return unit_done();
}
