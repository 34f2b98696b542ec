/* SPDX-License-Identifier: MIT */
/*
 * Decision tables out of files as offices save them (CSV with "," ";" or tabs, UTF-8, UTF-16 or Windows-1251), for process/decision.h. Where ";"
 * parts the cells, 10,5 is a number, as for the Excel that saved it; elsewhere it is refused as ambiguous.
 */
#ifndef CASES_RULEBOOK_H
#define CASES_RULEBOOK_H

#include "process/decision.h"

/* The bytes of a file as UTF-8 without a byte order mark, appended to out, lines as they were: what a store keeps. RC_INPUT: bytes that are not valid
 * in the charset the file seems to be of, a workbook or another file that is no table. */
enum rc rulebook_text(struct str bytes, const char *file, struct buf *out, struct err *err) MUST_CHECK;

/* Such a text as a table; grid lives in arena. file is for messages. */
enum rc rulebook_grid(struct str text, const char *file, struct arena *arena, struct decision_grid *grid, struct err *err) MUST_CHECK;

/* Both, and the decision made of it: decision_free it before the arena. */
enum rc rulebook_read(struct str bytes, const char *file, struct arena *arena, struct decision **decision, struct err *err) MUST_CHECK;

#endif
