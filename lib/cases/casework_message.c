/* SPDX-License-Identifier: MIT */
/* Messages for one case, signals for all that wait for them. */
#include "base/json.h"
#include "base/lang.h"
#include "base/vec.h"
#include "cases/casework_run.h"

enum { SPREAD_MAX = 100000 }; /* deliveries that follow from one operation: cases may signal each other without end */

enum rc casework_case_of(struct casework *cw, const char *process, struct str application_id, int64_t *case_id, struct err *err)
{
	struct db_stmt *stmt = store_sql(cw->store, STORE_CASE_OF, err);
	bool row, more = false;
	/* The case in hand may not be in the table yet. */
	if (!stmt || hand_put(&cw->hand, err) != RC_OK)
		return err->rc;
	db_bind_cstr(stmt, 1, process);
	db_bind_ref(stmt, 2, application_id);
	if (db_step(stmt, &row, err) != RC_OK)
		return err->rc;
	if (!row)
		return err_set(err, RC_INPUT, _("there is no case of application \"%.*s\""), STR_ARG(application_id));
	*case_id = db_int(stmt, 0);
	if (db_step(stmt, &more, err) == RC_OK && more)
		err_set(err, RC_INPUT, _("several processes have a case of application \"%.*s\" (name the process or the case)"), STR_ARG(application_id));
	db_reset(stmt);
	return err->rc;
}

/* ---- messages */

/* Did this message come before? By its id; without one by its name and what it brought. */
static enum rc came(struct casework *cw, struct str name, struct str id, struct str patch, bool *yes, struct err *err)
{
	struct store_event event;
	struct arena *arena = arena_new();
	*yes = false;
	for (int64_t seq = cw->hand.last_seq; seq && !*yes; seq = event.prev) {
		const struct json *detail;
		if (store_event_get(cw->store, seq, cw->hand.case_id, &event, err) != RC_OK)
			break;
		if (!str_is(event.kind, "message"))
			continue;
		if (json_parse(event.detail, "detail", arena, &detail, err) != RC_OK)
			break;
		*yes = id.n ? str_eq(json_text(detail, "id"), id) : str_eq(json_text(detail, "message"), name) && str_eq(json_text(detail, "data"), patch);
	}
	arena_free(arena);
	return err->rc;
}

/* The words of the event; what a message brought is kept as text, so that the same is known again. */
static struct str detail_of(struct casework *cw, const char *kind, struct str name, struct str id, const struct casework_answer *answer)
{
	struct buf *out = &cw->detail;
	buf_clear(out);
	casework_put_text(out, kind, name);
	casework_put_text(out, "id", id);
	casework_put_text(out, "data", str_trim(answer->patch));
	casework_put_text(out, "comment", answer->comment);
	buf_putc(out, '}');
	return buf_slice(out);
}

enum rc casework_message(struct casework *cw, int64_t case_id, struct str name, struct str id, const struct casework_answer *answer,
                         struct casework_moved *out, struct err *err)
{
	struct hand *hand = &cw->hand;
	bool found, before = false;
	*out = (struct casework_moved){.how = CASEWORK_REPEATED, .case_id = case_id};
	if (hand_take(hand, case_id, &found, err) != RC_OK)
		return err->rc;
	if (!found)
		return err_set(err, RC_INPUT, _("there is no case %lld"), (long long)case_id);
	uint32_t token = engine_awaits(hand->version->model, &hand->state, ENGINE_MESSAGE, name, 0);
	if ((id.n || !token) && came(cw, name, id, str_trim(answer->patch), &before, err) != RC_OK)
		return err->rc;
	if (before)
		return RC_OK;
	if (!token)
		return err_set(err, RC_INPUT, _("case %lld waits for no message \"%.*s\""), (long long)case_id, STR_ARG(name));
	struct hand_event event = {.kind = "message", .token = token, .actor = answer->actor, .detail = detail_of(cw, "message", name, id, answer)};
	if (hand_fire(hand, answer->patch, &event, err) != RC_OK)
		return err->rc;
	*out = casework_moved_on(cw);
	return casework_spread(cw, err);
}

/* ---- signals */

struct listener {
	int64_t case_id, token;
};

