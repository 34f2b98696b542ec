/* SPDX-License-Identifier: MIT */
/*
 * What lies beside a deployed process, in the store with it: the processes that it calls ("ID.bpmn") and its decision tables ("NAME.csv", as UTF-8; "ID/NAME.csv" those of a called process). What is not
 * given at the deployment is looked for: a called process in the store as it is then, a table in the directory of the BPMN file.
 */
#ifndef CASES_SHELF_H
#define CASES_SHELF_H

#include "base/arena.h"
#include "process/bpmnin.h"

struct version_file {
	struct str name, text;
};

struct version_source {
	const char *path;
	struct str bpmn;
	const struct version_file *file;
	size_t n_files;
};

struct shelf;

/* The last deployed version of a process, its bpmn empty when there is none; lives as long as the shelf's arena. */
typedef enum rc shelf_process(void *context, const char *process, struct version_source *source, struct err *err);

/* Everything lives in arena, the files are copied. deployed NULL: nothing is looked for, the shelf is complete. */
struct shelf *shelf_new(struct arena *arena, const struct version_file *file, size_t n, shelf_process *deployed, void *context);
void shelf_free(struct shelf *shelf); /* before the arena; NULL is safe */

struct bpmnin_library shelf_library(struct shelf *shelf);

/* Every table of the model, read; those that are not on the shelf come from the directory of path (unless it is complete). RC_INPUT with line and id for one
 * that is not there, with file, line and column for what is wrong in one. */
enum rc shelf_tables(struct shelf *shelf, const struct model *model, const char *path, struct err *err) MUST_CHECK;

/* What the node's table makes of the data (process/decision.h), appended to patch. */
enum rc shelf_decide(struct shelf *shelf, const struct model_node *node, struct str data, struct buf *patch, struct err *err) MUST_CHECK;

const struct version_file *shelf_files(const struct shelf *shelf, size_t *n); /* in order of name */

#endif
