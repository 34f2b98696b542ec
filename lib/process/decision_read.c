/* SPDX-License-Identifier: MIT */
#include "process/decision_table.h"

#include "base/date.h"
#include "base/json.h"
#include "base/lang.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "process/expr_value.h"

#include <stdlib.h>
#include <string.h>

enum role { ROLE_NONE, ROLE_IN, ROLE_OUT, ROLE_NOTE };

struct reading {
	const struct decision_grid *grid;
	struct arena *arena;
	struct decision *d;
	struct err *err;
	enum role *role; /* of each column */
	VEC(struct decision_in) in;
	VEC(struct decision_out) out;
	VEC(struct decision_row) row;
	VEC(const char *) program;
	VEC(const char *) name;
};

static struct str cell(const struct reading *r, size_t row, size_t column)
{
	return str_trim(r->grid->cell[row * r->grid->columns + column]);
}

static enum rc wrong_header(struct reading *r, size_t column, const char *what)
{
	return err_set(r->err, RC_INPUT, "%s:%zu:%zu: \"%.*s\": %s", r->d->file, r->grid->line[0], column + 1, STR_ARG(cell(r, 0, column)), what);
}

static enum rc wrong_cell(struct reading *r, size_t row, size_t column, const char *what)
{
	return err_set(r->err, RC_INPUT, "%s:%zu: %.*s: \"%.*s\": %s", r->d->file, r->grid->line[row], STR_ARG(cell(r, 0, column)),
	               STR_ARG(cell(r, row, column)), what);
}

static struct str lower(struct reading *r, struct str s)
{
	struct buf out = {0};
	for (size_t i = 0, n; i < s.n; i += n)
		utf8_put(&out, utf8_lower(utf8_get(s.p + i, s.n - i, &n)));
	struct str it = arena_str(r->arena, buf_slice(&out));
	buf_free(&out);
	return it;
}

/* ---- the header */

/* The letters of the other alphabet that look the same are what a Russian keyboard gives. */
static bool read_policy(struct reading *r)
{
	static const struct {
		const char *word;
		enum decision_policy policy;
	} words[] = {
	        {"u", DECISION_UNIQUE},     {"unique", DECISION_UNIQUE},     {"единственное", DECISION_UNIQUE},
	        {"f", DECISION_FIRST},      {"first", DECISION_FIRST},       {"первое", DECISION_FIRST},
	        {"a", DECISION_ANY},        {"а", DECISION_ANY},             {"any", DECISION_ANY},
	        {"любое", DECISION_ANY},    {"c", DECISION_COLLECT},         {"с", DECISION_COLLECT},
	        {"r", DECISION_COLLECT},    {"collect", DECISION_COLLECT},   {"rule order", DECISION_COLLECT},
	        {"все", DECISION_COLLECT},  {"c+", DECISION_SUM},            {"с+", DECISION_SUM},
	        {"sum", DECISION_SUM},      {"сумма", DECISION_SUM},         {"c<", DECISION_LEAST},
	        {"с<", DECISION_LEAST},     {"min", DECISION_LEAST},         {"наименьшее", DECISION_LEAST},
	        {"c>", DECISION_GREATEST},  {"с>", DECISION_GREATEST},       {"max", DECISION_GREATEST},
	        {"наибольшее", DECISION_GREATEST}, {"c#", DECISION_COUNT},   {"с#", DECISION_COUNT},
	        {"count", DECISION_COUNT},  {"число", DECISION_COUNT},
	};
	struct str word = lower(r, cell(r, 0, 0));
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_is(word, words[i].word)) {
			r->d->policy = words[i].policy;
			return true;
		}
	wrong_header(r, 0, _("the hit policy is expected in the first cell: U, F, A, C, C+, C<, C> or C#"));
	return false;
}

/* "label [inside]" → inside; else the whole. */
static struct str without_label(struct str header)
{
	const char *open = header.n > 0 && header.p[header.n - 1] == ']' ? memmem(header.p, header.n, " [", 2) : NULL;
	if (!open || open == header.p)
		return header;
	open += 2;
	return str_trim((struct str){open, (size_t)(header.p + header.n - 1 - open)});
}

static bool is_note(struct reading *r, struct str header)
{
	static const char *const words[] = {"annotation", "note", "comment", "примечание", "комментарий", "основание"};
	struct str word = lower(r, header);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_is(word, words[i]))
			return true;
	return false;
}

