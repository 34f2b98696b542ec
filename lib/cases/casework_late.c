/* SPDX-License-Identifier: MIT */
/* What a case's events say of a task that is no longer open. */
#include "base/json.h"
#include "base/lang.h"
#include "cases/casework_run.h"

void casework_given_free(struct casework_given *given)
{
	buf_free(&given->outcome);
	buf_free(&given->data);
}

static enum rc late_answer(struct str detail, struct casework_given *given, struct err *err)
{
	struct arena *arena = arena_new();
	const struct json *json, *data;
	if (json_parse(detail.n ? detail : STR("{}"), "detail", arena, &json, err) == RC_OK) {
		buf_str(&given->outcome, json_text(json, "outcome"));
		data = json_get(json, "data");
		if (data)
			json_put(&given->data, data);
	}
	arena_free(arena);
	return err->rc;
}

/* What an answer brings is set before its task is closed. */
static enum casework_past closed_by(const struct engine_effects *effects, uint32_t token, uint32_t *node, struct casework_given *given)
{
	for (size_t i = 0; i < effects->n; i++) {
		const struct engine_effect *e = &effects->v[i];
		if (e->token != token)
			continue;
		*node = e->node;
		if (e->kind == ENGINE_TASK_COMPLETED) {
			buf_str(&given->outcome, engine_effect_text(effects, e));
			if (effects->v[0].kind == ENGINE_DATA_SET)
				buf_str(&given->data, engine_effect_text(effects, &effects->v[0]));
			return CASEWORK_COMPLETED;
		}
		if (e->kind == ENGINE_TASK_CANCELLED)
			return CASEWORK_CANCELLED;
	}
	return CASEWORK_NEVER;
}

static enum rc look_at(struct casework *cw, const struct store_event *event, uint32_t token, enum casework_past *past,
                       struct casework_given *given, struct err *err)
{
	uint32_t at = 0;
	struct engine_effects effects = {0};
	const struct version *version;
	if (str_is(event->kind, "late") && event->token == token) {
		*past = CASEWORK_ANSWERED_LATE;
		return late_answer(event->detail, given, err);
	}
	if (event->effects.n == 0 || version_get(cw->versions, event->version_id, &version, err) != RC_OK)
		return err->rc;
	if (engine_effects_get(version->model, event->effects, &effects, err) == RC_OK)
		*past = closed_by(&effects, token, &at, given);
	given->node = version->model->node[at].id;
	engine_effects_free(&effects);
	return err->rc;
}

enum rc casework_look_back(struct casework *cw, uint32_t token, enum casework_past *past, struct casework_given *given, struct err *err)
{
	struct store_event event;
	*past = CASEWORK_NEVER;
	given->node = "";
	for (int64_t seq = cw->hand.last_seq; seq && *past == CASEWORK_NEVER; seq = event.prev)
		if (store_event_get(cw->store, seq, cw->hand.case_id, &event, err) != RC_OK || look_at(cw, &event, token, past, given, err) != RC_OK)
			return err->rc;
	return RC_OK;
}
