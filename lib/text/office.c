/* SPDX-License-Identifier: MIT */
#include "text/office.h"

#include "base/map.h"
#include "base/vec.h"
#include "text/lexicon.h"
#include "text/norm.h"
#include "text/root.h"
#include "text/tuning.h"

#include <string.h>

enum {
	GENERAL = 0,    /* the class "общее": the first in actions.csv */
	PHRASE = 5,     /* concepts in a fixed expression at most */
	ADJECTIVES = 3, /* how many may stand before the action */
};

#define NONE UINT32_MAX

struct concept {
	uint32_t head; /* what it is a synonym of; itself */
	uint32_t thing; /* what it is as a thing: for an action the name of its first class */
	uint32_t field; /* the concept that stands for what it belongs to; NONE */
	struct office_actions classes;
	double weight;
};

struct slice {
	uint32_t from, n;
};

struct office {
	struct lexicon *lexicon;
	struct stem *stem;
	struct map *roots;   /* root → concept */
	VEC(struct concept) concepts;
	struct map *classes; /* name → number */
	struct office_actions own, against;
	struct map *phrases; /* concepts as bytes → index into meanings */
	VEC(struct slice) meanings;
	VEC(uint32_t) meant; /* what meanings point into */
	VEC(struct office_thing) items;
	struct norm_word word, part;
	struct buf key, root;
};

static bool has(const struct office_actions *a, size_t class)
{
	return a->bits[class / 64] >> class % 64 & 1;
}

bool office_share(const struct office_actions *a, const struct office_actions *b)
{
	return (a->bits[0] & b->bits[0]) || (a->bits[1] & b->bits[1]);
}

bool office_none(const struct office_actions *a)
{
	return !a->bits[0] && !a->bits[1];
}

static void add_actions(struct office_actions *a, const struct office_actions *b)
{
	for (size_t i = 0; i < OFFICE_CLASSES / 64; i++)
		a->bits[i] |= b->bits[i];
}

static uint32_t concept_of(struct office *o, struct str normal)
{
	uint32_t next = (uint32_t)o->concepts.n;
	struct str stem = lexicon_head(o->lexicon, stem_word(o->stem, normal));
	uint32_t at = (uint32_t)map_add(o->roots, root_of(stem, &o->root), next);
	if (at == next)
		vec_push(&o->concepts, ((struct concept){.head = next, .thing = next, .field = NONE, .weight = 1}));
	while (o->concepts.v[at].head != at)
		at = o->concepts.v[at].head;
	return at;
}

static void add_word(struct office *o, struct str normal, struct str surface)
{
	if (!lexicon_stops(o->lexicon, normal))
		vec_push(&o->items, ((struct office_thing){concept_of(o, normal), surface, false}));
}

/* The expansion under a word or, for one that is declined (спецразрешений), under its stem. */
static struct str expansion_of(struct office *o, struct str normal, bool capitals)
{
	struct str expansion = lexicon_expansion(o->lexicon, &o->key, normal, capitals);
	return expansion.p ? expansion : lexicon_expansion(o->lexicon, &o->key, stem_word(o->stem, normal), capitals);
}

/* The concepts of the text's words into items; an abbreviation gives those of its expansion. */
static void read_words(struct office *o, struct str text)
{
	o->items.n = 0;
	while (norm_next(&text, &o->word)) {
		struct str normal = buf_slice(&o->word.text);
		struct str expansion = expansion_of(o, normal, o->word.capitals);
		if (!expansion.p)
			add_word(o, normal, o->word.surface);
		while (norm_next(&expansion, &o->part))
			add_word(o, buf_slice(&o->part.text), o->word.surface);
	}
}

/* ---- the lists */

/* Hands the concept of each word to add. */
static void each_word(struct office *o, struct str words, void (*add)(struct office *o, uint32_t concept, const void *argument),
                      const void *argument)
{
	struct norm_word word = {0};
	while (norm_next(&words, &word))
		if (!lexicon_stops(o->lexicon, buf_slice(&word.text)))
			add(o, concept_of(o, buf_slice(&word.text)), argument);
	buf_free(&word.text);
}

static void add_class(struct office *o, uint32_t concept, const void *argument)
{
	size_t class = *(const size_t *)argument;
	o->concepts.v[concept].classes.bits[class / 64] |= (uint64_t)1 << class % 64;
}

