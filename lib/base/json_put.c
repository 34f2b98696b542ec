/* SPDX-License-Identifier: MIT */
#include "base/json.h"

#include "base/utf8.h"

#include <string.h>

void json_quote(struct buf *out, struct str s)
{
	static const char hex[] = "0123456789abcdef";
	struct buf repaired = {0};
	if (utf8_valid(s.p, s.n) < s.n) {
		utf8_repair(&repaired, s);
		s = buf_slice(&repaired);
	}
	buf_room(out, s.n + 2);
	buf_putc(out, '"');
	for (size_t i = 0, run; i < s.n; i = run + 1) {
		for (run = i; run < s.n && s.p[run] != '"' && s.p[run] != '\\' && (unsigned char)s.p[run] >= 0x20;)
			run++;
		buf_add(out, s.p + i, run - i);
		if (run == s.n)
			break;
		unsigned char c = (unsigned char)s.p[run];
		const char *at = c ? strchr("\"\\\b\f\n\r\t", c) : NULL;
		buf_putc(out, '\\');
		if (at) {
			buf_putc(out, "\"\\bfnrt"[at - "\"\\\b\f\n\r\t"]);
		} else {
			buf_puts(out, "u00");
			buf_putc(out, hex[c >> 4]);
			buf_putc(out, hex[c & 15]);
		}
	}
	buf_putc(out, '"');
	buf_free(&repaired);
}

/* An integer of more digits than a double keeps. */
static bool is_long(struct str number)
{
	size_t sign = number.n && number.p[0] == '-';
	for (size_t i = sign; i < number.n; i++)
		if (number.p[i] < '0' || number.p[i] > '9')
			return false;
	return number.n - sign > 15;
}

static void put(struct buf *out, const struct json *json, bool whole)
{
	bool object = json->kind == JSON_OBJECT;
	switch (json->kind) {
	case JSON_NULL:
		buf_puts(out, "null");
		return;
	case JSON_FALSE:
		buf_puts(out, "false");
		return;
	case JSON_TRUE:
		buf_puts(out, "true");
		return;
	case JSON_NUMBER:
		if (whole && is_long(json->text))
			json_quote(out, json->text);
		else
			buf_str(out, json->text);
		return;
	case JSON_STRING:
		json_quote(out, json->text);
		return;
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	buf_putc(out, object ? '{' : '[');
	for (const struct json *item = json->child; item; item = item->next) {
		if (item != json->child)
			buf_putc(out, ',');
		if (object) {
			json_quote(out, item->name);
			buf_putc(out, ':');
		}
		put(out, item, whole);
	}
	buf_putc(out, object ? '}' : ']');
}

void json_put(struct buf *out, const struct json *json)
{
	put(out, json, false);
}

void json_put_whole(struct buf *out, const struct json *json)
{
	put(out, json, true);
}
