/* SPDX-License-Identifier: MIT */
/*
 * Where cases are kept: one SQLite file, made by share/sql, opened one way. All SQL over it stands in store.c, in one table indexed by
 * enum store_sql and prepared once when first used; the columns a statement gives and the parameters it takes are said beside its name. Moments are
 * seconds on the city's own clock (base/date.h), without an offset.
 *
 * Events are only ever appended, one an operation. The hash of an event is SHA-256 over the 32 bytes of the hash before it (none before the
 * first), then the line
 *	seq case_id prev version_id at token N N N N
 * (decimal numbers parted by a blank, LF at the end; the four N are the lengths in bytes of what follows), then kind, actor, effects and detail one
 * after another. So an altered event is found, whichever column it is in.
 */
#ifndef CASES_STORE_H
#define CASES_STORE_H

#include "base/digest.h"
#include "ext/db.h"

struct store;

enum store_mode { STORE_READ, STORE_WRITE, STORE_CREATE };

#define STORE_NEVER INT64_MAX /* tasks.due_at of a task without a due date */

enum store_sql {
	STORE_PROCESS_FIND,    /* process → process_id */
	STORE_PROCESS_ADD,     /* process */
	STORE_PROCESS_LIST,    /* → process, each once */
	STORE_VERSION_BY_HASH, /* process_id, hash → version_id */
	STORE_VERSION_LAST,    /* process → version_id, version of the last; or no row */
	STORE_VERSION_ADD,     /* process_id, version, hash, file, bpmn, deployed_at */
	STORE_VERSION_GET,     /* version_id → process_id, process, version, file, bpmn, hash */
	STORE_VERSION_ALL,     /* → version_id, process, version, hash, bpmn */
	STORE_FILE_ADD,        /* version_id, name, text */
	STORE_FILE_LIST,       /* version_id → name, text, in order of name */
	STORE_CASE_FIND,       /* process_id, application_id → case_id, first_seq, due_at */
	STORE_CASE_OF,         /* process or NULL, application_id → case_id */
	STORE_CASE_LAST,       /* → the greatest case_id, 0 for none */
	STORE_CASE_ADD,        /* case_id, process_id, version_id, application_id, first_seq, last_seq, started_at, ended_at, due_at, next_due,
	                          outcome, state, data */
	STORE_CASE_GET,        /* case_id → the same columns but case_id */
	STORE_CASE_MOVE,       /* case_id, version_id, last_seq, ended_at, due_at, outcome, state, data */
	STORE_CASE_ARM,        /* the same and next_due, where that has changed */
	STORE_CASE_LIST,       /* process or NULL, open (1), ended (0) or NULL → case_id, the columns of STORE_CASE_GET, how many joined; in order */
	STORE_CASE_DUE,        /* now, due, case → next_due, case_id of the case whose timer is due first, after (due, case) and not after now */
	STORE_TASK_ADD,        /* case_id, token, unit_id, due_at, created_at, activity */
	STORE_TASK_DROP,       /* case_id, token, unit_id, due_at */
	STORE_WAIT_ADD,        /* case_id, token, name, kind */
	STORE_WAIT_DROP,       /* the same */
	STORE_TASK_LIST,       /* process or NULL, due before → unit_id, due_at, case_id, token, created_at, activity, version_id,
	                          application_id, state; in order of due_at */
	STORE_TASK_OF_UNIT,    /* the same, unit_id */
	STORE_EVENT_LAST,      /* → seq, hash, or no row */
	STORE_EVENT_ADD,       /* seq, case_id, prev, version_id, kind, at, token, actor, effects, detail, hash */
	STORE_EVENT_GET,       /* seq → the columns of STORE_EVENT_ADD (store_event_of) */
	STORE_EVENT_LIST,      /* → the same, in order */
	STORE_EVENT_CASES,     /* → case_id, seq of its last event; in order of case_id */
	STORE_COUNT,           /* → how many cases, tasks, waits, versions */
	STORE_CASE_EXTRA,      /* → the first case_id that no event began, or no row */
	STORE_TASK_GET,        /* case_id, token, unit_id, due_at → created_at, activity */
	STORE_TASK_ALL,        /* → case_id, token, unit_id, due_at */
	STORE_WAIT_LIST,       /* kind, name → case_id, token */
	STORE_WAIT_GET,        /* case_id, token, name, kind → 1 */
	STORE_WAIT_ALL,        /* → case_id, token, name, kind */
	STORE_CASE_CLEAR,      /* every row of the table goes: rebuild */
	STORE_TASK_CLEAR,
	STORE_WAIT_CLEAR,
	STORE_OUTBOX_ADD,      /* case_id, topic, data, created_at as text */
	STORE_OUTBOX_ALL,      /* → case_id, topic, created_at, data */

	STORE_APPLICANT_FIND,     /* process_id, application_id → case_id, seq, due_at */
	STORE_APPLICANT_ADD,      /* process_id, application_id, case_id, seq */
	STORE_APPLICANT_CLEAR,
	STORE_APPLICANT_FILL,     /* from the events */
	STORE_APPLICANT_COUNT,    /* → how many the events call for, how many of these are kept, how many are kept */
	STORE_APPLICANT_OTHER,    /* → case_id, application_id of the first that is kept and not called for, or called for and not kept */

