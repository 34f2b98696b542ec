/* SPDX-License-Identifier: MIT */
/*
 * Where the shipped data lies: share/ beside the program (build/bin/../../share, bin/../share/uprava), then the
 * prefix it was built for, then UPRAVA_SHARE. The first that exists wins, for the whole run.
 */
#ifndef BASE_SHARE_H
#define BASE_SHARE_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>

/* The path of a shipped file such as "schema/functions.json", in arena. RC_SYSTEM when there is no share
 * directory or no such file. */
enum rc share_path(const char *file, struct arena *arena, const char **path, struct err *err) MUST_CHECK;

/*
 * A name the user gave for a shipped thing: a path when it holds '/' or names an existing file, else the file
 * share/DIR/NAME+SUFFIX. share_named("powers", "ru-131fz", ".csv", …).
 */
enum rc share_named(const char *dir, const char *name, const char *suffix, struct arena *arena,
                    const char **path, struct err *err) MUST_CHECK;

/* The names (without suffix, sorted) of the files share/DIR/ *SUFFIX. */
enum rc share_list(const char *dir, const char *suffix, struct arena *arena, const char *const **names,
                   size_t *n, struct err *err) MUST_CHECK;

#endif
