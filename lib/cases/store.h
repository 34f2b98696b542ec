/* SPDX-License-Identifier: MIT */
/*
 * Where cases are kept: one SQLite file, made by share/sql, opened one way. All SQL over it stands in store.c, in one table indexed by
 * enum store_sql and prepared once when first used; the columns a statement gives and the parameters it takes are said beside its name. Events are
 * only ever appended, each with SHA-256 over the hash before it and its own text, so that an altered one is found.
 */
#ifndef CASES_STORE_H
#define CASES_STORE_H

#include "base/digest.h"
#include "ext/db.h"

struct store;

enum store_mode { STORE_READ, STORE_WRITE, STORE_CREATE };

enum store_sql {
	STORE_VERSION_BY_HASH, /* process, hash → version */
	STORE_VERSION_LAST,    /* process → version, or no row */
	STORE_VERSION_ADD,     /* process, version, hash, file, bpmn, deployed_at */
	STORE_VERSION_GET,     /* process, version → file, bpmn */
	STORE_PROCESS_LIST,    /* → process, each once */
	STORE_CASE_FIND,       /* process, application_id → case_id, status, data */
	STORE_CASE_ADD,        /* process, version, application_id, data, started_at */
	STORE_CASE_GET,        /* case_id → process, version, data, state, status, outcome, started_at, application_id */
	STORE_CASE_MOVE,       /* case_id, data, state */
	STORE_CASE_END,        /* case_id, outcome, ended_at */
	STORE_CASE_LIST,       /* process or NULL, status or NULL → case_id, process, version, application_id, status, outcome,
	                          started_at, ended_at, open_tasks, due_at, data */
	STORE_CASE_DUE,        /* case_id → the last due_at of its open tasks and timers */
	STORE_TOKEN_LIST,      /* case_id → token, node, wait, host, flow, due_at */
	STORE_TOKEN_ADD,       /* case_id, token, node, wait, host, flow, due_at, due_s */
	STORE_TOKEN_DROP,      /* case_id, token */
	STORE_TIMER_DUE,       /* due_s → case_id of the timers that are due, first first */
	STORE_TASK_ADD,        /* case_id, token, batch, node, activity, unit_id, created_at, due_at, due_s */
	STORE_TASK_CLOSE,      /* case_id, token, status, outcome, actor, comment, closed_at */
	STORE_TASK_GET,        /* case_id, token → status, outcome, node, due_at */
	STORE_TASK_LIST,       /* unit or NULL, process or NULL, now in seconds or NULL for overdue only → case_id, token, process,
	                          application_id, activity, unit_id, created_at, due_at, due_s, answered, asked */
	STORE_EVENT_LAST,      /* → seq, hash, or no row */
	STORE_EVENT_ADD,       /* seq, case_id, kind, at, token, node, host, flow, due_at, actor, detail, hash */
	STORE_EVENT_LIST,      /* → the columns of STORE_EVENT_ADD, in order */
	STORE_EVENT_OF_CASE,   /* case_id → the same, of one case */
	STORE_OUTBOX_ADD,      /* case_id, topic, data, created_at */
	STORE_N,
};

/* A new file has mode 0600. RC_INPUT for a file that is no store or that a newer version made. */
enum rc store_open(const char *path, enum store_mode mode, struct store **store, struct err *err) MUST_CHECK;
void store_close(struct store *store); /* NULL is safe; an open transaction is rolled back */

/* One writer at a time: begin waits for the other one, up to ten seconds. */
enum rc store_begin(struct store *store, struct err *err) MUST_CHECK;
enum rc store_commit(struct store *store, struct err *err) MUST_CHECK;
void store_rollback(struct store *store);

/* A part of a transaction that can be undone by itself: mark, then keep or undo. */
enum rc store_mark(struct store *store, struct err *err) MUST_CHECK;
enum rc store_keep(struct store *store, struct err *err) MUST_CHECK;
enum rc store_undo(struct store *store, struct err *err) MUST_CHECK;

/* The statement, reset; NULL with err when SQLite refuses it. It stays the store's. */
struct db_stmt *store_sql(struct store *store, enum store_sql sql, struct err *err);

int64_t store_last_id(const struct store *store); /* of the last row added */

/* "12.3" as case 12, token 3; false for other text. */
bool store_task_id(struct str text, int64_t *case_id, int64_t *token);

struct store_event {
	int64_t case_id, token, host;
	struct str kind, at, node, flow, due_at, actor, detail; /* detail: JSON or empty */
};

/* Appends to the chain; inside a transaction. */
enum rc store_append(struct store *store, const struct store_event *event, int64_t *seq, struct err *err) MUST_CHECK;

/*
 * Walks the whole chain. *altered is the seq of the first event whose hash does not follow, 0 for none; *n how many were read; head the
 * last good hash.
 */
enum rc store_verify(struct store *store, int64_t *altered, int64_t *n, char head[DIGEST_HEX], struct err *err) MUST_CHECK;

#endif
