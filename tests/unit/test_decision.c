/* SPDX-License-Identifier: MIT */
#include "base/io.h"
#include "base/share.h"
#include "base/vec.h"
#include "cases/rulebook.h"
#include "unit.h"

#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>

/* A table, data, and the decision with the rules that held, or the error without the file's name. */
static const struct {
	const char *what, *table, *data, *want;
} cases[] = {
        {"unique", "U;kind;out:fee\n1;a;10\n2;b;20\n", "{\"kind\":\"b\"}", "{\"fee\":20} 2"},
        {"no rule holds", "U;kind;out:fee;out:x\n1;a;10;1\n", "{\"kind\":\"z\"}", "{\"fee\":null,\"x\":null}"},
        {"two rules under U", "U;n;out:fee\nA;> 1;10\nB;> 2;20\n", "{\"n\":3}",
         "t:2: rule A holds, and so does rule B in line 3: the table allows one (U)"},
        {"first", "F;n;out:fee\n1;> 2;10\n2;> 1;20\n3;-;0\n", "{\"n\":3}", "{\"fee\":10} 1"},
        {"first, in Cyrillic words", "Первое;n;итог:fee\n1;> 5;10\n2;> 1;20\n", "{\"n\":3}", "{\"fee\":20} 2"},
        {"any that agree", "А;n;out:fee\n1;> 2;10,50\n2;> 1;10.5\n", "{\"n\":3}", "{\"fee\":10.5} 1 2"},
        {"any that do not", "A;n;out:fee\n1;> 2;10\n2;> 1;11\n", "{\"n\":3}", "t:2: rule 1 holds, and so does rule 2 in line 3: out:fee differs"},
        {"collect", "C;n;out:who\n1;> 2;a\n2;> 1;\n3;> 0;\"b, c\"\n4;> 9;d\n", "{\"n\":3}", "{\"who\":[\"a\",\"b, c\"]} 1 2 3"},
        {"collect lists", "С;n;out:who[]\n1;> 2;a, b\n2;> 1;b; c\n", "{\"n\":3}", "t:3: the row has 4 cells, the header has 3"},
        {"collect lists, joined", "С;n;out:who[]\n1;> 2;a, b\n2;> 1;\"b; c\"\n3;> 1;([.k])\n", "{\"n\":3,\"k\":\"k\"}",
         "{\"who\":[\"a\",\"b\",\"c\",\"k\"]} 1 2 3"},
        {"collect nothing", "C;n;out:who\n1;> 2;a\n", "{\"n\":0}", "{\"who\":[]}"},
        {"sum", "C+;n;out:fee\n1;> 0;0,1\n2;> 0;0,2\n3;> 0;\n", "{\"n\":1}", "{\"fee\":0.3} 1 2 3"},
        {"sum of nothing", "C+;n;out:fee\n1;> 0;0,1\n", "{\"n\":0}", "{\"fee\":null}"},
        {"least", "C<;n;out:fee\n1;> 0;10\n2;> 0;9\n", "{\"n\":1}", "{\"fee\":9} 1 2"},
        {"greatest day", "C>;n;out:day\n1;> 0;01.02.2024\n2;> 0;2024-01-31\n", "{\"n\":1}", "{\"day\":\"2024-02-01\"} 1 2"},
        {"count", "C#;n;out:x\n1;> 0;a\n2;> 0;\n3;> 0;c\n", "{\"n\":1}", "{\"x\":2} 1 2 3"},
        {"several inputs", "U;kind;n;out:x\n1;a, b;[1..5);1\n2;a, b;[5..9];2\n3;not(a, b);-;3\n", "{\"kind\":\"b\",\"n\":5}", "{\"x\":2} 2"},
        {"a missing input", "F;n;out:x\n1;< 5;1\n2;null;2\n3;-;3\n", "{}", "{\"x\":2} 2"},
        {"an empty text is missing", "F;n;out:x\n1;< 5;1\n2;пусто;2\n", "{\"n\":\"\"}", "{\"x\":2} 2"},
        {"a number in a text", "U;n;out:x\n1;< 5;1\n2;>= 5;2\n", "{\"n\":\"12.5\"}", "{\"x\":2} 2"},
        {"no number where one is asked", "U;n;out:x\n1;< 5;1\n", "{\"n\":\"много\"}", "t:1: n: a number is expected, and the case has \"много\""},
        {"a list where a value is asked", "U;n;out:x\n1;a;1\n", "{\"n\":[1]}",
         "t:1: n: one value is expected, no list or object, and the case has [1]"},
        {"a number as a code", "U;n;out:x\n1;\"\"\"5\"\"\";1\n", "{\"n\":5}", "{\"x\":1} 1"},
        {"days", "U;d;out:x\n1;< 01.03.2024;1\n2;\"[01.03.2024..date(\"\"2024-04-01\"\")]\";2\n", "{\"d\":\"2024-04-01T10:00\"}", "{\"x\":2} 2"},
        {"words", "U;b;out:x\n1;ИСТИНА;1\n2;false;2\n", "{\"b\":true}", "{\"x\":1} 1"},
        {"words in a text", "U;b;out:x\n1;true;1\n2;ложь;2\n", "{\"b\":\"false\"}", "{\"x\":2} 2"},
        {"open ends", "U;n;out:x\n1;]1..5[;1\n2;(5..9];2\n3;[1..1];3\n", "{\"n\":5}", "{\"x\":null}"},
        {"signs of a spreadsheet", "U;n;out:x\n1;≤ 1 000,5;1\n2;≥ 1000,6;2\n3;—;3\n", "{\"n\":1000.5}",
         "t:2: rule 1 holds, and so does rule 3 in line 4: the table allows one (U)"},
        {"a path", "U;a.b;out:x\n1;1;1\n", "{\"a\":{\"b\":1}}", "{\"x\":1} 1"},
        {"a label", "U;Площадь, м² [a.b];Сколько [out:x];Основание\n1;1;1;п. 5\n", "{\"a\":{\"b\":1}}", "{\"x\":1} 1"},
        {"a member with blanks", "U;Площадь, м²;out:x\n1;1;1\n", "{\"Площадь, м²\":1}", "{\"x\":1} 1"},
        {"an expression in the header", "U;(.list | length);out:x\n1;> 1;1\n", "{\"list\":[1,2]}", "{\"x\":1} 1"},
        {"an expression that only jq knows", "U;(.list | map(.n) | add);out:x\n1;> 5;(.list | map(.n) | max)\n", "{\"list\":[{\"n\":2},{\"n\":4}]}",
         "{\"x\":4} 1"},
        {"an expression that fails", "U;n;out:x\n1;-;(.n + 1)\n", "{\"n\":\"a\"}", "t:2: out:x: string (\"a\") and number (1) cannot be added"},
        {"several values", "U;n;out:x\n1;-;(.n, 1)\n", "{\"n\":1}", "t:2: out:x: one value is expected, and the expression gives several"},
        {"if", "U;n;out:x\n1;-;if .n > 1 then \"\"more\"\" else null end\n", "{\"n\":2}",
         "t:2: cell 3: a quote inside a cell that does not begin with one"},
        {"if, quoted", "U;n;out:x\n1;-;\"if .n > 1 then \"\"more\"\" else null end\"\n", "{\"n\":2}", "{\"x\":\"more\"} 1"},
        {"columns and rows that a spreadsheet left", "U;n;out:x;;\n1;1;1;;\n;;;;\n2;2;2;;\n", "{\"n\":2}", "{\"x\":2} 2"},
        {"long numbers stay", "U;n;out:x\n1;-;12345678901234567890\n", "{}", "{\"x\":12345678901234567890} 1"},
        {"a dot in a text is no expression", "U;n;out:x\n1;-;ул. Ленина, д. 5\n", "{}", "{\"x\":\"ул. Ленина, д. 5\"} 1"},
        {"commas part cells and items", "U,n,out:x\n1,\"1, 2\",1\n2,\"3; 4,5\",2\n", "{\"n\":4.5}", "{\"x\":2} 2"},

        {"no policy", "X;n;out:x\n1;1;1\n", "", "t:1:1: \"X\": the hit policy is expected in the first cell: U, F, A, C, C+, C<, C> or C#"},
        {"no output", "U;n;x\n1;1;1\n", "", "t:1: a decision table has at least one input and one output (out:NAME)"},
        {"no rules", "U;n;out:x\n", "", "t: the table has no rules"},
        {"an input behind an output", "U;n;out:x;m\n1;1;1;1\n", "",
         "t:1:4: \"m\": inputs stand before outputs (an output is out:NAME, a note \"annotation\")"},
        {"an output twice", "U;n;out:x;итог:x\n1;1;1;1\n", "", "t:1:4: \"итог:x\": an output of this name stands in the table already"},
        {"an output without a name", "U;n;out:\n1;1;1\n", "", "t:1:3: \"out:\": the name of an output is expected behind \":\""},
        {"a column without a name", "U;;out:x\n1;1;1\n", "", "t:1:2: \"\": a column without a name"},
        {"a range without brackets", "U;n;out:x\n1;1..5;1\n", "", "t:2: n: \"1..5\": a range stands in brackets: [1..5]"},
        {"a range with a dash", "U;n;out:x\n1;10 – 20;1\n", "", "t:2: n: \"10 – 20\": a range is written [1..5] (text with a dash stands in quotes)"},
        {"a range upside down", "U;n;out:x\n1;[5..1];1\n", "", "t:2: n: \"[5..1]\": nothing lies in this range: the smaller end stands first"},
        {"a range that does not end", "U;n;out:x\n1;[1..5;1\n", "",
         "t:2: n: \"[1..5\": a range is written [1..5], with ( or ) for an end that does not belong to it"},
        {"words among numbers", "U;n;out:x\n1;< 5;1\n2;от 5;2\n", "",
         "t:3: n: \"от 5\": a number, a date, a comparison or a range is expected (a text stands in quotes)"},
        {"a comparison with a word", "U;n;out:x\n1;< пять;1\n", "", "t:2: n: \"< пять\": a comparison is with a number, a date or a text in quotes"},
        {"a comma between digits", "U,n,out:x\n1,\"1,5\",1\n", "",
         "t:2: n: \"1,5\": \",\" between digits: for a number write \".\", for a list put a blank or \";\" between the values"},
        {"a date of two readings", "U;n;out:x\n1;03/04/2024;1\n", "",
         "t:2: n: \"03/04/2024\": a date that reads two ways (write 2024-02-01 or 01.02.2024)"},
        {"an unknown function", "U;n;out:x\n1;duration(5);1\n", "",
         "t:2: n: \"duration(5)\": this function is not known here (known are not(…) and date(\"…\"); text with brackets stands in quotes)"},
        {"an open not", "U;n;out:x\n1;not(5;1\n", "", "t:2: n: \"not(5\": a closing bracket is expected behind not(…"},
        {"text in a sum", "C+;n;out:x\n1;5;много\n", "", "t:2: out:x: \"много\": a number is expected, to be summed up"},
        {"a bare expression", "U;n;out:x\n1;5;12 * .n\n", "", "t:2: out:x: \"12 * .n\": an expression stands in brackets, a text in quotes"},
        {"bad jq", "U;n;out:x\n1;5;(.n | foo)\n", "", "t:2: out:x: jq: foo/0 is not defined"},
        {"a row that is too short", "U;n;out:x\n1;5\n", "", "t:2: the row has 2 cells, the header has 3"},
        {"JSON", "[{\"U\":1}]", "", "t: a decision table is a CSV file"},
};

