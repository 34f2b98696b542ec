/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "calc/term.h"

enum { DAY = 86400, HOUR = 3600 };

struct word {
	const char *text;
	enum term_unit unit;
	int32_t factor;
};

/* What may follow the number: in lower case, without full stops, words parted by one blank. */
static const struct word words[] = {
        {"d", TERM_DAYS, 1},
        {"day", TERM_DAYS, 1},
        {"days", TERM_DAYS, 1},
        {"calendar day", TERM_DAYS, 1},
        {"calendar days", TERM_DAYS, 1},
        {"д", TERM_DAYS, 1},
        {"дн", TERM_DAYS, 1},
        {"день", TERM_DAYS, 1},
        {"дня", TERM_DAYS, 1},
        {"дней", TERM_DAYS, 1},
        {"кд", TERM_DAYS, 1},
        {"к д", TERM_DAYS, 1},
        {"календарный день", TERM_DAYS, 1},
        {"календарных дня", TERM_DAYS, 1},
        {"календарных дней", TERM_DAYS, 1},
        {"календ дней", TERM_DAYS, 1},
        {"кал дн", TERM_DAYS, 1},
        {"сутки", TERM_DAYS, 1},
        {"суток", TERM_DAYS, 1},
        {"wd", TERM_WORK_DAYS, 1},
        {"working day", TERM_WORK_DAYS, 1},
        {"working days", TERM_WORK_DAYS, 1},
        {"business day", TERM_WORK_DAYS, 1},
        {"business days", TERM_WORK_DAYS, 1},
        {"рд", TERM_WORK_DAYS, 1},
        {"р д", TERM_WORK_DAYS, 1},
        {"раб дн", TERM_WORK_DAYS, 1},
        {"раб день", TERM_WORK_DAYS, 1},
        {"раб дня", TERM_WORK_DAYS, 1},
        {"раб дней", TERM_WORK_DAYS, 1},
        {"рабочий день", TERM_WORK_DAYS, 1},
        {"рабочих дня", TERM_WORK_DAYS, 1},
        {"рабочих дней", TERM_WORK_DAYS, 1},
        {"w", TERM_DAYS, 7},
        {"week", TERM_DAYS, 7},
        {"weeks", TERM_DAYS, 7},
        {"нед", TERM_DAYS, 7},
        {"неделя", TERM_DAYS, 7},
        {"недели", TERM_DAYS, 7},
        {"недель", TERM_DAYS, 7},
        {"mo", TERM_MONTHS, 1},
        {"month", TERM_MONTHS, 1},
        {"months", TERM_MONTHS, 1},
        {"мес", TERM_MONTHS, 1},
        {"месяц", TERM_MONTHS, 1},
        {"месяца", TERM_MONTHS, 1},
        {"месяцев", TERM_MONTHS, 1},
        {"y", TERM_MONTHS, 12},
        {"year", TERM_MONTHS, 12},
        {"years", TERM_MONTHS, 12},
        {"г", TERM_MONTHS, 12},
        {"год", TERM_MONTHS, 12},
        {"года", TERM_MONTHS, 12},
        {"лет", TERM_MONTHS, 12},
        {"h", TERM_SECONDS, HOUR},
        {"hour", TERM_SECONDS, HOUR},
        {"hours", TERM_SECONDS, HOUR},
        {"ч", TERM_SECONDS, HOUR},
        {"час", TERM_SECONDS, HOUR},
        {"часа", TERM_SECONDS, HOUR},
        {"часов", TERM_SECONDS, HOUR},
};

static enum term_status make(struct term *term, enum term_unit unit, int64_t amount)
{
	if (amount <= 0 || amount > TERM_MOST)
		return TERM_NOT;
	bool rolls = unit == TERM_DAYS || unit == TERM_MONTHS;
	*term = (struct term){.unit = unit, .amount = (int32_t)amount, .roll = rolls ? TERM_ROLL_NEXT : TERM_ROLL_NONE};
	return TERM_OK;
}

