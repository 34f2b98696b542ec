/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "cli/cli.h"
#include "table/schema.h"

extern const struct cli_verb audit_map, audit_why, audit_gaps, audit_overlap, audit_matrix, audit_evaluate;

static const struct cli_verb *const verbs[] = {&audit_map, &audit_why, &audit_gaps, &audit_overlap, &audit_matrix, &audit_evaluate, NULL};

static const struct cli_program program = {
        .name = "audit",
        .summary = N_("duties against the powers that the law gives the municipality"),
        .verbs = verbs,
        .describe = schema_describe,
};

int main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
