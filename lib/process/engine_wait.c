/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "process/engine_run.h"

/* ---- terms */

static enum rc term_of_law(struct run *run, uint32_t node, struct str term, struct moment from, struct moment *due)
{
	if (!run->engine->due)
		return engine_complain(run, node, _("no calendar is known here for a term of the law"));
	return run->engine->due(run->engine->context, term, from, run->state->stops.v, run->state->stops.n, due, run->err);
}

static enum rc read_due(struct run *run, uint32_t node, struct str text, struct moment *due)
{
	struct duration duration;
	if (duration_read(text, &duration)) {
		*due = moment_add(run->now, duration);
		return RC_OK;
	}
	if (moment_read(text, due) == DATE_OK)
		return RC_OK;
	return term_of_law(run, node, text, run->now, due);
}

/* node: who asks. */
static enum rc due_of_term(struct run *run, const struct model_term *term, uint32_t node, uint32_t scope, uint32_t multi, uint32_t index,
                           struct moment *due)
{
	struct buf text = {0};
	enum rc rc = RC_OK;
	switch (term->when) {
	case MODEL_DURATION:
		*due = moment_add(run->now, term->duration);
		break;
	case MODEL_DATE:
		*due = term->date;
		break;
	case MODEL_TERM:
		return term_of_law(run, node, str_of(term->text), run->now, due);
	case MODEL_COMPUTED:
		rc = engine_ask_text(run, term->program, scope, multi, index, &text);
		if (rc == RC_OK)
			rc = read_due(run, node, buf_slice(&text), due);
		buf_free(&text);
		break;
	case MODEL_NEVER:
		return engine_complain(run, node, _("it has no term"));
	}
	return rc;
}

static enum rc due_of(struct run *run, uint32_t node, uint32_t scope, uint32_t multi, uint32_t index, struct moment *due)
{
	return due_of_term(run, &run->model->node[node].term, node, scope, multi, index, due);
}

static enum rc move_due(struct run *run, uint32_t token, uint32_t node, struct moment due)
{
	return engine_emit(run, (struct engine_effect){
	                                .kind = ENGINE_DUE_MOVED, .token = token, .node = node, .flow = MODEL_NONE, .has_due = true, .due = due});
}

enum rc engine_begin_term(struct run *run)
{
	struct moment due;
	if (run->model->term.when == MODEL_NEVER)
		return RC_OK;
	if (due_of_term(run, &run->model->term, run->model->start, 0, 0, 0, &due) != RC_OK)
		return run->err->rc;
	return move_due(run, 0, run->model->start, due);
}

/* ---- events */

enum rc engine_arm(struct run *run, uint32_t node, uint32_t scope, uint32_t host, uint32_t index)
{
	const struct model_node *it = &run->model->node[node];
	struct engine_effect armed = {.node = node, .scope = scope, .host = host, .index = index, .flow = MODEL_NONE};
	switch (it->event) {
	case MODEL_ON_TIMER:
		armed.kind = ENGINE_TIMER_ARMED;
		armed.has_due = true;
		if (due_of(run, node, scope, 0, 0, &armed.due) != RC_OK)
			return run->err->rc;
		break;
	case MODEL_ON_MESSAGE:
		armed.kind = ENGINE_MESSAGE_AWAITED;
		break;
	case MODEL_ON_SIGNAL:
		armed.kind = ENGINE_SIGNAL_AWAITED;
		break;
	default:
		return RC_OK; /* errors and escalations are looked up when they are thrown */
	}
	armed.token = run->state->last + 1;
	return engine_emit(run, armed);
}

enum rc engine_arm_edges(struct run *run, uint32_t node, uint32_t scope, uint32_t host)
{
	const struct model_node *it = &run->model->node[node];
	for (size_t i = 0; i < it->n_edges; i++)
		if (engine_arm(run, it->edge[i], scope, host, 0) != RC_OK)
			return run->err->rc;
	return RC_OK;
}

enum rc engine_arm_again(struct run *run, const struct engine_token *fired)
{
	const struct model_node *it = &run->model->node[fired->node];
	if (it->interrupting || (it->event == MODEL_ON_TIMER && fired->index >= it->term.repeats))
		return RC_OK;
	return engine_arm(run, fired->node, fired->scope, fired->host, fired->index + 1);
}

/* ---- tasks */

/* A task is due when its own term says so, else when its first timer fires. */
static enum rc set_due(struct run *run, struct engine_effect *created, uint32_t multi)
{
	const struct model_node *task = &run->model->node[created->node];
	if (task->term.when != MODEL_NEVER) {
		created->has_due = true;
		return due_of(run, created->node, created->scope, multi, created->index, &created->due);
	}
	for (size_t i = 0; i < task->n_edges && !multi; i++) {
		struct moment due;
		if (run->model->node[task->edge[i]].event != MODEL_ON_TIMER)
			continue;
		if (due_of(run, task->edge[i], created->scope, 0, 0, &due) != RC_OK)
			return run->err->rc;
		if (!created->has_due || moment_utc(due) < moment_utc(created->due))
			created->due = due;
		created->has_due = true;
	}
	return RC_OK;
}

