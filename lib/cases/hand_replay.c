/* SPDX-License-Identifier: MIT */
/* A case as its events tell it. */
#include "base/json.h"
#include "base/lang.h"
#include "cases/hand.h"

static enum rc damaged(int64_t seq, int64_t case_id, struct err *err)
{
	return err_set(err, RC_INPUT, _("the store is damaged: event %lld is no event of case %lld"), (long long)seq, (long long)case_id);
}

static enum rc get_event(struct hand *hand, int64_t seq, int64_t case_id, struct store_event *event, struct err *err)
{
	struct db_stmt *stmt = store_sql(hand->store, STORE_EVENT_GET, err);
	uint8_t hash[DIGEST_SIZE];
	bool row;
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, seq);
	if (db_step(stmt, &row, err) != RC_OK)
		return err->rc;
	*event = row ? store_event_of(stmt, hash) : (struct store_event){0};
	return event->case_id == case_id && event->prev < seq ? RC_OK : damaged(seq, case_id, err);
}

/* The case's events, the last first. */
static enum rc list_events(struct hand *hand, int64_t case_id, int64_t last_seq, struct err *err)
{
	struct store_event event;
	hand->events.n = 0;
	for (int64_t seq = last_seq; seq; seq = event.prev) {
		if (get_event(hand, seq, case_id, &event, err) != RC_OK)
			return err->rc;
		vec_push(&hand->events, seq);
	}
	return RC_OK;
}

static enum rc begin_case(struct hand *hand, const struct store_event *event, struct err *err)
{
	struct arena *arena = arena_new();
	const struct json *detail;
	if (!str_is(event->kind, "submitted"))
		damaged(event->seq, event->case_id, err);
	else if (json_parse(event->detail, "detail", arena, &detail, err) == RC_OK)
		buf_str(&hand->application_id, json_text(detail, "application_id"));
	hand->case_id = event->case_id;
	hand->first_seq = event->seq;
	hand->started_at = event->at;
	arena_free(arena);
	return err->rc;
}

static enum rc apply(struct hand *hand, const struct store_event *event, struct err *err)
{
	const struct model *model;
	if (version_get(hand->versions, event->version_id, &hand->version, err) != RC_OK)
		return err->rc;
	model = hand->version->model;
	hand->last_seq = event->seq;
	if (event->effects.n == 0)
		return RC_OK;
	engine_effects_clear(&hand->effects);
	hand->effects.at = (struct moment){event->at, DATE_NO_OFFSET};
	if (engine_effects_get(model, event->effects, &hand->effects, err) != RC_OK ||
	    engine_replay(model, &hand->state, &hand->effects, err) != RC_OK)
		return err->rc;
	if (hand->state.ended && hand->ended_at == STORE_NEVER) {
		hand->ended_at = event->at;
		hand->outcome = hand_title(&model->node[hand->state.end]);
	}
	return RC_OK;
}

enum rc hand_replay(struct hand *hand, int64_t case_id, int64_t last_seq, int64_t until, bool *found, struct err *err)
{
	struct store_event event;
	*found = false;
	hand_drop(hand);
	if (list_events(hand, case_id, last_seq, err) != RC_OK)
		return err->rc;
	for (size_t i = hand->events.n; i-- > 0;) {
		if (get_event(hand, hand->events.v[i], case_id, &event, err) != RC_OK)
			return err->rc;
		if (event.at > until)
			break;
		if ((!*found && begin_case(hand, &event, err) != RC_OK) || apply(hand, &event, err) != RC_OK)
			return err->rc;
		*found = true;
	}
	hand->is_new = hand->changed = *found;
	return RC_OK;
}
