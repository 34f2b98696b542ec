/* SPDX-License-Identifier: MIT */
/*
 * The coefficients of text/judge.h from labelled duties: build/quality/calibrate FILE… (duty_id, duty, gold: power ids joined by ";", or NONE).
 *
 * For every file: how the verdicts do on duties that their coefficients were not fitted on (ten folds over all files together: fitted on nine, measured on the
 * tenth). Then the coefficients fitted on everything, as text/tuning.h wants them. Two logistic regressions with a small ridge by Newton's method (Hastie, Tibshirani &
 * Friedman 2009, section 4.4.1): that the duty serves a power at all; and, among those that do, that the best power is a right one. The bound of "sure" is the smallest
 * confidence from which on at most one link in a hundred is wrong; "likely" begins at two thirds or so (text/tuning.h).
 */
#include "base/lang.h"
#include "base/share.h"
#include "base/vec.h"
#include "table/reader.h"
#include "text/knowledge.h"
#include "text/tuning.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { FOLDS = 10 };

/* A fifth of what is promised: the rest is left for duties unlike these. */
static const double sure_wrong = 0.01;

struct sample {
	struct evidence evidence;
	bool serves, right; /* some power; and the best one is a right one */
	size_t file;
};

struct samples {
	VEC(struct sample) v;
};

static bool holds(struct str list, struct str id)
{
	struct str part;
	while (str_split(&list, ';', &part))
		if (str_eq(str_trim(part), id))
			return true;
	return false;
}

static enum rc read_powers(struct match *match, struct err *err)
{
	struct arena *arena = arena_new();
	struct reader *in = NULL;
	struct row row;
	const char *path;
	struct reader_options options = {.schema = "powers", .bad = reader_refuse};
	if (share_named("powers", "ru-131fz", ".csv", arena, &path, err) == RC_OK && reader_open(&path, 1, &options, &in, err) == RC_OK)
		while (reader_next(in, &row, err))
			match_power(match, row_str(&row, reader_column(in, "power_id")), row_str(&row, reader_column(in, "title")));
	reader_close(in);
	arena_free(arena);
	return err->rc;
}

static enum rc read_samples(struct match *match, const char *path, size_t file, struct samples *samples, struct err *err)
{
	struct reader *in;
	struct row row;
	struct matcher *matcher = NULL;
	struct reader_options options = {.schema = "any", .need = "duty gold", .bad = reader_refuse};
	if (reader_open(&path, 1, &options, &in, err) != RC_OK)
		return err->rc;
	if (match_open(match, &matcher, err) == RC_OK)
		while (reader_next(in, &row, err)) {
			struct str gold = row_str(&row, reader_column(in, "gold"));
			struct match_found found = match_find(matcher, row_str(&row, reader_column(in, "duty")), 2);
			struct sample s = {.evidence = match_evidence(matcher, found.hit, found.n, found.foreign), .serves = !str_is(gold, "NONE"), .file = file};
			s.right = s.serves && found.n > 0 && holds(gold, match_id(match, found.hit[0].class));
			vec_push(&samples->v, s);
		}
	match_close(matcher);
	reader_close(in);
	return err->rc;
}

/* ---- logistic regression */

struct fit {
	double w[JUDGE_FEATURES];
};

/* Solves a·x = b in place by Gauss with pivots; a is positive definite. */
static void solve(double a[JUDGE_FEATURES][JUDGE_FEATURES], double b[JUDGE_FEATURES])
{
	for (int i = 0; i < JUDGE_FEATURES; i++)
		for (int r = i + 1; r < JUDGE_FEATURES; r++) {
			double f = a[r][i] / a[i][i];
			for (int c = i; c < JUDGE_FEATURES; c++)
				a[r][c] -= f * a[i][c];
			b[r] -= f * b[i];
		}
	for (int i = JUDGE_FEATURES - 1; i >= 0; i--) {
		for (int c = i + 1; c < JUDGE_FEATURES; c++)
			b[i] -= a[i][c] * b[c];
		b[i] /= a[i][i];
	}
}

static double dot(const double *a, const double *b)
{
	double sum = 0;
	for (int i = 0; i < JUDGE_FEATURES; i++)
		sum += a[i] * b[i];
	return sum;
}

/* Over the samples whose number modulo FOLDS is not left_out; some: does it serve a power; else: is the best right, among those that do. */
static struct fit fit(const struct samples *s, size_t left_out, bool some)
{
	struct fit f = {{0}};
	for (int round = 0; round < 30; round++) {
		double h[JUDGE_FEATURES][JUDGE_FEATURES] = {{0}}, g[JUDGE_FEATURES] = {0}, x[JUDGE_FEATURES];
		for (int i = 0; i < JUDGE_FEATURES; i++) {
			h[i][i] = 0.5; /* the ridge */
			g[i] = -0.5 * f.w[i];
		}
		for (size_t n = 0; n < s->v.n; n++) {
			const struct sample *p = &s->v.v[n];
			if (n % FOLDS == left_out || p->evidence.best == 0 || (!some && !p->serves))
				continue;
			(some ? judge_some : judge_right)(&p->evidence, x);
			double y = (some ? p->serves : p->right) ? 1 : 0, q = 1 / (1 + exp(-dot(f.w, x)));
			for (int i = 0; i < JUDGE_FEATURES; i++) {
				g[i] += (y - q) * x[i];
				for (int j = 0; j < JUDGE_FEATURES; j++)
					h[i][j] += q * (1 - q) * x[i] * x[j];
			}
		}
		solve(h, g);
		for (int i = 0; i < JUDGE_FEATURES; i++)
			f.w[i] += g[i];
	}
	return f;
}