static void put_hits(struct decision *d, const struct decision_hits *hits, struct buf *out)
{
	for (size_t i = 0; i < hits->n; i++)
		buf_printf(out, " %s", decision_rule(d, hits->v[i]).label);
}

static void test_cases(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_new();
		struct decision *d;
		struct decision_hits hits = {0};
		struct buf got = {0};
		struct err err = ERR_NONE;
		if (rulebook_read(str_of(cases[i].table), "t", arena, &d, &err) == RC_OK && decision_decide(d, str_of(cases[i].data), &got, &hits, &err) == RC_OK)
			put_hits(d, &hits, &got);
		unit_str(err.rc == RC_OK ? buf_cstr(&got) : err.text, cases[i].want, cases[i].what);
		decision_free(d);
		vec_free(&hits);
		buf_free(&got);
		arena_free(arena);
	}
}

#define BYTES(literal) literal, sizeof literal - 1

static void test_bytes(void)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *want;
	} files[] = {
	        {BYTES("U;n;out:x\n1;1;a\0b\n"), "t:2: bytes that are not valid utf-8"},
	        {BYTES("U;n;итог:плата\n1;ремонт сетей;1\n1;2;\xd1\n"), "t:3: bytes that are not valid utf-8"},
	        {BYTES("\xef\xbb\xbfU;n;out:x\r\n1;1;\xd1\x84\r\n"), "U;n;out:x\r\n1;1;\xd1\x84\r\n"},
	        {BYTES("U;\xef\xeb\xee\xf9\xe0\xe4\xfc;out:x\n"), "U;площадь;out:x\n"},
	        {BYTES("PK\3\4"), "t: this is an Excel workbook or a ZIP archive, not a table (save it as CSV in UTF-8)"},
	        {BYTES(""), "t: the file is empty: a header line is expected"},
	};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct buf out = {0};
		struct err err = ERR_NONE;
		enum rc rc = rulebook_text((struct str){files[i].bytes, files[i].n}, "t", &out, &err);
		unit_str(rc == RC_OK ? buf_cstr(&out) : err.text, files[i].want, "a file as text");
		buf_free(&out);
	}
}

