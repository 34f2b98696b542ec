/* SPDX-License-Identifier: MIT */
#include "cases/casework.h"

#include "base/io.h"
#include "base/json.h"
#include "base/lang.h"
#include "base/mem.h"
#include "cases/hand.h"

#include <stdlib.h>
#include <string.h>

enum { BPMN_MAX = 64 << 20 };
enum { FIRED_MAX = 500 }; /* timers of one case in a row: a loop over one whose moment is always over would never end */

struct casework {
	struct store *store;
	struct versions *versions;
	struct hand hand;
	/* of tick */
	struct arena *arena;  /* problems */
	VEC(int64_t) stuck;   /* cases that could not move in this run */
	struct buf fired_due;
	int64_t fired_case; /* the case whose timer fired last, and how many of its in a row */
	int fired;
};

enum rc casework_open(const char *path, enum store_mode mode, struct casework **casework, struct err *err)
{
	struct casework *cw = *casework = mem_alloc(sizeof *cw);
	if (store_open(path, mode, &cw->store, err) != RC_OK) {
		casework_close(cw);
		*casework = NULL;
		return err->rc;
	}
	cw->versions = versions_new(cw->store);
	hand_open(&cw->hand, cw->store, cw->versions);
	cw->arena = arena_new();
	return RC_OK;
}

void casework_close(struct casework *cw)
{
	if (!cw)
		return;
	versions_free(cw->versions);
	store_close(cw->store);
	hand_free(&cw->hand);
	arena_free(cw->arena);
	vec_free(&cw->stuck);
	buf_free(&cw->fired_due);
	free(cw);
}

struct store *casework_store(struct casework *cw)
{
	return cw->store;
}

enum rc casework_begin(struct casework *cw, struct err *err)
{
	return store_begin(cw->store, err);
}

enum rc casework_commit(struct casework *cw, struct err *err)
{
	return store_commit(cw->store, err);
}

void casework_rollback(struct casework *cw)
{
	store_rollback(cw->store);
}

/* ---- processes */

static enum rc deploy(struct casework *cw, const char *path, struct str bpmn, struct casework_version *out, struct err *err)
{
	const struct version *version;
	int64_t seq;
	if (version_add(cw->versions, path, bpmn, buf_cstr(&cw->hand.now), &version, &out->added, err) != RC_OK)
		return err->rc;
	out->process = version->process;
	out->name = version->model->name;
	out->version = version->number;
	if (!out->added)
		return RC_OK;
	char hash[DIGEST_HEX];
	digest_of(bpmn, hash);
	buf_clear(&cw->hand.detail);
	buf_puts(&cw->hand.detail, "{\"process\":");
	json_quote(&cw->hand.detail, str_of(version->process));
	buf_printf(&cw->hand.detail, ",\"version\":%lld,\"sha256\":\"%s\"}", (long long)version->number, hash);
	struct store_event event = {.kind = STR("deployed"), .at = buf_slice(&cw->hand.now), .detail = buf_slice(&cw->hand.detail)};
	return store_append(cw->store, &event, &seq, err);
}

enum rc casework_deploy(struct casework *cw, const char *path, struct casework_version *version, struct err *err)
{
	struct buf bpmn = {0};
	if (io_read_file(path, BPMN_MAX, &bpmn, err) == RC_OK && casework_begin(cw, err) == RC_OK) {
		if (deploy(cw, path, buf_slice(&bpmn), version, err) != RC_OK || casework_commit(cw, err) != RC_OK)
			casework_rollback(cw);
	}
	buf_free(&bpmn);
	return err->rc;
}

enum rc casework_process(struct casework *cw, const char *process, struct err *err)
{
	const struct version *version;
	return version_get(cw->versions, process, 0, &version, err);
}

static struct casework_moved moved(struct casework *cw)
{
	buf_cstr(&cw->hand.opened);
	return (struct casework_moved){.case_id = cw->hand.case_id, .ended = cw->hand.ended, .opened = buf_slice(&cw->hand.opened)};
}

/* ---- submit */

/* The case of this application, if there is one. */
static enum rc find(struct casework *cw, const char *process, struct str application_id, struct str data,
                    struct casework_case *out, bool *found, struct err *err)
{
	struct db_stmt *stmt = store_sql(cw->store, STORE_CASE_FIND, err);
	bool row;
	*found = false;
	if (!stmt)
		return err->rc;
	db_bind_text(stmt, 1, str_of(process));
	db_bind_text(stmt, 2, application_id);
	if (db_step(stmt, found, err) != RC_OK || !*found)
		return err->rc;
	out->case_id = db_int(stmt, 0);
	if (db_step(stmt, &row, err) != RC_OK)
		return err->rc;
	/* The data has moved on since: what the application said stands in its first event. */
	struct db_stmt *first = store_sql(cw->store, STORE_EVENT_OF_CASE, err);
	if (!first)
		return err->rc;
	db_bind_int(first, 1, out->case_id);
	if (db_step(first, &row, err) != RC_OK)
		return err->rc;
	out->status = row && str_eq(db_text(first, 10), data) ? CASEWORK_KNOWN : CASEWORK_DIFFERS;
	db_reset(first);
	return RC_OK;
}

