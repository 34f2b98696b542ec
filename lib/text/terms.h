/* SPDX-License-Identifier: MIT */
/*
 * From words to terms. A term is a Snowball stem with a number; words of one topic (дорога, дорожный) share the stem of their family's
 * head. Words come in normal form (text/norm.h); words of one letter, stop words and office phrases that carry no topic ("принимает
 * участие в") give no term; an abbreviation gives the terms of its expansion. The word lists are share/text/{stopwords,stop-phrases,
 * abbreviations,families}.csv. Every distinct word is stemmed once and remembered. Verbs are not joined to their nouns (согласовывает,
 * согласование): on labelled duties the words for mere action then outweighed the topic.
 *
 * Until terms_seal each new stem gets the next number for good. Afterwards new stems get numbers from terms_known
 * up that hold for one text only, so that memory does not grow with the text that streams by.
 */
#ifndef TEXT_TERMS_H
#define TEXT_TERMS_H

#include "base/err.h"
#include "base/str.h"

#include <stddef.h>
#include <stdint.h>

struct terms;

struct term {
	uint32_t id;
	struct str surface; /* the word (or abbreviation) in the text it was found in */
};

struct term_list {
	struct term *v;
	size_t n, cap;
};

enum rc terms_new(struct terms **terms, struct err *err) MUST_CHECK;
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

void terms_list_free(struct term_list *list);

#endif