/* A table and its findings: check:line, and of gaps and overlaps what they say. */
static const struct {
	const char *what, *table, *want;
} lints[] = {
        {"a whole table", "U;kind;n;out:x\n1;a;<= 5;1\n2;a;> 5;2\n3;not(a);-;3\n", ""},
        {"an overlap at an end", "U;n;out:x\n1;[0..5];1\n2;[5..9];2\n3;> 9;3\n", "overlap:3 rule 1 in line 2 can hold at the same time: n 5\n"},
        {"an overlap in two columns", "U;k;n;out:x\n1;a;< 5;1\n2;b, c;[2..9];2\n3;-;> 9;3\n4;c;5;5\n5;a;[5..9];6\n6;b, c;[0..2);7\n",
         "overlap:5 rule 2 in line 3 can hold at the same time: k \"c\", n 5\n"},
        {"a gap between", "U;n;out:x\n1;[0..5);1\n2;> 5;2\n", "gap:2 no rule holds: n 5\n"},
        {"a gap above", "U;n;out:x\n1;[0..5);1\n2;[5..10];2\n", "gap:2 no rule holds: n > 10\n"},
        {"a gap below", "F;n;out:x\n1;[1..5);1\n2;>= 5;2\n", "gap:2 no rule holds: n < 1\n"},
        {"a gap of fractions", "U;n;out:x\n1;[0..5];1\n2;>= 6;2\n", "gap:2 no rule holds for fractions between these: n (5..6)\n"},
        {"codes leave no gap", "U;n;out:x\n1;1;1\n2;2, 3;2\n", ""},
        {"days leave no gap between neighbours", "U;d;out:x\n1;[2024-01-01..2024-01-31];1\n2;[2024-02-01..2024-02-29];2\n", ""},
        {"days leave a gap", "U;d;out:x\n1;[2024-01-01..2024-01-31];1\n2;[2024-02-02..2024-02-29];2\n",
         "gap:2 no rule holds: d (2024-01-31..2024-02-02)\n"},
        {"a word leaves the other", "U;b;out:x\n1;true;1\n", "gap:2 no rule holds: b false\n"},
        {"a pair that is missing", "U;k;b;out:x\n1;a;true;1\n2;b;true;2\n3;b;false;3\n", "gap:2 no rule holds: k \"a\", b false\n"},
        {"a rule that others come before", "F;k;n;out:x\n1;a;< 5;1\n2;a;>= 5;2\n3;a;3;3\n4;-;-;4\n5;b;-;5\n", "unreachable:4 \nunreachable:6 \n"},
        {"a rule for what is missing", "F;n;out:x\n1;< 5;1\n2;>= 5;2\n3;-;3\n", ""},
        {"a rule for other texts", "F;k;out:x\n1;a;1\n2;not(a);2\n3;-;3\n", "unreachable:4 \n"},
        {"values that differ under A", "A;n;out:x\n1;< 5;1\n2;[3..9];1\n3;> 8;2\n",
         "conflict:4 rule 2 in line 3 can hold at the same time and gives something else: n (8..9)\n"},
        {"an input nobody asks for", "F;n;m;out:x\n1;1;-;1\n2;-;;2\n", "unused-input:2 \n"},
        {"collect is not asked for gaps", "C;n;out:x\n1;[0..5];1\n2;[4..9];2\n", ""},
};

