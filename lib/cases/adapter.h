/* SPDX-License-Identifier: MIT */
/*
 * From a foreign message to a row of the schema appeals. An adapter is a jq program that is run
 * over each message; what it gives is a row or several: an object whose members are columns of
 * appeals. An object {"ignored": "why"}, or nothing at all, says that the message is none for us;
 * {"refused": "why"} or an error, that it is one but cannot be used.
 *
 * Leading comment lines tell how documents hold messages: "# each: result" when they may lie in an
 * array under that name. The program sees $map, the pairs of
 * --map as an object of column → name.
 *
 * What an adapter gives is brought into the inside form: created_at and updated_at may be seconds
 * since 1970 or ISO 8601 and come out on one clock; numbers, lengths and constraints are checked by
 * the schema. appeal_id is channel:external_id; a message without an id of its own is called by the
 * digest of its text.
 */
#ifndef CASES_ADAPTER_H
#define CASES_ADAPTER_H

#include "base/json.h"
#include "cli/cli.h"
#include "table/schema.h"

#include <stdint.h>

struct adapter;

struct adapter_options {
	const char *name;           /* a shipped adapter or a file */
	const struct cli_list *map; /* THEIRS=OURS */
	const char *channel;        /* overrules what the adapter says; NULL: it does not */
	int32_t offset;             /* of the clock that times are written on, in seconds east of UTC */
};

/* One outcome. Texts live until take returns. */
struct adapter_row {
	size_t message;              /* which one it is of */
	const struct str *cell;      /* the row: one a field of the schema; NULL when ignored or refused */
	const char *ignored;         /* why, may be ""; NULL: it is not */
	const char *column, *reason; /* refused: the column or "", and why */
	struct str value;            /* what was met */
};

enum rc adapter_open(const struct adapter_options *options, struct adapter **adapter, struct err *err) MUST_CHECK;
void adapter_close(struct adapter *adapter); /* NULL is safe */

const char *adapter_each(const struct adapter *adapter); /* or NULL */
const struct schema *adapter_schema(const struct adapter *adapter);

/*
 * Messages go in batches of JSON texts, which two processes work on while the caller reads on: at most ADAPTER_LANES batches wait at a time. A
 * batch and its texts stay the caller's and must stay as they are until their outcomes were received.
 */
enum { ADAPTER_LANES = 2 };
size_t adapter_waiting(const struct adapter *adapter);
enum rc adapter_send(struct adapter *adapter, const struct str *json, size_t n, struct err *err) MUST_CHECK;

/* Hands the outcomes of the batch that waits longest to take, in the order of its messages. One that exceeds the limits of jq is refused, and the
 * others go on. An adapter that gives a column which appeals do not have is RC_USAGE. */
enum rc adapter_receive(struct adapter *adapter, enum rc (*take)(void *context, const struct adapter_row *row, struct err *err), void *context,
                        struct err *err) MUST_CHECK;

#endif
