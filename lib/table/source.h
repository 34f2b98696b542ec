/* SPDX-License-Identifier: MIT */
/*
 * One file as records of UTF-8 cells, whatever it is: CSV, TSV, JSON or JSON Lines, in any charset. CSV cells are slices of the block that was
 * read. Nothing is known here of schemas.
 */
#ifndef TABLE_SOURCE_H
#define TABLE_SOURCE_H

#include "base/arena.h"
#include "table/sniff.h"

#include <stdint.h>

struct source;

struct source_record {
	struct str *cell; /* in the header's order; the caller may point them elsewhere until the next record */
	size_t n;
	size_t line;
	const char *defect; /* the record cannot be used: why, an N_() text; else NULL */
	struct str defect_value; /* what was met, or empty */
	size_t defect_cell; /* the cell at fault, SIZE_MAX when it is the record as a whole */
};

enum rc source_open(const char *path, const struct reader_options *options, struct source **source, struct err *err) MUST_CHECK;
void source_close(struct source *source); /* NULL is safe */

const char *source_name(const struct source *source);
const struct dialect *source_dialect(const struct source *source);

/* The header: names as they stand, trimmed. No names (n == 0) only for JSON without a row. */
const struct str *source_header(const struct source *source, size_t *n);

/* False at the end or on an error. Cells live until the next call. */
bool source_next(struct source *source, struct source_record *record, struct err *err);

void source_progress(const struct source *source, size_t *done, size_t *total);

#endif
