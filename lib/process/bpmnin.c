/* SPDX-License-Identifier: MIT */
#include "process/bpmnin.h"

#include "base/io.h"
#include "base/lang.h"
#include "process/bpmnbuild.h"

#include <string.h>

#define FILE_LIMIT ((size_t)64 << 20)

enum rc bpmnin_read_with(struct str document, const char *file, const struct bpmnin_library *library, struct arena *arena,
                         const struct bpmnin **bpmn, struct err *err)
{
	struct bpmnxml_file tree;
	if (bpmnxml_read(document, file, arena, &tree, err) != RC_OK)
		return err->rc;
	struct bpmnin *out = arena_alloc(arena, sizeof *out);
	out->file = arena_cstr(arena, str_of(file));
	bpmnxml_survey(&tree, arena, out);
	VEC(const struct model *) processes = {0};
	for (const struct bpmnxml *c = tree.root->child; c && err->rc == RC_OK; c = c->next)
		if (strcmp(c->name, "process") == 0)
			vec_push(&processes, bpmnbuild_process(&tree, out->file, library, c, arena, err));
	out->n_processes = processes.n;
	out->process = memcpy(arena_array(arena, processes.n + 1, sizeof *processes.v), processes.v ? (const void *)processes.v : "", processes.n * sizeof *processes.v);
	vec_free(&processes);
	bpmnxml_free(&tree);
	*bpmn = out;
	return err->rc;
}

enum rc bpmnin_read(struct str document, const char *file, struct arena *arena, const struct bpmnin **bpmn, struct err *err)
{
	return bpmnin_read_with(document, file, NULL, arena, bpmn, err);
}

enum rc bpmnin_load(const char *path, const struct bpmnin_library *library, struct arena *arena, const struct bpmnin **bpmn,
                    struct err *err)
{
	struct buf document = {0};
	bool standard = !path || strcmp(path, "-") == 0;
	enum rc rc = io_read_file(path, FILE_LIMIT, &document, err);
	if (rc == RC_OK)
		rc = bpmnin_read_with(buf_slice(&document), standard ? "<stdin>" : path, library, arena, bpmn,
		                 err);
	buf_free(&document);
	return rc;
}

static bool is_named(const struct model *model, const char *id)
{
	return strcmp(model->id, id) == 0 || strcmp(model->name, id) == 0;
}

enum rc bpmnin_choose(const struct bpmnin *bpmn, const char *id, const struct model **model,
                      struct err *err)
{
	const struct model *found = NULL;
	size_t executable = 0, n = 0;
	for (size_t i = 0; i < bpmn->n_processes; i++)
		executable += bpmn->process[i]->executable;
	for (size_t i = 0; i < bpmn->n_processes; i++) {
		const struct model *it = bpmn->process[i];
		if (id ? is_named(it, id) : it->executable || executable == 0) {
			found = it;
			n++;
		}
	}
	if (n == 1) {
		*model = found;
		return RC_OK;
	}
	if (bpmn->n_processes == 0)
		return err_set(err, RC_INPUT, _("%.200s: there is no process in this file"),
		               bpmn->file);
	struct buf all = {0};
	for (size_t i = 0; i < bpmn->n_processes; i++)
		buf_printf(&all, "%s%.100s", i ? ", " : "", bpmn->process[i]->id);
	if (id)
		err_set(err, RC_INPUT,
		        _("%.200s: no single process \"%.100s\" (there are: %.500s)"), bpmn->file,
		        id, buf_cstr(&all));
	else
		err_set(err, RC_INPUT, _("%.200s: there are several processes (name one: %.500s)"),
		        bpmn->file, buf_cstr(&all));
	buf_free(&all);
	return err->rc;
}
