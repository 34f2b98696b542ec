/* SPDX-License-Identifier: MIT */
#include "cases/letters.h"

#include "base/digest.h"
#include "base/map.h"
#include "base/mem.h"

#include <stdlib.h>

enum { KEY = 16 }; /* bytes of the hash: enough for nobody to make a second message of one */

struct letters {
	struct map *kept; /* hash → how many */
	size_t n;
};

static void hash(const struct letter *letter, uint8_t out[DIGEST_SIZE])
{
	const struct str texts[] = {letter->topic, letter->created_at, letter->data};
	struct digest digest;
	digest_begin(&digest);
	digest_add(&digest, &letter->case_id, sizeof letter->case_id);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		digest_add(&digest, &texts[i].n, sizeof texts[i].n);
		digest_add(&digest, texts[i].p, texts[i].n);
	}
	digest_end(&digest, out);
}

static struct letter letter_of(const struct db_stmt *stmt)
{
	return (struct letter){.case_id = db_int(stmt, 0), .topic = db_text(stmt, 1), .created_at = db_text(stmt, 2), .data = db_text(stmt, 3)};
}

enum rc letters_read(struct store *store, struct letters **letters, struct err *err)
{
	uint8_t key[DIGEST_SIZE];
	bool row;
	struct db_stmt *stmt = store_sql(store, STORE_OUTBOX_ALL, err);
	struct letters *l = *letters = mem_alloc(sizeof *l);
	l->kept = map_new();
	while (stmt && db_step(stmt, &row, err) == RC_OK && row) {
		struct letter letter = letter_of(stmt);
		hash(&letter, key);
		struct str found = {(const char *)key, KEY};
		size_t before = map_get(l->kept, found);
		map_set(l->kept, found, before == MAP_NONE ? 1 : before + 1);
		l->n++;
	}
	return err->rc;
}

void letters_free(struct letters *letters)
{
	if (!letters)
		return;
	map_free(letters->kept);
	free(letters);
}

bool letters_take(struct letters *letters, const struct letter *letter)
{
	uint8_t key[DIGEST_SIZE];
	hash(letter, key);
	struct str found = {(const char *)key, KEY};
	size_t before = map_get(letters->kept, found);
	if (before == MAP_NONE || before == 0)
		return false;
	map_set(letters->kept, found, before - 1);
	letters->n--;
	return true;
}

size_t letters_left(const struct letters *letters)
{
	return letters->n;
}

enum rc letters_name_left(const struct letters *letters, struct store *store, struct buf *words, struct err *err)
{
	uint8_t key[DIGEST_SIZE];
	bool row;
	struct db_stmt *stmt = store_sql(store, STORE_OUTBOX_ALL, err);
	while (stmt && db_step(stmt, &row, err) == RC_OK && row) {
		struct letter letter = letter_of(stmt);
		hash(&letter, key);
		size_t n = map_get(letters->kept, (struct str){(const char *)key, KEY});
		if (n == MAP_NONE || n == 0)
			continue;
		buf_printf(words, "%lld: %.*s", (long long)letter.case_id, STR_ARG(letter.topic));
		break;
	}
	if (stmt)
		db_reset(stmt);
	return err->rc;
}
