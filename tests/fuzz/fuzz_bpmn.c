/* SPDX-License-Identifier: MIT */
/* Any bytes: a file that can be linted, or an error; every index of a model is within it, and a
 * case of it ends, waits or fails. */
#include "process/engine.h"
#include "process/lint.h"

#include <stdint.h>
#include <stdlib.h>

/* Both answers come up, and lists, numbers, words. */
static enum rc ask(void *context, size_t program, struct str data, bool *yes, struct buf *value, struct err *err)
{
	static const char *const values[] = {"[\"U1\",\"U2\"]", "2", "\"U3\"", "[]", "{\"a\":1}", "\"P2D\"", "null"};
	(void)data, (void)err;
	size_t turn = program + (*(size_t *)context)++;
	*yes = turn % 2 == 0;
	if (value)
		buf_puts(value, values[turn % (sizeof values / sizeof *values)]);
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
		    model->flow[i].condition >= model->n_programs)
			abort();
}

/* What was written of an operation, read and replayed, gives the same state. */
static void again(const struct model *model, const struct engine_state *state, struct engine_effects *effects,
                  struct engine_state *copy)
{
	struct engine_effects read = {.at = effects->at};
	struct buf text = {0}, a = {0}, b = {0};
	struct err err = ERR_NONE;
	engine_effects_put(effects, &text);
	if (engine_effects_get(model, buf_slice(&text), &read, &err) != RC_OK || engine_replay(model, copy, &read, &err) != RC_OK)
		abort();
	engine_state_put(state, &a);
	engine_state_put(copy, &b);
	if (!str_eq(buf_slice(&a), buf_slice(&b)) || !str_eq(buf_slice(&state->data), buf_slice(&copy->data)))
		abort();
	engine_effects_clear(effects);
	engine_effects_free(&read);
	buf_free(&text);
	buf_free(&a);
	buf_free(&b);
}

static uint32_t next(const struct engine_state *state, bool *task)
{
	for (size_t i = 0; i < state->n; i++) {
		const struct engine_token *it = &state->token[i];
		*task = it->wait == ENGINE_TASK;
		if (*task || it->wait == ENGINE_TIMER || it->wait == ENGINE_MESSAGE || it->wait == ENGINE_SIGNAL)
			return it->id;
	}
	return 0;
}

/* Whatever waits longest is done next, for a while. */
static void play(const struct model *model)
{
	size_t asked = 0;
	bool task;
	struct engine engine = {.model = model, .ask = ask, .context = &asked};
	struct engine_state state = {0}, copy = {0};
	struct engine_effects effects = {0};
	struct err err = ERR_NONE;
	struct moment now = {86400, DATE_NO_OFFSET};
	enum rc rc = engine_start(&engine, &state, STR("{}"), now, &effects, &err);
	again(model, &state, &effects, &copy);
	for (int i = 0; i < 50 && rc == RC_OK; i++) {
		uint32_t id = next(&state, &task);
		if (!id)
			break;
		rc = task ? engine_complete(&engine, &state, id, (struct engine_answer){STR("yes"), STR("{\"n\":1}")}, now, &effects, &err)
		          : engine_fire(&engine, &state, id, STR(""), now, &effects, &err);
		again(model, &state, &effects, &copy);
	}
	engine_state_free(&state);
	engine_state_free(&copy);
	engine_effects_free(&effects);
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
