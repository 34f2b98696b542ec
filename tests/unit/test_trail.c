/* SPDX-License-Identifier: MIT */
/* A case is driven through a process; its trail, a word an event, is compared with what the drawing says must have happened. */
#include "process/bpmnin.h"
#include "process/engine.h"
#include "process/trail.h"
#include "unit.h"

static const char bpmn[] =
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><process id='p'>"
        "<startEvent id='in' name='Получено'/><parallelGateway id='fork'/><manualTask id='stamp' name='Штамп'/>"
        "<userTask id='roads' name='Дороги' u:unit='U11' xmlns:u='urn:uprava:bpmn'/><userTask id='water'/>"
        "<boundaryEvent id='silent' name='Молчание' attachedToRef='water'><timerEventDefinition><timeDuration>P5D</timeDuration></timerEventDefinition>"
        "</boundaryEvent><parallelGateway id='join'/><exclusiveGateway id='answered'/><endEvent id='out' name='Готово'/>"
        "<sequenceFlow id='f1' sourceRef='in' targetRef='stamp'/><sequenceFlow id='f2' sourceRef='stamp' targetRef='fork'/>"
        "<sequenceFlow id='f3' sourceRef='fork' targetRef='roads'/><sequenceFlow id='f4' sourceRef='fork' targetRef='water'/>"
        "<sequenceFlow id='f5' sourceRef='roads' targetRef='join'/><sequenceFlow id='f6' sourceRef='water' targetRef='answered'/>"
        "<sequenceFlow id='f7' sourceRef='silent' targetRef='answered'/><sequenceFlow id='f8' sourceRef='answered' targetRef='join'/>"
        "<sequenceFlow id='f9' sourceRef='join' targetRef='out'/></process></definitions>";

static void add(struct trail *trail, const struct model *model, const struct engine_effects *effects, int64_t seq, const char *actor)
{
	for (size_t i = 0; i < effects->n; i++) {
		const struct engine_effect *e = &effects->v[i];
		const struct model_node *node = e->node != MODEL_NONE ? &model->node[e->node] : NULL;
		struct str text = engine_effect_text(effects, e);
		trail_add(trail, &(struct trail_step){.seq = seq, .at = effects->at, .kind = str_of(engine_effect_name(e->kind)), .node = node,
		                                      .token = e->token, .unit = str_of(node && node->unit ? node->unit : ""), .outcome = text,
		                                      .actor = str_of(actor), .data = text, .has_due = e->has_due, .due = e->due});
	}
}

static void describe(const struct trail *trail, struct buf *out)
{
	size_t n;
	const struct trail_event *event = trail_events(trail, &n);
	buf_clear(out);
	for (size_t i = 0; i < n; i++) {
		const struct trail_event *e = &event[i];
		buf_printf(out, "%lld.%zu %s %s", (long long)e->seq, e->part, e->activity, e->transition);
		if (e->task)
			buf_printf(out, " task %u of \"%.*s\"", e->task, STR_ARG(e->unit));
		if (e->outcome.n || e->actor.n)
			buf_printf(out, " %.*s by %.*s", STR_ARG(e->outcome), STR_ARG(e->actor));
		if (e->has_due) {
			buf_puts(out, " due ");
			moment_put(out, e->due);
		}
		if (e->data.n)
			buf_printf(out, " %.*s", STR_ARG(e->data));
		buf_puts(out, e->late ? " late\n" : "\n");
	}
	buf_cstr(out);
}

int main(void)
{
	struct arena *arena = arena_new();
	struct err err = ERR_NONE;
	const struct bpmnin *file;
	const struct model *model;
	struct engine_state state = {0};
	struct engine_effects effects = {0};
	struct buf out = {0};
	struct trail *trail = trail_new();
	struct moment now = {(int64_t)date_days(2024, 3, 1) * 86400, DATE_NO_OFFSET}, due;
	if (bpmnin_read(str_of(bpmn), "t.bpmn", arena, &file, &err) != RC_OK || bpmnin_choose(file, NULL, &model, &err) != RC_OK)
		return 1;
	struct engine engine = {.model = model};
	trail_begin(trail, 7);

	bool ok = engine_start(&engine, &state, STR("{\"a\":1}"), now, &effects, &err) == RC_OK;
	add(trail, model, &effects, 1, "");
	engine_effects_clear(&effects);
	ok = ok && engine_complete(&engine, &state, state.token[0].id, (struct engine_answer){STR("yes"), STR("{\"b\":2}")}, now, &effects, &err) == RC_OK;
	add(trail, model, &effects, 2, "E1");
	engine_effects_clear(&effects);
	uint32_t timer = engine_due(model, &state, &due);
	now = due;
	ok = ok && engine_fire(&engine, &state, timer, STR(""), now, &effects, &err) == RC_OK;
	add(trail, model, &effects, 3, "");
	unit_ok(ok, "the case runs");
	trail_add(trail, &(struct trail_step){.seq = 4, .at = now, .kind = STR("late"), .token = 2, .outcome = STR("no"), .actor = STR("E2")});
	trail_add(trail, &(struct trail_step){.seq = 5, .at = now, .kind = STR("late"), .token = 99, .outcome = STR("no"), .actor = STR("E2")});
	describe(trail, &out);
	unit_str(out.p,
	         "1.0 Получено complete {\"a\":1}\n"
	         "1.1 Штамп complete\n"
	         "1.2 Дороги schedule task 1 of \"U11\"\n"
	         "1.3 water schedule task 2 of \"\" due 2024-03-06T00:00\n"
	         "2.0 Дороги complete task 1 of \"U11\" yes by E1 {\"b\":2}\n"
	         "3.0 Молчание complete\n"
	         "3.1 water withdraw task 2 of \"\"\n"
	         "3.2 Готово complete\n"
	         "4.0 water complete task 2 of \"\" no by E2 late\n",
	         "activities and what became of them; no gateways, no joins; an answer to a task that never was is left out");
	size_t n;
	trail_begin(trail, 8);
	trail_events(trail, &n);
	unit_num((double)n, 0, 0, "the next case begins with nothing");
	trail_free(trail);
	engine_state_free(&state);
	engine_effects_free(&effects);
	buf_free(&out);
	arena_free(arena);
	return unit_done();
}
