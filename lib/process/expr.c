/* SPDX-License-Identifier: MIT */
#include "process/expr.h"

#include "base/utf8.h"
#include "process/expr_tree.h"

#include <math.h>
#include <string.h>

struct expr {
	const struct expr_node *root;
};

/* No expression here has more than one output. */
enum result {
	VALUE,
	NOTHING, /* it has none */
	UNSURE,  /* an error, or something that only jq knows: one jq takes an error left of // for nothing and another does not */
};

struct run {
	struct expr_memory memory;
};

static enum result evaluate(struct run *run, const struct expr_node *node, const struct expr_value *dot, struct expr_value *value);

static bool is_true(const struct expr_value *value)
{
	return value->kind != EXPR_KIND_NULL && value->kind != EXPR_KIND_FALSE;
}

static enum result truth(bool yes, struct expr_value *value)
{
	*value = (struct expr_value){.kind = yes ? EXPR_KIND_TRUE : EXPR_KIND_FALSE};
	return VALUE;
}

static enum result number(double it, struct expr_value *value)
{
	*value = (struct expr_value){.kind = EXPR_KIND_NUMBER, .number = it};
	return fabs(it) < 1e300 ? VALUE : UNSURE;
}

static enum result text(struct str it, struct expr_value *value)
{
	*value = (struct expr_value){.kind = EXPR_KIND_STRING, .text = it};
	return VALUE;
}

/* A part of a larger expression that must give a value. */
static enum result need(enum result result)
{
	return result == NOTHING ? UNSURE : result;
}

/* ---- paths */

static enum result index_array(struct run *run, const struct expr_value *array, double at, struct expr_value *value)
{
	struct expr_value it = *array;
	if (!(at >= 0 && at < 1e9) || at != floor(at) || !expr_value_open(&it, &run->memory))
		return UNSURE;
	*value = at < (double)it.n ? it.item[(size_t)at].value : (struct expr_value){0};
	return VALUE;
}

static enum result look_up(struct run *run, const struct expr_value *of, const struct expr_value *key, bool optional, struct expr_value *value)
{
	bool found;
	if (of->kind == EXPR_KIND_OBJECT && key->kind == EXPR_KIND_STRING)
		return expr_value_member(of, key->text, &run->memory, &found, value) ? VALUE : UNSURE;
	if (of->kind == EXPR_KIND_ARRAY && key->kind == EXPR_KIND_NUMBER)
		return index_array(run, of, key->number, value);
	if (of->kind == EXPR_KIND_NULL && (key->kind == EXPR_KIND_STRING || key->kind == EXPR_KIND_NUMBER)) {
		*value = (struct expr_value){0};
		return VALUE;
	}
	/* Slices and searches have keys that are objects and arrays. */
	if (key->kind >= EXPR_KIND_ARRAY)
		return UNSURE;
	return optional ? NOTHING : UNSURE;
}

static enum result path(struct run *run, const struct expr_node *node, const struct expr_value *dot, struct expr_value *value)
{
	/* The key comes first: what it raises is raised even if there is nothing to be indexed. */
	struct expr_value of, other;
	const struct expr_value *key = &node->b->value;
	if (node->b->op != EXPR_CONST) {
		if (evaluate(run, node->b, dot, &other) != VALUE)
			return UNSURE;
		key = &other;
	}
	enum result result = evaluate(run, node->a, dot, &of);
	return result == VALUE ? look_up(run, &of, key, node->optional, value) : result;
}

/* ---- arithmetic */

static enum result add_lists(struct run *run, const struct expr_value *a, const struct expr_value *b, struct expr_value *value)
{
	struct expr_value x = *a, y = *b;
	if (!expr_value_open(&x, &run->memory) || !expr_value_open(&y, &run->memory))
		return UNSURE;
	struct expr_item *items = arena_array(expr_value_arena(&run->memory), x.n + y.n + 1, sizeof *items);
	size_t n = x.n;
	if (x.n)
		memcpy(items, x.item, x.n * sizeof *items);
	for (size_t i = 0; i < y.n; i++)
		if (x.kind == EXPR_KIND_OBJECT)
			expr_value_set(items, &n, y.item[i].name, &y.item[i].value);
		else
			items[n++] = y.item[i];
	*value = (struct expr_value){.kind = x.kind, .item = items, .n = n};
	return VALUE;
}

