/* SPDX-License-Identifier: MIT */
#include "calc/term.h"

enum { DAY = 86400, LAST_DAY = 2932896 /* 9999-12-31 */ };

static int32_t day_of(int64_t seconds)
{
	return (int32_t)(seconds >= 0 ? seconds / DAY : -((DAY - 1 - seconds) / DAY));
}

/* What is left to count, and where counting stands. */
struct count {
	const struct term *term;
	const struct calendar *calendar;
	struct term_due *due;
	int64_t last;    /* a day; for seconds the moment */
	int32_t stopped; /* calendar days that the clock stood */
};

static bool add_work(struct count *c, int32_t after, int32_t n)
{
	int32_t found;
	if (!calendar_add_work(c->calendar, after, n, &found)) {
		c->due->unknown = found;
		return false;
	}
	c->last = found;
	return true;
}

/* The last day as if the clock never stood. */
static enum term_outcome run(struct count *c, struct moment start)
{
	const struct term *term = c->term;
	switch (term->unit) {
	case TERM_DAYS:
		c->last = (int64_t)c->due->first + term->amount - 1;
		break;
	case TERM_WORK_DAYS:
		return add_work(c, c->due->first - 1, term->amount) ? TERM_DUE : TERM_NO_YEAR;
	case TERM_MONTHS:
		if (term->amount >= 12 * 9999)
			return TERM_TOO_FAR;
		c->last = day_of(moment_add(start, (struct duration){term->amount, 0}).seconds) - term->same_day;
		break;
	case TERM_SECONDS:
		c->last = start.seconds + term->amount;
		break;
	}
	return TERM_DUE;
}

/* What the stop from lo to hi adds. */
static enum term_outcome stand(struct count *c, int64_t lo, int64_t hi)
{
	if (c->term->unit != TERM_WORK_DAYS) {
		c->last += hi - lo;
		c->stopped += (int32_t)(hi - lo);
		return TERM_DUE;
	}
	if (calendar_kind(c->calendar, (int32_t)hi - 1) == CALENDAR_UNKNOWN) {
		c->due->unknown = (int32_t)hi - 1;
		return TERM_NO_YEAR;
	}
	int32_t n = calendar_count_work(c->calendar, (int32_t)lo, (int32_t)hi);
	return n == 0 || add_work(c, (int32_t)c->last, n) ? TERM_DUE : TERM_NO_YEAR;
}

static enum term_outcome stop_clock(struct count *c, struct moment start, const struct term_stop *stops, size_t n)
{
	bool seconds = c->term->unit == TERM_SECONDS;
	int64_t begin = seconds ? start.seconds : c->due->first;
	for (size_t i = 0; i < n; i++) {
		bool open = stops[i].to.seconds == TERM_OPEN;
		int64_t lo = seconds ? stops[i].from.seconds : day_of(stops[i].from.seconds);
		int64_t hi = open ? INT64_MAX : seconds ? stops[i].to.seconds : day_of(stops[i].to.seconds);
		lo = lo < begin ? begin : lo;
		if (lo > c->last - seconds)
			break;
		if (open)
			return TERM_STANDS;
		enum term_outcome outcome = lo < hi ? stand(c, lo, hi) : TERM_DUE;
		if (outcome != TERM_DUE)
			return outcome;
	}
	return TERM_DUE;
}

static enum term_outcome roll(struct count *c)
{
	struct term_due *due = c->due;
	bool found = true;
	due->day = due->last;
	if (c->term->roll == TERM_ROLL_NONE || c->term->unit == TERM_WORK_DAYS)
		return TERM_DUE;
	if (c->term->roll == TERM_ROLL_PREV)
		found = calendar_prev_work(c->calendar, due->last, &due->day);
	if (found && (c->term->roll == TERM_ROLL_NEXT || due->day < due->first))
		found = calendar_next_work(c->calendar, due->last, &due->day);
	due->unknown = due->day;
	return found ? TERM_DUE : TERM_NO_YEAR;
}

enum term_outcome term_due(const struct term *term, const struct calendar *calendar, struct moment start, const struct term_stop *stops,
                           size_t n_stops, struct term_due *due)
{
	struct count c = {.term = term, .calendar = calendar, .due = due};
	*due = (struct term_due){.first = day_of(start.seconds) + !(term->same_day || term->unit == TERM_SECONDS)};
	enum term_outcome outcome = run(&c, start);
	if (outcome == TERM_DUE && n_stops > 0)
		outcome = stop_clock(&c, start, stops, n_stops);
	if (outcome != TERM_DUE)
		return outcome;
	if ((term->unit == TERM_SECONDS ? c.last / DAY : c.last) > LAST_DAY - 31)
		return TERM_TOO_FAR;
	if (term->unit == TERM_SECONDS) {
		due->at = (struct moment){c.last, start.offset};
		due->last = due->day = day_of(c.last);
		return TERM_DUE;
	}
	due->last = (int32_t)c.last;
	outcome = roll(&c);
	due->at = (struct moment){(int64_t)due->day * DAY + DAY - 1, start.offset};
	due->skipped = term->unit == TERM_WORK_DAYS ? due->day - due->first + 1 - term->amount
	                                            : c.stopped + (due->day > due->last ? due->day - due->last : 0);
	return outcome;
}
