/* SPDX-License-Identifier: MIT */
#include "process/expr_value.h"

#include "base/json.h"
#include "base/map.h"
#include "base/num.h"
#include "base/utf8.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 200 };

struct arena *expr_value_arena(struct expr_memory *memory)
{
	if (!memory->arena)
		memory->arena = arena_new();
	return memory->arena;
}

/* ---- over JSON text, without reading it: NULL when it is none */

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r'))
		p++;
	return p;
}

/* Is one of eight bytes a quote or a backslash? (A byte x is zero when (x - 1) & ~x has its high bit; false alarms do no harm.) */
static bool ends_in(const char *p)
{
	const uint64_t ones = 0x0101010101010101, high = ones << 7;
	uint64_t w;
	memcpy(&w, p, sizeof w);
	uint64_t quote = w ^ ones * '"', slash = w ^ ones * '\\';
	return (((quote - ones) & ~quote) | ((slash - ones) & ~slash)) & high;
}

/* p stands behind the opening quote; the result behind the closing one. */
static const char *skip_string(const char *p, const char *end, bool *escaped)
{
	for (;;) {
		while (end - p >= 8 && !ends_in(p))
			p += 8;
		for (int i = 0; i < 8 && p < end; i++, p++) {
			if (*p == '"')
				return p + 1;
			if (*p == '\\') {
				*escaped = true;
				if (++p == end)
					return NULL;
			}
		}
		if (p >= end)
			return NULL;
	}
}

static const char *skip_container(const char *p, const char *end)
{
	static const unsigned char sign[256] = {['"'] = 1, ['{'] = 2, ['['] = 2, ['}'] = 3, [']'] = 3};
	bool escaped;
	size_t depth = 0;
	while (p < end) {
		unsigned char it = sign[(unsigned char)*p++];
		if (it == 1) {
			if (!(p = skip_string(p, end, &escaped)))
				return NULL;
		} else if (it == 2) {
			depth++;
		} else if (it == 3 && --depth == 0) {
			return p;
		}
	}
	return NULL;
}

static const char *skip_value(const char *p, const char *end)
{
	bool escaped;
	if (p == end)
		return NULL;
	if (*p == '"')
		return skip_string(p + 1, end, &escaped);
	if (*p == '{' || *p == '[')
		return skip_container(p, end);
	const char *begin = p;
	while (p < end && *p != ',' && *p != '}' && *p != ']' && *p != ' ' && *p != '\n' && *p != '\t' && *p != '\r')
		p++;
	return p > begin ? p : NULL;
}

/* The items of an array or members of an object, one after another. */
struct walk {
	const char *p, *end;
	bool object, begun, broken;
	struct str name;  /* as written, without its quotes */
	bool escaped;     /* name holds a backslash */
	struct str value;
};

static struct walk walk_begin(struct str json)
{
	return (struct walk){.p = json.p, .end = json.p + json.n, .object = json.p[0] == '{'};
}

static bool walk_name(struct walk *w)
{
	const char *begin = w->p + 1;
	w->escaped = false;
	if (w->p == w->end || *w->p != '"' || !(w->p = skip_string(begin, w->end, &w->escaped)))
		return false;
	w->name = (struct str){begin, (size_t)(w->p - 1 - begin)};
	w->p = skip_blanks(w->p, w->end);
	if (w->p == w->end || *w->p != ':')
		return false;
	w->p = skip_blanks(w->p + 1, w->end);
	return true;
}

static bool walk_next(struct walk *w)
{
	char close = w->object ? '}' : ']';
	bool first = !w->begun;
	w->begun = true;
	if (!first && *w->p == close)
		return false;
	w->p = skip_blanks(w->p + 1, w->end); /* behind the bracket or the comma */
	if (first && w->p < w->end && *w->p == close)
		return false;
	w->broken = true;
	if (w->object && !walk_name(w))
		return false;
	const char *begin = w->p, *behind = skip_value(begin, w->end);
	if (!behind)
		return false;
	w->value = (struct str){begin, (size_t)(behind - begin)};
	w->p = skip_blanks(behind, w->end);
	w->broken = w->p == w->end || (*w->p != ',' && *w->p != close);
	return !w->broken;
}

