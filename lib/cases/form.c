/* SPDX-License-Identifier: MIT */
#include "cases/form.h"

#include "base/date.h"
#include "base/lang.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/vec.h"
#include "ext/jqx.h"

#include <locale.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

static const char *const types[] = {"string", "int", "float", "bool", "date", "datetime", "enum", "list", "file", "ref", NULL};
enum type { STRING, INT, FLOAT, BOOL, DATE, DATETIME, ENUM, LIST, FILE_NAME, REF };

enum need { NEVER, ALWAYS, WHEN, WHEN_NOT, WHEN_JQ };

struct rule {
	size_t column; /* COLUMN_NONE: the table has no such column, and the cell is empty */
	const char *field;
	enum type type;
	enum need need;
	size_t other;      /* WHEN, WHEN_NOT: the column that decides */
	struct str values; /* and its values, parted by "|" */
	size_t program;    /* WHEN_JQ */
	struct str allowed, message;
	bool has_range, has_pattern;
	double from, to;
	regex_t pattern;
	struct map *known; /* REF: the ids, once the table was given */
};

/* The rules of one kind: rule[first..first+n). */
struct kind {
	const char *name;
	VEC(struct rule *) rules;
};

struct form {
	struct arena *arena, *scratch;
	const struct columns *columns;
	size_t kind_column; /* COLUMN_NONE: all rows are of the first kind */
	const char *kind_name;
	struct map *by_name;
	VEC(struct kind) kinds;
	VEC(const char *) programs;
	VEC(const char *) program_names;
	struct jqx *jqx;
	VEC(struct form_problem) problems;
	locale_t utf8; /* patterns are over letters, not bytes, whatever the locale */
};

/* ---- rules in */

static enum rc bad_rule(const struct row *row, const char *column, struct str value, const char *what, struct err *err)
{
	return row_err(row, column, err, "\"%.*s\": %s", STR_ARG(value), what);
}

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

static enum rc read_pattern(struct form *form, struct rule *rule, const struct row *row, struct str pattern, struct err *err)
{
	if (pattern.n == 0)
		return RC_OK;
	locale_t before = uselocale(form->utf8);
	rule->has_pattern = regcomp(&rule->pattern, posix(form, pattern), REG_EXTENDED | REG_NOSUB) == 0;
	uselocale(before);
	return rule->has_pattern ? RC_OK : bad_rule(row, "pattern", pattern, _("not a regular expression"), err);
}

static enum rc read_allowed(struct rule *rule, const struct row *row, struct str allowed, struct err *err)
{
	const char *dots = allowed.n ? memmem(allowed.p, allowed.n, "..", 2) : NULL;
	rule->allowed = allowed;
	if (!dots || allowed.p[0] != '[' || allowed.p[allowed.n - 1] != ']')
		return RC_OK;
	struct str from = {allowed.p + 1, (size_t)(dots - allowed.p) - 1};
	struct str to = {dots + 2, (size_t)(allowed.p + allowed.n - dots) - 3};
	rule->has_range = num_parse(from, &rule->from) && num_parse(to, &rule->to) && rule->from <= rule->to;
	return rule->has_range ? RC_OK : bad_rule(row, "allowed", allowed, _("not a range [from..to]"), err);
}

static enum rc read_need(struct form *form, struct rule *rule, const struct row *row, struct str need, struct err *err)
{
	if (need.n == 0 || str_is(need, "false") || str_is(need, "true")) {
		rule->need = str_is(need, "true") ? ALWAYS : NEVER;
		return RC_OK;
	}
	const char *equals = memchr(need.p, '=', need.n);
	if (str_starts(need, "if ") && equals) {
		bool not = equals[-1] == '!';
		struct str name = str_trim((struct str){need.p + 3, (size_t)(equals - need.p) - 3 - not});
		rule->need = not ? WHEN_NOT : WHEN;
		rule->values = (struct str){equals + 1, (size_t)(need.p + need.n - equals) - 1};
		rule->other = columns_find(form->columns, arena_cstr(form->arena, name));
		/* "==" and "<=" would be read as a value and a field that no row has: a rule that never asks. */
		if (name.n == 0 || strchr("<>=!~", name.p[name.n - 1]) || str_starts(rule->values, "="))
			return bad_rule(row, "required", need, _("\"if FIELD=VALUE\" is expected"), err);
		return RC_OK;
	}
	rule->need = WHEN_JQ;
	rule->program = form->programs.n;
	vec_push(&form->programs, arena_cstr(form->arena, need));
	vec_push(&form->program_names, arena_printf(form->arena, "%s:%zu: required", row->file, row->line));
	return RC_OK;
}

