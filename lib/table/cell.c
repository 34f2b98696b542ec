/* SPDX-License-Identifier: MIT */
#include "table/cell.h"

#include "base/date.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cell_rules {
	const struct schema *schema;
	enum num_decimal decimal;
	regex_t *pattern; /* by field; used where the field has one */
};

enum rc cell_rules_new(const struct schema *schema, enum num_decimal decimal, struct cell_rules **rules, struct err *err)
{
	struct cell_rules *r = *rules = mem_alloc(sizeof *r);
	*r = (struct cell_rules){.schema = schema, .decimal = decimal, .pattern = mem_array(schema->n, sizeof *r->pattern)};
	for (size_t i = 0; i < schema->n; i++) {
		const char *pattern = schema->field[i].pattern;
		struct buf whole = {0};
		if (!pattern)
			continue;
		buf_printf(&whole, "^(%s)$", pattern);
		if (regcomp(&r->pattern[i], whole.p, REG_EXTENDED | REG_NOSUB) != 0) {
			err_set(err, RC_DEFECT, "schema %s: %s: bad pattern %s", schema->name, schema->field[i].name, pattern);
			r->schema = NULL; /* patterns from here on are not compiled */
		}
		buf_free(&whole);
		if (err->rc != RC_OK)
			return err->rc;
	}
	return RC_OK;
}

void cell_rules_free(struct cell_rules *rules)
{
	if (!rules)
		return;
	for (size_t i = 0; rules->schema && i < rules->schema->n; i++)
		if (rules->schema->field[i].pattern)
			regfree(&rules->pattern[i]);
	free(rules->pattern);
	free(rules);
}

static bool bad(struct buf *reason, const char *text)
{
	buf_puts(reason, text);
	return false;
}

static bool two_numbers(struct str cell, struct buf *reason)
{
	struct buf comma = {0}, dot = {0};
	num_read(cell, NUM_COMMA, &comma);
	num_read(cell, NUM_DOT, &dot);
	buf_printf(reason, _("it can be read as %s or as %s (say --decimal comma or --decimal dot)"), buf_cstr(&comma), buf_cstr(&dot));
	buf_free(&comma);
	buf_free(&dot);
	return false;
}

static bool read_number(const struct cell_rules *rules, const struct schema_field *field, struct str *cell, struct arena *arena,
                        struct buf *reason)
{
	struct buf inside = {0};
	double value;
	enum num_status status = num_read(*cell, rules->decimal, &inside);
	if (status == NUM_CHANGED)
		*cell = arena_str(arena, buf_slice(&inside));
	buf_free(&inside);
	if (status == NUM_AMBIGUOUS)
		return two_numbers(*cell, reason);
	if (status == NUM_NOT || !num_parse(*cell, &value))
		return bad(reason, _("a number is expected"));
	int64_t whole;
	if (field->type == SCHEMA_INTEGER && !num_parse_int(*cell, &whole))
		return bad(reason, _("a whole number is expected"));
	bool low = field->has_min && value < field->min, high = field->has_max && value > field->max;
	if (low || high) {
		buf_puts(reason, low ? _("the least allowed is ") : _("the most allowed is "));
		num_put(reason, low ? field->min : field->max);
		return false;
	}
	return true;
}

static bool read_boolean(struct str *cell, struct buf *reason)
{
	static const char *const yes[] = {"true", "1", "да", "yes", "истина"}, *const no[] = {"false", "0", "нет", "no", "ложь"};
	struct buf folded = {0};
	for (size_t i = 0, len; i < cell->n; i += len)
		utf8_put(&folded, utf8_lower(utf8_get(cell->p + i, cell->n - i, &len)));
	bool good = false;
	for (size_t i = 0; i < sizeof yes / sizeof *yes && !good; i++) {
		if (str_is(buf_slice(&folded), yes[i])) {
			*cell = STR("true");
			good = true;
		} else if (str_is(buf_slice(&folded), no[i])) {
			*cell = STR("false");
			good = true;
		}
	}
	buf_free(&folded);
	return good || bad(reason, _("true or false is expected"));
}

