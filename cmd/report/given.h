/* SPDX-License-Identifier: MIT */
/*
 * Tables that an option names: --table NAME=FILE. The name says which schema the file is read by: the schema of that name when
 * there is one, else "any". Nothing is learned from the file's own name.
 */
#ifndef REPORT_GIVEN_H
#define REPORT_GIVEN_H

#include "base/arena.h"
#include "cli/cli.h"

struct given {
	const char *name, *path;
};

/* The arguments of --table, in order, in arena. A missing "=", an empty part or a name given twice is RC_USAGE. */
enum rc given_list(const struct cli_list *args, struct arena *arena, struct given **sources,
                    struct err *err) MUST_CHECK;

/* name when share/schema has a schema of that name, else "any". */
enum rc given_schema(const char *name, struct arena *arena, const char **schema, struct err *err) MUST_CHECK;

#endif
