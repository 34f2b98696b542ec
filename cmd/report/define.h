/* SPDX-License-Identifier: MIT */
/*
 * KPI definitions: share/kpi/NAME.json or a file of the user's own.
 *
 *	{"title_ru": …, "title_en": …,
 *	 "schemas": {"operations_tobe": "operations"},    tables that are read by another schema than their own name's
 *	 "kpi": [{"id", "title_ru", "title_en", "unit_ru", "unit_en", "baseline", "target", "direction": "up" or "down",
 *	          "since": day of the baseline (optional), "due": day of the target, "decimals",
 *	          "tables": [the tables that the SQL reads],
 *	          "rows": one SELECT, as a string or a list of lines: the rows that count, a row each,
 *	          "value": an SQL aggregate over the columns of those rows,
 *	          "formula_ru", "formula_en": the same in words}]}
 *
 * The number is thus SELECT value FROM (rows), and the rows behind a number are never another query than the one it came from.
 * Every table NAME has beside it a view NAME_cells(row, name, value), a row per cell, where row is the table's rowid: for
 * columns that are named by data, as forms name the mandatory fields of a photo report.
 */
#ifndef REPORT_DEFINE_H
#define REPORT_DEFINE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stdint.h>

struct kpi {
	size_t line; /* in the file */
	const char *id;
	struct str title, unit, formula; /* in the current language */
	double baseline, target;
	bool down;      /* less is better */
	bool has_since; /* else since is 0 */
	int32_t since, due;
	int decimals;
	const char *const *tables;
	size_t n_tables;
	struct str rows, value; /* SQL */
};

struct define {
	const char *path;
	const struct kpi *kpi;
	size_t n;
	const struct json *schemas; /* NULL or an object */
};

/* Reads and checks the definitions; everything lives in arena. */
enum rc define_load(const char *name, struct arena *arena, struct define *define, struct err *err) MUST_CHECK;

/* The KPI of that id; RC_USAGE with the nearest id when there is none. */
enum rc define_find(const struct define *define, const char *id, const struct kpi **kpi, struct err *err) MUST_CHECK;

#endif