static bool is_output(struct reading *r, struct str header, struct str *name)
{
	static const char *const prefixes[] = {"out:", "итог:"};
	struct str word = lower(r, header);
	for (size_t i = 0; i < 2; i++)
		if (str_starts(word, prefixes[i])) {
			size_t n = strlen(prefixes[i]);
			*name = str_trim((struct str){header.p + n, header.n - n});
			return true;
		}
	return false;
}

static enum rc add_output(struct reading *r, size_t column, struct str name)
{
	struct decision_out out = {.title = arena_cstr(r->arena, cell(r, 0, column))};
	out.list = name.n >= 2 && name.p[name.n - 2] == '[' && name.p[name.n - 1] == ']';
	out.name = arena_str(r->arena, str_trim((struct str){name.p, name.n - (out.list ? 2 : 0)}));
	if (out.name.n == 0)
		return wrong_header(r, column, _("the name of an output is expected behind \":\""));
	if (out.list && r->d->policy >= DECISION_SUM && r->d->policy != DECISION_COUNT)
		return wrong_header(r, column, _("lists have no sum, least or greatest"));
	for (size_t i = 0; i < r->out.n; i++)
		if (str_eq(r->out.v[i].name, out.name))
			return wrong_header(r, column, _("an output of this name stands in the table already"));
	vec_push(&r->out, out);
	return RC_OK;
}

/* Names parted by dots are a path; a text that is neither that nor jq is one name. */
static void put_path(struct str text, struct buf *out)
{
	bool path = true;
	for (size_t i = 0, n; i < text.n && path; i += n) {
		uint32_t c = utf8_get(text.p + i, text.n - i, &n);
		path = utf8_is_letter(c) || utf8_is_digit(c) || c == '_' || (c == '.' && i + 1 < text.n && text.p[i + 1] != '.');
	}
	struct str rest = text, name;
	buf_putc(out, '.');
	while (str_split(&rest, path ? '.' : '\0', &name)) {
		buf_putc(out, '[');
		json_quote(out, name);
		buf_putc(out, ']');
	}
}

static size_t add_program(struct reading *r, struct str text, const char *name)
{
	vec_push(&r->program, arena_cstr(r->arena, text));
	vec_push(&r->name, name);
	return r->program.n - 1;
}

static void add_input(struct reading *r, size_t column, struct str text)
{
	struct decision_in in = {.title = arena_cstr(r->arena, cell(r, 0, column))};
	struct buf program = {0};
	if (strchr(".([{", text.p[0]))
		buf_str(&program, text);
	else
		put_path(text, &program);
	in.program = add_program(r, buf_slice(&program), arena_printf(r->arena, "%s:%zu: %s", r->d->file, r->grid->line[0], in.title));
	buf_free(&program);
	vec_push(&r->in, in);
}

static bool is_empty(const struct reading *r, size_t column)
{
	for (size_t row = 0; row < r->grid->rows; row++)
		if (cell(r, row, column).n > 0)
			return false;
	return true;
}

static enum rc read_column(struct reading *r, size_t column)
{
	struct str header = cell(r, 0, column), text = without_label(header), name;
	if (header.n == 0)
		return is_empty(r, column) ? RC_OK : wrong_header(r, column, _("a column without a name"));
	if (is_output(r, text, &name)) {
		r->role[column] = ROLE_OUT;
		return add_output(r, column, name);
	}
	if (is_note(r, header)) {
		r->role[column] = ROLE_NOTE;
		return RC_OK;
	}
	if (text.n == 0)
		return wrong_header(r, column, _("a name or an expression is expected in the brackets"));
	if (r->out.n > 0)
		return wrong_header(r, column, _("inputs stand before outputs (an output is out:NAME, a note \"annotation\")"));
	r->role[column] = ROLE_IN;
	add_input(r, column, text);
	return RC_OK;
}

static enum rc read_header(struct reading *r)
{
	if (r->grid->rows == 0 || r->grid->columns == 0)
		return err_set(r->err, RC_INPUT, _("%s: the file is empty: a header line is expected"), r->d->file);
	r->role = arena_array(r->arena, r->grid->columns, sizeof *r->role);
	if (!read_policy(r))
		return r->err->rc;
	for (size_t column = 1; column < r->grid->columns; column++)
		if (read_column(r, column) != RC_OK)
			return r->err->rc;
	if (r->in.n == 0 || r->out.n == 0)
		return err_set(r->err, RC_INPUT, _("%s:%zu: a decision table has at least one input and one output (out:NAME)"), r->d->file, r->grid->line[0]);
	return RC_OK;
}

