/* SPDX-License-Identifier: MIT */
#include "base/io.h"
#include "base/lang.h"
#include "cases/rulebook.h"
#include "process/lint.h"
#include "table/table.h"

#include <string.h>
#include <strings.h>

enum { TABLE_MAX = 16 << 20 };

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

static enum rc put_findings(const char *file, const struct lint *lint, struct writer *out, struct err *err)
{
	for (size_t i = 0; i < lint->n; i++) {
		const struct lint_finding *it = &lint->finding[i];
		writer_cstr(out, it->file ? it->file : file);
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

/* Called processes are looked for in the other files of the call. */
struct files {
	const char *const *path;
	size_t n;
	struct arena *arena; /* of the file that is looked at */
};

static bool holds(const struct bpmnin *bpmn, const char *process)
{
	for (size_t i = 0; i < bpmn->n_processes; i++)
		if (strcmp(bpmn->process[i]->id, process) == 0)
			return true;
	return false;
}

static enum rc find_called(void *context, const char *process, struct str *text, const char **file, struct err *err)
{
	const struct files *files = context;
	for (size_t i = 0; i < files->n && text->n == 0 && err->rc == RC_OK; i++) {
		const struct bpmnin *bpmn;
		struct buf document = {0};
		struct err unreadable = ERR_NONE; /* is told when it is that file's turn */
		if (strcmp(files->path[i], "-") != 0 && io_read_file(files->path[i], 0, &document, &unreadable) == RC_OK &&
		    bpmnin_read(buf_slice(&document), files->path[i], files->arena, &bpmn, &unreadable) == RC_OK && holds(bpmn, process)) {
			*text = arena_str(files->arena, buf_slice(&document));
			*file = files->path[i];
		}
		buf_free(&document);
	}
	return err->rc;
}

static bool is_table(const char *path)
{
	size_t n = strlen(path);
	return n > 4 && strcasecmp(path + n - 4, ".csv") == 0;
}

static enum rc look_at_table(const char *path, struct writer *out, bool *look, struct err *err)
{
	struct arena *arena = arena_new();
	struct decision *decision = NULL;
	struct buf bytes = {0};
	struct lint lint;
	if (io_read_file(path, TABLE_MAX, &bytes, err) == RC_OK && rulebook_read(buf_slice(&bytes), path, arena, &decision, err) == RC_OK) {
		decision_lint(decision, arena, &lint);
		*look |= is_worth_a_look(&lint);
		put_findings(path, &lint, out, err);
	}
	decision_free(decision);
	buf_free(&bytes);
	arena_free(arena);
	return err->rc;
}

/* One file: its findings, or its elements. *look is set when there is something beyond notes. */
static enum rc look_at(struct files *files, const char *path, bool elements, struct writer *out, bool *look, struct err *err)
{
	struct arena *arena = files->arena = arena_new();
	struct bpmnin_library library = {find_called, files};
	const struct bpmnin *bpmn;
	enum rc rc = bpmnin_load(path, &library, arena, &bpmn, err);
	if (rc == RC_OK && elements) {
		rc = put_elements(bpmn, out, err);
	} else if (rc == RC_OK) {
		struct lint lint;
		lint_file(bpmn, arena, &lint);
		*look |= is_worth_a_look(&lint);
		rc = put_findings(bpmn->file, &lint, out, err);
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
		rc = !elements && is_table(paths[i]) ? look_at_table(paths[i], out, &look, err)
		                                     : look_at(&(struct files){paths, n, NULL}, paths[i], elements, out, &look, err);
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
                      "a warning is a place where a case can stop or that no case can reach, a note is advice. "
                      "Processes that a file calls are looked for in the other files of the call. A file named .csv is a decision table."),
        .examples = "uprava-route lint --check share/processes/earthworks-permit.bpmn\n"
                    "uprava-route lint -t table *.bpmn",
        .run = run,
};
