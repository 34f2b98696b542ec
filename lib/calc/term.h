/* SPDX-License-Identifier: MIT */
/*
 * Terms: how a law's "within ten working days" becomes a day. Pure: a calendar and values in, a day out.
 *
 * A term in days or months counts by whole days of the city's clock, whatever the hour of the event. It begins on the day after the event (Civil Code of Russia,
 * art. 191) unless it counts that day too, a term in months ends on the day of the same number or, where the month has none, on its last day (art. 192), and what is due may
 * be done until the end of the last day (art. 194). A term in seconds runs from the very moment. When a last day is off, it moves as roll says: to the next
 * working day (art. 193; tax and procedural codes alike), to the previous one (rules of offices on 59-FZ, which is silent), or not at all.
 * A previous working day before the first counted day would leave no time: then the next one is taken. Terms in seconds do not roll.
 *
 * While the clock stands nothing is counted: from the day a stop begins up to, not including, the day it ends; for seconds, to the second.
 */
#ifndef CALC_TERM_H
#define CALC_TERM_H

#include "base/buf.h"
#include "base/date.h"
#include "calc/calendar.h"

enum term_unit { TERM_DAYS, TERM_WORK_DAYS, TERM_MONTHS, TERM_SECONDS };
enum term_roll { TERM_ROLL_NONE, TERM_ROLL_NEXT, TERM_ROLL_PREV };

struct term {
	enum term_unit unit;
	int32_t amount; /* > 0 */
	bool same_day;  /* the day of the event is the first that counts */
	enum term_roll roll;
};

enum { TERM_MOST = 1000000000 };

/*
 * The text of a term, of one unit:
 *	ISO 8601      P10D P2W P3M P1Y PT4H PT1H30M
 *	short         10d 10wd 2w 3mo 1y 4h
 *	English       10 days, 10 working days, 10 business days, 2 weeks, 3 months, 1 year, 4 hours
 *	Russian       10 дней, 30 календарных дней, 10 рабочих дней, 10 р.д., 2 недели, 3 месяца, 1 год, 4 часа
 * Letters of either case. A bare "m" (months or minutes) is TERM_AMBIGUOUS. roll is next for days and months, none otherwise.
 */
enum term_status { TERM_OK, TERM_NOT, TERM_AMBIGUOUS };
enum term_status term_read(struct str text, struct term *term);

/* [from, to); to.seconds TERM_OPEN: the clock still stands. */
struct term_stop {
	struct moment from, to;
};
struct term_stops {
	struct term_stop *v;
	size_t n, cap;
};
#define TERM_OPEN INT64_MAX

/* "2024-01-10/2024-01-15|2024-02-01/" → stops, emptied first, in order and merged; dates or moments. False when it is none, or a stop ends before it begins: *bad is
 * the part that is wrong. An empty text is no stops. vec_free them. */
bool term_stops_read(struct str text, struct term_stops *stops, struct str *bad);

enum term_outcome {
	TERM_DUE,
	TERM_STANDS,   /* the clock stands to this day: nothing is due yet */
	TERM_NO_YEAR,  /* the calendar does not know the year of unknown */
	TERM_TOO_FAR,  /* past the year 9999 */
};

struct term_due {
	int32_t first; /* the first day that may count */
	int32_t last;  /* the last day, before it moves */
	int32_t day;   /* the day it is due */
	struct moment at; /* the last second of that day; for seconds the very moment. The offset is that of the start */
	int32_t skipped;  /* days from first to day that do not count */
	int32_t unknown;  /* TERM_NO_YEAR */
};

/* stops in order and disjoint, as term_stops_read gives them; n_stops may be 0. due is meaningful for TERM_DUE only, but first always. */
enum term_outcome term_due(const struct term *term, const struct calendar *calendar, struct moment start, const struct term_stop *stops,
                           size_t n_stops, struct term_due *due);

/* How the day came about, in the current language: the term, where it begins, which days were skipped and for what. basis: the rule of law
 * that moves a last day, or "". The arguments are those of the term_due that gave TERM_DUE or TERM_STANDS. */
void term_why(struct buf *out, const struct term *term, const struct calendar *calendar, struct moment start, const struct term_stop *stops,
              size_t n_stops, enum term_outcome outcome, const struct term_due *due, const char *basis);

/* "10 working days" in the current language. */
void term_put(struct buf *out, const struct term *term);

#endif
