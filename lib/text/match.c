/* SPDX-License-Identifier: MIT */
#include "text/match.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"
#include "text/terms.h"
#include "text/tuning.h"

#include <string.h>

struct class {
	struct str id, level, title;
	bool known; /* by more than its title */
};

/* Where a term stands in a line. */
struct spot {
	uint32_t term;
	uint16_t at, n; /* bytes */
};

struct line {
	struct str text;
	enum match_kind kind;
	size_t from, n; /* its spots */
};

struct match {
	struct terms *terms;
	struct index *index;
	struct map *classes; /* id → number */
	struct arena *arena;
	VEC(struct class) class;
	size_t powers;
	VEC(struct line) lines; /* by number, as index_add gives them */
	VEC(struct spot) spots;
	/* while lines are added */
	struct term_list list;
	VEC(uint32_t) ids;
};

struct matcher {
	struct match *match;
	struct terms *terms;
	struct index_query *query;
	/* of the last text */
	struct term_list text, line;
	VEC(struct index_term) asked;
	VEC(uint32_t) cuts; /* where the text may be parted, as numbers in asked */
	VEC(struct index_hit) hits;
	VEC(struct match_part) parts;
	VEC(uint32_t) ids; /* of match_terms */
};

static const char *const kind_names[] = {"object", "document", "system", "body", "action", "law", "colloquial", "sentence", "title"};

const char *match_kind_name(enum match_kind kind)
{
	return kind_names[kind];
}

bool match_kind_named(struct str name, enum match_kind *kind)
{
	for (size_t i = 0; i < sizeof kind_names / sizeof *kind_names; i++)
		if (str_is(name, kind_names[i])) {
			*kind = (enum match_kind)i;
			return true;
		}
	return false;
}

enum rc match_new(struct match **match, struct err *err)
{
	struct match *m = *match = mem_alloc(sizeof *m);
	m->arena = arena_new();
	m->classes = map_new();
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
	vec_free(&m->class);
	vec_free(&m->lines);
	vec_free(&m->spots);
	terms_list_free(&m->list);
	vec_free(&m->ids);
	terms_free(m->terms);
	index_free(m->index);
	map_free(m->classes);
	arena_free(m->arena);
	free(m);
}

static uint32_t add_class(struct match *m, struct str id, struct str level, struct str title)
{
	uint32_t class = (uint32_t)m->class.n;
	map_add(m->classes, id, class);
	vec_push(&m->class, ((struct class){arena_str(m->arena, id), arena_str(m->arena, level), arena_str(m->arena, title), false}));
	match_learn(m, class, MATCH_TITLE, 1, title);
	return class;
}

uint32_t match_power(struct match *m, struct str id, struct str title)
{
	m->powers++;
	return add_class(m, id, (struct str){0}, title);
}

uint32_t match_topic(struct match *m, struct str id, struct str level, struct str title)
{
	return add_class(m, id, level, title);
}

static double mass_of(enum match_kind kind, int weight)
{
	static const double by_weight[] = {TUNING_MASS_1, TUNING_MASS_2, TUNING_MASS_3};
	if (kind == MATCH_TITLE)
		return TUNING_TITLE;
	return by_weight[weight - 1] * (kind == MATCH_SENTENCE ? TUNING_SENTENCE : 1);
}

void match_learn(struct match *m, uint32_t class, enum match_kind kind, int weight, struct str text)
{
	struct line line = {.text = arena_str(m->arena, text), .kind = kind, .from = m->spots.n};
	terms_of(m->terms, line.text, &m->list);
	m->ids.n = 0;
	for (size_t i = 0; i < m->list.n; i++) {
		const struct term *t = &m->list.v[i];
		size_t at = (size_t)(t->surface.p - line.text.p);
		vec_push(&m->ids, t->id);
		if (at + t->surface.n <= UINT16_MAX)
			vec_push(&m->spots, ((struct spot){t->id, (uint16_t)at, (uint16_t)t->surface.n}));
	}
	line.n = m->spots.n - line.from;
	m->class.v[class].known |= kind != MATCH_TITLE;
	index_add(m->index, class, m->ids.v, m->ids.n, mass_of(kind, weight));
	vec_push(&m->lines, line);
}

void match_ready(struct match *m)
{
	terms_seal(m->terms);
	index_ready(m->index);
}

size_t match_powers(const struct match *m)
{
	return m->powers;
}

size_t match_known(const struct match *m)
{
	size_t n = 0;
	for (size_t i = 0; i < m->powers; i++)
		n += m->class.v[i].known;
	return n;
}

struct str match_id(const struct match *m, uint32_t class)
{
	return m->class.v[class].id;
}

struct str match_title(const struct match *m, uint32_t class)
{
	return m->class.v[class].title;
}

struct str match_level(const struct match *m, uint32_t class)
{
	return m->class.v[class].level;
}

uint32_t match_class(const struct match *m, struct str id)
{
	size_t class = map_get(m->classes, id);
	return class == MAP_NONE ? MATCH_NOBODY : (uint32_t)class;
}

enum rc match_open(struct match *match, struct matcher **matcher, struct err *err)
{
	struct matcher *r = *matcher = mem_alloc(sizeof *r);
	r->match = match;
	r->query = index_query_new(match->index);
	if (terms_fork(match->terms, &r->terms, err) == RC_OK)
		return RC_OK;
	match_close(r);
	*matcher = NULL;
	return err->rc;
}

