/* SPDX-License-Identifier: MIT */
/* What the rooms of the engine share, and nobody else needs: one operation under way. */
#ifndef PROCESS_ENGINE_RUN_H
#define PROCESS_ENGINE_RUN_H

#include "process/engine.h"

struct run_step { /* a token on its way along flow, or instance index of the list multi about to begin */
	uint32_t flow, scope;
	uint32_t multi, index;
};

struct run_list { /* a list that instances look into, read once */
	uint32_t multi;
	struct arena *arena;
	const struct json **item;
	size_t n;
};

struct run {
	const struct engine *engine;
	const struct model *model;
	struct engine_state *state;
	struct engine_effects *effects;
	struct moment now;
	struct err *err;
	size_t steps;   /* nodes entered */
	uint32_t group; /* of the tasks that this operation creates */
	uint32_t end;   /* the last end event reached */
	VEC(struct run_step) todo; /* what still moves; the last one moves first */
	struct buf view, local;    /* the data as expressions see it; view is empty until one asks */
	VEC(struct run_list) lists; /* by how deep they are nested */
};

/* ---- engine_state.c */

/* How effects and waits are written (engine_text.c); the text of some effects is JSON already, that of the others is quoted. */
struct str engine_effect_code(enum engine_effect_kind kind);
char engine_wait_code(enum engine_wait wait);
bool engine_text_is_json(enum engine_effect_kind kind);

struct engine_text engine_keep(struct buf *buf, struct str text);
struct str engine_state_text(const struct engine_state *state, struct engine_text text);

/* The effect that takes away a token which waits so. */
enum engine_effect_kind engine_cancels(enum engine_wait wait);

/* Does the case's clock stand still? */
bool engine_stands(const struct model *model, const struct engine_state *state);

/* Does it stand since an operation before this one? */
bool engine_stood(const struct engine_state *state);

/* effect: one of effects. */
enum rc engine_apply(const struct model *model, struct engine_state *state, const struct engine_effects *effects,
                     const struct engine_effect *effect, struct err *err) MUST_CHECK;

/* ---- engine_check.c */

/* Can this token stand there? Those that it belongs to and stands in are in the state already. */
bool engine_may_stand(const struct model *model, const struct engine_state *state, const struct engine_token *token);

/* ---- engine.c: effects that happen now */

enum rc engine_emit(struct run *run, struct engine_effect effect) MUST_CHECK;
enum rc engine_emit_text(struct run *run, struct engine_effect effect, struct str text) MUST_CHECK;
enum rc engine_emit_node(struct run *run, enum engine_effect_kind kind, uint32_t node) MUST_CHECK;
enum rc engine_drop(struct run *run, enum engine_effect_kind kind, const struct engine_token *token) MUST_CHECK;
enum rc engine_complain(struct run *run, uint32_t node, const char *what);
void engine_forget(struct run *run); /* what it holds beside state and effects */

/* ---- engine_data.c: what conditions see */

/* engine_view, as those see it who stand in this sub-process. */
void engine_view_in(const struct model *model, const struct engine_state *state, uint32_t scope, struct buf *out);

/* ---- engine_ask.c: expressions over the data, with what an instance of a list adds */

/* local: the ENGINE_MULTI token whose instance index asks, or 0. */
enum rc engine_ask(struct run *run, uint32_t program, uint32_t scope, uint32_t multi, uint32_t index, bool *yes, struct buf *value) MUST_CHECK;
/* The same, of a gateway at which so many of the incoming flows have arrived: .arrived, .incoming. */
enum rc engine_ask_arrived(struct run *run, uint32_t program, uint32_t scope, size_t arrived, size_t incoming, bool *yes) MUST_CHECK;
/* The value as text: a JSON string's letters; "" for null. */
enum rc engine_ask_text(struct run *run, uint32_t program, uint32_t scope, uint32_t multi, uint32_t index, struct buf *text) MUST_CHECK;
void engine_forget_lists(struct run *run);
/* The outbox is asked, with what the instances of lists around the node add to the data. */
enum rc engine_ask_service(struct run *run, uint32_t node, uint32_t scope) MUST_CHECK;
/* A script or business-rule task: its result goes into the data. */
enum rc engine_compute(struct run *run, uint32_t node, uint32_t scope) MUST_CHECK;
/* How many there are to be, and the list as a JSON array (or empty). */
enum rc engine_ask_list(struct run *run, uint32_t node, uint32_t scope, uint32_t *total, struct buf *list) MUST_CHECK;

/* ---- engine_wait.c: what waits, until when, and on whose edge */

/* host: 0, an event-based gateway, or what the event stands on the edge of. */
enum rc engine_arm(struct run *run, uint32_t node, uint32_t scope, uint32_t host) MUST_CHECK;
enum rc engine_arm_edges(struct run *run, uint32_t node, uint32_t scope, uint32_t host) MUST_CHECK;
/* multi: the token whose instance index it is, of total asked together; or 0. */
enum rc engine_create_task(struct run *run, uint32_t node, uint32_t scope, uint32_t multi, uint32_t index, uint32_t total) MUST_CHECK;
enum rc engine_arm_silence(struct run *run, const struct engine_token *task) MUST_CHECK;
enum rc engine_catch(struct run *run, uint32_t node, uint32_t scope) MUST_CHECK;
enum rc engine_gate(struct run *run, uint32_t node, uint32_t scope) MUST_CHECK;
/* A timer, message or signal fired: the same again, when it goes on waiting. */
enum rc engine_arm_again(struct run *run, const struct engine_token *fired) MUST_CHECK;
/* The term of the whole case, at its start. */
enum rc engine_begin_term(struct run *run) MUST_CHECK;
/* At the end of an operation: the clock stops or goes on. */
enum rc engine_clock(struct run *run) MUST_CHECK;

/* ---- engine_move.c: along flows */

enum rc engine_leave(struct run *run, uint32_t node, uint32_t scope) MUST_CHECK;
enum rc engine_move(struct run *run) MUST_CHECK; /* until all waits */
enum rc engine_join_again(struct run *run) MUST_CHECK; /* joins that need less than they did */

/* ---- engine_scope.c: sub-processes, lists, errors */

/* The inside of a sub-process, or of the process itself (MODEL_NONE), from its start event. */
enum rc engine_begin_scope(struct run *run, uint32_t sub, uint32_t start, uint32_t scope) MUST_CHECK;
enum rc engine_enter_scope(struct run *run, uint32_t node, uint32_t scope, uint32_t multi, uint32_t index) MUST_CHECK;
enum rc engine_leave_scope(struct run *run, uint32_t token) MUST_CHECK;
enum rc engine_start_multi(struct run *run, uint32_t node, uint32_t scope) MUST_CHECK;
enum rc engine_begin_instance(struct run *run, struct run_step step) MUST_CHECK;
enum rc engine_instance_done(struct run *run, uint32_t multi, struct str outcome) MUST_CHECK;
enum rc engine_cancel(struct run *run, uint32_t token) MUST_CHECK;     /* with all that belongs to it */
enum rc engine_cancel_hosted(struct run *run, uint32_t host) MUST_CHECK; /* what belongs to it, not itself */
enum rc engine_cancel_scope(struct run *run, uint32_t scope) MUST_CHECK; /* all in it */
/* An error or escalation. *caught: what caught it interrupts, and took away whoever threw it. */
enum rc engine_throw(struct run *run, uint32_t node, uint32_t scope, bool *caught) MUST_CHECK;
enum rc engine_start_event_scope(struct run *run, uint32_t start, uint32_t scope) MUST_CHECK;

#endif
