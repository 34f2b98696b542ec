/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"

#include "base/io.h"
#include "base/lang.h"
#include "cli/run.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --lang wherever it stands, else the environment: the language must be known before the first
 * message is. */
static enum lang find_lang(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--lang=", 7) == 0)
			return lang_of(argv[i] + 7);
		if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			return lang_of(argv[i + 1]);
	}
	static const char *const names[] = {"UPRAVA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return lang_of(value);
	}
	return LANG_EN;
}

/*
 * A descriptor that was closed by the caller would be given to the next file opened, and data would
 * go where nobody looks. Opened the wrong way round, standard input and output still fail as closed
 * ones do.
 */
static void guard_descriptors(void)
{
	static const int flags[] = {O_WRONLY, O_RDONLY, O_RDWR};
	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", flags[fd]) != fd)
			_exit(RC_SYSTEM);
}

/* The result stands in err as well. */
static enum rc print(const struct buf *text, struct err *err)
{
	struct io_out *out;
	if (io_out_open(NULL, IO_STREAM, 0666, &out, err) != RC_OK)
		return err->rc;
	if (io_out_write(out, buf_slice(text), err) == RC_OK)
		return io_out_commit(out, err);
	io_out_abort(out);
	return err->rc;
}

static void say(const struct cli *cli, const char *text)
{
	/* Not progress_wipe: the run is const for callers, and a line wiped twice does no harm. */
	if (cli->progress.drawn)
		fputs("\r\033[K", stderr);
	fprintf(stderr, "%s: %s\n", cli->name, text);
}

void cli_warn(const struct cli *cli, const char *text)
{
	say(cli, text);
}

void cli_note(const struct cli *cli, const char *text)
{
	if (!cli->quiet)
		say(cli, text);
}

void cli_detail(const struct cli *cli, const char *text)
{
	if (cli->verbose)
		say(cli, text);
}

void cli_progress(struct cli *cli, size_t done, size_t total)
{
	progress_show(&cli->progress, cli->name, done, total);
}

const char *cli_name(const struct cli *cli)
{
	return cli->name;
}

size_t cli_operands(const struct cli *cli, const char *const **operands)
{
	*operands = cli->operand;
	return cli->n_operands;
}

enum rc cli_operands_within(const struct cli *cli, size_t min, size_t max,
                            const char *const **operands, size_t *n, struct err *err)
{
	*n = cli_operands(cli, operands);
	if (*n < min)
		return err_set(err, RC_USAGE, _("an operand is missing: %s"), cli->verb->args);
	if (*n > max)
		return err_set(err, RC_USAGE, _("an operand too many: %.200s"), (*operands)[max]);
	return RC_OK;
}

static enum rc set_now(struct cli *cli, struct err *err)
{
	const char *pinned = getenv("UPRAVA_NOW");
	if (!cli->now_given && pinned && *pinned) {
		if (moment_read(str_of(pinned), &cli->now) != DATE_OK)
			return err_set(err, RC_USAGE,
			               _("UPRAVA_NOW: \"%.200s\" is not a time (write 2024-03-15 "
			                 "or 2024-03-15T09:30)"),
			               pinned);
		cli->now_given = true;
	}
	if (cli->now_given)
		date_now_set(cli->now);
	return RC_OK;
}

bool cli_parse(struct cli *cli, const struct cli_option *rows, struct err *err)
{
	struct options options = option_table(cli, rows);
	struct buf page = {0};
	if (cli->manual) {
		manual_verb(cli, &options, cli->manual);
		/* Written now: the rows stand on the verb's stack. */
		manual_shared(&options, &page);
		if (page.n > cli->shared.n) {
			buf_clear(&cli->shared);
			buf_str(&cli->shared, buf_slice(&page));
		}
		buf_free(&page);
		return false;
	}
	enum option_what what = OPTION_GO_ON;
	if (cli->completing)
		complete_words(cli, &options, &page);
	else if (option_parse(cli, &options, &what, err) != RC_OK)
		return false;
	else if (what == OPTION_HELP)
		help_verb(cli, &options, &page);
	else if (what == OPTION_VERSION)
		help_version(cli->name, &page);
	if (cli->completing || what != OPTION_GO_ON) {
		print(&page, err);
		buf_free(&page);
		return false;
	}
	if (set_now(cli, err) != RC_OK)
		return false;
	progress_begin(&cli->progress, cli->quiet);
	return true;
}

