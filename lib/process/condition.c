/* SPDX-License-Identifier: MIT */
#include "process/condition.h"

#include "base/json.h"

#include <string.h>

#define DEPTH 64

struct parser {
	const char *p; /* NUL-terminated */
	size_t at;
	struct buf *out;
	int depth;
};

static void skip_blanks(struct parser *s)
{
	while (s->p[s->at] && strchr(" \t\r\n", s->p[s->at]))
		s->at++;
}

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (unsigned char)c >= 0x80;
}

/* A word operator ends where a name would end; a sign does not care. */
static bool take(struct parser *s, const char *sign)
{
	skip_blanks(s);
	size_t n = strlen(sign);
	if (strncmp(s->p + s->at, sign, n) != 0 || (is_name(*sign) && is_name(s->p[s->at + n])))
		return false;
	s->at += n;
	return true;
}

static bool either(struct parser *s);

static bool string(struct parser *s)
{
	char quote = s->p[s->at++];
	size_t begin = s->at;
	while (s->p[s->at] && s->p[s->at] != quote)
		if (s->p[s->at++] == '\\')
			return false;
	if (!s->p[s->at])
		return false;
	json_quote(s->out, (struct str){s->p + begin, s->at++ - begin});
	return true;
}

static bool number(struct parser *s)
{
	size_t begin = s->at;
	s->at += strspn(s->p + s->at, "0123456789");
	if (s->p[s->at] == '.') {
		size_t digits = strspn(s->p + s->at + 1, "0123456789");
		if (digits == 0)
			return false;
		s->at += 1 + digits;
	}
	if (is_name(s->p[s->at]))
		return false;
	buf_add(s->out, s->p + begin, s->at - begin);
	return true;
}

/* a.b → a look into each object in turn that is an error when the member is missing */
static bool name(struct parser *s)
{
	buf_putc(s->out, '(');
	for (;;) {
		size_t begin = s->at;
		while (is_name(s->p[s->at]))
			s->at++;
		if (s->at == begin)
			return false;
		struct buf quoted = {0};
		json_quote(&quoted, (struct str){s->p + begin, s->at - begin});
		buf_printf(s->out, "if has(%s) then .[%s] else error(\"no value: \" + %s) end",
		           buf_cstr(&quoted), buf_cstr(&quoted), buf_cstr(&quoted));
		buf_free(&quoted);
		if (s->p[s->at] != '.')
			break;
		s->at++;
		buf_puts(s->out, "|");
	}
	buf_putc(s->out, ')');
	return !strchr("([{", s->p[s->at]) || !s->p[s->at]; /* a call or an index */
}

static bool primary(struct parser *s)
{
	static const char *const words[][2] = {
	        {"true", "true"},   {"True", "true"}, {"false", "false"},
	        {"False", "false"}, {"null", "null"}, {"None", "null"},
	};
	if (take(s, "(")) {
		buf_putc(s->out, '(');
		if (!either(s) || !take(s, ")"))
			return false;
		buf_putc(s->out, ')');
		return true;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (take(s, words[i][0])) {
			buf_puts(s->out, words[i][1]);
			return true;
		}
	skip_blanks(s);
	char c = s->p[s->at];
	if (c == '\'' || c == '"')
		return string(s);
	if (c >= '0' && c <= '9')
		return number(s);
	return is_name(c) && name(s);
}

static bool unary(struct parser *s)
{
	if (s->depth >= DEPTH)
		return false;
	s->depth++;
	bool ok;
	if (take(s, "!")) {
		buf_putc(s->out, '(');
		ok = unary(s);
		buf_puts(s->out, "|not)");
	} else if (take(s, "-")) {
		buf_puts(s->out, "(0-");
		ok = unary(s);
		buf_putc(s->out, ')');
	} else {
		ok = primary(s);
	}
	s->depth--;
	return ok;
}

/* One level of left-associative operators: next (sign next)* */
static bool level(struct parser *s, bool (*next)(struct parser *s), const char *const (*signs)[2],
                  size_t n, bool repeat)
{
	if (!next(s))
		return false;
	for (;;) {
		size_t i = 0;
		while (i < n && !take(s, signs[i][0]))
			i++;
		if (i == n)
			return true;
		buf_printf(s->out, " %s ", signs[i][1]);
		if (!next(s))
			return false;
		if (!repeat)
			return true;
	}
}

#define LEVEL(s, next, signs, repeat) level(s, next, signs, sizeof signs / sizeof *signs, repeat)

static bool product(struct parser *s)
{
	static const char *const signs[][2] = {{"*", "*"}, {"/", "/"}};
	return LEVEL(s, unary, signs, true);
}

static bool sum(struct parser *s)
{
	static const char *const signs[][2] = {{"+", "+"}, {"-", "-"}};
	return LEVEL(s, product, signs, true);
}

/* jq's comparisons do not chain, and in the other languages a chain means something else. */
static bool comparison(struct parser *s)
{
	static const char *const signs[][2] = {
	        {"==", "=="}, {"!=", "!="}, {"<=", "<="}, {">=", ">="}, {"<", "<"},
	        {">", ">"},   {"=", "=="},  {"eq", "=="}, {"ne", "!="}, {"lt", "<"},
	        {"gt", ">"},  {"le", "<="}, {"ge", ">="},
	};
	return LEVEL(s, sum, signs, false);
}

static bool negated(struct parser *s)
{
	if (!take(s, "not"))
		return comparison(s);
	if (s->depth >= DEPTH)
		return false;
	s->depth++;
	buf_putc(s->out, '(');
	bool ok = negated(s);
	buf_puts(s->out, "|not)");
	s->depth--;
	return ok;
}

static bool both(struct parser *s)
{
	static const char *const signs[][2] = {{"&&", "and"}, {"and", "and"}};
	return LEVEL(s, negated, signs, true);
}

static bool either(struct parser *s)
{
	static const char *const signs[][2] = {{"||", "or"}, {"or", "or"}};
	return LEVEL(s, both, signs, true);
}

/* Letters in single quotes: jq has none. */
static bool has_single_quotes(struct str text)
{
	bool inside = false;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\\' && inside)
			i++;
		else if (text.p[i] == '"')
			inside = !inside;
		else if (text.p[i] == '\'' && !inside)
			return true;
	}
	return false;
}

/* The expression inside the modeller's brackets; false when the text is jq already. */
static bool foreign(struct str text, size_t *begin, size_t *end)
{
	*begin = 0;
	*end = text.n;
	if (text.n > 0 && text.p[0] == '=') {
		*begin = 1;
		return true;
	}
	if (text.n >= 3 && (str_starts(text, "${") || str_starts(text, "#{")) && text.p[text.n - 1] == '}') {
		*begin = 2;
		*end = text.n - 1;
		return true;
	}
	return has_single_quotes(text);
}

bool condition_jq(struct str text, struct buf *out, size_t *at)
{
	size_t begin, end;
	if (!foreign(text, &begin, &end)) {
		buf_str(out, text);
		return true;
	}
	struct buf inner = {0};
	buf_add(&inner, text.p + begin, end - begin);
	struct parser s = {.p = buf_cstr(&inner), .out = out};
	bool ok = either(&s);
	skip_blanks(&s);
	ok = ok && s.at == inner.n;
	*at = begin + s.at;
	buf_free(&inner);
	return ok;
}
