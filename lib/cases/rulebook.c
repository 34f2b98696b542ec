/* SPDX-License-Identifier: MIT */
#include "cases/rulebook.h"

#include "base/lang.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "ext/csvin.h"
#include "table/excel.h"
#include "table/sniff.h"

#include <string.h>

static enum rc dialect_of(struct str bytes, const char *file, struct dialect *dialect, struct err *err)
{
	const struct reader_options options = {.schema = "any"};
	bool whole = bytes.n <= SNIFF_BYTES;
	struct str head = {bytes.p, whole ? bytes.n : SNIFF_BYTES};
	if (sniff(head, whole, file, &options, dialect, err) != RC_OK)
		return err->rc;
	if (dialect->format != FORMAT_CSV && dialect->format != FORMAT_TSV)
		return err_set(err, RC_INPUT, _("%s: a decision table is a CSV file"), file);
	return RC_OK;
}

static size_t line_at(struct str text, size_t at)
{
	size_t line = 1;
	for (size_t i = 0; i < at; i++)
		line += text.p[i] == '\n';
	return line;
}

enum rc rulebook_text(struct str bytes, const char *file, struct buf *out, struct err *err)
{
	struct dialect dialect;
	size_t bad = 0, before = out->n;
	if (dialect_of(bytes, file, &dialect, err) != RC_OK)
		return err->rc;
	struct str raw = {bytes.p + dialect.bom, bytes.n - dialect.bom};
	if (dialect.charset == CHARSET_UTF16LE || dialect.charset == CHARSET_UTF16BE)
		raw.n &= ~(size_t)1;
	if (charset_convert(dialect.charset, raw.p, raw.n, out, &bad, err) != RC_OK)
		return err->rc;
	struct str text = {out->p + before, out->n - before};
	size_t good = utf8_valid(text.p, text.n);
	const char *nul = memchr(text.p, '\0', text.n), *unknown = bad ? memmem(text.p, text.n, "\xef\xbf\xbd", 3) : NULL;
	if (nul)
		good = (size_t)(nul - text.p) < good ? (size_t)(nul - text.p) : good;
	if (unknown)
		good = (size_t)(unknown - text.p) < good ? (size_t)(unknown - text.p) : good;
	if (good == text.n)
		return RC_OK;
	err_set(err, RC_INPUT, _("%s:%zu: bytes that are not valid %s"), file, line_at(text, good), charset_name(dialect.charset));
	out->n = before;
	return err->rc;
}

struct chunk {
	struct str text;
};

static enum rc fill(void *context, struct str *text, struct err *err)
{
	struct chunk *chunk = context;
	*text = chunk->text;
	chunk->text.n = 0;
	return err->rc;
}

typedef VEC(struct str) cells;

static enum rc read_rows(struct csvin *csv, const struct dialect *dialect, const char *file, struct arena *arena, struct decision_grid *grid,
                         cells *all, size_t **lines, struct err *err)
{
	VEC(size_t) line = {0};
	struct csvin_record record;
	bool header = !dialect->sep_line;
	while (csvin_next(csv, &record, err)) {
		if (!header) { /* the line "sep=;" */
			header = true;
			continue;
		}
		if (grid->rows == 0)
			grid->columns = record.n;
		if (record.n != grid->columns) {
			err_set(err, RC_INPUT, _("%s:%zu: the row has %zu cells, the header has %zu"), file, record.line, record.n, grid->columns);
			break;
		}
		for (size_t i = 0; i < record.n; i++) {
			struct str cell = record.cell[i];
			bool guarded = dialect->excel && excel_is_guarded(cell);
			vec_push(all, arena_str(arena, (struct str){cell.p + guarded, cell.n - guarded}));
		}
		vec_push(&line, record.line);
		grid->rows++;
	}
	*lines = arena_array(arena, line.n + 1, sizeof **lines);
	if (line.n)
		memcpy(*lines, line.v, line.n * sizeof **lines);
	vec_free(&line);
	return err->rc;
}

enum rc rulebook_grid(struct str text, const char *file, struct arena *arena, struct decision_grid *grid, struct err *err)
{
	struct dialect dialect;
	struct chunk chunk = {text};
	cells all = {0};
	size_t *lines;
	*grid = (struct decision_grid){0};
	if (dialect_of(text, file, &dialect, err) != RC_OK)
		return err->rc;
	struct csvin *csv = csvin_new(dialect.delimiter, file, 1, fill, &chunk);
	if (read_rows(csv, &dialect, file, arena, grid, &all, &lines, err) == RC_OK) {
		struct str *cell = arena_array(arena, all.n + 1, sizeof *cell);
		if (all.n)
			memcpy(cell, all.v, all.n * sizeof *cell);
		grid->cell = cell;
		grid->line = lines;
		grid->decimal = dialect.delimiter == ';' ? NUM_COMMA : NUM_AUTO;
	}
	vec_free(&all);
	csvin_free(csv);
	return err->rc;
}

enum rc rulebook_read(struct str bytes, const char *file, struct arena *arena, struct decision **decision, struct err *err)
{
	struct buf text = {0};
	struct decision_grid grid;
	*decision = NULL;
	if (rulebook_text(bytes, file, &text, err) == RC_OK && rulebook_grid(buf_slice(&text), file, arena, &grid, err) == RC_OK)
		(void)!decision_new(&grid, file, arena, decision, err);
	buf_free(&text);
	return err->rc;
}
