/* SPDX-License-Identifier: MIT */
#include "table/reader.h"

#include "base/lang.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "ext/jqx.h"
#include "table/cell.h"
#include "table/check.h"
#include "table/source.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH = 512, VALUE_SHOWN = 200 };

/* How the file in hand fills the reader's columns. */
struct layout {
	size_t *place;  /* column → cell of the record, COLUMN_NONE when the file has none */
	bool straight;  /* place[i] == i for all */
	size_t n_cells; /* of a whole record */
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
	struct row *batch;
	size_t n_batch, at_batch;
	bool dry; /* the sources have nothing more */
};

/* ---- headers */

/* The user's name for a header, by --map; else the header itself. *used tells which. */
static const char *mapped(const struct reader *r, struct str header, size_t *used)
{
	for (size_t i = 0; r->options.map && i < r->options.map->n; i++) {
		const char *pair = r->options.map->v[i], *equals = strrchr(pair, '=');
		if (equals && str_eq(header, (struct str){pair, (size_t)(equals - pair)})) {
			*used = i;
			return equals + 1;
		}
	}
	return NULL;
}

static enum rc check_map(const struct reader *r, const bool *used, struct err *err)
{
	for (size_t i = 0; r->options.map && i < r->options.map->n; i++) {
		const char *pair = r->options.map->v[i], *equals = strrchr(pair, '=');
		if (!equals || equals == pair || !equals[1])
			return err_set(err, RC_USAGE, _("--map %s: THEIRS=OURS is expected"), pair);
		if (!used[i])
			return err_set(err, RC_USAGE, _("--map %s: %s has no such column"), pair, source_name(r->source));
	}
	return RC_OK;
}

/* The names by which the file's columns go, canonical where the schema knows them. */
static enum rc name_columns(struct reader *r, const char **name, struct err *err)
{
	size_t n;
	const struct str *header = source_header(r->source, &n);
	bool *used = arena_array(r->arena, r->options.map ? r->options.map->n + 1 : 1, sizeof *used);
	for (size_t i = 0; i < n; i++) {
		size_t pair;
		const char *ours = mapped(r, header[i], &pair);
		if (ours)
			used[pair] = true;
		size_t field = schema_find(r->schema, ours ? str_of(ours) : header[i]);
		name[i] = field != SCHEMA_NONE ? r->schema->field[field].name : ours ? ours : arena_cstr(r->arena, header[i]);
		if (!*name[i])
			return err_set(err, RC_INPUT, _("%s:1: column %zu has no name"), source_name(r->source), i + 1);
		for (size_t j = 0; j < i; j++)
			if (strcmp(name[i], name[j]) == 0)
				return str_eq(header[i], header[j])
				               ? err_set(err, RC_INPUT, _("%s:1: the column \"%s\" stands twice"), source_name(r->source),
				                         name[i])
				               : err_set(err, RC_INPUT, _("%s:1: the columns \"%.*s\" and \"%.*s\" both mean %s (say which with --map)"),
				                         source_name(r->source), STR_ARG(header[j]), STR_ARG(header[i]), name[i]);
	}
	return check_map(r, used, err);
}

static enum rc missing_column(const struct reader *r, const char *name, const char *const *seen, size_t n, struct err *err)
{
	const char *near = str_nearest(str_of(name), seen, n);
	struct buf list = {0};
	for (size_t i = 0; i < n; i++)
		buf_printf(&list, "%s%s", i ? ", " : "", seen[i]);
	struct str shown = utf8_cut(buf_slice(&list), 300);
	if (near)
		err_set(err, RC_INPUT, _("%s:1: %s: the column is missing (is it \"%s\"? then --map \"%s=%s\"); there are: %.*s"),
		        source_name(r->source), name, near, near, name, STR_ARG(shown));
	else
		err_set(err, RC_INPUT, _("%s:1: %s: the column is missing; there are: %.*s"), source_name(r->source), name, STR_ARG(shown));
	buf_free(&list);
	return err->rc;
}

