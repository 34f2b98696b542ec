/* SPDX-License-Identifier: MIT */
/* A case under way on one drawing goes on along another. */
#include "play.h"

static const struct row {
	const char *what, *old, *script, *new_, *rename, *then, *want;
} rows[] = {
        {"an open task stays open, and goes the new way", S T("a") E("e") F("s", "a") F("a", "e"), "start",
         S T("a") T("b") E("e") F("s", "a") F("a", "b") F("b", "e"), "", "a", "b"},
        {"a task under another id, when it is said", S T("a") E("e") F("s", "a") F("a", "e"), "start",
         S T("c") T("b") E("e") F("s", "c") F("c", "b") F("b", "e"), "a=c", "c", "b"},
        {"and refused when it is not", S T("a") E("e") F("s", "a") F("a", "e"), "start",
         S T("c") T("b") E("e") F("s", "c") F("c", "b") F("b", "e"), "", "",
         "t:1: a: the case waits here, and the new version has nothing of this id (map it)"},
        {"what waits for something else is refused", S T("a") F("s", "a"), "start", S RECEIVE("a") F("s", "a"), "", "",
         "t:1: a: what the new version has in its place waits for something else"},
        {"an arrival at a join stays", S P("f") T("a") T("b") P("j") E("e") F("s", "f") F("f", "a") F("f", "b") F("a", "j") F("b", "j") F("j", "e"),
         "start a", S P("f") T("a") T("b") P("j") T("c") F("s", "f") F("f", "a") F("f", "b") F("a", "j") F("b", "j") F("j", "c"), "", "b", "c"},
        {"an event drawn anew is waited for", S T("a") F("s", "a"), "start",
         S T("a") BOUNDARY("w", "a", "true") T("late") F("s", "a") F("w", "late"), "", "+2", "late"},
        {"one that is drawn no longer is not", S T("a") BOUNDARY("w", "a", "true") T("late") F("s", "a") F("w", "late"), "start",
         S T("a") F("s", "a"), "", "", "a"},
        {"a timer keeps its moment", S T("a") BOUNDARY("w", "a", "true") T("late") F("s", "a") F("w", "late"), "start +1",
         S T("a") BOUNDARY("w", "a", "true") T("late") F("s", "a") F("w", "late"), "", "+1", "late"},
        {"a sub-process and what is in it", S SUB("p", T("a")) T("b") F("s", "p") F("p", "b"), "start",
         S SUB("p", T("a") T("c") F("a", "c")) T("b") F("s", "p") F("p", "b"), "", "a", "(p c"},
        {"a task cannot leave its sub-process", S SUB("p", T("a")) F("s", "p"), "start", S "<subProcess id='p'><startEvent id='p-s'/></subProcess>" T("a") F("s", "p") F("p", "a"),
         "", "", "t:1: a: the new version has it in another sub-process"},
        {"each of a list", S EACH("a", "units", "", "", "") F("s", "a"), "{\"units\":[\"U1\",\"U2\"]} start a=yes",
         S EACH("a", "units", "", "", "") T("b") F("s", "a") F("a", "b"), "", "a=yes", "b"},

        {"an event on the edge of something else is refused", S P("f") T("a") T("b") BOUNDARY("w", "a", "true") T("late") F("s", "f") F("f", "a") F("f", "b") F("w", "late"), "start",
         S P("f") T("a") T("b") BOUNDARY("w", "b", "true") T("late") F("s", "f") F("f", "a") F("f", "b") F("w", "late"), "", "",
         "t:1: w: the new version has it on or behind something else"},
        {"an event that is over is not waited for again", S T("a") BOUNDARY("w", "a", "false") T("late") F("s", "a") F("w", "late"), "start +3",
         S T("a") BOUNDARY("w", "a", "false") T("late") F("s", "a") F("w", "late"), "", "+9", "a late"},
        {"an event sub-process drawn anew is waited for", S T("a") F("s", "a"), "start", S T("a") ON("q", "true", MESSAGE("stop"), T("h")) F("s", "a"), "", "m:stop", "(q h"},
        {"in a sub-process too", S SUB("p", T("a")) F("s", "p"), "start", S SUB("p", T("a") ON("q", "true", TIMER, T("h"))) F("s", "p"), "", "+2", "(p (q h"},
        {"not where another has taken the place of all", S T("a") ON("q", "true", MESSAGE("stop"), T("h")) F("s", "a"), "start m:stop",
         S T("a") ON("q", "true", MESSAGE("stop"), T("h"))
                 "<subProcess id='r' triggeredByEvent='true'><startEvent id='r-s'>" TIMER "</startEvent>" T("i") F("r-s", "i") "</subProcess>" F("s", "a"), "", "+5", "(q h"},
        {"an event behind a gateway drawn anew", S GATE("g") CATCH("c", MESSAGE("m")) T("x") F("s", "g") F("g", "c") F("c", "x"), "start",
         S GATE("g") CATCH("c", MESSAGE("m")) CATCH("w", TIMER) T("x") T("y") F("s", "g") F("g", "c") F("g", "w") F("c", "x") F("w", "y"), "", "+2", "y"},
        {"silence drawn anew", S "<userTask id='a' v:dueDate='P2D'/>" T("b") F("s", "a") F("a", "b"), "start",
         S "<userTask id='a' v:dueDate='P9D' v:silence='yes'/>" T("b") F("s", "a") F("a", "b"), "", "+2", "b"},
        {"of a task without a due date it begins now", S T("a") T("b") F("s", "a") F("a", "b"), "start +1",
         S "<userTask id='a' v:dueDate='P2D' v:silence='yes'/>" T("b") F("s", "a") F("a", "b"), "", "+1", "a ~a"},
        {"silence drawn no longer means nothing", S "<userTask id='a' v:dueDate='P2D' v:silence='yes'/>" T("b") F("s", "a") F("a", "b"), "start",
         S "<userTask id='a' v:dueDate='P2D'/>" T("b") F("s", "a") F("a", "b"), "", "+9", "a"},
        {"a join that waits for no more joins",
         S P("f") T("a") T("b") P("j") "<manualTask id='m'/>" T("c") F("s", "f") F("f", "a") F("f", "b") F("f", "m") F("a", "j") F("b", "j") "<intermediateCatchEvent id='w'>" MESSAGE("m")
                 "</intermediateCatchEvent>" F("m", "w") F("w", "j") F("j", "c"), "start a b",
         S P("f") T("a") T("b") P("j") T("c") "<intermediateCatchEvent id='w'>" MESSAGE("m") "</intermediateCatchEvent>" F("s", "f") F("f", "a") F("f", "b") F("f", "w") F("a", "j") F("b", "j")
                 F("j", "c"), "", "", "?w c"},
        {"two ways into a join that have become one are refused",
         S P("f") T("a") T("b") T("c") P("j") F("s", "f") F("f", "a") F("f", "b") F("f", "c") F("a", "j") F("b", "j") F("c", "j"), "start a b",
         S P("f") T("d") T("c") P("j") F("s", "f") F("f", "d") F("f", "c") F("d", "j") F("c", "j"), "a=d b=d", "",
         "t:1: j: a flow by which something has arrived has no counterpart"},
        {"a clock that the new version stops", S P("f") T("a") BOUNDARY("w", "a", "true") T("x") T("late") F("s", "f") F("f", "a") F("f", "x") F("w", "late"), "start +1",
         S P("f") T("a") BOUNDARY("w", "a", "true") "<userTask id='x' v:clock='stops'/>" T("late") F("s", "f") F("f", "a") F("f", "x") F("w", "late"), "", "+3 x", "a ~w"},
        {"and one that it stops no longer",
         S P("f") T("a") BOUNDARY("w", "a", "true") "<userTask id='x' v:clock='stops'/>" T("late") F("s", "f") F("f", "a") F("f", "x") F("w", "late"), "start +3",
         S P("f") T("a") BOUNDARY("w", "a", "true") T("x") T("late") F("s", "f") F("f", "a") F("f", "x") F("w", "late"), "", "+1", "a ~w x"},
};

