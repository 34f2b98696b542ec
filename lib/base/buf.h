/* SPDX-License-Identifier: MIT */
/*
 * A growable string of bytes: struct buf b = {0}; … buf_free(&b). A NUL always stands after the
 * last byte once anything was added, so b.p is a C string when it holds no NUL itself.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/err.h"
#include "base/str.h"

struct buf {
	char *p;
	size_t n, cap;
};

void buf_add(struct buf *buf, const void *bytes, size_t n);
void buf_str(struct buf *buf, struct str s);
void buf_puts(struct buf *buf, const char *text);
void buf_printf(struct buf *buf, const char *fmt, ...) PRINTF(2, 3);
void buf_room(struct buf *buf, size_t more); /* at least more bytes behind n, and the NUL */
void buf_clear(struct buf *buf);             /* n = 0, memory kept */
void buf_free(struct buf *buf);
struct str buf_slice(const struct buf *buf); /* valid until the next change */
const char *buf_cstr(struct buf *buf);       /* never NULL */

static inline void buf_putc(struct buf *buf, char c)
{
	if (buf->cap - buf->n < 2)
		buf_room(buf, 1);
	buf->p[buf->n++] = c;
	buf->p[buf->n] = '\0';
}

#endif
