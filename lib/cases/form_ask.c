/* SPDX-License-Identifier: MIT */
#include "base/json.h"
#include "base/lang.h"
#include "base/mem.h"
#include "cases/form_rule.h"
#include "process/expr.h"

#include <string.h>

/* So many rows may exceed the limits of jq, seconds each, before the form is at fault and not the rows. */
enum { STARVED_MAX = 10 };

/* ---- compiling */

static size_t add_program(struct form *form, const char *text, const char *name)
{
	for (size_t i = 0; i < form->programs.n; i++)
		if (strcmp(form->programs.v[i], text) == 0)
			return i;
	vec_push(&form->programs, text);
	vec_push(&form->program_names, name);
	vec_push(&form->exprs, expr_compile(str_of(text), form->arena));
	return form->programs.n - 1;
}

/* Which columns the kind's programs see, and of which types the kind says they are. */
static void find_sights(struct form *form, struct form_kind *kind)
{
	size_t n = form->columns->n;
	kind->sees = arena_array(form->arena, n + 1, sizeof *kind->sees);
	kind->types = arena_array(form->arena, n + 1, sizeof *kind->types);
	for (size_t c = 0; c < n; c++) {
		struct str name = str_of(form->columns->v[c].name);
		const struct form_field *field = form_field_of(kind, name);
		kind->types[c] = field ? field->type : FORM_TYPES;
		for (size_t i = 0; i < kind->asks.n; i++)
			kind->sees[c] = kind->sees[c] || kind->asks.v[i].field->column == c || form_names_have(&kind->asks.v[i].names, name);
	}
	for (size_t i = 0; i < kind->asks.n; i++)
		kind->whole = kind->whole || kind->asks.v[i].names.whole;
}

/* The ask as a program that is true when there is nothing to say, also where it does not apply. A comment ends with its line. */
static void put_content(struct buf *out, const struct form_ask *ask)
{
	if (*ask->field->name) {
		buf_puts(out, "if .[");
		json_quote(out, str_of(ask->field->name));
		buf_puts(out, ask->need ? "] | . == null or . == \"\" then (" : "] | . != null and . != \"\" then (");
	}
	buf_printf(out, "(%s\n)%s", ask->text, ask->need ? " | not" : "");
	if (*ask->field->name)
		buf_puts(out, ") else true end");
}

/* Nearly all rows are content with everything: one program finds them, and the others are asked only about the rest. */
static void add_programs(struct form *form, struct form_kind *kind)
{
	struct buf all = {0};
	for (size_t i = 0; i < kind->asks.n; i++) {
		struct form_ask *ask = &kind->asks.v[i];
		ask->program = add_program(form, ask->text, ask->name);
		buf_puts(&all, i ? " and (" : "(");
		put_content(&all, ask);
		buf_putc(&all, ')');
	}
	if (kind->asks.n)
		kind->all = add_program(form, arena_cstr(form->arena, buf_slice(&all)), kind->asks.v[0].name);
	buf_free(&all);
}

/* Bad jq in a form is bad input, not a wrong call. */
static enum rc open_jq(struct form *form, struct err *err)
{
	struct err inner = ERR_NONE;
	if (form->jqx || jqx_open(form->programs.v, form->program_names.v, form->programs.n, &form->jqx, &inner) == RC_OK)
		return RC_OK;
	return err_set(err, inner.rc == RC_USAGE ? RC_INPUT : inner.rc, "%s", inner.text);
}

enum rc form_asks_open(struct form *form, struct err *err)
{
	/* What people wrote comes first, so that a message is about that. */
	for (size_t k = 0; k < form->kinds.n; k++)
		for (size_t i = 0; i < form->kinds.v[k]->asks.n; i++)
			add_program(form, form->kinds.v[k]->asks.v[i].text, form->kinds.v[k]->asks.v[i].name);
	for (size_t k = 0; k < form->kinds.n; k++) {
		find_sights(form, form->kinds.v[k]);
		add_programs(form, form->kinds.v[k]);
	}
	/* What is simple needs no jq until it meets a row that is not. */
	for (size_t i = 0; i < form->programs.n; i++)
		if (!form->exprs.v[i])
			return open_jq(form, err);
	return RC_OK;
}

/* ---- asking */

static struct str row_text(const struct form *form, const struct form_kind *kind, const struct row *row, struct buf *json)
{
	size_t n = 0;
	buf_clear(json);
	for (size_t c = 0; c < form->columns->n; c++) {
		if (!kind->whole && !kind->sees[c])
			continue;
		const struct column *column = &form->columns->v[c];
		buf_putc(json, n++ ? ',' : '{');
		json_quote(json, str_of(column->name));
		buf_putc(json, ':');
		form_value_json(kind->types[c], column, row_str(row, c), json);
	}
	buf_puts(json, n ? "}" : "{}");
	return arena_str(form->scratch, buf_slice(json));
}

