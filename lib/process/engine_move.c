/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "process/engine_run.h"

#include <stdlib.h>
#include <string.h>

/* Nodes entered in one operation; a process that needs more goes round without waiting. */
enum { STEPS = 100000 };

/* ---- out of a node */

static void take(struct run *run, uint32_t flow, uint32_t scope)
{
	vec_push(&run->todo, ((struct run_step){.flow = flow, .scope = scope}));
}

static enum rc asks(struct run *run, uint32_t flow, uint32_t scope, bool *yes)
{
	const struct model_flow *it = &run->model->flow[flow];
	*yes = true;
	return it->condition == MODEL_NONE ? RC_OK : engine_ask(run, it->condition, scope, 0, 0, yes, NULL);
}

static enum rc take_default(struct run *run, uint32_t node, uint32_t scope)
{
	const struct model_node *it = &run->model->node[node];
	if (it->fallback == MODEL_NONE)
		return engine_complain(run, node, _("no outgoing flow holds and there is no default"));
	take(run, it->fallback, scope);
	return RC_OK;
}

/* Exactly one: the first that holds in the order of the file, else the default. */
static enum rc choose(struct run *run, uint32_t node, uint32_t scope)
{
	const struct model_node *it = &run->model->node[node];
	for (size_t i = 0; i < it->n_out; i++) {
		bool yes;
		if (it->out[i] == it->fallback)
			continue;
		if (asks(run, it->out[i], scope, &yes) != RC_OK)
			return run->err->rc;
		if (yes) {
			take(run, it->out[i], scope);
			return RC_OK;
		}
	}
	return take_default(run, node, scope);
}

/* All that hold; the default when none does. An element that leads nowhere is an end of its own. */
enum rc engine_leave(struct run *run, uint32_t node, uint32_t scope)
{
	const struct model_node *it = &run->model->node[node];
	bool asked = it->kind != MODEL_PARALLEL;
	size_t before = run->todo.n;
	if (it->n_out == 0) {
		run->end = node;
		return engine_emit_node(run, ENGINE_ENDED, node);
	}
	/* The last to be pushed moves first: backwards, so that branches open in the order of the file. */
	for (size_t i = it->n_out; i-- > 0;) {
		bool yes = true;
		if (it->out[i] == it->fallback && asked)
			continue;
		if (asked && asks(run, it->out[i], scope, &yes) != RC_OK)
			return run->err->rc;
		if (yes)
			take(run, it->out[i], scope);
	}
	return run->todo.n > before ? RC_OK : take_default(run, node, scope);
}

static enum rc pass(struct run *run, enum engine_effect_kind kind, uint32_t node, uint32_t scope)
{
	return engine_emit_node(run, kind, node) == RC_OK ? engine_leave(run, node, scope) : run->err->rc;
}

/* ---- joins */

static bool has_come(const struct engine_token *token, uint32_t join, uint32_t scope)
{
	return token->wait == ENGINE_JOIN && token->node == join && token->scope == scope;
}

/* By how many of the flows into a join something has come; marks them. */
static size_t arrived(const struct run *run, uint32_t join, uint32_t scope, bool *came)
{
	size_t n = 0;
	for (size_t i = 0; i < run->state->n; i++) {
		const struct engine_token *it = &run->state->token[i];
		if (!has_come(it, join, scope) || came[it->flow])
			continue;
		came[it->flow] = true;
		n++;
	}
	return n;
}

/* One arrival of each flow, the oldest, goes on as one token. A join that need not all takes along what came twice: it has been decided. */
static enum rc join_now(struct run *run, uint32_t node, uint32_t scope)
{
	bool *came = mem_array(run->model->n_flows, sizeof *came);
	bool all = run->model->node[node].join == MODEL_JOIN_ALL;
	enum rc rc = RC_OK;
	for (size_t i = 0; i < run->state->n && rc == RC_OK;) {
		const struct engine_token *it = &run->state->token[i];
		if (!has_come(it, node, scope) || (all && came[it->flow])) {
			i++;
			continue;
		}
		came[it->flow] = true;
		rc = engine_drop(run, ENGINE_JOIN_LEFT, it);
	}
	free(came);
	return rc == RC_OK ? pass(run, ENGINE_PASSED, node, scope) : rc;
}

struct marking {
	bool *marked;
	uint32_t *todo;
	size_t n;
};

static void mark(struct marking *m, uint32_t node)
{
	if (m->marked[node])
		return;
	m->marked[node] = true;
	m->todo[m->n++] = node;
}

