/* SPDX-License-Identifier: MIT */
#include "process/decision_cell.h"

#include "base/date.h"
#include "base/lang.h"
#include "base/utf8.h"
#include "base/vec.h"

#include <string.h>

/* ---- literals */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct str cut(struct str s, size_t from, size_t to)
{
	return (struct str){s.p + from, to - from};
}

/* Letters of any case, word in small ones. */
static bool is_word(struct str s, const char *word)
{
	struct str want = str_of(word);
	size_t i = 0, k = 0, a, b;
	for (; i < s.n && k < want.n; i += a, k += b)
		if (utf8_lower(utf8_get(s.p + i, s.n - i, &a)) != utf8_get(want.p + k, want.n - k, &b))
			return false;
	return i == s.n && k == want.n;
}

static bool read_word(struct str text, struct decision_literal *literal)
{
	static const struct {
		const char *word;
		enum decision_kind kind;
		double number;
	} words[] = {{"true", DECISION_BOOL, 1},  {"истина", DECISION_BOOL, 1}, {"false", DECISION_BOOL, 0},
	             {"ложь", DECISION_BOOL, 0}, {"null", DECISION_NULL, 0},   {"пусто", DECISION_NULL, 0}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (is_word(text, words[i].word)) {
			*literal = (struct decision_literal){.kind = words[i].kind, .number = words[i].number};
			return true;
		}
	return false;
}

/* s begins with a quote: how many bytes the quoted text takes; 0 when it does not end. */
static size_t quoted(struct str s)
{
	for (size_t i = 1; i < s.n; i++) {
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '"')
			return i + 1;
	}
	return 0;
}

static struct str unquote(struct str s, struct arena *arena)
{
	char *p = arena_alloc(arena, s.n + 1);
	size_t n = 0;
	for (size_t i = 1; i + 1 < s.n; i++) {
		i += s.p[i] == '\\' && i + 2 < s.n;
		p[n++] = s.p[i];
	}
	return (struct str){p, n};
}

/* date("…"), дата("…"), @"…" → the quoted text. */
static bool date_call(struct str *s)
{
	static const char *const calls[] = {"date(", "дата(", "@"};
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		size_t n = strlen(calls[i]), behind = calls[i][0] != '@';
		if (!str_starts(*s, calls[i]) || s->n < n + behind || (behind && s->p[s->n - 1] != ')'))
			continue;
		struct str inside = str_trim(cut(*s, n, s->n - behind));
		if (inside.n >= 2 && inside.p[0] == '"' && inside.p[inside.n - 1] == '"') {
			*s = cut(inside, 1, inside.n - 1);
			return true;
		}
	}
	return false;
}

/* NULL: not a number; else what is wrong, or "" when nothing is. */
static const char *read_number(struct str text, enum num_decimal decimal, struct arena *arena, struct decision_literal *literal)
{
	struct buf inside = {0};
	enum num_decimal how = text.n && memchr(text.p, ',', text.n) ? decimal : NUM_AUTO;
	enum num_status status = num_read(text, how, &inside);
	const char *fault = NULL;
	if (status == NUM_AMBIGUOUS) {
		fault = _("a number that reads two ways (write it without \",\")");
	} else if (status != NUM_NOT) {
		literal->kind = DECISION_NUMBER;
		literal->bare = false;
		literal->text = status == NUM_CHANGED ? arena_str(arena, buf_slice(&inside)) : str_trim(text);
		fault = num_parse(literal->text, &literal->number) ? "" : _("a number of ordinary size is expected");
	}
	buf_free(&inside);
	return fault;
}

