/* SPDX-License-Identifier: MIT */
/*
 * The form that --form, --kind, --kind-column, --refs, --photos and --seen name, for the verbs that check rows, and the rows in batches with what it says of
 * each. A verb reads
 *
 *	while (rules_next(&rules, in, &batch, err))
 *		for (size_t k = 0; k < batch.n; k++) {
 *			rules_say(&rules, &batch, k);
 *			… batch.row[k], rules.reasons …
 *		}
 */
#ifndef ROUTE_RULES_H
#define ROUTE_RULES_H

#include "cases/form.h"
#include "cases/seen.h"
#include "table/table.h"

struct rules {
	const char *form, *kind, *kind_column, *photos, *seen_path; /* options */
	struct str carried; /* the form's text, where the process carries one; p NULL: none */
	const char *key; /* the column of a row's own id, or NULL */
	struct cli_list refs;
	struct seen *seen;
	struct frame frame; /* what the form stands on */
	struct form *checker; /* NULL without --form */
	/* A row's problems as one: columns and values joined by "|", reasons by "; ". Empty reasons: the row is good. */
	struct buf columns, values, reasons;
	struct buf warned, warnings; /* columns and reasons of what is no error */
	struct cli_option rows[8];
};

/* The rows of the options, inside rules. needed: --form must be given. */
struct cli_option *rules_options(struct rules *rules, bool needed);

struct rules_batch {
	const struct row *row;
	size_t n;
	struct row one;
	struct row rows[FORM_BATCH]; /* where more than one is checked at once */
	struct form_verdict verdict[FORM_BATCH];
	struct arena *arena;
};

/* Loads the form for rows of these columns; nothing when --form was not given. rules_close it. */
enum rc rules_open(struct rules *rules, struct table *t, const struct columns *columns, struct err *err) MUST_CHECK;
void rules_close(struct rules *rules);

/* Writes the register of photos that --seen names when all else has gone well: rc is what table_close said. Returns what the verb is to return. */
enum rc rules_commit(struct rules *rules, enum rc rc, struct err *err) MUST_CHECK;

/* The reader's next rows and what the form says of them; false at the end or on an error. Zero the batch at first, and free it. */
bool rules_next(struct rules *rules, struct reader *in, struct rules_batch *batch, struct err *err);
void rules_batch_free(struct rules_batch *batch);

/* What the form says of the batch's k-th row, in the rules' buffers. */
void rules_say(struct rules *rules, const struct rules_batch *batch, size_t k);

/* The same of one row by itself: dear where jq is asked. */
enum rc rules_check(struct rules *rules, const struct row *row, struct err *err) MUST_CHECK;

#endif
