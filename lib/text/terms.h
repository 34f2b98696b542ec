/* SPDX-License-Identifier: MIT */
/*
 * From words to terms. A term is a Snowball stem with a number; words of one topic (дорога, дорожный) share the stem of their family's
 * head. Words come in normal form (text/norm.h); words of one letter, stop words and office phrases that carry no topic ("принимает
 * участие в") give no term; an abbreviation gives the terms of its expansion. Every distinct word is looked up once and remembered.
 *
 * Until terms_seal each new stem gets the next number for good. Afterwards a new stem is first taken for a slip of the pen (text/typo.h); one that is
 * none gets a number from terms_known up that holds for one text only, so that memory does not grow with the text that streams by.
 *
 * One thread uses one struct terms; terms_fork gives another thread its own over the same lexicon.
 */
#ifndef TEXT_TERMS_H
#define TEXT_TERMS_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct terms;

struct term {
	uint32_t id;
	bool guessed;       /* the word is not known as it stands; a known one is meant */
	bool expanded;      /* the word is an abbreviation */
	struct str surface; /* the word (or abbreviation) in the text it was found in */
};

struct term_list {
	struct term *v;
	size_t n, cap;
};

enum rc terms_new(struct terms **terms, struct err *err) MUST_CHECK;
/* Of a sealed one, which must outlive it. */
enum rc terms_fork(struct terms *sealed, struct terms **terms, struct err *err) MUST_CHECK;
void terms_free(struct terms *terms); /* NULL is safe */

/* The terms of text in its order, into list, which is cleared first. Surfaces point into text. */
void terms_of(struct terms *terms, struct str text, struct term_list *list);

/* Keeps the first occurrence of every term. */
void terms_distinct(struct terms *terms, struct term_list *list);

void terms_seal(struct terms *terms);

/* Numbers below this are for good. */
uint32_t terms_known(const struct terms *terms);

/* The stem behind a number; valid until the next terms_of. */
struct str terms_stem(const struct terms *terms, uint32_t id);

/* What an abbreviation stands for; the empty slice for any other word. */
struct str terms_expansion(struct terms *terms, struct str surface);

void terms_list_free(struct term_list *list);

#endif
