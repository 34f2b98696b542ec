/* SPDX-License-Identifier: MIT */
#include "cases/shelf.h"

#include "base/io.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/vec.h"
#include "cases/rulebook.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TABLE_MAX = 16 << 20 };

struct table {
	const char *name; /* of the file */
	struct decision *decision;
};

struct shelf {
	struct arena *arena;
	shelf_process *deployed;
	void *context;
	VEC(struct version_file) files; /* in order of name */
	VEC(struct table) tables;
};

static void put(struct shelf *shelf, struct version_file file)
{
	size_t to = shelf->files.n;
	vec_push(&shelf->files, file);
	for (; to > 0 && str_cmp(file.name, shelf->files.v[to - 1].name) < 0; to--)
		shelf->files.v[to] = shelf->files.v[to - 1];
	shelf->files.v[to] = file;
}

struct shelf *shelf_new(struct arena *arena, const struct version_file *file, size_t n, shelf_process *deployed, void *context)
{
	struct shelf *shelf = mem_alloc(sizeof *shelf);
	shelf->arena = arena;
	shelf->deployed = deployed;
	shelf->context = context;
	for (size_t i = 0; i < n; i++)
		put(shelf, (struct version_file){arena_str(arena, file[i].name), arena_str(arena, file[i].text)});
	return shelf;
}

void shelf_free(struct shelf *shelf)
{
	if (!shelf)
		return;
	for (size_t i = 0; i < shelf->tables.n; i++)
		decision_free(shelf->tables.v[i].decision);
	vec_free(&shelf->tables);
	vec_free(&shelf->files);
	free(shelf);
}

const struct version_file *shelf_files(const struct shelf *shelf, size_t *n)
{
	*n = shelf->files.n;
	return shelf->files.v;
}

static const struct version_file *find(const struct shelf *shelf, const char *name)
{
	for (size_t i = 0; i < shelf->files.n; i++)
		if (str_is(shelf->files.v[i].name, name))
			return &shelf->files.v[i];
	return NULL;
}

/* ---- called processes */

static bool is_table(struct str name)
{
	return name.n > 4 && memcmp(name.p + name.n - 4, ".csv", 4) == 0;
}

/* The tables of a called process come with it, under names of their own. */
static void keep_deployed(struct shelf *shelf, const char *process, const char *name, const struct version_source *deployed)
{
	put(shelf, (struct version_file){str_of(name), deployed->bpmn});
	for (size_t i = 0; i < deployed->n_files; i++)
		if (is_table(deployed->file[i].name) && !memchr(deployed->file[i].name.p, '/', deployed->file[i].name.n))
			put(shelf, (struct version_file){str_of(arena_printf(shelf->arena, "%s/%s", process, deployed->file[i].name.p)), deployed->file[i].text});
}

static enum rc find_called(void *context, const char *process, struct str *text, const char **file, struct err *err)
{
	struct shelf *shelf = context;
	struct version_source deployed = {0};
	*file = arena_printf(shelf->arena, "%s.bpmn", process);
	const struct version_file *kept = find(shelf, *file);
	if (kept) {
		*text = kept->text;
		return RC_OK;
	}
	if (shelf->deployed && shelf->deployed(shelf->context, process, &deployed, err) == RC_OK && deployed.bpmn.n > 0) {
		keep_deployed(shelf, process, *file, &deployed);
		*text = deployed.bpmn;
	}
	return err->rc;
}

struct bpmnin_library shelf_library(struct shelf *shelf)
{
	return (struct bpmnin_library){find_called, shelf};
}

/* ---- decision tables */

static const char *beside(struct shelf *shelf, const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');
	return slash ? arena_printf(shelf->arena, "%.*s/%s", (int)(slash - path), path, name) : name;
}

/* "fee" of "check/fee", which the called process check asks. */
static const char *bare(const char *decision)
{
	const char *slash = strrchr(decision, '/');
	return slash ? slash + 1 : decision;
}

/* What the table is called on the shelf: a called process asks its own, or, where it came without, one of that name that was laid beside its caller. */
static const char *file_of(struct shelf *shelf, const struct model_node *node)
{
	const char *own = arena_printf(shelf->arena, "%s.csv", node->decision);
	return find(shelf, own) ? own : arena_printf(shelf->arena, "%s.csv", bare(node->decision));
}

/* The table's text as UTF-8, from the directory of the process. */
static enum rc fetch(struct shelf *shelf, const struct model_node *node, const char *name, const char *path, struct err *err)
{
	const char *file = shelf->deployed ? beside(shelf, path, name) : NULL;
	struct buf bytes = {0}, text = {0};
	if (!file || access(file, F_OK) != 0)
		return err_set(err, RC_INPUT, _("%.200s:%zu: %.100s: there is no decision table \"%.100s\" (lay %.100s beside the process, or give it with --table)"),
		               node->file, node->line, node->id, bare(node->decision), name);
	if (io_read_file(file, TABLE_MAX, &bytes, err) == RC_OK && rulebook_text(buf_slice(&bytes), file, &text, err) == RC_OK)
		put(shelf, (struct version_file){str_of(name), arena_str(shelf->arena, buf_slice(&text))});
	buf_free(&bytes);
	buf_free(&text);
	return err->rc;
}

static struct decision *decision_of(const struct shelf *shelf, const char *name)
{
	for (size_t i = 0; i < shelf->tables.n; i++)
		if (strcmp(shelf->tables.v[i].name, name) == 0)
			return shelf->tables.v[i].decision;
	return NULL;
}

static enum rc open_table(struct shelf *shelf, const char *name, struct err *err)
{
	struct decision_grid grid;
	struct table table = {.name = name};
	if (rulebook_grid(find(shelf, name)->text, name, shelf->arena, &grid, err) == RC_OK &&
	    decision_new(&grid, name, shelf->arena, &table.decision, err) == RC_OK)
		vec_push(&shelf->tables, table);
	return err->rc;
}

enum rc shelf_tables(struct shelf *shelf, const struct model *model, const char *path, struct err *err)
{
	for (size_t i = 0; i < model->n_nodes && err->rc == RC_OK; i++) {
		const struct model_node *node = &model->node[i];
		if (node->kind != MODEL_RULE)
			continue;
		const char *name = file_of(shelf, node);
		if (!decision_of(shelf, name) && (find(shelf, name) || fetch(shelf, node, name, path, err) == RC_OK))
			if (open_table(shelf, name, err) != RC_OK)
				return err->rc;
	}
	return err->rc;
}

enum rc shelf_decide(struct shelf *shelf, const struct model_node *node, struct str data, struct buf *patch, struct err *err)
{
	return decision_decide(decision_of(shelf, file_of(shelf, node)), data, patch, NULL, err);
}
