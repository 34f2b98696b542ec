/* SPDX-License-Identifier: MIT */
#include "cases/chronicle.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/lang.h"
#include "base/map.h"
#include "base/mem.h"
#include "cases/hand.h"

#include <stdlib.h>

struct chronicle {
	struct store *store;
	struct versions *versions;
	int64_t case_id, until;
	struct map *cut; /* cases of which an event after until was met: with a clock that went back, what follows it is later too */
	struct db_stmt *stmt;
	VEC(int64_t) seqs; /* of one case, the last first */
	/* the event in hand */
	struct store_event event;
	uint8_t hash[DIGEST_SIZE];
	const struct version *version;
	struct engine_effects effects;
	struct arena *arena; /* words of the event's detail */
	size_t next; /* effect */
	bool fresh;  /* no row of the event was given yet */
	uint32_t subject; /* the effect that the event's actor and detail belong to */
};

/* The seqs of a case by way of prev. */
static enum rc find_events(struct chronicle *c, struct err *err)
{
	bool row;
	struct store_event event;
	struct db_stmt *stmt = store_sql(c->store, STORE_CASE_GET, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, c->case_id);
	if (db_step(stmt, &row, err) != RC_OK)
		return err->rc;
	if (!row)
		return err_set(err, RC_INPUT, _("there is no case %lld"), (long long)c->case_id);
	int64_t seq = db_int(stmt, 4);
	db_reset(stmt);
	while (seq) {
		if (store_event_get(c->store, seq, c->case_id, &event, err) != RC_OK)
			return err->rc;
		vec_push(&c->seqs, seq);
		seq = event.prev;
	}
	return RC_OK;
}

enum rc chronicle_open(struct store *store, struct versions *versions, int64_t case_id, int64_t until, struct chronicle **chronicle,
                       struct err *err)
{
	struct chronicle *c = *chronicle = mem_alloc(sizeof *c);
	*c = (struct chronicle){.store = store, .versions = versions, .case_id = case_id, .until = until, .arena = arena_new(), .cut = map_new()};
	if (case_id && find_events(c, err) == RC_OK)
		return RC_OK;
	if (!case_id && (c->stmt = store_sql(store, STORE_EVENT_LIST, err)) != NULL)
		return RC_OK;
	chronicle_close(c);
	*chronicle = NULL;
	return err->rc;
}

void chronicle_close(struct chronicle *c)
{
	if (!c)
		return;
	if (c->stmt)
		db_reset(c->stmt);
	vec_free(&c->seqs);
	engine_effects_free(&c->effects);
	arena_free(c->arena);
	map_free(c->cut);
	free(c);
}

/* The event's own words belong to the effect on its token, or to the first. */
static uint32_t find_subject(const struct chronicle *c)
{
	for (size_t i = 0; i < c->effects.n && c->event.token; i++)
		if (c->effects.v[i].token == c->event.token)
			return (uint32_t)i;
	return 0;
}

static bool step(struct chronicle *c, struct err *err)
{
	bool row = false;
	if (c->case_id) {
		if (c->seqs.n == 0)
			return false;
		c->stmt = store_sql(c->store, STORE_EVENT_GET, err);
		if (!c->stmt)
			return false;
		db_bind_int(c->stmt, 1, c->seqs.v[--c->seqs.n]);
	}
	return db_step(c->stmt, &row, err) == RC_OK && row;
}

/* As hand_replay has it. */
static bool is_later(struct chronicle *c)
{
	struct str key = {(const char *)&c->event.case_id, sizeof c->event.case_id};
	if (c->event.at > c->until && c->event.case_id)
		map_set(c->cut, key, 1);
	return c->event.at > c->until || (c->event.case_id && c->until != STORE_NEVER && map_get(c->cut, key) != MAP_NONE);
}

static bool next_event(struct chronicle *c, struct err *err)
{
	do {
		if (!step(c, err))
			return false;
		c->event = store_event_of(c->stmt, c->hash);
	} while (is_later(c));
	c->version = NULL;
	c->next = 0;
	c->fresh = true;
	engine_effects_clear(&c->effects);
	c->effects.at = (struct moment){c->event.at, DATE_NO_OFFSET};
	if (c->event.version_id && version_get(c->versions, c->event.version_id, &c->version, err) != RC_OK)
		return false;
	if (c->event.effects.n && engine_effects_get(c->version->model, c->event.effects, &c->effects, err) != RC_OK)
		return false;
	c->subject = find_subject(c);
	return true;
}

static void tell_effect(const struct chronicle *c, const struct engine_effect *e, struct chronicle_row *row)
{
	const struct model *model = c->version->model;
	struct str text = engine_effect_text(&c->effects, e);
	row->kind = str_of(engine_effect_name(e->kind));
	row->token = e->token;
	row->host = e->host;
	row->node = &model->node[e->node];
	row->flow = e->flow != MODEL_NONE && e->flow < model->n_flows ? &model->flow[e->flow] : NULL;
	row->due_at = e->has_due ? moment_utc(e->due) : STORE_NEVER;
	switch (e->kind) {
	case ENGINE_TASK_CREATED:
		row->unit = text.n ? text : str_of(row->node->unit);
		break;
	case ENGINE_TASK_COMPLETED:
	case ENGINE_JOINT_OUTCOME:
		row->outcome = text;
		break;
	case ENGINE_CASE_STARTED:
	case ENGINE_DATA_SET:
	case ENGINE_MULTI_STARTED:
		row->detail = text;
		break;
	default:
		break;
	}
}

/* An answer that came too late has no effect to tell of its task. */
static void tell_late(struct chronicle *c, struct chronicle_row *row)
{
	struct err ignored = ERR_NONE;
	const struct json *detail;
	arena_reset(c->arena);
	if (!c->version || json_parse(c->event.detail, "detail", c->arena, &detail, &ignored) != RC_OK)
		return;
	uint32_t node = model_node(c->version->model, json_text(detail, "node"));
	row->node = node != MODEL_NONE ? &c->version->model->node[node] : NULL;
	row->outcome = json_text(detail, "outcome");
}

bool chronicle_next(struct chronicle *c, struct chronicle_row *row, struct err *err)
{
	if ((!c->fresh && c->next >= c->effects.n) || c->event.seq == 0)
		if (!next_event(c, err))
			return false;
	c->fresh = false;
	*row = (struct chronicle_row){.seq = c->event.seq,
	                              .step = c->next + 1,
	                              .case_id = c->event.case_id,
	                              .event = c->event.kind,
	                              .kind = c->event.kind,
	                              .at = c->event.at,
	                              .version = c->version,
	                              .token = (uint32_t)c->event.token,
	                              .due_at = STORE_NEVER,
	                              .hash = c->hash};
	if (c->effects.n)
		tell_effect(c, &c->effects.v[c->next], row);
	else if (str_is(c->event.kind, "late"))
		tell_late(c, row);
	if (c->next == c->subject) {
		row->actor = c->event.actor;
		if (row->detail.n == 0)
			row->detail = c->event.detail;
	}
	c->next++;
	return true;
}
