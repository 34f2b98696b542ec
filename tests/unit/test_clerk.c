/* SPDX-License-Identifier: MIT */
/* The shipped rules and calendar, as the engine asks the clerk for them. */
#include "cases/clerk.h"

#include "unit.h"

/* due: a moment, or a part of the error. */
static const struct {
	const char *term, *from, *stop_from, *stop_to, *due;
} cases[] = {
        {"10wd", "2024-02-20T15:00", "", "", "2024-03-06T23:59:59"},
        {"term:10 рабочих дней", "2024-02-20T15:00+11:00", "", "", "2024-03-06T23:59:59+11:00"},
        {"term:59fz-answer", "2024-01-15T09:00", "", "", "2024-02-14T23:59:59"},
        {"term:59fz-answer", "2024-01-15T09:00", "2024-01-20T10:00", "2024-01-25T09:00", "2024-02-19T23:59:59"},
        {"term:59fz-answer", "2024-01-15T09:00", "2024-01-20T10:00", "", "2024-02-14T23:59:59"},
        {"4 часа", "2024-02-22T18:00", "", "", "2024-02-22T22:00"},
        {"4h", "2024-02-22T18:00", "2024-02-22T19:00", "2024-02-22T19:30", "2024-02-22T22:30"},
        {"term:44fz-payment", "2022-06-01", "", "", "2022-06-16T23:59:59"},
        {"term:59fz-anwser", "2024-01-15", "", "", "did you mean \"term:59fz-answer\"?"},
        {"1m", "2024-01-15", "", "", "can be read in two ways"},
        {"term:44fz-payment", "2021-06-01", "", "", "does not hold on this day"},
        {"1wd", "2011-01-01", "", "", "does not know the year 2011"},
        {"100000 дней", "9900-01-01", "", "", "after the year 9999"},
};

int main(void)
{
	struct clerk *clerk = clerk_new();
	struct buf out = {0};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err = ERR_NONE;
		struct engine_stop stop = {.over = *cases[i].stop_to};
		struct moment from, due;
		bool read = moment_read(str_of(cases[i].from), &from) == DATE_OK;
		if (*cases[i].stop_from)
			read = read && moment_read(str_of(cases[i].stop_from), &stop.from) == DATE_OK;
		if (stop.over)
			read = read && moment_read(str_of(cases[i].stop_to), &stop.to) == DATE_OK;
		buf_clear(&out);
		if (!unit_ok(read, cases[i].term))
			continue;
		if (clerk_due(clerk, str_of(cases[i].term), from, &stop, *cases[i].stop_from != '\0', &due, &err) == RC_OK) {
			moment_put(&out, due);
			unit_str(buf_cstr(&out), cases[i].due, cases[i].term);
		} else {
			unit_ok(err.rc == RC_INPUT && strstr(err.text, cases[i].due), err.text);
		}
	}
	buf_free(&out);
	clerk_free(clerk);
	return unit_done();
}
