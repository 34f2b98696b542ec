/* SPDX-License-Identifier: MIT */
/*
 * Work shared among threads and given back in the order in which it came: put jobs, take the oldest when it is done. With one thread the work is done
 * by the caller, in pool_put.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include "base/err.h"

#include <stddef.h>

struct pool;

/* work is called with the job and the number of the thread (0 … threads−1) that does it. threads ≥ 1. */
enum rc pool_new(size_t threads, void (*work)(void *job, size_t thread), struct pool **pool, struct err *err) MUST_CHECK;
void pool_free(struct pool *pool); /* waits for the jobs that are being done and forgets the rest; NULL is safe */

void pool_put(struct pool *pool, void *job);

/* The oldest job that has not been taken; waits until it is done. NULL when there is none. */
void *pool_take(struct pool *pool);

/* Jobs put and not taken. */
size_t pool_open(const struct pool *pool);

/* How many threads this machine would do well with: UPRAVA_THREADS, else its processors. */
size_t pool_threads(void);

#endif
