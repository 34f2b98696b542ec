/* SPDX-License-Identifier: MIT */
#include "base/charset.h"

#include "base/lang.h"
#include "base/utf8.h"

#include <iconv.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *name;
	enum charset charset;
} names[] = {
        {"utf-8", CHARSET_UTF8},          {"windows-1251", CHARSET_CP1251}, {"cp866", CHARSET_CP866},
        {"koi8-r", CHARSET_KOI8R},        {"utf-16le", CHARSET_UTF16LE},    {"utf-16be", CHARSET_UTF16BE},
        {"utf8", CHARSET_UTF8},           {"cp1251", CHARSET_CP1251},       {"1251", CHARSET_CP1251},
        {"ibm866", CHARSET_CP866},        {"866", CHARSET_CP866},           {"koi8r", CHARSET_KOI8R},
};

enum charset charset_of(const char *name)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(name, names[i].name) == 0)
			return names[i].charset;
	return CHARSET_UNKNOWN;
}

const char *charset_name(enum charset charset)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].charset == charset)
			return names[i].name;
	return "?";
}

/* ---- tables of the eight-bit charsets */

struct byte {
	char utf8[4];
	uint8_t n; /* 0: no character */
	uint32_t code;
};

static struct byte table[3][256];
static bool built[3];

static bool is_eight_bit(enum charset charset)
{
	return charset == CHARSET_CP1251 || charset == CHARSET_CP866 || charset == CHARSET_KOI8R;
}

static const struct byte *table_of(enum charset charset)
{
	static const char *const iconv_name[] = {"CP1251", "CP866", "KOI8-R"};
	size_t which = (size_t)charset - CHARSET_CP1251;
	if (built[which])
		return table[which];
	iconv_t cd = iconv_open("UTF-8", iconv_name[which]);
	for (int c = 0; c < 256; c++) {
		struct byte *b = &table[which][c];
		char from = (char)c, *in = &from, *out = b->utf8;
		size_t left = 1, room = sizeof b->utf8, len;
		if (c < 0x80) {
			b->utf8[0] = from;
			b->n = 1;
		} else if (cd != (iconv_t)-1 && iconv(cd, &in, &left, &out, &room) != (size_t)-1) {
			b->n = (uint8_t)(sizeof b->utf8 - room);
		}
		b->code = b->n ? utf8_get(b->utf8, b->n, &len) : 0xFFFD;
	}
	if (cd != (iconv_t)-1)
		iconv_close(cd);
	built[which] = true;
	return table[which];
}

/* ---- guessing */

enum { LETTERS = 32 };

/* How usual a pair of letters is in Russian office text: 0 never, 9 most; a step is a factor of two. Counted over the
 * sample city (share/example/city), ё as е. */
static const char usual[LETTERS][LETTERS + 1] = {
        "16757667358878157771356545000157", /* а */
        "51111641502514706305020004441032", /* б */
        "80112803607726814545011221174002", /* в */
        "61104300501502816015000000000000", /* г */
        "71652832705556847535002210354014", /* д */
        "14668566366879258781355646010013", /* е */
        "53106700604115000004000000011000", /* ж */
        "81417531404344504014001100231003", /* з */
        "54635826777667556781366534000048", /* и */
        "00001100002114200550100101000000", /* й */
        "80321411801614906477013010000010", /* к */
        "81011821804215810315000100058067", /* л */
        "71000700703554741306110100052403", /* м */
        "80224811904117801585312121084014", /* н */
        "28979675577878478882444645110014", /* о */
        "70020700605702928114001000021004", /* п */
        "91462842716055913467441241064025", /* р */
        "62613610617646774695331310154316", /* с */
        "82703801715226828626110400067003", /* т */
        "45445552145555065661130644010051", /* у */
        "30000306500100602011101000000000", /* ф */
        "30111200200104602211000000000000", /* х */
        "40100500702000110002001000020001", /* ц */
        "60000700503105003142000010003000", /* ч */
        "50000600505302302013000000000000", /* ш */
        "60000600500104001001000000001010", /* щ */
        "00001500000000000000000000000002", /* ъ */
        "02523611061452042330070140000002", /* ы */
        "02011303204027100450002011000034", /* ь */
        "00203000004301003040100000000000", /* э */
        "11005001002001001250011405000010", /* ю */
        "02503522122254002360043201001041", /* я */};

/* а…я as 0…31, in either case; -1 for what is no Russian letter. */
static int letter(uint32_t c)
{
	c = utf8_lower(c);
	if (c == 0x451)
		return 5;
	return c >= 0x430 && c <= 0x44F ? (int)(c - 0x430) : -1;
}

static bool is_upper(uint32_t c)
{
	return utf8_lower(c) != c;
}

/* Signs that office texts do use. */
static bool is_office_sign(uint32_t c)
{
	return c == 0xA0 || c == 0xAB || c == 0xBB || c == 0x2116 || c == 0x2013 || c == 0x2014 || c == 0x2026 || c == 0xB0 ||
	       c == 0xB2 || c == 0xA7 || c == 0x201C || c == 0x201D || c == 0x201E || c == 0x2019;
}