/* "10..20" without brackets, "10-20", and calls of functions would be texts that nobody meant. */
static const char *bare_fault(struct str s)
{
	static const char *const dashes[] = {"-", "–", "—"};
	if (memmem(s.p, s.n, "..", 2) && is_digit(s.p[0]))
		return _("a range stands in brackets: [1..5]");
	size_t n = 0;
	while (n < s.n && (is_digit(s.p[n]) || s.p[n] == ' ' || (n > 0 && (s.p[n] == ',' || s.p[n] == '.'))))
		n++;
	for (size_t i = 0; i < 3 && n > 0; i++) {
		struct str rest = cut(s, n, s.n), end = rest;
		if (!str_starts(rest, dashes[i]))
			continue;
		end = str_trim(cut(rest, strlen(dashes[i]), rest.n));
		double number;
		if (num_parse(end, &number))
			return _("a range is written [1..5] (text with a dash stands in quotes)");
	}
	for (n = 0; n < s.n && ((s.p[n] | 32) >= 'a' || (unsigned char)s.p[n] >= 0x80) && s.p[n] != '('; n++)
		;
	if (n > 0 && n < s.n && s.p[n] == '(' && s.p[s.n - 1] == ')')
		return _("this function is not known here (known are not(…) and date(\"…\"); text with brackets stands in quotes)");
	return NULL;
}

const char *decision_cell_literal(struct str text, enum num_decimal decimal, struct arena *arena, struct decision_literal *literal)
{
	struct str s = str_trim(text), day = s;
	int32_t days;
	*literal = (struct decision_literal){.kind = DECISION_TEXT, .text = s, .bare = true};
	if (s.n == 0)
		return _("a value is expected");
	if (s.p[0] == '"') {
		if (quoted(s) != s.n)
			return _("a closing quote is expected");
		*literal = (struct decision_literal){.kind = DECISION_TEXT, .text = unquote(s, arena)};
		return NULL;
	}
	if (read_word(s, literal))
		return NULL;
	bool called = date_call(&day);
	enum date_status status = date_read(day, &days);
	if (status == DATE_OK) {
		*literal = (struct decision_literal){.kind = DECISION_DATE, .number = days};
		return NULL;
	}
	if (status == DATE_AMBIGUOUS)
		return _("a date that reads two ways (write 2024-02-01 or 01.02.2024)");
	if (called)
		return _("a date is expected: 2024-02-01 or 01.02.2024");
	const char *fault = read_number(s, decimal, arena, literal);
	return fault && *fault ? fault : NULL;
}

/* ---- lists */

/* Is the "," at i between two digits a decimal one? -1: nobody can tell. */
static int is_decimal(struct str s, size_t i, enum num_decimal decimal)
{
	if (i == 0 || i + 1 == s.n || !is_digit(s.p[i - 1]) || !is_digit(s.p[i + 1]))
		return 0;
	return decimal == NUM_COMMA ? 1 : decimal == NUM_DOT ? 0 : -1;
}

/* From the ".." of a range to its closing bracket, which may be an opening one. */
static size_t range_end(struct str s, size_t i)
{
	bool dots = false;
	for (; i < s.n; i++) {
		if (s.p[i] == '"') {
			size_t n = quoted(cut(s, i, s.n));
			if (n == 0)
				return s.n;
			i += n - 1;
		} else if (s.p[i] == '(' && i > 0 && (unsigned char)s.p[i - 1] > ' ' && s.p[i - 1] != '.') {
			while (i < s.n && s.p[i] != ')') /* date("…") */
				i++;
		} else if (s.p[i] == '.' && i + 1 < s.n && s.p[i + 1] == '.') {
			dots = true;
			i++;
		} else if (dots && strchr("[])", s.p[i])) {
			return i + 1;
		}
	}
	return s.n;
}

bool decision_cell_item(struct str *rest, enum num_decimal decimal, struct str *item, const char **fault)
{
	struct str s = *rest;
	size_t i = 0;
	*fault = NULL;
	if (!s.p)
		return false;
	while (i < s.n && s.p[i] == ' ')
		i++;
	if (i < s.n && strchr("[](", s.p[i]))
		i = range_end(s, i + 1);
	for (int comma; i < s.n; i++) {
		if (s.p[i] == '"') {
			size_t n = quoted(cut(s, i, s.n));
			i += n ? n - 1 : s.n - i - 1;
		} else if (s.p[i] == ';') {
			break;
		} else if (s.p[i] == ',' && (comma = is_decimal(s, i, decimal)) <= 0) {
			if (comma < 0)
				*fault = _("\",\" between digits: for a number write \".\", for a list put a blank or \";\" between the values");
			break;
		}
	}
	*item = str_trim(cut(s, 0, i));
	*rest = i < s.n ? cut(s, i + 1, s.n) : (struct str){NULL, 0};
	return *fault == NULL;
}