static enum result add(struct run *run, const struct expr_value *a, const struct expr_value *b, struct expr_value *value)
{
	if (a->kind == EXPR_KIND_NULL || b->kind == EXPR_KIND_NULL) {
		*value = a->kind == EXPR_KIND_NULL ? *b : *a;
		return VALUE;
	}
	if (a->kind != b->kind || a->kind < EXPR_KIND_NUMBER)
		return UNSURE;
	if (a->kind == EXPR_KIND_NUMBER)
		return number(a->number + b->number, value);
	if (a->kind != EXPR_KIND_STRING)
		return add_lists(run, a, b, value);
	char *both = arena_alloc(expr_value_arena(&run->memory), a->text.n + b->text.n + 1);
	if (a->text.n)
		memcpy(both, a->text.p, a->text.n);
	if (b->text.n)
		memcpy(both + a->text.n, b->text.p, b->text.n);
	return text((struct str){both, a->text.n + b->text.n}, value);
}

/* The whole numbers that a remainder is sure of. */
static bool is_count(double it)
{
	return it >= 0 && it < 1e15 && it == floor(it);
}

static enum result calculate(enum expr_op op, const struct expr_value *a, const struct expr_value *b, struct expr_value *value)
{
	/* Repeated and split strings, merged objects, lists without some items are jq's. */
	if (a->kind != EXPR_KIND_NUMBER || b->kind != EXPR_KIND_NUMBER)
		return UNSURE;
	switch (op) {
	case EXPR_SUB:
		return number(a->number - b->number, value);
	case EXPR_MUL:
		return number(a->number * b->number, value);
	case EXPR_DIV:
		return b->number == 0 ? UNSURE : number(a->number / b->number, value);
	default:
		if (!is_count(a->number) || !is_count(b->number) || b->number == 0)
			return UNSURE;
		return number(fmod(a->number, b->number), value);
	}
}

static enum result compare(struct run *run, enum expr_op op, const struct expr_value *a, const struct expr_value *b, struct expr_value *value)
{
	int order;
	if (!expr_value_compare(a, b, &run->memory, &order))
		return UNSURE;
	switch (op) {
	case EXPR_EQ:
		return truth(order == 0, value);
	case EXPR_NE:
		return truth(order != 0, value);
	case EXPR_LT:
		return truth(order < 0, value);
	case EXPR_LE:
		return truth(order <= 0, value);
	case EXPR_GT:
		return truth(order > 0, value);
	default:
		return truth(order >= 0, value);
	}
}

static enum result binary(struct run *run, const struct expr_node *node, const struct expr_value *dot, struct expr_value *value)
{
	struct expr_value a, b;
	enum result left = need(evaluate(run, node->a, dot, &a)), right = need(evaluate(run, node->b, dot, &b));
	if (left != VALUE || right != VALUE)
		return UNSURE;
	if (node->op == EXPR_ADD)
		return add(run, &a, &b, value);
	return node->op <= EXPR_GE ? compare(run, node->op, &a, &b, value) : calculate(node->op, &a, &b, value);
}

/* ---- what decides */

static enum result otherwise(struct run *run, const struct expr_node *node, const struct expr_value *dot, struct expr_value *value)
{
	enum result result = evaluate(run, node->a, dot, value);
	if (result == UNSURE || (result == VALUE && is_true(value)))
		return result;
	return evaluate(run, node->b, dot, value);
}

static enum result junction(struct run *run, const struct expr_node *node, const struct expr_value *dot, struct expr_value *value)
{
	struct expr_value it;
	enum result result = need(evaluate(run, node->a, dot, &it));
	if (result != VALUE)
		return result;
	if (is_true(&it) == (node->op == EXPR_OR))
		return truth(node->op == EXPR_OR, value);
	result = need(evaluate(run, node->b, dot, &it));
	return result == VALUE ? truth(is_true(&it), value) : result;
}

