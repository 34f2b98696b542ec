/* SPDX-License-Identifier: MIT */
#include "text/match.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/vec.h"

#include <stdlib.h>

/* The rule of the header, in millionths. */
static const uint32_t none_below = 30000;
static const struct {
	enum match_verdict verdict;
	uint32_t score, lead, terms;
} rule[] = {
	{MATCH_SURE, 150000, 50000, 2},
	{MATCH_LIKELY, 90000, 20000, 2},
	{MATCH_WEAK, 0, 0, 0},
};

struct title {
	struct str id;
	struct term_list terms;
};

struct match {
	struct terms *terms;
	struct index *index;
	struct map *docs; /* id → number */
	struct arena *arena;
	VEC(struct title) titles;
	bool ready;
	/* of the last text */
	struct term_list text;
	VEC(uint32_t) ids;
	VEC(struct index_hit) hits;
	VEC(struct index_part) account;
	VEC(struct match_part) parts;
};

enum rc match_new(struct match **match, struct err *err)
{
	struct match *m = *match = mem_alloc(sizeof *m);
	m->arena = arena_new();
	m->docs = map_new();
	m->index = index_new();
	if (terms_new(&m->terms, err) == RC_OK)
		return RC_OK;
	match_free(m);
	*match = NULL;
	return err->rc;
}

void match_free(struct match *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->titles.n; i++)
		terms_list_free(&m->titles.v[i].terms);
	vec_free(&m->titles);
	terms_list_free(&m->text);
	vec_free(&m->ids);
	vec_free(&m->hits);
	vec_free(&m->account);
	vec_free(&m->parts);
	terms_free(m->terms);
	index_free(m->index);
	map_free(m->docs);
	arena_free(m->arena);
	free(m);
}

static void ids_of(struct match *m, const struct term_list *list)
{
	m->ids.n = 0;
	for (size_t i = 0; i < list->n; i++)
		vec_push(&m->ids, list->v[i].id);
}

void match_add(struct match *m, struct str id, struct str title)
{
	struct title entry = {.id = arena_str(m->arena, id)};
	terms_of(m->terms, arena_str(m->arena, title), &entry.terms);
	ids_of(m, &entry.terms);
	map_add(m->docs, id, index_add(m->index, m->ids.v, m->ids.n));
	vec_push(&m->titles, entry);
}

size_t match_size(const struct match *m)
{
	return m->titles.n;
}

struct str match_id(const struct match *m, uint32_t doc)
{
	return m->titles.v[doc].id;
}

uint32_t match_doc(const struct match *m, struct str id)
{
	size_t doc = map_get(m->docs, id);
	return doc == MAP_NONE ? UINT32_MAX : (uint32_t)doc;
}

enum match_verdict match_judge(const struct index_hit *hit, size_t n)
{
	if (n == 0 || hit[0].score < none_below)
		return MATCH_NONE;
	uint32_t lead = hit[0].score - (n > 1 ? hit[1].score : 0);
	size_t i = 0;
	while (hit[0].score < rule[i].score || lead < rule[i].lead || hit[0].terms < rule[i].terms)
		i++;
	return rule[i].verdict;
}

struct match_found match_find(struct match *m, struct str text, size_t top)
{
	if (!m->ready) {
		terms_seal(m->terms);
		index_ready(m->index);
		m->ready = true;
	}
	size_t want = top > 2 ? top : 2; /* the verdict looks at the second */
	m->hits.n = 0;
	vec_room(&m->hits, want);
	terms_of(m->terms, text, &m->text);
	terms_distinct(m->terms, &m->text);
	ids_of(m, &m->text);
	size_t n = index_query(m->index, m->ids.v, m->ids.n, m->hits.v, want);
	return (struct match_found){match_judge(m->hits.v, n), m->hits.v, n < top ? n : top};
}

static struct str surface_of(const struct term_list *list, uint32_t id)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].id == id)
			return list->v[i].surface;
	return (struct str){NULL, 0};
}

static int by_score(const void *a, const void *b)
{
	const struct match_part *x = a, *y = b;
	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return str_cmp(x->stem, y->stem);
}

size_t match_parts(struct match *m, uint32_t doc, const struct match_part **parts)
{
	m->account.n = m->parts.n = 0;
	vec_room(&m->account, m->ids.n + 1);
	size_t n = index_explain(m->index, m->ids.v, m->ids.n, doc, m->account.v);
	for (size_t i = 0; i < n; i++) {
		const struct index_part *p = &m->account.v[i];
		vec_push(&m->parts, ((struct match_part){
					    .text_word = surface_of(&m->text, p->term),
					    .title_word = surface_of(&m->titles.v[doc].terms, p->term),
					    .stem = terms_stem(m->terms, p->term),
					    .idf = p->idf,
					    .tf = p->tf,
					    .score = p->score,
				    }));
	}
	if (n > 0)
		qsort(m->parts.v, n, sizeof *m->parts.v, by_score);
	*parts = m->parts.v;
	return n;
}

void match_why(struct match *m, uint32_t doc, struct buf *out)
{
	const struct match_part *part;
	size_t n = match_parts(m, doc, &part);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_puts(out, "; ");
		buf_str(out, part[i].text_word);
		buf_putc(out, '~');
		buf_str(out, part[i].title_word);
		buf_putc(out, ' ');
		num_put_fixed(out, (double)part[i].score / INDEX_ONE, 2);
	}
}

const char *match_verdict_name(enum match_verdict verdict)
{
	static const char *const names[] = {"none", "weak", "likely", "sure"};
	return names[verdict];
}
