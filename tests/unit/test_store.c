/* SPDX-License-Identifier: MIT */
#include "cases/store.h"
#include "unit.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/uprava-test-XXXXXX";
static char path[sizeof dir + 8];

static void task_ids(void)
{
	static const struct {
		const char *text;
		bool good;
		int64_t case_id, token;
	} cases[] = {
	        {"12.3", true, 12, 3}, {"1.1", true, 1, 1}, {"", false, 0, 0},      {"12", false, 0, 0},     {"12.", false, 0, 0},
	        {".3", false, 0, 0},   {"0.1", false, 0, 0}, {"1.0", false, 0, 0},  {"1.2.3", false, 0, 0},  {"-1.2", false, 0, 0},
	        {"1.-2", false, 0, 0}, {"a.b", false, 0, 0}, {"1. 2", false, 0, 0}, {"99999999999999999999.1", false, 0, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t case_id = 0, token = 0;
		bool good = store_task_id(str_of(cases[i].text), &case_id, &token);
		unit_ok(good == cases[i].good && (!good || (case_id == cases[i].case_id && token == cases[i].token)), cases[i].text);
	}
	int64_t case_id, token;
	unit_ok(!store_task_id((struct str){0}, &case_id, &token), "no text is no task");
}

static enum rc append(struct store *store, const char *actor, int64_t *seq, struct err *err)
{
	struct store_event event = {.case_id = 1, .prev = *seq, .version_id = 1, .at = 1705309200, .token = 2, .kind = STR("completed"),
	                            .actor = str_of(actor), .effects = STR("[[\"t+\",2]]"), .detail = STR("{\"comment\":\"согласовано\"}")};
	enum rc rc = store_append(store, &event, err);
	*seq = event.seq;
	return rc;
}

static void no_store(void)
{
	struct err err = ERR_NONE;
	struct store *store;
	unit_ok(store_open(path, STORE_READ, &store, &err) != RC_OK && !store, "what is not there is not opened for reading");
	err = ERR_NONE;
	unit_ok(store_open(path, STORE_WRITE, &store, &err) != RC_OK && !store && access(path, F_OK) != 0, "nor made for writing");
	struct db *db;
	err = ERR_NONE;
	if (unit_ok(db_open(path, DB_CREATE, &db, &err) == RC_OK && db_exec(db, "CREATE TABLE t(a)", &err) == RC_OK, "another database"))
		unit_ok(store_open(path, STORE_WRITE, &store, &err) == RC_INPUT && !store, "is no store");
	unit_ok(db_exec(db, "PRAGMA user_version = 99", &(struct err){0}) == RC_OK, "a later version");
	err = ERR_NONE;
	unit_ok(store_open(path, STORE_CREATE, &store, &err) == RC_INPUT && strstr(err.text, "99"), "is refused with its number");
	db_close(db);
	unlink(path);
}

/* Events are numbered in order; what is rolled back leaves no gap and no trace in the chain. */
static void chain(void)
{
	struct err err = ERR_NONE;
	struct store *store;
	int64_t seq = 0, altered = 9, n = 9;
	char head[DIGEST_HEX], again[DIGEST_HEX];
	if (!unit_ok(store_open(path, STORE_CREATE, &store, &err) == RC_OK, "a new store"))
		return;
	struct stat st;
	unit_ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "is for its owner alone");
	unit_ok(store_verify(store, NULL, NULL, &altered, &n, head, &err) == RC_OK && altered == 0 && n == 0 && head[0] == '\0', "an empty chain is whole");
	unit_ok(store_begin(store, &err) == RC_OK && append(store, "E1", &seq, &err) == RC_OK && seq == 1 && append(store, "E2", &seq, &err) == RC_OK &&
	                seq == 2 && store_commit(store, &err) == RC_OK,
	        "two events");
	unit_ok(store_verify(store, NULL, NULL, &altered, &n, head, &err) == RC_OK && altered == 0 && n == 2 && strlen(head) == DIGEST_HEX - 1, "are whole");
	unit_ok(store_begin(store, &err) == RC_OK && append(store, "E3", &seq, &err) == RC_OK && seq == 3, "a third");
	store_rollback(store);
	unit_ok(store_verify(store, NULL, NULL, &altered, &n, again, &err) == RC_OK && n == 2, "that is rolled back is not there");
	unit_str(again, head, "and the chain ends where it did");
	unit_ok(store_begin(store, &err) == RC_OK && append(store, "E4", &seq, &err) == RC_OK && seq == 3 && store_commit(store, &err) == RC_OK,
	        "the next event takes its number");
	store_rollback(store);
	unit_ok(store_verify(store, NULL, NULL, &altered, &n, head, &err) == RC_OK && altered == 0 && n == 3, "a rollback without a transaction does nothing");
	store_close(store);
	store_close(NULL);
}

