/* SPDX-License-Identifier: MIT */
#include "base/xmlput.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

static const char *reference(uint32_t c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\t':
		return "&#9;";
	case '\n':
		return "&#10;";
	case '\r':
		return "&#13;";
	default:
		return NULL;
	}
}

/* Char (XML 1.0, 2.2); utf8_get has seen to surrogates. */
static bool is_char(uint32_t c)
{
	return c >= 0x20 && c != 0xfffe && c != 0xffff;
}

void xmlput_text(struct buf *out, struct str text)
{
	while (text.n > 0) {
		size_t plain = 0, n;
		while (plain < text.n && (unsigned char)text.p[plain] >= 0x20 && (unsigned char)text.p[plain] < 0x80 && !strchr("&<>\"", text.p[plain]))
			plain++;
		buf_add(out, text.p, plain);
		text.p += plain;
		text.n -= plain;
		if (text.n == 0)
			return;
		uint32_t c = utf8_get(text.p, text.n, &n);
		const char *as = reference(c);
		if (as)
			buf_puts(out, as);
		else
			utf8_put(out, is_char(c) ? c : 0xfffd);
		text.p += n;
		text.n -= n;
	}
}

/* NameStartChar (XML 1.0, 2.3) as far as letters of living scripts go, which the fourth edition, and with it XML Schema, knows too. */
static bool may_begin(uint32_t c)
{
	static const struct {
		uint32_t from, to;
	} letters[] = {{'A', 'Z'}, {'_', '_'}, {'a', 'z'}, {0xc0, 0xd6}, {0xd8, 0xf6}, {0xf8, 0x131}, {0x386, 0x386}, {0x388, 0x38a},
	               {0x38e, 0x3a1}, {0x3a3, 0x3ce}, {0x401, 0x40c}, {0x40e, 0x44f}, {0x451, 0x45c}, {0x45e, 0x481},
	               {0x490, 0x4c4}, {0x4e00, 0x9fa5}, {0xac00, 0xd7a3}};
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (c >= letters[i].from && c <= letters[i].to)
			return true;
	return false;
}

void xmlput_name(struct buf *out, struct str text)
{
	size_t begin = out->n, n;
	for (; text.n > 0; text.p += n, text.n -= n) {
		uint32_t c = utf8_get(text.p, text.n, &n);
		bool inside = (c >= '0' && c <= '9') || c == '-' || c == '.';
		if (inside && out->n == begin)
			buf_putc(out, '_');
		if (inside || may_begin(c))
			utf8_put(out, c);
		else
			buf_putc(out, '_');
	}
	if (out->n == begin)
		buf_putc(out, '_');
}
