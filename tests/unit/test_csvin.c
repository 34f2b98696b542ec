/* SPDX-License-Identifier: MIT */
#include "base/buf.h"
#include "base/mem.h"
#include "ext/csvin.h"
#include "unit.h"

#include <csv.h>
#include <stdint.h>
#include <stdlib.h>

/* A text handed out in chunks, each in memory of its own size, so that a sanitizer sees a slice
 * that outlives its chunk. */
struct source {
	struct str rest;
	size_t size;
	char *chunk;
	bool broken;
};

static enum rc fill(void *context, struct str *chunk, struct err *err)
{
	struct source *source = context;
	size_t n = source->rest.n < source->size ? source->rest.n : source->size;
	free(source->chunk);
	source->chunk = NULL;
	if (source->broken && n == 0)
		return err_set(err, RC_SYSTEM, "the disk is gone");
	if (n) {
		source->chunk = mem_alloc(n);
		memcpy(source->chunk, source->rest.p, n);
		source->rest.p += n;
		source->rest.n -= n;
	}
	*chunk = (struct str){source->chunk, n};
	return RC_OK;
}

/* Records as "line:[cell][cell]\n", then "error LINE" or "end"; lengths stand before cells, for
 * cells may hold anything. */
static void dump_cell(struct buf *out, const char *p, size_t n)
{
	buf_printf(out, "[%zu:", n);
	buf_add(out, p, n);
	buf_putc(out, ']');
}

static void read_ours(struct str text, size_t size, char delimiter, struct buf *out,
                      struct err *err)
{
	struct source source = {.rest = text, .size = size};
	struct csvin *in = csvin_new(delimiter, "t.csv", 1, fill, &source);
	struct csvin_record record;
	*err = ERR_NONE;
	buf_clear(out);
	while (csvin_next(in, &record, err)) {
		buf_printf(out, "%zu:", record.line);
		for (size_t i = 0; i < record.n; i++)
			dump_cell(out, record.cell[i].p, record.cell[i].n);
		buf_putc(out, '\n');
	}
	if (err->rc != RC_OK)
		buf_printf(out, "error %zu",
		           (size_t)strtoul(err->text + strlen("t.csv:"), NULL, 10));
	else
		buf_puts(out, "end");
	csvin_free(in);
	free(source.chunk);
}

/* The reference: libcsv, strict to the end, a byte at a time, so that lines can be counted beside
 * it. */
struct plain {
	struct buf *out, record;
	size_t line;
	bool row;
};

static void plain_cell(void *p, size_t n, void *context)
{
	struct plain *plain = context;
	dump_cell(&plain->record, p, n);
}

static void plain_row(int c, void *context)
{
	struct plain *plain = context;
	(void)c;
	buf_printf(plain->out, "%zu:%s", plain->line, "");
	buf_str(plain->out, buf_slice(&plain->record));
	buf_putc(plain->out, '\n');
	buf_clear(&plain->record);
	plain->row = true;
}

static int no_space(unsigned char c)
{
	(void)c;
	return 0;
}

static void read_plain(struct str text, char delimiter, struct buf *out)
{
	struct csv_parser parser;
	struct plain plain = {.out = out, .row = true};
	size_t line = 1;
	bool ok = true;
	buf_clear(out);
	csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_delim(&parser, (unsigned char)delimiter);
	csv_set_space_func(&parser, no_space);
	for (size_t i = 0; i < text.n && ok; i++) {
		char c = text.p[i];
		if (plain.row && c != '\r' && c != '\n') {
			plain.line = line;
			plain.row = false;
		}
		ok = csv_parse(&parser, &c, 1, plain_cell, plain_row, &plain) == 1;
		if (c == '\n' || (c == '\r' && (i + 1 == text.n || text.p[i + 1] != '\n')))
			line++;
	}
	if (ok && csv_fini(&parser, plain_cell, plain_row, &plain) == 0)
		buf_puts(out, "end");
	else
		buf_printf(out, "error %zu", plain.line);
	csv_free(&parser);
	buf_free(&plain.record);
}

static uint64_t state = 20230901;

static unsigned any(unsigned n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(state >> 33) % n;
}

/* Mostly well-formed, sometimes a heap of marks; long cells reach the vector code and the block
 * behind it. */
