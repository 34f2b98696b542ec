/* SPDX-License-Identifier: MIT */
/*
 * Dates of the proleptic Gregorian calendar and moments, without locale and without the TZ of the
 * moment's author: a date is a count of days since 1970-01-01, a moment is a count of seconds since
 * then on the city's own clock; an explicit UTC offset, where the text has one, is kept beside it.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum date_status { DATE_OK, DATE_NOT, DATE_AMBIGUOUS };

#define DATE_NO_OFFSET INT32_MIN

struct moment {
	int64_t seconds; /* on the clock as written */
	int32_t offset;  /* seconds east of UTC, or DATE_NO_OFFSET */
};

/* yyyy-mm-dd or dd.mm.yyyy → days. "03/04/2023" is DATE_AMBIGUOUS. A date that does not exist is DATE_NOT. */
enum date_status date_read(struct str text, int32_t *days);

/* A date (midnight), or date and time parted by "T" or a blank: hh:mm, hh:mm:ss, fractions cut off;
 * then nothing, "Z" or ±hh:mm. The date part as in date_read. */
enum date_status moment_read(struct str text, struct moment *moment);

void date_put(struct buf *out, int32_t days);            /* 2023-07-01 */
void date_put_ru(struct buf *out, int32_t days);         /* 01.07.2023 */
void moment_put(struct buf *out, struct moment moment);  /* 2023-07-01T09:30[:05][+11:00] */
/* 2023-07-01T09:30:05+11:00, as RFC 3339 and XML Schema want it: always seconds and an offset, which is the given one where the moment has none. */
void moment_put_full(struct buf *out, struct moment moment, int32_t offset);

int32_t date_days(int year, int month, int day);
void date_civil(int32_t days, int *year, int *month, int *day);
int date_weekday(int32_t days); /* 1 Monday … 7 Sunday, ISO 8601 */
int64_t moment_utc(struct moment moment); /* seconds since the epoch; no offset counts as UTC */

/*
 * ISO 8601 duration PnYnMnDTnHnMnS or PnW → months and seconds; both added by moment_add
 * (a month's end stays a month's end: 31 January + P1M = 28 February). False when it is none.
 */
struct duration {
	int32_t months;
	int64_t seconds;
};
bool duration_read(struct str text, struct duration *duration);
struct moment moment_add(struct moment moment, struct duration duration);

/* The clock: what date_now_set pinned, else the machine's local time. */
void date_now_set(struct moment now);
struct moment date_now(void);

#endif
