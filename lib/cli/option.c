/* SPDX-License-Identifier: MIT */
#include "cli/run.h"

#include "base/lang.h"
#include "base/num.h"

#include <string.h>

static const char *const langs[] = {"en", "ru", NULL};
static const char *const progress_words[] = {"auto", "always", "never", NULL};

/* The values of help and version are never read: meeting the option ends the parsing. */
static const char help_name[] = "help", version_name[] = "version";

static size_t count_rows(const struct cli_option *rows)
{
	size_t n = 0;
	for (; rows->kind != CLI_KIND_END; rows++)
		n += rows->kind == CLI_KIND_GROUP ? count_rows(rows->value) : 1;
	return n;
}

static void add_rows(struct options *options, const struct cli_option *rows, bool own, bool shared)
{
	for (; rows->kind != CLI_KIND_END; rows++)
		if (rows->kind == CLI_KIND_GROUP)
			add_rows(options, rows->value, own, true);
		else if (own != shared)
			options->v[options->n++] = (struct option){.row = rows, .shared = shared};
}

struct options option_table(struct cli *cli, const struct cli_option *rows)
{
	const struct cli_option every[] = {
	        {.kind = CLI_KIND_WORD,
	         .name = "lang",
	         .value = &cli->lang,
	         .words = langs,
	         .help = N_("language of messages, titles and reports")},
	        {.kind = CLI_KIND_TIME,
	         .name = "now",
	         .value = &cli->now,
	         .arg = "TIME",
	         .help = N_("the present moment, for a run that can be repeated; otherwise "
	                    "UPRAVA_NOW, otherwise the clock")},
	        {.kind = CLI_KIND_WORD,
	         .name = "progress",
	         .value = &cli->progress.mode,
	         .words = progress_words,
	         .help = N_("progress of work over a second, on standard error; auto: on a "
	                    "terminal only")},
	        {.kind = CLI_KIND_FLAG,
	         .letter = 'q',
	         .name = "quiet",
	         .value = &cli->quiet,
	         .help = N_("no notes, only warnings and errors")},
	        {.kind = CLI_KIND_FLAG,
	         .letter = 'v',
	         .name = "verbose",
	         .value = &cli->verbose,
	         .help = N_("say also what was recognised and converted")},
	        {.kind = CLI_KIND_FLAG, .letter = 'h', .name = help_name, .help = N_("this page")},
	        {.kind = CLI_KIND_FLAG, .name = version_name, .help = N_("the version")},
	        CLI_END,
	};
	struct cli_option *kept =
	        arena_array(cli->arena, sizeof every / sizeof *every, sizeof *every);
	memcpy(kept, every, sizeof every);
	size_t n = count_rows(rows) + count_rows(kept);
	struct options options = {.v = arena_array(cli->arena, n, sizeof *options.v)};
	/* The verb's own rows come first whatever their place, for that is how help lists them. */
	add_rows(&options, rows, true, false);
	add_rows(&options, rows, false, false);
	add_rows(&options, kept, false, true);
	return options;
}

struct option *option_find(const struct options *options, const char *name, size_t n)
{
	for (size_t i = 0; i < options->n; i++) {
		const char *it = options->v[i].row->name;
		if (strlen(it) == n && memcmp(it, name, n) == 0)
			return &options->v[i];
	}
	return NULL;
}

struct option *option_letter(const struct options *options, char letter)
{
	for (size_t i = 0; i < options->n; i++)
		if (options->v[i].row->letter == letter)
			return &options->v[i];
	return NULL;
}

bool option_takes_value(const struct cli_option *row)
{
	return row->kind != CLI_KIND_FLAG;
}

size_t cli_before_verb(const char *word)
{
	if (word[0] != '-')
		return 0;
	return strcmp(word, "--lang") == 0 || strcmp(word, "--now") == 0 ||
	                       strcmp(word, "--progress") == 0
	               ? 2
	               : 1;
}

static enum rc unknown_option(const struct options *options, const char *name, size_t n,
                              struct err *err)
{
	const char *names[256];
	size_t k = 0;
	for (size_t i = 0; i < options->n && k < sizeof names / sizeof *names; i++)
		names[k++] = options->v[i].row->name;
	const char *near = str_nearest((struct str){name, n}, names, k);
	int len = n > 200 ? 200 : (int)n;
	if (near)
		return err_set(err, RC_USAGE, _("unknown option --%.*s (did you mean --%s?)"), len,
		               name, near);
	return err_set(err, RC_USAGE, _("unknown option --%.*s"), len, name);
}

