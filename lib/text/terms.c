/* SPDX-License-Identifier: MIT */
#include "text/terms.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "text/lexicon.h"
#include "text/norm.h"
#include "text/typo.h"

#include <string.h>

enum { WORDS_MAX = 1u << 18 /* distinct words remembered once sealed */ };

/* What a remembered word gives: a slice of ids. A stop word gives none. */
struct sense {
	uint32_t from, n;
	bool guessed, expanded;
};

struct terms {
	struct lexicon *lexicon;
	struct typo *typo;      /* once sealed */
	bool fork;              /* both belong to another */
	struct stem *stem;
	struct map *words;      /* lexicon_key → index into senses */
	VEC(struct sense) senses;
	VEC(uint32_t) ids;      /* what senses point into */
	struct map *strangers;  /* stems that the sealed lexicon does not know → id */
	VEC(uint32_t) seen;     /* by id: the number of the text it was last seen in */
	uint32_t text;
	struct norm_word word;
	struct buf key;
};

static uint32_t known(const struct terms *t)
{
	return (uint32_t)map_size(t->lexicon->stems);
}

/* *guessed: set when the stem was taken for another. */
static uint32_t stem_id(struct terms *t, struct str normal, bool *guessed)
{
	struct str stem = lexicon_head(t->lexicon, stem_word(t->stem, normal));
	if (!t->lexicon->sealed)
		return (uint32_t)map_add(t->lexicon->stems, stem, known(t));
	size_t id = map_get(t->lexicon->stems, stem);
	if (id != MAP_NONE)
		return (uint32_t)id;
	uint32_t meant = typo_find(t->typo, stem);
	*guessed |= meant != TYPO_NONE;
	return meant != TYPO_NONE ? meant : (uint32_t)map_add(t->strangers, stem, known(t) + map_size(t->strangers));
}

/* The expansion under a word or, for one that is declined (МУПом), under its stem. */
static struct str expansion_of(struct terms *t, struct str normal, bool capitals)
{
	struct str expansion = lexicon_expansion(t->lexicon, &t->key, normal, capitals);
	return expansion.p ? expansion : lexicon_expansion(t->lexicon, &t->key, stem_word(t->stem, normal), capitals);
}

/* Expansions hold no abbreviations themselves, so one level is enough. */
static void expand(struct terms *t, struct str expansion, bool *guessed)
{
	struct norm_word word = {0};
	while (norm_next(&expansion, &word)) {
		struct str normal = buf_slice(&word.text);
		if (!lexicon_stops(t->lexicon, normal))
			vec_push(&t->ids, stem_id(t, normal, guessed));
	}
	buf_free(&word.text);
}

static struct sense sense_of(struct terms *t, struct str normal, bool capitals)
{
	size_t at = map_get(t->words, lexicon_key(&t->key, normal, capitals));
	if (at != MAP_NONE)
		return t->senses.v[at];
	struct sense sense = {.from = (uint32_t)t->ids.n};
	struct str expansion = expansion_of(t, normal, capitals);
	sense.expanded = expansion.p != NULL;
	if (sense.expanded)
		expand(t, expansion, &sense.guessed);
	else if (!lexicon_stops(t->lexicon, normal))
		vec_push(&t->ids, stem_id(t, normal, &sense.guessed));
	sense.n = (uint32_t)t->ids.n - sense.from;
	map_set(t->words, lexicon_key(&t->key, normal, capitals), t->senses.n);
	vec_push(&t->senses, sense);
	return sense;
}

/* Forgets every remembered word, and the stems that have no number for good. */
static void forget(struct terms *t)
{
	map_free(t->strangers);
	map_free(t->words);
	t->strangers = map_new();
	t->words = map_new();
	t->senses.n = t->ids.n = 0;
}

static void drop_phrases(const struct terms *t, struct term_list *list)
{
	size_t kept = 0;
	uint32_t ids[LEXICON_PHRASE];
	for (size_t i = 0; i < list->n;) {
		size_t n = list->n - i < LEXICON_PHRASE ? list->n - i : LEXICON_PHRASE;
		for (size_t j = 0; j < n; j++)
			ids[j] = list->v[i + j].id;
		n = lexicon_phrase(t->lexicon, ids, n);
		if (n == 0)
			list->v[kept++] = list->v[i++];
		i += n;
	}
	list->n = kept;
}

