/* SPDX-License-Identifier: MIT */
#include "table/source.h"

#include "base/io.h"
#include "base/json.h"
#include "base/lang.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "ext/csvin.h"
#include "table/excel.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 512 << 10 };

struct source {
	struct io_in *in;
	struct dialect dialect;
	struct arena *arena; /* of the header */
	struct str *header;
	size_t n;
	/* CSV */
	struct csvin *csv;
	char *block;
	size_t carry;     /* bytes at the start of block that were read but not handed out: the start of a character */
	bool ended;
	bool stained;     /* a byte that is no UTF-8, or a NUL, was seen: from here on cells are looked at one by one */
	struct buf converted;
	/* JSON */
	struct json_stream *json;
	struct arena *row;   /* of the record in hand */
	const struct json *first; /* the object the header was made of, not handed out yet */
	struct map *place;   /* member → column */
	struct str *cell;
};

/* ---- CSV */

static void look_for_stains(struct source *s, struct str chunk)
{
	if (!s->stained && chunk.n)
		s->stained = memchr(chunk.p, '\0', chunk.n) || utf8_valid(chunk.p, chunk.n) < chunk.n;
}

/* Bytes of an unfinished UTF-16 character: an odd one, the first half of a surrogate pair. */
static size_t wide_tail(const struct source *s, size_t n)
{
	size_t odd = n % 2, high = s->dialect.charset == CHARSET_UTF16LE ? 1 : 2;
	return n >= odd + 2 && ((unsigned char)s->block[n - odd - high] & 0xFC) == 0xD8 ? odd + 2 : odd;
}

/* The next block, without a character that is cut at its end: its bytes wait behind the block until the next call, since what was handed
 * out must not be disturbed. */
static enum rc fill(void *context, struct str *chunk, struct err *err)
{
	struct source *s = context;
	size_t n = s->carry, got = 1;
	memmove(s->block, s->block + BLOCK, s->carry);
	while (!s->ended && n < BLOCK / 2) {
		if (io_in_read(s->in, s->block + n, BLOCK - n, &got, err) != RC_OK)
			return err->rc;
		n += got;
		s->ended = got == 0;
	}
	bool utf8 = s->dialect.charset == CHARSET_UTF8;
	bool wide = s->dialect.charset == CHARSET_UTF16LE || s->dialect.charset == CHARSET_UTF16BE;
	s->carry = s->ended ? 0 : wide ? wide_tail(s, n) : utf8 ? utf8_tail(s->block, n) : 0;
	struct str raw = {s->block, n - s->carry};
	memcpy(s->block + BLOCK, s->block + raw.n, s->carry);
	*chunk = raw;
	if (!utf8) {
		size_t bad = 0;
		buf_clear(&s->converted);
		if (charset_convert(s->dialect.charset, raw.p, raw.n, &s->converted, &bad, err) != RC_OK)
			return err->rc;
		*chunk = buf_slice(&s->converted);
		s->stained = s->stained || bad;
	}
	look_for_stains(s, *chunk);
	return RC_OK;
}

static enum rc skip_bytes(struct source *s, size_t n, struct err *err)
{
	char sink[8];
	for (size_t got; n > 0; n -= got) {
		if (io_in_read(s->in, sink, n < sizeof sink ? n : sizeof sink, &got, err) != RC_OK)
			return err->rc;
		if (got == 0)
			break;
	}
	return RC_OK;
}

static void unescape_tsv(struct source *s, struct str *cell)
{
	if (!cell->n || !memchr(cell->p, '\\', cell->n))
		return;
	char *p = arena_alloc(s->row, cell->n + 1);
	size_t n = 0;
	for (size_t i = 0; i < cell->n; i++) {
		static const char letters[] = "tnr\\", meant[] = "\t\n\r\\";
		const char *at = cell->p[i] == '\\' && i + 1 < cell->n ? memchr(letters, cell->p[i + 1], 4) : NULL;
		p[n++] = at ? meant[at - letters] : cell->p[i];
		i += at != NULL;
	}
	*cell = (struct str){p, n};
}

