/* SPDX-License-Identifier: MIT */
/*
 * Block-structured processes, at random: as BPMN for the engine, and walked by an interpreter that knows nothing of tokens. What is open in both, named by element and
 * by the instances that it stands in, must be the same after every step.
 */
#ifndef TESTS_BLOCKS_H
#define TESTS_BLOCKS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum block_kind {
	TASK,
	PASS,
	THROW_UP,  /* an escalation, on the way */
	SEQUENCE,
	CHOICE,    /* ask, then (after gap) the branch that the outcome "b1" names, else the first */
	PARALLEL,  /* all, or as soon as enough have come */
	SOME,      /* ask, then those of the outcome's bits: "m5" */
	LOOP,      /* its one kid, ask, and again on "again" */
	SCOPE,     /* a sub-process; its second kid, also one, waits for a message beside or instead of the first */
	LIST,      /* its one kid, a task or a sub-process, so many times */
	EDGE,      /* a timer or an escalation on its first kid, a task or a sub-process: then its second, instead or beside */
	CATCHER,   /* an error out of its first kid leads to its second */
	RACE,      /* the first of a message and a timer, each with what follows */
	FAIL,      /* an error */
	TERMINATE,
};

enum { KIDS = 4 };

struct block {
	enum block_kind kind;
	int id, n, total, enough; /* LIST: how many, and how many that agree are enough (0: all) */
	bool one_by_one, any, interrupts, up; /* up: EDGE on an escalation */
	const char *veto;
	struct block *kid[KIDS], *ask, *gap;
};

struct dice {
	uint64_t seed;
	struct arena *arena;
	int ids, budget, caught; /* caught: in how many catchers */
};

static inline int roll(struct dice *d, int n)
{
	d->seed = d->seed * 6364136223846793005u + 1442695040888963407u;
	return (int)((d->seed >> 33) % (unsigned)n);
}

static inline struct block *block_new(struct dice *d, enum block_kind kind)
{
	struct block *b = arena_alloc(d->arena, sizeof *b);
	b->kind = kind;
	b->id = d->ids++;
	d->budget--;
	return b;
}

static struct block *block_random(struct dice *d, int depth);

static inline struct block *block_scope(struct dice *d, int depth)
{
	struct block *b = block_new(d, SCOPE);
	b->kid[b->n++] = block_random(d, depth - 1);
	if (depth > 0 && d->budget > 0 && roll(d, 4) == 0) {
		b->interrupts = roll(d, 2);
		b->kid[1] = block_scope(d, depth - 2);
	}
	return b;
}

static inline struct block *block_list(struct dice *d, struct block *kid)
{
	struct block *b = block_new(d, LIST);
	b->kid[b->n++] = kid;
	b->total = roll(d, 4);
	b->one_by_one = roll(d, 3) == 0;
	b->any = roll(d, 4) == 0;
	b->enough = !b->any && roll(d, 4) == 0 ? 1 + roll(d, 3) : 0;
	b->veto = roll(d, 4) == 0 ? "b1" : NULL;
	return b;
}

static inline struct block *block_ask(struct dice *d)
{
	struct block *task = block_new(d, TASK);
	return roll(d, 4) ? task : block_list(d, task);
}

static inline struct block *block_random(struct dice *d, int depth)
{
	bool leaf = depth <= 0 || d->budget <= 0 || roll(d, 6) == 0;
	enum block_kind kind = (enum block_kind)(leaf ? roll(d, SEQUENCE) : SEQUENCE + roll(d, FAIL - SEQUENCE));
	struct block *b = block_new(d, kind);
	switch (kind) {
	case SEQUENCE:
	case PARALLEL:
	case SOME:
		for (int n = 2 + roll(d, 2); b->n < n;)
			b->kid[b->n++] = block_random(d, depth - 1);
		b->enough = kind == PARALLEL && roll(d, 3) == 0 ? 1 + roll(d, b->n) : 0;
		b->ask = kind == SOME ? block_new(d, TASK) : NULL;
		b->gap = kind == SOME && roll(d, 2) ? block_new(d, TASK) : NULL;
		break;
	case CHOICE:
		b->ask = block_ask(d);
		b->gap = roll(d, 2) ? block_new(d, TASK) : NULL;
		for (int n = 2 + roll(d, 2); b->n < n;) {
			int end = b->n == 0 ? 9 : roll(d, 10);
			b->kid[b->n++] = end == 0 ? block_new(d, TERMINATE) : end == 1 && (d->caught || !roll(d, 5)) ? block_new(d, FAIL) : block_random(d, depth - 1);
		}
		break;
	case LOOP:
		b->kid[b->n++] = block_random(d, depth - 1);
		b->ask = block_new(d, TASK);
		break;
	case SCOPE:
		*b = *block_scope(d, depth);
		break;
	case LIST:
		*b = *block_list(d, roll(d, 2) ? block_new(d, TASK) : block_scope(d, depth));
		break;
	case EDGE:
		b->interrupts = roll(d, 2);
		b->up = roll(d, 2);
		b->kid[b->n++] = !b->up && roll(d, 2) ? block_new(d, TASK) : block_scope(d, depth);
		b->kid[b->n++] = b->interrupts ? block_random(d, depth - 1) : block_new(d, TASK);
		break;
	case CATCHER:
		d->caught++;
		b->kid[b->n++] = block_scope(d, depth);
		if (roll(d, 3) == 0)
			b->kid[0] = block_list(d, b->kid[0]);
		d->caught--;
		b->kid[b->n++] = block_random(d, depth - 1);
		break;
	case RACE:
		b->kid[b->n++] = block_random(d, depth - 1);
		b->kid[b->n++] = block_random(d, depth - 1);
		break;
	default:
		break;
	}
	return b;
}

