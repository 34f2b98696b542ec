/* SPDX-License-Identifier: MIT */
#include "base/xmlput.h"
#include "unit.h"

static const struct {
	const char *in, *text, *name;
} cases[] = {
        {"площадь", "площадь", "площадь"},
        {"Площадь, м²", "Площадь, м²", "Площадь__м_"},
        {"", "", "_"},
        {"1 этаж", "1 этаж", "_1_этаж"},
        {"a:b-c.d_e", "a:b-c.d_e", "a_b-c.d_e"},
        {"<a href=\"x\">&amp;</a>", "&lt;a href=&quot;x&quot;&gt;&amp;amp;&lt;/a&gt;", "_a_href__x___amp___a_"},
        {"a\tb\r\nc", "a&#9;b&#13;&#10;c", "a_b__c"},
        {"\x01\x1f", "\xef\xbf\xbd\xef\xbf\xbd", "__"},
        {"\xff" "a\xc3", "\xef\xbf\xbd" "a\xef\xbf\xbd", "_a_"},
        {"\xef\xbf\xbe \xef\xbf\xbf", "\xef\xbf\xbd \xef\xbf\xbd", "___"},
        {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", "___"},
        {"😀ё№", "😀ё№", "_ё_"},
};

int main(void)
{
	struct buf out = {0};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		buf_clear(&out);
		xmlput_text(&out, str_of(cases[i].in));
		unit_str(buf_cstr(&out), cases[i].text, cases[i].in);
		buf_clear(&out);
		xmlput_name(&out, str_of(cases[i].in));
		unit_str(buf_cstr(&out), cases[i].name, "as a name");
	}
	buf_clear(&out);
	xmlput_text(&out, (struct str){"a\0b", 3});
	unit_str(buf_cstr(&out), "a\xef\xbf\xbd" "b", "NUL");
	buf_free(&out);
	return unit_done();
}
