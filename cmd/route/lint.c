/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "process/lint.h"
#include "table/table.h"

static enum rc put_elements(const struct bpmnin *bpmn, struct writer *out, struct err *err)
{
	for (size_t i = 0; i < bpmn->n_counts; i++) {
		writer_cstr(out, bpmn->file);
		writer_cstr(out, bpmn->count[i].element);
		writer_int(out, (int64_t)bpmn->count[i].n);
		if (writer_end(out, err) != RC_OK)
			return err->rc;
	}
	return RC_OK;
}

static enum rc put_findings(const struct bpmnin *bpmn, const struct lint *lint, struct writer *out,
                            struct err *err)
{
	for (size_t i = 0; i < lint->n; i++) {
		const struct lint_finding *it = &lint->finding[i];
		writer_cstr(out, bpmn->file);
		writer_int(out, (int64_t)it->line);
		writer_cstr(out, it->id);
		writer_cstr(out, it->check);
		writer_cstr(out, lint_severity_name(it->severity));
		writer_cstr(out, it->detail);
		if (writer_end(out, err) != RC_OK)
			return err->rc;
	}
	return RC_OK;
}

static bool is_worth_a_look(const struct lint *lint)
{
	for (size_t i = 0; i < lint->n; i++)
		if (lint->finding[i].severity != LINT_NOTE)
			return true;
	return false;
}

/* One file: its findings, or its elements. *look is set when there is something beyond notes. */
static enum rc look_at(const char *path, bool elements, struct writer *out, bool *look, struct err *err)
{
	struct arena *arena = arena_new();
	const struct bpmnin *bpmn;
	enum rc rc = bpmnin_load(path, arena, &bpmn, err);
	if (rc == RC_OK && elements) {
		rc = put_elements(bpmn, out, err);
	} else if (rc == RC_OK) {
		struct lint lint;
		lint_file(bpmn, arena, &lint);
		*look |= is_worth_a_look(&lint);
		rc = put_findings(bpmn, &lint, out, err);
	}
	arena_free(arena);
	return rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	bool check = false, elements = false, look = false;
	struct table t = TABLE(cli);
	const struct cli_option options[] = {
	        CLI_FLAG("check", &check, N_("exit with 1 when there is an error or a warning")),
	        CLI_FLAG("elements", &elements,
	                 N_("count the BPMN elements of each kind instead")),
	        CLI_GROUP(table_options(&t, TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	static const char *const standard[] = {"-"};
	const char *const *paths;
	size_t n = cli_operands(cli, &paths);
	struct writer *out;
	enum rc rc = table_out(&t, elements ? "elements" : "lint", NULL, &out, err);
	if (n == 0) {
		paths = standard;
		n = 1;
	}
	for (size_t i = 0; i < n && rc == RC_OK; i++)
		rc = look_at(paths[i], elements, out, &look, err);
	if (check && look)
		table_look(&t);
	return table_close(&t, err);
}

const struct cli_verb route_lint = {
        .name = "lint",
        .args = "[FILE…]",
        .summary = N_("say what is wrong with a process before it is deployed"),
        .out = "lint",
        .details = N_("FILE is BPMN 2.0 as any modeller writes it. An error keeps the file from being deployed, "
                      "a warning is a place where a case can stop or that no case can reach, a note is advice."),
        .examples = "uprava-route lint --check share/processes/earthworks-permit.bpmn\n"
                    "uprava-route lint -t table *.bpmn",
        .run = run,
};
