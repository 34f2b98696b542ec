/* SPDX-License-Identifier: MIT */
#include "cases/hand.h"

#include "base/lang.h"
#include "base/mem.h"

#include <stdlib.h>

void hand_open(struct hand *hand, struct store *store, struct versions *versions)
{
	*hand = (struct hand){.store = store, .versions = versions, .at = date_now()};
	hand->at.offset = DATE_NO_OFFSET;
	moment_put(&hand->now, hand->at);
}

void hand_free(struct hand *hand)
{
	engine_state_free(&hand->state);
	engine_effects_free(&hand->effects);
	vec_free(&hand->rows);
	vec_free(&hand->events);
	vec_free(&hand->thrown);
	buf_free(&hand->application_id);
	buf_free(&hand->now);
	buf_free(&hand->names);
	buf_free(&hand->opened);
	buf_free(&hand->text);
}

const char *hand_title(const struct model_node *node)
{
	return node->name[0] ? node->name : node->id;
}

int64_t hand_next_due(const struct model *model, const struct engine_state *state)
{
	struct moment due;
	return engine_due(model, state, &due) ? moment_utc(due) : STORE_NEVER;
}

int64_t hand_last_due(const struct engine_state *state)
{
	int64_t last = state->has_due ? moment_utc(state->due) : STORE_NEVER;
	for (size_t i = 0; i < state->n && !state->has_due; i++) {
		const struct engine_token *it = &state->token[i];
		if (it->has_due && (last == STORE_NEVER || moment_utc(it->due) > last))
			last = moment_utc(it->due);
	}
	return last;
}

/* ---- taken */

void hand_empty(struct hand *hand)
{
	hand->case_id = hand->first_seq = hand->last_seq = 0;
	hand->is_new = hand->changed = hand->retitled = false;
	hand->next_due = hand->ended_at = STORE_NEVER;
	hand->outcome = "";
	hand->rows.n = hand->joined = 0;
	engine_state_clear(&hand->state);
	buf_clear(&hand->application_id);
	buf_clear(&hand->names);
}

void hand_drop(struct hand *hand)
{
	hand_empty(hand);
	hand->thrown.n = 0;
	hand->last_case = 0;
}

bool hand_is_row(enum engine_wait wait)
{
	return wait == ENGINE_TASK || wait == ENGINE_MESSAGE || wait == ENGINE_SIGNAL;
}

struct str hand_row_name(const struct hand *hand, const struct engine_token *token)
{
	return token->wait == ENGINE_TASK ? engine_unit(hand->version->model, &hand->state, token)
	                                  : str_of(hand->version->model->node[token->node].event_name);
}

int64_t hand_row_due(const struct engine_token *token)
{
	return token->has_due ? moment_utc(token->due) : STORE_NEVER;
}

/* What is open in the state as it was read has a row each. */
static void remember_rows(struct hand *hand)
{
	for (size_t i = 0; i < hand->state.n; i++) {
		const struct engine_token *it = &hand->state.token[i];
		if (!hand_is_row(it->wait))
			continue;
		struct str name = hand_row_name(hand, it);
		vec_push(&hand->rows,
		         ((struct hand_row){it->id, it->wait, hand_row_due(it), {(uint32_t)hand->names.n, (uint32_t)name.n}}));
		buf_str(&hand->names, name);
	}
}

static int64_t int_or_never(const struct db_stmt *stmt, int i)
{
	return db_is_null(stmt, i) ? STORE_NEVER : db_int(stmt, i);
}

enum rc hand_take(struct hand *hand, int64_t case_id, bool *found, struct err *err)
{
	*found = hand->case_id == case_id;
	if (*found)
		return RC_OK;
	if (hand_put(hand, err) != RC_OK)
		return err->rc;
	struct db_stmt *stmt = store_sql(hand->store, STORE_CASE_GET, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, case_id);
	if (db_step(stmt, found, err) != RC_OK || !*found)
		return err->rc;
	if (version_get(hand->versions, db_int(stmt, 1), &hand->version, err) != RC_OK)
		return err->rc;
	buf_str(&hand->application_id, db_text(stmt, 2));
	hand->first_seq = db_int(stmt, 3);
	hand->last_seq = db_int(stmt, 4);
	hand->started_at = db_int(stmt, 5);
	hand->ended_at = int_or_never(stmt, 6);
	hand->next_due = int_or_never(stmt, 8);
	buf_str(&hand->state.data, db_text(stmt, 11));
	enum rc rc = engine_state_get(hand->version->model, db_text(stmt, 10), &hand->state, err);
	db_reset(stmt);
	if (rc != RC_OK) {
		hand_empty(hand);
		return rc;
	}
	hand->case_id = case_id;
	if (hand->state.ended)
		hand->outcome = hand_title(&hand->version->model->node[hand->state.end]);
	remember_rows(hand);
	return RC_OK;
}

/* ---- laid down */

static void bind_moment(struct db_stmt *stmt, int i, int64_t moment)
{
	if (moment == STORE_NEVER)
		db_bind_null(stmt, i);
	else
		db_bind_int(stmt, i, moment);
}

