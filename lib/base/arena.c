/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include "base/mem.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 16 << 10, LARGEST_BLOCK = 1 << 20 };

struct block {
	struct block *older;
	size_t size, used;
	max_align_t bytes[];
};

struct arena {
	struct block *block; /* the newest; the oldest is kept by arena_reset */
	size_t held;
};

static struct block *block_new(struct arena *arena, size_t size, struct block *older)
{
	struct block *block = mem_resize(NULL, 1, sizeof *block + size);
	*block = (struct block){.older = older, .size = size};
	arena->held += size;
	return block;
}

struct arena *arena_new(void)
{
	struct arena *arena = mem_alloc(sizeof *arena);
	arena->block = block_new(arena, FIRST_BLOCK, NULL);
	return arena;
}

static void drop_newer(struct arena *arena)
{
	while (arena->block->older) {
		struct block *older = arena->block->older;
		arena->held -= arena->block->size;
		free(arena->block);
		arena->block = older;
	}
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	drop_newer(arena);
	free(arena->block);
	free(arena);
}

void arena_reset(struct arena *arena)
{
	drop_newer(arena);
	arena->block->used = 0;
}

/* size bytes, not zeroed, at a multiple of align. */
static void *take(struct arena *arena, size_t size, size_t align)
{
	struct block *block = arena->block;
	size_t at = (block->used + align - 1) & ~(align - 1);
	if (at > block->size || size > block->size - at) {
		size_t next = block->size < LARGEST_BLOCK ? block->size * 2 : LARGEST_BLOCK;
		/* A large piece has a block of its own behind the newest, which goes on filling. */
		if (size > next / 4 && block->older) {
			block->older = block_new(arena, size, block->older);
			return block->older->bytes;
		}
		block = arena->block = block_new(arena, size > next ? size : next, block);
		at = 0;
	}
	block->used = at + size;
	return (char *)block->bytes + at;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(take(arena, size ? size : 1, alignof(max_align_t)), 0, size ? size : 1);
}

void *arena_array(struct arena *arena, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / 2 / size)
		mem_resize(NULL, n, size); /* says so and ends */
	return arena_alloc(arena, n * size);
}

struct str arena_str(struct arena *arena, struct str s)
{
	char *p = take(arena, s.n + 1, 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return (struct str){p, s.n};
}

const char *arena_cstr(struct arena *arena, struct str s)
{
	return arena_str(arena, s).p;
}

const char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list args, again;
	va_start(args, fmt);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, fmt, args);
	size_t size = n < 0 ? 1 : (size_t)n + 1;
	char *p = take(arena, size, 1);
	p[0] = '\0';
	vsnprintf(p, size, fmt, again);
	va_end(again);
	va_end(args);
	return p;
}

size_t arena_size(const struct arena *arena)
{
	return arena->held;
}
