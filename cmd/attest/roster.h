/* SPDX-License-Identifier: MIT */
/*
 * The people of a selection: the rows of the main table, widened by columns of other tables about the same employees. A column is asked
 * for by name: the main table's own, else one of the --people table, else "NAME.column" of a --join NAME=FILE table. Only what was asked for is
 * added. A person whom another table does not know has empty cells there.
 */
#ifndef ATTEST_ROSTER_H
#define ATTEST_ROSTER_H

#include "table/table.h"

struct roster;

/* Reads the tables: the main input, people (NULL: none) and the joins (NAME=FILE). An employee twice in one table is an error. */
enum rc roster_open(struct table *t, const char *people, const struct cli_list *joins, struct roster **roster,
                    struct err *err) MUST_CHECK;
void roster_close(struct roster *roster); /* NULL is safe */

size_t roster_size(const struct roster *roster);
struct str roster_id(const struct roster *roster, size_t person);

/* The column of that name, or COLUMN_NONE. */
size_t roster_find(struct roster *roster, const char *name);
/* As roster_find, and RC_USAGE with the nearest name when there is none. option is for the message: "by". */
enum rc roster_column(struct roster *roster, const char *option, const char *name, size_t *column,
                      struct err *err) MUST_CHECK;

const struct columns *roster_columns(const struct roster *roster);
struct str roster_cell(const struct roster *roster, size_t person, size_t column); /* COLUMN_NONE: empty */

/* A number that the cell holds, NAN when it is empty; anything else is an error of that row. */
enum rc roster_number(const struct roster *roster, size_t person, size_t column, double *value,
                      struct err *err) MUST_CHECK;

#endif
