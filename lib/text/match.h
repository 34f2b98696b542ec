/* SPDX-License-Identifier: MIT */
/*
 * A catalogue of powers that duties are set against, with what is known about the work under each, and about work that is no power of the catalogue: of the state,
 * an errand, a phrase without a subject. Classes are numbered: first the powers in the order of match_power, then those topics.
 *
 * A duty's verdict rests on the confidence that its best power is right (text/judge.h). What a score is: text/index.h. Once match_ready
 * has been called a struct match does not change and any number of matchers, one a thread, may ask it.
 */
#ifndef TEXT_MATCH_H
#define TEXT_MATCH_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "text/index.h"
#include "text/judge.h"
#include "text/matters.h"

struct match;

#define MATCH_NOBODY UINT32_MAX

/* What a line of knowledge is. All but the last two are short. */
enum match_kind { MATCH_OBJECT, MATCH_DOCUMENT, MATCH_SYSTEM, MATCH_BODY, MATCH_ACTION, MATCH_LAW, MATCH_COLLOQUIAL, MATCH_SENTENCE, MATCH_TITLE };

/* "object", "document" …; false for an unknown name. */
const char *match_kind_name(enum match_kind kind);
bool match_kind_named(struct str name, enum match_kind *kind);

enum rc match_new(struct match **match, struct err *err) MUST_CHECK;
void match_free(struct match *match); /* NULL is safe */

/* All texts are copied. Every power comes before the first topic. Returns the number. */
uint32_t match_power(struct match *match, struct str id, struct str title);
uint32_t match_topic(struct match *match, struct str id, struct str level, struct str title);
uint32_t match_class(const struct match *match, struct str id); /* MATCH_NOBODY when unknown */

/* A line of knowledge about a class; weight is 1 to 3: 3 speaks for this class alone. */
void match_learn(struct match *match, uint32_t class, enum match_kind kind, int weight, struct str text);

/* After the last line, before the first matcher. */
void match_ready(struct match *match);

struct str match_id(const struct match *match, uint32_t class);
struct str match_title(const struct match *match, uint32_t class);
struct str match_level(const struct match *match, uint32_t class); /* empty for a power */
size_t match_powers(const struct match *match);
size_t match_known(const struct match *match); /* powers that have lines of knowledge beside their titles */

/* What one thread works with. */
struct matcher;
enum rc match_open(struct match *match, struct matcher **matcher, struct err *err) MUST_CHECK;
void match_close(struct matcher *matcher); /* NULL is safe */

struct match_found {
	const struct index_hit *hit; /* powers, best first */
	size_t n;
	bool overlong;           /* more than a duty says (TUNING_LONG) */
	bool two;                /* the text has two matters */
	struct matters matters;
	struct index_hit foreign; /* the best topic that is no power; class MATCH_NOBODY when nothing speaks for any */
};

/* The best top powers for a text. Valid, as are the accounts below, until the next call; text must stay. */
struct match_found match_find(struct matcher *matcher, struct str text, size_t top);

/* What the judgement looks at. */
struct evidence match_evidence(const struct matcher *matcher, const struct index_hit *hits, size_t n, struct index_hit foreign);

/* The judgement on hits, best first, that somebody has thinned out. */
struct judgement match_judge(const struct matcher *matcher, const struct index_hit *hits, size_t n, struct index_hit foreign);

/* One term of an account. */
struct match_part {
	struct str word, known; /* in the text; on the other side */
	struct str line;        /* the line of knowledge, or the title, that brings them together */
	enum match_kind kind;
	struct str stem;
	struct str expansion;   /* of word, when it is an abbreviation */
	bool guessed;           /* word is a slip of the pen */
	uint32_t score;         /* thousandths */
};

/* The score of the last text for one class: the sum of its parts, heaviest first. */
size_t match_parts(struct matcher *matcher, uint32_t class, const struct match_part **parts);

/* The score of the last text for one class. */
uint32_t match_score(const struct matcher *matcher, uint32_t class);

/* The distinct terms of a text, by number. Valid until the next call; changes nothing about the last text. */
const uint32_t *match_terms(struct matcher *matcher, struct str text, size_t *n);

#endif
