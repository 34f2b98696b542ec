/* SPDX-License-Identifier: MIT */
#include "cases/audit.h"

#include "base/lang.h"
#include "base/vec.h"
#include "cases/casework_run.h"
#include "cases/letters.h"

struct run {
	struct casework *cw;
	struct audit *audit;
	int64_t found[AUDIT_TABLES]; /* rows that are as they should be, or at least there */
	struct letters *letters;     /* of the outbox, not yet asked for by an event */
	struct err *err;
};

const char *audit_table_name(int table)
{
	static const char *const names[] = {"cases", "tasks", "waits", "applicants", "outbox"};
	return names[table];
}

void audit_free(struct audit *audit)
{
	for (int i = 0; i < AUDIT_TABLES; i++)
		buf_free(&audit->table[i].first);
}

bool audit_differs(const struct audit *audit)
{
	for (int i = 0; i < AUDIT_TABLES; i++)
		if (audit->table[i].differing)
			return true;
	return false;
}

/* ---- a case beside its rows */

static void differ(struct audit_table *table, int64_t case_id, int64_t token, const char *what)
{
	if (table->differing++ == 0 && token)
		buf_printf(&table->first, "%lld.%lld: %s", (long long)case_id, (long long)token, what);
	else if (table->differing == 1)
		buf_printf(&table->first, "%lld: %s", (long long)case_id, what);
}

static bool is_int(const struct db_stmt *stmt, int i, int64_t want)
{
	return want == STORE_NEVER ? db_is_null(stmt, i) : !db_is_null(stmt, i) && db_int(stmt, i) == want;
}

/* The first column of the row in stmt (STORE_CASE_GET) that is not the case's in hand. */
static const char *other_column(struct hand *hand, const struct db_stmt *stmt)
{
	const struct engine_state *state = &hand->state;
	const struct {
		const char *column;
		int64_t value;
	} numbers[] = {
	        {"process_id", hand->version->process_id},
	        {"version_id", hand->version->id},
	        {NULL, 0},
	        {"first_seq", hand->first_seq},
	        {"last_seq", hand->last_seq},
	        {"started_at", hand->started_at},
	        {"ended_at", state->ended ? hand->ended_at : STORE_NEVER},
	        {"due_at", hand_last_due(state)},
	        {"next_due", hand_next_due(hand->version->model, state)},
	};
	for (int i = 0; i < (int)(sizeof numbers / sizeof *numbers); i++)
		if (numbers[i].column && !is_int(stmt, i, numbers[i].value))
			return numbers[i].column;
	buf_clear(&hand->text);
	engine_state_put(state, &hand->text);
	return !str_eq(db_text(stmt, 2), buf_slice(&hand->application_id)) ? "application_id"
	       : !str_is(db_text(stmt, 9), hand->outcome)                  ? "outcome"
	       : !str_eq(db_text(stmt, 10), buf_slice(&hand->text))        ? "state"
	       : !str_eq(db_text(stmt, 11), buf_slice(&state->data))       ? "data"
	                                                                   : NULL;
}

static enum rc compare_case(struct run *run)
{
	struct hand *hand = &run->cw->hand;
	struct audit_table *table = &run->audit->table[AUDIT_CASES];
	struct db_stmt *stmt = store_sql(run->cw->store, STORE_CASE_GET, run->err);
	bool row;
	if (!stmt)
		return run->err->rc;
	db_bind_int(stmt, 1, hand->case_id);
	if (db_step(stmt, &row, run->err) != RC_OK)
		return run->err->rc;
	const char *column = row ? other_column(hand, stmt) : _("the row is missing");
	table->rows++;
	run->found[AUDIT_CASES] += row;
	if (column)
		differ(table, hand->case_id, 0, column);
	db_reset(stmt);
	return RC_OK;
}

static void bind_key(struct db_stmt *stmt, const struct hand *hand, const struct engine_token *token)
{
	db_bind_int(stmt, 1, hand->case_id);
	db_bind_int(stmt, 2, token->id);
	db_bind_ref(stmt, 3, hand_row_name(hand, token));
	if (token->wait == ENGINE_TASK)
		db_bind_int(stmt, 4, hand_row_due(token));
	else
		db_bind_ref(stmt, 4, token->wait == ENGINE_MESSAGE ? STR("message") : STR("signal"));
}

