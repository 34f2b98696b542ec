/* SPDX-License-Identifier: MIT */
#include "base/mem.h"

#include "base/err.h"
#include "base/lang.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn static void exhausted(size_t n, size_t size)
{
	fprintf(stderr, _("uprava: out of memory (%zu × %zu bytes were asked for)\n"), n, size);
	_exit(RC_SYSTEM);
}

void *mem_array(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);
	if (!p)
		exhausted(n, size);
	return p;
}

void *mem_alloc(size_t size)
{
	return mem_array(1, size);
}

void *mem_resize(void *old, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		exhausted(n, size);
	void *p = realloc(old, n && size ? n * size : 1);
	if (!p)
		exhausted(n, size);
	return p;
}

char *mem_strdup(const char *text)
{
	size_t n = strlen(text) + 1;
	return memcpy(mem_alloc(n), text, n);
}

void *mem_grow(void *old, size_t *cap, size_t need, size_t size)
{
	if (need <= *cap)
		return old;
	size_t more = *cap < SIZE_MAX / 2 ? *cap * 2 : need;
	*cap = more > need ? more : need < 8 ? 8 : need;
	return mem_resize(old, *cap, size);
}
