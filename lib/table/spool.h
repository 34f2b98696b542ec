/* SPDX-License-Identifier: MIT */
/*
 * Rows put by until all of them have proved good: a verb that changes something must not begin before the last row was read. Up to 8 MiB stay in
 * memory, more goes to an unlinked temporary file (TMPDIR), so that a table of any size is put by in the same memory.
 *
 *	struct spool *spool = spool_new();
 *	while (reader_next(in, &row, err)) spool_add(spool, &row, err) …
 *	if (!table_failed(t)) while (spool_next(spool, &row, err)) …
 */
#ifndef TABLE_SPOOL_H
#define TABLE_SPOOL_H

#include "table/row.h"

struct spool;

struct spool *spool_new(void);
void spool_free(struct spool *spool); /* NULL is safe */

/* The row's cells are copied, the name of its file is not. */
enum rc spool_add(struct spool *spool, const struct row *row, struct err *err) MUST_CHECK;

size_t spool_rows(const struct spool *spool); /* how many were added */

/* The rows again, in order, once; nothing can be added any more. Valid until the next call. False at the end or on an error. */
bool spool_next(struct spool *spool, struct row *row, struct err *err);

#endif
