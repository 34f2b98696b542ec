/* SPDX-License-Identifier: MIT */
/* The state of a case, which effects change, and nothing else does. */
#include "process/engine.h"

#include "base/lang.h"
#include "process/engine_run.h"

#include <stdlib.h>
#include <string.h>

enum action { NOTHING, ADD, DROP };

static const struct meaning {
	const char *name;
	enum action action;
	enum engine_wait wait;
} meanings[ENGINE_EFFECTS] = {
        [ENGINE_CASE_STARTED] = {"case_started", NOTHING, 0},
        [ENGINE_MOVED] = {"moved", NOTHING, 0},
        [ENGINE_PASSED] = {"passed", NOTHING, 0},
        [ENGINE_SERVICE_ASKED] = {"service_asked", NOTHING, 0},
        [ENGINE_SIGNAL_THROWN] = {"signal_thrown", NOTHING, 0},
        [ENGINE_ERROR_THROWN] = {"error_thrown", NOTHING, 0},
        [ENGINE_ESCALATED] = {"escalated", NOTHING, 0},
        [ENGINE_DATA_SET] = {"data_set", NOTHING, 0},
        [ENGINE_TASK_CREATED] = {"task_created", ADD, ENGINE_TASK},
        [ENGINE_TASK_COMPLETED] = {"task_completed", DROP, ENGINE_TASK},
        [ENGINE_TASK_CANCELLED] = {"task_cancelled", DROP, ENGINE_TASK},
        [ENGINE_TIMER_ARMED] = {"timer_armed", ADD, ENGINE_TIMER},
        [ENGINE_TIMER_FIRED] = {"timer_fired", DROP, ENGINE_TIMER},
        [ENGINE_TIMER_CANCELLED] = {"timer_cancelled", DROP, ENGINE_TIMER},
        [ENGINE_MESSAGE_AWAITED] = {"message_awaited", ADD, ENGINE_MESSAGE},
        [ENGINE_MESSAGE_RECEIVED] = {"message_received", DROP, ENGINE_MESSAGE},
        [ENGINE_MESSAGE_CANCELLED] = {"message_cancelled", DROP, ENGINE_MESSAGE},
        [ENGINE_SIGNAL_AWAITED] = {"signal_awaited", ADD, ENGINE_SIGNAL},
        [ENGINE_SIGNAL_RECEIVED] = {"signal_received", DROP, ENGINE_SIGNAL},
        [ENGINE_SIGNAL_CANCELLED] = {"signal_cancelled", DROP, ENGINE_SIGNAL},
        [ENGINE_JOIN_ARRIVED] = {"join_arrived", ADD, ENGINE_JOIN},
        [ENGINE_JOIN_LEFT] = {"join_left", DROP, ENGINE_JOIN},
        [ENGINE_SCOPE_ENTERED] = {"scope_entered", ADD, ENGINE_SCOPE},
        [ENGINE_SCOPE_LEFT] = {"scope_left", DROP, ENGINE_SCOPE},
        [ENGINE_SCOPE_CANCELLED] = {"scope_cancelled", DROP, ENGINE_SCOPE},
        [ENGINE_MULTI_STARTED] = {"multi_started", ADD, ENGINE_MULTI},
        [ENGINE_MULTI_NEXT] = {"multi_next", NOTHING, 0},
        [ENGINE_MULTI_ENDED] = {"multi_ended", DROP, ENGINE_MULTI},
        [ENGINE_MULTI_CANCELLED] = {"multi_cancelled", DROP, ENGINE_MULTI},
        [ENGINE_GATE_ENTERED] = {"gate_entered", ADD, ENGINE_GATE},
        [ENGINE_GATE_LEFT] = {"gate_left", DROP, ENGINE_GATE},
        [ENGINE_GATE_CANCELLED] = {"gate_cancelled", DROP, ENGINE_GATE},
        [ENGINE_JOINT_OUTCOME] = {"joint_outcome", NOTHING, 0},
        [ENGINE_CLOCK_STOPPED] = {"clock_stopped", NOTHING, 0},
        [ENGINE_CLOCK_STARTED] = {"clock_started", NOTHING, 0},
        [ENGINE_DUE_MOVED] = {"due_moved", NOTHING, 0},
        [ENGINE_ENDED] = {"ended", NOTHING, 0},
        [ENGINE_CASE_ENDED] = {"case_ended", NOTHING, 0},
        [ENGINE_MIGRATED] = {"migrated", NOTHING, 0},
};

