/* SPDX-License-Identifier: MIT */
#include "table/excel.h"

#include "base/date.h"
#include "base/num.h"
#include "base/utf8.h"

#include <string.h>

static bool begins_formula(uint32_t c)
{
	switch (c) {
	case '=':
	case '+':
	case '-':
	case '@':
	case 0xFF1D: /* the fullwidth forms, which some spreadsheets fold */
	case 0xFF0B:
	case 0xFF0D:
	case 0xFF20:
		return true;
	default:
		return false;
	}
}

static bool is_run(struct str cell)
{
	for (size_t i = 0, len; i < cell.n; i += len) {
		uint32_t c = utf8_get(cell.p + i, cell.n - i, &len);
		if (c == '\t' || c == '\r' || c == '\n')
			return true;
		/* Control characters are dropped by an import, and what stands behind them comes
		 * first. */
		if (!utf8_is_space(c) && c > 0x20 && c != 0x7F && c != 0xFEFF)
			return begins_formula(c) && !num_is_inside(cell);
	}
	return false;
}

static size_t digits(struct str s)
{
	size_t n = 0;
	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n;
}

/* 0401 and 12E3 lose what they are, and a number of more than fifteen digits its end. */
static bool is_spoilt_number(struct str s)
{
	size_t n = digits(s);
	if (n == s.n)
		return n > 15 || (n > 1 && s.p[0] == '0');
	return n > 0 && n + 1 < s.n && (s.p[n] == 'E' || s.p[n] == 'e') && digits((struct str){s.p + n + 1, s.n - n - 1}) == s.n - n - 1;
}

/* 12.3, 3/9 and 1-2-3 become days. What is a day to us as well stays. */
static bool is_taken_for_day(struct str s)
{
	int64_t part[3];
	int32_t day;
	size_t n = 0;
	struct str rest = s;
	for (char mark = '\0'; rest.n > 0 && n < 3; n++) {
		size_t k = digits(rest);
		if (k == 0 || k > 4 || !num_parse_int((struct str){rest.p, k}, &part[n]))
			return false;
		if (k < rest.n && (!strchr("./-", rest.p[k]) || (mark && mark != rest.p[k]) || k + 1 == rest.n))
			return false;
		mark = k < rest.n ? rest.p[k] : mark;
		rest = k < rest.n ? (struct str){rest.p + k + 1, rest.n - k - 1} : (struct str){rest.p, 0};
	}
	bool first = n > 1 && part[0] >= 1 && (part[0] <= 31 || (n == 3 && part[0] >= 1900));
	return rest.n == 0 && first && part[1] >= 1 && date_read(s, &day) != DATE_OK;
}

/* A spreadsheet would make something else of the text. */
static bool is_changed(struct str cell)
{
	cell = str_trim(cell);
	if (cell.n == 0 || cell.p[0] < '0' || cell.p[0] > '9')
		return false;
	return is_spoilt_number(cell) || (cell.n <= 14 && is_taken_for_day(cell));
}

static bool needs_guard(struct str cell)
{
	return is_run(cell) || is_changed(cell);
}

/* Behind its apostrophes. */
static struct str bare(struct str cell)
{
	while (cell.n > 0 && cell.p[0] == '\'')
		cell = (struct str){cell.p + 1, cell.n - 1};
	return cell;
}

bool excel_is_guarded(struct str cell)
{
	return cell.n > 1 && cell.p[0] == '\'' && needs_guard(bare(cell));
}

static struct str put_text(struct str cell, struct buf *scratch)
{
	/* Nearly every text begins with a letter: decided by its first byte. Those of a fullwidth form (EF) and of the blanks (C2, E1, E2, E3) are
	 * looked at. */
	unsigned char first = cell.n ? (unsigned char)cell.p[0] : 'a';
	bool plain = (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z') ||
	             (first >= 0xC3 && first <= 0xDF);
	if (plain || !needs_guard(bare(cell)))
		return cell;
	buf_putc(scratch, '\'');
	buf_str(scratch, cell);
	return buf_slice(scratch);
}

static struct str put_number(struct str cell, struct buf *scratch)
{
	if (!num_is_inside(cell))
		return put_text(cell, scratch);
	if (!memchr(cell.p, '.', cell.n))
		return cell;
	buf_str(scratch, cell);
	*(char *)memchr(scratch->p, '.', scratch->n) = ',';
	return buf_slice(scratch);
}

static struct str put_date(enum schema_type type, struct str cell, struct buf *scratch)
{
	int32_t days;
	struct str date = {cell.p, cell.n < 10 ? cell.n : 10},
	           rest = {cell.p + date.n, cell.n - date.n};
	if (date_read(date, &days) != DATE_OK ||
	    (rest.n > 0 && (type == SCHEMA_DATE || rest.p[0] != 'T')))
		return put_text(cell, scratch);
	date_put_ru(scratch, days);
	buf_str(scratch, rest);
	if (rest.n > 0)
		scratch->p[scratch->n - rest.n] = ' ';
	return buf_slice(scratch);
}

struct str excel_cell(enum schema_type type, struct str cell, struct buf *scratch)
{
	buf_clear(scratch);
	if (cell.n == 0)
		return cell;
	switch (type) {
	case SCHEMA_NUMBER:
	case SCHEMA_INTEGER:
		return put_number(cell, scratch);
	case SCHEMA_DATE:
	case SCHEMA_DATETIME:
		return put_date(type, cell, scratch);
	case SCHEMA_STRING:
	case SCHEMA_BOOLEAN:
		break;
	}
	return put_text(cell, scratch);
}
