/* SPDX-License-Identifier: MIT */
#include "cli/run.h"

#include "base/lang.h"

#include <string.h>

/* Text as roff reads it: a backslash, a hyphen that must stay one, a line that would be a request. */
static void roff(struct buf *out, const char *text)
{
	for (const char *p = text; *p; p++) {
		bool start = p == text || p[-1] == '\n';
		if (start && (*p == '.' || *p == '\''))
			buf_puts(out, "\\&");
		if (start && *p == ' ')
			continue;
		if (*p == '\\')
			buf_puts(out, "\\e");
		else if (*p == '-')
			buf_puts(out, "\\-");
		else
			buf_putc(out, *p);
	}
}

/* Prose: a sentence begins a line, as mdoc(7) asks. */
static void prose(struct buf *out, const char *text)
{
	struct buf copy = {0};
	buf_puts(&copy, text);
	for (size_t i = 1; i + 1 < copy.n; i++)
		if (copy.p[i] == ' ' && strchr(".?!", copy.p[i - 1]))
			copy.p[i] = '\n';
	roff(out, buf_cstr(&copy));
	buf_free(&copy);
}

/* Its newlines part paragraphs. */
static void paragraphs(struct buf *out, const char *text)
{
	struct str rest = str_of(text), line;
	while (str_split(&rest, '\n', &line)) {
		struct buf copy = {0};
		buf_str(&copy, line);
		if (line.n) {
			buf_puts(out, ".Pp\n");
			prose(out, buf_cstr(&copy));
			buf_putc(out, '\n');
		}
		buf_free(&copy);
	}
}

static void lines(struct buf *out, struct str text)
{
	buf_puts(out, ".Bd -literal -offset indent\n");
	struct str line;
	while (str_split(&text, '\n', &line)) {
		struct buf copy = {0};
		buf_str(&copy, line);
		if (line.n) {
			roff(out, buf_cstr(&copy));
			buf_putc(out, '\n');
		}
		buf_free(&copy);
	}
	buf_puts(out, ".Ed\n");
}

static void option_item(struct buf *out, const struct cli_option *row)
{
	struct buf name = {0};
	if (row->letter)
		buf_printf(&name, "-%c, ", row->letter);
	buf_printf(&name, "--%s", row->name);
	if (row->arg)
		buf_printf(&name, " %s", row->arg);
	for (size_t i = 0; row->kind == CLI_KIND_WORD && row->words[i]; i++)
		buf_printf(&name, "%c%s", i ? '|' : ' ', row->words[i]);
	buf_puts(out, ".It ");
	roff(out, buf_cstr(&name));
	buf_putc(out, '\n');
	prose(out, _(row->help));
	if (row->required)
		buf_printf(out, " (%s)", _("required"));
	if (row->kind == CLI_KIND_LIST)
		buf_printf(out, " (%s)", _("may be repeated"));
	buf_putc(out, '\n');
	buf_free(&name);
}

static void option_items(struct buf *out, const struct options *options, bool shared)
{
	size_t n = 0;
	for (size_t i = 0; i < options->n; i++)
		n += options->v[i].shared == shared;
	if (n == 0)
		return;
	buf_puts(out, ".Bl -tag -width Ds\n");
	for (size_t i = 0; i < options->n; i++)
		if (options->v[i].shared == shared)
			option_item(out, options->v[i].row);
	buf_puts(out, ".El\n");
}

static void column_lines(const struct cli *cli, const char *title, const char *schema, struct buf *out)
{
	struct buf text = {0};
	if (!schema || !cli->program->describe)
		return;
	cli->program->describe(schema, &text);
	buf_printf(out, ".Pp\n%s %s\n", title, schema);
	lines(out, buf_slice(&text));
	buf_free(&text);
}

void manual_verb(const struct cli *cli, const struct options *options, struct buf *out)
{
	const struct cli_verb *verb = cli->verb;
	buf_printf(out, ".Ss %s %s\n", verb->name, verb->args ? verb->args : "");
	prose(out, _(verb->summary));
	buf_puts(out, ".\n");
	if (verb->details)
		paragraphs(out, _(verb->details));
	option_items(out, options, false);
	column_lines(cli, _("Columns read:"), verb->in, out);
	column_lines(cli, _("Columns written:"), verb->out, out);
	if (verb->examples) {
		buf_printf(out, ".Pp\n%s\n", _("Examples:"));
		lines(out, str_of(verb->examples));
	}
}

void manual_shared(const struct options *options, struct buf *out)
{
	buf_printf(out, ".Sh %s\n", _("SHARED OPTIONS"));
	option_items(out, options, true);
}

void manual_begin(const struct cli_program *program, const char *name, struct buf *out)
{
	buf_puts(out, ".\\\" Made by --manual from the tables that --help is made from.\n.Dd November 25, 2026\n.Dt ");
	for (const char *p = name; *p; p++)
		buf_putc(out, *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p);
	buf_printf(out, " 1\n.Os\n.Sh %s\n.Nm %s\n.Nd ", _("NAME"), name);
	roff(out, _(program->summary));
	buf_printf(out, "\n.Sh %s\n", _("SYNOPSIS"));
	for (size_t i = 0; program->verbs[i]; i++) {
		const struct cli_verb *verb = program->verbs[i];
		buf_printf(out, ".Nm %s\n.Ar %s\n", name, verb->name);
		if (verb->run)
			buf_printf(out, "%s %s\n", _("[options]"), verb->args ? verb->args : "");
		if (program->verbs[i + 1])
			buf_puts(out, ".Pp\n");
	}
	buf_printf(out, ".Sh %s\n", _("DESCRIPTION"));
	prose(out, _("A table comes in, a table goes out. No FILE, or \"-\", is standard input."));
	buf_putc(out, '\n');
}

void manual_end(const char *name, struct buf *out)
{
	static const char *const codes[][2] = {
	        {"0", N_("done")},
	        {"1", N_("done, and there is something to look at: --check found it, or rows were rejected")},
	        {"2", N_("the command was called wrongly")},
	        {"3", N_("bad input")},
	        {"4", N_("the system failed: I/O, disk full, database locked")},
	        {"5", N_("a defect of uprava")},
	};
	buf_printf(out, ".Sh %s\n.Bl -tag -width Ds\n", _("EXIT STATUS"));
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		buf_printf(out, ".It %s\n", codes[i][0]);
		roff(out, _(codes[i][1]));
		buf_putc(out, '\n');
	}
	buf_printf(out, ".El\n.Sh %s\n%s.Xr uprava\\-formats 5\n", _("SEE ALSO"),
	           strcmp(name, "uprava") == 0 ? "" : ".Xr uprava 1 ,\n");
}
