/* SPDX-License-Identifier: MIT */
#include "base/num.h"

#include "base/utf8.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t digits_at(struct str s, size_t i)
{
	size_t n = 0;
	while (i + n < s.n && is_digit(s.p[i + n]))
		n++;
	return n;
}

bool num_is_inside(struct str s)
{
	size_t i = s.n > 0 && s.p[0] == '-', n = digits_at(s, i);
	if (n == 0 || (n > 1 && s.p[i] == '0'))
		return false;
	i += n;
	if (i < s.n && s.p[i] == '.') {
		n = digits_at(s, i + 1);
		if (n == 0)
			return false;
		i += n + 1;
	}
	if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
		i++;
		i += i < s.n && (s.p[i] == '+' || s.p[i] == '-');
		n = digits_at(s, i);
		if (n == 0)
			return false;
		i += n;
	}
	return i == s.n;
}

/* An office number taken apart: digits, and what parts them. */
struct parts {
	bool negative;
	struct buf digits;    /* all digits, in order */
	size_t whole;         /* how many stand before the decimal mark */
	uint32_t mark, group; /* decimal mark and group separator; 0 for none */
	size_t runs;          /* groups of digits before the mark */
	bool threes;          /* they are 1-3 digits, then threes */
};

static bool is_blank_group(uint32_t c)
{
	return c == ' ' || c == 0xA0 || c == 0x202F || c == 0x2009 || c == '\'' || c == 0x2019;
}

/* Cuts text at every separator. False: something in it belongs to no number. */
static bool take_apart(struct str s, uint32_t mark, struct parts *parts)
{
	size_t run = 0, len;
	bool fraction = false;
	parts->threes = true;
	for (size_t i = 0; i < s.n; i += len) {
		uint32_t c = utf8_get(s.p + i, s.n - i, &len);
		if (utf8_is_digit(c)) {
			buf_putc(&parts->digits, (char)c);
			run++;
			continue;
		}
		if (fraction)
			return false;
		bool group = is_blank_group(c) || ((c == '.' || c == ',') && c != mark);
		if (!group && c != mark)
			return false;
		if (run == 0 && group)
			return false;
		parts->threes = parts->threes && (parts->runs == 0 ? run <= 3 : run == 3);
		parts->runs++;
		run = 0;
		if (group) {
			if (parts->group && parts->group != c)
				return false;
			parts->group = c;
		} else {
			fraction = true;
			parts->mark = c;
			parts->whole = parts->digits.n;
		}
	}
	if (fraction)
		return run > 0;
	parts->threes = parts->threes && (parts->runs == 0 || run == 3);
	parts->runs++;
	parts->whole = parts->digits.n;
	return run > 0;
}

static bool is_number(const struct parts *parts)
{
	return parts->digits.n > 0 && (!parts->group || (parts->threes && parts->whole > 3));
}

/* Which character is the decimal mark, when the writer did not say: the last of the two kinds; a lone comma. */
static uint32_t guess_mark(struct str s)
{
	const char *dot = memrchr(s.p, '.', s.n), *comma = memrchr(s.p, ',', s.n);
	if (dot && comma)
		return dot > comma ? '.' : ',';
	if (comma)
		return memchr(s.p, ',', (size_t)(comma - s.p)) ? '.' : ',';
	return dot && memchr(s.p, '.', (size_t)(dot - s.p)) ? ',' : '.';
}

/* "1,234": one comma, three digits behind it, one to three before it that do not begin with 0. */
static bool reads_two_ways(const struct parts *parts)
{
	return parts->mark == ',' && !parts->group && parts->digits.n - parts->whole == 3 &&
	       parts->whole >= 1 && parts->whole <= 3 && parts->digits.p[0] != '0';
}

static void put_inside(const struct parts *parts, struct buf *out)
{
	size_t first = 0;
	while (first + 1 < parts->whole && parts->digits.p[first] == '0')
		first++;
	if (parts->negative)
		buf_putc(out, '-');
	if (parts->whole == 0)
		buf_putc(out, '0');
	buf_add(out, parts->digits.p + first, parts->whole - first);
	if (parts->whole < parts->digits.n) {
		buf_putc(out, '.');
		buf_add(out, parts->digits.p + parts->whole, parts->digits.n - parts->whole);
	}
}

enum num_status num_read(struct str text, enum num_decimal decimal, struct buf *out)
{
	if (num_is_inside(text) && decimal != NUM_COMMA)
		return NUM_CANONICAL;
	struct str s = str_trim(text);
	struct parts parts = {0};
	bool minus = str_starts(s, "-"), long_minus = str_starts(s, "\xe2\x88\x92");
	size_t sign = minus || str_starts(s, "+") ? 1 : long_minus ? 3 : 0;
	parts.negative = minus || long_minus;
	s = (struct str){s.p + sign, s.n - sign};
	if (s.n == 0)
		return NUM_NOT;
	enum num_status status = NUM_NOT;
	uint32_t mark = decimal == NUM_DOT ? '.' : decimal == NUM_COMMA ? ',' : guess_mark(s);
	if (take_apart(s, mark, &parts) && is_number(&parts)) {
		bool two = decimal == NUM_AUTO && reads_two_ways(&parts);
		bool same = num_is_inside(text) && !parts.group;
		status = two ? NUM_AMBIGUOUS : same ? NUM_CANONICAL : NUM_CHANGED;
		if (status == NUM_CHANGED)
			put_inside(&parts, out);
	}
	buf_free(&parts.digits);
	return status;
}