/* The verb is the first word that is no option; the words before and after it become cli->word. */
static const char *cut_verb(struct cli *cli, int argc, char **argv)
{
	const char **word = arena_array(cli->arena, (size_t)argc + 1, sizeof *word);
	const char *verb = NULL;
	size_t n = 0;
	int last = cli->completing ? argc - 1 : argc;
	for (int i = 0; i < argc; i++) {
		size_t take = !verb && i < last ? cli_before_verb(argv[i]) : 1;
		if (take == 0)
			verb = argv[i];
		for (; take > 0; take--) {
			word[n++] = argv[i];
			if (take > 1 && ++i >= argc)
				break;
		}
	}
	cli->word = word;
	cli->n_words = n;
	return verb;
}

static bool has_word(const struct cli *cli, const char *a, const char *b)
{
	for (size_t i = 0; i < cli->n_words; i++)
		if (strcmp(cli->word[i], a) == 0 || (b && strcmp(cli->word[i], b) == 0))
			return true;
	return false;
}

static enum rc without_verb(struct cli *cli, struct err *err)
{
	struct buf page = {0};
	if (cli->completing)
		complete_verbs(cli->program, cli->n_words ? cli->word[cli->n_words - 1] : "",
		               &page);
	else if (has_word(cli, "--version", NULL))
		help_version(cli->name, &page);
	else
		help_program(cli->program, cli->name, &page);
	if (cli->completing || has_word(cli, "-h", "--help") || has_word(cli, "--version", NULL)) {
		print(&page, err);
	} else {
		fputs(buf_cstr(&page), stderr);
		err->rc = RC_USAGE;
	}
	buf_free(&page);
	return err->rc;
}

static enum rc run_verb(struct cli *cli, const char *name, struct err *err)
{
	const char *names[256];
	size_t n = 0;
	for (; cli->program->verbs[n] && n < sizeof names / sizeof *names; n++) {
		names[n] = cli->program->verbs[n]->name;
		if (strcmp(names[n], name) == 0)
			cli->verb = cli->program->verbs[n];
	}
	if (cli->verb)
		return cli->verb->run(cli, err);
	if (cli->completing)
		return RC_OK;
	const char *near = str_nearest(str_of(name), names, n);
	if (near)
		return err_set(err, RC_USAGE, _("unknown verb %.200s (did you mean %s?)"), name,
		               near);
	return err_set(err, RC_USAGE, _("unknown verb %.200s"), name);
}

/* The whole page: every verb is run as far as its cli_parse. */
static enum rc write_manual(struct cli *cli, struct err *err)
{
	struct buf page = {0};
	cli->manual = &page;
	manual_begin(cli->program, cli->name, &page);
	for (size_t i = 0; cli->program->verbs[i]; i++) {
		cli->verb = cli->program->verbs[i];
		if (cli->verb->run)
			cli->verb->run(cli, err);
	}
	buf_str(&page, buf_slice(&cli->shared));
	buf_free(&cli->shared);
	manual_end(cli->name, &page);
	print(&page, err);
	buf_free(&page);
	return err->rc;
}

static void report(const struct cli *cli, const struct err *err)
{
	if (!err->text[0])
		return;
	const char *blank = cli->verb ? " " : "", *verb = cli->verb ? cli->verb->name : "";
	if (err->rc != RC_USAGE) {
		say(cli, err->text);
		return;
	}
	fprintf(stderr, "%s%s%s: %s\n", cli->name, blank, verb, err->text);
	fprintf(stderr, _("See: %s%s%s --help\n"), cli->name, blank, verb);
}

int cli_main(const struct cli_program *program, int argc, char **argv)
{
	signal(SIGPIPE, SIG_DFL);
	/* A limit on file size is an error that names the file, not a death. */
	signal(SIGXFSZ, SIG_IGN);
	guard_descriptors();
	lang_set(find_lang(argc, argv));

	struct err err = ERR_NONE;
	struct cli cli = {.program = program, .arena = arena_new(), .lang = (int)lang_get()};
	cli.name = *program->name ? arena_printf(cli.arena, "uprava-%s", program->name) : "uprava";
	cli.completing = argc > 1 && strcmp(argv[1], "--complete") == 0;
	bool manual = argc > 1 && strcmp(argv[1], "--manual") == 0;
	int skip = cli.completing || manual ? 2 : 1;
	argc = argc > skip ? argc - skip : 0;

	const char *verb = cut_verb(&cli, argc, argv + skip);
	enum rc rc = manual ? write_manual(&cli, &err) : verb ? run_verb(&cli, verb, &err) : without_verb(&cli, &err);
	progress_wipe(&cli.progress);
	report(&cli, &err);
	arena_free(cli.arena);
	return rc;
}
