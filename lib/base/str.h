/* SPDX-License-Identifier: MIT */
/*
 * A slice of somebody's bytes: not owned, not NUL-terminated, may hold NUL. Print it with
 * "%.*s", STR_ARG(s). An empty slice may have p == NULL.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

struct str {
	const char *p;
	size_t n; /* bytes */
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_ARG(s) (int)((s).n > 2000 ? 2000 : (s).n), ((s).p ? (s).p : "")

struct str str_of(const char *text); /* NULL gives the empty slice */
bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *text);
int str_cmp(struct str a, struct str b); /* by bytes = by code point in UTF-8; for qsort */
bool str_starts(struct str s, const char *prefix);
struct str str_trim(struct str s); /* ASCII blanks and NBSP off both ends */

/* Cuts the part before the first sep off *rest; false when nothing is left.
 * "a|b" gives "a", "b"; "" gives nothing; "a|" gives "a", "". Start with rest->p != NULL. */
bool str_split(struct str *rest, char sep, struct str *part);

/* The nearest of n words to s by edit distance over code points, or NULL when none is within a third
 * of its length: for "did you mean". */
const char *str_nearest(struct str s, const char *const *words, size_t n);

#endif
