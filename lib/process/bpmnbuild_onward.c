/* SPDX-License-Identifier: MIT */
/*
 * The next node that every way from a node passes: its immediate post-dominator along flows, by the algorithm of Cooper, Harvey and Kennedy ("A Simple, Fast
 * Dominance Algorithm", 2001) on the flows turned round. What leads nowhere ends at one exit that is no node; an end that takes all else away is none, unless
 * what it stands in has no other.
 */
#include "process/bpmnbuild.h"

#include <stdlib.h>

struct ways {
	const struct bpmnbuild *b;
	uint32_t exit;   /* behind the last node */
	bool *leaves;    /* of each node, whether it ends at the exit */
	uint32_t *order; /* postorder from the exit backwards; 0 for what has no way out */
	uint32_t *next;  /* of each node, as far as known; its own index: not known */
	uint32_t *by_order;
	uint32_t n;
};

static size_t n_before(const struct ways *w, uint32_t node)
{
	return node == w->exit ? w->b->node.n : w->b->node.v[node].n_in;
}

/* The i-th node from which one comes to this; to the exit, every node that leads nowhere. */
static uint32_t before(const struct ways *w, uint32_t node, size_t i)
{
	if (node != w->exit)
		return w->b->flow.v[w->b->node.v[node].in[i]].source;
	return w->leaves[i] ? (uint32_t)i : w->exit;
}

static bool is_last(const struct model_node *node)
{
	return node->n_out == 0 && !node->by_event;
}

static bool is_violent(const struct model_node *node)
{
	return node->kind == MODEL_END && (node->event == MODEL_ON_TERMINATE || node->event == MODEL_ON_ERROR);
}

static void find_ends(struct ways *w)
{
	bool *peaceful = mem_array(w->exit + 1, sizeof *peaceful); /* of each sub-process and the process */
	for (uint32_t i = 0; i < w->exit; i++) {
		const struct model_node *it = &w->b->node.v[i];
		if (is_last(it) && !is_violent(it))
			peaceful[it->parent == MODEL_NONE ? w->exit : it->parent] = true;
	}
	for (uint32_t i = 0; i < w->exit; i++) {
		const struct model_node *it = &w->b->node.v[i];
		w->leaves[i] = is_last(it) && !(is_violent(it) && peaceful[it->parent == MODEL_NONE ? w->exit : it->parent]);
	}
	free(peaceful);
}

/* Depth first, on lists: who is where in its own list of nodes before it. */
static void number(struct ways *w)
{
	size_t *at = mem_array(w->exit + 1, sizeof *at), depth = 1;
	uint32_t *path = mem_array(w->exit + 1, sizeof *path);
	bool *seen = mem_array(w->exit + 1, sizeof *seen);
	path[0] = w->exit;
	seen[w->exit] = true;
	while (depth > 0) {
		uint32_t node = path[depth - 1];
		if (at[node] == n_before(w, node)) {
			w->by_order[w->n] = node;
			w->order[node] = ++w->n;
			depth--;
			continue;
		}
		uint32_t source = before(w, node, at[node]++);
		if (!seen[source]) {
			seen[source] = true;
			path[depth++] = source;
		}
	}
	free(at);
	free(path);
	free(seen);
}

/* Where the ways from two nodes meet. */
static uint32_t meet(const struct ways *w, uint32_t a, uint32_t b)
{
	while (a != b) {
		while (w->order[a] < w->order[b])
			a = w->next[a];
		while (w->order[b] < w->order[a])
			b = w->next[b];
	}
	return a;
}

static uint32_t next_of(const struct ways *w, uint32_t node)
{
	const struct model_node *it = &w->b->node.v[node];
	uint32_t found = MODEL_NONE;
	if (w->leaves[node])
		return w->exit;
	for (size_t i = 0; i < it->n_out; i++) {
		uint32_t target = w->b->flow.v[it->out[i]].target;
		if (w->order[target] == 0 || w->next[target] == target)
			continue; /* no way out, or not looked at yet */
		found = found == MODEL_NONE ? target : meet(w, found, target);
	}
	return found == MODEL_NONE ? node : found;
}

void bpmnbuild_onward(struct bpmnbuild *b)
{
	uint32_t n = (uint32_t)b->node.n;
	uint32_t *all = mem_array(3 * ((size_t)n + 1), sizeof *all);
	struct ways w = {.b = b, .exit = n, .order = all, .next = all + n + 1, .by_order = all + 2 * ((size_t)n + 1)};
	for (uint32_t i = 0; i < n; i++)
		w.next[i] = i;
	w.next[n] = MODEL_NONE; /* known: it is the end of every way */
	w.leaves = mem_array((size_t)n + 1, sizeof *w.leaves);
	find_ends(&w);
	number(&w);
	for (bool changed = true; changed;) {
		changed = false;
		for (uint32_t i = w.n - 1; i-- > 0;) { /* from the exit backwards, itself left out */
			uint32_t node = w.by_order[i], next = next_of(&w, node);
			changed = changed || next != w.next[node];
			w.next[node] = next;
		}
	}
	for (uint32_t i = 0; i < n; i++)
		b->node.v[i].onward = w.order[i] == 0 || w.next[i] == n || w.next[i] == i ? MODEL_NONE : w.next[i];
	free(w.leaves);
	free(all);
}
