/* SPDX-License-Identifier: MIT */
#include "table/reader.h"

#include "base/lang.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "ext/jqx.h"
#include "table/cell.h"
#include "table/check.h"
#include "table/header.h"
#include "table/source.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH = 512, VALUE_SHOWN = 200 };

/* How the file in hand fills the reader's columns. */
struct layout {
	size_t *place;  /* column → cell of the record, COLUMN_NONE when the file has none */
	bool straight;  /* place[i] == i for all */
	size_t n_cells; /* of a whole record */
	size_t n_named; /* those behind them have no column and must be empty */
};

struct reader {
	struct reader_options options;
	const char *const *path;
	size_t n_paths, next_path;
	struct arena *arena; /* as long as the reader: schema, names */
	struct arena *scratch; /* as long as a row, or a batch */
	const struct schema *schema;
	struct columns columns;
	size_t *field; /* column → field of the schema, SCHEMA_NONE for none */
	bool typed;    /* some column has a field */
	struct cell_rules *rules;
	struct check *check;
	struct source *source;
	struct layout layout;
	struct reader_counts counts;
	struct str *cell; /* of the row in hand */
	struct buf reasons, values, names, dialect, record;
	size_t ticks;
	/* --where */
	struct jqx *jqx;
	/* Rows that wait: for jq, or, where the table refers to itself, for its last row. */
	bool whole, batched;
	struct row *batch;
	size_t n_batch, cap_batch, at_batch;
	bool dry; /* the sources have nothing more */
};

/* ---- files and their headers */

static void first_columns(struct reader *r, const struct header *h)
{
	r->field = arena_array(r->arena, h->n, sizeof *r->field);
	for (size_t i = 0; i < h->n; i++) {
		size_t field = r->field[i] = schema_field(r->schema, h->name[i]);
		columns_add(&r->columns, h->name[i], field != SCHEMA_NONE ? r->schema->field[field].type : SCHEMA_STRING);
		if (field != SCHEMA_NONE) {
			r->columns.v[i].field = &r->schema->field[field];
			r->typed = true;
		}
	}
	r->cell = arena_array(r->arena, h->n, sizeof *r->cell);
}

/* Later files may have their columns in another order, and must have no others. */
static void lay_out(struct reader *r, const struct header *h, struct err *err)
{
	size_t known = 0;
	r->layout.n_cells = h->n_cells;
	r->layout.n_named = h->n;
	r->layout.straight = h->n == r->columns.n;
	r->layout.place = arena_array(r->arena, r->columns.n, sizeof *r->layout.place);
	for (size_t c = 0; c < r->columns.n; c++) {
		size_t at = map_get(h->place, str_of(r->columns.v[c].name));
		r->layout.place[c] = at == MAP_NONE ? COLUMN_NONE : at;
		r->layout.straight = r->layout.straight && at == c;
		known += at != MAP_NONE;
	}
	for (size_t i = 0; known < h->n && i < h->n; i++)
		if (columns_find(&r->columns, h->name[i]) == COLUMN_NONE)
			err_set(err, RC_INPUT, _("%s:1: the column \"%s\" is not in the first file"), source_name(r->source), h->name[i]);
}

static enum rc open_next(struct reader *r, struct err *err)
{
	struct header header;
	source_close(r->source);
	if (source_open(r->path[r->next_path++], &r->options, &r->source, err) != RC_OK)
		return err->rc;
	if (header_read(&header, r->source, r->schema, &r->options, r->arena, err) == RC_OK) {
		if (r->next_path == 1)
			first_columns(r, &header);
		buf_printf(&r->dialect, "%s%s: ", r->dialect.n ? "\n" : "", source_name(r->source));
		sniff_describe(source_dialect(r->source), &r->dialect);
		lay_out(r, &header, err);
	}
	header_free(&header);
	return err->rc;
}

