/* SPDX-License-Identifier: MIT */
/*
 * One run of one verb, as the files of this room share it. A run lives in cli_main's frame;
 * everything that grows (the table of options, the operands, the values of repeated options) lives
 * in its arena.
 */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include "base/arena.h"
#include "base/buf.h"
#include "cli/cli.h"

#include <stdint.h>

/* A row of the verb's options with the place where it stands. */
struct option {
	const struct cli_option *row;
	bool shared; /* it comes from a group, or every verb has it */
	bool given;
};

struct options {
	struct option *v;
	size_t n;
};

enum progress_mode { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

struct progress {
	int mode;
	int64_t start, shown; /* milliseconds on a clock that only goes forward; 0: not yet */
	bool terminal;
	bool drawn; /* a line stands on the terminal and must be wiped before another text */
};

struct cli {
	const struct cli_program *program;
	const struct cli_verb *verb;
	const char *name;        /* "uprava-audit" */
	const char *const *word; /* the words after the program's name, without the verb */
	size_t n_words;
	bool completing; /* the last word is the one to complete; nothing is run */
	struct buf *manual; /* the page being written: cli_parse adds the verb's part, and nothing is run */
	struct buf shared; /* the page's part on shared options, of the verb that has most of them */
	struct arena *arena;
	const char **operand;
	size_t n_operands;
	int lang;
	struct moment now;
	bool now_given;
	bool quiet, verbose;
	struct progress progress;
};

/* option.c: flattens rows and groups, then the rows every verb has, into one table in the run's
 * arena. */
struct options option_table(struct cli *cli, const struct cli_option *rows);
/* NULL when there is none. n: bytes of name. */
struct option *option_find(const struct options *options, const char *name, size_t n);
struct option *option_letter(const struct options *options, char letter);
bool option_takes_value(const struct cli_option *row);
/* Parses the words of the run. *what is OPTION_HELP or OPTION_VERSION when one of them was met;
 * nothing else is checked then. */
enum option_what { OPTION_GO_ON, OPTION_HELP, OPTION_VERSION };
enum rc option_parse(struct cli *cli, struct options *options, enum option_what *what,
                     struct err *err) MUST_CHECK;
/* help.c: the pages, appended to out. */
void help_verb(const struct cli *cli, const struct options *options, struct buf *out);
void help_program(const struct cli_program *program, const char *name, struct buf *out);
void help_version(const char *name, struct buf *out);

/* manual.c: the page of a program in mdoc(7), in the language set: begin, a part a verb, the options that verbs share, end. */
void manual_begin(const struct cli_program *program, const char *name, struct buf *out);
void manual_verb(const struct cli *cli, const struct options *options, struct buf *out);
void manual_shared(const struct options *options, struct buf *out);
void manual_end(const char *name, struct buf *out);

/*
 * complete.c: the candidates for the last word, one a line, a tab before its summary; a line
 * ":files" asks the shell to add its own files. Only what begins with the word is printed.
 */
void complete_verbs(const struct cli_program *program, const char *word, struct buf *out);
void complete_words(const struct cli *cli, const struct options *options, struct buf *out);

/* progress.c */
void progress_begin(struct progress *progress, bool quiet);
void progress_show(struct progress *progress, const char *name, size_t done, size_t total);
void progress_wipe(struct progress *progress);

#endif
