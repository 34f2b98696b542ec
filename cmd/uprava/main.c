/* SPDX-License-Identifier: MIT */
/*
 * The front door: `uprava audit map …` becomes uprava-audit, which lies beside this program or on PATH, and a name that is not ours
 * becomes the plug-in uprava-NAME from PATH. The rows below are for help, completion and "did you mean"; only schema and help run here.
 */
#include "base/lang.h"
#include "base/str.h"
#include "cli/cli.h"
#include "front.h"
#include "table/schema.h"

#include <string.h>

extern const struct cli_verb uprava_schema, uprava_help;

/* clang-format off */
static const struct cli_verb
	inventory = {.name = "inventory", .summary = N_("the register of functions: import, duplicates, the applied plan")},
	audit     = {.name = "audit", .summary = N_("duties against the powers that the law gives the municipality")},
	route     = {.name = "route", .summary = N_("applications, photo reports and appeals along their routes")},
	attest    = {.name = "attest", .summary = N_("questionnaires scored, experts selected")},
	report    = {.name = "report", .summary = N_("indicators and pages for people")};
/* clang-format on */

static const struct cli_verb *const verbs[] = {&inventory, &audit,  &route,       &attest,
                                               &report,    &uprava_schema, &uprava_help, NULL};

static const struct cli_program program = {
        .name = "",
        .summary = N_("Takes the work of a municipality apart, sets it against the law, routes it, staffs it and reports on it"),
        .verbs = verbs,
        .describe = schema_describe,
};

int main(int argc, char **argv)
{
	int at = 1, skip;
	if (argc > 1 && strcmp(argv[1], "--complete") == 0)
		at = argc > 3 ? 2 : argc; /* the last word is still being written */
	else
		while (at < argc && (skip = (int)cli_before_verb(argv[at])) > 0)
			at += skip;
	const char *path = at < argc ? front_find(argv[at]) : NULL;
	if (path)
		return front_exec(path, at, argv);
	return cli_main(&program, argc, argv);
}
