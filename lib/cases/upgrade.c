/* SPDX-License-Identifier: MIT */
#include "cases/upgrade.h"

#include "base/arena.h"
#include "base/io.h"
#include "base/lang.h"
#include "base/share.h"

/* The first makes a store out of nothing. Version 1 was never released. */
static const struct {
	int64_t version;
	const char *file;
} steps[] = {
        {2, "sql/002-store.sql"},
        {3, "sql/003-outbox.sql"},
        {4, "sql/004-applicants.sql"},
};

enum { STEPS = sizeof steps / sizeof *steps };
#define NEWEST (steps[STEPS - 1].version)

static enum rc read_version(struct db *db, int64_t *version, struct err *err)
{
	struct db_stmt *stmt;
	bool row = false;
	*version = 0;
	if (db_prepare(db, "PRAGMA user_version", &stmt, err) != RC_OK)
		return err->rc;
	if (db_step(stmt, &row, err) == RC_OK && row)
		*version = db_int(stmt, 0);
	db_finalize(stmt);
	return err->rc;
}

/* An empty database of version 0 may become a store; any other must have a store's tables, whatever version it says it is of. */
static enum rc check_tables(struct db *db, const char *path, int64_t version, struct err *err)
{
	struct db_stmt *stmt;
	bool row = false;
	if (db_prepare(db,
	               "SELECT count(*), coalesce(sum(name IN ('processes', 'versions', 'events', 'cases', 'tasks', 'waits', 'outbox')), 0) "
	               "FROM sqlite_schema WHERE type = 'table'",
	               &stmt, err) != RC_OK)
		return err->rc;
	if (db_step(stmt, &row, err) == RC_OK && (version == 0 ? db_int(stmt, 0) != 0 : db_int(stmt, 1) != 7))
		err_set(err, RC_INPUT, _("%s: this is no store of uprava-route (make one with deploy)"), path);
	db_finalize(stmt);
	return err->rc;
}

static enum rc run_step(struct db *db, size_t step, struct err *err)
{
	struct arena *arena = arena_new();
	struct buf sql = {0};
	const char *path;
	if (share_path(steps[step].file, arena, &path, err) == RC_OK && io_read_file(path, 0, &sql, err) == RC_OK) {
		buf_printf(&sql, "\nPRAGMA user_version = %lld;", (long long)steps[step].version);
		if (db_exec(db, buf_cstr(&sql), err) != RC_OK)
			err_set(err, RC_DEFECT, "%s", path);
	}
	buf_free(&sql);
	arena_free(arena);
	return err->rc;
}

static enum rc back_up(struct db *db, const char *path, int64_t version, struct err *err)
{
	struct buf name = {0};
	buf_printf(&name, "%s.bak%lld", path, (long long)version);
	enum rc rc = db_backup(db, buf_cstr(&name), err);
	buf_free(&name);
	return rc;
}

/* All that is to be done, under the lock: who waited for it may find it done. */
static enum rc take_steps(struct db *db, const char *path, struct err *err)
{
	int64_t version;
	if (read_version(db, &version, err) != RC_OK || check_tables(db, path, version, err) != RC_OK || (version > 0 && version < NEWEST && back_up(db, path, version, err) != RC_OK))
		return err->rc;
	for (size_t i = 0; i < STEPS && err->rc == RC_OK; i++)
		if (steps[i].version > version)
			run_step(db, i, err);
	return err->rc;
}

enum rc upgrade_run(struct db *db, const char *path, enum upgrade may, struct err *err)
{
	int64_t version;
	struct err ignored = ERR_NONE;
	if (read_version(db, &version, err) != RC_OK || (version <= NEWEST && check_tables(db, path, version, err) != RC_OK) || version == NEWEST)
		return err->rc;
	if (version == 0 && may != UPGRADE_NEW)
		return err_set(err, RC_INPUT, _("%s: this is no store of uprava-route (make one with deploy)"), path);
	if (version > NEWEST)
		return err_set(err, RC_INPUT, _("%s: the store is of version %lld, made by a newer uprava"), path, (long long)version);
	if (version != 0 && version < steps[0].version)
		return err_set(err, RC_INPUT, _("%s: the store is of version %lld, which was never released (deploy into a new one)"), path,
		               (long long)version);
	if (version != 0 && may == UPGRADE_NEVER)
		return err_set(err, RC_INPUT, _("%s: the store is of version %lld and this uprava needs %lld (run tick once: it keeps a copy)"), path,
		               (long long)version, (long long)NEWEST);
	if (db_exec(db, "BEGIN IMMEDIATE", err) != RC_OK)
		return err->rc;
	if (take_steps(db, path, err) == RC_OK)
		return db_exec(db, "COMMIT", err);
	/* SQLite may have rolled back by itself: the first error is the one that matters. */
	if (db_exec(db, "ROLLBACK", &ignored) != RC_OK)
		ignored.rc = RC_OK;
	return err->rc;
}
