/* SPDX-License-Identifier: MIT */
/*
 * Values of simple expressions, with jq's order, equality and text. An array or object of the data stays the JSON text it is until somebody looks
 * inside. For process/expr.c alone.
 */
#ifndef PROCESS_EXPR_VALUE_H
#define PROCESS_EXPR_VALUE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>

/* In jq's order of types. */
enum expr_kind { EXPR_KIND_NULL, EXPR_KIND_FALSE, EXPR_KIND_TRUE, EXPR_KIND_NUMBER, EXPR_KIND_STRING, EXPR_KIND_ARRAY, EXPR_KIND_OBJECT };

struct expr_value {
	enum expr_kind kind;
	bool raw;        /* array or object: text is its JSON, item is not there */
	double number;   /* finite, and not -0 */
	struct str text; /* string: decoded */
	const struct expr_item *item;
	size_t n;
};

struct expr_item {
	struct str name; /* of a member; no name stands twice */
	struct expr_value value;
};

/* Memory for what is not a piece of the data; nothing is allocated before it is needed. */
struct expr_memory {
	struct arena *arena;
};

struct arena *expr_value_arena(struct expr_memory *memory);

/* All of these: false when the text is no JSON, or holds what jq versions read differently (numbers of over 15 digits, half a surrogate
 * pair). */
bool expr_value_read(struct str json, struct expr_memory *memory, struct expr_value *value);
bool expr_value_member(const struct expr_value *object, struct str name, struct expr_memory *memory, bool *found, struct expr_value *value);
bool expr_value_open(struct expr_value *value, struct expr_memory *memory); /* of a raw one makes items */
bool expr_value_compare(const struct expr_value *a, const struct expr_value *b, struct expr_memory *memory, int *order);
/* exact: not when later versions of jq write a number as the data has it (1.0) and jq 1.6 in its own way (1). */
bool expr_value_put(const struct expr_value *value, struct expr_memory *memory, bool exact, struct buf *out);

/* What a JSON string literal stands for, without its quotes. */
bool expr_value_unescape(struct str inside, struct arena *arena, struct str *text);
/* A literal of at most 15 significant digits, neither 0 with a minus nor too large. */
bool expr_value_number(struct str text, double *number);

/* The name's member in place, or a new one behind the last; items holds room for it. */
void expr_value_set(struct expr_item *items, size_t *n, struct str name, const struct expr_value *value);

#endif
