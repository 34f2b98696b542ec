/* SPDX-License-Identifier: MIT */
/*
 * Eight-bit Cyrillic files. A charset is a table of 256 UTF-8 sequences, built once through libc's
 * iconv; conversion is then a copy.
 */
#ifndef BASE_CHARSET_H
#define BASE_CHARSET_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum charset { CHARSET_UTF8, CHARSET_CP1251, CHARSET_CP866, CHARSET_KOI8R, CHARSET_UTF16LE, CHARSET_UTF16BE, CHARSET_UNKNOWN };

/* "utf-8", "windows-1251", "cp1251", "cp866", "koi8-r", case does not matter; else CHARSET_UNKNOWN. */
enum charset charset_of(const char *name);
const char *charset_name(enum charset charset);

/*
 * The charset of a text by its first bytes: a byte order mark, strict UTF-8 (an unfinished character at
 * the end of the sample is no objection), else the eight-bit table under which the Cyrillic letter
 * pairs look most like Russian, Windows-1251 when they do not tell. whole says that the sample is the whole
 * text. A text that is UTF-8 but for a few bad bytes is CHARSET_UTF8: its rows are then refused.
 * *bom receives the length of the mark.
 */
enum charset charset_guess(const char *p, size_t n, bool whole, size_t *bom);

/*
 * Appends p[0..n) to out as UTF-8. A byte the table does not know becomes U+FFFD and is counted in *bad.
 * For UTF-16 n is even and a surrogate pair is not split. CHARSET_UTF8 copies.
 */
enum rc charset_convert(enum charset charset, const char *p, size_t n, struct buf *out, size_t *bad,
                        struct err *err) MUST_CHECK;

#endif
