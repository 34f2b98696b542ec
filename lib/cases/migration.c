/* SPDX-License-Identifier: MIT */
#include "cases/migration.h"

#include "base/lang.h"
#include "cases/casework_run.h"

#include <stdlib.h>
#include <string.h>

struct map_of { /* from one old version */
	const struct version *old;
	uint32_t *node;
};

struct run {
	struct casework *cw;
	const struct migration_plan *plan;
	struct arena *arena;
	const struct version *target;
	VEC(struct map_of) maps;
	VEC(int64_t) cases;
};

/* ---- versions */

static enum rc find_version(struct run *r, int64_t number, const struct version **version, struct err *err)
{
	const char *process = r->plan->process;
	int64_t id = 0;
	bool row = false;
	if (version_last(r->cw->versions, process, version, err) != RC_OK || number == 0)
		return err->rc;
	struct db_stmt *stmt = store_sql(r->cw->store, STORE_VERSION_ALL, err);
	if (!stmt)
		return err->rc;
	while (db_step(stmt, &row, err) == RC_OK && row)
		if (str_is(db_text(stmt, 1), process) && db_int(stmt, 2) == number)
			id = db_int(stmt, 0);
	if (err->rc == RC_OK && id == 0)
		return err_set(err, RC_USAGE, _("process \"%s\" has no version %lld (the newest is %lld)"), process, (long long)number,
		               (long long)(*version)->number);
	return err->rc == RC_OK ? version_get(r->cw->versions, id, version, err) : err->rc;
}

static enum rc list_cases(struct run *r, struct err *err)
{
	struct db_stmt *stmt = store_sql(r->cw->store, STORE_CASE_LIST, err);
	bool row = false;
	if (!stmt)
		return err->rc;
	db_bind_cstr(stmt, 1, r->plan->process);
	db_bind_int(stmt, 2, 1);
	while (db_step(stmt, &row, err) == RC_OK && row)
		vec_push(&r->cases, db_int(stmt, 0));
	return err->rc;
}

/* ---- elements */

static const struct map_of *map_from(struct run *r, const struct version *old)
{
	for (size_t i = 0; i < r->maps.n; i++)
		if (r->maps.v[i].old == old)
			return &r->maps.v[i];
	struct map_of map = {old, arena_array(r->arena, old->model->n_nodes + 1, sizeof(uint32_t))};
	model_match(old->model, r->target->model, map.node);
	for (size_t i = 0; i < r->plan->n_pairs; i++) {
		uint32_t from = model_node(old->model, r->plan->pair[i].from);
		if (from != MODEL_NONE)
			map.node[from] = model_node(r->target->model, r->plan->pair[i].to);
	}
	vec_push(&r->maps, map);
	return &r->maps.v[r->maps.n - 1];
}

static const char *nearest_node(struct run *r, const struct model *model, struct str id)
{
	const char **ids = arena_array(r->arena, model->n_nodes + 1, sizeof *ids);
	for (size_t i = 0; i < model->n_nodes; i++)
		ids[i] = model->node[i].id;
	return str_nearest(id, ids, model->n_nodes);
}

static void no_element(struct run *r, const struct version *version, struct str id, struct err *err)
{
	const char *near = nearest_node(r, version->model, id);
	err_set(err, RC_INPUT,
	               near ? _("version %lld has no element \"%.*s\" (did you mean \"%s\"?)") : _("version %lld has no element \"%.*s\""),
	               (long long)version->number, STR_ARG(id), near);
}

static bool known_in_some(const struct run *r, struct str id)
{
	for (size_t i = 0; i < r->maps.n; i++)
		if (model_node(r->maps.v[i].old->model, id) != MODEL_NONE)
			return true;
	return r->maps.n == 0;
}

/* A pair that means nothing is a slip of the pen that would leave a case behind. */
static enum rc check_pairs(struct run *r, struct migration *out, struct err *err)
{
	for (size_t i = 0; i < r->plan->n_pairs && err->rc == RC_OK; i++) {
		const struct migration_pair *pair = &r->plan->pair[i];
		out->bad_pair = i;
		if (model_node(r->target->model, pair->to) == MODEL_NONE) {
			out->bad_side = "to";
			no_element(r, r->target, pair->to, err);
		} else if (!known_in_some(r, pair->from)) {
			out->bad_side = "from";
			no_element(r, r->maps.v[0].old, pair->from, err);
		}
	}
	return err->rc;
}

/* ---- cases */

static struct str waits_at(struct run *r, const struct hand *hand)
{
	struct buf text = {0};
	for (size_t i = 0; i < hand->state.n; i++) {
		const struct engine_token *it = &hand->state.token[i];
		if (it->host == 0 && it->wait != ENGINE_SCOPE)
			buf_printf(&text, "%s%s", text.n ? "|" : "", hand->version->model->node[it->node].id);
	}
	struct str kept = arena_str(r->arena, buf_slice(&text));
	buf_free(&text);
	return kept;
}

/* Whether the case can go; nothing is kept of the attempt. */
static enum rc try_case(struct run *r, int64_t case_id, struct migration *out, struct err *err)
{
	struct hand *hand = &r->cw->hand;
	struct err inner = ERR_NONE;
	bool found;
	if (hand_take(hand, case_id, &found, err) != RC_OK || !found)
		return err->rc;
	const struct version *old = hand->version;
	if (old == r->target || (r->plan->from && old->number != r->plan->from))
		return RC_OK;
	struct migration_case it = {.case_id = case_id, .from = old->number, .to = r->target->number, .waits = waits_at(r, hand)};
	engine_effects_clear(&hand->effects);
	if (engine_migrate(&r->target->engine, old->model, map_from(r, old)->node, &hand->state, hand->at, &hand->effects, &inner) != RC_OK) {
		if (inner.rc != RC_INPUT)
			return err_set(err, inner.rc, "%s", inner.text);
		it.problem = arena_cstr(r->arena, str_of(inner.text));
		out->stuck++;
	}
	hand_drop(hand);
	vec_push(out, it);
	return RC_OK;
}

static enum rc move_case(struct run *r, int64_t case_id, struct err *err)
{
	struct hand *hand = &r->cw->hand;
	bool found;
	if (hand_take(hand, case_id, &found, err) != RC_OK || !found)
		return err->rc;
	return hand_migrate(hand, r->target, map_from(r, hand->version)->node, err);
}

static enum rc run_all(struct run *r, bool apply, struct migration *out, struct err *err)
{
	if (find_version(r, r->plan->to, &r->target, err) != RC_OK || list_cases(r, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < r->cases.n; i++)
		if (try_case(r, r->cases.v[i], out, err) != RC_OK)
			return err->rc;
	if (check_pairs(r, out, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < out->n && apply && out->stuck == 0; i++)
		if (move_case(r, out->v[i].case_id, err) != RC_OK)
			return err->rc;
	return RC_OK;
}

enum rc migration_run(struct casework *casework, const struct migration_plan *plan, bool apply, struct arena *arena,
                      struct migration *out, struct err *err)
{
	struct run r = {.cw = casework, .plan = plan, .arena = arena};
	bool begun = apply && casework_begin(casework, err) == RC_OK;
	if (err->rc == RC_OK)
		run_all(&r, apply, out, err);
	if (begun && (err->rc != RC_OK || out->stuck > 0 || casework_commit(casework, err) != RC_OK))
		casework_rollback(casework);
	vec_free(&r.maps);
	vec_free(&r.cases);
	return err->rc;
}
