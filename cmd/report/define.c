/* SPDX-License-Identifier: MIT */
#include "define.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/share.h"

#include <stdlib.h>
#include <string.h>

static enum rc wrong(const char *file, const struct json *json, const char *name, const char *fact,
                     struct err *err)
{
	return err_set(err, RC_INPUT, "%s:%zu: %s: %s", file, json->line, name, fact);
}

static enum rc check_names(const char *file, const struct json *object, struct err *err)
{
	static const char *const known[] = {
		"id", "title_ru", "title_en", "unit_ru", "unit_en", "baseline", "target", "direction", "since",
		"due", "decimals", "tables", "rows", "value", "formula_ru", "formula_en",
	};
	enum { N = sizeof known / sizeof *known };
	for (const struct json *m = object->child; m != NULL; m = m->next) {
		size_t i = 0;
		while (i < N && !str_is(m->name, known[i]))
			i++;
		if (i < N)
			continue;
		const char *near = str_nearest(m->name, known, N);
		return err_set(err, RC_INPUT, near ? _("%s:%zu: \"%.*s\": unknown member (did you mean \"%s\"?)")
		                                   : _("%s:%zu: \"%.*s\": unknown member"),
		               file, m->line, STR_ARG(m->name), near);
	}
	return RC_OK;
}

/* A string that must be there and not be empty. */
static enum rc text(const char *file, const struct json *object, const char *name, struct str *value,
                    struct err *err)
{
	*value = json_text(object, name);
	const struct json *member = json_get(object, name);
	if (member == NULL || member->kind != JSON_STRING || value->n == 0)
		return wrong(file, member ? member : object, name, _("a text is expected"), err);
	return RC_OK;
}

/* Of name_ru and name_en, both of which must be there, the one in the current language. */
static enum rc bilingual(const char *file, const struct json *object, struct arena *arena, const char *name,
                         struct str *value, struct err *err)
{
	struct str en, ru;
	if (text(file, object, arena_printf(arena, "%s_en", name), &en, err) != RC_OK ||
	    text(file, object, arena_printf(arena, "%s_ru", name), &ru, err) != RC_OK)
		return err->rc;
	*value = lang_get() == LANG_RU ? ru : en;
	return RC_OK;
}

static enum rc number(const char *file, const struct json *object, const char *name, double *value,
                      struct err *err)
{
	const struct json *member = json_get(object, name);
	if (member == NULL || member->kind != JSON_NUMBER || !num_parse(member->text, value))
		return wrong(file, member ? member : object, name, _("a number is expected"), err);
	return RC_OK;
}

static enum rc date(const char *file, const struct json *object, const char *name, int32_t *days,
                    struct err *err)
{
	const struct json *member = json_get(object, name);
	if (member == NULL || member->kind != JSON_STRING || date_read(member->text, days) != DATE_OK)
		return wrong(file, member ? member : object, name, _("a date is expected (yyyy-mm-dd)"), err);
	return RC_OK;
}

/* SQL: a string, or a list of lines. */
static enum rc sql(const char *file, const struct json *object, const char *name, struct arena *arena,
                   struct str *value, struct err *err)
{
	const struct json *member = json_get(object, name);
	if (member == NULL || member->kind != JSON_ARRAY)
		return text(file, object, name, value, err);
	struct buf lines = {0};
	for (const struct json *line = member->child; line != NULL; line = line->next) {
		if (line->kind != JSON_STRING) {
			buf_free(&lines);
			return wrong(file, line, name, _("a text is expected"), err);
		}
		buf_str(&lines, line->text);
		buf_putc(&lines, '\n');
	}
	*value = arena_str(arena, buf_slice(&lines));
	buf_free(&lines);
	return value->n > 0 ? RC_OK : wrong(file, member, name, _("a text is expected"), err);
}

static enum rc tables(const char *file, const struct json *object, struct arena *arena, struct kpi *kpi,
                      struct err *err)
{
	const struct json *list = json_get(object, "tables");
	if (list == NULL || list->kind != JSON_ARRAY || list->n == 0)
		return wrong(file, list ? list : object, "tables", _("a list of table names is expected"), err);
	const char **names = arena_array(arena, list->n, sizeof *names);
	for (const struct json *item = list->child; item != NULL; item = item->next) {
		if (item->kind != JSON_STRING)
			return wrong(file, item, "tables", _("a text is expected"), err);
		names[kpi->n_tables++] = arena_cstr(arena, item->text);
	}
	kpi->tables = names;
	return RC_OK;
}

