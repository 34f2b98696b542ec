/* SPDX-License-Identifier: MIT */
#include "process/engine.h"

#include "base/lang.h"
#include "process/engine_run.h"

#include <stdlib.h>
#include <string.h>

/* Nodes entered in one operation; a process that needs more goes round without waiting. */
#define STEPS 10000

struct run {
	const struct engine *engine;
	struct engine_state *state;
	struct engine_effects *effects;
	struct buf view; /* the data as conditions see it; empty until one asks */
	struct moment now;
	struct err *err;
	size_t steps;
	uint32_t group; /* of the tasks that this operation creates */
	uint32_t end;       /* the last end event reached */
	VEC(uint32_t) todo; /* flows whose tokens are still moving; the last one moves first */
};

static const struct model_node *node_of(const struct run *run, uint32_t node)
{
	return &run->engine->model->node[node];
}

static enum rc complain(struct run *run, size_t line, const char *id, const char *what)
{
	return err_set(run->err, RC_INPUT, "%.200s:%zu: %.100s: %s", run->engine->model->file, line,
	               id, what);
}

static enum rc emit_text(struct run *run, struct engine_effect effect, struct str text)
{
	effect.text = engine_keep(&run->effects->text, text);
	vec_push(run->effects, effect);
	return engine_apply(run->engine->model, run->state, &effect, text, run->now, run->err);
}

static enum rc emit(struct run *run, struct engine_effect effect)
{
	return emit_text(run, effect, (struct str){"", 0});
}

static enum rc emit_node(struct run *run, enum engine_effect_kind kind, uint32_t node)
{
	return emit(run, (struct engine_effect){.kind = kind, .node = node, .flow = MODEL_NONE});
}

static enum rc emit_token(struct run *run, enum engine_effect_kind kind, struct engine_token token)
{
	return emit(run, (struct engine_effect){.kind = kind,
	                                        .token = token.id,
	                                        .node = token.node,
	                                        .host = token.host,
	                                        .flow = token.flow});
}

static struct moment timer_due(const struct run *run, const struct model_node *timer)
{
	return timer->when == MODEL_TIMER_DATE ? timer->date
	                                       : moment_add(run->now, timer->duration);
}

static enum rc arm(struct run *run, uint32_t node, uint32_t host)
{
	return emit(run, (struct engine_effect){.kind = ENGINE_TIMER_ARMED,
	                                        .token = run->state->last + 1,
	                                        .node = node,
	                                        .host = host,
	                                        .flow = MODEL_NONE,
	                                        .has_due = true,
	                                        .due = timer_due(run, node_of(run, node))});
}

/* A task is due when its own due date says so, else when its first timer fires. */
static void set_due(const struct run *run, const struct model_node *task,
                    struct engine_effect *effect)
{
	if (task->has_due) {
		effect->has_due = true;
		effect->due = moment_add(run->now, task->duration);
		return;
	}
	for (size_t i = 0; i < task->n_timers; i++) {
		struct moment due = timer_due(run, node_of(run, task->timer[i]));
		if (!effect->has_due || moment_utc(due) < moment_utc(effect->due))
			effect->due = due;
		effect->has_due = true;
	}
}

static enum rc create_task(struct run *run, uint32_t node)
{
	const struct model_node *task = node_of(run, node);
	struct engine_effect created = {.kind = ENGINE_TASK_CREATED,
	                                .token = run->state->last + 1,
	                                .node = node,
	                                .group = run->group ? run->group : run->state->last + 1,
	                                .flow = MODEL_NONE};
	run->group = created.group;
	set_due(run, task, &created);
	enum rc rc = emit(run, created);
	for (size_t i = 0; i < task->n_timers && rc == RC_OK; i++)
		rc = arm(run, task->timer[i], created.token);
	return rc;
}

static enum rc asks(struct run *run, uint32_t flow, bool *yes)
{
	const struct model_flow *it = &run->engine->model->flow[flow];
	*yes = true;
	if (it->condition == MODEL_NONE)
		return RC_OK;
	if (run->view.n == 0)
		engine_view(run->engine->model, run->state, &run->view);
	return run->engine->ask(run->engine->context, it->condition, buf_slice(&run->view), yes, NULL, run->err);
}

/* Exactly one: the first that holds in the order of the file, else the default. */
static enum rc choose(struct run *run, uint32_t node)
{
	const struct model_node *it = node_of(run, node);
	for (size_t i = 0; i < it->n_out; i++) {
		bool yes;
		if (it->out[i] == it->fallback)
			continue;
		if (asks(run, it->out[i], &yes) != RC_OK)
			return run->err->rc;
		if (yes) {
			vec_push(&run->todo, it->out[i]);
			return RC_OK;
		}
	}
	if (it->fallback == MODEL_NONE)
		return complain(run, it->line, it->id,
		                _("no outgoing flow holds and there is no default"));
	vec_push(&run->todo, it->fallback);
	return RC_OK;
}

