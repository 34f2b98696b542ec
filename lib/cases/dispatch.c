/* SPDX-License-Identifier: MIT */
#include "cases/dispatch.h"

#include "base/lanes.h"
#include "base/lang.h"
#include "cases/courier.h"
#include "cases/dispatch_lane.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	HIGH = 256, /* messages of a lane that are claimed and wait for a thread; under LOW, more are claimed */
	LOW = 128,
	STRIKES = 3,
	LEASE_LEAST_MS = 30000,
	REVIVED_AT_ONCE = 1000,
	DAY = 86400,
};

struct attempt {
	int64_t outbox_id;
	struct str recipient;
};

struct dispatch {
	struct outbox *outbox;
	const struct dispatch_options *options;
	struct dispatch_outcome *outcome;
	struct arena *scratch; /* of a turn */
	struct dispatch_lanes lane;
	struct courier **courier; /* by thread */
	struct lanes *lanes;
	int64_t lease_ms, renewed_ms;  /* by the clock that counts on while the machine sleeps */
	_Atomic int64_t safe_until_ms; /* until when no claim of ours can be over, by the same */
	_Atomic unsigned epoch;        /* rises when claims may have been over before they were renewed: older ones count for nothing */
	int64_t taken;                 /* messages attempted or under way */
	VEC(struct job *) claimed, done, given_up;
	VEC(struct attempt) attempts;
};

struct job {
	struct dispatch *d;
	size_t lane;
	int64_t outbox_id, attempts;
	struct str key, body; /* behind the job, in one piece of memory */
	unsigned epoch;
	bool sent;
	struct courier_result result;
};

