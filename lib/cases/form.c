/* SPDX-License-Identifier: MIT */
#include "cases/form.h"

#include "base/lang.h"
#include "base/mem.h"
#include "base/pool.h"
#include "cases/form_rule.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- a form */

/* What is said of a kind without rules, with the nearest one that has some. */
static const char *unknown_kind(struct form *form, struct str name)
{
	const char **names = arena_array(form->scratch, form->kinds.n + 1, sizeof *names);
	for (size_t i = 0; i < form->kinds.n; i++)
		names[i] = form->kinds.v[i]->name;
	const char *near = str_nearest(name, names, form->kinds.n);
	const char *hint = near ? arena_printf(form->scratch, _(" (did you mean \"%s\"?)"), near) : "";
	return arena_printf(form->scratch, _("the form has no rules for the kind \"%.*s\"%s"), STR_ARG(name), hint);
}

/* A form for every kind needs none. */
static bool is_for_all(const struct form *form)
{
	return form->kinds.n == 1 && strcmp(form->kinds.v[0]->name, "*") == 0;
}

static enum rc find_kind(struct form *form, const char *kind, const char *kind_column, struct err *err)
{
	form->kind_column = COLUMN_NONE;
	form->kind_name = is_for_all(form) ? form->kinds.v[0]->name : kind ? kind : kind_column;
	if (is_for_all(form))
		return RC_OK;
	if (kind)
		return map_get(form->by_name, str_of(kind)) != MAP_NONE ? RC_OK
		                                                        : err_set(err, RC_USAGE, "%s", unknown_kind(form, str_of(kind)));
	form->kind_column = columns_find(form->columns, kind_column);
	if (form->kind_column == COLUMN_NONE)
		return err_set(err, RC_USAGE, _("the table has no column \"%.200s\" that says the kind (--kind-column, or --kind for all rows)"),
		               kind_column);
	return RC_OK;
}

static const char *lacking(struct form *form, const struct form_rule *rule)
{
	return arena_printf(form->scratch, _("%s: the table has no column \"%.200s\" that the rule looks at"), rule->place, rule->lacks);
}

/* Where it is known that rows of the kind come, a column that its rules need is missed at once. */
static enum rc check_lacks(struct form *form, struct err *err)
{
	size_t at = form->kind_column == COLUMN_NONE ? map_get(form->by_name, str_of(form->kind_name)) : 0;
	const struct form_kind *kind = at < form->kinds.n ? form->kinds.v[at] : NULL;
	if (!kind || (form->kind_column != COLUMN_NONE && form->kinds.n > 1))
		return RC_OK;
	for (size_t i = 0; i < kind->fields.n; i++)
		for (size_t r = 0; r < kind->fields.v[i]->rules.n; r++)
			if (kind->fields.v[i]->rules.v[r]->lacks)
				return err_set(err, RC_INPUT, "%s", lacking(form, kind->fields.v[i]->rules.v[r]));
	return RC_OK;
}

enum rc form_new(const struct frame *rules, const struct columns *columns, const char *kind, const char *kind_column,
                 struct form **form, struct err *err)
{
	struct form *f = *form = mem_alloc(sizeof *f);
	*f = (struct form){.arena = arena_new(), .scratch = arena_new(), .columns = columns, .by_name = map_new(), .photos = -1};
	f->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (!f->utf8)
		err_set(err, RC_SYSTEM, _("the C library has no locale C.UTF-8"));
	if (err->rc == RC_OK && form_rules_read(f, rules, err) == RC_OK && find_kind(f, kind, kind_column, err) == RC_OK &&
	    check_lacks(f, err) == RC_OK && form_asks_open(f, err) == RC_OK)
		return RC_OK;
	form_free(f);
	*form = NULL;
	return err->rc;
}

static void free_kind(struct form_kind *kind)
{
	for (size_t i = 0; i < kind->fields.n; i++) {
		struct form_field *field = kind->fields.v[i];
		for (size_t r = 0; r < field->rules.n; r++) {
			if (field->rules.v[r]->has_pattern)
				regfree(&field->rules.v[r]->pattern);
			map_free(field->rules.v[r]->known);
		}
		vec_free(&field->rules);
	}
	for (size_t i = 0; i < kind->asks.n; i++)
		form_names_free(&kind->asks.v[i].names);
	vec_free(&kind->fields);
	vec_free(&kind->asks);
}

void form_free(struct form *form)
{
	if (!form)
		return;
	for (size_t k = 0; k < form->kinds.n; k++)
		free_kind(form->kinds.v[k]);
	vec_free(&form->kinds);
	vec_free(&form->programs);
	vec_free(&form->program_names);
	vec_free(&form->exprs);
	vec_free(&form->problems);
	jqx_close(form->jqx);
	pool_free(form->pool);
	if (form->photos >= 0)
		close(form->photos);
	map_free(form->by_name);
	if (form->utf8)
		freelocale(form->utf8);
	arena_free(form->scratch);
	arena_free(form->arena);
	free(form);
}