/* ---- results */

static bool is_expression(struct str s)
{
	return strchr(".([{", s.p[0]) || str_starts(s, "if ");
}

/* "12 * .area" would be a text that nobody meant. */
static bool smells_of_expression(struct str s)
{
	for (size_t i = 1; i + 1 < s.n; i++)
		if (s.p[i] == '.' && (s.p[i + 1] | 32) >= 'a' && (s.p[i + 1] | 32) <= 'z' && strchr(" (*+-/", s.p[i - 1]))
			return true;
	return false;
}

/* A number as jq would write it, so that equal results are equal texts; one of more digits as it stands. */
static void put_literal(const struct decision_literal *literal, struct buf *out)
{
	double number;
	switch (literal->kind) {
	case DECISION_NULL:
		buf_puts(out, "null");
		break;
	case DECISION_BOOL:
		buf_puts(out, literal->number != 0 ? "true" : "false");
		break;
	case DECISION_NUMBER:
		if (expr_value_number(literal->text, &number))
			num_put(out, number);
		else
			buf_str(out, literal->text);
		break;
	case DECISION_DATE:
		buf_putc(out, '"');
		date_put(out, (int32_t)literal->number);
		buf_putc(out, '"');
		break;
	case DECISION_TEXT:
		json_quote(out, literal->text);
		break;
	}
}

static const char *read_literal(struct reading *r, struct str text, struct buf *out)
{
	struct decision_literal literal;
	enum decision_policy policy = r->d->policy;
	const char *fault = decision_cell_literal(text, r->grid->decimal, r->arena, &literal);
	if (fault)
		return fault;
	if (literal.bare && smells_of_expression(literal.text))
		return _("an expression stands in brackets, a text in quotes");
	if (policy == DECISION_SUM && literal.kind != DECISION_NUMBER)
		return _("a number is expected, to be summed up");
	if ((policy == DECISION_LEAST || policy == DECISION_GREATEST) && literal.kind != DECISION_NUMBER && literal.kind != DECISION_DATE)
		return _("a number or a date is expected, to be compared");
	put_literal(&literal, out);
	return NULL;
}

static const char *read_list(struct reading *r, struct str rest, struct buf *out)
{
	enum num_decimal decimal = r->grid->decimal == NUM_AUTO && memchr(rest.p, ';', rest.n) ? NUM_COMMA : r->grid->decimal;
	const char *fault = NULL;
	struct str item;
	buf_putc(out, '[');
	while (!fault && decision_cell_item(&rest, decimal, &item, &fault)) {
		if (out->n > 1)
			buf_putc(out, ',');
		fault = read_literal(r, item, out);
	}
	buf_putc(out, ']');
	return fault;
}

static enum rc read_result(struct reading *r, size_t row, size_t column, const struct decision_out *out, struct decision_result *result)
{
	struct str text = cell(r, row, column);
	struct buf json = {0};
	*result = (struct decision_result){.program = DECISION_NONE};
	if (text.n == 0)
		return RC_OK;
	if (is_expression(text)) {
		result->program = add_program(r, text, arena_printf(r->arena, "%s:%zu: %s", r->d->file, r->grid->line[row], out->title));
		return RC_OK;
	}
	const char *fault = out->list ? read_list(r, text, &json) : read_literal(r, text, &json);
	result->json = arena_str(r->arena, buf_slice(&json));
	buf_free(&json);
	return fault ? wrong_cell(r, row, column, fault) : RC_OK;
}

/* ---- rules */

static bool is_blank(const struct reading *r, size_t row)
{
	for (size_t column = 0; column < r->grid->columns; column++)
		if (cell(r, row, column).n > 0)
			return false;
	return true;
}

