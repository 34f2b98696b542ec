/* SPDX-License-Identifier: MIT */
#include "process/expr_tree.h"

#include "base/utf8.h"
#include "base/vec.h"

#include <string.h>

/* jq's grammar from the loosest operator to the tightest (parser.y of jq 1.6): | // or and, comparisons (they do not chain), + -, * / %. Whatever
 * else jq knows is not simple. */

enum { DEPTH = 60, NODES = 1000 };

struct parser {
	const char *p; /* NUL-terminated */
	struct arena *arena;
	size_t nodes;
	int depth;
	bool failed;
};

static void *fail(struct parser *s)
{
	s->failed = true;
	return NULL;
}

static struct expr_node *node(struct parser *s, enum expr_op op, const struct expr_node *a, const struct expr_node *b)
{
	struct expr_node *it = arena_alloc(s->arena, sizeof *it);
	it->op = op;
	it->a = a;
	it->b = b;
	if (++s->nodes > NODES)
		s->failed = true;
	return it;
}

static void skip_blanks(struct parser *s)
{
	while (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r')
		s->p++;
}

static bool starts_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_name(char c)
{
	return starts_name(c) || is_digit(c);
}

/* A word ends where a name would end; a sign is not the beginning of a longer one. */
static bool take(struct parser *s, const char *sign)
{
	skip_blanks(s);
	size_t n = strlen(sign);
	if (strncmp(s->p, sign, n) != 0 || (starts_name(*sign) && is_name(s->p[n])))
		return false;
	s->p += n;
	return true;
}

static struct str name(struct parser *s)
{
	const char *begin = s->p;
	while (is_name(*s->p))
		s->p++;
	return (struct str){begin, (size_t)(s->p - begin)};
}

static const struct expr_node *pipe(struct parser *s);
static const struct expr_node *alternative(struct parser *s);
static const struct expr_node *term(struct parser *s);

/* ---- literals */

/* p stands on the opening quote. "\(…)" is not simple. */
static bool quoted(struct parser *s, struct str *text)
{
	const char *begin = ++s->p;
	bool escaped = false;
	for (; *s->p && *s->p != '"'; s->p++)
		if (*s->p == '\\') {
			escaped = true;
			if (*++s->p == '\0')
				break;
		}
	if (*s->p != '"')
		return false;
	*text = (struct str){begin, (size_t)(s->p++ - begin)};
	return !escaped || expr_value_unescape(*text, s->arena, text);
}

static const struct expr_node *constant(struct parser *s, struct expr_value value)
{
	struct expr_node *it = node(s, EXPR_CONST, NULL, NULL);
	it->value = value;
	return it;
}

static const struct expr_node *string(struct parser *s)
{
	struct expr_value value = {.kind = EXPR_KIND_STRING};
	return quoted(s, &value.text) ? constant(s, value) : fail(s);
}

static const struct expr_node *number(struct parser *s)
{
	struct expr_value value = {.kind = EXPR_KIND_NUMBER};
	const char *begin = s->p;
	s->p += strspn(s->p, "0123456789");
	if (*s->p == '.')
		s->p += 1 + strspn(s->p + 1, "0123456789");
	if (is_name(*s->p) || *s->p == '.' || !expr_value_number((struct str){begin, (size_t)(s->p - begin)}, &value.number))
		return fail(s);
	return constant(s, value);
}

/* ---- [a, b] and {a: b} */

typedef VEC(struct expr_part) parts;

static const struct expr_node *keep(struct parser *s, enum expr_op op, parts *these)
{
	struct expr_node *it = node(s, op, NULL, NULL);
	struct expr_part *part = arena_array(s->arena, these->n + 1, sizeof *part);
	for (size_t i = 0; i < these->n; i++)
		part[i] = these->v[i];
	it->part = part;
	it->n = these->n;
	vec_free(these);
	return it;
}

static const struct expr_node *list(struct parser *s)
{
	parts items = {0};
	if (take(s, "]"))
		return keep(s, EXPR_LIST, &items);
	do {
		struct expr_part item = {.node = alternative(s)};
		vec_push(&items, item);
	} while (!s->failed && take(s, ","));
	if (!take(s, "]"))
		s->failed = true;
	return keep(s, EXPR_LIST, &items);
}

/* In an object a value is a term, or terms parted by pipes. */
static const struct expr_node *member_value(struct parser *s)
{
	const struct expr_node *value = term(s);
	while (!s->failed && take(s, "|"))
		value = node(s, EXPR_PIPE, value, term(s));
	return value;
}

static bool is_keyword(struct str word)
{
	static const char *const words[] = {"and", "or", "if", "then", "elif", "else", "end", "def", "as", "reduce", "foreach",
	                                    "try", "catch", "label", "import", "include", "__loc__", "not"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_is(word, words[i]))
			return true;
	return false;
}

static bool member(struct parser *s, struct expr_part *part)
{
	skip_blanks(s);
	if (*s->p == '"' ? !quoted(s, &part->name) : !starts_name(*s->p))
		return false;
	if (!part->name.p) {
		part->name = name(s);
		if (is_keyword(part->name))
			return false;
	}
	if (take(s, ":")) {
		part->node = member_value(s);
	} else {
		struct expr_value key = {.kind = EXPR_KIND_STRING, .text = part->name};
		part->node = node(s, EXPR_INDEX, node(s, EXPR_DOT, NULL, NULL), constant(s, key));
	}
	return !s->failed;
}

static const struct expr_node *members(struct parser *s)
{
	parts these = {0};
	if (take(s, "}"))
		return keep(s, EXPR_MEMBERS, &these);
	do {
		struct expr_part part = {0};
		s->failed |= !member(s, &part);
		vec_push(&these, part);
	} while (!s->failed && take(s, ","));
	if (!take(s, "}"))
		s->failed = true;
	return keep(s, EXPR_MEMBERS, &these);
}

/* ---- terms */

static const struct expr_node *call(struct parser *s, struct str word)
{
	static const struct {
		const char *word;
		enum expr_op op;
		bool argument;
	} functions[] = {
	        {"not", EXPR_NOT, false},           {"length", EXPR_LENGTH, false},     {"type", EXPR_TYPE, false},
	        {"tostring", EXPR_TOSTRING, false}, {"tonumber", EXPR_TONUMBER, false}, {"floor", EXPR_FLOOR, false},
	        {"has", EXPR_HAS, true},            {"startswith", EXPR_STARTS, true},  {"endswith", EXPR_ENDS, true},
	        {"contains", EXPR_CONTAINS, true},  {"error", EXPR_ERROR, true},
	};
	static const struct expr_value words[] = {{.kind = EXPR_KIND_NULL}, {.kind = EXPR_KIND_FALSE}, {.kind = EXPR_KIND_TRUE}};
	static const char *const names[] = {"null", "false", "true"};
	bool argument = take(s, "(");
	for (size_t i = 0; i < 3 && !argument; i++)
		if (str_is(word, names[i]))
			return constant(s, words[i]);
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		if (!str_is(word, functions[i].word) || argument != functions[i].argument)
			continue;
		const struct expr_node *of = argument ? pipe(s) : NULL;
		return argument && !take(s, ")") ? fail(s) : node(s, functions[i].op, of, NULL);
	}
	return fail(s);
}

