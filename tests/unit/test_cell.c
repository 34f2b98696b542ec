/* SPDX-License-Identifier: MIT */
#include "table/cell.h"

#include "unit.h"

static const char *const kinds[] = {"service", "control", "support"};

enum { TEXT, CODE, KIND, NUMBER, SHARE, WHOLE, YES_NO, DAY, MOMENT, REQUIRED, N_FIELDS };

static const struct schema_field fields[N_FIELDS] = {
        [TEXT] = {.name = "text", .type = SCHEMA_STRING},
        [CODE] = {.name = "code", .type = SCHEMA_STRING, .pattern = "F[0-9]{4}|X"},
        [KIND] = {.name = "kind", .type = SCHEMA_STRING, .allowed = kinds, .n_allowed = 3},
        [NUMBER] = {.name = "number", .type = SCHEMA_NUMBER},
        [SHARE] = {.name = "share", .type = SCHEMA_NUMBER, .has_min = true, .min = 0, .has_max = true, .max = 1},
        [WHOLE] = {.name = "whole", .type = SCHEMA_INTEGER},
        [YES_NO] = {.name = "yes_no", .type = SCHEMA_BOOLEAN},
        [DAY] = {.name = "day", .type = SCHEMA_DATE},
        [MOMENT] = {.name = "moment", .type = SCHEMA_DATETIME},
        [REQUIRED] = {.name = "required", .type = SCHEMA_STRING, .required = true},
};
static const struct schema schema = {.name = "cells", .field = fields, .n = N_FIELDS};

static const struct {
	size_t field;
	enum num_decimal decimal;
	const char *in;
	const char *want; /* NULL: refused, for a reason that holds: */
	const char *reason;
} cases[] = {
        {TEXT, NUM_AUTO, "  Право \xc2\xa0", "Право", ""},
        {TEXT, NUM_AUTO, "1,5", "1,5", ""},
        {TEXT, NUM_AUTO, "", "", ""},
        {REQUIRED, NUM_AUTO, " \t", NULL, "must not be empty"},
        {REQUIRED, NUM_AUTO, "x", "x", ""},
        {CODE, NUM_AUTO, "F0001", "F0001", ""},
        {CODE, NUM_AUTO, "X", "X", ""},
        {CODE, NUM_AUTO, "F00012", NULL, "does not have the form F[0-9]{4}|X"},
        {CODE, NUM_AUTO, "xX", NULL, "does not have the form"},
        {KIND, NUM_AUTO, "control", "control", ""},
        {KIND, NUM_AUTO, "controll", NULL, "service, control, support (did you mean \"control\"?)"},
        {NUMBER, NUM_AUTO, "0.18", "0.18", ""},
        {NUMBER, NUM_AUTO, "0,18", "0.18", ""},
        {NUMBER, NUM_AUTO, "1 234,5", "1234.5", ""},
        {NUMBER, NUM_AUTO, "1\xc2\xa0" "234", "1234", ""},
        {NUMBER, NUM_AUTO, "\xe2\x88\x92" "5", "-5", ""},
        {NUMBER, NUM_AUTO, "1,234", NULL, "1.234 or as 1234"},
        {NUMBER, NUM_DOT, "1,234", "1234", ""},
        {NUMBER, NUM_COMMA, "1,234", "1.234", ""},
        {NUMBER, NUM_AUTO, "сорок", NULL, "a number is expected"},
        {NUMBER, NUM_AUTO, "nan", NULL, "a number is expected"},
        {NUMBER, NUM_AUTO, "1e999", NULL, "a number is expected"},
        {NUMBER, NUM_AUTO, "", "", ""},
        {SHARE, NUM_AUTO, "1", "1", ""},
        {SHARE, NUM_AUTO, "1,7", NULL, "the most allowed is 1"},
        {SHARE, NUM_AUTO, "-0.1", NULL, "the least allowed is 0"},
        {WHOLE, NUM_AUTO, "12", "12", ""},
        {WHOLE, NUM_AUTO, "1 200", "1200", ""},
        {WHOLE, NUM_AUTO, "12,5", NULL, "a whole number"},
        {YES_NO, NUM_AUTO, "Да", "true", ""},
        {YES_NO, NUM_AUTO, "FALSE", "false", ""},
        {YES_NO, NUM_AUTO, "0", "false", ""},
        {YES_NO, NUM_AUTO, "может быть", NULL, "true or false"},
        {DAY, NUM_AUTO, "2023-07-01", "2023-07-01", ""},
        {DAY, NUM_AUTO, "01.07.2023", "2023-07-01", ""},
        {DAY, NUM_AUTO, "01.07.2023 00:00:00", "2023-07-01", ""},
        {DAY, NUM_AUTO, "01.07.2023 09:30", NULL, "a date is expected"},
        {DAY, NUM_AUTO, "30.02.2023", NULL, "a date is expected"},
        {DAY, NUM_AUTO, "03/04/2023", NULL, "2023-04-03 or as 2023-03-04"},
        {MOMENT, NUM_AUTO, "2023-07-01T09:30", "2023-07-01T09:30", ""},
        {MOMENT, NUM_AUTO, "01.07.2023 09:30", "2023-07-01T09:30", ""},
        {MOMENT, NUM_AUTO, "2023-07-01", "2023-07-01T00:00", ""},
        {MOMENT, NUM_AUTO, "2023-07-01T09:30+11:00", "2023-07-01T09:30+11:00", ""},
        {MOMENT, NUM_AUTO, "вчера", NULL, "a time is expected"},
};

int main(void)
{
	struct arena *arena = arena_new();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err = ERR_NONE;
		struct cell_rules *rules;
		struct buf reason = {0};
		struct str cell = str_of(cases[i].in);
		const char *name = arena_printf(arena, "%s \"%s\"", fields[cases[i].field].name, cases[i].in);
		if (!unit_ok(cell_rules_new(&schema, cases[i].decimal, &rules, &err) == RC_OK, "the patterns compile"))
			return unit_done();
		bool good = cell_read(rules, cases[i].field, &cell, arena, &reason);
		if (cases[i].want)
			unit_str(good ? arena_cstr(arena, cell) : buf_cstr(&reason), cases[i].want, name);
		else if (good || !strstr(buf_cstr(&reason), cases[i].reason))
			unit_str(buf_cstr(&reason), cases[i].reason, name);
		else
			unit_ok(true, name);
		buf_free(&reason);
		cell_rules_free(rules);
	}
	static const struct schema_field broken = {.name = "broken", .pattern = "("};
	static const struct schema bad = {.name = "bad", .field = &broken, .n = 1};
	struct err err = ERR_NONE;
	struct cell_rules *rules;
	unit_ok(cell_rules_new(&bad, NUM_AUTO, &rules, &err) == RC_DEFECT, "a pattern that is none is a defect of the schema");
	cell_rules_free(rules);
	arena_free(arena);
	return unit_done();
}
