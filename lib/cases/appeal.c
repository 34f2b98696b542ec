/* SPDX-License-Identifier: MIT */
#include "cases/appeal.h"

#include "base/date.h"
#include "base/digest.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/num.h"
#include "table/cell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELL_MAX = 1 << 20 /* what the reader takes (ext/csvin.h) */, DIGEST_DIGITS = 32 };

/* Beyond the year 5000: milliseconds. */
#define SECONDS_MAX 1e11

/* The columns that are more than a cell to be checked. */
enum { ID, CHANNEL, EXTERNAL, CREATED, UPDATED, DETAILS, LAT, LON, PHOTO, PHOTOS, COLUMNS };
static const char *const names[COLUMNS] = {"appeal_id", "channel", "external_id", "created_at", "updated_at",
                                           "details",   "lat",     "lon",         "photo",      "photos"};

struct appeal {
	struct appeal_options options;
	struct arena *arena; /* of the schema */
	const struct schema *schema;
	struct cell_rules *rules;
	size_t place[COLUMNS];
	const char **fields; /* for "did you mean" */
	struct str *cell;
	struct buf text;
};

enum rc appeal_new(const struct appeal_options *options, struct appeal **appeal, struct err *err)
{
	struct appeal *a = mem_alloc(sizeof *a);
	a->options = *options;
	a->arena = arena_new();
	if (schema_load("appeals", a->arena, &a->schema, err) != RC_OK || cell_rules_new(a->schema, NUM_DOT, &a->rules, err) != RC_OK) {
		appeal_free(a);
		return err->rc;
	}
	a->cell = arena_array(a->arena, a->schema->n, sizeof *a->cell);
	a->fields = arena_array(a->arena, a->schema->n, sizeof *a->fields);
	for (size_t i = 0; i < a->schema->n; i++)
		a->fields[i] = a->schema->field[i].name;
	for (size_t i = 0; i < COLUMNS; i++) {
		a->place[i] = schema_field(a->schema, names[i]);
		if (a->place[i] == SCHEMA_NONE) {
			appeal_free(a);
			return err_set(err, RC_DEFECT, "appeals: %s", names[i]);
		}
	}
	*appeal = a;
	return RC_OK;
}

void appeal_free(struct appeal *a)
{
	if (!a)
		return;
	cell_rules_free(a->rules);
	arena_free(a->arena);
	buf_free(&a->text);
	free(a);
}

const struct schema *appeal_schema(const struct appeal *a)
{
	return a->schema;
}

static bool problem_is(struct appeal_problem *problem, const char *column, struct str value, const char *reason)
{
	problem->column = column;
	problem->value = value;
	buf_puts(&problem->reason, reason);
	return false;
}

/* ---- times */

static bool is_digits(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
	return text.n > 0;
}

static void put_moment(struct appeal *a, struct moment moment)
{
	bool utc = a->options.offset == DATE_NO_OFFSET && moment.offset != DATE_NO_OFFSET;
	buf_clear(&a->text);
	if (moment.offset != DATE_NO_OFFSET) {
		int32_t offset = utc ? 0 : a->options.offset;
		moment = (struct moment){moment_utc(moment) + offset, utc ? DATE_NO_OFFSET : offset};
	} else {
		moment.offset = a->options.offset;
	}
	moment_put(&a->text, moment);
	if (utc)
		buf_putc(&a->text, 'Z');
}

static bool read_time(struct appeal *a, const struct json *value, struct str *cell, struct arena *arena)
{
	struct moment moment = {0, DATE_NO_OFFSET};
	double seconds;
	if (value->kind == JSON_NUMBER || is_digits(*cell)) {
		if (!num_parse(*cell, &seconds) || seconds < 0 || seconds >= SECONDS_MAX)
			return false;
		moment = (struct moment){(int64_t)floor(seconds), 0};
	} else if (moment_read(*cell, &moment) != DATE_OK) {
		/* The schema's own check says what is wrong with a text. */
		return true;
	}
	put_moment(a, moment);
	*cell = arena_str(arena, buf_slice(&a->text));
	return true;
}

/* ---- cells */