/* Marks the nodes from which a token can come to join by its flows, without going through what is marked; came: only by those by which something has
 * come, or has not. */
static void mark_upstream(const struct model *model, uint32_t join, const bool *came, bool want, bool *marked)
{
	struct marking m = {marked, mem_array(model->n_nodes, sizeof *m.todo), 0};
	const struct model_node *it = &model->node[join];
	marked[join] = true;
	for (size_t i = 0; i < it->n_in; i++)
		if (!came || came[it->in[i]] == want)
			mark(&m, model->flow[it->in[i]].source);
	while (m.n > 0) {
		it = &model->node[m.todo[--m.n]];
		if (it->kind == MODEL_BOUNDARY)
			mark(&m, it->host);
		for (size_t i = 0; i < it->n_in; i++)
			mark(&m, model->flow[it->in[i]].source);
	}
	free(m.todo);
}

/* What a decided join takes away: what can come to it without first passing what the join itself goes on to, in a loop for another round. */
static bool *taken_by(const struct model *model, uint32_t join)
{
	bool *taken = mem_array(model->n_nodes, sizeof *taken);
	for (uint32_t i = model->node[join].onward; i != MODEL_NONE; i = model->node[i].onward)
		taken[i] = true;
	mark_upstream(model, join, NULL, true, taken);
	for (uint32_t i = model->node[join].onward; i != MODEL_NONE; i = model->node[i].onward)
		taken[i] = false;
	return taken;
}

static bool upstream(const struct run *run, const struct engine_token *token, uint32_t join, uint32_t scope)
{
	return token->scope == scope && token->host == 0 && token->node != join && run->model->node[token->node].kind != MODEL_START;
}

/* BPMN 2.0, table 13.3: a token keeps an inclusive join waiting when it can still come by a flow on which nothing has arrived, and not by one on which
 * something has. */
static bool inclusive_ready(const struct run *run, uint32_t join, uint32_t scope)
{
	size_t n = run->model->n_nodes;
	bool *by_empty = mem_array(2 * n + run->model->n_flows, sizeof *by_empty), *by_full = by_empty + n, *came = by_full + n;
	bool ready = true;
	arrived(run, join, scope, came);
	mark_upstream(run->model, join, came, false, by_empty);
	mark_upstream(run->model, join, came, true, by_full);
	for (size_t i = 0; i < run->state->n && ready; i++) {
		const struct engine_token *it = &run->state->token[i];
		ready = !upstream(run, it, join, scope) || !by_empty[it->node] || by_full[it->node];
	}
	free(by_empty);
	return ready;
}

/* Whatever could still come to a join that has been decided is taken away, be it waiting or on its way. */
static enum rc cancel_upstream(struct run *run, uint32_t join, uint32_t scope)
{
	bool *comes = taken_by(run->model, join);
	size_t n = 0;
	enum rc rc = RC_OK;
	for (size_t i = 0; i < run->todo.n; i++) {
		const struct run_step *it = &run->todo.v[i];
		uint32_t target = it->multi ? MODEL_NONE : run->model->flow[it->flow].target;
		if (it->multi || it->scope != scope || (target != join && !comes[target]))
			run->todo.v[n++] = *it;
	}
	run->todo.n = n;
	for (size_t i = 0; i < run->state->n && rc == RC_OK;) {
		const struct engine_token *it = &run->state->token[i];
		if (!upstream(run, it, join, scope) || !comes[it->node]) {
			i++;
			continue;
		}
		rc = engine_cancel(run, it->id);
		i = 0;
	}
	free(comes);
	return rc;
}

static enum rc enough(struct run *run, uint32_t node, uint32_t scope, bool *yes)
{
	const struct model_node *it = &run->model->node[node];
	bool *came = mem_array(run->model->n_flows, sizeof *came);
	size_t n = arrived(run, node, scope, came);
	free(came);
	*yes = n == it->n_in;
	if (*yes || it->join == MODEL_JOIN_ALL)
		return RC_OK;
	if (it->join == MODEL_JOIN_PROGRAM)
		return engine_ask_arrived(run, it->join_program, scope, n, it->n_in, yes);
	*yes = it->join == MODEL_JOIN_ANY || n >= it->join_count;
	return RC_OK;
}

static enum rc join_if_enough(struct run *run, uint32_t node, uint32_t scope, bool *joined)
{
	if (enough(run, node, scope, joined) != RC_OK || !*joined)
		return run->err->rc;
	if (run->model->node[node].join != MODEL_JOIN_ALL && cancel_upstream(run, node, scope) != RC_OK)
		return run->err->rc;
	return join_now(run, node, scope);
}

