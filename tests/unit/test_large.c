/* SPDX-License-Identifier: MIT */
/*
 * Drawings as large as they may be, and larger. What is quadratic or recursive in their length does not come back from here in a minute, or not at all:
 * the stack is small.
 */
#include "base/date.h"
#include "process/engine.h"
#include "process/lint.h"
#include "unit.h"

#include <sys/resource.h>

static struct arena *arena;

static void flow(struct buf *out, const char *from, int i, const char *to, int k)
{
	buf_printf(out, "<sequenceFlow id='%s%d-%s%d' sourceRef='%s%d' targetRef='%s%d'/>", from, i, to, k, from, i, to, k);
}

static void head(struct buf *out)
{
	buf_puts(out, "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:v='v'><process id='p' v:dueDate='P5D'>");
}

static const struct bpmnin *read(struct buf *text, struct err *err)
{
	const struct bpmnin *bpmn = NULL;
	buf_puts(text, "</process></definitions>");
	if (bpmnin_read(buf_slice(text), "t", arena, &bpmn, err) != RC_OK)
		bpmn = NULL;
	buf_free(text);
	return bpmn;
}

/* s0 → n tasks of a day each → e0 */
static struct buf chain(int n)
{
	struct buf text = {0};
	head(&text);
	buf_puts(&text, "<startEvent id='t0'/>");
	for (int i = 1; i <= n; i++) {
		buf_printf(&text, i % 100 ? "<manualTask id='t%d'/>" : "<userTask id='t%d' v:dueDate='P1D'/>", i);
		flow(&text, "t", i - 1, "t", i);
	}
	return text;
}

/* s0 → f0 → n elements → j0 */
static struct buf branches(int n, const char *gateway, const char *element)
{
	struct buf text = {0};
	head(&text);
	buf_printf(&text, "<startEvent id='s0'/><%s id='f0'/><%s id='j0'/><userTask id='e0'/>", gateway, gateway);
	flow(&text, "s", 0, "f", 0);
	flow(&text, "j", 0, "e", 0);
	for (int i = 0; i < n; i++) {
		buf_printf(&text, "<%s id='b%d'/>", element, i);
		flow(&text, "f", 0, "b", i);
		flow(&text, "b", i, "j", 0);
	}
	return text;
}

static size_t findings(const struct bpmnin *bpmn, const char *check)
{
	struct lint lint;
	size_t n = 0;
	lint_file(bpmn, arena, &lint);
	for (size_t i = 0; i < lint.n; i++)
		n += strcmp(lint.finding[i].check, check) == 0;
	return n;
}

/* How many tasks are open after the start, or -1. */
static int start(const struct model *model, struct err *err)
{
	struct engine engine = {.model = model};
	struct engine_state state = {0};
	struct engine_effects effects = {0};
	int n = -1;
	if (engine_start(&engine, &state, STR("{}"), (struct moment){86400, DATE_NO_OFFSET}, &effects, err) == RC_OK) {
		n = 0;
		for (size_t i = 0; i < state.n; i++)
			n += state.token[i].wait == ENGINE_TASK;
	}
	engine_state_free(&state);
	engine_effects_free(&effects);
	return n;
}

static void test_chain(void)
{
	struct buf text = chain(9900);
	struct err err = ERR_NONE;
	buf_puts(&text, "<inclusiveGateway id='j0'/><userTask id='u0'/>");
	flow(&text, "t", 0, "u", 0);
	flow(&text, "u", 0, "j", 0);
	flow(&text, "t", 9900, "j", 0);
	const struct bpmnin *bpmn = read(&text, &err);
	if (!unit_ok(bpmn != NULL, "a chain of 9,900 tasks and an inclusive join behind it is read"))
		return;
	unit_num((double)findings(bpmn, "term"), 1, 0, "its longest way is found, of 99 days");
	unit_num(start(bpmn->process[0], &err), 2, 0, "it starts");
}

static void test_branches(void)
{
	struct err err = ERR_NONE;
	struct buf text = branches(1000, "parallelGateway", "userTask");
	const struct bpmnin *bpmn = read(&text, &err);
	unit_num(bpmn ? (double)findings(bpmn, "join") : -1, 0, 0, "a thousand branches that join");
	text = branches(1000, "parallelGateway", "userTask");
	buf_puts(&text, "<userTask id='b1000'/><userTask id='b1001'/><exclusiveGateway id='x0'/>");
	flow(&text, "f", 0, "x", 0);
	for (int i = 1000; i < 1002; i++) {
		flow(&text, "x", 0, "b", i);
		flow(&text, "b", i, "j", 0);
	}
	bpmn = read(&text, &err);
	unit_num(bpmn ? (double)findings(bpmn, "join") : -1, 1, 0, "and two of which a case comes by one");
	text = branches(4900, "parallelGateway", "manualTask");
	bpmn = read(&text, &err);
	unit_num(bpmn ? start(bpmn->process[0], &err) : -1, 1, 0, "4,900 branches are gone through at once");
	text = branches(4900, "inclusiveGateway", "manualTask");
	bpmn = read(&text, &err);
	unit_num(bpmn ? start(bpmn->process[0], &err) : -1, 1, 0, "by an inclusive join as well");
}

/* A process that calls another n times, which has n flows. */
static void test_calls(void)
{
	struct buf text = {0};
	struct err err = ERR_NONE;
	head(&text);
	buf_puts(&text, "<startEvent id='s0'/>");
	for (int i = 0; i < 6000; i++)
		buf_printf(&text, "<callActivity id='c%d' calledElement='q'/>", i);
	buf_puts(&text, "</process><process id='q'><startEvent id='qs0'/><endEvent id='qe0'/>");
	for (int i = 0; i < 6000; i++)
		buf_printf(&text, "<sequenceFlow id='q%d' sourceRef='qs0' targetRef='qe0'/>", i);
	unit_ok(!read(&text, &err) && err.rc == RC_INPUT && strstr(err.text, "more than 20000 elements"), "what grows large by calls is refused");
}

static void test_lanes_and_links(void)
{
	struct buf text = {0};
	struct err err = ERR_NONE;
	head(&text);
	buf_puts(&text, "<laneSet id='set'><lane id='lane' name='L'>");
	for (int i = 0; i < 5000; i++)
		buf_printf(&text, "<flowNodeRef>x%d</flowNodeRef>", i);
	buf_puts(&text, "</lane></laneSet><startEvent id='s0'/>");
	for (int i = 0; i < 3000; i++)
		buf_printf(&text,
		           "<intermediateThrowEvent id='x%d'><linkEventDefinition name='L%d'/></intermediateThrowEvent>"
		           "<intermediateCatchEvent id='y%d'><linkEventDefinition name='L%d'/></intermediateCatchEvent>",
		           i, i, i, i);
	flow(&text, "s", 0, "x", 0);
	const struct bpmnin *bpmn = read(&text, &err);
	unit_num(bpmn ? (double)bpmn->process[0]->n_flows : -1, 3001, 0, "3,000 links and a lane of 5,000 elements");
}

int main(void)
{
	struct rlimit small = {512 << 10, RLIM_INFINITY};
	setrlimit(RLIMIT_STACK, &small);
	arena = arena_new();
	test_chain();
	test_branches();
	test_calls();
	test_lanes_and_links();
	arena_free(arena);
	return unit_done();
}