const char *engine_effect_name(enum engine_effect_kind kind)
{
	return meanings[kind].name;
}

enum engine_effect_kind engine_cancels(enum engine_wait wait)
{
	static const enum engine_effect_kind kinds[] = {
	        [ENGINE_TASK] = ENGINE_TASK_CANCELLED,       [ENGINE_TIMER] = ENGINE_TIMER_CANCELLED,
	        [ENGINE_MESSAGE] = ENGINE_MESSAGE_CANCELLED, [ENGINE_SIGNAL] = ENGINE_SIGNAL_CANCELLED,
	        [ENGINE_JOIN] = ENGINE_JOIN_LEFT,            [ENGINE_SCOPE] = ENGINE_SCOPE_CANCELLED,
	        [ENGINE_MULTI] = ENGINE_MULTI_CANCELLED,     [ENGINE_GATE] = ENGINE_GATE_CANCELLED,
	};
	return kinds[wait];
}

void engine_state_clear(struct engine_state *state)
{
	state->n = state->last = 0;
	state->started = state->ended = state->has_due = false;
	state->term = (struct engine_text){0};
	state->end = MODEL_NONE;
	state->groups.n = state->answers.n = state->stops.n = 0;
	buf_clear(&state->text);
	buf_clear(&state->data);
}

void engine_state_free(struct engine_state *state)
{
	free(state->token);
	vec_free(&state->groups);
	vec_free(&state->answers);
	vec_free(&state->stops);
	buf_free(&state->text);
	buf_free(&state->data);
	*state = (struct engine_state){.end = MODEL_NONE};
}

void engine_effects_clear(struct engine_effects *effects)
{
	effects->n = 0;
	buf_clear(&effects->text);
}

void engine_effects_free(struct engine_effects *effects)
{
	vec_free(effects);
	buf_free(&effects->text);
}

static struct str slice(const struct buf *buf, struct engine_text text)
{
	return text.n ? (struct str){buf->p + text.at, text.n} : (struct str){"", 0};
}

struct str engine_effect_text(const struct engine_effects *effects, const struct engine_effect *effect)
{
	return slice(&effects->text, effect->text);
}

struct str engine_effect_term(const struct engine_effects *effects, const struct engine_effect *effect)
{
	return slice(&effects->text, effect->term);
}

struct str engine_state_text(const struct engine_state *state, struct engine_text text)
{
	return slice(&state->text, text);
}

struct engine_text engine_keep(struct buf *buf, struct str text)
{
	struct engine_text kept = {(uint32_t)buf->n, (uint32_t)text.n};
	buf_str(buf, text);
	return kept;
}

/* Tokens are in order of id. */
static size_t place_of(const struct engine_state *state, uint32_t id)
{
	size_t from = 0, to = state->n;
	while (from < to) {
		size_t half = from + (to - from) / 2;
		if (state->token[half].id < id)
			from = half + 1;
		else
			to = half;
	}
	return from < state->n && state->token[from].id == id ? from : state->n;
}

const struct engine_token *engine_token(const struct engine_state *state, uint32_t id)
{
	size_t at = place_of(state, id);
	return at < state->n ? &state->token[at] : NULL;
}

static struct engine_group *group_of(const struct engine_state *state, uint32_t id)
{
	for (size_t i = 0; i < state->groups.n; i++)
		if (state->groups.v[i].id == id)
			return &state->groups.v[i];
	return NULL;
}

struct engine_group engine_group(const struct engine_state *state, const struct engine_token *token)
{
	const struct engine_group *group = group_of(state, token->group);
	return group ? *group : (struct engine_group){0};
}

/* ---- effects applied */

static void join_group(struct engine_state *state, const struct engine_effect *effect)
{
	struct engine_group *group = group_of(state, effect->group);
	if (!group) {
		vec_push(&state->groups, ((struct engine_group){.id = effect->group}));
		group = &state->groups.v[state->groups.n - 1];
	}
	/* Of a list done one after another all are asked, though one at a time is open. */
	if (group->asked < effect->total)
		group->asked = effect->total;
	else if (effect->total == 0)
		group->asked++;
	group->open++;
}

static void end_group(struct engine_state *state, uint32_t id)
{
	struct engine_group *group = group_of(state, id);
	if (group)
		*group = state->groups.v[--state->groups.n];
}

