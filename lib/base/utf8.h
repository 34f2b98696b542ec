/* SPDX-License-Identifier: MIT */
/*
 * UTF-8 and the letters of Russian offices, from libc alone.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the longest valid prefix (no surrogates, no overlong forms, ≤ U+10FFFF). n when all is valid. */
size_t utf8_valid(const char *p, size_t n);

/* How many bytes at the end of p[0..n) begin a character that is not finished: 0 to 3. */
size_t utf8_tail(const char *p, size_t n);

/* The code point at p, *len its bytes; U+FFFD and 1 for a bad byte. n > 0. */
uint32_t utf8_get(const char *p, size_t n, size_t *len);
void utf8_put(struct buf *out, uint32_t c);

uint32_t utf8_lower(uint32_t c); /* Latin (with Latin-1), Greek, Cyrillic; others as they are */
bool utf8_is_letter(uint32_t c);
bool utf8_is_digit(uint32_t c);  /* ASCII 0-9 */
bool utf8_is_space(uint32_t c);  /* with NBSP, narrow NBSP, thin, zero-width and ideographic blanks */

size_t utf8_length(struct str s); /* code points */
size_t utf8_width(struct str s);  /* terminal columns: combining 0, East Asian wide 2 */
struct str utf8_cut(struct str s, size_t width); /* longest prefix of at most width columns */

/* Appends s with every invalid byte as U+FFFD. */
void utf8_repair(struct buf *out, struct str s);

#endif