/* What SQL can do to the events behind our back, and where verify finds it. Each is undone by its second statement. */
static void tampering(void)
{
	static const struct {
		const char *sql, *undo;
		int64_t altered;
	} cases[] = {
	        {"UPDATE events SET actor = 'E9' WHERE seq = 2", "UPDATE events SET actor = 'E2' WHERE seq = 2", 2},
	        {"UPDATE events SET at = at - 1 WHERE seq = 1", "UPDATE events SET at = at + 1 WHERE seq = 1", 1},
	        {"UPDATE events SET case_id = 2 WHERE seq = 3", "UPDATE events SET case_id = 1 WHERE seq = 3", 3},
	        {"UPDATE events SET token = 3 WHERE seq = 3", "UPDATE events SET token = 2 WHERE seq = 3", 3},
	        {"UPDATE events SET prev = 0 WHERE seq = 3", "UPDATE events SET prev = 3 WHERE seq = 3", 3},
	        {"UPDATE events SET version_id = 2 WHERE seq = 3", "UPDATE events SET version_id = 1 WHERE seq = 3", 3},
	        {"UPDATE events SET effects = '[[\"t-\",2]]' WHERE seq = 2", "UPDATE events SET effects = '[[\"t+\",2]]' WHERE seq = 2", 2},
	        {"UPDATE events SET actor = '', kind = kind || actor WHERE seq = 2", "UPDATE events SET kind = 'completed', actor = 'E2' WHERE seq = 2", 2},
	        {"UPDATE events SET detail = detail || ' ' WHERE seq = 1", "UPDATE events SET detail = rtrim(detail) WHERE seq = 1", 1},
	        {"UPDATE events SET kind = 'fired' WHERE seq = 1", "UPDATE events SET kind = 'completed' WHERE seq = 1", 1},
	        {"UPDATE events SET seq = 7 WHERE seq = 2", "UPDATE events SET seq = 2 WHERE seq = 7", 2},
	        {"UPDATE events SET hash = CAST(hash || x'00' AS BLOB) WHERE seq = 3", "UPDATE events SET hash = substr(hash, 1, 32) WHERE seq = 3", 3},
	        {"UPDATE events SET hash = (SELECT hash FROM events WHERE seq = 1) WHERE seq = 3", "DELETE FROM events WHERE seq = 3", 3},
	        {"DELETE FROM events WHERE seq = 1", "", 1},
	};
	struct err err = ERR_NONE;
	struct store *store = NULL;
	struct db *db = NULL;
	int64_t altered = 0, n = 0;
	char head[DIGEST_HEX];
	if (!unit_ok(store_open(path, STORE_READ, &store, &err) == RC_OK && db_open(path, DB_WRITE, &db, &err) == RC_OK, "the store opened twice"))
		return;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		unit_ok(store_verify(store, NULL, NULL, &altered, &n, head, &err) == RC_OK && altered == 0 && n == (i + 1 < sizeof cases / sizeof *cases ? 3 : 2), "whole");
		unit_ok(db_exec(db, cases[i].sql, &err) == RC_OK && store_verify(store, NULL, NULL, &altered, &n, head, &err) == RC_OK, cases[i].sql);
		unit_num((double)altered, (double)cases[i].altered, 0, "is found at its event");
		unit_ok(db_exec(db, cases[i].undo, &err) == RC_OK, "undone");
	}
	db_close(db);
	store_close(store);
}

static void statements(void)
{
	struct err err = ERR_NONE;
	struct store *store = NULL;
	bool all = true;
	if (!unit_ok(store_open(path, STORE_WRITE, &store, &err) == RC_OK, "the store opened for writing"))
		return;
	for (int i = 0; i < STORE_N; i++)
		all &= store_sql(store, (enum store_sql)i, &err) != NULL;
	unit_ok(all && err.rc == RC_OK, "every statement is one that the store understands");
	struct db_stmt *stmt = store_sql(store, STORE_CASE_ADD, &err);
	if (stmt) {
		for (int i = 1; i <= 13; i++)
			db_bind_int(stmt, i, i);
		unit_ok(db_run(stmt, &err) == RC_INPUT, "a case of a process that was not deployed is refused");
	}
	store_close(store);
}

int main(void)
{
	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof path, "%s/a.db", dir);
	task_ids();
	no_store();
	chain();
	tampering();
	statements();
	unlink(path);
	rmdir(dir);
	return unit_done();
}