	STORE_CASE_CHAIN,         /* case_id → last_seq, version_id */
	STORE_CASE_NOTE,          /* case_id, last_seq */
	STORE_EVENT_FIRST,        /* → hash, or no row */
	STORE_OUTBOX_TOPIC,       /* topic → the next topic that has messages without an address, or NULL */
	STORE_OUTBOX_NEW,         /* topic, limit → outbox_id, created_at of those without an address, the oldest first */
	STORE_OUTBOX_ADDRESSED,   /* outbox_id */
	STORE_OUTBOX_DONE,        /* outbox_id, delivered_at as text: set when every recipient has it */
	STORE_OUTBOX_UNADDRESSED, /* topic or NULL → case_id, topic, created_at */
	STORE_DELIVERY_PAIR,      /* topic, recipient → the next topic, recipient with a delivery that waits */
	STORE_DELIVERY_ADD,       /* outbox_id, recipient, topic, message_key, next_due */
	STORE_DELIVERY_DUE,       /* topic, recipient, next_due, lease_ms, limit, message_key or NULL → outbox_id, message_key, attempts, case_id,
	                             process, application_id, created_at, data: what is due and not claimed */
	STORE_DELIVERY_CLAIM,     /* outbox_id, recipient, claim, lease_ms */
	STORE_DELIVERY_RENEW,     /* claim, lease_ms */
	STORE_DELIVERY_RELEASE,   /* outbox_id, recipient, claim */
	STORE_DELIVERY_GET,       /* outbox_id, recipient → case_id, topic, recipient, message_key, attempts, state, receipt, next_due, claim */
	STORE_DELIVERY_RECORD,    /* outbox_id, recipient, state, attempts, next_due, receipt: and no claim */
	STORE_DELIVERY_DEAD,      /* topic, recipient, message_key, each or NULL → the columns of STORE_DELIVERY_GET of dead letters */
	STORE_DELIVERY_LIST,      /* the same three, state or NULL → the same columns */
	STORE_DELIVERY_REVIVABLE, /* the same three, next_due, limit → outbox_id, recipient: dead, or waiting until later than next_due */
	STORE_SOUND,              /* → "ok", or what is wrong with the file or an index */
	STORE_REINDEX,
	STORE_BEGIN,
	STORE_COMMIT,
	STORE_N,
};

/*
 * A new file has mode 0600. RC_INPUT for a file that is no store, that a newer program made, or that is old and opened for reading (cases/upgrade.h).
 */
enum rc store_open(const char *path, enum store_mode mode, struct store **store, struct err *err) MUST_CHECK;
void store_close(struct store *store); /* NULL is safe; an open transaction is rolled back */

/* One writer at a time: begin waits for the other one, up to ten seconds. */
enum rc store_begin(struct store *store, struct err *err) MUST_CHECK;
enum rc store_commit(struct store *store, struct err *err) MUST_CHECK;
void store_rollback(struct store *store);

/* Events that were committed since the store was opened: what stays when the command fails after that. */
int64_t store_kept(const struct store *store);

/* Readers that must not see a change between two of their statements. Ended by store_rollback or store_close. */
enum rc store_snapshot(struct store *store, struct err *err) MUST_CHECK;

/* The statement, reset; NULL with err when SQLite refuses it. It stays the store's. */
struct db_stmt *store_sql(struct store *store, enum store_sql sql, struct err *err);

int64_t store_last_id(const struct store *store); /* of the last row added */
int64_t store_changes(const struct store *store); /* rows that the last statement touched */

/* "12.3" as case 12, token 3; false for other text. */
bool store_task_id(struct str text, int64_t *case_id, int64_t *token);

struct store_event {
	int64_t seq, case_id;
	int64_t prev;       /* seq of the event before it in the same case, 0 for none */
	int64_t version_id; /* of which its effects speak, 0 for none */
	int64_t at, token;
	struct str kind, actor, effects, detail; /* detail: a JSON object, or empty */
};

/* Appends to the chain, inside a transaction; seq is filled in. */
enum rc store_append(struct store *store, struct store_event *event, struct err *err) MUST_CHECK;

/* The event of this number, which must be one of the case. Its texts are valid until the next reading of an event. RC_INPUT: the store is damaged. */
enum rc store_event_get(struct store *store, int64_t seq, int64_t case_id, struct store_event *event, struct err *err) MUST_CHECK;

/* The event in the row of an EVENT statement; its texts are valid until the next step. */
struct store_event store_event_of(const struct db_stmt *stmt, uint8_t hash[DIGEST_SIZE]);

/*
 * Walks the whole chain; see (may be NULL) is shown every event that is whole. *altered is the seq of the first event whose hash does not follow, 0 for none; *n how many were read; head the
 * last good hash.
 */
enum rc store_verify(struct store *store, void (*see)(void *context, const struct store_event *event), void *context, int64_t *altered,
                     int64_t *n, char head[DIGEST_HEX], struct err *err) MUST_CHECK;

#endif