static void name_class(struct office *o, uint32_t concept, const void *argument)
{
	size_t class = *(const size_t *)argument;
	for (size_t i = 0; i < o->concepts.n; i++) {
		struct concept *c = &o->concepts.v[i];
		if (c->thing == i && has(&c->classes, class) && i != concept)
			c->thing = concept;
	}
}

static void load_actions(void *context, const struct str *cell)
{
	struct office *o = context;
	size_t class = map_add(o->classes, cell[0], map_size(o->classes));
	if (class >= OFFICE_CLASSES)
		return;
	each_word(o, cell[1], add_class, &class);
	if (class != GENERAL)
		each_word(o, cell[0], name_class, &class);
	if (cell[2].n > 0) {
		struct office_actions *kind = str_is(cell[2], "against") ? &o->against : &o->own;
		kind->bits[class / 64] |= (uint64_t)1 << class % 64;
	}
}

/* A word that has a meaning already keeps it. */
static void add_synonym(struct office *o, uint32_t concept, const void *head)
{
	if (office_none(&o->concepts.v[concept].classes))
		o->concepts.v[concept].head = o->concepts.v[concept].thing = *(const uint32_t *)head;
}

static void give_synonyms(struct office *o, uint32_t concept, const void *forms)
{
	each_word(o, *(const struct str *)forms, add_synonym, &concept);
}

static void load_synonyms(void *context, const struct str *cell)
{
	each_word(context, cell[0], give_synonyms, &cell[1]);
}

static void add_weight(struct office *o, uint32_t concept, const void *hundredths)
{
	o->concepts.v[concept].weight = (double)*(const size_t *)hundredths / 100;
}

static void load_generic(void *context, const struct str *cell)
{
	size_t hundredths = 0;
	for (size_t i = 0; i < cell[1].n && cell[1].p[i] >= '0' && cell[1].p[i] <= '9' && hundredths < 100; i++)
		hundredths = hundredths * 10 + (size_t)(cell[1].p[i] - '0');
	each_word(context, cell[0], add_weight, &hundredths);
}

/* A concept is of the first field that names it; an action is of none, for it may be done to anything. */
static void give_field(struct office *o, uint32_t concept, const void *field)
{
	struct concept *c = &o->concepts.v[concept];
	if (c->field == NONE && office_none(&c->classes))
		c->field = *(const uint32_t *)field;
}

static void load_field(void *context, const struct str *cell)
{
	struct office *o = context;
	uint32_t field = (uint32_t)o->concepts.n;
	/* no word leads to it: it has no root */
	vec_push(&o->concepts, ((struct concept){.head = field, .thing = field, .field = NONE, .weight = TUNING_WORK_FIELD}));
	each_word(o, cell[1], give_field, &field);
}

static void load_phrase(void *context, const struct str *cell)
{
	struct office *o = context;
	uint32_t key[PHRASE];
	size_t n = 0;
	read_words(o, cell[0]);
	if (o->items.n == 0 || o->items.n > PHRASE)
		return;
	for (; n < o->items.n; n++)
		key[n] = o->items.v[n].concept;
	map_set(o->phrases, (struct str){(const char *)key, n * sizeof *key}, o->meanings.n);
	read_words(o, cell[1]);
	vec_push(&o->meanings, ((struct slice){(uint32_t)o->meant.n, (uint32_t)o->items.n}));
	for (size_t i = 0; i < o->items.n; i++)
		vec_push(&o->meant, o->items.v[i].concept);
}

/* ---- reading */

/* How many items from the i-th on make an expression; its meaning. */
static size_t phrase_at(const struct office *o, size_t i, size_t n_items, size_t *meaning)
{
	uint32_t key[PHRASE];
	size_t n = n_items - i < PHRASE ? n_items - i : PHRASE;
	for (size_t j = 0; j < n; j++)
		key[j] = o->items.v[i + j].concept;
	for (; n > 0; n--)
		if ((*meaning = map_get(o->phrases, (struct str){(const char *)key, n * sizeof *key})) != MAP_NONE)
			return n;
	return 0;
}

