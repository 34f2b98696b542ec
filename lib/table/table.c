/* SPDX-License-Identifier: MIT */
#include "table/table.h"

#include "base/io.h"
#include "base/lang.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHOWN = 20 };

static const char *const format_in[] = {"auto", "csv", "tsv", "json", "jsonl", NULL};
static const char *const format_out[] = {"auto", "csv", "tsv", "json", "jsonl", "table", "md", NULL};
static const char *const decimals[] = {"auto", "dot", "comma", NULL};

struct table_state {
	struct arena *arena;
	struct reader *in;
	struct writer *out, *rejects;
	struct io_out *raw;
	size_t bad;
	bool look;
};

/* ---- options */

struct cli_option *table_options(struct table *t, int parts)
{
	/* clang-format off */
	const struct cli_option rejects[] = {
		{.kind = CLI_KIND_FILE, .name = "rejects", .value = &t->rejects, .arg = "FILE", .help = N_("bad rows go there and good rows go on; without it bad rows stop the command")},
	};
	const struct cli_option in[] = {
		{.kind = CLI_KIND_WORD, .letter = 'f', .name = "from", .value = &t->from, .words = format_in, .help = N_("format of the input; auto: by its first bytes")},
		{.kind = CLI_KIND_TEXT, .name = "where", .value = &t->where, .arg = "EXPR", .help = N_("jq over the row: true keeps it")},
		{.kind = CLI_KIND_LIST, .name = "map", .value = &t->map, .arg = "THEIRS=OURS", .help = N_("a column's name in the file, and ours")},
		rejects[0],
		{.kind = CLI_KIND_TEXT, .name = "encoding", .value = &t->encoding, .arg = "NAME", .help = N_("utf-8, windows-1251, cp866, koi8-r; otherwise recognised")},
		{.kind = CLI_KIND_TEXT, .name = "delimiter", .value = &t->delimiter, .arg = "CHAR", .help = N_("of CSV; otherwise recognised by the header")},
		{.kind = CLI_KIND_WORD, .name = "decimal", .value = &t->decimal, .words = decimals, .help = N_("the decimal mark where a number can be read in two ways")},
	};
	const struct cli_option out[] = {
		{.kind = CLI_KIND_WORD, .letter = 't', .name = "to", .value = &t->to, .words = format_out, .help = N_("format of the output; auto: table on a terminal, csv elsewhere")},
		{.kind = CLI_KIND_FILE, .letter = 'o', .name = "output", .value = &t->output, .arg = "FILE", .help = N_("write there, as a whole or not at all")},
		{.kind = CLI_KIND_TEXT, .name = "columns", .value = &t->select, .arg = "A,B,C", .help = N_("which columns are written, in which order")},
		{.kind = CLI_KIND_FLAG, .name = "excel", .value = &t->excel, .help = N_("CSV that opens right by double-click in a Russian Excel")},
	};
	/* clang-format on */
	size_t n = 0, n_in = parts & TABLE_IN ? sizeof in / sizeof *in : parts & TABLE_REJECTS ? 1 : 0;
	size_t n_out = parts & TABLE_OUT ? sizeof out / sizeof *out : 0;
	memcpy(t->rows, parts & TABLE_IN ? in : rejects, n_in * sizeof *in);
	memcpy(t->rows + n_in, out, n_out * sizeof *out);
	n = n_in + n_out;
	t->rows[n] = (struct cli_option)CLI_END;
	return t->rows;
}

static struct table_state *state(struct table *t)
{
	if (!t->state) {
		t->state = mem_alloc(sizeof *t->state);
		t->state->arena = arena_new();
	}
	return t->state;
}

/* ---- bad rows */

