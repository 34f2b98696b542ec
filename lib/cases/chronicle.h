/* SPDX-License-Identifier: MIT */
/*
 * Events with names: what happened, effect by effect, in the order of the chain or of one case, read as they stand in the store. An event
 * without effects (a deployment, a late answer) is one row. Nothing is held but the event in hand.
 */
#ifndef CASES_CHRONICLE_H
#define CASES_CHRONICLE_H

#include "cases/version.h"

struct chronicle;

struct chronicle_row {
	int64_t seq;
	size_t step;         /* the effect's place in its event, from 1 */
	int64_t case_id;     /* 0: of the store */
	struct str event;    /* the operation: submitted, completed, fired, late, … */
	struct str kind;     /* the effect (engine_effect_name); the operation again when there is none */
	int64_t at;
	const struct version *version; /* NULL: of none */
	uint32_t token, host;
	const struct model_node *node; /* NULL: of none */
	const struct model_flow *flow; /* the same */
	struct str unit;     /* whose a task is */
	int64_t due_at;      /* or STORE_NEVER */
	struct str actor;
	struct str outcome;
	struct str detail;   /* JSON or empty: the data a case began with, what an answer changed, a comment */
	const uint8_t *hash; /* of the event, DIGEST_SIZE */
};

/* case_id 0: all. until: events after that moment are left out; STORE_NEVER for none. */
enum rc chronicle_open(struct store *store, struct versions *versions, int64_t case_id, int64_t until, struct chronicle **chronicle,
                       struct err *err) MUST_CHECK;
void chronicle_close(struct chronicle *chronicle); /* NULL is safe */

/* False at the end or on an error. What the row points at is valid until the next call. */
bool chronicle_next(struct chronicle *chronicle, struct chronicle_row *row, struct err *err);

#endif
