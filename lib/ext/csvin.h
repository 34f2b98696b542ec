/* SPDX-License-Identifier: MIT */
/*
 * CSV records as slices. libcsv, strict to the end, is the judge of what a file means; records where it could say one
 * thing only (no quotes, or none but around a cell that holds neither quotes nor line ends) are cut in place without
 * it. Nothing is trimmed, blank lines are skipped, a record's line is where it begins. Input is UTF-8 text or any
 * superset of ASCII, without a byte order mark, in chunks.
 */
#ifndef EXT_CSVIN_H
#define EXT_CSVIN_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

/* A cell longer than the first is handed out all the same, for the reader to make a bad row of it; a record over the
 * second or the third ends the parse. */
#define CSVIN_CELL_MAX ((size_t)1 << 20)
#define CSVIN_RECORD_MAX ((size_t)64 << 20)
#define CSVIN_CELLS_MAX ((size_t)1 << 20)

struct csvin;

struct csvin_record {
	struct str *cell; /* the caller may point them elsewhere; bytes valid until the next csvin_next */
	size_t n;
	size_t line;      /* physical line on which the record begins, from 1 */
};

/* fill hands out the next chunk, *chunk empty at the end; the chunk stays valid until fill is called again. file is for messages. */
struct csvin *csvin_new(char delimiter, const char *file, size_t first_line,
                        enum rc (*fill)(void *context, struct str *chunk, struct err *err), void *context);
void csvin_free(struct csvin *in); /* NULL is safe */

/* For TSV, which has no quotes: a quote is a byte like any other, libcsv is not asked, and where the first record has one cell a blank
 * line is a row with an empty cell. Before the first csvin_next. */
void csvin_literal(struct csvin *in);

/* True with a record; false at the end (err->rc RC_OK) or on an error: an open quote, a quote inside an unquoted
 * cell, a record over the limits; the message names the line on which the record begins and its cell's number.
 * After false only csvin_free may follow. */
bool csvin_next(struct csvin *in, struct csvin_record *record, struct err *err);

#endif
