/* SPDX-License-Identifier: MIT */
/* A file's header set against a schema and --map: by which names its columns go, and whether those that are needed are there. */
#ifndef TABLE_HEADER_H
#define TABLE_HEADER_H

#include "base/map.h"
#include "table/source.h"

struct header {
	const char **name; /* canonical where the schema knows it; in arena */
	size_t n;
	size_t n_cells; /* of a whole record: more than n when the last columns have no name, as spreadsheets leave them */
	struct map *place; /* name → cell of a record */
};

/*
 * RC_INPUT: a column without a name before one that has one, twice the same, two that mean one, one missing. RC_USAGE: a --map that does not fit. A JSON table without a
 * row names no columns: they are then those that are asked for. header_free it, also after an error.
 */
enum rc header_read(struct header *header, const struct source *source, const struct schema *schema,
                    const struct reader_options *options, struct arena *arena, struct err *err) MUST_CHECK;
void header_free(struct header *header);

#endif
