/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include <string.h>

/* Bytes of the valid character at p, 0 for a bad or unfinished one (Unicode 15, table 3-7). */
static size_t length_at(const unsigned char *p, size_t n)
{
	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xC2 || p[0] > 0xF4)
		return 0;
	size_t len = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	if (n < len)
		return 0;
	unsigned low = p[0] == 0xE0 ? 0xA0 : p[0] == 0xF0 ? 0x90 : 0x80;
	unsigned high = p[0] == 0xED ? 0x9F : p[0] == 0xF4 ? 0x8F : 0xBF;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	return len;
}

size_t utf8_valid(const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t i = 0;
	while (i < n) {
		uint64_t word;
		if (p[i] < 0x80 && n - i >= sizeof word) {
			memcpy(&word, p + i, sizeof word);
			if ((word & 0x8080808080808080) == 0) {
				i += sizeof word;
				continue;
			}
		}
		/* Russian text is mostly two-byte letters: keep them off the general path. */
		if (p[i] >= 0xC2 && p[i] < 0xE0 && i + 1 < n && (p[i + 1] & 0xC0) == 0x80) {
			i += 2;
			continue;
		}
		size_t len = length_at(p + i, n - i);
		if (len == 0)
			return i;
		i += len;
	}
	return n;
}

size_t utf8_tail(const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text;
	for (size_t back = 1; back <= 3 && back <= n; back++) {
		unsigned char c = p[n - back];
		if ((c & 0xC0) == 0x80)
			continue;
		if (c < 0xC2 || c > 0xF4)
			return 0;
		size_t len = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
		return len > back ? back : 0;
	}
	return 0;
}

uint32_t utf8_get(const char *text, size_t n, size_t *len)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t size = length_at(p, n);
	*len = size ? size : 1;
	switch (size) {
	case 1:
		return p[0];
	case 2:
		return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
	case 3:
		return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
	case 4:
		return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 |
		       (p[3] & 0x3Fu);
	default:
		return 0xFFFD;
	}
}

void utf8_put(struct buf *out, uint32_t c)
{
	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		c = 0xFFFD;
	if (c < 0x80) {
		buf_putc(out, (char)c);
	} else if (c < 0x800) {
		buf_putc(out, (char)(0xC0 | c >> 6));
		buf_putc(out, (char)(0x80 | (c & 0x3F)));
	} else if (c < 0x10000) {
		buf_putc(out, (char)(0xE0 | c >> 12));
		buf_putc(out, (char)(0x80 | (c >> 6 & 0x3F)));
		buf_putc(out, (char)(0x80 | (c & 0x3F)));
	} else {
		buf_putc(out, (char)(0xF0 | c >> 18));
		buf_putc(out, (char)(0x80 | (c >> 12 & 0x3F)));
		buf_putc(out, (char)(0x80 | (c >> 6 & 0x3F)));
		buf_putc(out, (char)(0x80 | (c & 0x3F)));
	}
}

uint32_t utf8_lower(uint32_t c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + 32 : c;
	if (c >= 0xC0 && c <= 0xDE)
		return c == 0xD7 ? c : c + 32;
	if (c >= 0x391 && c <= 0x3A9)
		return c == 0x3A2 ? c : c + 32;
	if (c >= 0x400 && c <= 0x40F)
		return c + 80;
	if (c >= 0x410 && c <= 0x42F)
		return c + 32;
	if ((c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) || (c >= 0x4D0 && c <= 0x52F))
		return c | 1;
	if (c >= 0x4C1 && c <= 0x4CE)
		return c & 1 ? c + 1 : c;
	return c == 0x4C0 ? 0x4CF : c;
}

bool utf8_is_letter(uint32_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	return (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) || (c >= 0x386 && c <= 0x3FF) ||
	       (c >= 0x400 && c <= 0x52F && !(c >= 0x482 && c <= 0x489));
}

bool utf8_is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

bool utf8_is_space(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
	       c == 0x205F || c == 0x2060 || c == 0x3000 || c == 0xFEFF;
}

/* Terminal columns after Unicode's East Asian Width and the combining blocks offices meet. */
static size_t width_of(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x300 && c <= 0x36F) || c == 0xAD ||
	    (c >= 0x483 && c <= 0x489) || (c >= 0x200B && c <= 0x200F) || c == 0x2060 ||
	    (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF)
		return 0;
	bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF && c != 0x303F) ||
	            (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
	            (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
	            (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1F64F) ||
	            (c >= 0x1F900 && c <= 0x1F9FF) || (c >= 0x20000 && c <= 0x3FFFD);
	return wide ? 2 : 1;
}

size_t utf8_length(struct str s)
{
	size_t length = 0;
	for (size_t i = 0, len; i < s.n; i += len, length++)
		utf8_get(s.p + i, s.n - i, &len);
	return length;
}

size_t utf8_width(struct str s)
{
	size_t width = 0;
	for (size_t i = 0, len; i < s.n; i += len)
		width += width_of(utf8_get(s.p + i, s.n - i, &len));
	return width;
}

struct str utf8_cut(struct str s, size_t width)
{
	size_t i = 0;
	for (size_t len; i < s.n; i += len) {
		size_t w = width_of(utf8_get(s.p + i, s.n - i, &len));
		if (w > width)
			break;
		width -= w;
	}
	return (struct str){s.p, i};
}

void utf8_repair(struct buf *out, struct str s)
{
	while (s.n) {
		size_t good = utf8_valid(s.p, s.n);
		buf_add(out, s.p, good);
		if (good == s.n)
			return;
		utf8_put(out, 0xFFFD);
		s = (struct str){s.p + good + 1, s.n - good - 1};
	}
}