static void test_lints(void)
{
	for (size_t i = 0; i < sizeof lints / sizeof *lints; i++) {
		struct arena *arena = arena_new();
		struct decision *d;
		struct lint lint = {0};
		struct buf got = {0};
		struct err err = ERR_NONE;
		if (rulebook_read(str_of(lints[i].table), "t", arena, &d, &err) == RC_OK)
			decision_lint(d, arena, &lint);
		for (size_t k = 0; k < lint.n; k++) {
			const char *check = lint.finding[k].check;
			bool said = strcmp(check, "gap") == 0 || strcmp(check, "overlap") == 0 || strcmp(check, "conflict") == 0;
			buf_printf(&got, "%s:%zu %s\n", check, lint.finding[k].line, said ? lint.finding[k].detail : "");
		}
		unit_str(err.rc == RC_OK ? buf_cstr(&got) : err.text, lints[i].want, lints[i].what);
		decision_free(d);
		buf_free(&got);
		arena_free(arena);
	}
}

/* ---- random tables: what the lint says of a table is what happens over data */

static uint64_t state = 88172645463325252;

static size_t any(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)(state >> 11) % n;
}

/* The texts that are named: a bit each. */
static unsigned random_table(struct buf *out, char policy)
{
	static const unsigned names[] = {0, 1, 2, 3, 1, 6, 4};
	unsigned named = 0;
	static const char *const texts[] = {"-", "a", "b", "a, b", "not(a)", "not(b, c)", "c"};
	buf_printf(out, "%c;k;n;out:x\n", policy);
	for (size_t i = 0, rules = 1 + any(5); i < rules; i++) {
		size_t low = any(4), high = low + 1 + any(3), text = any(7);
		named |= names[text];
		buf_printf(out, "%zu;%s;", i + 1, texts[text]);
		switch (any(6)) {
		case 0:
			buf_printf(out, "< %zu", high);
			break;
		case 1:
			buf_printf(out, ">= %zu", low);
			break;
		case 2:
			buf_printf(out, "not(%zu)", low);
			break;
		case 3:
			buf_puts(out, "-");
			break;
		default:
			buf_printf(out, "%c%zu..%zu%c", any(2) ? '[' : '(', low, high, any(2) ? ']' : ')');
		}
		buf_printf(out, ";%zu\n", i);
	}
	return named ? named : 7;
}

