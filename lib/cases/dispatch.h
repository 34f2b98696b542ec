/* SPDX-License-Identifier: MIT */
/*
 * A run of delivery: what is due goes to its recipients, several at once, and what became of it is recorded as it comes in. Each (topic, recipient) is a
 * lane of its own, so that a slow one holds up only itself; who cannot be reached three times running, or asks for a pause, is left alone for the rest of
 * the run. Claims, records and renewals share short transactions; nothing is sent inside one. A message is attempted once in a run.
 */
#ifndef CASES_DISPATCH_H
#define CASES_DISPATCH_H

#include "cases/connector.h"
#include "cases/outbox.h"

struct dispatch_options {
	const struct connectors *connectors;
	const char *topic, *recipient, *key; /* only these; NULL: all */
	int64_t limit;                       /* attempts in all; 0: no limit */
	size_t jobs;                         /* sent at once, ≥ 1 */
	int64_t lease_ms;                    /* how long a claim holds; 0: three times the longest timeout, 30 seconds at least */
	bool retry;                          /* dead letters first live again, and nobody waits for a next attempt */
	bool dry;                            /* only say what would be attempted: the store stays as it is */
	/* Each message that was attempted, or would be, by message and recipient, when all is over. */
	enum rc (*put)(void *context, const struct outbox_row *row, struct err *err);
	void (*progress)(void *context, size_t done); /* or NULL */
	void *context;
};

struct dispatch_outcome {
	size_t delivered, waiting, dead;
	struct arena *arena;
	VEC(const char *) notes; /* what a person should know: recipients left alone, messages without a connector */
};

/* RC_USAGE for a lease that is shorter than twice the longest timeout. dispatch_free also after an error. */
enum rc dispatch_run(struct outbox *outbox, const struct dispatch_options *options, struct dispatch_outcome *outcome, struct err *err) MUST_CHECK;
void dispatch_free(struct dispatch_outcome *outcome);

#endif
