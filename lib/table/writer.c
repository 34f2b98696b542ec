/* SPDX-License-Identifier: MIT */
#include "table/writer.h"

#include "base/json.h"
#include "base/lang.h"
#include "base/num.h"
#include "base/vec.h"
#include "table/excel.h"
#include "table/grid.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
	BLOCK = 256 << 10,
	LONG = 32, /* from here on a look for the delimiter before the byte-by-byte copy pays */
};

struct writer {
	struct io_out *out;
	enum format format;
	bool excel;
	char delimiter;
	unsigned char quote[256]; /* bytes that put a CSV cell in quotes */
	struct buf buf;           /* what is not written yet */
	struct buf scratch;
	struct arena *kept; /* as long as the writer */
	struct arena *row;  /* the pushed cells of one row */
	size_t n_in, next;  /* columns as pushed, and which comes next */
	size_t *place;      /* of the column in the output, or COLUMN_NONE */
	size_t n;           /* columns of the output */
	struct column *column;
	struct str *cell;
	struct str *key; /* JSON: what stands before the value */
	size_t *rest, n_rest;
	bool rest_given;
	struct grid *grid;
	size_t rows;
};

static const char *const format_names[] = {
        [FORMAT_AUTO] = "auto", [FORMAT_CSV] = "csv",     [FORMAT_TSV] = "tsv",
        [FORMAT_JSON] = "json", [FORMAT_JSONL] = "jsonl", [FORMAT_TABLE] = "table",
        [FORMAT_MD] = "md",
};

static enum rc flush(struct writer *w, struct err *err)
{
	enum rc rc = w->buf.n ? io_out_write(w->out, buf_slice(&w->buf), err) : RC_OK;
	buf_clear(&w->buf);
	return rc;
}

/* Quotes only where a reader would otherwise see another cell, or none: a row that is an empty
 * line. */
static bool must_quote(const struct writer *w, struct str cell)
{
	if (cell.n == 0)
		return w->n == 1;
	char first = cell.p[0], last = cell.p[cell.n - 1];
	return first == ' ' || first == '\t' || last == ' ' || last == '\t';
}

static char *put_quoted(char *to, struct str cell)
{
	*to++ = '"';
	for (const char *end = cell.p + cell.n, *quote; cell.p < end; cell.p = quote) {
		quote = memchr(cell.p, '"', (size_t)(end - cell.p));
		quote = quote ? quote + 1 : end;
		memcpy(to, cell.p, (size_t)(quote - cell.p));
		to += quote - cell.p;
		if (to[-1] == '"')
			*to++ = '"';
	}
	*to++ = '"';
	return to;
}

/* Copies while looking: one pass, and a second only for the few cells that want quotes. to has
 * room. */
static char *put_csv_cell(const struct writer *w, char *to, struct str cell)
{
	char *start = to;
	unsigned found = must_quote(w, cell);
	if (cell.n >= LONG && memchr(cell.p, w->delimiter, cell.n))
		return put_quoted(start, cell);
	for (size_t i = 0; i < cell.n; i++) {
		unsigned char c = (unsigned char)cell.p[i];
		found |= w->quote[c];
		*to++ = (char)c;
	}
	return found ? put_quoted(start, cell) : to;
}

static char *put_tsv_cell(char *to, struct str cell)
{
	for (size_t i = 0; i < cell.n; i++) {
		char c = cell.p[i];
		char letter = c == '\t'   ? 't'
		              : c == '\n' ? 'n'
		              : c == '\r' ? 'r'
		              : c == '\\' ? '\\'
		                          : 0;
		if (letter)
			*to++ = '\\';
		*to++ = letter ? letter : c;
	}
	return to;
}