static void make(struct buf *text, char delimiter)
{
	static const char *const ends[] = {"\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\n\r"};
	buf_clear(text);
	if (any(4) == 0) {
		const char marks[] = {delimiter, '"', '\n', '\r', 'a', ' ', '\0', '\t'};
		for (unsigned n = any(40); n; n--)
			buf_putc(text, marks[any(sizeof marks)]);
		return;
	}
	bool quotes = any(2);
	for (unsigned rows = any(6); rows; rows--) {
		for (unsigned cells = 1 + any(7); cells; cells--) {
			unsigned n = any(4) ? any(6) : any(60);
			if (quotes && any(3) == 0) {
				static const char *const inside[] = {"\"\"", "\n", "\r\n", "\r",
				                                     ",",    ";",  "b",    "ж"};
				buf_putc(text, '"');
				while (n--)
					buf_puts(text, inside[any(8)]);
				if (any(60))
					buf_putc(text, '"');
			} else {
				while (n--)
					buf_putc(text,
					         any(300) == 0 ? '"' : (char)('a' + (int)any(26)));
			}
			if (cells > 1)
				buf_putc(text, delimiter);
		}
		if (rows > 1 || any(2))
			buf_puts(text, ends[any(4) ? any(3) : any(6)]);
	}
}

static void test_against_libcsv(void)
{
	static const size_t sizes[] = {1, 2, 3, 5, 16, 17, 31, 64, 100, 4096};
	struct buf text = {0}, ours = {0}, plain = {0};
	struct err err;
	size_t compared = 0, errors = 0, records = 0;
	bool same = true;
	for (int i = 0; i < 6000 && same; i++) {
		char delimiter = ",;\t"[any(3)];
		make(&text, delimiter);
		/* Exactly as large as the text, so that a sanitizer sees a read behind its end. */
		char *exact = mem_alloc(text.n ? text.n : 1);
		if (text.n)
			memcpy(exact, text.p, text.n);
		struct str all = {exact, text.n};
		read_plain(all, delimiter, &plain);
		errors += strstr(plain.p + (plain.n > 12 ? plain.n - 12 : 0), "error") != NULL;
		for (size_t k = 0; k < sizeof sizes / sizeof *sizes && same; k++) {
			read_ours(all, sizes[k], delimiter, &ours, &err);
			same = str_eq(buf_slice(&ours), buf_slice(&plain));
			compared++;
			if (!same)
				printf("# input %d, chunks of %zu\n# text %s\n# got  %s\n# want "
				       "%s\n# %s\n",
				       i, sizes[k], text.p, ours.p, plain.p, err.text);
		}
		for (const char *p = plain.p; (p = strchr(p, '\n')); p++)
			records++;
		free(exact);
	}
	printf("# %zu comparisons, %zu bad inputs, about %zu records\n", compared, errors, records);
	unit_ok(same, "random inputs at all chunk sizes give what libcsv gives");
	unit_ok(compared == 60000 && errors > 300 && errors < 3000 && records > 10000,
	        "and they were worth comparing");
	buf_free(&text);
	buf_free(&ours);
	buf_free(&plain);
}

static const struct {
	const char *in, *out, *error;
} cases[] = {
        {"", "end", ""},
        {"\r\n\n\n", "end", ""},
        {"a,b\r\n\r\n1,2", "1:[1:a][1:b]\n3:[1:1][1:2]\nend", ""},
        {"a,", "1:[1:a][0:]\nend", ""},
        {" a , b", "1:[3: a ][2: b]\nend", ""},
        {"\"\"", "1:[0:]\nend", ""},
        {"a\n\"x\r\ny\",\"q\"\"q\"\nb\n", "1:[1:a]\n2:[4:x\r\ny][3:q\"q]\n4:[1:b]\nend", ""},
        {"a\rb\rc", "1:[1:a]\n2:[1:b]\n3:[1:c]\nend", ""},
        {"a\n\nb,\"c\nd\n", "1:[1:a]\nerror 3",
         "t.csv:3: cell 2: a quote is opened and never closed"},
        {"a\nb,c\"d\n", "1:[1:a]\nerror 2",
         "t.csv:2: cell 2: a quote inside a cell that does not begin with one"},
        {"\"a\" ,b\n", "error 1", "t.csv:1: cell 1: text behind the closing quote"},
        {" \"a\"\n", "error 1",
         "t.csv:1: cell 1: a quote inside a cell that does not begin with one"},
};

/* A name on one line: TAP is a protocol of lines. */
static const char *name_of(const char *text)
{
	static char name[64];
	size_t n = 0;
	for (; text[n] && n < sizeof name - 1; n++)
		name[n] = text[n] == '\n' || text[n] == '\r' ? '|' : text[n];
	name[n] = '\0';
	return name;
}

