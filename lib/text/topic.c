/* SPDX-License-Identifier: MIT */
#include "text/topic.h"

#include "base/lang.h"
#include "base/num.h"
#include "base/vec.h"
#include "text/lexicon.h"
#include "text/topic_parts.h"
#include "text/tuning.h"

#include <math.h>

enum { WORDS_SHOWN = 5, CASES_SHOWN = 3 };

struct topic_asker {
	const struct topics *topics;
	struct terms *terms;
	struct near_query *query;
	/* of the last text */
	struct gist gist;
	struct shape shape;
	VEC(uint32_t) ids;
	float *score;       /* by class */
	double *share;      /* by topic */
	double *unit_share; /* by unit */
	uint32_t *place;    /* by topic: the unit it would go to */
	struct near_hit hit[TOPIC_NEAREST];
	size_t hits;
	VEC(struct topic_guess) guesses;
};

/* Words that say little whatever they are said about: ждать, неделя, опять. */
static void add_everyday(void *context, const struct str *cell)
{
	struct topics *ts = context;
	gist_of(ts->terms, cell[0], &ts->gist);
	for (size_t i = 0; i < ts->gist.n; i++) {
		while (ts->everyday.n <= ts->gist.v[i].id)
			vec_push(&ts->everyday, 0);
		ts->everyday.v[ts->gist.v[i].id] = 1;
	}
}

enum rc topic_new(struct topics **topics, struct err *err)
{
	struct topics *ts = *topics = mem_alloc(sizeof *ts);
	ts->past = past_new();
	if (terms_new(&ts->terms, err) == RC_OK && concern_read(ts->terms, &ts->concerns, err) == RC_OK &&
	    lexicon_load("text/everyday.csv", "word", add_everyday, ts, err) == RC_OK)
		return RC_OK;
	topic_free(ts);
	*topics = NULL;
	return err->rc;
}

void topic_free(struct topics *ts)
{
	if (!ts)
		return;
	near_free(ts->near);
	profile_free(ts->profile);
	concern_free(ts->concerns);
	past_free(ts->past);
	terms_free(ts->terms);
	gist_free(&ts->gist);
	vec_free(&ts->everyday);
	free(ts->rarity);
	free(ts->class_of);
	free(ts->unit_of);
	free(ts);
}

void topic_learn(struct topics *ts, struct str id, struct str topic, struct str unit, struct str text)
{
	gist_of(ts->terms, text, &ts->gist);
	past_add(ts->past, id, topic, unit, &ts->gist);
}

size_t topic_count(const struct topics *ts)
{
	return ts->past->topics.n;
}

struct str topic_name(const struct topics *ts, uint32_t topic)
{
	return ts->past->topics.v[topic].name;
}

enum rc topic_open(const struct topics *ts, struct topic_asker **asker, struct err *err)
{
	struct topic_asker *a = *asker = mem_alloc(sizeof *a);
	size_t topics = ts->past->topics.n;
	a->topics = ts;
	a->query = near_open(ts->near);
	a->score = mem_array(ts->classes + 1, sizeof *a->score);
	a->share = mem_array(topics + 1, sizeof *a->share);
	a->unit_share = mem_array(ts->units + 1, sizeof *a->unit_share);
	a->place = mem_array(topics + 1, sizeof *a->place);
	if (terms_fork(ts->terms, &a->terms, err) == RC_OK)
		return RC_OK;
	topic_close(a);
	*asker = NULL;
	return err->rc;
}

void topic_close(struct topic_asker *a)
{
	if (!a)
		return;
	terms_free(a->terms);
	near_close(a->query);
	gist_free(&a->gist);
	profile_shape_free(&a->shape);
	vec_free(&a->ids);
	vec_free(&a->guesses);
	free(a->score);
	free(a->share);
	free(a->unit_share);
	free(a->place);
	free(a);
}