/* A list's group lasts as long as the list; another as long as one of its tasks is open. */
static void leave_group(struct engine_state *state, uint32_t id, bool answered)
{
	struct engine_group *group = group_of(state, id);
	const struct engine_token *list = engine_token(state, id);
	if (!group)
		return;
	group->answered += answered;
	if (--group->open == 0 && !(list && list->wait == ENGINE_MULTI))
		end_group(state, id);
}

static bool add_token(const struct model *model, struct engine_state *state, const struct engine_effects *effects, const struct engine_effect *effect,
                      enum engine_wait wait)
{
	struct engine_token token = {.id = effect->token,
	                             .node = effect->node,
	                             .wait = wait,
	                             .scope = effect->scope,
	                             .host = effect->host,
	                             .flow = effect->flow,
	                             .group = effect->group,
	                             .index = effect->index,
	                             .total = effect->total,
	                             .has_due = effect->has_due,
	                             .due = effect->due,
	                             .since = effects->at};
	if (effect->token <= state->last || !engine_may_stand(model, state, &token))
		return false;
	token.text = engine_keep(&state->text, engine_effect_text(effects, effect));
	token.term = engine_keep(&state->text, engine_effect_term(effects, effect));
	state->token = mem_grow(state->token, &state->cap, state->n + 1, sizeof *state->token);
	state->token[state->n++] = token;
	state->last = effect->token;
	if (wait == ENGINE_TASK)
		join_group(state, effect);
	return true;
}

static bool take_token(struct engine_state *state, const struct engine_effect *effect, enum engine_wait wait)
{
	size_t at = place_of(state, effect->token);
	if (at == state->n || state->token[at].wait != wait || state->token[at].node != effect->node)
		return false;
	if (wait == ENGINE_TASK)
		leave_group(state, state->token[at].group, effect->kind == ENGINE_TASK_COMPLETED);
	if (wait == ENGINE_MULTI)
		end_group(state, effect->token);
	state->n--;
	memmove(&state->token[at], &state->token[at + 1], (state->n - at) * sizeof *state->token);
	return true;
}

static bool is_gone(const struct engine_state *state, uint32_t id)
{
	return id != 0 && !engine_token(state, id);
}

/* An outcome takes the place of the one from an earlier round in the same sub-process, or from a sub-process that is over; those of a list that
 * of such an earlier list. What runs side by side keeps apart. */
static bool is_replaced(const struct engine_state *state, const struct engine_answered *old, const struct engine_answered *by)
{
	if (old->node != by->node || (old->multi == 0) != (by->multi == 0) || (by->multi && old->multi == by->multi))
		return false;
	return is_gone(state, old->scope) || (old->scope == by->scope && (by->multi == 0 || is_gone(state, old->multi)));
}

/* An answer without an outcome leaves none from an earlier round, and hides those that were given beside it: where there may be such, it is kept as nothing. */
static void keep_outcome(const struct model *model, struct engine_state *state, struct engine_answered answer, struct str outcome)
{
	size_t n = 0;
	bool keep = outcome.n > 0 || answer.scope;
	for (size_t i = 0; i < state->answers.n; i++) {
		const struct engine_answered *it = &state->answers.v[i];
		if (is_replaced(state, it, &answer))
			continue;
		keep = keep || model->node[it->node].key_node == model->node[answer.node].key_node;
		state->answers.v[n++] = *it;
	}
	state->answers.n = n;
	answer.outcome = engine_keep(&state->text, outcome);
	if (keep)
		vec_push(&state->answers, answer);
}

static enum rc take_patch(struct engine_state *state, struct str patch, struct err *err)
{
	struct buf merged = {0};
	if (patch.n == 0)
		return RC_OK;
	enum rc rc = engine_merge(buf_slice(&state->data), patch, &merged, err);
	if (rc == RC_OK) {
		buf_free(&state->data);
		state->data = merged;
	} else {
		buf_free(&merged);
	}
	return rc;
}

/* The answer of a task, before its token goes. */
static void take_answer(const struct model *model, struct engine_state *state, const struct engine_effect *effect, struct str outcome)
{
	const struct engine_token *task = engine_token(state, effect->token);
	const struct engine_token *host = task ? engine_token(state, task->host) : NULL;
	if (!task)
		return;
	uint32_t multi = host && host->wait == ENGINE_MULTI ? host->id : 0;
	keep_outcome(model, state, (struct engine_answered){.node = task->node, .multi = multi, .index = task->index, .scope = task->scope}, outcome);
}

static void stop_clock(struct engine_state *state, struct moment at)
{
	vec_push(&state->stops, ((struct engine_stop){.from = at}));
}

