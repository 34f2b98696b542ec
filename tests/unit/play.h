/* SPDX-License-Identifier: MIT */
/*
 * Cases driven step by step: a script of words is applied to a process, and what is open after each
 * word is compared. Every state is also rebuilt from the written effects alone and must be the same.
 */
#ifndef TESTS_PLAY_H
#define TESTS_PLAY_H

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
#define X(id) "<exclusiveGateway id='" id "' default='" id "-e'/>"
#define O(id) "<inclusiveGateway id='" id "'/>"
#define GATE(id) "<eventBasedGateway id='" id "'/>"
#define RECEIVE(id) "<receiveTask id='" id "'/>"
#define CATCH(id, on) "<intermediateCatchEvent id='" id "'>" on "</intermediateCatchEvent>"
#define MESSAGE(name) "<messageEventDefinition messageRef='" name "'/>"
#define SIGNAL(name) "<signalEventDefinition signalRef='" name "'/>"
#define CYCLE(text) "<timerEventDefinition><timeCycle>" text "</timeCycle></timerEventDefinition>"
#define EDGE(id, host, cancel, on) \
	"<boundaryEvent id='" id "' attachedToRef='" host "' cancelActivity='" cancel "'>" on "</boundaryEvent>"
#define SUB(id, body) "<subProcess id='" id "'><startEvent id='" id "-s'/>" F(id "-s", "a") body "</subProcess>"
#define ON(id, interrupts, on, body)                                                                                              \
	"<subProcess id='" id "' triggeredByEvent='true'><startEvent id='" id "-s' isInterrupting='" interrupts "'>" on "</startEvent>" F( \
	        id "-s", "h") body "</subProcess>"
#define EACH(id, list, rule, inside, task)                                                                                         \
	"<userTask id='" id "' v:candidateGroups='${unit}' " task "><multiInstanceLoopCharacteristics v:collection='" list             \
	"' v:elementVariable='unit' " rule ">" inside "</multiInstanceLoopCharacteristics></userTask>"
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

static inline enum rc ask(void *context, size_t program, struct str data, bool *yes, struct buf *value, struct err *err)
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

static inline void end(struct play *p)
{
	engine_state_free(&p->state);
	engine_state_free(&p->again);
	engine_effects_free(&p->effects);
	engine_effects_free(&p->all);
	buf_free(&p->data);
	jqx_close(p->jqx);
}

static inline uint32_t waiting(const struct play *p, struct str node, enum engine_wait wait)
{
	for (size_t i = 0; i < p->state.n; i++)
		if (p->state.token[i].wait == wait &&
		    str_is(node, p->engine.model->node[p->state.token[i].node].id))
			return p->state.token[i].id;
	return 0;
}

/* What was done is written, read again and replayed on a second state, which must come out the same. */
static inline enum rc done(struct play *p, enum rc rc)
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

static inline enum rc let_pass(struct play *p, int64_t days, struct err *err)
{
	struct moment due;
	p->now.seconds += days * 86400;
	for (uint32_t id; (id = engine_due(p->engine.model, &p->state, &due)) != 0 && due.seconds <= p->now.seconds;)
		if (done(p, engine_fire(&p->engine, &p->state, id, STR(""), p->now, &p->effects, err)) != RC_OK)
			break;
	return err->rc;
}

/* All that wait for the event of this name: a signal has many ears, a message one. */
static inline enum rc happen(struct play *p, enum engine_wait wait, struct str name, struct err *err)
{
	uint32_t last = p->state.last, id = 0;
	while ((id = engine_awaits(p->engine.model, &p->state, wait, name, id)) != 0 && id <= last) {
		if (done(p, engine_fire(&p->engine, &p->state, id, STR("{\"came\":true}"), p->now, &p->effects, err)) != RC_OK)
			break;
		if (wait == ENGINE_MESSAGE)
			return RC_OK;
	}
	return err->rc;
}

/* "start", "a" completes task a, "a=yes" with an outcome, "{…}" before "start" is the data, "+3"
 * lets days go by and fires all that is due, "m:name" is a message, "s:name" a signal. */
static inline enum rc step(struct play *p, struct str word, struct err *err)
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
	if (str_starts(word, "m:") || str_starts(word, "s:"))
		return happen(p, word.p[0] == 'm' ? ENGINE_MESSAGE : ENGINE_SIGNAL, (struct str){word.p + 2, word.n - 2}, err);
	struct str rest = word;
	str_split(&rest, '=', &name);
	return done(p, engine_complete(&p->engine, &p->state, waiting(p, name, ENGINE_TASK), (struct engine_answer){.outcome = rest},
	                               p->now, &p->effects, err));
}

/* Open tasks (with a unit that was computed), armed timers with "~", messages "?", signals "!", arrivals "&", sub-processes "(", lists "*", gates "<"; or
 * "ended:NODE". */
static inline void describe(const struct play *p, const struct engine_state *state, struct buf *out)
{
	static const char *const marks[ENGINE_WAITS] = {"", "~", "?", "!", "&", "(", "*", "<"};
	const struct model_node *node = p->engine.model->node;
	if (state->ended)
		buf_printf(out, "ended:%s", node[state->end].id);
	for (size_t i = 0; i < state->n; i++) {
		struct str unit = engine_unit(p->engine.model, state, &state->token[i]);
		buf_printf(out, "%s%s%s", i ? " " : "", marks[state->token[i].wait], node[state->token[i].node].id);
		if (state->token[i].wait == ENGINE_TASK && state->token[i].text.n > 0)
			buf_printf(out, "@%.*s", STR_ARG(unit));
	}
}

/* Applies the words of script, parted by blanks, and describes the last state or the error. */
static inline void drive(struct play *p, const char *script, struct buf *out)
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

#endif