static struct kind *kind_of(struct form *form, struct str name)
{
	size_t at = map_add(form->by_name, name, form->kinds.n);
	if (at == form->kinds.n)
		vec_push(&form->kinds, ((struct kind){.name = arena_cstr(form->arena, name)}));
	return &form->kinds.v[at];
}

static enum rc add_rule(struct form *form, const struct frame *rules, const struct row *row, struct err *err)
{
	struct rule *rule = arena_alloc(form->arena, sizeof *rule);
	struct str type = row_str(row, frame_column(rules, "type"));
	int found = type.n ? -1 : STRING;
	for (int i = 0; types[i] && found < 0; i++)
		if (str_is(type, types[i]))
			found = i;
	if (found < 0)
		return bad_rule(row, "type", type, _("not a type of forms"), err);
	rule->type = (enum type)found;
	rule->field = arena_cstr(form->arena, row_str(row, frame_column(rules, "field")));
	rule->column = columns_find(form->columns, rule->field);
	rule->message = row_str(row, frame_column(rules, "message"));
	struct kind *kind = kind_of(form, row_str(row, frame_column(rules, "kind")));
	vec_push(&kind->rules, rule);
	if (read_pattern(form, rule, row, row_str(row, frame_column(rules, "pattern")), err) == RC_OK &&
	    read_allowed(rule, row, row_str(row, frame_column(rules, "allowed")), err) == RC_OK)
		return read_need(form, rule, row, row_str(row, frame_column(rules, "required")), err);
	return err->rc;
}

/* What is said of a kind without rules, with the nearest one that has some. */
static const char *unknown_kind(struct form *form, struct str name)
{
	const char **names = arena_array(form->scratch, form->kinds.n + 1, sizeof *names);
	for (size_t i = 0; i < form->kinds.n; i++)
		names[i] = form->kinds.v[i].name;
	const char *near = str_nearest(name, names, form->kinds.n);
	const char *hint = near ? arena_printf(form->scratch, _(" (did you mean \"%s\"?)"), near) : "";
	return arena_printf(form->scratch, _("the form has no rules for the kind \"%.*s\"%s"), STR_ARG(name), hint);
}

static enum rc find_kinds(struct form *form, const char *kind, const char *kind_column, struct err *err)
{
	form->kind_column = COLUMN_NONE;
	form->kind_name = kind_column;
	if (kind) {
		if (map_get(form->by_name, str_of(kind)) != MAP_NONE) {
			form->kind_name = kind;
			return RC_OK;
		}
		return err_set(err, RC_USAGE, "%s", unknown_kind(form, str_of(kind)));
	}
	form->kind_column = columns_find(form->columns, kind_column);
	if (form->kind_column == COLUMN_NONE)
		return err_set(err, RC_USAGE, _("the table has no column \"%.200s\" that says the kind (--kind-column, or --kind for all rows)"),
		               kind_column);
	return RC_OK;
}

/* Bad jq in a form is bad input, not a wrong call. */
static enum rc start_jq(struct form *form, struct err *err)
{
	struct err inner = ERR_NONE;
	if (form->programs.n == 0 || jqx_open(form->programs.v, form->program_names.v, form->programs.n, &form->jqx, &inner) == RC_OK)
		return RC_OK;
	return err_set(err, inner.rc == RC_USAGE ? RC_INPUT : inner.rc, "%s", inner.text);
}