/* ---- tests */

static const char *read_range(struct str s, enum num_decimal decimal, struct arena *arena, struct decision_test *test)
{
	const char *dots = memmem(s.p, s.n, "..", 2);
	char close = s.p[s.n - 1];
	if (!dots || s.n < 4 || !strchr("[])", close) || dots + 2 > s.p + s.n - 1)
		return _("a range is written [1..5], with ( or ) for an end that does not belong to it");
	size_t at = (size_t)(dots - s.p);
	const char *fault = decision_cell_literal(cut(s, 1, at), decimal, arena, &test->low);
	if (!fault)
		fault = decision_cell_literal(cut(s, at + 2, s.n - 1), decimal, arena, &test->high);
	if (fault)
		return fault;
	test->kind = test->low.kind;
	test->has_low = test->has_high = true;
	test->low_open = s.p[0] != '[';
	test->high_open = close != ']';
	if (test->low.kind != test->high.kind || test->kind < DECISION_NUMBER || test->low.bare || test->high.bare)
		return _("the ends of a range are two numbers, two dates or two texts in quotes");
	int order = decision_cell_compare(&test->low, &test->high);
	if (order > 0 || (order == 0 && (test->low_open || test->high_open)))
		return _("nothing lies in this range: the smaller end stands first");
	return NULL;
}

/* The sign at the beginning of s, and how long it is. */
static const char *sign_of(struct str s, size_t *n)
{
	static const char *const signs[][2] = {{"<=", "<="}, {"≤", "<="}, {">=", ">="}, {"≥", ">="}, {"!=", "!="},
	                                       {"<>", "!="}, {"≠", "!="}, {"<", "<"},   {">", ">"},  {"=", "="}};
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (str_starts(s, signs[i][0])) {
			*n = strlen(signs[i][0]);
			return signs[i][1];
		}
	return NULL;
}

static const char *read_test(struct str s, enum num_decimal decimal, struct arena *arena, struct decision_test *test)
{
	struct decision_literal value;
	size_t n = 0;
	*test = (struct decision_test){0};
	if (s.n > 0 && strchr("[](", s.p[0]))
		return read_range(s, decimal, arena, test);
	const char *sign = sign_of(s, &n), *fault = decision_cell_literal(cut(s, n, s.n), decimal, arena, &value);
	if (!fault && value.bare)
		fault = bare_fault(value.text);
	if (fault)
		return fault;
	if (sign && *sign == '!')
		return _("\"not equal\" is written not(…)");
	if (sign && *sign != '=' && (value.kind < DECISION_NUMBER || value.bare))
		return _("a comparison is with a number, a date or a text in quotes");
	bool above = sign && *sign == '>', below = sign && *sign == '<', strict = n > 0 && sign[1] != '=' && *sign != '=';
	*test = (struct decision_test){.kind = value.kind, .has_low = !below, .has_high = !above, .low = value, .high = value};
	test->low_open = above && strict;
	test->high_open = below && strict;
	return NULL;
}

static const char *read_tests(struct str s, enum num_decimal decimal, struct arena *arena, struct decision_cell *cell)
{
	VEC(struct decision_test) tests = {0};
	struct decision_test test;
	struct str item;
	const char *fault = NULL;
	if (decimal == NUM_AUTO && memchr(s.p, ';', s.n))
		decimal = NUM_COMMA;
	while (!fault && decision_cell_item(&s, decimal, &item, &fault)) {
		fault = read_test(item, decimal, arena, &test);
		vec_push(&tests, test);
	}
	struct decision_test *kept = arena_array(arena, tests.n + 1, sizeof *kept);
	if (tests.n)
		memcpy(kept, tests.v, tests.n * sizeof *kept);
	cell->test = kept;
	cell->n = tests.n;
	vec_free(&tests);
	return fault;
}

