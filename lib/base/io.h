/* SPDX-License-Identifier: MIT */
/*
 * Files in and out. Input is a descriptor read in blocks, with a look at the first bytes before any is
 * consumed, so that sniffing works in a pipe. Output is never half-written: a named file is a temporary in
 * the same directory until io_out_commit flushes, syncs and renames it (its mode is kept); standard output
 * can be held back (in memory up to 8 MiB, then in an unlinked temporary file) until the input has
 * proved good. Every write, flush and close is checked. The temporary has no name where the system allows, so that a
 * killed run leaves nothing. A link is followed, a device or a pipe is written as it stands, and a file that may not be
 * written is not replaced.
 */
#ifndef BASE_IO_H
#define BASE_IO_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct io_in;

/* "-" or NULL is standard input. */
enum rc io_in_open(const char *path, struct io_in **in, struct err *err) MUST_CHECK;
/* A text in memory, read as a file of that name; it is copied. */
struct io_in *io_in_text(struct str text, const char *name);
void io_in_close(struct io_in *in); /* NULL is safe */
const char *io_in_name(const struct io_in *in); /* for messages; standard input is "<stdin>" */

/* Up to n bytes; *got == 0 is the end. Interrupted and short reads are handled. */
enum rc io_in_read(struct io_in *in, char *to, size_t n, size_t *got, struct err *err) MUST_CHECK;

/* At least n of the first unread bytes unless the input is shorter; nothing is consumed. n ≤ 1 MiB. */
enum rc io_in_peek(struct io_in *in, size_t n, struct str *head, struct err *err) MUST_CHECK;

/* For progress: bytes handed out so far; size of a regular file, else 0. */
size_t io_in_offset(const struct io_in *in);
size_t io_in_size(const struct io_in *in);

struct io_out;

enum io_hold { IO_STREAM, IO_HOLD };

/* path NULL or "-" is standard output, held back under IO_HOLD. mode is for new files, e.g. 0666 (umask applies) or
 * 0600. Refuses a path that is a directory, and a standard output that is closed: before the work is done, not after it. */
enum rc io_out_open(const char *path, enum io_hold hold, unsigned mode, struct io_out **out,
                    struct err *err) MUST_CHECK;
enum rc io_out_write(struct io_out *out, struct str bytes, struct err *err) MUST_CHECK;
enum rc io_out_commit(struct io_out *out, struct err *err) MUST_CHECK; /* and frees out, also on error */
void io_out_abort(struct io_out *out); /* nothing becomes visible; frees out; NULL is safe */

/* A whole file into buf, at most limit bytes (0: no limit). */
enum rc io_read_file(const char *path, size_t limit, struct buf *buf, struct err *err) MUST_CHECK;

/* A whole file at once, through io_out. */
enum rc io_write_file(const char *path, unsigned mode, struct str bytes, struct err *err) MUST_CHECK;

#endif
