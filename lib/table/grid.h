/* SPDX-License-Identifier: MIT */
/*
 * A table for the eye: all rows are kept until the widths are known, nothing is cut. Columns are aligned by what a terminal
 * shows (utf8_width), numbers to the right. Takes the size of the table plus 24 bytes a cell.
 */
#ifndef TABLE_GRID_H
#define TABLE_GRID_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

enum grid_style {
	GRID_TERMINAL, /* two blanks between columns, a rule below the header */
	GRID_MARKDOWN, /* the pipe table of GitHub Flavored Markdown, with everything escaped that it would read as markup */
};

struct grid;

struct grid *grid_new(enum grid_style style, size_t columns);
void grid_free(struct grid *grid); /* NULL is safe */

/* The first row is the header. A cell may hold anything: control characters and bad UTF-8 are made visible. */
void grid_cell(struct grid *grid, struct str cell);
/* Numbers in this column. */
void grid_right(struct grid *grid, size_t column);

/* Rows held. */
size_t grid_rows(const struct grid *grid);
/* Appends the i-th row as a line (the header with its rule). */
void grid_put(const struct grid *grid, size_t i, struct buf *out);

#endif
