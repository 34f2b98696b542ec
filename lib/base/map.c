/* SPDX-License-Identifier: MIT */
#include "base/map.h"

#include "base/arena.h"
#include "base/vec.h"

#include <string.h>

struct entry {
	struct str key;
	uint64_t hash;
	size_t value;
};

struct map {
	struct arena *keys;
	VEC(struct entry) entries;
	uint32_t *slot; /* entry number + 1; 0 is free; linear probing */
	size_t mask;
};

/* Eight bytes at a time through a 64 × 64 → 128 bit product, as wyhash (Wang Yi, 2019) mixes. */
static uint64_t mix(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 product = (unsigned __int128)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t load(const char *p, size_t n)
{
	uint64_t word = 0;
	memcpy(&word, p, n);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

uint64_t map_hash(struct str s)
{
	static const uint64_t k0 = 0xa0761d6478bd642f, k1 = 0xe7037ed1a0b428db;
	uint64_t hash = k0 ^ s.n;
	for (; s.n >= 8; s.p += 8, s.n -= 8)
		hash = mix(hash ^ load(s.p, 8), k1);
	if (s.n)
		hash = mix(hash ^ load(s.p, s.n), k1);
	return mix(hash, k0);
}

struct map *map_new(void)
{
	struct map *map = mem_alloc(sizeof *map);
	map->keys = arena_new();
	map->mask = 15;
	map->slot = mem_array(map->mask + 1, sizeof *map->slot);
	return map;
}

void map_free(struct map *map)
{
	if (!map)
		return;
	arena_free(map->keys);
	vec_free(&map->entries);
	free(map->slot);
	free(map);
}

size_t map_size(const struct map *map)
{
	return map->entries.n;
}

/* The slot where key stands, or the free one where it would. */
static uint32_t *find(const struct map *map, struct str key, uint64_t hash)
{
	for (size_t i = hash & map->mask;; i = (i + 1) & map->mask) {
		if (map->slot[i] == 0)
			return &map->slot[i];
		const struct entry *entry = &map->entries.v[map->slot[i] - 1];
		if (entry->hash == hash && str_eq(entry->key, key))
			return &map->slot[i];
	}
}

static void grow(struct map *map)
{
	free(map->slot);
	map->mask = map->mask * 2 + 1;
	map->slot = mem_array(map->mask + 1, sizeof *map->slot);
	for (size_t e = 0; e < map->entries.n; e++) {
		size_t i = map->entries.v[e].hash & map->mask;
		while (map->slot[i])
			i = (i + 1) & map->mask;
		map->slot[i] = (uint32_t)e + 1;
	}
}

size_t map_get(const struct map *map, struct str key)
{
	uint32_t *slot = find(map, key, map_hash(key));
	return *slot ? map->entries.v[*slot - 1].value : MAP_NONE;
}

static size_t *put(struct map *map, struct str key, size_t value)
{
	uint64_t hash = map_hash(key);
	uint32_t *slot = find(map, key, hash);
	if (*slot)
		return &map->entries.v[*slot - 1].value;
	vec_push(&map->entries, ((struct entry){arena_str(map->keys, key), hash, value}));
	*slot = (uint32_t)map->entries.n;
	if (map->entries.n * 4 > map->mask * 3)
		grow(map);
	return &map->entries.v[map->entries.n - 1].value;
}

size_t map_add(struct map *map, struct str key, size_t value)
{
	return *put(map, key, value);
}

void map_set(struct map *map, struct str key, size_t value)
{
	*put(map, key, value) = value;
}

struct str map_key(const struct map *map, size_t i)
{
	return map->entries.v[i].key;
}