void topic_add_near(const struct topics *ts, const struct near_hit *hit, size_t n, float *score)
{
	double all = 0;
	for (size_t i = 0; i < n; i++)
		all += pow(hit[i].similarity, 3);
	for (size_t i = 0; i < n; i++) { /* together they add what the likest of them is worth, each its part */
		uint32_t place = ts->past->texts.v[hit[i].text].place;
		float part = (float)(TUNING_TOPIC_NEAR * hit[0].similarity * pow(hit[i].similarity, 3) / all);
		score[ts->past->places.v[place].topic] += part;
		if (ts->class_of[place] != PAST_NOBODY)
			score[ts->class_of[place]] += part;
	}
}

/* The topic's probability is dealt out to its units. The one that gets most stands for the topic. */
static void deal_out(struct topic_asker *a, uint32_t topic)
{
	const struct topics *ts = a->topics;
	const struct past *past = ts->past;
	double best = -1, all = 0;
	for (int round = 0; round < 2; round++) /* weigh, then deal out */
		for (uint32_t p = past->topics.v[topic].first; p != PAST_NOBODY; p = past->places.v[p].next) {
			double w = past->places.v[p].cases;
			if (ts->class_of[p] != PAST_NOBODY)
				w *= exp(ts->softmax.slope * a->score[ts->class_of[p]]);
			if (round == 1)
				a->unit_share[ts->unit_of[p]] += a->share[topic] * w / all;
			else
				all += w;
			if (w > best) {
				best = w;
				a->place[topic] = p;
			}
		}
}

static void judge_units(struct topic_asker *a)
{
	for (size_t u = 0; u < a->topics->units; u++)
		a->unit_share[u] = 0;
	for (uint32_t t = 0; t < a->topics->past->topics.n; t++)
		deal_out(a, t);
}

static enum match_verdict verdict_of(double confidence)
{
	return confidence >= TUNING_TOPIC_SURE ? MATCH_SURE : confidence >= TUNING_TOPIC_LIKELY ? MATCH_LIKELY : MATCH_WEAK;
}

static void add_guess(struct topic_asker *a, uint32_t topic)
{
	uint32_t place = a->place[topic];
	struct topic_guess guess = {topic, a->topics->past->places.v[place].unit, a->share[topic], a->unit_share[a->topics->unit_of[place]],
	                            a->guesses.n > 0 ? MATCH_WEAK : verdict_of(a->share[topic])};
	vec_push(&a->guesses, guess);
	a->share[topic] = -1; /* taken */
}

/* The likeliest of the topics whose share was not taken; TOPIC_NONE when there is none left. */
static uint32_t next_topic(const struct topic_asker *a)
{
	uint32_t best = TOPIC_NONE;
	for (uint32_t t = 0; t < a->topics->past->topics.n; t++)
		if (a->share[t] >= 0 && (best == TOPIC_NONE || a->share[t] > a->share[best]))
			best = t;
	return best;
}

const struct topic_guess *topic_ask(struct topic_asker *a, struct str text, size_t top, size_t *n)
{
	const struct topics *ts = a->topics;
	gist_of(a->terms, text, &a->gist);
	profile_shape(ts->profile, a->gist.v, a->gist.n, &a->shape);
	profile_scores(ts->profile, &a->shape, a->score);
	a->ids.n = a->guesses.n = 0;
	for (size_t i = 0; i < a->gist.n; i++)
		vec_push(&a->ids, a->gist.v[i].id);
	a->hits = near_find(a->query, a->ids.v, a->ids.n, ts->strange, TUNING_TOPIC_NEAREST, a->hit, TOPIC_NEAREST);
	topic_add_near(ts, a->hit, a->hits, a->score);
	double none = softmax_shares(ts->softmax, a->score, ts->past->topics.n, a->share);
	judge_units(a);
	uint32_t best = next_topic(a);
	if (best == TOPIC_NONE || none >= a->share[best])
		vec_push(&a->guesses, ((struct topic_guess){TOPIC_NONE, {0}, none, none, MATCH_NONE}));
	for (size_t left = top; left > 0 && best != TOPIC_NONE; left--) {
		add_guess(a, best);
		best = next_topic(a);
	}
	*n = a->guesses.n;
	return a->guesses.v;
}

