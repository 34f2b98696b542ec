/* SPDX-License-Identifier: MIT */
/* A case as its events tell it. */
#include "base/json.h"
#include "base/lang.h"
#include "cases/hand.h"

static enum rc damaged(int64_t seq, int64_t case_id, struct err *err)
{
	return err_set(err, RC_INPUT, _("the store is damaged: event %lld is no event of case %lld"), (long long)seq, (long long)case_id);
}

/* A copy of the text of an event: the statement is stepped on. */
static struct engine_text keep(struct buf *buf, struct str text)
{
	struct engine_text kept = {(uint32_t)buf->n, (uint32_t)text.n};
	buf_str(buf, text);
	return kept;
}

/* The case's events, the last first, as far as they are not after the moment until. */
static enum rc read_events(struct hand *hand, int64_t case_id, int64_t last_seq, int64_t until, struct err *err)
{
	struct store_event event;
	hand->events.n = 0;
	buf_clear(&hand->text);
	for (int64_t seq = last_seq; seq;) {
		if (store_event_get(hand->store, seq, case_id, &event, err) != RC_OK)
			return err->rc;
		struct hand_past past = {.event = event, .effects = keep(&hand->text, event.effects)};
		if (event.prev == 0)
			past.detail = keep(&hand->text, event.detail);
		past.submitted = str_is(event.kind, "submitted");
		past.joined = str_is(event.kind, "joined");
		/* With a clock that went back, what came after an event that is left out is left out too. */
		if (event.at > until)
			hand->events.n = 0;
		else
			vec_push(&hand->events, past);
		seq = event.prev;
	}
	return RC_OK;
}

static enum rc begin_case(struct hand *hand, const struct hand_past *past, struct err *err)
{
	const struct store_event *event = &past->event;
	struct arena *arena = arena_new();
	const struct json *detail;
	struct err inner = ERR_NONE;
	if (!past->submitted)
		damaged(event->seq, event->case_id, err);
	else if (json_parse((struct str){hand->text.p + past->detail.at, past->detail.n}, "detail", arena, &detail, &inner) == RC_OK)
		buf_str(&hand->application_id, json_text(detail, "application_id"));
	else
		damaged(event->seq, event->case_id, err);
	hand->case_id = event->case_id;
	hand->first_seq = event->seq;
	hand->started_at = event->at;
	arena_free(arena);
	return err->rc;
}

static enum rc show_sent(struct hand *hand, struct err *err)
{
	struct buf data = {0};
	for (size_t i = 0; i < hand->effects.n && err->rc == RC_OK; i++) {
		const struct engine_effect *e = &hand->effects.v[i];
		buf_clear(&data);
		if (e->kind == ENGINE_SERVICE_ASKED && hand_message(hand, e, &data, err) == RC_OK)
			hand->sent(hand->sent_context, hand, &hand->version->model->node[e->node], buf_slice(&data), err);
	}
	buf_free(&data);
	return err->rc;
}

static enum rc apply(struct hand *hand, const struct hand_past *past, struct err *err)
{
	const struct store_event *event = &past->event;
	const struct model *model;
	if (version_get(hand->versions, event->version_id, &hand->version, err) != RC_OK)
		return err->rc;
	model = hand->version->model;
	hand->last_seq = event->seq;
	hand->joined += past->joined;
	if (past->effects.n == 0)
		return RC_OK;
	engine_effects_clear(&hand->effects);
	hand->effects.at = (struct moment){event->at, DATE_NO_OFFSET};
	if (engine_effects_get(model, (struct str){hand->text.p + past->effects.at, past->effects.n}, &hand->effects, err) != RC_OK ||
	    engine_replay(model, &hand->state, &hand->effects, err) != RC_OK)
		return err->rc;
	if (hand->state.ended && hand->ended_at == STORE_NEVER) {
		hand->ended_at = event->at;
		hand->outcome = hand_title(&model->node[hand->state.end]);
	}
	return hand->sent ? show_sent(hand, err) : RC_OK;
}

enum rc hand_replay(struct hand *hand, int64_t case_id, int64_t last_seq, int64_t until, bool *found, struct err *err)
{
	*found = false;
	hand_drop(hand);
	if (read_events(hand, case_id, last_seq, until, err) != RC_OK)
		return err->rc;
	for (size_t i = hand->events.n; i-- > 0;) {
		const struct hand_past *past = &hand->events.v[i];
		if ((!*found && begin_case(hand, past, err) != RC_OK) || apply(hand, past, err) != RC_OK)
			return err->rc;
		*found = true;
	}
	hand->is_new = hand->changed = *found;
	return RC_OK;
}
