/* SPDX-License-Identifier: MIT */
/*
 * Memory freed all at once: per run, per batch of rows. Not thread-safe; one per thread.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/err.h"
#include "base/str.h"

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is safe */
void arena_reset(struct arena *arena); /* keeps the first block for reuse */

void *arena_alloc(struct arena *arena, size_t size); /* zeroed, aligned for any type */
void *arena_array(struct arena *arena, size_t n, size_t size);
struct str arena_str(struct arena *arena, struct str s); /* copy; NUL stands after it */
const char *arena_cstr(struct arena *arena, struct str s); /* copy as a C string */
const char *arena_printf(struct arena *arena, const char *fmt, ...) PRINTF(2, 3);
size_t arena_size(const struct arena *arena); /* bytes held */

#endif
