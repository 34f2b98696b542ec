/* SPDX-License-Identifier: MIT */
/*
 * Which photos were used, by the SHA-256 of their content: in this run, and, in a register (schema seen), in those before. A row that comes again with its own
 * photo is no second use. The register is locked from seen_open to seen_close and written as a whole: two runs wait for each other, a killed one leaves
 * it as it was. Takes about 150 bytes a photo.
 */
#ifndef CASES_SEEN_H
#define CASES_SEEN_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

struct seen;

/* path NULL: within this run only. keyed: rows are known by an id of their own, so that two of one id are one row also within this run. */
enum rc seen_open(const char *path, bool keyed, struct seen **seen, struct err *err) MUST_CHECK;
void seen_close(struct seen *seen); /* NULL is safe; what was added since seen_commit is forgotten */

/* Who used it before, other than this row, in words that live in arena; NULL for nobody. */
const char *seen_find(const struct seen *seen, const uint8_t hash[DIGEST_SIZE], struct str row, struct arena *arena);

/* file: the photo's name. place: where the row stands, "p.csv:5". */
void seen_add(struct seen *seen, const uint8_t hash[DIGEST_SIZE], struct str file, struct str row, const char *place);

/* Writes the register with what was added; nothing without one. */
enum rc seen_commit(struct seen *seen, struct err *err) MUST_CHECK;

#endif
