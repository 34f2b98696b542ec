/* SPDX-License-Identifier: MIT */
#include "process/engine.h"

#include "base/lang.h"
#include "process/engine_run.h"

#include <stdlib.h>
#include <string.h>

/* ---- effects that happen now */

static bool changes_view(enum engine_effect_kind kind)
{
	return kind == ENGINE_DATA_SET || kind == ENGINE_TASK_COMPLETED || kind == ENGINE_JOINT_OUTCOME;
}

enum rc engine_emit_text(struct run *run, struct engine_effect effect, struct str text)
{
	effect.text = engine_keep(&run->effects->text, text);
	vec_push(run->effects, effect);
	if (changes_view(effect.kind))
		buf_clear(&run->view);
	return engine_apply(run->model, run->state, run->effects, &effect, run->err);
}

enum rc engine_emit(struct run *run, struct engine_effect effect)
{
	return engine_emit_text(run, effect, (struct str){"", 0});
}

enum rc engine_emit_node(struct run *run, enum engine_effect_kind kind, uint32_t node)
{
	return engine_emit(run, (struct engine_effect){.kind = kind, .node = node, .flow = MODEL_NONE});
}

enum rc engine_drop(struct run *run, enum engine_effect_kind kind, const struct engine_token *token)
{
	return engine_emit(run, (struct engine_effect){
	                             .kind = kind, .token = token->id, .node = token->node, .host = token->host, .flow = token->flow});
}

enum rc engine_complain(struct run *run, uint32_t node, const char *what)
{
	const struct model_node *it = &run->model->node[node];
	return err_set(run->err, RC_INPUT, "%.200s:%zu: %.100s: %s", it->file, it->line, it->id, what);
}

/* ---- operations: all or nothing */

struct before {
	struct engine_state state; /* a copy; its text is the state's own, cut back to text_n */
	size_t text_n, n_effects, n_text;
};

static void *copied(const void *v, size_t n, size_t size)
{
	void *copy = mem_array(n + 1, size);
	if (n)
		memcpy(copy, v, n * size);
	return copy;
}

#define COPY(list, from) ((list).v = copied((from).v, (from).n, sizeof *(from).v), (list).cap = (from).n + 1)

static struct run begin(const struct engine *engine, struct engine_state *state, struct moment now, struct engine_effects *effects,
                        struct err *err, struct before *before)
{
	*before = (struct before){.state = *state, .text_n = state->text.n, .n_effects = effects->n, .n_text = effects->text.n};
	before->state.token = copied(state->token, state->n, sizeof *state->token);
	before->state.cap = state->n + 1;
	COPY(before->state.groups, state->groups);
	COPY(before->state.answers, state->answers);
	COPY(before->state.stops, state->stops);
	before->state.data = (struct buf){0};
	buf_str(&before->state.data, buf_slice(&state->data));
	effects->at = now;
	return (struct run){.engine = engine,
	                    .model = engine->model,
	                    .state = state,
	                    .effects = effects,
	                    .now = now,
	                    .err = err,
	                    .end = MODEL_NONE};
}

void engine_forget(struct run *run)
{
	vec_free(&run->todo);
	buf_free(&run->view);
	buf_free(&run->local);
	engine_forget_lists(run);
}

static enum rc finish(struct run *run, struct before *before, enum rc rc)
{
	struct engine_state *old = &before->state;
	engine_forget(run);
	if (rc != RC_OK) {
		struct engine_state failed = *run->state;
		old->text = failed.text;
		old->text.n = before->text_n;
		*run->state = *old;
		*old = failed;
		run->effects->n = before->n_effects;
		run->effects->text.n = before->n_text;
	}
	old->text = (struct buf){0};
	engine_state_free(old);
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
	enum rc rc = engine_emit_text(&run, started, data.n ? data : STR("{}"));
	if (rc == RC_OK)
		rc = engine_begin_term(&run);
	if (rc == RC_OK)
		rc = engine_begin_scope(&run, MODEL_NONE, engine->model->start, 0);
	if (rc == RC_OK)
		rc = engine_move(&run);
	return finish(&run, &before, rc);
}

static enum rc set_data(struct run *run, uint32_t node, struct str patch)
{
	if (str_trim(patch).n == 0)
		return RC_OK;
	return engine_emit_text(run, (struct engine_effect){.kind = ENGINE_DATA_SET, .node = node, .flow = MODEL_NONE}, patch);
}