static enum rc compare_row(struct run *run, const struct engine_token *token)
{
	const struct hand *hand = &run->cw->hand;
	bool task = token->wait == ENGINE_TASK, row;
	int place = task ? AUDIT_TASKS : AUDIT_WAITS;
	struct audit_table *table = &run->audit->table[place];
	struct db_stmt *stmt = store_sql(run->cw->store, task ? STORE_TASK_GET : STORE_WAIT_GET, run->err);
	if (!stmt)
		return run->err->rc;
	bind_key(stmt, hand, token);
	if (db_step(stmt, &row, run->err) != RC_OK)
		return run->err->rc;
	table->rows++;
	run->found[place] += row;
	if (!row)
		differ(table, hand->case_id, token->id, _("the row is missing"));
	else if (task && db_int(stmt, 0) != token->since.seconds)
		differ(table, hand->case_id, token->id, "created_at");
	else if (task && !str_is(db_text(stmt, 1), hand_title(&hand->version->model->node[token->node])))
		differ(table, hand->case_id, token->id, "activity");
	db_reset(stmt);
	return RC_OK;
}

static enum rc compare_in_hand(struct run *run)
{
	const struct engine_state *state = &run->cw->hand.state;
	if (compare_case(run) != RC_OK)
		return run->err->rc;
	for (size_t i = 0; i < state->n; i++)
		if (hand_is_row(state->token[i].wait) && compare_row(run, &state->token[i]) != RC_OK)
			return run->err->rc;
	return RC_OK;
}

/* ---- every case */

static enum rc each_case(struct run *run, enum rc (*with)(struct run *))
{
	struct db_stmt *stmt = store_sql(run->cw->store, STORE_EVENT_CASES, run->err);
	bool row = false, found;
	if (!stmt)
		return run->err->rc;
	while (db_step(stmt, &row, run->err) == RC_OK && row)
		if (hand_replay(&run->cw->hand, db_int(stmt, 0), db_int(stmt, 1), STORE_NEVER, &found, run->err) != RC_OK || with(run) != RC_OK)
			break;
	hand_drop(&run->cw->hand);
	db_reset(stmt);
	return run->err->rc;
}

/* Does the case wait so, by its events? */
static bool stands(const struct hand *hand, int64_t id, struct str name, int64_t due, struct str kind)
{
	const struct engine_token *token = id > 0 && id <= UINT32_MAX ? engine_token(&hand->state, (uint32_t)id) : NULL;
	if (!token || !hand_is_row(token->wait) || !str_eq(hand_row_name(hand, token), name))
		return false;
	return kind.n == 0 ? token->wait == ENGINE_TASK && hand_row_due(token) == due
	                   : token->wait == (str_is(kind, "message") ? ENGINE_MESSAGE : ENGINE_SIGNAL);
}

/* More rows are kept than the events call for: the first of the others. */
static enum rc name_extra(struct run *run, int place)
{
	struct store *store = run->cw->store;
	struct hand *hand = &run->cw->hand;
	bool task = place == AUDIT_TASKS, row = false, found = false, ok = true;
	struct db_stmt *stmt = store_sql(store, task ? STORE_TASK_ALL : STORE_WAIT_ALL, run->err);
	if (!stmt)
		return run->err->rc;
	while (ok && db_step(stmt, &row, run->err) == RC_OK && row) {
		struct db_stmt *get = store_sql(store, STORE_CASE_GET, run->err);
		int64_t case_id = db_int(stmt, 0);
		if (!get)
			break;
		db_bind_int(get, 1, case_id);
		if (db_step(get, &found, run->err) != RC_OK)
			break;
		int64_t last = found ? db_int(get, 4) : 0;
		db_reset(get);
		/* Events may be gone from the end: then the row's case has none to be replayed from. */
		struct err gone = ERR_NONE;
		enum rc rc = hand_replay(hand, case_id, last, STORE_NEVER, &found, &gone);
		if (rc != RC_OK && rc != RC_INPUT) {
			err_set(run->err, rc, "%s", gone.text);
			break;
		}
		ok = rc == RC_OK && found && stands(hand, db_int(stmt, 1), db_text(stmt, 2), task ? db_int(stmt, 3) : 0, task ? STR("") : db_text(stmt, 3));
		if (!ok)
			buf_printf(&run->audit->table[place].first, "%lld.%lld: %s", (long long)case_id, (long long)db_int(stmt, 1), _("no event calls for this row"));
	}
	hand_drop(hand);
	db_reset(stmt);
	return run->err->rc;
}

