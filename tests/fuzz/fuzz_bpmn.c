/* SPDX-License-Identifier: MIT */
/* Any bytes: a file that can be linted, or an error; every index of a model is within it, and a
 * case of it ends, waits or fails. */
#include "process/engine.h"
#include "process/lint.h"

#include <stdint.h>
#include <stdlib.h>

/* Both answers come up. */
static enum rc holds(void *context, size_t condition, struct str data, bool *yes, struct err *err)
{
	(void)data, (void)err;
	size_t *asked = context;
	*yes = (condition + (*asked)++) % 2 == 0;
	return RC_OK;
}

static void check(const struct model *model)
{
	for (size_t i = 0; i < model->n_nodes; i++) {
		const struct model_node *node = &model->node[i];
		for (size_t k = 0; k < node->n_in; k++)
			if (node->in[k] >= model->n_flows || model->flow[node->in[k]].target != i)
				abort();
		for (size_t k = 0; k < node->n_out; k++)
			if (node->out[k] >= model->n_flows || model->flow[node->out[k]].source != i)
				abort();
	}
	for (size_t i = 0; i < model->n_flows; i++)
		if (model->flow[i].condition != MODEL_NONE &&
		    model->flow[i].condition >= model->n_conditions)
			abort();
}

/* Whatever waits longest is done next, for a while; the effects alone must give the same state. */
static void play(const struct model *model)
{
	size_t asked = 0;
	struct engine engine = {model, holds, &asked};
	struct engine_state state = {0}, again = {0};
	struct engine_effects effects = {0};
	struct err err = ERR_NONE;
	struct moment now = {0, DATE_NO_OFFSET};
	enum rc rc = engine_start(&engine, &state, STR("{}"), now, &effects, &err);
	for (int i = 0; i < 50 && rc == RC_OK && state.n > 0; i++) {
		struct engine_token it = state.token[0];
		if (it.wait == ENGINE_TASK)
			rc = engine_complete(&engine, &state, it.id, STR("{}"), now, &effects,
			                     &err);
		else if (it.wait == ENGINE_TIMER)
			rc = engine_fire(&engine, &state, it.id, STR("{}"), now, &effects, &err);
		else
			break;
	}
	err = ERR_NONE;
	for (size_t i = 0; i < effects.n; i++)
		if (engine_apply(model, &again, &effects.v[i], &err) != RC_OK)
			abort();
	if (again.n != state.n || again.ended != state.ended || again.last != state.last)
		abort();
	engine_state_free(&state);
	engine_state_free(&again);
	vec_free(&effects);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct err err = ERR_NONE;
	const struct bpmnin *bpmn;
	struct lint lint;
	if (bpmnin_read((struct str){(const char *)data, size}, "fuzz", arena, &bpmn, &err) ==
	    RC_OK) {
		lint_file(bpmn, arena, &lint);
		for (size_t i = 0; i < bpmn->n_processes; i++) {
			check(bpmn->process[i]);
			play(bpmn->process[i]);
		}
	} else if (err.rc != RC_INPUT || !err.text[0]) {
		abort();
	}
	arena_free(arena);
	return 0;
}
