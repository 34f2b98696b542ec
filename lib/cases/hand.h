/* SPDX-License-Identifier: MIT */
/*
 * One case in hand: taken out of the store, moved by the engine, and written back: each effect as an event and as current state. The moment is one
 * for the whole run, on the city's own clock.
 */
#ifndef CASES_HAND_H
#define CASES_HAND_H

#include "cases/version.h"

struct hand {
	struct store *store;
	struct versions *versions;
	struct moment at;
	struct buf now; /* the same as text */
	/* the case */
	int64_t case_id;
	const struct version *version;
	struct engine_state state;
	/* what the engine did, and what came of it */
	struct engine_effects effects;
	struct buf opened; /* activities of the tasks that were opened, joined by "|" */
	const char *ended; /* the end event's name once the case is over, else NULL */
	struct buf due, detail;
};

/* What a person brought to a task, kept with its completion. */
struct hand_answer {
	struct str outcome, patch, actor, comment;
};

void hand_open(struct hand *hand, struct store *store, struct versions *versions);
void hand_free(struct hand *hand);

void hand_empty(struct hand *hand); /* no case */
void hand_begin(struct hand *hand); /* no effects yet */

/* *found is false when there is no such case. RC_INPUT when the store is damaged. */
enum rc hand_take(struct hand *hand, int64_t case_id, bool *found, struct err *err) MUST_CHECK;

/* Writes the effects; answer (or NULL) goes with the task that was completed. Inside a transaction. */
enum rc hand_write(struct hand *hand, const struct hand_answer *answer, struct err *err) MUST_CHECK;

/* What people call a node. */
const char *hand_title(const struct model_node *node);

#endif