/* All that hold; the default when none does. An element that leads nowhere is an end of its own. */
static enum rc leave(struct run *run, uint32_t node)
{
	const struct model_node *it = node_of(run, node);
	bool asked = it->kind != MODEL_PARALLEL;
	size_t before = run->todo.n;
	if (it->n_out == 0) {
		run->end = node;
		return emit_node(run, ENGINE_ENDED, node);
	}
	/* The last to be pushed moves first: backwards, so that branches open in the order of the
	 * file. */
	for (size_t i = it->n_out; i-- > 0;) {
		bool yes = true;
		if (it->out[i] == it->fallback && asked)
			continue;
		if (asked && asks(run, it->out[i], &yes) != RC_OK)
			return run->err->rc;
		if (yes)
			vec_push(&run->todo, it->out[i]);
	}
	if (run->todo.n > before)
		return RC_OK;
	if (it->fallback == MODEL_NONE)
		return complain(run, it->line, it->id,
		                _("no outgoing flow holds and there is no default"));
	vec_push(&run->todo, it->fallback);
	return RC_OK;
}

static const struct engine_token *arrival(const struct run *run, uint32_t node, uint32_t flow)
{
	for (size_t i = 0; i < run->state->n; i++) {
		const struct engine_token *it = &run->state->token[i];
		if (it->wait == ENGINE_JOIN && it->node == node && it->flow == flow)
			return it;
	}
	return NULL;
}

static enum rc join(struct run *run, uint32_t node, uint32_t flow)
{
	const struct model_node *it = node_of(run, node);
	if (it->n_in < 2) {
		if (emit_node(run, ENGINE_PASSED, node) != RC_OK)
			return run->err->rc;
		return leave(run, node);
	}
	if (emit(run, (struct engine_effect){.kind = ENGINE_JOIN_ARRIVED,
	                                     .token = run->state->last + 1,
	                                     .node = node,
	                                     .flow = flow}) != RC_OK)
		return run->err->rc;
	for (size_t i = 0; i < it->n_in; i++)
		if (!arrival(run, node, it->in[i]))
			return RC_OK;
	for (size_t i = 0; i < it->n_in; i++)
		if (emit_token(run, ENGINE_JOIN_LEFT, *arrival(run, node, it->in[i])) != RC_OK)
			return run->err->rc;
	if (emit_node(run, ENGINE_PASSED, node) != RC_OK)
		return run->err->rc;
	return leave(run, node);
}

static enum rc terminate(struct run *run, uint32_t node)
{
	run->todo.n = 0;
	run->end = node;
	while (run->state->n > 0) {
		struct engine_token first = run->state->token[0];
		if (emit_token(run, engine_cancels(first.wait), first) != RC_OK)
			return run->err->rc;
	}
	return emit_node(run, ENGINE_ENDED, node);
}

static enum rc enter(struct run *run, uint32_t node, uint32_t flow)
{
	const struct model_node *it = node_of(run, node);
	if (++run->steps > STEPS)
		return complain(run, it->line, it->id,
		                _("the process goes round without ever waiting"));
	switch (it->kind) {
	case MODEL_TASK:
		return create_task(run, node);
	case MODEL_TIMER:
		return arm(run, node, 0);
	case MODEL_PARALLEL:
		return join(run, node, flow);
	case MODEL_TERMINATE:
		return terminate(run, node);
	case MODEL_EXCLUSIVE:
		return emit_node(run, ENGINE_PASSED, node) == RC_OK ? choose(run, node)
		                                                    : run->err->rc;
	case MODEL_SERVICE:
		return emit_node(run, ENGINE_SERVICE_ASKED, node) == RC_OK ? leave(run, node)
		                                                           : run->err->rc;
	case MODEL_END:
		run->end = node;
		return emit_node(run, ENGINE_ENDED, node);
	case MODEL_PASS:
		return emit_node(run, ENGINE_PASSED, node) == RC_OK ? leave(run, node)
		                                                    : run->err->rc;
	case MODEL_START:
	case MODEL_BOUNDARY:
	case MODEL_OTHER:
		break;
	}
	return complain(run, it->line, it->id, _("a flow leads to what cannot be entered"));
}

/* Nothing but arrivals is left: no task, no timer that could ever bring the others. */
static enum rc stuck(struct run *run)
{
	for (size_t i = 0; i < run->state->n; i++)
		if (run->state->token[i].wait != ENGINE_JOIN)
			return RC_OK;
	const struct model_node *it = node_of(run, run->state->token[0].node);
	return complain(run, it->line, it->id,
	                _("the case is stuck: this join waits for a flow that nothing can reach"));
}

static enum rc move(struct run *run)
{
	while (run->todo.n > 0) {
		uint32_t flow = run->todo.v[--run->todo.n];
		uint32_t node = run->engine->model->flow[flow].target;
		if (emit(run, (struct engine_effect){.kind = ENGINE_MOVED,
		                                     .node = node,
		                                     .flow = flow}) != RC_OK ||
		    enter(run, node, flow) != RC_OK)
			return run->err->rc;
	}
	if (run->state->n > 0)
		return stuck(run);
	return emit_node(run, ENGINE_CASE_ENDED, run->end);
}

/* ---- operations: all or nothing */

