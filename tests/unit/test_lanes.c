/* SPDX-License-Identifier: MIT */
#include "base/lanes.h"
#include "unit.h"

#include <stdatomic.h>
#include <time.h>

struct job {
	size_t lane, number;
	int ms;
};

static atomic_int running[2], most[2], begun_before_slow, beside; /* beside: slow jobs under way while a quick one was */
static atomic_bool slow_done;

static void nap(int ms)
{
	nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000L}, NULL);
}

static void work(void *arg, size_t thread)
{
	struct job *job = arg;
	(void)thread;
	int now = atomic_fetch_add(&running[job->lane], 1) + 1;
	int seen = atomic_load(&most[job->lane]);
	while (now > seen && !atomic_compare_exchange_weak(&most[job->lane], &seen, now))
		;
	if (job->lane == 1 && running[0] > beside)
		beside = running[0];
	nap(job->ms);
	if (job->lane == 0)
		slow_done = true;
	else if (!slow_done)
		begun_before_slow++;
	atomic_fetch_sub(&running[job->lane], 1);
}

/* Four slow jobs, and many quick ones behind them in the order of putting. */
static void slow_and_quick(void)
{
	enum { SLOW = 4, QUICK = 300 };
	struct job job[SLOW + QUICK];
	struct err err = ERR_NONE;
	struct lanes *lanes;
	size_t got = 0, sum = 0;
	if (!unit_ok(lanes_new(4, 2, work, &lanes, &err) == RC_OK, "four threads, two lanes"))
		return;
	for (size_t i = 0; i < SLOW + QUICK; i++) {
		job[i] = (struct job){i >= SLOW, i, i < SLOW ? 300 : 0};
		lanes_put(lanes, job[i].lane, &job[i]);
	}
	lanes_shut(lanes, 0);
	lanes_shut(lanes, 1);
	for (struct job *done; (done = lanes_take(lanes, 10000)); got++)
		sum += done->number;
	unit_num((double)got, SLOW + QUICK, 0, "every job comes back");
	unit_num((double)sum, (SLOW + QUICK) * (SLOW + QUICK - 1) / 2, 0, "once");
	unit_num(begun_before_slow, QUICK, 0, "the quick lane does not wait for the slow one");
	unit_ok(beside <= 2, "a lane has its share of the threads while another has work");
	unit_ok(lanes_open(lanes) == 0 && !lanes_take(lanes, 10000), "with nothing open, nobody waits");
	lanes_free(lanes);
}

static void shut_and_withdrawn(void)
{
	struct job job[6];
	struct err err = ERR_NONE;
	struct lanes *lanes;
	most[0] = most[1] = 0;
	if (!unit_ok(lanes_new(4, 2, work, &lanes, &err) == RC_OK, "again"))
		return;
	lanes_shut(lanes, 1);
	lanes_shut(lanes, 1);
	for (size_t i = 0; i < 6; i++) {
		job[i] = (struct job){0, i, 200};
		lanes_put(lanes, 0, &job[i]);
	}
	unit_ok(!lanes_take(lanes, 5), "a take that waited in vain gives nothing");
	nap(50);
	unit_num(most[0], 4, 0, "what a shut lane does not need, the others have");
	unit_num((double)lanes_waiting(lanes, 0), 2, 0, "two wait");
	struct job *back = lanes_withdraw(lanes, 0);
	unit_ok(back == &job[4], "the oldest that was not begun is withdrawn");
	unit_ok(lanes_withdraw(lanes, 0) == &job[5] && !lanes_withdraw(lanes, 0), "and the next, and no more");
	unit_num((double)lanes_open(lanes), 4, 0, "four are open");
	size_t got = 0;
	while (lanes_take(lanes, 10000))
		got++;
	unit_num((double)got, 4, 0, "and come back");
	lanes_put(lanes, 0, &job[0]);
	lanes_free(lanes);
	lanes_free(NULL);
}

int main(void)
{
	slow_and_quick();
	shut_and_withdrawn();
	return unit_done();
}