/* p stands behind "if"; an elif is an if within its else. */
static const struct expr_node *choice(struct parser *s)
{
	if (++s->depth > DEPTH)
		return fail(s);
	const struct expr_node *test = pipe(s);
	const struct expr_node *yes = !s->failed && take(s, "then") ? pipe(s) : fail(s);
	if (s->failed)
		return NULL;
	struct expr_node *it = node(s, EXPR_IF, test, yes);
	if (take(s, "elif"))
		it->c = choice(s);
	else if (!take(s, "else") || !(it->c = pipe(s)) || !take(s, "end"))
		return fail(s);
	s->depth--;
	return it;
}

static const struct expr_node *atom(struct parser *s)
{
	if (take(s, "(")) {
		const struct expr_node *it = pipe(s);
		return take(s, ")") ? it : fail(s);
	}
	if (take(s, "["))
		return list(s);
	if (take(s, "{"))
		return members(s);
	if (*s->p == '"')
		return string(s);
	if (is_digit(*s->p))
		return number(s);
	if (*s->p == '.' && s->p[1] != '.') {
		/* The dot of .a and ."a" is left for the suffix, that of .["a"] is a term by itself. */
		s->p += !starts_name(s->p[1]) && s->p[1] != '"';
		return node(s, EXPR_DOT, NULL, NULL);
	}
	return starts_name(*s->p) ? call(s, name(s)) : fail(s);
}

/* .a  ."a"  [expression]; NULL without failure when there is none. */
static const struct expr_node *suffix(struct parser *s)
{
	struct expr_value key = {.kind = EXPR_KIND_STRING};
	skip_blanks(s);
	if (*s->p == '.' && starts_name(s->p[1])) {
		s->p++;
		key.text = name(s);
		return constant(s, key);
	}
	if (*s->p == '.' && s->p[1] == '"') {
		s->p++;
		return string(s);
	}
	if (*s->p != '[')
		return NULL;
	s->p++;
	const struct expr_node *it = pipe(s);
	return take(s, "]") ? it : fail(s);
}

