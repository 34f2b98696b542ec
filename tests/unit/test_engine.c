/* SPDX-License-Identifier: MIT */
/*
 * Cases driven step by step: a script of words is applied to a process, and what is open after each
 * word is compared. Every state is also rebuilt from the effects alone and must be the same.
 */
#include "base/json.h"
#include "base/share.h"
#include "ext/jqx.h"
#include "process/bpmnin.h"
#include "process/engine.h"
#include "unit.h"

#define S "<startEvent id='s'/>"
#define E(id) "<endEvent id='" id "'/>"
#define T(id) "<userTask id='" id "'/>"
#define P(id) "<parallelGateway id='" id "'/>"
#define F(a, b) "<sequenceFlow id='" a "-" b "' sourceRef='" a "' targetRef='" b "'/>"
#define C(a, b, c)                                                       \
	"<sequenceFlow id='" a "-" b "' sourceRef='" a "' targetRef='" b \
	"'><conditionExpression>" c "</conditionExpression></sequenceFlow>"
#define TIMER "<timerEventDefinition><timeDuration>P2D</timeDuration></timerEventDefinition>"
#define BOUNDARY(id, host, cancel)                                                               \
	"<boundaryEvent id='" id "' attachedToRef='" host "' cancelActivity='" cancel "'>" TIMER \
	"</boundaryEvent>"

struct play {
	struct arena *arena;
	struct jqx *jqx;
	struct engine engine;
	struct engine_state state, again; /* again: from the written effects alone */
	struct engine_effects effects;    /* of the last operation */
	struct engine_effects all;        /* of all of them */
	bool same;
	struct buf data;
	struct moment now;
};

static enum rc ask(void *context, size_t program, struct str data, bool *yes, struct buf *value, struct err *err)
{
	struct buf out = {0};
	enum jqx_outcome outcome;
	if (jqx_run(context, program, data, &outcome, &out, err) == RC_OK && outcome == JQX_ERROR)
		err_set(err, RC_INPUT, "%s", buf_cstr(&out));
	*yes = outcome == JQX_TRUE;
	if (value)
		buf_str(value, str_trim(buf_slice(&out)));
	buf_free(&out);
	return err->rc;
}

static bool begin(struct play *p, const struct bpmnin *bpmn, struct err *err)
{
	const struct model *m;
	if (bpmnin_choose(bpmn, NULL, &m, err) != RC_OK || model_runnable(m, err) != RC_OK)
		return false;
	if (m->n_conditions > 0 &&
	    jqx_open(m->condition, m->condition_name, m->n_conditions, &p->jqx, err) != RC_OK)
		return false;
	p->engine = (struct engine){.model = m, .ask = ask, .context = p->jqx};
	p->same = true;
	p->now = (struct moment){(int64_t)date_days(2024, 3, 1) * 86400, DATE_NO_OFFSET};
	return true;
}

static void end(struct play *p)
{
	engine_state_free(&p->state);
	engine_state_free(&p->again);
	engine_effects_free(&p->effects);
	engine_effects_free(&p->all);
	buf_free(&p->data);
	jqx_close(p->jqx);
}

static uint32_t waiting(const struct play *p, struct str node, enum engine_wait wait)
{
	for (size_t i = 0; i < p->state.n; i++)
		if (p->state.token[i].wait == wait &&
		    str_is(node, p->engine.model->node[p->state.token[i].node].id))
			return p->state.token[i].id;
	return 0;
}

/* What was done is written, read again and replayed on a second state, which must come out the same. */
static enum rc done(struct play *p, enum rc rc)
{
	struct engine_effects read = {.at = p->effects.at};
	struct engine_state restored = {0};
	struct buf text = {0}, a = {0}, b = {0}, c = {0};
	struct err err = ERR_NONE;
	engine_effects_put(&p->effects, &text);
	p->same = p->same && engine_effects_get(p->engine.model, buf_slice(&text), &read, &err) == RC_OK &&
	          engine_replay(p->engine.model, &p->again, &read, &err) == RC_OK;
	engine_state_put(&p->state, &a);
	engine_state_put(&p->again, &b);
	p->same = p->same && engine_state_get(p->engine.model, buf_slice(&a), &restored, &err) == RC_OK;
	engine_state_put(&restored, &c);
	p->same = p->same && strcmp(buf_cstr(&a), buf_cstr(&b)) == 0 && strcmp(buf_cstr(&a), buf_cstr(&c)) == 0 &&
	          str_eq(buf_slice(&p->state.data), buf_slice(&p->again.data));
	for (size_t i = 0; i < p->effects.n; i++) {
		struct engine_effect it = p->effects.v[i];
		struct str kept = engine_effect_text(&p->effects, &it);
		it.text = (struct engine_text){(uint32_t)p->all.text.n, (uint32_t)kept.n};
		buf_str(&p->all.text, kept);
		vec_push(&p->all, it);
	}
	engine_effects_clear(&p->effects);
	engine_effects_free(&read);
	engine_state_free(&restored);
	buf_free(&text);
	buf_free(&a);
	buf_free(&b);
	buf_free(&c);
	return rc;
}

