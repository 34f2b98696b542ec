/* SPDX-License-Identifier: MIT */
#include "cases/store.h"

#include "base/arena.h"
#include "base/io.h"
#include "base/json.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/share.h"

#include <stdlib.h>
#include <string.h>

enum { STORE_VERSION = 1 };

#define EVENT_COLUMNS "seq, case_id, kind, at, token, node, host, flow, due_at, actor, detail, hash"

static const char *const statements[STORE_N] = {
        [STORE_VERSION_BY_HASH] = "SELECT version FROM versions WHERE process = ?1 AND hash = ?2",
        [STORE_VERSION_LAST] = "SELECT max(version) FROM versions WHERE process = ?1 HAVING max(version) IS NOT NULL",
        [STORE_VERSION_ADD] = "INSERT INTO versions (process, version, hash, file, bpmn, deployed_at) "
                              "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        [STORE_VERSION_GET] = "SELECT file, bpmn FROM versions WHERE process = ?1 AND version = ?2",
        [STORE_PROCESS_LIST] = "SELECT DISTINCT process FROM versions ORDER BY process",
        [STORE_CASE_FIND] = "SELECT case_id, status, data FROM cases WHERE process = ?1 AND application_id = ?2",
        [STORE_CASE_ADD] = "INSERT INTO cases (process, version, application_id, status, data, started_at) "
                           "VALUES (?1, ?2, ?3, 'open', ?4, ?5)",
        [STORE_CASE_GET] = "SELECT process, version, data, state, status, outcome, started_at, application_id "
                           "FROM cases WHERE case_id = ?1",
        [STORE_CASE_MOVE] = "UPDATE cases SET data = ?2, state = ?3 WHERE case_id = ?1",
        [STORE_CASE_END] = "UPDATE cases SET status = 'ended', outcome = ?2, ended_at = ?3 WHERE case_id = ?1",
        [STORE_CASE_LIST] =
                "SELECT c.case_id, c.process, c.version, c.application_id, c.status, c.outcome, c.started_at, c.ended_at, "
                "(SELECT count(*) FROM tokens t WHERE t.case_id = c.case_id AND t.wait = 'task'), "
                "(SELECT coalesce(max(t.due_at), '') FROM tokens t WHERE t.case_id = c.case_id), c.data "
                "FROM cases c WHERE (?1 IS NULL OR c.process = ?1) AND (?2 IS NULL OR c.status = ?2) ORDER BY c.case_id",
        [STORE_CASE_DUE] = "SELECT coalesce(max(due_at), '') FROM tokens WHERE case_id = ?1",
        [STORE_TOKEN_LIST] =
                "SELECT token, node, wait, host, flow, due_at FROM tokens WHERE case_id = ?1 ORDER BY token",
        [STORE_TOKEN_ADD] = "INSERT INTO tokens (case_id, token, node, wait, host, flow, due_at, due_s) "
                            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        [STORE_TOKEN_DROP] = "DELETE FROM tokens WHERE case_id = ?1 AND token = ?2",
        [STORE_TIMER_DUE] = "SELECT case_id FROM tokens WHERE wait = 'timer' AND due_s <= ?1 ORDER BY due_s, case_id, token",
        [STORE_TASK_ADD] = "INSERT INTO tasks (case_id, token, batch, node, activity, unit_id, status, created_at, due_at, due_s) "
                           "VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'open', ?7, ?8, ?9)",
        [STORE_TASK_CLOSE] = "UPDATE tasks SET status = ?3, outcome = ?4, actor = ?5, comment = ?6, closed_at = ?7 "
                             "WHERE case_id = ?1 AND token = ?2",
        [STORE_TASK_GET] = "SELECT status, outcome, node, due_at FROM tasks WHERE case_id = ?1 AND token = ?2",
        [STORE_TASK_LIST] =
                "SELECT t.case_id, t.token, c.process, c.application_id, t.activity, t.unit_id, t.created_at, t.due_at, t.due_s, "
                "(SELECT count(*) FROM tasks b WHERE b.case_id = t.case_id AND b.batch = t.batch AND b.status = 'completed'), "
                "(SELECT count(*) FROM tasks b WHERE b.case_id = t.case_id AND b.batch = t.batch) "
                "FROM tasks t JOIN cases c ON c.case_id = t.case_id WHERE t.status = 'open' AND (?1 IS NULL OR t.unit_id = ?1) "
                "AND (?2 IS NULL OR c.process = ?2) AND (?3 IS NULL OR t.due_s < ?3) "
                "ORDER BY t.due_s IS NULL, t.due_s, t.case_id, t.token",
        [STORE_EVENT_LAST] = "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1",
        [STORE_EVENT_ADD] = "INSERT INTO events (" EVENT_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        [STORE_EVENT_LIST] = "SELECT " EVENT_COLUMNS " FROM events ORDER BY seq",
        [STORE_EVENT_OF_CASE] = "SELECT " EVENT_COLUMNS " FROM events WHERE case_id = ?1 ORDER BY seq",
        [STORE_OUTBOX_ADD] = "INSERT INTO outbox (case_id, topic, data, created_at) VALUES (?1, ?2, ?3, ?4)",
};

