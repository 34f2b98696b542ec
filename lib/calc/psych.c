/* SPDX-License-Identifier: MIT */
#include "calc/psych.h"

#include "base/num.h"

#include <math.h>

/* Fewer equal answers than this happen to attentive people too. */
enum { STRAIGHT_FROM = 6 };

static double rounded(double points)
{
	return round(points * 1e6) / 1e6;
}

static const struct psych_option *option_of(const struct psych_item *item, struct str code)
{
	for (size_t i = 0; i < item->n; i++)
		if (str_eq(item->option[i].code, code))
			return &item->option[i];
	return NULL;
}

static double right_options(const struct psych_item *item)
{
	double n = 0;
	for (size_t i = 0; i < item->n; i++)
		n += item->option[i].right;
	return n;
}

static bool likert_points(const struct psych *psych, const struct psych_item *item,
                          struct str answer, double *points)
{
	int64_t n;
	if (!num_parse_int(answer, &n) || (double)n < psych->low || (double)n > psych->high)
		return false;
	*points = item->reverse ? psych->high - (double)n : (double)n - psych->low;
	return true;
}

static bool single_points(const struct psych_item *item, struct str answer, double *points)
{
	const struct psych_option *option = option_of(item, answer);
	if (!option)
		return false;
	*points = !item->keyed ? option->points : option->right ? item->full : 0;
	return true;
}

/* A code given twice counts once: it is one tick. */
static bool is_repeated(struct str answer, char separator, struct str code)
{
	struct str rest = {answer.p, (size_t)(code.p - answer.p)}, part;
	while (str_split(&rest, separator, &part))
		if (str_eq(str_trim(part), code))
			return true;
	return false;
}

static bool multi_points(const struct psych_item *item, struct str answer, double *points)
{
	struct str rest = answer, part;
	double right = 0, wrong = 0, sum = 0;
	while (str_split(&rest, item->separator, &part)) {
		struct str code = str_trim(part);
		const struct psych_option *option = option_of(item, code);
		if (!option)
			return false;
		if (is_repeated(answer, item->separator, code))
			continue;
		right += option->right;
		wrong += !option->right;
		sum += option->points;
	}
	*points = !item->keyed ? fmin(sum, item->cap)
	                       : fmax(item->full * (right - wrong) / right_options(item), 0);
	return true;
}

/* The points of an answer; false when its code is unknown. */
static bool points_of(const struct psych *psych, const struct psych_item *item, struct str answer,
                      double *points)
{
	switch (item->kind) {
	case PSYCH_LIKERT:
		return likert_points(psych, item, answer, points);
	case PSYCH_SINGLE:
		return single_points(item, answer, points);
	case PSYCH_MULTI:
		return multi_points(item, answer, points);
	case PSYCH_OPEN:
		break;
	}
	*points = 0;
	return true;
}

static double most_of(const struct psych *psych, const struct psych_item *item)
{
	double most = 0, sum = 0;
	if (item->kind == PSYCH_OPEN)
		return 0;
	if (item->kind == PSYCH_LIKERT)
		return psych->high - psych->low;
	if (item->keyed)
		return item->full;
	for (size_t i = 0; i < item->n; i++) {
		most = fmax(most, item->option[i].points);
		sum += fmax(item->option[i].points, 0);
	}
	return item->kind == PSYCH_SINGLE ? most : fmin(sum, item->cap);
}

double psych_maximum(const struct psych *psych)
{
	double sum = 0;
	for (size_t i = 0; i < psych->n; i++)
		sum += psych->item[i].weight * most_of(psych, &psych->item[i]);
	return rounded(sum);
}

static void add(const struct psych_item *item, double points, double *scale, double *total)
{
	*total += item->weight * points;
	if (item->scale != PSYCH_NO_SCALE)
		scale[item->scale] += item->weight * points;
}

/* What the answers look like together, before missing ones are given their points. */
struct look {
	double sum; /* of the points of answered likert items, unweighted */
	size_t n, reversed, same;
	struct str first;
};

static void look_at(struct look *look, const struct psych_item *item, struct str answer,
                    double points)
{
	if (item->kind != PSYCH_LIKERT)
		return;
	if (look->n == 0)
		look->first = answer;
	look->sum += points;
	look->n++;
	look->reversed += item->reverse;
	look->same += str_eq(look->first, answer);
}

static void sum_up(const struct psych *psych, double *scale, struct psych_result *result)
{
	for (size_t i = 0; i < psych->n_scales; i++)
		scale[i] = result->scored ? rounded(scale[i]) : (double)NAN;
	result->total = result->scored ? rounded(result->total) : (double)NAN;
	result->percent = rounded(100 * result->total / psych_maximum(psych));
	result->passed = result->scored && result->total >= psych->cut;
}

void psych_score(const struct psych *psych, const struct str *answer, double *scale,
                 struct psych_result *result)
{
	struct look look = {0};
	size_t missing_likert = 0;
	*result = (struct psych_result){0};
	for (size_t i = 0; i < psych->n_scales; i++)
		scale[i] = 0;
	for (size_t i = 0; i < psych->n; i++) {
		const struct psych_item *item = &psych->item[i];
		struct str given = str_trim(answer[i]);
		double points;
		if (item->kind == PSYCH_OPEN)
			continue;
		bool known = given.n > 0 && points_of(psych, item, given, &points);
		if (known) {
			add(item, points, scale, &result->total);
			look_at(&look, item, given, points);
			continue;
		}
		result->missing++;
		result->invalid += given.n > 0;
		missing_likert += item->kind == PSYCH_LIKERT;
	}
	bool by_mean = psych->missing == PSYCH_MISSING_MEAN && missing_likert > 0;
	result->scored = result->missing <= psych->missing_max && !(by_mean && look.n == 0);
	result->straight = look.n >= STRAIGHT_FROM && look.same == look.n && look.reversed > 0 &&
	                   look.reversed < look.n;
	for (size_t i = 0; by_mean && result->scored && i < psych->n; i++) {
		double points;
		if (psych->item[i].kind == PSYCH_LIKERT &&
		    !likert_points(psych, &psych->item[i], str_trim(answer[i]), &points))
			add(&psych->item[i], look.sum / (double)look.n, scale, &result->total);
	}
	sum_up(psych, scale, result);
}
