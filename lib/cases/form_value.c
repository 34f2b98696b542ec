/* SPDX-License-Identifier: MIT */
#include "base/date.h"
#include "base/json.h"
#include "base/lang.h"
#include "base/num.h"
#include "cases/form_rule.h"

#include <string.h>

/* The inside form of a number, in text; false when it is none. */
static bool read_number(struct str value, struct buf *inside, struct str *text)
{
	enum num_status status = num_read(value, NUM_AUTO, inside);
	*text = status == NUM_CHANGED ? buf_slice(inside) : value;
	return status == NUM_CANONICAL || status == NUM_CHANGED;
}

static bool read_measure(enum form_type type, struct str value, double *measure, bool *whole)
{
	struct buf inside = {0};
	struct str text;
	int64_t integer;
	int32_t days;
	struct moment moment;
	bool good;
	*whole = true;
	switch (type) {
	case FORM_DATE:
		good = date_read(value, &days) == DATE_OK;
		*measure = good ? days : 0;
		return good;
	case FORM_DATETIME:
		good = moment_read(value, &moment) == DATE_OK;
		*measure = good ? (double)moment_utc(moment) : 0;
		return good;
	default:
		good = read_number(value, &inside, &text) && num_parse(text, measure);
		*whole = good && num_parse_int(text, &integer);
		buf_free(&inside);
		return good;
	}
}

bool form_value_measure(enum form_type type, struct str value, double *measure)
{
	bool whole;
	return read_measure(type, value, measure, &whole);
}

bool form_value_among(struct str value, struct str list)
{
	struct str part = {NULL, 0};
	while (str_split(&list, '|', &part))
		if (str_eq(part, value))
			return true;
	return false;
}

static const char *number_fault(enum form_type type, struct str value)
{
	double number;
	bool whole;
	struct buf inside = {0};
	if (num_read(value, NUM_AUTO, &inside) == NUM_AMBIGUOUS)
		return N_("a number that can be read in two ways");
	buf_free(&inside);
	if (!read_measure(type, value, &number, &whole))
		return N_("a number is expected");
	return type == FORM_INT && !whole ? N_("a whole number is expected") : NULL;
}

const char *form_type_fault(enum form_type type, struct str value)
{
	double measure;
	switch (type) {
	case FORM_INT:
	case FORM_FLOAT:
		return number_fault(type, value);
	case FORM_BOOL:
		return str_is(value, "true") || str_is(value, "false") ? NULL : N_("true or false is expected");
	case FORM_DATE:
		return form_value_measure(type, value, &measure) ? NULL : N_("a date is expected (2024-03-15 or 15.03.2024)");
	case FORM_DATETIME:
		return form_value_measure(type, value, &measure) ? NULL : N_("a time is expected (2024-03-15T09:30)");
	default:
		return NULL;
	}
}

static const char *list_fault(const struct form_rule *rule, struct str value)
{
	struct str part = {NULL, 0};
	while (str_split(&value, '|', &part))
		if (!form_value_among(part, rule->allowed))
			return N_("a value that is not in the list");
	return NULL;
}

static bool same_ending(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if ((a.p[i] >= 'A' && a.p[i] <= 'Z' ? a.p[i] + 32 : a.p[i]) != (b.p[i] >= 'A' && b.p[i] <= 'Z' ? b.p[i] + 32 : b.p[i]))
			return false;
	return true;
}

/* Cameras write IMG_1.JPG. */
static const char *ending_fault(const struct form_rule *rule, struct str value)
{
	const char *dot = memrchr(value.p, '.', value.n);
	struct str ending = dot ? (struct str){dot + 1, (size_t)(value.p + value.n - dot) - 1} : (struct str){"", 0};
	struct str list = rule->allowed, part = {NULL, 0};
	while (str_split(&list, '|', &part))
		if (same_ending(part, ending))
			return NULL;
	return N_("a file of another kind is expected");
}

static const char *allowed_fault(enum form_type type, const struct form_rule *rule, struct str value)
{
	double measure;
	if (rule->has_range)
		return form_value_measure(type, value, &measure) && measure >= rule->from && measure <= rule->to ? NULL : N_("outside the range");
	if (type == FORM_REF)
		return rule->known && map_get(rule->known, value) == MAP_NONE ? N_("no such entry in the register") : NULL;
	if (rule->allowed.n == 0)
		return NULL;
	if (type == FORM_LIST)
		return list_fault(rule, value);
	if (type == FORM_FILE)
		return ending_fault(rule, value);
	return form_value_among(value, rule->allowed) ? NULL : N_("a value that is not in the list");
}

static bool fits(struct form *form, const struct form_rule *rule, struct str value)
{
	locale_t before = uselocale(form->utf8);
	bool fit = regexec(&rule->pattern, arena_cstr(form->scratch, value), 0, NULL, 0) == 0;
	uselocale(before);
	return fit;
}

const char *form_rule_fault(struct form *form, enum form_type type, const struct form_rule *rule, struct str value)
{
	const char *fault = allowed_fault(type, rule, value);
	if (!fault && rule->has_pattern && !fits(form, rule, value))
		fault = N_("not of the form that is expected");
	return fault;
}

void form_value_json(enum form_type type, const struct column *column, struct str cell, struct buf *out)
{
	struct str value = str_trim(cell), text = value;
	struct buf inside = {0};
	struct moment moment;
	int32_t days;
	bool number = type == FORM_INT || type == FORM_FLOAT, typed = number || type == FORM_BOOL || type == FORM_DATE || type == FORM_DATETIME;
	if (value.n == 0 && typed) {
		buf_puts(out, "null");
	} else if (type == FORM_BOOL && !form_type_fault(type, value)) {
		buf_str(out, value);
	} else if (number && read_number(value, &inside, &text)) {
		buf_str(out, text);
	} else if (type == FORM_DATE && date_read(value, &days) == DATE_OK) {
		buf_putc(out, '"');
		if (value.p[4] == '-')
			buf_str(out, value);
		else
			date_put(out, days);
		buf_putc(out, '"');
	} else if (type == FORM_DATETIME && moment_read(value, &moment) == DATE_OK) {
		buf_putc(out, '"');
		moment_put(out, moment);
		buf_putc(out, '"');
	} else if (typed) {
		json_quote(out, value);
	} else {
		row_json_cell(column, value.n ? cell : value, out);
	}
	buf_free(&inside);
}
