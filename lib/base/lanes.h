/* SPDX-License-Identifier: MIT */
/*
 * Work that waits on others, shared among threads so that whoever is slow holds up only itself: each job belongs to a lane, a lane's jobs are begun in
 * the order in which they were put, no more of one lane are under way than its share of the threads, and lanes take turns. Jobs are handed back as
 * they are done, in no order. (base/pool.h is for work that computes and must come back in order.)
 */
#ifndef BASE_LANES_H
#define BASE_LANES_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct lanes;

/* work is called with the job and the number of the thread (0 … threads−1) that does it. threads, lanes ≥ 1. */
enum rc lanes_new(size_t threads, size_t lanes, void (*work)(void *job, size_t thread), struct lanes **out, struct err *err) MUST_CHECK;
void lanes_free(struct lanes *lanes); /* waits for the jobs under way and forgets the rest; NULL is safe */

void lanes_put(struct lanes *lanes, size_t lane, void *job);

/* No more will be put into this lane: when what was put is done, the others share its threads. */
void lanes_shut(struct lanes *lanes, size_t lane);

/* A job that is done; waits for one, up to wait_ms. NULL when none came, or none is open. */
void *lanes_take(struct lanes *lanes, int64_t wait_ms);

/* Takes back the lane's oldest job that was not begun; NULL when there is none. */
void *lanes_withdraw(struct lanes *lanes, size_t lane);

size_t lanes_waiting(struct lanes *lanes, size_t lane); /* put and not begun */
size_t lanes_open(struct lanes *lanes);                 /* put and neither taken nor withdrawn */

#endif
