/* SPDX-License-Identifier: MIT */
/*
 * Cases and open tasks as lists, as they stand or as they stood at a moment. Now they are read from the kept tables; then every case is replayed
 * from its events up to that moment.
 */
#ifndef CASES_VIEW_H
#define CASES_VIEW_H

#include "cases/version.h"

struct view;

struct view_filter {
	const char *process; /* NULL: any */
	const char *unit;    /* tasks; NULL: any */
	int open;            /* cases; 1: open ones, 0: ended ones, -1: any */
	int64_t due_before;  /* tasks due before this moment; STORE_NEVER: any, those without a due date too */
	int64_t as_of;       /* the moment looked at; STORE_NEVER: now */
};

struct view_case {
	int64_t case_id;
	const struct version *version;
	struct str application_id;
	bool open;
	const char *outcome;
	int64_t started_at, ended_at, due_at; /* STORE_NEVER for none */
	size_t open_tasks;
	size_t applicants; /* whose applications are one case */
	struct str data;
};

struct view_task {
	int64_t case_id, token;
	const struct version *version;
	struct str application_id, activity, unit;
	int64_t created_at, due_at; /* STORE_NEVER for none */
	uint32_t answered, asked;   /* of those asked together */
};

enum view_of { VIEW_CASES, VIEW_TASKS };

enum rc view_open(struct store *store, struct versions *versions, enum view_of of, const struct view_filter *filter, struct view **view,
                  struct err *err) MUST_CHECK;
void view_close(struct view *view); /* NULL is safe */

/* In order of case_id; tasks in order of due_at, case_id, token. False at the end or on an error. Valid until the next call. */
bool view_next_case(struct view *view, struct view_case *out, struct err *err);
bool view_next_task(struct view *view, struct view_task *out, struct err *err);

#endif
