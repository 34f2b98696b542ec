/* SPDX-License-Identifier: MIT */
/* Terms over a small calendar of its own: 2024 and 2025 are known, 2026 is not. What the law asks is in tests/data/deadlines.csv. */
#include "base/vec.h"
#include "calc/term.h"

#include "unit.h"

static const struct {
	const char *text;
	enum term_status status;
	enum term_unit unit;
	int32_t amount;
} texts[] = {
        {"P5D", TERM_OK, TERM_DAYS, 5},
        {"P2W", TERM_OK, TERM_DAYS, 14},
        {"P1M", TERM_OK, TERM_MONTHS, 1},
        {"P1Y6M", TERM_OK, TERM_MONTHS, 18},
        {"PT4H", TERM_OK, TERM_SECONDS, 14400},
        {"PT1H30M", TERM_OK, TERM_SECONDS, 5400},
        {"PT24H", TERM_OK, TERM_SECONDS, 86400},
        {"10wd", TERM_OK, TERM_WORK_DAYS, 10},
        {"10 working days", TERM_OK, TERM_WORK_DAYS, 10},
        {"1 Business Day", TERM_OK, TERM_WORK_DAYS, 1},
        {"30d", TERM_OK, TERM_DAYS, 30},
        {"3 months", TERM_OK, TERM_MONTHS, 3},
        {"1 year", TERM_OK, TERM_MONTHS, 12},
        {"10 рабочих дней", TERM_OK, TERM_WORK_DAYS, 10},
        {"  1 рабочий день ", TERM_OK, TERM_WORK_DAYS, 1},
        {"10\u00a0раб.\u00a0дн.", TERM_OK, TERM_WORK_DAYS, 10},
        {"15 р.д.", TERM_OK, TERM_WORK_DAYS, 15},
        {"30 Календарных Дней", TERM_OK, TERM_DAYS, 30},
        {"21 день", TERM_OK, TERM_DAYS, 21},
        {"2 месяца", TERM_OK, TERM_MONTHS, 2},
        {"3 года", TERM_OK, TERM_MONTHS, 36},
        {"24 часа", TERM_OK, TERM_SECONDS, 86400},
        {"1m", TERM_AMBIGUOUS, 0, 0},
        {"10", TERM_NOT, 0, 0},
        {"", TERM_NOT, 0, 0},
        {"0d", TERM_NOT, 0, 0},
        {"-5d", TERM_NOT, 0, 0},
        {"P", TERM_NOT, 0, 0},
        {"P0D", TERM_NOT, 0, 0},
        {"P1M10D", TERM_NOT, 0, 0},
        {"P1DT4H", TERM_NOT, 0, 0},
        {"99999999999999999999d", TERM_NOT, 0, 0},
        {"5 дюжин", TERM_NOT, 0, 0},
        {"5\xff", TERM_NOT, 0, 0},
};

