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
	struct buf problem, detail;
	/* of tick */
	struct arena *arena; /* problems */
	struct map *stuck;   /* cases that could not move in this run */
	int64_t floor_due, floor_case; /* up to here all that is due is stuck */
	int64_t fired_case; /* the case whose timer fired last, and how many of its in a row */
	int fired;
};

/* What became of a task that is not open. */
enum casework_past { CASEWORK_NEVER, CASEWORK_COMPLETED, CASEWORK_CANCELLED, CASEWORK_ANSWERED_LATE };

/* Reads the events of the case in hand backwards. outcome is appended that of the answer. */
enum rc casework_look_back(struct casework *casework, uint32_t token, enum casework_past *past, struct buf *outcome, struct err *err) MUST_CHECK;

struct casework_moved casework_moved_on(struct casework *casework);

#endif
