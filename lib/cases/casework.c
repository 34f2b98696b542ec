/* SPDX-License-Identifier: MIT */
#include "cases/casework.h"

#include "base/io.h"
#include "base/json.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "cases/casework_run.h"

#include <stdlib.h>
#include <string.h>

enum { BPMN_MAX = 64 << 20, SHOWN = 200 };

enum rc casework_open(const char *path, enum store_mode mode, struct casework **casework, struct err *err)
{
	struct casework *cw = *casework = mem_alloc(sizeof *cw);
	cw->arena = arena_new();
	cw->stuck = map_new();
	if (store_open(path, mode, &cw->store, err) != RC_OK) {
		casework_close(cw);
		*casework = NULL;
		return err->rc;
	}
	cw->versions = versions_new(cw->store);
	hand_open(&cw->hand, cw->store, cw->versions);
	cw->floor_due = INT64_MIN;
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
	map_free(cw->stuck);
	buf_free(&cw->problem);
	buf_free(&cw->detail);
	buf_free(&cw->opened);
	free(cw);
}

struct store *casework_store(struct casework *cw)
{
	return cw->store;
}

struct versions *casework_versions(struct casework *cw)
{
	return cw->versions;
}

enum rc casework_begin(struct casework *cw, struct err *err)
{
	hand_drop(&cw->hand);
	cw->last = NULL;
	return store_begin(cw->store, err);
}

enum rc casework_commit(struct casework *cw, struct err *err)
{
	if (hand_put(&cw->hand, err) != RC_OK)
		return err->rc;
	return store_commit(cw->store, err);
}

void casework_rollback(struct casework *cw)
{
	hand_drop(&cw->hand);
	store_rollback(cw->store);
}

/* ---- processes */

static enum rc deploy(struct casework *cw, const struct version_source *source, struct casework_version *out, struct err *err)
{
	const struct version *version;
	buf_clear(&cw->detail);
	if (version_add(cw->versions, source, cw->hand.at.seconds, &version, &out->added, &cw->detail, err) != RC_OK)
		return err->rc;
	out->process = version->process;
	out->name = version->model->name;
	out->version = version->number;
	if (!out->added)
		return RC_OK;
	struct store_event event = {
	        .version_id = version->id, .kind = STR("deployed"), .at = cw->hand.at.seconds, .detail = buf_slice(&cw->detail)};
	return store_append(cw->store, &event, err);
}

enum rc casework_deploy(struct casework *cw, const char *path, const struct version_file *file, size_t n_files,
                        struct casework_version *version, struct err *err)
{
	struct buf bpmn = {0};
	if (io_read_file(path, BPMN_MAX, &bpmn, err) == RC_OK && casework_begin(cw, err) == RC_OK) {
		struct version_source source = {path, buf_slice(&bpmn), file, n_files};
		if (deploy(cw, &source, version, err) != RC_OK || casework_commit(cw, err) != RC_OK)
			casework_rollback(cw);
	}
	buf_free(&bpmn);
	return err->rc;
}

enum rc casework_process(struct casework *cw, const char *process, struct err *err)
{
	if (cw->last && strcmp(cw->last->process, process) == 0)
		return RC_OK;
	return version_last(cw->versions, process, &cw->last, err);
}

struct str casework_file(struct casework *cw, const char *name)
{
	for (size_t i = 0; i < cw->last->n_files; i++)
		if (str_is(cw->last->file[i].name, name))
			return cw->last->file[i].text;
	return (struct str){0};
}

struct casework_moved casework_moved_on(struct casework *cw)
{
	buf_clear(&cw->opened);
	buf_str(&cw->opened, buf_slice(&cw->hand.opened));
	return (struct casework_moved){.case_id = cw->hand.case_id, .ended = cw->hand.ended, .opened = {buf_cstr(&cw->opened), cw->opened.n}};
}

/* ---- submit */

/* What the application said stands in the first event of its case: the data has moved on since. */
static enum rc compare(struct casework *cw, const struct casework_case *it, int64_t seq, struct str data,
                       enum casework_submitted *status, struct err *err)
{
	struct engine_effects effects = {0};
	const struct version *version;
	struct store_event event;
	if (store_event_get(cw->store, seq, it->case_id, &event, err) != RC_OK)
		return err->rc;
	if (version_get(cw->versions, event.version_id, &version, err) == RC_OK &&
	    engine_effects_get(version->model, event.effects, &effects, err) == RC_OK) {
		bool same = effects.n && str_eq(engine_effect_text(&effects, &effects.v[0]), data);
		*status = same ? CASEWORK_KNOWN : CASEWORK_DIFFERS;
	}
	engine_effects_free(&effects);
	return err->rc;
}

enum rc casework_find(struct casework *cw, struct str application_id, struct str data, struct casework_case *out, bool *found,
                      struct err *err)
{
	struct db_stmt *stmt = store_sql(cw->store, STORE_CASE_FIND, err);
	*found = false;
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, cw->last->process_id);
	db_bind_ref(stmt, 2, application_id);
	if (db_step(stmt, found, err) != RC_OK)
		return err->rc;
	if (!*found)
		return casework_joined(cw, application_id, data, out, found, err);
	int64_t first = db_int(stmt, 1);
	out->case_id = db_int(stmt, 0);
	out->due_at = db_is_null(stmt, 2) ? STORE_NEVER : db_int(stmt, 2);
	db_reset(stmt);
	return compare(cw, out, first, data, &out->status, err);
}

