/* SPDX-License-Identifier: MIT */
/* What one row cannot tell: a primary key that stands twice, a reference to a row that is not there. */
#ifndef TABLE_CHECK_H
#define TABLE_CHECK_H

#include "table/row.h"

struct check;

/*
 * columns: of the table that is checked. keys: remember every primary key. The referenced tables are added one by one; a foreign key whose table was not
 * added is not checked.
 */
struct check *check_new(const struct schema *schema, const struct columns *columns, bool keys);
void check_free(struct check *check); /* NULL is safe */

/* The values of one column of a referenced table. RC_USAGE when the frame has no such column. */
enum rc check_add(struct check *check, const char *table, const struct frame *frame, struct err *err) MUST_CHECK;

/* Which tables the columns refer to: the i-th, or NULL. */
const char *check_table(const struct check *check, size_t i);

/* False: the column's name is in *column, the reason is appended. */
bool check_row(struct check *check, const struct row *row, const char **column, struct buf *reason);

/* A table that refers to itself is checked when its last row is known: true when keys are remembered and there is such a reference. */
bool check_within(const struct check *check);

/* As check_row, for those references; every row must have been through check_row. */
bool check_row_within(struct check *check, const struct row *row, const char **column, struct buf *reason);

#endif
