/* SPDX-License-Identifier: MIT */
#include "base/map.h"
#include "base/vec.h"
#include "text/topic_parts.h"
#include "text/tuning.h"

#include <math.h>

enum {
	SAMPLE = 2000,  /* past texts that the confidence is fitted on */
	VARIATIONS = 64 /* of one text at most */
};

static const struct gist_term *terms_of_text(const struct topics *ts, const struct past_text *text, struct gist *gist)
{
	gist->n = 0;
	for (uint32_t i = 0; i < text->n; i++)
		vec_push(gist, ((struct gist_term){.id = ts->past->pool.v[text->from + i], .share = 1}));
	return gist->v;
}

/* Many cases in the same words tell more than one, but not as much as many in words of their own. */
static double weight_of(const struct past_text *text)
{
	return 1 + log(text->cases);
}

/* Inverse document frequency, counted by texts. */
static void rate_terms(struct topics *ts)
{
	const struct past *past = ts->past;
	double n = (double)past->texts.n + 1;
	ts->n_terms = terms_known(ts->terms);
	ts->rarity = mem_array(ts->n_terms + 1, sizeof *ts->rarity);
	for (size_t i = 0; i < past->pool.n; i++)
		ts->rarity[past->pool.v[i]]++;
	for (size_t t = 0; t < ts->n_terms; t++) {
		double rarity = log(n / (ts->rarity[t] + 0.5)) * (t < ts->everyday.n && ts->everyday.v[t] ? TUNING_TOPIC_EVERYDAY : 1);
		ts->rarity[t] = rarity > 0.05 ? (float)rarity : 0.05F;
	}
	ts->strange = log(n / 0.5);
}

static void number_classes(struct topics *ts)
{
	const struct past *past = ts->past;
	struct map *units = map_new();
	ts->classes = past->topics.n;
	ts->class_of = mem_array(past->places.n + 1, sizeof *ts->class_of);
	ts->unit_of = mem_array(past->places.n + 1, sizeof *ts->unit_of);
	for (size_t i = 0; i < past->places.n; i++) {
		bool alone = past->topics.v[past->places.v[i].topic].places == 1;
		ts->class_of[i] = alone ? PAST_NOBODY : (uint32_t)ts->classes++;
		ts->unit_of[i] = (uint32_t)map_add(units, past->places.v[i].unit, map_size(units));
	}
	ts->units = map_size(units);
	map_free(units);
}

/* The texts by the number that key gives each, those without one left out; start has room for keys + 1. */
static uint32_t *sort_texts(const struct topics *ts, const uint32_t *key_of_place, size_t keys, size_t *start)
{
	const struct past *past = ts->past;
	uint32_t *order = mem_array(past->texts.n + 1, sizeof *order);
	size_t *at = mem_array(keys + 2, sizeof *at);
	for (size_t i = 0; i < past->texts.n; i++) {
		uint32_t key = key_of_place[past->texts.v[i].place];
		if (key != PAST_NOBODY)
			at[key + 2]++;
	}
	for (size_t k = 2; k < keys + 2; k++)
		at[k] += at[k - 1];
	for (size_t k = 0; k <= keys; k++)
		start[k] = at[k + 1];
	for (size_t i = 0; i < past->texts.n; i++) {
		uint32_t key = key_of_place[past->texts.v[i].place];
		if (key != PAST_NOBODY)
			order[at[key + 1]++] = (uint32_t)i;
	}
	free(at);
	return order;
}

static void add_texts(struct topics *ts, const uint32_t *text, size_t n, struct shape *shape)
{
	for (size_t i = 0; i < n; i++) {
		const struct past_text *t = &ts->past->texts.v[text[i]];
		profile_shape(ts->profile, terms_of_text(ts, t, &ts->gist), ts->gist.n, shape);
		profile_add(ts->profile, shape, weight_of(t));
	}
}

static void make_profile(struct topics *ts)
{
	const struct past *past = ts->past;
	size_t topics = past->topics.n, *start = mem_array(ts->classes + 1, sizeof *start);
	uint32_t *topic_of = mem_array(past->places.n + 1, sizeof *topic_of), *order;
	struct shape shape = {0};
	ts->profile = profile_new(ts->concerns, ts->rarity, ts->n_terms, ts->classes);
	for (size_t i = 0; i < past->places.n; i++)
		topic_of[i] = past->places.v[i].topic;
	order = sort_texts(ts, topic_of, topics, start);
	for (size_t t = 0; t < topics; t++) {
		gist_of(ts->terms, past->topics.v[t].name, &ts->gist);
		profile_shape(ts->profile, ts->gist.v, ts->gist.n, &shape);
		profile_add(ts->profile, &shape, TUNING_TOPIC_NAME);
		add_texts(ts, order + start[t], start[t + 1] - start[t], &shape);
		profile_close(ts->profile);
	}
	free(order);
	order = sort_texts(ts, ts->class_of, ts->classes, start);
	for (size_t c = topics; c < ts->classes; c++) {
		add_texts(ts, order + start[c], start[c + 1] - start[c], &shape);
		profile_close(ts->profile);
	}
	profile_ready(ts->profile);
	free(order);
	free(start);
	free(topic_of);
	profile_shape_free(&shape);
}

