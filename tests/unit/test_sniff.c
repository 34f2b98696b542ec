/* SPDX-License-Identifier: MIT */
#include "table/sniff.h"

#include "base/mem.h"
#include "unit.h"

#include <stdlib.h>

/* The description, or the error's kind and what it speaks of. */
static void check(const char *name, struct str head, struct reader_options options, const char *want)
{
	struct dialect dialect;
	struct err err = ERR_NONE;
	struct buf got = {0};
	if (sniff(head, head.n < SNIFF_BYTES, "f.csv", &options, &dialect, &err) == RC_OK)
		sniff_describe(&dialect, &got);
	else
		buf_printf(&got, "%d %s", err.rc, err.text);
	if (err.rc != RC_OK && strstr(buf_cstr(&got), want))
		unit_ok(true, name);
	else
		unit_str(buf_cstr(&got), want, name);
	buf_free(&got);
}

/* A slice where C asks for a constant. */
#define LIT(literal) {literal, sizeof(literal) - 1}
#define BYTES(literal) ((struct str){literal, sizeof(literal) - 1})

int main(void)
{
	const struct reader_options as_it_is = {.schema = "any"};
	static const struct {
		const char *name;
		struct str head;
		const char *want;
	} cases[] = {
	        {"commas", LIT("a,b\n1;2,3\n"), "csv, utf-8, ','"},
	        {"semicolons, decimal commas below", LIT("a;b\n1,5;2,5\n"), "csv, utf-8, ';'"},
	        {"tabs", LIT("a\tb\n"), "csv, utf-8, tab"},
	        {"one column", LIT("a\n1\n"), "csv, utf-8, ','"},
	        {"more semicolons than commas", LIT("a;b, c;d\n"), "csv, utf-8, ';'"},
	        {"as many of both", LIT("a,b;c\n"), "3 f.csv:1: the header has as many commas as semicolons"},
	        {"a quoted name holds the other delimiter", LIT("\"a;b;c\",d\n"), "csv, utf-8, ','"},
	        {"a quoted name holds a line break", LIT("\"a\n;;\",d\n"), "csv, utf-8, ','"},
	        {"blank lines come first", LIT("\r\n\n a;b\n"), "csv, utf-8, ';'"},
	        {"sep= line", LIT("sep=|\r\na|b\r\n"), "csv, utf-8, '|'"},
	        {"byte order mark", LIT("\xef\xbb\xbf"
	                                  "a;b\n"),
	         "csv, utf-8, BOM, ';'"},
	        {"UTF-16", LIT("\xff\xfe"
	                         "a\0;\0b\0\n\0"),
	         "csv, utf-16le, BOM, ';'"},
	        {"Windows-1251", LIT("\xe8\xec\xff;\xf0\xe0\xe9\xee\xed\n\xcf\xf0\xe0\xe2\xee;\xf1\xee\xe2\xe5\xf2\n"), "csv, windows-1251, ';'"},
	        {"JSON array", LIT(" [ {\"a\":1}]"), "json, utf-8"},
	        {"JSON array of arrays: refused later, as no table of objects", LIT("[[1,2],[3,4]]"), "json, utf-8"},
	        {"JSON array of numbers: so too", LIT("[1,2]"), "json, utf-8"},
	        {"empty JSON array", LIT("[]"), "json, utf-8"},
	        {"JSON lines", LIT("{\"a\":1}\n{\"a\":2}\n"), "jsonl, utf-8"},
	        {"a header in brackets is CSV", LIT("[a],{b}\n1,2\n"), "csv, utf-8, ','"},
	        {"nothing", LIT(""), "3 f.csv: the file is empty"},
	        {"a workbook", LIT("PK\3\4\0\0"), "3 f.csv: this is an Excel workbook or a ZIP archive"},
	        {"a web page", LIT("<!DOCTYPE html>"), "3 f.csv: this is a web page"},
	        {"XML", LIT("<?xml version='1.0'?>"), "3 f.csv: this is XML"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check(cases[i].name, cases[i].head, as_it_is, cases[i].want);

	check("the user's delimiter goes before the header's", BYTES("a,b;c\n"), (struct reader_options){.delimiter = ';'}, "csv, utf-8, ';'");
	check("the user's format goes before the first bytes", BYTES("{\"a\"},b\n"), (struct reader_options){.from = FORMAT_CSV},
	      "csv, utf-8, ','");
	check("TSV has its delimiter", BYTES("a,b;c\td\n"), (struct reader_options){.from = FORMAT_TSV}, "tsv, utf-8");
	check("the user's encoding", BYTES("a,b\n"), (struct reader_options){.encoding = "CP866"}, "csv, cp866, ','");
	check("an encoding that is none", BYTES("a,b\n"), (struct reader_options){.encoding = "latin-9"}, "2 --encoding: \"latin-9\" is not known");

	/* A Cyrillic letter cut by the end of the sample says nothing against UTF-8. */
	char *head = mem_alloc(SNIFF_BYTES);
	memset(head, 'x', SNIFF_BYTES);
	memcpy(head, "a;b\n", 4);
	head[SNIFF_BYTES - 1] = '\xd0';
	check("a letter cut at the end of the sample", (struct str){head, SNIFF_BYTES}, as_it_is, "csv, utf-8, ';'");
	free(head);
	return unit_done();
}