static bool among(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static enum rc check_needed(const struct reader *r, const char *const *name, size_t n, struct err *err)
{
	for (size_t i = 0; !r->options.need && i < r->schema->n; i++)
		if (r->schema->field[i].required && !among(r->schema->field[i].name, name, n))
			return missing_column(r, r->schema->field[i].name, name, n, err);
	struct str rest = str_of(r->options.need), word;
	while (str_split(&rest, ' ', &word))
		if (word.n && !among(arena_cstr(r->arena, word), name, n))
			return missing_column(r, arena_cstr(r->arena, word), name, n, err);
	return RC_OK;
}

static void first_columns(struct reader *r, const char *const *name, size_t n)
{
	r->field = arena_array(r->arena, n, sizeof *r->field);
	for (size_t i = 0; i < n; i++) {
		size_t field = r->field[i] = schema_field(r->schema, name[i]);
		columns_add(&r->columns, name[i], field != SCHEMA_NONE ? r->schema->field[field].type : SCHEMA_STRING);
		if (field != SCHEMA_NONE) {
			r->columns.v[i].field = &r->schema->field[field];
			r->typed = true;
		}
	}
	r->cell = arena_array(r->arena, n, sizeof *r->cell);
}

/* Later files may have their columns in another order, and must have the same. */
static enum rc lay_out(struct reader *r, const char *const *name, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if (columns_find(&r->columns, name[i]) == COLUMN_NONE)
			return err_set(err, RC_INPUT, _("%s:1: the column \"%s\" is not in the first file"), source_name(r->source), name[i]);
	r->layout.n_cells = n;
	r->layout.straight = n == r->columns.n;
	r->layout.place = arena_array(r->arena, r->columns.n, sizeof *r->layout.place);
	for (size_t c = 0; c < r->columns.n; c++) {
		size_t at = 0;
		while (at < n && strcmp(name[at], r->columns.v[c].name) != 0)
			at++;
		r->layout.place[c] = at < n ? at : COLUMN_NONE;
		r->layout.straight = r->layout.straight && at == c;
	}
	return RC_OK;
}

/* JSON without a row names no columns: they are those that the verb asks for. */
static const char **asked_names(struct reader *r, size_t *n)
{
	const char **name = arena_array(r->arena, r->schema->n + 64, sizeof *name);
	struct str rest = str_of(r->options.need), word;
	*n = 0;
	for (size_t i = 0; !r->options.need && i < r->schema->n; i++)
		if (r->schema->field[i].required)
			name[(*n)++] = r->schema->field[i].name;
	while (*n < r->schema->n + 64 && str_split(&rest, ' ', &word))
		if (word.n && !among(arena_cstr(r->arena, word), name, *n))
			name[(*n)++] = arena_cstr(r->arena, word);
	return name;
}

static enum rc open_next(struct reader *r, struct err *err)
{
	size_t n;
	source_close(r->source);
	if (source_open(r->path[r->next_path++], &r->options, &r->source, err) != RC_OK)
		return err->rc;
	source_header(r->source, &n);
	const char **name = arena_array(r->arena, n, sizeof *name);
	if (name_columns(r, name, err) != RC_OK)
		return err->rc;
	if (n == 0)
		name = asked_names(r, &n);
	if (check_needed(r, name, n, err) != RC_OK)
		return err->rc;
	if (r->next_path == 1)
		first_columns(r, name, n);
	buf_printf(&r->dialect, "%s%s: ", r->dialect.n ? "\n" : "", source_name(r->source));
	sniff_describe(source_dialect(r->source), &r->dialect);
	return lay_out(r, name, n, err);
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
	if (reader_frame(reader, &frame, err) == RC_OK) {
		if (check_add(r->check, table, &frame, err) == RC_OK)
			err->rc = RC_OK;
		frame_free(&frame);
	}
	reader_close(reader);
	return err->rc;
}

static enum rc load_references(struct reader *r, struct err *err)
{
	for (size_t i = 0; r->options.refs && i < r->options.refs->n; i++)
		if (load_reference(r, r->options.refs->v[i], err) != RC_OK)
			return err->rc;
	return RC_OK;
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
		r->batch = options->where ? mem_array(BATCH, sizeof *r->batch) : NULL;
		if (load_references(r, err) == RC_OK)
			return RC_OK;
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

static void put_record(struct buf *out, const struct str *cell, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct str c = cell[i];
		bool quote = c.n && (memchr(c.p, ',', c.n) || memchr(c.p, '"', c.n) || memchr(c.p, '\n', c.n) || memchr(c.p, '\r', c.n));
		struct buf good = {0};
		utf8_repair(&good, c);
		if (i)
			buf_putc(out, ',');
		if (quote)
			buf_putc(out, '"');
		for (size_t k = 0; k < good.n; k++) {
			if (good.p[k] == '"')
				buf_putc(out, '"');
			if (good.p[k])
				buf_putc(out, good.p[k]);
			else
				buf_puts(out, "\xef\xbf\xbd");
		}
		if (quote)
			buf_putc(out, '"');
		buf_free(&good);
	}
}

void reader_record(const struct reader *r, const struct row *row, struct buf *out)
{
	(void)r;
	put_record(out, row->cell, row->n);
}

/* Hands the noted defects of a record to the sink. */
static enum rc reject(struct reader *r, const char *file, const struct str *cell, size_t n, size_t line, struct err *err)
{
	buf_clear(&r->record);
	put_record(&r->record, cell, n);
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
		note_defect(r, column, (struct str){"", 0}, _(record->defect));
		return;
	}
	if (record->n != r->layout.n_cells) {
		struct buf reason = {0};
		buf_printf(&reason, _("the row has %zu cells, the header has %zu"), record->n, r->layout.n_cells);
		note_defect(r, "", (struct str){"", 0}, buf_cstr(&reason));
		buf_free(&reason);
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
		if (!r->batch)
			arena_reset(r->scratch);
	}
}