/* "03/04/2023" */
static bool two_dates(struct str cell, struct buf *reason)
{
	int a, b, year;
	char text[16];
	snprintf(text, sizeof text, "%.*s", cell.n < sizeof text ? (int)cell.n : 0, cell.n < sizeof text ? cell.p : "");
	if (sscanf(text, "%2d/%2d/%4d", &a, &b, &year) != 3 || a < 1 || a > 12 || b < 1 || b > 12 || a == b)
		return bad(reason, _("day and month cannot be told apart (write 2024-03-15 or 15.03.2024)"));
	struct buf dates = {0};
	date_put(&dates, date_days(year, b, a));
	buf_putc(&dates, '\0');
	size_t second = dates.n;
	date_put(&dates, date_days(year, a, b));
	buf_printf(reason, _("it can be read as %s or as %s (write 2024-03-15 or 15.03.2024)"), dates.p, dates.p + second);
	buf_free(&dates);
	return false;
}

static bool read_moment(enum schema_type type, struct str *cell, struct arena *arena, struct buf *reason)
{
	struct moment moment = {0, DATE_NO_OFFSET};
	int32_t days = 0;
	bool date = type == SCHEMA_DATE;
	/* Spreadsheets write a date as midnight. */
	enum date_status status = date ? date_read(*cell, &days) : moment_read(*cell, &moment);
	if (date && status == DATE_NOT && moment_read(*cell, &moment) == DATE_OK && moment.seconds % 86400 == 0) {
		days = (int32_t)(moment.seconds / 86400);
		status = DATE_OK;
	}
	if (status == DATE_AMBIGUOUS)
		return two_dates(*cell, reason);
	if (status != DATE_OK)
		return bad(reason, date ? _("a date is expected (2024-03-15 or 15.03.2024)") : _("a time is expected (2024-03-15T09:30)"));
	if (cell->p[4] == '-' && (date ? cell->n == 10 : cell->n > 10 && cell->p[10] == 'T'))
		return true;
	struct buf inside = {0};
	if (date)
		date_put(&inside, days);
	else
		moment_put(&inside, moment);
	*cell = arena_str(arena, buf_slice(&inside));
	buf_free(&inside);
	return true;
}

static bool is_allowed(const struct schema_field *field, struct str cell, struct buf *reason)
{
	if (field->n_allowed == 0)
		return true;
	for (size_t i = 0; i < field->n_allowed; i++)
		if (str_is(cell, field->allowed[i]))
			return true;
	buf_puts(reason, _("not one of the values allowed: "));
	for (size_t i = 0; i < field->n_allowed; i++)
		buf_printf(reason, "%s%s", i ? ", " : "", field->allowed[i]);
	const char *near = str_nearest(cell, field->allowed, field->n_allowed);
	if (near)
		buf_printf(reason, _(" (did you mean \"%s\"?)"), near);
	return false;
}

static bool fits_pattern(const struct cell_rules *rules, size_t i, struct str cell, struct buf *reason)
{
	char text[1024];
	if (!rules->schema->field[i].pattern)
		return true;
	if (cell.n < sizeof text) {
		memcpy(text, cell.p, cell.n);
		text[cell.n] = '\0';
		if (regexec(&rules->pattern[i], text, 0, NULL, 0) == 0)
			return true;
	}
	buf_printf(reason, _("it does not have the form %s"), rules->schema->field[i].pattern);
	return false;
}

bool cell_read(const struct cell_rules *rules, size_t i, struct str *cell, struct arena *arena, struct buf *reason)
{
	const struct schema_field *field = &rules->schema->field[i];
	*cell = str_trim(*cell);
	if (cell->n == 0)
		return !field->required || bad(reason, _("the cell must not be empty"));
	bool good = true;
	switch (field->type) {
	case SCHEMA_STRING:
		break;
	case SCHEMA_INTEGER:
	case SCHEMA_NUMBER:
		good = read_number(rules, field, cell, arena, reason);
		break;
	case SCHEMA_BOOLEAN:
		good = read_boolean(cell, reason);
		break;
	case SCHEMA_DATE:
	case SCHEMA_DATETIME:
		good = read_moment(field->type, cell, arena, reason);
		break;
	}
	return good && is_allowed(field, *cell, reason) && fits_pattern(rules, i, *cell, reason);
}
