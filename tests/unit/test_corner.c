/* SPDX-License-Identifier: MIT */
/* Corners of BPMN where engines part ways: what an interruption takes along, joins that need not all, lists within lists, what a clock that stands lets go on. */
#include "play_cases.h"

#define ESCALATION "<escalationEventDefinition escalationRef='up'/>"
#define THROW(id, on) "<intermediateThrowEvent id='" id "'>" on "</intermediateThrowEvent>"
#define BAD(id) "<endEvent id='" id "'><errorEventDefinition errorRef='bad'/></endEvent>"
#define ERROR(ref) "<errorEventDefinition errorRef='" ref "'/>"
#define EACH_SUB(id, list, rule, body)                                                                                                     \
	"<subProcess id='" id "'><multiInstanceLoopCharacteristics v:collection='" list "' v:elementVariable='unit' " rule "/><startEvent id='" id \
	"-s'/>" F(id "-s", "a") body "</subProcess>"

/* p for each of .units, from the start */
#define EACH_LIST(rule, body) S EACH_SUB("p", "units", rule, body) F("s", "p")
#define UNITS "{\"units\":[\"U1\",\"U2\",\"U3\"]} "

/* a, with a timer w on its edge that leads to late, beside ask, which stops the clock */
#define STOPPED(when, text)                                                                                                                      \
	S P("f") T("a") EDGE("w", "a", "true", "<timerEventDefinition><" when ">" text "</" when "></timerEventDefinition>") T("late")             \
	        "<userTask id='ask' v:clock='stops'/>" T("c") F("s", "f") F("f", "a") F("f", "ask") F("w", "late") F("ask", "c")

/* x beside a join j of any of a and b, joined in k; then t, and round again */
#define LOOPED_ANY                                                                                                                                \
	S "<exclusiveGateway id='m'/>" P("f") T("x") P("g") T("a") T("b") "<parallelGateway id='j' v:join='any'/>" P("k") T("t") X("z") E("e") F("s", "m")  \
	        F("m", "f") F("f", "x") F("f", "g") F("g", "a") F("g", "b") F("a", "j") F("b", "j") F("j", "k") F("x", "k") F("k", "t") F("t", "z")        \
	                C("z", "m", ".outcomes.t == \"again\"") "<sequenceFlow id='z-e' sourceRef='z' targetRef='e'/>"