/* What can be answered without jq; *left gets the *n_left others. */
static void answer_simply(const struct form *form, size_t program, const struct str *json, size_t n, enum jqx_outcome *outcome, size_t *left,
                          size_t *n_left)
{
	const struct expr *expr = form->exprs.v[program];
	*n_left = 0;
	for (size_t k = 0; k < n; k++) {
		enum expr_answer answer = expr ? expr_holds(expr, json[k]) : EXPR_UNKNOWN;
		if (answer == EXPR_UNKNOWN)
			left[(*n_left)++] = k;
		else
			outcome[k] = answer == EXPR_TRUE ? JQX_TRUE : JQX_FALSE;
	}
}

/* One value after the other when all at once exceeded the limits, to find whose fault it is. */
static enum rc ask_slowly(struct form *form, size_t program, const struct str *json, size_t n, enum jqx_outcome *outcome,
                          struct str *words, struct err *err)
{
	for (size_t k = 0; k < n; k++) {
		struct err inner = ERR_NONE;
		if (jqx_filter(form->jqx, program, &json[k], 1, &outcome[k], &words[k], &inner) != RC_OK) {
			if (inner.rc != RC_INPUT || ++form->starved > STARVED_MAX)
				return err_set(err, inner.rc, "%s", inner.text);
			/* The message says first whose program it was, which we say ourselves. */
			size_t name = strlen(form->program_names.v[program]);
			outcome[k] = JQX_ERROR;
			words[k] = str_of(inner.text + (strncmp(inner.text, form->program_names.v[program], name) == 0 ? name + 2 : 0));
		}
		words[k] = arena_str(form->scratch, words[k]);
	}
	return RC_OK;
}

/* slowly: rows that starve jq are found and told; else the outcome of all is an error then. */
static enum rc ask_jq(struct form *form, size_t program, const struct str *json, size_t n, bool slowly, enum jqx_outcome *outcome,
                      struct str *words, struct err *err)
{
	struct err inner = ERR_NONE;
	if (open_jq(form, err) != RC_OK)
		return err->rc;
	if (jqx_filter(form->jqx, program, json, n, outcome, words, &inner) == RC_OK) {
		for (size_t k = 0; k < n; k++)
			words[k] = arena_str(form->scratch, words[k]);
		return RC_OK;
	}
	if (inner.rc != RC_INPUT)
		return err_set(err, inner.rc, "%s", inner.text);
	if (slowly)
		return ask_slowly(form, program, json, n, outcome, words, err);
	for (size_t k = 0; k < n; k++)
		outcome[k] = JQX_ERROR;
	return RC_OK;
}

static enum rc filter(struct form *form, size_t program, const struct str *json, size_t n, bool slowly, enum jqx_outcome *outcome,
                      struct str *words, struct err *err)
{
	enum jqx_outcome outcomes[FORM_BATCH];
	struct str some[FORM_BATCH], texts[FORM_BATCH];
	size_t left[FORM_BATCH], n_left;
	answer_simply(form, program, json, n, outcome, left, &n_left);
	if (n_left == 0)
		return RC_OK;
	for (size_t j = 0; j < n_left; j++)
		some[j] = json[left[j]];
	if (ask_jq(form, program, some, n_left, slowly, outcomes, texts, err) != RC_OK)
		return err->rc;
	for (size_t j = 0; j < n_left; j++) {
		outcome[left[j]] = outcomes[j];
		words[left[j]] = texts[j];
	}
	return RC_OK;
}

static bool applies(const struct form_ask *ask, const struct row *row)
{
	bool empty = str_trim(row_str(row, ask->field->column)).n == 0;
	return !*ask->field->name || empty == ask->need;
}

enum rc form_asks_put(struct form *form, const struct form_kind *kind, const struct row *const *row, size_t n, struct form_answer *answer,
                      struct err *err)
{
	enum jqx_outcome outcome[FORM_BATCH];
	struct str json[FORM_BATCH] = {{NULL, 0}}, words[FORM_BATCH], some[FORM_BATCH];
	size_t left[FORM_BATCH], which[FORM_BATCH], n_left = 0;
	struct buf text = {0};
	for (size_t k = 0; k < n; k++)
		json[k] = row_text(form, kind, row[k], &text);
	buf_free(&text);
	if (filter(form, kind->all, json, n, false, outcome, words, err) != RC_OK)
		return err->rc;
	for (size_t k = 0; k < n; k++)
		if (outcome[k] != JQX_TRUE)
			left[n_left++] = k;
	for (size_t i = 0; i < kind->asks.n && n_left; i++) {
		size_t asked = 0;
		for (size_t j = 0; j < n_left; j++)
			if (applies(&kind->asks.v[i], row[left[j]])) {
				which[asked] = left[j];
				some[asked++] = json[left[j]];
			}
		if (filter(form, kind->asks.v[i].program, some, asked, true, outcome, words, err) != RC_OK)
			return err->rc;
		for (size_t j = 0; j < asked; j++)
			answer[which[j] * kind->asks.n + i] =
			        (struct form_answer){outcome[j], true, outcome[j] == JQX_ERROR ? words[j] : (struct str){"", 0}};
	}
	return RC_OK;
}
