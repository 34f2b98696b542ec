/* SPDX-License-Identifier: MIT */
/*
 * Appeals on one matter: told of the same place, at about the same time, in about the same words. Two are of one matter when they are no more than `place` metres apart (or, where one has no coordinates,
 * have the same address), no more than `hours` apart, and their texts share at least the share `text` of their terms (Jaccard). One without a place, a time or words is like none: that is for people to see.
 *
 * Appeals stream by. Each is compared with the first ones of the matters so far, and only with these, so that a matter does not drift from hour to hour and street to street. The first ones are found by cells of
 * place and time; in a cell with many of them, through the terms that begin their texts in an order of all terms (prefix filter; Bayardo, Ma & Srikant 2007), which loses none. Of a text of more
 * than 500 terms a sample stands for it (bottom-k sketch; Broder 1997). In one place and time at most 1,000 candidates are compared, the latest.
 *
 * Memory is bounded: of the first ones at least the latest half million are known, and at most a million, about 150 bytes each. The order of time does not matter within these.
 */
#ifndef TEXT_SAME_H
#define TEXT_SAME_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct same_options {
	double place; /* metres */
	double hours;
	double text; /* share of the terms */
};

#define SAME_DEFAULT ((struct same_options){100, 48, 0.5})

/* "place=100,hours=48,text=0.5", any of the three, over what options holds; "default" changes nothing. RC_USAGE with what was met. */
enum rc same_options_read(const char *text, struct same_options *options, struct err *err) MUST_CHECK;

struct same;

enum rc same_new(const struct same_options *options, struct same **same, struct err *err) MUST_CHECK;
void same_free(struct same *same); /* NULL is safe */

struct same_appeal {
	bool placed; /* lat and lon are given */
	double lat, lon;
	struct str address; /* may be empty */
	bool timed;
	int64_t seconds; /* all on one clock */
	struct str text;
};

#define SAME_NONE UINT32_MAX

struct same_match {
	uint32_t number; /* of the first one; SAME_NONE: of a new matter */
	bool by_address; /* metres is not known */
	double metres, hours, text;
};

/* The matter that the appeal belongs to, the likest one, of several the earliest. One of a new matter is remembered under the number, which is < SAME_NONE. */
void same_find(struct same *same, const struct same_appeal *appeal, uint32_t number, struct same_match *match);

#endif
