/* SPDX-License-Identifier: MIT */
#include "cases/dispatch_lane.h"

#include "base/lang.h"

struct search {
	const struct dispatch_options *options;
	struct dispatch_lanes *lanes;
	struct dispatch_outcome *outcome;
};

static struct str name_of(const struct connector *c, struct str topic)
{
	return c->recipient ? str_of(c->recipient) : topic;
}

static bool wanted(const char *only, struct str name)
{
	return !only || str_is(name, only);
}

static void add_lanes(struct search *s, struct str topic)
{
	struct dispatch_lanes *l = s->lanes;
	const struct connectors *connectors = s->options->connectors;
	const struct connector *c;
	size_t first = l->n_recipients, n = 0;
	for (; (c = connectors_for(connectors, topic, n)); n++) {
		l->recipients = mem_grow(l->recipients, &l->cap_recipients, l->n_recipients + 1, sizeof *l->recipients);
		l->recipients[l->n_recipients++] = name_of(c, topic);
	}
	for (size_t i = 0; i < n; i++) {
		if (!wanted(s->options->recipient, l->recipients[first + i]))
			continue;
		l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof *l->v);
		l->v[l->n++] = (struct dispatch_lane){
		        .topic = topic, .recipient = l->recipients[first + i], .connector = connectors_for(connectors, topic, i), .first = first, .n = n};
	}
	if (n == 0)
		vec_push(&s->outcome->notes,
		         arena_printf(s->outcome->arena, _("topic \"%.*s\" has no connector: its messages wait"), STR_ARG(topic)));
}

static bool has_lane(const struct dispatch_lanes *lanes, const struct outbox_pair *pair)
{
	for (size_t i = 0; i < lanes->n; i++)
		if (str_eq(lanes->v[i].topic, pair->topic) && str_eq(lanes->v[i].recipient, pair->recipient))
			return true;
	return false;
}

/* Messages addressed to somebody who is in the table no longer, though their topic is. */
static void look_for_lost(struct search *s, const struct outbox_pair *pair)
{
	bool meant = pair->recipient.n && wanted(s->options->topic, pair->topic) && wanted(s->options->recipient, pair->recipient);
	if (meant && !has_lane(s->lanes, pair) && connectors_for(s->options->connectors, pair->topic, 0))
		vec_push(&s->outcome->notes,
		         arena_printf(s->outcome->arena, _("recipient \"%.*s\" of topic \"%.*s\" has no connector: its messages wait"),
		                      STR_ARG(pair->recipient), STR_ARG(pair->topic)));
}

static int by_topic(const void *a, const void *b)
{
	const struct outbox_pair *x = a, *y = b;
	int order = str_cmp(x->topic, y->topic);
	return order ? order : str_cmp(x->recipient, y->recipient);
}

enum rc dispatch_find(struct outbox *outbox, const struct dispatch_options *options, struct dispatch_lanes *lanes, struct dispatch_outcome *outcome,
                      struct err *err)
{
	struct search s = {options, lanes, outcome};
	outbox_pairs pairs = {0};
	*lanes = (struct dispatch_lanes){.arena = arena_new()};
	if (outbox_open_pairs(outbox, lanes->arena, &pairs, err) == RC_OK && pairs.n > 0)
		qsort(pairs.v, pairs.n, sizeof *pairs.v, by_topic);
	for (size_t i = 0; err->rc == RC_OK && i < pairs.n; i++)
		if (wanted(options->topic, pairs.v[i].topic) && (i == 0 || !str_eq(pairs.v[i].topic, pairs.v[i - 1].topic)))
			add_lanes(&s, pairs.v[i].topic);
	for (size_t i = 0; err->rc == RC_OK && i < pairs.n; i++)
		look_for_lost(&s, &pairs.v[i]);
	vec_free(&pairs);
	return err->rc;
}

void dispatch_lanes_free(struct dispatch_lanes *lanes)
{
	free(lanes->v);
	free(lanes->recipients);
	arena_free(lanes->arena);
	*lanes = (struct dispatch_lanes){0};
}
