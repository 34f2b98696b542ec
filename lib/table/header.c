/* SPDX-License-Identifier: MIT */
#include "table/header.h"

#include "base/lang.h"
#include "base/utf8.h"

#include <string.h>

/* For "did you mean": a header of a million columns is not compared with each. */
enum { LOOKED_AT = 1000 };

/* The user's name for a header, by --map; NULL for none. *pair tells by which. */
static const char *mapped(const struct cli_list *map, struct str header, size_t *pair)
{
	for (size_t i = 0; map && i < map->n; i++) {
		const char *text = map->v[i], *equals = strrchr(text, '=');
		if (equals && str_eq(header, (struct str){text, (size_t)(equals - text)})) {
			*pair = i;
			return equals + 1;
		}
	}
	return NULL;
}

static enum rc unknown_header(const char *pair, const struct source *source, struct arena *arena, struct err *err)
{
	size_t n;
	const struct str *seen = source_header(source, &n);
	const char **names = arena_array(arena, n + 1, sizeof *names);
	for (size_t i = 0; i < n; i++)
		names[i] = arena_cstr(arena, seen[i]);
	const char *near = str_nearest((struct str){pair, (size_t)(strrchr(pair, '=') - pair)}, names, n < LOOKED_AT ? n : LOOKED_AT);
	if (near)
		return err_set(err, RC_USAGE, _("--map %s: %s has no such column (did you mean \"%s\"?)"), pair, source_name(source), near);
	return err_set(err, RC_USAGE, _("--map %s: %s has no such column"), pair, source_name(source));
}

/* An empty THEIRS names the column that has no name. */
static enum rc check_map(const struct cli_list *map, const struct source *source, const bool *used, struct arena *arena, struct err *err)
{
	for (size_t i = 0; map && i < map->n; i++) {
		const char *pair = map->v[i], *equals = strrchr(pair, '=');
		if (!equals || !equals[1])
			return err_set(err, RC_USAGE, _("--map %s: THEIRS=OURS is expected"), pair);
		if (!used[i])
			return unknown_header(pair, source, arena, err);
	}
	return RC_OK;
}

static enum rc name_columns(struct header *h, const struct source *source, const struct schema *schema, const struct cli_list *map,
                            struct arena *arena, struct err *err)
{
	const struct str *seen = source_header(source, &h->n_cells);
	const char *file = source_name(source);
	bool *used = arena_array(arena, map ? map->n + 1 : 1, sizeof *used);
	for (h->n = h->n_cells; h->n > 1 && seen[h->n - 1].n == 0; h->n--)
		;
	h->name = arena_array(arena, h->n, sizeof *h->name);
	for (size_t i = 0; i < h->n; i++) {
		size_t pair;
		const char *ours = mapped(map, seen[i], &pair);
		if (ours)
			used[pair] = true;
		size_t field = schema_find(schema, ours ? str_of(ours) : seen[i]);
		h->name[i] = field != SCHEMA_NONE ? schema->field[field].name : ours ? ours : arena_cstr(arena, seen[i]);
		if (!*h->name[i])
			return err_set(err, RC_INPUT, _("%s:1: column %zu has no name (--map =NAME gives it one)"), file, i + 1);
		size_t first = map_add(h->place, str_of(h->name[i]), i);
		if (first == i)
			continue;
		if (str_eq(seen[i], seen[first]))
			return err_set(err, RC_INPUT, _("%s:1: the column \"%s\" stands twice"), file, h->name[i]);
		return err_set(err, RC_INPUT, _("%s:1: the columns \"%.*s\" and \"%.*s\" both mean %s (say which with --map)"), file,
		               STR_ARG(seen[first]), STR_ARG(seen[i]), h->name[i]);
	}
	return check_map(map, source, used, arena, err);
}

static enum rc missing(const struct header *h, const char *file, const char *name, struct err *err)
{
	size_t n = h->n < LOOKED_AT ? h->n : LOOKED_AT;
	const char *near = str_nearest(str_of(name), h->name, n);
	struct buf list = {0};
	for (size_t i = 0; i < n; i++)
		buf_printf(&list, "%s%s", i ? ", " : "", h->name[i]);
	struct str shown = utf8_cut(buf_slice(&list), 300);
	if (near)
		err_set(err, RC_INPUT, _("%s:1: %s: the column is missing (is it \"%s\"? then --map \"%s=%s\"); there are: %.*s"), file, name,
		        near, near, name, STR_ARG(shown));
	else
		err_set(err, RC_INPUT, _("%s:1: %s: the column is missing; there are: %.*s"), file, name, STR_ARG(shown));
	buf_free(&list);
	return err->rc;
}

/* What the verb asks for, else what the schema requires. */
static size_t needed(const struct schema *schema, const char *need, struct arena *arena, const char ***names)
{
	struct str rest = str_of(need), word;
	size_t n = 0, room = schema->n + 1;
	for (const char *p = need; p && *p; p++)
		room += *p == ' ' || p == need;
	*names = arena_array(arena, room, sizeof **names);
	for (size_t i = 0; !need && i < schema->n; i++)
		if (schema->field[i].required)
			(*names)[n++] = schema->field[i].name;
	while (str_split(&rest, ' ', &word))
		if (word.n)
			(*names)[n++] = arena_cstr(arena, word);
	return n;
}

enum rc header_read(struct header *h, const struct source *source, const struct schema *schema, const struct reader_options *options,
                    struct arena *arena, struct err *err)
{
	const char **names;
	*h = (struct header){.place = map_new()};
	if (name_columns(h, source, schema, options->map, arena, err) != RC_OK)
		return err->rc;
	size_t n = needed(schema, options->need, arena, &names);
	bool nameless = h->n == 0;
	if (nameless)
		h->name = names;
	for (size_t i = 0; i < n; i++) {
		if (nameless)
			h->n_cells = h->n += map_add(h->place, str_of(names[i]), i) == i;
		else if (map_get(h->place, str_of(names[i])) == MAP_NONE)
			return missing(h, source_name(source), names[i], err);
	}
	return RC_OK;
}

void header_free(struct header *h)
{
	map_free(h->place);
	h->place = NULL;
}
