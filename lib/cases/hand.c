/* SPDX-License-Identifier: MIT */
#include "cases/hand.h"

#include "base/json.h"
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
	buf_free(&hand->now);
	buf_free(&hand->due);
	buf_free(&hand->opened);
	buf_free(&hand->detail);
}

/* ---- a case in hand */

void hand_empty(struct hand *hand)
{
	engine_state_clear(&hand->state);
}

/* *found is false when there is no such case. */
enum rc hand_take(struct hand *hand, int64_t case_id, bool *found, struct err *err)
{
	struct db_stmt *stmt = store_sql(hand->store, STORE_CASE_GET, err);
	bool row;
	*found = false;
	hand_empty(hand);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, case_id);
	if (db_step(stmt, found, err) != RC_OK || !*found)
		return err->rc;
	struct buf process = {0};
	buf_str(&process, db_text(stmt, 0));
	int64_t number = db_int(stmt, 1);
	buf_str(&hand->state.data, db_text(stmt, 2));
	hand->case_id = case_id;
	struct buf state = {0};
	buf_str(&state, db_text(stmt, 3));
	enum rc rc = db_step(stmt, &row, err);
	if (rc == RC_OK)
		rc = version_get(hand->versions, buf_cstr(&process), number, &hand->version, err);
	if (rc == RC_OK)
		rc = engine_state_get(hand->version->model, buf_slice(&state), &hand->state, err);
	buf_free(&state);
	buf_free(&process);
	return rc;
}

/* ---- effects written */

static const char *const wait_names[] = {[ENGINE_TASK] = "task", [ENGINE_TIMER] = "timer", [ENGINE_JOIN] = "join"};

static void bind_due(struct db_stmt *stmt, int i, const struct hand *hand, const struct engine_effect *e)
{
	db_bind_text(stmt, i, buf_slice(&hand->due));
	if (e->has_due)
		db_bind_int(stmt, i + 1, e->due.seconds);
	else
		db_bind_null(stmt, i + 1);
}

static enum rc add_token(struct hand *hand, const struct engine_effect *e, enum engine_wait wait, struct err *err)
{
	const struct model *model = hand->version->model;
	struct db_stmt *stmt = store_sql(hand->store, STORE_TOKEN_ADD, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, hand->case_id);
	db_bind_int(stmt, 2, e->token);
	db_bind_text(stmt, 3, str_of(model->node[e->node].id));
	db_bind_text(stmt, 4, str_of(wait_names[wait]));
	db_bind_int(stmt, 5, e->host);
	db_bind_text(stmt, 6, str_of(e->flow != MODEL_NONE ? model->flow[e->flow].id : ""));
	bind_due(stmt, 7, hand, e);
	return db_run(stmt, err);
}

static enum rc drop_token(struct hand *hand, const struct engine_effect *e, struct err *err)
{
	struct db_stmt *stmt = store_sql(hand->store, STORE_TOKEN_DROP, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, hand->case_id);
	db_bind_int(stmt, 2, e->token);
	return db_run(stmt, err);
}

const char *hand_title(const struct model_node *node)
{
	return node->name[0] ? node->name : node->id;
}

static enum rc add_task(struct hand *hand, const struct engine_effect *e, int64_t batch, struct err *err)
{
	const struct model_node *node = &hand->version->model->node[e->node];
	struct db_stmt *stmt = store_sql(hand->store, STORE_TASK_ADD, err);
	if (!stmt || add_token(hand, e, ENGINE_TASK, err) != RC_OK)
		return err->rc;
	db_bind_int(stmt, 1, hand->case_id);
	db_bind_int(stmt, 2, e->token);
	db_bind_int(stmt, 3, batch);
	db_bind_text(stmt, 4, str_of(node->id));
	db_bind_text(stmt, 5, str_of(hand_title(node)));
	db_bind_text(stmt, 6, str_of(node->unit ? node->unit : ""));
	db_bind_text(stmt, 7, buf_slice(&hand->now));
	bind_due(stmt, 8, hand, e);
	buf_printf(&hand->opened, "%s%s", hand->opened.n ? "|" : "", hand_title(node));
	return db_run(stmt, err);
}

static enum rc close_task(struct hand *hand, const struct engine_effect *e, const struct hand_answer *answer, struct err *err)
{
	struct db_stmt *stmt = store_sql(hand->store, STORE_TASK_CLOSE, err);
	struct hand_answer none = {0};
	if (!stmt || drop_token(hand, e, err) != RC_OK)
		return err->rc;
	bool completed = e->kind == ENGINE_TASK_COMPLETED;
	if (!completed || !answer)
		answer = &none;
	db_bind_int(stmt, 1, hand->case_id);
	db_bind_int(stmt, 2, e->token);
	db_bind_text(stmt, 3, completed ? STR("completed") : STR("cancelled"));
	db_bind_text(stmt, 4, answer->outcome);
	db_bind_text(stmt, 5, answer->actor);
	db_bind_text(stmt, 6, answer->comment);
	db_bind_text(stmt, 7, buf_slice(&hand->now));
	return db_run(stmt, err);
}

