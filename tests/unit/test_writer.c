/* SPDX-License-Identifier: MIT */
/*
 * Each format over one table that holds what hurts, Excel's guards one by one, and the property that whatever is put into
 * cells comes back out of the CSV, judged by a reader of CSV written here in a page and sharing nothing with ours.
 */
#include "table/writer.h"

#include "base/json.h"
#include "base/lang.h"
#include "base/vec.h"
#include "table/excel.h"
#include "unit.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[] = "/tmp/test_writer.XXXXXX";
static struct buf file;

/* Opens a writer on the test's file; the test fails when it cannot. */
static struct writer *begin(struct writer_options options, const struct columns *columns, struct err *err)
{
	struct writer *writer = NULL;
	options.path = path;
	*err = ERR_NONE;
	return writer_open(&options, columns, &writer, err) == RC_OK ? writer : NULL;
}

/* Commits, and reads back what stands in the file. */
static const char *finish(struct writer *writer)
{
	struct err err = ERR_NONE;
	buf_clear(&file);
	if (writer_commit(writer, &err) != RC_OK || io_read_file(path, 0, &file, &err) != RC_OK)
		buf_puts(&file, err.text);
	return buf_cstr(&file);
}

static void end(struct writer *writer)
{
	struct err err = ERR_NONE;
	if (writer_end(writer, &err) != RC_OK)
		unit_ok(false, err.text);
}

static const struct schema_field title_field = {.name = "title", .title = "Title", .title_ru = "Название"};

static struct columns sample_columns(void)
{
	struct columns columns = {0};
	columns_add(&columns, "id", SCHEMA_STRING);
	columns_add(&columns, "title", SCHEMA_STRING);
	columns.v[1].field = &title_field;
	columns_add(&columns, "hours", SCHEMA_NUMBER);
	columns_add(&columns, "n", SCHEMA_INTEGER);
	columns_add(&columns, "done", SCHEMA_BOOLEAN);
	columns_add(&columns, "on", SCHEMA_DATE);
	columns_add(&columns, "at", SCHEMA_DATETIME);
	return columns;
}

static void sample_rows(struct writer *w)
{
	writer_cstr(w, "007");
	writer_cstr(w, "Учёт; \"план\", факт");
	writer_num(w, 1.5);
	writer_int(w, -3);
	writer_bool(w, true);
	writer_cstr(w, "2023-07-01");
	writer_cstr(w, "2023-07-01T09:30+11:00");
	end(w);
	writer_cstr(w, NULL);
	writer_cstr(w, "a|b\\c\r\nd\te_f");
	writer_num(w, NAN);
	writer_cstr(w, "");
	writer_cstr(w, "");
	writer_cstr(w, "");
	writer_cstr(w, "");
	end(w);
}

static const struct {
	const char *name;
	struct writer_options options;
	enum lang lang;
	const char *want;
} formats[] = {
	{"csv", {.to = FORMAT_CSV}, LANG_RU,
	 "id,title,hours,n,done,on,at\n"
	 "007,\"Учёт; \"\"план\"\", факт\",1.5,-3,true,2023-07-01,2023-07-01T09:30+11:00\n"
	 ",\"a|b\\c\r\nd\te_f\",,,,,\n"},
	{"a file is csv when nothing is said", {.to = FORMAT_AUTO, .select = "id"}, LANG_EN, "id\n007\n\"\"\n"},
	{"tsv", {.to = FORMAT_TSV}, LANG_EN,
	 "id\ttitle\thours\tn\tdone\ton\tat\n"
	 "007\tУчёт; \"план\", факт\t1.5\t-3\ttrue\t2023-07-01\t2023-07-01T09:30+11:00\n"
	 "\ta|b\\\\c\\r\\nd\\te_f\t\t\t\t\t\n"},
	{"jsonl", {.to = FORMAT_JSONL}, LANG_RU,
	 "{\"id\":\"007\",\"title\":\"Учёт; \\\"план\\\", факт\",\"hours\":1.5,\"n\":-3,\"done\":true,"
	 "\"on\":\"2023-07-01\",\"at\":\"2023-07-01T09:30+11:00\"}\n"
	 "{\"id\":\"\",\"title\":\"a|b\\\\c\\r\\nd\\te_f\",\"hours\":null,\"n\":null,\"done\":null,\"on\":null,\"at\":null}\n"},
	{"json", {.to = FORMAT_JSON, .select = " n , id"}, LANG_EN,
	 "[\n{\"n\":-3,\"id\":\"007\"},\n{\"n\":null,\"id\":\"\"}\n]\n"},
	{"table", {.to = FORMAT_TABLE, .select = "title,hours,id"}, LANG_RU,
	 "title               hours  id\n"
	 "──────────────────  ─────  ───\n"
	 "Учёт; \"план\", факт    1.5  007\n"
	 "a|b\\c↵d e_f                \n"},
	{"md", {.to = FORMAT_MD, .select = "id,title,n"}, LANG_RU,
	 "| id  | Название           |   n |\n"
	 "| --- | ------------------ | --: |\n"
	 "| 007 | Учёт; \"план\", факт |  -3 |\n"
	 "|     | a\\|b\\\\c<br>d e_f   |     |\n"},
	{"excel", {.to = FORMAT_CSV, .excel = true}, LANG_EN,
	 "\xef\xbb\xbfid;title;hours;n;done;on;at\r\n"
	 "'007;\"Учёт; \"\"план\"\", факт\";1,5;-3;true;01.07.2023;01.07.2023 09:30+11:00\r\n"
	 ";\"a|b\\c\r\nd\te_f\";;;;;\r\n"},
	{"excel in Russian has Russian titles", {.excel = true, .select = "title,on"}, LANG_RU,
	 "\xef\xbb\xbfНазвание;on\r\n\"Учёт; \"\"план\"\", факт\";01.07.2023\r\n\"a|b\\c\r\nd\te_f\";\r\n"},
};