/* ---- measures */

struct judged {
	double confidence;
	bool none, wrong;
	const struct sample *sample;
};

static struct judged judged(const struct sample *s, const struct fit *some, const struct fit *right)
{
	double x[JUDGE_FEATURES], p = 0, q = 0;
	if (s->evidence.best > 0) {
		judge_some(&s->evidence, x);
		p = 1 / (1 + exp(-dot(some->w, x)));
		judge_right(&s->evidence, x);
		q = 1 / (1 + exp(-dot(right->w, x)));
	}
	bool none = p < 0.5;
	return (struct judged){none ? 1 - p : p * q, none, none ? s->serves : !s->right, s};
}

static int by_confidence(const void *a, const void *b)
{
	const struct judged *x = a, *y = b;
	return x->confidence < y->confidence ? 1 : x->confidence > y->confidence ? -1 : 0;
}

/* The smallest confidence from which on at most this share of links is wrong. */
static double bound(struct judged *v, size_t n, double most)
{
	double best = 1;
	size_t links = 0, wrong = 0;
	qsort(v, n, sizeof *v, by_confidence);
	for (size_t i = 0; i < n; i++) {
		if (v[i].none)
			continue;
		links++;
		wrong += v[i].wrong;
		if ((double)wrong <= most * (double)links)
			best = v[i].confidence;
	}
	return best;
}

static double ratio(size_t a, size_t b)
{
	return b ? (double)a / (double)b : 0;
}

static void report(const char *name, const struct judged *v, size_t n, size_t file, const double *sure)
{
	size_t links[3] = {0}, wrong[3] = {0}, tp = 0, fp = 0, fn = 0, served = 0, right = 0;
	for (size_t i = 0; i < n; i++) {
		const struct judged *j = &v[i];
		if (j->sample->file != file)
			continue;
		served += j->sample->serves;
		right += j->sample->right && !j->none;
		tp += j->none && !j->sample->serves;
		fp += j->none && j->sample->serves;
		fn += !j->none && !j->sample->serves;
		if (j->none)
			continue;
		int level = j->confidence >= sure[i % FOLDS] ? 0 : j->confidence >= TUNING_LIKELY ? 1 : 2;
		links[level]++;
		wrong[level] += j->wrong;
	}
	printf("%s, held apart: top-1 %.3f, none: precision %.3f, recall %.3f, F1 %.3f\n", name, ratio(right, served), ratio(tp, tp + fp), ratio(tp, tp + fn),
	       ratio(2 * tp, 2 * tp + fp + fn));
	printf("%s, held apart: sure %zu, wrong %.3f; likely %zu, wrong %.3f; weak %zu, wrong %.3f\n", name, links[0], ratio(wrong[0], links[0]), links[1],
	       ratio(wrong[1], links[1]), links[2], ratio(wrong[2], links[2]));
}

static void measure(const struct samples *s, char **names, size_t files)
{
	struct judged *v = mem_array(s->v.n, sizeof *v), *others = mem_array(s->v.n, sizeof *others);
	double sure[FOLDS];
	for (size_t fold = 0; fold < FOLDS; fold++) {
		struct fit some = fit(s, fold, true), right = fit(s, fold, false);
		size_t n = 0;
		for (size_t i = 0; i < s->v.n; i++)
			if (i % FOLDS == fold)
				v[i] = judged(&s->v.v[i], &some, &right);
			else
				others[n++] = judged(&s->v.v[i], &some, &right);
		sure[fold] = bound(others, n, sure_wrong);
	}
	for (size_t f = 0; f < files; f++)
		report(names[f], v, s->v.n, f, sure);
	struct fit some = fit(s, FOLDS, true), right = fit(s, FOLDS, false);
	for (size_t i = 0; i < s->v.n; i++)
		v[i] = judged(&s->v.v[i], &some, &right);
	printf("fitted on all: some {%.3f, %.3f, %.3f, %.3f}, right {%.3f, %.3f, %.3f, %.3f}, sure %.3f\n", some.w[0], some.w[1], some.w[2], some.w[3],
	       right.w[0], right.w[1], right.w[2], right.w[3], bound(v, s->v.n, sure_wrong));
	free(v);
	free(others);
}

int main(int argc, char **argv)
{
	struct match *match = NULL;
	struct samples samples = {{0}};
	struct err err = ERR_NONE;
	if (match_new(&match, &err) == RC_OK && read_powers(match, &err) == RC_OK && knowledge_read(match, NULL, &err) == RC_OK) {
		match_ready(match);
		for (int i = 1; i < argc && err.rc == RC_OK; i++)
			(void)!read_samples(match, argv[i], (size_t)i - 1, &samples, &err);
	}
	if (err.rc == RC_OK && samples.v.n > FOLDS)
		measure(&samples, argv + 1, (size_t)argc - 1);
	else
		fprintf(stderr, "calibrate: %s\n", err.rc == RC_OK ? "no labelled duties" : err.text);
	bool failed = err.rc != RC_OK || samples.v.n <= FOLDS;
	vec_free(&samples.v);
	match_free(match);
	return failed;
}
