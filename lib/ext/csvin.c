/* SPDX-License-Identifier: MIT */
#include "ext/csvin.h"

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/vec.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* libcsv sees a record in pieces of this size, so that it finds an error before a whole chunk was
 * searched for the record's end. */
#define PIECE ((size_t)1 << 20)
/* libcsv's buffer grows by this much; its default of 128 bytes costs time with long cells. */
#define BLOCK ((size_t)64 << 10)

struct csvin {
	char delimiter;
	bool literal; /* a quote is a byte like any other */
	bool begun;   /* a record was handed out */
	bool lone;    /* literal, and the first record had one cell: a blank line is a row */
	const char *file;
	enum rc (*fill)(void *context, struct str *chunk, struct err *err);
	void *context;

	const char *p, *end; /* what is unread of the chunk */
	bool ended;          /* fill had nothing more */
	size_t line;         /* of *p */
	bool cr;             /* the byte before *p was a CR: an LF here ends no further line */

	VEC(struct str) cell;
	bool crowded;      /* more than CSVIN_CELLS_MAX cells */
	struct buf joined; /* a record that lies in several chunks and needs no judge */

	struct csv_parser parser;
	struct buf text; /* the cells that libcsv handed out, one behind the other */
	bool row;        /* libcsv has seen the record's end */
};

static int never_space(unsigned char c)
{
	(void)c;
	return 0;
}

static void *grow(void *old, size_t n)
{
	return mem_resize(old, n, 1);
}

struct csvin *csvin_new(char delimiter, const char *file, size_t first_line,
                        enum rc (*fill)(void *context, struct str *chunk, struct err *err),
                        void *context)
{
	struct csvin *in = mem_alloc(sizeof *in);
	in->delimiter = delimiter;
	in->file = file;
	in->line = first_line;
	in->fill = fill;
	in->context = context;
	csv_init(&in->parser, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_delim(&in->parser, (unsigned char)delimiter);
	csv_set_space_func(&in->parser, never_space);
	csv_set_realloc_func(&in->parser, grow);
	csv_set_blk_size(&in->parser, BLOCK);
	return in;
}

void csvin_literal(struct csvin *in)
{
	in->literal = true;
}

void csvin_free(struct csvin *in)
{
	if (!in)
		return;
	csv_free(&in->parser);
	buf_free(&in->text);
	buf_free(&in->joined);
	vec_free(&in->cell);
	free(in);
}

/* False at the end, then in->ended, or on an error. */
static bool refill(struct csvin *in, struct err *err)
{
	if (in->ended)
		return false;
	struct str chunk = {0};
	if (in->fill(in->context, &chunk, err) != RC_OK)
		return false;
	in->p = chunk.p;
	in->end = chunk.n ? chunk.p + chunk.n : chunk.p;
	in->ended = chunk.n == 0;
	return !in->ended;
}

static void pass(struct csvin *in, const char *to)
{
	for (; in->p < to; in->p++) {
		in->line += *in->p == '\r' || (*in->p == '\n' && !in->cr);
		in->cr = *in->p == '\r';
	}
}

static void pass_end(struct csvin *in, const char *end_of_record)
{
	in->p = end_of_record;
	in->cr = false;
	pass(in, end_of_record + 1);
}

/* To the first byte of a record; blank lines are none, unless a row can look like that. */
static bool begin(struct csvin *in, struct err *err)
{
	for (;;) {
		while (in->p < in->end && (*in->p == '\n' || *in->p == '\r')) {
			if (in->lone && !(*in->p == '\n' && in->cr))
				return true;
			pass(in, in->p + 1);
		}
		if (in->p < in->end)
			return true;
		if (!refill(in, err))
			return false;
	}
}

static void push(struct csvin *in, const char *from, const char *to)
{
	if (in->cell.n == in->cell.cap) {
		if (in->cell.n >= CSVIN_CELLS_MAX) {
			in->crowded = true;
			in->cell.n = 0;
		}
		vec_room(&in->cell, 16);
	}
	in->cell.v[in->cell.n++] = (struct str){from, (size_t)(to - from)};
}

#ifdef __SSE2__
/* A bit for each of the 16 bytes that is the delimiter, a quote, CR or LF. */
static inline unsigned marks(const char *p, char delimiter, char quote)
{
	__m128i bytes = _mm_loadu_si128((const void *)p);
	__m128i a = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(delimiter)),
	                         _mm_cmpeq_epi8(bytes, _mm_set1_epi8(quote)));
	__m128i b = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')),
	                         _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r')));
	return (unsigned)_mm_movemask_epi8(_mm_or_si128(a, b));
}
#endif

