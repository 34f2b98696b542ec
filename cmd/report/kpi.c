/* SPDX-License-Identifier: MIT */
#include "base/date.h"
#include "base/lang.h"
#include "base/num.h"
#include "base/vec.h"
#include "define.h"
#include "measure.h"
#include "given.h"
#include "table/table.h"

#include <math.h>

static int32_t today(void)
{
	int64_t seconds = date_now().seconds;
	return (int32_t)((seconds - (seconds % 86400 + 86400) % 86400) / 86400);
}

/* The formula, and how many rows it counted of which tables. */
static void why(struct buf *out, const struct measure *measure, const struct kpi *kpi, int64_t rows)
{
	buf_str(out, kpi->formula);
	buf_printf(out, _("; rows counted: %lld"), (long long)rows);
	for (size_t i = 0; i < kpi->n_tables; i++)
		buf_printf(out, "; %s: %zu", kpi->tables[i], measure_rows(measure, kpi->tables[i]));
}

/* The number that is shown is the number that is judged. */
static double as_shown(double value, int decimals)
{
	struct buf text = {0};
	num_put_fixed(&text, value, decimals);
	bool known = num_parse(buf_slice(&text), &value);
	buf_free(&text);
	return known ? value : (double)NAN;
}

static enum rc put_kpi(struct measure *measure, const struct kpi *kpi, struct writer *out,
                       struct err *err)
{
	struct buf text = {0};
	double value = (double)NAN;
	int64_t rows = 0;
	const char *missing = measure_missing(measure, kpi);
	if (missing)
		buf_printf(&text, _("the table is not given: --table %s=FILE"), missing);
	else if (measure_value(measure, kpi, &value, &rows, err) == RC_OK)
		why(&text, measure, kpi, rows);
	if (err->rc == RC_OK) {
		value = isnan(value) ? value : as_shown(value, kpi->decimals);
		writer_cstr(out, kpi->id);
		writer_str(out, kpi->title);
		writer_fixed(out, value, kpi->decimals);
		writer_str(out, kpi->unit);
		writer_num(out, kpi->baseline);
		writer_num(out, kpi->target);
		writer_fixed(out, measure_progress(kpi, value), 1);
		writer_cstr(out, measure_status(kpi, value, today()));
		writer_str(out, buf_slice(&text));
	}
	buf_free(&text);
	return err->rc == RC_OK ? writer_end(out, err) : err->rc;
}

static enum rc put_all(struct table *t, const struct define *define, struct measure *measure,
                       struct err *err)
{
	struct writer *out;
	if (table_out(t, "kpi", NULL, &out, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < define->n; i++)
		if (put_kpi(measure, &define->kpi[i], out, err) != RC_OK)
			return err->rc;
	return RC_OK;
}

/* ---- --rows: the rows behind one number */

struct rows {
	VEC(struct str) cell;
	struct columns columns;
};

/* A column is of numbers when every value in it is one. */
static enum rc read_rows(struct rows *rows, struct measure *measure, const struct kpi *kpi,
                         struct arena *arena, struct err *err)
{
	struct db_stmt *stmt = NULL;
	bool row = false;
	if (measure_select(measure, kpi, &stmt, err) != RC_OK)
		return err->rc;
	size_t n = (size_t)db_columns(stmt);
	for (size_t c = 0; c < n; c++)
		columns_add(&rows->columns, arena_cstr(arena, str_of(db_column_name(stmt, (int)c))),
		            SCHEMA_NUMBER);
	while (measure_step(measure, kpi, stmt, &row, err) == RC_OK && row)
		for (size_t c = 0; c < n; c++) {
			if (!db_is_null(stmt, (int)c) && !db_is_number(stmt, (int)c))
				rows->columns.v[c].type = SCHEMA_STRING;
			vec_push(&rows->cell, arena_str(arena, db_text(stmt, (int)c)));
		}
	db_finalize(stmt);
	return err->rc;
}

static enum rc put_rows(struct table *t, const struct kpi *kpi, struct measure *measure,
                        struct arena *arena, struct err *err)
{
	struct rows rows = {0};
	struct writer *out;
	const char *missing = measure_missing(measure, kpi);
	if (missing)
		return err_set(err, RC_USAGE, _("%s: the table is not given: --table %s=FILE"),
		               kpi->id, missing);
	if (read_rows(&rows, measure, kpi, arena, err) == RC_OK &&
	    table_out_columns(t, &rows.columns, &out, err) == RC_OK)
		for (size_t i = 0; i < rows.cell.n && err->rc == RC_OK; i++) {
			writer_str(out, rows.cell.v[i]);
			if ((i + 1) % rows.columns.n == 0 && writer_end(out, err) != RC_OK)
				break;
		}
	columns_free(&rows.columns);
	vec_free(&rows.cell);
	return err->rc;
}

static enum rc kpi(struct table *t, const char *name, const char *rows_of,
                   const struct cli_list *tables, struct arena *arena, struct err *err)
{
	struct define define;
	struct measure *measure = NULL;
	struct given *sources;
	const struct kpi *one = NULL;
	if (define_load(name, arena, &define, err) != RC_OK ||
	    given_list(tables, arena, &sources, err) != RC_OK ||
	    (rows_of && define_find(&define, rows_of, &one, err) != RC_OK) ||
	    measure_open(t, &define, sources, tables->n, &measure, err) != RC_OK)
		return err->rc;
	enum rc rc =
	        one ? put_rows(t, one, measure, arena, err) : put_all(t, &define, measure, err);
	measure_close(measure);
	return rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	const char *define = NULL, *rows = NULL;
	const char *const *operands;
	size_t n;
	struct cli_list tables = {0};
	const struct cli_option options[] = {
	        CLI_NEED_TEXT("define", &define, "NAME|FILE",
	                      N_("the definitions: concept-2030, or a file")),
	        CLI_LIST("table", &tables, "NAME=FILE",
	                 N_("a table that the definitions read by that name")),
	        CLI_TEXT("rows", &rows, "KPI",
	                 N_("write the rows behind this indicator's value instead")),
	        CLI_GROUP(table_options(&t, TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err) ||
	    cli_operands_within(cli, 0, 0, &operands, &n, err) != RC_OK)
		return err->rc;
	struct arena *arena = arena_new();
	kpi(&t, define, rows, &tables, arena, err);
	enum rc rc = table_close(&t, err);
	arena_free(arena);
	return rc;
}

const struct cli_verb report_kpi = {
        .name = "kpi",
        .args = "",
        .summary = N_("compute the indicators that a file defines in SQL over named tables"),
        .out = "kpi",
        .details = N_("An indicator whose tables are not all given has the status no_data. "
                      "progress is the percent of the way from the "
                      "baseline to the target. status is reached; or behind, when the due day is "
                      "over or less of the way is gone than of "
                      "the time; or on_track."),
        .examples = "uprava report kpi --define concept-2030 --table events=events.csv --table "
                    "plan=plan.csv\n"
                    "uprava report kpi --define concept-2030 --table plan=plan.csv --rows K08\n",
        .run = run,
};
