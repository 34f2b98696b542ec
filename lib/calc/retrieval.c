/* SPDX-License-Identifier: MIT */
#include "calc/retrieval.h"

#include "base/mem.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const double z95 = 1.959963984540054; /* the normal quantile of 0.975 */

void retrieval_wilson(size_t k, size_t n, double *low, double *high)
{
	if (n == 0) {
		*low = *high = NAN;
		return;
	}
	double m = (double)n, p = (double)k / m, zz = z95 * z95;
	double centre = (p + zz / (2 * m)) / (1 + zz / m), half = z95 * sqrt(p * (1 - p) / m + zz / (4 * m * m)) / (1 + zz / m);
	*low = k == 0 ? 0 : centre - half;
	*high = k == n ? 1 : centre + half;
}

static bool called_none(const struct retrieval_case *c)
{
	return c->verdict == RETRIEVAL_NONE;
}

static bool is_wrong(const struct retrieval_case *c)
{
	return called_none(c) ? c->answered : c->found != 1;
}

/* ---- what is no proportion; each over the cases at the n places given */

typedef double statistic(const struct retrieval_case *cases, const size_t *at, size_t n);

static double mrr(const struct retrieval_case *cases, const size_t *at, size_t n)
{
	double sum = 0;
	size_t answered = 0;
	for (size_t i = 0; i < n; i++) {
		const struct retrieval_case *c = &cases[at[i]];
		answered += c->answered;
		sum += c->answered && c->found > 0 && c->found <= RETRIEVAL_DEPTH ? 1 / (double)c->found : 0;
	}
	return answered ? sum / (double)answered : NAN;
}

static double none_f1(const struct retrieval_case *cases, const size_t *at, size_t n)
{
	size_t right = 0, said = 0, so = 0;
	for (size_t i = 0; i < n; i++) {
		const struct retrieval_case *c = &cases[at[i]];
		said += called_none(c);
		so += !c->answered;
		right += called_none(c) && !c->answered;
	}
	return said + so ? 2 * (double)right / (double)(said + so) : NAN;
}

struct unsure {
	double confidence;
	size_t place;
	bool wrong;
};

static int by_confidence(const void *a, const void *b)
{
	const struct unsure *x = a, *y = b;
	if (x->confidence != y->confidence)
		return x->confidence < y->confidence ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static double review_fifth(const struct retrieval_case *cases, const size_t *at, size_t n)
{
	struct unsure *v = mem_array(n + 1, sizeof *v);
	size_t m = 0, errors = 0, met = 0;
	for (size_t i = 0; i < n; i++) {
		const struct retrieval_case *c = &cases[at[i]];
		if (c->verdict == RETRIEVAL_SURE)
			continue;
		v[m] = (struct unsure){c->confidence, i, is_wrong(c)};
		errors += v[m++].wrong;
	}
	if (m > 0)
		qsort(v, m, sizeof *v, by_confidence);
	for (size_t i = 0; i < (m + 4) / 5; i++)
		met += v[i].wrong;
	free(v);
	return errors ? (double)met / (double)errors : NAN;
}

/* xorshift64* (Vigna 2016): the same resamplings in every run. */
static uint64_t draw(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 2685821657736338717u;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static struct retrieval_measure bootstrap(const char *name, statistic *of, const struct retrieval_case *cases, size_t n, size_t about)
{
	size_t *at = mem_array(n + 1, sizeof *at), drawn = 0;
	double *values = mem_array(RETRIEVAL_SAMPLES, sizeof *values);
	uint64_t state = 88172645463325252u;
	for (size_t i = 0; i < n; i++)
		at[i] = i;
	struct retrieval_measure m = {name, of(cases, at, n), NAN, NAN, about};
	for (int s = 0; s < RETRIEVAL_SAMPLES && !isnan(m.value); s++) {
		for (size_t i = 0; i < n; i++)
			at[i] = (size_t)(draw(&state) % n);
		double value = of(cases, at, n);
		if (!isnan(value))
			values[drawn++] = value;
	}
	if (drawn > 0) {
		qsort(values, drawn, sizeof *values, by_value);
		m.low = values[(size_t)((double)(drawn - 1) * 0.025)];
		m.high = values[(size_t)((double)(drawn - 1) * 0.975 + 0.5)];
	}
	free(values);
	free(at);
	return m;
}

static struct retrieval_measure proportion(const char *name, size_t k, size_t n)
{
	struct retrieval_measure m = {.name = name, .value = n ? (double)k / (double)n : NAN, .n = n};
	retrieval_wilson(k, n, &m.low, &m.high);
	return m;
}

void retrieval_measure(const struct retrieval_case *cases, size_t n, struct retrieval_measure *m)
{
	size_t answered = 0, top = 0, first = 0, three = 0, five = 0, none = 0, said = 0, so = 0, of[4] = {0}, wrong[4] = {0}, unsure = 0;
	for (size_t i = 0; i < n; i++) {
		const struct retrieval_case *c = &cases[i];
		answered += c->answered;
		top += c->answered && c->found == 1 && !called_none(c);
		first += c->answered && c->found == 1;
		three += c->answered && c->found >= 1 && c->found <= 3;
		five += c->answered && c->found >= 1 && c->found <= 5;
		said += called_none(c);
		so += !c->answered;
		none += called_none(c) && !c->answered;
		of[c->verdict]++;
		wrong[c->verdict] += is_wrong(c);
		unsure += c->verdict != RETRIEVAL_SURE;
	}
	*m++ = proportion("top_1", top, answered);
	*m++ = proportion("candidate_1", first, answered);
	*m++ = bootstrap("mrr", mrr, cases, n, answered);
	*m++ = proportion("recall_3", three, answered);
	*m++ = proportion("recall_5", five, answered);
	*m++ = proportion("none_precision", none, said);
	*m++ = proportion("none_recall", none, so);
	*m++ = bootstrap("none_f1", none_f1, cases, n, n);
	*m++ = proportion("sure_share", of[RETRIEVAL_SURE], n);
	*m++ = proportion("likely_share", of[RETRIEVAL_LIKELY], n);
	*m++ = proportion("weak_share", of[RETRIEVAL_WEAK], n);
	*m++ = proportion("none_share", of[RETRIEVAL_NONE], n);
	*m++ = proportion("sure_wrong", wrong[RETRIEVAL_SURE], of[RETRIEVAL_SURE]);
	*m++ = proportion("likely_wrong", wrong[RETRIEVAL_LIKELY], of[RETRIEVAL_LIKELY]);
	*m++ = proportion("weak_wrong", wrong[RETRIEVAL_WEAK], of[RETRIEVAL_WEAK]);
	*m++ = proportion("none_wrong", wrong[RETRIEVAL_NONE], of[RETRIEVAL_NONE]);
	*m++ = proportion("wrong", wrong[0] + wrong[1] + wrong[2] + wrong[3], n);
	*m = bootstrap("review_fifth", review_fifth, cases, n, unsure);
}