static enum rc open_rejects(struct table *t, struct err *err)
{
	struct table_state *s = state(t);
	const struct schema *schema;
	struct columns columns = {0};
	struct writer_options options = {.path = t->rejects, .to = FORMAT_CSV, .mode = 0600};
	if (s->rejects || schema_load("rejects", s->arena, &schema, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < schema->n; i++)
		columns_add(&columns, schema->field[i].name, schema->field[i].type);
	enum rc rc = writer_open(&options, &columns, &s->rejects, err);
	columns_free(&columns);
	return rc;
}

/* "file:line: column: "value": reason" */
static void put_problem(struct buf *text, const struct problem *p)
{
	buf_printf(text, "%s:%zu: ", p->file, p->line);
	if (*p->columns)
		buf_printf(text, "%s: ", p->columns);
	/* A reference says its value itself. */
	if (*p->values && !strstr(p->reasons, p->values))
		buf_printf(text, "\"%s\": ", p->values);
	buf_puts(text, p->reasons);
}

static void show(struct table *t, const struct problem *p)
{
	struct buf text = {0};
	put_problem(&text, p);
	cli_warn(t->cli, buf_cstr(&text));
	buf_free(&text);
}

static enum rc take_problem(void *context, const struct problem *p, struct err *err)
{
	struct table *t = context;
	struct table_state *s = state(t);
	if (++s->bad <= SHOWN)
		show(t, p);
	if (!t->rejects)
		return RC_OK;
	writer_cstr(s->rejects, p->file);
	writer_int(s->rejects, (int64_t)p->line);
	writer_cstr(s->rejects, p->columns);
	writer_cstr(s->rejects, p->values);
	writer_cstr(s->rejects, p->reasons);
	writer_cstr(s->rejects, p->record);
	return writer_end(s->rejects, err);
}

enum rc table_reject(struct table *t, const struct row *row, const char *column, struct str value, const char *reason, struct err *err)
{
	struct buf text = {0}, record = {0};
	buf_str(&text, value);
	row_csv(row->cell, row->n, &record);
	struct problem problem = {.file = row->file,
	                          .line = row->line,
	                          .columns = column,
	                          .values = buf_cstr(&text),
	                          .reasons = reason,
	                          .record = buf_cstr(&record)};
	enum rc rc = take_problem(t, &problem, err);
	buf_free(&text);
	buf_free(&record);
	return rc;
}

enum rc table_refuse(struct table *t, const struct problem *problem, struct err *err)
{
	return take_problem(t, problem, err);
}

bool table_failed(const struct table *t)
{
	return t->state && t->state->bad > 0 && !t->rejects;
}

/* ---- in */

static void progress(void *cli, size_t done, size_t total)
{
	cli_progress(cli, done, total);
}

/* Under whatever name; "-" is standard input. Devices may be shared. */
static bool is_same_file(const char *a, const char *b)
{
	struct stat of_a, of_b;
	if (stat(a, &of_a) != 0 || (strcmp(b, "-") == 0 ? fstat(STDIN_FILENO, &of_b) : stat(b, &of_b)) != 0)
		return false;
	return S_ISREG(of_a.st_mode) && of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino;
}

/* Rejects written over the input or the output would destroy the rows that they are meant to save. */
static enum rc check_rejects(const struct table *t, const char *const *paths, size_t n, struct err *err)
{
	bool own = strcmp(t->rejects, "-") != 0 &&
	           !(t->output && (strcmp(t->rejects, t->output) == 0 || is_same_file(t->rejects, t->output)));
	for (size_t i = 0; i < n && own; i++)
		own = !is_same_file(t->rejects, paths[i]);
	if (own && n == 0)
		own = !is_same_file(t->rejects, "-");
	return own ? RC_OK : err_set(err, RC_USAGE, _("--rejects %s: a file of its own is expected"), t->rejects);
}

enum rc table_spare(const struct table *t, const char *path, struct err *err)
{
	if (t->output && is_same_file(t->output, path))
		return err_set(err, RC_USAGE, _("--output %s: this is the store"), t->output);
	if (t->rejects && is_same_file(t->rejects, path))
		return err_set(err, RC_USAGE, _("--rejects %s: a file of its own is expected"), t->rejects);
	return RC_OK;
}

enum rc table_in_pieces(struct table *t, struct err *err)
{
	const char *const *paths;
	size_t n = cli_operands(t->cli, &paths);
	if (t->rejects && check_rejects(t, paths, n, err) == RC_OK)
		return open_rejects(t, err);
	return err->rc;
}

static enum rc open_in(struct table *t, struct reader_options options, struct reader **in, struct err *err)
{
	struct table_state *s = state(t);
	const char *const *paths;
	size_t n = cli_operands(t->cli, &paths);
	options.from = (enum format)t->from;
	options.encoding = t->encoding;
	options.decimal = (enum num_decimal)t->decimal;
	options.map = &t->map;
	options.where = t->where;
	options.bad = take_problem;
	options.bad_context = t;
	options.progress = progress;
	options.progress_context = t->cli;
	if (t->delimiter) {
		bool tab = strcmp(t->delimiter, "\\t") == 0 || strcmp(t->delimiter, "tab") == 0;
		if (!tab && (strlen(t->delimiter) != 1 || strchr("\"\r\n", t->delimiter[0])))
			return err_set(err, RC_USAGE, _("--delimiter: one character is expected: %.200s"), t->delimiter);
		options.delimiter = tab ? '\t' : t->delimiter[0];
	}
	if (table_in_pieces(t, err) != RC_OK)
		return err->rc;
	if (reader_open(paths, n, &options, &s->in, err) != RC_OK)
		return err->rc;
	*in = s->in;
	return RC_OK;
}

enum rc table_in(struct table *t, const char *schema, const char *need, struct reader **in, struct err *err)
{
	return open_in(t, (struct reader_options){.schema = schema, .need = need}, in, err);
}

enum rc table_in_checked(struct table *t, const char *schema, const struct cli_list *refs, struct reader **in, struct err *err)
{
	return open_in(t, (struct reader_options){.schema = schema, .refs = refs, .keys = true}, in, err);
}

static enum rc first_problem(void *context, const struct problem *p, struct err *err)
{
	(void)context;
	struct buf text = {0};
	put_problem(&text, p);
	err_set(err, RC_INPUT, "%s", buf_cstr(&text));
	buf_free(&text);
	return err->rc;
}

static enum rc read_whole(const char *path, const struct reader_options *options, struct frame *frame, struct err *err)
{
	struct reader *reader;
	*frame = (struct frame){0};
	if (reader_open(&path, 1, options, &reader, err) != RC_OK)
		return err->rc;
	enum rc rc = reader_frame(reader, frame, err);
	reader_close(reader);
	return rc;
}

enum rc table_side(struct table *t, const char *path, const char *schema, const char *need, bool keys, struct frame *frame,
                   struct err *err)
{
	struct reader_options options = {.schema = schema, .need = need, .keys = keys, .bad = first_problem};
	(void)t;
	return read_whole(path, &options, frame, err);
}

enum rc table_text(struct str text, const char *name, const char *schema, const char *need, bool keys, struct frame *frame,
                   struct err *err)
{
	struct reader_options options = {.text = text, .schema = schema, .need = need, .keys = keys, .bad = first_problem};
	return read_whole(name, &options, frame, err);
}

static enum rc told(const struct table *t, struct err *err)
{
	struct reader_counts counts = t->state->in ? reader_counts(t->state->in) : (struct reader_counts){0};
	return err_set(err, RC_INPUT, _("bad rows: %zu of %zu; nothing was written (--rejects FILE lets the good ones go on)"),
	               t->state->bad, t->state->in ? counts.rows : t->pieces);
}

enum rc table_frame(struct table *t, const char *schema, const char *need, struct frame *frame, struct err *err)
{
	struct reader *in;
	*frame = (struct frame){0};
	if (table_in(t, schema, need, &in, err) != RC_OK || reader_frame(in, frame, err) != RC_OK)
		return err->rc;
	if (!table_failed(t))
		return RC_OK;
	frame_free(frame);
	return told(t, err);
}

/* ---- out */

static enum io_hold hold(const struct table *t)
{
	return t->rejects && !t->hold ? IO_STREAM : IO_HOLD;
}

static enum rc open_out(struct table *t, const struct columns *columns, struct writer **out, struct err *err)
{
	struct table_state *s = state(t);
	struct writer_options options = {
	        .path = t->output, .to = (enum format)t->to, .excel = t->excel, .hold = hold(t), .select = t->select};
	if (writer_open(&options, columns, &s->out, err) != RC_OK)
		return err->rc;
	*out = s->out;
	return RC_OK;
}

enum rc table_out_columns(struct table *t, const struct columns *columns, struct writer **out, struct err *err)
{
	return open_out(t, columns, out, err);
}

static void add_field(struct columns *columns, const struct schema_field *field)
{
	columns_add(columns, field->name, field->type);
	columns->v[columns->n - 1].field = field;
}

/* The columns of rest that the schema does not name; their places go to place. */
static size_t add_rest(struct columns *columns, const struct schema *schema, const struct columns *rest, size_t *place)
{
	size_t n = 0;
	for (size_t c = 0; rest && c < rest->n; c++)
		if (schema_field(schema, rest->v[c].name) == SCHEMA_NONE) {
			columns_add(columns, rest->v[c].name, rest->v[c].type);
			columns->v[columns->n - 1].field = rest->v[c].field;
			place[n++] = c;
		}
	return n;
}

enum rc table_out(struct table *t, const char *name, const struct columns *rest, struct writer **out, struct err *err)
{
	struct table_state *s = state(t);
	const struct schema *schema;
	struct columns columns = {0};
	size_t *place = arena_array(s->arena, rest ? rest->n + 1 : 1, sizeof *place), n = 0;
	if (schema_load(name, s->arena, &schema, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < schema->n; i++)
		if (strcmp(schema->field[i].name, "*") == 0)
			n = add_rest(&columns, schema, rest, place);
		else
			add_field(&columns, &schema->field[i]);
	if (open_out(t, &columns, out, err) == RC_OK)
		writer_rest_columns(*out, place, n);
	columns_free(&columns);
	return err->rc;
}

enum rc table_out_raw(struct table *t, struct io_out **out, struct err *err)
{
	struct table_state *s = state(t);
	if (io_out_open(t->output, hold(t), 0666, &s->raw, err) != RC_OK)
		return err->rc;
	*out = s->raw;
	return RC_OK;
}

/* ---- the end */

void table_look(struct table *t)
{
	state(t)->look = true;
}

static void tell_details(struct table *t)
{
	struct table_state *s = t->state;
	struct buf text = {0};
	if (s->bad > SHOWN) {
		buf_printf(&text, _("and more bad rows: %zu"), s->bad - SHOWN);
		cli_warn(t->cli, buf_cstr(&text));
	}
	if (s->in) {
		struct reader_counts counts = reader_counts(s->in);
		struct str rest = str_of(reader_dialect(s->in)), line;
		while (str_split(&rest, '\n', &line)) {
			buf_clear(&text);
			buf_str(&text, line);
			cli_detail(t->cli, buf_cstr(&text));
		}
		buf_clear(&text);
		buf_printf(&text, _("rows: %zu, passed: %zu, rejected: %zu, left out by --where: %zu"), counts.rows,
		           counts.rows - s->bad - counts.filtered, s->bad, counts.filtered);
		cli_detail(t->cli, buf_cstr(&text));
	}
	buf_free(&text);
}

enum rc table_close(struct table *t, struct err *err)
{
	struct table_state *s = state(t);
	tell_details(t);
	if (err->rc == RC_OK && table_failed(t))
		told(t, err);
	bool good = err->rc == RC_OK;
	/* The rejects first: rows that are gone from the output must not be lost. */
	if (s->rejects && good)
		good = writer_commit(s->rejects, err) == RC_OK;
	else
		writer_abort(s->rejects);
	if (s->out && good)
		good = writer_commit(s->out, err) == RC_OK;
	else
		writer_abort(s->out);
	if (s->raw && good)
		good = io_out_commit(s->raw, err) == RC_OK;
	else
		io_out_abort(s->raw);
	reader_close(s->in);
	if (good && (s->look || s->bad))
		err->rc = RC_LOOK;
	arena_free(s->arena);
	free(s);
	t->state = NULL;
	return err->rc;
}
