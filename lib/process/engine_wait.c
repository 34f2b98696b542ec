/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "process/engine_run.h"

/* ---- terms */

#define LAST_SECOND INT64_C(253402300799) /* 9999-12-31T23:59:59 */

/* When a term is over that begins to run at from; computed: what an expression gave for it. */
struct reckoning {
	uint32_t node, scope, multi, index; /* who asks */
	struct moment from, due;
	struct buf computed;
};

static enum rc term_of_law(struct run *run, uint32_t node, struct str term, struct moment from, struct moment *due)
{
	struct err inner = ERR_NONE;
	if (!run->engine->due)
		return engine_complain(run, node, _("no calendar is known here for a term of the law"));
	if (run->engine->due(run->engine->context, term, from, run->state->stops.v, run->state->stops.n, due, &inner) == RC_OK)
		return RC_OK;
	return inner.rc == RC_INPUT ? engine_complain(run, node, inner.text) : err_set(run->err, inner.rc, "%s", inner.text);
}

/* A moment is one of the city's own clock, whatever offset the text has. */
static bool read_moment(struct str text, struct moment *moment)
{
	if (moment_read(text, moment) != DATE_OK)
		return false;
	moment->offset = DATE_NO_OFFSET;
	return true;
}

static enum rc read_due(struct run *run, struct reckoning *r)
{
	struct str text = str_trim(buf_slice(&r->computed));
	struct duration duration;
	if (text.n == 0)
		return engine_complain(run, r->node, _("what is computed as its term is nothing"));
	if (duration_read(text, &duration))
		r->due = moment_add(r->from, duration);
	else if (!read_moment(text, &r->due))
		return term_of_law(run, r->node, text, r->from, &r->due);
	return RC_OK;
}

static enum rc reckon_term(struct run *run, const struct model_term *term, struct reckoning *r)
{
	switch (term->when) {
	case MODEL_DURATION:
		r->due = moment_add(r->from, term->duration);
		return RC_OK;
	case MODEL_DATE:
		r->due = term->date;
		return RC_OK;
	case MODEL_TERM:
		return term_of_law(run, r->node, str_of(term->text), r->from, &r->due);
	case MODEL_COMPUTED:
		buf_clear(&r->computed);
		return engine_ask_text(run, term->program, r->scope, r->multi, r->index, &r->computed) == RC_OK ? read_due(run, r) : run->err->rc;
	case MODEL_NEVER:
		break;
	}
	return engine_complain(run, r->node, _("it has no term"));
}

static enum rc reckon(struct run *run, const struct model_term *term, struct reckoning *r)
{
	if (reckon_term(run, term, r) != RC_OK)
		return run->err->rc;
	return moment_utc(r->due) > LAST_SECOND ? engine_complain(run, r->node, _("its term ends after the year 9999")) : RC_OK;
}

/* The next moment of a timer that repeats: the fired one's and its term, so that it does not drift with whoever looks late; what was missed
 * meanwhile is not made up for. */
static enum rc reckon_again(struct run *run, const struct model_term *term, struct reckoning *r, struct moment fired)
{
	struct duration step = term->duration;
	struct moment now = run->now;
	r->from = fired;
	if (reckon(run, term, r) != RC_OK || moment_utc(r->due) > moment_utc(now))
		return run->err->rc;
	if (term->when != MODEL_DURATION && !duration_read(str_trim(buf_slice(&r->computed)), &step)) {
		r->from = now;
		if (reckon(run, term, r) != RC_OK)
			return run->err->rc;
	} else if (step.months == 0 && step.seconds > 0) {
		r->due = fired;
		r->due.seconds += ((moment_utc(now) - moment_utc(fired)) / step.seconds + 1) * step.seconds;
	} else if (step.months > 0) {
		while (moment_utc(r->due) <= moment_utc(now))
			r->due = moment_add(r->due, step);
	}
	return moment_utc(r->due) > moment_utc(now) ? RC_OK : engine_complain(run, r->node, _("this timer repeats without a pause"));
}

static enum rc move_due(struct run *run, uint32_t token, uint32_t node, struct moment due, struct str computed)
{
	struct engine_effect moved = {.kind = ENGINE_DUE_MOVED, .token = token, .node = node, .flow = MODEL_NONE, .has_due = true, .due = due};
	moved.term = engine_keep(&run->effects->text, computed);
	return engine_emit(run, moved);
}

