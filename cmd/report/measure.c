/* SPDX-License-Identifier: MIT */
#include "measure.h"

#include "base/lang.h"
#include "base/mem.h"
#include "base/num.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* SQLite's own limits, as it is built by default. */
enum { MOST_COLUMNS = 2000, MOST_CELL_COLUMNS = 500 };

struct measure {
	const struct define *define;
	const struct given *sources;
	size_t *rows; /* per source */
	size_t n;
	struct arena *arena;
	struct db *db;
};

static enum rc check_name(const char *name, struct err *err)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
	if (name[n] != '\0' || (name[0] >= '0' && name[0] <= '9') || strncasecmp(name, "sqlite_", 7) == 0)
		return err_set(err, RC_USAGE,
		               _("--table %s: a table's name is of Latin letters, digits and \"_\""), name);
	return RC_OK;
}

static enum rc check_columns(const char *file, const struct columns *columns, struct err *err)
{
	if (columns->n > MOST_COLUMNS)
		return err_set(err, RC_INPUT, _("%s: columns: %zu (at most %d)"), file, columns->n, MOST_COLUMNS);
	for (size_t i = 0; i < columns->n; i++)
		for (size_t j = 0; j < i; j++)
			if (strcasecmp(columns->v[i].name, columns->v[j].name) == 0)
				return err_set(err, RC_INPUT, _("%s: columns \"%s\" and \"%s\" have the same name in SQL"), file,
				               columns->v[j].name, columns->v[i].name);
	return RC_OK;
}

static void quote(struct buf *sql, const char *text, char mark)
{
	buf_putc(sql, mark);
	for (; *text != '\0'; text++) {
		if (*text == mark)
			buf_putc(sql, mark);
		buf_putc(sql, *text);
	}
	buf_putc(sql, mark);
}

static bool is_number(const struct column *column)
{
	return column->type == SCHEMA_INTEGER || column->type == SCHEMA_NUMBER;
}

static enum rc create(struct db *db, const char *name, const struct columns *columns, struct err *err)
{
	struct buf sql = {0};
	buf_printf(&sql, "CREATE TABLE %s(", name);
	for (size_t i = 0; i < columns->n; i++) {
		buf_puts(&sql, i > 0 ? ", " : "");
		quote(&sql, columns->v[i].name, '"');
		buf_puts(&sql, columns->v[i].type == SCHEMA_INTEGER ? " INTEGER"
		               : columns->v[i].type == SCHEMA_NUMBER ? " REAL" : " TEXT");
	}
	buf_puts(&sql, ")");
	enum rc rc = db_exec(db, buf_cstr(&sql), err);
	buf_free(&sql);
	return rc;
}

/* NAME_cells, unless a table of that name was given. */
static enum rc create_cells(struct db *db, const char *name, const struct columns *columns, struct err *err)
{
	if (columns->n == 0 || columns->n > MOST_CELL_COLUMNS)
		return RC_OK;
	struct buf sql = {0};
	buf_printf(&sql, "CREATE VIEW IF NOT EXISTS %s_cells(\"row\", name, value) AS", name);
	for (size_t i = 0; i < columns->n; i++) {
		buf_puts(&sql, i > 0 ? " UNION ALL SELECT rowid, " : " SELECT rowid, ");
		quote(&sql, columns->v[i].name, '\'');
		buf_puts(&sql, ", ");
		quote(&sql, columns->v[i].name, '"');
		buf_printf(&sql, " FROM %s", name);
	}
	enum rc rc = db_exec(db, buf_cstr(&sql), err);
	buf_free(&sql);
	return rc;
}

static void bind(struct db_stmt *stmt, int i, struct str cell, const struct column *column)
{
	int64_t whole;
	double value;
	if (cell.n == 0)
		db_bind_null(stmt, i);
	else if (is_number(column) && num_parse_int(cell, &whole))
		db_bind_int(stmt, i, whole);
	else if (is_number(column) && num_parse(cell, &value))
		db_bind_num(stmt, i, value);
	else
		db_bind_text(stmt, i, cell);
}

static enum rc fill(struct db *db, const char *name, const struct frame *frame, struct err *err)
{
	struct buf sql = {0};
	struct db_stmt *stmt = NULL;
	buf_printf(&sql, "INSERT INTO %s VALUES(", name);
	for (size_t i = 0; i < frame->columns.n; i++)
		buf_puts(&sql, i > 0 ? ",?" : "?");
	buf_puts(&sql, ")");
	enum rc rc = db_prepare(db, buf_cstr(&sql), &stmt, err);
	for (size_t r = 0; rc == RC_OK && r < frame->n; r++) {
		for (size_t c = 0; c < frame->columns.n; c++)
			bind(stmt, (int)c + 1, frame->row[r].cell[c], &frame->columns.v[c]);
		rc = db_run(stmt, err);
	}
	db_finalize(stmt);
	buf_free(&sql);
	return rc;
}

static enum rc schema_of(const struct measure *m, const char *name, const char **schema, struct err *err)
{
	struct str other = m->define->schemas != NULL ? json_text(m->define->schemas, name) : (struct str){0};
	if (other.n > 0) {
		*schema = arena_cstr(m->arena, other);
		return RC_OK;
	}
	return given_schema(name, m->arena, schema, err);
}

