/* SPDX-License-Identifier: MIT */
/*
 * A case moving through a process as it is drawn (BPMN 2.0, ISO/IEC 19510): no store, no clock, no I/O. The state of a case is its waiting tokens (open tasks,
 * armed timers, messages and signals waited for, arrivals at a join, sub-processes under way), what was answered, and the case's data. An operation
 * returns what happened as a list of effects in order; it changes the state only by applying them, so that a caller who
 * writes the effects down can rebuild the same state later with engine_replay.
 *
 *	struct engine engine = {model, ask, decide, due, context};
 *	struct engine_state state = {0};
 *	struct engine_effects effects = {0};
 *	engine_start(&engine, &state, data, now, &effects, err) … write the effects …
 *	engine_complete(&engine, &state, token, answer, now, &effects, err) …
 *
 * An operation that fails leaves state and effects as they were.
 */
#ifndef PROCESS_ENGINE_H
#define PROCESS_ENGINE_H

#include "base/buf.h"
#include "base/date.h"
#include "base/vec.h"
#include "process/model.h"

/* The clock of a case stood still from…to (the applicant was asked); to is open while it still does. */
struct engine_stop {
	struct moment from, to;
	bool over;
};

struct engine {
	const struct model *model; /* model_runnable */
	/* model->program[program] over JSON data: yes when its first output is neither false nor null; value (unless NULL) is appended that output. */
	enum rc (*ask)(void *context, size_t program, struct str data, bool *yes, struct buf *value, struct err *err);
	/* What a business-rule task's decision table makes of the data: a JSON object, appended to patch. */
	enum rc (*decide)(void *context, const struct model_node *node, struct str data, struct buf *patch, struct err *err);
	/* When a term of the law that began at from is over; a NULL callback knows only ISO 8601 durations, added to the stops' length. */
	enum rc (*due)(void *context, struct str term, struct moment from, const struct engine_stop *stop, size_t n_stops,
	               struct moment *due, struct err *err);
	void *context;
};

enum engine_wait {
	ENGINE_TASK,    /* open task of a person */
	ENGINE_TIMER,   /* host 0: a step of its own, or of an event sub-process; else on the edge of host, or host's silence */
	ENGINE_MESSAGE, /* a message waited for; host as above */
	ENGINE_SIGNAL,
	ENGINE_JOIN,    /* arrived at a joining gateway by flow */
	ENGINE_SCOPE,   /* a sub-process under way; its tokens name it as their scope */
	ENGINE_MULTI,   /* a task or sub-process done for each of a list; its instances name it as their host */
	ENGINE_GATE,    /* an event-based gateway; what it waits for names it as host */
	ENGINE_WAITS
};

struct engine_text { /* a slice of the state's or the effects' text */
	uint32_t at, n;
};

struct engine_token {
	uint32_t id; /* from 1, never used again within the case */
	uint32_t node;
	enum engine_wait wait;
	uint32_t scope; /* the token of the sub-process it is in, 0 for the process */
	uint32_t host;  /* the token it belongs to and is cancelled with, or 0 */
	uint32_t flow;  /* ENGINE_JOIN; else MODEL_NONE */
	uint32_t group; /* ENGINE_TASK: the tasks asked together */
	uint32_t index; /* an instance's place in its list, from 0; ENGINE_MULTI: how many instances began */
	uint32_t total; /* ENGINE_MULTI: how many there are to be */
	bool has_due;   /* task: due_at is known; timer: always */
	struct moment due, since;
	struct engine_text text; /* task: its unit, where an expression gave it; ENGINE_MULTI: the list, a JSON array */
	struct engine_text term; /* what an expression gave as its term, or empty */
};

struct engine_answered { /* what was answered, for conditions: .outcomes and .answers */
	uint32_t node, multi, index; /* multi: the ENGINE_MULTI token, or 0 */
	uint32_t scope; /* the sub-process it was answered in, 0 for the process */
	struct engine_text outcome;
};

struct engine_group {
	uint32_t id, asked, answered, open;
};

