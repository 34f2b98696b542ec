/* SPDX-License-Identifier: MIT */
#include "table/sniff.h"

#include "base/lang.h"

#include <string.h>

/* The first line with something on it, as ASCII-compatible bytes, quotes honoured. */
static struct str first_line(struct str text)
{
	bool quoted = false;
	size_t start = 0, i = 0;
	while (start < text.n && (text.p[start] == '\n' || text.p[start] == '\r'))
		start++;
	for (i = start; i < text.n; i++) {
		if (text.p[i] == '"')
			quoted = !quoted;
		else if (!quoted && (text.p[i] == '\n' || text.p[i] == '\r'))
			break;
	}
	return (struct str){text.p + start, i - start};
}

static size_t count(struct str line, char c)
{
	bool quoted = false;
	size_t n = 0;
	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] == '"')
			quoted = !quoted;
		else if (!quoted && line.p[i] == c)
			n++;
	}
	return n;
}

static enum rc find_delimiter(struct str text, const char *file, struct dialect *d, struct err *err)
{
	struct str line = first_line(text);
	d->sep_line = line.n == 5 && str_starts(line, "sep=");
	if (d->sep_line) {
		d->delimiter = line.p[4];
		return RC_OK;
	}
	size_t commas = count(line, ','), semicolons = count(line, ';'), tabs = count(line, '\t');
	if (commas && commas == semicolons && commas >= tabs)
		return err_set(err, RC_INPUT,
		               _("%s:1: the header has as many commas as semicolons: the delimiter may be either (say --delimiter ',' or "
		                 "--delimiter ';')"),
		               file);
	d->delimiter = tabs > commas && tabs > semicolons ? '\t' : semicolons > commas ? ';' : ',';
	d->excel = !commas && !semicolons && !tabs;
	return RC_OK;
}

static enum rc find_charset(struct str head, bool whole, const struct reader_options *options, struct dialect *d, struct err *err)
{
	d->charset = charset_guess(head.p, head.n, whole, &d->bom);
	if (!options->encoding)
		return RC_OK;
	enum charset said = charset_of(options->encoding);
	if (said == CHARSET_UNKNOWN)
		return err_set(err, RC_USAGE, _("--encoding: \"%.200s\" is not known (utf-8, windows-1251, cp866, koi8-r, utf-16le, utf-16be)"),
		               options->encoding);
	if (said != d->charset)
		d->bom = 0;
	d->charset = said;
	return RC_OK;
}

/* JSON begins with a bracket; a CSV header never begins with "{" or "[" followed by what JSON asks for. */
static enum format guess_format(struct str text)
{
	size_t i = 0;
	while (i < text.n && strchr(" \t\r\n", text.p[i]) && text.p[i])
		i++;
	char first = i < text.n ? text.p[i] : '\0', next = '\0';
	for (i++; i < text.n && next == '\0'; i++)
		if (!strchr(" \t\r\n", text.p[i]))
			next = text.p[i];
	if (first == '{' && (next == '"' || next == '}'))
		return FORMAT_JSONL;
	return first == '[' && next && strchr("{][\"-0123456789", next) ? FORMAT_JSON : FORMAT_CSV;
}

/* What is often sent in place of a table. */
static enum rc refuse_others(struct str head, const char *file, struct err *err)
{
	static const struct {
		struct str begins;
		const char *what;
	} others[] = {
	        {{"PK\3\4", 4}, N_("an Excel workbook or a ZIP archive")},
	        {{"\xd0\xcf\x11\xe0", 4}, N_("a workbook of an old Excel")},
	        {{"%PDF-", 5}, N_("a PDF")},
	        {{"\x1f\x8b", 2}, N_("a gzip archive")},
	        {{"<?xml", 5}, N_("XML")},
	        {{"<!DOCTYPE", 9}, N_("a web page")},
	        {{"<html", 5}, N_("a web page")},
	};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (head.n >= others[i].begins.n && memcmp(head.p, others[i].begins.p, others[i].begins.n) == 0)
			return err_set(err, RC_INPUT, _("%s: this is %s, not a table (save it as CSV in UTF-8)"), file, _(others[i].what));
	return RC_OK;
}

enum rc sniff(struct str head, bool whole, const char *file, const struct reader_options *options, struct dialect *d,
              struct err *err)
{
	struct buf utf8 = {0};
	size_t bad = 0;
	*d = (struct dialect){.format = options->from, .delimiter = ','};
	if (head.n == 0)
		return err_set(err, RC_INPUT, _("%s: the file is empty: a header line is expected"), file);
	if (refuse_others(head, file, err) != RC_OK || find_charset(head, whole, options, d, err) != RC_OK)
		return err->rc;
	struct str text = {head.p + d->bom, head.n - d->bom};
	if (d->charset == CHARSET_UTF16LE || d->charset == CHARSET_UTF16BE) {
		if (charset_convert(d->charset, text.p, text.n & ~(size_t)1, &utf8, &bad, err) != RC_OK)
			return err->rc;
		text = buf_slice(&utf8);
	}
	if (d->format == FORMAT_AUTO)
		d->format = guess_format(text);
	if (d->format == FORMAT_TSV)
		d->delimiter = '\t';
	else if (options->delimiter)
		d->delimiter = options->delimiter;
	else if (d->format == FORMAT_CSV)
		find_delimiter(text, file, d, err);
	d->excel = d->charset == CHARSET_UTF8 && d->bom && (d->excel || d->delimiter == ';');
	buf_free(&utf8);
	return err->rc;
}

void sniff_describe(const struct dialect *d, struct buf *out)
{
	static const char *const names[] = {"auto", "csv", "tsv", "json", "jsonl", "table", "md"};
	buf_printf(out, "%s, %s%s", names[d->format], charset_name(d->charset), d->bom ? ", BOM" : "");
	if (d->format == FORMAT_CSV)
		buf_printf(out, d->delimiter == '\t' ? ", tab" : ", '%c'", d->delimiter);
}
