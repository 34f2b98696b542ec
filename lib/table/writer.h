/* SPDX-License-Identifier: MIT */
/*
 * The one way out. Cells are pushed in the order of the columns given to writer_open; writer_end closes the row and reports
 * anything that went wrong since the last one. Nothing becomes visible before writer_commit, unless the output streams.
 *
 * csv    quotes only where another cell would be read otherwise; TSV writes \t \n \r \\ for what cannot stand in it
 * json   an array, jsonl: an object a line; numbers and booleans by the column's type, an empty typed cell is null
 * table  aligned for a terminal, md for Markdown: rows are kept until the end (table/grid.h)
 * excel  CSV with a byte order mark, ";", CRLF, decimal comma, dd.mm.yyyy, nothing that would run (table/excel.h)
 *
 * Columns are headed by their names; excel and md by the Russian titles when the language is Russian, which the
 * reader knows as aliases.
 */
#ifndef TABLE_WRITER_H
#define TABLE_WRITER_H

#include "base/io.h"
#include "table/reader.h"
#include "table/row.h"

struct writer_options {
	const char *path;     /* NULL or "-": standard output */
	enum format to;       /* FORMAT_AUTO: table on a terminal, csv elsewhere */
	bool excel;           /* what opens right by double-click in a Russian Excel */
	enum io_hold hold;
	unsigned mode;        /* 0: 0666 */
	const char *select;   /* --columns: names separated by commas, in the order wanted; NULL: all */
};

struct writer;

enum rc writer_open(const struct writer_options *options, const struct columns *columns,
                    struct writer **writer, struct err *err) MUST_CHECK;

void writer_str(struct writer *writer, struct str cell);
void writer_cstr(struct writer *writer, const char *cell); /* NULL is an empty cell */
void writer_int(struct writer *writer, int64_t value);
void writer_num(struct writer *writer, double value); /* shortest form; NaN is an empty cell */
void writer_scaled(struct writer *writer, uint64_t value, int decimals); /* value over 10^decimals */
void writer_fixed(struct writer *writer, double value, int decimals);
void writer_bool(struct writer *writer, bool value);
/* The cells of the row whose columns stood for "*", in order: those at the n places given here, or all when nothing was
 * given. The places are copied; the row's bytes must stay until writer_end. */
void writer_rest_columns(struct writer *writer, const size_t *column, size_t n);
void writer_rest(struct writer *writer, const struct row *row);
enum rc writer_end(struct writer *writer, struct err *err) MUST_CHECK;

/* Whether a column of this name will be written. */
bool writer_wants(const struct writer *writer, const char *name);

enum rc writer_commit(struct writer *writer, struct err *err) MUST_CHECK; /* frees, also on error */
void writer_abort(struct writer *writer); /* frees; NULL is safe */

#endif