struct engine_state {
	struct engine_token *token; /* in order of id */
	size_t n, cap;
	uint32_t last; /* last id given out */
	bool started, ended;
	uint32_t end;  /* the node that ended the case, or MODEL_NONE */
	bool has_due;  /* the process has a term of its own: since when it runs, and when it is over */
	struct moment since, due;
	struct engine_text term; /* what an expression gave for it */
	VEC(struct engine_group) groups;
	VEC(struct engine_answered) answers;
	VEC(struct engine_stop) stops;
	struct buf text; /* what tokens and answers point into */
	struct buf data; /* the case's data, a JSON object as text */
};

void engine_state_free(struct engine_state *state);
void engine_state_clear(struct engine_state *state); /* as new, memory kept */

/* What an effect does; names (engine_effect_name) and written codes do not change: logs hold them. */
enum engine_effect_kind {
	ENGINE_CASE_STARTED,     /* node: the start event; text: the data */
	ENGINE_MOVED,            /* flow taken; node: where it leads */
	ENGINE_PASSED,           /* node: a gateway, manual task or event that was gone through */
	ENGINE_SERVICE_ASKED,    /* node: a service or send task, a message thrown; its topic goes to the outbox; text: what lists around it add to the data, or none */
	ENGINE_SIGNAL_THROWN,    /* node; its event's name goes to every case that waits for it */
	ENGINE_ERROR_THROWN,     /* node */
	ENGINE_ESCALATED,        /* node */
	ENGINE_DATA_SET,         /* node: the task or message that brought it; text: a JSON object whose members replace those of the data */
	ENGINE_TASK_CREATED,     /* token, node, group, due; text, term: its unit and its term, where expressions gave them */
	ENGINE_TASK_COMPLETED,   /* token, node; text: the outcome */
	ENGINE_TASK_CANCELLED,
	ENGINE_TIMER_ARMED,      /* token, node, host, due; term: where an expression gave it */
	ENGINE_TIMER_FIRED,
	ENGINE_TIMER_CANCELLED,
	ENGINE_MESSAGE_AWAITED,
	ENGINE_MESSAGE_RECEIVED,
	ENGINE_MESSAGE_CANCELLED,
	ENGINE_SIGNAL_AWAITED,
	ENGINE_SIGNAL_RECEIVED,
	ENGINE_SIGNAL_CANCELLED,
	ENGINE_JOIN_ARRIVED,
	ENGINE_JOIN_LEFT,        /* joined, or taken away */
	ENGINE_SCOPE_ENTERED,
	ENGINE_SCOPE_LEFT,
	ENGINE_SCOPE_CANCELLED,
	ENGINE_MULTI_STARTED,    /* text: the list, a JSON array; total */
	ENGINE_MULTI_NEXT,       /* index: one more instance began */
	ENGINE_MULTI_ENDED,
	ENGINE_MULTI_CANCELLED,
	ENGINE_GATE_ENTERED,
	ENGINE_GATE_LEFT,
	ENGINE_GATE_CANCELLED,
	ENGINE_JOINT_OUTCOME,    /* node: of several answers; text: the outcome */
	ENGINE_CLOCK_STOPPED,    /* node: why */
	ENGINE_CLOCK_STARTED,
	ENGINE_DUE_MOVED,        /* token, due; token 0: of the whole case; term: what an expression gave for that */
	ENGINE_ENDED,            /* node: an end event took one token */
	ENGINE_CASE_ENDED,       /* node: the end event that closed the case */
	ENGINE_MIGRATED,         /* onto another version; text: the whole state, of the new model */
	ENGINE_EFFECTS
};

struct engine_effect {
	enum engine_effect_kind kind;
	uint32_t token; /* 0 for none */
	uint32_t node;
	uint32_t scope, host, group, index, total;
	uint32_t flow;  /* MODEL_NONE for none */
	bool has_due;
	struct moment due;
	struct engine_text text, term;
};

/* One operation's effects. */
struct engine_effects {
	struct engine_effect *v;
	size_t n, cap;
	struct moment at; /* when */
	struct buf text;  /* what the effects point into */
};

