/* SPDX-License-Identifier: MIT */
/*
 * Rows and columns as every verb sees them. A cell is text in the inside form (numbers with a dot, ISO dates, true/false), already
 * checked against its column's field; an empty cell is an empty slice.
 */
#ifndef TABLE_ROW_H
#define TABLE_ROW_H

#include "base/err.h"
#include "base/str.h"
#include "table/schema.h"

#include <stdbool.h>
#include <stdint.h>

struct column {
	const char *name;                 /* canonical when the schema knows it, else the header as it stands */
	enum schema_type type;            /* SCHEMA_STRING when unknown */
	const struct schema_field *field; /* NULL when unknown */
};

struct columns {
	struct column *v;
	size_t n, cap;
};

#define COLUMN_NONE ((size_t)-1)

size_t columns_find(const struct columns *columns, const char *name); /* COLUMN_NONE when absent */
void columns_add(struct columns *columns, const char *name, enum schema_type type); /* name stays the caller's */
void columns_free(struct columns *columns);

struct row {
	const struct str *cell; /* n cells, in the order of the reader's columns */
	size_t n;
	const char *file;
	size_t line;
};

/* The cell of a column that may be absent (COLUMN_NONE gives the empty slice). */
struct str row_str(const struct row *row, size_t column);
/* The number in a checked numeric cell; fallback when the cell is empty or the column absent. */
double row_num(const struct row *row, size_t column, double fallback);

/* A row that outlives the reader's: cells in arena, the file's name too unless it is that of the row before (NULL for none). */
struct row row_keep(struct arena *arena, const struct row *row, const struct row *before);

/* "file:line: column: " + text as RC_INPUT, for facts about a row that only the verb can know. */
enum rc row_err(const struct row *row, const char *column, struct err *err, const char *fmt, ...) PRINTF(4, 5);

/* A table in memory. Takes about the input's size plus 16 bytes a cell. */
struct frame {
	struct arena *arena; /* cells and names */
	struct columns columns;
	struct row *row;     /* grown by mem_grow */
	size_t n, cap;
};

void frame_free(struct frame *frame);
size_t frame_column(const struct frame *frame, const char *name);

/* The row as a JSON object: numbers and booleans by their column's type, an empty typed cell as null, all else
 * strings. A typed cell that does not keep to its type is a string, so that the outcome is always JSON. */
struct buf;
void row_json(const struct row *row, const struct columns *columns, struct buf *out);
/* One such value. */
void row_json_cell(const struct column *column, struct str cell, struct buf *out);

/* The cells as one CSV line of valid UTF-8, without a line's end: how rejects show a record. */
void row_csv(const struct str *cell, size_t n, struct buf *out);

#endif
