/* SPDX-License-Identifier: MIT */
/* Sub-processes, tasks for each of a list, and what takes them away. */
#include "base/lang.h"
#include "process/engine_run.h"

#include <string.h>

/* ---- taking away */

/* What one token takes along may stand before it: round again until nothing is found. */
static enum rc cancel_all(struct run *run, uint32_t owner, bool scope)
{
	for (bool found = true; found;) {
		found = false;
		for (size_t i = 0; i < run->state->n;) {
			const struct engine_token *it = &run->state->token[i];
			if ((scope ? it->scope : it->host) != owner) {
				i++;
				continue;
			}
			if (engine_cancel(run, it->id) != RC_OK)
				return run->err->rc;
			found = true;
		}
	}
	return RC_OK;
}

enum rc engine_cancel_hosted(struct run *run, uint32_t host)
{
	return cancel_all(run, host, false);
}

static void forget_steps(struct run *run, uint32_t scope)
{
	size_t n = 0;
	for (size_t i = 0; i < run->todo.n; i++)
		if (run->todo.v[i].scope != scope)
			run->todo.v[n++] = run->todo.v[i];
	run->todo.n = n;
}

enum rc engine_cancel_scope(struct run *run, uint32_t scope)
{
	forget_steps(run, scope);
	return cancel_all(run, scope, true);
}

enum rc engine_cancel(struct run *run, uint32_t token)
{
	const struct engine_token *found = engine_token(run->state, token);
	if (!found)
		return RC_OK;
	struct engine_token it = *found;
	if (engine_cancel_hosted(run, token) != RC_OK || (it.wait == ENGINE_SCOPE && engine_cancel_scope(run, token) != RC_OK))
		return run->err->rc;
	return engine_drop(run, engine_cancels(it.wait), &it);
}

/* ---- sub-processes */

static enum rc arm_inner(struct run *run, const uint32_t *inner, size_t n, uint32_t scope)
{
	for (size_t i = 0; i < n; i++)
		if (engine_arm(run, inner[i], scope, 0) != RC_OK)
			return run->err->rc;
	return RC_OK;
}

enum rc engine_begin_scope(struct run *run, uint32_t sub, uint32_t start, uint32_t scope)
{
	const struct model_node *it = sub == MODEL_NONE ? NULL : &run->model->node[sub];
	if (arm_inner(run, it ? it->inner : run->model->inner, it ? it->n_inner : run->model->n_inner, scope) != RC_OK)
		return run->err->rc;
	return engine_leave(run, start, scope);
}

enum rc engine_enter_scope(struct run *run, uint32_t node, uint32_t scope, uint32_t multi, uint32_t index)
{
	uint32_t token = run->state->last + 1;
	struct engine_effect entered = {.kind = ENGINE_SCOPE_ENTERED,
	                                .token = token,
	                                .node = node,
	                                .scope = scope,
	                                .host = multi,
	                                .index = index,
	                                .flow = MODEL_NONE};
	if (engine_emit(run, entered) != RC_OK || (!multi && engine_arm_edges(run, node, scope, token) != RC_OK))
		return run->err->rc;
	return engine_begin_scope(run, node, run->model->node[node].start, token);
}

enum rc engine_leave_scope(struct run *run, uint32_t token)
{
	struct engine_token it = *engine_token(run->state, token);
	if (engine_cancel_scope(run, token) != RC_OK || engine_cancel_hosted(run, token) != RC_OK ||
	    engine_drop(run, ENGINE_SCOPE_LEFT, &it) != RC_OK)
		return run->err->rc;
	if (it.host)
		return engine_instance_done(run, it.host, (struct str){"", 0});
	return run->model->node[it.node].by_event ? RC_OK : engine_leave(run, it.node, it.scope);
}

enum rc engine_start_event_scope(struct run *run, uint32_t start, uint32_t scope)
{
	const struct model_node *it = &run->model->node[start];
	if (it->interrupting && engine_cancel_scope(run, scope) != RC_OK)
		return run->err->rc;
	return engine_enter_scope(run, it->parent, scope, 0, 0);
}

/* ---- one for each of a list */

static enum rc start_instance(struct run *run, const struct engine_token *multi, uint32_t index)
{
	uint32_t node = multi->node, scope = multi->scope, id = multi->id, total = multi->total;
	return run->model->node[node].kind == MODEL_TASK ? engine_create_task(run, node, scope, id, index, total)
	                                                 : engine_enter_scope(run, node, scope, id, index);
}

