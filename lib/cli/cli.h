/* SPDX-License-Identifier: MIT */
/*
 * Verbs and options. A command's main.c lists its verbs; each verb is one static struct cli_verb at the foot of
 * its own file. A verb declares its options as an array on its own stack whose rows point at locals and calls
 * cli_parse first: that one call parses, answers --help, and answers shell completion, all from the same rows.
 *
 *	static enum rc run(struct cli *cli, struct err *err)
 *	{
 *		int64_t limit = 225;
 *		const struct cli_option options[] = {
 *			CLI_INT("limit", &limit, 1, 1000000, "N", N_("how many functions enter the plan")),
 *			CLI_END,
 *		};
 *		if (!cli_parse(cli, options, err))
 *			return err->rc;
 *		…
 *
 * What every verb has without saying so: --lang, --now, --progress, -q, -v, -h, --version.
 * Only cli prints on stderr. Exact option names only; --name=value and --name value; -xVALUE and -x VALUE; "--" ends
 * the options; options and operands may mix.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/date.h"
#include "base/err.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

struct cli; /* one run of one verb */

enum cli_kind {
	CLI_KIND_END,
	CLI_KIND_FLAG,   /* bool */
	CLI_KIND_TEXT,   /* const char * */
	CLI_KIND_FILE,   /* const char *, completed as a file */
	CLI_KIND_INT,    /* int64_t within [min, max] */
	CLI_KIND_NUMBER, /* double within [min, max] */
	CLI_KIND_WORD,   /* int: index into words */
	CLI_KIND_TIME,   /* struct moment */
	CLI_KIND_LIST,   /* struct cli_list: the option may be repeated */
	CLI_KIND_GROUP,  /* value is another array of rows, ended by CLI_END */
};

struct cli_list {
	const char **v;
	size_t n, cap;
};

struct cli_option {
	enum cli_kind kind;
	char letter;              /* 0 for none */
	const char *name;
	void *value;              /* untouched when the option is not given */
	const char *arg;          /* the value's name in help: "FILE", "N" */
	const char *help;         /* N_() */
	const char *const *words; /* CLI_KIND_WORD: ended by NULL */
	double min, max;
	bool required;            /* missing is a usage error */
};

/* clang-format off */
#define CLI_END {.kind = CLI_KIND_END}
#define CLI_FLAG(name_, value_, help_) {.kind = CLI_KIND_FLAG, .name = name_, .value = (bool *){value_}, .help = help_}
#define CLI_TEXT(name_, value_, arg_, help_) {.kind = CLI_KIND_TEXT, .name = name_, .value = (const char **){value_}, .arg = arg_, .help = help_}
#define CLI_FILE(name_, value_, help_) {.kind = CLI_KIND_FILE, .name = name_, .value = (const char **){value_}, .arg = "FILE", .help = help_}
#define CLI_NEED_TEXT(name_, value_, arg_, help_) {.kind = CLI_KIND_TEXT, .name = name_, .value = (const char **){value_}, .arg = arg_, .help = help_, .required = true}
#define CLI_NEED_FILE(name_, value_, help_) {.kind = CLI_KIND_FILE, .name = name_, .value = (const char **){value_}, .arg = "FILE", .help = help_, .required = true}
#define CLI_INT(name_, value_, min_, max_, arg_, help_) {.kind = CLI_KIND_INT, .name = name_, .value = (int64_t *){value_}, .min = min_, .max = max_, .arg = arg_, .help = help_}
#define CLI_NUMBER(name_, value_, min_, max_, arg_, help_) {.kind = CLI_KIND_NUMBER, .name = name_, .value = (double *){value_}, .min = min_, .max = max_, .arg = arg_, .help = help_}
#define CLI_WORD(name_, value_, words_, help_) {.kind = CLI_KIND_WORD, .name = name_, .value = (int *){value_}, .words = words_, .help = help_}
#define CLI_TIME(name_, value_, help_) {.kind = CLI_KIND_TIME, .name = name_, .value = (struct moment *){value_}, .arg = "TIME", .help = help_}
#define CLI_LIST(name_, value_, arg_, help_) {.kind = CLI_KIND_LIST, .name = name_, .value = (struct cli_list *){value_}, .arg = arg_, .help = help_}
#define CLI_GROUP(rows_) {.kind = CLI_KIND_GROUP, .value = rows_}
/* clang-format on */

struct cli_verb {
	const char *name;     /* "map" */
	const char *args;     /* operands as help shows them: "[FILE…]", "" for none */
	const char *summary;  /* N_(): one line, no full stop */
	const char *in, *out; /* schemas of the tables read and written; NULL for none */
	const char *details;  /* N_(): what a user must know beyond the options; may be NULL */
	const char *examples; /* command lines, one a line; may be NULL */
	enum rc (*run)(struct cli *cli, struct err *err);
};

struct cli_program {
	const char *name;    /* "audit"; the program is uprava-audit */
	const char *summary; /* N_() */
	const struct cli_verb *const *verbs; /* ended by NULL */
	/* Writes the columns of a schema for --help, one a line; passed in because schemas live a floor above. NULL is safe. */
	void (*describe)(const char *schema, void *out); /* out is a struct buf * */
};

/* The whole of main: finds the verb, runs it, prints the error, returns the exit code. */
int cli_main(const struct cli_program *program, int argc, char **argv);

/* How many words an option that every verb has takes when it stands before the verb; 0: the word is no such option. */
size_t cli_before_verb(const char *word);

/* True: go on. False: return err->rc (RC_OK when help, the version or a completion was printed). */
bool cli_parse(struct cli *cli, const struct cli_option *options, struct err *err);

/* The operands after cli_parse; "-" is left as it is. */
size_t cli_operands(const struct cli *cli, const char *const **operands);
/* As above, and a usage error when there are fewer than min or more than max. */
enum rc cli_operands_within(const struct cli *cli, size_t min, size_t max, const char *const **operands,
                            size_t *n, struct err *err) MUST_CHECK;

/* "uprava-audit" */
const char *cli_name(const struct cli *cli);

/* Messages on stderr as "uprava-audit: text". A warning always; a note unless -q; a detail only with -v. */
void cli_warn(const struct cli *cli, const char *text);
void cli_note(const struct cli *cli, const char *text);
void cli_detail(const struct cli *cli, const char *text);

/* For work over a second, on a terminal (or --progress always): how far it is. total 0: not known. Cheap to call. */
void cli_progress(struct cli *cli, size_t done, size_t total);

#endif
