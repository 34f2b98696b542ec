/* SPDX-License-Identifier: MIT */
#include "cli/run.h"

#include "base/lang.h"
#include "base/utf8.h"

#include <string.h>

#ifndef UPRAVA_VERSION
#define UPRAVA_VERSION "0"
#endif

enum { WIDTH = 80, OPTION_COLUMN = 28, GAP = 2 };

static void blanks(struct buf *out, size_t n)
{
	buf_printf(out, "%*s", (int)n, "");
}

/*
 * Text in lines of at most WIDTH columns, each but the first begun with indent blanks; column is
 * where the first one stands already. A newline in the text stays one; a line that begins with a
 * blank is left as it is.
 */
static void wrap(struct buf *out, const char *text, size_t indent, size_t column)
{
	struct str rest = str_of(text), line;
	for (bool first = true; str_split(&rest, '\n', &line); first = false) {
		if (!first) {
			buf_putc(out, '\n');
			column = 0;
		}
		if (line.n && column == 0) {
			blanks(out, indent);
			column = indent;
		}
		if (str_starts(line, " ")) {
			buf_str(out, line);
			continue;
		}
		struct str word;
		for (bool start = true; str_split(&line, ' ', &word); start = false) {
			size_t width = utf8_width(word);
			if (!start && column + 1 + width > WIDTH) {
				buf_putc(out, '\n');
				blanks(out, indent);
				column = indent;
			} else if (!start) {
				buf_putc(out, ' ');
				column++;
			}
			buf_str(out, word);
			column += width;
		}
	}
	buf_putc(out, '\n');
}

/* left at two blanks, text in the option column, on a line of its own when left is long. */
static void entry(struct buf *out, const char *left, const char *text)
{
	size_t column = GAP + utf8_width(str_of(left));
	blanks(out, GAP);
	buf_puts(out, left);
	if (column + GAP > OPTION_COLUMN) {
		buf_putc(out, '\n');
		column = 0;
	}
	blanks(out, OPTION_COLUMN - column);
	wrap(out, text, OPTION_COLUMN, OPTION_COLUMN);
}

static void option_entry(struct buf *out, const struct cli_option *row)
{
	struct buf left = {0}, text = {0};
	if (row->letter)
		buf_printf(&left, "-%c, ", row->letter);
	else
		buf_puts(&left, "    ");
	buf_printf(&left, "--%s", row->name);
	if (row->arg)
		buf_printf(&left, " %s", row->arg);
	else if (row->kind == CLI_KIND_WORD)
		for (size_t i = 0; row->words[i]; i++)
			buf_printf(&left, "%c%s", i ? '|' : ' ', row->words[i]);
	buf_puts(&text, _(row->help));
	if (row->required)
		buf_printf(&text, " (%s)", _("required"));
	if (row->kind == CLI_KIND_LIST)
		buf_printf(&text, " (%s)", _("may be repeated"));
	entry(out, buf_cstr(&left), buf_cstr(&text));
	buf_free(&left);
	buf_free(&text);
}

static void option_entries(const struct options *options, bool shared, const char *title,
                           struct buf *out)
{
	bool any = false;
	for (size_t i = 0; i < options->n; i++) {
		if (options->v[i].shared != shared)
			continue;
		if (!any)
			buf_printf(out, "\n%s\n", title);
		any = true;
		option_entry(out, options->v[i].row);
	}
}

static void columns(const struct cli *cli, const char *title, const char *schema, struct buf *out)
{
	if (!schema)
		return;
	buf_printf(out, "\n%s %s\n", title, schema);
	if (cli->program->describe)
		cli->program->describe(schema, out);
}

void help_verb(const struct cli *cli, const struct options *options, struct buf *out)
{
	const struct cli_verb *verb = cli->verb;
	bool operands = verb->args && *verb->args;
	buf_printf(out, "%s %s %s %s%s%s\n\n", _("Usage:"), cli->name, verb->name, _("[options]"),
	           operands ? " " : "", operands ? verb->args : "");
	wrap(out, _(verb->summary), 0, 0);
	if (verb->details) {
		buf_putc(out, '\n');
		wrap(out, _(verb->details), 0, 0);
	}
	option_entries(options, false, _("Options:"), out);
	option_entries(options, true, _("Shared options:"), out);
	columns(cli, _("Columns read:"), verb->in, out);
	columns(cli, _("Columns written:"), verb->out, out);
	if (verb->examples) {
		buf_printf(out, "\n%s\n", _("Examples:"));
		struct str rest = str_of(verb->examples), line;
		while (str_split(&rest, '\n', &line))
			if (line.n)
				buf_printf(out, "  %.*s\n", STR_ARG(line));
	}
}

void help_program(const struct cli_program *program, const char *name, struct buf *out)
{
	buf_printf(out, "%s %s %s\n\n", _("Usage:"), name, _("VERB [options] [FILE…]"));
	wrap(out, _(program->summary), 0, 0);
	buf_printf(out, "\n%s\n", _("Verbs:"));
	for (size_t i = 0; program->verbs[i]; i++)
		entry(out, program->verbs[i]->name, _(program->verbs[i]->summary));
	buf_printf(out, _("\nOptions and columns of a verb: %s VERB --help\n"), name);
}

void help_version(const char *name, struct buf *out)
{
	buf_printf(out, "%s " UPRAVA_VERSION "\n", name);
}
