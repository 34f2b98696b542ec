/* SPDX-License-Identifier: MIT */
/*
 * A production calendar: which days are worked, shortened or off. A day is a count of days since 1970-01-01 (base/date.h). Saturdays and Sundays
 * are off unless something else was said of the day; that holds only in years that are known, and a year is known when its 1 January was
 * said: a calendar that lists the holidays of a year begins with it, one that lays a region's days over another does not. Of an unknown year nothing is guessed.
 *
 *	calendar_set(…) for every day that was said, later ones win; calendar_ready once; then ask. Asking takes constant time: working days are numbered.
 */
#ifndef CALC_CALENDAR_H
#define CALC_CALENDAR_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct calendar;

enum calendar_kind { CALENDAR_UNKNOWN, CALENDAR_WORK, CALENDAR_SHORT, CALENDAR_OFF };

struct calendar *calendar_new(void);
void calendar_free(struct calendar *calendar); /* NULL is safe */

/* title: why the day is not like its weekday ("Independence Day"); copied, title_ru likewise. */
void calendar_set(struct calendar *calendar, int32_t day, enum calendar_kind kind, struct str title, struct str title_ru);

/* After the last calendar_set and before the first question. */
void calendar_ready(struct calendar *calendar);

enum calendar_kind calendar_kind(const struct calendar *calendar, int32_t day); /* CALENDAR_UNKNOWN in an unknown year */
bool calendar_is_work(const struct calendar *calendar, int32_t day);            /* a shortened day is worked */

/* Why the day is off, in the current language; NULL: it is a plain Saturday or Sunday, or not off. */
const char *calendar_title(const struct calendar *calendar, int32_t day);

/* The n-th working day after day (n > 0). False when that leads into an unknown year: *out is a day of it. */
bool calendar_add_work(const struct calendar *calendar, int32_t day, int32_t n, int32_t *out);

/* The first working day not before day, and the last one not after it. False as above. */
bool calendar_next_work(const struct calendar *calendar, int32_t day, int32_t *out);
bool calendar_prev_work(const struct calendar *calendar, int32_t day, int32_t *out);

/* How many working days lie in [from, to). Days of unknown years count as none. */
int32_t calendar_count_work(const struct calendar *calendar, int32_t from, int32_t to);

#endif
