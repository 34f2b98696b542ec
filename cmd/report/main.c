/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "cli/cli.h"
#include "table/schema.h"

extern const struct cli_verb report_kpi, report_html;

static const struct cli_verb *const verbs[] = {&report_kpi, &report_html, NULL};

static const struct cli_program program = {
        .name = "report",
        .summary = N_("indicators and pages for people"),
        .verbs = verbs,
        .describe = schema_describe,
};

int main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
