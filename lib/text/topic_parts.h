/* SPDX-License-Identifier: MIT */
/* What topic.c (asking) and topic_fit.c (learning) share; nobody else looks inside. */
#ifndef TEXT_TOPIC_PARTS_H
#define TEXT_TOPIC_PARTS_H

#include "base/vec.h"
#include "calc/softmax.h"
#include "text/concern.h"
#include "text/gist.h"
#include "text/near.h"
#include "text/past.h"
#include "text/profile.h"
#include "text/topic.h"

enum { TOPIC_NEAREST = 16 /* past texts looked at */ };

struct topics {
	struct terms *terms;
	struct concerns *concerns;
	struct past *past;
	struct gist gist; /* of the case that is being learned */
	VEC(unsigned char) everyday; /* by term: a word of everyday speech */
	/* once ready */
	float *rarity;    /* by term */
	size_t n_terms;
	double strange;   /* the rarity of a term that nobody has met */
	struct profile *profile; /* classes: the topics, then the places of those topics that have several */
	size_t classes;
	uint32_t *class_of; /* by place; PAST_NOBODY: its topic has no other */
	uint32_t *unit_of;  /* by place: the number of its unit */
	size_t units;
	struct near *near;
	struct softmax softmax;
};

/* Scores of the topics become those that count: the likest past texts add what they tell. hit: n of them, best first. */
void topic_add_near(const struct topics *topics, const struct near_hit *hit, size_t n, float *score);

#endif