static enum rc ask_service(struct hand *hand, const struct engine_effect *e, struct err *err)
{
	const struct model_node *node = &hand->version->model->node[e->node];
	struct db_stmt *stmt = store_sql(hand->store, STORE_OUTBOX_ADD, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, hand->case_id);
	db_bind_text(stmt, 2, str_of(node->topic && node->topic[0] ? node->topic : hand_title(node)));
	db_bind_text(stmt, 3, buf_slice(&hand->state.data));
	db_bind_text(stmt, 4, buf_slice(&hand->now));
	return db_run(stmt, err);
}

static enum rc end_case(struct hand *hand, const struct engine_effect *e, struct err *err)
{
	struct db_stmt *stmt = store_sql(hand->store, STORE_CASE_END, err);
	if (!stmt)
		return err->rc;
	hand->ended = hand_title(&hand->version->model->node[e->node]);
	db_bind_int(stmt, 1, hand->case_id);
	db_bind_text(stmt, 2, str_of(hand->ended));
	db_bind_text(stmt, 3, buf_slice(&hand->now));
	return db_run(stmt, err);
}

/* The current state that an effect leaves behind. batch: the number of the operation's first event. */
static enum rc apply(struct hand *hand, const struct engine_effect *e, int64_t batch, const struct hand_answer *answer, struct err *err)
{
	switch (e->kind) {
	case ENGINE_TASK_CREATED:
		return add_task(hand, e, batch, err);
	case ENGINE_TASK_COMPLETED:
	case ENGINE_TASK_CANCELLED:
		return close_task(hand, e, answer, err);
	case ENGINE_TIMER_ARMED:
		return add_token(hand, e, ENGINE_TIMER, err);
	case ENGINE_JOIN_ARRIVED:
		return add_token(hand, e, ENGINE_JOIN, err);
	case ENGINE_TIMER_FIRED:
	case ENGINE_TIMER_CANCELLED:
	case ENGINE_JOIN_LEFT:
		return drop_token(hand, e, err);
	case ENGINE_SERVICE_ASKED:
		return ask_service(hand, e, err);
	case ENGINE_CASE_ENDED:
		return end_case(hand, e, err);
	default:
		return RC_OK;
	}
}

/* What only the event tells: the data a case began with, what a person answered. */
static void describe(struct hand *hand, const struct engine_effect *e, const struct hand_answer *answer)
{
	buf_clear(&hand->detail);
	if (e->kind == ENGINE_CASE_STARTED)
		buf_str(&hand->detail, buf_slice(&hand->state.data));
	if (e->kind != ENGINE_TASK_COMPLETED || !answer)
		return;
	buf_puts(&hand->detail, "{\"outcome\":");
	json_quote(&hand->detail, answer->outcome);
	buf_puts(&hand->detail, ",\"data\":");
	buf_str(&hand->detail, answer->patch.n ? answer->patch : STR("{}"));
	buf_puts(&hand->detail, ",\"comment\":");
	json_quote(&hand->detail, answer->comment);
	buf_putc(&hand->detail, '}');
}

enum rc hand_write(struct hand *hand, const struct hand_answer *answer, struct err *err)
{
	const struct model *model = hand->version->model;
	int64_t batch = 0, seq;
	for (size_t i = 0; i < hand->effects.n; i++) {
		const struct engine_effect *e = &hand->effects.v[i];
		bool answered = e->kind == ENGINE_TASK_COMPLETED && answer;
		buf_clear(&hand->due);
		if (e->has_due)
			moment_put(&hand->due, e->due);
		describe(hand, e, answer);
		struct store_event event = {
		        .case_id = hand->case_id,
		        .token = e->token,
		        .host = e->host,
		        .kind = str_of(engine_effect_name(e->kind)),
		        .at = buf_slice(&hand->now),
		        .node = str_of(e->node != MODEL_NONE ? model->node[e->node].id : ""),
		        .flow = str_of(e->flow != MODEL_NONE ? model->flow[e->flow].id : ""),
		        .due_at = buf_slice(&hand->due),
		        .actor = answered ? answer->actor : (struct str){"", 0},
		        .detail = buf_slice(&hand->detail),
		};
		if (store_append(hand->store, &event, &seq, err) != RC_OK)
			return err->rc;
		batch = batch ? batch : seq;
		if (apply(hand, e, batch, answer, err) != RC_OK)
			return err->rc;
	}
	struct db_stmt *stmt = store_sql(hand->store, STORE_CASE_MOVE, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, hand->case_id);
	db_bind_text(stmt, 2, buf_slice(&hand->state.data));
	hand->detail.n = 0;
	engine_state_put(&hand->state, &hand->detail);
	db_bind_text(stmt, 3, buf_slice(&hand->detail));
	return db_run(stmt, err);
}

void hand_begin(struct hand *hand)
{
	engine_effects_clear(&hand->effects);
	hand->ended = NULL;
	buf_clear(&hand->opened);
}