static enum result choose(struct run *run, const struct expr_node *node, const struct expr_value *dot, struct expr_value *value)
{
	struct expr_value test;
	enum result result = need(evaluate(run, node->a, dot, &test));
	return result == VALUE ? evaluate(run, is_true(&test) ? node->b : node->c, dot, value) : result;
}

/* ---- what is built */

static enum result build(struct run *run, const struct expr_node *node, const struct expr_value *dot, struct expr_value *value)
{
	bool object = node->op == EXPR_MEMBERS;
	struct expr_item *items = arena_array(expr_value_arena(&run->memory), node->n + 1, sizeof *items);
	size_t n = 0;
	for (size_t i = 0; i < node->n; i++) {
		struct expr_value it;
		enum result result = evaluate(run, node->part[i].node, dot, &it);
		if (result == NOTHING && !object)
			continue;
		if (result != VALUE)
			return UNSURE;
		if (object)
			expr_value_set(items, &n, node->part[i].name, &it);
		else
			items[n++].value = it;
	}
	*value = (struct expr_value){.kind = object ? EXPR_KIND_OBJECT : EXPR_KIND_ARRAY, .item = items, .n = n};
	return VALUE;
}

/* ---- functions */

static enum result length(struct run *run, const struct expr_value *dot, struct expr_value *value)
{
	struct expr_value it = *dot;
	switch (dot->kind) {
	case EXPR_KIND_NULL:
		return number(0, value);
	case EXPR_KIND_NUMBER:
		return number(fabs(dot->number), value);
	case EXPR_KIND_STRING:
		return number((double)utf8_length(dot->text), value);
	case EXPR_KIND_ARRAY:
	case EXPR_KIND_OBJECT:
		return expr_value_open(&it, &run->memory) ? number((double)it.n, value) : UNSURE;
	default:
		return UNSURE;
	}
}

static enum result to_string(struct run *run, const struct expr_value *dot, struct expr_value *value)
{
	struct buf out = {0};
	if (dot->kind == EXPR_KIND_STRING)
		return text(dot->text, value);
	bool ok = expr_value_put(dot, &run->memory, true, &out);
	text(arena_str(expr_value_arena(&run->memory), buf_slice(&out)), value);
	buf_free(&out);
	return ok ? VALUE : UNSURE;
}

static enum result to_number(const struct expr_value *dot, struct expr_value *value)
{
	if (dot->kind == EXPR_KIND_NUMBER) {
		*value = *dot;
		return VALUE;
	}
	*value = (struct expr_value){.kind = EXPR_KIND_NUMBER, .text = dot->text};
	return dot->kind == EXPR_KIND_STRING && expr_value_number(dot->text, &value->number) ? VALUE : UNSURE;
}

static enum result has(struct run *run, const struct expr_value *dot, const struct expr_value *key, struct expr_value *value)
{
	struct expr_value it = *dot;
	bool found;
	if (dot->kind == EXPR_KIND_OBJECT && key->kind == EXPR_KIND_STRING) {
		if (!expr_value_member(dot, key->text, &run->memory, &found, &it))
			return UNSURE;
		return truth(found, value);
	}
	if (dot->kind != EXPR_KIND_ARRAY || key->kind != EXPR_KIND_NUMBER || !is_count(key->number) || !expr_value_open(&it, &run->memory))
		return UNSURE;
	return truth(key->number < (double)it.n, value);
}

static enum result search(enum expr_op op, struct str in, struct str what, struct expr_value *value)
{
	if (memchr(in.p ? in.p : "", '\0', in.n) || memchr(what.p ? what.p : "", '\0', what.n))
		return UNSURE;
	if (op == EXPR_CONTAINS)
		return truth(what.n == 0 || (in.n > 0 && memmem(in.p, in.n, what.p, what.n)), value);
	if (what.n > in.n)
		return truth(false, value);
	return truth(str_eq((struct str){op == EXPR_STARTS ? in.p : in.p + in.n - what.n, what.n}, what), value);
}

