/* SPDX-License-Identifier: MIT */
#include "table/check.h"

#include "base/lang.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

/* Ends each value of a key. */
enum { KEY_END = 0x1f };

struct reference {
	size_t column;
	const struct schema_field *field;
	struct map *known;  /* NULL until the table was added */
	const char **names; /* of known, for "did you mean"; made at the first miss */
	struct arena *arena;
};

/* Where a key stood first. */
struct place {
	const char *file;
	size_t line;
};

struct check {
	const struct schema *schema;
	const struct columns *columns;
	struct map *keys; /* key → place */
	VEC(struct place) places;
	struct arena *files; /* their names */
	struct buf key;
	VEC(struct reference) references;
};

struct check *check_new(const struct schema *schema, const struct columns *columns, bool keys)
{
	struct check *check = mem_alloc(sizeof *check);
	check->schema = schema;
	check->columns = columns;
	bool whole = schema->n_key > 0;
	for (size_t i = 0; i < schema->n_key; i++)
		whole = whole && columns_find(columns, schema->field[schema->key[i]].name) != COLUMN_NONE;
	check->keys = keys && whole ? map_new() : NULL;
	check->files = arena_new();
	for (size_t i = 0; i < schema->n; i++) {
		size_t column = columns_find(columns, schema->field[i].name);
		if (schema->field[i].ref_table && column != COLUMN_NONE)
			vec_push(&check->references, ((struct reference){.column = column, .field = &schema->field[i]}));
	}
	return check;
}

void check_free(struct check *check)
{
	if (!check)
		return;
	for (size_t i = 0; i < check->references.n; i++) {
		map_free(check->references.v[i].known);
		arena_free(check->references.v[i].arena);
	}
	vec_free(&check->references);
	map_free(check->keys);
	vec_free(&check->places);
	arena_free(check->files);
	buf_free(&check->key);
	free(check);
}

const char *check_table(const struct check *check, size_t i)
{
	return i < check->references.n ? check->references.v[i].field->ref_table : NULL;
}

enum rc check_add(struct check *check, const char *table, const struct frame *frame, struct err *err)
{
	for (size_t i = 0; i < check->references.n; i++) {
		struct reference *ref = &check->references.v[i];
		if (strcmp(ref->field->ref_table, table) != 0 || ref->known)
			continue;
		size_t column = frame_column(frame, ref->field->ref_field);
		if (column == COLUMN_NONE)
			return err_set(err, RC_USAGE, _("--refs %s: the table has no column %s"), table, ref->field->ref_field);
		ref->known = map_new();
		for (size_t r = 0; r < frame->n; r++)
			map_add(ref->known, frame->row[r].cell[column], r);
	}
	return RC_OK;
}

/* known: a map of values; cut: how many bytes of each key are no part of the value. */
static const char *nearest(struct reference *ref, const struct map *known, size_t cut, struct str value)
{
	size_t n = map_size(known);
	if (!ref->arena) {
		ref->arena = arena_new();
		ref->names = arena_array(ref->arena, n + 1, sizeof *ref->names);
		for (size_t i = 0; i < n; i++) {
			struct str key = map_key(known, i);
			ref->names[i] = arena_cstr(ref->arena, (struct str){key.p, key.n - cut});
		}
	}
	return str_nearest(value, ref->names, n);
}

/* "unit_id" → "unit" */
static struct str noun_of(const char *field)
{
	struct str noun = str_of(field);
	if (noun.n > 3 && memcmp(noun.p + noun.n - 3, "_id", 3) == 0)
		noun.n -= 3;
	return noun;
}

static bool unknown(const struct reference *ref, struct str value, const char *near, const char **column, struct buf *reason)
{
	struct str noun = noun_of(ref->field->ref_field);
	*column = ref->field->name;
	buf_printf(reason, _("unknown %.*s \"%.*s\""), STR_ARG(noun), STR_ARG(value));
	if (near)
		buf_printf(reason, _(" (did you mean \"%s\"?)"), near);
	return false;
}

static bool check_key(struct check *check, const struct row *row, const char **column, struct buf *reason)
{
	const struct schema *schema = check->schema;
	buf_clear(&check->key);
	for (size_t i = 0; i < schema->n_key; i++) {
		size_t at = columns_find(check->columns, schema->field[schema->key[i]].name);
		buf_str(&check->key, row->cell[at]);
		buf_putc(&check->key, KEY_END);
	}
	size_t first = map_add(check->keys, buf_slice(&check->key), check->places.n);
	if (first == check->places.n) {
		const char *file = first > 0 ? check->places.v[first - 1].file : "";
		if (strcmp(file, row->file) != 0)
			file = arena_cstr(check->files, str_of(row->file));
		vec_push(&check->places, ((struct place){file, row->line}));
		return true;
	}
	const struct place *place = &check->places.v[first];
	*column = schema->field[schema->key[0]].name;
	if (strcmp(place->file, row->file) == 0)
		buf_printf(reason, _("the key stands in line %zu already"), place->line);
	else
		buf_printf(reason, _("the key stands in %s:%zu already"), place->file, place->line);
	return false;
}

/* Whether the reference points at the key of its own table, and no other file was given for it. */
static bool is_within(const struct check *check, const struct reference *ref)
{
	const struct schema *schema = check->schema;
	return check->keys && !ref->known && schema->n_key == 1 && strcmp(ref->field->ref_table, schema->name) == 0 &&
	       strcmp(ref->field->ref_field, schema->field[schema->key[0]].name) == 0;
}

bool check_within(const struct check *check)
{
	for (size_t i = 0; i < check->references.n; i++)
		if (is_within(check, &check->references.v[i]))
			return true;
	return false;
}

bool check_row_within(struct check *check, const struct row *row, const char **column, struct buf *reason)
{
	for (size_t i = 0; i < check->references.n; i++) {
		struct reference *ref = &check->references.v[i];
		struct str value = row->cell[ref->column];
		if (value.n == 0 || !is_within(check, ref))
			continue;
		buf_clear(&check->key);
		buf_str(&check->key, value);
		buf_putc(&check->key, KEY_END);
		if (map_get(check->keys, buf_slice(&check->key)) == MAP_NONE)
			return unknown(ref, value, nearest(ref, check->keys, 1, value), column, reason);
	}
	return true;
}

bool check_row(struct check *check, const struct row *row, const char **column, struct buf *reason)
{
	for (size_t i = 0; i < check->references.n; i++) {
		struct reference *ref = &check->references.v[i];
		struct str value = row->cell[ref->column];
		if (!ref->known || value.n == 0 || map_get(ref->known, value) != MAP_NONE)
			continue;
		return unknown(ref, value, nearest(ref, ref->known, 0, value), column, reason);
	}
	return !check->keys || check_key(check, row, column, reason);
}