/* Nobody answers: the timer stands at the task itself. */
static enum rc arm_silence(struct run *run, const struct engine_effect *task)
{
	return engine_emit(run, (struct engine_effect){.kind = ENGINE_TIMER_ARMED,
	                                            .token = run->state->last + 1,
	                                            .node = task->node,
	                                            .scope = task->scope,
	                                            .host = task->token,
	                                            .flow = MODEL_NONE,
	                                            .has_due = true,
	                                            .due = task->due});
}

enum rc engine_create_task(struct run *run, uint32_t node, uint32_t scope, uint32_t multi, uint32_t index, uint32_t total)
{
	const struct model_node *it = &run->model->node[node];
	struct engine_effect created = {.kind = ENGINE_TASK_CREATED,
	                                .node = node,
	                                .scope = scope,
	                                .host = multi,
	                                .index = index,
	                                .total = total,
	                                .flow = MODEL_NONE};
	struct buf unit = {0};
	if (set_due(run, &created, multi) != RC_OK)
		return run->err->rc;
	created.token = run->state->last + 1;
	created.group = multi ? multi : run->group ? run->group : created.token;
	if (!multi)
		run->group = created.group;
	enum rc rc = RC_OK;
	if (it->unit_program != MODEL_NONE)
		rc = engine_ask_text(run, it->unit_program, scope, multi, index, &unit);
	if (rc == RC_OK)
		rc = engine_emit_text(run, created, buf_slice(&unit));
	buf_free(&unit);
	if (rc == RC_OK && !multi)
		rc = engine_arm_edges(run, node, scope, created.token);
	if (rc == RC_OK && it->silence)
		rc = arm_silence(run, &created);
	return rc;
}

enum rc engine_catch(struct run *run, uint32_t node, uint32_t scope)
{
	if (engine_arm(run, node, scope, 0, 0) != RC_OK)
		return run->err->rc;
	return engine_arm_edges(run, node, scope, run->state->last);
}

enum rc engine_gate(struct run *run, uint32_t node, uint32_t scope)
{
	const struct model_node *it = &run->model->node[node];
	uint32_t gate = run->state->last + 1;
	if (engine_emit(run, (struct engine_effect){
	                          .kind = ENGINE_GATE_ENTERED, .token = gate, .node = node, .scope = scope, .flow = MODEL_NONE}) != RC_OK)
		return run->err->rc;
	for (size_t i = 0; i < it->n_out; i++)
		if (engine_arm(run, run->model->flow[it->out[i]].target, scope, gate, 0) != RC_OK)
			return run->err->rc;
	return RC_OK;
}

/* ---- the clock */

static uint32_t what_stops(const struct run *run)
{
	for (size_t i = 0; i < run->state->n; i++)
		if (run->model->node[run->state->token[i].node].stops_clock)
			return run->state->token[i].node;
	return 0;
}

/* A term counts on from where it stood when the clock stopped; a date stays what it is. */
static enum rc moved_due(struct run *run, const struct model_term *term, uint32_t node, struct moment since, struct moment *due)
{
	const struct engine_stop *stop = &run->state->stops.v[run->state->stops.n - 1];
	struct moment from = moment_utc(since) > moment_utc(stop->from) ? since : stop->from;
	if (term->when == MODEL_TERM)
		return term_of_law(run, node, str_of(term->text), since, due);
	if (term->when != MODEL_DATE)
		due->seconds += moment_utc(run->now) - moment_utc(from);
	return RC_OK;
}

static enum rc move_token(struct run *run, struct engine_token it)
{
	struct moment due = it.due;
	if (!it.has_due || moment_utc(it.since) == moment_utc(run->now))
		return RC_OK;
	if (moved_due(run, &run->model->node[it.node].term, it.node, it.since, &due) != RC_OK)
		return run->err->rc;
	return moment_utc(due) == moment_utc(it.due) ? RC_OK : move_due(run, it.id, it.node, due);
}

static enum rc start_clock(struct run *run)
{
	struct moment due = run->state->due;
	if (engine_emit_node(run, ENGINE_CLOCK_STARTED, run->end == MODEL_NONE ? 0 : run->end) != RC_OK)
		return run->err->rc;
	if (run->state->has_due && (moved_due(run, &run->model->term, run->model->start, run->state->since, &due) != RC_OK ||
	                            move_due(run, 0, run->model->start, due) != RC_OK))
		return run->err->rc;
	for (size_t i = 0; i < run->state->n; i++)
		if (move_token(run, run->state->token[i]) != RC_OK)
			return run->err->rc;
	return RC_OK;
}

enum rc engine_clock(struct run *run)
{
	bool stands = engine_stands(run->model, run->state);
	if (stands && !run->stood)
		return engine_emit_node(run, ENGINE_CLOCK_STOPPED, what_stops(run));
	if (run->stood && !stands)
		return start_clock(run);
	return RC_OK;
}
