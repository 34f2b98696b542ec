/* SPDX-License-Identifier: MIT */
/*
 * Cases that people have given a topic and a unit, as texts: cases of one topic and one unit in the same words are one text. The texts are sets of terms; the cases are kept by their
 * ids alone. Takes 8 bytes a distinct word of a text, and about 150 bytes a case. Filled once, then read by any number of threads.
 */
#ifndef TEXT_PAST_H
#define TEXT_PAST_H

#include "base/str.h"
#include "base/vec.h"
#include "text/gist.h"

#define PAST_NOBODY UINT32_MAX

struct past_topic {
	struct str name;
	uint32_t first; /* its places are a chain */
	uint32_t places, cases;
};

/* A unit that had cases of a topic. */
struct past_place {
	uint32_t topic;
	struct str unit;
	uint32_t next; /* of the same topic, or PAST_NOBODY */
	uint32_t cases;
};

struct past_text {
	size_t from; /* its terms in pool */
	uint32_t n, place;
	uint32_t latest, cases; /* the case that came last */
};

struct past_case {
	struct str id;
	uint32_t earlier; /* the one before it with the same text, or PAST_NOBODY */
};

struct past {
	VEC(struct past_topic) topics;
	VEC(struct past_place) places;
	VEC(struct past_text) texts;
	VEC(struct past_case) cases;
	VEC(uint32_t) pool;
	struct past_keys *keys;
	struct arena *arena;
};

struct past *past_new(void);
void past_free(struct past *past); /* NULL is safe */

/* A text without a term counts for its unit, and is no text. */
void past_add(struct past *past, struct str id, struct str topic, struct str unit, const struct gist *gist);
/* After the last case: frees what only past_add needs. */
void past_close(struct past *past);

#endif