static bool read_value(struct appeal *a, size_t field, const struct json *value, struct str *cell, struct arena *arena,
                       struct appeal_problem *problem)
{
	const char *name = a->schema->field[field].name;
	bool nested = value->kind == JSON_ARRAY || value->kind == JSON_OBJECT;
	*cell = value->text;
	if (value->kind == JSON_NULL)
		*cell = (struct str){"", 0};
	else if (value->kind == JSON_TRUE || value->kind == JSON_FALSE)
		*cell = value->kind == JSON_TRUE ? STR("true") : STR("false");
	if (nested) {
		buf_clear(&a->text);
		json_put(&a->text, value);
		*cell = value->n ? arena_str(arena, buf_slice(&a->text)) : (struct str){"", 0};
		if (field != a->place[DETAILS])
			return problem_is(problem, name, *cell, _("a text or a number is expected"));
	}
	if (cell->n > CELL_MAX)
		return problem_is(problem, name, (struct str){"", 0}, _("a cell is larger than 1 MiB"));
	if (cell->n && memchr(cell->p, '\0', cell->n))
		return problem_is(problem, name, *cell, _("a NUL byte"));
	if ((field == a->place[CREATED] || field == a->place[UPDATED]) && cell->n && !read_time(a, value, cell, arena))
		return problem_is(problem, name, *cell, _("seconds since 1970 are expected"));
	struct str given = *cell;
	return cell_read(a->rules, field, cell, arena, &problem->reason) || problem_is(problem, name, given, "");
}

static enum rc unknown(const struct appeal *a, struct str name, struct err *err)
{
	const char *near = str_nearest(name, a->fields, a->schema->n);
	if (near)
		return err_set(err, RC_USAGE, _("%s: gives \"%.*s\", which is no column of appeals (did you mean \"%s\"?)"), a->options.who,
		               STR_ARG(name), near);
	return err_set(err, RC_USAGE, _("%s: gives \"%.*s\", which is no column of appeals"), a->options.who, STR_ARG(name));
}

static struct str *at(const struct appeal *a, int column)
{
	return &a->cell[a->place[column]];
}

/* What follows from the other cells, and what is left unsaid. */
static void fill(struct appeal *a, struct str message, struct arena *arena)
{
	char digest[DIGEST_HEX];
	if (a->options.channel)
		*at(a, CHANNEL) = str_of(a->options.channel);
	if (at(a, CHANNEL)->n == 0)
		*at(a, CHANNEL) = str_of(a->options.who);
	if (at(a, EXTERNAL)->n == 0) {
		digest_of(message, digest);
		*at(a, EXTERNAL) = arena_str(arena, (struct str){digest, DIGEST_DIGITS});
	}
	if (at(a, ID)->n == 0) {
		buf_clear(&a->text);
		buf_str(&a->text, *at(a, CHANNEL));
		buf_putc(&a->text, ':');
		buf_str(&a->text, *at(a, EXTERNAL));
		*at(a, ID) = arena_str(arena, buf_slice(&a->text));
	}
	if (at(a, PHOTOS)->n == 0)
		*at(a, PHOTOS) = at(a, PHOTO)->n ? STR("1") : STR("0");
}

enum rc appeal_read(struct appeal *a, const struct json *given, struct str message, struct arena *arena, const struct str **cell,
                    struct appeal_problem *problem, struct err *err)
{
	bool good = true;
	memset(a->cell, 0, a->schema->n * sizeof *a->cell);
	buf_clear(&problem->reason);
	problem->column = "";
	problem->value = (struct str){"", 0};
	*cell = a->cell;
	for (const struct json *member = given->child; member && good; member = member->next) {
		size_t field = schema_field(a->schema, arena_cstr(arena, member->name));
		if (field == SCHEMA_NONE)
			return unknown(a, member->name, err);
		good = read_value(a, field, member, &a->cell[field], arena, problem);
	}
	if (good && (at(a, LAT)->n == 0) != (at(a, LON)->n == 0))
		good = problem_is(problem, at(a, LAT)->n ? "lon" : "lat", (struct str){"", 0},
		                  _("a place is two numbers, and one is missing"));
	if (good)
		fill(a, message, arena);
	return RC_OK;
}