static enum rc read_row(struct reading *r, size_t row)
{
	struct str label = cell(r, row, 0);
	struct decision_row it = {.rule.line = r->grid->line[row]};
	struct decision_cell *cells = arena_array(r->arena, r->in.n, sizeof *cells);
	struct decision_result *results = arena_array(r->arena, r->out.n, sizeof *results);
	struct buf note = {0};
	size_t in = 0, out = 0;
	it.rule.label = label.n ? arena_cstr(r->arena, label) : arena_printf(r->arena, "%zu", r->row.n + 1);
	it.cell = cells;
	it.result = results;
	for (size_t column = 1; column < r->grid->columns && r->err->rc == RC_OK; column++) {
		struct str text = cell(r, row, column);
		if (r->role[column] == ROLE_IN) {
			const char *fault = decision_cell_read(text, r->grid->decimal, r->arena, &cells[in++]);
			if (fault)
				wrong_cell(r, row, column, fault);
		} else if (r->role[column] == ROLE_OUT) {
			(void)!read_result(r, row, column, &r->out.v[out], &results[out]);
			out++;
		} else if (r->role[column] == ROLE_NOTE && text.n > 0) {
			buf_puts(&note, note.n ? "; " : "");
			buf_str(&note, text);
		}
	}
	it.rule.note = arena_cstr(r->arena, buf_slice(&note));
	buf_free(&note);
	vec_push(&r->row, it);
	return r->err->rc;
}

/* A column's kind, by all its tests. In one with numbers and days a text without quotes is a test that was not understood. */
static enum rc judge_column(struct reading *r, size_t i)
{
	struct decision_in *in = &r->in.v[i];
	bool seen[DECISION_TEXT + 1] = {false};
	const struct decision_test *bare = NULL;
	size_t at = 0, kinds = 0;
	for (size_t row = 0; row < r->row.n; row++) {
		const struct decision_cell *it = &r->row.v[row].cell[i];
		in->asked |= !it->any;
		for (size_t k = 0; k < it->n; k++) {
			seen[it->test[k].kind] = true;
			if (it->test[k].low.bare && it->test[k].kind == DECISION_TEXT && !bare) {
				bare = &it->test[k];
				at = row;
			}
		}
	}
	for (size_t kind = DECISION_BOOL; kind <= DECISION_TEXT; kind++)
		if (seen[kind]) {
			in->kind = (enum decision_kind)kind;
			kinds++;
		}
	in->pure = kinds == 1;
	if (bare && (seen[DECISION_NUMBER] || seen[DECISION_DATE]))
		return err_set(r->err, RC_INPUT, "%s:%zu: %s: \"%.*s\": %s", r->d->file, r->row.v[at].rule.line, in->title, STR_ARG(bare->low.text),
		               _("a number, a date, a comparison or a range is expected (a text stands in quotes)"));
	return RC_OK;
}

static enum rc read_rules(struct reading *r)
{
	for (size_t row = 1; row < r->grid->rows; row++)
		if (!is_blank(r, row) && read_row(r, row) != RC_OK)
			return r->err->rc;
	if (r->row.n == 0)
		return err_set(r->err, RC_INPUT, _("%s: the table has no rules"), r->d->file);
	for (size_t i = 0; i < r->in.n; i++)
		if (judge_column(r, i) != RC_OK)
			return r->err->rc;
	return RC_OK;
}

static void *keep(struct reading *r, const void *v, size_t n, size_t size)
{
	void *copy = arena_array(r->arena, n + 1, size);
	if (n)
		memcpy(copy, v, n * size);
	return copy;
}

static void finish(struct reading *r)
{
	struct decision *d = r->d;
	d->in = keep(r, r->in.v, d->n_in = r->in.n, sizeof *d->in);
	d->out = keep(r, r->out.v, d->n_out = r->out.n, sizeof *d->out);
	d->row = keep(r, r->row.v, d->n_rows = r->row.n, sizeof *d->row);
	d->program = keep(r, r->program.v, d->n_programs = r->program.n, sizeof *d->program);
	d->name = keep(r, r->name.v, r->name.n, sizeof *d->name);
	d->expr = arena_array(r->arena, d->n_programs, sizeof *d->expr);
	d->all_simple = true;
	for (size_t i = 0; i < d->n_programs; i++) {
		d->expr[i] = expr_compile(str_of(d->program[i]), r->arena);
		d->all_simple &= d->expr[i] != NULL;
	}
	vec_free(&r->in);
	vec_free(&r->out);
	vec_free(&r->row);
	vec_free(&r->program);
	vec_free(&r->name);
}

enum rc decision_read(const struct decision_grid *grid, struct arena *arena, struct decision *decision, struct err *err)
{
	struct reading r = {.grid = grid, .arena = arena, .d = decision, .err = err};
	if (read_header(&r) == RC_OK)
		(void)!read_rules(&r);
	finish(&r);
	return err->rc;
}
