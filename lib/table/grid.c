/* SPDX-License-Identifier: MIT */
#include "table/grid.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

struct cell {
	struct str text;
	size_t width;
};

struct grid {
	enum grid_style style;
	size_t columns;
	size_t *width;
	bool *right;
	struct arena *arena;
	struct buf scratch;
	VEC(struct cell) cells; /* row after row */
};

/* A Markdown reader refuses a rule of fewer dashes. */
enum { MARKDOWN_MIN = 3 };

struct grid *grid_new(enum grid_style style, size_t columns)
{
	struct grid *grid = mem_alloc(sizeof *grid);
	grid->style = style;
	grid->columns = columns;
	grid->arena = arena_new();
	grid->width = arena_array(grid->arena, columns, sizeof *grid->width);
	grid->right = arena_array(grid->arena, columns, sizeof *grid->right);
	for (size_t i = 0; i < columns; i++)
		grid->width[i] = style == GRID_MARKDOWN ? MARKDOWN_MIN : 0;
	return grid;
}

void grid_free(struct grid *grid)
{
	if (!grid)
		return;
	buf_free(&grid->scratch);
	vec_free(&grid->cells);
	arena_free(grid->arena);
	free(grid);
}

void grid_right(struct grid *grid, size_t column)
{
	grid->right[column] = true;
}

size_t grid_rows(const struct grid *grid)
{
	return grid->columns ? grid->cells.n / grid->columns : 0;
}

/* What would move the cursor, colour the screen or turn the writing round. */
static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x2028 ||
	       c == 0x2029;
}

static void terminal_char(struct buf *out, uint32_t c)
{
	if (c == '\n')
		buf_puts(out, "\xe2\x86\xb5"); /* ↵ */
	else if (c == '\t')
		buf_putc(out, ' ');
	else if (is_control(c))
		utf8_put(out, 0xFFFD);
	else
		utf8_put(out, c);
}

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* An underscore inside a word, as in function_id, is no emphasis in GFM; escaping it would only
 * hurt the eye. */
static bool is_markup(struct str cell, size_t i)
{
	if (cell.p[i] == '_')
		return i == 0 || i + 1 == cell.n || !is_word(cell.p[i - 1]) ||
		       !is_word(cell.p[i + 1]);
	return cell.p[i] != '\0' && strchr("\\`*[]<>|&~", cell.p[i]);
}

static void markdown_char(struct buf *out, struct str cell, size_t i, uint32_t c)
{
	if (c == '\n') {
		buf_puts(out, "<br>");
		return;
	}
	if (is_markup(cell, i))
		buf_putc(out, '\\');
	terminal_char(out, c);
}

void grid_cell(struct grid *grid, struct str cell)
{
	buf_clear(&grid->scratch);
	for (size_t i = 0, len; i < cell.n; i += len) {
		uint32_t c = utf8_get(cell.p + i, cell.n - i, &len);
		if (c == '\r' && i + 1 < cell.n && cell.p[i + 1] == '\n')
			continue;
		if (grid->style == GRID_MARKDOWN)
			markdown_char(&grid->scratch, cell, i, c);
		else
			terminal_char(&grid->scratch, c);
	}
	size_t column = grid->cells.n % grid->columns;
	struct cell kept = {arena_str(grid->arena, buf_slice(&grid->scratch)), 0};
	kept.width = utf8_width(kept.text);
	if (kept.width > grid->width[column])
		grid->width[column] = kept.width;
	vec_push(&grid->cells, kept);
}

static void put_many(struct buf *out, const char *text, size_t n)
{
	while (n-- > 0)
		buf_puts(out, text);
}

static void put_rule(const struct grid *grid, struct buf *out)
{
	bool markdown = grid->style == GRID_MARKDOWN;
	for (size_t i = 0; i < grid->columns; i++) {
		bool right = markdown && grid->right[i];
		buf_puts(out, markdown ? "| " : i ? "  " : "");
		put_many(out, markdown ? "-" : "\xe2\x94\x80", grid->width[i] - right);
		buf_puts(out, right ? ": " : markdown ? " " : "");
	}
	buf_puts(out, markdown ? "|\n" : "\n");
}

void grid_put(const struct grid *grid, size_t row, struct buf *out)
{
	bool markdown = grid->style == GRID_MARKDOWN;
	const struct cell *cell = grid->cells.v + row * grid->columns;
	for (size_t i = 0; i < grid->columns; i++) {
		size_t blanks = grid->width[i] - cell[i].width;
		buf_puts(out, markdown ? "| " : i ? "  " : "");
		if (grid->right[i])
			put_many(out, " ", blanks);
		buf_str(out, cell[i].text);
		/* Nothing is gained by blanks at the end of a line on the screen. */
		if (!grid->right[i] && (markdown || i + 1 < grid->columns))
			put_many(out, " ", blanks);
		if (markdown)
			buf_putc(out, ' ');
	}
	buf_puts(out, markdown ? "|\n" : "\n");
	if (row == 0)
		put_rule(grid, out);
}