static void test_formats(void)
{
	struct columns columns = sample_columns();
	struct err err;
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		lang_set(formats[i].lang);
		struct writer *w = begin(formats[i].options, &columns, &err);
		if (!unit_ok(w != NULL, formats[i].name))
			continue;
		sample_rows(w);
		unit_str(finish(w), formats[i].want, formats[i].name);
	}
	lang_set(LANG_EN);
	columns_free(&columns);
}

static void test_empty(void)
{
	static const struct {
		enum format to;
		const char *want;
	} empties[] = {
		{FORMAT_CSV, "id,title,hours,n,done,on,at\n"},
		{FORMAT_JSON, "[]\n"},
		{FORMAT_JSONL, ""},
	};
	struct columns columns = sample_columns();
	struct err err;
	for (size_t i = 0; i < sizeof empties / sizeof *empties; i++) {
		struct writer *w = begin((struct writer_options){.to = empties[i].to}, &columns, &err);
		if (unit_ok(w != NULL, "a table without rows"))
			unit_str(finish(w), empties[i].want, "a table without rows");
	}
	static const enum format all[] = {FORMAT_CSV, FORMAT_TSV, FORMAT_JSON, FORMAT_TABLE, FORMAT_MD};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct writer *w = begin((struct writer_options){.to = all[i]}, &(struct columns){0}, &err);
		if (unit_ok(w != NULL, "a table without columns"))
			unit_str(finish(w), all[i] == FORMAT_JSON ? "[]\n" : "", "a table without columns");
	}
	struct writer *none = begin((struct writer_options){.to = FORMAT_JSON}, &(struct columns){0}, &err);
	end(none);
	unit_str(finish(none), "[\n{}\n]\n", "a row without columns");
	columns_free(&columns);
}

static void test_refusals(void)
{
	static const struct {
		struct writer_options options;
		const char *want;
	} refused[] = {
		{{.select = "id,titel"}, "--columns: there is no column \"titel\" (did you mean title?)"},
		{{.select = "id,ширина"}, "--columns: there is no column \"ширина\""},
		{{.select = "id,"}, "--columns: there is no column \"\""},
		{{.select = "id,id"}, "--columns: \"id\" is named twice"},
		{{.select = ""}, "--columns: no column is named"},
		{{.excel = true, .to = FORMAT_JSON}, "--excel writes csv and does not go with --to json"},
	};
	struct columns columns = sample_columns();
	struct err err;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct writer *w = begin(refused[i].options, &columns, &err);
		unit_ok(w == NULL && err.rc == RC_USAGE, "refused");
		unit_str(err.text, refused[i].want, "refused with the reason");
		writer_abort(w);
	}
	struct writer *w = begin((struct writer_options){.to = FORMAT_CSV}, &columns, &err);
	writer_cstr(w, "one cell of seven");
	unit_ok(writer_end(w, &err) == RC_DEFECT, "a row that is too short is a defect");
	writer_abort(w);
	columns_free(&columns);
}