/* A table that foreign keys point into, given as TABLE=FILE. */
static enum rc load_reference(struct reader *r, const char *pair, struct err *err)
{
	const char *equals = strchr(pair, '='), *path = equals ? equals + 1 : "";
	if (!equals || equals == pair || !*path)
		return err_set(err, RC_USAGE, _("--refs %s: TABLE=FILE is expected"), pair);
	const char *table = arena_cstr(r->arena, (struct str){pair, (size_t)(equals - pair)});
	bool wanted = false;
	for (size_t i = 0; check_table(r->check, i); i++)
		wanted = wanted || strcmp(check_table(r->check, i), table) == 0;
	if (!wanted)
		return err_set(err, RC_USAGE, _("--refs %s: no column refers to the table %s"), pair, table);
	struct reader_options options = {.schema = table};
	struct reader *reader;
	struct frame frame;
	if (reader_open(&path, 1, &options, &reader, err) != RC_OK)
		return err->rc;
	enum rc rc = reader_frame(reader, &frame, err);
	if (rc == RC_OK) {
		rc = check_add(r->check, table, &frame, err);
		frame_free(&frame);
	}
	reader_close(reader);
	return rc;
}

static enum rc load_references(struct reader *r, struct err *err)
{
	for (size_t i = 0; r->options.refs && i < r->options.refs->n; i++)
		if (load_reference(r, r->options.refs->v[i], err) != RC_OK)
			return err->rc;
	return RC_OK;
}

enum rc reader_refuse(void *context, const struct problem *problem, struct err *err)
{
	(void)context;
	return err_set(err, RC_INPUT, "%s:%zu: %s: %s", problem->file, problem->line, problem->columns, problem->reasons);
}

enum rc reader_open(const char *const *paths, size_t n_paths, const struct reader_options *options, struct reader **reader,
                    struct err *err)
{
	static const char *const standard[] = {"-"};
	struct reader *r = *reader = mem_alloc(sizeof *r);
	*r = (struct reader){.options = *options, .path = n_paths ? paths : standard, .n_paths = n_paths ? n_paths : 1};
	r->arena = arena_new();
	r->scratch = arena_new();
	if (schema_load(options->schema, r->arena, &r->schema, err) == RC_OK &&
	    cell_rules_new(r->schema, options->decimal, &r->rules, err) == RC_OK && open_next(r, err) == RC_OK &&
	    (!options->where || jqx_open(&options->where, (const char *const[]){"--where"}, 1, &r->jqx, err) == RC_OK)) {
		r->check = check_new(r->schema, &r->columns, options->keys);
		if (load_references(r, err) == RC_OK) {
			r->whole = check_within(r->check);
			r->batched = r->whole || r->jqx;
			return RC_OK;
		}
	}
	reader_close(r);
	*reader = NULL;
	return err->rc;
}

void reader_close(struct reader *r)
{
	if (!r)
		return;
	source_close(r->source);
	jqx_close(r->jqx);
	check_free(r->check);
	cell_rules_free(r->rules);
	columns_free(&r->columns);
	buf_free(&r->reasons);
	buf_free(&r->values);
	buf_free(&r->names);
	buf_free(&r->dialect);
	buf_free(&r->record);
	free(r->batch);
	arena_free(r->scratch);
	arena_free(r->arena);
	free(r);
}

const struct columns *reader_columns(const struct reader *r)
{
	return &r->columns;
}

size_t reader_column(const struct reader *r, const char *name)
{
	return columns_find(&r->columns, name);
}

struct reader_counts reader_counts(const struct reader *r)
{
	return r->counts;
}

const char *reader_dialect(struct reader *r)
{
	return buf_cstr(&r->dialect);
}

const char *reader_name(const struct reader *r)
{
	return source_name(r->source);
}

void reader_progress(const struct reader *r, size_t *done, size_t *total)
{
	source_progress(r->source, done, total);
}

/* ---- bad rows */

static void note_defect(struct reader *r, const char *column, struct str value, const char *reason)
{
	struct str shown = {value.p, value.n < VALUE_SHOWN ? value.n : VALUE_SHOWN};
	shown.n -= utf8_tail(shown.p, shown.n);
	buf_printf(&r->names, "%s%s", r->names.n ? "|" : "", column);
	if (r->values.n || r->reasons.n)
		buf_putc(&r->values, '|');
	utf8_repair(&r->values, shown);
	if (r->reasons.n)
		buf_puts(&r->reasons, "; ");
	buf_puts(&r->reasons, reason);
}

/* Hands the noted defects of a record to the sink. */
static enum rc reject(struct reader *r, const char *file, const struct str *cell, size_t n, size_t line, struct err *err)
{
	buf_clear(&r->record);
	row_csv(cell, n, &r->record);
	struct problem problem = {.file = file,
	                          .line = line,
	                          .columns = buf_cstr(&r->names),
	                          .values = buf_cstr(&r->values),
	                          .reasons = buf_cstr(&r->reasons),
	                          .record = buf_cstr(&r->record)};
	r->counts.bad++;
	enum rc rc = r->options.bad ? r->options.bad(r->options.bad_context, &problem, err) : RC_OK;
	buf_clear(&r->names);
	buf_clear(&r->values);
	buf_clear(&r->reasons);
	return rc;
}