/* ---- as BPMN */

struct from { /* where the next flow comes from, and on what condition */
	char node[32];
	const char *condition;
	bool fallback;
};

struct drawing {
	struct arena *arena;
	struct buf *out;
	int flows;
};

static inline void draw_flow(struct drawing *d, struct from from, const char *to)
{
	if (from.fallback)
		buf_printf(d->out, "<sequenceFlow id='%s-d' ", from.node);
	else
		buf_printf(d->out, "<sequenceFlow id='f%d' ", d->flows++);
	buf_printf(d->out, "sourceRef='%s' targetRef='%s'>", from.node, to);
	if (from.condition)
		buf_printf(d->out, "<conditionExpression>%s</conditionExpression>", from.condition);
	buf_puts(d->out, "</sequenceFlow>");
}

static inline struct from draw_node(struct drawing *d, struct from from, const char *element, const char *id, int number, const char *inside)
{
	struct from out = {.condition = NULL};
	snprintf(out.node, sizeof out.node, "%s%d", id, number);
	buf_printf(d->out, "<%s id='%s'%s</%s>", element, out.node, inside, element);
	if (*from.node)
		draw_flow(d, from, out.node);
	return out;
}

static struct from draw(struct drawing *d, const struct block *b, struct from from);

static inline struct from draw_gateway(struct drawing *d, struct from from, const char *element, const char *id, int number, bool fallback)
{
	const char *attribute = fallback ? arena_printf(d->arena, " default='%s%d-d'>", id, number) : ">";
	return draw_node(d, from, element, id, number, attribute);
}

/* "t3" of the task that is asked, or of the list of it. */
static inline const char *asked(struct drawing *d, const struct block *ask)
{
	return arena_printf(d->arena, "t%d", ask->kind == LIST ? ask->kid[0]->id : ask->id);
}

static inline struct from draw_choice(struct drawing *d, const struct block *b, struct from from)
{
	bool some = b->kind == SOME;
	const char *gateway = some ? "inclusiveGateway" : "exclusiveGateway";
	from = draw(d, b->ask, from);
	from = b->gap ? draw(d, b->gap, from) : from;
	from = draw_gateway(d, from, gateway, "x", b->id, !some);
	struct from join = draw_gateway(d, (struct from){.node = ""}, gateway, "m", b->id, false);
	for (int i = b->n; i-- > 0;) {
		struct buf condition = {0};
		for (int mask = 1; some && mask < 1 << b->n; mask++)
			if (mask & 1 << i)
				buf_printf(&condition, "%s.outcomes.%s == \"m%d\"", condition.n ? " or " : "", asked(d, b->ask), mask);
		if (!some)
			buf_printf(&condition, ".outcomes.%s == \"b%d\"", asked(d, b->ask), i);
		from.fallback = !some && i == 0;
		from.condition = from.fallback ? NULL : arena_cstr(d->arena, buf_slice(&condition));
		buf_free(&condition);
		struct from out = draw(d, b->kid[i], from);
		if (*out.node)
			draw_flow(d, out, join.node);
	}
	return join;
}

static inline struct from draw_parallel(struct drawing *d, const struct block *b, struct from from)
{
	struct from fork = draw_gateway(d, from, "parallelGateway", "x", b->id, false);
	const char *rule = b->enough ? arena_printf(d->arena, " v:join='%d'>", b->enough) : ">";
	struct from join = draw_node(d, (struct from){.node = ""}, "parallelGateway", "m", b->id, rule);
	for (int i = 0; i < b->n; i++)
		draw_flow(d, draw(d, b->kid[i], fork), join.node);
	return join;
}

static inline struct from draw_loop(struct drawing *d, const struct block *b, struct from from)
{
	struct from begin = draw_gateway(d, from, "exclusiveGateway", "m", b->id, false);
	struct from out = draw(d, b->ask, draw(d, b->kid[0], begin));
	out = draw_gateway(d, out, "exclusiveGateway", "x", b->id, true);
	out.condition = arena_printf(d->arena, ".outcomes.%s == \"again\"", asked(d, b->ask));
	draw_flow(d, out, begin.node);
	out.condition = NULL;
	out.fallback = true;
	return out;
}

