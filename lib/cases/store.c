/* SPDX-License-Identifier: MIT */
#include "cases/store.h"

#include "base/lang.h"
#include "base/mem.h"
#include "base/num.h"
#include "cases/upgrade.h"

#include <stdlib.h>
#include <string.h>

#define EVENT_COLUMNS "seq, case_id, prev, version_id, kind, at, token, actor, effects, detail, hash"
#define CASE_COLUMNS \
	"process_id, version_id, application_id, first_seq, last_seq, started_at, ended_at, due_at, next_due, outcome, state, data"
#define TASK_COLUMNS "t.unit_id, t.due_at, t.case_id, t.token, t.created_at, t.activity, c.version_id, c.application_id, c.state"
#define DELIVERY_COLUMNS "o.case_id, d.topic, d.recipient, d.message_key, d.attempts, d.state, d.receipt, d.next_due, d.claim"
#define DELIVERY_OF "(?1 IS NULL OR d.topic = ?1) AND (?2 IS NULL OR d.recipient = ?2) AND (?3 IS NULL OR d.message_key = ?3)"
#define APPLICANT_COLUMNS "process_id, application_id, case_id, seq"
#define JOINED_EVENTS \
	"SELECT v.process_id, e.actor AS application_id, e.case_id, e.seq FROM events e JOIN versions v ON v.version_id = e.version_id " \
	"WHERE e.kind = 'joined'"
#define OF_PROCESS "(?1 IS NULL OR c.process_id = (SELECT process_id FROM processes WHERE process = ?1))"

