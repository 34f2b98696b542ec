/* SPDX-License-Identifier: MIT */
#include "text/lexicon.h"

#include "base/share.h"
#include "base/utf8.h"
#include "table/reader.h"
#include "text/norm.h"

enum { COLUMNS = 4 };

/* Of a lexicon that is being read. */
struct loading {
	struct lexicon *lexicon;
	struct stem *stem;
	struct norm_word word;
	struct buf normal, key;
};

struct str lexicon_key(struct buf *scratch, struct str normal, bool capitals)
{
	buf_clear(scratch);
	if (capitals)
		buf_putc(scratch, '^');
	buf_str(scratch, normal);
	return buf_slice(scratch);
}

struct str lexicon_expansion(const struct lexicon *lx, struct buf *scratch, struct str normal, bool capitals)
{
	size_t at = MAP_NONE;
	if (capitals)
		at = map_get(lx->abbr, lexicon_key(scratch, normal, true));
	if (at == MAP_NONE)
		at = map_get(lx->abbr, lexicon_key(scratch, normal, false));
	return at == MAP_NONE ? (struct str){NULL, 0} : lx->expansions.v[at];
}

bool lexicon_stops(const struct lexicon *lx, struct str normal)
{
	size_t len;
	uint32_t first = utf8_get(normal.p, normal.n, &len);
	return (len == normal.n && !utf8_is_digit(first)) || map_get(lx->stop, normal) != MAP_NONE;
}

struct str lexicon_head(const struct lexicon *lx, struct str stem)
{
	size_t head = map_get(lx->kin, stem);
	return head == MAP_NONE ? stem : lx->heads.v[head];
}

void lexicon_add_phrase(struct lexicon *lx, const uint32_t *ids, size_t n)
{
	if (n == 0 || n > LEXICON_PHRASE)
		return;
	map_add(lx->phrases, (struct str){(const char *)ids, n * sizeof *ids}, 0);
	while (lx->leads.n <= ids[0])
		vec_push(&lx->leads, 0);
	lx->leads.v[ids[0]] = 1;
}

size_t lexicon_phrase(const struct lexicon *lx, const uint32_t *ids, size_t n)
{
	if (ids[0] >= lx->leads.n || !lx->leads.v[ids[0]])
		return 0;
	for (n = n < LEXICON_PHRASE ? n : LEXICON_PHRASE; n > 0; n--)
		if (map_get(lx->phrases, (struct str){(const char *)ids, n * sizeof *ids}) != MAP_NONE)
			return n;
	return 0;
}

static void add_stop_word(void *context, const struct str *cell)
{
	struct loading *l = context;
	buf_clear(&l->normal);
	norm_text(cell[0], &l->normal);
	map_add(l->lexicon->stop, buf_slice(&l->normal), 0);
}

static void add_abbreviation(void *context, const struct str *cell)
{
	struct loading *l = context;
	struct lexicon *lx = l->lexicon;
	struct str rest = cell[0];
	if (!norm_next(&rest, &l->word))
		return;
	buf_clear(&l->normal);
	norm_text(cell[0], &l->normal);
	struct str normal = buf_slice(&l->normal);
	map_add(lx->abbr, lexicon_key(&l->key, normal, str_is(cell[1], "capitals")), lx->expansions.n);
	if (!l->word.capitals) /* соцсети is declined; of ДОУ the stemmer would leave "до" */
		map_add(lx->abbr, lexicon_key(&l->key, stem_word(l->stem, normal), false), lx->expansions.n);
	vec_push(&lx->expansions, arena_str(lx->arena, cell[2]));
}

/* A stem that is already in a family stays there. */
static void add_family(void *context, const struct str *cell)
{
	struct loading *l = context;
	struct lexicon *lx = l->lexicon;
	struct str rest = cell[0];
	if (!norm_next(&rest, &l->word))
		return;
	struct str head = arena_str(lx->arena, lexicon_head(lx, stem_word(l->stem, buf_slice(&l->word.text))));
	rest = cell[1];
	while (norm_next(&rest, &l->word)) {
		struct str stem = stem_word(l->stem, buf_slice(&l->word.text));
		if (!str_eq(stem, head))
			map_add(lx->kin, stem, lx->heads.n);
	}
	vec_push(&lx->heads, head);
}

enum rc lexicon_load(const char *file, const char *columns, void (*add)(void *, const struct str *), void *context,
                     struct err *err)
{
	const char *path;
	struct reader *reader = NULL;
	struct row row;
	struct arena *arena = arena_new();
	size_t at[COLUMNS], n = 0;
	struct str cell[COLUMNS], rest = str_of(columns), name;
	struct reader_options options = {.schema = "any", .need = columns, .bad = reader_refuse};
	if (share_path(file, arena, &path, err) == RC_OK && reader_open(&path, 1, &options, &reader, err) == RC_OK) {
		while (n < COLUMNS && str_split(&rest, ' ', &name))
			at[n++] = reader_column(reader, arena_cstr(arena, name));
		while (reader_next(reader, &row, err)) {
			for (size_t i = 0; i < n; i++)
				cell[i] = row_str(&row, at[i]);
			add(context, cell);
		}
	}
	reader_close(reader);
	arena_free(arena);
	return err->rc;
}

enum rc lexicon_new(struct lexicon **lexicon, struct stem *stem, struct err *err)
{
	struct lexicon *lx = *lexicon = mem_alloc(sizeof *lx);
	struct loading l = {.lexicon = lx, .stem = stem};
	lx->arena = arena_new();
	lx->stop = map_new();
	lx->abbr = map_new();
	lx->phrases = map_new();
	lx->kin = map_new();
	lx->stems = map_new();
	if (lexicon_load("text/stopwords.csv", "word", add_stop_word, &l, err) == RC_OK &&
	    lexicon_load("text/families.csv", "word forms", add_family, &l, err) == RC_OK)
		(void)!lexicon_load("text/abbreviations.csv", "abbreviation case expansion", add_abbreviation, &l, err);
	buf_free(&l.word.text);
	buf_free(&l.normal);
	buf_free(&l.key);
	if (err->rc != RC_OK) {
		lexicon_free(lx);
		*lexicon = NULL;
	}
	return err->rc;
}

void lexicon_free(struct lexicon *lx)
{
	if (!lx)
		return;
	map_free(lx->stop);
	map_free(lx->abbr);
	map_free(lx->phrases);
	map_free(lx->kin);
	map_free(lx->stems);
	vec_free(&lx->heads);
	vec_free(&lx->expansions);
	vec_free(&lx->leads);
	arena_free(lx->arena);
	free(lx);
}
