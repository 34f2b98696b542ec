/* SPDX-License-Identifier: MIT */
/*
 * A catalogue of short titles (powers, topics) that other texts are set against: terms, index, and a verdict with its reasons.
 * The verdict on a text is by the best score s and its lead over the second best:
 *
 *	none    no title shares a term, or s < 0.03
 *	sure    s ≥ 0.15, leads by 0.05, and two terms are shared
 *	likely  s ≥ 0.09, leads by 0.02, and two terms are shared
 *	weak    the rest
 *
 * A term that stands once in a title of usual length gives 0.45 of its weight, so scores over 0.3 are rare. The bounds were set on
 * labelled duties (make quality): of those called sure or likely four in five are right, and few right ones are called none.
 *
 * What a score is: text/index.h. The numbers stand in match.c in one table.
 */
#ifndef TEXT_MATCH_H
#define TEXT_MATCH_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "text/index.h"
#include "text/terms.h"

struct match;

enum match_verdict { MATCH_NONE, MATCH_WEAK, MATCH_LIKELY, MATCH_SURE };

struct match_found {
	enum match_verdict verdict;
	const struct index_hit *hit; /* best first; doc is the order of match_add */
	size_t n;
};

/* One word of an account. */
struct match_part {
	struct str text_word, title_word, stem;
	double idf;
	uint32_t tf, score; /* times in the title; millionths */
};

enum rc match_new(struct match **match, struct err *err) MUST_CHECK;
void match_free(struct match *match); /* NULL is safe */

/* Copies both. All titles come before the first match_find. */
void match_add(struct match *match, struct str id, struct str title);
struct str match_id(const struct match *match, uint32_t doc);
uint32_t match_doc(const struct match *match, struct str id); /* UINT32_MAX when unknown */

/* The best top titles for a text. Valid, as are the accounts below, until the next match_find; text must stay. */
struct match_found match_find(struct match *match, struct str text, size_t top);

/* The verdict by the rule above on hits, best first, that somebody has thinned out. */
enum match_verdict match_judge(const struct index_hit *hits, size_t n);

/* The score of the last text against one title: the sum of its parts, heaviest first. */
size_t match_parts(struct match *match, uint32_t doc, const struct match_part **parts);

/* The parts as words for people: "ремонт~ремонта 0.21; дорог~дорожная 0.17". */
void match_why(struct match *match, uint32_t doc, struct buf *out);

size_t match_size(const struct match *match); /* how many titles */

const char *match_verdict_name(enum match_verdict verdict);

#endif
