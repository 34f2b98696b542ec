/* SPDX-License-Identifier: MIT */
/*
 * Forms: what a row of a kind must hold before it may enter. A table of rules (schema forms) says for each kind and field
 *
 *	type      string int float bool date datetime enum list file ref
 *	required  true, false, "if FIELD=VALUE" ("if FIELD=A|B", "if FIELD!=VALUE"), or a jq expression over the row
 *	allowed   a|b|c; [from..to] for numbers; for file the endings; for ref TABLE.FIELD, checked when that table is given
 *	pattern   POSIX extended, with \d and \w; it anchors itself with ^ and $ where it wants to
 *	message   what to tell the applicant
 *
 * Every problem of a row is found at once.
 */
#ifndef CASES_FORM_H
#define CASES_FORM_H

#include "table/row.h"

struct form;

/* rules outlives the form. columns: of the rows that will be checked. kind: the one kind all rows are of, or NULL: it stands in kind_column. RC_INPUT
 * for a rule that is none (a pattern, a range, a type), with its place; RC_USAGE for a kind or a column that is not there. */
enum rc form_new(const struct frame *rules, const struct columns *columns, const char *kind, const char *kind_column,
                 struct form **form, struct err *err) MUST_CHECK;
void form_free(struct form *form); /* NULL is safe */

/* The table that ref rules TABLE.FIELD point into. RC_USAGE when no rule does, or it has no such column. */
enum rc form_refer(struct form *form, const char *table, const struct frame *frame, struct err *err) MUST_CHECK;

struct form_problem {
	const char *column;
	struct str value;
	const char *reason; /* in the current language, with the form's own message */
};

/* *problem has *n problems of the row, valid until the next call. */
enum rc form_check(struct form *form, const struct row *row, const struct form_problem **problem, size_t *n, struct err *err) MUST_CHECK;

#endif
