/* SPDX-License-Identifier: MIT */
#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "cases/form.h"
#include "unit.h"

enum { FORM_COLUMNS = 7 };
static const char *const form_columns[FORM_COLUMNS] = {"kind", "field", "type", "required", "allowed", "pattern", "message"};

/* A form of one rule for the field x of the kind k, in a frame as the reader would give it. */
static void frame_of(struct frame *frame, const char *type, const char *required, const char *allowed, const char *pattern)
{
	const char *const texts[FORM_COLUMNS] = {"k", "x", type, required, allowed, pattern, ""};
	*frame = (struct frame){.arena = arena_new()};
	for (size_t i = 0; i < FORM_COLUMNS; i++)
		columns_add(&frame->columns, form_columns[i], SCHEMA_STRING);
	struct str *cells = arena_array(frame->arena, FORM_COLUMNS, sizeof *cells);
	for (size_t i = 0; i < FORM_COLUMNS; i++)
		cells[i] = str_of(texts[i]);
	frame->row = mem_grow(frame->row, &frame->cap, 1, sizeof *frame->row);
	frame->row[frame->n++] = (struct row){.cell = cells, .n = FORM_COLUMNS, .file = "f.csv", .line = 2};
}

static struct columns rows_columns(void)
{
	struct columns columns = {0};
	columns_add(&columns, "x", SCHEMA_STRING);
	columns_add(&columns, "other", SCHEMA_STRING);
	return columns;
}

static const struct {
	const char *type, *required, *allowed, *pattern;
	const char *x, *other;
	const char *want; /* the reason, or "" */
} checks[] = {
        {"string", "true", "", "", "", "", "a mandatory field is empty"},
        {"string", "true", "", "", "  \t", "", "a mandatory field is empty"},
        {"string", "false", "", "", "", "", ""},
        {"string", "", "", "", "", "", ""},
        {"", "", "", "", "anything", "", ""},
        {"string", "", "a|b", "", "b", "", ""},
        {"string", "", "a|b", "", "a|b", "", "a value that is not in the list"},
        {"enum", "", "прокладка водопровода|газ", "", "газ", "", ""},
        {"enum", "", "прокладка водопровода|газ", "", "Газ", "", "a value that is not in the list"},
        {"list", "", "a|b|c", "", "c|a", "", ""},
        {"list", "", "a|b|c", "", "c|d", "", "a value that is not in the list"},
        {"int", "", "", "", "12", "", ""},
        {"int", "", "", "", "1.5", "", "a whole number is expected"},
        {"int", "", "", "", "twelve", "", "a number is expected"},
        {"int", "", "[1..100]", "", "1", "", ""},
        {"int", "", "[1..100]", "", "100", "", ""},
        {"int", "", "[1..100]", "", "0", "", "outside the range"},
        {"int", "", "[1..100]", "", "101", "", "outside the range"},
        {"float", "", "[-90..90]", "", "-90", "", ""},
        {"float", "", "[-90..90]", "", "-90.0001", "", "outside the range"},
        {"float", "", "[0.1..10]", "", "0,5", "", ""},
        {"bool", "", "", "", "true", "", ""},
        {"bool", "", "", "", "yes", "", "true or false is expected"},
        {"date", "", "", "", "2024-02-29", "", ""},
        {"date", "", "", "", "29.02.2024", "", ""},
        {"date", "", "", "", "2023-02-29", "", "a date is expected (2024-03-15 or 15.03.2024)"},
        {"datetime", "", "", "", "2024-02-29T09:30", "", ""},
        {"datetime", "", "", "", "2024-02-29T25:30", "", "a time is expected (2024-03-15T09:30)"},
        {"file", "", "jpg|png", "", "a.b.png", "", ""},
        {"file", "", "jpg|png", "", "a.png.exe", "", "a file of another kind is expected"},
        {"file", "", "jpg|png", "", "png", "", "a file of another kind is expected"},
        {"ref", "", "staff.employee_id", "", "E1", "", ""}, /* no table was given */
        {"string", "", "", "^\\d{2}$", "12", "", ""},
        {"string", "", "", "^\\d{2}$", "123", "", "not of the form that is expected"},
        {"string", "", "", "^\\w+$", "улица_1", "", ""},
        {"string", "", "", "^\\w+$", "улица 1", "", "not of the form that is expected"},
        {"string", "", "", "^[АВ].$", "ВЖ", "", ""},
        {"string", "", "", "^[АВ].$", "ЖВ", "", "not of the form that is expected"},
        {"string", "", "", "^a\\.b$", "a.b", "", ""},
        {"string", "", "", "^a\\.b$", "axb", "", "not of the form that is expected"},
        {"string", "if other=1", "", "", "", "1", "a mandatory field is empty"},
        {"string", "if other=1", "", "", "", "2", ""},
        {"string", "if other=1|2", "", "", "", "2", "a mandatory field is empty"},
        {"string", "if other!=1|2", "", "", "", "2", ""},
        {"string", "if other!=1|2", "", "", "", "3", "a mandatory field is empty"},
        {"string", "if absent=1", "", "", "", "1", ""},
        {"string", "if absent!=1", "", "", "", "1", "a mandatory field is empty"},
        {"string", ".other == \"1\"", "", "", "", "1", "a mandatory field is empty"},
        {"string", ".other == \"1\"", "", "", "", "2", ""},
};