/* One instance goes to where it waits before the next begins, that they stand in the order of the list. */
enum rc engine_begin_instance(struct run *run, struct run_step step)
{
	const struct engine_token *multi = engine_token(run->state, step.multi);
	if (step.index + 1 < multi->index)
		vec_push(&run->todo, ((struct run_step){.scope = step.scope, .multi = step.multi, .index = step.index + 1}));
	return start_instance(run, multi, step.index);
}

enum rc engine_start_multi(struct run *run, uint32_t node, uint32_t scope)
{
	const struct model_node *it = &run->model->node[node];
	struct engine_effect started = {
	        .kind = ENGINE_MULTI_STARTED, .token = run->state->last + 1, .node = node, .scope = scope, .flow = MODEL_NONE};
	struct buf list = {0};
	enum rc rc = engine_ask_list(run, node, scope, &started.total, &list);
	if (rc == RC_OK && started.total == 0) {
		buf_free(&list);
		return engine_emit_node(run, ENGINE_PASSED, node) == RC_OK ? engine_leave(run, node, scope) : run->err->rc;
	}
	started.index = it->sequential ? 1 : started.total;
	if (rc == RC_OK)
		rc = engine_emit_text(run, started, buf_slice(&list));
	buf_free(&list);
	if (rc == RC_OK)
		rc = engine_arm_edges(run, node, scope, started.token);
	if (rc == RC_OK)
		vec_push(&run->todo, ((struct run_step){.scope = scope, .multi = started.token}));
	return rc;
}

/* What the instances of a list have answered; who is done without an outcome agrees with all who are. */
struct tally {
	size_t done, answered, agree; /* agree: with the outcome that has just come */
	struct str first;             /* the oldest outcome, or "" */
	bool differ;
};

static struct tally count(const struct run *run, const struct engine_token *multi, size_t active, struct str outcome)
{
	struct tally t = {.done = multi->index - active};
	for (size_t i = 0; i < run->state->answers.n; i++) {
		const struct engine_answered *it = &run->state->answers.v[i];
		struct str given = engine_state_text(run->state, it->outcome);
		if (it->multi != multi->id || given.n == 0)
			continue;
		if (t.answered++ == 0)
			t.first = given;
		t.differ = t.differ || !str_eq(given, t.first);
		t.agree += str_eq(given, outcome);
	}
	if (outcome.n == 0)
		t.agree = t.done - t.answered;
	return t;
}

struct verdict {
	bool decided;
	struct str outcome; /* of all together; "" when none was given */
};

static enum rc decide(struct run *run, const struct engine_token *multi, size_t active, struct str outcome, struct verdict *verdict)
{
	const struct model_node *it = &run->model->node[multi->node];
	struct tally t = count(run, multi, active, outcome);
	bool yes = false;
	if ((it->veto && outcome.n > 0 && str_is(outcome, it->veto)) || it->join == MODEL_JOIN_ANY ||
	    (it->join == MODEL_JOIN_COUNT && t.agree >= it->join_count)) {
		*verdict = (struct verdict){true, outcome};
		return RC_OK;
	}
	if (it->join == MODEL_JOIN_PROGRAM &&
	    engine_ask(run, it->join_program, multi->scope, multi->id, multi->index - 1, &yes, NULL) != RC_OK)
		return run->err->rc;
	bool mixed = t.differ || (it->join == MODEL_JOIN_COUNT && t.answered > 0);
	*verdict = (struct verdict){yes || (active == 0 && multi->index >= multi->total), mixed ? STR("mixed") : t.first};
	return RC_OK;
}

/* No outcome is told as well where there may be another: of an earlier round, or from a sub-process beside this one. */
static bool hides_outcomes(const struct run *run, const struct engine_token *multi)
{
	for (size_t i = 0; i < run->state->answers.n; i++)
		if (run->state->answers.v[i].node == multi->node && run->state->answers.v[i].multi == 0)
			return true;
	return multi->scope && run->model->node[multi->node].kind == MODEL_TASK;
}

static enum rc end_multi(struct run *run, struct engine_token multi, struct str outcome)
{
	struct engine_effect joint = {.kind = ENGINE_JOINT_OUTCOME, .node = multi.node, .scope = multi.scope, .flow = MODEL_NONE};
	struct buf kept = {0};
	buf_str(&kept, outcome); /* a slice of the state, which moves */
	enum rc rc = engine_cancel_hosted(run, multi.id);
	if (rc == RC_OK && (kept.n > 0 || hides_outcomes(run, &multi)))
		rc = engine_emit_text(run, joint, buf_slice(&kept));
	buf_free(&kept);
	if (rc == RC_OK)
		rc = engine_drop(run, ENGINE_MULTI_ENDED, &multi);
	return rc == RC_OK ? engine_leave(run, multi.node, multi.scope) : rc;
}

