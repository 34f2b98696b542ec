/* SPDX-License-Identifier: MIT */
/* A case under way, put onto another version of its process. */
#include "base/lang.h"
#include "process/engine_run.h"

#include <stdlib.h>

struct moving {
	const struct model *old, *new_;
	const uint32_t *map;
	struct engine_state *state;
	uint32_t *flow; /* of each token, the flow of the old model by which it came to a join */
	struct err *err;
};

static enum rc cannot(struct moving *m, uint32_t node, const char *why)
{
	const struct model_node *it = &m->old->node[node];
	return err_set(m->err, RC_INPUT, "%.200s:%zu: %.100s: %s", it->file, it->line, it->id, why);
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
	size_t n = 0;
	for (size_t i = 0; i < to->n_in; i++) {
		const struct model_flow *it = &m->new_->flow[to->in[i]];
		if (str_is(str_of(it->id), m->old->flow[flow].id))
			return to->in[i];
		if (it->source == source) {
			found = to->in[i];
			n++;
		}
	}
	return n == 1 ? found : MODEL_NONE;
}

/* Two ways into a join that have become one: what came by both would wait for a third. */
static bool is_crowded(const struct moving *m, const struct engine_token *arrival, uint32_t from)
{
	for (const struct engine_token *it = m->state->token; it < arrival; it++)
		if (it->wait == ENGINE_JOIN && it->node == arrival->node && it->scope == arrival->scope && it->flow == arrival->flow &&
		    m->flow[it - m->state->token] != from)
			return true;
	return false;
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

/* What an event stands on the edge of, or behind, must have become what it stands on or behind now. */
static bool hosted_alike(const struct moving *m, const struct engine_token *token, uint32_t node)
{
	const struct engine_token *host = token->host ? engine_token(m->state, token->host) : NULL;
	const struct model_node *it = &m->new_->node[node];
	if (!host || host->node == token->node) /* nothing, or an instance of a list, or silence */
		return true;
	if (it->kind == MODEL_BOUNDARY)
		return it->host == m->map[host->node];
	for (size_t i = 0; i < it->n_in; i++)
		if (m->new_->flow[it->in[i]].source == m->map[host->node])
			return true;
	return false;
}

/* An event on an edge that is drawn no longer is waited for no longer, silence that means nothing any more neither; anything else must have a place. */
static bool may_go(const struct moving *m, const struct engine_token *token)
{
	const struct model_node *it = &m->old->node[token->node];
	uint32_t node = m->map[token->node];
	if (it->kind == MODEL_TASK && token->wait == ENGINE_TIMER)
		return node != MODEL_NONE && !m->new_->node[node].silence;
	return node == MODEL_NONE && (it->kind == MODEL_BOUNDARY || (it->kind == MODEL_START && token->host == 0));
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
	if (!hosted_alike(m, token, node))
		return cannot(m, token->node, _("the new version has it on or behind something else"));
	if (token->flow != MODEL_NONE) {
		uint32_t from = token->flow;
		token->flow = flow_of(m, from, node);
		m->flow[token - m->state->token] = from;
		if (token->flow == MODEL_NONE || is_crowded(m, token, from))
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
	m->flow = mem_array(n + 1, sizeof *m->flow);
	for (size_t i = 0; i < n && m->err->rc == RC_OK; i++)
		(void)!move_token(m, &m->state->token[i]);
	free(m->flow);
	/* Only now: while they are looked at, what they belong to is known by its old node. */
	for (size_t i = 0; i < n && m->err->rc == RC_OK; i++)
		m->state->token[i].node = m->map[m->state->token[i].node];
	return m->err->rc;
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

/* ---- what the new version draws beside what is under way is waited for from now on */

/* Of each node of the new model, whether the old one had it: what was over there is over. */
static bool *known_nodes(const struct model *old, const struct model *new_, const uint32_t *map)
{
	bool *known = mem_array(new_->n_nodes + 1, sizeof *known);
	for (size_t i = 0; i < old->n_nodes; i++)
		if (map[i] != MODEL_NONE)
			known[map[i]] = true;
	return known;
}

static enum rc arm_new(struct run *run, const uint32_t *event, size_t n, uint32_t scope, uint32_t host, const bool *known)
{
	for (size_t i = 0; i < n; i++)
		if (!known[event[i]] && engine_arm(run, event[i], scope, host) != RC_OK)
			return run->err->rc;
	return RC_OK;
}

static enum rc arm_behind(struct run *run, const struct engine_token *gate, const bool *known)
{
	const struct model_node *it = &run->model->node[gate->node];
	for (size_t i = 0; i < it->n_out; i++)
		if (arm_new(run, &run->model->flow[it->out[i]].target, 1, gate->scope, gate->id, known) != RC_OK)
			return run->err->rc;
	return RC_OK;
}

/* An event sub-process that took the place of all in its scope leaves nothing that another could begin beside. */
static bool is_interrupted(const struct run *run, uint32_t scope)
{
	for (size_t i = 0; i < run->state->n; i++) {
		const struct engine_token *it = &run->state->token[i];
		const struct model_node *node = &run->model->node[it->node];
		if (it->scope == scope && it->wait == ENGINE_SCOPE && node->by_event && run->model->node[node->start].interrupting)
			return true;
	}
	return false;
}

static bool is_silence_armed(const struct engine_state *state, const struct engine_token *task)
{
	for (size_t i = 0; i < state->n; i++)
		if (state->token[i].host == task->id && state->token[i].node == task->node)
			return true;
	return false;
}

static enum rc arm_on(struct run *run, const struct engine_token *it, const bool *known)
{
	const struct model_node *node = &run->model->node[it->node];
	bool has_edges = it->host == 0 && (it->wait == ENGINE_TASK || it->wait == ENGINE_SCOPE || it->wait == ENGINE_MULTI || node->kind == MODEL_CATCH);
	if (has_edges && arm_new(run, node->edge, node->n_edges, it->scope, it->id, known) != RC_OK)
		return run->err->rc;
	if (it->wait == ENGINE_GATE && arm_behind(run, it, known) != RC_OK)
		return run->err->rc;
	if (it->wait == ENGINE_TASK && node->silence && !is_silence_armed(run->state, it) && engine_arm_silence(run, it) != RC_OK)
		return run->err->rc;
	if (it->wait == ENGINE_SCOPE && !is_interrupted(run, it->id))
		return arm_new(run, node->inner, node->n_inner, it->id, 0, known);
	return RC_OK;
}

static enum rc arm_all(struct run *run, const bool *known)
{
	size_t n = run->state->n;
	if (!is_interrupted(run, 0) && arm_new(run, run->model->inner, run->model->n_inner, 0, 0, known) != RC_OK)
		return run->err->rc;
	for (size_t i = 0; i < n; i++) {
		struct engine_token it = run->state->token[i];
		if (arm_on(run, &it, known) != RC_OK)
			return run->err->rc;
	}
	return RC_OK;
}

/* ---- the whole */

/* A copy of the state, moved; *effects: what that is, and what follows from it. */
static enum rc move_copy(const struct engine *engine, const struct model *old, const uint32_t *map, struct engine_state *copy,
                         struct engine_effects *effects, struct err *err)
{
	struct moving m = {.old = old, .new_ = engine->model, .map = map, .state = copy, .err = err};
	struct engine_effect migrated = {.kind = ENGINE_MIGRATED, .flow = MODEL_NONE};
	struct buf text = {0};
	if (move_tokens(&m) != RC_OK)
		return err->rc;
	move_answers(&m);
	engine_state_put(copy, &text);
	migrated.text = engine_keep(&effects->text, buf_slice(&text));
	buf_free(&text);
	vec_push(effects, migrated);
	struct run run = {.engine = engine, .model = engine->model, .state = copy, .effects = effects, .now = effects->at, .err = err, .end = MODEL_NONE};
	bool *known = known_nodes(old, engine->model, map);
	if (arm_all(&run, known) == RC_OK && engine_join_again(&run) == RC_OK)
		(void)!engine_move(&run);
	free(known);
	engine_forget(&run);
	return err->rc;
}

static void append(struct engine_effects *to, const struct engine_effects *from)
{
	uint32_t offset = (uint32_t)to->text.n;
	to->at = from->at;
	buf_str(&to->text, buf_slice(&from->text));
	for (size_t i = 0; i < from->n; i++) {
		struct engine_effect it = from->v[i];
		it.text.at += offset;
		it.term.at += offset;
		vec_push(to, it);
	}
}

enum rc engine_migrate(const struct engine *engine, const struct model *old, const uint32_t *map, struct engine_state *state,
                       struct moment now, struct engine_effects *effects, struct err *err)
{
	struct engine_state copy = {.end = MODEL_NONE};
	struct engine_effects done = {.at = now};
	struct buf text = {0};
	engine_state_put(state, &text);
	enum rc rc = engine_state_get(old, buf_slice(&text), &copy, err);
	buf_free(&text);
	buf_str(&copy.data, buf_slice(&state->data));
	if (rc == RC_OK)
		rc = move_copy(engine, old, map, &copy, &done, err);
	if (rc == RC_OK) {
		struct engine_state moved = copy;
		copy = *state;
		*state = moved;
		append(effects, &done);
	}
	engine_state_free(&copy);
	engine_effects_free(&done);
	return rc;
}
