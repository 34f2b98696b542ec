/* SPDX-License-Identifier: MIT */
/*
 * One case in hand. It is taken out of the store once, moved by any number of operations, each of which appends its event at once, and laid
 * down once: only then are its rows in cases, tasks and waits written, so that a task opened and closed while the case was in hand
 * never becomes a row. What is in hand must be laid down before the transaction ends, and dropped when it is rolled back. The moment is one for
 * the whole run, on the city's own clock.
 */
#ifndef CASES_HAND_H
#define CASES_HAND_H

#include "cases/version.h"

struct hand_row { /* of tasks or waits, as the store has it */
	uint32_t token;
	enum engine_wait wait;
	int64_t due_at;      /* task */
	struct engine_text name; /* in hand->names: a task's unit; the message or signal */
};

struct hand_past { /* an event of hand_replay, its texts in hand->text */
	struct store_event event;
	struct engine_text effects, detail;
	bool submitted, joined;
};

struct hand {
	struct store *store;
	struct versions *versions;
	struct moment at;
	struct buf now; /* the same as text */
	int64_t last_case; /* the greatest number given out, 0 when not known; of one transaction */
	/* the case, case_id 0: none */
	int64_t case_id, first_seq, last_seq, started_at;
	const struct version *version;
	struct buf application_id;
	struct engine_state state;
	int64_t ended_at;    /* when state.ended */
	const char *outcome; /* the end event's name when state.ended, else "" */
	size_t joined; /* after hand_replay: applications that joined the case */
	bool is_new, changed;
	bool retitled; /* on another version tasks may be called otherwise: their rows are written anew */
	/* what the store has of it */
	int64_t next_due;
	VEC(struct hand_row) rows;
	struct buf names;
	/* what the last operation did */
	struct engine_effects effects;
	struct buf opened; /* activities of the tasks that were opened, joined by "|" */
	const char *ended; /* the end event's name when it ended the case, else NULL */
	VEC(const char *) thrown; /* names of the signals thrown since somebody last took them on */
	struct buf text;
	VEC(struct hand_past) events; /* of hand_replay, the last first */
	/* hand_replay shows each message that the case sent; NULL: it does not */
	enum rc (*sent)(void *context, struct hand *hand, const struct model_node *node, struct str data, struct err *err);
	void *sent_context;
};

/* The topic and the data of a message that the case in hand sends by this effect, as it stands after the operation; data is appended. */
const char *hand_topic(const struct model_node *node);
enum rc hand_message(const struct hand *hand, const struct engine_effect *effect, struct buf *data, struct err *err) MUST_CHECK;

struct hand_event { /* what an operation's event says beside its effects */
	const char *kind;
	int64_t token;
	struct str actor, detail;
};

void hand_open(struct hand *hand, struct store *store, struct versions *versions);
void hand_free(struct hand *hand);

void hand_empty(struct hand *hand); /* no case in hand */
void hand_drop(struct hand *hand); /* without writing: the transaction is over */
enum rc hand_put(struct hand *hand, struct err *err) MUST_CHECK; /* writes the rows and lays the case down; nothing when none is in hand */

/* Lays down what is in hand unless it is this case. *found is false when there is no such case. RC_INPUT when the store is damaged. */
enum rc hand_take(struct hand *hand, int64_t case_id, bool *found, struct err *err) MUST_CHECK;

/* A new case. When the engine refuses it (RC_INPUT), nothing has happened. */
enum rc hand_start(struct hand *hand, const struct version *version, struct str application_id, struct str data, struct err *err) MUST_CHECK;
/* The open task is answered; a timer, message or signal has come. All or nothing. */
enum rc hand_complete(struct hand *hand, struct engine_answer answer, const struct hand_event *event, struct err *err) MUST_CHECK;
enum rc hand_fire(struct hand *hand, struct str patch, const struct hand_event *event, struct err *err) MUST_CHECK;
/* The case onto another version: map[node of its model] is the node of the new one (engine_migrate). */
enum rc hand_migrate(struct hand *hand, const struct version *version, const uint32_t *map, struct err *err) MUST_CHECK;
/* An event that does not move the case. */
enum rc hand_note(struct hand *hand, const struct hand_event *event, struct err *err) MUST_CHECK;

/*
 * In hand is then the case as its events up to last_seq made it, as far as they are not after the moment until, and as if its rows had
 * yet to be written; what was in hand is dropped. *found is false when it had not begun. RC_INPUT when the events do not fit together.
 */
enum rc hand_replay(struct hand *hand, int64_t case_id, int64_t last_seq, int64_t until, bool *found, struct err *err) MUST_CHECK;

/* Which tokens have a row in tasks or waits, and by what it is found: whose the task is, or what is waited for; when it is due. */
bool hand_is_row(enum engine_wait wait);
struct str hand_row_name(const struct hand *hand, const struct engine_token *token);
int64_t hand_row_due(const struct engine_token *token);

/* What people call a node. */
const char *hand_title(const struct model_node *node);

/* When the first timer of a case fires; when the case is due: by its own term, else the last due moment of what is open. STORE_NEVER for none. */
int64_t hand_next_due(const struct model *model, const struct engine_state *state);
int64_t hand_last_due(const struct engine_state *state);

#endif