static const char *const statements[STORE_N] = {
        [STORE_PROCESS_FIND] = "SELECT process_id FROM processes WHERE process = ?1",
        [STORE_PROCESS_ADD] = "INSERT INTO processes (process) VALUES (?1)",
        [STORE_PROCESS_LIST] = "SELECT process FROM processes ORDER BY process",
        [STORE_VERSION_BY_HASH] = "SELECT version_id FROM versions WHERE process_id = ?1 AND hash = ?2",
        [STORE_VERSION_LAST] = "SELECT v.version_id, v.version FROM versions v JOIN processes p ON p.process_id = v.process_id "
                               "WHERE p.process = ?1 ORDER BY v.version DESC LIMIT 1",
        [STORE_VERSION_ADD] = "INSERT INTO versions (process_id, version, hash, file, bpmn, deployed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        [STORE_VERSION_GET] = "SELECT v.process_id, p.process, v.version, v.file, v.bpmn, v.hash FROM versions v "
                              "JOIN processes p ON p.process_id = v.process_id WHERE v.version_id = ?1",
        [STORE_VERSION_ALL] = "SELECT v.version_id, p.process, v.version, v.hash, v.bpmn FROM versions v "
                              "JOIN processes p ON p.process_id = v.process_id ORDER BY v.version_id",
        [STORE_FILE_ADD] = "INSERT INTO version_files (version_id, name, text) VALUES (?1, ?2, ?3)",
        [STORE_FILE_LIST] = "SELECT name, text FROM version_files WHERE version_id = ?1 ORDER BY name",
        [STORE_CASE_FIND] = "SELECT case_id, first_seq, due_at FROM cases WHERE process_id = ?1 AND application_id = ?2",
        [STORE_CASE_OF] = "SELECT case_id FROM cases WHERE application_id = ?2 AND process_id IN "
                          "(SELECT process_id FROM processes WHERE ?1 IS NULL OR process = ?1) ORDER BY case_id",
        [STORE_CASE_LAST] = "SELECT coalesce(max(case_id), 0) FROM cases",
        [STORE_CASE_ADD] = "INSERT INTO cases (case_id, " CASE_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        [STORE_CASE_GET] = "SELECT " CASE_COLUMNS " FROM cases WHERE case_id = ?1",
        [STORE_CASE_MOVE] = "UPDATE cases SET version_id = ?2, last_seq = ?3, ended_at = ?4, due_at = ?5, outcome = ?6, state = ?7, data = ?8 "
                            "WHERE case_id = ?1",
        [STORE_CASE_ARM] = "UPDATE cases SET version_id = ?2, last_seq = ?3, ended_at = ?4, due_at = ?5, outcome = ?6, state = ?7, data = ?8, "
                           "next_due = ?9 WHERE case_id = ?1",
        [STORE_CASE_LIST] = "SELECT case_id, " CASE_COLUMNS ", (SELECT count(*) FROM applicants a WHERE a.case_id = c.case_id) FROM cases c WHERE " OF_PROCESS
                            " AND (?2 IS NULL OR (ended_at IS NULL) = ?2) ORDER BY case_id",
        [STORE_CASE_DUE] = "SELECT next_due, case_id FROM cases WHERE next_due <= ?1 AND next_due >= ?2 AND (next_due > ?2 OR case_id > ?3) "
                           "ORDER BY next_due, case_id LIMIT 1",
        [STORE_TASK_ADD] = "INSERT INTO tasks (case_id, token, unit_id, due_at, created_at, activity) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        [STORE_TASK_DROP] = "DELETE FROM tasks WHERE unit_id = ?3 AND due_at = ?4 AND case_id = ?1 AND token = ?2",
        [STORE_WAIT_ADD] = "INSERT INTO waits (case_id, token, name, kind) VALUES (?1, ?2, ?3, ?4)",
        [STORE_WAIT_DROP] = "DELETE FROM waits WHERE kind = ?4 AND name = ?3 AND case_id = ?1 AND token = ?2",
        [STORE_TASK_LIST] = "SELECT " TASK_COLUMNS " FROM tasks t CROSS JOIN cases c ON c.case_id = t.case_id WHERE " OF_PROCESS
                            " AND t.due_at <= ?2 ORDER BY t.due_at, t.case_id, t.token",
        [STORE_TASK_OF_UNIT] = "SELECT " TASK_COLUMNS " FROM tasks t CROSS JOIN cases c ON c.case_id = t.case_id WHERE " OF_PROCESS
                               " AND t.due_at <= ?2 AND t.unit_id = ?3 ORDER BY t.due_at, t.case_id, t.token",
        [STORE_EVENT_LAST] = "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1",
        [STORE_EVENT_ADD] = "INSERT INTO events (" EVENT_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        [STORE_EVENT_GET] = "SELECT " EVENT_COLUMNS " FROM events WHERE seq = ?1",
        [STORE_EVENT_LIST] = "SELECT " EVENT_COLUMNS " FROM events ORDER BY seq",
        [STORE_EVENT_CASES] = "SELECT case_id, max(seq) FROM events WHERE case_id > 0 GROUP BY case_id ORDER BY case_id",
        [STORE_COUNT] = "SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM tasks), (SELECT count(*) FROM waits), "
                        "(SELECT count(*) FROM versions)",
        [STORE_CASE_EXTRA] = "SELECT case_id FROM cases c WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.seq = c.first_seq "
                             "AND e.case_id = c.case_id) ORDER BY case_id LIMIT 1",
        [STORE_TASK_GET] = "SELECT created_at, activity FROM tasks WHERE unit_id = ?3 AND due_at = ?4 AND case_id = ?1 AND token = ?2",
        [STORE_TASK_ALL] = "SELECT case_id, token, unit_id, due_at FROM tasks",
        [STORE_WAIT_LIST] = "SELECT case_id, token FROM waits WHERE kind = ?1 AND name = ?2 ORDER BY case_id, token",
        [STORE_WAIT_GET] = "SELECT 1 FROM waits WHERE kind = ?4 AND name = ?3 AND case_id = ?1 AND token = ?2",
        [STORE_WAIT_ALL] = "SELECT case_id, token, name, kind FROM waits",
        [STORE_CASE_CLEAR] = "DELETE FROM cases",
        [STORE_TASK_CLEAR] = "DELETE FROM tasks",
        [STORE_WAIT_CLEAR] = "DELETE FROM waits",
        [STORE_OUTBOX_ALL] = "SELECT case_id, topic, created_at, data FROM outbox ORDER BY outbox_id",
        [STORE_OUTBOX_ADD] = "INSERT INTO outbox (case_id, topic, data, created_at) VALUES (?1, ?2, ?3, ?4)",
        [STORE_APPLICANT_FIND] = "SELECT a.case_id, a.seq, c.due_at FROM applicants a LEFT JOIN cases c ON c.case_id = a.case_id "
                                 "WHERE a.process_id = ?1 AND a.application_id = ?2",
        [STORE_APPLICANT_ADD] = "INSERT INTO applicants (process_id, application_id, case_id, seq) VALUES (?1, ?2, ?3, ?4)",
        [STORE_APPLICANT_CLEAR] = "DELETE FROM applicants",
        [STORE_APPLICANT_FILL] = "INSERT INTO applicants (process_id, application_id, case_id, seq) " JOINED_EVENTS,
        [STORE_APPLICANT_COUNT] = "WITH called AS (" JOINED_EVENTS ") SELECT (SELECT count(*) FROM called), "
                                  "(SELECT count(*) FROM (SELECT * FROM called INTERSECT SELECT " APPLICANT_COLUMNS " FROM applicants)), "
                                  "(SELECT count(*) FROM applicants)",
        [STORE_APPLICANT_OTHER] = "WITH called AS (" JOINED_EVENTS "), kept AS (SELECT " APPLICANT_COLUMNS " FROM applicants) "
                                  "SELECT case_id, application_id FROM (SELECT * FROM (SELECT * FROM called EXCEPT SELECT * FROM kept) AS missing "
                                  "UNION ALL SELECT * FROM (SELECT * FROM kept EXCEPT SELECT * FROM called) AS extra) AS other "
                                  "ORDER BY case_id, application_id LIMIT 1",
        [STORE_CASE_CHAIN] = "SELECT last_seq, version_id FROM cases WHERE case_id = ?1",
        [STORE_CASE_NOTE] = "UPDATE cases SET last_seq = ?2 WHERE case_id = ?1",
        [STORE_EVENT_FIRST] = "SELECT hash FROM events ORDER BY seq LIMIT 1",
        [STORE_OUTBOX_TOPIC] = "SELECT min(topic) FROM outbox WHERE addressed = 0 AND topic > ?1",
        [STORE_OUTBOX_NEW] = "SELECT outbox_id, created_at FROM outbox WHERE addressed = 0 AND topic = ?1 ORDER BY outbox_id LIMIT ?2",
        [STORE_OUTBOX_ADDRESSED] = "UPDATE outbox SET addressed = 1 WHERE outbox_id = ?1",
        [STORE_OUTBOX_DONE] = "UPDATE outbox SET delivered_at = ?2 WHERE outbox_id = ?1 AND NOT EXISTS "
                              "(SELECT 1 FROM deliveries d WHERE d.outbox_id = ?1 AND d.state <> 'delivered')",
        [STORE_OUTBOX_UNADDRESSED] = "SELECT case_id, topic, created_at FROM outbox WHERE addressed = 0 AND (?1 IS NULL OR topic = ?1) "
                                     "ORDER BY outbox_id",
        [STORE_DELIVERY_PAIR] = "SELECT topic, recipient FROM deliveries WHERE state = 'waiting' AND (topic, recipient) > (?1, ?2) "
                                "ORDER BY topic, recipient LIMIT 1",
        [STORE_DELIVERY_ADD] = "INSERT INTO deliveries (outbox_id, recipient, topic, message_key, state, next_due) "
                               "VALUES (?1, ?2, ?3, ?4, 'waiting', ?5)",
        [STORE_DELIVERY_DUE] =
                "SELECT d.outbox_id, d.message_key, d.attempts, o.case_id, p.process, c.application_id, o.created_at, o.data "
                "FROM deliveries d JOIN outbox o ON o.outbox_id = d.outbox_id JOIN cases c ON c.case_id = o.case_id "
                "JOIN processes p ON p.process_id = c.process_id WHERE d.state = 'waiting' AND d.topic = ?1 AND d.recipient = ?2 "
                "AND d.next_due <= ?3 AND d.lease_ms < ?4 AND (?6 IS NULL OR d.message_key = ?6) ORDER BY d.next_due, d.outbox_id LIMIT ?5",
        [STORE_DELIVERY_CLAIM] = "UPDATE deliveries SET claim = ?3, lease_ms = ?4 WHERE outbox_id = ?1 AND recipient = ?2",
        [STORE_DELIVERY_RENEW] = "UPDATE deliveries SET lease_ms = ?2 WHERE claim = ?1 AND claim <> ''",
        [STORE_DELIVERY_RELEASE] = "UPDATE deliveries SET claim = '', lease_ms = 0 WHERE outbox_id = ?1 AND recipient = ?2 AND claim = ?3",
        [STORE_DELIVERY_GET] = "SELECT " DELIVERY_COLUMNS " FROM deliveries d JOIN outbox o ON o.outbox_id = d.outbox_id "
                               "WHERE d.outbox_id = ?1 AND d.recipient = ?2",
        [STORE_DELIVERY_RECORD] = "UPDATE deliveries SET state = ?3, attempts = ?4, next_due = ?5, receipt = ?6, claim = '', lease_ms = 0 "
                                  "WHERE outbox_id = ?1 AND recipient = ?2",
        [STORE_DELIVERY_DEAD] = "SELECT " DELIVERY_COLUMNS " FROM deliveries d JOIN outbox o ON o.outbox_id = d.outbox_id "
                                "WHERE d.state = 'dead' AND " DELIVERY_OF " ORDER BY d.outbox_id, d.recipient",
        [STORE_DELIVERY_LIST] = "SELECT " DELIVERY_COLUMNS " FROM deliveries d JOIN outbox o ON o.outbox_id = d.outbox_id "
                                "WHERE (?4 IS NULL OR d.state = ?4) AND " DELIVERY_OF " ORDER BY d.outbox_id, d.recipient",
        [STORE_DELIVERY_REVIVABLE] = "SELECT d.outbox_id, d.recipient FROM deliveries d WHERE (d.state = 'dead' OR (d.state = 'waiting' AND "
                                     "d.next_due > ?4 AND d.claim = '')) AND " DELIVERY_OF " ORDER BY d.outbox_id, d.recipient LIMIT ?5",
        [STORE_SOUND] = "PRAGMA integrity_check(1)",
        [STORE_REINDEX] = "REINDEX",
        [STORE_BEGIN] = "BEGIN IMMEDIATE",
        [STORE_COMMIT] = "COMMIT",
};

