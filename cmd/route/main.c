/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "cli/cli.h"
#include "table/schema.h"

extern const struct cli_verb route_lint;
extern const struct cli_verb route_check;
extern const struct cli_verb route_deploy;
extern const struct cli_verb route_submit;
extern const struct cli_verb route_tasks;
extern const struct cli_verb route_complete;
extern const struct cli_verb route_tick;
extern const struct cli_verb route_cases;
extern const struct cli_verb route_history;
extern const struct cli_verb route_verify;
extern const struct cli_verb route_suggest;
extern const struct cli_verb route_rebuild;
extern const struct cli_verb route_migrate;
extern const struct cli_verb route_deadline;
extern const struct cli_verb route_intake;
extern const struct cli_verb route_deliver;

static const struct cli_verb *const verbs[] = {
        &route_lint,
        &route_check,
        &route_deploy,
        &route_submit,
        &route_tasks,
        &route_complete,
        &route_tick,
        &route_cases,
        &route_history,
        &route_verify,
        &route_suggest,
        &route_rebuild,
        &route_migrate,
        &route_deadline,
        &route_intake,
        &route_deliver,
        NULL,
};

static const struct cli_program program = {
        .name = "route",
        .summary = N_("Applications, photo reports and appeals along the routes that BPMN files draw"),
        .verbs = verbs,
        .describe = schema_describe,
};

int main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