enum rc form_new(const struct frame *rules, const struct columns *columns, const char *kind, const char *kind_column,
                 struct form **form, struct err *err)
{
	struct form *f = *form = mem_alloc(sizeof *f);
	*f = (struct form){.arena = arena_new(), .scratch = arena_new(), .columns = columns, .by_name = map_new()};
	f->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (!f->utf8)
		err_set(err, RC_SYSTEM, _("the C library has no locale C.UTF-8"));
	for (size_t i = 0; i < rules->n && err->rc == RC_OK; i++)
		if (add_rule(f, rules, &rules->row[i], err) != RC_OK)
			break;
	if (err->rc == RC_OK && find_kinds(f, kind, kind_column, err) == RC_OK && start_jq(f, err) == RC_OK)
		return RC_OK;
	form_free(f);
	*form = NULL;
	return err->rc;
}

void form_free(struct form *form)
{
	if (!form)
		return;
	for (size_t k = 0; k < form->kinds.n; k++) {
		struct kind *kind = &form->kinds.v[k];
		for (size_t i = 0; i < kind->rules.n; i++) {
			if (kind->rules.v[i]->has_pattern)
				regfree(&kind->rules.v[i]->pattern);
			map_free(kind->rules.v[i]->known);
		}
		vec_free(&kind->rules);
	}
	vec_free(&form->kinds);
	vec_free(&form->programs);
	vec_free(&form->program_names);
	vec_free(&form->problems);
	jqx_close(form->jqx);
	map_free(form->by_name);
	if (form->utf8)
		freelocale(form->utf8);
	arena_free(form->scratch);
	arena_free(form->arena);
	free(form);
}

enum rc form_refer(struct form *form, const char *table, const struct frame *frame, struct err *err)
{
	bool wanted = false;
	for (size_t k = 0; k < form->kinds.n; k++)
		for (size_t i = 0; i < form->kinds.v[k].rules.n; i++) {
			struct rule *rule = form->kinds.v[k].rules.v[i];
			struct str rest = rule->allowed, name = {NULL, 0};
			if (rule->type != REF || !rest.n || !str_split(&rest, '.', &name) || !str_is(name, table) || rule->known)
				continue;
			size_t column = rest.p ? frame_column(frame, arena_cstr(form->arena, rest)) : COLUMN_NONE;
			if (column == COLUMN_NONE)
				return err_set(err, RC_USAGE, _("--refs %s: the table has no column %s"), table,
				               rest.p ? arena_cstr(form->arena, rest) : "");
			wanted = true;
			rule->known = map_new();
			for (size_t r = 0; r < frame->n; r++)
				map_add(rule->known, frame->row[r].cell[column], r);
		}
	return wanted ? RC_OK : err_set(err, RC_USAGE, _("--refs %s: no rule of the form refers to that table"), table);
}

/* ---- checking */

static bool among(struct str value, struct str list)
{
	struct str part = {NULL, 0};
	while (str_split(&list, '|', &part))
		if (str_eq(part, value))
			return true;
	return false;
}

static const char *list_fault(const struct rule *rule, struct str value)
{
	struct str part = {NULL, 0};
	while (str_split(&value, '|', &part))
		if (!among(part, rule->allowed))
			return N_("a value that is not in the list");
	return NULL;
}

static const char *number_fault(const struct rule *rule, struct str value)
{
	struct buf inside = {0};
	double number = 0;
	int64_t whole;
	enum num_status status = num_read(value, NUM_AUTO, &inside);
	struct str text = status == NUM_CHANGED ? buf_slice(&inside) : value;
	bool good = (status == NUM_CANONICAL || status == NUM_CHANGED) && num_parse(text, &number);
	bool is_whole = good && num_parse_int(text, &whole);
	buf_free(&inside);
	if (!good)
		return N_("a number is expected");
	if (rule->type == INT && !is_whole)
		return N_("a whole number is expected");
	return rule->has_range && (number < rule->from || number > rule->to) ? N_("outside the range") : NULL;
}

static const char *file_fault(const struct rule *rule, struct str value)
{
	const char *dot = memrchr(value.p, '.', value.n);
	struct str ending = dot ? (struct str){dot + 1, (size_t)(value.p + value.n - dot) - 1} : (struct str){"", 0};
	return rule->allowed.n && !among(ending, rule->allowed) ? N_("a file of another kind is expected") : NULL;
}

