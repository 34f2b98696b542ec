/* SPDX-License-Identifier: MIT */
#include "render/show.h"

#include "base/date.h"
#include "base/lang.h"
#include "base/num.h"
#include "base/utf8.h"

#include <math.h>
#include <string.h>

#define NO_BREAK_SPACE "\xc2\xa0"
#define MINUS "\xe2\x88\x92"
#define EM_DASH "\xe2\x80\x94"

enum { GROUPED_FROM = 5 };

static bool is_forbidden(uint32_t c)
{
	return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0) ||
	       (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

static void show_char(struct buf *out, uint32_t c)
{
	switch (c) {
	case '&':
		buf_puts(out, "&amp;");
		break;
	case '<':
		buf_puts(out, "&lt;");
		break;
	case '>':
		buf_puts(out, "&gt;");
		break;
	case '"':
		buf_puts(out, "&quot;");
		break;
	case '\'':
		buf_puts(out, "&#39;");
		break;
	default:
		utf8_put(out, is_forbidden(c) ? 0xfffd : c);
	}
}

void show_text(struct buf *out, struct str s)
{
	while (s.n > 0) {
		size_t n;
		uint32_t c = utf8_get(s.p, s.n, &n);
		/* CR LF and a lone CR are line ends to every reader of HTML */
		if (c != '\r')
			show_char(out, c);
		else if (s.n == 1 || s.p[1] != '\n')
			buf_putc(out, '\n');
		s.p += n;
		s.n -= n;
	}
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

void show_num(struct buf *out, struct str number)
{
	double value;
	size_t sign = number.n > 0 && number.p[0] == '-', whole = sign;
	while (whole < number.n && is_digit(number.p[whole]))
		whole++;
	bool plain = whole > sign && (whole == number.n || number.p[whole] == '.') &&
	             num_parse(number, &value) && memchr(number.p, 'e', number.n) == NULL &&
	             memchr(number.p, 'E', number.n) == NULL;
	if (!plain) {
		show_text(out, number);
		return;
	}
	bool ru = lang_get() == LANG_RU;
	if (sign)
		buf_puts(out, MINUS);
	for (size_t i = sign; i < whole; i++) {
		if (i > sign && whole - sign >= GROUPED_FROM && (whole - i) % 3 == 0)
			buf_puts(out, ru ? NO_BREAK_SPACE : ",");
		buf_putc(out, number.p[i]);
	}
	if (whole < number.n) {
		buf_putc(out, ru ? ',' : '.');
		buf_add(out, number.p + whole + 1, number.n - whole - 1);
	}
}

void show_value(struct buf *out, double value, int decimals)
{
	if (!isfinite(value)) {
		buf_puts(out, EM_DASH);
		return;
	}
	struct buf text = {0};
	if (decimals < 0)
		num_put(&text, value);
	else
		num_put_fixed(&text, value, decimals);
	show_num(out, buf_slice(&text));
	buf_free(&text);
}

void show_date(struct buf *out, struct str date)
{
	int32_t days;
	struct str day = {date.p, date.n < 10 ? date.n : 10};
	if (lang_get() != LANG_RU || date_read(day, &days) != DATE_OK ||
	    (date.n > 10 && date.p[10] != 'T')) {
		show_text(out, date);
		return;
	}
	date_put_ru(out, days);
	if (date.n > 11) {
		buf_putc(out, ' ');
		show_text(out, (struct str){date.p + 11, date.n - 11});
	}
}
