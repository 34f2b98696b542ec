/* SPDX-License-Identifier: MIT */
/*
 * What people decided on pairs of ids (share/schema/verdicts.json): yes or no, who, when and why. Of two verdicts on one pair the later
 * line of the file counts. A duty that was found to serve no power stands beside the empty id, with the verdict none.
 */
#ifndef TEXT_VERDICT_H
#define TEXT_VERDICT_H

#include "table/table.h"

struct verdicts;

enum verdict { VERDICT_UNSAID, VERDICT_NO, VERDICT_YES, VERDICT_NONE };

/* Two functions are a pair whichever is named first; a duty and a power are not interchangeable. */
enum verdict_order { VERDICT_UNORDERED, VERDICT_ORDERED };

struct verdict_pair {
	struct str one, other; /* VERDICT_UNORDERED: one < other */
	enum verdict verdict;
	struct str who, why, when;
	const struct row *row; /* where it stands in the file */
};

/* The pairs of the columns one and other; lines without both are about something else. path NULL: nothing was decided. *verdicts is to be
 * freed after an error, too. */
enum rc verdict_read(struct table *t, const char *path, const char *one, const char *other,
                     enum verdict_order order, struct verdicts **verdicts, struct err *err) MUST_CHECK;
void verdict_free(struct verdicts *verdicts); /* NULL is safe */

/* NULL when nothing was said. */
const struct verdict_pair *verdict_on(const struct verdicts *verdicts, struct str one, struct str other);

/* All pairs, ordered by their ids. */
const struct verdict_pair *verdict_all(const struct verdicts *verdicts, size_t *n);

/* Those of one id that stands first. */
const struct verdict_pair *verdict_of(const struct verdicts *verdicts, struct str one, size_t *n);

/* "decided by WHO: WHY", in the current language. */
void verdict_why(const struct verdict_pair *pair, struct buf *out);

#endif