/* ---- --where */

static void keep(struct reader *r, const struct row *row)
{
	struct str *cell = arena_array(r->scratch, row->n, sizeof *cell);
	for (size_t c = 0; c < row->n; c++)
		cell[c] = arena_str(r->scratch, row->cell[c]);
	r->batch[r->n_batch] = *row;
	r->batch[r->n_batch].cell = cell;
	r->batch[r->n_batch++].file = arena_cstr(r->scratch, str_of(row->file));
}

static enum rc drop_filtered(struct reader *r, const enum jqx_outcome *outcome, const struct str *texts, struct err *err)
{
	size_t kept = 0;
	for (size_t i = 0; i < r->n_batch; i++) {
		struct row *row = &r->batch[i];
		if (outcome[i] == JQX_TRUE) {
			r->batch[kept++] = *row;
		} else if (outcome[i] == JQX_FALSE) {
			r->counts.filtered++;
		} else {
			note_defect(r, "--where", (struct str){"", 0}, arena_cstr(r->scratch, texts[i]));
			if (reject(r, row->file, row->cell, row->n, row->line, err) != RC_OK)
				return err->rc;
		}
	}
	r->n_batch = kept;
	return RC_OK;
}

static enum rc fill_batch(struct reader *r, struct err *err)
{
	struct row row;
	struct str json[BATCH], texts[BATCH];
	enum jqx_outcome outcome[BATCH];
	arena_reset(r->scratch);
	r->n_batch = r->at_batch = 0;
	while (r->n_batch < BATCH && arena_size(r->scratch) < 16 << 20 && (r->dry = !next_good(r, &row, err)) == false)
		keep(r, &row);
	if (err->rc != RC_OK || r->n_batch == 0)
		return err->rc;
	for (size_t i = 0; i < r->n_batch; i++) {
		struct buf text = {0};
		row_json(&r->batch[i], &r->columns, &text);
		json[i] = arena_str(r->scratch, buf_slice(&text));
		buf_free(&text);
	}
	if (jqx_filter(r->jqx, 0, json, r->n_batch, outcome, texts, err) != RC_OK)
		return err->rc;
	return drop_filtered(r, outcome, texts, err);
}

bool reader_next(struct reader *r, struct row *row, struct err *err)
{
	if (err->rc != RC_OK)
		return false;
	if (!r->batch) {
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
	const char *file = NULL, *copy = NULL;
	while (reader_next(r, &row, err)) {
		struct str *cell = arena_array(frame->arena, row.n, sizeof *cell);
		for (size_t c = 0; c < row.n; c++)
			cell[c] = arena_str(frame->arena, row.cell[c]);
		if (!file || strcmp(row.file, copy) != 0)
			copy = file = arena_cstr(frame->arena, str_of(row.file));
		frame->row = mem_grow(frame->row, &frame->cap, frame->n + 1, sizeof *frame->row);
		frame->row[frame->n++] = (struct row){.cell = cell, .n = row.n, .file = copy, .line = row.line};
	}
	if (err->rc != RC_OK)
		frame_free(frame);
	return err->rc;
}
