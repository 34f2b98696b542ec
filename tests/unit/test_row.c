/* SPDX-License-Identifier: MIT */
#include "table/row.h"

#include "base/buf.h"
#include "unit.h"

static const struct {
	const char *cell;
	enum schema_type type;
	const char *want;
} values[] = {
	{"007", SCHEMA_STRING, "\"007\""},
	{"", SCHEMA_STRING, "\"\""},
	{"\"x\"\n", SCHEMA_STRING, "\"\\\"x\\\"\\n\""},
	{"\xff", SCHEMA_STRING, "\"\xef\xbf\xbd\""},
	{"1.50", SCHEMA_NUMBER, "1.50"},
	{"12345678901234567890", SCHEMA_INTEGER, "12345678901234567890"},
	{"", SCHEMA_NUMBER, "null"},
	{"1,5", SCHEMA_NUMBER, "\"1,5\""},
	{"007", SCHEMA_INTEGER, "\"007\""},
	{"true", SCHEMA_BOOLEAN, "true"},
	{"", SCHEMA_BOOLEAN, "null"},
	{"да", SCHEMA_BOOLEAN, "\"да\""},
	{"2024-02-29", SCHEMA_DATE, "\"2024-02-29\""},
	{"", SCHEMA_DATE, "null"},
};

int main(void)
{
	struct buf out = {0};
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		const struct column column = {.name = "x", .type = values[i].type};
		buf_clear(&out);
		row_json_cell(&column, str_of(values[i].cell), &out);
		unit_str(buf_cstr(&out), values[i].want, values[i].cell);
	}

	struct columns columns = {0};
	columns_add(&columns, "id", SCHEMA_STRING);
	columns_add(&columns, "доля, \"%\"", SCHEMA_NUMBER);
	columns_add(&columns, "missing", SCHEMA_STRING);
	const struct str cells[] = {STR("F1"), STR("0.5")};
	const struct row row = {.cell = cells, .n = 2, .file = "functions.csv", .line = 14};
	buf_clear(&out);
	row_json(&row, &columns, &out);
	unit_str(buf_cstr(&out), "{\"id\":\"F1\",\"доля, \\\"%\\\"\":0.5,\"missing\":\"\"}", "a row as an object");
	unit_ok(columns_find(&columns, "missing") == 2 && columns_find(&columns, "Id") == COLUMN_NONE,
	        "columns are found by their exact name");
	unit_ok(row_str(&row, COLUMN_NONE).n == 0 && row_str(&row, 2).n == 0, "an absent cell is empty");
	unit_num(row_num(&row, 1, 9), 0.5, 0, "a number");
	unit_num(row_num(&row, 0, 9), 9, 0, "no number: the fallback");
	unit_num(row_num(&row, COLUMN_NONE, 7), 7, 0, "an absent column: the fallback");

	struct err err = ERR_NONE;
	unit_ok(row_err(&row, "unit_id", &err, "unknown unit \"%s\"", "U77") == RC_INPUT, "a fact is bad input");
	unit_str(err.text, "functions.csv:14: unit_id: unknown unit \"U77\"", "program, place, fact");

	struct frame frame = {.arena = arena_new(), .columns = columns};
	unit_num((double)frame_column(&frame, "id"), 0, 0, "a frame's column");
	frame_free(&frame);
	frame_free(&frame);
	buf_free(&out);
	return unit_done();
}
