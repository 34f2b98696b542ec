/* SPDX-License-Identifier: MIT */
#include "ext/db.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/vec.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUSY_MS = 10000, POLL_MS = 1 };

struct db {
	sqlite3 *handle;
	char *name;            /* for messages */
	struct db_stmt *stmts; /* all that are not finalized */
};

struct db_stmt {
	struct db *db;
	struct db_stmt *next, **link; /* in db->stmts */
	sqlite3_stmt *handle;
	int bad;      /* the first bind that failed */
	bool stepped; /* it must be reset before the next bind */
	bool users;   /* written by a user: what is wrong with it is bad input */
};

static enum rc rc_of(int code)
{
	switch (code & 0xff) {
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return RC_INPUT;
	case SQLITE_ERROR:
	case SQLITE_MISUSE:
	case SQLITE_RANGE:
	case SQLITE_SCHEMA:
		return RC_DEFECT;
	default:
		return RC_SYSTEM;
	}
}

/* What SQLite says of a file, in the user's language; NULL: its own words are for who wrote the SQL. */
static const char *words_of(int code)
{
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return _("the database is in use by another process");
	case SQLITE_NOTADB:
		return _("this is no database");
	case SQLITE_CORRUPT:
		return _("the database is damaged (restore it from a copy)");
	case SQLITE_FULL:
		return _("the disk is full");
	case SQLITE_IOERR:
		return _("Input/output error");
	case SQLITE_READONLY:
		return _("the database may not be written");
	default:
		return NULL;
	}
}