static const struct expr_node *term(struct parser *s)
{
	if (++s->depth > DEPTH)
		return fail(s);
	const struct expr_node *it = atom(s), *key;
	while (!s->failed && (key = suffix(s)) && !s->failed) {
		struct expr_node *index = node(s, EXPR_INDEX, it, key);
		skip_blanks(s);
		if (*s->p == '?') {
			index->optional = true;
			if (*++s->p == '/' || *s->p == '?')
				return fail(s); /* "?//" is a sign of its own */
		}
		it = index;
	}
	s->depth--;
	return it;
}

/* ---- operators */

static const struct expr_node *operand(struct parser *s)
{
	return take(s, "if") ? choice(s) : term(s);
}

/* Whether jq would divide while it compiles, and refuse the program, must not be known here. */
static bool may_divide(const struct expr_node *by)
{
	return by && (by->op == EXPR_INDEX || by->op == EXPR_DOT || (by->op == EXPR_CONST && by->value.number != 0));
}

static const struct expr_node *product(struct parser *s)
{
	const struct expr_node *it = operand(s);
	while (!s->failed) {
		enum expr_op op = take(s, "*") ? EXPR_MUL : EXPR_DOT;
		skip_blanks(s);
		if (op == EXPR_DOT && s->p[0] == '/' && s->p[1] != '/')
			op = take(s, "/") ? EXPR_DIV : op;
		else if (op == EXPR_DOT)
			op = take(s, "%") ? EXPR_MOD : op;
		if (op == EXPR_DOT)
			break;
		const struct expr_node *right = operand(s);
		if (op != EXPR_MUL && !may_divide(right))
			return fail(s);
		it = node(s, op, it, right);
	}
	return it;
}

static const struct expr_node *signed_product(struct parser *s)
{
	if (!take(s, "-"))
		return product(s);
	const struct expr_node *it = product(s);
	return node(s, EXPR_NEGATE, it, NULL);
}

static const struct expr_node *sum(struct parser *s)
{
	const struct expr_node *it = signed_product(s);
	while (!s->failed) {
		enum expr_op op = take(s, "+") ? EXPR_ADD : take(s, "-") ? EXPR_SUB : EXPR_DOT;
		if (op == EXPR_DOT)
			break;
		it = node(s, op, it, signed_product(s));
	}
	return it;
}

static const struct expr_node *comparison(struct parser *s)
{
	static const struct {
		const char *sign;
		enum expr_op op;
	} signs[] = {{"==", EXPR_EQ}, {"!=", EXPR_NE}, {"<=", EXPR_LE}, {">=", EXPR_GE}, {"<", EXPR_LT}, {">", EXPR_GT}};
	const struct expr_node *it = sum(s);
	for (size_t i = 0; i < sizeof signs / sizeof *signs && !s->failed; i++)
		if (take(s, signs[i].sign))
			return node(s, signs[i].op, it, sum(s));
	return it;
}

static const struct expr_node *both(struct parser *s)
{
	const struct expr_node *it = comparison(s);
	while (!s->failed && take(s, "and"))
		it = node(s, EXPR_AND, it, comparison(s));
	return it;
}

static const struct expr_node *either(struct parser *s)
{
	const struct expr_node *it = both(s);
	while (!s->failed && take(s, "or"))
		it = node(s, EXPR_OR, it, both(s));
	return it;
}

static const struct expr_node *alternative(struct parser *s)
{
	if (++s->depth > DEPTH)
		return fail(s);
	const struct expr_node *it = either(s);
	if (!s->failed && take(s, "//"))
		it = node(s, EXPR_ELSE, it, alternative(s));
	s->depth--;
	return it;
}

static const struct expr_node *pipe(struct parser *s)
{
	if (++s->depth > DEPTH)
		return fail(s);
	const struct expr_node *it = alternative(s);
	if (!s->failed && take(s, "|"))
		it = node(s, EXPR_PIPE, it, pipe(s));
	s->depth--;
	return it;
}

const struct expr_node *expr_parse_program(struct str program, struct arena *arena)
{
	if (program.n == 0 || memchr(program.p, '\0', program.n) || utf8_valid(program.p, program.n) != program.n)
		return NULL;
	struct parser s = {.p = arena_cstr(arena, program), .arena = arena};
	const struct expr_node *it = pipe(&s);
	skip_blanks(&s);
	return s.failed || *s.p ? NULL : it;
}