/* start, term, stops, roll ("": the term's own) → due; "stands", "2026" (the year that is not known) or "far". */
static const struct {
	const char *start, *term, *stops, *roll, *due;
} dues[] = {
        {"2024-01-15", "P1D", "", "", "2024-01-16"},
        {"2024-01-15T23:59", "P1D", "", "", "2024-01-16"},
        {"2024-01-15", "P5D", "", "none", "2024-01-20"},
        {"2024-01-15", "P5D", "", "next", "2024-01-22"},
        {"2024-01-15", "P5D", "", "prev", "2024-01-19"},
        {"2024-01-15", "5wd", "", "", "2024-01-22"},
        {"2024-01-13", "1wd", "", "", "2024-01-15"},
        {"2024-01-31", "P1M", "", "", "2024-02-29"},
        {"2024-01-29", "P1M", "", "", "2024-02-29"},
        {"2024-12-31", "P2M", "", "none", "2025-02-28"},
        {"2024-02-29", "P1Y", "", "", "2025-02-28"},
        {"2024-01-15T09:30", "PT4H", "", "", "2024-01-15T13:30"},
        {"2024-01-13T22:00+11:00", "PT4H", "", "", "2024-01-14T02:00+11:00"},
        /* the only day is off, and before it there is nothing: on */
        {"2024-01-05", "P1D", "", "prev", "2024-01-08"},
        {"2024-01-05", "P3D", "", "prev", "2024-01-08"},
        {"2024-01-04", "P3D", "", "prev", "2024-01-05"},
        /* a day of the test's calendar: 2024-03-08 is off, 2024-03-09 is a worked Saturday */
        {"2024-03-07", "1wd", "", "", "2024-03-09"},
        {"2024-03-07", "P1D", "", "", "2024-03-09"},
        {"2024-03-07", "P1D", "", "prev", "2024-03-09"},
        {"2024-03-07", "2wd", "", "", "2024-03-11"},
        /* stops */
        {"2024-01-15", "P5D", "2024-01-17/2024-01-19", "none", "2024-01-22"},
        {"2024-01-15", "P5D", "2024-01-19/2024-01-19", "none", "2024-01-20"},
        {"2024-01-15", "P5D", "2024-01-20/2024-01-22", "none", "2024-01-22"},
        {"2024-01-15", "P5D", "2024-01-21/2024-01-25", "none", "2024-01-20"},
        {"2024-01-15", "P5D", "2024-01-10/2024-01-17", "none", "2024-01-21"},
        {"2024-01-15", "P5D", "2024-01-18/2024-01-20|2024-01-17/2024-01-19", "none", "2024-01-23"},
        {"2024-01-15", "P5D", "2024-01-17T18:00/2024-01-19T09:00", "none", "2024-01-22"},
        {"2024-01-15", "5wd", "2024-01-19/2024-01-23", "", "2024-01-24"},
        {"2024-01-15", "5wd", "2024-01-20/2024-01-22", "", "2024-01-22"},
        {"2024-01-15", "P1M", "2024-01-20/2024-01-30", "none", "2024-02-25"},
        {"2024-01-15T09:00", "PT4H", "2024-01-15T10:00/2024-01-15T10:30|2024-01-15T13:00/2024-01-15T14:00", "", "2024-01-15T14:30"},
        {"2024-01-15T09:00", "PT4H", "2024-01-15T13:00/2024-01-15T14:00", "", "2024-01-15T13:00"},
        {"2024-01-15", "P5D", "2024-01-17/", "", "stands"},
        {"2024-01-15", "P5D", "2024-01-21/", "none", "2024-01-20"},
        {"2024-01-15T09:00", "PT4H", "2024-01-15T12:00/", "", "stands"},
        /* years that are not known */
        {"2025-12-30", "2wd", "", "", "2026"},
        {"2025-12-26", "P9D", "", "", "2026"},
        {"2025-12-26", "P9D", "", "none", "2026-01-04"},
        {"2025-12-26", "5wd", "2025-12-29/2026-01-12", "", "2026"},
        {"2023-12-29", "1wd", "", "", "2023"},
        {"2023-12-31", "1wd", "", "", "2024-01-01"},
        {"9999-11-30", "P1M", "", "none", "far"},
};

static struct calendar *small_calendar(void)
{
	struct calendar *c = calendar_new();
	calendar_set(c, date_days(2025, 1, 1), CALENDAR_WORK, str_of(""), str_of(""));
	calendar_set(c, date_days(2024, 1, 1), CALENDAR_WORK, str_of(""), str_of(""));
	calendar_set(c, date_days(2024, 3, 8), CALENDAR_OFF, str_of("Women's Day"), str_of("Женский день"));
	calendar_set(c, date_days(2024, 3, 9), CALENDAR_SHORT, str_of(""), str_of(""));
	calendar_set(c, date_days(2026, 3, 9), CALENDAR_OFF, str_of("of a region"), str_of(""));
	calendar_ready(c);
	return c;
}

static const char *due_text(size_t i, const struct calendar *calendar, struct buf *out)
{
	struct term term;
	struct moment start;
	struct term_stops stops = {0};
	struct str bad;
	struct term_due due;
	buf_clear(out);
	if (term_read(str_of(dues[i].term), &term) != TERM_OK || moment_read(str_of(dues[i].start), &start) != DATE_OK ||
	    !term_stops_read(str_of(dues[i].stops), &stops, &bad))
		return "bad test";
	if (*dues[i].roll)
		term.roll = dues[i].roll[0] == 'p' ? TERM_ROLL_PREV : dues[i].roll[1] == 'e' ? TERM_ROLL_NEXT : TERM_ROLL_NONE;
	int year, month, day;
	switch (term_due(&term, calendar, start, stops.v, stops.n, &due)) {
	case TERM_DUE:
		if (term.unit == TERM_SECONDS)
			moment_put(out, due.at);
		else
			date_put(out, due.day);
		break;
	case TERM_STANDS:
		buf_puts(out, "stands");
		break;
	case TERM_NO_YEAR:
		date_civil(due.unknown, &year, &month, &day);
		buf_printf(out, "%d", year);
		break;
	case TERM_TOO_FAR:
		buf_puts(out, "far");
		break;
	}
	vec_free(&stops);
	return buf_cstr(out);
}