/* From its start, an event or not, to its end; and what waits beside. */
static inline void draw_body(struct drawing *d, const struct block *b, struct from nowhere, const char *id, const char *on)
{
	struct from start = draw_node(d, nowhere, "startEvent", id, b->id, on);
	draw_node(d, draw(d, b->kid[0], start), "endEvent", "e", b->id, ">");
	if (!b->kid[1])
		return;
	struct buf body = {0}, *outer = d->out;
	d->out = &body;
	draw_body(d, b->kid[1], nowhere, "i", b->interrupts ? "><messageEventDefinition messageRef='m'/>" : " isInterrupting='false'><messageEventDefinition messageRef='m'/>");
	d->out = outer;
	draw_node(d, nowhere, "subProcess", "p", b->kid[1]->id, arena_printf(d->arena, " triggeredByEvent='true'>%s", buf_cstr(&body)));
	buf_free(&body);
}

/* inside: of the element, before its content. */
static inline struct from draw_sub(struct drawing *d, const struct block *b, struct from from, const char *inside)
{
	struct buf body = {0}, *outer = d->out;
	d->out = &body;
	draw_body(d, b, (struct from){.node = ""}, "s", ">");
	d->out = outer;
	struct from out = draw_node(d, from, "subProcess", "p", b->id, arena_printf(d->arena, ">%s%s", inside, buf_cstr(&body)));
	buf_free(&body);
	return out;
}

static inline struct from draw_list(struct drawing *d, const struct block *b, struct from from)
{
	const char *veto = b->veto ? arena_printf(d->arena, "v:veto='%s'", b->veto) : "";
	const char *join = b->any ? "v:join='any'" : b->enough ? arena_printf(d->arena, "v:join='%d'", b->enough) : "";
	const char *inside = arena_printf(d->arena, "<multiInstanceLoopCharacteristics isSequential='%s' %s %s><loopCardinality>%d</loopCardinality></multiInstanceLoopCharacteristics>",
	                                  b->one_by_one ? "true" : "false", veto, join, b->total);
	if (b->kid[0]->kind == SCOPE)
		return draw_sub(d, b->kid[0], from, inside);
	return draw_node(d, from, "userTask", "t", b->kid[0]->id, arena_printf(d->arena, ">%s", inside));
}

/* An event on the edge of host, what follows it, and where both meet. */
static inline struct from draw_edge(struct drawing *d, const struct block *b, struct from from, const char *on, bool joins)
{
	struct from host = draw(d, b->kid[0], from);
	const char *inside = arena_printf(d->arena, " attachedToRef='%s' cancelActivity='%s'>%s", host.node, joins ? "true" : "false", on);
	struct from edge = draw(d, b->kid[1], draw_node(d, (struct from){.node = ""}, "boundaryEvent", "w", b->id, inside));
	if (!joins)
		return host;
	struct from out = draw_gateway(d, host, "exclusiveGateway", "m", b->id, false);
	draw_flow(d, edge, out.node);
	return out;
}

#define A_DAY "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"

static inline struct from draw_race(struct drawing *d, const struct block *b, struct from from)
{
	struct from gate = draw_gateway(d, from, "eventBasedGateway", "g", b->id, false);
	struct from a = draw(d, b->kid[0], draw_node(d, gate, "intermediateCatchEvent", "i", b->id, "><messageEventDefinition messageRef='m'/>"));
	struct from c = draw(d, b->kid[1], draw_node(d, gate, "intermediateCatchEvent", "w", b->id, ">" A_DAY));
	struct from out = draw_gateway(d, a, "exclusiveGateway", "m", b->id, false);
	draw_flow(d, c, out.node);
	return out;
}

static inline struct from draw(struct drawing *d, const struct block *b, struct from from)
{
	switch (b->kind) {
	case TASK:
		return draw_node(d, from, "userTask", "t", b->id, ">");
	case PASS:
		return draw_node(d, from, "manualTask", "t", b->id, ">");
	case THROW_UP:
		return draw_node(d, from, "intermediateThrowEvent", "t", b->id, "><escalationEventDefinition escalationRef='up'/>");
	case SEQUENCE:
		for (int i = 0; i < b->n; i++)
			from = draw(d, b->kid[i], from);
		return from;
	case CHOICE:
	case SOME:
		return draw_choice(d, b, from);
	case PARALLEL:
		return draw_parallel(d, b, from);
	case LOOP:
		return draw_loop(d, b, from);
	case SCOPE:
		return draw_sub(d, b, from, "");
	case LIST:
		return draw_list(d, b, from);
	case EDGE:
		return draw_edge(d, b, from, b->up ? "<escalationEventDefinition escalationRef='up'/>" : A_DAY, b->interrupts);
	case CATCHER:
		return draw_edge(d, b, from, b->id % 2 ? "<errorEventDefinition errorRef='bad'/>" : "<errorEventDefinition/>", true);
	case RACE:
		return draw_race(d, b, from);
	case FAIL:
		draw_node(d, from, "endEvent", "e", b->id, "><errorEventDefinition errorRef='bad'/>");
		break;
	case TERMINATE:
		draw_node(d, from, "endEvent", "e", b->id, "><terminateEventDefinition/>");
		break;
	}
	return (struct from){.node = ""};
}

#endif
