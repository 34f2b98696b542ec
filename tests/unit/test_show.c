/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "render/show.h"
#include "unit.h"

#include <math.h>

#define NB "\xc2\xa0"
#define MINUS "\xe2\x88\x92"
#define BAD "\xef\xbf\xbd"

static const struct {
	const char *in, *out;
} texts[] = {
        {"<script>alert('x')</script> & \"y\"", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;"},
        {"&lt;", "&amp;lt;"},
        {"a\tb\nc\r\nd\re", "a\tb\nc\nd\ne"},
        {"\x01\x7f\xc2\x85", BAD BAD BAD},
        {"\xff\xc3", BAD BAD},
        {"\xef\xb7\x90\xef\xbf\xbe", BAD BAD},
        {"Южно-Сахалинск", "Южно-Сахалинск"},
        {"", ""},
};

static const struct {
	const char *in, *en, *ru;
} numbers[] = {
        {"-1234567.5", MINUS "1,234,567.5", MINUS "1" NB "234" NB "567,5"},
        {"2023", "2023", "2023"},
        {"12345", "12,345", "12" NB "345"},
        {"0.50", "0.50", "0,50"},
        {"007", "007", "007"},
        {"1e6", "1e6", "1e6"},
        {"<b>", "&lt;b&gt;", "&lt;b&gt;"},
        {"", "", ""},
        {"-", "-", "-"},
};

static const struct {
	double in;
	int decimals;
	const char *en, *ru;
} values[] = {
        {1234567.891, 1, "1,234,567.9", "1" NB "234" NB "567,9"},
        {0.1, -1, "0.1", "0,1"},
        {-0.04, 1, "0.0", "0,0"},
        {NAN, 2, "\xe2\x80\x94", "\xe2\x80\x94"},
        {INFINITY, -1, "\xe2\x80\x94", "\xe2\x80\x94"},
};

static const struct {
	const char *in, *en, *ru;
} dates[] = {
        {"2023-07-01", "2023-07-01", "01.07.2023"},
        {"2023-07-01T09:30", "2023-07-01T09:30", "01.07.2023 09:30"},
        {"2023-02-30", "2023-02-30", "2023-02-30"},
        {"2023-07-01<i>", "2023-07-01&lt;i&gt;", "2023-07-01&lt;i&gt;"},
        {"", "", ""},
};

int main(void)
{
	struct buf out = {0};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		buf_clear(&out);
		show_text(&out, str_of(texts[i].in));
		unit_str(buf_cstr(&out), texts[i].out, texts[i].out);
	}
	for (int ru = 0; ru < 2; ru++) {
		lang_set(ru ? LANG_RU : LANG_EN);
		for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
			buf_clear(&out);
			show_num(&out, str_of(numbers[i].in));
			unit_str(buf_cstr(&out), ru ? numbers[i].ru : numbers[i].en, numbers[i].in);
		}
		for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
			buf_clear(&out);
			show_value(&out, values[i].in, values[i].decimals);
			unit_str(buf_cstr(&out), ru ? values[i].ru : values[i].en, values[i].en);
		}
		for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
			buf_clear(&out);
			show_date(&out, str_of(dates[i].in));
			unit_str(buf_cstr(&out), ru ? dates[i].ru : dates[i].en, dates[i].in);
		}
	}
	buf_free(&out);
	return unit_done();
}
