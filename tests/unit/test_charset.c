/* SPDX-License-Identifier: MIT */
#include "base/charset.h"
#include "unit.h"

#include <iconv.h>

static const char *const texts[] = {
	"МКУ ЦЕНТР;ИНН;ОКТМО",
	"Код;Наименование;Подразделение",
	"Выдача разрешения на производство земляных работ",
	"№ п/п;Ф.И.О.;Должность",
	"ИТОГО",
	"Ведение реестра «Обращения граждан» — 2023 год",
	"unit_id;title\nU01;Управление делами\n",
	"Ёлка новогодняя",
};

static size_t encode(const char *charset, const char *text, char *out, size_t room)
{
	iconv_t cd = iconv_open(charset, "UTF-8");
	char copy[512], *in = copy, *to = out;
	size_t left = strlen(text), size = room;
	memcpy(copy, text, left + 1);
	bool good = iconv(cd, &in, &left, &to, &size) != (size_t)-1;
	iconv_close(cd);
	return good ? room - size : 0;
}

int main(void)
{
	static const enum charset charsets[] = {CHARSET_UTF8, CHARSET_CP1251, CHARSET_CP866, CHARSET_KOI8R};
	static const char *const iconv_names[] = {"UTF-8", "CP1251", "CP866", "KOI8-R"};
	static const char stained[] = "Приём заявлений\xff и обращений";
	struct err err = ERR_NONE;
	size_t bom, bad = 0, tried = 0;
	for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
		for (size_t c = 0; c < 4; c++) {
			char bytes[512];
			size_t n = encode(iconv_names[c], texts[t], bytes, sizeof bytes);
			struct buf out = {0};
			if (n == 0)
				continue; /* «» and — are not in every charset */
			tried++;
			unit_num(charset_guess(bytes, n, true, &bom), charsets[c], 0, texts[t]);
			if (charset_convert(charsets[c], bytes, n, &out, &bad, &err) == RC_OK)
				unit_str(buf_cstr(&out), texts[t], iconv_names[c]);
			buf_free(&out);
		}
	unit_ok(tried >= 26, "most texts can be written in most charsets");
	unit_ok(bad == 0, "nothing was lost");
	unit_num(charset_guess("\xef\xbb\xbf" "a", 4, true, &bom), CHARSET_UTF8, 0, "byte order mark");
	unit_num((double)bom, 3, 0, "its length");
	unit_num(charset_guess("\xff\xfe" "a\0", 4, true, &bom), CHARSET_UTF16LE, 0, "UTF-16");
	unit_num(charset_guess("ab\xd0", 3, false, &bom), CHARSET_UTF8, 0, "an unfinished character at the end of a sample");
	unit_num(charset_guess(stained, sizeof stained - 1, true, &bom), CHARSET_UTF8, 0, "a stain on UTF-8");
	struct buf out = {0};
	if (charset_convert(CHARSET_UTF16LE, "\x16\x04=\xd8\x00\xde", 6, &out, &bad, &err) == RC_OK)
		unit_str(buf_cstr(&out), "Ж😀", "UTF-16 with a surrogate pair");
	buf_clear(&out);
	if (charset_convert(CHARSET_CP1251, "a\x98", 2, &out, &bad, &err) == RC_OK)
		unit_str(buf_cstr(&out), "a\xef\xbf\xbd", "the byte Windows-1251 does not know");
	unit_num((double)bad, 1, 0, "and it is counted");
	unit_ok(charset_of("Windows-1251") == CHARSET_CP1251 && charset_of("latin1") == CHARSET_UNKNOWN, "names");
	buf_free(&out);
	return unit_done();
}
