/* SPDX-License-Identifier: MIT */
/*
 * Cells as a Russian Excel wants them: numbers with a comma, dates as dd.mm.yyyy, and no text that a spreadsheet would run as a
 * formula or turn into something else. Such text gets a leading apostrophe: text that begins, after blanks or not, with = + - @ or their fullwidth
 * forms, or whose leading blanks hold a tab or a line break; and text that would become a day (12.3, 3/9) or another number (0401, 12E3, more than
 * fifteen digits). A negative number in the inside form is no formula and stays. Text that
 * looks guarded already gets one apostrophe more, so that taking one off always gives back what was written.
 */
#ifndef TABLE_EXCEL_H
#define TABLE_EXCEL_H

#include "base/buf.h"
#include "base/str.h"
#include "table/schema.h"

#include <stdbool.h>

/* The cell itself, or its other form in scratch (which is cleared first), at most one byte longer. */
struct str excel_cell(enum schema_type type, struct str cell, struct buf *scratch);

/* Whether the first byte of a text is the guard, to be taken off again. */
bool excel_is_guarded(struct str cell);

#endif
