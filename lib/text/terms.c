/* SPDX-License-Identifier: MIT */
#include "text/terms.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/share.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "ext/stem.h"
#include "table/reader.h"
#include "text/norm.h"

#include <string.h>

enum {
	PHRASE_MAX = 4,         /* terms in a stop phrase */
	WORDS_MAX = 1u << 18,   /* distinct words remembered once sealed */
};

/* What a remembered word gives: a slice of ids. A stop word gives none. */
struct sense {
	uint32_t from, n;
};

struct terms {
	struct stem *stem;
	struct map *stop;       /* normal form of a stop word → 0 */
	struct map *abbr;       /* key of an abbreviation (word_key) → index into expansions */
	struct map *phrases;    /* the ids of a stop phrase as bytes → 0 */
	struct map *kin;        /* stem → index into heads */
	struct map *stems;      /* stem → id, by insertion */
	struct map *words;      /* word_key → index into senses */
	VEC(struct str) heads;      /* stems that stand for a family, in arena */
	VEC(struct str) expansions; /* in arena */
	VEC(struct sense) senses;
	VEC(uint32_t) ids;      /* what senses point into */
	VEC(unsigned char) leads; /* by id: some stop phrase begins with it */
	VEC(uint32_t) seen;     /* by id: the number of the text it was last seen in */
	uint32_t text;
	bool sealed;
	uint32_t known;         /* below: numbers for good */
	struct arena *arena;
	struct norm_word word;
	struct buf key;
};

/* МКД in capitals and мкд are different words: an abbreviation may count only in capitals (ПО, not "по"). */
static struct str word_key(struct terms *t, struct str normal, bool capitals)
{
	buf_clear(&t->key);
	if (capitals)
		buf_putc(&t->key, '^');
	buf_str(&t->key, normal);
	return buf_slice(&t->key);
}

static uint32_t stem_id(struct terms *t, struct str normal)
{
	struct str stem = stem_word(t->stem, normal);
	size_t head = map_get(t->kin, stem);
	return (uint32_t)map_add(t->stems, head == MAP_NONE ? stem : t->heads.v[head], map_size(t->stems));
}

static bool is_stop(const struct terms *t, struct str normal)
{
	size_t len;
	uint32_t first = utf8_get(normal.p, normal.n, &len);
	return (len == normal.n && !utf8_is_digit(first)) || map_get(t->stop, normal) != MAP_NONE;
}

/* The expansion under a word or, for one that is declined (МУПом), under its stem. */
static size_t expansion_of(struct terms *t, struct str normal, bool capitals)
{
	size_t at = MAP_NONE;
	if (capitals)
		at = map_get(t->abbr, word_key(t, normal, true));
	if (at == MAP_NONE)
		at = map_get(t->abbr, word_key(t, normal, false));
	return at;
}

/* Expansions hold no abbreviations themselves, so one level is enough. */
static void expand(struct terms *t, struct str expansion)
{
	struct norm_word word = {0};
	while (norm_next(&expansion, &word)) {
		struct str normal = buf_slice(&word.text);
		if (!is_stop(t, normal))
			vec_push(&t->ids, stem_id(t, normal));
	}
	buf_free(&word.text);
}

static struct sense sense_of(struct terms *t, struct str normal, bool capitals)
{
	size_t at = map_get(t->words, word_key(t, normal, capitals));
	if (at != MAP_NONE)
		return t->senses.v[at];
	struct sense sense = {.from = (uint32_t)t->ids.n};
	size_t abbr = expansion_of(t, normal, capitals);
	if (abbr == MAP_NONE)
		abbr = expansion_of(t, stem_word(t->stem, normal), capitals);
	if (abbr != MAP_NONE)
		expand(t, t->expansions.v[abbr]);
	else if (!is_stop(t, normal))
		vec_push(&t->ids, stem_id(t, normal));
	sense.n = (uint32_t)t->ids.n - sense.from;
	map_set(t->words, word_key(t, normal, capitals), t->senses.n);
	vec_push(&t->senses, sense);
	return sense;
}

/* Forgets every remembered word, and the stems that have no number for good. */
static void forget(struct terms *t)
{
	struct map *stems = map_new();
	for (uint32_t i = 0; i < t->known; i++)
		map_add(stems, map_key(t->stems, i), i);
	map_free(t->stems);
	t->stems = stems;
	map_free(t->words);
	t->words = map_new();
	t->senses.n = t->ids.n = 0;
}

static size_t phrase_at(const struct terms *t, const struct term_list *list, size_t from)
{
	uint32_t ids[PHRASE_MAX];
	size_t n = list->n - from < PHRASE_MAX ? list->n - from : PHRASE_MAX;
	uint32_t first = list->v[from].id;
	if (first >= t->leads.n || !t->leads.v[first])
		return 0;
	for (size_t i = 0; i < n; i++)
		ids[i] = list->v[from + i].id;
	for (; n > 0; n--)
		if (map_get(t->phrases, (struct str){(const char *)ids, n * sizeof *ids}) != MAP_NONE)
			return n;
	return 0;
}

static void drop_phrases(const struct terms *t, struct term_list *list)
{
	size_t kept = 0;
	for (size_t i = 0; i < list->n;) {
		size_t n = phrase_at(t, list, i);
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
			vec_push(list, ((struct term){t->ids.v[sense.from + i], t->word.surface}));
	}
}

void terms_of(struct terms *t, struct str text, struct term_list *list)
{
	if (t->sealed && map_size(t->words) > WORDS_MAX)
		forget(t);
	all_terms(t, text, list);
	drop_phrases(t, list);
}

