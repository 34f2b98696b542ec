/* SPDX-License-Identifier: MIT */
/*
 * What happened in a case as the tools of process mining tell it: activities and what became of them, in the words of the lifecycle extension of XES (IEEE
 * 1849-2016). Drawn from the effects of the engine (process/engine.h), step by step; how tokens move, gateways and joins are left out. One
 * trail serves one case after another.
 */
#ifndef PROCESS_TRAIL_H
#define PROCESS_TRAIL_H

#include "base/date.h"
#include "process/model.h"

struct trail_case {
	int64_t case_id, version;
	struct str process, application_id, status, outcome;
	struct moment started, ended;
	bool is_over;    /* ended is known */
	struct str data; /* a JSON object: as it is now */
};

struct trail_event {
	int64_t case_id, seq; /* seq: of the operation */
	size_t part;          /* which of the operation's events, from 0 */
	struct moment at;
	const char *activity; /* what people call the node */
	const char *element;  /* the node's id */
	const char *transition; /* "schedule", "start", "complete", "withdraw", "ate_abort" */
	uint32_t task;        /* the token of the task, 0 when it is none */
	struct str unit;      /* who has to do it; or empty */
	struct str outcome, actor;
	struct str data;      /* what it brought: a JSON object, or empty */
	bool has_due;
	struct moment due;    /* when a task was to be done by */
	bool late;            /* an answer that came when nobody waited for it any more */
};

/* An effect, or what was kept without one. */
struct trail_step {
	int64_t seq;
	struct moment at;
	struct str kind; /* engine_effect_name; or "late" */
	const struct model_node *node; /* NULL for none */
	uint32_t token;
	struct str unit, outcome, actor;
	struct str data; /* JSON: what a case began with, what an answer or a message sets */
	bool has_due;
	struct moment due;
};

struct trail;

struct trail *trail_new(void);
void trail_free(struct trail *trail); /* NULL is safe */
void trail_begin(struct trail *trail, int64_t case_id);

/* The next step of the case. What is not the model's is copied. */
void trail_add(struct trail *trail, const struct trail_step *step);

/* The events of the case so far, in order; valid until the next call. */
const struct trail_event *trail_events(const struct trail *trail, size_t *n);

#endif