/* The row as a line of CSV or TSV. Room is made once for the longest it can be. */
static enum rc put_line(struct writer *w, struct err *err)
{
	size_t need = 4;
	for (size_t i = 0; i < w->n; i++)
		need += 2 * w->cell[i].n + 6;
	if (w->buf.n + need > BLOCK && flush(w, err) != RC_OK)
		return err->rc;
	buf_room(&w->buf, need);
	char *to = w->buf.p + w->buf.n;
	for (size_t i = 0; i < w->n; i++) {
		struct str cell = w->cell[i];
		if (i > 0)
			*to++ = w->delimiter;
		if (w->excel)
			cell = excel_cell(w->column[i].type, cell, &w->scratch);
		to = w->format == FORMAT_TSV ? put_tsv_cell(to, cell) : put_csv_cell(w, to, cell);
	}
	if (w->excel)
		*to++ = '\r';
	*to++ = '\n';
	w->buf.n = (size_t)(to - w->buf.p);
	return RC_OK;
}

static enum rc put_json(struct writer *w, struct err *err)
{
	if (w->format == FORMAT_JSON)
		buf_puts(&w->buf, w->rows ? ",\n" : "[\n");
	buf_putc(&w->buf, '{');
	for (size_t i = 0; i < w->n; i++) {
		buf_str(&w->buf, w->key[i]);
		row_json_cell(&w->column[i], w->cell[i], &w->buf);
	}
	buf_puts(&w->buf, w->format == FORMAT_JSONL ? "}\n" : "}");
	return w->buf.n >= BLOCK ? flush(w, err) : RC_OK;
}

static enum rc put_row(struct writer *w, struct err *err)
{
	if (w->format == FORMAT_JSON || w->format == FORMAT_JSONL)
		return put_json(w, err);
	if (!w->grid)
		return put_line(w, err);
	for (size_t i = 0; i < w->n; i++)
		grid_cell(w->grid, w->cell[i]);
	return RC_OK;
}

/* Tables for people carry titles when people read Russian; whatever a program reads carries the
 * names. */
static struct str heading(const struct writer *w, const struct column *column)
{
	bool titled =
	        (w->excel || w->format == FORMAT_MD) && lang_get() == LANG_RU && column->field;
	return str_of(titled ? schema_title(column->field) : column->name);
}

static void make_keys(struct writer *w)
{
	w->key = arena_array(w->kept, w->n, sizeof *w->key);
	for (size_t i = 0; i < w->n; i++) {
		buf_clear(&w->scratch);
		buf_puts(&w->scratch, i ? "," : "");
		json_quote(&w->scratch, str_of(w->column[i].name));
		buf_putc(&w->scratch, ':');
		w->key[i] = arena_str(w->kept, buf_slice(&w->scratch));
	}
}

static void make_grid(struct writer *w)
{
	w->grid = grid_new(w->format == FORMAT_MD ? GRID_MARKDOWN : GRID_TERMINAL, w->n);
	for (size_t i = 0; i < w->n; i++)
		if (w->column[i].type == SCHEMA_INTEGER || w->column[i].type == SCHEMA_NUMBER)
			grid_right(w->grid, i);
}

static enum rc put_heading(struct writer *w, struct err *err)
{
	/* An empty JSON array is a table without columns: so is what is made of it. */
	if (w->n == 0)
		return RC_OK;
	if (w->format == FORMAT_JSON || w->format == FORMAT_JSONL) {
		make_keys(w);
		return RC_OK;
	}
	if (w->format == FORMAT_TABLE || w->format == FORMAT_MD)
		make_grid(w);
	if (w->excel)
		buf_puts(&w->buf, "\xef\xbb\xbf");
	/* A reader that sniffs looks at the first line: it must see one delimiter, and no sep= that
	 * names another. */
	unsigned char quote[sizeof w->quote];
	memcpy(quote, w->quote, sizeof quote);
	w->quote[','] = w->quote[';'] = w->quote['\t'] = 1;
	w->quote['s'] = w->quote['S'] = strncasecmp(w->column[0].name, "sep=", 4) == 0;
	/* A header is text, whatever its column holds. */
	enum schema_type *type = arena_array(w->kept, w->n, sizeof *type);
	for (size_t i = 0; i < w->n; i++) {
		type[i] = w->column[i].type;
		w->column[i].type = SCHEMA_STRING;
		w->cell[i] = heading(w, &w->column[i]);
	}
	enum rc rc = put_row(w, err);
	for (size_t i = 0; i < w->n; i++)
		w->column[i].type = type[i];
	memcpy(w->quote, quote, sizeof quote);
	return rc;
}

