/* SPDX-License-Identifier: MIT */
/* A case under way, put onto another version of its process. */
#include "base/lang.h"
#include "process/engine_run.h"

#include <stdlib.h>

struct moving {
	const struct model *old, *new_;
	const uint32_t *map;
	struct engine_state *state;
	struct err *err;
};

static enum rc cannot(struct moving *m, uint32_t node, const char *why)
{
	const struct model_node *it = &m->old->node[node];
	return err_set(m->err, RC_INPUT, "%.200s:%zu: %.100s: %s", m->old->file, it->line, it->id, why);
}

static bool alike(const struct model_node *a, const struct model_node *b, enum engine_wait wait)
{
	if (wait == ENGINE_JOIN) /* an arrival may wait at any gateway that joins */
		return (b->kind == MODEL_PARALLEL || b->kind == MODEL_INCLUSIVE) && b->n_in > 1;
	return a->kind == b->kind && a->event == b->event && a->multi == b->multi && a->by_event == b->by_event;
}

/* The flow into a join by which an arrival came: of the same id, else the only one from what its source became. */
static uint32_t flow_of(const struct moving *m, uint32_t flow, uint32_t join)
{
	const struct model_node *to = &m->new_->node[join];
	uint32_t source = m->map[m->old->flow[flow].source], found = MODEL_NONE;
	for (size_t i = 0; i < to->n_in; i++) {
		const struct model_flow *it = &m->new_->flow[to->in[i]];
		if (str_is(str_of(it->id), m->old->flow[flow].id))
			return to->in[i];
		if (it->source == source)
			found = found == MODEL_NONE ? to->in[i] : MODEL_NONE;
	}
	return found;
}

/* The sub-process that a token stands in must have become the one that its node stands in now. */
static bool nested_alike(const struct moving *m, const struct engine_token *token, uint32_t node)
{
	const struct engine_token *scope = token->scope ? engine_token(m->state, token->scope) : NULL;
	uint32_t parent = m->new_->node[node].parent;
	if (m->new_->node[node].kind == MODEL_START && parent != MODEL_NONE) /* what an event sub-process waits for stands outside of it */
		parent = m->new_->node[parent].parent;
	return scope ? m->map[scope->node] == parent : parent == MODEL_NONE;
}

/* An event on an edge that is drawn no longer is waited for no longer; anything else must have a place. */
static bool may_go(const struct moving *m, const struct engine_token *token)
{
	const struct model_node *it = &m->old->node[token->node];
	return m->map[token->node] == MODEL_NONE &&
	       (it->kind == MODEL_BOUNDARY || (it->kind == MODEL_START && token->host == 0));
}

static enum rc move_token(struct moving *m, struct engine_token *token)
{
	uint32_t node = m->map[token->node];
	if (node == MODEL_NONE)
		return cannot(m, token->node, _("the case waits here, and the new version has nothing of this id (map it)"));
	if (!alike(&m->old->node[token->node], &m->new_->node[node], token->wait))
		return cannot(m, token->node, _("what the new version has in its place waits for something else"));
	if (!nested_alike(m, token, node))
		return cannot(m, token->node, _("the new version has it in another sub-process"));
	if (token->flow != MODEL_NONE) {
		token->flow = flow_of(m, token->flow, node);
		if (token->flow == MODEL_NONE)
			return cannot(m, token->node, _("a flow by which something has arrived has no counterpart"));
	}
	return RC_OK;
}

static enum rc move_tokens(struct moving *m)
{
	size_t n = 0;
	for (size_t i = 0; i < m->state->n; i++)
		if (!may_go(m, &m->state->token[i]))
			m->state->token[n++] = m->state->token[i];
	m->state->n = n;
	for (size_t i = 0; i < n; i++)
		if (move_token(m, &m->state->token[i]) != RC_OK)
			return m->err->rc;
	/* Only now: while they are looked at, scopes are known by their old nodes. */
	for (size_t i = 0; i < n; i++)
		m->state->token[i].node = m->map[m->state->token[i].node];
	return RC_OK;
}

/* Answers to what is drawn no longer stay in the history only. */
static void move_answers(struct moving *m)
{
	size_t n = 0;
	for (size_t i = 0; i < m->state->answers.n; i++) {
		struct engine_answered it = m->state->answers.v[i];
		it.node = m->map[it.node];
		if (it.node != MODEL_NONE)
			m->state->answers.v[n++] = it;
	}
	m->state->answers.n = n;
}

static bool is_armed(const struct engine_state *state, uint32_t host, uint32_t edge)
{
	for (size_t i = 0; i < state->n; i++)
		if (state->token[i].host == host && state->token[i].node == edge)
			return true;
	return false;
}

/* Events that the new version draws on what is under way are waited for from now on. */
static enum rc arm_new_edges(struct run *run)
{
	size_t n = run->state->n;
	for (size_t i = 0; i < n; i++) {
		struct engine_token it = run->state->token[i];
		const struct model_node *node = &run->model->node[it.node];
		bool host = it.wait == ENGINE_TASK || it.wait == ENGINE_SCOPE || it.wait == ENGINE_MULTI || node->kind == MODEL_CATCH;
		if (!host || it.host != 0)
			continue;
		for (size_t k = 0; k < node->n_edges; k++)
			if (!is_armed(run->state, it.id, node->edge[k]) && engine_arm(run, node->edge[k], it.scope, it.id) != RC_OK)
				return run->err->rc;
	}
	return RC_OK;
}

static enum rc move_state(const struct engine *engine, const struct model *old, const uint32_t *map, struct engine_state *state,
                          struct moment now, struct err *err)
{
	struct moving m = {.old = old, .new_ = engine->model, .map = map, .state = state, .err = err};
	struct engine_effects armed = {.at = now};
	struct run run = {
	        .engine = engine, .model = engine->model, .state = state, .effects = &armed, .now = now, .err = err, .end = MODEL_NONE};
	enum rc rc = move_tokens(&m);
	if (rc == RC_OK) {
		move_answers(&m);
		rc = arm_new_edges(&run);
	}
	vec_free(&run.todo);
	buf_free(&run.view);
	buf_free(&run.local);
	engine_forget_lists(&run);
	engine_effects_free(&armed);
	return rc;
}

enum rc engine_migrate(const struct engine *engine, const struct model *old, const uint32_t *map, struct engine_state *state,
                       struct moment now, struct engine_effects *effects, struct err *err)
{
	struct engine_state moved = {.end = MODEL_NONE};
	struct engine_effect migrated = {.kind = ENGINE_MIGRATED, .flow = MODEL_NONE};
	struct buf text = {0};
	engine_state_put(state, &text);
	enum rc rc = engine_state_get(old, buf_slice(&text), &moved, err);
	buf_str(&moved.data, buf_slice(&state->data));
	if (rc == RC_OK)
		rc = move_state(engine, old, map, &moved, now, err);
	if (rc == RC_OK) {
		buf_clear(&text);
		engine_state_put(&moved, &text);
		effects->at = now;
		migrated.text = engine_keep(&effects->text, buf_slice(&text));
		vec_push(effects, migrated);
		rc = engine_apply(engine->model, state, effects, &migrated, err);
	}
	buf_free(&text);
	engine_state_free(&moved);
	return rc;
}
