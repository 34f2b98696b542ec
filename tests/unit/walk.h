/* SPDX-License-Identifier: MIT */
/* A block-structured process (blocks.h) walked without tokens: a tree of what is under way, in which what is done tells what it stands in. */
#ifndef TESTS_WALK_H
#define TESTS_WALK_H

#include "blocks.h"

#include <stdlib.h>

struct live {
	const struct block *b;
	struct live *up;
	bool dead, handled, beside; /* handled: SCOPE, what waited in it has taken the place of all; beside: let go by an event that does not interrupt; its scope waits for it */
	int phase, left, index;
	int sides;         /* SCOPE */
	char outcome[16];  /* of ask */
	/* LIST */
	int done, answered, agree[16];
	char given[16][16]; /* outcomes that were given, and how often */
	int kinds;
};

struct walk {
	struct arena *arena;
	VEC(struct live *) all;
	struct live *root;
	bool ended;
};

static void walk_begin(struct walk *w, const struct block *b, struct live *up, int index, bool beside);
static void walk_done(struct walk *w, struct live *l, const char *outcome);

static inline bool stands_in(const struct live *l, const struct live *in)
{
	for (; l; l = l->up)
		if (l == in)
			return true;
	return false;
}

/* All below it, itself not. */
static inline void walk_cancel(struct walk *w, const struct live *in)
{
	for (size_t i = 0; i < w->all.n; i++)
		if (w->all.v[i] != in && stands_in(w->all.v[i], in))
			w->all.v[i]->dead = true;
}

static inline void walk_branches(struct walk *w, struct live *l)
{
	int mask = l->b->kind == PARALLEL ? 15 : atoi(l->outcome + 1);
	if (l->b->kind == CHOICE) {
		int at = l->outcome[0] == 'b' ? atoi(l->outcome + 1) : 0;
		mask = 1 << (at < l->b->n ? at : 0);
	}
	for (int i = 0; i < l->b->n; i++)
		l->left += mask >> i & 1;
	for (int i = 0; i < l->b->n && !l->dead; i++) {
		int at = l->b->kind == SOME ? l->b->n - 1 - i : i; /* as they are drawn */
		if (mask >> at & 1)
			walk_begin(w, l->b->kid[at], l, 0, false);
	}
}

static inline bool is_left(const struct live *l)
{
	return l->b->kind == SCOPE && !l->dead && l->phase == 1 && l->sides == 0;
}

/* Sub-processes are left when nothing else moves, the youngest first: of what happens at one moment the engine has this order, and it decides who is
 * enough. */
static inline void walk_settle(struct walk *w)
{
	for (bool again = true; again;) {
		VEC(struct live *) left = {0};
		for (size_t i = 0; i < w->all.n; i++)
			if (is_left(w->all.v[i]))
				vec_push(&left, w->all.v[i]);
		again = left.n > 0;
		for (bool moved = false; left.n > 0 && !moved;) {
			struct live *l = left.v[--left.n];
			size_t n = w->all.n;
			if (!is_left(l))
				continue;
			walk_done(w, l, "");
			moved = !l->up || l->up->b->kind != LIST || l->up->dead || w->all.n > n;
		}
		vec_free(&left);
	}
}

/* An instance of a list is done: is the list? */
static inline void count_instance(struct walk *w, struct live *l, const char *outcome)
{
	int k = 0, agree;
	const char *joint = "";
	l->done++;
	if (*outcome) {
		while (k < l->kinds && strcmp(l->given[k], outcome) != 0)
			k++;
		if (k == l->kinds)
			snprintf(l->given[l->kinds++], sizeof l->given[0], "%s", outcome);
		l->agree[k]++;
		l->answered++;
	}
	agree = *outcome ? l->agree[k] : l->done - l->answered;
	if ((l->b->veto && strcmp(outcome, l->b->veto) == 0) || l->b->any || (l->b->enough && agree >= l->b->enough)) {
		walk_done(w, l, outcome);
	} else if (l->done == l->b->total) {
		if (l->answered)
			joint = l->kinds > 1 || l->b->enough ? "mixed" : l->given[0];
		walk_done(w, l, joint);
	} else if (l->b->one_by_one) {
		walk_begin(w, l->b->kid[0], l, l->done, false);
	}
}

static inline void after_ask(struct walk *w, struct live *up, const char *outcome)
{
	if (up->phase++ == 0) {
		snprintf(up->outcome, sizeof up->outcome, "%s", outcome);
		if (up->b->gap) {
			walk_begin(w, up->b->gap, up, 0, false);
			return;
		}
		up->phase++;
	}
	walk_branches(w, up);
}

static inline void walk_done(struct walk *w, struct live *l, const char *outcome)
{
	struct live *up = l->up;
	walk_cancel(w, l);
	l->dead = true;
	if (!up) {
		w->ended = true;
		return;
	}
	if (l->beside) {
		up->sides--;
		return;
	}
	switch (up->b->kind) {
	case SEQUENCE:
		if (++up->phase < up->b->n)
			walk_begin(w, up->b->kid[up->phase], up, 0, false);
		else
			walk_done(w, up, "");
		break;
	case CHOICE:
	case SOME:
		if (up->phase < 2) {
			after_ask(w, up, outcome);
			break;
		}
		/* fall through */
	case PARALLEL:
		if (--up->left == 0 || up->b->n - up->left == up->b->enough)
			walk_done(w, up, "");
		break;
	case LOOP:
		up->phase = !up->phase;
		if (up->phase)
			walk_begin(w, up->b->ask, up, 0, false);
		else if (strcmp(outcome, "again") == 0)
			walk_begin(w, up->b->kid[0], up, 0, false);
		else
			walk_done(w, up, "");
		break;
	case SCOPE:
		up->phase = 1; /* left by walk_settle */
		break;
	case LIST:
		count_instance(w, up, outcome);
		break;
	default:
		walk_done(w, up, "");
		break;
	}
}