static enum rc refer(struct form *form, struct form_rule *rule, const char *table, const struct frame *frame, bool *wanted, struct err *err)
{
	struct str rest = rule->allowed, name = {NULL, 0};
	if (!rest.n || !str_split(&rest, '.', &name) || !str_is(name, table) || rule->known)
		return RC_OK;
	size_t column = rest.p ? frame_column(frame, arena_cstr(form->arena, rest)) : COLUMN_NONE;
	if (column == COLUMN_NONE)
		return err_set(err, RC_USAGE, _("--refs %s: the table has no column %s"), table, rest.p ? arena_cstr(form->arena, rest) : "");
	*wanted = true;
	rule->known = map_new();
	for (size_t r = 0; r < frame->n; r++)
		map_add(rule->known, frame->row[r].cell[column], r);
	return RC_OK;
}

enum rc form_refer(struct form *form, const char *table, const struct frame *frame, struct err *err)
{
	bool wanted = false;
	for (size_t k = 0; k < form->kinds.n; k++)
		for (size_t i = 0; i < form->kinds.v[k]->fields.n; i++) {
			const struct form_field *field = form->kinds.v[k]->fields.v[i];
			for (size_t r = 0; field->type == FORM_REF && r < field->rules.n; r++)
				if (refer(form, field->rules.v[r], table, frame, &wanted, err) != RC_OK)
					return err->rc;
		}
	return wanted ? RC_OK : err_set(err, RC_USAGE, _("--refs %s: no rule of the form refers to that table"), table);
}

bool form_warns(const struct form *form)
{
	return form->warns;
}

size_t form_batch(const struct form *form)
{
	return form->programs.n || form->photos >= 0 ? FORM_BATCH : 1;
}

/* ---- checking */

void form_problem_add(struct form_finding *f, const char *column, struct str value, const char *what, const struct form_rule *rule)
{
	const char *reason = what;
	bool warning = rule && rule->warning;
	if (rule && rule->message.n)
		reason = arena_printf(f->form->scratch, "%s: %.*s", what, STR_ARG(rule->message));
	vec_push(&f->form->problems, ((struct form_problem){column, value, reason, warning}));
	f->errors += !warning;
}

bool form_problem_is(const struct form_finding *f, const char *column)
{
	for (size_t i = f->first; i < f->form->problems.n; i++)
		if (!f->form->problems.v[i].warning && strcmp(f->form->problems.v[i].column, column) == 0)
			return true;
	return false;
}

static bool is_needed(const struct form_finding *f, const struct form_rule *rule)
{
	if (rule->need != FORM_WHEN && rule->need != FORM_WHEN_NOT)
		return rule->need == FORM_ALWAYS;
	struct str other = str_trim(row_str(f->row, rule->other));
	bool holds = rule->values.n ? form_value_among(other, rule->values) : other.n == 0;
	return holds == (rule->need == FORM_WHEN);
}

static void check_field(struct form_finding *f, const struct form_field *field)
{
	struct str value = str_trim(row_str(f->row, field->column));
	const char *fault = value.n ? form_type_fault(field->type, value) : NULL;
	if (fault) {
		form_problem_add(f, field->name, value, _(fault), field->rules.v[0]);
		return;
	}
	for (size_t r = 0; r < field->rules.n; r++) {
		const struct form_rule *rule = field->rules.v[r];
		fault = NULL;
		if (rule->lacks)
			form_problem_add(f, field->name, value, lacking(f->form, rule), rule);
		else if (value.n)
			fault = form_rule_fault(f->form, field->type, rule, value);
		else if (is_needed(f, rule))
			fault = N_("a mandatory field is empty");
		if (fault)
			form_problem_add(f, field->name, value, _(fault), rule);
	}
	if (value.n && field->type == FORM_FILE && f->photo && !form_problem_is(f, field->name))
		form_photo_check(f, field, value);
}

/* The column and the value that a condition about the row as a whole is put down to: all that it names. */
static void name_columns(const struct form_finding *f, const struct form_ask *ask, const char **column, struct str *value)
{
	struct buf names = {0}, values = {0};
	for (size_t i = 0; i < ask->names.names.n; i++) {
		const char *name = arena_cstr(f->form->scratch, ask->names.names.v[i]);
		buf_printf(&names, "%s%s", i ? "," : "", name);
		if (i)
			buf_putc(&values, ',');
		buf_str(&values, str_trim(row_str(f->row, columns_find(f->form->columns, name))));
	}
	*column = arena_cstr(f->form->scratch, buf_slice(&names));
	*value = arena_str(f->form->scratch, buf_slice(&values));
	buf_free(&names);
	buf_free(&values);
}

