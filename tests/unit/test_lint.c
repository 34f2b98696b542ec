/* SPDX-License-Identifier: MIT */
#include "process/lint.h"
#include "unit.h"

#define S "<startEvent id='s'/>"
#define E "<endEvent id='e'/>"
#define T(id) "<userTask id='" id "' name='n' v:unit='U'/>"
#define X(id) "<exclusiveGateway id='" id "'/>"
#define P(id) "<parallelGateway id='" id "'/>"
#define F(a, b) "<sequenceFlow id='" a "-" b "' sourceRef='" a "' targetRef='" b "'/>"
#define C(a, b)                                                          \
	"<sequenceFlow id='" a "-" b "' sourceRef='" a "' targetRef='" b \
	"'><conditionExpression>.x</conditionExpression></sequenceFlow>"
#define D(a, b) "<exclusiveGateway id='" a "' default='" a "-" b "'/>"
#define TIMER(id, host, cancel)                                                             \
	"<boundaryEvent id='" id "' attachedToRef='" host "' cancelActivity='" cancel       \
	"'><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></" \
	"boundaryEvent>"

/* want: "check:id" of every finding, in order, parted by blanks */
static const struct {
	const char *what, *body, *want;
} cases[] = {
        {"a straight process", S T("t") E F("s", "t") F("t", "e"), ""},
        {"a task nothing leads to", S T("t") E F("s", "e") F("t", "e"), "unreachable:t"},
        {"a task nothing follows", S T("t") F("s", "t"), "dead-end:t"},
        {"no lane, no name", S "<task id='t'/>" E F("s", "t") F("t", "e"),
         "no-unit:t no-name:t abstract-task:t"},
        {"an exclusive gateway without conditions",
         S X("g") E T("t") F("s", "g") F("g", "e") F("g", "t") F("t", "e"),
         "no-condition:g-e no-condition:g-t"},
        {"one without a default", S X("g") E T("t") F("s", "g") C("g", "e") C("g", "t") F("t", "e"),
         "no-default:g"},
        {"one with a default",
         S D("g", "e") E T("t") F("s", "g") F("g", "e") C("g", "t") F("t", "e"), ""},
        {"a condition on a parallel gateway's flow",
         S P("g") E T("t") F("s", "g") C("g", "e") F("g", "t") F("t", "e"),
         "condition-ignored:g-e"},
        {"a fork and its join",
         S P("f") T("a") T("b") P("j") E F("s", "f") F("f", "a") F("f", "b") F("a", "j") F("b", "j")
                 F("j", "e"),
         ""},
        {"a choice and a parallel join",
         S D("f", "a") T("a") T("b") P("j") E F("s", "f") F("f", "a") C("f", "b") F("a", "j")
                 F("b", "j") F("j", "e"),
         "join:j"},
        {"a join that an unreachable task feeds",
         S T("a") T("b") P("j") E F("s", "a") F("a", "j") F("b", "j") F("j", "e"),
         "unreachable:b join:j"},
        {"a choice within one branch of a fork, and a parallel join",
         S P("f") T("t") D("x", "a") T("a") T("b") P("j") E F("s", "f") F("f", "t") F("t", "e")
                 F("f", "x") F("x", "a") C("x", "b") F("a", "j") F("b", "j") F("j", "e"),
         "join:j"},
        {"a fork within a choice",
         S D("c", "e") P("f") T("a") T("b") P("j") E F("s", "c") F("c", "e") C("c", "f") F("f", "a")
                 F("f", "b") F("a", "j") F("b", "j") F("j", "e"),
         ""},
        {"a timer that lets the task go on, and a join",
         S T("a") TIMER("t", "a", "false") P("j") E F("s", "a") F("a", "j") F("t", "j") F("j", "e"),
         ""},
        {"a timer that takes the task away, and a join",
         S T("a") TIMER("t", "a", "true") P("j") E F("s", "a") F("a", "j") F("t", "j") F("j", "e"),
         "join:j"},
        {"a circle without a task",
         S "<exclusiveGateway id='m'/>" D("g", "e") E F("s", "m") F("m", "g") F("g", "e")
                 C("g", "m"),
         "loop:m"},
        {"a circle with a task",
         S T("m") D("g", "e") E F("s", "m") F("m", "g") F("g", "e") C("g", "m"), ""},
        {"a subprocess", S "<subProcess id='p'>" "<startEvent id='i'/><manualTask id='in'/><endEvent id='o'/>" F("i", "in") F("in", "o")
         "</subProcess>" E F("s", "p") F("p", "e"), ""},
        {"what is refused", S "<adHocSubProcess id='p'/>" E F("s", "p") F("p", "e"), "unsupported:p"},
        {"a term shorter than what is done in it",
         S "<subProcess id='p' v:dueDate='P5D'>" "<startEvent id='i'/><userTask id='a' name='a' v:assignee='U' v:dueDate='P3D'/>"
           "<userTask id='b' name='b' v:assignee='U' v:dueDate='2wd'/>" F("i", "a") F("a", "b") "<endEvent id='o'/>" F("b", "o")
         "</subProcess>" E F("s", "p") F("p", "e"), "term:p"},
        {"one that is long enough",
         S "<subProcess id='p' v:dueDate='P6D'>" "<startEvent id='i'/><userTask id='a' name='a' v:assignee='U' v:dueDate='P3D'/>"
           "<userTask id='b' name='b' v:assignee='U' v:dueDate='2wd'/>" F("i", "a") F("a", "b") "<endEvent id='o'/>" F("b", "o")
         "</subProcess>" E F("s", "p") F("p", "e"), ""},
        {"side by side the longer one counts",
         S "<subProcess id='p' v:dueDate='P5D'><startEvent id='i'/><userTask id='a' name='a' v:assignee='U' v:dueDate='P3D'/>"
           "<userTask id='b' name='b' v:assignee='U' v:dueDate='P4D'/>" F("i", "a") F("i", "b") "<endEvent id='o'/>" F("a", "o") F("b", "o")
         "</subProcess>" E F("s", "p") F("p", "e"), ""},
        {"a start by a timer", "<startEvent id='s'><timerEventDefinition><timeCycle>R/P1D</timeCycle></timerEventDefinition></startEvent>" T("t") E F("s", "t") F("t", "e"),
         "start-event:s"},
        {"an error that nobody catches", S "<endEvent id='x'><errorEventDefinition errorRef='bad'/></endEvent>" F("s", "x"), "uncaught:x"},
        {"an error thrown by what is to catch it", S T("t") E F("s", "t") F("t", "e")
         "<subProcess id='q' triggeredByEvent='true'><startEvent id='i'><errorEventDefinition errorRef='bad'/></startEvent><endEvent id='x'><errorEventDefinition errorRef='bad'/></endEvent>"
         F("i", "x") "</subProcess>", "uncaught:x"},
        {"an inclusive gateway without a default", S "<inclusiveGateway id='g'/>" T("a") T("b") E F("s", "g") C("g", "a") C("g", "b") F("a", "e") F("b", "e"),
         "no-default:g"},
        {"a join that asks for more than come",
         S "<parallelGateway id='g'/>" T("a") T("b") "<parallelGateway id='j' v:join='3'/>" E F("s", "g") F("g", "a") F("g", "b") F("a", "j") F("b", "j") F("j", "e"),
         "join:j"},
        {"an id twice", S T("t") E F("s", "t") F("t", "e") "<dataObject id='t'/>",
         "duplicate-id:t"},
        {"a reference that dangles", S T("t") E F("s", "t") F("t", "e") F("t", "nobody"),
         "dangling:t-nobody"},
};

int main(void)
{
	struct arena *arena = arena_new();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *text = arena_printf(
		        arena,
		        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "
		        "xmlns:v='urn:v'>"
		        "<process id='process'>%s</process></definitions>",
		        cases[i].body);
		struct err err = ERR_NONE;
		const struct bpmnin *bpmn;
		struct buf got = {0};
		if (bpmnin_read(str_of(text), "t", arena, &bpmn, &err) == RC_OK) {
			struct lint lint;
			lint_file(bpmn, arena, &lint);
			for (size_t k = 0; k < lint.n; k++)
				buf_printf(&got, "%s%s:%s", k ? " " : "", lint.finding[k].check,
				           lint.finding[k].id);
		} else {
			buf_puts(&got, err.text);
		}
		unit_str(buf_cstr(&got), cases[i].want, cases[i].what);
		buf_free(&got);
	}
	arena_free(arena);
	return unit_done();
}