static void keep_column(struct writer *w, const struct columns *columns, size_t i)
{
	struct column *column = &w->column[w->n];
	*column = columns->v[i];
	column->name = arena_cstr(w->kept, str_of(column->name));
	w->place[i] = w->n++;
}

static enum rc unknown_column(const struct columns *columns, struct str name, struct err *err)
{
	const char **names = mem_array(columns->n, sizeof *names);
	for (size_t i = 0; i < columns->n; i++)
		names[i] = columns->v[i].name;
	const char *near = str_nearest(name, names, columns->n);
	if (near)
		err_set(err, RC_USAGE,
		        _("--columns: there is no column \"%.*s\" (did you mean %s?)"),
		        STR_ARG(name), near);
	else
		err_set(err, RC_USAGE, _("--columns: there is no column \"%.*s\""), STR_ARG(name));
	free(names);
	return err->rc;
}

static enum rc choose_columns(struct writer *w, const char *select, const struct columns *columns,
                              struct err *err)
{
	struct str rest = str_of(select), part;
	for (size_t i = 0; i < columns->n; i++)
		w->place[i] = COLUMN_NONE;
	for (size_t i = 0; i < columns->n && !select; i++)
		keep_column(w, columns, i);
	while (select && str_split(&rest, ',', &part)) {
		struct str name = str_trim(part);
		size_t i = columns_find(columns, arena_cstr(w->kept, name));
		if (i == COLUMN_NONE)
			return unknown_column(columns, name, err);
		if (w->place[i] != COLUMN_NONE)
			return err_set(err, RC_USAGE, _("--columns: \"%.*s\" is named twice"),
			               STR_ARG(name));
		keep_column(w, columns, i);
	}
	if (select && w->n == 0)
		return err_set(err, RC_USAGE, _("--columns: no column is named"));
	return RC_OK;
}

static enum format choose_format(const struct writer_options *options)
{
	bool terminal =
	        (!options->path || strcmp(options->path, "-") == 0) && isatty(STDOUT_FILENO);
	if (options->to != FORMAT_AUTO)
		return options->to;
	return terminal && !options->excel ? FORMAT_TABLE : FORMAT_CSV;
}

static void writer_free(struct writer *w)
{
	grid_free(w->grid);
	buf_free(&w->buf);
	buf_free(&w->scratch);
	free(w->rest);
	arena_free(w->row);
	arena_free(w->kept);
	free(w);
}

enum rc writer_open(const struct writer_options *options, const struct columns *columns,
                    struct writer **writer, struct err *err)
{
	enum format format = choose_format(options);
	if (options->excel && format != FORMAT_CSV)
		return err_set(err, RC_USAGE, _("--excel writes csv and does not go with --to %s"),
		               format_names[format]);
	struct writer *w = mem_alloc(sizeof *w);
	w->format = format;
	w->excel = options->excel;
	w->delimiter = format == FORMAT_TSV ? '\t' : w->excel ? ';' : ',';
	w->quote['"'] = w->quote['\r'] = w->quote['\n'] = w->quote[(unsigned char)w->delimiter] = 1;
	w->kept = arena_new();
	w->row = arena_new();
	w->n_in = columns->n;
	w->place = arena_array(w->kept, columns->n, sizeof *w->place);
	w->column = arena_array(w->kept, columns->n, sizeof *w->column);
	w->cell = arena_array(w->kept, columns->n, sizeof *w->cell);
	enum rc rc = choose_columns(w, options->select, columns, err);
	/* The header of one column does not show the delimiter, and a comma is what is then
	 * believed. */
	w->quote[','] |= w->excel && w->n == 1;
	if (rc == RC_OK &&
	    io_out_open(options->path, options->hold, options->mode ? options->mode : 0666, &w->out,
	                err) == RC_OK &&
	    put_heading(w, err) == RC_OK) {
		*writer = w;
		return RC_OK;
	}
	writer_abort(w);
	return err->rc;
}