static void test_rest(void)
{
	struct columns columns = {0};
	struct err err;
	columns_add(&columns, "rank", SCHEMA_INTEGER);
	columns_add(&columns, "b", SCHEMA_STRING);
	columns_add(&columns, "d", SCHEMA_STRING);
	const struct str cells[] = {STR("A"), STR("B"), STR("C"), STR("D")};
	const struct row row = {.cell = cells, .n = 4};
	struct writer *w = begin((struct writer_options){.select = "d,rank"}, &columns, &err);
	if (unit_ok(w != NULL, "the other columns")) {
		writer_rest_columns(w, (const size_t[]){1, 3}, 2);
		writer_int(w, 1);
		writer_rest(w, &row);
		end(w);
		unit_str(finish(w), "d,rank\nD,1\n", "the other columns, chosen and in another order");
	}
	columns.n = 0;
	for (size_t i = 0; i < 4; i++)
		columns_add(&columns, (const char *const[]){"a", "b", "c", "d"}[i], SCHEMA_STRING);
	w = begin((struct writer_options){0}, &columns, &err);
	if (unit_ok(w != NULL, "the whole row")) {
		writer_rest(w, &row);
		end(w);
		unit_str(finish(w), "a,b,c,d\nA,B,C,D\n", "the whole row");
	}
	columns_free(&columns);
}

/* A small buffer used again for the next cell, as verbs do. */
static void test_copies(void)
{
	struct columns columns = {0};
	struct err err;
	columns_add(&columns, "sep=x", SCHEMA_STRING);
	columns_add(&columns, "b;c", SCHEMA_STRING);
	struct writer *w = begin((struct writer_options){0}, &columns, &err);
	char text[] = "one";
	writer_cstr(w, text);
	memcpy(text, "tw;", 3);
	writer_cstr(w, text);
	memcpy(text, "six", 3);
	end(w);
	unit_str(finish(w), "\"sep=x\",\"b;c\"\none,tw;\n", "cells are copied; a header that would mislead is quoted");
	columns_free(&columns);
}

/* What is quoted and what is not. */
static void test_quotes(void)
{
	static const char *const cells[][2] = {
		{"a b", "a b"}, {" a", "\" a\""}, {"a ", "\"a \""}, {"\ta", "\"\ta\""}, {"a\t", "\"a\t\""},
		{"a\tb", "a\tb"}, {"a;b", "a;b"}, {"a,b", "\"a,b\""}, {"a\"b", "\"a\"\"b\""}, {"a\rb", "\"a\rb\""},
		{"a\nb", "\"a\nb\""}, {"'a'", "'a'"}, {"", "\"\""}, {"sep=;", "sep=;"},
	};
	struct columns columns = {0};
	struct err err;
	struct buf want = {0};
	columns_add(&columns, "a", SCHEMA_STRING);
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		struct writer *w = begin((struct writer_options){.to = FORMAT_CSV}, &columns, &err);
		writer_cstr(w, cells[i][0]);
		end(w);
		buf_clear(&want);
		buf_printf(&want, "a\n%s\n", cells[i][1]);
		unit_str(finish(w), buf_cstr(&want), "quotes only where they are needed");
	}
	buf_free(&want);
	columns_free(&columns);
}