/* The machine's clock for others, the one that is never set for ourselves. */
static int64_t clock_ms(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- one message */

static void work(void *arg, size_t thread)
{
	struct job *job = arg;
	struct dispatch *d = job->d;
	struct dispatch_lane *lane = &d->lane.v[job->lane];
	/* Who was stopped for long must not send what may be another's by now. The epoch is read last, for it is raised first. */
	job->sent = !lane->left && clock_ms(CLOCK_BOOTTIME) + lane->connector->timeout_ms <= d->safe_until_ms && job->epoch == d->epoch;
	if (!job->sent)
		return;
	courier_send(d->courier[thread], lane->connector, job->key, job->body, &job->result);
	if (!job->result.unreachable)
		lane->strikes = 0;
	else if (++lane->strikes >= STRIKES || job->result.wait > 0)
		lane->left = true;
}

static struct job *job_new(struct dispatch *d, size_t lane, const struct outbox_message *message)
{
	struct job *job = mem_alloc(sizeof *job + message->key.n + message->body.n);
	char *text = (char *)(job + 1);
	*job = (struct job){.d = d, .lane = lane, .outbox_id = message->outbox_id, .attempts = message->attempts, .epoch = d->epoch,
	                    .key = {text, message->key.n}, .body = {text + message->key.n, message->body.n}};
	memcpy(text, message->key.p, message->key.n);
	memcpy(text + message->key.n, message->body.p, message->body.n);
	return job;
}

static void job_free(struct job *job)
{
	buf_free(&job->result.receipt);
	free(job);
}

/* ---- a turn: one transaction that records, gives up, renews and claims */

static enum rc record(struct dispatch *d, const struct job *job, struct err *err)
{
	const struct dispatch_lane *lane = &d->lane.v[job->lane];
	const struct connector *c = lane->connector;
	int64_t attempt = job->attempts + 1, wait = connector_wait(c, job->key, attempt);
	enum outbox_state state = job->result.outcome == COURIER_DELIVERED ? OUTBOX_DELIVERED : OUTBOX_WAITING;
	if (job->result.outcome == COURIER_DEAD || (state == OUTBOX_WAITING && attempt >= c->max_attempts))
		state = OUTBOX_DEAD;
	if (wait < job->result.wait)
		wait = job->result.wait < DAY ? job->result.wait : DAY;
	d->outcome->delivered += state == OUTBOX_DELIVERED;
	d->outcome->waiting += state == OUTBOX_WAITING;
	d->outcome->dead += state == OUTBOX_DEAD;
	/* A second at least: the next attempt is another run's. */
	return outbox_record(d->outbox, job->outbox_id, lane->recipient, state, wait > 1 ? wait : 1, buf_slice(&job->result.receipt), err);
}

static enum rc give_up(struct dispatch *d, const struct job *job, struct err *err)
{
	return outbox_release(d->outbox, job->outbox_id, d->lane.v[job->lane].recipient, err);
}

static size_t room_of(struct dispatch *d, size_t k)
{
	const struct dispatch_lane *lane = &d->lane.v[k];
	size_t waiting = lanes_waiting(d->lanes, k);
	if (lane->drained || lane->left || waiting >= LOW)
		return 0;
	int64_t left = d->options->limit ? d->options->limit - d->taken : HIGH;
	return left < (int64_t)(HIGH - waiting) ? (size_t)left : HIGH - waiting;
}

/* Claims messages that are due for the lane, and, when they are too few, new ones of its topic. */
static enum rc find_due(struct dispatch *d, const struct dispatch_lane *lane, size_t room, outbox_messages *found, struct err *err)
{
	const struct dispatch_options *options = d->options;
	int64_t lease_ms = clock_ms(CLOCK_REALTIME) + d->lease_ms;
	size_t added = 0;
	if (outbox_claim(d->outbox, lane->topic, lane->recipient, options->key, lease_ms, room, d->scratch, found, err) != RC_OK)
		return err->rc;
	if (found->n < room && !options->key &&
	    outbox_address(d->outbox, lane->topic, d->lane.recipients + lane->first, lane->n, room - found->n, &added, err) == RC_OK && added)
		return outbox_claim(d->outbox, lane->topic, lane->recipient, NULL, lease_ms, room - found->n, d->scratch, found, err);
	return err->rc;
}

static enum rc refill(struct dispatch *d, size_t k, struct err *err)
{
	struct dispatch_lane *lane = &d->lane.v[k];
	size_t room = room_of(d, k);
	outbox_messages found = {0};
	if (room == 0)
		return RC_OK;
	find_due(d, lane, room, &found, err);
	for (size_t i = 0; i < found.n; i++)
		vec_push(&d->claimed, job_new(d, k, &found.v[i]));
	d->taken += (int64_t)found.n;
	lane->drained = found.n < room;
	vec_free(&found);
	return err->rc;
}

static bool is_due(const struct dispatch *d)
{
	return clock_ms(CLOCK_BOOTTIME) - d->renewed_ms >= d->lease_ms / 3;
}

/* Gives up what waits in a lane. */
static void clear_lane(struct dispatch *d, size_t k)
{
	for (struct job *job; (job = lanes_withdraw(d->lanes, k)); d->taken--)
		vec_push(&d->given_up, job);
}

/* Claims that were over before we came to renew them may be another's: what waits is claimed anew. */
static void lapse(struct dispatch *d)
{
	d->epoch++;
	for (size_t k = 0; k < d->lane.n; k++) {
		clear_lane(d, k);
		d->lane.v[k].drained = false;
	}
}

/* Under the store's lock: a claim that holds now cannot have been taken by another. */
static enum rc renew(struct dispatch *d, struct err *err)
{
	int64_t now = clock_ms(CLOCK_BOOTTIME);
	if (now > d->safe_until_ms)
		lapse(d);
	if (outbox_renew(d->outbox, clock_ms(CLOCK_REALTIME) + d->lease_ms, err) == RC_OK)
		d->renewed_ms = now;
	return err->rc;
}

static enum rc write_turn(struct dispatch *d, struct err *err)
{
	if (is_due(d) && renew(d, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; err->rc == RC_OK && i < d->done.n; i++)
		if (d->done.v[i]->sent)
			record(d, d->done.v[i], err);
		else
			give_up(d, d->done.v[i], err);
	for (size_t i = 0; err->rc == RC_OK && i < d->given_up.n; i++)
		give_up(d, d->given_up.v[i], err);
	for (size_t k = 0; err->rc == RC_OK && k < d->lane.n; k++)
		refill(d, k, err);
	return err->rc;
}

static bool has_work(struct dispatch *d)
{
	bool work = d->done.n > 0 || d->given_up.n > 0 || is_due(d);
	for (size_t k = 0; !work && k < d->lane.n; k++)
		work = room_of(d, k) > 0;
	return work;
}

static void forget(struct dispatch *d)
{
	for (size_t i = 0; i < d->done.n; i++)
		job_free(d->done.v[i]);
	for (size_t i = 0; i < d->given_up.n; i++)
		job_free(d->given_up.v[i]);
	d->done.n = d->given_up.n = 0;
}

/* What was claimed is given to the threads only when the claim is in the store. */
static void begin_claimed(struct dispatch *d)
{
	d->safe_until_ms = d->renewed_ms + d->lease_ms;
	for (size_t i = 0; i < d->claimed.n; i++)
		lanes_put(d->lanes, d->claimed.v[i]->lane, d->claimed.v[i]);
	d->claimed.n = 0;
	for (size_t k = 0; k < d->lane.n; k++)
		if (d->lane.v[k].drained || d->lane.v[k].left)
			lanes_shut(d->lanes, k);
}

static enum rc turn(struct dispatch *d, struct err *err)
{
	if (!has_work(d))
		return RC_OK;
	arena_reset(d->scratch);
	if (store_begin(d->outbox->store, err) != RC_OK)
		return err->rc;
	if (write_turn(d, err) != RC_OK || store_commit(d->outbox->store, err) != RC_OK) {
		store_rollback(d->outbox->store);
		return err->rc;
	}
	for (size_t i = 0; i < d->done.n; i++)
		if (d->done.v[i]->sent)
			vec_push(&d->attempts, ((struct attempt){d->done.v[i]->outbox_id, d->lane.v[d->done.v[i]->lane].recipient}));
	if (d->options->progress)
		d->options->progress(d->options->context, d->attempts.n);
	begin_claimed(d);
	forget(d);
	return RC_OK;
}

/* ---- what comes back */

static void leave_alone(struct dispatch *d, size_t k, const struct courier_result *why)
{
	struct dispatch_lane *lane = &d->lane.v[k];
	lane->shut = true;
	clear_lane(d, k);
	vec_push(&d->outcome->notes, arena_printf(d->outcome->arena, why->wait > 0 ? _("recipient \"%.*s\" of topic \"%.*s\" asks for a pause, and is left alone until the next run: %.*s")
	                                                      : _("recipient \"%.*s\" of topic \"%.*s\" cannot be reached, and is left alone until the next run: %.*s"),
	                     STR_ARG(lane->recipient), STR_ARG(lane->topic), STR_ARG(buf_slice(&why->receipt))));
}

static int by_number(const void *a, const void *b)
{
	const struct job *x = *(struct job *const *)a, *y = *(struct job *const *)b;
	return x->outbox_id != y->outbox_id ? (x->outbox_id > y->outbox_id ? 1 : -1) : (x->lane > y->lane) - (x->lane < y->lane);
}

/* Waits for a message to be done, and takes the others that are. */
static void collect(struct dispatch *d)
{
	int64_t wait = d->renewed_ms + d->lease_ms / 3 - clock_ms(CLOCK_BOOTTIME);
	for (struct job *job = lanes_take(d->lanes, wait > 0 ? wait : 0); job; job = lanes_take(d->lanes, 0)) {
		struct dispatch_lane *lane = &d->lane.v[job->lane];
		vec_push(&d->done, job);
		if (!job->sent) {
			d->taken--;
			continue;
		}
		if (lane->left && !lane->shut && job->result.unreachable)
			leave_alone(d, job->lane, &job->result);
	}
	if (d->done.n > 1)
		qsort(d->done.v, d->done.n, sizeof(struct job *), by_number);
}

/* ---- a run */

static int by_message(const void *a, const void *b)
{
	const struct attempt *x = a, *y = b;
	return x->outbox_id != y->outbox_id ? (x->outbox_id > y->outbox_id ? 1 : -1) : str_cmp(x->recipient, y->recipient);
}

static enum rc put_rows(struct dispatch *d, struct err *err)
{
	if (d->attempts.n > 0)
		qsort(d->attempts.v, d->attempts.n, sizeof *d->attempts.v, by_message);
	for (size_t i = 0; err->rc == RC_OK && i < d->attempts.n; i++) {
		struct outbox_row row;
		if (outbox_row(d->outbox, d->attempts.v[i].outbox_id, d->attempts.v[i].recipient, &row, err) == RC_OK)
			d->options->put(d->options->context, &row, err);
	}
	return err->rc;
}

static enum rc send_all(struct dispatch *d, struct err *err)
{
	size_t threads = d->options->jobs;
	d->courier = mem_array(threads, sizeof(struct courier *));
	for (size_t i = 0; i < threads; i++)
		if (courier_new(d->options->connectors, &d->courier[i], err) != RC_OK)
			return err->rc;
	if (lanes_new(threads, d->lane.n, work, &d->lanes, err) != RC_OK)
		return err->rc;
	d->renewed_ms = clock_ms(CLOCK_BOOTTIME);
	d->safe_until_ms = d->renewed_ms + d->lease_ms;
	while (turn(d, err) == RC_OK && lanes_open(d->lanes) > 0)
		collect(d);
	return err->rc;
}

/* After an error: what is under way is waited for and forgotten, and goes out again when its claim is over. */
static void end_sending(struct dispatch *d)
{
	struct job *job;
	for (size_t k = 0; d->lanes && k < d->lane.n; k++)
		while ((job = lanes_withdraw(d->lanes, k)))
			job_free(job);
	while (d->lanes && (job = lanes_take(d->lanes, d->lease_ms)))
		job_free(job);
	lanes_free(d->lanes);
	for (size_t i = 0; i < d->claimed.n; i++)
		job_free(d->claimed.v[i]);
	forget(d);
	for (size_t i = 0; d->courier && i < d->options->jobs; i++)
		courier_free(d->courier[i]);
	free(d->courier);
}

/* ---- dry, and again */

static enum rc revive(struct dispatch *d, struct err *err)
{
	const struct dispatch_options *o = d->options;
	int64_t n = REVIVED_AT_ONCE, left = o->limit ? o->limit : INT64_MAX;
	for (; n == REVIVED_AT_ONCE && left > 0; left -= n) {
		if (!o->dry && store_begin(d->outbox->store, err) != RC_OK)
			return err->rc;
		int64_t most = left < REVIVED_AT_ONCE ? left : REVIVED_AT_ONCE;
		if (outbox_revive(d->outbox, o->topic, o->recipient, o->key, most, &n, err) != RC_OK ||
		    (!o->dry && store_commit(d->outbox->store, err) != RC_OK)) {
			store_rollback(d->outbox->store);
			return err->rc;
		}
	}
	return RC_OK;
}

static enum rc look_at(struct dispatch *d, size_t k, struct err *err)
{
	outbox_messages found = {0};
	size_t room = HIGH;
	do {
		found.n = 0;
		arena_reset(d->scratch);
		if (d->options->limit && d->options->limit - d->taken < HIGH)
			room = (size_t)(d->options->limit - d->taken);
		if (room > 0)
			find_due(d, &d->lane.v[k], room, &found, err);
		for (size_t i = 0; i < found.n; i++)
			vec_push(&d->attempts, ((struct attempt){found.v[i].outbox_id, d->lane.v[k].recipient}));
		d->taken += (int64_t)found.n;
		d->outcome->waiting += found.n;
	} while (err->rc == RC_OK && room > 0 && found.n == room);
	vec_free(&found);
	return err->rc;
}

/* In a transaction that the caller rolls back, so that a dry run is the run itself as far as it goes. */
static enum rc look(struct dispatch *d, struct err *err)
{
	if ((d->options->retry && revive(d, err) != RC_OK) || dispatch_find(d->outbox, d->options, &d->lane, d->outcome, err) != RC_OK)
		return err->rc;
	for (size_t k = 0; err->rc == RC_OK && k < d->lane.n; k++)
		look_at(d, k, err);
	return put_rows(d, err);
}

static enum rc run(struct dispatch *d, struct err *err)
{
	struct store *store = d->outbox->store;
	if (d->options->dry) {
		if (store_begin(store, err) == RC_OK)
			look(d, err);
		store_rollback(store);
		return err->rc;
	}
	if ((d->options->retry && revive(d, err) != RC_OK) || dispatch_find(d->outbox, d->options, &d->lane, d->outcome, err) != RC_OK)
		return err->rc;
	if (d->lane.n > 0)
		send_all(d, err);
	end_sending(d);
	return put_rows(d, err);
}

static enum rc choose_lease(struct dispatch *d, struct err *err)
{
	int64_t longest = 0;
	for (size_t i = 0; i < d->options->connectors->list.n; i++)
		if (d->options->connectors->list.v[i].timeout_ms > longest)
			longest = d->options->connectors->list.v[i].timeout_ms;
	d->lease_ms = d->options->lease_ms;
	if (d->lease_ms == 0)
		d->lease_ms = longest * 3 > LEASE_LEAST_MS ? longest * 3 : LEASE_LEAST_MS;
	if (d->lease_ms < longest * 2)
		return err_set(err, RC_USAGE, _("a lease of %lld ms is shorter than twice the longest timeout, %lld ms"), (long long)d->lease_ms,
		               (long long)longest);
	return RC_OK;
}

enum rc dispatch_run(struct outbox *outbox, const struct dispatch_options *options, struct dispatch_outcome *outcome, struct err *err)
{
	struct dispatch d = {.outbox = outbox, .options = options, .outcome = outcome, .scratch = arena_new()};
	*outcome = (struct dispatch_outcome){.arena = arena_new()};
	if (choose_lease(&d, err) == RC_OK)
		run(&d, err);
	dispatch_lanes_free(&d.lane);
	vec_free(&d.claimed);
	vec_free(&d.done);
	vec_free(&d.given_up);
	vec_free(&d.attempts);
	arena_free(d.scratch);
	return err->rc;
}

void dispatch_free(struct dispatch_outcome *outcome)
{
	vec_free(&outcome->notes);
	arena_free(outcome->arena);
	outcome->arena = NULL;
}