/* ---- the account */

struct told {
	size_t at; /* in the shape */
	double part;
	uint32_t concern;
};

/* The surface of the i-th term of the shape: terms that the shape does not know are passed over there. */
static struct str surface_of(const struct topic_asker *a, size_t i)
{
	for (size_t j = 0; j < a->gist.n; j++)
		if (a->gist.v[j].id < a->topics->n_terms && i-- == 0)
			return a->gist.v[j].surface;
	return (struct str){0};
}

/* The words that give most, those that stand first before their equals. */
static size_t best_words(const struct topic_asker *a, uint32_t topic, struct told best[WORDS_SHOWN])
{
	size_t n = 0;
	for (size_t i = 0; i < a->shape.n; i++) {
		struct told told = {.at = i};
		told.part = profile_part(a->topics->profile, topic, &a->shape, i, &told.concern);
		size_t at = n < WORDS_SHOWN ? n++ : n;
		for (; at > 0 && best[at - 1].part < told.part; at--)
			if (at < WORDS_SHOWN)
				best[at] = best[at - 1];
		if (at < WORDS_SHOWN)
			best[at] = told;
	}
	return n;
}

static void put_words(struct topic_asker *a, uint32_t topic, struct buf *out)
{
	struct told best[WORDS_SHOWN];
	size_t n = best_words(a, topic, best), shown = 0;
	for (size_t i = 0; i < n && best[i].part >= 0.005; i++, shown++) {
		if (shown > 0)
			buf_puts(out, "; ");
		buf_str(out, surface_of(a, best[i].at));
		if (best[i].concern != CONCERN_NONE) {
			buf_puts(out, " (");
			buf_str(out, concern_name(a->topics->concerns, best[i].concern));
			buf_putc(out, ')');
		}
		buf_putc(out, ' ');
		num_put_scaled(out, (uint64_t)(best[i].part * 100 + 0.5), 2);
	}
}

/* The ids of the past cases of a topic that are like the text: of its likest text the latest, then of the next. first: nothing was said before. */
static void put_cases(const struct topic_asker *a, uint32_t topic, bool first, struct buf *out)
{
	const struct past *past = a->topics->past;
	size_t shown = 0, all = 0;
	for (size_t i = 0; i < a->hits; i++) {
		const struct past_text *text = &past->texts.v[a->hit[i].text];
		if (past->places.v[text->place].topic != topic)
			continue;
		if (shown == 0) {
			buf_puts(out, first ? "" : "; ");
			buf_puts(out, a->hit[i].similarity >= TUNING_ALIKE ? _("the same matter:") : _("like:"));
		}
		all += text->cases;
		for (uint32_t c = text->latest; c != PAST_NOBODY && shown < CASES_SHOWN; c = past->cases.v[c].earlier) {
			buf_puts(out, shown++ > 0 ? ", " : " ");
			buf_str(out, past->cases.v[c].id);
			buf_putc(out, ' ');
			num_put_scaled(out, (uint64_t)(a->hit[i].similarity * 100 + 0.5), 2);
		}
	}
	if (all > shown)
		buf_printf(out, _(" and %zu more"), all - shown);
}

void topic_why(struct topic_asker *a, size_t i, struct buf *out)
{
	uint32_t topic = a->guesses.v[i].topic;
	size_t start = out->n;
	if (topic == TOPIC_NONE) {
		buf_puts(out, a->shape.n == 0 ? _("no word that is known") : _("not enough like any topic"));
		return;
	}
	put_words(a, topic, out);
	put_cases(a, topic, out->n == start, out);
}
