/* SPDX-License-Identifier: MIT */
/*
 * Instruments: share/instruments/NAME.json or a file of the user's own.
 *
 *	{"id", "title", "likert": {"1": words, …, "5": words},         the codes of likert answers, lowest to highest
 *	 "scoring": {…},                                                the rules in words, for people
 *	 "rules": {"missing": "zero" or "mean", "missing_max": n,       the rules for the machine (calc/psych.h says what they do)
 *	           "maximum": n},                                       the most points; must be what the items add up to
 *	 "scales": [{"id", "title_ru", "title_en"}],                    a column of the result each, in this order; may be absent
 *	 "cut_score": n,                                                passed is total ≥ cut_score; may be absent
 *	 "items": [{"id": the column of the answers, "text", "type": "likert", "single", "multi" or "open",
 *	            "scale": id (optional), "weight": n (1), "reverse": true or false (likert),
 *	            "options": {code: words}, "separator": "|" (multi),
 *	            "key": code, or a list of codes (multi), "points": the points of a right answer (1)
 *	            or, without a key, "points": {code: points} and "cap": the most that a multi item gives}]}
 *
 * An instrument whose rules are only in words is refused: how a missing answer counts is not for the program to guess.
 */
#ifndef ATTEST_INSTRUMENT_H
#define ATTEST_INSTRUMENT_H

#include "base/arena.h"
#include "base/err.h"
#include "calc/psych.h"

struct instrument {
	const char *path;
	struct psych psych;
	const char *const *item;  /* ids, psych.n of them */
	const char *const *scale; /* ids, psych.n_scales of them */
};

/* Everything lives in arena. */
enum rc instrument_load(const char *name, struct arena *arena, struct instrument *instrument, struct err *err) MUST_CHECK;

#endif
