/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "process/engine_run.h"

#include <stdlib.h>
#include <string.h>

/* Nodes entered in one operation; a process that needs more goes round without waiting. */
enum { STEPS = 10000 };

/* ---- out of a node */

static void take(struct run *run, uint32_t flow, uint32_t scope)
{
	vec_push(&run->todo, ((struct run_step){flow, scope}));
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

static const struct engine_token *arrival(const struct run *run, uint32_t node, uint32_t scope, uint32_t flow)
{
	for (size_t i = 0; i < run->state->n; i++) {
		const struct engine_token *it = &run->state->token[i];
		if (it->wait == ENGINE_JOIN && it->node == node && it->scope == scope && it->flow == flow)
			return it;
	}
	return NULL;
}

static size_t arrived(const struct run *run, uint32_t node, uint32_t scope)
{
	const struct model_node *it = &run->model->node[node];
	size_t n = 0;
	for (size_t i = 0; i < it->n_in; i++)
		n += arrival(run, node, scope, it->in[i]) != NULL;
	return n;
}

/* One arrival of each flow goes on as one token. */
static enum rc join_now(struct run *run, uint32_t node, uint32_t scope)
{
	const struct model_node *it = &run->model->node[node];
	for (size_t i = 0; i < it->n_in; i++) {
		const struct engine_token *came = arrival(run, node, scope, it->in[i]);
		if (came && engine_drop(run, ENGINE_JOIN_LEFT, came) != RC_OK)
			return run->err->rc;
	}
	if (engine_emit_node(run, ENGINE_PASSED, node) != RC_OK)
		return run->err->rc;
	return engine_leave(run, node, scope);
}

static void reach_flow(const struct model *model, uint32_t flow, uint32_t goal, bool *seen, bool *reached);

static void reach_node(const struct model *model, uint32_t node, uint32_t goal, bool *seen, bool *reached)
{
	const struct model_node *it = &model->node[node];
	if (seen[node])
		return;
	seen[node] = true;
	for (size_t i = 0; i < it->n_out; i++)
		reach_flow(model, it->out[i], goal, seen, reached);
	for (size_t i = 0; i < it->n_edges; i++)
		reach_node(model, it->edge[i], goal, seen, reached);
}

static void reach_flow(const struct model *model, uint32_t flow, uint32_t goal, bool *seen, bool *reached)
{
	const struct model_node *join = &model->node[goal];
	if (model->flow[flow].target != goal) {
		reach_node(model, model->flow[flow].target, goal, seen, reached);
		return;
	}
	for (size_t i = 0; i < join->n_in; i++)
		if (join->in[i] == flow)
			reached[i] = true;
}

/* Does this token keep an inclusive join waiting? BPMN 2.0, table 13.3: it does when it can still come by a flow on which nothing has arrived, and not by
 * one on which something has. */
static bool keeps_waiting(const struct run *run, const struct engine_token *token, uint32_t join, bool *seen, bool *reached)
{
	const struct model_node *it = &run->model->node[join];
	bool empty = false, full = false;
	memset(seen, 0, run->model->n_nodes);
	memset(reached, 0, it->n_in);
	reach_node(run->model, token->node, join, seen, reached);
	for (size_t i = 0; i < it->n_in; i++)
		if (reached[i])
			*(arrival(run, join, token->scope, it->in[i]) ? &full : &empty) = true;
	return empty && !full;
}

static bool upstream(const struct run *run, const struct engine_token *token, uint32_t join, uint32_t scope)
{
	return token->scope == scope && token->host == 0 && token->node != join && run->model->node[token->node].kind != MODEL_START;
}

static bool inclusive_ready(const struct run *run, uint32_t join, uint32_t scope)
{
	bool *seen = mem_array(run->model->n_nodes + run->model->node[join].n_in, sizeof *seen);
	bool ready = true;
	for (size_t i = 0; i < run->state->n && ready; i++) {
		const struct engine_token *it = &run->state->token[i];
		ready = !upstream(run, it, join, scope) || !keeps_waiting(run, it, join, seen, seen + run->model->n_nodes);
	}
	free(seen);
	return ready;
}

static bool can_come(const struct run *run, uint32_t node, uint32_t join)
{
	size_t n_in = run->model->node[join].n_in, n = run->model->n_nodes;
	bool *seen = mem_array(n + n_in, sizeof *seen), comes = false;
	reach_node(run->model, node, join, seen, seen + n);
	for (size_t i = 0; i < n_in; i++)
		comes = comes || seen[n + i];
	free(seen);
	return comes;
}

/* Whatever could still come to a join that has been decided is taken away, be it waiting or on its way. */
static enum rc cancel_upstream(struct run *run, uint32_t join, uint32_t scope)
{
	size_t n = 0;
	for (size_t i = 0; i < run->todo.n; i++) {
		uint32_t target = run->model->flow[run->todo.v[i].flow].target;
		if (run->todo.v[i].scope != scope || (target != join && !can_come(run, target, join)))
			run->todo.v[n++] = run->todo.v[i];
	}
	run->todo.n = n;
	for (size_t i = 0; i < run->state->n;) {
		const struct engine_token *it = &run->state->token[i];
		if (!upstream(run, it, join, scope) || !can_come(run, it->node, join))
			i++;
		else if (engine_cancel(run, it->id) == RC_OK)
			i = 0;
		else
			return run->err->rc;
	}
	return RC_OK;
}

static enum rc enough(struct run *run, uint32_t node, uint32_t scope, bool *yes)
{
	const struct model_node *it = &run->model->node[node];
	size_t n = arrived(run, node, scope);
	*yes = n == it->n_in;
	if (*yes || it->join == MODEL_JOIN_ALL)
		return RC_OK;
	if (it->join == MODEL_JOIN_PROGRAM)
		return engine_ask_arrived(run, it->join_program, scope, n, it->n_in, yes);
	*yes = it->join == MODEL_JOIN_ANY || n >= it->join_count;
	return RC_OK;
}

static enum rc arrive(struct run *run, uint32_t node, uint32_t scope, uint32_t flow)
{
	const struct model_node *it = &run->model->node[node];
	bool yes;
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
	if (enough(run, node, scope, &yes) != RC_OK || !yes)
		return run->err->rc;
	if (it->join != MODEL_JOIN_ALL && cancel_upstream(run, node, scope) != RC_OK)
		return run->err->rc;
	return join_now(run, node, scope);
}

/* ---- into a node */

static enum rc throw_event(struct run *run, uint32_t node, uint32_t scope)
{
	switch (run->model->node[node].event) {
	case MODEL_ON_MESSAGE:
		return engine_emit_node(run, ENGINE_SERVICE_ASKED, node);
	case MODEL_ON_SIGNAL:
		return engine_emit_node(run, ENGINE_SIGNAL_THROWN, node);
	case MODEL_ON_ERROR:
	case MODEL_ON_ESCALATION:
		return engine_throw(run, node, scope);
	case MODEL_ON_TERMINATE:
		return engine_cancel_scope(run, scope);
	default:
		return RC_OK;
	}
}

static enum rc end(struct run *run, uint32_t node, uint32_t scope)
{
	run->end = node;
	if (throw_event(run, node, scope) != RC_OK)
		return run->err->rc;
	return engine_emit_node(run, ENGINE_ENDED, node);
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
		return pass(run, ENGINE_SERVICE_ASKED, node, scope);
	case MODEL_PASS:
		return pass(run, ENGINE_PASSED, node, scope);
	case MODEL_SCRIPT:
	case MODEL_RULE:
		return engine_compute(run, node, scope) == RC_OK ? engine_leave(run, node, scope) : run->err->rc;
	case MODEL_THROW:
		return throw_event(run, node, scope) == RC_OK ? pass(run, ENGINE_PASSED, node, scope) : run->err->rc;
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

enum rc engine_follow(struct run *run, size_t rest)
{
	while (run->todo.n > rest) {
		struct run_step step = run->todo.v[--run->todo.n];
		uint32_t node = run->model->flow[step.flow].target;
		if (step.scope && !engine_token(run->state, step.scope))
			continue; /* its sub-process was taken away meanwhile */
		if (engine_emit(run, (struct engine_effect){.kind = ENGINE_MOVED, .node = node, .flow = step.flow}) != RC_OK ||
		    enter(run, node, step.flow, step.scope) != RC_OK)
			return run->err->rc;
	}
	return RC_OK;
}

/* Only subscriptions of event sub-processes are left in it. */
static bool is_done(const struct run *run, uint32_t scope)
{
	for (size_t i = 0; i < run->state->n; i++) {
		const struct engine_token *it = &run->state->token[i];
		if (it->scope == scope && !(it->host == 0 && run->model->node[it->node].kind == MODEL_START))
			return false;
	}
	return true;
}

/* Something that needs no event from outside: an inclusive join that nothing can come to any more, a sub-process that is done. */
static enum rc settle_one(struct run *run, bool *settled)
{
	*settled = true;
	for (size_t i = run->state->n; i-- > 0;) {
		struct engine_token it = run->state->token[i];
		if (it.wait == ENGINE_SCOPE && is_done(run, it.id))
			return engine_leave_scope(run, it.id);
		if (it.wait == ENGINE_JOIN && run->model->node[it.node].kind == MODEL_INCLUSIVE && inclusive_ready(run, it.node, it.scope))
			return join_now(run, it.node, it.scope);
	}
	*settled = false;
	return RC_OK;
}

/* In some scope nothing but arrivals is left: no task, no timer that could ever bring the others. */
static enum rc stuck(struct run *run)
{
	for (size_t i = 0; i < run->state->n; i++) {
		const struct engine_token *join = &run->state->token[i];
		bool alone = join->wait == ENGINE_JOIN;
		for (size_t k = 0; k < run->state->n && alone; k++) {
			const struct engine_token *it = &run->state->token[k];
			alone = it->scope != join->scope || it->wait == ENGINE_JOIN || run->model->node[it->node].kind == MODEL_START;
		}
		if (alone)
			return engine_complain(run, join->node, _("the case is stuck: this join waits for a flow that nothing can reach"));
	}
	return RC_OK;
}

enum rc engine_move(struct run *run)
{
	bool settled = true;
	while (settled)
		if (engine_follow(run, 0) != RC_OK || settle_one(run, &settled) != RC_OK)
			return run->err->rc;
	if (stuck(run) != RC_OK)
		return run->err->rc;
	bool done = is_done(run, 0);
	if (done && engine_cancel_scope(run, 0) != RC_OK)
		return run->err->rc;
	if (engine_clock(run) != RC_OK)
		return run->err->rc;
	return done ? engine_emit_node(run, ENGINE_CASE_ENDED, run->end) : RC_OK;
}