/* At most 15 digits and no exponent: digits and power of ten are exact doubles, and so one division rounds
 * rightly (Clinger 1990, the fast case). */
static bool parse_short(struct str text, double *value)
{
	static const double power[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
	                               1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
	int64_t digits = 0;
	size_t sign = text.n > 0 && text.p[0] == '-', decimals = 0;
	bool fraction = false;
	if (text.n - sign > 16)
		return false;
	for (size_t i = sign; i < text.n; i++) {
		if (text.p[i] == '.') {
			fraction = true;
			continue;
		}
		if (!is_digit(text.p[i]))
			return false;
		digits = digits * 10 + (text.p[i] - '0');
		decimals += fraction;
	}
	if (text.n - sign - fraction > 15)
		return false;
	*value = (double)digits / power[decimals];
	if (sign)
		*value = -*value;
	return true;
}

bool num_parse(struct str text, double *value)
{
	char copy[512];
	if (!num_is_inside(text))
		return false;
	if (parse_short(text, value))
		return true;
	if (text.n >= sizeof copy)
		return false;
	memcpy(copy, text.p, text.n);
	copy[text.n] = '\0';
	*value = strtod(copy, NULL);
	return isfinite(*value);
}

bool num_parse_int(struct str text, int64_t *value)
{
	size_t sign = text.n > 0 && text.p[0] == '-';
	uint64_t limit = (uint64_t)INT64_MAX + sign, sum = 0;
	if (text.n == sign || digits_at(text, sign) != text.n - sign)
		return false;
	for (size_t i = sign; i < text.n; i++) {
		uint64_t digit = (uint64_t)(text.p[i] - '0');
		if (sum > (limit - digit) / 10)
			return false;
		sum = sum * 10 + digit;
	}
	*value = sign ? (int64_t)(0 - sum) : (int64_t)sum;
	return true;
}

/* A double as its shortest decimal digits d₁d₂…dₙ and a point: the value is 0.d₁d₂…dₙ × 10^point. */
struct decimal {
	char digit[18];
	int n, point;
	bool negative;
};

static struct decimal shortest(double value)
{
	struct decimal d = {.negative = value < 0};
	char text[40];
	/* Below DBL_MIN a double holds fewer digits. */
	for (int precision = fabs(value) < DBL_MIN ? 0 : 14; precision <= 16; precision++) {
		snprintf(text, sizeof text, "%.*e", precision, fabs(value));
		if (strtod(text, NULL) == fabs(value))
			break;
	}
	const char *exponent = strchr(text, 'e');
	for (const char *p = text; p < exponent; p++)
		if (is_digit(*p))
			d.digit[d.n++] = *p;
	while (d.n > 1 && d.digit[d.n - 1] == '0')
		d.n--;
	d.point = value == 0 ? 1 : atoi(exponent + 1) + 1;
	return d;
}

/* Digits from..to of d, with zeros where it has none. */
static void put_digits(struct buf *out, const struct decimal *d, int from, int to)
{
	for (int i = from; i < to; i++)
		buf_putc(out, i >= 0 && i < d->n ? d->digit[i] : '0');
}

static void put_plain(struct buf *out, const struct decimal *d, int decimals)
{
	if (d->negative)
		buf_putc(out, '-');
	if (d->point <= 0)
		buf_putc(out, '0');
	put_digits(out, d, 0, d->point);
	if (decimals > 0) {
		buf_putc(out, '.');
		put_digits(out, d, d->point, d->point + decimals);
	}
}

void num_put(struct buf *out, double value)
{
	if (!isfinite(value))
		return;
	struct decimal d = shortest(value);
	if (d.point > 21 || d.point < -6) {
		if (d.negative)
			buf_putc(out, '-');
		buf_putc(out, d.digit[0]);
		if (d.n > 1) {
			buf_putc(out, '.');
			put_digits(out, &d, 1, d.n);
		}
		buf_printf(out, "e%+d", d.point - 1);
		return;
	}
	put_plain(out, &d, d.n > d.point ? d.n - d.point : 0);
}

/* Rounds the shortest decimal form, so that 2.675 is 2.68 as on paper, whatever its binary form is. */
void num_put_scaled(struct buf *out, uint64_t value, int decimals)
{
	char text[48], *p = text + sizeof text;
	for (int i = 0; i <= decimals || value > 0; i++, value /= 10) {
		if (i == decimals && decimals > 0)
			*--p = '.';
		*--p = (char)('0' + value % 10);
	}
	buf_str(out, (struct str){p, (size_t)(text + sizeof text - p)});
}

void num_put_fixed(struct buf *out, double value, int decimals)
{
	if (!isfinite(value))
		return;
	struct decimal d = shortest(value);
	int keep = d.point + decimals;
	if (keep < d.n) {
		bool up = keep >= 0 && d.digit[keep] >= '5';
		d.n = keep > 0 ? keep : 0;
		int i = d.n - 1;
		for (; up && i >= 0; i--) {
			up = d.digit[i] == '9';
			d.digit[i] = up ? '0' : (char)(d.digit[i] + 1);
		}
		if (up) {
			memmove(d.digit + 1, d.digit, (size_t)d.n);
			d.digit[0] = '1';
			d.n++;
			d.point++;
		}
	}
	bool zero = true;
	for (int i = 0; i < d.n; i++)
		zero = zero && d.digit[i] == '0';
	d.negative = d.negative && !zero;
	put_plain(out, &d, decimals);
}
