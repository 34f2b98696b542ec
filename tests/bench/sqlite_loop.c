/* SPDX-License-Identifier: MIT */
/*
 * The ceiling of make bench: a loop over bare SQLite, written by hand for this one process, that keeps what a case leaves behind: the case's row, a row of
 * each open task, one row of an event for each of its nine operations; WAL, synchronous FULL, the same indexes. It knows no BPMN, no conditions, no hashes, and asks nothing
 * twice. bench/sqlite_loop FILE CASES BATCH: a commit per BATCH cases; prints cases a second.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static sqlite3 *db;

static const char schema[] =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE cases (case_id INTEGER PRIMARY KEY, process TEXT NOT NULL, version INTEGER NOT NULL, application_id TEXT NOT NULL,"
        " status TEXT NOT NULL, outcome TEXT NOT NULL, data TEXT NOT NULL, started_at TEXT NOT NULL, ended_at TEXT NOT NULL,"
        " UNIQUE (process, application_id));"
        "CREATE TABLE tasks (case_id INTEGER NOT NULL, token INTEGER NOT NULL, node TEXT NOT NULL, unit_id TEXT NOT NULL, created_at TEXT NOT NULL,"
        " due_at TEXT NOT NULL, due_s INTEGER, PRIMARY KEY (case_id, token)) WITHOUT ROWID;"
        "CREATE INDEX tasks_unit ON tasks (unit_id, due_s);"
        "CREATE TABLE events (seq INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL, token INTEGER NOT NULL,"
        " actor TEXT NOT NULL, effects TEXT NOT NULL);"
        "CREATE INDEX events_case ON events (case_id, seq);";

enum { ADD_CASE, END_CASE, ADD_TASK, DROP_TASK, ADD_EVENT, STATEMENTS };

static const char *const sql[STATEMENTS] = {
        [ADD_CASE] = "INSERT INTO cases VALUES (?1, 'permit', 1, ?2, 'open', '', ?3, '2024-01-15T09:00', '')",
        [END_CASE] = "UPDATE cases SET status = 'ended', outcome = 'granted', data = ?2, ended_at = '2024-01-20T09:00' WHERE case_id = ?1",
        [ADD_TASK] = "INSERT INTO tasks VALUES (?1, ?2, ?3, ?4, '2024-01-15T09:00', '2024-01-20T09:00', 1705741200)",
        [DROP_TASK] = "DELETE FROM tasks WHERE case_id = ?1 AND token = ?2",
        [ADD_EVENT] = "INSERT INTO events (case_id, kind, at, token, actor, effects) VALUES (?1, ?2, '2024-01-15T09:00', ?3, 'E0042', ?4)",
};

static sqlite3_stmt *statement[STATEMENTS];

static void fail(void)
{
	fprintf(stderr, "sqlite_loop: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static void text(sqlite3_stmt *s, int i, const char *bytes)
{
	if (sqlite3_bind_text(s, i, bytes, -1, SQLITE_STATIC) != SQLITE_OK)
		fail();
}

static void number(sqlite3_stmt *s, int i, sqlite3_int64 value)
{
	if (sqlite3_bind_int64(s, i, value) != SQLITE_OK)
		fail();
}

static void run(sqlite3_stmt *s)
{
	if (sqlite3_step(s) != SQLITE_DONE || sqlite3_reset(s) != SQLITE_OK)
		fail();
}

static void script(const char *text_of_it)
{
	if (sqlite3_exec(db, text_of_it, NULL, NULL, NULL) != SQLITE_OK)
		fail();
}

static const char *const approvals[] = {"architecture", "land", "roads", "water", "heat", "power"};
static const char *const units[] = {"U07", "U08", "U11", "X01", "X02", "X03"};

static void add_event(sqlite3_int64 id, const char *kind, int token, const char *effects)
{
	sqlite3_stmt *s = statement[ADD_EVENT];
	number(s, 1, id);
	text(s, 2, kind);
	number(s, 3, token);
	text(s, 4, effects);
	run(s);
}

static void open_task(sqlite3_int64 id, int token, const char *node, const char *unit)
{
	sqlite3_stmt *s = statement[ADD_TASK];
	number(s, 1, id);
	number(s, 2, token);
	text(s, 3, node);
	text(s, 4, unit);
	run(s);
}

static void answer(sqlite3_int64 id, int token, const char *effects)
{
	sqlite3_stmt *s = statement[DROP_TASK];
	number(s, 1, id);
	number(s, 2, token);
	run(s);
	add_event(id, "completed", token, effects);
}

static void run_case(sqlite3_int64 id)
{
	char application[32], data[160], effects[160];
	sqlite3_stmt *s = statement[ADD_CASE];
	snprintf(application, sizeof application, "A%lld", (long long)id);
	snprintf(data, sizeof data, "{\"application_id\":\"%s\",\"address\":\"Морская, 12\",\"area_m2\":\"40\"}", application);
	number(s, 1, id);
	text(s, 2, application);
	text(s, 3, data);
	run(s);
	add_event(id, "submitted", 0, data);
	open_task(id, 1, "check", "U10");
	answer(id, 1, "[[\"task_completed\",1,{\"outcome\":\"complete\"}],[\"task_created\",2,5],[\"task_created\",3,6],[\"task_created\",4,7]]");
	for (int i = 0; i < 6; i++)
		open_task(id, 2 + i, approvals[i], units[i]);
	for (int i = 0; i < 6; i++) {
		snprintf(effects, sizeof effects, "[[\"task_completed\",%d,{\"outcome\":\"agreed\"}],[\"join_arrived\",%d,9]]", 2 + i, 8 + i);
		answer(id, 2 + i, effects);
	}
	open_task(id, 14, "decision", "U10");
	answer(id, 14, "[[\"task_completed\",14,{\"outcome\":\"granted\"}],[\"ended\",12],[\"case_ended\",12]]");
	snprintf(data, sizeof data, "{\"application_id\":\"%s\",\"address\":\"Морская, 12\",\"area_m2\":\"40\",\"outcomes\":{\"decision\":\"granted\"}}", application);
	number(statement[END_CASE], 1, id);
	text(statement[END_CASE], 2, data);
	run(statement[END_CASE]);
}

int main(int argc, char **argv)
{
	struct timespec begin, end;
	sqlite3_int64 n = argc == 4 ? atoll(argv[2]) : 0, batch = argc == 4 ? atoll(argv[3]) : 0;
	if (n < 1 || batch < 1)
		return fprintf(stderr, "sqlite_loop FILE CASES BATCH\n"), 2;
	if (sqlite3_open(argv[1], &db) != SQLITE_OK)
		fail();
	script(schema);
	for (int i = 0; i < STATEMENTS; i++)
		if (sqlite3_prepare_v2(db, sql[i], -1, &statement[i], NULL) != SQLITE_OK)
			fail();
	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (sqlite3_int64 id = 1; id <= n; id++) {
		if ((id - 1) % batch == 0)
			script("BEGIN IMMEDIATE");
		run_case(id);
		if (id % batch == 0 || id == n)
			script("COMMIT");
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(statement[i]);
	if (sqlite3_close(db) != SQLITE_OK)
		fail();
	printf("%.0f\n", n / ((double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9));
	return 0;
}