static enum rc complete(struct run *run, const struct engine_token *task, struct str outcome)
{
	struct engine_effect completed = {
	        .kind = ENGINE_TASK_COMPLETED, .token = task->id, .node = task->node, .host = task->host, .flow = MODEL_NONE};
	if (engine_emit_text(run, completed, outcome) != RC_OK || engine_cancel_hosted(run, task->id) != RC_OK)
		return run->err->rc;
	return task->host ? engine_instance_done(run, task->host, outcome) : engine_leave(run, task->node, task->scope);
}

static bool waits_so(const struct engine_token *token, bool task)
{
	return token && (task ? token->wait == ENGINE_TASK
	                      : token->wait == ENGINE_TIMER || token->wait == ENGINE_MESSAGE || token->wait == ENGINE_SIGNAL);
}

static enum rc find(const struct engine_state *state, uint32_t id, bool task, struct engine_token *token, struct err *err)
{
	const struct engine_token *found = engine_token(state, id);
	if (!waits_so(found, task))
		return err_set(err, RC_INPUT,
		               task ? _("there is no open task %u in this case") : _("nothing is waited for as %u in this case"),
		               (unsigned)id);
	*token = *found;
	return RC_OK;
}

enum rc engine_complete(const struct engine *engine, struct engine_state *state, uint32_t token, struct engine_answer answer,
                        struct moment now, struct engine_effects *effects, struct err *err)
{
	struct engine_token task;
	if (find(state, token, true, &task, err) != RC_OK)
		return err->rc;
	struct before before;
	struct run run = begin(engine, state, now, effects, err, &before);
	enum rc rc = set_data(&run, task.node, answer.patch);
	if (rc == RC_OK)
		rc = complete(&run, &task, answer.outcome);
	if (rc == RC_OK)
		rc = engine_move(&run);
	return finish(&run, &before, rc);
}

/* ---- what was waited for has come */

static enum engine_effect_kind came(enum engine_wait wait)
{
	return wait == ENGINE_TIMER ? ENGINE_TIMER_FIRED : wait == ENGINE_MESSAGE ? ENGINE_MESSAGE_RECEIVED : ENGINE_SIGNAL_RECEIVED;
}

static enum rc at_edge(struct run *run, const struct engine_token *event)
{
	if (run->model->node[event->node].interrupting) {
		if (engine_cancel(run, event->host) != RC_OK)
			return run->err->rc;
	} else if (engine_arm_again(run, event) != RC_OK) {
		return run->err->rc;
	}
	return engine_leave(run, event->node, event->scope);
}

static enum rc at_event_scope(struct run *run, const struct engine_token *event)
{
	if (engine_arm_again(run, event) != RC_OK)
		return run->err->rc;
	return engine_start_event_scope(run, event->node, event->scope);
}

/* Nobody has answered: the task gets the outcome that silence means. */
static enum rc at_silence(struct run *run, const struct engine_token *event)
{
	const struct engine_token *task = engine_token(run->state, event->host);
	if (!waits_so(task, true))
		return engine_complain(run, event->node, _("nobody is asked any more"));
	struct engine_token copy = *task;
	return complete(run, &copy, str_of(run->model->node[event->node].silence));
}

static enum rc at_catch(struct run *run, const struct engine_token *event)
{
	const struct engine_token *gate = event->host ? engine_token(run->state, event->host) : NULL;
	if (gate) {
		struct engine_token copy = *gate;
		if (engine_drop(run, ENGINE_GATE_LEFT, &copy) != RC_OK || engine_cancel_hosted(run, copy.id) != RC_OK)
			return run->err->rc;
	} else if (engine_cancel_hosted(run, event->id) != RC_OK) {
		return run->err->rc;
	}
	return engine_leave(run, event->node, event->scope);
}

static enum rc happen(struct run *run, const struct engine_token *event)
{
	if (engine_drop(run, came(event->wait), event) != RC_OK)
		return run->err->rc;
	switch (run->model->node[event->node].kind) {
	case MODEL_BOUNDARY:
		return at_edge(run, event);
	case MODEL_START:
		return at_event_scope(run, event);
	case MODEL_TASK:
		return at_silence(run, event);
	default:
		return at_catch(run, event);
	}
}

enum rc engine_fire(const struct engine *engine, struct engine_state *state, uint32_t token, struct str patch, struct moment now,
                    struct engine_effects *effects, struct err *err)
{
	struct engine_token event;
	if (find(state, token, false, &event, err) != RC_OK)
		return err->rc;
	struct before before;
	struct run run = begin(engine, state, now, effects, err, &before);
	enum rc rc = set_data(&run, event.node, patch);
	if (rc == RC_OK)
		rc = happen(&run, &event);
	if (rc == RC_OK)
		rc = engine_move(&run);
	return finish(&run, &before, rc);
}
