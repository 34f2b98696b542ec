/* SPDX-License-Identifier: MIT */
/*
 * A program with one verb that prints back what it was told, run as main would run it, in a child whose standard
 * output and standard error go to one file.
 */
#include "base/date.h"
#include "base/lang.h"
#include "base/str.h"
#include "cli/cli.h"
#include "unit.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const colours[] = {"red", "green", NULL};

static enum rc echo(struct cli *cli, struct err *err)
{
	bool flag = false;
	const char *text = "-", *file = "-";
	int64_t whole = 7;
	double number = 0.5;
	int colour = 1;
	struct cli_list list = {0};
	struct moment at = {0, DATE_NO_OFFSET};
	const struct cli_option group[] = {
		CLI_WORD("colour", &colour, colours, N_("a colour")),
		CLI_LIST("add", &list, "NAME=FILE", N_("an item")),
		CLI_END,
	};
	const struct cli_option options[] = {
		CLI_FLAG("flag", &flag, N_("a flag")),
		{.kind = CLI_KIND_TEXT, .letter = 't', .name = "text", .value = &text, .arg = "TEXT", .help = "a text"},
		CLI_GROUP((void *)(uintptr_t)group),
		CLI_FILE("file", &file, N_("a file")),
		CLI_INT("whole", &whole, 1, 1000, "N", N_("a whole number")),
		CLI_NUMBER("number", &number, 0, 1, "X", N_("a number")),
		CLI_TIME("at", &at, N_("a time")),
		CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	const char *const *operands;
	size_t n;
	if (cli_operands_within(cli, 0, 2, &operands, &n, err) != RC_OK)
		return err->rc;
	dprintf(1, "%d %s %s %d %.3g %s %lld", flag, text, file, (int)whole, number, colours[colour],
	        (long long)at.seconds);
	for (size_t i = 0; i < list.n; i++)
		dprintf(1, " +%s", list.v[i]);
	for (size_t i = 0; i < n; i++)
		dprintf(1, " <%s>", operands[i]);
	return RC_OK;
}

static enum rc need(struct cli *cli, struct err *err)
{
	const char *powers = NULL;
	const struct cli_option options[] = {CLI_NEED_FILE("powers", &powers, N_("the powers")), CLI_END};
	if (!cli_parse(cli, options, err))
		return err->rc;
	dprintf(1, "%lld", (long long)date_now().seconds);
	return RC_LOOK;
}

static const struct cli_verb verb_echo = {
	.name = "echo", .args = "[FILE…]", .summary = "say it back", .run = echo};
static const struct cli_verb verb_need = {.name = "need", .args = "", .summary = "need a file", .run = need};
static const struct cli_verb *const verbs[] = {&verb_echo, &verb_need, NULL};
static const struct cli_program program = {.name = "test", .summary = "a test", .verbs = verbs};

struct run {
	const char *words; /* parted by blanks; "''" is an empty word */
	int rc;
	const char *want; /* the whole output; "~" before it: its first line */
};

static const struct run runs[] = {
	{"echo", 0, "0 - - 7 0.5 green 0"},
	{"echo --flag --text x --file=f --whole 1000 --number=0.25 --colour red", 0, "1 x f 1000 0.25 red 0"},
	{"echo a -- --flag", 0, "0 - - 7 0.5 green 0 <a> <--flag>"},
	{"echo - --flag", 0, "1 - - 7 0.5 green 0 <->"},
	{"echo -tone -t two", 0, "0 two - 7 0.5 green 0"},
	{"echo -qvt three", 0, "0 three - 7 0.5 green 0"},
	{"echo --text=", 0, "0  - 7 0.5 green 0"},
	{"echo --text=--flag", 0, "0 --flag - 7 0.5 green 0"},
	{"echo --text -", 0, "0 - - 7 0.5 green 0"},
	{"echo --at 1970-01-02", 0, "0 - - 7 0.5 green 86400"},
	{"echo --add a=1 --add b=2 --add 3 --add 4 --add 5 --add 6 --add 7 --add 8 --add 9", 0,
	 "0 - - 7 0.5 green 0 +a=1 +b=2 +3 +4 +5 +6 +7 +8 +9"},
	{"-q echo --flag", 0, "1 - - 7 0.5 green 0"},
	{"--lang en echo", 0, "0 - - 7 0.5 green 0"},
	{"echo --flog", 2, "~uprava-test echo: unknown option --flog (did you mean --flag?)"},
	{"echo --zzzzzz", 2, "~uprava-test echo: unknown option --zzzzzz"},
	{"echo --fla", 2, "~uprava-test echo: unknown option --fla (did you mean --flag?)"},
	{"echo -x", 2, "~uprava-test echo: unknown option -x"},
	{"echo --text", 2, "~uprava-test echo: --text needs a value"},
	{"echo -t", 2, "~uprava-test echo: --text needs a value"},
	{"echo --text --flag", 2,
	 "~uprava-test echo: --text needs a value, and --flag looks like an option (if it is meant: --text=--flag)"},
	{"echo --flag=1", 2, "~uprava-test echo: --flag takes no value"},
	{"echo --whole 0", 2, "~uprava-test echo: --whole: 0 is not between 1 and 1000"},
	{"echo --whole -5", 2, "~uprava-test echo: --whole: -5 is not between 1 and 1000"},
	{"echo --whole 1.5", 2, "~uprava-test echo: --whole: \"1.5\" is not a whole number"},
	{"echo --whole=", 2, "~uprava-test echo: --whole: \"\" is not a whole number"},
	{"echo --whole 99999999999999999999", 2,
	 "~uprava-test echo: --whole: \"99999999999999999999\" is not a whole number"},
	{"echo --number nan", 2, "~uprava-test echo: --number: \"nan\" is not a number (the decimal mark is a dot)"},
	{"echo --number 1.01", 2, "~uprava-test echo: --number: 1.01 is not between 0 and 1"},
	{"echo --colour gren", 2,
	 "~uprava-test echo: --colour: \"gren\" is not one of red, green (did you mean green?)"},
	{"echo --at 03/04/2023", 2,
	 "~uprava-test echo: --at: \"03/04/2023\" can be read as two dates (write 2024-03-15 or 15.03.2024)"},
	{"echo --at noon", 2,
	 "~uprava-test echo: --at: \"noon\" is not a time (write 2024-03-15 or 2024-03-15T09:30)"},
	{"echo a b c", 2, "~uprava-test echo: an operand too many: c"},
	{"need", 2, "~uprava-test need: --powers FILE is missing"},
	{"need --powers=f --now 1970-01-01T00:01", 1, "60"},
	{"ecko", 2, "~uprava-test: unknown verb ecko (did you mean echo?)"},
	{"--lang ru need", 2, "~uprava-test need: не задан обязательный параметр --powers FILE"},
	{"need --lang=ru", 2, "~uprava-test need: не задан обязательный параметр --powers FILE"},
	{"need --lang xx", 2, "~uprava-test need: --lang: \"xx\" is not one of en, ru"},
	{"need --help", 0, "~Usage: uprava-test need [options]"},
	{"echo --help", 0, "~Usage: uprava-test echo [options] [FILE…]"},
	{"echo -vh --nonsense", 0, "~Usage: uprava-test echo [options] [FILE…]"},
	{"--help", 0, "~Usage: uprava-test VERB [options] [FILE…]"},
	{"", 2, "~Usage: uprava-test VERB [options] [FILE…]"},
	{"--complete e", 0, "echo\tsay it back\n"},
	{"--complete echo --fl", 0, "--flag\ta flag\n"},
	{"--complete echo --colour ''", 0, "red\ngreen\n"},
	{"--complete echo --colour=g", 0, "--colour=green\n"},
	{"--complete echo --flag ''", 0, ":files\n"},
	{"--complete echo -t ''", 0, ""},
	{"--complete echo --add x", 0, ":files\n"},
	{"--complete echo -- --fl", 0, ":files\n"},
	{"--complete need ''", 0, ""},
	{"--complete need --powers ''", 0, ":files\n"},
	{"--complete nonsense ''", 0, ""},
};

static int run(const char *words, char *out, size_t size)
{
	char copy[512], name[] = "uprava-test", *argv[64] = {name};
	int argc = 1;
	snprintf(copy, sizeof copy, "%s", words);
	for (char *w = strtok(copy, " "); w; w = strtok(NULL, " "))
		argv[argc++] = strcmp(w, "''") == 0 ? w + 2 : w;
	FILE *file = tmpfile();
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		dup2(fileno(file), 1);
		dup2(fileno(file), 2);
		exit(cli_main(&program, argc, argv));
	}
	int status;
	waitpid(child, &status, 0);
	rewind(file);
	out[fread(out, 1, size - 1, file)] = '\0';
	fclose(file);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int main(void)
{
	static char out[65536];
	setenv("UPRAVA_LANG", "en", 1);
	unsetenv("UPRAVA_NOW");
	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
		const char *want = runs[i].want;
		int rc = run(runs[i].words, out, sizeof out);
		if (*want == '~') {
			out[strcspn(out, "\n")] = '\0';
			want++;
		}
		unit_str(out, want, runs[i].words);
		if (rc != runs[i].rc)
			unit_num(rc, runs[i].rc, 0, "exit code");
	}
	setenv("UPRAVA_NOW", "yesterday", 1);
	unit_num(run("need --powers=f", out, sizeof out), 2, 0, "a bad UPRAVA_NOW is a usage error");
	setenv("UPRAVA_NOW", "1970-01-01T00:02", 1);
	run("need --powers=f", out, sizeof out);
	unit_str(out, "120", "UPRAVA_NOW pins the clock");
	run("need --powers=f --now 1970-01-01T00:03", out, sizeof out);
	unit_str(out, "180", "--now goes before UPRAVA_NOW");
	return unit_done();
}
