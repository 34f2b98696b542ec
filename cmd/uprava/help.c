/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "cli/cli.h"
#include "front.h"

#include <stddef.h>

/* `uprava help audit map` is `uprava-audit map --help`. */
static enum rc help(struct cli *cli, struct err *err)
{
	const struct cli_option options[] = {CLI_END};
	const char *const *operands;
	size_t n;
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 1, 2, &operands, &n, err) != RC_OK)
		return err->rc;
	const char *path = front_find(operands[0]);
	if (!path)
		return err_set(err, RC_USAGE, _("no command of that name: %.200s"), operands[0]);
	char option[] = "--help", *argv[] = {option, (char *)(size_t)operands[0], NULL, NULL, NULL};
	argv[2] = n > 1 ? (char *)(size_t)operands[1] : option;
	argv[3] = n > 1 ? option : NULL;
	return err->rc = (enum rc)front_exec(path, 1, argv);
}

const struct cli_verb uprava_help = {
        .name = "help",
        .args = "COMMAND [VERB]",
        .summary = N_("the page of a command or a verb"),
        .run = help,
};
