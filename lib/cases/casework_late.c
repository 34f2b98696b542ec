/* SPDX-License-Identifier: MIT */
/* What a case's events say of a task that is no longer open. */
#include "base/json.h"
#include "base/lang.h"
#include "cases/casework_run.h"

static enum rc outcome_of(struct str detail, struct buf *outcome, struct err *err)
{
	struct arena *arena = arena_new();
	const struct json *json;
	if (json_parse(detail.n ? detail : STR("{}"), "detail", arena, &json, err) == RC_OK)
		buf_str(outcome, json_text(json, "outcome"));
	arena_free(arena);
	return err->rc;
}

static enum casework_past closed_by(const struct engine_effects *effects, uint32_t token, uint32_t *node, struct buf *outcome)
{
	for (size_t i = 0; i < effects->n; i++) {
		const struct engine_effect *e = &effects->v[i];
		if (e->token != token)
			continue;
		*node = e->node;
		if (e->kind == ENGINE_TASK_COMPLETED) {
			buf_str(outcome, engine_effect_text(effects, e));
			return CASEWORK_COMPLETED;
		}
		if (e->kind == ENGINE_TASK_CANCELLED)
			return CASEWORK_CANCELLED;
	}
	return CASEWORK_NEVER;
}

static enum rc look_at(struct casework *cw, const struct store_event *event, uint32_t token, enum casework_past *past, const char **node,
                       struct buf *outcome, struct err *err)
{
	uint32_t at = 0;
	struct engine_effects effects = {0};
	const struct version *version;
	if (str_is(event->kind, "late") && event->token == token) {
		*past = CASEWORK_ANSWERED_LATE;
		return outcome_of(event->detail, outcome, err);
	}
	if (event->effects.n == 0 || version_get(cw->versions, event->version_id, &version, err) != RC_OK)
		return err->rc;
	if (engine_effects_get(version->model, event->effects, &effects, err) == RC_OK)
		*past = closed_by(&effects, token, &at, outcome);
	*node = version->model->node[at].id;
	engine_effects_free(&effects);
	return err->rc;
}

enum rc casework_look_back(struct casework *cw, uint32_t token, enum casework_past *past, const char **node, struct buf *outcome,
                           struct err *err)
{
	struct store_event event;
	*past = CASEWORK_NEVER;
	*node = "";
	for (int64_t seq = cw->hand.last_seq; seq && *past == CASEWORK_NEVER; seq = event.prev)
		if (store_event_get(cw->store, seq, cw->hand.case_id, &event, err) != RC_OK ||
		    look_at(cw, &event, token, past, node, outcome, err) != RC_OK)
			return err->rc;
	return RC_OK;
}