static enum rc name_extra_case(struct run *run)
{
	struct db_stmt *stmt = store_sql(run->cw->store, STORE_CASE_EXTRA, run->err);
	bool row;
	if (!stmt || db_step(stmt, &row, run->err) != RC_OK)
		return run->err->rc;
	if (row)
		buf_printf(&run->audit->table[AUDIT_CASES].first, "%lld: %s", (long long)db_int(stmt, 0), _("no event calls for this row"));
	db_reset(stmt);
	return RC_OK;
}

static enum rc count_extra(struct run *run)
{
	struct db_stmt *stmt = store_sql(run->cw->store, STORE_COUNT, run->err);
	int64_t kept[AUDIT_TABLES] = {0};
	bool row;
	if (!stmt || db_step(stmt, &row, run->err) != RC_OK)
		return run->err->rc;
	for (int i = 0; i < AUDIT_APPLICANTS; i++)
		kept[i] = db_int(stmt, i);
	db_reset(stmt);
	for (int i = 0; i < AUDIT_APPLICANTS; i++) {
		struct audit_table *table = &run->audit->table[i];
		bool first = table->differing == 0;
		table->differing += kept[i] - run->found[i];
		if (!first || table->differing == 0)
			continue;
		if ((i == AUDIT_CASES ? name_extra_case(run) : name_extra(run, i)) != RC_OK)
			return run->err->rc;
	}
	return RC_OK;
}

/* Who joined is told by the events themselves, without replaying a case. */
static enum rc compare_applicants(struct run *run)
{
	struct audit_table *table = &run->audit->table[AUDIT_APPLICANTS];
	struct db_stmt *stmt = store_sql(run->cw->store, STORE_APPLICANT_COUNT, run->err);
	bool row;
	if (!stmt || db_step(stmt, &row, run->err) != RC_OK)
		return run->err->rc;
	int64_t good = db_int(stmt, 1);
	table->rows = db_int(stmt, 0);
	table->differing = table->rows - good + db_int(stmt, 2) - good;
	db_reset(stmt);
	if (table->differing == 0)
		return RC_OK;
	stmt = store_sql(run->cw->store, STORE_APPLICANT_OTHER, run->err);
	if (!stmt || db_step(stmt, &row, run->err) != RC_OK)
		return run->err->rc;
	if (row)
		buf_printf(&table->first, "%lld: %.*s", (long long)db_int(stmt, 0), STR_ARG(db_text(stmt, 1)));
	db_reset(stmt);
	return RC_OK;
}

static enum rc see_sent(void *context, struct hand *hand, const struct model_node *node, struct str data, struct err *err)
{
	struct run *run = context;
	struct audit_table *table = &run->audit->table[AUDIT_OUTBOX];
	struct buf moment = {0};
	moment_put(&moment, hand->effects.at);
	struct letter letter = {.case_id = hand->case_id, .topic = str_of(hand_topic(node)), .created_at = buf_slice(&moment), .data = data};
	table->rows++;
	if (!letters_take(run->letters, &letter) && table->differing++ == 0)
		buf_printf(&table->first, _("%lld: %s: no such message is there"), (long long)hand->case_id, hand_topic(node));
	buf_free(&moment);
	return err->rc;
}

/* What the events did not ask for. */
static enum rc count_letters(struct run *run)
{
	struct audit_table *table = &run->audit->table[AUDIT_OUTBOX];
	bool first = table->differing == 0;
	table->differing += (int64_t)letters_left(run->letters);
	return first && table->differing ? letters_name_left(run->letters, run->cw->store, &table->first, run->err) : RC_OK;
}

static enum rc compare(struct run *run)
{
	struct hand *hand = &run->cw->hand;
	*run->audit = (struct audit){0};
	hand_drop(hand);
	if (letters_read(run->cw->store, &run->letters, run->err) == RC_OK) {
		hand->sent = see_sent;
		hand->sent_context = run;
		each_case(run, compare_in_hand);
		hand->sent = NULL;
	}
	if (run->err->rc == RC_OK && count_letters(run) == RC_OK && count_extra(run) == RC_OK)
		compare_applicants(run);
	letters_free(run->letters);
	return run->err->rc;
}

enum rc audit_compare(struct casework *casework, struct audit *out, struct err *err)
{
	struct run run = {.cw = casework, .audit = out, .err = err};
	if (store_snapshot(casework->store, err) != RC_OK)
		return err->rc;
	compare(&run);
	store_rollback(casework->store);
	return err->rc;
}

/* Indexes first: no row goes out of one that has lost it. */
static enum rc clear(struct run *run)
{
	static const enum store_sql tables[] = {STORE_REINDEX, STORE_CASE_CLEAR, STORE_TASK_CLEAR, STORE_WAIT_CLEAR, STORE_APPLICANT_CLEAR};
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		struct db_stmt *stmt = store_sql(run->cw->store, tables[i], run->err);
		if (!stmt || db_run(stmt, run->err) != RC_OK)
			return run->err->rc;
	}
	return RC_OK;
}