/* ---- rows */

/* The cells of a whole record into the inside form; defects are noted. */
static void read_cells(struct reader *r, const struct source_record *record)
{
	struct buf reason = {0};
	for (size_t c = 0; c < r->columns.n; c++) {
		size_t at = r->layout.place[c];
		struct str as_read = at != COLUMN_NONE ? record->cell[at] : (struct str){"", 0};
		r->cell[c] = as_read;
		if (r->field[c] == SCHEMA_NONE || cell_read(r->rules, r->field[c], &r->cell[c], r->scratch, &reason))
			continue;
		note_defect(r, r->columns.v[c].name, as_read, buf_cstr(&reason));
		buf_clear(&reason);
	}
	buf_free(&reason);
}

static void judge(struct reader *r, const struct source_record *record, struct row *row)
{
	if (record->defect) {
		const char *column = "";
		for (size_t c = 0; c < r->columns.n; c++)
			if (r->layout.place[c] == record->defect_cell && record->defect_cell != COLUMN_NONE)
				column = r->columns.v[c].name;
		note_defect(r, column, record->defect_value, _(record->defect));
		return;
	}
	if (record->n != r->layout.n_cells) {
		struct buf reason = {0};
		buf_printf(&reason, _("the row has %zu cells, the header has %zu"), record->n, r->layout.n_cells);
		note_defect(r, "", (struct str){"", 0}, buf_cstr(&reason));
		buf_free(&reason);
		return;
	}
	for (size_t i = r->layout.n_named; i < record->n; i++)
		if (str_trim(record->cell[i]).n > 0) {
			note_defect(r, "", record->cell[i], _("a value in a column without a name"));
			return;
		}
	if (!r->typed && r->layout.straight) {
		row->cell = record->cell;
		return;
	}
	read_cells(r, record);
	row->cell = r->cell;
	const char *column;
	struct buf reason = {0};
	if (!r->reasons.n && !check_row(r->check, row, &column, &reason))
		note_defect(r, column, row->cell[columns_find(&r->columns, column)], buf_cstr(&reason));
	buf_free(&reason);
}

static void tell_progress(struct reader *r)
{
	size_t done, total;
	if (!r->options.progress || ++r->ticks % 1024)
		return;
	source_progress(r->source, &done, &total);
	r->options.progress(r->options.progress_context, done, total);
}

/* The next row that passed, whatever --where says of it. */
static bool next_good(struct reader *r, struct row *row, struct err *err)
{
	struct source_record record;
	for (;;) {
		if (!source_next(r->source, &record, err)) {
			if (err->rc != RC_OK || r->next_path == r->n_paths || open_next(r, err) != RC_OK)
				return false;
			continue;
		}
		tell_progress(r);
		r->counts.rows++;
		*row = (struct row){.n = r->columns.n, .file = source_name(r->source), .line = record.line};
		judge(r, &record, row);
		if (!r->names.n && !r->reasons.n)
			return true;
		if (reject(r, row->file, record.cell, record.n, record.line, err) != RC_OK)
			return false;
		if (!r->batched)
			arena_reset(r->scratch);
	}
}

/* ---- rows that wait */

static void keep(struct reader *r, const struct row *row)
{
	struct str *cell = arena_array(r->scratch, row->n, sizeof *cell);
	for (size_t c = 0; c < row->n; c++)
		cell[c] = arena_str(r->scratch, row->cell[c]);
	const char *file = r->n_batch > 0 ? r->batch[r->n_batch - 1].file : "";
	if (strcmp(file, row->file) != 0)
		file = arena_cstr(r->scratch, str_of(row->file));
	r->batch = mem_grow(r->batch, &r->cap_batch, r->n_batch + 1, sizeof *r->batch);
	r->batch[r->n_batch++] = (struct row){.cell = cell, .n = row->n, .file = file, .line = row->line};
}

