/* SPDX-License-Identifier: MIT */
/* Tasks, gateways and timers, the shipped permit, and logs that were altered. */
#include "play_cases.h"

static const struct play_case cases[] = {
        {"a straight process opens its first task",
         S T("a") T("b") E("e") F("s", "a") F("a", "b") F("b", "e"), "start", "a"},
        {"and then its second", S T("a") T("b") E("e") F("s", "a") F("a", "b") F("b", "e"),
         "start a", "b"},
        {"and ends", S T("a") T("b") E("e") F("s", "a") F("a", "b") F("b", "e"), "start a b",
         "ended:e"},
        {"an element that leads nowhere ends", S T("a") F("s", "a"), "start a", "ended:a"},
        {"a task cannot be completed twice",
         S T("a") T("b") E("e") F("s", "a") F("a", "b") F("b", "e"), "start a a",
         "there is no open task 0 in this case"},
        {"a case starts once", S T("a") F("s", "a"), "start start",
         "the event case_started of token 0 does not fit the case's state"},
        {"a fork opens both, in the order of the file",
         S P("f") T("a") T("b") P("j") E("e") F("s", "f") F("f", "b") F("f", "a") F("a", "j")
                 F("b", "j") F("j", "e"),
         "start", "b a"},
        {"a join waits for the other",
         S P("f") T("a") T("b") P("j") E("e") F("s", "f") F("f", "a") F("f", "b") F("a", "j")
                 F("b", "j") F("j", "e"),
         "start b", "a &j"},
        {"whichever comes first",
         S P("f") T("a") T("b") P("j") E("e") F("s", "f") F("f", "a") F("f", "b") F("a", "j")
                 F("b", "j") F("j", "e"),
         "start a", "b &j"},
        {"and lets one token go on",
         S P("f") T("a") T("b") P("j") T("c") F("s", "f") F("f", "a") F("f", "b") F("a", "j")
                 F("b", "j") F("j", "c"),
         "start b a", "c"},
        {"a join that cannot complete is an error",
         S "<exclusiveGateway id='x' default='x-a'/>" T("a") T("b") P("j") E("e") F("s", "x")
                 F("x", "a") C("x", "b", ".b") F("a", "j") F("b", "j") F("j", "e"),
         "{} start a",
         "t:1: j: the case is stuck: this join waits for a flow that nothing can reach"},
        {"the first condition that holds is taken",
         S "<exclusiveGateway id='x' default='x-c'/>" T("a") T("b") T("c") F("s", "x")
                 C("x", "a", ".n &gt; 9") C("x", "b", ".n &gt; 5") F("x", "c"),
         "{\"n\":7} start", "b"},
        {"the default when none holds",
         S "<exclusiveGateway id='x' default='x-c'/>" T("a") T("b") T("c") F("s", "x")
                 C("x", "a", ".n &gt; 9") C("x", "b", ".n &gt; 5") F("x", "c"),
         "{\"n\":1} start", "c"},
        {"no condition and no default is an error",
         S "<exclusiveGateway id='x'/>" T("a") F("s", "x") C("x", "a", ".n &gt; 9"),
         "{\"n\":1} start", "t:1: x: no outgoing flow holds and there is no default"},
        {"another modeller's condition holds",
         S "<exclusiveGateway id='x' default='x-c'/>" T("a") T("c") F("s", "x")
                 C("x", "a", "${n > 5 &amp;&amp; !(k == 'no')}") F("x", "c"),
         "{\"n\":7,\"k\":\"yes\"} start", "a"},
        {"a name that the data does not know is an error there",
         S "<exclusiveGateway id='x' default='x-c'/>" T("a") T("c") F("s", "x")
                 C("x", "a", "${n > 5}") F("x", "c"),
         "{} start", "no value: n"},
        {"conditional flows out of a task are all asked",
         S T("t") T("a") T("b") T("c") F("s", "t") C("t", "a", ".n &gt; 1") C("t", "b", ".n &gt; 2")
                 C("t", "c", ".n &gt; 9"),
         "{\"n\":3} start t", "a b"},
        {"an outcome decides",
         S T("t") "<exclusiveGateway id='x' default='x-c'/>" T("a") T("c") F("s", "t") F("t", "x")
                 C("x", "a", ".outcomes.t == \"yes\"") F("x", "c"),
         "{} start t=yes", "a"},
        {"a service task is asked and passes",
         S "<serviceTask id='v'/>" E("e") F("s", "v") F("v", "e"), "start", "ended:e"},
        {"a manual task passes", S "<manualTask id='m'/>" T("a") F("s", "m") F("m", "a"), "start",
         "a"},
        {"a timer waits",
         S "<intermediateCatchEvent id='w'>" TIMER "</intermediateCatchEvent>" T("a") F("s", "w")
                 F("w", "a"),
         "start +1", "~w"},
        {"and lets go when it is due",
         S "<intermediateCatchEvent id='w'>" TIMER "</intermediateCatchEvent>" T("a") F("s", "w")
                 F("w", "a"),
         "start +2", "a"},
        {"an interrupting timer takes the task away",
         S T("a") BOUNDARY("w", "a", "true") T("b") T("late") F("s", "a") F("a", "b")
                 F("w", "late"),
         "start +2", "late"},
        {"another leaves it",
         S T("a") BOUNDARY("w", "a", "false") T("b") T("late") F("s", "a") F("a", "b")
                 F("w", "late"),
         "start +2", "a late"},
        {"and fires once",
         S T("a") BOUNDARY("w", "a", "false") T("b") E("e") F("s", "a") F("a", "b") F("w", "e"),
         "start +2 +9", "a"},
        {"a completed task takes its timers along",
         S T("a") BOUNDARY("w", "a", "false") T("b") E("e") F("s", "a") F("a", "b") F("w", "e"),
         "start a", "b"},
        {"one timer that interrupts cancels the others",
         S T("a") BOUNDARY("w", "a", "true") BOUNDARY("v", "a", "false") T("b") T("late")
                 F("s", "a") F("a", "b") F("w", "late") F("v", "b"),
         "start +2", "late"},
        {"a terminate end takes everything",
         S P("f") T("a") T("b") "<endEvent id='e'><terminateEventDefinition/></endEvent>" F(
                 "s", "f") F("f", "a") F("f", "b") F("a", "e"),
         "start a", "ended:e"},
        {"a circle without a task is an error",
         S "<manualTask id='m'/><manualTask id='n'/>" F("s", "m") F("m", "n") F("n", "m"), "start",
         "t:1: m: the process goes round without ever waiting"},
        {"a circle with a task goes on", S T("a") F("s", "a") F("a", "a"), "start a a a", "a"},
};

