/* SPDX-License-Identifier: MIT */
/*
 * What the engine asks a clerk: when a term of the law is over. The calendar and the rules (cases/statute.h) are read when first needed.
 */
#ifndef CASES_CLERK_H
#define CASES_CLERK_H

#include "process/engine.h"

struct clerk;

struct clerk *clerk_new(void);
void clerk_free(struct clerk *clerk); /* NULL is safe */

/* text: "10wd", "term:59fz-answer". RC_INPUT for what is no term, for a rule that does not hold on the day, for a year that the calendar does not know. */
enum rc clerk_due(struct clerk *clerk, struct str text, struct moment from, const struct engine_stop *stop, size_t n_stops,
                  struct moment *due, struct err *err) MUST_CHECK;

/* Every term of the process must be one: RC_INPUT with file, line and id. Nothing is read when it has none. */
enum rc clerk_check(struct clerk *clerk, const struct model *model, struct err *err) MUST_CHECK;

#endif
