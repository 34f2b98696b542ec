/* SPDX-License-Identifier: MIT */
#include "base/pool.h"

#include "base/lang.h"
#include "base/mem.h"
#include "base/vec.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THREADS_MAX = 64 };

struct job {
	void *job;
	bool done;
};

struct worker {
	struct pool *pool;
	pthread_t thread;
	size_t number;
};

struct pool {
	void (*work)(void *job, size_t thread);
	struct worker *worker;
	size_t workers; /* 0: the caller does the work */
	pthread_mutex_t lock;
	pthread_cond_t put, done;
	bool ending;
	/* A ring: from taken to begun they are being done, from begun to n they wait. */
	VEC(struct job) ring;
	size_t taken, begun, n; /* counts that only rise; places are modulo ring.cap */
};

static struct job *job_at(struct pool *p, size_t i)
{
	return &p->ring.v[i % p->ring.cap];
}

static void *run(void *arg)
{
	struct worker *w = arg;
	struct pool *p = w->pool;
	pthread_mutex_lock(&p->lock);
	for (;;) {
		while (!p->ending && p->begun == p->n)
			pthread_cond_wait(&p->put, &p->lock);
		if (p->ending)
			break;
		size_t mine = p->begun++;
		void *job = job_at(p, mine)->job;
		pthread_mutex_unlock(&p->lock);
		p->work(job, w->number);
		pthread_mutex_lock(&p->lock);
		job_at(p, mine)->done = true;
		pthread_cond_signal(&p->done);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

enum rc pool_new(size_t threads, void (*work)(void *, size_t), struct pool **pool, struct err *err)
{
	struct pool *p = *pool = mem_alloc(sizeof *p);
	p->work = work;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->put, NULL);
	pthread_cond_init(&p->done, NULL);
	p->worker = mem_array(threads, sizeof *p->worker);
	for (size_t i = 0; threads > 1 && i < threads; i++) {
		p->worker[i] = (struct worker){.pool = p, .number = i};
		int failed = pthread_create(&p->worker[i].thread, NULL, run, &p->worker[i]);
		if (failed && i == 0) {
			pool_free(p);
			*pool = NULL;
			return err_set(err, RC_SYSTEM, _("no thread can be started: %s"), strerror(failed));
		}
		if (failed)
			break; /* those that run are enough */
		p->workers++;
	}
	return RC_OK;
}

void pool_free(struct pool *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->ending = true;
	pthread_cond_broadcast(&p->put);
	pthread_mutex_unlock(&p->lock);
	for (size_t i = 0; i < p->workers; i++)
		pthread_join(p->worker[i].thread, NULL);
	pthread_mutex_destroy(&p->lock);
	pthread_cond_destroy(&p->put);
	pthread_cond_destroy(&p->done);
	vec_free(&p->ring);
	free(p->worker);
	free(p);
}

/* A ring that is full grows: its jobs keep their counts, so they are laid out anew. */
static void make_room(struct pool *p)
{
	size_t cap = p->ring.cap;
	if (p->n - p->taken < cap)
		return;
	struct job *wider = mem_array(cap ? cap * 2 : 8, sizeof *wider);
	for (size_t i = p->taken; i < p->n; i++)
		wider[i % (cap * 2)] = *job_at(p, i);
	free(p->ring.v);
	p->ring.v = wider;
	p->ring.cap = cap ? cap * 2 : 8;
}

void pool_put(struct pool *p, void *job)
{
	if (p->workers == 0)
		p->work(job, 0);
	pthread_mutex_lock(&p->lock);
	make_room(p);
	*job_at(p, p->n++) = (struct job){job, p->workers == 0};
	pthread_cond_signal(&p->put);
	pthread_mutex_unlock(&p->lock);
}

void *pool_take(struct pool *p)
{
	void *job = NULL;
	pthread_mutex_lock(&p->lock);
	while (p->taken < p->n && !job_at(p, p->taken)->done)
		pthread_cond_wait(&p->done, &p->lock);
	if (p->taken < p->n)
		job = job_at(p, p->taken++)->job;
	pthread_mutex_unlock(&p->lock);
	return job;
}

size_t pool_open(const struct pool *p)
{
	return p->n - p->taken;
}

size_t pool_threads(void)
{
	const char *asked = getenv("UPRAVA_THREADS");
	long n = asked && *asked ? strtol(asked, NULL, 10) : sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : (size_t)n;
}
