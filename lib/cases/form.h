/* SPDX-License-Identifier: MIT */
/*
 * Forms: what a row of a kind must hold before it may enter. A table of rules (schema forms) says for each kind and field
 *
 *	kind       whose rule it is; "*": of every kind
 *	field      empty: the rule is about the row as a whole, and is a condition
 *	type       string int float bool date datetime enum list file ref
 *	required   true, false, "if FIELD=VALUE" ("if FIELD=A|B", "if FIELD!=VALUE", "if FIELD=": it is empty), or a jq expression over the row
 *	allowed    a|b|c; [from..to] for numbers and dates, where one end may be missing; for file the endings; for ref TABLE.FIELD, checked
 *	           when that table is given
 *	pattern    POSIX extended, with \d and \w; it anchors itself with ^ and $ where it wants to
 *	condition  jq over the row that must be true; asked when the field is filled, or always when there is no field
 *	photo_time, photo_place, photo_unique    of the type file, see form_photos
 *	severity   error (also when empty), or warning, which keeps no row out
 *	message    what to tell the applicant
 *
 * A field may have several rules, say an error and a warning; its type is said once. In jq, int and float are numbers, bool is a boolean, dates and
 * times are ISO 8601, whatever the office wrote, and an empty cell of these types is null; all else is text. A name that neither the table nor the
 * kind's rules know is refused when the form is read.
 *
 * Every problem of a row is found at once. A condition about a field that is bad already is not judged.
 */
#ifndef CASES_FORM_H
#define CASES_FORM_H

#include "table/row.h"

struct form;

/* rules outlives the form. columns: of the rows that will be checked. kind: the one kind all rows are of, or NULL: it stands in kind_column. RC_INPUT
 * for a rule that is none (a pattern, a range, a type, an unknown name), with its place; RC_USAGE for a kind or a column that is not there. */
enum rc form_new(const struct frame *rules, const struct columns *columns, const char *kind, const char *kind_column,
                 struct form **form, struct err *err) MUST_CHECK;
void form_free(struct form *form); /* NULL is safe */

/* The table that ref rules TABLE.FIELD point into. RC_USAGE when no rule does, or it has no such column. */
enum rc form_refer(struct form *form, const char *table, const struct frame *frame, struct err *err) MUST_CHECK;

/*
 * Where the files lie that fields of the type file name. Then a file must be there, be by its content what its ending says (JPEG, PNG, PDF), and
 *
 *	photo_time    "COLUMN DURATION": the camera's time differs from the claimed one by so much at most (ISO 8601, "taken_at PT30M")
 *	photo_place   "LAT LON METRES": the camera's place is within so many metres of the claimed one ("lat lon 150")
 *	photo_unique  true: no photo (the same bytes) twice, in this run or in seen; so it is for the first rule of a field unless it says false, and
 *	              JPEG and PNG. Photos of rows that passed are added to seen.
 *
 * seen outlives the form. key: the column of a row's own id, by which a row is known when it comes again with its photo; COLUMN_NONE: by all its cells.
 */
struct seen;
enum rc form_photos(struct form *form, const char *directory, struct seen *seen, size_t key, struct err *err) MUST_CHECK;

/* Whether rows may come whose rules look into photos. */
bool form_wants_photos(const struct form *form);

/* Whether some rule is a warning. */
bool form_warns(const struct form *form);

struct form_problem {
	const char *column; /* of a condition about the row as a whole: the fields it names, parted by commas */
	struct str value;
	const char *reason; /* in the current language, with the form's own message */
	bool warning;
};

struct form_verdict {
	const struct form_problem *problem;
	size_t n, errors;
};

/* How many rows form_check likes at once: one, or FORM_BATCH where something is asked that is dear to ask for each row. */
enum { FORM_BATCH = 512 };
size_t form_batch(const struct form *form);

/* verdict[k] for each of n ≤ FORM_BATCH rows, valid until the next call. */
enum rc form_check(struct form *form, const struct row *row, size_t n, struct form_verdict *verdict, struct err *err) MUST_CHECK;

#endif
