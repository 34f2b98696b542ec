/* SPDX-License-Identifier: MIT */
/*
 * One process at a time over a file that is read, and then replaced by a rename (base/io.h): the lock is on the file that has the name now, and who waited
 * for a file that was replaced waits for its successor. Advisory (flock); it goes with the process.
 */
#ifndef BASE_LOCK_H
#define BASE_LOCK_H

#include "base/err.h"

struct lock;

/* Makes an empty file (0600) when there is none. Waits for another process for some seconds, then it is RC_SYSTEM. */
enum rc lock_take(const char *path, int seconds, struct lock **lock, struct err *err) MUST_CHECK;

/* A file that lock_take made and nobody wrote is taken away again. NULL is safe. */
void lock_free(struct lock *lock);

#endif
