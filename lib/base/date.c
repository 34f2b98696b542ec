/* SPDX-License-Identifier: MIT */
#include "base/date.h"

#include <time.h>

enum { DAY = 86400 };

/* Days from civil and back: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013), eras of 400 years. */
int32_t date_days(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
	int doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

void date_civil(int32_t days, int *year, int *month, int *day)
{
	int z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	*day = doy - (153 * mp + 2) / 5 + 1;
	*month = mp < 10 ? mp + 3 : mp - 9;
	*year = yoe + era * 400 + (*month <= 2);
}

int date_weekday(int32_t days)
{
	int w = (days + 3) % 7; /* 1970-01-01 was a Thursday */
	return (w < 0 ? w + 7 : w) + 1;
}

/* n digits at s.p[at] as a number, -1 when they are not there. */
static int number(struct str s, size_t at, size_t n)
{
	int value = 0;
	if (at + n > s.n)
		return -1;
	for (size_t i = at; i < at + n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return -1;
		value = value * 10 + (s.p[i] - '0');
	}
	return value;
}

static bool has(struct str s, size_t at, char c)
{
	return at < s.n && s.p[at] == c;
}

static int month_length(int year, int month)
{
	static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return length[month - 1] + (month == 2 && leap);
}

enum date_status date_read(struct str text, int32_t *days)
{
	int year, month, day;
	if (text.n != 10)
		return DATE_NOT;
	if (has(text, 4, '-') && has(text, 7, '-')) {
		year = number(text, 0, 4), month = number(text, 5, 2), day = number(text, 8, 2);
	} else if (has(text, 2, '.') && has(text, 5, '.')) {
		day = number(text, 0, 2), month = number(text, 3, 2), year = number(text, 6, 4);
	} else if (has(text, 2, '/') && has(text, 5, '/')) {
		int a = number(text, 0, 2), b = number(text, 3, 2);
		bool both = a >= 1 && a <= 12 && b >= 1 && b <= 12 && number(text, 6, 4) > 0;
		return both ? DATE_AMBIGUOUS : DATE_NOT;
	} else {
		return DATE_NOT;
	}
	if (year < 1 || month < 1 || month > 12 || day < 1 || day > month_length(year, month))
		return DATE_NOT;
	*days = date_days(year, month, day);
	return DATE_OK;
}

/* hh:mm[:ss[.fff]] from *at on; *at moves behind it. Seconds of the day, -1 when it is none. */
static int read_time(struct str s, size_t *at)
{
	int hour = number(s, *at, 2), minute = number(s, *at + 3, 2), second = 0;
	if (hour < 0 || hour > 23 || !has(s, *at + 2, ':') || minute < 0 || minute > 59)
		return -1;
	*at += 5;
	if (has(s, *at, ':')) {
		second = number(s, *at + 1, 2);
		if (second < 0 || second > 59)
			return -1;
		*at += 3;
		if (has(s, *at, '.') || has(s, *at, ',')) {
			size_t digits = 1;
			while (number(s, *at + digits, 1) >= 0)
				digits++;
			if (digits == 1)
				return -1;
			*at += digits;
		}
	}
	return hour * 3600 + minute * 60 + second;
}

static bool read_offset(struct str s, size_t at, int32_t *offset)
{
	*offset = DATE_NO_OFFSET;
	if (at == s.n)
		return true;
	if (has(s, at, 'Z') && at + 1 == s.n) {
		*offset = 0;
		return true;
	}
	int hour = number(s, at + 1, 2), minute = number(s, at + (has(s, at + 3, ':') ? 4 : 3), 2);
	if (!(has(s, at, '+') || has(s, at, '-')) || hour < 0 || hour > 18 || minute < 0 || minute > 59 ||
	    at + (has(s, at + 3, ':') ? 6u : 5u) != s.n)
		return false;
	*offset = (has(s, at, '-') ? -1 : 1) * (hour * 3600 + minute * 60);
	return true;
}

enum date_status moment_read(struct str text, struct moment *moment)
{
	int32_t days, offset = DATE_NO_OFFSET;
	int seconds = 0;
	struct str date = {text.p, text.n < 10 ? text.n : 10};
	enum date_status status = date_read(date, &days);
	if (text.n > 10) {
		size_t at = 11;
		if (!has(text, 10, 'T') && !has(text, 10, ' '))
			return DATE_NOT;
		seconds = read_time(text, &at);
		if (seconds < 0 || !read_offset(text, at, &offset))
			return DATE_NOT;
	}
	if (status == DATE_OK)
		*moment = (struct moment){(int64_t)days * DAY + seconds, offset};
	return status;
}

/* value in n digits, and what follows them: printf takes as long as the rest of a row. */
static char *digits(char *to, int value, int n, char after)
{
	for (int i = n; i-- > 0; value /= 10)
		to[i] = (char)('0' + value % 10);
	to[n] = after;
	return to + n + 1;
}

void date_put(struct buf *out, int32_t days)
{
	int year, month, day;
	char text[12];
	date_civil(days, &year, &month, &day);
	if (year < 0 || year > 9999) {
		buf_printf(out, "%04d-%02d-%02d", year, month, day);
		return;
	}
	digits(digits(digits(text, year, 4, '-'), month, 2, '-'), day, 2, '\0');
	buf_add(out, text, 10);
}

void date_put_ru(struct buf *out, int32_t days)
{
	int year, month, day;
	char text[12];
	date_civil(days, &year, &month, &day);
	if (year < 0 || year > 9999) {
		buf_printf(out, "%02d.%02d.%04d", day, month, year);
		return;
	}
	digits(digits(digits(text, day, 2, '.'), month, 2, '.'), year, 4, '\0');
	buf_add(out, text, 10);
}

static int32_t day_of(int64_t seconds)
{
	return (int32_t)(seconds >= 0 ? seconds / DAY : -((DAY - 1 - seconds) / DAY));
}

static void put_offset(struct buf *out, int32_t offset)
{
	int minutes = (offset < 0 ? -offset : offset) / 60;
	buf_printf(out, "%c%02d:%02d", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

void moment_put(struct buf *out, struct moment moment)
{
	int32_t days = day_of(moment.seconds);
	int rest = (int)(moment.seconds - (int64_t)days * DAY);
	char text[10] = "T";
	date_put(out, days);
	digits(digits(digits(text + 1, rest / 3600, 2, ':'), rest / 60 % 60, 2, ':'), rest % 60, 2, '\0');
	buf_add(out, text, rest % 60 ? 9 : 6);
	if (moment.offset != DATE_NO_OFFSET)
		put_offset(out, moment.offset);
}

void moment_put_full(struct buf *out, struct moment moment, int32_t offset)
{
	int32_t days = day_of(moment.seconds);
	int rest = (int)(moment.seconds - (int64_t)days * DAY);
	date_put(out, days);
	buf_printf(out, "T%02d:%02d:%02d", rest / 3600, rest / 60 % 60, rest % 60);
	put_offset(out, moment.offset != DATE_NO_OFFSET ? moment.offset : offset);
}

int64_t moment_utc(struct moment moment)
{
	return moment.seconds - (moment.offset == DATE_NO_OFFSET ? 0 : moment.offset);
}

/* A field of a duration: digits and a unit among units, which stand in the order they must come in. */
static bool read_field(struct str *s, const char **units, int64_t *value, char *unit)
{
	size_t n = 0;
	*value = 0;
	while (number(*s, n, 1) >= 0 && n < 9)
		*value = *value * 10 + number(*s, n++, 1);
	if (n == 0 || n >= s->n)
		return false;
	while (**units && **units != s->p[n])
		++*units;
	if (!**units)
		return false;
	*unit = *(*units)++;
	*s = (struct str){s->p + n + 1, s->n - n - 1};
	return true;
}

bool duration_read(struct str text, struct duration *duration)
{
	const char *units = "YMWD";
	bool clock = false, any = false;
	int64_t value, months = 0;
	char unit;
	*duration = (struct duration){0, 0};
	if (!str_starts(text, "P"))
		return false;
	for (text = (struct str){text.p + 1, text.n - 1}; text.n; any = true) {
		if (!clock && text.p[0] == 'T') {
			clock = true;
			units = "HMS";
			text = (struct str){text.p + 1, text.n - 1};
		}
		if (!read_field(&text, &units, &value, &unit))
			return false;
		if (clock)
			duration->seconds += value * (unit == 'H' ? 3600 : unit == 'M' ? 60 : 1);
		else if (unit == 'Y' || unit == 'M')
			months += value * (unit == 'Y' ? 12 : 1);
		else
			duration->seconds += value * DAY * (unit == 'W' ? 7 : 1);
	}
	duration->months = (int32_t)months;
	return any && months < 120000;
}

struct moment moment_add(struct moment moment, struct duration duration)
{
	int year, month, day;
	int32_t days = day_of(moment.seconds);
	int64_t clock = moment.seconds - (int64_t)days * DAY;
	date_civil(days, &year, &month, &day);
	int total = year * 12 + month - 1 + duration.months;
	year = total / 12;
	month = total % 12 + 1;
	if (day > month_length(year, month))
		day = month_length(year, month);
	moment.seconds = (int64_t)date_days(year, month, day) * DAY + clock + duration.seconds;
	return moment;
}

static struct moment pinned;
static bool is_pinned;

void date_now_set(struct moment now)
{
	pinned = now;
	is_pinned = true;
}

struct moment date_now(void)
{
	if (is_pinned)
		return pinned;
	time_t now = time(NULL);
	struct tm local;
	localtime_r(&now, &local);
	return (struct moment){(int64_t)now + local.tm_gmtoff, (int32_t)local.tm_gmtoff};
}
