/* SPDX-License-Identifier: MIT */
#include "cases/form_rule.h"

#include "base/lang.h"

#include <math.h>
#include <string.h>

static const char *const types[] = {"string", "int", "float", "bool", "date", "datetime", "enum", "list", "file", "ref"};

#define EVERY "*"

/* Ends each part of a key. */
enum { KEY_END = 0x1f };

enum rc form_rule_err(const struct row *row, const char *column, struct str value, const char *what, struct err *err)
{
	return row_err(row, column, err, "\"%.*s\": %s", STR_ARG(value), what);
}

struct form_field *form_field_of(const struct form_kind *kind, struct str name)
{
	for (size_t i = 0; i < kind->fields.n; i++)
		if (str_is(name, kind->fields.v[i]->name))
			return kind->fields.v[i];
	return NULL;
}

/* ---- patterns and allowed values */

/* \d and \w are not POSIX's. */
static const char *posix(struct form *form, struct str pattern)
{
	struct buf out = {0};
	for (size_t i = 0; i < pattern.n; i++) {
		bool escape = pattern.p[i] == '\\' && i + 1 < pattern.n;
		if (escape && pattern.p[i + 1] == 'd')
			buf_puts(&out, "[0-9]");
		else if (escape && pattern.p[i + 1] == 'w')
			buf_puts(&out, "[[:alnum:]_]");
		else if (escape)
			buf_add(&out, pattern.p + i, 2);
		else
			buf_putc(&out, pattern.p[i]);
		i += escape;
	}
	const char *text = arena_cstr(form->arena, buf_slice(&out));
	buf_free(&out);
	return text;
}

static enum rc read_pattern(struct form *form, struct form_rule *rule, const struct row *row, struct str pattern, struct err *err)
{
	if (pattern.n == 0)
		return RC_OK;
	locale_t before = uselocale(form->utf8);
	rule->has_pattern = regcomp(&rule->pattern, posix(form, pattern), REG_EXTENDED | REG_NOSUB) == 0;
	uselocale(before);
	return rule->has_pattern ? RC_OK : form_rule_err(row, "pattern", pattern, _("not a regular expression"), err);
}

static bool read_bound(enum form_type type, struct str text, double open, double *bound)
{
	*bound = open;
	return text.n == 0 || form_value_measure(type, text, bound);
}

static enum rc read_range(enum form_type type, struct form_rule *rule, const struct row *row, struct str allowed, struct err *err)
{
	const char *dots = memmem(allowed.p, allowed.n, "..", 2);
	struct str from = str_trim((struct str){allowed.p + 1, (size_t)(dots - allowed.p) - 1});
	struct str to = str_trim((struct str){dots + 2, (size_t)(allowed.p + allowed.n - dots) - 3});
	if (type != FORM_INT && type != FORM_FLOAT && type != FORM_DATE && type != FORM_DATETIME)
		return form_rule_err(row, "allowed", allowed, _("a range is for the types int, float, date and datetime"), err);
	rule->has_range = read_bound(type, from, -INFINITY, &rule->from) && read_bound(type, to, INFINITY, &rule->to) &&
	                  rule->from <= rule->to && (from.n || to.n);
	return rule->has_range ? RC_OK : form_rule_err(row, "allowed", allowed, _("not a range [from..to]"), err);
}

static enum rc read_allowed(enum form_type type, struct form_rule *rule, const struct row *row, struct str allowed, struct err *err)
{
	if (allowed.n > 3 && allowed.p[0] == '[' && allowed.p[allowed.n - 1] == ']' && memmem(allowed.p, allowed.n, "..", 2))
		return read_range(type, rule, row, allowed, err);
	rule->allowed = allowed;
	if (type == FORM_REF && allowed.n && !memchr(allowed.p, '.', allowed.n))
		return form_rule_err(row, "allowed", allowed, _("TABLE.FIELD is expected"), err);
	return RC_OK;
}

/* ---- rules */

/* The columns of the table of rules. */
struct heads {
	size_t kind, field, type, required, allowed, pattern, condition, severity, message, photo_time, photo_place, photo_unique;
};

static struct heads find_heads(const struct frame *rules)
{
	return (struct heads){
	        .kind = frame_column(rules, "kind"),
	        .field = frame_column(rules, "field"),
	        .type = frame_column(rules, "type"),
	        .required = frame_column(rules, "required"),
	        .allowed = frame_column(rules, "allowed"),
	        .pattern = frame_column(rules, "pattern"),
	        .condition = frame_column(rules, "condition"),
	        .severity = frame_column(rules, "severity"),
	        .message = frame_column(rules, "message"),
	        .photo_time = frame_column(rules, "photo_time"),
	        .photo_place = frame_column(rules, "photo_place"),
	        .photo_unique = frame_column(rules, "photo_unique"),
	};
}

/* The kinds that have rules; "*" alone makes one kind of all rows. */
static void find_kinds(struct form *form, const struct frame *rules, size_t column)
{
	for (int every = 0; every < 2; every++)
		for (size_t i = 0; i < rules->n; i++) {
			struct str name = row_str(&rules->row[i], column);
			if (str_is(name, EVERY) ? every == 0 || form->kinds.n > 0 : map_get(form->by_name, name) != MAP_NONE)
				continue;
			struct form_kind *kind = arena_alloc(form->arena, sizeof *kind);
			*kind = (struct form_kind){.name = arena_cstr(form->arena, name), .all = FORM_NO_ASK};
			map_add(form->by_name, name, form->kinds.n);
			vec_push(&form->kinds, kind);
		}
}