#define AGREE "architecture land roads water heat power gas telecom traffic"

/* The shipped permit, from its first step to each of its ends. */
static void test_permit(struct arena *arena)
{
	static const struct {
		const char *what, *script, *want;
	} ways[] = {
	        {"an incomplete application goes back", "{\"complete\":false} start",
	         "ended:returned"},
	        {"nine bodies are asked at once", "{} start",
	         "architecture ~architecture-timer land ~land-timer roads ~roads-timer water "
	         "~water-timer heat ~heat-timer "
	         "power ~power-timer gas ~gas-timer telecom ~telecom-timer traffic ~traffic-timer"},
	        {"the decision waits for the ninth", "{} start " AGREE, "decision"},
	        {"granted", "{} start " AGREE " decision=granted", "ended:granted"},
	        {"refused", "{} start " AGREE " decision=refused", "ended:refused"},
	        {"the networks' silence is consent, the others are reminded", "{} start +5",
	         "architecture land roads traffic &join &join &join &join &join"},
	        {"and then the four decide", "{} start +5 traffic roads land architecture",
	         "decision"},
	};
	struct err err = ERR_NONE;
	const char *path;
	const struct bpmnin *bpmn;
	if (!unit_ok(share_path("processes/earthworks-permit.bpmn", arena, &path, &err) == RC_OK &&
	                     bpmnin_load(path, NULL, arena, &bpmn, &err) == RC_OK,
	             "the permit is read"))
		return;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct play p = {.arena = arena};
		struct buf got = {0};
		if (begin(&p, bpmn, &err))
			drive(&p, str_trim(str_of(ways[i].script)).p, &got);
		else
			buf_puts(&got, err.text);
		unit_ok(p.same, "the effects alone give the same state");
		unit_str(buf_cstr(&got), ways[i].want, ways[i].what);
		buf_free(&got);
		end(&p);
	}
}

static void test_altered(struct arena *arena)
{
	struct err err = ERR_NONE;
	const struct bpmnin *bpmn;
	struct play p = {.arena = arena};
	if (bpmnin_read(
	            STR("<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><process "
	                "id='p'>" S T("a") E("e") F("s", "a")
	                        F("a", "e") "</process></definitions>"),
	            "t", arena, &bpmn, &err) != RC_OK ||
	    !begin(&p, bpmn, &err))
		return;
	struct buf out = {0};
	drive(&p, "start a", &out);
	buf_free(&out);
	for (size_t skip = 0; skip < p.all.n; skip++) {
		struct engine_state again = {0};
		enum engine_effect_kind kind = p.all.v[skip].kind;
		bool matters =
		        kind != ENGINE_MOVED && kind != ENGINE_PASSED && kind != ENGINE_ENDED;
		struct engine_effects one = p.all;
		bool fits = true;
		err = ERR_NONE;
		for (size_t i = 0; i < p.all.n; i++) {
			one.v = &p.all.v[i];
			one.n = 1;
			fits = fits && (i == skip || engine_replay(p.engine.model, &again, &one, &err) == RC_OK);
		}
		unit_ok((fits && again.ended) == !matters, engine_effect_name(kind));
		engine_state_free(&again);
	}
	for (size_t i = 0; i < p.all.n; i++)
		if (p.all.v[i].kind == ENGINE_TASK_COMPLETED)
			p.all.v[i].node = p.engine.model->start;
	struct engine_state again = {0};
	unit_ok(engine_replay(p.engine.model, &again, &p.all, &err) != RC_OK, "a task completed at another node does not fit");
	engine_state_free(&again);
	end(&p);
}

static void test_data(void)
{
	static const struct {
		const char *data, *patch, *want;
	} rows[] = {
	        {"", "", "{}"},
	        {"{\"a\":1,\"b\":2}", "{\"b\":3,\"c\":12345678901234567890}", "{\"a\":1,\"b\":3,\"c\":12345678901234567890}"},
	        {"[1]", "", "a case's data is a JSON object"},
	        {"{", "", NULL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf out = {0};
		struct err err = ERR_NONE;
		enum rc rc = engine_merge(str_of(rows[i].data), str_of(rows[i].patch), &out, &err);
		if (rows[i].want)
			unit_str(rc == RC_OK ? buf_cstr(&out) : err.text, rows[i].want, rows[i].data);
		else
			unit_ok(rc == RC_INPUT, rows[i].data);
		buf_free(&out);
	}
}

int main(void)
{
	struct arena *arena = arena_new();
	play_cases(arena, cases, sizeof cases / sizeof *cases, NULL);
	test_permit(arena);
	test_altered(arena);
	test_data();
	arena_free(arena);
	return unit_done();
}