struct store {
	struct db *db;
	char *path;
	struct db_stmt *stmt[STORE_N];
	bool open_transaction;
	/* the end of the chain, known inside a transaction */
	bool chain_known;
	int64_t seq;
	char hash[DIGEST_HEX];
};

static enum rc user_version(struct store *store, int64_t *version, struct err *err)
{
	struct db_stmt *stmt;
	bool row = false;
	*version = 0;
	if (db_prepare(store->db, "PRAGMA user_version", &stmt, err) != RC_OK)
		return err->rc;
	if (db_step(stmt, &row, err) == RC_OK && row)
		*version = db_int(stmt, 0);
	db_finalize(stmt);
	return err->rc;
}

static enum rc run_script(struct store *store, struct err *err)
{
	struct arena *arena = arena_new();
	struct buf sql = {0};
	const char *path;
	if (share_path("sql/001-store.sql", arena, &path, err) == RC_OK && io_read_file(path, 0, &sql, err) == RC_OK)
		if (db_exec(store->db, buf_cstr(&sql), err) != RC_OK)
			err_set(err, RC_DEFECT, "%s", path);
	buf_free(&sql);
	arena_free(arena);
	return err->rc;
}

/* Two processes may open a new store at once: who comes second finds the version set inside the lock. */
static enum rc migrate(struct store *store, enum store_mode mode, struct err *err)
{
	int64_t version;
	if (user_version(store, &version, err) != RC_OK)
		return err->rc;
	if (version == 0 && mode == STORE_CREATE) {
		if (store_begin(store, err) != RC_OK || user_version(store, &version, err) != RC_OK)
			return err->rc;
		if (version == 0 && run_script(store, err) != RC_OK)
			return err->rc;
		if (store_commit(store, err) != RC_OK || user_version(store, &version, err) != RC_OK)
			return err->rc;
	}
	if (version == 0)
		return err_set(err, RC_INPUT, _("%s: this is no store of uprava-route (make one with deploy)"), store->path);
	if (version > STORE_VERSION)
		return err_set(err, RC_INPUT, _("%s: the store is of version %lld, made by a newer uprava"), store->path,
		               (long long)version);
	return RC_OK;
}

enum rc store_open(const char *path, enum store_mode mode, struct store **store, struct err *err)
{
	static const enum db_mode modes[] = {DB_READ, DB_WRITE, DB_CREATE};
	struct store *s = *store = mem_alloc(sizeof *s);
	s->path = mem_strdup(path);
	/* A reader of a WAL database needs to write its index: DB_READ would fail on a store nobody has open. */
	if (db_open(path, mode == STORE_READ ? DB_WRITE : modes[mode], &s->db, err) == RC_OK && migrate(s, mode, err) == RC_OK)
		return RC_OK;
	store_close(s);
	*store = NULL;
	return err->rc;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	store_rollback(store);
	for (size_t i = 0; i < STORE_N; i++)
		db_finalize(store->stmt[i]);
	db_close(store->db);
	free(store->path);
	free(store);
}

enum rc store_begin(struct store *store, struct err *err)
{
	if (db_exec(store->db, "BEGIN IMMEDIATE", err) != RC_OK)
		return err->rc;
	store->open_transaction = true;
	store->chain_known = false;
	return RC_OK;
}

enum rc store_commit(struct store *store, struct err *err)
{
	if (db_exec(store->db, "COMMIT", err) != RC_OK)
		return err->rc;
	store->open_transaction = false;
	return RC_OK;
}

void store_rollback(struct store *store)
{
	struct err ignored = ERR_NONE;
	if (!store->open_transaction)
		return;
	/* A transaction that SQLite has rolled back itself gives an error that means nothing. */
	if (db_exec(store->db, "ROLLBACK", &ignored) != RC_OK)
		ignored.rc = RC_OK;
	store->open_transaction = store->chain_known = false;
}

enum rc store_mark(struct store *store, struct err *err)
{
	return db_exec(store->db, "SAVEPOINT part", err);
}

enum rc store_keep(struct store *store, struct err *err)
{
	return db_exec(store->db, "RELEASE part", err);
}