static const struct play_case cases[] = {
        {"whoever throws an escalation that interrupts the process goes no further",
         S THROW("x", ESCALATION) T("a") ON("q", "true", ESCALATION, T("h")) F("s", "x") F("x", "a"), "start", "(q h"},
        {"nor in a sub-process", S SUB("p", THROW("a", ESCALATION) T("b") F("a", "b") ON("q", "true", ESCALATION, T("h"))) F("s", "p"), "start", "(p (q h"},
        {"one that does not interrupt lets him go on", S THROW("x", ESCALATION) T("a") ON("q", "false", ESCALATION, T("h")) F("s", "x") F("x", "a"), "start", "(q a h"},
        {"who names the code of an error goes before who catches any",
         S SUB("p", BAD("a")) EDGE("any", "p", "true", "<errorEventDefinition/>") EDGE("c", "p", "true", ERROR("bad")) T("x") T("y") F("s", "p") F("any", "x")
                 F("c", "y"),
         "start", "y"},
        {"an error always takes the place of what threw it, whatever the drawing says",
         S P("f") T("b") SUB("p", T("a") P("g") T("c") BAD("e") F("a", "e") ON("q", "false", ERROR("bad"), T("h"))) F("s", "f") F("f", "b") F("f", "p"), "start a",
         "b (p (q h"},

        {"a decided join takes along what came twice by one flow",
         S P("f") T("a") EDGE("n", "a", "false", CYCLE("R2/P1D")) T("b") T("c") "<parallelGateway id='j' v:join='2'/>" T("d") F("s", "f") F("f", "a") F("f", "b")
                 F("f", "c") F("n", "j") F("b", "j") F("c", "j") F("j", "d"),
         "start +1 +1 b", "d"},
        {"a join that needs all keeps it for its next round",
         S P("f") T("a") EDGE("n", "a", "false", CYCLE("R2/P1D")) T("b") P("j") T("d") F("s", "f") F("f", "a") F("f", "b") F("n", "j") F("b", "j") F("j", "d"),
         "start +1 +1 b", "a &j d"},
        {"in a loop, a decided join leaves what comes to it only in the next round", LOOPED_ANY, "start a", "x &k"},
        {"and the round goes on", LOOPED_ANY, "start a x t=again b", "x &k"},
        {"two inclusive joins, one in the branch of the other",
         S O("x") O("y") T("a") T("b") T("c") O("u") O("v") T("z") F("s", "x") F("x", "a") F("x", "y") F("y", "b") F("y", "c") F("b", "u") F("c", "u") F("u", "v")
                 F("a", "v") F("v", "z"),
         "start a b", "c &v &u"},
        {"join when theirs are there", S O("x") O("y") T("a") T("b") T("c") O("u") O("v") T("z") F("s", "x") F("x", "a") F("x", "y") F("y", "b") F("y", "c") F("b", "u")
                                               F("c", "u") F("u", "v") F("a", "v") F("v", "z"),
         "start a b c", "z"},
        {"an inclusive join in a loop waits for its own round only",
         S X("x") O("o") T("a") T("b") O("j") T("t") E("e") F("s", "o") F("o", "a") F("o", "b") F("a", "j") F("b", "j") F("j", "t") F("t", "x")
                 C("x", "o", ".outcomes.t == \"again\"") F("x", "e"),
         "start a b t=again a", "b &j"},
        {"a list that is gone round without waiting ends by its limit, and not on the stack",
         S EACH_SUB("p", "units", "", BAD("a")) EDGE("c", "p", "true", ERROR("bad")) F("s", "p") F("c", "p"), "{\"units\":[1]} start",
         "t:1: p: the process goes round without ever waiting"},

        {"two elements of one id", S T("a") SUB("p", T("a")) F("s", "p"), "", "t:1: a: an element whose id another one has is not run (give each its own); and 1 more (route lint names them)"},
        {"an id that a called process makes",
         S "<callActivity id='c' calledElement='q'/>" T("c/t") F("s", "c") F("c", "c/t") "</process><process id='q' isExecutable='false'>" S T("t") F("s", "t"), "",
         "t:1: c/t: an element whose id another one has is not run (give each its own); and 1 more (route lint names them)"},
        {"a flow into a start event", S T("a") F("s", "a") F("a", "s"), "", "t:1: s: a flow into a start event is not run (draw it to what follows)"},
        {"a flow into an event on an edge", S T("a") BOUNDARY("w", "a", "true") F("s", "a") F("a", "w"), "",
         "t:1: w: a flow into an event on an edge is not run (draw it to what follows)"},
        {"a flow out of an end", S E("e") T("a") F("s", "e") F("e", "a"), "", "t:1: e: a flow out of an end event is not run (draw an intermediate event)"},
        {"a flow to an event sub-process", S ON("q", "true", MESSAGE("m"), T("h")) F("s", "q"), "",
         "t:1: q: a flow to or from an event sub-process is not run (draw it in the sub-process)"},
        {"a flow out of a link",
         S THROW("x", "<linkEventDefinition name='L'/>") CATCH("y", "<linkEventDefinition name='L'/>") T("a") F("s", "x") F("x", "a") F("y", "a"), "",
         "t:1: x: a flow out of a link is not run (draw it from the link's other end)"},
        {"two ends of a link",
         S THROW("x", "<linkEventDefinition name='L'/>") CATCH("y", "<linkEventDefinition name='L'/>") CATCH("z", "<linkEventDefinition name='L'/>") F("s", "x"), "",
         "t:1: z: a second end of one link is not run (draw one catching link event of each name)"},
        {"an event-based gateway before nothing", S GATE("g") F("s", "g"), "",
         "t:1: g: an event-based gateway before nothing is not run (draw catching events or receiveTasks behind it)"},
        {"an event on what such a gateway waits for", S GATE("g") RECEIVE("r") BOUNDARY("w", "r", "true") F("s", "g") F("g", "r"), "",
         "t:1: w: an event on what an event-based gateway waits for is not run (draw it behind the gateway)"},
        {"a timer that repeats at one moment", S T("a") EDGE("w", "a", "false", CYCLE("R/2024-03-02")) F("s", "a"), "",
         "t:1: w: this timer is not run (write timeDuration as in P5D, PT2H or 10wd, or timeDate as in 2024-03-15T09:30, or timeCycle as in R3/PT2H)"},
        {"or without a pause", S T("a") EDGE("w", "a", "false", CYCLE("R/PT0S")) F("s", "a"), "",
         "t:1: w: this timer is not run (write timeDuration as in P5D, PT2H or 10wd, or timeDate as in 2024-03-15T09:30, or timeCycle as in R3/PT2H)"},
        {"a clock that is no clock", S "<intermediateCatchEvent id='c' v:clock='stop'>" MESSAGE("m") "</intermediateCatchEvent>" F("s", "c"), "",
         "t:1: c: this clock is not run (write clock=\"stops\" on a task, a sub-process or a catching event)"},
        {"a decision table of another directory", S "<businessRuleTask id='r' v:decisionRef='../r'/>" F("s", "r"), "",
         "t:1: r: a decision table elsewhere is not run (lay it beside the process, and name it without a path)"},

        {"of sub-processes for each of a list, one that is done is any", EACH_LIST("v:join='any'", T("a")) T("b") F("p", "b"), UNITS "start a", "b"},
        {"and two are two", EACH_LIST("v:join='2'", T("a")) T("b") F("p", "b"), UNITS "start a a", "b"},
        {"an answer without an outcome is one of any", S EACH("a", "units", "v:join='any'", "", "") T("b") F("s", "a") F("a", "b"), UNITS "start a", "b"},
        {"it agrees with none that has one", S EACH("a", "units", "v:join='2'", "", "") T("b") F("s", "a") F("a", "b"), UNITS "start a a=yes", "*a a@U3"},
        {"but with another", S EACH("a", "units", "v:join='2'", "", "") T("b") F("s", "a") F("a", "b"), UNITS "start a a=yes a", "b"},
        {"and makes nothing mixed", S EACH("a", "units", "", "", "") X("x") T("b") E("e") F("s", "a") F("a", "x") C("x", "b", ".outcomes.a == \"yes\"") F("x", "e"),
         UNITS "start a=yes a a=yes", "b"},
        {"lists within a list keep their answers apart",
         EACH_LIST("", EACH("a", "unit", "", "", "") X("x") T("no") E("x-end") F("a", "x") C("x", "no", ".outcomes.a == \"mixed\"")
                               "<sequenceFlow id='x-e' sourceRef='x' targetRef='x-end'/>"),
         "{\"units\":[[1,2],[3,4]]} start a=yes a=no", "*p (p (p *a a@3 a@4 no"},
        {"and their outcomes", EACH_LIST("", T("a") T("b") X("x") T("no") E("x-end") F("a", "b") F("b", "x") C("x", "no", ".outcomes.a == \"no\"")
                                                    "<sequenceFlow id='x-e' sourceRef='x' targetRef='x-end'/>"),
         "{\"units\":[1,2]} start a=no a=yes b b", "*p (p no"},
        {"behind a list of sub-processes the last outcome is seen", EACH_LIST("", T("a")) X("x") T("no") E("e") F("p", "x") C("x", "no", ".outcomes.a == \"no\"") F("x", "e"),
         "{\"units\":[1,2]} start a=yes a=no", "no"},
        {"a list of its own in the next round", S X("x") EACH("a", "units", "", "", "") T("t") E("e") F("s", "a") F("a", "t") F("t", "x")
                                                       C("x", "a", "(.answers.a|length) == 2 and .outcomes.t == \"again\"") F("x", "e"),
         "{\"units\":[1,2]} start a=yes a=no t=again a=yes a=yes t=again", "*a a@1 a@2"},
        {"whoever wrote the application has not answered it", S X("x") T("a") E("e") F("s", "x") C("x", "a", ".outcomes.b == \"yes\" or .answers.c") F("x", "e"),
         "{\"outcomes\":{\"b\":\"yes\"},\"answers\":{\"c\":[1]}} start", "ended:e"},
        {"a script that sets one member gives back no outcomes as data",
         S T("t") "<scriptTask id='c' scriptFormat='jq'><script>.n = 1</script></scriptTask>" X("x") T("a") E("e") F("s", "t") F("t", "c") F("c", "x")
                 C("x", "a", ".n == 1 and (.outcomes|length) == 1 and .outcomes.t == \"yes\" and .k == 2") F("x", "e"),
         "{\"k\":2} start t=yes", "a"},

        {"a sub-process that stops the clock does not stop its own timers",
         S "<subProcess id='p' v:clock='stops'><startEvent id='ps'/>" CATCH("w", TIMER) F("ps", "w") "</subProcess>" T("b") F("s", "p") F("p", "b"), "start +3", "b"},
        {"nor those of an event sub-process in it",
         S "<subProcess id='p' v:clock='stops'><startEvent id='ps'/>" T("a") ON("q", "true", TIMER, T("h")) F("ps", "a") "</subProcess>" F("s", "p"), "start +3",
         "(p (q h"},
        {"of what an event-based gateway waits for, one stops the clock, and all may come",
         S P("f") T("d") BOUNDARY("dw", "d", "true") GATE("g") "<intermediateCatchEvent id='c' v:clock='stops'>" MESSAGE("m") "</intermediateCatchEvent>" CATCH("w", TIMER)
                 T("b") T("late") F("s", "f") F("f", "d") F("f", "g") F("dw", "late") F("g", "c") F("g", "w") F("c", "b") F("w", "b"),
         "start +3", "d ~dw b"},
        {"two stops that overlap are one",
         S P("f") T("a") BOUNDARY("w", "a", "true") "<userTask id='x' v:clock='stops'/><userTask id='y' v:clock='stops'/>" T("late") F("s", "f") F("f", "a") F("f", "x")
                 F("f", "y") F("w", "late"),
         "start +1 x +3 y +1", "a ~w"},
        {"and what is left of a term runs on behind them",
         S P("f") T("a") BOUNDARY("w", "a", "true") "<userTask id='x' v:clock='stops'/><userTask id='y' v:clock='stops'/>" T("late") F("s", "f") F("f", "a") F("f", "x")
                 F("f", "y") F("w", "late"),
         "start +1 x +3 y +2", "late"},
        {"a computed date stays what it is behind a stop", STOPPED("timeDate", "=d"), "{\"d\":\"2024-03-05\"} start +6 ask +0", "c late"},
        {"a computed duration does not", STOPPED("timeDuration", "=d"), "{\"d\":\"P5D\"} start +6 ask +4", "a ~w c"},
        {"a repeating timer does not drift with whoever looks late", S T("a") EDGE("w", "a", "false", CYCLE("R/P2D")) T("n") F("s", "a") F("w", "n"), "start +3 +1",
         "a n ~w n"},
        {"and makes up for nothing", S T("a") EDGE("w", "a", "false", CYCLE("R/P2D")) T("n") F("s", "a") F("w", "n"), "start +9", "a ~w n"},
        {"by months as well", S T("a") EDGE("w", "a", "false", CYCLE("R/P1M")) T("n") F("s", "a") F("w", "n"), "start +9 +9 +9 +9", "a ~w n"},
        {"one that is computed to stand still is an error", S T("a") EDGE("w", "a", "false", CYCLE("R/=d")) T("n") F("s", "a") F("w", "n"), "{\"d\":\"2024-03-02\"} start +1",
         "t:1: w: this timer repeats without a pause"},
        {"a date of nothing is an error with its place", STOPPED("timeDate", "=d"), "{\"d\":null} start", "t:1: w: what is computed as its term is nothing"},
        {"so is one that no calendar has", STOPPED("timeDate", "=d"), "{\"d\":\"P9000Y\"} start", "t:1: w: its term ends after the year 9999"},
        {"the first second of 1970 is a date as any other", STOPPED("timeDate", "=d"), "{\"d\":\"1970-01-01\"} start ask +0", "c late"},
        {"a date is on the city's clock, whatever offset it has", STOPPED("timeDate", "=d"), "{\"d\":\"2024-03-02T00:00+11:00\"} start ask +0", "a ~w c"},
};

