/* SPDX-License-Identifier: MIT */
/*
 * A row of the schema appeals made of a JSON object whose members are its columns: every cell in
 * the inside form and held to its field.
 *
 * Times are seconds since 1970-01-01 UTC (a number, or digits alone) or ISO 8601. They come out on
 * one clock: with an offset of their own they are brought to that clock, without one they are taken
 * to be on it.
 */
#ifndef CASES_APPEAL_H
#define CASES_APPEAL_H

#include "base/json.h"
#include "table/schema.h"

#include <stdint.h>

struct appeal;

struct appeal_options {
	const char *who;     /* gives the objects: for messages, and the channel where none is given */
	const char *channel; /* overrules what is given; NULL: it does not */
	int32_t offset;      /* of the clock, in seconds east of UTC; DATE_NO_OFFSET: UTC, and a time
	                        without an offset stays as it is */
};

enum rc appeal_new(const struct appeal_options *options, struct appeal **appeal, struct err *err) MUST_CHECK;
void appeal_free(struct appeal *appeal); /* NULL is safe */

const struct schema *appeal_schema(const struct appeal *appeal);

struct appeal_problem {
	const char *column; /* or "" */
	struct str value;
	struct buf reason; /* empty: the row is good; buf_free it in the end */
};

/*
 * The row of given: one cell a field of the schema, valid as long as given and arena, until the
 * next call. message is the text that given was made of: its digest is the external id where none
 * was given. A member that is no column is RC_USAGE: the fault is the adapter's. What is wrong with
 * the row is told in problem.
 */
enum rc appeal_read(struct appeal *appeal, const struct json *given, struct str message, struct arena *arena, const struct str **cell,
                    struct appeal_problem *problem, struct err *err) MUST_CHECK;

#endif
