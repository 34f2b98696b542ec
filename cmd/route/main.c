/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "cli/cli.h"
#include "table/schema.h"

extern const struct cli_verb route_lint;

static const struct cli_verb *const verbs[] = {&route_lint, NULL};

static const struct cli_program program = {
        .name = "route",
        .summary = N_("Applications, photo reports, appeals and instructions on the way their process draws"),
        .verbs = verbs,
        .describe = schema_describe,
};

int main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