static struct str span(struct str a, struct str b)
{
	return (struct str){a.p, (size_t)(b.p + b.n - a.p)};
}

/* The concepts of the text in its order, into items. Expressions are appended behind them and moved to the front. */
static void itemize(struct office *o, struct str text)
{
	size_t meaning;
	read_words(o, text);
	size_t n = o->items.n;
	for (size_t i = 0; i < n;) {
		size_t length = phrase_at(o, i, n, &meaning);
		if (length == 0) {
			struct office_thing item = o->items.v[i++];
			vec_push(&o->items, item);
			continue;
		}
		struct str surface = span(o->items.v[i].surface, o->items.v[i + length - 1].surface);
		struct slice slice = o->meanings.v[meaning];
		for (uint32_t j = 0; j < slice.n; j++)
			vec_push(&o->items, ((struct office_thing){o->meant.v[slice.from + j], surface, false}));
		i += length;
	}
	o->items.n -= n;
	if (o->items.n > 0)
		memmove(o->items.v, o->items.v + n, o->items.n * sizeof *o->items.v);
}

static bool ends_in(struct str s, const char *const *endings)
{
	for (; *endings; endings++) {
		size_t n = strlen(*endings);
		if (s.n > n + 2 && memcmp(s.p + s.n - n, *endings, n) == 0)
			return true;
	}
	return false;
}

static bool is_adjective(struct str surface)
{
	static const char *const endings[] = {"ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ого", "его", "ых", "их", "ому", "ему", "ую", NULL};
	return ends_in(surface, endings);
}

static bool is_verb(struct str surface)
{
	static const char *const endings[] = {"ает", "аёт", "яет", "ует", "ит", "ают", "яют", "уют", "ят", NULL};
	return ends_in(surface, endings);
}

/* A noun as the subject of a title, not what the action is done to: подготовка, not подготовки. */
static bool is_subject(struct str surface)
{
	static const char *const endings[] = {"ие", "ция", "ка", "ча", "ль", "ор", "ет", "ёт", "ём", NULL};
	return ends_in(surface, endings);
}

/* Whether the second word is another action beside the first: "приём и регистрация", "приём, регистрация". */
static bool is_joined(struct str first, struct str second)
{
	const char *from = first.p + first.n;
	if (second.p < from)
		return false;
	struct str gap = {from, (size_t)(second.p - from)};
	return memchr(gap.p, ',', gap.n) || (gap.n > 0 && memmem(gap.p, gap.n, " и ", strlen(" и ")));
}

static const struct office_actions *actions_of(const struct office *o, const struct office_thing *item)
{
	return &o->concepts.v[item->concept].classes;
}

static void take_action(struct office *o, const struct office_thing *item, struct office_work *work)
{
	struct office_actions actions = *actions_of(o, item);
	work->general |= has(&actions, GENERAL);
	actions.bits[0] &= ~(uint64_t)1;
	add_actions(&work->actions, &actions);
	work->action = work->action.p ? span(work->action, item->surface) : item->surface;
}

static bool is_action(const struct office *o, const struct office_thing *item)
{
	return !office_none(actions_of(o, item));
}

static bool is_only_general(const struct office *o, const struct office_thing *item)
{
	struct office_actions general = {{1}};
	return memcmp(actions_of(o, item), &general, sizeof general) == 0;
}

/* The actions at the head of the items from first on; what follows the last is returned. */
static size_t read_actions(struct office *o, size_t first, struct office_work *work)
{
	size_t i = first;
	while (i < o->items.n && is_only_general(o, &o->items.v[i]))
		take_action(o, &o->items.v[i++], work);
	if (i >= o->items.n || !is_action(o, &o->items.v[i]))
		return i;
	work->general = false;
	do
		take_action(o, &o->items.v[i++], work);
	while (i < o->items.n && is_action(o, &o->items.v[i]) && is_joined(o->items.v[i - 1].surface, o->items.v[i].surface));
	return i;
}

static void put_thing(struct office_work *work, uint32_t concept, struct str surface, bool field)
{
	for (size_t i = 0; i < work->n; i++)
		if (work->thing[i].concept == concept)
			return;
	work->thing[work->n++] = (struct office_thing){concept, surface, field};
}