/*
 * The cell whose opening quote is at, when it is as plain as one without quotes: no quote, CR or LF
 * inside, and a delimiter or line end in this chunk behind the closing quote, where the return
 * value points. Otherwise at.
 */
static const char *plain_quoted(struct csvin *in, const char *at, const char *end)
{
	const char *p = at + 1;
#ifdef __SSE2__
	for (; end - p >= 16; p += 16) {
		unsigned mask = marks(p, '"', '"');
		if (mask) {
			p += __builtin_ctz(mask);
			break;
		}
	}
#endif
	while (p < end && *p != '"' && *p != '\n' && *p != '\r')
		p++;
	if (end - p < 2 || *p != '"' || (p[1] != in->delimiter && p[1] != '\n' && p[1] != '\r'))
		return at;
	push(in, at + 1, p);
	return p + 1;
}

/*
 * Cuts cells up to the first CR, LF or the end, or up to the first quote that asks for libcsv, and
 * returns where that is. Without whole, p may be inside a cell, and every quote does.
 */
static const char *cut(struct csvin *in, const char *p, const char *end, bool whole)
{
	const char *from = p;
	const char delimiter = in->delimiter, quote = in->literal ? '\n' : '"';
	in->cell.n = 0;
#ifdef __SSE2__
	while (end - p >= 16) {
		const char *block = p;
		p += 16;
		for (unsigned mask = marks(block, delimiter, quote); mask; mask &= mask - 1) {
			const char *at = block + __builtin_ctz(mask);
			if (*at == delimiter) {
				push(in, from, at);
				from = at + 1;
				continue;
			}
			const char *next =
			        whole && *at == '"' && at == from ? plain_quoted(in, at, end) : at;
			if (next == at)
				push(in, from, at);
			if (*next != delimiter)
				return next;
			p = from = next + 1;
			break;
		}
	}
#endif
	for (; p < end; p++) {
		if (*p != delimiter && *p != quote && *p != '\n' && *p != '\r')
			continue;
		const char *next = whole && *p == '"' && p == from ? plain_quoted(in, p, end) : p;
		if (next == p)
			push(in, from, p);
		if (*next != delimiter)
			return next;
		p = next;
		from = next + 1;
	}
	push(in, from, end);
	return end;
}

static bool too_long(struct csvin *in, size_t line, size_t cell, struct err *err)
{
	err_set(err, RC_INPUT,
	        _("%s:%zu: cell %zu: the record is longer than %zu MiB (a quote that is never "
	          "closed?)"),
	        in->file, line, cell, CSVIN_RECORD_MAX >> 20);
	return false;
}

static void on_cell(void *bytes, size_t n, void *context)
{
	struct csvin *in = context;
	/* Where it lies is known when text has stopped moving: until then only the length counts.
	 */
	push(in, NULL, NULL);
	in->cell.v[in->cell.n - 1].n = n;
	buf_add(&in->text, bytes, n);
}

static void on_row(int end, void *context)
{
	(void)end;
	((struct csvin *)context)->row = true;
}

static bool parse(struct csvin *in, const char *p, size_t n, size_t line, struct err *err)
{
	if (csv_parse(&in->parser, p, n, on_cell, on_row, in) == n)
		return true;
	err_set(err, RC_INPUT,
	        in->parser.quoted
	                ? _("%s:%zu: cell %zu: text behind the closing quote")
	                : _("%s:%zu: cell %zu: a quote inside a cell that does not begin with one"),
	        in->file, line, in->cell.n + 1);
	return false;
}

