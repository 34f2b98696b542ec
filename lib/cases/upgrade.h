/* SPDX-License-Identifier: MIT */
/*
 * The store's shape over the years: share/sql/NNN-*.sql, each of which makes version NNN of what the one before it made. A store's
 * version is SQLite's user_version. All steps that are due are one transaction; before them the store is copied to STORE.bakN, N its version. Of
 * two processes that come at once one does the work, and the other finds it done.
 */
#ifndef CASES_UPGRADE_H
#define CASES_UPGRADE_H

#include "ext/db.h"

enum upgrade { UPGRADE_NEVER, UPGRADE_OLD, UPGRADE_NEW }; /* only look; bring an old store up to date; make a new one as well */

/*
 * Brings the database at path to the version of this program. RC_INPUT: it is no store, a newer program made it, or it is old and may
 * only be looked at; the message says what to do.
 */
enum rc upgrade_run(struct db *db, const char *path, enum upgrade may, struct err *err) MUST_CHECK;

#endif
