/* SPDX-License-Identifier: MIT */
#include "base/json.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 256 << 10 };

/* What may come next. */
enum state {
	OUTSIDE, /* a value, the bracket of an array of values, or the end */
	OPENED,  /* an item, or the array's end */
	COMMA,   /* an item */
	ITEM,    /* a comma, or the array's end */
	SKIPPED, /* any of these: something in the array could not be read */
	OVER,    /* the end of the input */
};

struct json_stream {
	struct io_in *in;
	struct buf bytes; /* read and not taken, from at on */
	size_t at;
	struct json_place place; /* of at */
	struct json_place wrong; /* of the error told last */
	enum state state;
	bool ended;       /* the input has */
	bool begun, many; /* many: an array may follow another */
	bool torn;        /* in the middle of something too large that is skipped */
	struct buf open;  /* brackets, while skipping */
};

struct json_stream *json_stream_new(struct io_in *in)
{
	struct json_stream *stream = mem_alloc(sizeof *stream);
	*stream = (struct json_stream){.in = in, .place = {.line = 1}};
	return stream;
}

struct json_stream *json_stream_many(struct io_in *in)
{
	struct json_stream *stream = json_stream_new(in);
	stream->many = true;
	return stream;
}

void json_stream_free(struct json_stream *stream)
{
	if (!stream)
		return;
	buf_free(&stream->bytes);
	buf_free(&stream->open);
	free(stream);
}

static enum rc stray(struct json_stream *st, const char *what, struct err *err)
{
	st->wrong = st->place;
	return err_set(err, RC_INPUT, "%s:%zu:%zu: JSON: %s", io_in_name(st->in), st->wrong.line, st->wrong.passed + 1, what);
}

/* Reads as much again as is kept, so that a large value is looked through a few times only. */
static enum rc more(struct json_stream *st, struct err *err)
{
	size_t got;
	if (st->at > 0) {
		memmove(st->bytes.p, st->bytes.p + st->at, st->bytes.n - st->at);
		st->bytes.n -= st->at;
		st->at = 0;
	}
	size_t want = st->bytes.n > BLOCK ? st->bytes.n : BLOCK;
	buf_room(&st->bytes, want);
	if (io_in_read(st->in, st->bytes.p + st->bytes.n, want, &got, err) != RC_OK)
		return err->rc;
	st->bytes.n += got;
	st->ended = got == 0;
	return RC_OK;
}

static bool too_large(const struct json_stream *st)
{
	return st->bytes.n - st->at > JSON_VALUE_MAX;
}

/* The next byte that is no blank, without taking it; -1 at the end. */
static enum rc look(struct json_stream *st, int *c, struct err *err)
{
	for (;;) {
		for (; st->at < st->bytes.n; st->at++) {
			*c = (unsigned char)st->bytes.p[st->at];
			if (*c == '\n')
				st->place = (struct json_place){st->place.line + 1, 0};
			else if (*c == ' ' || *c == '\t' || *c == '\r')
				st->place.passed++;
			else
				return RC_OK;
		}
		*c = -1;
		if (st->ended)
			return RC_OK;
		if (more(st, err) != RC_OK)
			return err->rc;
	}
}

/* How many bytes the value at p[0..n) takes, 0 when its end is not there yet. Only quotes and
 * brackets are looked at. */
static size_t extent(const char *p, size_t n)
{
	size_t depth = 0;
	bool quoted = false;
	for (size_t i = 0; i < n; i++) {
		char c = p[i];
		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"') {
				quoted = false;
				if (depth == 0)
					return i + 1;
			}
		} else if (c == '"') {
			quoted = true;
		} else if (c == '{' || c == '[') {
			depth++;
		} else if (c == '}' || c == ']') {
			if (depth <= 1)
				return depth ? i + 1 : i;
			depth--;
		} else if (depth == 0 && i > 0 && (c == ',' || c == '\n' || c == ' ' || c == '\t' || c == '\r')) {
			return i;
		}
	}
	return 0;
}

static enum rc parse_one(struct json_stream *st, struct arena *arena, const struct json **json, struct err *err)
{
	size_t n, used;
	while ((n = extent(st->bytes.p + st->at, st->bytes.n - st->at)) == 0 && !st->ended) {
		if (too_large(st))
			return stray(st, _("a value is larger than 16 MiB"), err);
		if (more(st, err) != RC_OK)
			return err->rc;
	}
	if (n == 0)
		n = st->bytes.n - st->at;
	if (n > JSON_VALUE_MAX)
		return stray(st, _("a value is larger than 16 MiB"), err);
	struct json_place place = st->place;
	if (json_parse_part((struct str){st->bytes.p + st->at, n}, io_in_name(st->in), &place, arena, json, &used, err) != RC_OK) {
		st->wrong = place;
		return err->rc;
	}
	st->place = place;
	st->at += used;
	return RC_OK;
}

/* Takes a sign that is no value, and looks at what follows it. */
static enum rc take(struct json_stream *st, int *c, struct err *err)
{
	st->at++;
	st->place.passed++;
	return look(st, c, err);
}

/* A byte order mark before everything. */
static enum rc begin(struct json_stream *st, struct err *err)
{
	struct str head;
	char mark[3];
	size_t got;
	if (io_in_peek(st->in, sizeof mark, &head, err) != RC_OK)
		return err->rc;
	if (head.n < sizeof mark || memcmp(head.p, "\xef\xbb\xbf", sizeof mark) != 0)
		return RC_OK;
	return io_in_read(st->in, mark, sizeof mark, &got, err);
}