static enum rc lay_down(struct run *run)
{
	return hand_put(&run->cw->hand, run->err);
}

static enum rc fill_applicants(struct run *run)
{
	struct db_stmt *stmt = store_sql(run->cw->store, STORE_APPLICANT_FILL, run->err);
	return stmt ? db_run(stmt, run->err) : run->err->rc;
}

/* Tables made of altered events would look right. */
static enum rc check_chain(struct casework *cw, struct err *err)
{
	int64_t altered, n;
	char head[DIGEST_HEX];
	if (store_verify(cw->store, NULL, NULL, &altered, &n, head, err) == RC_OK && altered)
		err_set(err, RC_INPUT, _("event %lld was altered: restore the store from a copy (verify says more)"), (long long)altered);
	return err->rc;
}

enum rc audit_rebuild(struct casework *casework, struct audit *out, struct err *err)
{
	struct run run = {.cw = casework, .audit = out, .err = err};
	if (casework_begin(casework, err) != RC_OK)
		return err->rc;
	if (check_chain(casework, err) != RC_OK || compare(&run) != RC_OK || clear(&run) != RC_OK || each_case(&run, lay_down) != RC_OK ||
	    fill_applicants(&run) != RC_OK || casework_commit(casework, err) != RC_OK)
		casework_rollback(casework);
	return err->rc;
}

enum rc audit_file(struct casework *casework, struct buf *words, struct err *err)
{
	struct db_stmt *stmt = store_sql(casework->store, STORE_SOUND, err);
	bool row = false;
	if (!stmt || db_step(stmt, &row, err) != RC_OK)
		return err->rc;
	if (row && !str_is(db_text(stmt, 0), "ok"))
		buf_printf(words, _("the file is damaged: %.*s"), STR_ARG(db_text(stmt, 0)));
	db_reset(stmt);
	return RC_OK;
}

/* ---- the chain */

struct deployed {
	VEC(struct store_event) events; /* detail: copied into arena */
	struct arena *arena;
};

static void see(void *context, const struct store_event *event)
{
	struct deployed *deployed = context;
	if (!str_is(event->kind, "deployed"))
		return;
	struct store_event kept = {.seq = event->seq, .version_id = event->version_id, .detail = arena_str(deployed->arena, event->detail)};
	vec_push(&deployed->events, kept);
}

static enum rc compare_texts(struct casework *cw, const struct deployed *deployed, int64_t *altered, struct buf *words, struct err *err)
{
	struct buf now = {0};
	for (size_t i = 0; i < deployed->events.n && *altered == 0 && err->rc == RC_OK; i++) {
		const struct store_event *event = &deployed->events.v[i];
		buf_clear(&now);
		struct err missing = ERR_NONE;
		if (version_detail(cw->versions, event->version_id, &now, &missing) == RC_OK && str_eq(buf_slice(&now), event->detail))
			continue;
		*altered = event->seq;
		buf_printf(words, _("what was deployed is another text now: %.*s"), STR_ARG(event->detail));
	}
	buf_free(&now);
	return err->rc;
}

/* A version that no event speaks of was slipped in. */
static enum rc count_versions(struct casework *cw, size_t deployed, struct buf *words, struct err *err)
{
	struct db_stmt *stmt = store_sql(cw->store, STORE_COUNT, err);
	bool row;
	if (!stmt || db_step(stmt, &row, err) != RC_OK)
		return err->rc;
	if (db_int(stmt, 3) != (int64_t)deployed)
		buf_printf(words, _("versions of processes: %lld, deployments: %zu"), (long long)db_int(stmt, 3), deployed);
	db_reset(stmt);
	return RC_OK;
}

enum rc audit_chain(struct casework *cw, int64_t *altered, int64_t *events, char head[DIGEST_HEX], struct buf *words, struct err *err)
{
	struct deployed deployed = {.arena = arena_new()};
	if (store_snapshot(cw->store, err) == RC_OK && store_verify(cw->store, see, &deployed, altered, events, head, err) == RC_OK && *altered == 0 &&
	    compare_texts(cw, &deployed, altered, words, err) == RC_OK && *altered == 0)
		count_versions(cw, deployed.events.n, words, err);
	store_rollback(cw->store);
	vec_free(&deployed.events);
	arena_free(deployed.arena);
	return err->rc;
}