static enum rc let_pass(struct play *p, int64_t days, struct err *err)
{
	struct moment due;
	p->now.seconds += days * 86400;
	for (uint32_t id; (id = engine_due(p->engine.model, &p->state, &due)) != 0 && due.seconds <= p->now.seconds;)
		if (done(p, engine_fire(&p->engine, &p->state, id, STR(""), p->now, &p->effects, err)) != RC_OK)
			break;
	return err->rc;
}

/* "start", "a" completes task a, "a=yes" with an outcome, "{…}" before "start" is the data, "+3"
 * lets days go by and fires all that is due. */
static enum rc step(struct play *p, struct str word, struct err *err)
{
	struct str name;
	if (word.p[0] == '{') {
		buf_clear(&p->data);
		buf_str(&p->data, word);
		return RC_OK;
	}
	if (word.p[0] == '+')
		return let_pass(p, word.p[1] - '0', err);
	if (str_is(word, "start"))
		return done(p, engine_start(&p->engine, &p->state, buf_slice(&p->data), p->now, &p->effects, err));
	struct str rest = word;
	str_split(&rest, '=', &name);
	return done(p, engine_complete(&p->engine, &p->state, waiting(p, name, ENGINE_TASK), (struct engine_answer){.outcome = rest},
	                               p->now, &p->effects, err));
}

/* Open tasks, armed timers with "~", arrivals with "&", or "ended:NODE". */
static void describe(const struct play *p, const struct engine_state *state, struct buf *out)
{
	static const char *const marks[] = {
	        [ENGINE_TASK] = "", [ENGINE_TIMER] = "~", [ENGINE_JOIN] = "&"};
	const struct model_node *node = p->engine.model->node;
	if (state->ended)
		buf_printf(out, "ended:%s", node[state->end].id);
	for (size_t i = 0; i < state->n; i++)
		buf_printf(out, "%s%s%s", i ? " " : "", marks[state->token[i].wait],
		           node[state->token[i].node].id);
}

/* Applies the words of script, parted by blanks, and describes the last state or the error. */
static void drive(struct play *p, const char *script, struct buf *out)
{
	struct err err = ERR_NONE;
	struct str rest = str_of(script), word;
	while (str_split(&rest, ' ', &word)) {
		struct buf before = {0}, after = {0};
		size_t n = p->all.n;
		describe(p, &p->state, &before);
		if (step(p, word, &err) != RC_OK) {
			describe(p, &p->state, &after);
			unit_ok(strcmp(buf_cstr(&before), buf_cstr(&after)) == 0 &&
			                n == p->all.n,
			        "a failed step changes nothing");
			buf_puts(out, err.text);
			buf_free(&before);
			buf_free(&after);
			return;
		}
		buf_free(&before);
		buf_free(&after);
	}
	describe(p, &p->state, out);
}

static const struct {
	const char *what, *body, *script, *want;
} cases[] = {
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

static void test_cases(struct arena *arena)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *text = arena_printf(
		        arena,
		        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'>"
		        "<process id='p'>%s</process></definitions>",
		        cases[i].body);
		struct err err = ERR_NONE;
		const struct bpmnin *bpmn;
		struct play p = {.arena = arena};
		struct buf got = {0};
		if (bpmnin_read(str_of(text), "t", arena, &bpmn, &err) == RC_OK &&
		    begin(&p, bpmn, &err)) {
			drive(&p, cases[i].script, &got);
			unit_ok(p.same, "the effects alone give the same state");
		} else {
			buf_puts(&got, err.text);
		}
		unit_str(buf_cstr(&got), cases[i].want, cases[i].what);
		buf_free(&got);
		end(&p);
	}
}

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
	                     bpmnin_load(path, arena, &bpmn, &err) == RC_OK,
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
	test_cases(arena);
	test_permit(arena);
	test_altered(arena);
	test_data();
	arena_free(arena);
	return unit_done();
}