/* The state of before is kept by writing it down; operations are small. */
struct before {
	struct buf state, data;
	size_t n_effects, n_text;
};

static struct run begin(const struct engine *engine, struct engine_state *state, struct moment now, struct engine_effects *effects,
                        struct err *err, struct before *before)
{
	*before = (struct before){.n_effects = effects->n, .n_text = effects->text.n};
	engine_state_put(state, &before->state);
	buf_str(&before->data, buf_slice(&state->data));
	effects->at = now;
	return (struct run){.engine = engine, .state = state, .effects = effects, .now = now, .err = err, .end = MODEL_NONE};
}

static enum rc finish(struct run *run, struct before *before, enum rc rc)
{
	struct err ignored = ERR_NONE;
	vec_free(&run->todo);
	buf_free(&run->view);
	if (rc != RC_OK) {
		engine_state_clear(run->state);
		if (engine_state_get(run->engine->model, buf_slice(&before->state), run->state, &ignored) != RC_OK)
			rc = run->err->rc = RC_DEFECT;
		buf_str(&run->state->data, buf_slice(&before->data));
		run->effects->n = before->n_effects;
		run->effects->text.n = before->n_text;
	}
	buf_free(&before->state);
	buf_free(&before->data);
	return rc;
}

enum rc engine_start(const struct engine *engine, struct engine_state *state, struct str data, struct moment now,
                     struct engine_effects *effects, struct err *err)
{
	if (model_runnable(engine->model, err) != RC_OK)
		return err->rc;
	struct before before;
	struct run run = begin(engine, state, now, effects, err, &before);
	struct engine_effect started = {.kind = ENGINE_CASE_STARTED, .node = engine->model->start, .flow = MODEL_NONE};
	enum rc rc = emit_text(&run, started, data.n ? data : STR("{}"));
	if (rc == RC_OK)
		rc = leave(&run, engine->model->start);
	if (rc == RC_OK)
		rc = move(&run);
	return finish(&run, &before, rc);
}

static enum rc cancel_timers(struct run *run, uint32_t host)
{
	for (size_t i = 0; i < run->state->n;) {
		struct engine_token it = run->state->token[i];
		if (it.wait != ENGINE_TIMER || it.host != host) {
			i++;
			continue;
		}
		if (emit_token(run, ENGINE_TIMER_CANCELLED, it) != RC_OK)
			return run->err->rc;
	}
	return RC_OK;
}

static enum rc find(const struct engine_state *state, uint32_t id, enum engine_wait wait,
                    struct engine_token *token, struct err *err)
{
	const struct engine_token *found = engine_token(state, id);
	if (!found || found->wait != wait)
		return err_set(err, RC_INPUT,
		               wait == ENGINE_TASK ? _("there is no open task %u in this case")
		                                   : _("there is no armed timer %u in this case"),
		               (unsigned)id);
	*token = *found;
	return RC_OK;
}

enum rc engine_complete(const struct engine *engine, struct engine_state *state, uint32_t token, struct engine_answer answer,
                        struct moment now, struct engine_effects *effects, struct err *err)
{
	struct engine_token task;
	if (find(state, token, ENGINE_TASK, &task, err) != RC_OK)
		return err->rc;
	struct before before;
	struct run run = begin(engine, state, now, effects, err, &before);
	enum rc rc = RC_OK;
	if (str_trim(answer.patch).n > 0)
		rc = emit_text(&run, (struct engine_effect){.kind = ENGINE_DATA_SET, .node = task.node, .flow = MODEL_NONE}, answer.patch);
	if (rc == RC_OK)
		rc = emit_text(&run,
		               (struct engine_effect){.kind = ENGINE_TASK_COMPLETED, .token = token, .node = task.node, .flow = MODEL_NONE},
		               answer.outcome);
	if (rc == RC_OK)
		rc = cancel_timers(&run, token);
	if (rc == RC_OK)
		rc = leave(&run, task.node);
	if (rc == RC_OK)
		rc = move(&run);
	return finish(&run, &before, rc);
}

enum rc engine_fire(const struct engine *engine, struct engine_state *state, uint32_t token, struct str patch, struct moment now,
                    struct engine_effects *effects, struct err *err)
{
	struct engine_token timer, task;
	(void)patch;
	if (find(state, token, ENGINE_TIMER, &timer, err) != RC_OK)
		return err->rc;
	struct before before;
	struct run run = begin(engine, state, now, effects, err, &before);
	enum rc rc = emit_token(&run, ENGINE_TIMER_FIRED, timer);
	if (rc == RC_OK && timer.host && node_of(&run, timer.node)->interrupting) {
		rc = find(state, timer.host, ENGINE_TASK, &task, err);
		if (rc == RC_OK)
			rc = emit_token(&run, ENGINE_TASK_CANCELLED, task);
		if (rc == RC_OK)
			rc = cancel_timers(&run, timer.host);
	}
	if (rc == RC_OK)
		rc = leave(&run, timer.node);
	if (rc == RC_OK)
		rc = move(&run);
	return finish(&run, &before, rc);
}
