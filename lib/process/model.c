/* SPDX-License-Identifier: MIT */
#include "process/model.h"

#include "base/lang.h"
#include "base/map.h"

#include <string.h>

uint32_t model_node(const struct model *model, struct str id)
{
	for (size_t i = 0; i < model->n_nodes; i++)
		if (str_is(id, model->node[i].id))
			return (uint32_t)i;
	return MODEL_NONE;
}

uint32_t model_flow(const struct model *model, struct str id)
{
	for (size_t i = 0; i < model->n_flows; i++)
		if (str_is(id, model->flow[i].id))
			return (uint32_t)i;
	return MODEL_NONE;
}

void model_match(const struct model *a, const struct model *b, uint32_t *map)
{
	struct map *ids = map_new();
	for (size_t i = 0; i < b->n_nodes; i++)
		map_add(ids, str_of(b->node[i].id), i);
	for (size_t i = 0; i < a->n_nodes; i++) {
		size_t to = map_get(ids, str_of(a->node[i].id));
		map[i] = to == MAP_NONE ? MODEL_NONE : (uint32_t)to;
	}
	map_free(ids);
}

static size_t count_starts(const struct model *model)
{
	size_t n = 0;
	for (size_t i = 0; i < model->n_nodes; i++)
		n += model->node[i].kind == MODEL_START && model->node[i].parent == MODEL_NONE;
	return n;
}

bool model_refusal(const struct model *model, size_t *i, struct model_refusal *refusal)
{
	size_t at = (*i)++;
	if (at == 0) {
		if (model->executable)
			return model_refusal(model, i, refusal);
		*refusal = (struct model_refusal){
		        model->file, model->line, model->id, "not-executable",
		        _("the process is a drawing only (set isExecutable=\"true\")")};
		return true;
	}
	if (at == 1) {
		if (model->start != MODEL_NONE)
			return model_refusal(model, i, refusal);
		*refusal = (struct model_refusal){
		        model->file, model->line, model->id, "start",
		        count_starts(model) ? _("there are several start events (draw one that no event starts)")
		                            : _("there is no start event (draw one)")};
		return true;
	}
	if (at == 2) {
		if (!model->refusal)
			return model_refusal(model, i, refusal);
		*refusal = (struct model_refusal){model->file, model->line, model->id, "unsupported", model->refusal};
		return true;
	}
	for (at -= 3; at < model->n_nodes; at++, (*i)++)
		if (model->node[at].refusal) {
			const struct model_node *node = &model->node[at];
			*refusal = (struct model_refusal){node->file, node->line, node->id, node->is_twin ? "duplicate-id" : "unsupported", node->refusal};
			return true;
		}
	for (at -= model->n_nodes; at < model->n_flows; at++, (*i)++) {
		const struct model_flow *flow = &model->flow[at];
		if (flow->refusal) {
			*refusal = (struct model_refusal){flow->file, flow->line, flow->id, "condition",
			                                  flow->refusal};
			return true;
		}
		if (flow->source == MODEL_NONE || flow->target == MODEL_NONE) {
			*refusal = (struct model_refusal){
			        flow->file, flow->line, flow->id, "flow",
			        _("the flow does not join two elements of the process")};
			return true;
		}
	}
	return false;
}

enum rc model_runnable(const struct model *model, struct err *err)
{
	struct model_refusal first, next;
	size_t i = 0, more = 0;
	if (!model_refusal(model, &i, &first))
		return RC_OK;
	while (model_refusal(model, &i, &next))
		more++;
	err_set(err, RC_INPUT, more ? _("%.200s:%zu: %.100s: %s; and %zu more (route lint names them)") : "%.200s:%zu: %.100s: %s", first.file,
	        first.line, first.id, first.detail, more);
	return err->rc;
}