static enum rc read_type(struct form_kind *kind, struct form_field *field, const struct row *row, const char *place, struct str type, struct err *err)
{
	enum form_type found = 0;
	if (type.n == 0)
		return RC_OK;
	while (found < FORM_TYPES && !str_is(type, types[found]))
		found++;
	if (found == FORM_TYPES)
		return form_rule_err(row, "type", type, _("not a type of forms (string, int, float, bool, date, datetime, enum, list, file, ref)"), err);
	if (field->type_place && field->type != found)
		return row_err(row, "type", err, _("\"%.*s\": the field is of type %s in %s"), STR_ARG(type), types[field->type], field->type_place);
	field->type = found;
	if (found == FORM_FILE && !field->type_place)
		field->file = kind->files++;
	field->type_place = place;
	return RC_OK;
}

/* Fields come before rules, since a rule may name any field of its kind. */
static enum rc add_field(struct form *form, struct form_kind *kind, const struct row *row, const struct heads *h, const char *place,
                         struct err *err)
{
	struct str name = row_str(row, h->field), type = row_str(row, h->type);
	struct form_field *field = form_field_of(kind, name);
	if (name.n == 0 && (row_str(row, h->condition).n == 0 || type.n || row_str(row, h->required).n || row_str(row, h->allowed).n ||
	                    row_str(row, h->pattern).n))
		return row_err(row, "field", err, _("a rule without a field is a condition and has nothing else"));
	if (!field) {
		field = arena_alloc(form->arena, sizeof *field);
		*field = (struct form_field){.name = arena_cstr(form->arena, name), .type = FORM_STRING};
		field->column = columns_find(form->columns, field->name);
		vec_push(&kind->fields, field);
	}
	return read_type(kind, field, row, place, type, err);
}

static enum rc add_rule(struct form *form, struct form_kind *kind, const struct row *row, const struct heads *h, const char *place,
                        struct err *err)
{
	struct form_field *field = form_field_of(kind, row_str(row, h->field));
	struct form_rule *rule = arena_alloc(form->arena, sizeof *rule);
	*rule = (struct form_rule){.place = place, .need_ask = FORM_NO_ASK, .condition_ask = FORM_NO_ASK};
	rule->warning = str_is(row_str(row, h->severity), "warning");
	rule->message = row_str(row, h->message);
	form->warns = form->warns || rule->warning;
	vec_push(&field->rules, rule);
	if (read_pattern(form, rule, row, row_str(row, h->pattern), err) == RC_OK &&
	    read_allowed(field->type, rule, row, row_str(row, h->allowed), err) == RC_OK &&
	    form_need_read(form, kind, field, rule, row, row_str(row, h->required), err) == RC_OK &&
	    form_photo_rule(form, kind, field, rule, row, row_str(row, h->photo_time), row_str(row, h->photo_place),
	                    row_str(row, h->photo_unique), err) == RC_OK)
		return form_condition_read(form, kind, field, rule, row, row_str(row, h->condition), err);
	return err->rc;
}

/* A second rule of a field differs in its severity or its condition: else it is a slip. */
static enum rc check_twice(struct map *seen, struct buf *key, const struct row *row, const struct heads *h, struct err *err)
{
	const size_t parts[] = {h->kind, h->field, h->condition, h->severity};
	buf_clear(key);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		struct str part = row_str(row, parts[i]);
		buf_str(key, parts[i] == h->severity && part.n == 0 ? STR("error") : part);
		buf_putc(key, KEY_END);
	}
	size_t first = map_add(seen, buf_slice(key), row->line);
	return first == row->line ? RC_OK : row_err(row, "field", err, _("the key stands in line %zu already"), first);
}

static enum rc each(struct form *form, const struct frame *rules, const struct heads *h, const char *const *place,
                    enum rc (*add)(struct form *, struct form_kind *, const struct row *, const struct heads *, const char *, struct err *),
                    struct err *err)
{
	for (size_t i = 0; i < rules->n; i++)
		for (size_t k = 0; k < form->kinds.n; k++) {
			struct str name = row_str(&rules->row[i], h->kind);
			if ((str_is(name, EVERY) || str_is(name, form->kinds.v[k]->name)) &&
			    add(form, form->kinds.v[k], &rules->row[i], h, place[i], err) != RC_OK)
				return err->rc;
		}
	return RC_OK;
}

enum rc form_rules_read(struct form *form, const struct frame *rules, struct err *err)
{
	const struct heads h = find_heads(rules);
	const char **place = arena_array(form->arena, rules->n + 1, sizeof *place);
	struct map *seen = map_new();
	struct buf key = {0};
	find_kinds(form, rules, h.kind);
	for (size_t i = 0; i < rules->n && err->rc == RC_OK; i++) {
		place[i] = arena_printf(form->arena, "%s:%zu", rules->row[i].file, rules->row[i].line);
		if (check_twice(seen, &key, &rules->row[i], &h, err) != RC_OK)
			break;
	}
	map_free(seen);
	buf_free(&key);
	if (err->rc != RC_OK || each(form, rules, &h, place, add_field, err) != RC_OK || each(form, rules, &h, place, add_rule, err) != RC_OK)
		return err->rc;
	for (size_t k = 0; k < form->kinds.n && err->rc == RC_OK; k++)
		if (form_needs_check(form->kinds.v[k], err) != RC_OK)
			break;
	return err->rc;
}
