/* SPDX-License-Identifier: MIT */
#include "cases/casework.h"

#include "base/io.h"
#include "base/json.h"
#include "base/lang.h"
#include "base/mem.h"
#include "cases/version.h"

#include <stdlib.h>
#include <string.h>

enum { BPMN_MAX = 64 << 20 };

/* One case in hand. */
struct hand {
	int64_t case_id;
	const struct version *version;
	struct engine_state state;
	struct buf data;
};

struct casework {
	struct store *store;
	struct versions *versions;
	struct hand hand;
	struct engine_effects effects;
	struct buf now, due, opened, detail;
	struct moment at;
	const char *ended; /* by the last operation */
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
	cw->at = date_now();
	cw->at.offset = DATE_NO_OFFSET;
	moment_put(&cw->now, cw->at);
	return RC_OK;
}

void casework_close(struct casework *cw)
{
	if (!cw)
		return;
	versions_free(cw->versions);
	store_close(cw->store);
	engine_state_free(&cw->hand.state);
	buf_free(&cw->hand.data);
	vec_free(&cw->effects);
	buf_free(&cw->now);
	buf_free(&cw->due);
	buf_free(&cw->opened);
	buf_free(&cw->detail);
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
	if (version_add(cw->versions, path, bpmn, buf_cstr(&cw->now), &version, &out->added, err) != RC_OK)
		return err->rc;
	out->process = version->process;
	out->name = version->model->name;
	out->version = version->number;
	if (!out->added)
		return RC_OK;
	char hash[DIGEST_HEX];
	digest_of(bpmn, hash);
	buf_clear(&cw->detail);
	buf_puts(&cw->detail, "{\"process\":");
	json_quote(&cw->detail, str_of(version->process));
	buf_printf(&cw->detail, ",\"version\":%lld,\"sha256\":\"%s\"}", (long long)version->number, hash);
	struct store_event event = {.kind = STR("deployed"), .at = buf_slice(&cw->now), .detail = buf_slice(&cw->detail)};
	return store_append(cw->store, &event, &seq, err);
}

enum rc casework_deploy(struct casework *cw, const char *path, struct casework_version *version, struct err *err)
{
	struct buf bpmn = {0};
	if (io_read_file(path, BPMN_MAX, &bpmn, err) == RC_OK && casework_begin(cw, err) == RC_OK) {
		if (deploy(cw, path, buf_slice(&bpmn), version, err) == RC_OK && casework_commit(cw, err) == RC_OK)
			err->rc = RC_OK;
		else
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

/* ---- a case in hand */

static void let_go(struct hand *hand)
{
	hand->state.n = hand->state.last = 0;
	hand->state.started = hand->state.ended = false;
	hand->state.end = MODEL_NONE;
	buf_clear(&hand->data);
}

static enum engine_wait wait_of(struct str name)
{
	return str_is(name, "task") ? ENGINE_TASK : str_is(name, "timer") ? ENGINE_TIMER : ENGINE_JOIN;
}

static enum rc load_tokens(struct casework *cw, struct err *err)
{
	struct hand *hand = &cw->hand;
	struct db_stmt *stmt = store_sql(cw->store, STORE_TOKEN_LIST, err);
	bool row = false;
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, hand->case_id);
	while (db_step(stmt, &row, err) == RC_OK && row) {
		struct engine_token token = {
		        .id = (uint32_t)db_int(stmt, 0),
		        .node = model_node(hand->version->model, db_text(stmt, 1)),
		        .wait = wait_of(db_text(stmt, 2)),
		        .host = (uint32_t)db_int(stmt, 3),
		        .flow = db_text(stmt, 4).n ? model_flow(hand->version->model, db_text(stmt, 4)) : MODEL_NONE,
		};
		token.has_due = moment_read(db_text(stmt, 5), &token.due) == DATE_OK;
		if (token.node == MODEL_NONE)
			return err_set(err, RC_INPUT, _("the store is damaged: case %lld waits at a node that its process does not have"),
			               (long long)hand->case_id);
		hand->state.token = mem_grow(hand->state.token, &hand->state.cap, hand->state.n + 1, sizeof token);
		hand->state.token[hand->state.n++] = token;
	}
	return err->rc;
}

/* *found is false when there is no such case. */
static enum rc take(struct casework *cw, int64_t case_id, bool *found, struct err *err)
{
	struct hand *hand = &cw->hand;
	struct db_stmt *stmt = store_sql(cw->store, STORE_CASE_GET, err);
	bool row;
	*found = false;
	let_go(hand);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, case_id);
	if (db_step(stmt, found, err) != RC_OK || !*found)
		return err->rc;
	struct buf process = {0};
	buf_str(&process, db_text(stmt, 0));
	int64_t number = db_int(stmt, 1);
	buf_str(&hand->data, db_text(stmt, 2));
	hand->case_id = case_id;
	hand->state.last = (uint32_t)db_int(stmt, 3);
	hand->state.started = true;
	hand->state.ended = !str_is(db_text(stmt, 4), "open");
	if (db_step(stmt, &row, err) == RC_OK &&
	    version_get(cw->versions, buf_cstr(&process), number, &hand->version, err) == RC_OK && load_tokens(cw, err) == RC_OK)
		err->rc = RC_OK;
	buf_free(&process);
	return err->rc;
}

