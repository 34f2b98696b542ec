/* SPDX-License-Identifier: MIT */
/* Any bytes as "TERM\nSTOPS": what is understood gives a day that is not before it began, and a later day with the stops than without; or it is refused. */
#include "base/vec.h"
#include "calc/term.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Made once, and kept. */
static const struct calendar *years(void)
{
	static struct calendar *calendar;
	if (calendar)
		return calendar;
	calendar = calendar_new();
	for (int year = 2000; year < 2100; year++)
		calendar_set(calendar, date_days(year, 1, 1), CALENDAR_OFF, str_of("holiday"), str_of(""));
	calendar_ready(calendar);
	return calendar;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str rest = {(const char *)data, n}, text, bad;
	struct term term;
	struct term_stops stops = {0};
	struct term_due due, bare;
	const struct moment start = {(int64_t)date_days(2024, 2, 29) * 86400 + 3600, DATE_NO_OFFSET};
	struct buf why = {0};
	const struct calendar *calendar = years();
	if (n > 0 && str_split(&rest, '\n', &text) && term_read(text, &term) == TERM_OK && term_stops_read(rest, &stops, &bad)) {
		enum term_outcome outcome = term_due(&term, calendar, start, stops.v, stops.n, &due);
		if (outcome == TERM_DUE && (due.at.seconds <= start.seconds || due.skipped < 0))
			abort();
		if (outcome == TERM_DUE && (term_due(&term, calendar, start, NULL, 0, &bare) != TERM_DUE || bare.last > due.last))
			abort();
		if (outcome == TERM_DUE || outcome == TERM_STANDS)
			term_why(&why, &term, calendar, start, stops.v, stops.n, outcome, &due, "");
	}
	buf_free(&why);
	vec_free(&stops);
	return 0;
}