struct store {
	struct db *db;
	struct db_stmt *stmt[STORE_N];
	bool open_transaction;
	/* the end of the chain, known inside a transaction */
	bool chain_known;
	int64_t seq;
	uint8_t hash[DIGEST_SIZE];
	int64_t before, kept; /* the end before this transaction; events committed in all */
};

enum rc store_open(const char *path, enum store_mode mode, struct store **store, struct err *err)
{
	static const enum db_mode modes[] = {DB_WRITE, DB_WRITE, DB_CREATE};
	static const enum upgrade may[] = {UPGRADE_NEVER, UPGRADE_OLD, UPGRADE_NEW};
	struct store *s = *store = mem_alloc(sizeof *s);
	/* A reader of a WAL database needs to write its index: DB_READ would fail on a store nobody has open. */
	if (db_open(path, modes[mode], &s->db, err) == RC_OK && upgrade_run(s->db, path, may[mode], err) == RC_OK)
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
	free(store);
}

static enum rc run(struct store *store, enum store_sql sql, struct err *err)
{
	struct db_stmt *stmt = store_sql(store, sql, err);
	return stmt ? db_run(stmt, err) : err->rc;
}

/* A statement whose rows were not read to the end keeps the reader's old view of the file, and from an old view SQLite lets nobody write. */
static void let_go(struct store *store)
{
	for (size_t i = 0; i < STORE_N; i++)
		if (store->stmt[i])
			db_reset(store->stmt[i]);
}

