/* SPDX-License-Identifier: MIT */
/*
 * Snowball stems of Russian and of English words (by the word's alphabet). One stemmer a thread.
 */
#ifndef EXT_STEM_H
#define EXT_STEM_H

#include "base/err.h"
#include "base/str.h"

struct stem;

enum rc stem_new(struct stem **stem, struct err *err) MUST_CHECK;
void stem_free(struct stem *stem); /* NULL is safe */

/* The stem of a lower-case UTF-8 word; valid until the next call. A word in another alphabet, or with digits, is its own stem. */
struct str stem_word(struct stem *stem, struct str word);

#endif
