/* SPDX-License-Identifier: MIT */
#include "base/pool.h"
#include "unit.h"

#include <stdint.h>
#include <stdlib.h>

enum { JOBS = 2000 };

struct job {
	unsigned in, out;
	size_t thread;
};

static void work(void *arg, size_t thread)
{
	struct job *job = arg;
	unsigned x = job->in;
	for (unsigned i = 0; i < (job->in % 7) * 1000; i++) /* jobs of uneven length */
		x = x * 1664525u + 1013904223u;
	job->out = x ^ job->in;
	job->thread = thread;
}

static void run(size_t threads, unsigned *sum)
{
	struct pool *pool;
	struct err err = ERR_NONE;
	static struct job jobs[JOBS];
	size_t taken = 0, misplaced = 0, strange = 0;
	if (!unit_ok(pool_new(threads, work, &pool, &err) == RC_OK, "threads are started"))
		return;
	unit_ok(pool_take(pool) == NULL, "an empty pool gives nothing");
	*sum = 0;
	for (unsigned i = 0; i < JOBS || pool_open(pool) > 0;) {
		if (i < JOBS && pool_open(pool) < 20) {
			jobs[i] = (struct job){.in = i};
			pool_put(pool, &jobs[i++]);
			continue;
		}
		struct job *job = pool_take(pool);
		misplaced += job != &jobs[taken++];
		strange += job->thread >= threads;
		*sum = *sum * 31 + job->out;
	}
	unit_num((double)taken, JOBS, 0, "every job comes back");
	unit_num((double)misplaced, 0, 0, "in the order it was put");
	unit_num((double)strange, 0, 0, "done by a thread of the pool");
	pool_free(pool);
}

/* Jobs that nobody takes are forgotten, those at work are waited for. */
static void test_end(void)
{
	struct pool *pool;
	struct err err = ERR_NONE;
	static struct job jobs[100];
	if (!unit_ok(pool_new(3, work, &pool, &err) == RC_OK, "threads are started"))
		return;
	for (unsigned i = 0; i < 100; i++) {
		jobs[i].in = i;
		pool_put(pool, &jobs[i]);
	}
	unit_num((double)pool_open(pool), 100, 0, "a pool grows with what is put");
	pool_free(pool);
}

int main(void)
{
	unsigned one, four;
	run(1, &one);
	run(4, &four);
	unit_ok(one == four, "one thread and four come to the same");
	test_end();
	pool_free(NULL);
	unsetenv("UPRAVA_THREADS");
	unit_ok(pool_threads() >= 1, "there is a processor");
	setenv("UPRAVA_THREADS", "3", 1);
	unit_num((double)pool_threads(), 3, 0, "UPRAVA_THREADS has the word");
	return unit_done();
}