static enum rc read_kpi(const char *file, const struct json *o, struct arena *arena, struct kpi *kpi,
                        struct err *err)
{
	struct str id, direction;
	double decimals;
	kpi->line = o->line;
	if (o->kind != JSON_OBJECT)
		return wrong(file, o, "kpi", _("an object is expected"), err);
	if (check_names(file, o, err) != RC_OK || text(file, o, "id", &id, err) != RC_OK ||
	    bilingual(file, o, arena, "title", &kpi->title, err) != RC_OK ||
	    bilingual(file, o, arena, "unit", &kpi->unit, err) != RC_OK ||
	    bilingual(file, o, arena, "formula", &kpi->formula, err) != RC_OK ||
	    number(file, o, "baseline", &kpi->baseline, err) != RC_OK ||
	    number(file, o, "target", &kpi->target, err) != RC_OK ||
	    number(file, o, "decimals", &decimals, err) != RC_OK ||
	    text(file, o, "direction", &direction, err) != RC_OK || date(file, o, "due", &kpi->due, err) != RC_OK ||
	    tables(file, o, arena, kpi, err) != RC_OK || sql(file, o, "rows", arena, &kpi->rows, err) != RC_OK ||
	    sql(file, o, "value", arena, &kpi->value, err) != RC_OK)
		return err->rc;
	kpi->id = arena_cstr(arena, id);
	if (decimals < 0 || decimals > 9 || decimals != (int)decimals)
		return wrong(file, json_get(o, "decimals"), "decimals", _("a whole number from 0 to 9 is expected"), err);
	kpi->decimals = (int)decimals;
	kpi->down = str_is(direction, "down");
	if (!kpi->down && !str_is(direction, "up"))
		return wrong(file, json_get(o, "direction"), "direction", _("\"up\" or \"down\" is expected"), err);
	kpi->has_since = json_get(o, "since") != NULL;
	if (kpi->has_since && date(file, o, "since", &kpi->since, err) != RC_OK)
		return err->rc;
	if (kpi->has_since && kpi->since > kpi->due)
		return wrong(file, json_get(o, "since"), "since", _("later than the due date"), err);
	return RC_OK;
}

enum rc define_load(const char *name, struct arena *arena, struct define *define, struct err *err)
{
	const struct json *json;
	*define = (struct define){0};
	if (share_named("kpi", name, ".json", arena, &define->path, err) != RC_OK ||
	    json_load(define->path, arena, &json, err) != RC_OK)
		return err->rc;
	const struct json *list = json_get(json, "kpi");
	if (list == NULL || list->kind != JSON_ARRAY)
		return wrong(define->path, list ? list : json, "kpi", _("a list of KPI is expected"), err);
	define->schemas = json_get(json, "schemas");
	if (define->schemas != NULL && define->schemas->kind != JSON_OBJECT)
		return wrong(define->path, define->schemas, "schemas", _("an object is expected"), err);
	struct kpi *kpi = arena_array(arena, list->n + 1, sizeof *kpi);
	define->kpi = kpi;
	for (const struct json *item = list->child; item != NULL; item = item->next) {
		if (read_kpi(define->path, item, arena, &kpi[define->n], err) != RC_OK)
			return err->rc;
		for (size_t i = 0; i < define->n; i++)
			if (strcmp(kpi[i].id, kpi[define->n].id) == 0)
				return wrong(define->path, item, kpi[i].id, _("the id was used before"), err);
		define->n++;
	}
	return RC_OK;
}

enum rc define_find(const struct define *define, const char *id, const struct kpi **kpi, struct err *err)
{
	const char **ids = mem_array(define->n + 1, sizeof *ids);
	*kpi = NULL;
	for (size_t i = 0; i < define->n; i++) {
		ids[i] = define->kpi[i].id;
		if (strcmp(ids[i], id) == 0)
			*kpi = &define->kpi[i];
	}
	if (*kpi == NULL) {
		const char *near = str_nearest(str_of(id), ids, define->n);
		err_set(err, RC_USAGE, near ? _("no KPI \"%s\" in %s (did you mean \"%s\"?)") : _("no KPI \"%s\" in %s"), id,
		        define->path, near);
	}
	free(ids);
	return *kpi != NULL ? RC_OK : err->rc;
}