/* Functions of the input and of one argument. */
static enum result call(struct run *run, const struct expr_node *node, const struct expr_value *dot, struct expr_value *value)
{
	struct expr_value argument;
	enum result result = need(evaluate(run, node->a, dot, &argument));
	if (result != VALUE)
		return result;
	if (node->op == EXPR_HAS)
		return has(run, dot, &argument, value);
	if (dot->kind != EXPR_KIND_STRING || argument.kind != EXPR_KIND_STRING)
		return UNSURE;
	return search(node->op, dot->text, argument.text, value);
}

static enum result evaluate(struct run *run, const struct expr_node *node, const struct expr_value *dot, struct expr_value *value)
{
	static const char *const types[] = {"null", "boolean", "boolean", "number", "string", "array", "object"};
	struct expr_value it;
	enum result result;
	switch (node->op) {
	case EXPR_DOT:
		*value = *dot;
		return VALUE;
	case EXPR_CONST:
		*value = node->value;
		return VALUE;
	case EXPR_INDEX:
		return path(run, node, dot, value);
	case EXPR_PIPE:
		result = evaluate(run, node->a, dot, &it);
		return result == VALUE ? evaluate(run, node->b, &it, value) : result;
	case EXPR_ELSE:
		return otherwise(run, node, dot, value);
	case EXPR_OR:
	case EXPR_AND:
		return junction(run, node, dot, value);
	case EXPR_EQ:
	case EXPR_NE:
	case EXPR_LT:
	case EXPR_LE:
	case EXPR_GT:
	case EXPR_GE:
	case EXPR_ADD:
	case EXPR_SUB:
	case EXPR_MUL:
	case EXPR_DIV:
	case EXPR_MOD:
		return binary(run, node, dot, value);
	case EXPR_NEGATE:
		result = need(evaluate(run, node->a, dot, &it));
		return result != VALUE ? result : it.kind == EXPR_KIND_NUMBER ? number(-it.number, value) : UNSURE;
	case EXPR_IF:
		return choose(run, node, dot, value);
	case EXPR_LIST:
	case EXPR_MEMBERS:
		return build(run, node, dot, value);
	case EXPR_NOT:
		return truth(!is_true(dot), value);
	case EXPR_LENGTH:
		return length(run, dot, value);
	case EXPR_TYPE:
		return text(str_of(types[dot->kind]), value);
	case EXPR_TOSTRING:
		return to_string(run, dot, value);
	case EXPR_TONUMBER:
		return to_number(dot, value);
	case EXPR_FLOOR:
		return dot->kind == EXPR_KIND_NUMBER ? number(floor(dot->number), value) : UNSURE;
	case EXPR_HAS:
	case EXPR_STARTS:
	case EXPR_ENDS:
	case EXPR_CONTAINS:
		return call(run, node, dot, value);
	case EXPR_ERROR:
		break;
	}
	return UNSURE;
}

/* ---- the module */

const struct expr *expr_compile(struct str program, struct arena *arena)
{
	const struct expr_node *root = expr_parse_program(program, arena);
	if (!root)
		return NULL;
	struct expr *expr = arena_alloc(arena, sizeof *expr);
	expr->root = root;
	return expr;
}

enum expr_answer expr_value(const struct expr *expr, struct str data, struct buf *out)
{
	struct run run = {{NULL}};
	struct expr_value dot, value;
	size_t before = out ? out->n : 0;
	enum expr_answer answer = EXPR_UNKNOWN;
	enum result result = expr_value_read(data, &run.memory, &dot) ? evaluate(&run, expr->root, &dot, &value) : UNSURE;
	if (result == NOTHING)
		answer = EXPR_FALSE;
	else if (result == VALUE && (!out || expr_value_put(&value, &run.memory, false, out)))
		answer = is_true(&value) ? EXPR_TRUE : EXPR_FALSE;
	else if (out)
		out->n = before;
	arena_free(run.memory.arena);
	return answer;
}

enum expr_answer expr_holds(const struct expr *expr, struct str data)
{
	return expr_value(expr, data, NULL);
}
