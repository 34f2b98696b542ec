/* SPDX-License-Identifier: MIT */
/*
 * A case moving through a process: no store, no clock, no I/O. The state of a case is the set of its waiting tokens (open tasks,
 * armed timers, arrivals at a join) and the case's data as JSON text, which the caller keeps. An operation returns what happened as a list of
 * effects in order; it changes the state only by applying them, so that a caller who writes the effects down can rebuild
 * the same state later with engine_apply. A fork, a join, two timers: all are effects; nothing else need be known.
 *
 *	struct engine engine = {model, ask, context};
 *	struct engine_state state = {0};
 *	struct engine_effects effects = {0};
 *	engine_start(&engine, &state, data, now, &effects, err) … write effects.v[0..n) …
 *	engine_complete(&engine, &state, token, data, now, &effects, err) …
 *
 * An operation that fails leaves state and effects as they were.
 */
#ifndef PROCESS_ENGINE_H
#define PROCESS_ENGINE_H

#include "base/buf.h"
#include "base/date.h"
#include "base/vec.h"
#include "process/model.h"

struct engine {
	const struct model *model; /* model_runnable */
	/* Does model->condition[condition] hold for this data? */
	enum rc (*holds)(void *context, size_t condition, struct str data, bool *yes, struct err *err);
	void *context;
};

enum engine_wait {
	ENGINE_TASK,  /* open task */
	ENGINE_TIMER, /* intermediate timer, or boundary timer of the task token host */
	ENGINE_JOIN,  /* arrived at a parallel gateway by flow */
};

struct engine_token {
	uint32_t id;   /* from 1, never used again within the case */
	uint32_t node;
	enum engine_wait wait;
	uint32_t host; /* boundary timer: the id of the task's token; else 0 */
	uint32_t flow; /* ENGINE_JOIN; else MODEL_NONE */
	bool has_due;  /* task: due_at is known; timer: always */
	struct moment due;
};

struct engine_state {
	struct engine_token *token; /* in order of id */
	size_t n, cap;
	uint32_t last;  /* last id given out */
	bool started, ended;
	uint32_t end;   /* the node that ended the case, or MODEL_NONE */
};

void engine_state_free(struct engine_state *state);

/* The kinds' names (engine_effect_name) are what a log holds: they do not change. */
enum engine_effect_kind {
	ENGINE_CASE_STARTED,    /* "case_started"    node: the start event */
	ENGINE_MOVED,           /* "moved"           flow taken; node: where it leads */
	ENGINE_PASSED,          /* "passed"          node: a gateway, manual task or event that was gone through */
	ENGINE_SERVICE_ASKED,   /* "service_asked"   node: a service task; its topic goes to the outbox */
	ENGINE_TASK_CREATED,    /* "task_created"    token, node, due; the unit is the node's */
	ENGINE_TASK_COMPLETED,  /* "task_completed"  token, node */
	ENGINE_TASK_CANCELLED,  /* "task_cancelled"  token, node: by an interrupting timer or a terminate end */
	ENGINE_TIMER_ARMED,     /* "timer_armed"     token, node, host, due */
	ENGINE_TIMER_FIRED,     /* "timer_fired"     token, node, host */
	ENGINE_TIMER_CANCELLED, /* "timer_cancelled" token, node */
	ENGINE_JOIN_ARRIVED,    /* "join_arrived"    token, node, flow */
	ENGINE_JOIN_LEFT,       /* "join_left"       token, node, flow: joined, or taken by a terminate end */
	ENGINE_ENDED,           /* "ended"           node: an end event took one token */
	ENGINE_CASE_ENDED,      /* "case_ended"      node: the end event that closed the case */
};

struct engine_effect {
	enum engine_effect_kind kind;
	uint32_t token; /* 0 for none */
	uint32_t node;
	uint32_t host;  /* 0 for none */
	uint32_t flow;  /* MODEL_NONE for none */
	bool has_due;
	struct moment due;
};

struct engine_effects {
	struct engine_effect *v;
	size_t n, cap;
};

const char *engine_effect_name(enum engine_effect_kind kind);
bool engine_effect_of(struct str name, enum engine_effect_kind *kind);

/* All append to effects (vec_free it). data is one JSON object. RC_INPUT: no such waiting token; no outgoing flow of a gateway holds; a condition
 * failed; the process goes round without ever waiting; only joins are left that nothing can reach. */
enum rc engine_start(const struct engine *engine, struct engine_state *state, struct str data,
                     struct moment now, struct engine_effects *effects, struct err *err) MUST_CHECK;
/* data: already with what the task brought (engine_data). */
enum rc engine_complete(const struct engine *engine, struct engine_state *state, uint32_t token,
                        struct str data, struct moment now, struct engine_effects *effects,
                        struct err *err) MUST_CHECK;
enum rc engine_fire(const struct engine *engine, struct engine_state *state, uint32_t token,
                    struct str data, struct moment now, struct engine_effects *effects,
                    struct err *err) MUST_CHECK;

/* The armed timer that is due first and not after now; its id, or 0. Timers of the same moment fire in order of id. */
uint32_t engine_due(const struct engine_state *state, struct moment now);

const struct engine_token *engine_token(const struct engine_state *state, uint32_t id); /* or NULL */

/* One written effect again. RC_INPUT when it does not fit the state (an altered log). */
enum rc engine_apply(const struct model *model, struct engine_state *state,
                     const struct engine_effect *effect, struct err *err) MUST_CHECK;

/*
 * The case's data after a task: the members of patch (a JSON object, or empty) replace those of data (an object, or empty), and the outcome, when
 * there is one, is kept under "outcomes" by the task's node id, so that a condition can say .outcomes.decision == "granted". Members keep
 * their order. Appended to out.
 */
enum rc engine_data(struct str data, struct str patch, const char *node_id, struct str outcome,
                    struct buf *out, struct err *err) MUST_CHECK;

#endif
