/* SPDX-License-Identifier: MIT */
/*
 * The running cases of a process put onto another of its versions: all of them or none. An element of the old drawing becomes the one of the same id in the new,
 * or the one that a pair names; what a case waits at must have become something that waits for the same (engine_migrate). The
 * event "migrated" holds the whole state on the new version.
 */
#ifndef CASES_MIGRATION_H
#define CASES_MIGRATION_H

#include "base/arena.h"
#include "cases/casework.h"

struct migration_pair {
	struct str from, to; /* element ids of the old versions and of the new one */
};

struct migration_plan {
	const char *process;
	int64_t from, to; /* version numbers; 0: all the others, and the newest */
	const struct migration_pair *pair;
	size_t n_pairs;
};

struct migration_case {
	int64_t case_id, from, to;
	struct str waits;    /* the elements that it waits at, joined by "|"; in the arena */
	const char *problem; /* why it cannot go, in the current language; NULL: it can */
};

struct migration {
	struct migration_case *v;
	size_t n, cap;
	size_t stuck; /* how many cannot go */
	const char *bad_side; /* "from" or "to" of the pair that means nothing, or NULL */
	size_t bad_pair;
};

/*
 * Looks at every case; with apply, and when none is stuck, moves them in one transaction. RC_USAGE for a process or version that is not there;
 * RC_INPUT with bad_pair for one whose elements are not. vec_free the list; arena keeps its texts.
 */
enum rc migration_run(struct casework *casework, const struct migration_plan *plan, bool apply, struct arena *arena,
                      struct migration *out, struct err *err) MUST_CHECK;

#endif
