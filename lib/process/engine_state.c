/* SPDX-License-Identifier: MIT */
/* The state of a case, which effects change, and nothing else does. */
#include "process/engine.h"

#include "base/lang.h"

#include <stdlib.h>
#include <string.h>

static const char *const effect_names[] = {
        [ENGINE_CASE_STARTED] = "case_started",
        [ENGINE_MOVED] = "moved",
        [ENGINE_PASSED] = "passed",
        [ENGINE_SERVICE_ASKED] = "service_asked",
        [ENGINE_TASK_CREATED] = "task_created",
        [ENGINE_TASK_COMPLETED] = "task_completed",
        [ENGINE_TASK_CANCELLED] = "task_cancelled",
        [ENGINE_TIMER_ARMED] = "timer_armed",
        [ENGINE_TIMER_FIRED] = "timer_fired",
        [ENGINE_TIMER_CANCELLED] = "timer_cancelled",
        [ENGINE_JOIN_ARRIVED] = "join_arrived",
        [ENGINE_JOIN_LEFT] = "join_left",
        [ENGINE_ENDED] = "ended",
        [ENGINE_CASE_ENDED] = "case_ended",
};

const char *engine_effect_name(enum engine_effect_kind kind)
{
	return effect_names[kind];
}

bool engine_effect_of(struct str name, enum engine_effect_kind *kind)
{
	for (size_t i = 0; i < sizeof effect_names / sizeof *effect_names; i++)
		if (str_is(name, effect_names[i])) {
			*kind = (enum engine_effect_kind)i;
			return true;
		}
	return false;
}

void engine_state_free(struct engine_state *state)
{
	free(state->token);
	*state = (struct engine_state){0};
}

const struct engine_token *engine_token(const struct engine_state *state, uint32_t id)
{
	for (size_t i = 0; i < state->n; i++)
		if (state->token[i].id == id)
			return &state->token[i];
	return NULL;
}

uint32_t engine_due(const struct engine_state *state, struct moment now)
{
	const struct engine_token *first = NULL;
	for (size_t i = 0; i < state->n; i++) {
		const struct engine_token *it = &state->token[i];
		if (it->wait == ENGINE_TIMER && moment_utc(it->due) <= moment_utc(now) &&
		    (!first || moment_utc(it->due) < moment_utc(first->due)))
			first = it;
	}
	return first ? first->id : 0;
}

static bool waits_as(enum engine_effect_kind kind, enum engine_wait *wait)
{
	switch (kind) {
	case ENGINE_TASK_CREATED:
	case ENGINE_TASK_COMPLETED:
	case ENGINE_TASK_CANCELLED:
		*wait = ENGINE_TASK;
		return true;
	case ENGINE_TIMER_ARMED:
	case ENGINE_TIMER_FIRED:
	case ENGINE_TIMER_CANCELLED:
		*wait = ENGINE_TIMER;
		return true;
	case ENGINE_JOIN_ARRIVED:
	case ENGINE_JOIN_LEFT:
		*wait = ENGINE_JOIN;
		return true;
	default:
		return false;
	}
}

static bool adds_token(enum engine_effect_kind kind)
{
	return kind == ENGINE_TASK_CREATED || kind == ENGINE_TIMER_ARMED ||
	       kind == ENGINE_JOIN_ARRIVED;
}

static void add_token(struct engine_state *state, const struct engine_effect *effect,
                      enum engine_wait wait)
{
	state->token = mem_grow(state->token, &state->cap, state->n + 1, sizeof *state->token);
	state->token[state->n++] = (struct engine_token){.id = effect->token,
	                                                 .node = effect->node,
	                                                 .wait = wait,
	                                                 .host = effect->host,
	                                                 .flow = effect->flow,
	                                                 .has_due = effect->has_due,
	                                                 .due = effect->due};
	state->last = effect->token;
}

static bool take_token(struct engine_state *state, const struct engine_effect *effect,
                       enum engine_wait wait)
{
	for (size_t i = 0; i < state->n; i++) {
		const struct engine_token *it = &state->token[i];
		if (it->id != effect->token)
			continue;
		if (it->wait != wait || it->node != effect->node)
			return false;
		state->n--;
		memmove(&state->token[i], &state->token[i + 1],
		        (state->n - i) * sizeof *state->token);
		return true;
	}
	return false;
}

static bool fits(const struct model *model, struct engine_state *state,
                 const struct engine_effect *effect)
{
	enum engine_wait wait;
	if (effect->node >= model->n_nodes ||
	    (effect->flow != MODEL_NONE && effect->flow >= model->n_flows))
		return false;
	if (effect->kind == ENGINE_CASE_STARTED) {
		if (state->started)
			return false;
		state->started = true;
		state->end = MODEL_NONE;
		return true;
	}
	if (!state->started || state->ended)
		return false;
	if (effect->kind == ENGINE_CASE_ENDED) {
		state->ended = state->n == 0;
		state->end = effect->node;
		return state->ended;
	}
	if (!waits_as(effect->kind, &wait))
		return true;
	if (!adds_token(effect->kind))
		return take_token(state, effect, wait);
	if (effect->token <= state->last || (wait == ENGINE_TIMER && !effect->has_due))
		return false;
	add_token(state, effect, wait);
	return true;
}

enum rc engine_apply(const struct model *model, struct engine_state *state,
                     const struct engine_effect *effect, struct err *err)
{
	if (fits(model, state, effect))
		return RC_OK;
	return err_set(err, RC_INPUT, _("the event %s of token %u does not fit the case's state"),
	               effect_names[effect->kind], (unsigned)effect->token);
}
