/* SPDX-License-Identifier: MIT */
#include "text/concern.h"

#include "base/arena.h"
#include "base/vec.h"
#include "text/lexicon.h"
#include "text/tuning.h"

struct concerns {
	struct index *index;
	VEC(struct str) names; /* in arena */
	struct arena *arena;
};

struct loading {
	struct concerns *concerns;
	struct terms *terms;
	struct term_list list;
	VEC(uint32_t) ids;
};

/* An expression counts as one however many words it has. */
static void add_expression(struct loading *l, uint32_t concern, struct str text)
{
	terms_of(l->terms, text, &l->list);
	terms_distinct(l->terms, &l->list);
	l->ids.n = 0;
	for (size_t i = 0; i < l->list.n; i++)
		vec_push(&l->ids, l->list.v[i].id);
	if (l->ids.n > 0)
		index_add(l->concerns->index, concern, l->ids.v, l->ids.n, 1 / (double)l->ids.n);
}

static void add_concern(void *context, const struct str *cell)
{
	struct loading *l = context;
	struct concerns *c = l->concerns;
	struct str rest = cell[1], text;
	if (c->names.n == 0 || !str_eq(c->names.v[c->names.n - 1], cell[0]))
		vec_push(&c->names, arena_str(c->arena, cell[0]));
	while (str_split(&rest, ';', &text))
		add_expression(l, (uint32_t)c->names.n - 1, text);
}

enum rc concern_read(struct terms *terms, struct concerns **concerns, struct err *err)
{
	struct concerns *c = *concerns = mem_alloc(sizeof *c);
	struct loading l = {.concerns = c, .terms = terms};
	c->index = index_new();
	index_doubt(c->index, TUNING_CONCERN_DOUBT);
	c->arena = arena_new();
	if (lexicon_load("text/concerns.csv", "concern words", add_concern, &l, err) == RC_OK)
		index_ready(c->index);
	terms_list_free(&l.list);
	vec_free(&l.ids);
	if (err->rc == RC_OK)
		return RC_OK;
	concern_free(c);
	*concerns = NULL;
	return err->rc;
}

void concern_free(struct concerns *c)
{
	if (!c)
		return;
	index_free(c->index);
	vec_free(&c->names);
	arena_free(c->arena);
	free(c);
}

size_t concern_count(const struct concerns *c)
{
	return c->names.n;
}

struct str concern_name(const struct concerns *c, uint32_t concern)
{
	return c->names.v[concern];
}

const struct index_weight *concern_weights(const struct concerns *c, uint32_t term, size_t *n)
{
	return index_weights(c->index, term, n);
}