static inline struct live *scope_of(struct live *l)
{
	for (l = l->up; l && l->b->kind != SCOPE;)
		l = l->up;
	return l;
}

static inline void walk_fail(struct walk *w, struct live *l)
{
	struct live *up = l->up;
	while (up && (up->b->kind != CATCHER || up->phase != 0))
		up = up->up;
	if (!up) {
		walk_done(w, w->root, "");
		return;
	}
	walk_cancel(w, up);
	up->phase = 1;
	walk_begin(w, up->b->kid[1], up, 0, false);
}

static inline void walk_beside(struct walk *w, const struct block *b, struct live *scope)
{
	scope->sides++;
	walk_begin(w, b, scope, 0, true);
}

/* What an event on the edge of its first kid leads to. */
static inline void walk_edge(struct walk *w, struct live *l)
{
	if (!l->b->interrupts) {
		walk_beside(w, l->b->kid[1], scope_of(l));
		return;
	}
	walk_cancel(w, l);
	l->phase = 1;
	walk_begin(w, l->b->kid[1], l, 0, false);
}

static inline void walk_throw(struct walk *w, struct live *l)
{
	struct live *up = l->up;
	while (up && !(up->b->kind == EDGE && up->b->up && up->phase == 0))
		up = up->up;
	if (up)
		walk_edge(w, up);
	if (!l->dead)
		walk_done(w, l, "");
}

static inline void walk_begin(struct walk *w, const struct block *b, struct live *up, int index, bool beside)
{
	struct live *l = arena_alloc(w->arena, sizeof *l);
	*l = (struct live){.b = b, .up = up, .index = index, .beside = beside};
	vec_push(&w->all, l);
	if (!up)
		w->root = l;
	switch (b->kind) {
	case TASK:
	case RACE:
		break;
	case PASS:
		walk_done(w, l, "");
		break;
	case CHOICE:
	case SOME:
		walk_begin(w, b->ask, l, 0, false);
		break;
	case PARALLEL:
		walk_branches(w, l);
		break;
	case LIST:
		if (b->total == 0)
			walk_done(w, l, "");
		for (int i = 0; i < (b->one_by_one ? 1 : b->total) && !l->dead; i++)
			walk_begin(w, b->kid[0], l, i, false);
		break;
	case THROW_UP:
		walk_throw(w, l);
		break;
	case FAIL:
		walk_fail(w, l);
		break;
	case TERMINATE:
		walk_done(w, scope_of(l), "");
		break;
	default:
		walk_begin(w, b->kid[0], l, 0, false);
		break;
	}
}

/* ---- what is open: "t3[1]<p2[0]<p1", "~w4<p1", "?i5" */

static inline void put_place(const struct live *l, char mark, const char *letter, struct buf *out)
{
	bool handler = l->b->kind == SCOPE; /* waits in it */
	if (mark)
		buf_putc(out, mark);
	buf_printf(out, "%s%d", letter, handler ? l->b->kid[1]->id : l->b->id);
	for (const struct live *it = l; it; it = it->up) {
		if ((it != l || handler) && it->b->kind == SCOPE && it->up)
			buf_printf(out, "<p%d", it->b->id);
		if ((it->b->kind == SCOPE || (it == l && it->b->kind == TASK)) && it->up && it->up->b->kind == LIST)
			buf_printf(out, "[%d]", it->index);
	}
}

/* The i-th thing that can happen: 't', 'w' or 'i', and where; 0 when there is no such. */
static inline char walk_open(const struct walk *w, size_t i, struct live **at, struct buf *place)
{
	for (size_t k = 0; k < w->all.n; k++) {
		struct live *l = w->all.v[k];
		bool timer = (l->b->kind == EDGE && !l->b->up && l->phase == 0) || l->b->kind == RACE;
		bool message = l->b->kind == RACE || (l->b->kind == SCOPE && l->b->kid[1] && !l->handled);
		buf_clear(place);
		*at = l;
		if (l->dead || (l->b->kind == RACE && l->phase))
			continue;
		if (l->b->kind == TASK && i-- == 0) {
			put_place(l, 0, "t", place);
			return 't';
		}
		if (timer && i-- == 0) {
			put_place(l, '~', "w", place);
			return 'w';
		}
		if (message && i-- == 0) {
			put_place(l, '?', "i", place);
			return 'i';
		}
	}
	return 0;
}

static inline void walk_event(struct walk *w, struct live *l, char what)
{
	if (l->b->kind == RACE) {
		l->phase = 1;
		walk_begin(w, l->b->kid[what == 'w'], l, 0, false);
	} else if (l->b->kind == EDGE) {
		l->phase = 1; /* it fires once */
		walk_edge(w, l);
	} else if (l->b->interrupts) {
		walk_cancel(w, l);
		l->phase = l->sides = 0;
		l->handled = true;
		walk_begin(w, l->b->kid[1], l, 0, false);
	} else {
		walk_beside(w, l->b->kid[1], l);
	}
}

#endif