enum rc engine_begin_term(struct run *run)
{
	struct reckoning r = {.node = run->model->start, .from = run->now};
	if (run->model->term.when == MODEL_NEVER)
		return RC_OK;
	enum rc rc = reckon(run, &run->model->term, &r);
	if (rc == RC_OK)
		rc = move_due(run, 0, run->model->start, r.due, buf_slice(&r.computed));
	buf_free(&r.computed);
	return rc;
}

/* ---- events */

static enum rc arm_timer(struct run *run, struct engine_effect *armed, const struct engine_token *fired)
{
	const struct model_term *term = &run->model->node[armed->node].term;
	struct reckoning r = {.node = armed->node, .scope = armed->scope, .from = run->now};
	enum rc rc = fired ? reckon_again(run, term, &r, fired->due) : reckon(run, term, &r);
	if (rc == RC_OK) {
		armed->kind = ENGINE_TIMER_ARMED;
		armed->token = run->state->last + 1;
		armed->has_due = true;
		armed->due = r.due;
		armed->term = engine_keep(&run->effects->text, buf_slice(&r.computed));
		rc = engine_emit(run, *armed);
	}
	buf_free(&r.computed);
	return rc;
}

static enum rc arm(struct run *run, struct engine_effect armed, const struct engine_token *fired)
{
	switch (run->model->node[armed.node].event) {
	case MODEL_ON_TIMER:
		return arm_timer(run, &armed, fired);
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

enum rc engine_arm(struct run *run, uint32_t node, uint32_t scope, uint32_t host)
{
	return arm(run, (struct engine_effect){.node = node, .scope = scope, .host = host, .flow = MODEL_NONE}, NULL);
}

enum rc engine_arm_edges(struct run *run, uint32_t node, uint32_t scope, uint32_t host)
{
	const struct model_node *it = &run->model->node[node];
	for (size_t i = 0; i < it->n_edges; i++)
		if (engine_arm(run, it->edge[i], scope, host) != RC_OK)
			return run->err->rc;
	return RC_OK;
}

enum rc engine_arm_again(struct run *run, const struct engine_token *fired)
{
	const struct model_node *it = &run->model->node[fired->node];
	if (it->interrupting || (it->event == MODEL_ON_TIMER && fired->index >= it->term.repeats))
		return RC_OK;
	struct engine_effect again = {
	        .node = fired->node, .scope = fired->scope, .host = fired->host, .index = fired->index + 1, .flow = MODEL_NONE};
	return arm(run, again, fired);
}

/* ---- tasks */

/* A task is due when its own term says so, else when its first timer fires. */
static enum rc set_due(struct run *run, struct engine_effect *created, uint32_t multi)
{
	const struct model_node *task = &run->model->node[created->node];
	struct reckoning r = {.node = created->node, .scope = created->scope, .multi = multi, .index = created->index, .from = run->now};
	enum rc rc = RC_OK;
	if (task->term.when != MODEL_NEVER) {
		created->has_due = true;
		rc = reckon(run, &task->term, &r);
		created->due = r.due;
		created->term = engine_keep(&run->effects->text, buf_slice(&r.computed));
	}
	for (size_t i = 0; i < task->n_edges && !multi && task->term.when == MODEL_NEVER && rc == RC_OK; i++) {
		const struct model_node *edge = &run->model->node[task->edge[i]];
		r.node = task->edge[i];
		if (edge->event != MODEL_ON_TIMER)
			continue;
		rc = reckon(run, &edge->term, &r);
		if (!created->has_due || moment_utc(r.due) < moment_utc(created->due))
			created->due = r.due;
		created->has_due = true;
	}
	buf_free(&r.computed);
	return rc;
}

/* Nobody answers: the timer stands at the task itself, and is due when the task is. */
enum rc engine_arm_silence(struct run *run, const struct engine_token *task)
{
	struct engine_effect armed = {.kind = ENGINE_TIMER_ARMED,
	                              .token = run->state->last + 1,
	                              .node = task->node,
	                              .scope = task->scope,
	                              .host = task->id,
	                              .index = task->index,
	                              .flow = MODEL_NONE,
	                              .has_due = task->has_due,
	                              .due = task->due};
	struct str term = engine_state_text(run->state, task->term);
	if (!task->has_due && set_due(run, &armed, task->host) != RC_OK)
		return run->err->rc;
	armed.index = 0;
	if (task->has_due)
		armed.term = engine_keep(&run->effects->text, term);
	return engine_emit(run, armed);
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
		rc = engine_arm_silence(run, engine_token(run->state, created.token));
	return rc;
}

enum rc engine_catch(struct run *run, uint32_t node, uint32_t scope)
{
	if (engine_arm(run, node, scope, 0) != RC_OK)
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
		if (engine_arm(run, run->model->flow[it->out[i]].target, scope, gate) != RC_OK)
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
static enum rc moved_due(struct run *run, const struct model_term *term, struct str computed, uint32_t node, struct moment since, struct moment *due)
{
	const struct engine_stop *stop = &run->state->stops.v[run->state->stops.n - 1];
	struct moment from = moment_utc(since) > moment_utc(stop->from) ? since : stop->from, date;
	struct duration duration;
	bool is_computed = term->when == MODEL_COMPUTED && computed.n > 0 && !duration_read(computed, &duration);
	if (term->when == MODEL_DATE || (is_computed && read_moment(computed, &date)))
		return RC_OK;
	if (term->when == MODEL_TERM || is_computed)
		return term_of_law(run, node, is_computed ? computed : str_of(term->text), since, due);
	due->seconds += moment_utc(run->now) - moment_utc(from);
	return RC_OK;
}

static enum rc move_case(struct run *run)
{
	const struct engine_state *state = run->state;
	struct moment due = state->due;
	if (!state->has_due)
		return RC_OK;
	if (moved_due(run, &run->model->term, str_trim(engine_state_text(state, state->term)), run->model->start, state->since, &due) != RC_OK)
		return run->err->rc;
	return move_due(run, 0, run->model->start, due, (struct str){"", 0});
}

/* When the first timer on its edge fires; false when none is left. */
static bool due_by_edges(const struct run *run, uint32_t task, struct moment *due)
{
	bool found = false;
	for (size_t i = 0; i < run->state->n; i++) {
		const struct engine_token *it = &run->state->token[i];
		if (it->host != task || it->wait != ENGINE_TIMER || run->model->node[it->node].kind != MODEL_BOUNDARY ||
		    (found && moment_utc(it->due) >= moment_utc(*due)))
			continue;
		*due = it->due;
		found = true;
	}
	return found;
}

static enum rc move_token(struct run *run, struct engine_token it, bool by_edges)
{
	const struct model_term *term = &run->model->node[it.node].term;
	struct moment due = it.due;
	if (!it.has_due || (term->when == MODEL_NEVER) != by_edges || moment_utc(it.since) == moment_utc(run->now))
		return RC_OK;
	if (by_edges && !due_by_edges(run, it.id, &due))
		return RC_OK;
	if (!by_edges && moved_due(run, term, str_trim(engine_state_text(run->state, it.term)), it.node, it.since, &due) != RC_OK)
		return run->err->rc;
	return moment_utc(due) == moment_utc(it.due) ? RC_OK : move_due(run, it.id, it.node, due, (struct str){"", 0});
}

/* Timers before the tasks that are due by them. */
static enum rc start_clock(struct run *run)
{
	if (engine_emit_node(run, ENGINE_CLOCK_STARTED, run->end == MODEL_NONE ? 0 : run->end) != RC_OK || move_case(run) != RC_OK)
		return run->err->rc;
	for (int by_edges = 0; by_edges < 2; by_edges++)
		for (size_t i = 0; i < run->state->n; i++)
			if (move_token(run, run->state->token[i], by_edges) != RC_OK)
				return run->err->rc;
	return RC_OK;
}

enum rc engine_clock(struct run *run)
{
	bool stands = engine_stands(run->model, run->state), stood = engine_stood(run->state);
	if (stands && !stood)
		return engine_emit_node(run, ENGINE_CLOCK_STOPPED, what_stops(run));
	if (stood && !stands)
		return start_clock(run);
	return RC_OK;
}
