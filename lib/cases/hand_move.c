/* SPDX-License-Identifier: MIT */
/* The case in hand moved by the engine, and what it did appended as an event. */
#include "base/json.h"
#include "cases/hand.h"


static void begin(struct hand *hand)
{
	engine_effects_clear(&hand->effects);
	hand->ended = NULL;
	buf_clear(&hand->opened);
}

static enum rc add_members(struct buf *object, struct str added, struct err *err)
{
	struct buf merged = {0};
	enum rc rc = engine_merge(buf_slice(object), added, &merged, err);
	buf_clear(object);
	buf_str(object, buf_slice(&merged));
	buf_free(&merged);
	return rc;
}

const char *hand_topic(const struct model_node *node)
{
	return node->topic && node->topic[0] ? node->topic : hand_title(node);
}

/* The effect's text is what lists around the node add to the data, a JSON object or nothing. */
enum rc hand_message(const struct hand *hand, const struct engine_effect *effect, struct buf *data, struct err *err)
{
	struct str added = engine_effect_text(&hand->effects, effect);
	engine_view(hand->version->model, &hand->state, data);
	return added.n ? add_members(data, added, err) : RC_OK;
}

static enum rc ask_service(struct hand *hand, const struct engine_effect *effect, struct err *err)
{
	struct db_stmt *stmt = store_sql(hand->store, STORE_OUTBOX_ADD, err);
	buf_clear(&hand->text);
	if (!stmt || hand_message(hand, effect, &hand->text, err) != RC_OK)
		return err->rc;
	db_bind_int(stmt, 1, hand->case_id);
	db_bind_text(stmt, 2, str_of(hand_topic(&hand->version->model->node[effect->node])));
	db_bind_ref(stmt, 3, buf_slice(&hand->text));
	db_bind_ref(stmt, 4, buf_slice(&hand->now));
	return db_run(stmt, err);
}

static enum rc append(struct hand *hand, const struct hand_event *event, struct str effects, struct err *err)
{
	struct store_event row = {.case_id = hand->case_id,
	                          .prev = hand->last_seq,
	                          .version_id = hand->version->id,
	                          .at = hand->at.seconds,
	                          .token = event->token,
	                          .kind = str_of(event->kind),
	                          .actor = event->actor,
	                          .effects = effects,
	                          .detail = event->detail};
	if (store_append(hand->store, &row, err) != RC_OK)
		return err->rc;
	hand->last_seq = row.seq;
	hand->changed = true;
	return RC_OK;
}

/* The operation that the engine has just done. */
static enum rc record(struct hand *hand, const struct hand_event *event, struct err *err)
{
	const struct model *model = hand->version->model;
	buf_clear(&hand->text);
	engine_effects_put(&hand->effects, &hand->text);
	if (append(hand, event, buf_slice(&hand->text), err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < hand->effects.n; i++) {
		const struct engine_effect *e = &hand->effects.v[i];
		if (e->kind == ENGINE_TASK_CREATED) {
			if (hand->opened.n)
				buf_putc(&hand->opened, '|');
			buf_puts(&hand->opened, hand_title(&model->node[e->node]));
		} else if (e->kind == ENGINE_SIGNAL_THROWN) {
			vec_push(&hand->thrown, model->node[e->node].event_name);
		} else if (e->kind == ENGINE_SERVICE_ASKED && ask_service(hand, e, err) != RC_OK) {
			return err->rc;
		}
	}
	if (hand->state.ended && hand->ended_at == STORE_NEVER) {
		hand->ended_at = hand->at.seconds;
		hand->ended = hand->outcome = hand_title(&model->node[hand->state.end]);
	}
	return RC_OK;
}

static enum rc next_number(struct hand *hand, struct err *err)
{
	struct db_stmt *stmt;
	bool row;
	if (hand->last_case == 0) {
		stmt = store_sql(hand->store, STORE_CASE_LAST, err);
		if (!stmt || db_step(stmt, &row, err) != RC_OK)
			return err->rc;
		hand->last_case = db_int(stmt, 0);
		db_reset(stmt);
	}
	hand->case_id = ++hand->last_case;
	return RC_OK;
}

enum rc hand_start(struct hand *hand, const struct version *version, struct str application_id, struct str data, struct err *err)
{
	struct buf detail = {0};
	if (hand_put(hand, err) != RC_OK)
		return err->rc;
	begin(hand);
	hand->version = version;
	if (engine_start(&version->engine, &hand->state, str_trim(data), hand->at, &hand->effects, err) != RC_OK || next_number(hand, err) != RC_OK) {
		hand_empty(hand);
		return err->rc;
	}
	hand->is_new = true;
	hand->started_at = hand->at.seconds;
	buf_str(&hand->application_id, application_id);
	buf_puts(&detail, "{\"application_id\":");
	json_quote(&detail, application_id);
	buf_putc(&detail, '}');
	struct hand_event event = {.kind = "submitted", .detail = buf_slice(&detail)};
	enum rc rc = record(hand, &event, err);
	hand->first_seq = hand->last_seq;
	buf_free(&detail);
	return rc;
}

enum rc hand_complete(struct hand *hand, struct engine_answer answer, const struct hand_event *event, struct err *err)
{
	begin(hand);
	answer.patch = str_trim(answer.patch);
	if (engine_complete(&hand->version->engine, &hand->state, (uint32_t)event->token, answer, hand->at, &hand->effects, err) != RC_OK)
		return err->rc;
	return record(hand, event, err);
}

enum rc hand_fire(struct hand *hand, struct str patch, const struct hand_event *event, struct err *err)
{
	begin(hand);
	if (engine_fire(&hand->version->engine, &hand->state, (uint32_t)event->token, str_trim(patch), hand->at, &hand->effects, err) != RC_OK)
		return err->rc;
	return record(hand, event, err);
}

enum rc hand_migrate(struct hand *hand, const struct version *version, const uint32_t *map, struct err *err)
{
	const struct version *old = hand->version;
	struct buf detail = {0};
	struct hand_event event = {.kind = "migrated"};
	begin(hand);
	if (engine_migrate(&version->engine, old->model, map, &hand->state, hand->at, &hand->effects, err) != RC_OK)
		return err->rc;
	hand->version = version;
	hand->retitled = true;
	buf_printf(&detail, "{\"from\":%lld,\"to\":%lld}", (long long)old->number, (long long)version->number);
	event.detail = buf_slice(&detail);
	enum rc rc = record(hand, &event, err);
	buf_free(&detail);
	return rc;
}

enum rc hand_note(struct hand *hand, const struct hand_event *event, struct err *err)
{
	begin(hand);
	return append(hand, event, (struct str){"", 0}, err);
}