const char *decision_cell_read(struct str text, enum num_decimal decimal, struct arena *arena, struct decision_cell *cell)
{
	static const char *const nots[] = {"not(", "не(", "NOT(", "НЕ("};
	struct str s = str_trim(text);
	*cell = (struct decision_cell){0};
	/* Spreadsheets turn a dash into a longer one. */
	cell->any = s.n == 0 || str_is(s, "-") || str_is(s, "–") || str_is(s, "—");
	if (cell->any)
		return NULL;
	for (size_t i = 0; i < sizeof nots / sizeof *nots && !cell->negated; i++)
		if (str_starts(s, nots[i])) {
			if (s.p[s.n - 1] != ')')
				return _("a closing bracket is expected behind not(…");
			s = str_trim(cut(s, strlen(nots[i]), s.n - 1));
			cell->negated = true;
		}
	if (s.n == 0)
		return _("a value is expected");
	return read_tests(s, decimal, arena, cell);
}

/* ---- values */

int decision_cell_compare(const struct decision_literal *a, const struct decision_literal *b)
{
	return a->kind == DECISION_TEXT ? str_cmp(a->text, b->text) : (a->number > b->number) - (a->number < b->number);
}

static bool test_holds(const struct decision_test *test, const struct decision_literal *value)
{
	int low = test->has_low ? decision_cell_compare(value, &test->low) : 1;
	int high = test->has_high ? decision_cell_compare(value, &test->high) : -1;
	return (low > 0 || (low == 0 && !test->low_open)) && (high < 0 || (high == 0 && !test->high_open));
}

bool decision_cell_covers(const struct decision_cell *cell, const struct decision_literal *literal)
{
	bool hit = cell->any;
	for (size_t i = 0; i < cell->n && !hit; i++)
		hit = cell->test[i].kind == literal->kind && test_holds(&cell->test[i], literal);
	return hit != cell->negated;
}

bool decision_cell_holds(const struct decision_cell *cell, const struct decision_input *input)
{
	bool hit = cell->any;
	for (size_t i = 0; i < cell->n && !hit; i++) {
		enum decision_kind kind = cell->test[i].kind;
		struct decision_literal value = {.kind = kind, .number = input->number[kind], .text = input->text};
		hit = input->is[kind] && test_holds(&cell->test[i], &value);
	}
	return hit != cell->negated;
}

/* A text that reads as a number, a day or a word is that, too; an empty one is nothing. A number is its text, too. */
static void see_text(struct decision_input *input)
{
	struct moment moment;
	struct str s = input->text;
	input->is[DECISION_TEXT] = true;
	input->is[DECISION_NUMBER] = num_parse(s, &input->number[DECISION_NUMBER]);
	input->is[DECISION_BOOL] = str_is(s, "true") || str_is(s, "false");
	input->number[DECISION_BOOL] = str_is(s, "true");
	if (s.n >= 10 && is_digit(s.p[0]) && moment_read(s, &moment) == DATE_OK) {
		int64_t days = moment.seconds / 86400 - (moment.seconds % 86400 < 0);
		input->is[DECISION_DATE] = true;
		input->number[DECISION_DATE] = (double)days;
	}
}

struct decision_input decision_cell_input(const struct json *json)
{
	struct decision_input input = {0};
	switch (json->kind) {
	case JSON_NULL:
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		input.text = json->kind == JSON_TRUE ? STR("true") : STR("false");
		see_text(&input);
		break;
	case JSON_NUMBER:
	case JSON_STRING:
		input.text = json->text;
		if (json->kind == JSON_NUMBER || json->text.n > 0)
			see_text(&input);
		input.is[DECISION_TEXT] = true;
		break;
	case JSON_ARRAY:
	case JSON_OBJECT:
		input.list = true;
		break;
	}
	input.null = !input.list && input.text.n == 0;
	input.is[DECISION_NULL] = input.null;
	return input;
}
