/* SPDX-License-Identifier: MIT */
#include "batch.h"

#include <time.h>

enum { OPERATIONS = 10000, LONGEST_NS = 100000000, PAUSE_NS = 200000 };

static int64_t now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Waiting writers look every millisecond (ext/db.c): without a pause they would hardly ever find the lock free. */
static enum rc turn(struct batch *b, struct err *err)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};
	if (casework_commit(b->casework, err) != RC_OK)
		return err->rc;
	b->open = false;
	nanosleep(&pause, NULL);
	return RC_OK;
}

enum rc batch_step(struct batch *b, struct err *err)
{
	if (b->open && (b->n >= OPERATIONS || now() - b->since >= LONGEST_NS) && turn(b, err) != RC_OK)
		return err->rc;
	if (!b->open) {
		if (casework_begin(b->casework, err) != RC_OK)
			return err->rc;
		b->open = true;
		b->n = 0;
		b->since = now();
	}
	b->n++;
	return RC_OK;
}

enum rc batch_end(struct batch *b, struct err *err)
{
	if (b->open && (err->rc != RC_OK || casework_commit(b->casework, err) != RC_OK))
		casework_rollback(b->casework);
	b->open = false;
	return err->rc;
}
