/* SPDX-License-Identifier: MIT */
#include "base/str.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

struct str str_of(const char *text)
{
	return (struct str){text, text ? strlen(text) : 0};
}

bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_is(struct str a, const char *text)
{
	return str_eq(a, str_of(text));
}

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;
	return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, const char *prefix)
{
	size_t n = strlen(prefix);
	return s.n >= n && (n == 0 || memcmp(s.p, prefix, n) == 0);
}

static size_t blank_at_start(struct str s)
{
	if (s.n >= 1 && (s.p[0] == ' ' || (s.p[0] >= '\t' && s.p[0] <= '\r')))
		return 1;
	return s.n >= 2 && memcmp(s.p, "\xc2\xa0", 2) == 0 ? 2 : 0;
}

static size_t blank_at_end(struct str s)
{
	if (s.n >= 1 && (s.p[s.n - 1] == ' ' || (s.p[s.n - 1] >= '\t' && s.p[s.n - 1] <= '\r')))
		return 1;
	return s.n >= 2 && memcmp(s.p + s.n - 2, "\xc2\xa0", 2) == 0 ? 2 : 0;
}

struct str str_trim(struct str s)
{
	for (size_t n; (n = blank_at_start(s)) > 0;)
		s = (struct str){s.p + n, s.n - n};
	for (size_t n; (n = blank_at_end(s)) > 0;)
		s.n -= n;
	return s;
}

/* Where rest points when a separator ended the text and one empty part is still to come. */
static const char last_part[] = "";

bool str_split(struct str *rest, char sep, struct str *part)
{
	if (!rest->p || (rest->n == 0 && rest->p != last_part))
		return false;
	const char *end = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
	if (!end) {
		*part = *rest;
		*rest = (struct str){NULL, 0};
		return true;
	}
	*part = (struct str){rest->p, (size_t)(end - rest->p)};
	size_t n = rest->n - part->n - 1;
	*rest = n ? (struct str){end + 1, n} : (struct str){last_part, 0};
	return true;
}

enum { NEAREST_MAX = 64 };

/* The first NEAREST_MAX code points of s, lower case; the count returned. */
static size_t letters(struct str s, uint32_t c[NEAREST_MAX])
{
	size_t n = 0;
	for (size_t i = 0, len; i < s.n && n < NEAREST_MAX; i += len)
		c[n++] = utf8_lower(utf8_get(s.p + i, s.n - i, &len));
	return n;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Edit distance in which two letters swapped count once (Damerau's optimal string alignment). */
static size_t distance(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
	size_t rows[3][NEAREST_MAX + 1], *before = rows[0], *above = rows[1], *row = rows[2];
	for (size_t j = 0; j <= m; j++)
		above[j] = j;
	for (size_t i = 1; i <= n; i++) {
		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			row[j] = least(above[j - 1] + (a[i - 1] != b[j - 1]),
			               least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		size_t *free_row = before;
		before = above;
		above = row;
		row = free_row;
	}
	return above[m];
}

const char *str_nearest(struct str s, const char *const *words, size_t n)
{
	uint32_t a[NEAREST_MAX], b[NEAREST_MAX];
	size_t length = letters(s, a), best = length / 3 + 1;
	const char *nearest = NULL;
	for (size_t i = 0; i < n; i++) {
		size_t d = distance(a, length, b, letters(str_of(words[i]), b));
		if (d < best) {
			best = d;
			nearest = words[i];
		}
	}
	return nearest;
}