static const struct {
	const char *in;
	enum schema_type type;
	const char *want;
} excels[] = {
	{"=1+1", SCHEMA_STRING, "'=1+1"},
	{"+7 4242 12-34-56", SCHEMA_STRING, "'+7 4242 12-34-56"},
	{"-2+3", SCHEMA_STRING, "'-2+3"},
	{"- выдача справок", SCHEMA_STRING, "'- выдача справок"},
	{"-5", SCHEMA_STRING, "-5"},
	{"-12.5", SCHEMA_STRING, "-12.5"},
	{"@SUM(A1)", SCHEMA_STRING, "'@SUM(A1)"},
	{"\tx", SCHEMA_STRING, "'\tx"},
	{"\r=x", SCHEMA_STRING, "'\r=x"},
	{"\n=x", SCHEMA_STRING, "'\n=x"},
	{"  =x", SCHEMA_STRING, "'  =x"},
	{"\xc2\xa0=x", SCHEMA_STRING, "'\xc2\xa0=x"},
	{"\xef\xbb\xbf=x", SCHEMA_STRING, "'\xef\xbb\xbf=x"},
	{"\xe2\x80\x8b=x", SCHEMA_STRING, "'\xe2\x80\x8b=x"},
	{"\x01=x", SCHEMA_STRING, "'\x01=x"},
	{"＝x", SCHEMA_STRING, "'＝x"},
	{"＋x", SCHEMA_STRING, "'＋x"},
	{"－x", SCHEMA_STRING, "'－x"},
	{"＠x", SCHEMA_STRING, "'＠x"},
	{"'=x", SCHEMA_STRING, "''=x"},
	{"'x", SCHEMA_STRING, "'x"},
	{"'", SCHEMA_STRING, "'"},
	{"a=b", SCHEMA_STRING, "a=b"},
	{"«=»", SCHEMA_STRING, "«=»"},
	{"   ", SCHEMA_STRING, "   "},
	{"", SCHEMA_STRING, ""},
	{"1.5", SCHEMA_STRING, "'1.5"},
	{"12.3", SCHEMA_STRING, "'12.3"},
	{"3/9", SCHEMA_STRING, "'3/9"},
	{"1-2-3", SCHEMA_STRING, "'1-2-3"},
	{" 1.5 ", SCHEMA_STRING, "' 1.5 "},
	{"'1.5", SCHEMA_STRING, "''1.5"},
	{"2024.5.1", SCHEMA_STRING, "'2024.5.1"},
	{"12.1999", SCHEMA_STRING, "'12.1999"},
	{"0401", SCHEMA_STRING, "'0401"},
	{"0", SCHEMA_STRING, "0"},
	{"12345678901234567890", SCHEMA_STRING, "'12345678901234567890"},
	{"123456789012345", SCHEMA_STRING, "123456789012345"},
	{"12E3", SCHEMA_STRING, "'12E3"},
	{"12E", SCHEMA_STRING, "12E"},
	{"1.", SCHEMA_STRING, "1."},
	{"1.2-3", SCHEMA_STRING, "1.2-3"},
	{"1.2.3.4", SCHEMA_STRING, "1.2.3.4"},
	{"0.75", SCHEMA_STRING, "0.75"},
	{"100.3", SCHEMA_STRING, "100.3"},
	{"131-2003", SCHEMA_STRING, "131-2003"},
	{"15.01.2024", SCHEMA_STRING, "15.01.2024"},
	{"2024-01-15", SCHEMA_STRING, "2024-01-15"},
	{"1.5", SCHEMA_INTEGER, "1,5"},
	{"1.2.3", SCHEMA_NUMBER, "'1.2.3"},
	{"1.5", SCHEMA_NUMBER, "1,5"},
	{"-0.25", SCHEMA_NUMBER, "-0,25"},
	{"1.5e-7", SCHEMA_NUMBER, "1,5e-7"},
	{"=1", SCHEMA_NUMBER, "'=1"},
	{"12", SCHEMA_INTEGER, "12"},
	{"2024-02-29", SCHEMA_DATE, "29.02.2024"},
	{"2024-02-29T08:05", SCHEMA_DATETIME, "29.02.2024 08:05"},
	{"2024-02-29", SCHEMA_DATETIME, "29.02.2024"},
	{"", SCHEMA_DATE, ""},
	{"=x", SCHEMA_DATE, "'=x"},
	{"true", SCHEMA_BOOLEAN, "true"},
};

static void test_excel(void)
{
	struct buf scratch = {0}, got = {0};
	for (size_t i = 0; i < sizeof excels / sizeof *excels; i++) {
		buf_clear(&got);
		buf_str(&got, excel_cell(excels[i].type, str_of(excels[i].in), &scratch));
		unit_str(buf_cstr(&got), excels[i].want, "a cell for Excel");
		bool guarded = excel_is_guarded(str_of(excels[i].want));
		if (excels[i].type == SCHEMA_STRING)
			unit_str(excels[i].want + guarded, excels[i].in, "and back");
	}
	buf_free(&got);
	buf_free(&scratch);
}

/* RFC 4180 by the letter, cell by cell. False at the end of the file. *last: the record ends here. */
static bool rfc_cell(const char **p, char delimiter, struct buf *cell, bool *last)
{
	buf_clear(cell);
	if (**p == '\0')
		return false;
	if (**p == '"') {
		for (++*p; **p != '"' || (*p)[1] == '"'; ++*p) {
			if (**p == '\0')
				return false;
			*p += **p == '"';
			buf_putc(cell, **p);
		}
		++*p;
	} else {
		while (**p != delimiter && **p != '\n' && !(**p == '\r' && (*p)[1] == '\n') && **p != '\0')
			buf_putc(cell, *(*p)++);
	}
	*last = **p != delimiter;
	*p += **p == '\r';
	*p += **p != '\0';
	return true;
}

