/* SPDX-License-Identifier: MIT */
/*
 * A hash table from byte strings to numbers (an index into the caller's array). Keys are copied.
 * Iteration is in order of insertion, so that output never depends on the hash.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct map;

#define MAP_NONE SIZE_MAX

struct map *map_new(void);
void map_free(struct map *map); /* NULL is safe */
size_t map_size(const struct map *map);

/* The value of key, or MAP_NONE. */
size_t map_get(const struct map *map, struct str key);

/* Adds key with value unless it is there. Returns the value that now stands under key. */
size_t map_add(struct map *map, struct str key, size_t value);

void map_set(struct map *map, struct str key, size_t value);

/* The i-th key in order of insertion, i < map_size. */
struct str map_key(const struct map *map, size_t i);

/* A fast 64-bit hash of bytes, stable across runs and machines. Not for secrets. */
uint64_t map_hash(struct str s);

#endif
