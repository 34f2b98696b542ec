/* SPDX-License-Identifier: MIT */
#include "calc/calendar.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/vec.h"

struct said {
	int32_t day;
	enum calendar_kind kind;
	const char *title, *title_ru;
};

struct day {
	int32_t before; /* working days of the calendar before this one */
	uint32_t said;  /* number + 1; 0: nothing was said of it */
	uint8_t kind;
};

struct calendar {
	struct arena *arena; /* titles */
	VEC(struct said) said;
	int32_t first;   /* 1 January of the first known year */
	struct day *day; /* up to 31 December of the last known year */
	int32_t n;
	int32_t *work; /* the working days in order */
	int32_t n_work;
};

struct calendar *calendar_new(void)
{
	struct calendar *calendar = mem_alloc(sizeof *calendar);
	calendar->arena = arena_new();
	return calendar;
}

void calendar_free(struct calendar *calendar)
{
	if (!calendar)
		return;
	arena_free(calendar->arena);
	vec_free(&calendar->said);
	free(calendar->day);
	free(calendar->work);
	free(calendar);
}

void calendar_set(struct calendar *calendar, int32_t day, enum calendar_kind kind, struct str title, struct str title_ru)
{
	struct said said = {day, kind, arena_cstr(calendar->arena, title), arena_cstr(calendar->arena, title_ru)};
	vec_push(&calendar->said, said);
}

static int year_of(int32_t day)
{
	int year, month, date;
	date_civil(day, &year, &month, &date);
	return year;
}

static bool is_new_year(int32_t day)
{
	return day == date_days(year_of(day), 1, 1);
}

/* The days from the first known year to the last, all unknown yet. */
static void lay_out(struct calendar *c)
{
	int32_t last = 0;
	bool any = false;
	for (size_t i = 0; i < c->said.n; i++) {
		int32_t day = c->said.v[i].day;
		if (!is_new_year(day))
			continue;
		c->first = any && c->first < day ? c->first : day;
		last = any && last > day ? last : day;
		any = true;
	}
	c->n = any ? date_days(year_of(last) + 1, 1, 1) - c->first : 0;
	c->day = mem_array((size_t)c->n + 1, sizeof *c->day);
	c->work = mem_array((size_t)c->n + 1, sizeof *c->work);
}

static void fill_year(struct calendar *c, int32_t new_year)
{
	int32_t end = date_days(year_of(new_year) + 1, 1, 1);
	for (int32_t day = new_year; day < end; day++)
		c->day[day - c->first].kind = date_weekday(day) < 6 ? CALENDAR_WORK : CALENDAR_OFF;
}

void calendar_ready(struct calendar *c)
{
	lay_out(c);
	for (size_t i = 0; i < c->said.n; i++)
		if (is_new_year(c->said.v[i].day))
			fill_year(c, c->said.v[i].day);
	for (size_t i = 0; i < c->said.n; i++) {
		int32_t at = c->said.v[i].day - c->first;
		if (at < 0 || at >= c->n || c->day[at].kind == CALENDAR_UNKNOWN)
			continue;
		c->day[at].kind = (uint8_t)c->said.v[i].kind;
		c->day[at].said = (uint32_t)i + 1;
	}
	for (int32_t i = 0; i < c->n; i++) {
		c->day[i].before = c->n_work;
		if (c->day[i].kind == CALENDAR_WORK || c->day[i].kind == CALENDAR_SHORT)
			c->work[c->n_work++] = c->first + i;
	}
	c->day[c->n].before = c->n_work;
}

enum calendar_kind calendar_kind(const struct calendar *c, int32_t day)
{
	return day < c->first || day - c->first >= c->n ? CALENDAR_UNKNOWN : (enum calendar_kind)c->day[day - c->first].kind;
}

bool calendar_is_work(const struct calendar *c, int32_t day)
{
	enum calendar_kind kind = calendar_kind(c, day);
	return kind == CALENDAR_WORK || kind == CALENDAR_SHORT;
}

const char *calendar_title(const struct calendar *c, int32_t day)
{
	if (calendar_kind(c, day) != CALENDAR_OFF || c->day[day - c->first].said == 0)
		return NULL;
	const struct said *said = &c->said.v[c->day[day - c->first].said - 1];
	const char *title = lang_get() == LANG_RU ? said->title_ru : said->title;
	if (!*title)
		title = *said->title ? said->title : said->title_ru;
	return *title ? title : NULL;
}

/* Whether every year from that of one day to that of the other is known; else *missing is a day of the first that is not. */
static bool knows(const struct calendar *c, int32_t from, int32_t to, int32_t *missing)
{
	for (int year = year_of(from); year <= year_of(to); year++) {
		*missing = date_days(year, 1, 1);
		if (calendar_kind(c, *missing) == CALENDAR_UNKNOWN)
			return false;
	}
	return true;
}

bool calendar_add_work(const struct calendar *c, int32_t day, int32_t n, int32_t *out)
{
	int32_t missing, at = day + 1 - c->first;
	if (!knows(c, day + 1, day + 1, out))
		return false;
	int64_t nth = (int64_t)c->day[at].before + n - 1;
	bool within = nth < c->n_work;
	int32_t found = within ? c->work[nth] : c->first + c->n;
	if (!knows(c, day + 1, found, &missing)) {
		*out = missing;
		return false;
	}
	*out = found;
	return within;
}

bool calendar_next_work(const struct calendar *c, int32_t day, int32_t *out)
{
	return calendar_add_work(c, day - 1, 1, out);
}

bool calendar_prev_work(const struct calendar *c, int32_t day, int32_t *out)
{
	int32_t missing;
	if (!knows(c, day, day, out))
		return false;
	int32_t nth = c->day[day + 1 - c->first].before - 1;
	int32_t found = nth >= 0 ? c->work[nth] : c->first - 1;
	if (!knows(c, found, day, &missing)) {
		*out = missing;
		return false;
	}
	*out = found;
	return true;
}

static int32_t before(const struct calendar *c, int32_t day)
{
	int32_t at = day - c->first;
	return c->day[at < 0 ? 0 : at > c->n ? c->n : at].before;
}

int32_t calendar_count_work(const struct calendar *c, int32_t from, int32_t to)
{
	return from < to ? before(c, to) - before(c, from) : 0;
}