static enum rc arrive(struct run *run, uint32_t node, uint32_t scope, uint32_t flow)
{
	const struct model_node *it = &run->model->node[node];
	bool joined;
	if (it->n_in < 2)
		return pass(run, ENGINE_PASSED, node, scope);
	if (engine_emit(run, (struct engine_effect){.kind = ENGINE_JOIN_ARRIVED,
	                                         .token = run->state->last + 1,
	                                         .node = node,
	                                         .scope = scope,
	                                         .flow = flow}) != RC_OK)
		return run->err->rc;
	if (it->kind == MODEL_INCLUSIVE) /* decided when all is at rest */
		return RC_OK;
	return join_if_enough(run, node, scope, &joined);
}

enum rc engine_join_again(struct run *run)
{
	for (size_t i = 0; i < run->state->n;) {
		struct engine_token it = run->state->token[i];
		bool joined = false;
		if (it.wait == ENGINE_JOIN && run->model->node[it.node].kind == MODEL_PARALLEL && join_if_enough(run, it.node, it.scope, &joined) != RC_OK)
			return run->err->rc;
		i = joined ? 0 : i + 1;
	}
	return RC_OK;
}

/* ---- into a node */

/* *caught: an event that interrupts has taken away whoever threw it. */
static enum rc throw_event(struct run *run, uint32_t node, uint32_t scope, bool *caught)
{
	*caught = false;
	switch (run->model->node[node].event) {
	case MODEL_ON_MESSAGE:
		return engine_ask_service(run, node, scope);
	case MODEL_ON_SIGNAL:
		return engine_emit_node(run, ENGINE_SIGNAL_THROWN, node);
	case MODEL_ON_ERROR:
	case MODEL_ON_ESCALATION:
		return engine_throw(run, node, scope, caught);
	case MODEL_ON_TERMINATE:
		return engine_cancel_scope(run, scope);
	default:
		return RC_OK;
	}
}

static enum rc end(struct run *run, uint32_t node, uint32_t scope)
{
	bool caught;
	run->end = node;
	if (throw_event(run, node, scope, &caught) != RC_OK)
		return run->err->rc;
	return engine_emit_node(run, ENGINE_ENDED, node);
}

static enum rc throw_on_the_way(struct run *run, uint32_t node, uint32_t scope)
{
	bool caught;
	if (throw_event(run, node, scope, &caught) != RC_OK || caught)
		return run->err->rc;
	return pass(run, ENGINE_PASSED, node, scope);
}

static enum rc enter(struct run *run, uint32_t node, uint32_t flow, uint32_t scope)
{
	const struct model_node *it = &run->model->node[node];
	if (++run->steps > STEPS)
		return engine_complain(run, node, _("the process goes round without ever waiting"));
	if (it->multi)
		return engine_start_multi(run, node, scope);
	switch (it->kind) {
	case MODEL_TASK:
		return engine_create_task(run, node, scope, 0, 0, 0);
	case MODEL_SUB:
		return engine_enter_scope(run, node, scope, 0, 0);
	case MODEL_CATCH:
		return engine_catch(run, node, scope);
	case MODEL_GATE:
		return engine_gate(run, node, scope);
	case MODEL_PARALLEL:
	case MODEL_INCLUSIVE:
		return arrive(run, node, scope, flow);
	case MODEL_EXCLUSIVE:
		return engine_emit_node(run, ENGINE_PASSED, node) == RC_OK ? choose(run, node, scope) : run->err->rc;
	case MODEL_SERVICE:
		return engine_ask_service(run, node, scope) == RC_OK ? engine_leave(run, node, scope) : run->err->rc;
	case MODEL_PASS:
		return pass(run, ENGINE_PASSED, node, scope);
	case MODEL_SCRIPT:
	case MODEL_RULE:
		return engine_compute(run, node, scope) == RC_OK ? engine_leave(run, node, scope) : run->err->rc;
	case MODEL_THROW:
		return throw_on_the_way(run, node, scope);
	case MODEL_END:
		return end(run, node, scope);
	case MODEL_START:
	case MODEL_BOUNDARY:
	case MODEL_OTHER:
		break;
	}
	return engine_complain(run, node, _("a flow leads to what cannot be entered"));
}

/* ---- until all waits */