static enum rc last_due(struct casework *cw, int64_t case_id, struct str *due_at, struct err *err)
{
	struct db_stmt *stmt = store_sql(cw->store, STORE_CASE_DUE, err);
	bool row;
	buf_clear(&cw->hand.due);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, case_id);
	if (db_step(stmt, &row, err) == RC_OK && row) {
		buf_str(&cw->hand.due, db_text(stmt, 0));
		if (db_step(stmt, &row, err) != RC_OK)
			return err->rc;
	}
	buf_cstr(&cw->hand.due);
	*due_at = buf_slice(&cw->hand.due);
	return err->rc;
}

static enum rc add_case(struct casework *cw, struct str application_id, struct str data, struct err *err)
{
	struct db_stmt *stmt = store_sql(cw->store, STORE_CASE_ADD, err);
	if (!stmt)
		return err->rc;
	db_bind_text(stmt, 1, str_of(cw->hand.version->process));
	db_bind_int(stmt, 2, cw->hand.version->number);
	db_bind_text(stmt, 3, application_id);
	db_bind_text(stmt, 4, data);
	db_bind_text(stmt, 5, buf_slice(&cw->hand.now));
	if (db_run(stmt, err) != RC_OK)
		return err->rc;
	cw->hand.case_id = store_last_id(cw->store);
	return RC_OK;
}

static enum rc start_case(struct casework *cw, const char *process, struct str application_id, struct str data,
                          struct casework_case *out, struct err *err)
{
	struct hand *hand = &cw->hand;
	bool found;
	*out = (struct casework_case){0};
	if (find(cw, process, application_id, data, out, &found, err) != RC_OK)
		return err->rc;
	if (found)
		return last_due(cw, out->case_id, &out->due_at, err);
	hand_empty(hand);
	hand_begin(&cw->hand);
	if (version_get(cw->versions, process, 0, &hand->version, err) != RC_OK || add_case(cw, application_id, data, err) != RC_OK ||
	    engine_start(&hand->version->engine, &hand->state, data, cw->hand.at, &cw->hand.effects, err) != RC_OK ||
	    hand_write(&cw->hand, NULL, err) != RC_OK)
		return err->rc;
	out->case_id = hand->case_id;
	out->status = cw->hand.ended ? CASEWORK_ENDED : CASEWORK_OPEN;
	return last_due(cw, out->case_id, &out->due_at, err);
}

enum rc casework_submit(struct casework *cw, const char *process, struct str application_id, struct str data,
                        struct casework_case *out, struct err *err)
{
	struct err inner = ERR_NONE;
	if (store_mark(cw->store, err) != RC_OK)
		return err->rc;
	if (start_case(cw, process, application_id, data, out, &inner) == RC_OK)
		return store_keep(cw->store, err);
	if (inner.rc != RC_INPUT) {
		*err = inner;
		return err->rc;
	}
	*out = (struct casework_case){.status = CASEWORK_REFUSED, .problem = arena_cstr(cw->arena, str_of(inner.text))};
	return store_undo(cw->store, err);
}

/* ---- complete */

/* RC_OK with *open when the task waits for an answer. */
static enum rc look_at_task(struct casework *cw, struct str task_id, int64_t case_id, int64_t token, struct str outcome, bool *open,
                            struct err *err)
{
	struct db_stmt *stmt = store_sql(cw->store, STORE_TASK_GET, err);
	bool row;
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, case_id);
	db_bind_int(stmt, 2, token);
	if (db_step(stmt, &row, err) != RC_OK)
		return err->rc;
	if (!row)
		return err_set(err, RC_INPUT, _("no task \"%.*s\""), STR_ARG(task_id));
	struct str status = db_text(stmt, 0), given = db_text(stmt, 1);
	*open = str_is(status, "open");
	if (str_is(status, "cancelled"))
		err_set(err, RC_INPUT, _("task %.*s was cancelled"), STR_ARG(task_id));
	else if (!*open && !str_eq(given, outcome))
		err_set(err, RC_INPUT, _("task %.*s was completed with another outcome: \"%.*s\""), STR_ARG(task_id), STR_ARG(given));
	db_reset(stmt);
	return err->rc;
}

