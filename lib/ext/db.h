/* SPDX-License-Identifier: MIT */
/*
 * SQLite, opened one way: foreign keys on, busy timeout, extended errors, no extensions, trusted_schema off. A handle belongs to one
 * thread. Every bind and step is checked. Parameters are numbered from 1, columns from 0. Two functions beyond SQLite's own: the aggregate
 * median(x), and days(t), a date or moment as a number of days since 1970-01-01 (NULL when it is none).
 */
#ifndef EXT_DB_H
#define EXT_DB_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct db;
struct db_stmt;

enum db_mode {
	DB_MEMORY,   /* path is ignored; a private database in memory (spilling to a temporary file) */
	DB_READ,     /* must exist */
	DB_WRITE,    /* must exist; WAL, synchronous FULL */
	DB_CREATE,   /* as DB_WRITE, made with mode 0600 when it does not exist */
};

enum rc db_open(const char *path, enum db_mode mode, struct db **db, struct err *err) MUST_CHECK;
void db_close(struct db *db); /* NULL is safe; finalizes what is left */

/* Runs a script. A locked database, a full disk: RC_SYSTEM; a constraint: RC_INPUT; bad SQL: RC_DEFECT. */
enum rc db_exec(struct db *db, const char *sql, struct err *err) MUST_CHECK;

/* As db_prepare reports bad SQL that a user wrote: RC_INPUT with SQLite's words. Only one SELECT is accepted, and nothing
 * that writes or attaches. */
enum rc db_prepare_query(struct db *db, struct str sql, struct db_stmt **stmt, struct err *err) MUST_CHECK;

enum rc db_prepare(struct db *db, const char *sql, struct db_stmt **stmt, struct err *err) MUST_CHECK;
void db_finalize(struct db_stmt *stmt); /* NULL is safe */

void db_reset(struct db_stmt *stmt); /* drops the rows that were not read */

/* A copy of the whole database as it was last committed, in a file of mode 0600 that appears whole and is on the disk when this returns; it replaces one of that name. */
enum rc db_backup(struct db *db, const char *path, struct err *err) MUST_CHECK;

/* Binding resets a stepped statement first. Bytes are copied; those of a _ref must stay until the statement has run or is bound anew.
 * Errors are kept and reported by the next db_step. */
void db_bind_text(struct db_stmt *stmt, int i, struct str text);
void db_bind_ref(struct db_stmt *stmt, int i, struct str text);
void db_bind_blob_ref(struct db_stmt *stmt, int i, const void *bytes, size_t n);
void db_bind_int(struct db_stmt *stmt, int i, int64_t value);
void db_bind_num(struct db_stmt *stmt, int i, double value);
void db_bind_null(struct db_stmt *stmt, int i);
void db_bind_cstr(struct db_stmt *stmt, int i, const char *text); /* NULL is null */

/* *row: there is a row to read. After the last one the statement is reset by itself. */
enum rc db_step(struct db_stmt *stmt, bool *row, struct err *err) MUST_CHECK;
/* Steps a statement that gives no row (or whose rows do not matter) and resets it. */
enum rc db_run(struct db_stmt *stmt, struct err *err) MUST_CHECK;

int db_columns(const struct db_stmt *stmt);
const char *db_column_name(const struct db_stmt *stmt, int i);
bool db_is_null(const struct db_stmt *stmt, int i);
bool db_is_number(const struct db_stmt *stmt, int i); /* an integer or a real; ask before db_text, which converts */
struct str db_text(const struct db_stmt *stmt, int i); /* valid until the next step */
struct str db_blob(const struct db_stmt *stmt, int i); /* the same */
int64_t db_int(const struct db_stmt *stmt, int i);
double db_num(const struct db_stmt *stmt, int i);

int64_t db_last_id(const struct db *db);
int64_t db_changes(const struct db *db);

#endif