/* ---- scalars */

static bool hex4(const char *p, size_t n, uint32_t *value)
{
	*value = 0;
	for (size_t i = 0; i < 4; i++) {
		char c = i < n ? p[i] : '\0';
		int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
		if (digit < 0)
			return false;
		*value = *value * 16 + (uint32_t)digit;
	}
	return true;
}

/* p stands behind "\u"; the result is how many bytes belong to the character, 0 when it is none. */
static size_t unicode(const char *p, size_t n, struct buf *out)
{
	uint32_t high, low;
	if (!hex4(p, n, &high))
		return 0;
	if (high < 0xD800 || high > 0xDFFF) {
		utf8_put(out, high);
		return 4;
	}
	if (high > 0xDBFF || n < 10 || p[4] != '\\' || p[5] != 'u' || !hex4(p + 6, n - 6, &low) || low < 0xDC00 || low > 0xDFFF)
		return 0;
	utf8_put(out, 0x10000u + ((high - 0xD800) << 10) + (low - 0xDC00));
	return 10;
}

bool expr_value_unescape(struct str s, struct arena *arena, struct str *text)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	struct buf out = {0};
	bool ok = true;
	for (size_t i = 0; i < s.n && ok;) {
		if (s.p[i] != '\\') {
			buf_putc(&out, s.p[i++]);
			continue;
		}
		char c = ++i < s.n ? s.p[i++] : '\0';
		const char *at = c ? strchr(from, c) : NULL;
		if (at) {
			buf_putc(&out, to[at - from]);
		} else {
			size_t taken = c == 'u' ? unicode(s.p + i, s.n - i, &out) : 0;
			ok = taken > 0;
			i += taken;
		}
	}
	*text = arena_str(arena, buf_slice(&out));
	buf_free(&out);
	return ok;
}

/* Two texts of at most 15 significant digits are the same double only when they are the same number (IEEE 754, DBL_DIG), so that it does not
 * matter whether a jq compares doubles or digits. */
bool expr_value_number(struct str text, double *number)
{
	size_t digits = 0;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if ((c | 32) == 'e')
			break;
		digits += c >= '1' && c <= '9' ? 1 : c == '0' && digits > 0;
	}
	return digits <= 15 && num_parse(text, number) && fabs(*number) < 1e300 && (*number == 0) == (digits == 0);
}

static bool is_word(struct str json, const char *word, enum expr_kind kind, struct expr_value *value)
{
	value->kind = kind;
	return str_is(json, word);
}

bool expr_value_read(struct str json, struct expr_memory *memory, struct expr_value *value)
{
	const char *end = json.p + json.n;
	json.p = skip_blanks(json.p, end);
	json.n = (size_t)(end - json.p);
	*value = (struct expr_value){.text = json};
	if (json.n == 0)
		return false;
	switch (json.p[0]) {
	case '{':
	case '[':
		value->kind = json.p[0] == '{' ? EXPR_KIND_OBJECT : EXPR_KIND_ARRAY;
		value->raw = true;
		return true;
	case '"': {
		bool escaped = false;
		const char *behind = skip_string(json.p + 1, end, &escaped);
		value->kind = EXPR_KIND_STRING;
		if (!behind)
			return false;
		value->text = (struct str){json.p + 1, (size_t)(behind - json.p) - 2};
		return !escaped || expr_value_unescape(value->text, expr_value_arena(memory), &value->text);
	}
	default:
		break;
	}
	const char *behind = skip_value(json.p, end);
	json.n = behind ? (size_t)(behind - json.p) : 0;
	value->text = json;
	if (is_word(json, "true", EXPR_KIND_TRUE, value) || is_word(json, "false", EXPR_KIND_FALSE, value) || is_word(json, "null", EXPR_KIND_NULL, value))
		return true;
	value->kind = EXPR_KIND_NUMBER;
	return expr_value_number(json, &value->number);
}

