/* SPDX-License-Identifier: MIT */
#include "cases/view.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/vec.h"
#include "cases/hand.h"

#include <stdlib.h>
#include <string.h>

struct view {
	struct versions *versions;
	struct view_filter filter;
	struct db_stmt *stmt;
	struct hand hand; /* as of a moment: the case replayed; now: only its state, to be counted in */
	int64_t counted;  /* the case whose state is in hand */
	/* tasks as of a moment */
	struct arena *arena;
	VEC(struct view_task) tasks;
	size_t next;
	bool collected;
};

static enum rc list(struct view *v, struct store *store, enum view_of of, struct err *err)
{
	const struct view_filter *f = &v->filter;
	bool cases = of == VIEW_CASES || f->as_of != STORE_NEVER;
	v->stmt = store_sql(store, cases ? STORE_CASE_LIST : f->unit ? STORE_TASK_OF_UNIT : STORE_TASK_LIST, err);
	if (!v->stmt)
		return err->rc;
	db_bind_cstr(v->stmt, 1, f->process);
	if (!cases) {
		db_bind_int(v->stmt, 2, f->due_before == STORE_NEVER ? STORE_NEVER : f->due_before - 1);
		if (f->unit)
			db_bind_cstr(v->stmt, 3, f->unit);
	} else if (f->open < 0 || f->as_of != STORE_NEVER) {
		db_bind_null(v->stmt, 2);
	} else {
		db_bind_int(v->stmt, 2, f->open);
	}
	return RC_OK;
}

enum rc view_open(struct store *store, struct versions *versions, enum view_of of, const struct view_filter *filter, struct view **view,
                  struct err *err)
{
	struct view *v = *view = mem_alloc(sizeof *v);
	*v = (struct view){.versions = versions, .filter = *filter, .arena = arena_new()};
	hand_open(&v->hand, store, versions);
	if (list(v, store, of, err) == RC_OK)
		return RC_OK;
	view_close(v);
	*view = NULL;
	return err->rc;
}

void view_close(struct view *v)
{
	if (!v)
		return;
	if (v->stmt)
		db_reset(v->stmt);
	hand_free(&v->hand);
	arena_free(v->arena);
	vec_free(&v->tasks);
	free(v);
}

static int64_t moment(const struct db_stmt *stmt, int i)
{
	return db_is_null(stmt, i) ? STORE_NEVER : db_int(stmt, i);
}

static size_t count_tasks(const struct engine_state *state)
{
	size_t n = 0;
	for (size_t i = 0; i < state->n; i++)
		n += state->token[i].wait == ENGINE_TASK;
	return n;
}

/* ---- as of a moment */

/* The next case that had begun by then, in hand. */
static bool next_replayed(struct view *v, struct err *err)
{
	bool row = false, found = false;
	while (!found && db_step(v->stmt, &row, err) == RC_OK && row)
		if (hand_replay(&v->hand, db_int(v->stmt, 0), db_int(v->stmt, 5), v->filter.as_of, &found, err) != RC_OK)
			return false;
	return found;
}

static bool next_case_then(struct view *v, struct view_case *out, struct err *err)
{
	const struct hand *hand = &v->hand;
	do
		if (!next_replayed(v, err))
			return false;
	while (v->filter.open >= 0 && v->filter.open != !hand->state.ended);
	*out = (struct view_case){.case_id = hand->case_id,
	                          .version = hand->version,
	                          .application_id = buf_slice(&hand->application_id),
	                          .open = !hand->state.ended,
	                          .outcome = hand->outcome,
	                          .started_at = hand->started_at,
	                          .ended_at = hand->ended_at,
	                          .due_at = hand_last_due(&hand->state),
	                          .open_tasks = count_tasks(&hand->state),
	                          .applicants = 1 + hand->joined,
	                          .data = buf_slice(&hand->state.data)};
	return true;
}

