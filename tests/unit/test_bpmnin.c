/* SPDX-License-Identifier: MIT */
/*
 * Small files as other modellers write them. The translation of conditions is checked by its text
 * here, and by its answers in test_engine.c.
 */
#include "process/bpmnin.h"
#include "process/condition.h"
#include "unit.h"

#define OPEN                                                                    \
	"<b:definitions xmlns:b='http://www.omg.org/spec/BPMN/20100524/MODEL' " \
	"xmlns:camunda='http://camunda.org/schema/1.0/bpmn' xmlns:v='urn:v' id='d'>"
#define CLOSE "</b:definitions>"

static const struct bpmnin *read(struct arena *arena, const char *text, struct err *err)
{
	const struct bpmnin *bpmn = NULL;
	*err = ERR_NONE;
	return bpmnin_read(str_of(text), "t.bpmn", arena, &bpmn, err) == RC_OK ? bpmn : NULL;
}

static size_t count(const struct bpmnin *bpmn, const char *element)
{
	for (size_t i = 0; i < bpmn->n_counts; i++)
		if (strcmp(bpmn->count[i].element, element) == 0)
			return bpmn->count[i].n;
	return 0;
}

static void test_graph(struct arena *arena)
{
	struct err err;
	const struct bpmnin *bpmn =
	        read(arena,
	             OPEN "<b:process id='p' name='Permit'>\n"
	                  "<b:laneSet id='ls'><b:lane id='l' name='Roads' "
	                  "v:unit='U11'><b:flowNodeRef>t</b:flowNodeRef>"
	                  "</b:lane><b:lane id='l2' "
	                  "name='Parks'><b:flowNodeRef>n:u</b:flowNodeRef></b:lane></b:laneSet>\n"
	                  "<b:startEvent id='s'><b:extensionElements><v:task "
	                  "id='t'/></b:extensionElements></b:startEvent>\n"
	                  "<b:userTask id='t' name='Look' camunda:dueDate='P3D'/>\n"
	                  "<b:userTask id='u'/><b:userTask id='w' camunda:candidateGroups='U07'/>\n"
	                  "<b:boundaryEvent id='bt' attachedToRef='t' "
	                  "cancelActivity='false'><b:timerEventDefinition>"
	                  "<b:timeDuration> PT2H "
	                  "</b:timeDuration></b:timerEventDefinition></b:boundaryEvent>\n"
	                  "<b:exclusiveGateway id='g' default='f3'/><b:endEvent id='e'/>\n"
	                  "<b:sequenceFlow id='f1' sourceRef='s' targetRef='t'/>\n"
	                  "<b:sequenceFlow id='f2' sourceRef='g' "
	                  "targetRef='u'><b:conditionExpression><![CDATA[\n"
	                  ".a > 1 ]]></b:conditionExpression></b:sequenceFlow>\n"
	                  "<b:sequenceFlow id='f3' sourceRef='g' targetRef='w'/>"
	                  "<b:sequenceFlow id='f4' sourceRef='t' targetRef='g'/>"
	                  "</b:process>" CLOSE,
	             &err);
	if (!unit_ok(bpmn && bpmn->n_processes == 1, "a file with prefixes is read"))
		return;
	const struct model *m = bpmn->process[0];
	const struct model_node *t = &m->node[model_node(m, STR("t"))];
	const struct model_node *u = &m->node[model_node(m, STR("u"))];
	const struct model_node *w = &m->node[model_node(m, STR("w"))];
	const struct model_node *bt = &m->node[model_node(m, STR("bt"))];
	const struct model_node *g = &m->node[model_node(m, STR("g"))];
	unit_num((double)m->n_nodes, 7, 0, "nodes");
	unit_str(m->node[m->start].id, "s", "the start event");
	unit_str(t->unit, "U11", "the lane's unit");
	unit_str(t->lane, "Roads", "the lane's name");
	unit_str(u->unit, "Parks",
	         "the lane's name where it has no unit; a QName refers to the local part");
	unit_str(w->unit, "U07", "the candidate group");
	unit_ok(t->term.when == MODEL_DURATION && t->term.duration.seconds == 3 * 86400, "the due date");
	unit_ok(t->n_edges == 1 && m->node[t->edge[0]].id == bt->id, "the timer on the task");
	unit_ok(bt->term.when == MODEL_DURATION && bt->term.duration.seconds == 7200 &&
	                !bt->interrupting,
	        "its duration, and that it does not interrupt");
	unit_ok(g->n_in == 1 && g->n_out == 2 && g->fallback == model_flow(m, STR("f3")),
	        "the gateway's flows");
	unit_str(m->program[m->flow[model_flow(m, STR("f2"))].condition], ".a > 1",
	         "the condition, trimmed");
	unit_str(m->program_name[0], "t.bpmn:9: f2", "the condition's place");
	unit_num((double)count(bpmn, "userTask"), 3, 0, "the vendor's task is not counted");
	unit_num((double)bpmn->n_faults, 0, 0, "no faults");
	unit_ok(model_runnable(m, &err) == RC_OK, "it can be run");
}

