/* SPDX-License-Identifier: MIT */
/*
 * What a verb holds in its hands: the shared options, its input, its output. A verb reads
 *
 *	struct table t = TABLE(cli);
 *	const struct cli_option options[] = {…, CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)), CLI_END};
 *	if (!cli_parse(cli, options, err))
 *		return err->rc;
 *	if (table_in(&t, "functions", "function_id title", &in, err) == RC_OK &&
 *	    table_out(&t, "plan", reader_columns(in), &out, err) == RC_OK)
 *		while (reader_next(in, &row, err)) { … writer_end(out, err) … }
 *	return table_close(&t, err);
 *
 * table_close commits the output when all went well and throws it away when not, prints at most 20 bad rows and then a
 * count, writes the rejects, and gives the exit code. It closes every reader and writer the table opened.
 */
#ifndef TABLE_TABLE_H
#define TABLE_TABLE_H

#include "table/reader.h"
#include "table/writer.h"

struct table {
	struct cli *cli;
	/* the shared options */
	int from, to, decimal;
	const char *encoding, *delimiter, *where, *rejects, *output, *select;
	struct cli_list map;
	bool excel;
	bool hold; /* set by a verb that changes something: its account is given only when all is done, even with --rejects */
	struct cli_option rows[16];
	size_t pieces; /* of an input that is no table: how many were met (the verb counts them) */
	/* what is open */
	struct table_state *state;
};

#define TABLE(cli_) ((struct table){.cli = (cli_)})

enum table_part { TABLE_IN = 1, TABLE_OUT = 2, TABLE_REJECTS = 4 /* of TABLE_IN only --rejects */ };

/* The rows of the shared options, inside t. */
struct cli_option *table_options(struct table *t, int parts);

/* The main input, from the operands (none: standard input). need as in reader_options. */
enum rc table_in(struct table *t, const char *schema, const char *need, struct reader **in, struct err *err) MUST_CHECK;
/* As table_in, with keys checked and references looked up in refs (TABLE=FILE); refs may be NULL. */
enum rc table_in_checked(struct table *t, const char *schema, const struct cli_list *refs, struct reader **in,
                         struct err *err) MUST_CHECK;

/* A further table named by an option, read whole: everything sniffed, no --where, --map or --rejects; bad rows are an error. keys: a duplicate
 * primary key is an error. frame_free it. */
enum rc table_side(struct table *t, const char *path, const char *schema, const char *need, bool keys,
                   struct frame *frame, struct err *err) MUST_CHECK;

/* The same of a text that lies in memory; name is for messages. */
enum rc table_text(struct str text, const char *name, const char *schema, const char *need, bool keys, struct frame *frame,
                   struct err *err) MUST_CHECK;

/* The main input read whole; frame_free it. */
enum rc table_frame(struct table *t, const char *schema, const char *need, struct frame *frame, struct err *err) MUST_CHECK;

/* The output table: the fields of the schema, "*" replaced by those of rest (may be NULL) that the schema does not name. */
enum rc table_out(struct table *t, const char *schema, const struct columns *rest, struct writer **out,
                  struct err *err) MUST_CHECK;
/* The output where only the verb knows the columns. */
enum rc table_out_columns(struct table *t, const struct columns *columns, struct writer **out, struct err *err) MUST_CHECK;
/* An output that is no table (HTML, BPMN): to -o or standard output, held back as a table would be. */
enum rc table_out_raw(struct table *t, struct io_out **out, struct err *err) MUST_CHECK;

/* A row of the main input that only the verb can find wrong (a form's condition): printed, written to --rejects and counted like the reader's own. */
enum rc table_reject(struct table *t, const struct row *row, const char *column, struct str value, const char *reason,
                     struct err *err) MUST_CHECK;

/* For a verb whose operands are no tables (messages): --rejects is checked against them and opened, as table_in does it; a piece that cannot be used is
 * printed, written to --rejects and counted like a bad row. */
enum rc table_in_pieces(struct table *t, struct err *err) MUST_CHECK;
enum rc table_refuse(struct table *t, const struct problem *problem, struct err *err) MUST_CHECK;

/* The verb works on the file at path itself: RC_USAGE when -o or --rejects would be written over it. */
enum rc table_spare(const struct table *t, const char *path, struct err *err) MUST_CHECK;

/* Rows were bad and --rejects was not given: nothing will be written, and the verb must not change anything either. */
bool table_failed(const struct table *t);

/* Something to look at was found (--check): the exit code becomes RC_LOOK if all else went well. */
void table_look(struct table *t);

enum rc table_close(struct table *t, struct err *err) MUST_CHECK;

#endif
