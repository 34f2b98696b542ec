/* SPDX-License-Identifier: MIT */
/*
 * Many operations in transactions of ten thousand, or of a tenth of a second: what a killed command leaves is whole transactions, and between two
 * of them other writers get their turn.
 */
#ifndef ROUTE_BATCH_H
#define ROUTE_BATCH_H

#include "cases/casework.h"

struct batch { /* zero but for the first */
	struct casework *casework;
	int n;         /* operations in the open transaction */
	int64_t since; /* when it began, in nanoseconds */
	bool open;
};

/* Before every operation. */
enum rc batch_step(struct batch *batch, struct err *err) MUST_CHECK;

/* Commits what is open, or rolls it back when err says that something failed. */
enum rc batch_end(struct batch *batch, struct err *err) MUST_CHECK;

#endif