/* ---- effects written */

static const char *const wait_names[] = {[ENGINE_TASK] = "task", [ENGINE_TIMER] = "timer", [ENGINE_JOIN] = "join"};

static void bind_due(struct db_stmt *stmt, int i, const struct casework *cw, const struct engine_effect *e)
{
	db_bind_text(stmt, i, buf_slice(&cw->due));
	if (e->has_due)
		db_bind_int(stmt, i + 1, e->due.seconds);
	else
		db_bind_null(stmt, i + 1);
}

static enum rc add_token(struct casework *cw, const struct engine_effect *e, enum engine_wait wait, struct err *err)
{
	const struct model *model = cw->hand.version->model;
	struct db_stmt *stmt = store_sql(cw->store, STORE_TOKEN_ADD, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, cw->hand.case_id);
	db_bind_int(stmt, 2, e->token);
	db_bind_text(stmt, 3, str_of(model->node[e->node].id));
	db_bind_text(stmt, 4, str_of(wait_names[wait]));
	db_bind_int(stmt, 5, e->host);
	db_bind_text(stmt, 6, str_of(e->flow != MODEL_NONE ? model->flow[e->flow].id : ""));
	bind_due(stmt, 7, cw, e);
	return db_run(stmt, err);
}

static enum rc drop_token(struct casework *cw, const struct engine_effect *e, struct err *err)
{
	struct db_stmt *stmt = store_sql(cw->store, STORE_TOKEN_DROP, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, cw->hand.case_id);
	db_bind_int(stmt, 2, e->token);
	return db_run(stmt, err);
}

static const char *title_of(const struct model_node *node)
{
	return node->name[0] ? node->name : node->id;
}

static enum rc add_task(struct casework *cw, const struct engine_effect *e, int64_t batch, struct err *err)
{
	const struct model_node *node = &cw->hand.version->model->node[e->node];
	struct db_stmt *stmt = store_sql(cw->store, STORE_TASK_ADD, err);
	if (!stmt || add_token(cw, e, ENGINE_TASK, err) != RC_OK)
		return err->rc;
	db_bind_int(stmt, 1, cw->hand.case_id);
	db_bind_int(stmt, 2, e->token);
	db_bind_int(stmt, 3, batch);
	db_bind_text(stmt, 4, str_of(node->id));
	db_bind_text(stmt, 5, str_of(title_of(node)));
	db_bind_text(stmt, 6, str_of(node->unit ? node->unit : ""));
	db_bind_text(stmt, 7, buf_slice(&cw->now));
	bind_due(stmt, 8, cw, e);
	buf_printf(&cw->opened, "%s%s", cw->opened.n ? "|" : "", title_of(node));
	return db_run(stmt, err);
}

/* What a person brought to a task, kept with its completion. */
struct answer {
	struct str outcome, patch, actor, comment;
};