static bool inside(const struct json_stream *st)
{
	return st->state != OUTSIDE && st->state != OVER;
}

/* Whether c is a sign between values that may stand here: then it is to be taken. */
static bool parts(struct json_stream *st, bool first, int c)
{
	enum state state = st->state;
	if (c == '[' && state == OUTSIDE && (first || st->many))
		st->state = OPENED;
	else if (c == ']' && (state == OPENED || state == ITEM || state == SKIPPED))
		st->state = st->many ? OUTSIDE : OVER;
	else if (c == ',' && (state == ITEM || state == SKIPPED))
		st->state = COMMA;
	else
		return false;
	return true;
}

enum rc json_stream_next(struct json_stream *st, struct arena *arena, const struct json **json, struct err *err)
{
	int c;
	bool first = !st->begun;
	*json = NULL;
	st->begun = true;
	if ((first && begin(st, err) != RC_OK) || look(st, &c, err) != RC_OK)
		return err->rc;
	if (st->torn && c >= 0)
		return stray(st, _("the rest of what is larger than 16 MiB"), err);
	for (; parts(st, first, c); first = false)
		if (take(st, &c, err) != RC_OK)
			return err->rc;
	if (c < 0)
		return inside(st) ? stray(st, _("the array does not end"), err) : RC_OK;
	if (st->state == OVER)
		return stray(st, _("something stands behind the value"), err);
	if (st->state == ITEM)
		return stray(st, _("\",\" or \"]\" is expected"), err);
	if (strchr("]},:", c))
		return stray(st, _("a value is expected"), err);
	if (parse_one(st, arena, json, err) == RC_OK && inside(st))
		st->state = ITEM;
	return err->rc;
}

/* ---- skipping */

/* Closes the bracket opened last; false when it is of the other kind. */
static bool match(struct buf *open, char closing)
{
	return open->n && open->p[--open->n] == (closing == '}' ? '{' : '[');
}

/* How many bytes to skip, 0 when the end is not there yet. A stray sign lasts to the end of its
 * line. What is broken, where brackets and quotes tell nothing, lasts to a line that begins with a
 * bracket: a line can end in no string, so that nothing a stranger wrote into one is taken for a
 * value. */
static size_t skip(struct json_stream *st)
{
	const char *p = st->bytes.p + st->at;
	size_t n = st->bytes.n - st->at;
	bool sign = !st->torn && n && strchr("]},:", p[0]), quoted = false, broken = st->torn || sign;
	if (sign && p[0] == ']' && st->state == COMMA)
		return 1;
	buf_clear(&st->open);
	for (size_t i = 0; i < n; i++) {
		char c = p[i];
		bool alone = !broken && st->open.n == 0;
		if (c == '\n') {
			broken |= quoted;
			if ((alone && !quoted && i > 0) || sign)
				return i;
			if (i + 1 < n && (p[i + 1] == '{' || p[i + 1] == '['))
				return i + 1;
		} else if (broken) {
			continue;
		} else if (quoted) {
			if (c == '\\' && i + 1 < n && p[i + 1] != '\n')
				i++;
			quoted = c != '"';
			if (!quoted && alone)
				return i + 1;
		} else if (c == '"') {
			quoted = true;
		} else if (c == '{' || c == '[') {
			buf_putc(&st->open, c);
		} else if (alone && i > 0 && strchr("]}, \t\r", c)) {
			return i;
		} else if (c == '}' || c == ']') {
			broken = !match(&st->open, c);
			if (!broken && st->open.n == 0)
				return i + 1;
		}
	}
	return 0;
}

static void pass(struct json_stream *st, size_t n)
{
	const char *p = st->bytes.p + st->at, *end = p + n, *line = p;
	for (const char *q; (q = memchr(line, '\n', (size_t)(end - line))); line = q + 1)
		st->place = (struct json_place){st->place.line + 1, 0};
	st->place.passed += utf8_length((struct str){line, (size_t)(end - line)});
	st->at += n;
}

enum rc json_stream_recover(struct json_stream *st, struct json_bad *bad, struct err *err)
{
	char prefix[64];
	size_t n;
	*bad = (struct json_bad){.line = st->wrong.line, .column = st->wrong.passed + 1};
	int end = snprintf(prefix, sizeof prefix, ":%zu:%zu: ", bad->line, bad->column);
	size_t place = strlen(io_in_name(st->in)) + (size_t)end, told = strlen(err->text);
	snprintf(bad->reason, sizeof bad->reason, "%.500s", err->text + (place < told ? place : 0));
	*err = ERR_NONE;
	while ((n = skip(st)) == 0 && !st->ended && !too_large(st))
		if (more(st, err) != RC_OK)
			return err->rc;
	st->torn = n == 0 && !st->ended;
	if (n == 0)
		n = st->bytes.n - st->at;
	bad->text = (struct str){st->bytes.p + st->at, n};
	bool closed = (st->ended && st->at + n == st->bytes.n) || (st->state == COMMA && n == 1 && *bad->text.p == ']');
	if (inside(st))
		st->state = closed ? OUTSIDE : SKIPPED;
	pass(st, n);
	return RC_OK;
}