enum rc casework_complete(struct casework *cw, struct str task_id, struct str outcome, struct str patch, struct str actor,
                          struct str comment, struct casework_moved *out, struct err *err)
{
	struct hand *hand = &cw->hand;
	struct hand_answer answer = {outcome, patch, actor, comment};
	int64_t case_id, token;
	bool found, open = false;
	*out = (struct casework_moved){0};
	if (!store_task_id(task_id, &case_id, &token))
		return err_set(err, RC_INPUT, _("no task \"%.*s\""), STR_ARG(task_id));
	if (look_at_task(cw, task_id, case_id, token, outcome, &open, err) != RC_OK)
		return err->rc;
	if (!open) {
		*out = (struct casework_moved){.case_id = case_id, .repeated = true};
		return RC_OK;
	}
	if (hand_take(&cw->hand, case_id, &found, err) != RC_OK)
		return err->rc;
	const struct engine_token *waiting = engine_token(&hand->state, (uint32_t)token);
	if (!found || !waiting)
		return err_set(err, RC_INPUT, _("the store is damaged: task %.*s is open, and its case does not wait for it"), STR_ARG(task_id));
	hand_begin(&cw->hand);
	if (engine_complete(&hand->version->engine, &hand->state, (uint32_t)token, (struct engine_answer){outcome, patch}, cw->hand.at,
	                    &cw->hand.effects, err) == RC_OK &&
	    hand_write(&cw->hand, &answer, err) == RC_OK)
		*out = moved(cw);
	return err->rc;
}

/* ---- tick */

static bool is_stuck(const struct casework *cw, int64_t case_id)
{
	for (size_t i = 0; i < cw->stuck.n; i++)
		if (cw->stuck.v[i] == case_id)
			return true;
	return false;
}

/* The case whose timer is due first, those left out that are stuck; 0 for none. */
static enum rc next_due(struct casework *cw, int64_t *case_id, struct err *err)
{
	struct db_stmt *stmt = store_sql(cw->store, STORE_TIMER_DUE, err);
	bool row;
	*case_id = 0;
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, cw->hand.at.seconds);
	while (*case_id == 0 && db_step(stmt, &row, err) == RC_OK && row)
		if (!is_stuck(cw, db_int(stmt, 0)))
			*case_id = db_int(stmt, 0);
	db_reset(stmt); /* no reading is open while we write */
	return err->rc;
}

static enum rc fire(struct casework *cw, int64_t case_id, struct casework_fired *out, struct err *err)
{
	struct hand *hand = &cw->hand;
	bool found;
	if (hand_take(hand, case_id, &found, err) != RC_OK)
		return err->rc;
	cw->fired = cw->fired_case == case_id ? cw->fired + 1 : 1;
	cw->fired_case = case_id;
	if (cw->fired > FIRED_MAX)
		return err_set(err, RC_INPUT, _("its timers are due again as soon as they fire: the process goes round without waiting"));
	struct moment due;
	uint32_t id = found ? engine_due(hand->version->model, &hand->state, &due) : 0;
	if (id == 0 || moment_utc(due) > moment_utc(hand->at))
		return err_set(err, RC_INPUT, _("the store is damaged: a timer of the case is due, and the case does not wait for it"));
	const struct engine_token *token = engine_token(&hand->state, id);
	const struct model_node *node = &hand->version->model->node[token->node];
	*out = (struct casework_fired){.case_id = case_id, .token = id, .node = node->id, .name = hand_title(node)};
	buf_clear(&cw->fired_due);
	moment_put(&cw->fired_due, token->due);
	out->due_at = buf_slice(&cw->fired_due);
	hand_begin(hand);
	if (engine_fire(&hand->version->engine, &hand->state, id, STR(""), hand->at, &hand->effects, err) == RC_OK &&
	    hand_write(hand, NULL, err) == RC_OK)
		out->moved = moved(cw);
	return err->rc;
}

/* A case that cannot move must not keep the others waiting: what it began is undone, and it is left out of this run. */
bool casework_tick(struct casework *cw, struct casework_fired *out, struct err *err)
{
	struct err inner = ERR_NONE;
	int64_t case_id;
	*out = (struct casework_fired){0};
	if (next_due(cw, &case_id, err) != RC_OK || case_id == 0 || store_mark(cw->store, err) != RC_OK)
		return false;
	if (fire(cw, case_id, out, &inner) == RC_OK)
		return store_keep(cw->store, err) == RC_OK;
	if (inner.rc != RC_INPUT) {
		*err = inner;
		return false;
	}
	vec_push(&cw->stuck, case_id);
	out->case_id = case_id;
	out->problem = arena_cstr(cw->arena, str_of(inner.text));
	return store_undo(cw->store, err) == RC_OK;
}