static enum rc open_csv(struct source *s, struct err *err)
{
	struct csvin_record record;
	if (skip_bytes(s, s->dialect.bom, err) != RC_OK)
		return err->rc;
	s->block = mem_resize(NULL, BLOCK + 8, 1);
	s->csv = csvin_new(s->dialect.delimiter, io_in_name(s->in), 1, fill, s);
	if (s->dialect.format == FORMAT_TSV)
		csvin_literal(s->csv);
	for (int skip = s->dialect.sep_line; skip >= 0; skip--)
		if (!csvin_next(s->csv, &record, err))
			return err->rc != RC_OK ? err->rc
			                        : err_set(err, RC_INPUT, _("%s: the file is empty: a header line is expected"),
			                                  io_in_name(s->in));
	s->n = record.n;
	s->header = arena_array(s->arena, s->n, sizeof *s->header);
	for (size_t i = 0; i < s->n; i++) {
		struct str name = record.cell[i];
		if (utf8_valid(name.p, name.n) < name.n || name.n > CSVIN_CELL_MAX || (name.n && memchr(name.p, '\0', name.n)))
			return err_set(err, RC_INPUT, _("%s:%zu: the header is not valid %s"), io_in_name(s->in), record.line,
			               charset_name(s->dialect.charset));
		if (s->dialect.format == FORMAT_TSV)
			unescape_tsv(s, &record.cell[i]);
		s->header[i] = str_trim(arena_str(s->arena, record.cell[i]));
	}
	return RC_OK;
}

static const char *stain_of(const struct source *s, struct source_record *record)
{
	bool converted = s->dialect.charset != CHARSET_UTF8;
	for (size_t i = 0; i < record->n; i++) {
		struct str cell = record->cell[i];
		record->defect_cell = i;
		if (cell.n && memchr(cell.p, '\0', cell.n))
			return N_("a NUL byte");
		if (utf8_valid(cell.p, cell.n) < cell.n || (converted && cell.n && memmem(cell.p, cell.n, "\xef\xbf\xbd", 3)))
			return N_("bytes that are not valid in the file's encoding");
	}
	return NULL;
}

static const char *defect_of(const struct source *s, struct source_record *record)
{
	for (size_t i = 0; i < record->n; i++)
		if (record->cell[i].n > CSVIN_CELL_MAX) {
			record->defect_cell = i;
			return N_("a cell is larger than 1 MiB");
		}
	return s->stained ? stain_of(s, record) : NULL;
}

/* ---- JSON */

static enum rc json_header(struct source *s, struct err *err)
{
	if (json_stream_next(s->json, s->row, &s->first, err) != RC_OK || !s->first)
		return err->rc;
	if (s->first->kind != JSON_OBJECT)
		return err_set(err, RC_INPUT, _("%s:%zu: a row is a JSON object"), io_in_name(s->in), s->first->line);
	if (s->first->n == 0)
		return err_set(err, RC_INPUT, _("%s:%zu: an object without members is no row"), io_in_name(s->in), s->first->line);
	s->header = arena_array(s->arena, s->first->n, sizeof *s->header);
	for (const struct json *member = s->first->child; member; member = member->next) {
		map_add(s->place, member->name, s->n);
		s->header[s->n++] = arena_str(s->arena, member->name);
	}
	s->cell = arena_array(s->arena, s->n, sizeof *s->cell);
	return RC_OK;
}

