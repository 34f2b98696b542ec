/* SPDX-License-Identifier: MIT */
/*
 * One message brought to one recipient, once. Nothing here knows the store. A message is a key and a JSON text; both are the same in every attempt,
 * so that a recipient knows a repeat, and a file is replaced by itself. What comes back is short, one line, valid UTF-8, without control characters and
 * without the secret.
 */
#ifndef CASES_COURIER_H
#define CASES_COURIER_H

#include "cases/connector.h"

struct courier; /* not for two threads at once */

/* Ready for these connectors. RC_SYSTEM when one of them needs what is not installed. Called while there is one thread. */
enum rc courier_new(const struct connectors *connectors, struct courier **courier, struct err *err) MUST_CHECK;
void courier_free(struct courier *courier); /* NULL is safe */

enum courier_outcome {
	COURIER_DELIVERED,
	COURIER_AGAIN, /* worth another attempt */
	COURIER_DEAD,  /* another attempt would end the same */
};

struct courier_result {
	enum courier_outcome outcome;
	bool unreachable;   /* it is the recipient, not the message: others to it would fare no better */
	int64_t wait;       /* seconds the recipient asked for; −1: none */
	struct buf receipt; /* what the recipient said, or why it failed; free it */
};

void courier_send(struct courier *courier, const struct connector *connector, struct str key, struct str body, struct courier_result *result);

#endif