struct seen {
	bool overlap, gap, hit[8];
};

/* Every text and number that makes a difference. Texts that are not named, numbers below zero and what is missing are no gaps. */
static void run_all(struct decision *d, unsigned named, struct seen *seen)
{
	static const char *const texts[] = {"\"a\"", "\"b\"", "\"c\"", "\"z\"", "null"};
	struct decision_hits hits = {0};
	struct buf data = {0}, out = {0};
	for (size_t k = 0; k < 5; k++)
		for (int n = -1; n <= 17; n++) {
			struct err err = ERR_NONE;
			buf_clear(&data);
			if (n == 17)
				buf_printf(&data, "{\"k\":%s}", texts[k]);
			else
				buf_printf(&data, "{\"k\":%s,\"n\":%g}", texts[k], n / 2.0);
			enum rc rc = decision_decide(d, buf_slice(&data), &out, &hits, &err);
			seen->overlap |= rc != RC_OK;
			seen->gap |= rc == RC_OK && hits.n == 0 && k < 3 && (named >> k & 1) && n >= 0 && n < 17;
			if (rc == RC_OK && hits.n > 0)
				seen->hit[hits.v[0]] = true;
		}
	buf_free(&data);
	buf_free(&out);
	vec_free(&hits);
}

static bool found(const struct lint *lint, const char *check, const char *id)
{
	for (size_t i = 0; i < lint->n; i++)
		if (strcmp(lint->finding[i].check, check) == 0 && (!id || strcmp(lint->finding[i].id, id) == 0))
			return true;
	return false;
}