static void test_cases(void)
{
	struct buf out = {0};
	struct err err;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (size_t size = 1; size <= 64; size *= 4) {
			read_ours(str_of(cases[i].in), size, ',', &out, &err);
			unit_str(buf_cstr(&out), cases[i].out, name_of(cases[i].in));
			unit_str(err.text, cases[i].error, "its message");
		}
	read_ours((struct str){"a\0b,c", 5}, 64, ',', &out, &err);
	unit_ok(str_eq(buf_slice(&out), (struct str){"1:[3:a\0b][1:c]\nend", 18}), "NUL is kept");
	buf_free(&out);
}

static void test_limits(void)
{
	struct buf out = {0}, text = {0};
	struct err err;
	for (size_t i = 0; i < CSVIN_CELLS_MAX; i++)
		buf_putc(&text, ',');
	struct str all = buf_slice(&text);
	read_ours(all, 1 << 16, ',', &out, &err);
	unit_str(err.text, "t.csv:1: the record has more than 1048576 cells",
	         "a million delimiters");
	read_ours((struct str){all.p, all.n - 1}, 1 << 16, ',', &out, &err);
	unit_str(err.text, "", "one less");

	buf_clear(&text);
	buf_puts(&text, "a\n\"");
	buf_room(&text, CSVIN_RECORD_MAX);
	memset(text.p + text.n, 'x', CSVIN_RECORD_MAX);
	text.n += CSVIN_RECORD_MAX;
	static const char *const want[] = {
	        "t.csv:2: cell 1: the record is longer than 64 MiB (a quote that is never closed?)",
	        "t.csv:1: cell 1: the record is longer than 64 MiB (a quote that is never closed?)",
	};
	for (int quote = 0; quote < 2; quote++)
		for (size_t size = (size_t)1 << 20; size <= (size_t)1 << 30; size <<= 10) {
			read_ours(buf_slice(&text), size, ',', &out, &err);
			unit_str(err.text, want[quote],
			         quote ? "a line without end" : "a quote without end");
			if (quote == 0 && size > (size_t)1 << 20)
				memset(text.p, 'x', 3);
		}
	buf_free(&out);
	buf_free(&text);
}

static void test_broken_source(void)
{
	static const char *const heads[] = {"", "a", "a\n", "\"a"};
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		struct source source = {.rest = str_of(heads[i]), .size = 64, .broken = true};
		struct csvin *in = csvin_new(',', "t.csv", 1, fill, &source);
		struct csvin_record record;
		struct err err = ERR_NONE;
		while (csvin_next(in, &record, &err))
			;
		unit_str(err.text, "the disk is gone", name_of(heads[i]));
		csvin_free(in);
		free(source.chunk);
	}
	csvin_free(NULL);
}

/* TSV as it is written by table/writer.c: quotes mean nothing, and a blank line in a table of one column is a row. */
static void test_literal(void)
{
	static const char *const texts[][2] = {
		{"a\tb\n\"x\t\"y\"\n\n\"\t\n", "1:[1:a][1:b]\n2:[2:\"x][3:\"y\"]\n4:[1:\"][0:]\n"},
		{"a\r\nx\r\n\r\n\r\ny\r\n", "1:[1:a]\n2:[1:x]\n3:[0:]\n4:[0:]\n5:[1:y]\n"},
		{"\n\na\n\nx\ty\n\nz", "3:[1:a]\n4:[0:]\n5:[1:x][1:y]\n6:[0:]\n7:[1:z]\n"},
		{"a\n\"0123456789abcdefghij\"\n", "1:[1:a]\n2:[22:\"0123456789abcdefghij\"]\n"},
	};
	struct buf out = {0};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		for (size_t size = 1; size <= 64; size *= 4) {
			struct source source = {.rest = str_of(texts[i][0]), .size = size};
			struct csvin *in = csvin_new('\t', "t.tsv", 1, fill, &source);
			struct csvin_record record;
			struct err err = ERR_NONE;
			csvin_literal(in);
			buf_clear(&out);
			while (csvin_next(in, &record, &err)) {
				buf_printf(&out, "%zu:", record.line);
				for (size_t k = 0; k < record.n; k++)
					dump_cell(&out, record.cell[k].p, record.cell[k].n);
				buf_putc(&out, '\n');
			}
			unit_str(err.rc == RC_OK ? buf_cstr(&out) : err.text, texts[i][1], name_of(texts[i][0]));
			csvin_free(in);
			free(source.chunk);
		}
	buf_free(&out);
}

int main(void)
{
	test_cases();
	test_literal();
	test_against_libcsv();
	test_limits();
	test_broken_source();
	return unit_done();
}
