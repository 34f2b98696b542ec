/* SPDX-License-Identifier: MIT */
#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "cases/form.h"
#include "unit.h"

enum { FORM_COLUMNS = 9 };
static const char *const form_columns[FORM_COLUMNS] = {"kind",    "field",     "type",     "required", "allowed",
                                                       "pattern", "condition", "severity", "message"};

static void add_rule(struct frame *frame, const char *const texts[FORM_COLUMNS])
{
	struct str *cells = arena_array(frame->arena, FORM_COLUMNS, sizeof *cells);
	for (size_t i = 0; i < FORM_COLUMNS; i++)
		cells[i] = str_of(texts[i]);
	frame->row = mem_grow(frame->row, &frame->cap, frame->n + 1, sizeof *frame->row);
	frame->row[frame->n] = (struct row){.cell = cells, .n = FORM_COLUMNS, .file = "f.csv", .line = frame->n + 2};
	frame->n++;
}

static void empty_frame(struct frame *frame)
{
	*frame = (struct frame){.arena = arena_new()};
	for (size_t i = 0; i < FORM_COLUMNS; i++)
		columns_add(&frame->columns, form_columns[i], SCHEMA_STRING);
}

/* A form of one rule for the field x of the kind k, in a frame as the reader would give it. */
static void frame_of(struct frame *frame, const char *type, const char *required, const char *allowed, const char *pattern)
{
	empty_frame(frame);
	add_rule(frame, (const char *const[FORM_COLUMNS]){"k", "x", type, required, allowed, pattern, "", "", ""});
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
        {"file", "", "jpg|png", "", "IMG_1.JPG", "", ""},
        {"int", "", "1|2", "", "2", "", ""},
        {"int", "", "1|2", "", "3", "", "a value that is not in the list"},
        {"int", "", "[1..]", "", "1000000", "", ""},
        {"int", "", "[1..]", "", "0", "", "outside the range"},
        {"float", "", "[..-1]", "", "-0.5", "", "outside the range"},
        {"float", "", "", "", "1,234", "", "a number that can be read in two ways"},
        {"date", "", "[2024-01-01..31.12.2024]", "", "31.12.2024", "", ""},
        {"date", "", "[2024-01-01..31.12.2024]", "", "2025-01-01", "", "outside the range"},
        {"datetime", "", "[2024-01-01..]", "", "2023-12-31T23:59", "", "outside the range"},
        {"string", "if other=", "", "", "", " ", "a mandatory field is empty"},
        {"string", "if other=", "", "", "", "1", ""},
        {"string", "if other!=", "", "", "", "1", "a mandatory field is empty"},
        {"string", "if other!=", "", "", "", "", ""},
        {"string", "if other = 1", "", "", "", "1", "a mandatory field is empty"},
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
	struct form_verdict verdict = {0};
	frame_of(&rules, checks[i].type, checks[i].required, checks[i].allowed, checks[i].pattern);
	buf_printf(&name, "%s/%s/%s/%s: \"%s\"", checks[i].type, checks[i].required, checks[i].allowed, checks[i].pattern, checks[i].x);
	const struct str cells[] = {str_of(checks[i].x), str_of(checks[i].other)};
	const struct row row = {.cell = cells, .n = 2, .file = "p.csv", .line = 5};
	if (form_new(&rules, &columns, "k", "kind", &form, &err) == RC_OK && form_check(form, &row, 1, &verdict, &err) == RC_OK && verdict.n < 2)
		unit_str(verdict.n ? verdict.problem[0].reason : "", checks[i].want, buf_cstr(&name));
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
        {"string", "", "[1..5]", "", "f.csv:2: allowed: "},
        {"int", "", "[..]", "", "f.csv:2: allowed: "},
        {"date", "", "[2024-02-30..]", "", "f.csv:2: allowed: "},
        {"ref", "", "staff", "", "f.csv:2: allowed: "},
        {"string", "if othr=1", "", "", "f.csv:2: required: \"if othr=1\": the table has no column \"othr\" (did you mean \"other\"?)"},
        {"string", "if absent=1", "", "", "f.csv:2: required: \"if absent=1\": the table has no column \"absent\""},
        {"string", ".othr == 1", "", "", "f.csv:2: required: \".othr == 1\": the table has no column \"othr\" (did you mean \"other\"?)"},
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
	struct form_verdict verdict = {0};
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
		unit_ok(form_check(form, &row, 1, &verdict, &err) == RC_OK && verdict.n == 0, "has the entry");
		cells[0] = STR("E2");
		unit_ok(form_check(form, &row, 1, &verdict, &err) == RC_OK && verdict.n == 1, "does not have another");
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
		struct form_verdict verdict;
		struct str cells[] = {STR(""), STR("k")};
		const struct row row = {.cell = cells, .n = 2, .file = "p.csv", .line = 5};
		unit_ok(form_check(form, &row, 1, &verdict, &err) == RC_OK && verdict.n == 1 && strcmp(verdict.problem[0].column, "x") == 0, "its rules hold");
		cells[1] = STR("z");
		unit_ok(form_check(form, &row, 1, &verdict, &err) == RC_OK && verdict.n == 1 && strcmp(verdict.problem[0].column, "other") == 0,
		        "a row of a kind without rules has that problem alone");
	}
	form_free(form);
	frame_free(&rules);
	columns_free(&columns);
}