static void collect(struct view *v, const struct engine_token *token)
{
	const struct hand *hand = &v->hand;
	int64_t due = token->has_due ? moment_utc(token->due) : STORE_NEVER;
	struct str unit = engine_unit(hand->version->model, &hand->state, token);
	bool late = v->filter.due_before == STORE_NEVER || due < v->filter.due_before;
	if (token->wait != ENGINE_TASK || !late || (v->filter.unit && !str_is(unit, v->filter.unit)))
		return;
	struct engine_group group = engine_group(&hand->state, token);
	struct view_task task = {.case_id = hand->case_id,
	                         .token = token->id,
	                         .version = hand->version,
	                         .application_id = arena_str(v->arena, buf_slice(&hand->application_id)),
	                         .activity = str_of(hand_title(&hand->version->model->node[token->node])),
	                         .unit = arena_str(v->arena, unit),
	                         .created_at = token->since.seconds,
	                         .due_at = due,
	                         .answered = group.answered,
	                         .asked = group.asked};
	vec_push(&v->tasks, task);
}

static int by_due(const void *a, const void *b)
{
	const struct view_task *x = a, *y = b;
	if (x->due_at != y->due_at)
		return x->due_at < y->due_at ? -1 : 1;
	if (x->case_id != y->case_id)
		return x->case_id < y->case_id ? -1 : 1;
	return (x->token > y->token) - (x->token < y->token);
}

static bool next_task_then(struct view *v, struct view_task *out, struct err *err)
{
	if (!v->collected) {
		while (next_replayed(v, err))
			for (size_t i = 0; i < v->hand.state.n; i++)
				collect(v, &v->hand.state.token[i]);
		if (err->rc != RC_OK)
			return false;
		if (v->tasks.n)
			qsort(v->tasks.v, v->tasks.n, sizeof *v->tasks.v, by_due);
		v->collected = true;
	}
	if (v->next >= v->tasks.n)
		return false;
	*out = v->tasks.v[v->next++];
	return true;
}

/* ---- now */

static enum rc count_in(struct view *v, int64_t case_id, const struct version *version, struct str state, struct err *err)
{
	if (v->counted == case_id)
		return RC_OK;
	v->counted = case_id;
	engine_state_clear(&v->hand.state);
	return engine_state_get(version->model, state, &v->hand.state, err);
}

bool view_next_case(struct view *v, struct view_case *out, struct err *err)
{
	const struct db_stmt *stmt = v->stmt;
	bool row;
	if (v->filter.as_of != STORE_NEVER)
		return next_case_then(v, out, err);
	if (db_step(v->stmt, &row, err) != RC_OK || !row || version_get(v->versions, db_int(stmt, 2), &out->version, err) != RC_OK ||
	    count_in(v, db_int(stmt, 0), out->version, db_text(stmt, 11), err) != RC_OK)
		return false;
	out->case_id = db_int(stmt, 0);
	out->application_id = db_text(stmt, 3);
	out->started_at = db_int(stmt, 6);
	out->ended_at = moment(stmt, 7);
	out->due_at = moment(stmt, 8);
	out->open = out->ended_at == STORE_NEVER;
	out->outcome = db_text(stmt, 10).p;
	out->open_tasks = count_tasks(&v->hand.state);
	out->data = db_text(stmt, 12);
	out->applicants = 1 + (size_t)db_int(stmt, 13);
	return true;
}

bool view_next_task(struct view *v, struct view_task *out, struct err *err)
{
	const struct db_stmt *stmt = v->stmt;
	bool row;
	if (v->filter.as_of != STORE_NEVER)
		return next_task_then(v, out, err);
	if (db_step(v->stmt, &row, err) != RC_OK || !row || version_get(v->versions, db_int(stmt, 6), &out->version, err) != RC_OK ||
	    count_in(v, db_int(stmt, 2), out->version, db_text(stmt, 8), err) != RC_OK)
		return false;
	out->case_id = db_int(stmt, 2);
	out->token = db_int(stmt, 3);
	out->unit = db_text(stmt, 0);
	out->due_at = db_int(stmt, 1);
	out->created_at = db_int(stmt, 4);
	out->activity = db_text(stmt, 5);
	out->application_id = db_text(stmt, 7);
	const struct engine_token *token = engine_token(&v->hand.state, (uint32_t)out->token);
	struct engine_group group = token ? engine_group(&v->hand.state, token) : (struct engine_group){0};
	out->answered = group.answered;
	out->asked = group.asked;
	return true;
}