static void test_texts(void)
{
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct term term = {0};
		enum term_status status = term_read(str_of(texts[i].text), &term);
		unit_ok(status == texts[i].status && (status != TERM_OK || (term.unit == texts[i].unit && term.amount == texts[i].amount)), texts[i].text);
	}
}

static void test_stops(void)
{
	struct term_stops stops = {0};
	struct str bad = {0};
	static const char *const wrong[] = {"2024-01-10", "/2024-01-10", "2024-01-10/2024-01-09", "2024-01-10/x", "2024-01-10/2024-01-11/2024-01-12", "x|"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		unit_ok(!term_stops_read(str_of(wrong[i]), &stops, &bad), wrong[i]);
	bool read = term_stops_read(str_of(" 01.02.2024 / 03.02.2024 | 2024-01-01/2024-01-05 | 2024-01-04/2024-01-06 "), &stops, &bad);
	unit_ok(read && stops.n == 2 && stops.v[0].to.seconds == (int64_t)date_days(2024, 1, 6) * 86400, "stops are put in order and merged");
	unit_ok(term_stops_read(str_of(""), &stops, &bad) && stops.n == 0, "no stops");
	vec_free(&stops);
}

static void test_calendar(const struct calendar *c)
{
	int32_t day = 0;
	unit_ok(calendar_kind(c, date_days(2026, 3, 9)) == CALENDAR_UNKNOWN, "a region's day does not make a year known");
	unit_ok(calendar_kind(c, date_days(2023, 12, 31)) == CALENDAR_UNKNOWN && calendar_kind(c, date_days(2026, 1, 1)) == CALENDAR_UNKNOWN,
	        "beyond the calendar");
	unit_ok(calendar_is_work(c, date_days(2024, 3, 9)) && !calendar_is_work(c, date_days(2024, 3, 8)), "worked and off as said");
	unit_str(calendar_title(c, date_days(2024, 3, 8)), "Women's Day", "why a day is off");
	unit_ok(calendar_title(c, date_days(2024, 3, 10)) == NULL && calendar_title(c, date_days(2024, 3, 9)) == NULL, "a plain Sunday has no title");
	unit_num(calendar_count_work(c, date_days(2024, 1, 1), date_days(2025, 1, 1)), 262, 0, "working days of 2024 in this calendar");
	unit_ok(calendar_prev_work(c, date_days(2025, 1, 5), &day) && day == date_days(2025, 1, 3), "the working day before a Sunday");
	unit_ok(!calendar_next_work(c, date_days(2026, 1, 1), &day) && day == date_days(2026, 1, 1), "the unknown year is named");
	struct calendar *gap = calendar_new();
	calendar_set(gap, date_days(2026, 1, 1), CALENDAR_WORK, str_of(""), str_of(""));
	calendar_set(gap, date_days(2024, 1, 1), CALENDAR_WORK, str_of(""), str_of(""));
	calendar_ready(gap);
	unit_ok(!calendar_add_work(gap, date_days(2024, 12, 30), 2, &day) && day == date_days(2025, 1, 1), "an unknown year between known ones is not leapt over");
	unit_ok(!calendar_prev_work(gap, date_days(2025, 6, 1), &day) && day == date_days(2025, 1, 1), "nor is one asked for backwards");
	calendar_free(gap);
	struct calendar *empty = calendar_new();
	calendar_ready(empty);
	unit_ok(!calendar_add_work(empty, 0, 1, &day) && calendar_kind(empty, 0) == CALENDAR_UNKNOWN, "an empty calendar knows nothing");
	calendar_free(empty);
}

int main(void)
{
	struct calendar *calendar = small_calendar();
	struct buf out = {0};
	test_texts();
	test_stops();
	test_calendar(calendar);
	for (size_t i = 0; i < sizeof dues / sizeof *dues; i++) {
		char name[200];
		snprintf(name, sizeof name, "%s + %s, stops %s, roll %s", dues[i].start, dues[i].term, dues[i].stops, dues[i].roll);
		unit_str(due_text(i, calendar, &out), dues[i].due, name);
	}
	buf_free(&out);
	calendar_free(calendar);
	return unit_done();
}
