/* SPDX-License-Identifier: MIT */
/*
 * JSON (RFC 8259) read as it stands: members keep their order, numbers keep their digits (an INN of twelve
 * digits or an id of twenty is not a double), every error has a line and a column, nesting is capped at 256,
 * strings must be valid UTF-8. Duplicate members are an error. These are what libjq's own parser cannot give; jq is
 * for expressions (ext/jqx.h).
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

enum json_kind {
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT,
};

struct json {
	enum json_kind kind;
	size_t line;      /* where the value begins, from 1 */
	struct str text;  /* string: decoded; number: as written */
	struct str name;  /* the member's name when the parent is an object */
	const struct json *child; /* first item or member */
	const struct json *next;  /* next sibling */
	size_t n;         /* items or members */
};

/* A whole document into arena. file is for messages. */
enum rc json_parse(struct str text, const char *file, struct arena *arena, const struct json **json,
                   struct err *err) MUST_CHECK;
enum rc json_load(const char *path, struct arena *arena, const struct json **json, struct err *err) MUST_CHECK;

enum { JSON_VALUE_MAX = 16 << 20 /* bytes of one value, or of a file that is loaded */ };

/* Where in a file something stands: its line, from 1, and how many characters of the line stand before it. */
struct json_place {
	size_t line, passed;
};

/* The value that text begins with; what follows it does not matter. *place is where text begins, afterwards where the value ends, or where it
 * cannot be read on; *used: its bytes. */
enum rc json_parse_part(struct str text, const char *file, struct json_place *place, struct arena *arena, const struct json **json,
                        size_t *used, struct err *err) MUST_CHECK;

/* Look-ups; a missing member, or one of another kind, gives NULL, the empty slice, or the fallback. */
const struct json *json_get(const struct json *object, const char *name);
struct str json_text(const struct json *object, const char *name);
double json_num(const struct json *object, const char *name, double fallback);
bool json_bool(const struct json *object, const char *name, bool fallback);

/* The value as compact JSON text. */
void json_put(struct buf *out, const struct json *json);
/* As json_put, but an integer of more than 15 digits as a string: for readers that make every number a double. */
void json_put_whole(struct buf *out, const struct json *json);
/* A JSON string literal with its quotes; invalid UTF-8 becomes U+FFFD. */
void json_quote(struct buf *out, struct str s);

/*
 * A stream of values in a file: JSON Lines, values one after another, or the items of one top-level
 * array, so that a table of any size is read in the memory of its largest row.
 */
struct json_stream;

struct json_stream *json_stream_new(struct io_in *in); /* in stays the caller's */
/* As above, but arrays may follow one another, or lone values: the items of all are values of the stream. For files that were put together from several. */
struct json_stream *json_stream_many(struct io_in *in);
void json_stream_free(struct json_stream *stream); /* NULL is safe */

/* The next value into arena; *json == NULL at the end. A value larger than 16 MiB is an error. */
enum rc json_stream_next(struct json_stream *stream, struct arena *arena, const struct json **json,
                         struct err *err) MUST_CHECK;

struct json_bad {
	size_t line, column; /* of what is wrong, from 1 */
	char reason[512];
	struct str text; /* what was taken off the stream: valid until the next call */
};

/*
 * After json_stream_next failed with RC_INPUT: takes off the stream what cannot be read, and clears err, so that json_stream_next goes on behind it. That
 * is the value up to its closing bracket; where the brackets do not match, all up to the next line that begins with a bracket in
 * its first column (in a string, no line can end), or up to the end. Pieces of more than 16 MiB come one by one.
 */
enum rc json_stream_recover(struct json_stream *stream, struct json_bad *bad, struct err *err) MUST_CHECK;

#endif