static enum rc fail(const struct db *db, int code, struct err *err)
{
	const char *words = words_of(code);
	int number = (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN ? sqlite3_system_errno(db->handle) : 0;
	return err_set(err, rc_of(code), "%s: %s", db->name, number ? _(strerror(number)) : words ? words : sqlite3_errmsg(db->handle));
}

/* The numbers that a median has seen; NULL before the first. The context's own memory is only the pointer. */
struct median {
	VEC(double) *seen;
};

static void median_step(sqlite3_context *context, int n, sqlite3_value **value)
{
	struct median *m = sqlite3_aggregate_context(context, sizeof *m);
	(void)n;
	if (!m) {
		sqlite3_result_error_nomem(context);
		return;
	}
	if (sqlite3_value_type(value[0]) == SQLITE_NULL)
		return;
	if (!m->seen)
		m->seen = mem_alloc(sizeof *m->seen);
	vec_push(m->seen, sqlite3_value_double(value[0]));
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* NULL of no numbers, as avg() has it; of an even number the mean of the middle two. */
static void median_end(sqlite3_context *context)
{
	struct median *m = sqlite3_aggregate_context(context, 0);
	if (!m || !m->seen)
		return;
	size_t n = m->seen->n;
	qsort(m->seen->v, n, sizeof *m->seen->v, by_size);
	sqlite3_result_double(context, (m->seen->v[(n - 1) / 2] + m->seen->v[n / 2]) / 2);
	vec_free(m->seen);
	free(m->seen);
}

static void days_of(sqlite3_context *context, int n, sqlite3_value **value)
{
	struct moment moment;
	(void)n;
	struct str text = str_of((const char *)sqlite3_value_text(value[0]));
	if (text.n > 0 && moment_read(text, &moment) == DATE_OK)
		sqlite3_result_double(context, (double)moment_utc(moment) / 86400);
}

static int add_functions(sqlite3 *handle)
{
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	int code = sqlite3_create_function_v2(handle, "median", 1, flags, NULL, NULL, median_step, median_end, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_create_function_v2(handle, "days", 1, flags, NULL, days_of, NULL, NULL, NULL);
	return code;
}

/*
 * Who waits for a lock looks every millisecond: SQLite's own waiting grows to a tenth of a second between two looks, and then hardly ever
 * meets the moment between two transactions of a busy writer.
 */
static int wait_a_little(void *context, int times)
{
	(void)context;
	usleep(POLL_MS * 1000);
	return times < BUSY_MS / POLL_MS;
}

static enum rc set_up(struct db *db, enum db_mode mode, struct err *err)
{
	static const char every[] = "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = FILE;";
	/* Pages of 8 KiB halve what an append costs; a page is kept in memory until its transaction ends. */
	static const char stored[] = "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;";
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_busy_handler(db->handle, wait_a_little, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	int code = add_functions(db->handle);
	if (code != SQLITE_OK)
		return fail(db, code, err);
	if (db_exec(db, every, err) == RC_OK && (mode == DB_WRITE || mode == DB_CREATE))
		return db_exec(db, stored, err);
	return err->rc;
}

/* The file is made by us, so that its mode never depends on the umask. */
static enum rc make_file(const char *path, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_errno(err, path);
	close(fd);
	return RC_OK;
}

enum rc db_open(const char *path, enum db_mode mode, struct db **db, struct err *err)
{
	/* The empty name is a private database that SQLite moves to a temporary file when it outgrows its cache. */
	const char *name = mode == DB_MEMORY ? "" : path;
	int flags = SQLITE_OPEN_NOMUTEX | (mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
	*db = NULL;
	if (mode == DB_CREATE && make_file(path, err) != RC_OK)
		return err->rc;
	if (mode != DB_MEMORY && access(path, mode == DB_READ ? R_OK : R_OK | W_OK) != 0)
		return err_errno(err, path);
	/* Counting the bytes of every allocation under a lock costs more than most allocations; it is too late, and no matter, for a second database. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	*db = mem_alloc(sizeof **db);
	(*db)->name = mem_strdup(mode == DB_MEMORY ? "SQLite" : path);
	int code = sqlite3_open_v2(name, &(*db)->handle, mode == DB_MEMORY ? flags | SQLITE_OPEN_CREATE : flags, NULL);
	if (code != SQLITE_OK)
		fail(*db, code, err);
	else if (set_up(*db, mode, err) == RC_OK)
		return RC_OK;
	db_close(*db);
	*db = NULL;
	return err->rc;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	while (db->stmts)
		db_finalize(db->stmts);
	sqlite3_close(db->handle);
	free(db->name);
	free(db);
}

static enum rc sync_file(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) != 0)
		err_errno(err, path);
	if (fd >= 0)
		close(fd);
	return err->rc;
}

/* The name is on the disk when its folder is. */
static enum rc rename_file(const char *from, const char *to, struct err *err)
{
	char *folder = mem_strdup(to);
	char *slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	if (rename(from, to) != 0)
		err_errno(err, to);
	else
		sync_file(slash ? folder : ".", err);
	free(folder);
	return err->rc;
}

/* Read by a connection of its own: SQLite copies nothing out of one that has begun to write. In a transaction, what was committed before it is copied. */
static enum rc copy_to(struct db *db, struct db *to, struct err *err)
{
	struct db from = {.name = db->name};
	int code = sqlite3_open_v2(sqlite3_db_filename(db->handle, "main"), &from.handle, SQLITE_OPEN_READWRITE, NULL);
	sqlite3_busy_timeout(from.handle, BUSY_MS);
	if (code != SQLITE_OK) {
		fail(&from, code, err);
	} else if ((code = sqlite3_open_v2(to->name, &to->handle, SQLITE_OPEN_READWRITE, NULL)) != SQLITE_OK) {
		fail(to, code, err);
	} else {
		sqlite3_backup *backup = sqlite3_backup_init(to->handle, "main", from.handle, "main");
		if (backup)
			sqlite3_backup_step(backup, -1);
		sqlite3_backup_finish(backup);
		code = sqlite3_errcode(to->handle);
		if (code != SQLITE_OK)
			fail(to, code, err);
	}
	sqlite3_close(from.handle);
	return err->rc;
}

enum rc db_backup(struct db *db, const char *path, struct err *err)
{
	struct buf name = {0};
	buf_printf(&name, "%s.tmp", path);
	struct db to = {.name = name.p};
	if (unlink(to.name) != 0 && errno != ENOENT)
		err_errno(err, to.name);
	else if (make_file(to.name, err) == RC_OK)
		copy_to(db, &to, err);
	sqlite3_close(to.handle);
	if (err->rc == RC_OK && sync_file(to.name, err) == RC_OK)
		rename_file(to.name, path, err);
	buf_free(&name);
	return err->rc;
}

enum rc db_exec(struct db *db, const char *sql, struct err *err)
{
	int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
	return code == SQLITE_OK ? RC_OK : fail(db, code, err);
}

static struct db_stmt *stmt_new(struct db *db, sqlite3_stmt *handle)
{
	struct db_stmt *stmt = mem_alloc(sizeof *stmt);
	*stmt = (struct db_stmt){.db = db, .next = db->stmts, .link = &db->stmts, .handle = handle, .bad = SQLITE_OK};
	if (stmt->next)
		stmt->next->link = &stmt->next;
	db->stmts = stmt;
	return stmt;
}

enum rc db_prepare(struct db *db, const char *sql, struct db_stmt **stmt, struct err *err)
{
	sqlite3_stmt *handle;
	*stmt = NULL;
	int code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
	if (code != SQLITE_OK)
		return fail(db, code, err);
	*stmt = stmt_new(db, handle);
	return RC_OK;
}

/* Reading, selecting and functions are allowed, all else is not. */
static int only_reading(void *context, int action, const char *a, const char *b, const char *c, const char *d)
{
	(void)context, (void)a, (void)c, (void)d;
	if (action == SQLITE_FUNCTION)
		return b && strcmp(b, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
	return action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_RECURSIVE ? SQLITE_OK : SQLITE_DENY;
}

enum rc db_prepare_query(struct db *db, struct str sql, struct db_stmt **stmt, struct err *err)
{
	sqlite3_stmt *handle = NULL;
	const char *tail = NULL;
	*stmt = NULL;
	if (sql.n > 1000000)
		return err_set(err, RC_INPUT, _("the query is longer than a million bytes"));
	sqlite3_set_authorizer(db->handle, only_reading, NULL);
	int code = sqlite3_prepare_v2(db->handle, sql.p, (int)sql.n, &handle, &tail);
	if (code == SQLITE_AUTH)
		err_set(err, RC_INPUT, _("only one SELECT is allowed: %.*s"), STR_ARG(sql));
	else if (code != SQLITE_OK)
		err_set(err, RC_INPUT, "%s", sqlite3_errmsg(db->handle));
	sqlite3_set_authorizer(db->handle, NULL, NULL);
	if (err->rc != RC_OK)
		return err->rc;
	struct str rest = str_trim((struct str){tail, (size_t)(sql.p + sql.n - tail)});
	if (!handle || (rest.n && !str_is(rest, ";")) || sqlite3_column_count(handle) == 0) {
		sqlite3_finalize(handle);
		return err_set(err, RC_INPUT, _("only one SELECT is allowed: %.*s"), STR_ARG(sql));
	}
	*stmt = stmt_new(db, handle);
	(*stmt)->users = true;
	return RC_OK;
}

void db_finalize(struct db_stmt *stmt)
{
	if (!stmt)
		return;
	*stmt->link = stmt->next;
	if (stmt->next)
		stmt->next->link = stmt->link;
	sqlite3_finalize(stmt->handle);
	free(stmt);
}

void db_reset(struct db_stmt *stmt)
{
	if (stmt->stepped)
		sqlite3_reset(stmt->handle);
	stmt->stepped = false;
}

static void bound(struct db_stmt *stmt, int code)
{
	if (stmt->bad == SQLITE_OK)
		stmt->bad = code;
}

void db_bind_text(struct db_stmt *stmt, int i, struct str text)
{
	db_reset(stmt);
	bound(stmt, sqlite3_bind_text64(stmt->handle, i, text.p ? text.p : "", text.n, SQLITE_TRANSIENT, SQLITE_UTF8));
}

void db_bind_ref(struct db_stmt *stmt, int i, struct str text)
{
	db_reset(stmt);
	bound(stmt, sqlite3_bind_text64(stmt->handle, i, text.p ? text.p : "", text.n, SQLITE_STATIC, SQLITE_UTF8));
}

void db_bind_blob_ref(struct db_stmt *stmt, int i, const void *bytes, size_t n)
{
	db_reset(stmt);
	bound(stmt, sqlite3_bind_blob64(stmt->handle, i, bytes, n, SQLITE_STATIC));
}

void db_bind_int(struct db_stmt *stmt, int i, int64_t value)
{
	db_reset(stmt);
	bound(stmt, sqlite3_bind_int64(stmt->handle, i, value));
}

void db_bind_num(struct db_stmt *stmt, int i, double value)
{
	db_reset(stmt);
	bound(stmt, sqlite3_bind_double(stmt->handle, i, value));
}

void db_bind_null(struct db_stmt *stmt, int i)
{
	db_reset(stmt);
	bound(stmt, sqlite3_bind_null(stmt->handle, i));
}

void db_bind_cstr(struct db_stmt *stmt, int i, const char *text)
{
	if (text)
		db_bind_text(stmt, i, str_of(text));
	else
		db_bind_null(stmt, i);
}

enum rc db_step(struct db_stmt *stmt, bool *row, struct err *err)
{
	*row = false;
	if (stmt->bad != SQLITE_OK) {
		int code = stmt->bad;
		stmt->bad = SQLITE_OK;
		return fail(stmt->db, code, err);
	}
	int code = sqlite3_step(stmt->handle);
	stmt->stepped = true;
	*row = code == SQLITE_ROW;
	if (code == SQLITE_ROW)
		return RC_OK;
	if (code != SQLITE_DONE && stmt->users && rc_of(code) == RC_DEFECT)
		err_set(err, RC_INPUT, "%s", sqlite3_errmsg(stmt->db->handle));
	else if (code != SQLITE_DONE)
		fail(stmt->db, code, err);
	db_reset(stmt);
	return code == SQLITE_DONE ? RC_OK : err->rc;
}

enum rc db_run(struct db_stmt *stmt, struct err *err)
{
	bool row;
	enum rc rc = db_step(stmt, &row, err);
	db_reset(stmt);
	return rc;
}

int db_columns(const struct db_stmt *stmt)
{
	return sqlite3_column_count(stmt->handle);
}

const char *db_column_name(const struct db_stmt *stmt, int i)
{
	return sqlite3_column_name(stmt->handle, i);
}

bool db_is_null(const struct db_stmt *stmt, int i)
{
	return sqlite3_column_type(stmt->handle, i) == SQLITE_NULL;
}

bool db_is_number(const struct db_stmt *stmt, int i)
{
	int type = sqlite3_column_type(stmt->handle, i);
	return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

struct str db_text(const struct db_stmt *stmt, int i)
{
	const char *p = (const char *)sqlite3_column_text(stmt->handle, i);
	return (struct str){p ? p : "", p ? (size_t)sqlite3_column_bytes(stmt->handle, i) : 0};
}

struct str db_blob(const struct db_stmt *stmt, int i)
{
	const char *p = sqlite3_column_blob(stmt->handle, i);
	return (struct str){p ? p : "", p ? (size_t)sqlite3_column_bytes(stmt->handle, i) : 0};
}

int64_t db_int(const struct db_stmt *stmt, int i)
{
	return sqlite3_column_int64(stmt->handle, i);
}

double db_num(const struct db_stmt *stmt, int i)
{
	return sqlite3_column_double(stmt->handle, i);
}

int64_t db_last_id(const struct db *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}

int64_t db_changes(const struct db *db)
{
	return sqlite3_changes64(db->handle);
}