static void check_answer(struct form_finding *f, const struct form_field *field, const struct form_rule *rule, size_t i)
{
	const struct form_answer *answer = i == FORM_NO_ASK || !f->answer ? NULL : &f->answer[i];
	if (!answer || !answer->asked || rule->lacks)
		return;
	const struct form_ask *ask = &f->kind->asks.v[i];
	if (answer->outcome == (ask->need ? JQX_FALSE : JQX_TRUE))
		return;
	for (size_t j = 0; j < ask->names.names.n; j++) {
		const char *name = arena_cstr(f->form->scratch, ask->names.names.v[j]);
		if (strcmp(name, field->name) != 0 && form_problem_is(f, name))
			return;
	}
	const char *column = field->name, *what = ask->need ? _("a mandatory field is empty") : _("a condition does not hold");
	struct str value = str_trim(row_str(f->row, field->column));
	if (!*column)
		name_columns(f, ask, &column, &value);
	if (answer->outcome == JQX_ERROR)
		what = arena_printf(f->form->scratch, "%s: %.*s", ask->name, STR_ARG(answer->text));
	else if (!ask->need && !rule->message.n)
		what = arena_printf(f->form->scratch, "%s: %s", what, ask->text);
	form_problem_add(f, column, value, what, rule);
}

static void check_row(struct form_finding *f)
{
	for (size_t i = 0; i < f->kind->fields.n; i++)
		check_field(f, f->kind->fields.v[i]);
	for (size_t i = 0; i < f->kind->fields.n && f->answer; i++) {
		const struct form_field *field = f->kind->fields.v[i];
		for (size_t r = 0; r < field->rules.n; r++) {
			check_answer(f, field, field->rules.v[r], field->rules.v[r]->need_ask);
			if (!*field->name || !form_problem_is(f, field->name))
				check_answer(f, field, field->rules.v[r], field->rules.v[r]->condition_ask);
		}
	}
}

static const struct form_kind *kind_for(struct form *form, const struct row *row, struct str *name)
{
	*name = form->kind_column == COLUMN_NONE ? str_of(form->kind_name) : str_trim(row_str(row, form->kind_column));
	size_t at = map_get(form->by_name, *name);
	return at == MAP_NONE ? NULL : form->kinds.v[at];
}

/* Answers for the rows of each kind, by row; NULL where nothing is asked. */
static enum rc ask_all(struct form *form, const struct form_kind *const *kind, const struct row *row, size_t n,
                       const struct form_answer **answer, struct err *err)
{
	const struct row *rows[FORM_BATCH];
	size_t at[FORM_BATCH];
	for (size_t k = 0; k < form->kinds.n && form->programs.n; k++) {
		const struct form_kind *it = form->kinds.v[k];
		size_t m = 0;
		for (size_t i = 0; i < n && it->asks.n; i++)
			if (kind[i] == it) {
				rows[m] = &row[i];
				at[m++] = i;
			}
		if (m == 0)
			continue;
		struct form_answer *answers = arena_array(form->scratch, m * it->asks.n, sizeof *answers);
		if (form_asks_put(form, it, rows, m, answers, err) != RC_OK)
			return err->rc;
		for (size_t j = 0; j < m; j++)
			answer[at[j]] = answers + j * it->asks.n;
	}
	return RC_OK;
}

enum rc form_check(struct form *form, const struct row *row, size_t n, struct form_verdict *verdict, struct err *err)
{
	const struct form_kind *kind[FORM_BATCH];
	const struct form_answer *answer[FORM_BATCH] = {NULL};
	const struct photo *photo[FORM_BATCH] = {NULL};
	struct str name[FORM_BATCH];
	arena_reset(form->scratch);
	form->problems.n = 0;
	for (size_t k = 0; k < n; k++)
		kind[k] = kind_for(form, &row[k], &name[k]);
	if (ask_all(form, kind, row, n, answer, err) != RC_OK || form_photo_read(form, kind, row, n, photo, err) != RC_OK)
		return err->rc;
	for (size_t k = 0; k < n; k++) {
		struct form_finding f = {.form = form, .row = &row[k], .kind = kind[k], .answer = answer[k], .photo = photo[k], .first = form->problems.n};
		if (kind[k])
			check_row(&f);
		else
			form_problem_add(&f, form->kind_name, name[k], unknown_kind(form, name[k]), NULL);
		if (f.photo && f.errors == 0)
			form_photo_keep(&f);
		verdict[k] = (struct form_verdict){NULL, form->problems.n - f.first, f.errors};
	}
	const struct form_problem *problem = form->problems.v;
	for (size_t k = 0; k < n; problem += verdict[k++].n)
		verdict[k].problem = problem;
	return RC_OK;
}