void match_close(struct matcher *r)
{
	if (!r)
		return;
	terms_free(r->terms);
	index_query_free(r->query);
	terms_list_free(&r->text);
	terms_list_free(&r->line);
	vec_free(&r->asked);
	vec_free(&r->cuts);
	vec_free(&r->hits);
	vec_free(&r->parts);
	vec_free(&r->ids);
	free(r);
}

struct evidence match_evidence(const struct matcher *r, const struct index_hit *hit, size_t n, struct index_hit foreign)
{
	return (struct evidence){
	        .best = n > 0 ? hit[0].score : 0,
	        .second = n > 1 ? hit[1].score : 0,
	        .foreign = foreign.score,
	        .most = index_most(r->query),
	};
}

struct judgement match_judge(const struct matcher *r, const struct index_hit *hit, size_t n, struct index_hit foreign)
{
	struct evidence evidence = match_evidence(r, hit, n, foreign);
	return judge(&evidence);
}

/* Whether a conjunction or a comma stands between two words. */
static bool parted(struct str a, struct str b)
{
	static const char *const words[] = {" и ", " также ", " либо "};
	struct str between = {a.p + a.n, (size_t)(b.p - a.p) - a.n};
	for (size_t i = 0; i < between.n; i++)
		if (between.p[i] == ',' || between.p[i] == ';')
			return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (memmem(between.p, between.n, words[i], strlen(words[i])))
			return true;
	return false;
}

static void list_cuts(struct matcher *r)
{
	const struct term *v = r->text.v;
	r->cuts.n = 0;
	for (size_t i = 1; i < r->text.n; i++)
		if (v[i].surface.p >= v[i - 1].surface.p + v[i - 1].surface.n && parted(v[i - 1].surface, v[i].surface))
			vec_push(&r->cuts, (uint32_t)i);
}

struct match_found match_find(struct matcher *r, struct str text, size_t top)
{
	uint32_t powers = (uint32_t)r->match->powers, classes = (uint32_t)r->match->class.n;
	size_t want = top > 2 ? top : 2; /* the judgement looks at the second */
	struct index_hit foreign = {.class = MATCH_NOBODY};
	r->hits.n = r->asked.n = 0;
	vec_room(&r->hits, want);
	terms_of(r->terms, text, &r->text);
	terms_distinct(r->terms, &r->text);
	for (size_t i = 0; i < r->text.n; i++)
		vec_push(&r->asked, ((struct index_term){r->text.v[i].id, r->text.v[i].guessed ? TUNING_GUESS : 1}));
	list_cuts(r);
	struct match_found found = {.hit = r->hits.v};
	found.overlong = r->asked.n > TUNING_LONG;
	found.two = !found.overlong && matters_find(r->query, r->asked.v, r->asked.n, r->cuts.v, r->cuts.n, powers, classes, &found.matters);
	index_ask(r->query, r->asked.v, r->asked.n);
	index_best(r->query, powers, classes, &foreign, 1);
	found.n = index_best(r->query, 0, powers, r->hits.v, want);
	found.foreign = foreign;
	found.n = found.n < top ? found.n : top;
	return found;
}

uint32_t match_score(const struct matcher *r, uint32_t class)
{
	return index_score(r->query, class);
}

const uint32_t *match_terms(struct matcher *r, struct str text, size_t *n)
{
	terms_of(r->terms, text, &r->line);
	terms_distinct(r->terms, &r->line);
	r->ids.n = 0;
	for (size_t i = 0; i < r->line.n; i++)
		vec_push(&r->ids, r->line.v[i].id);
	*n = r->ids.n;
	return r->ids.v;
}

static const struct term *term_of(const struct term_list *list, uint32_t id)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].id == id)
			return &list->v[i];
	return NULL;
}

static struct str known_word(const struct match *m, const struct line *line, uint32_t term)
{
	for (size_t i = line->from; i < line->from + line->n; i++)
		if (m->spots.v[i].term == term)
			return (struct str){line->text.p + m->spots.v[i].at, m->spots.v[i].n};
	return (struct str){NULL, 0};
}

static struct match_part part_of(struct matcher *r, const struct index_part *p)
{
	const struct line *line = &r->match->lines.v[p->line];
	const struct term *term = term_of(&r->text, p->term);
	return (struct match_part){
	        .word = term->surface,
	        .known = known_word(r->match, line, p->term),
	        .line = line->text,
	        .kind = line->kind,
	        .stem = terms_stem(r->terms, p->term),
	        .expansion = term->expanded ? terms_expansion(r->terms, term->surface) : (struct str){NULL, 0},
	        .guessed = term->guessed,
	        .score = p->score,
	};
}

static int by_score(const void *a, const void *b)
{
	const struct match_part *x = a, *y = b;
	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return str_cmp(x->stem, y->stem);
}

size_t match_parts(struct matcher *r, uint32_t class, const struct match_part **parts)
{
	size_t n;
	const struct index_part *part = index_explain(r->query, class, &n);
	r->parts.n = 0;
	for (size_t i = 0; i < n; i++)
		vec_push(&r->parts, part_of(r, &part[i]));
	if (n > 0)
		qsort(r->parts.v, n, sizeof *r->parts.v, by_score);
	*parts = r->parts.v;
	return n;
}