/* ---- forms of several rules, and what a row is told, "column: reason" or "column? warning" parted by "; " */

enum { RULES = 4 };
static const struct {
	const char *rules[RULES][FORM_COLUMNS];
	const char *x, *other;
	const char *want;
	const char *name;
} forms[] = {
        {{{"k", "x", "date", "", "", "", ".x >= .other", "", ""}, {"k", "other", "date"}}, "2024-03-02", "01.03.2024", "", "dates compare as dates"},
        {{{"k", "x", "date", "", "", "", ".x >= .other", "", "later!"}, {"k", "other", "date"}},
         "2024-02-28",
         "01.03.2024",
         "x: a condition does not hold: later!",
         "a condition that does not hold"},
        {{{"k", "x", "int", "", "", "", ".x > .other"}, {"k", "other", "int"}}, "10", "9", "", "numbers compare as numbers"},
        {{{"k", "x", "int", "", "", "", ".x > .other"}, {"k", "other", "int"}}, "", "9", "", "a condition of an empty field is not asked"},
        {{{"k", "x", "int", "", "", "", ".x > .other"}, {"k", "other", "int"}},
         "8",
         "nine",
         "other: a number is expected",
         "nor one about a field that is bad already"},
        {{{"k", "x", "bool", "if other=1", "", "", ".x"}}, "false", "1", "x: a condition does not hold: .x", "without a message the condition is shown"},
        {{{"k", "", "", "", "", "", ".x != .other"}}, "a", "a", "x,other: a condition does not hold: .x != .other", "a condition about the row"},
        {{{"k", "", "", "", "", "", "1 > 2 # no"}, {"k", "", "", "", "", "", "2 > 3"}},
         "a",
         "a",
         ": a condition does not hold: 1 > 2 # no; : a condition does not hold: 2 > 3",
         "two conditions that name nothing, one with a comment"},
        {{{"k", "x", "int", "", "[0..]", "", "", "", ""}, {"k", "x", "", "", "[..3]", "", "", "warning", "deep"}},
         "4",
         "",
         "x? outside the range: deep",
         "a warning beside an error"},
        {{{"k", "x", "int", "", "[0..]", "", "", "", ""}, {"k", "x", "", "", "[..3]", "", "", "warning", "deep"}},
         "-1",
         "",
         "x: outside the range",
         "an error without the warning"},
        {{{"k", "x", "int", "", "[0..]", "", "", "", ""}, {"k", "x", "", "", "[..3]", "", "", "warning", "deep"}},
         "deep",
         "",
         "x: a number is expected",
         "a value of another type is told once"},
        {{{"k", "x", "string", ".other | test(\"^a\")"}}, "", "abc", "x: a mandatory field is empty", "a need in jq"},
        {{{"k", "x", "string", ".other | error(\"no \" + .)"}},
         "",
         "abc",
         "x: f.csv:2: required: no abc",
         "an error of jq is the row's"},
        {{{"*", "x", "string", "true"}, {"k", "other", "string", "true"}},
         "",
         "",
         "x: a mandatory field is empty; other: a mandatory field is empty",
         "a rule of every kind"},
        {{{"*", "", "", "", "", "", "length == 2"}}, "", "", "", "a condition that looks at the whole row"},
        {{{"k", "x", "string", "true"}, {"k", "absent", "string", "true"}},
         "",
         "",
         "x: a mandatory field is empty; absent: a mandatory field is empty",
         "a column that the table lacks is empty"},
};