static enum rc drop_dangling(struct reader *r, struct err *err)
{
	size_t kept = 0;
	struct buf reason = {0};
	for (size_t i = 0; i < r->n_batch && err->rc == RC_OK; i++) {
		const struct row row = r->batch[i];
		const char *column;
		if (check_row_within(r->check, &row, &column, &reason)) {
			r->batch[kept++] = row;
			continue;
		}
		note_defect(r, column, row.cell[columns_find(&r->columns, column)], buf_cstr(&reason));
		buf_clear(&reason);
		if (reject(r, row.file, row.cell, row.n, row.line, err) != RC_OK)
			break;
	}
	buf_free(&reason);
	r->n_batch = kept;
	return err->rc;
}

/* Asks jq about n waiting rows from first on; those that stay move to *kept. */
static enum rc filter(struct reader *r, size_t first, size_t n, size_t *kept, struct err *err)
{
	struct str json[BATCH] = {{0}}, texts[BATCH];
	enum jqx_outcome outcome[BATCH];
	for (size_t i = 0; i < n; i++) {
		struct buf text = {0};
		row_json(&r->batch[first + i], &r->columns, &text);
		json[i] = arena_str(r->scratch, buf_slice(&text));
		buf_free(&text);
	}
	if (jqx_filter(r->jqx, 0, json, n, outcome, texts, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < n; i++) {
		const struct row row = r->batch[first + i];
		if (outcome[i] == JQX_TRUE) {
			r->batch[(*kept)++] = row;
		} else if (outcome[i] == JQX_FALSE) {
			r->counts.filtered++;
		} else {
			note_defect(r, "--where", (struct str){"", 0}, arena_cstr(r->scratch, texts[i]));
			if (reject(r, row.file, row.cell, row.n, row.line, err) != RC_OK)
				return err->rc;
		}
	}
	return RC_OK;
}

static enum rc fill_batch(struct reader *r, struct err *err)
{
	struct row row;
	size_t kept = 0;
	arena_reset(r->scratch);
	r->n_batch = r->at_batch = 0;
	while (r->whole || (r->n_batch < BATCH && arena_size(r->scratch) < 16 << 20)) {
		r->dry = !next_good(r, &row, err);
		if (r->dry)
			break;
		keep(r, &row);
	}
	if (err->rc != RC_OK || (r->whole && drop_dangling(r, err) != RC_OK) || !r->jqx)
		return err->rc;
	for (size_t first = 0; first < r->n_batch; first += BATCH) {
		size_t left = r->n_batch - first;
		if (filter(r, first, left < BATCH ? left : BATCH, &kept, err) != RC_OK)
			return err->rc;
	}
	r->n_batch = kept;
	return RC_OK;
}

bool reader_next(struct reader *r, struct row *row, struct err *err)
{
	if (err->rc != RC_OK)
		return false;
	if (!r->batched) {
		if (r->typed)
			arena_reset(r->scratch);
		if (!next_good(r, row, err))
			return false;
		r->counts.passed++;
		return true;
	}
	while (r->at_batch == r->n_batch)
		if (r->dry || fill_batch(r, err) != RC_OK)
			return false;
	*row = r->batch[r->at_batch++];
	r->counts.passed++;
	return true;
}

/* The frame outlives the reader: names and fields are its own, and a schema is cheaper to read again than to copy. */
static enum rc own_columns(const struct reader *r, struct frame *frame, struct err *err)
{
	const struct schema *schema;
	if (schema_load(r->options.schema, frame->arena, &schema, err) != RC_OK)
		return err->rc;
	for (size_t c = 0; c < r->columns.n; c++) {
		const struct column *column = &r->columns.v[c];
		columns_add(&frame->columns, arena_cstr(frame->arena, str_of(column->name)), column->type);
		if (column->field)
			frame->columns.v[c].field = &schema->field[column->field - r->schema->field];
	}
	return RC_OK;
}

enum rc reader_frame(struct reader *r, struct frame *frame, struct err *err)
{
	struct row row;
	*frame = (struct frame){.arena = arena_new()};
	if (own_columns(r, frame, err) != RC_OK) {
		frame_free(frame);
		return err->rc;
	}
	while (reader_next(r, &row, err)) {
		frame->row = mem_grow(frame->row, &frame->cap, frame->n + 1, sizeof *frame->row);
		frame->row[frame->n] = row_keep(frame->arena, &row, frame->n ? &frame->row[frame->n - 1] : NULL);
		frame->n++;
	}
	if (err->rc != RC_OK)
		frame_free(frame);
	return err->rc;
}
