/* SPDX-License-Identifier: MIT */
/*
 * KPI measured: the named tables in a private database, and the definitions' SQL run over them. A column that the schema types as integer or
 * number is INTEGER or REAL there, every other column is TEXT, and an empty cell is NULL.
 */
#ifndef REPORT_MEASURE_H
#define REPORT_MEASURE_H

#include "define.h"
#include "ext/db.h"
#include "given.h"
#include "table/table.h"

struct measure;

/* Reads the tables; those that no definition names are told in a note. sources and define must outlive it. */
enum rc measure_open(struct table *t, const struct define *define, const struct given *sources, size_t n,
                     struct measure **measure, struct err *err) MUST_CHECK;
void measure_close(struct measure *measure); /* NULL is safe */

/* The first table of the KPI that was not given, or NULL. */
const char *measure_missing(const struct measure *measure, const struct kpi *kpi);

/* How many rows a given table has. */
size_t measure_rows(const struct measure *measure, const char *table);

/* The value (NaN: the rows give none) and the number of rows it was computed from. All the KPI's tables must be there. */
enum rc measure_value(struct measure *measure, const struct kpi *kpi, double *value, int64_t *rows,
                      struct err *err) MUST_CHECK;

/* The rows behind the value, as a statement to step; db_finalize it. measure_step is db_step with errors that name the KPI. */
enum rc measure_select(struct measure *measure, const struct kpi *kpi, struct db_stmt **stmt,
                       struct err *err) MUST_CHECK;
enum rc measure_step(struct measure *measure, const struct kpi *kpi, struct db_stmt *stmt, bool *row,
                     struct err *err) MUST_CHECK;

/*
 * Progress in percent of the way from baseline to target, not clamped; NaN when value is, or when the way is of no length.
 * Status: reached when the value is at the target or beyond it; otherwise behind when the due day is over, or when less
 * than the time's share of the way from since to due has been gone; otherwise on_track. Without since, on_track until
 * the due day. no_data without a value.
 */
double measure_progress(const struct kpi *kpi, double value);
const char *measure_status(const struct kpi *kpi, double value, int32_t today);

#endif