static enum rc set_word(const struct cli_option *row, const char *value, struct err *err)
{
	size_t n = 0;
	struct buf all = {0};
	for (; row->words[n]; n++) {
		if (strcmp(row->words[n], value) == 0) {
			*(int *)row->value = (int)n;
			buf_free(&all);
			return RC_OK;
		}
		buf_printf(&all, "%s%s", n ? ", " : "", row->words[n]);
	}
	const char *near = str_nearest(str_of(value), row->words, n);
	if (near)
		err_set(err, RC_USAGE, _("--%s: \"%.200s\" is not one of %s (did you mean %s?)"),
		        row->name, value, buf_cstr(&all), near);
	else
		err_set(err, RC_USAGE, _("--%s: \"%.200s\" is not one of %s"), row->name, value,
		        buf_cstr(&all));
	buf_free(&all);
	return err->rc;
}

static enum rc out_of_range(const struct cli_option *row, const char *value, struct err *err)
{
	struct buf min = {0}, max = {0};
	num_put(&min, row->min);
	num_put(&max, row->max);
	err_set(err, RC_USAGE, _("--%s: %.200s is not between %s and %s"), row->name, value,
	        buf_cstr(&min), buf_cstr(&max));
	buf_free(&min);
	buf_free(&max);
	return err->rc;
}

static enum rc set_number(const struct cli_option *row, const char *value, struct err *err)
{
	if (row->kind == CLI_KIND_INT) {
		int64_t n;
		if (!num_parse_int(str_of(value), &n))
			return err_set(err, RC_USAGE, _("--%s: \"%.200s\" is not a whole number"),
			               row->name, value);
		if ((double)n < row->min || (double)n > row->max)
			return out_of_range(row, value, err);
		*(int64_t *)row->value = n;
		return RC_OK;
	}
	double x;
	if (!num_parse(str_of(value), &x))
		return err_set(err, RC_USAGE,
		               _("--%s: \"%.200s\" is not a number (the decimal mark is a dot)"),
		               row->name, value);
	if (x < row->min || x > row->max)
		return out_of_range(row, value, err);
	*(double *)row->value = x;
	return RC_OK;
}

static enum rc set_time(const struct cli_option *row, const char *value, struct err *err)
{
	switch (moment_read(str_of(value), row->value)) {
	case DATE_OK:
		return RC_OK;
	case DATE_AMBIGUOUS:
		return err_set(err, RC_USAGE,
		               _("--%s: \"%.200s\" can be read as two dates (write 2024-03-15 or "
		                 "15.03.2024)"),
		               row->name, value);
	default:
		return err_set(
		        err, RC_USAGE,
		        _("--%s: \"%.200s\" is not a time (write 2024-03-15 or 2024-03-15T09:30)"),
		        row->name, value);
	}
}

static void add_to_list(struct cli *cli, struct cli_list *list, const char *value)
{
	if (list->n == list->cap) {
		size_t cap = list->cap ? 2 * list->cap : 8;
		const char **v = arena_array(cli->arena, cap, sizeof *v);
		if (list->n)
			memcpy(v, list->v, list->n * sizeof *v);
		list->v = v;
		list->cap = cap;
	}
	list->v[list->n++] = value;
}

static enum rc set_value(struct cli *cli, struct option *option, const char *value, struct err *err)
{
	const struct cli_option *row = option->row;
	option->given = true;
	if (row->value == &cli->now)
		cli->now_given = true;
	switch (row->kind) {
	case CLI_KIND_FLAG:
		*(bool *)row->value = true;
		return RC_OK;
	case CLI_KIND_TEXT:
	case CLI_KIND_FILE:
		*(const char **)row->value = value;
		return RC_OK;
	case CLI_KIND_INT:
	case CLI_KIND_NUMBER:
		return set_number(row, value, err);
	case CLI_KIND_WORD:
		return set_word(row, value, err);
	case CLI_KIND_TIME:
		return set_time(row, value, err);
	case CLI_KIND_LIST:
		add_to_list(cli, row->value, value);
		return RC_OK;
	case CLI_KIND_END:
	case CLI_KIND_GROUP:
		break;
	}
	return err_set(err, RC_DEFECT, "option of unknown kind: %s", row->name);
}

