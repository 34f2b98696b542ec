/* SPDX-License-Identifier: MIT */
/* Whether a token can stand where it is said to: of states and events that come out of a store, which anybody may have altered, and may be of another drawing. */
#include "process/engine_run.h"

static bool is_event(const struct model_node *node, enum engine_wait wait)
{
	switch (node->event) {
	case MODEL_ON_TIMER:
		return wait == ENGINE_TIMER;
	case MODEL_ON_MESSAGE:
		return wait == ENGINE_MESSAGE;
	case MODEL_ON_SIGNAL:
		return wait == ENGINE_SIGNAL;
	default:
		return false;
	}
}

static bool comes_in(const struct model *model, uint32_t flow, uint32_t node)
{
	return flow != MODEL_NONE && flow < model->n_flows && model->flow[flow].target == node;
}

/* The list that an instance is of, or none. */
static bool is_instance(const struct model_node *node, const struct engine_token *token, const struct engine_token *host)
{
	return node->multi ? host && host->wait == ENGINE_MULTI && host->node == token->node && token->index < host->total : !token->host;
}

static bool fits_node(const struct model *model, const struct engine_token *token, const struct engine_token *host)
{
	const struct model_node *node = &model->node[token->node];
	switch (token->wait) {
	case ENGINE_TASK:
		return node->kind == MODEL_TASK && is_instance(node, token, host);
	case ENGINE_SCOPE:
		return node->kind == MODEL_SUB && is_instance(node, token, host);
	case ENGINE_MULTI:
		return node->multi && !token->host && token->index <= token->total;
	case ENGINE_GATE:
		return node->kind == MODEL_GATE && !token->host;
	case ENGINE_JOIN:
		return (node->kind == MODEL_PARALLEL || node->kind == MODEL_INCLUSIVE) && comes_in(model, token->flow, token->node);
	case ENGINE_TIMER:
	case ENGINE_MESSAGE:
	case ENGINE_SIGNAL:
		break;
	case ENGINE_WAITS:
		return false;
	}
	if (node->kind == MODEL_TASK) /* silence */
		return token->wait == ENGINE_TIMER && host && host->wait == ENGINE_TASK && host->node == token->node;
	if (!is_event(node, token->wait) || (token->wait == ENGINE_TIMER && !token->has_due))
		return false;
	if (node->kind == MODEL_BOUNDARY)
		return host && host->node == node->host;
	return (node->kind == MODEL_START && !token->host) || (node->kind == MODEL_CATCH && (!token->host || (host && host->wait == ENGINE_GATE)));
}

/* The sub-process in which what waits at a node stands: for the start of an event sub-process, the one around it. */
static uint32_t around(const struct model *model, const struct engine_token *token)
{
	const struct model_node *node = &model->node[token->node];
	return node->kind == MODEL_START && node->parent != MODEL_NONE ? model->node[node->parent].parent : node->parent;
}

bool engine_may_stand(const struct model *model, const struct engine_state *state, const struct engine_token *token)
{
	const struct engine_token *scope = token->scope ? engine_token(state, token->scope) : NULL;
	const struct engine_token *host = token->host ? engine_token(state, token->host) : NULL;
	if (token->id == 0 || token->node >= model->n_nodes || (token->host && (!host || host->scope != token->scope)))
		return false;
	if (token->scope ? !scope || scope->wait != ENGINE_SCOPE || scope->node != around(model, token) : around(model, token) != MODEL_NONE)
		return false;
	return fits_node(model, token, host);
}
