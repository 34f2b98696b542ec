/* SPDX-License-Identifier: MIT */
/*
 * One cell from the form an office wrote it in into the inside form, by its field: blanks off the ends, numbers with a dot, ISO dates, true and
 * false; then the field's constraints.
 */
#ifndef TABLE_CELL_H
#define TABLE_CELL_H

#include "base/num.h"
#include "table/schema.h"

struct cell_rules;

/* Compiles the patterns of the schema. RC_DEFECT for a pattern that is none. */
enum rc cell_rules_new(const struct schema *schema, enum num_decimal decimal, struct cell_rules **rules, struct err *err) MUST_CHECK;
void cell_rules_free(struct cell_rules *rules); /* NULL is safe */

/* Rewrites *cell (a new text lives in arena). False when it is not what the field asks for: the reason, a sentence without the value,
 * is appended to reason. field: index into the schema. An empty cell is bad only when the field is required. */
bool cell_read(const struct cell_rules *rules, size_t field, struct str *cell, struct arena *arena, struct buf *reason);

#endif
