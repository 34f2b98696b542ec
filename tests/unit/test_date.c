/* SPDX-License-Identifier: MIT */
#include "base/date.h"
#include "unit.h"

static const struct {
	const char *in;
	enum date_status status;
	const char *out;
} moments[] = {
	{"2023-07-01", DATE_OK, "2023-07-01T00:00"},
	{"01.07.2023", DATE_OK, "2023-07-01T00:00"},
	{"2023-07-01T09:30", DATE_OK, "2023-07-01T09:30"},
	{"2023-07-01 09:30:05", DATE_OK, "2023-07-01T09:30:05"},
	{"2023-07-01T09:30:05.123Z", DATE_OK, "2023-07-01T09:30:05+00:00"},
	{"01.07.2023 09:30", DATE_OK, "2023-07-01T09:30"},
	{"2023-07-01T09:30+11:00", DATE_OK, "2023-07-01T09:30+11:00"},
	{"2023-07-01T09:30-0330", DATE_OK, "2023-07-01T09:30-03:30"},
	{"2024-02-29", DATE_OK, "2024-02-29T00:00"},
	{"0001-01-01", DATE_OK, "0001-01-01T00:00"},
	{"9999-12-31T23:59:59", DATE_OK, "9999-12-31T23:59:59"},
	{"03/04/2023", DATE_AMBIGUOUS, ""},
	{"25/12/2023", DATE_NOT, ""},
	{"2023-02-29", DATE_NOT, ""},
	{"1900-02-29", DATE_NOT, ""},
	{"31.04.2023", DATE_NOT, ""},
	{"2023-13-01", DATE_NOT, ""},
	{"2023-7-1", DATE_NOT, ""},
	{"2023-07-01T24:00", DATE_NOT, ""},
	{"2023-07-01T09:60", DATE_NOT, ""},
	{"2023-07-01T09:30+25:00", DATE_NOT, ""},
	{"2023-07-01T09:30junk", DATE_NOT, ""},
	{"2023-07-01T", DATE_NOT, ""},
	{"", DATE_NOT, ""},
	{"сегодня", DATE_NOT, ""},
};

static const struct {
	const char *from, *duration, *to;
} sums[] = {
	{"2023-01-31", "P1M", "2023-02-28T00:00"},     {"2024-01-31", "P1M", "2024-02-29T00:00"},
	{"2023-12-31T18:00", "PT7H", "2024-01-01T01:00"}, {"2023-07-01T09:30+11:00", "P1DT2H3M4S", "2023-07-02T11:33:04+11:00"},
	{"2023-07-01", "P2W", "2023-07-15T00:00"},     {"2024-02-29", "P1Y", "2025-02-28T00:00"},
	{"1970-01-01", "P1Y2M", "1971-03-01T00:00"},
};

int main(void)
{
	struct buf out = {0};
	struct moment m = {0, 0};
	struct duration d;
	for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
		enum date_status status = moment_read(str_of(moments[i].in), &m);
		unit_num(status, moments[i].status, 0, moments[i].in);
		buf_clear(&out);
		if (status == DATE_OK)
			moment_put(&out, m);
		unit_str(buf_cstr(&out), moments[i].out, moments[i].in);
	}
	for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
		buf_clear(&out);
		if (moment_read(str_of(sums[i].from), &m) == DATE_OK && duration_read(str_of(sums[i].duration), &d))
			moment_put(&out, moment_add(m, d));
		unit_str(buf_cstr(&out), sums[i].to, sums[i].duration);
	}
	static const char *const no[] = {"", "P", "1D", "PT", "P1", "PD", "P1S", "PT1D", "P1M1Y", "P1H", "P-1D"};
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		unit_ok(!duration_read(str_of(no[i]), &d), no[i]);
	/* Every day of four centuries and more there and back; the weekday goes on by one. */
	bool same = true;
	int year, month, day, weekday = date_weekday(date_days(1599, 12, 31));
	for (int32_t days = date_days(1600, 1, 1); same && days < date_days(2101, 1, 1); days++) {
		date_civil(days, &year, &month, &day);
		weekday = weekday % 7 + 1;
		same = date_days(year, month, day) == days && date_weekday(days) == weekday;
	}
	unit_ok(same, "days and civil dates agree");
	unit_num(date_days(1970, 1, 1), 0, 0, "the epoch");
	unit_num(date_weekday(date_days(2026, 11, 24)), 2, 0, "2026-11-24 is a Tuesday");
	unit_num((double)moment_utc((struct moment){39600, 39600}), 0, 0, "11:00+11:00 is the epoch");
	static const struct {
		struct moment moment;
		int32_t offset;
		const char *want;
	} full[] = {{{0, DATE_NO_OFFSET}, 0, "1970-01-01T00:00:00+00:00"}, {{-1, DATE_NO_OFFSET}, 39600, "1969-12-31T23:59:59+11:00"},
	            {{60, -12600}, 39600, "1970-01-01T00:01:00-03:30"}};
	for (size_t i = 0; i < sizeof full / sizeof *full; i++) {
		buf_clear(&out);
		moment_put_full(&out, full[i].moment, full[i].offset);
		unit_str(buf_cstr(&out), full[i].want, "seconds and an offset always");
	}
	buf_clear(&out);
	date_put_ru(&out, date_days(2023, 7, 1));
	unit_str(buf_cstr(&out), "01.07.2023", "the Russian form");
	buf_free(&out);
	return unit_done();
}