/* The value in the word after word i. One that looks like an option is far more often a forgotten
 * value. */
static enum rc next_value(const struct cli *cli, size_t *i, const char *name, const char **value,
                          struct err *err)
{
	if (*i + 1 >= cli->n_words)
		return err_set(err, RC_USAGE, _("--%s needs a value"), name);
	const char *next = cli->word[*i + 1];
	if (next[0] == '-' && next[1] == '-' && next[2])
		return err_set(err, RC_USAGE,
		               _("--%s needs a value, and %.200s looks like an option (if it is "
		                 "meant: --%s=%.200s)"),
		               name, next, name, next);
	*value = next;
	++*i;
	return RC_OK;
}

static bool ends(const struct option *option, enum option_what *what)
{
	if (option->row->name == help_name)
		*what = OPTION_HELP;
	if (option->row->name == version_name)
		*what = OPTION_VERSION;
	return *what != OPTION_GO_ON;
}

static enum rc parse_long(struct cli *cli, struct options *options, size_t *i,
                          enum option_what *what, struct err *err)
{
	const char *name = cli->word[*i] + 2, *equals = strchr(name, '=');
	size_t n = equals ? (size_t)(equals - name) : strlen(name);
	struct option *option = option_find(options, name, n);
	if (!option)
		return unknown_option(options, name, n, err);
	const char *value = equals ? equals + 1 : NULL;
	if (!option_takes_value(option->row)) {
		if (value)
			return err_set(err, RC_USAGE, _("--%s takes no value"), option->row->name);
		return ends(option, what) ? RC_OK : set_value(cli, option, NULL, err);
	}
	if (!value && next_value(cli, i, option->row->name, &value, err) != RC_OK)
		return err->rc;
	return set_value(cli, option, value, err);
}

/* "-qv", "-tjson", "-t json" */
static enum rc parse_letters(struct cli *cli, struct options *options, size_t *i,
                             enum option_what *what, struct err *err)
{
	const char *word = cli->word[*i];
	for (const char *p = word + 1; *p; p++) {
		struct option *option = option_letter(options, *p);
		if (!option)
			return (unsigned char)*p < 0x80
			               ? err_set(err, RC_USAGE, _("unknown option -%c"), *p)
			               : err_set(err, RC_USAGE,
			                         _("unknown option %.200s (is it a dash?)"), word);
		if (option_takes_value(option->row)) {
			const char *value = p + 1;
			if (!*value && next_value(cli, i, option->row->name, &value, err) != RC_OK)
				return err->rc;
			return set_value(cli, option, value, err);
		}
		if (ends(option, what))
			return RC_OK;
		if (set_value(cli, option, NULL, err) != RC_OK)
			return err->rc;
	}
	return RC_OK;
}

static enum rc missing(const struct options *options, struct err *err)
{
	for (size_t i = 0; i < options->n; i++) {
		const struct cli_option *row = options->v[i].row;
		if (row->required && !options->v[i].given)
			return err_set(err, RC_USAGE, _("--%s %s is missing"), row->name,
			               row->arg ? row->arg : "");
	}
	return RC_OK;
}

enum rc option_parse(struct cli *cli, struct options *options, enum option_what *what,
                     struct err *err)
{
	cli->operand = arena_array(cli->arena, cli->n_words + 1, sizeof *cli->operand);
	*what = OPTION_GO_ON;
	bool ended = false;
	for (size_t i = 0; i < cli->n_words; i++) {
		const char *word = cli->word[i];
		if (ended || word[0] != '-' || !word[1])
			cli->operand[cli->n_operands++] = word;
		else if (strcmp(word, "--") == 0)
			ended = true;
		else if (word[1] == '-')
			parse_long(cli, options, &i, what, err);
		else
			parse_letters(cli, options, &i, what, err);
		if (err->rc != RC_OK || *what != OPTION_GO_ON)
			return err->rc;
	}
	return missing(options, err);
}
