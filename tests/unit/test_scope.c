/* SPDX-License-Identifier: MIT */
/* Events, sub-processes, tasks for each of a list, joins that need not all, and the clock that stops. */
#include "play_cases.h"

static const struct play_case cases[] = {
        {"a message is waited for", S RECEIVE("r") T("b") F("s", "r") F("r", "b"), "start", "?r"},
        {"and lets go, with what it brought", S RECEIVE("r") X("x") T("b") E("e") F("s", "r") F("r", "x") C("x", "b", ".came") F("x", "e"),
         "start m:r", "b"},
        {"another message does not", S RECEIVE("r") T("b") F("s", "r") F("r", "b"), "start m:q", "?r"},
        {"a signal wakes all who wait",
         S P("f") CATCH("c", SIGNAL("go")) CATCH("d", SIGNAL("go")) P("j") T("b") F("s", "f") F("f", "c") F("f", "d") F("c", "j")
                 F("d", "j") F("j", "b"),
         "start s:go", "b"},
        {"the first event decides",
         S GATE("g") CATCH("c", SIGNAL("go")) CATCH("w", TIMER) T("a") T("b") F("s", "g") F("g", "c") F("g", "w") F("c", "a")
                 F("w", "b"),
         "start", "<g !c ~w"},
        {"and takes the others away",
         S GATE("g") CATCH("c", SIGNAL("go")) CATCH("w", TIMER) T("a") T("b") F("s", "g") F("g", "c") F("g", "w") F("c", "a")
                 F("w", "b"),
         "start s:go", "a"},
        {"or the timer does",
         S GATE("g") CATCH("c", SIGNAL("go")) CATCH("w", TIMER) T("a") T("b") F("s", "g") F("g", "c") F("g", "w") F("c", "a")
                 F("w", "b"),
         "start +2", "b"},
        {"a message on the edge takes the task away",
         S T("a") EDGE("m", "a", "true", MESSAGE("cancel")) T("b") F("s", "a") F("m", "b"), "start m:cancel", "b"},
        {"or leaves it, and goes on waiting",
         S T("a") EDGE("m", "a", "false", MESSAGE("note")) T("b") F("s", "a") F("m", "b"), "start m:note m:note", "a b ?m b"},
        {"a timer repeats as often as it says",
         S T("a") EDGE("w", "a", "false", CYCLE("R2/P1D")) "<manualTask id='n'/>" F("s", "a") F("w", "n"), "start +1", "a ~w"},
        {"and no more",
         S T("a") EDGE("w", "a", "false", CYCLE("R2/P1D")) "<manualTask id='n'/>" F("s", "a") F("w", "n"), "start +1 +1 +1", "a"},

        {"a script sets data",
         S "<scriptTask id='c' scriptFormat='jq'><script>{n: (.n * 2)}</script></scriptTask>" X("x") T("a") T("b") F("s", "c")
                 F("c", "x") C("x", "a", ".n == 8") F("x", "b"),
         "{\"n\":4} start", "a"},
        {"or one member of it",
         S "<scriptTask id='c' scriptFormat='jq' v:resultVariable='m'><script>[.n, 1] | add</script></scriptTask>" X("x") T("a") T("b")
                 F("s", "c") F("c", "x") C("x", "a", ".m == 5") F("x", "b"),
         "{\"n\":4} start", "a"},
        {"a result that is no object is an error",
         S "<scriptTask id='c' scriptFormat='jq'><script>1</script></scriptTask>" F("s", "c"), "start",
         "t:1: c: its result is no JSON object (name the member it becomes: resultVariable)"},

        {"an inclusive gateway takes all that hold",
         S O("x") T("a") T("b") T("c") F("s", "x") C("x", "a", ".n &gt; 1") C("x", "b", ".n &gt; 2") C("x", "c", ".n &gt; 9"),
         "{\"n\":3} start", "a b"},
        {"and its join waits for what can still come, and for no more",
         S O("x") T("a") T("b") T("c") O("y") T("z") F("s", "x") C("x", "a", ".n &gt; 1") C("x", "b", ".n &gt; 2")
                 C("x", "c", ".n &gt; 9") F("a", "y") F("b", "y") F("c", "y") F("y", "z"),
         "{\"n\":3} start a", "b &y"},
        {"then goes on",
         S O("x") T("a") T("b") T("c") O("y") T("z") F("s", "x") C("x", "a", ".n &gt; 1") C("x", "b", ".n &gt; 2")
                 C("x", "c", ".n &gt; 9") F("a", "y") F("b", "y") F("c", "y") F("y", "z"),
         "{\"n\":3} start a b", "z"},

        {"a join of any takes the others away",
         S P("f") T("a") T("b") "<parallelGateway id='j' v:join='any'/>" T("c") F("s", "f") F("f", "a") F("f", "b") F("a", "j")
                 F("b", "j") F("j", "c"),
         "start b", "c"},
        {"one of two of three waits for the second",
         S P("f") T("a") T("b") T("c") "<parallelGateway id='j' v:join='2'/>" T("d") F("s", "f") F("f", "a") F("f", "b") F("f", "c")
                 F("a", "j") F("b", "j") F("c", "j") F("j", "d"),
         "start c", "a b &j"},
        {"and goes on with it",
         S P("f") T("a") T("b") T("c") "<parallelGateway id='j' v:join='2'/>" T("d") F("s", "f") F("f", "a") F("f", "b") F("f", "c")
                 F("a", "j") F("b", "j") F("c", "j") F("j", "d"),
         "start c a", "d"},
        {"a condition says when enough have come",
         S P("f") T("a") T("b") T("c")
                 "<complexGateway id='j'><activationCondition>.arrived &gt;= 2 or .outcomes.a == \"no\"</activationCondition></complexGateway>" T(
                         "d") F("s", "f") F("f", "a") F("f", "b") F("f", "c") F("a", "j") F("b", "j") F("c", "j") F("j", "d"),
         "start a=no", "d"},

        {"a sub-process holds its tasks", S SUB("p", T("a")) T("b") F("s", "p") F("p", "b"), "start", "(p a"},
        {"and is left when they are done", S SUB("p", T("a")) T("b") F("s", "p") F("p", "b"), "start a", "b"},
        {"a terminate end ends its sub-process only",
         S "<subProcess id='p'><startEvent id='ps'/>" P("f") T("a") T("c")
                 "<endEvent id='t'><terminateEventDefinition/></endEvent>" F("ps", "f") F("f", "a") F("f", "c") F("a", "t")
                         "</subProcess>" T("b") F("s", "p") F("p", "b"),
         "start a", "b"},
        {"a timer on a sub-process takes all in it away",
         S SUB("p", T("a")) BOUNDARY("w", "p", "true") T("b") T("late") F("s", "p") F("p", "b") F("w", "late"), "start +2", "late"},
        {"an error is caught on the edge",
         S SUB("p", T("a") "<endEvent id='x'><errorEventDefinition errorRef='bad'/></endEvent>" F("a", "x"))
                 EDGE("c", "p", "true", "<errorEventDefinition errorRef='bad'/>") T("b") T("h") F("s", "p") F("p", "b") F("c", "h"),
         "start a", "h"},
        {"another error is not, and ends the case",
         S SUB("p", T("a") "<endEvent id='x'><errorEventDefinition errorRef='bad'/></endEvent>" F("a", "x"))
                 EDGE("c", "p", "true", "<errorEventDefinition errorRef='worse'/>") T("b") T("h") F("s", "p") F("p", "b") F("c", "h"),
         "start a", "ended:x"},
        {"an escalation leaves the work going",
         S "<subProcess id='p'><startEvent id='ps'/><intermediateThrowEvent id='x'><escalationEventDefinition escalationRef='up'/>"
           "</intermediateThrowEvent>" T("a") F("ps", "x") F("x", "a") "</subProcess>"
                 EDGE("c", "p", "false", "<escalationEventDefinition escalationRef='up'/>") T("b") T("boss") F("s", "p") F("p", "b")
                         F("c", "boss"),
         "start", "(p a boss"},

        {"an event sub-process waits beside the tasks", S T("a") ON("q", "true", MESSAGE("stop"), T("h")) F("s", "a"), "start", "?q-s a"},
        {"and takes their place", S T("a") ON("q", "true", MESSAGE("stop"), T("h")) F("s", "a"), "start m:stop", "(q h"},
        {"after it the case ends", S T("a") ON("q", "true", MESSAGE("stop"), T("h")) F("s", "a"), "start m:stop h", "ended:h"},
        {"or stands beside them, each time anew", S T("a") ON("q", "false", MESSAGE("note"), T("h")) F("s", "a"), "start m:note m:note",
         "a (q h ?q-s (q h"},
        {"it does not hold the case", S T("a") E("e") ON("q", "false", MESSAGE("note"), T("h")) F("s", "a") F("a", "e"), "start a", "ended:e"},
        {"an error finds the event sub-process first",
         S SUB("p", T("a") "<endEvent id='x'><errorEventDefinition errorRef='bad'/></endEvent>" F("a", "x")
                            ON("q", "true", "<errorEventDefinition errorRef='bad'/>", T("h")))
                 T("b") F("s", "p") F("p", "b"),
         "start a", "(p (q h"},
        {"and the sub-process is left behind it",
         S SUB("p", T("a") "<endEvent id='x'><errorEventDefinition errorRef='bad'/></endEvent>" F("a", "x")
                            ON("q", "true", "<errorEventDefinition errorRef='bad'/>", T("h")))
                 T("b") F("s", "p") F("p", "b"),
         "start a h", "b"},

        {"each of a list is asked at once, its unit from the list", S EACH("a", "units", "", "", "") T("b") F("s", "a") F("a", "b"),
         "{\"units\":[\"U1\",\"U2\",\"U3\"]} start", "*a a@U1 a@U2 a@U3"},
        {"all are waited for", S EACH("a", "units", "", "", "") T("b") F("s", "a") F("a", "b"),
         "{\"units\":[\"U1\",\"U2\",\"U3\"]} start a=yes a=yes a=yes", "b"},
        {"an empty list is passed", S EACH("a", "units", "", "", "") T("b") F("s", "a") F("a", "b"), "{\"units\":[]} start", "b"},
        {"a list as cells hold it", S EACH("a", "units", "", "", "") T("b") F("s", "a") F("a", "b"), "{\"units\":\"U1|U2\"} start", "*a a@U1 a@U2"},
        {"what is no list is an error", S EACH("a", "units", "", "", "") T("b") F("s", "a") F("a", "b"), "{\"units\":true} start",
         "t:1: a: what it is to be done for is neither a list nor a number of at most 10,000"},
        {"any of them is enough", S EACH("a", "units", "v:join='any'", "", "") T("b") F("s", "a") F("a", "b"),
         "{\"units\":[\"U1\",\"U2\",\"U3\"]} start a=yes", "b"},
        {"two that agree are enough", S EACH("a", "units", "v:join='2'", "", "") T("b") F("s", "a") F("a", "b"),
         "{\"units\":[\"U1\",\"U2\",\"U3\"]} start a=yes a=no", "*a a@U3"},
        {"and decide", S EACH("a", "units", "v:join='2'", "", "") X("x") T("b") E("e") F("s", "a") F("a", "x") C("x", "b", ".outcomes.a == \"no\"") F("x", "e"),
         "{\"units\":[\"U1\",\"U2\",\"U3\"]} start a=yes a=no a=no", "b"},
        {"a veto decides alone", S EACH("a", "units", "v:veto='no'", "", "") X("x") T("b") E("e") F("s", "a") F("a", "x") C("x", "b", ".outcomes.a == \"no\"") F("x", "e"),
         "{\"units\":[\"U1\",\"U2\",\"U3\"]} start a=yes a=no", "b"},
        {"answers can be counted", S EACH("a", "units", "", "", "") X("x") T("b") E("e") F("s", "a") F("a", "x") C("x", "b", "[.answers.a[]|select(.outcome==\"no\")]|length==2") F("x", "e"),
         "{\"units\":[\"U1\",\"U2\",\"U3\"]} start a=no a=yes a=no", "b"},
        {"a completion condition ends it", S EACH("a", "units", "", "<completionCondition>${nrOfCompletedInstances / nrOfInstances &gt;= 0.6}</completionCondition>", "") T("b") F("s", "a") F("a", "b"),
         "{\"units\":[\"U1\",\"U2\",\"U3\"]} start a a", "b"},
        {"one after another", S EACH("a", "units", "isSequential='true'", "", "") T("b") F("s", "a") F("a", "b"),
         "{\"units\":[\"U1\",\"U2\"]} start a", "*a a@U2"},
        {"until the last", S EACH("a", "units", "isSequential='true'", "", "") T("b") F("s", "a") F("a", "b"),
         "{\"units\":[\"U1\",\"U2\"]} start a a", "b"},
        {"silence is consent", S EACH("a", "units", "v:veto='no'", "", "v:dueDate='P2D' v:silence='yes'") T("b") F("s", "a") F("a", "b"),
         "{\"units\":[\"U1\",\"U2\"]} start", "*a a@U1 ~a a@U2 ~a"},
        {"of those who did not answer", S EACH("a", "units", "v:veto='no'", "", "v:dueDate='P2D' v:silence='yes'") X("x") T("b") E("e") F("s", "a") F("a", "x") C("x", "b", ".outcomes.a == \"yes\"") F("x", "e"),
         "{\"units\":[\"U1\",\"U2\"]} start a=yes +2", "b"},
        {"so often as a number says",
         S "<userTask id='a'><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></userTask>" F(
                 "s", "a"),
         "start", "*a a a a"},
        {"a sub-process for each, with its item inside",
         S "<subProcess id='p'><multiInstanceLoopCharacteristics v:collection='units' v:elementVariable='unit'/><startEvent id='ps'/>"
           "<userTask id='a' v:candidateGroups='${unit}'/>" F("ps", "a") "</subProcess>" T("b") F("s", "p") F("p", "b"),
         "{\"units\":[\"U1\",\"U2\"]} start", "*p (p a@U1 (p a@U2"},
        {"and left when all are", S "<subProcess id='p'><multiInstanceLoopCharacteristics v:collection='units' v:elementVariable='unit'/><startEvent id='ps'/>"
           "<userTask id='a' v:candidateGroups='${unit}'/>" F("ps", "a") "</subProcess>" T("b") F("s", "p") F("p", "b"),
         "{\"units\":[\"U1\",\"U2\"]} start a a", "b"},

        {"a link goes on at its other end",
         S "<intermediateThrowEvent id='x'><linkEventDefinition name='L'/></intermediateThrowEvent>"
           "<intermediateCatchEvent id='y'><linkEventDefinition name='L'/></intermediateCatchEvent>" T("a") F("s", "x") F("y", "a"),
         "start", "a"},
        {"a timer does not run while the applicant is asked",
         S P("f") T("a") BOUNDARY("w", "a", "true") "<userTask id='ask' v:clock='stops'/>" T("late") T("c") F("s", "f") F("f", "a")
                 F("f", "ask") F("w", "late") F("ask", "c"),
         "start +5", "a ~w ask"},
        {"and then runs on from where it stood",
         S P("f") T("a") BOUNDARY("w", "a", "true") "<userTask id='ask' v:clock='stops'/>" T("late") T("c") F("s", "f") F("f", "a")
                 F("f", "ask") F("w", "late") F("ask", "c"),
         "start +5 ask +1", "a ~w c"},
        {"to its end",
         S P("f") T("a") BOUNDARY("w", "a", "true") "<userTask id='ask' v:clock='stops'/>" T("late") T("c") F("s", "f") F("f", "a")
                 F("f", "ask") F("w", "late") F("ask", "c"),
         "start +5 ask +2", "c late"},
};

int main(void)
{
	struct arena *arena = arena_new();
	play_cases(arena, cases, sizeof cases / sizeof *cases, NULL);
	arena_free(arena);
	return unit_done();
}
