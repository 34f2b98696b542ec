/* SPDX-License-Identifier: MIT */
/*
 * What the texts of a class look like on the whole: the mean of their directions (Rocchio 1971, Relevance Feedback in Information Retrieval). A text is a direction with two halves of equal length: its
 * terms, each as heavy as it is rare (inverse document frequency), and the concerns that these terms speak for (text/concern.h). A score is the cosine with the mean, 0 to
 * 1, and the sum of what each term of the text gives; so it can be accounted for word by word.
 */
#ifndef TEXT_PROFILE_H
#define TEXT_PROFILE_H

#include "text/concern.h"
#include "text/gist.h"

struct profile;

struct shape_term {
	uint32_t term;
	float weight; /* before its half is brought to length */
};

/* A text's direction. */
struct shape {
	struct shape_term *v;
	size_t n, cap;
	float *concern;            /* concern_count of them */
	float terms, concerns;     /* what brings each half to its length; 0 for an empty half */
};

/* rarity: of each of the terms 0 … n_terms−1; it and the concerns must outlive the profile. */
struct profile *profile_new(const struct concerns *concerns, const float *rarity, size_t n_terms, size_t classes);
void profile_free(struct profile *profile); /* NULL is safe */

/* Into shape, whose memory is reused; profile_shape_free it. Terms from n_terms up are nothing. */
void profile_shape(const struct profile *profile, const struct gist_term *terms, size_t n, struct shape *shape);
void profile_shape_free(struct shape *shape);

/* One class after the other, rising: its texts, each with its weight. */
void profile_add(struct profile *profile, const struct shape *shape, double weight);
void profile_close(struct profile *profile);
/* After the last class. */
void profile_ready(struct profile *profile);

/* Of every class. */
void profile_scores(const struct profile *profile, const struct shape *shape, float *score);

/* What the term at place i gives to the score of a class; *concern: the one it gives most through, or CONCERN_NONE when the word itself gives more. */
double profile_part(const struct profile *profile, uint32_t class, const struct shape *shape, size_t i, uint32_t *concern);
#define CONCERN_NONE UINT32_MAX

/* The score that a class would have without n of its texts, with their weights. */
double profile_without(struct profile *profile, uint32_t class, const struct shape *shape, const struct shape *texts, const double *weight, size_t n);

#endif
