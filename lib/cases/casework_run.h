/* SPDX-License-Identifier: MIT */
/* What the parts of casework share, and nobody else sees. */
#ifndef CASES_CASEWORK_RUN_H
#define CASES_CASEWORK_RUN_H

#include "base/arena.h"
#include "base/map.h"
#include "cases/casework.h"
#include "cases/hand.h"

struct casework {
	struct store *store;
	struct versions *versions;
	struct hand hand;
	const struct version *last; /* the newest of the process last asked for, in this transaction */
	struct buf problem, detail, opened;
	/* of tick */
	struct arena *arena; /* problems */
	struct map *stuck;   /* cases that could not move in this run */
	int64_t floor_due, floor_case; /* up to here all that is due is stuck */
	int64_t fired_case; /* the case whose timer fired last, and how many of its in a row that were armed in this run */
	int fired;
};

/* What became of a task that is not open. */
enum casework_past { CASEWORK_NEVER, CASEWORK_COMPLETED, CASEWORK_CANCELLED, CASEWORK_ANSWERED_LATE };

/* The case that the application began or joined, with its status; of the process asked for last. */
enum rc casework_find(struct casework *casework, struct str application_id, struct str data, struct casework_case *out, bool *found,
                      struct err *err) MUST_CHECK;
/* The same where it did not begin one. */
enum rc casework_joined(struct casework *casework, struct str application_id, struct str data, struct casework_case *out, bool *found,
                        struct err *err) MUST_CHECK;

struct casework_given { /* a task that is not open, and what the answer said that closed it */
	const char *node;
	struct buf outcome, data;
};

/* Reads the events of the case in hand backwards. given is appended to, and is to be freed also after an error. */
enum rc casework_look_back(struct casework *casework, uint32_t token, enum casework_past *past, struct casework_given *given,
                           struct err *err) MUST_CHECK;
void casework_given_free(struct casework_given *given);

/* What has just moved; opened stays valid while signals reach other cases. */
struct casework_moved casework_moved_on(struct casework *casework);

/* Takes the signals that were thrown to every case that waits for them, and theirs. */
enum rc casework_spread(struct casework *casework, struct err *err) MUST_CHECK;

/* Appends ,"name":value to the object that out is to be, or begins it; nothing for an empty value. Text is quoted, JSON is not. */
void casework_put_text(struct buf *out, const char *name, struct str value);
void casework_put_json(struct buf *out, const char *name, struct str value);

#endif