static enum rc load(struct measure *m, struct table *t, size_t i, struct err *err)
{
	const struct given *source = &m->sources[i];
	const char *schema;
	struct frame frame;
	if (check_name(source->name, err) != RC_OK || schema_of(m, source->name, &schema, err) != RC_OK ||
	    table_side(t, source->path, schema, NULL, false, &frame, err) != RC_OK)
		return err->rc;
	m->rows[i] = frame.n;
	enum rc rc = check_columns(source->path, &frame.columns, err);
	if (rc == RC_OK)
		rc = create(m->db, source->name, &frame.columns, err);
	if (rc == RC_OK)
		rc = fill(m->db, source->name, &frame, err);
	if (rc == RC_OK)
		rc = create_cells(m->db, source->name, &frame.columns, err);
	frame_free(&frame);
	return rc;
}

static bool is_used(const struct define *define, const char *table)
{
	for (size_t k = 0; k < define->n; k++)
		for (size_t i = 0; i < define->kpi[k].n_tables; i++)
			if (strcmp(define->kpi[k].tables[i], table) == 0)
				return true;
	return false;
}

enum rc measure_open(struct table *t, const struct define *define, const struct given *sources, size_t n,
                     struct measure **measure, struct err *err)
{
	struct measure *m = mem_alloc(sizeof *m);
	*m = (struct measure){
		.define = define, .sources = sources, .n = n,
		.rows = mem_array(n + 1, sizeof *m->rows),
		.arena = arena_new(),
	};
	enum rc rc = db_open(NULL, DB_MEMORY, &m->db, err);
	if (rc == RC_OK)
		rc = db_exec(m->db, "BEGIN", err);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		if (!is_used(define, sources[i].name))
			cli_note(t->cli, arena_printf(m->arena, _("--table %s: no definition reads this table"), sources[i].name));
		rc = load(m, t, i, err);
	}
	if (rc == RC_OK)
		rc = db_exec(m->db, "COMMIT", err);
	if (rc != RC_OK) {
		measure_close(m);
		m = NULL;
	}
	*measure = m;
	return rc;
}

void measure_close(struct measure *measure)
{
	if (measure == NULL)
		return;
	db_close(measure->db);
	arena_free(measure->arena);
	free(measure->rows);
	free(measure);
}

static size_t find(const struct measure *measure, const char *table)
{
	size_t i = 0;
	while (i < measure->n && strcmp(measure->sources[i].name, table) != 0)
		i++;
	return i;
}

const char *measure_missing(const struct measure *measure, const struct kpi *kpi)
{
	for (size_t i = 0; i < kpi->n_tables; i++)
		if (find(measure, kpi->tables[i]) == measure->n)
			return kpi->tables[i];
	return NULL;
}

size_t measure_rows(const struct measure *measure, const char *table)
{
	return measure->rows[find(measure, table)];
}

/* Says which definition the database's words are about. */
static enum rc about(const struct measure *m, const struct kpi *kpi, const struct err *cause, struct err *err)
{
	return err_set(err, cause->rc, "%s:%zu: %s: %s", m->define->path, kpi->line, kpi->id, cause->text);
}

static enum rc prepare(struct measure *m, const struct kpi *kpi, const char *head, const char *tail,
                       struct db_stmt **stmt, struct err *err)
{
	struct err cause = ERR_NONE;
	struct buf sql = {0};
	buf_puts(&sql, head);
	buf_str(&sql, kpi->rows);
	buf_puts(&sql, tail);
	enum rc rc = db_prepare_query(m->db, buf_slice(&sql), stmt, &cause);
	buf_free(&sql);
	return rc == RC_OK ? RC_OK : about(m, kpi, &cause, err);
}

enum rc measure_select(struct measure *measure, const struct kpi *kpi, struct db_stmt **stmt, struct err *err)
{
	return prepare(measure, kpi, "", "", stmt, err);
}

enum rc measure_step(struct measure *measure, const struct kpi *kpi, struct db_stmt *stmt, bool *row,
                     struct err *err)
{
	struct err cause = ERR_NONE;
	return db_step(stmt, row, &cause) == RC_OK ? RC_OK : about(measure, kpi, &cause, err);
}

enum rc measure_value(struct measure *measure, const struct kpi *kpi, double *value, int64_t *rows,
                      struct err *err)
{
	struct db_stmt *stmt = NULL;
	bool row = false;
	/* the line ends keep an SQL comment in a definition from swallowing what stands behind it */
	const char *head = arena_printf(measure->arena, "SELECT (%.*s\n), count(*) FROM (", (int)kpi->value.n, kpi->value.p);
	enum rc rc = prepare(measure, kpi, head, "\n)", &stmt, err);
	if (rc == RC_OK)
		rc = measure_step(measure, kpi, stmt, &row, err);
	if (rc == RC_OK && row) {
		double number;
		*value = NAN;
		if (!db_is_null(stmt, 0)) {
			*value = db_num(stmt, 0);
			struct err not_number = ERR_NONE;
			err_set(&not_number, RC_INPUT, "value: %s", _("a number is expected"));
			if (!num_parse(db_text(stmt, 0), &number))
				rc = about(measure, kpi, &not_number, err);
		}
		*rows = db_int(stmt, 1);
	}
	db_finalize(stmt);
	return rc;
}

double measure_progress(const struct kpi *kpi, double value)
{
	double way = kpi->target - kpi->baseline;
	return way != 0 ? 100 * (value - kpi->baseline) / way : (double)NAN;
}

const char *measure_status(const struct kpi *kpi, double value, int32_t today)
{
	if (isnan(value))
		return "no_data";
	if (kpi->down ? value <= kpi->target : value >= kpi->target)
		return "reached";
	if (today > kpi->due)
		return "behind";
	if (!kpi->has_since || kpi->since == kpi->due)
		return "on_track";
	double time = 100.0 * (today - kpi->since) / (kpi->due - kpi->since);
	return measure_progress(kpi, value) < time ? "behind" : "on_track";
}
