/* SPDX-License-Identifier: MIT */
/*
 * What of a resident's message tells its matter: its distinct terms without numbers, house numbers and the names of the streets before them. Greetings, requests and signatures are phrases without a
 * topic (share/text/stop-phrases.csv) and give no term to begin with (text/terms.h). A slip of the pen counts less than a word that is known.
 */
#ifndef TEXT_GIST_H
#define TEXT_GIST_H

#include "text/terms.h"

struct gist_term {
	uint32_t id;
	float share; /* what it gives of its weight */
	struct str surface;
};

struct gist {
	struct gist_term *v;
	size_t n, cap;
	struct term_list list; /* scratch */
};

/* Into gist, which is cleared first; surfaces point into text. gist_free it. */
void gist_of(struct terms *terms, struct str text, struct gist *gist);
void gist_free(struct gist *gist);

#endif