static struct str json_cell(struct source *s, const struct json *value)
{
	struct buf text = {0};
	switch (value->kind) {
	case JSON_NULL:
		return (struct str){"", 0};
	case JSON_TRUE:
		return STR("true");
	case JSON_FALSE:
		return STR("false");
	case JSON_NUMBER:
	case JSON_STRING:
		return value->text;
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	json_put(&text, value);
	struct str cell = arena_str(s->row, buf_slice(&text));
	buf_free(&text);
	return cell;
}

static bool json_next(struct source *s, struct source_record *record, struct err *err)
{
	const struct json *row = s->first;
	s->first = NULL;
	if (!row) {
		arena_reset(s->row);
		if (json_stream_next(s->json, s->row, &row, err) != RC_OK || !row)
			return false;
	}
	*record = (struct source_record){.cell = s->cell, .n = s->n, .line = row->line, .defect_cell = SIZE_MAX};
	memset(s->cell, 0, s->n * sizeof *s->cell);
	if (row->kind != JSON_OBJECT) {
		record->defect = N_("a row is a JSON object");
		return true;
	}
	for (const struct json *member = row->child; member; member = member->next) {
		size_t at = map_get(s->place, member->name);
		if (at == MAP_NONE) {
			record->defect = N_("a member that the first row does not have");
			record->defect_value = member->name;
		} else {
			s->cell[at] = json_cell(s, member);
		}
	}
	if (!record->defect)
		record->defect = stain_of(s, record);
	return true;
}

/* ---- both */

enum rc source_open(const char *path, const struct reader_options *options, struct source **source, struct err *err)
{
	struct source *s = *source = mem_alloc(sizeof *s);
	struct str head;
	s->arena = arena_new();
	s->row = arena_new();
	if (options->text.p)
		s->in = io_in_text(options->text, path);
	if ((s->in || io_in_open(path, &s->in, err) == RC_OK) && io_in_peek(s->in, SNIFF_BYTES, &head, err) == RC_OK &&
	    sniff(head, head.n < SNIFF_BYTES, io_in_name(s->in), options, &s->dialect, err) == RC_OK) {
		bool json = s->dialect.format == FORMAT_JSON || s->dialect.format == FORMAT_JSONL;
		if (json) {
			s->place = map_new();
			s->json = json_stream_new(s->in);
		}
		if ((json ? json_header(s, err) : open_csv(s, err)) == RC_OK)
			return RC_OK;
	}
	source_close(s);
	*source = NULL;
	return err->rc;
}

void source_close(struct source *s)
{
	if (!s)
		return;
	csvin_free(s->csv);
	json_stream_free(s->json);
	map_free(s->place);
	io_in_close(s->in);
	buf_free(&s->converted);
	free(s->block);
	arena_free(s->row);
	arena_free(s->arena);
	free(s);
}

const char *source_name(const struct source *s)
{
	return io_in_name(s->in);
}

const struct dialect *source_dialect(const struct source *s)
{
	return &s->dialect;
}

const struct str *source_header(const struct source *s, size_t *n)
{
	*n = s->n;
	return s->header;
}

bool source_next(struct source *s, struct source_record *record, struct err *err)
{
	struct csvin_record csv;
	if (s->json)
		return json_next(s, record, err);
	if (!csvin_next(s->csv, &csv, err))
		return false;
	*record = (struct source_record){.cell = csv.cell, .n = csv.n, .line = csv.line, .defect_cell = SIZE_MAX};
	record->defect = defect_of(s, record);
	if (s->dialect.format == FORMAT_TSV) {
		arena_reset(s->row);
		for (size_t i = 0; i < csv.n; i++)
			unescape_tsv(s, &record->cell[i]);
	}
	/* Excel's own form guards text that would run as a formula by an apostrophe (table/excel.h). */
	for (size_t i = 0; s->dialect.excel && i < csv.n; i++)
		if (excel_is_guarded(record->cell[i]))
			record->cell[i] = (struct str){record->cell[i].p + 1, record->cell[i].n - 1};
	return true;
}

void source_progress(const struct source *s, size_t *done, size_t *total)
{
	*done = io_in_offset(s->in);
	*total = io_in_size(s->in);
}