static enum rc close_task(struct casework *cw, const struct engine_effect *e, const struct answer *answer, struct err *err)
{
	struct db_stmt *stmt = store_sql(cw->store, STORE_TASK_CLOSE, err);
	struct answer none = {0};
	if (!stmt || drop_token(cw, e, err) != RC_OK)
		return err->rc;
	bool completed = e->kind == ENGINE_TASK_COMPLETED;
	if (!completed || !answer)
		answer = &none;
	db_bind_int(stmt, 1, cw->hand.case_id);
	db_bind_int(stmt, 2, e->token);
	db_bind_text(stmt, 3, completed ? STR("completed") : STR("cancelled"));
	db_bind_text(stmt, 4, answer->outcome);
	db_bind_text(stmt, 5, answer->actor);
	db_bind_text(stmt, 6, answer->comment);
	db_bind_text(stmt, 7, buf_slice(&cw->now));
	return db_run(stmt, err);
}

static enum rc ask_service(struct casework *cw, const struct engine_effect *e, struct err *err)
{
	const struct model_node *node = &cw->hand.version->model->node[e->node];
	struct db_stmt *stmt = store_sql(cw->store, STORE_OUTBOX_ADD, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, cw->hand.case_id);
	db_bind_text(stmt, 2, str_of(node->topic && node->topic[0] ? node->topic : title_of(node)));
	db_bind_text(stmt, 3, buf_slice(&cw->hand.data));
	db_bind_text(stmt, 4, buf_slice(&cw->now));
	return db_run(stmt, err);
}

static enum rc end_case(struct casework *cw, const struct engine_effect *e, struct err *err)
{
	struct db_stmt *stmt = store_sql(cw->store, STORE_CASE_END, err);
	if (!stmt)
		return err->rc;
	cw->ended = title_of(&cw->hand.version->model->node[e->node]);
	db_bind_int(stmt, 1, cw->hand.case_id);
	db_bind_text(stmt, 2, str_of(cw->ended));
	db_bind_text(stmt, 3, buf_slice(&cw->now));
	return db_run(stmt, err);
}

/* The current state that an effect leaves behind. batch: the number of the operation's first event. */
static enum rc apply(struct casework *cw, const struct engine_effect *e, int64_t batch, const struct answer *answer, struct err *err)
{
	switch (e->kind) {
	case ENGINE_TASK_CREATED:
		return add_task(cw, e, batch, err);
	case ENGINE_TASK_COMPLETED:
	case ENGINE_TASK_CANCELLED:
		return close_task(cw, e, answer, err);
	case ENGINE_TIMER_ARMED:
		return add_token(cw, e, ENGINE_TIMER, err);
	case ENGINE_JOIN_ARRIVED:
		return add_token(cw, e, ENGINE_JOIN, err);
	case ENGINE_TIMER_FIRED:
	case ENGINE_TIMER_CANCELLED:
	case ENGINE_JOIN_LEFT:
		return drop_token(cw, e, err);
	case ENGINE_SERVICE_ASKED:
		return ask_service(cw, e, err);
	case ENGINE_CASE_ENDED:
		return end_case(cw, e, err);
	case ENGINE_CASE_STARTED:
	case ENGINE_MOVED:
	case ENGINE_PASSED:
	case ENGINE_ENDED:
		return RC_OK;
	}
	return err_set(err, RC_DEFECT, "unknown effect");
}

/* What only the event tells: the data a case began with, what a person answered. */
static void describe(struct casework *cw, const struct engine_effect *e, const struct answer *answer)
{
	buf_clear(&cw->detail);
	if (e->kind == ENGINE_CASE_STARTED)
		buf_str(&cw->detail, buf_slice(&cw->hand.data));
	if (e->kind != ENGINE_TASK_COMPLETED || !answer)
		return;
	buf_puts(&cw->detail, "{\"outcome\":");
	json_quote(&cw->detail, answer->outcome);
	buf_puts(&cw->detail, ",\"data\":");
	buf_str(&cw->detail, answer->patch.n ? answer->patch : STR("{}"));
	buf_puts(&cw->detail, ",\"comment\":");
	json_quote(&cw->detail, answer->comment);
	buf_putc(&cw->detail, '}');
}

