/* SPDX-License-Identifier: MIT */
#include "cases/statute.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/map.h"
#include "base/share.h"
#include "base/vec.h"
#include "table/reader.h"

#include <stdlib.h>

#define NO_RULE UINT32_MAX

struct edition {
	struct statute_rule rule;
	uint32_t next; /* of the same id; NO_RULE ends */
	size_t file;   /* which table it came from */
	size_t line;
};

struct statute {
	struct arena *arena;
	struct calendar *calendar;
	const char *path;
	VEC(struct edition *) rules; /* pointers, since the caller keeps them */
	struct map *by_id;           /* id or text of a term → number of its first edition */
};

static enum rc open_table(struct reader **in, const char *path, const char *schema, struct err *err)
{
	struct reader_options options = {.schema = schema, .bad = reader_refuse, .keys = true};
	return reader_open(&path, 1, &options, in, err);
}

/* ---- calendars */

static enum rc read_calendar(struct statute *s, const char *name, struct err *err)
{
	const char *path;
	struct reader *in;
	struct row row;
	if (share_named("calendars", name, ".csv", s->arena, &path, err) != RC_OK || open_table(&in, path, "calendar", err) != RC_OK)
		return err->rc;
	size_t date = reader_column(in, "date"), kind = reader_column(in, "kind");
	size_t title = reader_column(in, "title"), title_ru = reader_column(in, "title_ru");
	while (reader_next(in, &row, err)) {
		int32_t day = 0;
		struct str word = row_str(&row, kind);
		(void)date_read(row_str(&row, date), &day);
		calendar_set(s->calendar, day, str_is(word, "off") ? CALENDAR_OFF : str_is(word, "short") ? CALENDAR_SHORT : CALENDAR_WORK,
		             row_str(&row, title), row_str(&row, title_ru));
	}
	reader_close(in);
	return err->rc;
}

/* Those that every verb and every case of this place goes by. */
static enum rc read_local(struct statute *s, struct err *err)
{
	struct str rest = str_of(getenv("UPRAVA_CALENDAR")), name;
	while (rest.n > 0 && str_split(&rest, ':', &name) && err->rc == RC_OK)
		if (name.n > 0)
			(void)!read_calendar(s, arena_cstr(s->arena, name), err);
	return err->rc;
}

/* ---- rules */

static const struct {
	const char *name;
	enum term_unit unit;
	int32_t scale;
} units[] = {
        {"day", TERM_DAYS, 1},     {"workday", TERM_WORK_DAYS, 1}, {"week", TERM_DAYS, 7},
        {"month", TERM_MONTHS, 1}, {"year", TERM_MONTHS, 12},      {"hour", TERM_SECONDS, 3600},
};

static struct str cell(const struct reader *in, const struct row *row, const char *column)
{
	return row_str(row, reader_column(in, column));
}

static struct edition *new_rule(struct statute *s)
{
	struct edition *e = arena_alloc(s->arena, sizeof *e);
	*e = (struct edition){.rule = {.id = "", .law = "", .basis = "", .scale = 1, .from = INT32_MIN, .to = INT32_MAX, .number = s->rules.n},
	                      .next = NO_RULE};
	vec_push(&s->rules, e);
	return e;
}

static void take_rule(struct statute *s, const struct reader *in, const struct row *row, struct edition *e)
{
	struct statute_rule *r = &e->rule;
	struct str roll = cell(in, row, "roll");
	r->id = arena_cstr(s->arena, cell(in, row, "id"));
	r->law = arena_cstr(s->arena, cell(in, row, "law"));
	r->basis = arena_cstr(s->arena, cell(in, row, "roll_basis"));
	r->since_registration = str_is(cell(in, row, "since"), "registration");
	r->extension = (int32_t)row_num(row, reader_column(in, "extension"), 0);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (str_is(cell(in, row, "unit"), units[i].name)) {
			r->term.unit = units[i].unit;
			r->scale = units[i].scale;
		}
	r->term.amount = (int32_t)row_num(row, reader_column(in, "amount"), 1) * r->scale;
	r->term.same_day = str_is(cell(in, row, "starts"), "same_day");
	r->term.roll = str_is(roll, "next") ? TERM_ROLL_NEXT : str_is(roll, "prev") ? TERM_ROLL_PREV : TERM_ROLL_NONE;
	(void)date_read(cell(in, row, "valid_from"), &r->from);
	(void)date_read(cell(in, row, "valid_to"), &r->to);
}