/* An overlap hides whether there is a gap. */
static bool same(const struct decision *d, const struct lint *lint, const struct seen *seen, char policy)
{
	bool ok = policy != 'U' || found(lint, "overlap", NULL) == seen->overlap;
	ok = ok && (seen->overlap || found(lint, "gap", NULL) == seen->gap);
	for (size_t i = 0; i < decision_rules(d) && policy == 'F'; i++)
		ok = ok && found(lint, "unreachable", decision_rule(d, i).label) != seen->hit[i];
	return ok;
}

static void test_random(void)
{
	size_t wrong = 0, overlaps = 0, gaps = 0, unreachable = 0;
	for (size_t round = 0; round < 4000; round++) {
		struct arena *arena = arena_new();
		struct decision *d;
		struct lint lint = {0};
		struct seen seen = {0};
		struct buf table = {0};
		struct err err = ERR_NONE;
		char policy = round % 2 ? 'U' : 'F';
		unsigned named = random_table(&table, policy);
		if (rulebook_read(buf_slice(&table), "t", arena, &d, &err) == RC_OK) {
			decision_lint(d, arena, &lint);
			run_all(d, named, &seen);
		}
		overlaps += found(&lint, "overlap", NULL);
		gaps += found(&lint, "gap", NULL);
		unreachable += found(&lint, "unreachable", NULL);
		if ((err.rc != RC_OK || !same(d, &lint, &seen, policy)) && wrong++ < 5)
			printf("# %s\n%s", err.text, buf_cstr(&table));
		decision_free(d);
		buf_free(&table);
		arena_free(arena);
	}
	printf("# overlaps %zu, gaps %zu, unreachable %zu\n", overlaps, gaps, unreachable);
	unit_ok(wrong == 0, "random tables: the lint finds what happens over data");
	unit_ok(overlaps > 100 && gaps > 100 && unreachable > 100, "and it has something to find");
}

/* ---- the shipped table, as it is and out of a Russian Excel */

static void test_shipped(void)
{
	static const char data[] = "{\"purpose\":\"ремонт сетей\",\"area_m2\":100.5,\"road_class\":\"магистральная\"}";
	static const char want[] = "{\"fee\":12060,\"term_days\":15,\"approvers\":[\"дороги\",\"архитектура\",\"благоустройство\",\"ГИБДД\"]} 5";
	struct arena *arena = arena_new();
	struct buf file = {0}, excel = {0};
	struct err err = ERR_NONE;
	const char *path = NULL;
	enum rc rc = share_named("processes", "earthworks-fee", ".csv", arena, &path, &err);
	unit_ok(rc == RC_OK && io_read_file(path, 0, &file, &err) == RC_OK, "the shipped table is there");
	char *from = file.p, *to = NULL;
	size_t in = file.n, room = file.n;
	buf_room(&excel, room);
	to = excel.p;
	iconv_t conversion = iconv_open("CP1251//TRANSLIT", "UTF-8");
	unit_ok(iconv(conversion, &from, &in, &to, &room) != (size_t)-1, "it can be saved in Windows-1251");
	iconv_close(conversion);
	excel.n = file.n - room;
	for (int i = 0; i < 2; i++) {
		struct decision *d;
		struct decision_hits hits = {0};
		struct lint lint = {0};
		struct buf got = {0};
		if (rulebook_read(buf_slice(i ? &excel : &file), "t", arena, &d, &err) == RC_OK && decision_decide(d, str_of(data), &got, &hits, &err) == RC_OK) {
			put_hits(d, &hits, &got);
			decision_lint(d, arena, &lint);
			unit_str(decision_rule(d, 4).note, "120 руб. за кв. м", "its note is kept");
		}
		unit_str(err.rc == RC_OK ? buf_cstr(&got) : err.text, want, i ? "in Windows-1251" : "in UTF-8");
		unit_num((double)lint.n, 0, 0, "nothing is wrong with it");
		decision_free(d);
		vec_free(&hits);
		buf_free(&got);
	}
	buf_free(&file);
	buf_free(&excel);
	arena_free(arena);
}

int main(void)
{
	test_cases();
	test_bytes();
	test_lints();
	test_random();
	test_shipped();
	return unit_done();
}