static void make_near(struct topics *ts)
{
	const struct past *past = ts->past;
	ts->near = near_new();
	for (size_t i = 0; i < past->texts.n; i++)
		near_add(ts->near, past->pool.v + past->texts.v[i].from, past->texts.v[i].n);
	near_ready(ts->near, ts->rarity, ts->n_terms);
}

/* What the fit works with. */
struct fit {
	struct topics *ts;
	struct near_query *near;
	struct shape shape, variation[VARIATIONS];
	double weight[VARIATIONS];
	float *scores; /* of all classes, of one text */
	float *kept;   /* of the topics, of every sample */
	VEC(struct softmax_sample) samples;
};

/* The scores of a past text as if neither it nor its variations had been there; or, known, only it had not. */
static void judge_text(struct fit *f, uint32_t number, bool known, float *score)
{
	struct topics *ts = f->ts;
	const struct past_text *text = &ts->past->texts.v[number];
	uint32_t topic = ts->past->places.v[text->place].topic;
	struct near_hit hit[VARIATIONS];
	size_t n, out = 0, kept = 0;
	terms_of_text(ts, text, &ts->gist);
	profile_shape(ts->profile, ts->gist.v, ts->gist.n, &f->shape);
	n = near_find(f->near, ts->past->pool.v + text->from, text->n, ts->strange, TUNING_TOPIC_NEAREST, hit, VARIATIONS);
	for (size_t i = 0; i < n; i++) {
		const struct past_text *other = &ts->past->texts.v[hit[i].text];
		bool self = hit[i].text == number, variation = !known && hit[i].similarity >= TUNING_TOPIC_VARIATION;
		if (!self && !variation)
			hit[kept++] = hit[i];
		else if (ts->past->places.v[other->place].topic == topic) {
			const struct gist_term *terms = terms_of_text(ts, other, &ts->gist);
			profile_shape(ts->profile, terms, ts->gist.n, &f->variation[out]);
			f->weight[out++] = weight_of(other);
		}
	}
	profile_scores(ts->profile, &f->shape, f->scores);
	f->scores[topic] = (float)profile_without(ts->profile, topic, &f->shape, f->variation, f->weight, out);
	topic_add_near(ts, hit, kept < TOPIC_NEAREST ? kept : TOPIC_NEAREST, f->scores);
	for (size_t t = 0; t < ts->past->topics.n; t++)
		score[t] = f->scores[t];
}

/* Half of what comes is a variation of what came before, and a few things have never been met. */
static void fit_confidence(struct topics *ts)
{
	struct fit f = {.ts = ts, .near = near_open(ts->near)};
	size_t topics = ts->past->topics.n, texts = ts->past->texts.n, n = texts < SAMPLE ? texts : SAMPLE;
	struct softmax prior = {TUNING_TOPIC_SLOPE, TUNING_TOPIC_FOREIGN};
	f.scores = mem_array(ts->classes + 1, sizeof *f.scores);
	f.kept = mem_array(2 * n * topics + 1, sizeof *f.kept);
	for (size_t i = 0; i < n; i++) {
		uint32_t number = (uint32_t)(i * texts / n), topic = ts->past->places.v[ts->past->texts.v[number].place].topic;
		for (int known = 0; known < 2; known++) {
			float *score = f.kept + (2 * i + (size_t)known) * topics;
			judge_text(&f, number, known, score);
			vec_push(&f.samples, ((struct softmax_sample){score, topic, SOFTMAX_NONE, 0.5}));
			vec_push(&f.samples, ((struct softmax_sample){score, SOFTMAX_NONE, topic, TUNING_TOPIC_NEW / 2}));
		}
	}
	ts->softmax = softmax_fit(f.samples.v, f.samples.n, topics, prior, TUNING_TOPIC_PRIOR);
	near_close(f.near);
	profile_shape_free(&f.shape);
	for (size_t i = 0; i < VARIATIONS; i++)
		profile_shape_free(&f.variation[i]);
	free(f.scores);
	free(f.kept);
	vec_free(&f.samples);
}

enum rc topic_ready(struct topics *ts, struct err *err)
{
	past_close(ts->past);
	for (size_t t = 0; t < ts->past->topics.n; t++) /* the words of names get their numbers */
		gist_of(ts->terms, ts->past->topics.v[t].name, &ts->gist);
	terms_seal(ts->terms);
	rate_terms(ts);
	number_classes(ts);
	make_profile(ts);
	make_near(ts);
	fit_confidence(ts);
	return err->rc;
}