/* When open tasks are due. */
static const struct play_case dues[] = {
        {"a task that is due by its timer stays so behind a stop", STOPPED("timeDuration", "P3D"), "start +1 ask", "a 2024-03-05T00:00"},
        {"also when that is a date", STOPPED("timeDate", "2024-03-04"), "start +1 ask", "a 2024-03-04T00:00"},
        {"its own term goes first", S P("f") "<userTask id='a' v:dueDate='P9D'/>" BOUNDARY("w", "a", "true") "<userTask id='ask' v:clock='stops'/>" F("s", "f") F("f", "a") F("f", "ask"),
         "start +1 ask", "a 2024-03-11T00:00"},
        {"one that begins while the clock stands begins to run when it does not",
         S P("f") "<userTask id='x' v:clock='stops'/>" T("y") "<userTask id='a' v:dueDate='P9D'/>" F("s", "f") F("f", "x") F("f", "y") F("y", "a"), "start +1 y +2 x",
         "a 2024-03-13T00:00"},
};

static void describe_due(const struct play *p, struct buf *out)
{
	for (size_t i = 0; i < p->state.n; i++) {
		const struct engine_token *it = &p->state.token[i];
		if (it->wait != ENGINE_TASK || !it->has_due)
			continue;
		buf_printf(out, "%s%s ", out->n ? " " : "", p->engine.model->node[it->node].id);
		moment_put(out, it->due);
	}
}

int main(void)
{
	struct arena *arena = arena_new();
	play_cases(arena, cases, sizeof cases / sizeof *cases, NULL);
	play_cases(arena, dues, sizeof dues / sizeof *dues, describe_due);
	arena_free(arena);
	return unit_done();
}
