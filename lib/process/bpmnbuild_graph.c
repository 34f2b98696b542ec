/* SPDX-License-Identifier: MIT */
/* What is seen only when all nodes and flows are known. */
#include "base/lang.h"
#include "process/bpmnbuild.h"

#include <string.h>

static bool is_whole(const struct model_flow *flow)
{
	return flow->source != MODEL_NONE && flow->target != MODEL_NONE;
}

/* Lists of many nodes in one array: counted first, then filled. */
struct lists {
	uint32_t *all;
	size_t used;
};

static uint32_t *cut(struct lists *lists, size_t *n)
{
	uint32_t *list = lists->all + lists->used;
	lists->used += *n;
	*n = 0;
	return list;
}

static void link_flows(struct bpmnbuild *b)
{
	struct lists lists = {arena_array(b->arena, 2 * b->flow.n + 1, sizeof(uint32_t)), 0};
	uint32_t **in = arena_array(b->arena, b->node.n + 1, sizeof *in), **out = arena_array(b->arena, b->node.n + 1, sizeof *out);
	for (size_t i = 0; i < b->flow.n; i++)
		if (is_whole(&b->flow.v[i])) {
			b->node.v[b->flow.v[i].target].n_in++;
			b->node.v[b->flow.v[i].source].n_out++;
		}
	for (size_t i = 0; i < b->node.n; i++) {
		b->node.v[i].in = in[i] = cut(&lists, &b->node.v[i].n_in);
		b->node.v[i].out = out[i] = cut(&lists, &b->node.v[i].n_out);
	}
	for (uint32_t i = 0; i < b->flow.n; i++)
		if (is_whole(&b->flow.v[i])) {
			uint32_t source = b->flow.v[i].source, target = b->flow.v[i].target;
			in[target][b->node.v[target].n_in++] = i;
			out[source][b->node.v[source].n_out++] = i;
		}
}

/* Of each node, the boundary events on it. */
static void collect_edges(struct bpmnbuild *b)
{
	struct lists lists = {arena_array(b->arena, b->node.n + 1, sizeof(uint32_t)), 0};
	uint32_t **edge = arena_array(b->arena, b->node.n + 1, sizeof *edge);
	for (size_t i = 0; i < b->node.n; i++)
		if (b->node.v[i].kind == MODEL_BOUNDARY && b->node.v[i].host != MODEL_NONE)
			b->node.v[b->node.v[i].host].n_edges++;
	for (size_t i = 0; i < b->node.n; i++)
		b->node.v[i].edge = edge[i] = cut(&lists, &b->node.v[i].n_edges);
	for (uint32_t i = 0; i < b->node.n; i++)
		if (b->node.v[i].kind == MODEL_BOUNDARY && b->node.v[i].host != MODEL_NONE) {
			uint32_t host = b->node.v[i].host;
			edge[host][b->node.v[host].n_edges++] = i;
		}
}

static bool is_inner(const struct model_node *node)
{
	return node->kind == MODEL_SUB && node->by_event;
}

/* Of each scope, the starts of its event sub-processes; those of the process stand at the end. */
static void collect_inner(struct bpmnbuild *b)
{
	struct lists lists = {arena_array(b->arena, b->node.n + 1, sizeof(uint32_t)), 0};
	uint32_t **inner = arena_array(b->arena, b->node.n + 1, sizeof *inner);
	size_t *n = arena_array(b->arena, b->node.n + 1, sizeof *n), whole = b->node.n;
	for (size_t i = 0; i < b->node.n; i++)
		if (is_inner(&b->node.v[i]))
			n[b->node.v[i].parent == MODEL_NONE ? whole : b->node.v[i].parent]++;
	for (size_t i = 0; i <= whole; i++)
		inner[i] = cut(&lists, &n[i]);
	for (size_t i = 0; i < b->node.n; i++)
		if (is_inner(&b->node.v[i])) {
			size_t of = b->node.v[i].parent == MODEL_NONE ? whole : b->node.v[i].parent;
			inner[of][n[of]++] = b->node.v[i].start;
		}
	for (size_t i = 0; i < b->node.n; i++) {
		b->node.v[i].inner = inner[i];
		b->node.v[i].n_inner = n[i];
	}
	b->model->inner = inner[whole];
	b->model->n_inner = n[whole];
}