void engine_effects_clear(struct engine_effects *effects);
void engine_effects_free(struct engine_effects *effects);
struct str engine_effect_text(const struct engine_effects *effects, const struct engine_effect *effect);
struct str engine_effect_term(const struct engine_effects *effects, const struct engine_effect *effect);

const char *engine_effect_name(enum engine_effect_kind kind);

/* As compact JSON, and back: [["S",0,…],…], nodes and flows by their index in the model. RC_INPUT for what was never written so. at is not in it. */
void engine_effects_put(const struct engine_effects *effects, struct buf *out);
enum rc engine_effects_get(const struct model *model, struct str text, struct engine_effects *effects,
                           struct err *err) MUST_CHECK;

/* The state without its data, as JSON, and back (data is left alone). */
void engine_state_put(const struct engine_state *state, struct buf *out);
enum rc engine_state_get(const struct model *model, struct str text, struct engine_state *state,
                         struct err *err) MUST_CHECK;

/* Applies written effects. RC_INPUT when one does not fit the state (an altered log). */
enum rc engine_replay(const struct model *model, struct engine_state *state,
                      const struct engine_effects *effects, struct err *err) MUST_CHECK;

/* data: one JSON object, or empty. All append to effects and set their moment. RC_INPUT: no such waiting token; no outgoing flow of a
 * gateway holds; an expression failed; the process goes round without ever waiting; only joins are left that nothing can reach. */
enum rc engine_start(const struct engine *engine, struct engine_state *state, struct str data,
                     struct moment now, struct engine_effects *effects, struct err *err) MUST_CHECK;

struct engine_answer {
	struct str outcome; /* kept under .outcomes by the task's node id */
	struct str patch;   /* a JSON object whose members replace those of the data, or empty */
};
enum rc engine_complete(const struct engine *engine, struct engine_state *state, uint32_t token,
                        struct engine_answer answer, struct moment now,
                        struct engine_effects *effects, struct err *err) MUST_CHECK;

/* An armed timer, a message or a signal waited for: it has come. patch: what a message brought, as of an answer. */
enum rc engine_fire(const struct engine *engine, struct engine_state *state, uint32_t token,
                    struct str patch, struct moment now, struct engine_effects *effects,
                    struct err *err) MUST_CHECK;

/*
 * Puts a case onto another version of its process: engine is of the new one, old is the model it was on; map[node of old] is the node of the new
 * model that takes its place, or MODEL_NONE. What waits keeps its moments; events drawn anew on or beside what is under way are armed, and joins that
 * need less than they did join. The first effect, ENGINE_MIGRATED, holds the whole state; all are replayed with the new model. RC_INPUT where the case
 * stands at what the new version has not.
 */
enum rc engine_migrate(const struct engine *engine, const struct model *old, const uint32_t *map, struct engine_state *state,
                       struct moment now, struct engine_effects *effects, struct err *err) MUST_CHECK;

/* The armed timer that is due first; its id, or 0 when there is none. Timers of the same moment fire in order of id. While the clock stands
 * still, only the timers on what it waits for count. */
uint32_t engine_due(const struct model *model, const struct engine_state *state, struct moment *due);
/* The first token that waits for this message or signal after token id `after` (0 to begin); 0 for none. */
uint32_t engine_awaits(const struct model *model, const struct engine_state *state, enum engine_wait wait, struct str name,
                       uint32_t after);

const struct engine_token *engine_token(const struct engine_state *state, uint32_t id); /* or NULL */
/* Who has to do an open task; empty when nobody is named. */
struct str engine_unit(const struct model *model, const struct engine_state *state,
                       const struct engine_token *token);
/* How many were asked together with this open task, and how many of them have answered. */
struct engine_group engine_group(const struct engine_state *state, const struct engine_token *token);

/* The data as conditions see it: with .outcomes (node id → outcome) and .answers (node id → [{index, outcome}]), which are never the data's own. Where
 * sub-processes that ran side by side have answered the same, conditions within one see its own. Appended. */
void engine_view(const struct model *model, const struct engine_state *state, struct buf *out);

/* Replaces members of one JSON object by those of another. Members keep their order. Appended to out. */
enum rc engine_merge(struct str data, struct str patch, struct buf *out, struct err *err) MUST_CHECK;

#endif