/* What it belongs to goes first, so that the last thing is the word. */
static void add_thing(const struct office *o, const struct office_thing *item, struct office_work *work)
{
	const struct concept *concept = &o->concepts.v[item->concept];
	if (concept->field != NONE)
		put_thing(work, concept->field, item->surface, true);
	put_thing(work, concept->thing, item->surface, false);
}

/* Whether an action that stands behind the first is one more: a verb, or a noun after "и" that is no object. */
static bool is_another(const struct office *o, size_t i)
{
	struct str surface = o->items.v[i].surface;
	return is_verb(surface) || (i > 0 && is_subject(surface) && is_joined(o->items.v[i - 1].surface, surface));
}

void office_read(struct office *o, struct str text, struct office_work *work)
{
	size_t first = 0;
	*work = (struct office_work){0};
	itemize(o, text);
	size_t n = o->items.n;
	work->thing = mem_array(2 * n + 1, sizeof *work->thing);
	while (first < n && first < ADJECTIVES && !is_action(o, &o->items.v[first]) && is_adjective(o->items.v[first].surface))
		first++;
	if (first == n || !is_action(o, &o->items.v[first]))
		first = n;
	size_t after = first < n ? read_actions(o, first, work) : 0;
	work->general |= first == n;
	work->head = SIZE_MAX;
	for (size_t i = 0; i < n; i++) {
		if (i >= first && i < after)
			continue;
		if (is_action(o, &o->items.v[i]) && is_another(o, i))
			take_action(o, &o->items.v[i], work);
		else
			add_thing(o, &o->items.v[i], work);
		if (work->head == SIZE_MAX && i >= after && work->n > 0 && !is_adjective(o->items.v[i].surface))
			work->head = work->n - 1;
	}
	/* "осуществление закупок": what is done is all there is to compare */
	if (work->n == 0 && after > first && !office_none(&work->actions))
		add_thing(o, &o->items.v[after - 1], work);
}

void office_work_free(struct office_work *work)
{
	free(work->thing);
	*work = (struct office_work){0};
}

uint32_t office_concepts(const struct office *o)
{
	return (uint32_t)o->concepts.n;
}

double office_weight(const struct office *o, uint32_t concept)
{
	return o->concepts.v[concept].weight;
}

static bool within(const struct office_actions *a, const struct office_actions *b)
{
	return !office_none(a) && !(a->bits[0] & ~b->bits[0]) && !(a->bits[1] & ~b->bits[1]);
}

bool office_own(const struct office *o, const struct office_actions *actions)
{
	return within(actions, &o->own);
}

bool office_against(const struct office *o, const struct office_actions *actions)
{
	return within(actions, &o->against);
}

bool office_names(const struct office *o, uint32_t concept, const struct office_actions *actions)
{
	return office_share(&o->concepts.v[concept].classes, actions);
}

enum rc office_new(struct office **office, struct err *err)
{
	struct office *o = *office = mem_alloc(sizeof *o);
	o->roots = map_new();
	o->classes = map_new();
	o->phrases = map_new();
	if (stem_new(&o->stem, err) == RC_OK && lexicon_new(&o->lexicon, o->stem, err) == RC_OK &&
	    lexicon_load("text/actions.csv", "class forms kind", load_actions, o, err) == RC_OK &&
	    lexicon_load("text/synonyms.csv", "word forms", load_synonyms, o, err) == RC_OK &&
	    lexicon_load("text/generic.csv", "word weight", load_generic, o, err) == RC_OK &&
	    lexicon_load("text/fields.csv", "field words", load_field, o, err) == RC_OK &&
	    lexicon_load("text/phrases.csv", "phrase meaning", load_phrase, o, err) == RC_OK)
		return RC_OK;
	office_free(o);
	*office = NULL;
	return err->rc;
}

void office_free(struct office *o)
{
	if (!o)
		return;
	lexicon_free(o->lexicon);
	stem_free(o->stem);
	map_free(o->roots);
	map_free(o->classes);
	map_free(o->phrases);
	vec_free(&o->concepts);
	vec_free(&o->meanings);
	vec_free(&o->meant);
	vec_free(&o->items);
	buf_free(&o->word.text);
	buf_free(&o->part.text);
	buf_free(&o->key);
	buf_free(&o->root);
	free(o);
}