/* A process that is called twice has each of its keys twice. */
static void unite_keys(struct bpmnbuild *b)
{
	struct map *keys = map_new();
	for (uint32_t i = 0; i < b->node.n; i++)
		b->node.v[i].key_node = (uint32_t)map_add(keys, str_of(b->node.v[i].key), i);
	map_free(keys);
}

/* ---- what cannot be drawn so */

static bool may_wait(const struct model_node *node)
{
	return node->kind == MODEL_TASK || node->kind == MODEL_SUB || strcmp(node->element, "receiveTask") == 0;
}

static void check_boundary(struct bpmnbuild *b, struct model_node *node)
{
	const struct model_node *host = node->host == MODEL_NONE ? NULL : &b->node.v[node->host];
	if (!host || !may_wait(host) || host->by_event)
		bpmnbuild_refuse(b, node, _("an event on what does not wait"), _("attach it to a userTask, a receiveTask or a subProcess"));
	else if ((node->event == MODEL_ON_ERROR || node->event == MODEL_ON_ESCALATION) && host->kind != MODEL_SUB)
		bpmnbuild_refuse(b, node, _("an error or escalation on what throws none"), _("attach it to a subProcess"));
	node->interrupting = node->interrupting || node->event == MODEL_ON_ERROR;
}

static void check_gate(struct bpmnbuild *b, struct model_node *node)
{
	if (node->n_out == 0)
		bpmnbuild_refuse(b, node, _("an event-based gateway before nothing"), _("draw catching events or receiveTasks behind it"));
	for (size_t i = 0; i < node->n_out; i++) {
		const struct model_node *target = &b->node.v[b->flow.v[node->out[i]].target];
		if (target->kind != MODEL_CATCH)
			bpmnbuild_refuse(b, node, _("an event-based gateway before what is no event"), _("draw catching events or receiveTasks behind it"));
		if (target->n_edges > 0)
			bpmnbuild_refuse(b, &b->node.v[target->edge[0]], _("an event on what an event-based gateway waits for"),
			                 _("draw it behind the gateway"));
	}
}

static void check_ends(struct bpmnbuild *b, struct model_node *node)
{
	bool link = node->kind == MODEL_PASS && strcmp(node->element, "intermediateThrowEvent") == 0 && node->n_out > 1;
	if (node->n_in > 0 && node->kind == MODEL_START)
		bpmnbuild_refuse(b, node, _("a flow into a start event"), _("draw it to what follows"));
	if (node->n_in > 0 && node->kind == MODEL_BOUNDARY)
		bpmnbuild_refuse(b, node, _("a flow into an event on an edge"), _("draw it to what follows"));
	if (node->n_out > 0 && node->kind == MODEL_END)
		bpmnbuild_refuse(b, node, _("a flow out of an end event"), _("draw an intermediate event"));
	if (is_inner(node) && node->n_in + node->n_out > 0)
		bpmnbuild_refuse(b, node, _("a flow to or from an event sub-process"), _("draw it in the sub-process"));
	if (link && bpmnxml_child(b->element.v[node - b->node.v], "linkEventDefinition"))
		bpmnbuild_refuse(b, node, _("a flow out of a link"), _("draw it from the link's other end"));
}

static void check(struct bpmnbuild *b)
{
	for (size_t i = 0; i < b->node.n; i++) {
		struct model_node *node = &b->node.v[i];
		b->model->stops_clock = b->model->stops_clock || node->stops_clock;
		if (node->kind == MODEL_BOUNDARY)
			check_boundary(b, node);
		if (node->kind == MODEL_PARALLEL && strcmp(node->element, "complexGateway") == 0 && node->n_out > 1)
			bpmnbuild_refuse(b, node, _("a complex gateway that parts ways"), _("draw an inclusiveGateway"));
		if (node->kind == MODEL_GATE)
			check_gate(b, node);
		check_ends(b, node);
	}
}

void bpmnbuild_graph(struct bpmnbuild *b)
{
	link_flows(b);
	collect_edges(b);
	collect_inner(b);
	unite_keys(b);
	bpmnbuild_onward(b);
	check(b);
}
