/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "cli/cli.h"
#include "table/schema.h"

extern const struct cli_verb attest_score, attest_select;

static const struct cli_verb *const verbs[] = {&attest_score, &attest_select, NULL};

static const struct cli_program program = {
        .name = "attest",
        .summary = N_("questionnaires scored, experts selected"),
        .verbs = verbs,
        .describe = schema_describe,
};

int main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