/* Where the next cell goes; NULL when its column is not wanted. */
static struct str *next_cell(struct writer *w)
{
	size_t i = w->next++;
	return i < w->n_in && w->place[i] != COLUMN_NONE ? &w->cell[w->place[i]] : NULL;
}

void writer_str(struct writer *w, struct str cell)
{
	struct str *to = next_cell(w);
	if (to)
		*to = arena_str(w->row, cell);
}

void writer_cstr(struct writer *w, const char *cell)
{
	writer_str(w, str_of(cell));
}

void writer_int(struct writer *w, int64_t value)
{
	buf_clear(&w->scratch);
	if (value < 0)
		buf_putc(&w->scratch, '-');
	num_put_scaled(&w->scratch, value < 0 ? -(uint64_t)value : (uint64_t)value, 0);
	writer_str(w, buf_slice(&w->scratch));
}

void writer_num(struct writer *w, double value)
{
	buf_clear(&w->scratch);
	num_put(&w->scratch, value);
	writer_str(w, buf_slice(&w->scratch));
}

void writer_scaled(struct writer *w, uint64_t value, int decimals)
{
	buf_clear(&w->scratch);
	num_put_scaled(&w->scratch, value, decimals);
	writer_str(w, buf_slice(&w->scratch));
}

void writer_fixed(struct writer *w, double value, int decimals)
{
	buf_clear(&w->scratch);
	num_put_fixed(&w->scratch, value, decimals);
	writer_str(w, buf_slice(&w->scratch));
}

void writer_bool(struct writer *w, bool value)
{
	writer_cstr(w, value ? "true" : "false");
}

void writer_rest_columns(struct writer *w, const size_t *column, size_t n)
{
	w->rest = mem_resize(w->rest, n ? n : 1, sizeof *w->rest);
	if (n)
		memcpy(w->rest, column, n * sizeof *column);
	w->n_rest = n;
	w->rest_given = true;
}

void writer_rest(struct writer *w, const struct row *row)
{
	size_t n = w->rest_given ? w->n_rest : row->n;
	for (size_t i = 0; i < n; i++) {
		struct str *to = next_cell(w);
		if (to)
			*to = row_str(row, w->rest_given ? w->rest[i] : i);
	}
}

enum rc writer_end(struct writer *w, struct err *err)
{
	if (w->next != w->n_in)
		return err_set(err, RC_DEFECT,
		               _("a row of %zu cells was written to a table of %zu columns"),
		               w->next, w->n_in);
	enum rc rc = put_row(w, err);
	w->rows++;
	w->next = 0;
	arena_reset(w->row);
	return rc;
}

bool writer_wants(const struct writer *w, const char *name)
{
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->column[i].name, name) == 0)
			return true;
	return false;
}

/* What can be written only when the last row is known. */
static enum rc put_ending(struct writer *w, struct err *err)
{
	if (w->format == FORMAT_JSON)
		buf_puts(&w->buf, w->rows ? "\n]\n" : "[]\n");
	for (size_t i = 0; w->grid && i < grid_rows(w->grid); i++) {
		grid_put(w->grid, i, &w->buf);
		if (w->buf.n >= BLOCK && flush(w, err) != RC_OK)
			return err->rc;
	}
	return flush(w, err);
}

enum rc writer_commit(struct writer *w, struct err *err)
{
	enum rc rc = put_ending(w, err);
	if (rc == RC_OK)
		rc = io_out_commit(w->out, err);
	else
		io_out_abort(w->out);
	writer_free(w);
	return rc;
}

void writer_abort(struct writer *w)
{
	if (!w)
		return;
	io_out_abort(w->out);
	writer_free(w);
}
