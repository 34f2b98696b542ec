/* SPDX-License-Identifier: MIT */
/*
 * How right route suggest is: build/quality/topics LABELLED [FOLDS] (appeal_id, topic, unit_id, text). Ten folds: what is measured on a tenth was learned from the other nine.
 *
 * Many messages of such a file are variations of one text. All variations of a text lie in one fold, else the answer would have been learned by heart: texts are put together when the
 * Jaccard similarity of their terms is 0.35 or more, and all that hang together so (text/join.h). Texts of a topic are dealt out to the folds in turn. Intervals at 95 % are of the
 * percentile bootstrap over those groups (Efron & Tibshirani 1993, section 13.3), since the variations of a text are no independent witnesses.
 *
 * FOLDS is written: fold, group, topic, unit and text of every message, tab-separated, for other programs to be measured on the same folds.
 */
#include "base/lang.h"
#include "base/map.h"
#include "base/vec.h"
#include "ext/stem.h"
#include "table/reader.h"
#include "text/gist.h"
#include "text/join.h"
#include "text/norm.h"
#include "text/topic.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOLDS = 10, SAMPLES = 1000, BINS = 5, TOP = 3 };

static const double same_text = 0.35;

struct message {
	struct str id, topic, unit, text;
	uint32_t group, fold, class, unit_class;
};

struct set {
	struct arena *arena;
	VEC(struct message) m;
	struct map *topics, *units;
	size_t groups;
};

/* What was said of one message. */
struct outcome {
	uint32_t topic, unit; /* the first; UINT32_MAX: none */
	bool among;           /* the right topic is among the first three, whatever the verdict */
	enum match_verdict verdict;
	double confidence, unit_confidence;
	bool candidate;       /* the best topic is right, whatever the verdict */
};

static enum rc read_set(struct set *s, const char *path, struct err *err)
{
	struct reader *in;
	struct row row;
	struct reader_options options = {.schema = "appeals", .need = "appeal_id topic unit_id text", .bad = reader_refuse};
	if (reader_open(&path, 1, &options, &in, err) != RC_OK)
		return err->rc;
	while (reader_next(in, &row, err)) {
		struct message m = {.id = arena_str(s->arena, row_str(&row, reader_column(in, "appeal_id"))),
		                    .topic = arena_str(s->arena, row_str(&row, reader_column(in, "topic"))),
		                    .unit = arena_str(s->arena, row_str(&row, reader_column(in, "unit_id"))),
		                    .text = arena_str(s->arena, row_str(&row, reader_column(in, "text")))};
		m.class = (uint32_t)map_add(s->topics, m.topic, map_size(s->topics));
		m.unit_class = (uint32_t)map_add(s->units, m.unit, map_size(s->units));
		vec_push(&s->m, m);
	}
	reader_close(in);
	return err->rc;
}