/* An ISO duration of one unit: duration_read turns days into seconds, so the text tells whether days or hours were meant. */
static enum term_status read_iso(struct str text, struct term *term)
{
	struct duration duration;
	bool hours = false;
	if (!duration_read(text, &duration) || (duration.months && duration.seconds))
		return TERM_NOT;
	for (size_t i = 0; i < text.n; i++)
		hours |= text.p[i] == 'T';
	if (duration.months)
		return make(term, TERM_MONTHS, duration.months);
	if (!hours)
		return make(term, TERM_DAYS, duration.seconds / DAY);
	return str_starts(text, "PT") ? make(term, TERM_SECONDS, duration.seconds) : TERM_NOT;
}

/* Lower case, full stops and blanks (NBSP too) as one blank between words. */
static void fold(struct str text, struct buf *out)
{
	for (size_t i = 0, len; i < text.n; i += len) {
		uint32_t c = utf8_lower(utf8_get(text.p + i, text.n - i, &len));
		bool blank = c == ' ' || c == '\t' || c == 0xa0 || c == 0x202f || c == '.';
		if (!blank)
			utf8_put(out, c);
		else if (out->n > 0 && out->p[out->n - 1] != ' ')
			buf_putc(out, ' ');
	}
	if (out->n > 0 && out->p[out->n - 1] == ' ')
		out->n--;
}

static enum term_status read_words(struct str text, struct term *term)
{
	int64_t amount = 0;
	size_t digits = 0;
	for (; digits < text.n && text.p[digits] >= '0' && text.p[digits] <= '9' && amount <= TERM_MOST; digits++)
		amount = amount * 10 + (text.p[digits] - '0');
	if (digits == 0 || text.n - digits > 100)
		return TERM_NOT;
	struct buf unit = {0};
	enum term_status status = TERM_NOT;
	fold((struct str){text.p + digits, text.n - digits}, &unit);
	if (str_is(buf_slice(&unit), "m") || str_is(buf_slice(&unit), "м"))
		status = TERM_AMBIGUOUS;
	for (size_t i = 0; i < sizeof words / sizeof *words && status == TERM_NOT; i++)
		if (str_is(buf_slice(&unit), words[i].text)) {
			status = make(term, words[i].unit, amount * words[i].factor);
			break;
		}
	buf_free(&unit);
	return status;
}

enum term_status term_read(struct str text, struct term *term)
{
	text = str_trim(text);
	return str_starts(text, "P") ? read_iso(text, term) : read_words(text, term);
}

/* ---- stops */

static int by_from(const void *a, const void *b)
{
	const struct term_stop *x = a, *y = b;
	return x->from.seconds < y->from.seconds ? -1 : x->from.seconds > y->from.seconds;
}

static void merge(struct term_stops *stops)
{
	size_t n = 0;
	if (stops->n > 1)
		qsort(stops->v, stops->n, sizeof *stops->v, by_from);
	for (size_t i = 0; i < stops->n; i++) {
		struct term_stop *last = n > 0 ? &stops->v[n - 1] : NULL;
		if (!last || stops->v[i].from.seconds > last->to.seconds)
			stops->v[n++] = stops->v[i];
		else if (stops->v[i].to.seconds > last->to.seconds)
			last->to = stops->v[i].to;
	}
	stops->n = n;
}

static bool read_stop(struct str part, struct term_stop *stop)
{
	struct str from, to = part;
	if (!str_split(&to, '/', &from) || from.n == part.n || moment_read(str_trim(from), &stop->from) != DATE_OK)
		return false;
	to = str_trim(to);
	stop->to = (struct moment){TERM_OPEN, DATE_NO_OFFSET};
	return to.n == 0 || (moment_read(to, &stop->to) == DATE_OK && stop->from.seconds <= stop->to.seconds);
}

bool term_stops_read(struct str text, struct term_stops *stops, struct str *bad)
{
	stops->n = 0;
	text = str_trim(text);
	while (text.n > 0 && str_split(&text, '|', bad)) {
		struct term_stop stop;
		if (!read_stop(*bad, &stop))
			return false;
		vec_push(stops, stop);
	}
	merge(stops);
	return true;
}
