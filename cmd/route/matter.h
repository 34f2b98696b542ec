/* SPDX-License-Identifier: MIT */
/* What --same asks of intake: which earlier appeal an appeal is about the same matter as. */
#ifndef ROUTE_MATTER_H
#define ROUTE_MATTER_H

#include "base/buf.h"
#include "table/schema.h"
#include "text/same.h"

struct matter {
	const char *options; /* of --same; NULL: nothing is compared */
	struct same *same;
	size_t lat, lon, address, created_at, text, same_as; /* fields of appeals */
	struct buf why;
};

enum rc matter_open(struct matter *matter, const struct schema *appeals, struct err *err) MUST_CHECK;
void matter_close(struct matter *matter);

/* The number of the first appeal of the matter, with the reason in why; SAME_NONE: this one is the first, or cannot be compared. One that says itself what it is the
 * same as is no first. */
uint32_t matter_find(struct matter *matter, const struct str *cell, uint32_t number);

#endif