/* An instance has ended with this outcome. */
enum rc engine_instance_done(struct run *run, uint32_t id, struct str outcome)
{
	struct engine_token multi = *engine_token(run->state, id);
	struct verdict verdict = {0};
	size_t active = 0;
	for (size_t i = 0; i < run->state->n; i++)
		active += run->state->token[i].host == id && run->state->token[i].node == multi.node;
	if (decide(run, &multi, active, outcome, &verdict) != RC_OK)
		return run->err->rc;
	if (verdict.decided)
		return end_multi(run, multi, verdict.outcome);
	if (active > 0)
		return RC_OK;
	struct engine_effect next = {
	        .kind = ENGINE_MULTI_NEXT, .token = id, .node = multi.node, .index = multi.index + 1, .flow = MODEL_NONE};
	if (engine_emit(run, next) != RC_OK)
		return run->err->rc;
	return start_instance(run, &multi, multi.index);
}

/* ---- errors and escalations: up through the scopes to the first that catches */

static bool catches(const struct run *run, uint32_t catcher, const struct model_node *thrown)
{
	const struct model_node *it = &run->model->node[catcher];
	return it->event == thrown->event && (!*it->event_name || strcmp(it->event_name, thrown->event_name) == 0);
}

/* Who names the code goes before who catches any. */
static uint32_t catcher_in(const struct run *run, const uint32_t *list, size_t n, const struct model_node *thrown, uint32_t not_in)
{
	uint32_t any = MODEL_NONE;
	for (size_t i = 0; i < n; i++) {
		const struct model_node *it = &run->model->node[list[i]];
		if (!catches(run, list[i], thrown) || it->parent == not_in)
			continue;
		if (*it->event_name)
			return list[i];
		if (any == MODEL_NONE)
			any = list[i];
	}
	return any;
}

/* An error that nobody catches ends the case; an escalation that nobody hears is none. */
static enum rc uncaught(struct run *run, const struct model_node *thrown)
{
	if (thrown->event == MODEL_ON_ESCALATION)
		return RC_OK;
	run->todo.n = 0;
	return engine_cancel_scope(run, 0);
}

static enum rc catch_at_edge(struct run *run, uint32_t edge, const struct engine_token *scope)
{
	const struct engine_token *multi = scope->host ? engine_token(run->state, scope->host) : NULL;
	uint32_t outer = scope->scope, target = multi ? multi->id : scope->id;
	if (run->model->node[edge].interrupting && engine_cancel(run, target) != RC_OK)
		return run->err->rc;
	if (engine_emit_node(run, ENGINE_PASSED, edge) != RC_OK)
		return run->err->rc;
	return engine_leave(run, edge, outer);
}

enum rc engine_throw(struct run *run, uint32_t node, uint32_t scope, bool *caught)
{
	const struct model_node *thrown = &run->model->node[node];
	uint32_t from = MODEL_NONE; /* the sub-process that it came up from */
	if (engine_emit_node(run, thrown->event == MODEL_ON_ERROR ? ENGINE_ERROR_THROWN : ENGINE_ESCALATED, node) != RC_OK)
		return run->err->rc;
	for (;;) {
		const struct engine_token *found = scope ? engine_token(run->state, scope) : NULL;
		const struct model_node *it = found ? &run->model->node[found->node] : NULL;
		uint32_t start = it ? catcher_in(run, it->inner, it->n_inner, thrown, from)
		                    : catcher_in(run, run->model->inner, run->model->n_inner, thrown, from);
		if (start != MODEL_NONE) {
			*caught = run->model->node[start].interrupting;
			return engine_start_event_scope(run, start, scope);
		}
		if (!found)
			return uncaught(run, thrown);
		struct engine_token inner = *found;
		uint32_t edge = catcher_in(run, it->edge, it->n_edges, thrown, MODEL_NONE - 1);
		if (edge != MODEL_NONE) {
			*caught = run->model->node[edge].interrupting;
			return catch_at_edge(run, edge, &inner);
		}
		from = inner.node;
		scope = inner.scope;
	}
}
