/* SPDX-License-Identifier: MIT */
/*
 * Cases moved: the engine of lib/process run over the store. Every operation takes one case in hand, lets the engine say what happens, and appends
 * that as one event; the rows of the case are written when another case is taken, and before the commit (cases/hand.h). Operations
 * belong between casework_begin and casework_commit; what was done since begin is there as a whole or not at all. An operation that fails with RC_INPUT
 * has done nothing, and the others of the transaction stand. Moments are seconds on the city's own clock, offsets dropped.
 */
#ifndef CASES_CASEWORK_H
#define CASES_CASEWORK_H

#include "base/date.h"
#include "base/str.h"
#include "cases/version.h"

#include <stdbool.h>

struct casework;

enum rc casework_open(const char *path, enum store_mode mode, struct casework **casework, struct err *err) MUST_CHECK;
void casework_close(struct casework *casework); /* NULL is safe */
struct store *casework_store(struct casework *casework);
struct versions *casework_versions(struct casework *casework);

enum rc casework_begin(struct casework *casework, struct err *err) MUST_CHECK;
enum rc casework_commit(struct casework *casework, struct err *err) MUST_CHECK;
void casework_rollback(struct casework *casework);

struct casework_version {
	const char *process, *name; /* id and title of the process */
	int64_t version;
	bool added; /* false: the same was deployed before */
};

/* Deploys a BPMN file with the files beside it. RC_INPUT with line and id for what cannot be run. Its own transaction. */
enum rc casework_deploy(struct casework *casework, const char *path, const struct version_file *file, size_t n_files,
                        struct casework_version *version, struct err *err) MUST_CHECK;

/* The last version of a process must be deployed: RC_USAGE with the nearest name when it is not. */
enum rc casework_process(struct casework *casework, const char *process, struct err *err) MUST_CHECK;
/* A file that was deployed with it, NUL-terminated; p NULL: there is none. */
struct str casework_file(struct casework *casework, const char *name);

/* What a process carries for its applications: the table of rules, and the one kind that all of them are of. */
#define DEPLOYED_FORM "form.csv"
#define DEPLOYED_KIND "form-kind"

enum casework_submitted {
	CASEWORK_OPEN,    /* a new case, waiting */
	CASEWORK_ENDED,   /* a new case that ran to its end at once */
	CASEWORK_KNOWN,   /* the application was there, with the same data: nothing was done */
	CASEWORK_DIFFERS, /* it was there with other data: nothing was done */
	CASEWORK_JOINED,  /* it joined the open case of another application */
	CASEWORK_REFUSED, /* the process cannot take it: problem says why; nothing was done */
};

struct casework_case {
	enum casework_submitted status;
	int64_t case_id;
	int64_t due_at;      /* the latest due moment of what is open, or STORE_NEVER */
	const char *problem; /* CASEWORK_REFUSED; valid until the next call */
};

/* A new case under the last version. data: a JSON object. */
enum rc casework_submit(struct casework *casework, const char *process, struct str application_id, struct str data,
                        struct casework_case *out, struct err *err) MUST_CHECK;

/*
 * An application on the same matter as another: when that one began a case that is still open, or joined one, it joins it as another applicant (event "joined", the actor is
 * the application, the detail its data); otherwise as casework_submit.
 */
enum rc casework_submit_same(struct casework *casework, const char *process, struct str application_id, struct str same_as, struct str data,
                             struct casework_case *out, struct err *err) MUST_CHECK;

enum casework_how {
	CASEWORK_DONE,     /* the case moved */
	CASEWORK_REPEATED, /* the task was answered so before: nothing was done */
	CASEWORK_LATE,     /* the task had been taken away: the answer was kept, and moves nothing */
};

struct casework_moved {
	enum casework_how how;
	int64_t case_id;
	const char *ended; /* the name of the end event, or NULL while the case is open */
	struct str opened; /* activities of the tasks that were opened, joined by "|"; valid until the next call */
};

struct casework_answer {
	struct str outcome, patch; /* patch: a JSON object or empty */
	struct str actor, comment;
};

/* RC_INPUT: no such task, or it was answered with another outcome before. */
enum rc casework_complete(struct casework *casework, struct str task_id, const struct casework_answer *answer, struct casework_moved *out,
                          struct err *err) MUST_CHECK;

/*
 * A message for one case: answer->patch is what it brings, its outcome is not looked at. id (may be empty) is the sender's own: of one id a case takes one
 * message. Without an id a message that nothing waits for any more is CASEWORK_REPEATED when the same came before. RC_INPUT: the case waits
 * for no such message, or there is no such case.
 */
enum rc casework_message(struct casework *casework, int64_t case_id, struct str name, struct str id, const struct casework_answer *answer,
                         struct casework_moved *out, struct err *err) MUST_CHECK;

/*
 * A signal for every case that waits for it now; heard is told of each that moved. A case that it cannot move is left waiting, and the event
 * "dead" says why. So are the cases that a process's own signals reach, whatever operation threw them.
 */
enum rc casework_signal(struct casework *casework, struct str name, const struct casework_answer *answer,
                        enum rc (*heard)(void *context, const struct casework_moved *moved, struct err *err), void *context,
                        struct err *err) MUST_CHECK;

/* The case of an application, of any process when process is NULL. RC_INPUT: none, or several. */
enum rc casework_case_of(struct casework *casework, const char *process, struct str application_id, int64_t *case_id, struct err *err) MUST_CHECK;

struct casework_fired {
	int64_t case_id;
	uint32_t token;
	const char *node, *name; /* of the timer */
	int64_t due_at;
	struct casework_moved moved;
	const char *problem; /* why the case cannot move; it was left as it was, and this run passes it over; else NULL */
};

/* Fires the timer that is due first. False when none is due at date_now(), or on an error. */
bool casework_tick(struct casework *casework, struct casework_fired *out, struct err *err);

#endif