/* ---- arrays and objects */

static bool is_name(const struct walk *w, struct str name, struct expr_memory *memory, bool *broken)
{
	struct str text = w->name;
	if (w->escaped && !expr_value_unescape(text, expr_value_arena(memory), &text)) {
		*broken = true;
		return false;
	}
	return str_eq(text, name);
}

bool expr_value_member(const struct expr_value *object, struct str name, struct expr_memory *memory, bool *found, struct expr_value *value)
{
	*found = false;
	*value = (struct expr_value){0};
	if (!object->raw) {
		for (size_t i = 0; i < object->n && !*found; i++)
			if (str_eq(object->item[i].name, name)) {
				*found = true;
				*value = object->item[i].value;
			}
		return true;
	}
	struct walk w = walk_begin(object->text);
	struct str json = {0};
	bool broken = false;
	while (walk_next(&w))
		if (is_name(&w, name, memory, &broken)) {
			*found = true;
			json = w.value;
		}
	return !w.broken && !broken && (!*found || expr_value_read(json, memory, value));
}

void expr_value_set(struct expr_item *items, size_t *n, struct str name, const struct expr_value *value)
{
	size_t i = 0;
	while (i < *n && !str_eq(items[i].name, name))
		i++;
	items[i] = (struct expr_item){name, *value};
	*n += i == *n;
}

/* Of members with one name the last stands, in the place of the first. */
static bool open_members(struct walk *w, struct expr_item *items, size_t *n, struct expr_memory *memory)
{
	struct map *names = map_new();
	bool ok = true;
	while (ok && walk_next(w)) {
		struct expr_item item = {.name = w->name};
		ok = (!w->escaped || expr_value_unescape(w->name, expr_value_arena(memory), &item.name)) && expr_value_read(w->value, memory, &item.value);
		size_t i = map_add(names, item.name, *n);
		items[i] = item;
		*n += i == *n;
	}
	map_free(names);
	return ok && !w->broken;
}

bool expr_value_open(struct expr_value *value, struct expr_memory *memory)
{
	if (!value->raw)
		return true;
	struct walk w = walk_begin(value->text);
	bool ok = true;
	size_t n = 0;
	while (walk_next(&w))
		n++;
	if (w.broken)
		return false;
	struct expr_item *items = arena_array(expr_value_arena(memory), n + 1, sizeof *items);
	w = walk_begin(value->text);
	value->raw = false;
	value->item = items;
	value->n = 0;
	if (value->kind == EXPR_KIND_OBJECT)
		return open_members(&w, items, &value->n, memory);
	while (ok && walk_next(&w))
		ok = expr_value_read(w.value, memory, &items[value->n++].value);
	return ok && !w.broken;
}

/* ---- order and equality: jv_cmp */

static int by_name(const void *a, const void *b)
{
	return str_cmp((*(const struct expr_item *const *)a)->name, (*(const struct expr_item *const *)b)->name);
}

static const struct expr_item **sorted(const struct expr_value *object, struct expr_memory *memory)
{
	const struct expr_item **items = arena_array(expr_value_arena(memory), object->n + 1, sizeof *items);
	for (size_t i = 0; i < object->n; i++)
		items[i] = &object->item[i];
	qsort(items, object->n, sizeof *items, by_name);
	return items;
}

static bool compare(const struct expr_value *a, const struct expr_value *b, struct expr_memory *memory, int depth, int *order);

/* Names first, and only where they are the same the values. */
static bool compare_objects(const struct expr_value *a, const struct expr_value *b, struct expr_memory *memory, int depth, int *order)
{
	const struct expr_item **x = sorted(a, memory), **y = sorted(b, memory);
	for (size_t i = 0; i < a->n && i < b->n && *order == 0; i++)
		*order = str_cmp(x[i]->name, y[i]->name);
	if (*order == 0)
		*order = (a->n > b->n) - (a->n < b->n);
	bool ok = true;
	for (size_t i = 0; i < a->n && *order == 0 && ok; i++)
		ok = compare(&x[i]->value, &y[i]->value, memory, depth + 1, order);
	return ok;
}

