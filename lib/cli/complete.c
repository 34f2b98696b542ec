/* SPDX-License-Identifier: MIT */
#include "cli/run.h"

#include "base/lang.h"

#include <string.h>

static void candidate(const char *word, const char *before, const char *name, const char *summary,
                      struct buf *out)
{
	size_t start = out->n;
	buf_printf(out, "%s%s", before, name);
	if (strncmp(out->p + start, word, strlen(word)) != 0) {
		out->n = start;
		return;
	}
	if (summary)
		buf_printf(out, "\t%s", summary);
	buf_putc(out, '\n');
}

void complete_verbs(const struct cli_program *program, const char *word, struct buf *out)
{
	for (size_t i = 0; program->verbs[i]; i++)
		candidate(word, "", program->verbs[i]->name, _(program->verbs[i]->summary), out);
	candidate(word, "", "--help", NULL, out);
	candidate(word, "", "--version", NULL, out);
}

/* before: what stands before the value in the same word, "--to=" or "". */
static void values(const struct cli_option *row, const char *word, const char *before,
                   struct buf *out)
{
	if (row->kind == CLI_KIND_WORD)
		for (size_t i = 0; row->words[i]; i++)
			candidate(word, before, row->words[i], NULL, out);
	else if (row->kind == CLI_KIND_FILE || (row->arg && strstr(row->arg, "FILE")))
		buf_puts(out, ":files\n");
}

/* The option among the words before the last whose value is still to come; NULL for none. *ended:
 * "--" was met. */
static const struct cli_option *pending(const struct cli *cli, const struct options *options,
                                        bool *ended)
{
	const struct cli_option *row = NULL;
	for (size_t i = 0; i + 1 < cli->n_words; i++) {
		const char *word = cli->word[i];
		if (row || *ended || word[0] != '-' || !word[1]) {
			row = NULL;
			continue;
		}
		*ended = strcmp(word, "--") == 0;
		struct option *option = NULL;
		if (word[1] == '-' && !strchr(word, '='))
			option = option_find(options, word + 2, strlen(word + 2));
		else if (word[1] != '-' && !word[2])
			option = option_letter(options, word[1]);
		row = option && option_takes_value(option->row) ? option->row : NULL;
	}
	return row;
}

void complete_words(const struct cli *cli, const struct options *options, struct buf *out)
{
	const char *word = cli->n_words ? cli->word[cli->n_words - 1] : "";
	const char *equals = strchr(word, '=');
	bool ended = false;
	const struct cli_option *row = pending(cli, options, &ended);
	if (row) {
		values(row, word, "", out);
		return;
	}
	if (word[0] != '-' || ended) {
		if (cli->verb->args && strstr(cli->verb->args, "FILE"))
			buf_puts(out, ":files\n");
		return;
	}
	if (equals && word[1] == '-') {
		const struct option *option =
		        option_find(options, word + 2, (size_t)(equals - word - 2));
		const char *before =
		        arena_cstr(cli->arena, (struct str){word, (size_t)(equals - word) + 1});
		if (option && option_takes_value(option->row))
			values(option->row, word, before, out);
		return;
	}
	for (size_t i = 0; i < options->n; i++)
		candidate(word, "--", options->v[i].row->name, _(options->v[i].row->help), out);
}
