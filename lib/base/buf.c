/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_room(struct buf *buf, size_t more)
{
	if (more >= buf->cap - buf->n)
		buf->p = mem_grow(buf->p, &buf->cap, buf->n + more + 1, 1);
}

void buf_add(struct buf *buf, const void *bytes, size_t n)
{
	buf_room(buf, n);
	if (n)
		memcpy(buf->p + buf->n, bytes, n);
	buf->n += n;
	buf->p[buf->n] = '\0';
}

void buf_str(struct buf *buf, struct str s)
{
	buf_add(buf, s.p, s.n);
}

void buf_puts(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list args, again;
	va_start(args, fmt);
	va_copy(again, args);
	buf_room(buf, 64);
	int n = vsnprintf(buf->p + buf->n, buf->cap - buf->n, fmt, args);
	if (n > 0 && (size_t)n >= buf->cap - buf->n) {
		buf_room(buf, (size_t)n);
		n = vsnprintf(buf->p + buf->n, buf->cap - buf->n, fmt, again);
	}
	buf->n += n > 0 ? (size_t)n : 0;
	buf->p[buf->n] = '\0';
	va_end(again);
	va_end(args);
}

void buf_clear(struct buf *buf)
{
	buf->n = 0;
	if (buf->p)
		buf->p[0] = '\0';
}

void buf_free(struct buf *buf)
{
	free(buf->p);
	*buf = (struct buf){0};
}

struct str buf_slice(const struct buf *buf)
{
	return (struct str){buf->p, buf->n};
}

const char *buf_cstr(struct buf *buf)
{
	buf_room(buf, 0);
	buf->p[buf->n] = '\0';
	return buf->p;
}