static void test_refused(struct arena *arena)
{
	static const struct {
		const char *body, *want;
	} cases[] = {
	        {"<b:startEvent id='s'/><b:scriptTask id='x'/>",
	         "t.bpmn:1: x: a script that is not jq is not run (write it in jq: scriptFormat=\"jq\")"},
	        {"<b:task id='x'/>", "t.bpmn:1: p: there is no start event (draw one)"},
	        {"<b:startEvent id='a'/><b:startEvent id='b'/>",
	         "t.bpmn:1: p: there are several start events (draw one that no event starts)"},
	        {"<b:startEvent id='s'><b:signalEventDefinition/></b:startEvent>",
	         "t.bpmn:1: s: a signal without a name is not run (give it one)"},
	        {"<b:startEvent id='s'/><b:intermediateCatchEvent "
	         "id='c'><b:timerEventDefinition><b:timeCycle>0 0 * * *"
	         "</b:timeCycle></b:timerEventDefinition></b:intermediateCatchEvent>",
	         "t.bpmn:1: c: this timer is not run (write timeDuration as in P5D, PT2H or 10wd, or timeDate as in 2024-03-15T09:30, or "
	         "timeCycle as in R3/PT2H)"},
	        {"<b:startEvent id='s'/><b:serviceTask id='v'/><b:boundaryEvent id='c' "
	         "attachedToRef='v'>"
	         "<b:timerEventDefinition><b:timeDuration>P1D</b:timeDuration></"
	         "b:timerEventDefinition></b:boundaryEvent>",
	         "t.bpmn:1: c: an event on what does not wait is not run (attach it to a userTask, a receiveTask or a subProcess)"},
	        {"<b:startEvent id='s'/><b:userTask "
	         "id='u'><b:multiInstanceLoopCharacteristics/></b:userTask>",
	         "t.bpmn:1: u: a task for each of nothing is not run (name the list (loopDataInputRef, collection) or how many "
	         "(loopCardinality))"},
	        {"<b:startEvent id='s'/><b:endEvent id='e'/><b:sequenceFlow id='f' sourceRef='s' "
	         "targetRef='e'>"
	         "<b:conditionExpression>${list.size() == "
	         "1}</b:conditionExpression></b:sequenceFlow>",
	         "t.bpmn:1: f: this condition is not understood from \"() == 1}\" on (write it in "
	         "jq, such as .area > "
	         "100)"},
	        {"<b:startEvent id='s'/><b:sequenceFlow id='f' sourceRef='s' targetRef='nobody'/>",
	         "t.bpmn:1: f: the flow does not join two elements of the process"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err;
		const char *text = arena_printf(
		        arena, OPEN "<b:process id='p'>%s</b:process>" CLOSE, cases[i].body);
		const struct bpmnin *bpmn = read(arena, text, &err);
		if (unit_ok(bpmn != NULL, "it is read")) {
			unit_ok(model_runnable(bpmn->process[0], &err) == RC_INPUT, "and refused");
			unit_str(err.text, cases[i].want, cases[i].want);
		}
	}
}

static void test_faults(struct arena *arena)
{
	struct err err;
	const struct bpmnin *bpmn = read(
	        arena,
	        OPEN "<b:process id='p'><b:task id='a'><b:incoming>gone</b:incoming></b:task>\n"
	             "<b:task id='a'/></b:process>" CLOSE,
	        &err);
	if (!unit_ok(bpmn && bpmn->n_faults == 2, "two faults"))
		return;
	unit_ok(bpmn->fault[0].kind == BPMNIN_DANGLING, "a reference that dangles");
	unit_str(bpmn->fault[0].id, "a", "who refers");
	unit_str(bpmn->fault[0].to, "gone", "to what");
	unit_ok(bpmn->fault[1].kind == BPMNIN_DUPLICATE && bpmn->fault[1].line == 2,
	        "an id that stands twice");

	unit_ok(!read(arena, "<html/>", &err) && err.rc == RC_INPUT, "what is no BPMN is refused");
	unit_str(err.text, "t.bpmn:1: this is no BPMN 2.0 file: it begins with <html>",
	         "with its root");
	unit_ok(!read(arena, OPEN "<b:process>" CLOSE, &err) && err.rc == RC_INPUT,
	        "what is no XML is refused");
	unit_ok(!read(arena, "<!DOCTYPE a [<!ENTITY x 'y'>]>" OPEN CLOSE, &err),
	        "a DOCTYPE is refused");
}

static void test_choose(struct arena *arena)
{
	struct err err;
	const struct model *model = NULL;
	const struct bpmnin *bpmn = read(
	        arena,
	        OPEN "<b:process id='a' isExecutable='false'/><b:process id='b' name='B b'/>" CLOSE,
	        &err);
	unit_ok(bpmnin_choose(bpmn, NULL, &model, &err) == RC_OK && strcmp(model->id, "b") == 0,
	        "the executable one");
	unit_ok(bpmnin_choose(bpmn, "a", &model, &err) == RC_OK && strcmp(model->id, "a") == 0,
	        "by id");
	unit_ok(bpmnin_choose(bpmn, "B b", &model, &err) == RC_OK && strcmp(model->id, "b") == 0,
	        "by name");
	unit_ok(bpmnin_choose(bpmn, "c", &model, &err) == RC_INPUT, "no such process");
	bpmn = read(arena, OPEN "<b:process id='a'/><b:process id='b'/>" CLOSE, &err);
	unit_ok(bpmnin_choose(bpmn, NULL, &model, &err) == RC_INPUT, "two of them");
	unit_str(err.text, "t.bpmn: there are several processes (name one: a, b)", "are named");
}

static void test_conditions(void)
{
#define HAS(name)                                                                               \
	"(if has(\"" name "\") then .[\"" name "\"] else error(\"no value: \" + \"" name "\") " \
	                                                                                 "end)"
	static const struct {
		const char *in, *want; /* NULL: refused */
	} cases[] = {
	        {".a > 1", ".a > 1"},
	        {"${a == 1}", HAS("a") " == 1"},
	        {"#{ a != 'x' }", HAS("a") " != \"x\""},
	        {"=a >= 2 and not b", HAS("a") " >= 2 and (" HAS("b") "|not)"},
	        {"${!a || (b && c)}", "(" HAS("a") "|not) or (" HAS("b") " and " HAS("c") ")"},
	        {"= a = \"да\"", HAS("a") " == \"да\""},
	        {"${площадь + 1.5 * -2 < 3}", HAS("площадь") " + 1.5 * (0-2) < 3"},
	        {"${orange}", HAS("orange")},
	        {"${a == true}", HAS("a") " == true"},
	        {"${a < b < c}", NULL},
	        {"${f(x)}", NULL},
	        {"${a[0]}", NULL},
	        {"${a == 'x}", NULL},
	        {"${a == }", NULL},
	        {"${}", NULL},
	        {"=", NULL},
	        {"${a ? b : c}", NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out = {0};
		size_t at = 0;
		bool ok = condition_jq(str_of(cases[i].in), &out, &at);
		unit_str(ok ? buf_cstr(&out) : "refused", cases[i].want ? cases[i].want : "refused",
		         cases[i].in);
		buf_free(&out);
	}
	struct buf deep = {0};
	size_t at;
	buf_puts(&deep, "=");
	for (int i = 0; i < 100000; i++)
		buf_puts(&deep, "(");
	struct buf out = {0};
	unit_ok(!condition_jq(buf_slice(&deep), &out, &at), "100,000 brackets are refused");
	buf_free(&out);
	buf_clear(&deep);
	buf_puts(&deep, "=");
	for (int i = 0; i < 100000; i++)
		buf_puts(&deep, "not ");
	unit_ok(!condition_jq(buf_slice(&deep), &out, &at), "100,000 negations are refused");
	buf_free(&out);
	buf_free(&deep);
}

int main(void)
{
	struct arena *arena = arena_new();
	test_graph(arena);
	test_refused(arena);
	test_faults(arena);
	test_choose(arena);
	test_conditions();
	arena_free(arena);
	return unit_done();
}