static bool start_clock(struct engine_state *state, struct moment at)
{
	if (!engine_stood(state))
		return false;
	state->stops.v[state->stops.n - 1].to = at;
	state->stops.v[state->stops.n - 1].over = true;
	return true;
}

static bool move_due(struct engine_state *state, const struct engine_effects *effects, const struct engine_effect *effect)
{
	struct str term = engine_effect_term(effects, effect);
	size_t place = place_of(state, effect->token);
	if (!effect->has_due || (effect->token && place == state->n))
		return false;
	if (effect->token) {
		state->token[place].due = effect->due;
		return true;
	}
	if (!state->has_due)
		state->since = effects->at;
	if (term.n)
		state->term = engine_keep(&state->text, term);
	state->due = effect->due;
	state->has_due = true;
	return true;
}

static bool begin_next(struct engine_state *state, const struct engine_effect *effect)
{
	size_t place = place_of(state, effect->token);
	if (place == state->n || state->token[place].wait != ENGINE_MULTI)
		return false;
	state->token[place].index = effect->index;
	return true;
}

/* What changes without a token coming or going. */
static bool change(const struct model *model, struct engine_state *state, const struct engine_effects *effects, const struct engine_effect *effect, struct err *err)
{
	struct str text = engine_effect_text(effects, effect);
	switch (effect->kind) {
	case ENGINE_DATA_SET:
		return take_patch(state, text, err) == RC_OK;
	case ENGINE_JOINT_OUTCOME:
		keep_outcome(model, state, (struct engine_answered){.node = effect->node, .scope = effect->scope}, text);
		return true;
	case ENGINE_CLOCK_STOPPED:
		stop_clock(state, effects->at);
		return true;
	case ENGINE_CLOCK_STARTED:
		return start_clock(state, effects->at);
	case ENGINE_DUE_MOVED:
		return move_due(state, effects, effect);
	case ENGINE_MULTI_NEXT:
		return begin_next(state, effect);
	case ENGINE_CASE_ENDED:
		state->ended = state->n == 0;
		state->end = effect->node;
		return state->ended;
	default:
		return true;
	}
}

/* The state as it is on another model; the data stays. */
static bool replace(const struct model *model, struct engine_state *state, struct str text, struct err *err)
{
	struct engine_state moved = {.end = MODEL_NONE};
	bool ok = engine_state_get(model, text, &moved, err) == RC_OK;
	if (ok) {
		struct engine_state old = *state;
		*state = moved;
		state->data = old.data;
		old.data = (struct buf){0};
		engine_state_free(&old);
	} else {
		engine_state_free(&moved);
	}
	return ok;
}

static bool start(struct engine_state *state, struct str data)
{
	if (state->started)
		return false;
	state->started = true;
	state->end = MODEL_NONE;
	buf_str(&state->data, data);
	return true;
}

static bool fits(const struct model *model, struct engine_state *state, const struct engine_effects *effects, const struct engine_effect *effect,
                 struct err *err)
{
	const struct meaning *meaning = &meanings[effect->kind];
	struct str text = engine_effect_text(effects, effect);
	if (effect->node >= model->n_nodes || (effect->flow != MODEL_NONE && effect->flow >= model->n_flows))
		return false;
	if (effect->kind == ENGINE_CASE_STARTED)
		return start(state, text);
	if (!state->started || state->ended)
		return false;
	if (effect->kind == ENGINE_MIGRATED)
		return replace(model, state, text, err);
	if (meaning->action == NOTHING)
		return change(model, state, effects, effect, err);
	if (meaning->action == ADD)
		return add_token(model, state, effects, effect, meaning->wait);
	if (effect->kind == ENGINE_TASK_COMPLETED)
		take_answer(model, state, effect, text);
	return take_token(state, effect, meaning->wait);
}

enum rc engine_apply(const struct model *model, struct engine_state *state, const struct engine_effects *effects,
                     const struct engine_effect *effect, struct err *err)
{
	if (fits(model, state, effects, effect, err))
		return RC_OK;
	return err_set(err, RC_INPUT, _("the event %s of token %u does not fit the case's state"), meanings[effect->kind].name,
	               (unsigned)effect->token);
}

enum rc engine_replay(const struct model *model, struct engine_state *state, const struct engine_effects *effects, struct err *err)
{
	for (size_t i = 0; i < effects->n; i++)
		if (engine_apply(model, state, effects, &effects->v[i], err) != RC_OK)
			return err->rc;
	return RC_OK;
}
