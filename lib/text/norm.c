/* SPDX-License-Identifier: MIT */
#include "text/norm.h"

#include "base/utf8.h"

#include <string.h>

enum { BREVE = 0x306, DIAERESIS = 0x308, SOFT_HYPHEN = 0xAD };

static bool is_mark(uint32_t c)
{
	return c >= 0x300 && c <= 0x36F;
}

static bool is_invisible(uint32_t c)
{
	return c == SOFT_HYPHEN || (c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xFEFF;
}

static bool is_cyrillic(uint32_t c)
{
	return c >= 0x400 && c <= 0x52F;
}

/* The Cyrillic letter that a Latin one is mistaken for, in the same case; 0 for none. */
static uint32_t look_alike(uint32_t c)
{
	static const struct {
		char latin;
		uint16_t cyrillic;
	} pairs[] = {
		{'A', 0x410}, {'B', 0x412}, {'C', 0x421}, {'E', 0x415}, {'H', 0x41D}, {'K', 0x41A}, {'M', 0x41C},
		{'O', 0x41E}, {'P', 0x420}, {'T', 0x422}, {'X', 0x425}, {'Y', 0x423}, {'a', 0x430}, {'c', 0x441},
		{'e', 0x435}, {'o', 0x43E}, {'p', 0x440}, {'x', 0x445}, {'y', 0x443},
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if ((uint32_t)pairs[i].latin == c)
			return pairs[i].cyrillic;
	return c == 0xEB || c == 0xCB ? 0x435 : 0;
}

static uint32_t fold(uint32_t c, bool cyrillic)
{
	uint32_t twin = cyrillic && c < 0x100 ? look_alike(c) : 0;
	c = utf8_lower(twin ? twin : c);
	return c == 0x451 || c == 0x450 ? 0x435 : c;
}

/* Appends the folded letters of a surface; a mark changes the letter that it stands on or vanishes. */
static void fold_word(struct str surface, bool cyrillic, struct buf *out)
{
	size_t last = 0; /* where the last letter begins in out */
	for (size_t i = 0, len; i < surface.n; i += len) {
		uint32_t c = utf8_get(surface.p + i, surface.n - i, &len);
		if (c == BREVE && out->n > last && memcmp(out->p + last, "и", out->n - last) == 0) {
			out->n = last;
			buf_puts(out, "й");
		} else if (!is_mark(c) && !is_invisible(c)) {
			last = out->n;
			utf8_put(out, fold(c, cyrillic));
		}
	}
}

/* Most words are of plain Russian letters and ASCII digits: these are read without decoding. */
static bool is_plain(const char *p, size_t n)
{
	unsigned char a = (unsigned char)p[0], b = n > 1 ? (unsigned char)p[1] : 0;
	return (a == 0xD0 && (b == 0x81 || (b >= 0x90 && b <= 0xBF))) || (a == 0xD1 && ((b >= 0x80 && b <= 0x8F) || b == 0x91));
}

/* The plain letter at p in lower case with е for ё, into to. */
static void fold_plain(const char *p, char *to)
{
	unsigned char a = (unsigned char)p[0], b = (unsigned char)p[1];
	if ((a == 0xD0 && b == 0x81) || (a == 0xD1 && b == 0x91)) { /* Ё ё */
		a = 0xD0;
		b = 0xB5;
	} else if (a == 0xD0 && b < 0xA0) { /* А … П */
		b += 0x20;
	} else if (a == 0xD0 && b < 0xB0) { /* Р … Я */
		a = 0xD1;
		b -= 0x20;
	}
	to[0] = (char)a;
	to[1] = (char)b;
}

static bool is_ascii_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* How many bytes of plain letters and digits p begins with; whether nothing of a word follows them is for the caller to see. Folds them into out. */
static size_t take_plain(const char *p, size_t n, struct buf *out, bool *capitals)
{
	size_t i = 0, letters = 0, upper = 0;
	buf_room(out, n);
	while (i < n) {
		if (is_plain(p + i, n - i)) {
			fold_plain(p + i, out->p + out->n);
			upper += letters++ < 2 && memcmp(p + i, out->p + out->n, 2) != 0 && (unsigned char)p[i] == 0xD0 && (unsigned char)p[i + 1] < 0xB0;
			out->n += 2;
			i += 2;
		} else if (is_ascii_digit(p[i])) {
			out->p[out->n++] = p[i++];
		} else {
			break;
		}
	}
	*capitals = upper == 2;
	return i;
}

/* Any word, as the header says. Returns its bytes. */
static size_t take_any(const char *p, size_t n, struct buf *out, bool *capitals)
{
	bool cyrillic = false;
	int letters = 0, upper = 0;
	size_t to, len;
	for (to = 0; to < n; to += len) {
		uint32_t c = utf8_get(p + to, n - to, &len);
		bool letter = utf8_is_letter(c);
		if (!letter && !utf8_is_digit(c) && !is_mark(c) && !is_invisible(c))
			break;
		cyrillic |= is_cyrillic(c);
		if (letter && letters++ < 2)
			upper += utf8_lower(c) != c;
	}
	*capitals = upper == 2;
	fold_word((struct str){p, to}, cyrillic, out);
	return to;
}

static bool ends_word(const char *p, size_t n)
{
	size_t len;
	if (n == 0 || ((unsigned char)*p < 0x80 && !utf8_is_letter((unsigned char)*p)))
		return true;
	uint32_t c = utf8_get(p, n, &len);
	return !utf8_is_letter(c) && !utf8_is_digit(c) && !is_mark(c) && !is_invisible(c);
}

bool norm_next(struct str *rest, struct norm_word *word)
{
	const char *p = rest->p;
	size_t n = rest->n, from = 0, len;
	while (from < n && !is_plain(p + from, n - from)) {
		uint32_t c = utf8_get(p + from, n - from, &len);
		if (utf8_is_letter(c) || utf8_is_digit(c))
			break;
		from += len;
	}
	if (from >= n) {
		*rest = (struct str){p ? p + n : NULL, 0};
		return false;
	}
	buf_clear(&word->text);
	size_t size = take_plain(p + from, n - from, &word->text, &word->capitals);
	if (!ends_word(p + from + size, n - from - size)) {
		buf_clear(&word->text);
		size = take_any(p + from, n - from, &word->text, &word->capitals);
	}
	word->surface = (struct str){p + from, size};
	*rest = (struct str){p + from + size, n - from - size};
	return true;
}

void norm_text(struct str text, struct buf *out)
{
	struct norm_word word = {0};
	size_t start = out->n;
	while (norm_next(&text, &word)) {
		if (out->n > start)
			buf_putc(out, ' ');
		buf_str(out, buf_slice(&word.text));
	}
	buf_free(&word.text);
}