static void all_terms(struct terms *t, struct str text, struct term_list *list)
{
	list->n = 0;
	while (norm_next(&text, &t->word)) {
		struct sense sense = sense_of(t, buf_slice(&t->word.text), t->word.capitals);
		for (uint32_t i = 0; i < sense.n; i++)
			vec_push(list, ((struct term){t->ids.v[sense.from + i], sense.guessed, sense.expanded, t->word.surface}));
	}
}

void terms_of(struct terms *t, struct str text, struct term_list *list)
{
	if (t->lexicon->sealed && map_size(t->words) > WORDS_MAX)
		forget(t);
	all_terms(t, text, list);
	drop_phrases(t, list);
}

void terms_distinct(struct terms *t, struct term_list *list)
{
	size_t n = known(t) + map_size(t->strangers), kept = 0;
	if (t->seen.n < n || ++t->text == 0) {
		vec_room(&t->seen, n > t->seen.n ? n - t->seen.n : 0);
		t->seen.n = t->seen.cap;
		memset(t->seen.v, 0, t->seen.n * sizeof *t->seen.v);
		t->text = 1;
	}
	for (size_t i = 0; i < list->n; i++) {
		uint32_t *seen = &t->seen.v[list->v[i].id];
		if (*seen != t->text)
			list->v[kept++] = list->v[i];
		*seen = t->text;
	}
	list->n = kept;
}

void terms_seal(struct terms *t)
{
	if (t->lexicon->sealed)
		return;
	t->lexicon->sealed = true;
	t->typo = typo_new();
	for (uint32_t i = 0; i < known(t); i++)
		typo_add(t->typo, map_key(t->lexicon->stems, i), i);
	typo_ready(t->typo);
}

uint32_t terms_known(const struct terms *t)
{
	return known(t);
}

struct str terms_stem(const struct terms *t, uint32_t id)
{
	return id < known(t) ? map_key(t->lexicon->stems, id) : map_key(t->strangers, id - known(t));
}

struct str terms_expansion(struct terms *t, struct str surface)
{
	if (!norm_next(&surface, &t->word))
		return (struct str){NULL, 0};
	return expansion_of(t, buf_slice(&t->word.text), t->word.capitals);
}

void terms_list_free(struct term_list *list)
{
	vec_free(list);
}

/* A phrase of one term would drop that word everywhere: "в связи с" the links of a telephone exchange. */
static void add_phrase(void *context, const struct str *cell)
{
	struct terms *t = context;
	struct term_list list = {0};
	uint32_t ids[LEXICON_PHRASE];
	all_terms(t, cell[0], &list);
	for (size_t i = 0; i < list.n && i < LEXICON_PHRASE; i++)
		ids[i] = list.v[i].id;
	if (list.n > 1)
		lexicon_add_phrase(t->lexicon, ids, list.n);
	terms_list_free(&list);
}

static struct terms *empty(void)
{
	struct terms *t = mem_alloc(sizeof *t);
	t->words = map_new();
	t->strangers = map_new();
	return t;
}

enum rc terms_new(struct terms **terms, struct err *err)
{
	struct terms *t = *terms = empty();
	if (stem_new(&t->stem, err) == RC_OK && lexicon_new(&t->lexicon, t->stem, err) == RC_OK &&
	    lexicon_load("text/stop-phrases.csv", "phrase", add_phrase, t, err) == RC_OK)
		return RC_OK;
	terms_free(t);
	*terms = NULL;
	return err->rc;
}

enum rc terms_fork(struct terms *sealed, struct terms **terms, struct err *err)
{
	struct terms *t = *terms = empty();
	t->lexicon = sealed->lexicon;
	t->typo = sealed->typo;
	t->fork = true;
	if (stem_new(&t->stem, err) == RC_OK)
		return RC_OK;
	terms_free(t);
	*terms = NULL;
	return err->rc;
}

void terms_free(struct terms *t)
{
	if (!t)
		return;
	if (!t->fork) {
		lexicon_free(t->lexicon);
		typo_free(t->typo);
	}
	stem_free(t->stem);
	map_free(t->words);
	map_free(t->strangers);
	vec_free(&t->senses);
	vec_free(&t->ids);
	vec_free(&t->seen);
	buf_free(&t->word.text);
	buf_free(&t->key);
	free(t);
}