static enum rc follow(struct run *run)
{
	while (run->todo.n > 0) {
		struct run_step step = run->todo.v[--run->todo.n];
		if ((step.scope && !engine_token(run->state, step.scope)) || (step.multi && !engine_token(run->state, step.multi)))
			continue; /* its sub-process or list was taken away meanwhile */
		if (step.multi) {
			if (engine_begin_instance(run, step) != RC_OK)
				return run->err->rc;
			continue;
		}
		uint32_t node = run->model->flow[step.flow].target;
		if (engine_emit(run, (struct engine_effect){.kind = ENGINE_MOVED, .node = node, .flow = step.flow}) != RC_OK ||
		    enter(run, node, step.flow, step.scope) != RC_OK)
			return run->err->rc;
	}
	return RC_OK;
}

/* What waits for an event sub-process to begin does not hold what it stands in. */
static bool holds(const struct run *run, const struct engine_token *token)
{
	return token->host != 0 || run->model->node[token->node].kind != MODEL_START;
}

static bool is_done(const struct run *run, uint32_t scope)
{
	for (size_t i = 0; i < run->state->n; i++)
		if (run->state->token[i].scope == scope && holds(run, &run->state->token[i]))
			return false;
	return true;
}

/* Sub-processes in which nothing is left to do, the youngest first, until one of them lets something go on. */
static enum rc leave_done(struct run *run, bool *settled)
{
	const struct engine_state *state = run->state;
	bool *busy = mem_array(state->n + 1, sizeof *busy);
	VEC(uint32_t) done = {0};
	for (size_t i = 0; i < state->n; i++) {
		const struct engine_token *scope = state->token[i].scope ? engine_token(state, state->token[i].scope) : NULL;
		if (scope && holds(run, &state->token[i]))
			busy[scope - state->token] = true;
	}
	for (size_t i = 0; i < state->n; i++)
		if (state->token[i].wait == ENGINE_SCOPE && !busy[i])
			vec_push(&done, state->token[i].id);
	free(busy);
	*settled = done.n > 0;
	enum rc rc = RC_OK;
	while (done.n > 0 && rc == RC_OK && run->todo.n == 0) {
		uint32_t id = done.v[--done.n];
		if (engine_token(state, id)) /* what the one before decided may have taken it away */
			rc = engine_leave_scope(run, id);
	}
	vec_free(&done);
	return rc;
}

/* An inclusive join that nothing can come to any more. */
static enum rc join_inclusive(struct run *run, bool *settled)
{
	uint32_t node = MODEL_NONE, scope = 0; /* what was looked at last: arrivals at one join mostly stand side by side */
	for (size_t i = run->state->n; i-- > 0;) {
		const struct engine_token *it = &run->state->token[i];
		if (it->wait != ENGINE_JOIN || run->model->node[it->node].kind != MODEL_INCLUSIVE || (it->node == node && it->scope == scope))
			continue;
		node = it->node;
		scope = it->scope;
		if (!inclusive_ready(run, node, scope))
			continue;
		*settled = true;
		return join_now(run, node, scope);
	}
	return RC_OK;
}

/* In some scope nothing but arrivals is left: no task, no timer that could ever bring the others. */
static enum rc stuck(struct run *run)
{
	const struct engine_state *state = run->state;
	bool *goes_on = mem_array(state->n + 1, sizeof *goes_on), waits = false;
	const struct engine_token *alone = NULL;
	for (size_t i = 0; i < state->n; i++) {
		const struct engine_token *it = &state->token[i];
		if (it->wait == ENGINE_JOIN)
			waits = true;
		else if (run->model->node[it->node].kind != MODEL_START)
			goes_on[it->scope ? (size_t)(engine_token(state, it->scope) - state->token) : state->n] = true;
	}
	for (size_t i = 0; i < state->n && waits && !alone; i++) {
		const struct engine_token *it = &state->token[i];
		if (it->wait == ENGINE_JOIN && !goes_on[it->scope ? (size_t)(engine_token(state, it->scope) - state->token) : state->n])
			alone = it;
	}
	free(goes_on);
	return alone ? engine_complain(run, alone->node, _("the case is stuck: this join waits for a flow that nothing can reach")) : RC_OK;
}

enum rc engine_move(struct run *run)
{
	for (bool settled = true; settled;) {
		if (follow(run) != RC_OK || leave_done(run, &settled) != RC_OK || (!settled && join_inclusive(run, &settled) != RC_OK))
			return run->err->rc;
	}
	if (stuck(run) != RC_OK)
		return run->err->rc;
	bool done = is_done(run, 0);
	if (done && engine_cancel_scope(run, 0) != RC_OK)
		return run->err->rc;
	if (engine_clock(run) != RC_OK)
		return run->err->rc;
	return done ? engine_emit_node(run, ENGINE_CASE_ENDED, run->end) : RC_OK;
}