static enum rc write_effects(struct casework *cw, const struct answer *answer, struct err *err)
{
	const struct model *model = cw->hand.version->model;
	int64_t batch = 0, seq;
	for (size_t i = 0; i < cw->effects.n; i++) {
		const struct engine_effect *e = &cw->effects.v[i];
		bool answered = e->kind == ENGINE_TASK_COMPLETED && answer;
		buf_clear(&cw->due);
		if (e->has_due)
			moment_put(&cw->due, e->due);
		describe(cw, e, answer);
		struct store_event event = {
		        .case_id = cw->hand.case_id,
		        .token = e->token,
		        .host = e->host,
		        .kind = str_of(engine_effect_name(e->kind)),
		        .at = buf_slice(&cw->now),
		        .node = str_of(e->node != MODEL_NONE ? model->node[e->node].id : ""),
		        .flow = str_of(e->flow != MODEL_NONE ? model->flow[e->flow].id : ""),
		        .due_at = buf_slice(&cw->due),
		        .actor = answered ? answer->actor : (struct str){"", 0},
		        .detail = buf_slice(&cw->detail),
		};
		if (store_append(cw->store, &event, &seq, err) != RC_OK)
			return err->rc;
		batch = batch ? batch : seq;
		if (apply(cw, e, batch, answer, err) != RC_OK)
			return err->rc;
	}
	struct db_stmt *stmt = store_sql(cw->store, STORE_CASE_MOVE, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, cw->hand.case_id);
	db_bind_text(stmt, 2, buf_slice(&cw->hand.data));
	db_bind_int(stmt, 3, cw->hand.state.last);
	return db_run(stmt, err);
}

static void fresh(struct casework *cw)
{
	cw->effects.n = 0;
	cw->ended = NULL;
	buf_clear(&cw->opened);
}

static struct casework_moved moved(struct casework *cw)
{
	buf_cstr(&cw->opened);
	return (struct casework_moved){.case_id = cw->hand.case_id, .ended = cw->ended, .opened = buf_slice(&cw->opened)};
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
	struct db_stmt *first = store_sql(cw->store, STORE_EVENT_LIST, err);
	if (!first)
		return err->rc;
	db_bind_int(first, 1, out->case_id);
	if (db_step(first, &row, err) != RC_OK)
		return err->rc;
	out->status = row && str_eq(db_text(first, 10), data) ? CASEWORK_KNOWN : CASEWORK_DIFFERS;
	db_bind_null(first, 1); /* resets */
	return RC_OK;
}

static enum rc last_due(struct casework *cw, int64_t case_id, struct str *due_at, struct err *err)
{
	struct db_stmt *stmt = store_sql(cw->store, STORE_CASE_DUE, err);
	bool row;
	buf_clear(&cw->due);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, case_id);
	if (db_step(stmt, &row, err) == RC_OK && row) {
		buf_str(&cw->due, db_text(stmt, 0));
		if (db_step(stmt, &row, err) != RC_OK)
			return err->rc;
	}
	buf_cstr(&cw->due);
	*due_at = buf_slice(&cw->due);
	return err->rc;
}

static enum rc add_case(struct casework *cw, struct str application_id, struct err *err)
{
	struct db_stmt *stmt = store_sql(cw->store, STORE_CASE_ADD, err);
	if (!stmt)
		return err->rc;
	db_bind_text(stmt, 1, str_of(cw->hand.version->process));
	db_bind_int(stmt, 2, cw->hand.version->number);
	db_bind_text(stmt, 3, application_id);
	db_bind_text(stmt, 4, buf_slice(&cw->hand.data));
	db_bind_text(stmt, 5, buf_slice(&cw->now));
	if (db_run(stmt, err) != RC_OK)
		return err->rc;
	cw->hand.case_id = store_last_id(cw->store);
	return RC_OK;
}