enum rc store_undo(struct store *store, struct err *err)
{
	store->chain_known = false;
	return db_exec(store->db, "ROLLBACK TO part; RELEASE part", err);
}

struct db_stmt *store_sql(struct store *store, enum store_sql sql, struct err *err)
{
	if (!store->stmt[sql] && db_prepare(store->db, statements[sql], &store->stmt[sql], err) != RC_OK)
		return NULL;
	db_reset(store->stmt[sql]);
	return store->stmt[sql];
}

int64_t store_last_id(const struct store *store)
{
	return db_last_id(store->db);
}

bool store_task_id(struct str text, int64_t *case_id, int64_t *token)
{
	struct str part = {0};
	return text.p && str_split(&text, '.', &part) && num_parse_int(part, case_id) && *case_id > 0 &&
	       text.p && num_parse_int(text, token) && *token > 0;
}

/* The event as a JSON array: what is hashed after the hash before it. */
static void chain(const char *before, int64_t seq, const struct store_event *event, char hash[DIGEST_HEX])
{
	const struct str texts[] = {event->kind, event->at, event->node, event->flow, event->due_at, event->actor, event->detail};
	struct buf text = {0};
	buf_printf(&text, "%s[%lld,%lld,%lld,%lld", before, (long long)seq, (long long)event->case_id,
	           (long long)event->token, (long long)event->host);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		buf_putc(&text, ',');
		json_quote(&text, texts[i]);
	}
	buf_putc(&text, ']');
	digest_of(buf_slice(&text), hash);
	buf_free(&text);
}

static enum rc find_end(struct store *store, struct err *err)
{
	struct db_stmt *stmt = store_sql(store, STORE_EVENT_LAST, err);
	bool row;
	if (!stmt || db_step(stmt, &row, err) != RC_OK)
		return err->rc;
	store->seq = 0;
	store->hash[0] = '\0';
	if (row) {
		store->seq = db_int(stmt, 0);
		struct str hash = db_text(stmt, 1);
		size_t n = hash.n < DIGEST_HEX ? hash.n : DIGEST_HEX - 1;
		memcpy(store->hash, hash.p, n);
		store->hash[n] = '\0';
		if (db_step(stmt, &row, err) != RC_OK)
			return err->rc;
	}
	store->chain_known = true;
	return RC_OK;
}

enum rc store_append(struct store *store, const struct store_event *event, int64_t *seq, struct err *err)
{
	char hash[DIGEST_HEX];
	if (!store->chain_known && find_end(store, err) != RC_OK)
		return err->rc;
	struct db_stmt *stmt = store_sql(store, STORE_EVENT_ADD, err);
	if (!stmt)
		return err->rc;
	*seq = store->seq + 1;
	chain(store->hash, *seq, event, hash);
	db_bind_int(stmt, 1, *seq);
	db_bind_int(stmt, 2, event->case_id);
	db_bind_text(stmt, 3, event->kind);
	db_bind_text(stmt, 4, event->at);
	db_bind_int(stmt, 5, event->token);
	db_bind_text(stmt, 6, event->node);
	db_bind_int(stmt, 7, event->host);
	db_bind_text(stmt, 8, event->flow);
	db_bind_text(stmt, 9, event->due_at);
	db_bind_text(stmt, 10, event->actor);
	db_bind_text(stmt, 11, event->detail);
	db_bind_text(stmt, 12, str_of(hash));
	if (db_run(stmt, err) != RC_OK)
		return err->rc;
	store->seq = *seq;
	memcpy(store->hash, hash, sizeof hash);
	return RC_OK;
}

enum rc store_verify(struct store *store, int64_t *altered, int64_t *n, char head[DIGEST_HEX], struct err *err)
{
	struct db_stmt *stmt = store_sql(store, STORE_EVENT_LIST, err);
	bool row = true;
	*altered = *n = 0;
	head[0] = '\0';
	if (!stmt)
		return err->rc;
	while (db_step(stmt, &row, err) == RC_OK && row && *altered == 0) {
		char hash[DIGEST_HEX];
		struct store_event event = {
		        .case_id = db_int(stmt, 1), .kind = db_text(stmt, 2), .at = db_text(stmt, 3), .token = db_int(stmt, 4),
		        .node = db_text(stmt, 5), .host = db_int(stmt, 6), .flow = db_text(stmt, 7), .due_at = db_text(stmt, 8),
		        .actor = db_text(stmt, 9), .detail = db_text(stmt, 10)};
		chain(head, ++*n, &event, hash);
		if (db_int(stmt, 0) != *n || !str_is(db_text(stmt, 11), hash))
			*altered = *n;
		else
			memcpy(head, hash, sizeof hash);
	}
	return err->rc;
}
