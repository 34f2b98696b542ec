/* SPDX-License-Identifier: MIT */
/* What a store holds of a case, altered: effects and states that were read are written and read again the same, and replaying them ends well or in an error. */
#include "process/bpmnin.h"
#include "process/engine.h"

#include <stdint.h>
#include <stdlib.h>

static const char text[] =
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><process id='p' isExecutable='true'><startEvent id='s'/><parallelGateway id='f'/>"
        "<userTask id='a'/><userTask id='b'><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
        "<intermediateCatchEvent id='t'><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></intermediateCatchEvent>"
        "<parallelGateway id='j'/><endEvent id='e'/><sequenceFlow id='f1' sourceRef='s' targetRef='f'/><sequenceFlow id='f2' sourceRef='f' targetRef='a'/>"
        "<sequenceFlow id='f3' sourceRef='f' targetRef='b'/><sequenceFlow id='f4' sourceRef='f' targetRef='t'/><sequenceFlow id='f5' sourceRef='a' targetRef='j'/>"
        "<sequenceFlow id='f6' sourceRef='b' targetRef='j'/><sequenceFlow id='f7' sourceRef='t' targetRef='j'/><sequenceFlow id='f8' sourceRef='j' targetRef='e'/>"
        "</process></definitions>";

static const struct model *load(void)
{
	static struct arena *arena;
	static const struct model *model;
	const struct bpmnin *bpmn;
	struct err err = ERR_NONE;
	if (!arena)
		arena = arena_new();
	if (!model && (bpmnin_read(str_of(text), "fuzz", arena, &bpmn, &err) != RC_OK || bpmnin_choose(bpmn, NULL, &model, &err) != RC_OK))
		abort();
	return model;
}

static void effects(const struct model *model, struct str input)
{
	struct engine_effects one = {0}, two = {0};
	struct engine_state state = {0};
	struct buf a = {0}, b = {0};
	struct err err = ERR_NONE;
	if (engine_effects_get(model, input, &one, &err) == RC_OK) {
		engine_effects_put(&one, &a);
		if (engine_effects_get(model, buf_slice(&a), &two, &err) != RC_OK)
			abort();
		engine_effects_put(&two, &b);
		if (!str_eq(buf_slice(&a), buf_slice(&b)))
			abort();
		one.at = (struct moment){86400, DATE_NO_OFFSET};
		if (engine_replay(model, &state, &one, &err) == RC_OK && err.rc != RC_OK)
			abort();
	}
	engine_effects_free(&one);
	engine_effects_free(&two);
	engine_state_free(&state);
	buf_free(&a);
	buf_free(&b);
}

static void states(const struct model *model, struct str input)
{
	struct engine_state one = {0}, two = {0};
	struct buf a = {0}, b = {0};
	struct err err = ERR_NONE;
	struct moment due;
	if (engine_state_get(model, input, &one, &err) == RC_OK) {
		engine_state_put(&one, &a);
		if (engine_state_get(model, buf_slice(&a), &two, &err) != RC_OK)
			abort();
		engine_state_put(&two, &b);
		if (!str_eq(buf_slice(&a), buf_slice(&b)))
			abort();
		if (engine_due(model, &one, &due) && !engine_token(&one, engine_due(model, &one, &due)))
			abort();
		buf_clear(&a);
		buf_puts(&one.data, "{}");
		engine_view(model, &one, &a);
	}
	engine_state_free(&one);
	engine_state_free(&two);
	buf_free(&a);
	buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str input = {(const char *)data, size};
	if (size > 0 && data[0] == '{')
		states(load(), input);
	else
		effects(load(), input);
	return 0;
}
