/* SPDX-License-Identifier: MIT */
/*
 * Are the messages of the outbox those that the events asked for? Each is known by a hash over its case, topic, moment and data; so a million of them
 * take 64 MB, and nothing is sorted.
 */
#ifndef CASES_LETTERS_H
#define CASES_LETTERS_H

#include "base/buf.h"
#include "cases/store.h"

struct letter {
	int64_t case_id;
	struct str topic, created_at, data;
};

struct letters;

/* All that the outbox holds. */
enum rc letters_read(struct store *store, struct letters **letters, struct err *err) MUST_CHECK;
void letters_free(struct letters *letters); /* NULL is safe */

/* Takes one out; false when there is none like it. */
bool letters_take(struct letters *letters, const struct letter *letter);

size_t letters_left(const struct letters *letters);
/* "case: topic" of the first that was not taken is appended to words. */
enum rc letters_name_left(const struct letters *letters, struct store *store, struct buf *words, struct err *err) MUST_CHECK;

#endif