static const struct model *read_model(struct arena *arena, const char *body)
{
	const char *text = arena_printf(
	        arena, "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:v='v'><process id='main'>%s</process></definitions>", body);
	const struct bpmnin *bpmn;
	struct err err = ERR_NONE;
	return bpmnin_read(str_of(text), "t", arena, &bpmn, &err) == RC_OK ? bpmn->process[0] : NULL;
}

static enum rc migrate(struct play *p, const struct model *old, const struct model *new_, const char *rename, struct err *err)
{
	uint32_t *map = arena_array(p->arena, old->n_nodes, sizeof *map);
	struct str rest = str_of(rename), to, from;
	model_match(old, new_, map);
	while (str_split(&rest, ' ', &to))
		if (str_split(&to, '=', &from) && from.n > 0)
			map[model_node(old, from)] = model_node(new_, to);
	p->engine.model = new_;
	return done(p, engine_migrate(&p->engine, old, map, &p->state, p->now, &p->effects, err));
}

static void test_row(struct arena *arena, const struct row *row)
{
	const struct model *old = read_model(arena, row->old), *new_ = read_model(arena, row->new_);
	struct play p = {.arena = arena,
	                 .engine = {.model = old, .ask = ask},
	                 .now = {(int64_t)date_days(2024, 3, 1) * 86400, DATE_NO_OFFSET},
	                 .same = true};
	struct buf got = {0}, before = {0}, after = {0};
	struct err err = ERR_NONE;
	drive(&p, row->script, &got);
	buf_clear(&got);
	engine_state_put(&p.state, &before);
	if (migrate(&p, old, new_, row->rename, &err) == RC_OK) {
		drive(&p, row->then, &got);
		unit_ok(p.same, "the effects alone give the same state");
	} else {
		engine_state_put(&p.state, &after);
		buf_puts(&got, err.text);
		unit_str(buf_cstr(&after), buf_cstr(&before), "a refusal changes nothing");
	}
	unit_str(buf_cstr(&got), row->want, row->what);
	buf_free(&got);
	buf_free(&before);
	buf_free(&after);
	end(&p);
}

int main(void)
{
	struct arena *arena = arena_new();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		test_row(arena, &rows[i]);
	arena_free(arena);
	return unit_done();
}