enum rc casework_submit(struct casework *cw, const char *process, struct str application_id, struct str data,
                        struct casework_case *out, struct err *err)
{
	struct hand *hand = &cw->hand;
	bool found;
	*out = (struct casework_case){0};
	if (find(cw, process, application_id, data, out, &found, err) != RC_OK)
		return err->rc;
	if (found)
		return last_due(cw, out->case_id, &out->due_at, err);
	let_go(hand);
	fresh(cw);
	buf_str(&hand->data, data);
	if (version_get(cw->versions, process, 0, &hand->version, err) != RC_OK || add_case(cw, application_id, err) != RC_OK ||
	    engine_start(&hand->version->engine, &hand->state, data, cw->at, &cw->effects, err) != RC_OK ||
	    write_effects(cw, NULL, err) != RC_OK)
		return err->rc;
	out->case_id = hand->case_id;
	out->status = cw->ended ? CASEWORK_ENDED : CASEWORK_OPEN;
	return last_due(cw, out->case_id, &out->due_at, err);
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
	db_bind_int(stmt, 1, case_id); /* resets */
	return err->rc;
}

enum rc casework_complete(struct casework *cw, struct str task_id, struct str outcome, struct str patch, struct str actor,
                          struct str comment, struct casework_moved *out, struct err *err)
{
	struct hand *hand = &cw->hand;
	struct answer answer = {outcome, patch, actor, comment};
	struct buf data = {0};
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
	if (take(cw, case_id, &found, err) != RC_OK)
		return err->rc;
	const struct engine_token *waiting = engine_token(&hand->state, (uint32_t)token);
	if (!found || !waiting)
		return err_set(err, RC_INPUT, _("the store is damaged: task %.*s is open, and its case does not wait for it"), STR_ARG(task_id));
	const char *node_id = hand->version->model->node[waiting->node].id;
	fresh(cw);
	if (engine_data(buf_slice(&hand->data), patch, node_id, outcome, &data, err) == RC_OK) {
		buf_free(&hand->data);
		hand->data = data;
		if (engine_complete(&hand->version->engine, &hand->state, (uint32_t)token, buf_slice(&hand->data), cw->at, &cw->effects,
		                    err) == RC_OK &&
		    write_effects(cw, &answer, err) == RC_OK)
			*out = moved(cw);
	} else {
		buf_free(&data);
	}
	return err->rc;
}

/* ---- tick */

static enum rc next_due(struct casework *cw, int64_t *case_id, struct err *err)
{
	struct db_stmt *stmt = store_sql(cw->store, STORE_TIMER_DUE, err);
	bool row;
	*case_id = 0;
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, cw->at.seconds);
	if (db_step(stmt, &row, err) == RC_OK && row) {
		*case_id = db_int(stmt, 0);
		if (db_step(stmt, &row, err) != RC_OK)
			return err->rc;
	}
	return err->rc;
}

bool casework_tick(struct casework *cw, struct casework_fired *out, struct err *err)
{
	struct hand *hand = &cw->hand;
	bool found;
	int64_t case_id;
	*out = (struct casework_fired){0};
	if (next_due(cw, &case_id, err) != RC_OK || case_id == 0 || take(cw, case_id, &found, err) != RC_OK)
		return false;
	uint32_t id = engine_due(&hand->state, cw->at);
	if (!found || id == 0) {
		err_set(err, RC_INPUT, _("the store is damaged: a timer of case %lld is due, and the case does not wait for it"),
		        (long long)case_id);
		return false;
	}
	const struct engine_token *token = engine_token(&hand->state, id);
	const struct model_node *node = &hand->version->model->node[token->node];
	struct buf due = {0};
	moment_put(&due, token->due);
	fresh(cw);
	bool fired = engine_fire(&hand->version->engine, &hand->state, id, buf_slice(&hand->data), cw->at, &cw->effects, err) == RC_OK &&
	             write_effects(cw, NULL, err) == RC_OK;
	buf_clear(&cw->due);
	buf_str(&cw->due, buf_slice(&due));
	buf_free(&due);
	*out = (struct casework_fired){.case_id = case_id,
	                               .token = id,
	                               .node = node->id,
	                               .name = title_of(node),
	                               .due_at = buf_slice(&cw->due),
	                               .moved = moved(cw)};
	return fired;
}
