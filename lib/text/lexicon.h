/* SPDX-License-Identifier: MIT */
/*
 * What is known about words, shared by all threads: stop words, abbreviations and their expansions, families of one topic, phrases without a
 * topic (share/text/{stopwords,abbreviations,families,stop-phrases}.csv), and the number of every stem met so far. Only text/terms.c and text/office.c look inside.
 *
 * Until it is sealed each new stem gets the next number for good. A sealed lexicon never changes and may be read by several threads at once.
 */
#ifndef TEXT_LEXICON_H
#define TEXT_LEXICON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "base/vec.h"
#include "ext/stem.h"

enum { LEXICON_PHRASE = 4 /* terms in a stop phrase at most */ };

struct lexicon {
	struct map *stop;       /* normal form of a stop word → 0 */
	struct map *abbr;       /* key of an abbreviation (lexicon_key) → index into expansions */
	struct map *phrases;    /* the ids of a stop phrase as bytes → 0 */
	struct map *kin;        /* stem → index into heads */
	struct map *stems;      /* stem → id, by insertion */
	VEC(struct str) heads;      /* stems that stand for a family, in arena */
	VEC(struct str) expansions; /* in arena */
	VEC(unsigned char) leads;   /* by id: some stop phrase begins with it */
	bool sealed;
	struct arena *arena;
};

/* Without stop phrases: those are made of terms (lexicon_add_phrase). */
enum rc lexicon_new(struct lexicon **lexicon, struct stem *stem, struct err *err) MUST_CHECK;
void lexicon_free(struct lexicon *lexicon); /* NULL is safe */

/* МКД in capitals and мкд are different words: an abbreviation may count only in capitals (ПО, not "по"). The key lives in scratch. */
struct str lexicon_key(struct buf *scratch, struct str normal, bool capitals);

/* The expansion under a word in normal form; NULL slice for none. */
struct str lexicon_expansion(const struct lexicon *lexicon, struct buf *scratch, struct str normal, bool capitals);

/* Whether a word carries no topic: a stop word, or a single letter. */
bool lexicon_stops(const struct lexicon *lexicon, struct str normal);

/* The stem that stands for a stem's family: itself when it has none. */
struct str lexicon_head(const struct lexicon *lexicon, struct str stem);

void lexicon_add_phrase(struct lexicon *lexicon, const uint32_t *ids, size_t n);

/* How many of the n ids begin a stop phrase that starts at the first: 0 for none, the longest otherwise. */
size_t lexicon_phrase(const struct lexicon *lexicon, const uint32_t *ids, size_t n);

/* Hands every row of share/FILE to add: its columns (blank-separated names, at most four). */
enum rc lexicon_load(const char *file, const char *columns, void (*add)(void *context, const struct str *cell), void *context,
                     struct err *err) MUST_CHECK;

#endif