static uint64_t seed = 7;

static unsigned dice(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

static const char *random_cell(struct buf *cell)
{
	static const char *const bits[] = {",", ";", "\"", "\n", "\r\n", "\r", " ", "\t", "я", "a", "", "=", "\"\""};
	buf_clear(cell);
	for (unsigned n = dice(5); n > 0; n--)
		buf_puts(cell, bits[dice(sizeof bits / sizeof *bits)]);
	return buf_cstr(cell);
}

static void test_identity(size_t columns_n, size_t rows)
{
	struct columns columns = {0};
	struct err err;
	struct buf cell = {0};
	VEC(char *) want = {0};
	static const char *const names[] = {"a", "b", "c", "d"};
	for (size_t i = 0; i < columns_n; i++)
		columns_add(&columns, names[i], SCHEMA_STRING);
	struct writer *w = begin((struct writer_options){.to = FORMAT_CSV}, &columns, &err);
	for (size_t i = 0; i < columns_n; i++)
		vec_push(&want, mem_strdup(names[i]));
	for (size_t i = 0; i < rows; i++) {
		for (size_t j = 0; j < columns_n; j++) {
			vec_push(&want, mem_strdup(random_cell(&cell)));
			writer_str(w, buf_slice(&cell));
		}
		end(w);
	}
	const char *p = finish(w);
	bool same = true, last;
	size_t n = 0;
	for (; same && rfc_cell(&p, ',', &cell, &last); n++)
		same = n < want.n && strcmp(want.v[n], buf_cstr(&cell)) == 0 && last == (n % columns_n == columns_n - 1);
	if (!unit_ok(same && n == want.n, "random cells come back as they were"))
		printf("# columns %zu, cell %zu of %zu\n", columns_n, n, want.n);
	for (size_t i = 0; i < want.n; i++)
		free(want.v[i]);
	vec_free(&want);
	buf_free(&cell);
	columns_free(&columns);
}

/* Output over many blocks and a cell larger than one. */
static void test_large(void)
{
	struct columns columns = {0};
	struct err err;
	struct buf cell = {0};
	columns_add(&columns, "a", SCHEMA_STRING);
	for (size_t i = 0; i < 3 << 20; i++)
		buf_putc(&cell, i % 3 ? 'x' : '"');
	struct writer *w = begin((struct writer_options){.to = FORMAT_CSV}, &columns, &err);
	for (int i = 0; i < 3; i++) {
		writer_str(w, buf_slice(&cell));
		end(w);
	}
	finish(w);
	unit_num((double)file.n, 2 + 3.0 * ((3 << 20) + (1 << 20) + 3), 0, "large cells are whole");
	buf_free(&cell);
	columns_free(&columns);
}

static void test_abort(void)
{
	struct columns columns = sample_columns();
	struct err err = ERR_NONE;
	struct stat st;
	unlink(path);
	struct writer *w = begin((struct writer_options){.to = FORMAT_CSV, .mode = 0600}, &columns, &err);
	sample_rows(w);
	unit_ok(stat(path, &st) != 0, "nothing is visible before commit");
	writer_abort(w);
	unit_ok(stat(path, &st) != 0, "nothing is left after abort");
	w = begin((struct writer_options){.to = FORMAT_CSV, .mode = 0600}, &columns, &err);
	finish(w);
	unit_ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "the mode is kept");
	const struct writer_options full = {.path = "/dev/full", .to = FORMAT_CSV};
	enum rc rc = writer_open(&full, &columns, &w, &err);
	if (rc == RC_OK)
		rc = writer_commit(w, &err);
	unit_ok(rc == RC_SYSTEM, "a full disk is reported");
	columns_free(&columns);
}

int main(void)
{
	close(mkstemp(path));
	test_formats();
	test_empty();
	test_refusals();
	test_rest();
	test_copies();
	test_quotes();
	test_excel();
	test_identity(1, 3000);
	test_identity(4, 3000);
	test_large();
	test_abort();
	unlink(path);
	buf_free(&file);
	return unit_done();
}