struct listeners {
	VEC(struct listener) list;
};

static enum rc find_listeners(struct casework *cw, struct str name, struct listeners *listeners, struct err *err)
{
	struct db_stmt *stmt = store_sql(cw->store, STORE_WAIT_LIST, err);
	bool row = false;
	if (!stmt || hand_put(&cw->hand, err) != RC_OK)
		return err->rc;
	db_bind_ref(stmt, 1, STR("signal"));
	db_bind_ref(stmt, 2, name);
	while (db_step(stmt, &row, err) == RC_OK && row)
		vec_push(&listeners->list, ((struct listener){db_int(stmt, 0), db_int(stmt, 1)}));
	return err->rc;
}

static enum rc note_dead(struct casework *cw, struct str name, int64_t token, struct str problem, struct err *err)
{
	struct hand_event event = {.kind = "dead", .token = token};
	buf_clear(&cw->detail);
	casework_put_text(&cw->detail, "signal", name);
	casework_put_text(&cw->detail, "problem", problem);
	buf_putc(&cw->detail, '}');
	event.detail = buf_slice(&cw->detail);
	return hand_note(&cw->hand, &event, err);
}

/* *moved is false when the case does not wait any more, or cannot move. */
static enum rc tell(struct casework *cw, const struct listener *to, struct str name, const struct casework_answer *answer, bool *moved,
                    struct err *err)
{
	struct hand *hand = &cw->hand;
	struct err inner = ERR_NONE;
	bool found;
	*moved = false;
	if (hand_take(hand, to->case_id, &found, err) != RC_OK || !found)
		return err->rc;
	const struct engine_token *token = engine_token(&hand->state, (uint32_t)to->token);
	if (!token || token->wait != ENGINE_SIGNAL)
		return RC_OK;
	struct hand_event event = {.kind = "signal",
	                           .token = to->token,
	                           .actor = answer->actor,
	                           .detail = detail_of(cw, "signal", name, (struct str){"", 0}, answer)};
	enum rc rc = hand_fire(hand, answer->patch, &event, &inner);
	*moved = rc == RC_OK;
	cw->floor_due = INT64_MIN; /* of tick: the case may have armed what is due at once */
	if (rc == RC_INPUT)
		return note_dead(cw, name, to->token, str_of(inner.text), err);
	return rc == RC_OK ? RC_OK : err_set(err, rc, "%s", inner.text);
}

static enum rc tell_all(struct casework *cw, struct str name, const struct casework_answer *answer, size_t *left,
                        enum rc (*heard)(void *context, const struct casework_moved *moved, struct err *err), void *context, struct err *err)
{
	struct listeners listeners = {0};
	bool moved;
	if (find_listeners(cw, name, &listeners, err) == RC_OK)
		for (size_t i = 0; i < listeners.list.n && err->rc == RC_OK && *left > 0; i++, --*left) {
			if (tell(cw, &listeners.list.v[i], name, answer, &moved, err) != RC_OK || !moved || !heard)
				continue;
			struct casework_moved it = casework_moved_on(cw);
			heard(context, &it, err);
		}
	vec_free(&listeners.list);
	return err->rc;
}

static enum rc spread(struct casework *cw, size_t left, struct err *err)
{
	struct casework_answer nothing = {0};
	struct hand *hand = &cw->hand;
	for (size_t i = 0; i < hand->thrown.n && left > 0; i++)
		if (tell_all(cw, str_of(hand->thrown.v[i]), &nothing, &left, NULL, NULL, err) != RC_OK)
			return err->rc;
	hand->thrown.n = 0;
	return RC_OK;
}

enum rc casework_spread(struct casework *cw, struct err *err)
{
	return cw->hand.thrown.n ? spread(cw, SPREAD_MAX, err) : RC_OK;
}

enum rc casework_signal(struct casework *cw, struct str name, const struct casework_answer *answer,
                        enum rc (*heard)(void *context, const struct casework_moved *moved, struct err *err), void *context, struct err *err)
{
	size_t left = SIZE_MAX;
	if (tell_all(cw, name, answer, &left, heard, context, err) != RC_OK)
		return err->rc;
	return spread(cw, SPREAD_MAX, err);
}
