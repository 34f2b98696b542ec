/* SPDX-License-Identifier: MIT */
#include "ext/db.h"
#include "unit.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[] = "/tmp/uprava-test-XXXXXX/a.db";

static void memory(void)
{
	struct err err = ERR_NONE;
	struct db *db;
	struct db_stmt *stmt = NULL;
	bool row;
	if (!unit_ok(db_open(NULL, DB_MEMORY, &db, &err) == RC_OK, "a database in memory"))
		return;
	unit_ok(db_exec(db, "CREATE TABLE t(a TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT", &err) == RC_OK, "DDL");
	if (db_prepare(db, "INSERT INTO t VALUES(?1, ?2)", &stmt, &err) == RC_OK)
		for (int i = 0; i < 3; i++) {
			db_bind_text(stmt, 1, (struct str){"a\0bc", (size_t)i + 1});
			db_bind_int(stmt, 2, i);
			unit_ok(db_run(stmt, &err) == RC_OK, "insert");
		}
	db_bind_text(stmt, 1, STR("a"));
	unit_ok(db_run(stmt, &err) == RC_INPUT, "a constraint is bad input");
	err = ERR_NONE;
	db_bind_int(stmt, 9, 1);
	unit_ok(db_run(stmt, &err) == RC_DEFECT, "a parameter that is not there is a defect");
	db_finalize(stmt);
	err = ERR_NONE;
	if (db_prepare_query(db, STR("SELECT a, n, NULL AS z FROM t ORDER BY n;"), &stmt, &err) == RC_OK) {
		int n = 0;
		while (db_step(stmt, &row, &err) == RC_OK && row)
			n += db_text(stmt, 0).n == (size_t)db_int(stmt, 1) + 1 && db_is_null(stmt, 2);
		unit_num(n, 3, 0, "rows come back whole");
		unit_str(db_column_name(stmt, 2), "z", "a column's name");
	}
	db_finalize(stmt);
	static const struct {
		const char *sql, *want; /* "" is NULL */
	} values[] = {
	        {"SELECT median(x) FROM (SELECT 3 AS x UNION ALL SELECT 1 UNION ALL SELECT NULL UNION ALL SELECT 10)", "3.0"},
	        {"SELECT median(x) FROM (SELECT 4 AS x UNION ALL SELECT 1)", "2.5"},
	        {"SELECT median(x) FROM (SELECT NULL AS x)", ""},
	        {"SELECT median(1) WHERE 0", ""},
	        {"SELECT days('1970-01-02T12:00')", "1.5"},
	        {"SELECT days('2023-07-01') - days('2023-06-01')", "30.0"},
	        {"SELECT days('01/02/2023')", ""},
	        {"SELECT days(NULL)", ""},
	};
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		err = ERR_NONE;
		if (unit_ok(db_prepare_query(db, str_of(values[i].sql), &stmt, &err) == RC_OK &&
		                    db_step(stmt, &row, &err) == RC_OK && row,
		            values[i].sql)) {
			unit_ok(db_is_number(stmt, 0) == (values[i].want[0] != 0), "a number or NULL");
			unit_ok(str_is(db_text(stmt, 0), values[i].want), values[i].want);
		}
		db_finalize(stmt);
	}
	static const char *const bad[] = {"DELETE FROM t", "SELECT 1; SELECT 2", "SELEC 1", "ATTACH 'x' AS y", "",
	                                  "PRAGMA user_version = 3", "SELECT load_extension('x')", "INSERT INTO t VALUES('z', 1) RETURNING a",
	                                  "PRAGMA table_list"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		err = ERR_NONE;
		unit_ok(db_prepare_query(db, str_of(bad[i]), &stmt, &err) == RC_INPUT, bad[i]);
	}
	err = ERR_NONE;
	unit_ok(db_prepare_query(db, STR("SELECT abs(-9223372036854775808)"), &stmt, &err) == RC_OK &&
	                db_step(stmt, &row, &err) == RC_INPUT,
	        "a user's query that fails while it runs is bad input");
	db_finalize(stmt);
	err = ERR_NONE;
	unit_ok(db_prepare(db, "SELEC 1", &stmt, &err) == RC_DEFECT, "our own bad SQL is a defect");
	err = ERR_NONE;
	unit_ok(db_exec(db, "CREATE TABLE child(a TEXT REFERENCES t(a)) STRICT", &err) == RC_OK &&
	                db_exec(db, "INSERT INTO child VALUES('nobody')", &err) == RC_INPUT,
	        "foreign keys hold");
	db_close(db);
}

/* A writer in another process waits for the lock, and both are done. */
static void two_writers(void)
{
	struct err err = ERR_NONE;
	struct db *db;
	if (!unit_ok(db_open(path, DB_CREATE, &db, &err) == RC_OK && db_exec(db, "CREATE TABLE t(a)", &err) == RC_OK,
	             "a new file"))
		return;
	struct stat st;
	unit_ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "is for its owner alone");
	db_close(db);
	pid_t child = fork();
	if (db_open(path, DB_WRITE, &db, &err) == RC_OK)
		for (int i = 0; i < 50 && err.rc == RC_OK; i++)
			if (db_exec(db, "BEGIN IMMEDIATE; INSERT INTO t VALUES(1); COMMIT", &err) != RC_OK)
				break;
	db_close(db);
	if (child == 0)
		_exit(err.rc);
	int status = 0;
	waitpid(child, &status, 0);
	struct db_stmt *stmt = NULL;
	bool row = false;
	unit_ok(err.rc == RC_OK && status == 0, "two writers at once");
	if (db_open(path, DB_READ, &db, &err) == RC_OK && db_prepare(db, "SELECT count(*) FROM t", &stmt, &err) == RC_OK &&
	    db_step(stmt, &row, &err) == RC_OK && row)
		unit_num((double)db_int(stmt, 0), 100, 0, "nothing is lost");
	db_finalize(stmt);
	unit_ok(db_exec(db, "INSERT INTO t VALUES(1)", &err) == RC_SYSTEM, "a database opened for reading is not written");
	db_close(db);
}

int main(void)
{
	char *slash = strrchr(path, '/');
	*slash = '\0';
	if (!mkdtemp(path))
		return 1;
	*slash = '/';
	memory();
	two_writers();
	struct err err = ERR_NONE;
	struct db *db;
	unit_ok(db_open("/nonexistent/a.db", DB_READ, &db, &err) == RC_SYSTEM && !db, "a file that is not there");
	unlink(path);
	FILE *file = fopen(path, "w");
	fputs("this is not a database, but it is long enough to be looked at as one would be\n", file);
	fclose(file);
	err = ERR_NONE;
	unit_ok(db_open(path, DB_WRITE, &db, &err) == RC_INPUT, "a file that is no database");
	unlink(path);
	*slash = '\0';
	rmdir(path);
	return unit_done();
}
