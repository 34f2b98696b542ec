/* SPDX-License-Identifier: MIT */
#include "text/profile.h"
#include "unit.h"

#include <stdlib.h>

enum { TERMS = 2000, CLASSES = 3, TEXTS = 5, LENGTH = 6 };

static struct gist_term text[CLASSES][TEXTS][LENGTH];
static float rarity[TERMS];

static void write_texts(void)
{
	uint64_t seed = 7;
	for (uint32_t t = 0; t < TERMS; t++)
		rarity[t] = 1 + (float)(t % 5);
	for (uint32_t c = 0; c < CLASSES; c++)
		for (uint32_t i = 0; i < TEXTS; i++)
			for (uint32_t j = 0; j < LENGTH; j++) {
				seed = seed * 16807 % 2147483647;
				text[c][i][j] = (struct gist_term){.id = (uint32_t)(c * 300 + j * 50 + seed % 50), .share = 1};
			}
}

/* Without the last text of class 1 when less is set. */
static struct profile *make(const struct concerns *concerns, bool less)
{
	struct profile *p = profile_new(concerns, rarity, TERMS, CLASSES);
	struct shape shape = {0};
	for (uint32_t c = 0; c < CLASSES; c++) {
		for (uint32_t i = 0; i < TEXTS; i++) {
			if (less && c == 1 && i == TEXTS - 1)
				continue;
			profile_shape(p, text[c][i], LENGTH, &shape);
			profile_add(p, &shape, 1 + i);
		}
		profile_close(p);
	}
	profile_ready(p);
	profile_shape_free(&shape);
	return p;
}

static double length_of(const struct shape *s, size_t concerns)
{
	double sum = 0;
	for (size_t i = 0; i < s->n; i++)
		sum += pow(s->terms * s->v[i].weight, 2);
	for (size_t c = 0; c < concerns; c++)
		sum += pow(s->concern[c], 2);
	return sqrt(sum);
}

int main(void)
{
	struct err err = ERR_NONE;
	struct terms *terms;
	struct concerns *concerns;
	if (terms_new(&terms, &err) != RC_OK || concern_read(terms, &concerns, &err) != RC_OK) {
		printf("# %s\n", err.text);
		return !unit_ok(false, "what is known is read");
	}
	write_texts();
	struct profile *p = make(concerns, false), *less = make(concerns, true);
	struct shape shape = {0};
	float score[CLASSES], without[CLASSES];
	uint32_t concern;
	size_t right = 0, apart = 0;
	for (uint32_t c = 0; c < CLASSES; c++)
		for (uint32_t i = 0; i < TEXTS; i++) {
			double sum = 0;
			profile_shape(p, text[c][i], LENGTH, &shape);
			profile_scores(p, &shape, score);
			for (size_t j = 0; j < shape.n; j++)
				sum += profile_part(p, c, &shape, j, &concern);
			apart += fabs(sum - score[c]) > 1e-5;
			right += score[c] > score[(c + 1) % CLASSES] && score[c] > score[(c + 2) % CLASSES];
		}
	unit_num((double)right, CLASSES * TEXTS, 0, "a text is most like its own class");
	unit_num((double)apart, 0, 0, "what the terms give adds up to the score");
	unit_num(length_of(&shape, concern_count(concerns)), 1, 1e-5, "a direction has the length 1");

	profile_shape(p, text[1][TEXTS - 1], LENGTH, &shape);
	profile_scores(less, &shape, without);
	unit_num(profile_without(p, 1, &shape, &shape, (const double[]){TEXTS}, 1), without[1], 1e-5, "without a text the class is as if it had never been there");
	profile_scores(p, &shape, score);
	unit_ok(score[1] > without[1], "a text speaks for itself");

	profile_shape(p, (const struct gist_term[]){{.id = TERMS + 5, .share = 1}}, 1, &shape);
	profile_scores(p, &shape, score);
	unit_ok(shape.n == 0 && score[0] == 0 && score[1] == 0, "a term from beyond is nothing");
	profile_shape_free(&shape);
	profile_free(p);
	profile_free(less);
	concern_free(concerns);
	terms_free(terms);
	return unit_done();
}