enum rc store_begin(struct store *store, struct err *err)
{
	let_go(store);
	if (run(store, STORE_BEGIN, err) != RC_OK)
		return err->rc;
	store->open_transaction = true;
	store->chain_known = false;
	return RC_OK;
}

enum rc store_commit(struct store *store, struct err *err)
{
	if (run(store, STORE_COMMIT, err) != RC_OK)
		return err->rc;
	store->open_transaction = false;
	if (store->chain_known)
		store->kept += store->seq - store->before;
	store->before = store->seq;
	return RC_OK;
}

int64_t store_kept(const struct store *store)
{
	return store->kept;
}

enum rc store_snapshot(struct store *store, struct err *err)
{
	let_go(store);
	if (db_exec(store->db, "BEGIN", err) == RC_OK)
		store->open_transaction = true;
	return err->rc;
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

int64_t store_changes(const struct store *store)
{
	return db_changes(store->db);
}

bool store_task_id(struct str text, int64_t *case_id, int64_t *token)
{
	struct str part = {0};
	return text.p && str_split(&text, '.', &part) && num_parse_int(part, case_id) && *case_id > 0 &&
	       text.p && num_parse_int(text, token) && *token > 0;
}

/* ---- the chain */

static char *put_number(char *to, int64_t number, char after)
{
	char digits[24];
	int n = 0;
	uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;
	if (number < 0)
		*to++ = '-';
	do
		digits[n++] = (char)('0' + left % 10);
	while (left /= 10);
	while (n)
		*to++ = digits[--n];
	*to++ = after;
	return to;
}

/* before: NULL for the first event. */
static void chain(const uint8_t *before, const struct store_event *event, uint8_t hash[DIGEST_SIZE])
{
	const int64_t numbers[] = {event->seq, event->case_id, event->prev, event->version_id, event->at, event->token};
	const struct str texts[] = {event->kind, event->actor, event->effects, event->detail};
	char line[256], *end = line;
	struct digest digest;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		end = put_number(end, numbers[i], ' ');
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		end = put_number(end, (int64_t)texts[i].n, ' ');
	end[-1] = '\n';
	digest_begin(&digest);
	if (before)
		digest_add(&digest, before, DIGEST_SIZE);
	digest_add(&digest, line, (size_t)(end - line));
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		digest_add(&digest, texts[i].p, texts[i].n);
	digest_end(&digest, hash);
}

static void copy_hash(const struct db_stmt *stmt, int i, uint8_t hash[DIGEST_SIZE])
{
	struct str blob = db_blob(stmt, i);
	memset(hash, 0, DIGEST_SIZE);
	if (blob.n == DIGEST_SIZE)
		memcpy(hash, blob.p, DIGEST_SIZE);
}

static enum rc find_end(struct store *store, struct err *err)
{
	struct db_stmt *stmt = store_sql(store, STORE_EVENT_LAST, err);
	bool row;
	if (!stmt || db_step(stmt, &row, err) != RC_OK)
		return err->rc;
	store->seq = 0;
	if (row) {
		store->seq = db_int(stmt, 0);
		copy_hash(stmt, 1, store->hash);
		db_reset(stmt);
	}
	store->before = store->seq;
	store->chain_known = true;
	return RC_OK;
}

enum rc store_append(struct store *store, struct store_event *event, struct err *err)
{
	uint8_t hash[DIGEST_SIZE];
	if (!store->chain_known && find_end(store, err) != RC_OK)
		return err->rc;
	struct db_stmt *stmt = store_sql(store, STORE_EVENT_ADD, err);
	if (!stmt)
		return err->rc;
	event->seq = store->seq + 1;
	chain(store->seq ? store->hash : NULL, event, hash);
	db_bind_int(stmt, 1, event->seq);
	db_bind_int(stmt, 2, event->case_id);
	db_bind_int(stmt, 3, event->prev);
	db_bind_int(stmt, 4, event->version_id);
	db_bind_ref(stmt, 5, event->kind);
	db_bind_int(stmt, 6, event->at);
	db_bind_int(stmt, 7, event->token);
	db_bind_ref(stmt, 8, event->actor);
	db_bind_ref(stmt, 9, event->effects);
	db_bind_ref(stmt, 10, event->detail);
	db_bind_blob_ref(stmt, 11, hash, sizeof hash);
	if (db_run(stmt, err) != RC_OK)
		return err->rc;
	store->seq = event->seq;
	memcpy(store->hash, hash, sizeof hash);
	return RC_OK;
}

struct store_event store_event_of(const struct db_stmt *stmt, uint8_t hash[DIGEST_SIZE])
{
	copy_hash(stmt, 10, hash);
	return (struct store_event){.seq = db_int(stmt, 0), .case_id = db_int(stmt, 1), .prev = db_int(stmt, 2), .version_id = db_int(stmt, 3),
	                            .kind = db_text(stmt, 4), .at = db_int(stmt, 5), .token = db_int(stmt, 6), .actor = db_text(stmt, 7),
	                            .effects = db_text(stmt, 8), .detail = db_text(stmt, 9)};
}

enum rc store_event_get(struct store *store, int64_t seq, int64_t case_id, struct store_event *event, struct err *err)
{
	struct db_stmt *stmt = store_sql(store, STORE_EVENT_GET, err);
	uint8_t hash[DIGEST_SIZE];
	bool row;
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, seq);
	if (db_step(stmt, &row, err) != RC_OK)
		return err->rc;
	*event = row ? store_event_of(stmt, hash) : (struct store_event){0};
	if (row && event->case_id == case_id && event->prev < seq)
		return RC_OK;
	return err_set(err, RC_INPUT, _("the store is damaged: event %lld is no event of case %lld"), (long long)seq, (long long)case_id);
}

enum rc store_verify(struct store *store, void (*see)(void *context, const struct store_event *event), void *context, int64_t *altered,
                     int64_t *n, char head[DIGEST_HEX], struct err *err)
{
	struct db_stmt *stmt = store_sql(store, STORE_EVENT_LIST, err);
	uint8_t before[DIGEST_SIZE], hash[DIGEST_SIZE], kept[DIGEST_SIZE];
	bool row = true;
	*altered = *n = 0;
	head[0] = '\0';
	if (!stmt)
		return err->rc;
	while (db_step(stmt, &row, err) == RC_OK && row) {
		struct store_event event = store_event_of(stmt, kept);
		chain(*n ? before : NULL, &event, hash);
		++*n;
		if (event.seq != *n || memcmp(hash, kept, sizeof hash) != 0) {
			*altered = *n;
			break;
		}
		memcpy(before, hash, sizeof hash);
		if (see)
			see(context, &event);
	}
	if (*n > (*altered ? 1 : 0))
		digest_hex(before, head);
	db_reset(stmt);
	return err->rc;
}
