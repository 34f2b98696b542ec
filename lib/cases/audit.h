/* SPDX-License-Identifier: MIT */
/*
 * Do the kept tables say what the events say? Every case is replayed from its events and laid beside its rows: cases, tasks, waits. Processes and their files
 * do not follow from events, but the events hold their hashes.
 */
#ifndef CASES_AUDIT_H
#define CASES_AUDIT_H

#include "base/buf.h"
#include "cases/casework.h"

enum { AUDIT_CASES, AUDIT_TASKS, AUDIT_WAITS, AUDIT_APPLICANTS, AUDIT_OUTBOX, AUDIT_TABLES };

struct audit_table {
	int64_t rows;      /* that the events call for */
	int64_t differing; /* that are missing, other, or too many */
	struct buf first;  /* the first of them in words, with the column; empty for none */
};

struct audit {
	struct audit_table table[AUDIT_TABLES];
};

void audit_free(struct audit *audit);
const char *audit_table_name(int table); /* "cases", "tasks", "waits", "applicants", "outbox" */
bool audit_differs(const struct audit *audit);

/* RC_INPUT when the events themselves do not fit together. */
enum rc audit_compare(struct casework *casework, struct audit *out, struct err *err) MUST_CHECK;

/* The tables made anew from the events, in one transaction; out says what was amiss before. The outbox is only
 * looked at: whether a message that is missing was sent, nobody knows. RC_INPUT when an event was altered. */
enum rc audit_rebuild(struct casework *casework, struct audit *out, struct err *err) MUST_CHECK;

/*
 * The chain of events, and the texts of what was deployed against the hashes in it. *altered: the seq of the first event that does not follow, or whose
 * deployed text is another now; 0 for none. words is appended what was altered beside events.
 */
enum rc audit_chain(struct casework *casework, int64_t *altered, int64_t *events, char head[DIGEST_HEX], struct buf *words,
                    struct err *err) MUST_CHECK;

/* Is the file sound? An index that has lost a row hides a timer or a task from those who look for it. words is appended what is wrong. */
enum rc audit_file(struct casework *casework, struct buf *words, struct err *err) MUST_CHECK;

#endif
