/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "calc/term.h"

#include <string.h>

enum { DAY = 86400 };

static int32_t day_of(int64_t seconds)
{
	return (int32_t)(seconds >= 0 ? seconds / DAY : -((DAY - 1 - seconds) / DAY));
}

static void put_day(struct buf *out, int32_t day)
{
	if (lang_get() == LANG_RU)
		date_put_ru(out, day);
	else
		date_put(out, day);
}

/* Whether two days are of one month. */
static bool same_month(int32_t from, int32_t to, int *day_from, int *day_to)
{
	int year, month, year_to, month_to;
	date_civil(from, &year, &month, day_from);
	*day_to = *day_from + (to - from);
	if (*day_to <= 28)
		return true;
	date_civil(to, &year_to, &month_to, day_to);
	return year == year_to && month == month_to;
}

/* 2024-03-09–10, 09–10.03.2024; in full where the months differ. */
static void put_range(struct buf *out, int32_t from, int32_t to)
{
	int first, last;
	if (from == to) {
		put_day(out, to);
	} else if (!same_month(from, to, &first, &last)) {
		put_day(out, from);
		buf_puts(out, "–");
		put_day(out, to);
	} else if (lang_get() == LANG_RU) {
		buf_printf(out, "%02d–", first);
		put_day(out, to);
	} else {
		put_day(out, from);
		buf_printf(out, "–%02d", last);
	}
}

void term_put(struct buf *out, const struct term *term)
{
	switch (term->unit) {
	case TERM_DAYS:
		buf_printf(out, _("days: %d"), term->amount);
		break;
	case TERM_WORK_DAYS:
		buf_printf(out, _("working days: %d"), term->amount);
		break;
	case TERM_MONTHS:
		buf_printf(out, _("months: %d"), term->amount);
		break;
	case TERM_SECONDS:
		if (term->amount % 3600 == 0)
			buf_printf(out, _("hours: %d"), term->amount / 3600);
		else
			buf_printf(out, _("minutes: %d"), term->amount / 60);
		break;
	}
}

/* A list of days under way: runs of neighbours with the same reason. */
struct list {
	struct buf *out;
	const struct calendar *calendar;
	const struct term_stop *stop;
	size_t n_stops;
	const char *lead;   /* before the first run */
	const char *reason; /* of the run under way; NULL: none */
	const char *owed;   /* reason of runs that are written; it follows the last of them */
	int32_t from, to;
};

static void pay(struct list *l)
{
	if (l->owed) {
		buf_puts(l->out, " (");
		buf_puts(l->out, l->owed);
		buf_putc(l->out, ')');
	}
	l->owed = NULL;
}

static void end_run(struct list *l)
{
	if (!l->reason)
		return;
	if (l->owed && strcmp(l->owed, l->reason) != 0)
		pay(l);
	buf_puts(l->out, l->lead ? l->lead : ", ");
	l->lead = NULL;
	put_range(l->out, l->from, l->to);
	l->owed = l->reason;
	l->reason = NULL;
}

/* Days are asked in order, and so are the stops. */
static bool stands(struct list *l, int32_t day)
{
	for (; l->n_stops > 0 && day >= day_of(l->stop->to.seconds); l->n_stops--)
		l->stop++;
	return l->n_stops > 0 && day >= day_of(l->stop->from.seconds);
}

/* off: days off are part of the list, too. */
static void add_days(struct list *l, int32_t from, int32_t to, bool off)
{
	for (int32_t day = from; day <= to; day++) {
		const char *reason = NULL;
		if (stands(l, day))
			reason = _("the clock stood");
		else if (off && calendar_kind(l->calendar, day) == CALENDAR_OFF)
			reason = calendar_title(l->calendar, day);
		if (!reason && off && calendar_kind(l->calendar, day) == CALENDAR_OFF)
			reason = _("weekend");
		if (reason && l->reason && l->to == day - 1 && strcmp(reason, l->reason) == 0) {
			l->to = day;
			continue;
		}
		end_run(l);
		l->reason = reason;
		l->from = l->to = day;
	}
	end_run(l);
	pay(l);
}

static void put_roll(struct list *l, const struct term_due *due, const char *basis)
{
	bool back = due->day < due->last;
	l->lead = _("; the last day is off: ");
	l->n_stops = 0;
	add_days(l, back ? due->day + 1 : due->last, back ? due->last : due->day - 1, true);
	buf_puts(l->out, back ? _("; moved back to ") : _("; moved to "));
	put_day(l->out, due->day);
	if (*basis)
		buf_printf(l->out, " (%s)", basis);
}

static void put_standing(struct buf *out, const struct term_stop *stops, size_t n)
{
	buf_puts(out, _("; the clock stands since "));
	put_day(out, day_of(stops[n - 1].from.seconds));
}

/* For a term in seconds. */
static void put_moments(struct list *l, int64_t start, int64_t end)
{
	for (size_t i = 0; i < l->n_stops; i++) {
		if (l->stop[i].to.seconds <= start || l->stop[i].from.seconds >= end)
			continue;
		buf_puts(l->out, l->lead ? l->lead : ", ");
		l->lead = NULL;
		moment_put(l->out, l->stop[i].from);
		buf_puts(l->out, "–");
		moment_put(l->out, l->stop[i].to);
		buf_printf(l->out, " (%s)", _("the clock stood"));
	}
}

void term_why(struct buf *out, const struct term *term, const struct calendar *calendar, struct moment start, const struct term_stop *stops,
              size_t n_stops, enum term_outcome outcome, const struct term_due *due, const char *basis)
{
	struct list l = {.out = out, .calendar = calendar, .stop = stops, .n_stops = n_stops, .lead = _("; not counted: ")};
	term_put(out, term);
	buf_puts(out, _(", from "));
	if (term->unit == TERM_SECONDS)
		moment_put(out, start);
	else
		put_day(out, due->first);
	if (outcome == TERM_STANDS) {
		put_standing(out, stops, n_stops);
		return;
	}
	if (term->unit == TERM_SECONDS)
		put_moments(&l, start.seconds, due->at.seconds);
	else if (term->unit == TERM_WORK_DAYS || n_stops > 0)
		add_days(&l, due->first, due->last, term->unit == TERM_WORK_DAYS);
	if (due->day != due->last)
		put_roll(&l, due, basis);
}