/* The rule joins the editions of its id; those of an earlier table are forgotten. */
static enum rc add_edition(struct statute *s, const struct row *row, struct edition *e, struct err *err)
{
	struct str id = str_of(e->rule.id);
	size_t first = map_get(s->by_id, id);
	if (e->rule.to < e->rule.from)
		return row_err(row, "valid_to", err, _("the rule \"%.*s\" ends before it begins"), STR_ARG(id));
	if (first != MAP_NONE && s->rules.v[first]->file == e->file)
		e->next = (uint32_t)first;
	for (uint32_t i = e->next; i != NO_RULE; i = s->rules.v[i]->next) {
		const struct edition *other = s->rules.v[i];
		if (other->rule.from <= e->rule.to && e->rule.from <= other->rule.to)
			return row_err(row, "id", err, _("\"%.*s\" is there twice for the same time (line %zu)"), STR_ARG(id), other->line);
	}
	map_set(s->by_id, id, e->rule.number);
	return RC_OK;
}

static enum rc read_rules(struct statute *s, const char *path, size_t file, struct err *err)
{
	struct reader *in;
	struct row row;
	if (open_table(&in, path, "rules", err) != RC_OK)
		return err->rc;
	while (reader_next(in, &row, err)) {
		struct edition *e = new_rule(s);
		take_rule(s, in, &row, e);
		e->file = file;
		e->line = row.line;
		if (add_edition(s, &row, e, err) != RC_OK)
			break;
	}
	reader_close(in);
	return err->rc;
}

enum rc statute_load(const char *const *calendars, size_t n_calendars, const char *const *rules, size_t n_rules, struct statute **statute,
                     struct err *err)
{
	struct statute *s = *statute = mem_alloc(sizeof *s);
	const char *shipped;
	s->path = "";
	s->arena = arena_new();
	s->calendar = calendar_new();
	s->by_id = map_new();
	if (share_path("calendars/ru.csv", s->arena, &s->path, err) != RC_OK || read_calendar(s, s->path, err) != RC_OK ||
	    read_local(s, err) != RC_OK ||
	    share_path("calendars/terms.csv", s->arena, &shipped, err) != RC_OK || read_rules(s, shipped, 0, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < n_calendars && err->rc == RC_OK; i++)
		(void)!read_calendar(s, calendars[i], err);
	for (size_t i = 0; i < n_rules && err->rc == RC_OK; i++)
		(void)!read_rules(s, rules[i], i + 1, err);
	calendar_ready(s->calendar);
	return err->rc;
}

void statute_free(struct statute *s)
{
	if (!s)
		return;
	calendar_free(s->calendar);
	vec_free(&s->rules);
	map_free(s->by_id);
	arena_free(s->arena);
	free(s);
}

const struct calendar *statute_calendar(const struct statute *s)
{
	return s->calendar;
}

const char *statute_path(const struct statute *s)
{
	return s->path;
}

/* A term that stands for itself; kept under its text. */
static enum statute_found take_term(struct statute *s, struct str text, const struct statute_rule **rule)
{
	struct term term;
	enum term_status status = term_read(text, &term);
	if (status != TERM_OK)
		return status == TERM_AMBIGUOUS ? STATUTE_AMBIGUOUS : STATUTE_UNKNOWN;
	struct edition *e = new_rule(s);
	e->rule.term = term;
	e->rule.extension = STATUTE_ANY;
	e->rule.basis = term.roll == TERM_ROLL_NEXT ? _("Civil Code, art. 193") : "";
	map_set(s->by_id, text, e->rule.number);
	*rule = &e->rule;
	return STATUTE_FOUND;
}

enum statute_found statute_find(struct statute *s, struct str text, int32_t day, const struct statute_rule **rule)
{
	size_t first = map_get(s->by_id, text);
	if (first == MAP_NONE)
		return take_term(s, text, rule);
	for (uint32_t i = (uint32_t)first; i != NO_RULE; i = s->rules.v[i]->next) {
		*rule = &s->rules.v[i]->rule;
		if ((*rule)->from <= day && day <= (*rule)->to)
			return STATUTE_FOUND;
	}
	return STATUTE_NOT_VALID;
}

const char *statute_nearest(const struct statute *s, struct str text)
{
	VEC(const char *) ids = {0};
	for (size_t i = 0; i < s->rules.n; i++)
		if (*s->rules.v[i]->rule.id)
			vec_push(&ids, s->rules.v[i]->rule.id);
	const char *near = str_nearest(text, ids.v, ids.n);
	vec_free(&ids);
	return near;
}