static void check(size_t i)
{
	struct err err = ERR_NONE;
	struct frame rules;
	struct form *form;
	struct columns columns = rows_columns();
	struct buf name = {0};
	const struct form_problem *problem;
	size_t n = 0;
	frame_of(&rules, checks[i].type, checks[i].required, checks[i].allowed, checks[i].pattern);
	buf_printf(&name, "%s/%s/%s/%s: \"%s\"", checks[i].type, checks[i].required, checks[i].allowed, checks[i].pattern, checks[i].x);
	const struct str cells[] = {str_of(checks[i].x), str_of(checks[i].other)};
	const struct row row = {.cell = cells, .n = 2, .file = "p.csv", .line = 5};
	if (form_new(&rules, &columns, "k", "kind", &form, &err) == RC_OK && form_check(form, &row, &problem, &n, &err) == RC_OK && n < 2)
		unit_str(n ? problem[0].reason : "", checks[i].want, buf_cstr(&name));
	else
		unit_ok(false, buf_cstr(&name));
	form_free(form);
	frame_free(&rules);
	columns_free(&columns);
	buf_free(&name);
}

static const struct {
	const char *type, *required, *allowed, *pattern;
	const char *want; /* how the message begins */
} refusals[] = {
        {"number", "", "", "", "f.csv:2: type: "},
        {"int", "", "[9..1]", "", "f.csv:2: allowed: "},
        {"int", "", "[a..b]", "", "f.csv:2: allowed: "},
        {"string", "", "", "[a", "f.csv:2: pattern: "},
        {"string", "if =1", "", "", "f.csv:2: required: "},
        {"string", ".a ==", "", "", "f.csv:2: required: "},
};

static void refuse(size_t i)
{
	struct err err = ERR_NONE;
	struct frame rules;
	struct form *form;
	struct columns columns = rows_columns();
	frame_of(&rules, refusals[i].type, refusals[i].required, refusals[i].allowed, refusals[i].pattern);
	unit_ok(form_new(&rules, &columns, "k", "kind", &form, &err) == RC_INPUT && !form, "a rule that is none is bad input");
	err.text[strlen(refusals[i].want)] = '\0';
	unit_str(err.text, refusals[i].want, "with its place");
	frame_free(&rules);
	columns_free(&columns);
}

static void references(void)
{
	struct err err = ERR_NONE;
	struct frame rules, staff = {.arena = arena_new()};
	struct form *form;
	struct columns columns = rows_columns();
	const struct form_problem *problem;
	size_t n = 0;
	struct str known = STR("E1");
	columns_add(&staff.columns, "employee_id", SCHEMA_STRING);
	staff.row = mem_grow(staff.row, &staff.cap, 1, sizeof *staff.row);
	staff.row[staff.n++] = (struct row){.cell = &known, .n = 1, .file = "staff.csv", .line = 2};
	frame_of(&rules, "ref", "", "staff.employee_id", "");
	if (unit_ok(form_new(&rules, &columns, "k", "kind", &form, &err) == RC_OK, "a form with a reference")) {
		unit_ok(form_refer(form, "people", &staff, &err) == RC_USAGE, "a table that no rule refers to is a wrong call");
		err = ERR_NONE;
		unit_ok(form_refer(form, "staff", &staff, &err) == RC_OK, "the table it refers to");
		struct str cells[] = {STR("E1"), STR("")};
		const struct row row = {.cell = cells, .n = 2, .file = "p.csv", .line = 5};
		unit_ok(form_check(form, &row, &problem, &n, &err) == RC_OK && n == 0, "has the entry");
		cells[0] = STR("E2");
		unit_ok(form_check(form, &row, &problem, &n, &err) == RC_OK && n == 1, "does not have another");
	}
	form_free(form);
	form_free(NULL);
	frame_free(&rules);
	frame_free(&staff);
	columns_free(&columns);
}

/* The kind stands in no column, or has no rules. */
static void kinds(void)
{
	struct err err = ERR_NONE;
	struct frame rules;
	struct form *form;
	struct columns columns = rows_columns();
	frame_of(&rules, "string", "true", "", "");
	unit_ok(form_new(&rules, &columns, NULL, "kind", &form, &err) == RC_USAGE && !form, "no column says the kind");
	err = ERR_NONE;
	unit_ok(form_new(&rules, &columns, "q", "kind", &form, &err) == RC_USAGE && !form, "a kind without rules");
	err = ERR_NONE;
	if (unit_ok(form_new(&rules, &columns, NULL, "other", &form, &err) == RC_OK, "a column of another name says the kind")) {
		const struct form_problem *problem;
		size_t n = 0;
		struct str cells[] = {STR(""), STR("k")};
		const struct row row = {.cell = cells, .n = 2, .file = "p.csv", .line = 5};
		unit_ok(form_check(form, &row, &problem, &n, &err) == RC_OK && n == 1 && strcmp(problem[0].column, "x") == 0, "its rules hold");
		cells[1] = STR("z");
		unit_ok(form_check(form, &row, &problem, &n, &err) == RC_OK && n == 1 && strcmp(problem[0].column, "other") == 0,
		        "a row of a kind without rules has that problem alone");
	}
	form_free(form);
	frame_free(&rules);
	columns_free(&columns);
}

int main(void)
{
	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
		check(i);
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
		refuse(i);
	references();
	kinds();
	return unit_done();
}
