/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "cases/form_rule.h"

#include <string.h>

/* The nearest name that the table or the kind has, as a hint; "" for none. */
static const char *nearest(struct form *form, const struct form_kind *kind, struct str name)
{
	size_t n = 0;
	const char **names = arena_array(form->arena, form->columns->n + kind->fields.n + 1, sizeof *names);
	for (size_t i = 0; i < form->columns->n; i++)
		names[n++] = form->columns->v[i].name;
	for (size_t i = 0; i < kind->fields.n; i++)
		if (*kind->fields.v[i]->name)
			names[n++] = kind->fields.v[i]->name;
	const char *near = str_nearest(name, names, n);
	return near ? arena_printf(form->arena, _(" (did you mean \"%s\"?)"), near) : "";
}

/* A name that only the form knows is not refused here: rows of the kind may never come. */
enum rc form_name_check(struct form *form, const struct form_kind *kind, struct form_rule *rule, const struct row *row, const char *column,
                        struct str text, struct str name, struct err *err)
{
	const char *field = arena_cstr(form->arena, name);
	if (columns_find(form->columns, field) != COLUMN_NONE)
		return RC_OK;
	rule->lacks = field;
	if (form_field_of(kind, name))
		return RC_OK;
	return row_err(row, column, err, _("\"%.*s\": the table has no column \"%.200s\"%s"), STR_ARG(text), field, nearest(form, kind, name));
}

static enum rc add_ask(struct form *form, struct form_kind *kind, const struct form_field *field, struct form_rule *rule,
                       const struct row *row, const char *column, struct str text, size_t *ask, struct err *err)
{
	struct form_ask it = {.field = field, .need = ask == &rule->need_ask, .text = arena_cstr(form->arena, text)};
	it.name = arena_printf(form->arena, "%s: %s", rule->place, column);
	form_names_read(str_of(it.text), &it.names);
	*ask = kind->asks.n;
	vec_push(&kind->asks, it);
	for (size_t i = 0; i < it.names.names.n; i++)
		if (form_name_check(form, kind, rule, row, column, text, it.names.names.v[i], err) != RC_OK)
			return err->rc;
	return RC_OK;
}

enum rc form_need_read(struct form *form, struct form_kind *kind, struct form_field *field, struct form_rule *rule, const struct row *row,
                       struct str need, struct err *err)
{
	if (need.n == 0 || str_is(need, "false") || str_is(need, "true")) {
		rule->need = str_is(need, "true") ? FORM_ALWAYS : FORM_NEVER;
		return RC_OK;
	}
	const char *equals = memchr(need.p, '=', need.n);
	if (!str_starts(need, "if ") || !equals) {
		rule->need = FORM_WHEN_JQ;
		return add_ask(form, kind, field, rule, row, "required", need, &rule->need_ask, err);
	}
	bool not = equals[-1] == '!';
	struct str name = str_trim((struct str){need.p + 3, (size_t)(equals - need.p) - 3 - not});
	rule->need = not ? FORM_WHEN_NOT : FORM_WHEN;
	rule->values = str_trim((struct str){equals + 1, (size_t)(need.p + need.n - equals) - 1});
	rule->other_field = form_field_of(kind, name);
	rule->other = columns_find(form->columns, arena_cstr(form->arena, name));
	/* "==" and "<=" would be read as a value and a field that no row has: a rule that never asks. */
	if (name.n == 0 || strchr("<>=!~", name.p[name.n - 1]) || str_starts(rule->values, "="))
		return form_rule_err(row, "required", need, _("\"if FIELD=VALUE\" is expected"), err);
	return form_name_check(form, kind, rule, row, "required", need, name, err);
}

/* Whether a field whose rules say what it may hold can ever hold the value. */
static bool can_be(const struct form_field *field, struct str value)
{
	if (value.n == 0)
		return true;
	if (field->type == FORM_BOOL)
		return str_is(value, "true") || str_is(value, "false");
	for (size_t r = 0; r < field->rules.n && field->type != FORM_LIST && field->type != FORM_FILE && field->type != FORM_REF; r++) {
		const struct form_rule *rule = field->rules.v[r];
		if (rule->allowed.n && !rule->warning && !form_value_among(value, rule->allowed))
			return false;
	}
	return true;
}

enum rc form_needs_check(const struct form_kind *kind, struct err *err)
{
	for (size_t i = 0; i < kind->fields.n; i++)
		for (size_t r = 0; r < kind->fields.v[i]->rules.n; r++) {
			const struct form_rule *rule = kind->fields.v[i]->rules.v[r];
			struct str rest = rule->values, value = {NULL, 0};
			while (rule->other_field && rest.n && str_split(&rest, '|', &value))
				if (!can_be(rule->other_field, value))
					return err_set(err, RC_INPUT, _("%s: required: the field \"%s\" is never \"%.*s\", by its own rules"), rule->place,
					               rule->other_field->name, STR_ARG(value));
		}
	return RC_OK;
}

enum rc form_condition_read(struct form *form, struct form_kind *kind, struct form_field *field, struct form_rule *rule,
                            const struct row *row, struct str condition, struct err *err)
{
	if (condition.n == 0)
		return RC_OK;
	return add_ask(form, kind, field, rule, row, "condition", condition, &rule->condition_ask, err);
}