enum rc casework_submit(struct casework *cw, const char *process, struct str application_id, struct str data, struct casework_case *out,
                        struct err *err)
{
	struct hand *hand = &cw->hand;
	struct err inner = ERR_NONE;
	bool found;
	*out = (struct casework_case){.due_at = STORE_NEVER};
	if (casework_process(cw, process, err) != RC_OK || hand_put(hand, err) != RC_OK ||
	    casework_find(cw, application_id, data, out, &found, err) != RC_OK || found)
		return err->rc;
	enum rc rc = hand_start(hand, cw->last, application_id, data, &inner);
	if (rc == RC_INPUT) {
		buf_clear(&cw->problem);
		buf_puts(&cw->problem, inner.text);
		out->status = CASEWORK_REFUSED;
		out->problem = buf_cstr(&cw->problem);
		return RC_OK;
	}
	if (rc != RC_OK)
		return err_set(err, rc, "%s", inner.text);
	out->case_id = hand->case_id;
	out->due_at = hand_last_due(&hand->state);
	out->status = hand->state.ended ? CASEWORK_ENDED : CASEWORK_OPEN;
	return casework_spread(cw, err);
}

/* ---- complete */

static void put_name(struct buf *out, const char *name)
{
	buf_puts(out, out->n ? ",\"" : "{\"");
	buf_puts(out, name);
	buf_puts(out, "\":");
}

void casework_put_text(struct buf *out, const char *name, struct str value)
{
	if (value.n == 0)
		return;
	put_name(out, name);
	json_quote(out, value);
}

void casework_put_json(struct buf *out, const char *name, struct str value)
{
	value = str_trim(value);
	if (value.n == 0)
		return;
	put_name(out, name);
	buf_str(out, value);
}

/* What the effects do not say already; late_for: of what task, for an answer that has none. */
static struct str detail_of(struct casework *cw, const struct casework_answer *answer, const char *late_for)
{
	struct buf *out = &cw->detail;
	buf_clear(out);
	if (late_for) {
		casework_put_text(out, "node", str_of(late_for));
		casework_put_text(out, "outcome", answer->outcome);
		casework_put_json(out, "data", answer->patch);
	}
	casework_put_text(out, "comment", answer->comment);
	if (out->n)
		buf_putc(out, '}');
	return buf_slice(out);
}

/* Data must be an object; *same: it says nothing that was not said before. */
static enum rc compare_patch(struct str patch, struct str before, bool *same, struct err *err)
{
	struct buf now = {0}, then = {0};
	*same = patch.n == 0;
	if (!*same && engine_merge((struct str){"", 0}, patch, &now, err) == RC_OK && engine_merge((struct str){"", 0}, before, &then, err) == RC_OK)
		*same = str_eq(buf_slice(&now), buf_slice(&then));
	buf_free(&now);
	buf_free(&then);
	return err->rc;
}

/* The task is not open: an answer given again changes nothing, one that comes after the decision is kept beside it. */
static enum rc answer_late(struct casework *cw, struct str task_id, struct hand_event *event, const struct casework_answer *answer,
                           struct casework_moved *out, struct err *err)
{
	struct casework_given given = {0};
	enum casework_past past;
	bool same_data;
	if (casework_look_back(cw, (uint32_t)event->token, &past, &given, err) == RC_OK && past == CASEWORK_NEVER)
		err_set(err, RC_INPUT, _("no task \"%.*s\""), STR_ARG(task_id));
	if (err->rc != RC_OK || compare_patch(str_trim(answer->patch), buf_slice(&given.data), &same_data, err) != RC_OK)
		goto out;
	*out = (struct casework_moved){.how = past == CASEWORK_CANCELLED ? CASEWORK_LATE : CASEWORK_REPEATED, .case_id = cw->hand.case_id};
	if (past == CASEWORK_CANCELLED) {
		event->kind = "late";
		event->detail = detail_of(cw, answer, given.node);
		if (hand_note(&cw->hand, event, err) != RC_OK)
			goto out;
	} else if (!str_eq(buf_slice(&given.outcome), answer->outcome)) {
		err_set(err, RC_INPUT, _("task %.*s was completed with another outcome: \"%.*s\""), STR_ARG(task_id),
		        STR_ARG(utf8_cut(buf_slice(&given.outcome), SHOWN)));
	} else if (!same_data) {
		err_set(err, RC_INPUT, _("task %.*s was completed with other data: %.*s"), STR_ARG(task_id),
		        STR_ARG(given.data.n ? utf8_cut(buf_slice(&given.data), SHOWN) : STR("{}")));
	}
out:
	casework_given_free(&given);
	return err->rc;
}

enum rc casework_complete(struct casework *cw, struct str task_id, const struct casework_answer *answer, struct casework_moved *out,
                          struct err *err)
{
	struct hand *hand = &cw->hand;
	int64_t case_id, token;
	bool found;
	*out = (struct casework_moved){0};
	if (!store_task_id(task_id, &case_id, &token) || token > UINT32_MAX)
		return err_set(err, RC_INPUT, _("no task \"%.*s\""), STR_ARG(task_id));
	if (hand_take(hand, case_id, &found, err) != RC_OK)
		return err->rc;
	if (!found)
		return err_set(err, RC_INPUT, _("no task \"%.*s\""), STR_ARG(task_id));
	const struct engine_token *waiting = engine_token(&hand->state, (uint32_t)token);
	struct hand_event event = {.kind = "completed", .token = token, .actor = answer->actor};
	if (!waiting || waiting->wait != ENGINE_TASK)
		return answer_late(cw, task_id, &event, answer, out, err);
	event.detail = detail_of(cw, answer, NULL);
	if (hand_complete(hand, (struct engine_answer){answer->outcome, answer->patch}, &event, err) != RC_OK)
		return err->rc;
	*out = casework_moved_on(cw);
	return casework_spread(cw, err);
}