static enum rc group(struct set *s, struct err *err)
{
	struct terms *terms;
	struct gist gist = {0};
	struct join_pairs pairs = {0};
	struct arena *arena = arena_new();
	size_t n = s->m.n;
	struct join_set *sets = arena_array(arena, n + 1, sizeof *sets);
	struct join_groups *groups = join_groups_new(n);
	if (terms_new(&terms, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < n; i++) {
		gist_of(terms, s->m.v[i].text, &gist);
		uint32_t *v = arena_array(arena, gist.n + 1, sizeof *v);
		for (size_t j = 0; j < gist.n; j++)
			v[j] = gist.v[j].id;
		sets[i] = (struct join_set){v, gist.n};
	}
	join_self(sets, n, NULL, terms_known(terms), same_text, &pairs);
	for (size_t i = 0; i < pairs.n; i++)
		join_unite(groups, pairs.v[i].a, pairs.v[i].b);
	for (uint32_t i = 0; i < n; i++) {
		s->m.v[i].group = join_group(groups, i);
		s->groups += s->m.v[i].group == i;
	}
	free(pairs.v);
	join_groups_free(groups);
	gist_free(&gist);
	terms_free(terms);
	arena_free(arena);
	return RC_OK;
}

/* The groups of a topic in turn; a group whose messages have several topics counts for its first. */
static void deal(struct set *s)
{
	uint32_t *next = mem_array(map_size(s->topics) + 1, sizeof *next);
	for (uint32_t i = 0; i < s->m.n; i++) {
		struct message *m = &s->m.v[i];
		m->fold = m->group == i ? (next[m->class]++ + m->class) % FOLDS : s->m.v[m->group].fold;
	}
	free(next);
}

/* Which are left out of the lesson, and which of the other are asked about. */
enum regime { APART /* by groups */, TOGETHER /* by messages */, NEW_TOPIC /* a topic at a time */, UNIT_ALONE /* by groups, all being one topic */ };

static size_t fold_of(const struct set *s, size_t i, enum regime regime)
{
	return regime == TOGETHER ? i % FOLDS : regime == NEW_TOPIC ? s->m.v[i].class : s->m.v[i].fold;
}

static enum rc lesson(const struct set *s, enum regime regime, size_t fold, struct outcome *o, struct err *err)
{
	struct topics *topics = NULL;
	struct topic_asker *asker = NULL;
	if (topic_new(&topics, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < s->m.n; i++)
		if (fold_of(s, i, regime) != fold)
			topic_learn(topics, s->m.v[i].id, regime == UNIT_ALONE ? STR("?") : s->m.v[i].topic, s->m.v[i].unit, s->m.v[i].text);
	if (topic_ready(topics, err) == RC_OK && topic_open(topics, &asker, err) == RC_OK)
		for (size_t i = 0; i < s->m.n; i++) {
			size_t n;
			if (fold_of(s, i, regime) != fold)
				continue;
			const struct topic_guess *g = topic_ask(asker, s->m.v[i].text, TOP, &n), *best = g;
			o[i] = (struct outcome){UINT32_MAX, UINT32_MAX, .verdict = g->verdict, .confidence = g->confidence, .unit_confidence = 0};
			if (g->topic == TOPIC_NONE)
				best = g + 1;
			else
				o[i].topic = (uint32_t)map_get(s->topics, topic_name(topics, g->topic));
			for (const struct topic_guess *j = best; j < g + n && j < best + TOP; j++)
				o[i].among |= str_eq(topic_name(topics, j->topic), s->m.v[i].topic);
			if (best < g + n) {
				o[i].candidate = str_eq(topic_name(topics, best->topic), s->m.v[i].topic);
				o[i].unit = (uint32_t)map_get(s->units, best->unit);
				o[i].unit_confidence = best->unit_confidence;
			}
		}
	topic_close(asker);
	topic_free(topics);
	return err->rc;
}

/* ---- measures */

enum measure { TOP1, CANDIDATE, TOP3, MACRO_F1, UNIT, UNIT_F1, MEASURES };
static const char *const names[] = {"topic top-1", "topic top-1, \"none\" taken for its best guess", "topic among first 3", "topic macro F1", "unit", "unit macro F1"};

static double macro_f1(const struct set *s, const struct outcome *o, const uint32_t *times, bool units)
{
	size_t n = map_size(units ? s->units : s->topics), known = 0;
	double *tp = mem_array(n + 1, sizeof *tp), *said = mem_array(n + 1, sizeof *said), *so = mem_array(n + 1, sizeof *so), sum = 0;
	for (size_t i = 0; i < s->m.n; i++) {
		uint32_t gold = units ? s->m.v[i].unit_class : s->m.v[i].class, got = units ? o[i].unit : o[i].topic;
		double w = times[s->m.v[i].group];
		so[gold] += w;
		if (got != UINT32_MAX)
			said[got] += w;
		if (got == gold)
			tp[gold] += w;
	}
	for (size_t c = 0; c < n; c++)
		if (so[c] > 0) {
			known++;
			sum += 2 * tp[c] / (said[c] + so[c]);
		}
	free(tp);
	free(said);
	free(so);
	return known ? sum / (double)known : 0;
}

static void measure(const struct set *s, const struct outcome *o, const uint32_t *times, double v[MEASURES])
{
	double n = 0;
	memset(v, 0, MEASURES * sizeof *v);
	for (size_t i = 0; i < s->m.n; i++) {
		double w = times[s->m.v[i].group];
		n += w;
		v[TOP1] += o[i].topic == s->m.v[i].class ? w : 0;
		v[CANDIDATE] += o[i].candidate ? w : 0;
		v[TOP3] += o[i].among ? w : 0;
		v[UNIT] += o[i].unit == s->m.v[i].unit_class ? w : 0;
	}
	for (int m = 0; m < MEASURES; m++)
		v[m] /= n;
	v[MACRO_F1] = macro_f1(s, o, times, false);
	v[UNIT_F1] = macro_f1(s, o, times, true);
}

static uint32_t draw(uint64_t *seed, size_t n)
{
	*seed ^= *seed << 13; /* Marsaglia 2003 */
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (uint32_t)(*seed % n);
}

static int rising(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static void report(const struct set *s, const char *title, const struct outcome *o, bool topics)
{
	uint32_t *times = mem_array(s->m.n + 1, sizeof *times), *heads = mem_array(s->groups + 1, sizeof *heads), n = 0;
	double(*sample)[SAMPLES] = mem_array(MEASURES, sizeof *sample), v[MEASURES], one[MEASURES];
	uint64_t seed = 88172645463325252;
	for (uint32_t i = 0; i < s->m.n; i++) {
		times[i] = 1;
		if (s->m.v[i].group == i)
			heads[n++] = i;
	}
	measure(s, o, times, v);
	for (int k = 0; k < SAMPLES; k++) {
		memset(times, 0, s->m.n * sizeof *times);
		for (uint32_t i = 0; i < n; i++)
			times[heads[draw(&seed, n)]]++;
		measure(s, o, times, one);
		for (int m = 0; m < MEASURES; m++)
			sample[m][k] = one[m];
	}
	for (int m = 0; m < MEASURES; m++) {
		qsort(sample[m], SAMPLES, sizeof(double), rising);
		if (topics || m >= UNIT)
			printf("%s: %s %.3f  [%.3f, %.3f]  n %zu\n", title, names[m], v[m], sample[m][SAMPLES / 40], sample[m][SAMPLES - 1 - SAMPLES / 40], s->m.n);
	}
	free(times);
	free(heads);
	free(sample);
}

struct judged {
	double confidence;
	bool right;
};

static int by_confidence(const void *a, const void *b)
{
	return rising(&((const struct judged *)a)->confidence, &((const struct judged *)b)->confidence);
}

/* Expected calibration error over bins of equal numbers (Naeini, Cooper & Hauskrecht 2015), and the Brier score. */
static void calibration(const char *title, struct judged *v, size_t n)
{
	double error = 0, brier = 0;
	qsort(v, n, sizeof *v, by_confidence);
	printf("%s: said / right:", title);
	for (size_t b = 0; b < BINS; b++) {
		size_t from = b * n / BINS, to = (b + 1) * n / BINS;
		double said = 0, right = 0;
		for (size_t i = from; i < to; i++) {
			said += v[i].confidence;
			right += v[i].right;
			brier += (v[i].confidence - v[i].right) * (v[i].confidence - v[i].right);
		}
		printf(" %.2f / %.2f", said / (double)(to - from), right / (double)(to - from));
		error += fabs(said - right);
	}
	printf("; calibration error %.3f, Brier %.3f\n", error / (double)n, brier / (double)n);
}

static void confidences(const struct set *s, const char *title, const struct outcome *o)
{
	struct judged *v = mem_array(s->m.n + 1, sizeof *v);
	size_t n = 0, said[4] = {0}, wrong[4] = {0};
	char line[200];
	for (size_t i = 0; i < s->m.n; i++) {
		bool right = o[i].topic == s->m.v[i].class;
		said[o[i].verdict]++;
		wrong[o[i].verdict] += !right;
		if (o[i].topic != UINT32_MAX)
			v[n++] = (struct judged){o[i].confidence, right};
	}
	snprintf(line, sizeof line, "%s: confidence in the topic", title);
	calibration(line, v, n);
	for (size_t i = 0; i < s->m.n; i++)
		v[i] = (struct judged){o[i].unit_confidence, o[i].unit == s->m.v[i].unit_class};
	snprintf(line, sizeof line, "%s: confidence in the unit", title);
	calibration(line, v, s->m.n);
	printf("%s:", title);
	for (int d = MATCH_SURE; d >= MATCH_NONE; d--)
		printf(" %s %.3f of all, wrong %.3f%s", judge_name((enum match_verdict)d), (double)said[d] / (double)s->m.n, said[d] ? (double)wrong[d] / (double)said[d] : 0, d > 0 ? ";" : "\n");
	free(v);
}

/* How many of each topic's messages got it, how many that got it are its own, and what most of the others were taken for. */
static void by_topic(const struct set *s, const char *title, const struct outcome *o)
{
	size_t n = map_size(s->topics);
	size_t *taken = mem_array(n * (n + 1) + 1, sizeof *taken); /* [topic × (topics + 1) + what it was taken for; none last] */
	for (size_t i = 0; i < s->m.n; i++)
		taken[s->m.v[i].class * (n + 1) + (o[i].topic == UINT32_MAX ? n : o[i].topic)]++;
	for (uint32_t t = 0; t < n; t++) {
		size_t *row = taken + t * (n + 1), all = 0, said = 0, right = row[t];
		for (uint32_t k = 0; k <= n; k++)
			all += row[k];
		for (uint32_t k = 0; k < n; k++)
			said += taken[k * (n + 1) + t];
		printf("%s: %.*s: found %.2f of %zu, right %.2f of %zu; taken for", title, STR_ARG(map_key(s->topics, t)), (double)right / (double)all, all, said ? (double)right / (double)said : 0, said);
		row[t] = 0;
		for (int times = 0; times < TOP; times++) {
			uint32_t most = 0;
			for (uint32_t k = 1; k <= n; k++)
				if (row[k] > row[most])
					most = k;
			if (row[most] == 0)
				break;
			struct str name = most < n ? map_key(s->topics, most) : STR("none");
			printf("%s %.*s %zu", times ? "," : "", STR_ARG(name), row[most]);
			row[most] = 0;
		}
		putchar('\n');
	}
	free(taken);
}

static enum rc run_regime(const struct set *s, enum regime regime, struct outcome *o, struct err *err)
{
	size_t folds = regime == NEW_TOPIC ? map_size(s->topics) : FOLDS;
	for (size_t f = 0; f < folds && err->rc == RC_OK; f++)
		(void)!lesson(s, regime, f, o, err);
	return err->rc;
}

static enum rc write_folds(const struct set *s, const char *path, struct err *err)
{
	FILE *f = fopen(path, "w");
	if (!f)
		return err_set(err, RC_SYSTEM, "%s", path);
	for (size_t i = 0; i < s->m.n; i++) {
		const struct message *m = &s->m.v[i];
		fprintf(f, "%u\t%u\t%.*s\t%.*s\t%.*s\n", m->fold, m->group, STR_ARG(m->topic), STR_ARG(m->unit), STR_ARG(m->text));
	}
	return fclose(f) == 0 ? RC_OK : err_set(err, RC_SYSTEM, "%s", path);
}

static void new_topics(const struct set *s, const struct outcome *o)
{
	size_t none = 0, sure = 0;
	for (size_t i = 0; i < s->m.n; i++) {
		none += o[i].verdict == MATCH_NONE;
		sure += o[i].verdict == MATCH_SURE;
	}
	printf("a topic that was never met, each in turn: none %.3f, sure of another topic %.3f  n %zu\n", (double)none / (double)s->m.n, (double)sure / (double)s->m.n, s->m.n);
}

int main(int argc, char **argv)
{
	struct err err = ERR_NONE;
	struct set s = {.arena = arena_new(), .topics = map_new(), .units = map_new()};
	if (argc < 2) {
		fputs("topics LABELLED [FOLDS]\n", stderr);
		return 2;
	}
	if (read_set(&s, argv[1], &err) == RC_OK && group(&s, &err) == RC_OK) {
		struct outcome *o = mem_array(s.m.n + 1, sizeof *o);
		deal(&s);
		printf("topics: messages %zu, of them different texts %zu, topics %zu, units %zu\n", s.m.n, s.groups, map_size(s.topics), map_size(s.units));
		if (argc > 2)
			(void)!write_folds(&s, argv[2], &err);
		if (err.rc == RC_OK && run_regime(&s, APART, o, &err) == RC_OK) {
			report(&s, "variations held apart", o, true);
			confidences(&s, "variations held apart", o);
			by_topic(&s, "variations held apart", o);
		}
		if (err.rc == RC_OK && run_regime(&s, TOGETHER, o, &err) == RC_OK) {
			report(&s, "variations of it met before", o, true);
			confidences(&s, "variations of it met before", o);
		}
		if (err.rc == RC_OK && run_regime(&s, UNIT_ALONE, o, &err) == RC_OK)
			report(&s, "all being one topic, held apart", o, false);
		if (err.rc == RC_OK && run_regime(&s, NEW_TOPIC, o, &err) == RC_OK)
			new_topics(&s, o);
		free(o);
	}
	bool failed = err.rc != RC_OK || s.m.n < FOLDS;
	if (failed)
		fprintf(stderr, "topics: %s\n", err.rc == RC_OK ? "too few labelled messages" : err.text);
	vec_free(&s.m);
	map_free(s.topics);
	map_free(s.units);
	arena_free(s.arena);
	return failed;
}
