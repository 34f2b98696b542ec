/* SPDX-License-Identifier: MIT */
#include "cases/upgrade.h"
#include "unit.h"

#include "base/arena.h"
#include "base/io.h"
#include "base/share.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/uprava-test-XXXXXX";
static char path[sizeof dir + 16], bak[sizeof dir + 32];

static int64_t ask(const char *file, const char *sql)
{
	struct err err = ERR_NONE;
	struct db *db;
	struct db_stmt *stmt = NULL;
	bool row = false;
	int64_t value = -1;
	if (db_open(file, DB_WRITE, &db, &err) == RC_OK && db_prepare(db, sql, &stmt, &err) == RC_OK && db_step(stmt, &row, &err) == RC_OK && row)
		value = db_int(stmt, 0);
	db_finalize(stmt);
	db_close(db);
	return value;
}

static bool run(const char *sql, struct err *err)
{
	struct db *db;
	bool ok = db_open(path, DB_CREATE, &db, err) == RC_OK && db_exec(db, sql, err) == RC_OK;
	db_close(db);
	return ok;
}

/* The oldest store there is, with a message in its outbox. */
static bool old_store(const char *more)
{
	struct err err = ERR_NONE;
	struct arena *arena = arena_new();
	struct buf sql = {0};
	const char *file;
	bool ok = share_path("sql/002-store.sql", arena, &file, &err) == RC_OK && io_read_file(file, 0, &sql, &err) == RC_OK;
	buf_puts(&sql, "PRAGMA user_version = 2; INSERT INTO outbox VALUES (1, 1, 'notify', '{}', '2024-01-15T09:00', '');");
	buf_puts(&sql, more);
	unlink(path);
	unlink(bak);
	ok = ok && run(buf_cstr(&sql), &err);
	buf_free(&sql);
	arena_free(arena);
	return unit_ok(ok, "a store of version 2");
}

static enum rc upgrade(enum upgrade may, struct err *err)
{
	struct db *db;
	*err = ERR_NONE;
	enum rc rc = db_open(path, DB_WRITE, &db, err);
	if (rc == RC_OK)
		rc = upgrade_run(db, path, may, err);
	db_close(db);
	return rc;
}

static void old(int64_t newest)
{
	struct err err;
	struct stat st;
	if (!old_store(""))
		return;
	unit_ok(upgrade(UPGRADE_NEVER, &err) == RC_INPUT && strstr(err.text, "version 2") && strstr(err.text, "run tick"), "who reads it is told what to do");
	unit_ok(access(bak, F_OK) != 0, "and nothing was copied");
	unit_ok(upgrade(UPGRADE_OLD, &err) == RC_OK, "who writes brings it up to date");
	unit_num((double)ask(path, "PRAGMA user_version"), (double)newest, 0, "to the version of now");
	unit_num((double)ask(path, "SELECT count(*) FROM outbox"), 1, 0, "with what was in it");
	unit_ok(stat(bak, &st) == 0 && (st.st_mode & 0777) == 0600, "a copy is kept, for its owner alone");
	unit_num((double)ask(bak, "PRAGMA user_version"), 2, 0, "of the old version");
	unit_num((double)ask(bak, "SELECT count(*) FROM outbox"), 1, 0, "whole");
	unlink(bak);
	unit_ok(upgrade(UPGRADE_OLD, &err) == RC_OK && access(bak, F_OK) != 0, "the next one finds it done");
	unit_ok(upgrade(UPGRADE_NEVER, &err) == RC_OK, "and who reads is content");
}

/* A step that fails leaves the store as it was. */
static void failing(void)
{
	struct err err;
	if (!old_store("CREATE TABLE deliveries (a);"))
		return;
	unit_ok(upgrade(UPGRADE_OLD, &err) == RC_DEFECT, "a step that cannot be taken");
	unit_num((double)ask(path, "PRAGMA user_version"), 2, 0, "leaves the old version");
	unit_num((double)ask(path, "SELECT count(*) FROM pragma_table_info('outbox') WHERE name = 'addressed'"), 0, 0, "and nothing half done");
	unit_ok(upgrade(UPGRADE_OLD, &err) == RC_DEFECT && access(bak, F_OK) == 0, "the copy does not stand in the way of another try");
}

static void at_once(int64_t newest)
{
	struct err err;
	int status, bad = 0;
	if (!old_store(""))
		return;
	for (int i = 0; i < 4; i++)
		if (fork() == 0)
			_exit(upgrade(UPGRADE_OLD, &err));
	while (wait(&status) > 0)
		bad += status != 0;
	unit_num(bad, 0, 0, "four at once");
	unit_num((double)ask(path, "PRAGMA user_version"), (double)newest, 0, "one of them did it");
}

int main(void)
{
	struct err err;
	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof path, "%s/a.db", dir);
	snprintf(bak, sizeof bak, "%s/a.db.bak2", dir);
	unit_ok(run("", &err) && upgrade(UPGRADE_OLD, &err) == RC_INPUT && strstr(err.text, "no store"), "an empty file is no store");
	unit_ok(upgrade(UPGRADE_NEW, &err) == RC_OK, "and can be made one");
	int64_t newest = ask(path, "PRAGMA user_version");
	unit_ok(newest >= 3 && access(bak, F_OK) != 0, "of which there is no copy");
	old(newest);
	failing();
	at_once(newest);
	unit_ok(run("PRAGMA user_version = 1", &err) && upgrade(UPGRADE_NEW, &err) == RC_INPUT && strstr(err.text, "never released"), "version 1 is refused");
	unit_ok(run("PRAGMA user_version = 99", &err) && upgrade(UPGRADE_NEW, &err) == RC_INPUT && strstr(err.text, "99"), "so is one of tomorrow");
	unlink(path);
	unlink(bak);
	rmdir(dir);
	return unit_done();
}
