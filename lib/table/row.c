/* SPDX-License-Identifier: MIT */
#include "table/row.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/num.h"
#include "base/utf8.h"
#include "base/vec.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t columns_find(const struct columns *columns, const char *name)
{
	for (size_t i = 0; i < columns->n; i++)
		if (strcmp(columns->v[i].name, name) == 0)
			return i;
	return COLUMN_NONE;
}

void columns_add(struct columns *columns, const char *name, enum schema_type type)
{
	vec_push(columns, ((struct column){.name = name, .type = type}));
}

void columns_free(struct columns *columns)
{
	vec_free(columns);
}

struct str row_str(const struct row *row, size_t column)
{
	return column < row->n ? row->cell[column] : (struct str){NULL, 0};
}

double row_num(const struct row *row, size_t column, double fallback)
{
	double value;
	return column < row->n && num_parse(row->cell[column], &value) ? value : fallback;
}

struct row row_keep(struct arena *arena, const struct row *row, const struct row *before)
{
	struct str *cell = arena_array(arena, row->n + 1, sizeof *cell);
	for (size_t i = 0; i < row->n; i++)
		cell[i] = arena_str(arena, row->cell[i]);
	const char *file = before && strcmp(before->file, row->file) == 0 ? before->file : arena_cstr(arena, str_of(row->file));
	return (struct row){.cell = cell, .n = row->n, .file = file, .line = row->line};
}

enum rc row_err(const struct row *row, const char *column, struct err *err, const char *fmt, ...)
{
	char fact[sizeof err->text];
	va_list args;
	va_start(args, fmt);
	vsnprintf(fact, sizeof fact, fmt, args);
	va_end(args);
	return err_set(err, RC_INPUT, "%s:%zu: %s: %s", row->file, row->line, column, fact);
}

void frame_free(struct frame *frame)
{
	columns_free(&frame->columns);
	free(frame->row);
	arena_free(frame->arena);
	*frame = (struct frame){0};
}

size_t frame_column(const struct frame *frame, const char *name)
{
	return columns_find(&frame->columns, name);
}

/* Whether the cell can stand in JSON as it is. */
static bool is_literal(enum schema_type type, struct str cell)
{
	if (type == SCHEMA_BOOLEAN)
		return str_is(cell, "true") || str_is(cell, "false");
	return (type == SCHEMA_INTEGER || type == SCHEMA_NUMBER) && num_is_inside(cell);
}

void row_json_cell(const struct column *column, struct str cell, struct buf *out)
{
	if (cell.n == 0 && column->type != SCHEMA_STRING)
		buf_puts(out, "null");
	else if (is_literal(column->type, cell))
		buf_str(out, cell);
	else
		json_quote(out, cell);
}

void row_json(const struct row *row, const struct columns *columns, struct buf *out)
{
	buf_putc(out, '{');
	for (size_t i = 0; i < columns->n; i++) {
		if (i > 0)
			buf_putc(out, ',');
		json_quote(out, str_of(columns->v[i].name));
		buf_putc(out, ':');
		row_json_cell(&columns->v[i], row_str(row, i), out);
	}
	buf_putc(out, '}');
}

static void csv_cell(struct str cell, struct buf *out)
{
	struct buf good = {0};
	utf8_repair(&good, cell);
	bool quote = strpbrk(buf_cstr(&good), ",\"\r\n") != NULL || memchr(good.p ? good.p : "", '\0', good.n);
	if (quote)
		buf_putc(out, '"');
	for (size_t i = 0; i < good.n; i++) {
		if (good.p[i] == '"')
			buf_putc(out, '"');
		if (good.p[i])
			buf_putc(out, good.p[i]);
		else
			buf_puts(out, "\xef\xbf\xbd");
	}
	if (quote)
		buf_putc(out, '"');
	buf_free(&good);
}

void row_csv(const struct str *cell, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(out, ',');
		csv_cell(cell[i], out);
	}
}
