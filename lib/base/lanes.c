/* SPDX-License-Identifier: MIT */
#include "base/lanes.h"

#include "base/lang.h"
#include "base/vec.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

typedef VEC(void *) jobs;

struct lane {
	jobs queue; /* from first on they wait */
	size_t first, running;
	bool shut, over; /* over: shut, and nothing of it is left to do */
};

struct worker {
	struct lanes *lanes;
	pthread_t thread;
	size_t number;
};

struct lanes {
	void (*work)(void *job, size_t thread);
	struct worker *worker;
	size_t workers;
	struct lane *lane;
	size_t n, over, turn; /* turn: the lane that is asked first */
	jobs done;
	size_t open;
	bool ending;
	pthread_mutex_t lock;
	pthread_cond_t put, finished;
};

static size_t waits(const struct lane *lane)
{
	return lane->queue.n - lane->first;
}

static void *front(struct lane *lane)
{
	void *job = lane->queue.v[lane->first++];
	if (lane->first == lane->queue.n)
		lane->first = lane->queue.n = 0;
	return job;
}

/* A lane that is over leaves its threads to the others. */
static void look(struct lanes *l, struct lane *lane)
{
	if (!lane->shut || lane->over || waits(lane) > 0 || lane->running > 0)
		return;
	lane->over = true;
	l->over++;
	pthread_cond_broadcast(&l->put);
}

/* The next lane that has work and has not its share under way; n when there is none. */
static size_t choose(struct lanes *l)
{
	size_t share = l->workers / (l->over < l->n ? l->n - l->over : 1);
	share = share > 0 ? share : 1;
	for (size_t i = 0; i < l->n; i++) {
		size_t k = (l->turn + i) % l->n;
		if (waits(&l->lane[k]) > 0 && l->lane[k].running < share) {
			l->turn = (k + 1) % l->n;
			return k;
		}
	}
	return l->n;
}

static void *run(void *arg)
{
	struct worker *w = arg;
	struct lanes *l = w->lanes;
	pthread_mutex_lock(&l->lock);
	while (!l->ending) {
		size_t k = choose(l);
		if (k == l->n) {
			pthread_cond_wait(&l->put, &l->lock);
			continue;
		}
		void *job = front(&l->lane[k]);
		l->lane[k].running++;
		pthread_mutex_unlock(&l->lock);
		l->work(job, w->number);
		pthread_mutex_lock(&l->lock);
		l->lane[k].running--;
		look(l, &l->lane[k]);
		vec_push(&l->done, job);
		pthread_cond_signal(&l->finished);
	}
	pthread_mutex_unlock(&l->lock);
	return NULL;
}

enum rc lanes_new(size_t threads, size_t lanes, void (*work)(void *, size_t), struct lanes **out, struct err *err)
{
	struct lanes *l = *out = mem_alloc(sizeof *l);
	pthread_condattr_t clock;
	l->work = work;
	l->n = lanes;
	l->lane = mem_array(lanes, sizeof *l->lane);
	l->worker = mem_array(threads, sizeof *l->worker);
	l->workers = threads;
	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->put, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&l->finished, &clock);
	pthread_condattr_destroy(&clock);
	for (size_t i = 0; i < threads; i++) {
		l->worker[i] = (struct worker){.lanes = l, .number = i};
		int failed = pthread_create(&l->worker[i].thread, NULL, run, &l->worker[i]);
		if (!failed)
			continue;
		/* Those that run are enough. */
		pthread_mutex_lock(&l->lock);
		l->workers = i;
		pthread_mutex_unlock(&l->lock);
		if (i > 0)
			break;
		lanes_free(l);
		*out = NULL;
		return err_set(err, RC_SYSTEM, _("no thread can be started: %s"), strerror(failed));
	}
	return RC_OK;
}

void lanes_free(struct lanes *l)
{
	if (!l)
		return;
	pthread_mutex_lock(&l->lock);
	l->ending = true;
	pthread_cond_broadcast(&l->put);
	pthread_mutex_unlock(&l->lock);
	for (size_t i = 0; i < l->workers; i++)
		pthread_join(l->worker[i].thread, NULL);
	pthread_mutex_destroy(&l->lock);
	pthread_cond_destroy(&l->put);
	pthread_cond_destroy(&l->finished);
	for (size_t i = 0; i < l->n; i++)
		vec_free(&l->lane[i].queue);
	vec_free(&l->done);
	free(l->lane);
	free(l->worker);
	free(l);
}

void lanes_put(struct lanes *l, size_t lane, void *job)
{
	pthread_mutex_lock(&l->lock);
	struct lane *to = &l->lane[lane];
	if (to->first > waits(to)) {
		memmove(to->queue.v, to->queue.v + to->first, waits(to) * sizeof *to->queue.v);
		to->queue.n -= to->first;
		to->first = 0;
	}
	vec_push(&to->queue, job);
	l->open++;
	pthread_cond_signal(&l->put);
	pthread_mutex_unlock(&l->lock);
}

void lanes_shut(struct lanes *l, size_t lane)
{
	pthread_mutex_lock(&l->lock);
	l->lane[lane].shut = true;
	look(l, &l->lane[lane]);
	pthread_mutex_unlock(&l->lock);
}

void *lanes_take(struct lanes *l, int64_t wait_ms)
{
	struct timespec until;
	void *job = NULL;
	clock_gettime(CLOCK_MONOTONIC, &until);
	int64_t ns = until.tv_nsec + wait_ms % 1000 * 1000000;
	until.tv_sec += (time_t)(wait_ms / 1000 + ns / 1000000000);
	until.tv_nsec = (long)(ns % 1000000000);
	pthread_mutex_lock(&l->lock);
	while (l->open > 0 && l->done.n == 0)
		if (pthread_cond_timedwait(&l->finished, &l->lock, &until) != 0)
			break;
	if (l->done.n > 0) {
		job = l->done.v[--l->done.n];
		l->open--;
	}
	pthread_mutex_unlock(&l->lock);
	return job;
}

void *lanes_withdraw(struct lanes *l, size_t lane)
{
	void *job = NULL;
	pthread_mutex_lock(&l->lock);
	if (waits(&l->lane[lane]) > 0) {
		job = front(&l->lane[lane]);
		l->open--;
		look(l, &l->lane[lane]);
	}
	pthread_mutex_unlock(&l->lock);
	return job;
}

size_t lanes_waiting(struct lanes *l, size_t lane)
{
	pthread_mutex_lock(&l->lock);
	size_t n = waits(&l->lane[lane]);
	pthread_mutex_unlock(&l->lock);
	return n;
}

size_t lanes_open(struct lanes *l)
{
	pthread_mutex_lock(&l->lock);
	size_t n = l->open;
	pthread_mutex_unlock(&l->lock);
	return n;
}