static bool compare_arrays(const struct expr_value *a, const struct expr_value *b, struct expr_memory *memory, int depth, int *order)
{
	bool ok = true;
	for (size_t i = 0; i < a->n && i < b->n && *order == 0 && ok; i++)
		ok = compare(&a->item[i].value, &b->item[i].value, memory, depth + 1, order);
	if (*order == 0)
		*order = (a->n > b->n) - (a->n < b->n);
	return ok;
}

static bool compare(const struct expr_value *a, const struct expr_value *b, struct expr_memory *memory, int depth, int *order)
{
	struct expr_value x = *a, y = *b;
	*order = (a->kind > b->kind) - (a->kind < b->kind);
	if (*order != 0)
		return true;
	if (a->kind == EXPR_KIND_NUMBER)
		*order = (a->number > b->number) - (a->number < b->number);
	else if (a->kind == EXPR_KIND_STRING)
		*order = str_cmp(a->text, b->text);
	if (a->kind < EXPR_KIND_ARRAY)
		return true;
	if (depth > DEPTH || !expr_value_open(&x, memory) || !expr_value_open(&y, memory))
		return false;
	return a->kind == EXPR_KIND_ARRAY ? compare_arrays(&x, &y, memory, depth, order) : compare_objects(&x, &y, memory, depth, order);
}

bool expr_value_compare(const struct expr_value *a, const struct expr_value *b, struct expr_memory *memory, int *order)
{
	return compare(a, b, memory, 0, order);
}

/* ---- as text */

/* jq turns to exponents below 1e-4 and, depending on the digits, from 1e16 on. */
static bool put_number(const struct expr_value *value, bool exact, struct buf *out)
{
	double size = fabs(value->number);
	size_t before = out->n;
	if ((size == 0 && signbit(value->number)) || (size > 0 && size < 1e-4) || size >= 1e15)
		return false;
	num_put(out, value->number);
	return !exact || value->text.n == 0 || str_eq(value->text, (struct str){out->p + before, out->n - before});
}

static bool put(const struct expr_value *value, struct expr_memory *memory, bool exact, int depth, struct buf *out)
{
	struct expr_value it = *value;
	bool object = it.kind == EXPR_KIND_OBJECT, ok = true;
	switch (it.kind) {
	case EXPR_KIND_NULL:
		buf_puts(out, "null");
		return true;
	case EXPR_KIND_FALSE:
		buf_puts(out, "false");
		return true;
	case EXPR_KIND_TRUE:
		buf_puts(out, "true");
		return true;
	case EXPR_KIND_NUMBER:
		return put_number(value, exact, out);
	case EXPR_KIND_STRING:
		/* DEL is escaped by some and not by others. */
		json_quote(out, it.text);
		return it.text.n == 0 || !memchr(it.text.p, 0x7F, it.text.n);
	default:
		break;
	}
	if (depth > DEPTH || !expr_value_open(&it, memory))
		return false;
	buf_putc(out, object ? '{' : '[');
	for (size_t i = 0; i < it.n && ok; i++) {
		if (i)
			buf_putc(out, ',');
		if (object) {
			json_quote(out, it.item[i].name);
			buf_putc(out, ':');
			ok = it.item[i].name.n == 0 || !memchr(it.item[i].name.p, 0x7F, it.item[i].name.n);
		}
		ok = ok && put(&it.item[i].value, memory, exact, depth + 1, out);
	}
	buf_putc(out, object ? '}' : ']');
	return ok;
}

bool expr_value_put(const struct expr_value *value, struct expr_memory *memory, bool exact, struct buf *out)
{
	return put(value, memory, exact, 0, out);
}
