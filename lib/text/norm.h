/* SPDX-License-Identifier: MIT */
/*
 * The declared normal form of office text: a sequence of words. A word is a run of letters and digits in lower
 * case with ё written е; Latin look-alikes (A, o, p …) inside a word that has a Cyrillic letter are Cyrillic; the
 * letters й and ё may come decomposed; soft hyphens, stress marks and zero-width characters inside a word do not
 * count. All else (blanks of every kind, dashes, quotes, full stops) only parts words.
 */
#ifndef TEXT_NORM_H
#define TEXT_NORM_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>

struct norm_word {
	struct buf text;    /* the normal form, never empty after norm_next returned true; reused, buf_free it */
	struct str surface; /* where it stands in the text given */
	bool capitals;      /* it begins with two capital letters, as abbreviations do: МКД, МУПом */
};

/* Cuts the next word off *rest; false at the end. */
bool norm_next(struct str *rest, struct norm_word *word);

/* Appends all words of text, parted by single blanks: texts with equal normal forms are the same text. */
void norm_text(struct str text, struct buf *out);

#endif
