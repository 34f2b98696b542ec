/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "process/lint_run.h"

#include <string.h>

static bool catches(const struct model_node *it, const struct model_node *thrown)
{
	return it->event == thrown->event && (!*it->event_name || strcmp(it->event_name, thrown->event_name) == 0);
}

/* from: the event sub-process that it comes up from, which does not catch what is thrown in it. */
static bool caught_in(const struct model *model, const uint32_t *list, size_t n, const struct model_node *thrown, uint32_t from)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] != MODEL_NONE && catches(&model->node[list[i]], thrown) && (from == MODEL_NONE || model->node[list[i]].parent != from))
			return true;
	return false;
}

static bool is_caught(const struct model *model, const struct model_node *thrown)
{
	uint32_t from = MODEL_NONE;
	for (uint32_t at = thrown->parent; at != MODEL_NONE; from = at, at = model->node[at].parent) {
		const struct model_node *scope = &model->node[at];
		if (caught_in(model, scope->inner, scope->n_inner, thrown, from) || caught_in(model, scope->edge, scope->n_edges, thrown, MODEL_NONE))
			return true;
	}
	return caught_in(model, model->inner, model->n_inner, thrown, from);
}

static bool throws(const struct model_node *it)
{
	return (it->kind == MODEL_END || it->kind == MODEL_THROW) && (it->event == MODEL_ON_ERROR || it->event == MODEL_ON_ESCALATION);
}

/* A drawing may say what brings a case; here it is always route submit. */
static void lint_start(struct lint_run *l)
{
	const struct model_node *start = l->model->start == MODEL_NONE ? NULL : &l->model->node[l->model->start];
	if (start && start->event != MODEL_NO_EVENT && start->event != MODEL_ON_MESSAGE)
		lint_report(l, start->file, start->line, start->id, "start-event", LINT_NOTE,
		            _("a case is started by route submit, not by this event (let cron submit it)"));
}

void lint_events(struct lint_run *l)
{
	lint_start(l);
	for (size_t i = 0; i < l->model->n_nodes; i++) {
		const struct model_node *it = &l->model->node[i];
		if (!throws(it) || is_caught(l->model, it))
			continue;
		if (it->event == MODEL_ON_ERROR)
			lint_report(l, it->file, it->line, it->id, "uncaught", LINT_WARNING, _("nobody catches this error: it ends the whole case"));
		else
			lint_report(l, it->file, it->line, it->id, "uncaught", LINT_WARNING, _("nobody catches this escalation: nothing happens"));
	}
}
