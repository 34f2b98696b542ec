/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "cli/cli.h"
#include "table/schema.h"

extern const struct cli_verb inventory_import, inventory_duplicates, inventory_plan;

static const struct cli_verb *const verbs[] = {&inventory_import, &inventory_duplicates, &inventory_plan, NULL};

static const struct cli_program program = {
        .name = "inventory",
        .summary = N_("The register of functions: what the administration does, how often and at what cost"),
        .verbs = verbs,
        .describe = schema_describe,
};

int main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