void terms_distinct(struct terms *t, struct term_list *list)
{
	size_t n = map_size(t->stems), kept = 0;
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
	t->sealed = true;
	t->known = (uint32_t)map_size(t->stems);
}

uint32_t terms_known(const struct terms *t)
{
	return t->sealed ? t->known : (uint32_t)map_size(t->stems);
}

struct str terms_stem(const struct terms *t, uint32_t id)
{
	return map_key(t->stems, id);
}

void terms_list_free(struct term_list *list)
{
	vec_free(list);
}

static void add_stop_word(struct terms *t, const struct str *cell)
{
	struct buf normal = {0};
	norm_text(cell[0], &normal);
	map_add(t->stop, buf_slice(&normal), 0);
	buf_free(&normal);
}

static void add_abbreviation(struct terms *t, const struct str *cell)
{
	struct buf normal = {0};
	struct str rest = cell[0];
	if (!norm_next(&rest, &t->word))
		return;
	norm_text(cell[0], &normal);
	bool capitals = str_is(cell[1], "capitals");
	map_add(t->abbr, word_key(t, buf_slice(&normal), capitals), t->expansions.n);
	if (!t->word.capitals) /* соцсети is declined; of ДОУ the stemmer would leave "до" */
		map_add(t->abbr, word_key(t, stem_word(t->stem, buf_slice(&normal)), false), t->expansions.n);
	vec_push(&t->expansions, arena_str(t->arena, cell[2]));
	buf_free(&normal);
}

/* A stem that is already in a family stays there. */
static void add_family(struct terms *t, const struct str *cell)
{
	struct norm_word word = {0};
	struct str rest = cell[0];
	if (norm_next(&rest, &word)) {
		struct str head = arena_str(t->arena, stem_word(t->stem, buf_slice(&word.text)));
		rest = cell[1];
		while (norm_next(&rest, &word)) {
			struct str stem = stem_word(t->stem, buf_slice(&word.text));
			if (!str_eq(stem, head))
				map_add(t->kin, stem, t->heads.n);
		}
		vec_push(&t->heads, head);
	}
	buf_free(&word.text);
}

static void add_phrase(struct terms *t, const struct str *cell)
{
	struct term_list list = {0};
	uint32_t ids[PHRASE_MAX];
	all_terms(t, cell[0], &list);
	if (list.n > 0 && list.n <= PHRASE_MAX) {
		for (size_t i = 0; i < list.n; i++)
			ids[i] = list.v[i].id;
		map_add(t->phrases, (struct str){(const char *)ids, list.n * sizeof *ids}, 0);
		while (t->leads.n <= ids[0])
			vec_push(&t->leads, 0);
		t->leads.v[ids[0]] = 1;
	}
	terms_list_free(&list);
}

static enum rc bad_row(void *context, const struct problem *problem, struct err *err)
{
	(void)context;
	return err_set(err, RC_INPUT, "%s:%zu: %s: %s", problem->file, problem->line, problem->columns,
		       problem->reasons);
}

/* Hands every row's columns (blank-separated names, at most three) to add. */
static enum rc load(struct terms *t, const char *file, const char *columns,
		    void (*add)(struct terms *, const struct str *), struct err *err)
{
	const char *path;
	struct reader *reader;
	struct row row;
	size_t at[3] = {COLUMN_NONE, COLUMN_NONE, COLUMN_NONE};
	struct str cell[3], rest = str_of(columns), name;
	struct reader_options options = {.schema = "any", .need = columns, .bad = bad_row};
	if (share_path(file, t->arena, &path, err) != RC_OK ||
	    reader_open(&path, 1, &options, &reader, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < 3 && str_split(&rest, ' ', &name); i++)
		at[i] = reader_column(reader, arena_cstr(t->arena, name));
	while (reader_next(reader, &row, err)) {
		for (size_t i = 0; i < 3; i++)
			cell[i] = row_str(&row, at[i]);
		add(t, cell);
	}
	reader_close(reader);
	return err->rc;
}

enum rc terms_new(struct terms **terms, struct err *err)
{
	struct terms *t = *terms = mem_alloc(sizeof *t);
	t->arena = arena_new();
	t->stop = map_new();
	t->abbr = map_new();
	t->phrases = map_new();
	t->kin = map_new();
	t->stems = map_new();
	t->words = map_new();
	if (stem_new(&t->stem, err) == RC_OK &&
	    load(t, "text/stopwords.csv", "word", add_stop_word, err) == RC_OK &&
	    load(t, "text/families.csv", "word forms", add_family, err) == RC_OK &&
	    load(t, "text/abbreviations.csv", "abbreviation case expansion", add_abbreviation, err) == RC_OK &&
	    load(t, "text/stop-phrases.csv", "phrase", add_phrase, err) == RC_OK)
		return RC_OK;
	terms_free(t);
	*terms = NULL;
	return err->rc;
}

void terms_free(struct terms *t)
{
	if (!t)
		return;
	stem_free(t->stem);
	map_free(t->stop);
	map_free(t->abbr);
	map_free(t->phrases);
	map_free(t->kin);
	map_free(t->stems);
	map_free(t->words);
	vec_free(&t->heads);
	vec_free(&t->expansions);
	vec_free(&t->senses);
	vec_free(&t->ids);
	vec_free(&t->leads);
	vec_free(&t->seen);
	buf_free(&t->word.text);
	buf_free(&t->key);
	arena_free(t->arena);
	free(t);
}