static long score(enum charset charset, const unsigned char *p, size_t n)
{
	enum { MIDDLE = 4, STRANGE = -8 };
	const struct byte *bytes = table_of(charset);
	long sum = 0;
	uint32_t before = ' ';
	for (size_t i = 0; i < n; i++) {
		uint32_t c = bytes[p[i]].code;
		int a = letter(before), b = letter(c);
		if (a >= 0 && b >= 0) {
			sum += usual[a][b] - '0' - MIDDLE;
			if (is_upper(c) && !is_upper(before))
				sum += STRANGE;
		} else if (c >= 0x80 && b < 0 && !is_office_sign(c)) {
			sum += STRANGE;
		}
		before = c;
	}
	return sum;
}

static enum charset guess_eight_bit(const char *p, size_t n)
{
	static const enum charset charsets[] = {CHARSET_CP1251, CHARSET_CP866, CHARSET_KOI8R};
	enum charset best = CHARSET_CP1251;
	long most = 0;
	for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++) {
		long sum = score(charsets[i], (const unsigned char *)p, n);
		if (i == 0 || sum > most) {
			most = sum;
			best = charsets[i];
		}
	}
	return best;
}

/* Whether what is no UTF-8 is only a stain on a text that is. */
static bool is_stained_utf8(const char *p, size_t n)
{
	size_t good = 0, bad = 0;
	for (size_t i = 0, len; i < n; i += len) {
		bool ascii = (unsigned char)p[i] < 0x80;
		utf8_get(p + i, n - i, &len);
		good += len > 1;
		bad += len == 1 && !ascii;
	}
	return good > 4 * bad;
}

enum charset charset_guess(const char *p, size_t n, bool whole, size_t *bom)
{
	*bom = 0;
	/* A file that was exported and then "saved with a mark" has it twice. */
	while (n - *bom >= 3 && memcmp(p + *bom, "\xef\xbb\xbf", 3) == 0)
		*bom += 3;
	if (*bom)
		return CHARSET_UTF8;
	if (n >= 2 && (memcmp(p, "\xff\xfe", 2) == 0 || memcmp(p, "\xfe\xff", 2) == 0)) {
		*bom = 2;
		return (unsigned char)p[0] == 0xff ? CHARSET_UTF16LE : CHARSET_UTF16BE;
	}
	size_t judged = whole ? n : n - utf8_tail(p, n);
	if (utf8_valid(p, judged) == judged || is_stained_utf8(p, judged))
		return CHARSET_UTF8;
	return guess_eight_bit(p, n);
}

/* ---- converting */

static void convert_utf16(bool little, const unsigned char *p, size_t n, struct buf *out, size_t *bad)
{
	for (size_t i = 0; i + 1 < n; i += 2) {
		uint32_t c = little ? p[i] | (uint32_t)p[i + 1] << 8 : p[i + 1] | (uint32_t)p[i] << 8;
		if (c >= 0xD800 && c <= 0xDBFF && i + 3 < n) {
			uint32_t d = little ? p[i + 2] | (uint32_t)p[i + 3] << 8 : p[i + 3] | (uint32_t)p[i + 2] << 8;
			if (d >= 0xDC00 && d <= 0xDFFF) {
				c = 0x10000 + ((c - 0xD800) << 10) + (d - 0xDC00);
				i += 2;
			}
		}
		*bad += c >= 0xD800 && c <= 0xDFFF;
		utf8_put(out, c);
	}
	if (n % 2) {
		utf8_put(out, 0xFFFD);
		++*bad;
	}
}

enum rc charset_convert(enum charset charset, const char *p, size_t n, struct buf *out, size_t *bad, struct err *err)
{
	const unsigned char *u = (const unsigned char *)p;
	if (charset == CHARSET_UTF8) {
		buf_add(out, p, n);
		return RC_OK;
	}
	if (charset == CHARSET_UTF16LE || charset == CHARSET_UTF16BE) {
		convert_utf16(charset == CHARSET_UTF16LE, u, n, out, bad);
		return RC_OK;
	}
	if (!is_eight_bit(charset))
		return err_set(err, RC_DEFECT, "charset_convert: unknown charset");
	const struct byte *bytes = table_of(charset);
	if (bytes[0xC0].n == 0)
		return err_set(err, RC_SYSTEM, _("the C library's iconv does not know %s"), charset_name(charset));
	buf_room(out, 3 * n);
	for (size_t i = 0; i < n; i++) {
		const struct byte *b = &bytes[u[i]];
		if (b->n == 0) {
			utf8_put(out, 0xFFFD);
			++*bad;
			continue;
		}
		for (uint8_t j = 0; j < b->n; j++)
			out->p[out->n++] = b->utf8[j];
	}
	buf_add(out, "", 0);
	return RC_OK;
}
