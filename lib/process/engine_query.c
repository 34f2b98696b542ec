/* SPDX-License-Identifier: MIT */
/* What can be asked of a case's state, which nothing here changes. */
#include "process/engine_run.h"

/* Of what an event-based gateway waits for, one stops the clock for all. */
static bool gate_stops(const struct model *model, const struct model_node *gate)
{
	for (size_t i = 0; i < gate->n_out; i++)
		if (model->node[model->flow[gate->out[i]].target].stops_clock)
			return true;
	return false;
}

/* Does a token here, or what it belongs to or stands in, make the clock stand still? */
static bool stops_clock(const struct model *model, const struct engine_state *state, const struct engine_token *token)
{
	for (; token; token = engine_token(state, token->host ? token->host : token->scope))
		if ((model->node[token->node].stops_clock && token->wait != ENGINE_JOIN) ||
		    (token->wait == ENGINE_GATE && gate_stops(model, &model->node[token->node])))
			return true;
	return false;
}

bool engine_stands(const struct model *model, const struct engine_state *state)
{
	for (size_t i = 0; i < state->n && model->stops_clock; i++)
		if (state->token[i].host == 0 && stops_clock(model, state, &state->token[i]))
			return true;
	return false;
}

bool engine_stood(const struct engine_state *state)
{
	return state->stops.n > 0 && !state->stops.v[state->stops.n - 1].over;
}

uint32_t engine_due(const struct model *model, const struct engine_state *state, struct moment *due)
{
	const struct engine_token *first = NULL;
	bool stands = engine_stands(model, state);
	for (size_t i = 0; i < state->n; i++) {
		const struct engine_token *it = &state->token[i];
		if (it->wait == ENGINE_TIMER && (!stands || stops_clock(model, state, it)) &&
		    (!first || moment_utc(it->due) < moment_utc(first->due)))
			first = it;
	}
	if (first)
		*due = first->due;
	return first ? first->id : 0;
}

uint32_t engine_awaits(const struct model *model, const struct engine_state *state, enum engine_wait wait, struct str name,
                       uint32_t after)
{
	for (size_t i = 0; i < state->n; i++) {
		const struct engine_token *it = &state->token[i];
		if (it->id > after && it->wait == wait && str_is(name, model->node[it->node].event_name))
			return it->id;
	}
	return 0;
}

struct str engine_unit(const struct model *model, const struct engine_state *state, const struct engine_token *token)
{
	if (token->text.n > 0)
		return engine_state_text(state, token->text);
	return str_of(model->node[token->node].unit ? model->node[token->node].unit : "");
}
