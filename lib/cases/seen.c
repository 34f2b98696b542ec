/* SPDX-License-Identifier: MIT */
#include "cases/seen.h"

#include "base/lang.h"
#include "base/lock.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"
#include "table/reader.h"
#include "table/writer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { WAIT_SECONDS = 60 };

struct use {
	struct str file, row;
	const char *at; /* in the register: when; in this run: the place of the row */
	bool here;      /* in this run */
};

struct seen {
	const char *path;
	bool keyed;
	struct lock *lock;
	struct arena *arena;
	struct map *by_hash;
	VEC(struct use) uses; /* in the order of by_hash */
};

static int digit(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

static struct str bytes_of(const uint8_t hash[DIGEST_SIZE], char bytes[DIGEST_SIZE])
{
	memcpy(bytes, hash, DIGEST_SIZE);
	return (struct str){bytes, DIGEST_SIZE};
}

static void take_row(struct seen *seen, const struct reader *in, const struct row *row)
{
	char bytes[DIGEST_SIZE];
	struct str hex = row_str(row, reader_column(in, "sha256"));
	for (size_t i = 0; i < DIGEST_SIZE; i++)
		bytes[i] = (char)(digit(hex.p[2 * i]) << 4 | digit(hex.p[2 * i + 1]));
	if (map_add(seen->by_hash, (struct str){bytes, DIGEST_SIZE}, seen->uses.n) != seen->uses.n)
		return;
	vec_push(&seen->uses, ((struct use){.file = arena_str(seen->arena, row_str(row, reader_column(in, "file"))),
	                                    .row = arena_str(seen->arena, row_str(row, reader_column(in, "row"))),
	                                    .at = arena_cstr(seen->arena, row_str(row, reader_column(in, "seen_at")))}));
}

static enum rc load(struct seen *seen, struct err *err)
{
	const struct reader_options options = {.schema = "seen", .need = "sha256 file row seen_at", .bad = reader_refuse};
	struct reader *in;
	struct stat st;
	struct row row;
	if (stat(seen->path, &st) == 0 && st.st_size == 0)
		return RC_OK;
	if (reader_open(&seen->path, 1, &options, &in, err) != RC_OK)
		return err->rc;
	while (reader_next(in, &row, err))
		take_row(seen, in, &row);
	reader_close(in);
	return err->rc;
}

enum rc seen_open(const char *path, bool keyed, struct seen **seen, struct err *err)
{
	struct seen *s = *seen = mem_alloc(sizeof *s);
	*s = (struct seen){.path = path, .keyed = keyed, .arena = arena_new(), .by_hash = map_new()};
	if (!path || (lock_take(path, WAIT_SECONDS, &s->lock, err) == RC_OK && load(s, err) == RC_OK))
		return RC_OK;
	seen_close(s);
	*seen = NULL;
	return err->rc;
}

void seen_close(struct seen *seen)
{
	if (!seen)
		return;
	lock_free(seen->lock);
	map_free(seen->by_hash);
	vec_free(&seen->uses);
	arena_free(seen->arena);
	free(seen);
}

const char *seen_find(const struct seen *seen, const uint8_t hash[DIGEST_SIZE], struct str row, struct arena *arena)
{
	char bytes[DIGEST_SIZE];
	size_t at = map_get(seen->by_hash, bytes_of(hash, bytes));
	if (at == MAP_NONE)
		return NULL;
	const struct use *use = &seen->uses.v[at];
	if (str_eq(use->row, row) && (seen->keyed || !use->here))
		return NULL;
	if (use->here)
		return arena_printf(arena, _("the same photo as in %s"), use->at);
	if (seen->keyed)
		return arena_printf(arena, _("the same photo was used on %s as %.*s by %.*s"), use->at, STR_ARG(use->file), STR_ARG(use->row));
	return arena_printf(arena, _("the same photo was used on %s as %.*s"), use->at, STR_ARG(use->file));
}

void seen_add(struct seen *seen, const uint8_t hash[DIGEST_SIZE], struct str file, struct str row, const char *place)
{
	char bytes[DIGEST_SIZE];
	if (map_add(seen->by_hash, bytes_of(hash, bytes), seen->uses.n) != seen->uses.n)
		return;
	vec_push(&seen->uses, ((struct use){arena_str(seen->arena, file), arena_str(seen->arena, row), arena_cstr(seen->arena, str_of(place)), true}));
}

static enum rc put_all(const struct seen *seen, struct writer *out, struct err *err)
{
	struct buf now = {0};
	char hex[DIGEST_HEX];
	moment_put(&now, date_now());
	for (size_t i = 0; i < seen->uses.n && err->rc == RC_OK; i++) {
		const struct use *use = &seen->uses.v[i];
		uint8_t hash[DIGEST_SIZE];
		memcpy(hash, map_key(seen->by_hash, i).p, sizeof hash);
		digest_hex(hash, hex);
		writer_cstr(out, hex);
		writer_str(out, use->file);
		writer_str(out, use->row);
		writer_cstr(out, use->here ? buf_cstr(&now) : use->at);
		if (writer_end(out, err) != RC_OK)
			break;
	}
	buf_free(&now);
	return err->rc;
}

enum rc seen_commit(struct seen *seen, struct err *err)
{
	const struct writer_options options = {.path = seen->path, .to = FORMAT_CSV, .mode = 0600};
	const struct schema *schema;
	struct columns columns = {0};
	struct writer *out;
	bool news = false;
	for (size_t i = 0; i < seen->uses.n; i++)
		news = news || seen->uses.v[i].here;
	if (!seen->path || !news || schema_load("seen", seen->arena, &schema, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < schema->n; i++)
		columns_add(&columns, schema->field[i].name, schema->field[i].type);
	enum rc rc = writer_open(&options, &columns, &out, err);
	columns_free(&columns);
	if (rc != RC_OK)
		return rc;
	if (put_all(seen, out, err) == RC_OK)
		return writer_commit(out, err);
	writer_abort(out);
	return err->rc;
}
