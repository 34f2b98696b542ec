/* SPDX-License-Identifier: MIT */
/*
 * The one way in. A reader takes one table from one or more files: sniffs format, charset and delimiter, maps headers to the schema's
 * columns, turns cells into the inside form, checks types, constraints, keys and references, and filters with --where. Rows that do not pass
 * are handed to the problem sink and are not seen by the verb. What cannot be trusted as a whole (an open quote, a missing
 * column, a charset that does not fit) ends the reading with an error.
 */
#ifndef TABLE_READER_H
#define TABLE_READER_H

#include "base/charset.h"
#include "base/num.h"
#include "cli/cli.h"
#include "table/row.h"

enum format { FORMAT_AUTO, FORMAT_CSV, FORMAT_TSV, FORMAT_JSON, FORMAT_JSONL, FORMAT_TABLE, FORMAT_MD };

/* A row that did not pass, all its defects together. */
struct problem {
	const char *file;
	size_t line;
	const char *columns; /* names joined by "|" */
	const char *values;  /* joined by "|", each cut to 200 bytes */
	const char *reasons; /* joined by "; " */
	const char *record;  /* the record as one CSV line, repaired to valid UTF-8 */
};

struct reader_options {
	struct str text;              /* read instead of the file, which then is a name only; p NULL: the file is read */
	const char *schema;           /* name, or "any" */
	const char *need;             /* columns the verb cannot do without, blank-separated; NULL: what the schema requires */
	enum format from;
	const char *encoding;         /* NULL: sniffed */
	char delimiter;               /* 0: sniffed */
	enum num_decimal decimal;
	const struct cli_list *map;   /* THEIRS=OURS */
	const char *where;            /* jq; NULL: all rows */
	const struct cli_list *refs;  /* TABLE=FILE: tables that foreign keys are checked against */
	bool keys;                    /* check the primary key for duplicates (costs memory per row) */
	enum rc (*bad)(void *context, const struct problem *problem, struct err *err);
	void *bad_context;
	void (*progress)(void *context, size_t done, size_t total); /* bytes; called a few times a megabyte; may be NULL */
	void *progress_context;
};

struct reader;

/* The sink of whoever takes no bad row: the first one ends the reading with its place and reasons. */
enum rc reader_refuse(void *context, const struct problem *problem, struct err *err);

enum rc reader_open(const char *const *paths, size_t n_paths, const struct reader_options *options,
                    struct reader **reader, struct err *err) MUST_CHECK;
void reader_close(struct reader *reader); /* NULL is safe */

const struct columns *reader_columns(const struct reader *reader);
size_t reader_column(const struct reader *reader, const char *name); /* COLUMN_NONE when absent */

/* True with a row, valid until the next call; false at the end or on an error (err->rc). */
bool reader_next(struct reader *reader, struct row *row, struct err *err);

/* Counts so far: rows == passed + bad + filtered. */
struct reader_counts {
	size_t rows, passed, bad, filtered;
};
struct reader_counts reader_counts(const struct reader *reader);

/* What was sniffed, a line a file, for -v: "duties.csv: csv, windows-1251, ';'". */
const char *reader_dialect(struct reader *reader);

/* Reads all rows. On success frame owns its memory. */
enum rc reader_frame(struct reader *reader, struct frame *frame, struct err *err) MUST_CHECK;

/* The file in hand, for messages. */
const char *reader_name(const struct reader *reader);

/* Bytes read and total, for progress. */
void reader_progress(const struct reader *reader, size_t *done, size_t *total);

#endif