static enum rc add_case(struct hand *hand, int64_t next_due, struct err *err)
{
	struct db_stmt *stmt = store_sql(hand->store, STORE_CASE_ADD, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, hand->case_id);
	db_bind_int(stmt, 2, hand->version->process_id);
	db_bind_int(stmt, 3, hand->version->id);
	db_bind_ref(stmt, 4, buf_slice(&hand->application_id));
	db_bind_int(stmt, 5, hand->first_seq);
	db_bind_int(stmt, 6, hand->last_seq);
	db_bind_int(stmt, 7, hand->started_at);
	bind_moment(stmt, 8, hand->state.ended ? hand->ended_at : STORE_NEVER);
	bind_moment(stmt, 9, hand_last_due(&hand->state));
	bind_moment(stmt, 10, next_due);
	db_bind_ref(stmt, 11, str_of(hand->outcome));
	db_bind_ref(stmt, 12, buf_slice(&hand->text));
	db_bind_ref(stmt, 13, buf_slice(&hand->state.data));
	return db_run(stmt, err);
}

/* The index over next_due is left alone while it stands where it stood. */
static enum rc move_case(struct hand *hand, int64_t next_due, struct err *err)
{
	bool arms = next_due != hand->next_due;
	struct db_stmt *stmt = store_sql(hand->store, arms ? STORE_CASE_ARM : STORE_CASE_MOVE, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, hand->case_id);
	db_bind_int(stmt, 2, hand->version->id);
	db_bind_int(stmt, 3, hand->last_seq);
	bind_moment(stmt, 4, hand->state.ended ? hand->ended_at : STORE_NEVER);
	bind_moment(stmt, 5, hand_last_due(&hand->state));
	db_bind_ref(stmt, 6, str_of(hand->outcome));
	db_bind_ref(stmt, 7, buf_slice(&hand->text));
	db_bind_ref(stmt, 8, buf_slice(&hand->state.data));
	if (arms)
		bind_moment(stmt, 9, next_due);
	return db_run(stmt, err);
}

static enum rc drop_row(struct hand *hand, const struct hand_row *row, struct err *err)
{
	bool task = row->wait == ENGINE_TASK;
	struct db_stmt *stmt = store_sql(hand->store, task ? STORE_TASK_DROP : STORE_WAIT_DROP, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, hand->case_id);
	db_bind_int(stmt, 2, row->token);
	db_bind_ref(stmt, 3, (struct str){hand->names.p + row->name.at, row->name.n});
	if (task)
		db_bind_int(stmt, 4, row->due_at);
	else
		db_bind_ref(stmt, 4, row->wait == ENGINE_MESSAGE ? STR("message") : STR("signal"));
	if (db_run(stmt, err) == RC_OK && store_changes(hand->store) != 1)
		err_set(err, RC_INPUT, _("the store is damaged: task %lld.%u is open and not in the list (rebuild makes it anew)"),
		        (long long)hand->case_id, (unsigned)row->token);
	return err->rc;
}

static enum rc add_row(struct hand *hand, const struct engine_token *token, struct err *err)
{
	bool task = token->wait == ENGINE_TASK;
	struct db_stmt *stmt = store_sql(hand->store, task ? STORE_TASK_ADD : STORE_WAIT_ADD, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, hand->case_id);
	db_bind_int(stmt, 2, token->id);
	db_bind_ref(stmt, 3, hand_row_name(hand, token));
	if (task) {
		db_bind_int(stmt, 4, hand_row_due(token));
		db_bind_int(stmt, 5, token->since.seconds);
		db_bind_ref(stmt, 6, str_of(hand_title(&hand->version->model->node[token->node])));
	} else {
		db_bind_ref(stmt, 4, token->wait == ENGINE_MESSAGE ? STR("message") : STR("signal"));
	}
	return db_run(stmt, err);
}

static bool stands(const struct hand *hand, const struct hand_row *row, const struct engine_token *token)
{
	return !hand->retitled && token->wait == row->wait && hand_row_due(token) == row->due_at &&
	       str_eq(hand_row_name(hand, token), (struct str){hand->names.p + row->name.at, row->name.n});
}

/* Both lists are in order of token. */
static enum rc write_rows(struct hand *hand, struct err *err)
{
	size_t r = 0;
	for (size_t i = 0; i <= hand->state.n && err->rc == RC_OK; i++) {
		const struct engine_token *token = i < hand->state.n ? &hand->state.token[i] : NULL;
		if (token && !hand_is_row(token->wait))
			continue;
		while (r < hand->rows.n && (!token || hand->rows.v[r].token < token->id))
			if (drop_row(hand, &hand->rows.v[r++], err) != RC_OK)
				return err->rc;
		const struct hand_row *row = token && r < hand->rows.n && hand->rows.v[r].token == token->id ? &hand->rows.v[r++] : NULL;
		if (!token || (row && stands(hand, row, token)))
			continue;
		if (row && drop_row(hand, row, err) != RC_OK)
			return err->rc;
		add_row(hand, token, err);
	}
	return err->rc;
}

enum rc hand_put(struct hand *hand, struct err *err)
{
	if (hand->changed) {
		int64_t next_due = hand_next_due(hand->version->model, &hand->state);
		buf_clear(&hand->text);
		engine_state_put(&hand->state, &hand->text);
		if ((hand->is_new ? add_case(hand, next_due, err) : move_case(hand, next_due, err)) != RC_OK || write_rows(hand, err) != RC_OK)
			return err->rc;
	}
	hand_empty(hand);
	return RC_OK;
}
