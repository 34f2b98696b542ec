/* SPDX-License-Identifier: MIT */
/*
 * Slips of the pen: which known stem an unknown one is meant to be. It must be one letter away (one too many, one missing, one for another, or two
 * neighbours exchanged: Damerau 1964), both must have at least five letters, and only one known stem may be so near. Found through the
 * neighbourhood of deletions (Bocek, Hunt & Stiller 2007, Fast Similarity Search in Large Dictionaries): two words one letter apart share a word that
 * one deletion, or none, makes of each.
 */
#ifndef TEXT_TYPO_H
#define TEXT_TYPO_H

#include "base/str.h"

#include <stdint.h>

struct typo;

#define TYPO_NONE UINT32_MAX

struct typo *typo_new(void);
void typo_free(struct typo *typo); /* NULL is safe */

/* The known stem stays the caller's. */
void typo_add(struct typo *typo, struct str stem, uint32_t id);
/* After the last typo_add, before the first typo_find. */
void typo_ready(struct typo *typo);

/* May be called by several threads at once. */
uint32_t typo_find(const struct typo *typo, struct str stem);

#endif