/* What is wrong with a cell that is not empty; NULL for nothing. */
static const char *value_fault(const struct rule *rule, struct str value)
{
	struct moment moment;
	int32_t days;
	switch (rule->type) {
	case INT:
	case FLOAT:
		return number_fault(rule, value);
	case BOOL:
		return str_is(value, "true") || str_is(value, "false") ? NULL : N_("true or false is expected");
	case DATE:
		return date_read(value, &days) == DATE_OK ? NULL : N_("a date is expected (2024-03-15 or 15.03.2024)");
	case DATETIME:
		return moment_read(value, &moment) == DATE_OK ? NULL : N_("a time is expected (2024-03-15T09:30)");
	case LIST:
		return rule->allowed.n ? list_fault(rule, value) : NULL;
	case FILE_NAME:
		return file_fault(rule, value);
	case REF:
		return rule->known && map_get(rule->known, value) == MAP_NONE ? N_("no such entry in the register") : NULL;
	case STRING:
	case ENUM:
		break;
	}
	return rule->allowed.n && !rule->has_range && !among(value, rule->allowed) ? N_("a value that is not in the list") : NULL;
}

static bool fits(struct form *form, const struct rule *rule, struct str value)
{
	if (!rule->has_pattern)
		return true;
	locale_t before = uselocale(form->utf8);
	bool fit = regexec(&rule->pattern, arena_cstr(form->scratch, value), 0, NULL, 0) == 0;
	uselocale(before);
	return fit;
}

static enum rc is_needed(struct form *form, const struct rule *rule, const struct row *row, struct buf *json, bool *needed,
                         struct err *err)
{
	enum jqx_outcome outcome;
	struct buf text = {0};
	*needed = rule->need == ALWAYS;
	if (rule->need == WHEN || rule->need == WHEN_NOT)
		*needed = among(row_str(row, rule->other), rule->values) == (rule->need == WHEN);
	if (rule->need != WHEN_JQ)
		return RC_OK;
	if (json->n == 0)
		row_json(row, form->columns, json);
	enum rc rc = jqx_run(form->jqx, rule->program, buf_slice(json), &outcome, &text, err);
	if (rc == RC_OK && outcome == JQX_ERROR)
		rc = row_err(row, rule->field, err, "%s: %s", form->program_names.v[rule->program], buf_cstr(&text));
	*needed = outcome == JQX_TRUE;
	buf_free(&text);
	return rc;
}

static void add_problem(struct form *form, const char *column, struct str value, const char *what, struct str message)
{
	const char *reason = message.n ? arena_printf(form->scratch, "%s: %.*s", what, STR_ARG(message)) : what;
	vec_push(&form->problems, ((struct form_problem){column, value, reason}));
}

static const struct kind *kind_for(struct form *form, const struct row *row)
{
	struct str name = form->kind_column == COLUMN_NONE ? str_of(form->kind_name) : row->cell[form->kind_column];
	size_t at = map_get(form->by_name, name);
	if (at != MAP_NONE)
		return &form->kinds.v[at];
	add_problem(form, form->kind_name, name, unknown_kind(form, name), (struct str){"", 0});
	return NULL;
}

enum rc form_check(struct form *form, const struct row *row, const struct form_problem **problem, size_t *n, struct err *err)
{
	struct buf json = {0};
	bool needed;
	arena_reset(form->scratch);
	form->problems.n = 0;
	const struct kind *kind = kind_for(form, row);
	for (size_t i = 0; kind && i < kind->rules.n && err->rc == RC_OK; i++) {
		const struct rule *rule = kind->rules.v[i];
		struct str value = str_trim(row_str(row, rule->column));
		const char *fault = NULL;
		if (value.n == 0) {
			if (is_needed(form, rule, row, &json, &needed, err) == RC_OK && needed)
				fault = N_("a mandatory field is empty");
		} else {
			fault = value_fault(rule, value);
			if (!fault && !fits(form, rule, value))
				fault = N_("not of the form that is expected");
		}
		if (fault)
			add_problem(form, rule->field, value, _(fault), rule->message);
	}
	buf_free(&json);
	*problem = form->problems.v;
	*n = form->problems.n;
	return err->rc;
}