static void check_form(size_t i)
{
	struct err err = ERR_NONE;
	struct frame rules;
	struct form *form;
	struct columns columns = rows_columns();
	struct form_verdict verdict[2];
	struct buf got = {0};
	empty_frame(&rules);
	for (size_t r = 0; r < RULES && forms[i].rules[r][0]; r++)
		add_rule(&rules, forms[i].rules[r]);
	const struct str cells[] = {str_of(forms[i].x), str_of(forms[i].other)};
	const struct row row = {.cell = cells, .n = 2, .file = "p.csv", .line = 5}, rows[2] = {row, row};
	if (form_new(&rules, &columns, "k", "kind", &form, &err) == RC_OK && form_check(form, rows, 2, verdict, &err) == RC_OK) {
		for (size_t k = 0; k < verdict[1].n; k++) {
			const struct form_problem *problem = &verdict[1].problem[k];
			buf_printf(&got, "%s%s%s %s", k ? "; " : "", problem->column, problem->warning ? "?" : ":", problem->reason);
		}
		unit_ok(verdict[0].n == verdict[1].n && verdict[0].errors == verdict[1].errors, "equal rows are told the same");
	}
	unit_str(err.rc == RC_OK ? buf_cstr(&got) : err.text, forms[i].want, forms[i].name);
	form_free(form);
	frame_free(&rules);
	columns_free(&columns);
	buf_free(&got);
}

/* Forms that are refused, and how the message begins. */
static const struct {
	const char *rules[RULES][FORM_COLUMNS];
	const char *want;
} bad_forms[] = {
        {{{"k", "x", "int"}, {"k", "x", "date", "", "", "", "", "warning"}}, "f.csv:3: type: \"date\": the field is of type int in f.csv:2"},
        {{{"k", "x", "int"}, {"k", "x", "", "", "[1..2]"}}, "f.csv:3: field: the key stands in line 2 already"},
        {{{"k", ""}}, "f.csv:2: field: a rule without a field"},
        {{{"k", "", "int", "", "", "", "true"}}, "f.csv:2: field: a rule without a field"},
        {{{"k", "x", "", "", "", "", ".y == 1"}}, "f.csv:2: condition: \".y == 1\": the table has no column \"y\""},
        {{{"k", "x", "", "", "", "", "foo(.x)"}}, "f.csv:2: condition: jq: foo/1 is not defined"},
        {{{"k", "x", "", "if other=a|c"}, {"k", "other", "enum", "", "a|b"}}, "f.csv:2: required: the field \"other\" is never \"c\""},
        {{{"k", "x", "", "if other!=yes"}, {"k", "other", "bool"}}, "f.csv:2: required: the field \"other\" is never \"yes\""},
        {{{"k", "x", "", "if seen=1"}, {"k", "seen"}}, "f.csv:2: the table has no column \"seen\" that the rule looks at"},
};

static void refuse_form(size_t i)
{
	struct err err = ERR_NONE;
	struct frame rules;
	struct form *form;
	struct columns columns = rows_columns();
	empty_frame(&rules);
	for (size_t r = 0; r < RULES && bad_forms[i].rules[r][0]; r++)
		add_rule(&rules, bad_forms[i].rules[r]);
	unit_ok(form_new(&rules, &columns, "k", "kind", &form, &err) == RC_INPUT && !form, "a form that is none is bad input");
	err.text[strlen(bad_forms[i].want)] = '\0';
	unit_str(err.text, bad_forms[i].want, "with its place");
	frame_free(&rules);
	columns_free(&columns);
}

int main(void)
{
	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
		check(i);
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
		refuse(i);
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		check_form(i);
	for (size_t i = 0; i < sizeof bad_forms / sizeof *bad_forms; i++)
		refuse_form(i);
	references();
	kinds();
	return unit_done();
}
