/* SPDX-License-Identifier: MIT */
/* A case is driven through a process; its trail, a word an event, is compared with what the drawing says must have happened. */
#include "process/bpmnin.h"
#include "process/engine.h"
#include "process/trail.h"
#include "unit.h"

static const char approval[] =
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

static const char trouble[] =
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:u='urn:uprava:bpmn'><error id='e' errorCode='1'/><process id='p'>"
        "<startEvent id='in'/><scriptTask id='count' scriptFormat='jq' u:resultVariable='n'><script>.a</script></scriptTask>"
        "<subProcess id='sub'><startEvent id='sub-in'/><userTask id='look'/><endEvent id='wrong'><errorEventDefinition errorRef='e'/></endEvent>"
        "<sequenceFlow id='s1' sourceRef='sub-in' targetRef='look'/><sequenceFlow id='s2' sourceRef='look' targetRef='wrong'/></subProcess>"
        "<boundaryEvent id='caught' attachedToRef='sub'><errorEventDefinition errorRef='e'/></boundaryEvent><userTask id='after'/><endEvent id='out'/>"
        "<sequenceFlow id='f1' sourceRef='in' targetRef='count'/><sequenceFlow id='f2' sourceRef='count' targetRef='sub'/>"
        "<sequenceFlow id='f3' sourceRef='sub' targetRef='out'/><sequenceFlow id='f4' sourceRef='caught' targetRef='after'/></process></definitions>";

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

struct play {
	struct arena *arena;
	struct trail *trail;
	struct engine engine;
	struct engine_state state;
	struct engine_effects effects;
	struct moment now;
	struct err err;
	int64_t seq;
	bool ok;
};

static enum rc ask(void *context, size_t program, struct str data, bool *yes, struct buf *value, struct err *err)
{
	(void)context, (void)program, (void)data, (void)err;
	*yes = true;
	if (value)
		buf_puts(value, "42");
	return RC_OK;
}

/* What the operation did goes into the trail. */
static void done(struct play *p, enum rc rc, const char *actor)
{
	p->ok = p->ok && rc == RC_OK;
	add(p->trail, p->engine.model, &p->effects, ++p->seq, actor);
	engine_effects_clear(&p->effects);
}

static void begin(struct play *p, const char *bpmn, struct trail *trail, struct str data)
{
	const struct bpmnin *file;
	*p = (struct play){.arena = arena_new(), .trail = trail, .err = ERR_NONE, .engine = {.ask = ask},
	                   .now = {(int64_t)date_days(2024, 3, 1) * 86400, DATE_NO_OFFSET}};
	p->ok = bpmnin_read(str_of(bpmn), "t.bpmn", p->arena, &file, &p->err) == RC_OK &&
	        bpmnin_choose(file, NULL, &p->engine.model, &p->err) == RC_OK;
	trail_begin(trail, 7);
	if (p->ok)
		done(p, engine_start(&p->engine, &p->state, data, p->now, &p->effects, &p->err), "");
}

static void complete(struct play *p, uint32_t token, struct engine_answer answer, const char *actor)
{
	if (p->ok)
		done(p, engine_complete(&p->engine, &p->state, token, answer, p->now, &p->effects, &p->err), actor);
}

static void end(struct play *p, const char *want, const char *name)
{
	struct buf out = {0};
	if (!p->ok)
		printf("# %s\n", p->err.text);
	describe(p->trail, &out);
	unit_str(buf_cstr(&out), want, name);
	engine_state_free(&p->state);
	engine_effects_free(&p->effects);
	buf_free(&out);
	arena_free(p->arena);
}

static void late(struct play *p, uint32_t token)
{
	trail_add(p->trail, &(struct trail_step){.seq = ++p->seq, .at = p->now, .kind = STR("late"), .token = token, .outcome = STR("no"), .actor = STR("E2")});
}

int main(void)
{
	struct trail *trail = trail_new();
	struct play p;
	struct moment due = {0, DATE_NO_OFFSET};
	size_t n;
	begin(&p, approval, trail, STR("{\"a\":1}"));
	complete(&p, 1, (struct engine_answer){STR("yes"), STR("{\"b\":2}")}, "E1");
	uint32_t timer = p.ok ? engine_due(p.engine.model, &p.state, &due) : 0;
	p.now = due;
	if (p.ok)
		done(&p, engine_fire(&p.engine, &p.state, timer, STR(""), p.now, &p.effects, &p.err), "");
	late(&p, 2);
	late(&p, 99);
	end(&p,
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

	begin(&p, trouble, trail, STR("{\"a\":42}"));
	complete(&p, 2, (struct engine_answer){STR("bad"), STR("")}, "E1");
	complete(&p, 3, (struct engine_answer){STR("done"), STR("")}, "E1");
	end(&p,
	    "1.0 in complete {\"a\":42}\n"
	    "1.1 count complete {\"n\":42}\n"
	    "1.2 sub start\n"
	    "1.3 look schedule task 2 of \"\"\n"
	    "2.0 look complete task 2 of \"\" bad by E1\n"
	    "2.1 wrong complete\n"
	    "2.2 sub ate_abort\n"
	    "2.3 caught complete\n"
	    "2.4 after schedule task 3 of \"\"\n"
	    "3.0 after complete task 3 of \"\" done by E1\n",
	    "a script, a sub-process that an error ends, and a task that leads nowhere: each once");
	trail_begin(trail, 8);
	trail_events(trail, &n);
	unit_num((double)n, 0, 0, "the next case begins with nothing");
	trail_free(trail);
	return unit_done();
}
