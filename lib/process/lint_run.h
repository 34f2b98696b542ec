/* SPDX-License-Identifier: MIT */
/* What the rooms of lint share. */
#ifndef PROCESS_LINT_RUN_H
#define PROCESS_LINT_RUN_H

#include "base/vec.h"
#include "process/lint.h"

struct lint_run {
	struct arena *arena;
	const struct model *model;
	VEC(struct lint_finding) found;
};

/* file NULL: the one that is looked at. */
void lint_report(struct lint_run *l, const char *file, size_t line, const char *id, const char *check, enum lint_severity severity, const char *detail);

/* Marks what a token at node can come to: along flows, from what waits to the events on it, into sub-processes. */
void lint_reach(const struct model *model, uint32_t from, bool *seen);

/* lint_join.c: joins that never complete; seen: what a case can come to. */
void lint_joins(struct lint_run *l, const bool *seen);
/* lint_term.c: terms shorter than what must be done within them. */
void lint_terms(struct lint_run *l);
/* lint_event.c: what is thrown and caught. */
void lint_events(struct lint_run *l);

#endif