/* One past the CR or LF that ends the record, or end. *quoted is kept from piece to piece. */
static const char *find_end(const char *p, const char *end, bool *quoted)
{
	while (p < end) {
		if (*quoted) {
			const char *quote = memchr(p, '"', (size_t)(end - p));
			if (!quote)
				return end;
			*quoted = false;
			p = quote + 1;
			continue;
		}
		char c = *p++;
		if (c == '\n' || c == '\r')
			return p;
		*quoted = c == '"';
	}
	return end;
}

/* The record, of which head lay in earlier chunks and the rest is unread, through libcsv. */
static bool judge(struct csvin *in, struct str head, struct err *err)
{
	const size_t line = in->line;
	size_t n = head.n;
	bool quoted = false;
	buf_clear(&in->text);
	in->cell.n = 0;
	in->row = false;
	in->cr = false;
	if (!parse(in, head.p, head.n, line, err))
		return false;
	while (!in->row) {
		if (in->p == in->end && !refill(in, err)) {
			if (!in->ended)
				return false;
			if (csv_fini(&in->parser, on_cell, on_row, in) == 0)
				break;
			err_set(err, RC_INPUT,
			        _("%s:%zu: cell %zu: a quote is opened and never closed"), in->file,
			        line, in->cell.n + 1);
			return false;
		}
		const char *limit = (size_t)(in->end - in->p) > PIECE ? in->p + PIECE : in->end;
		const char *stop = find_end(in->p, limit, &quoted);
		n += (size_t)(stop - in->p);
		if (n > CSVIN_RECORD_MAX)
			return too_long(in, line, in->cell.n + 1, err);
		if (!parse(in, in->p, (size_t)(stop - in->p), line, err))
			return false;
		pass(in, stop);
	}
	const char *p = in->text.p;
	for (size_t i = 0; i < in->cell.n && !in->crowded; i++) {
		in->cell.v[i].p = p;
		p += in->cell.v[i].n;
	}
	return true;
}

/* The record that begins at in->p, has no end in this chunk and so far nothing that asks for
 * libcsv. */
static bool join(struct csvin *in, struct err *err)
{
	buf_clear(&in->joined);
	for (const char *stop = in->end;;) {
		buf_add(&in->joined, in->p, (size_t)(stop - in->p));
		if (in->joined.n > CSVIN_RECORD_MAX)
			return too_long(in, in->line, in->cell.n, err);
		if (stop < in->end) {
			pass_end(in, stop);
			break;
		}
		if (!refill(in, err)) {
			if (!in->ended)
				return false;
			break;
		}
		stop = cut(in, in->p, in->end, false);
		if (stop < in->end && *stop == '"')
			return judge(in, buf_slice(&in->joined), err);
	}
	cut(in, in->joined.p, in->joined.p + in->joined.n, true);
	return true;
}

bool csvin_next(struct csvin *in, struct csvin_record *record, struct err *err)
{
	if (!begin(in, err))
		return false;
	const size_t line = in->line;
	in->crowded = false;
	const char *stop = cut(in, in->p, in->end, true);
	if (stop == in->end) {
		if (!join(in, err))
			return false;
	} else if (*stop == '"') {
		if (!judge(in, (struct str){0}, err))
			return false;
	} else if ((size_t)(stop - in->p) > CSVIN_RECORD_MAX) {
		return too_long(in, line, in->cell.n, err);
	} else {
		pass_end(in, stop);
	}
	if (in->crowded) {
		err_set(err, RC_INPUT, _("%s:%zu: the record has more than %zu cells"), in->file,
		        line, CSVIN_CELLS_MAX);
		return false;
	}
	if (!in->begun)
		in->lone = in->literal && in->cell.n == 1;
	in->begun = true;
	*record = (struct csvin_record){.cell = in->cell.v, .n = in->cell.n, .line = line};
	return true;
}
