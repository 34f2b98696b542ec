/* SPDX-License-Identifier: MIT */
/*
 * Allocation that does not fail: when memory is exhausted the process says so on stderr and ends
 * with RC_SYSTEM. This is the library's only exit; it is safe because every output file is a
 * temporary until it is renamed and every database change is a transaction (docs/design.md).
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *mem_alloc(size_t size);                              /* zeroed; free() it */
void *mem_array(size_t n, size_t size);                    /* zeroed, overflow checked */
void *mem_resize(void *old, size_t n, size_t size);        /* realloc, overflow checked */
char *mem_strdup(const char *text);

/* Growth of a vector: returns old resized so that it holds at least need items. */
void *mem_grow(void *old, size_t *cap, size_t need, size_t size);

#endif
