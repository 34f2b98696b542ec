/* SPDX-License-Identifier: MIT */
#include "cases/form_names.h"

#include <string.h>

/* Deeper programs are taken to look at everything. */
enum { DEPTH = 64 };

struct scan {
	const char *begin, *p, *end;
	struct form_names *out;
	int depth;
};

/* One level of brackets. */
struct level {
	bool outer; /* the input at its beginning is the row */
	bool row;   /* the input here is */
	bool value; /* a value stands just before: ".x" goes on from it */
	bool as;    /* between "as" and its pipe, which hands on the input it found */
};

static void scan_level(struct scan *s, const char *close, bool row);

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_word(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9');
}

static struct str take_word(struct scan *s)
{
	struct str word = {s->p, 0};
	while (s->p < s->end && (is_word(*s->p) || (*s->p == ':' && s->end - s->p > 2 && s->p[1] == ':' && is_letter(s->p[2]))))
		s->p += *s->p == ':' ? 2 : 1;
	word.n = (size_t)(s->p - word.p);
	return word;
}

static void add(struct scan *s, struct str name)
{
	if (!form_names_have(s->out, name))
		vec_push(&s->out->names, name);
}

/* Behind the opening quote. True when the text is plain: *text is what stands between the quotes. */
static bool take_string(struct scan *s, bool row, struct str *text)
{
	bool plain = true;
	const char *begin = s->p;
	while (s->p < s->end && *s->p != '"') {
		if (*s->p++ != '\\' || s->p == s->end)
			continue;
		plain = false;
		if (*s->p++ == '(')
			scan_level(s, ")", row);
	}
	*text = (struct str){begin, (size_t)(s->p - begin)};
	s->p += s->p < s->end;
	return plain;
}

static void skip_blanks(struct scan *s)
{
	while (s->p < s->end && strchr(" \t\r\n", *s->p))
		s->p++;
}

/* Behind "[" of a path that starts from the row. */
static void bracket(struct scan *s, bool row)
{
	struct scan ahead = *s;
	struct str name;
	struct form_names nothing = {0};
	ahead.out = &nothing;
	skip_blanks(&ahead);
	bool plain = ahead.p < ahead.end && *ahead.p == '"' && (ahead.p++, take_string(&ahead, false, &name));
	form_names_free(&nothing);
	skip_blanks(&ahead);
	if (plain && ahead.p < ahead.end && *ahead.p == ']') {
		s->p = ahead.p + 1;
		add(s, name);
		return;
	}
	s->out->whole = true;
	scan_level(s, "]", row);
}

/* Behind a "." that no value stands before, or that starts "..". */
static void path(struct scan *s, struct level *l)
{
	struct str name;
	char c = s->p < s->end ? *s->p : '\0';
	if (c && is_letter(c)) {
		/* "::" is no part of a field's name. */
		name = (struct str){s->p, 0};
		while (s->p < s->end && is_word(*s->p))
			s->p++;
		name.n = (size_t)(s->p - name.p);
		if (l->row)
			add(s, name);
	} else if (c == '"') {
		s->p++;
		if (!take_string(s, l->row, &name))
			s->out->whole = true;
		else if (l->row)
			add(s, name);
	} else if (c == '[' && l->row) {
		s->p++;
		bracket(s, true);
	} else if (l->row) {
		s->out->whole = true;
	}
	l->value = true;
}

static bool is_one_of(struct str word, const char *const *words)
{
	while (*words && !str_is(word, *words))
		words++;
	return *words != NULL;
}

static void word(struct scan *s, struct level *l)
{
	static const char *const constants[] = {"true", "false", "null", "empty", NULL};
	static const char *const operators[] = {"and", "or", "then", "elif", "else", NULL};
	/* What gives its input, or a part of it, to its arguments. */
	static const char *const same[] = {"select", "first", "last", "isempty", NULL};
	/* What follows has an input of its own making. */
	static const char *const other[] = {"reduce", "foreach", "try", "catch", "def", "label", "import", "include", NULL};
	struct str name = take_word(s);
	l->value = false;
	if (str_is(name, "as")) {
		l->as = true;
	} else if (str_is(name, "if")) {
		scan_level(s, "end", l->row);
		l->value = true;
	} else if (is_one_of(name, operators)) {
		if (!str_is(name, "and") && !str_is(name, "or"))
			l->row = l->outer;
	} else if (is_one_of(name, other)) {
		s->out->whole = true;
		l->row = false;
	} else if (is_one_of(name, constants)) {
		l->value = true;
	} else {
		/* A call in whose sight the whole row is. */
		s->out->whole = s->out->whole || l->row;
		l->value = true;
		skip_blanks(s);
		if (s->p < s->end && *s->p == '(') {
			s->p++;
			scan_level(s, ")", l->row && is_one_of(name, same));
		}
	}
}

static void open_bracket(struct scan *s, struct level *l, char c)
{
	static const char *const close[] = {")", "]", "}"};
	/* {a} is {a: .a}. */
	if (c == '{' && !l->as)
		s->out->whole = s->out->whole || l->row;
	scan_level(s, close[c == '[' ? 1 : c == '{' ? 2 : 0], l->row);
	l->value = true;
}

static void sign(struct scan *s, struct level *l, char c)
{
	l->value = c == '?' && l->value;
	if (c == '=' && s->p < s->end && *s->p == '=') {
		s->p++;
	} else if (c == '=') {
		/* An assignment hands on the whole row; "!=", "<=" and ">=" are none. */
		if (s->p - s->begin < 2 || !strchr("!<>", s->p[-2]))
			s->out->whole = true;
	} else if (c == '|') {
		l->row = l->row && l->as;
		l->as = false;
	} else if (c == ';') {
		l->row = l->outer;
	} else if (c == '@') {
		s->out->whole = s->out->whole || l->row;
		take_word(s);
	} else if (c == '$') {
		take_word(s);
		l->value = true;
	}
}

/* To behind the closing bracket, or the word "end", or to the program's end. */
static void scan_level(struct scan *s, const char *close, bool row)
{
	struct level l = {.outer = row, .row = row};
	struct str text;
	if (++s->depth > DEPTH) {
		s->out->whole = true;
		s->p = s->end;
	}
	while (s->p < s->end) {
		char c = *s->p;
		if (is_letter(c)) {
			const char *begin = s->p;
			if (str_is(take_word(s), close))
				break;
			s->p = begin;
			word(s, &l);
			continue;
		}
		s->p++;
		if (c == *close) {
			break;
		} else if (c == '#') {
			while (s->p < s->end && *s->p != '\n')
				s->p++;
		} else if (c == '"') {
			take_string(s, l.row, &text);
			l.value = true;
		} else if (c == '.' && !(l.value && s->p < s->end && (is_letter(*s->p) || *s->p == '"' || *s->p == '['))) {
			path(s, &l);
		} else if (c == '.') {
			/* The name that goes on from a value. */
			if (is_letter(*s->p))
				take_word(s);
		} else if (c >= '0' && c <= '9') {
			while (s->p < s->end && (is_word(*s->p) || *s->p == '.'))
				s->p++;
			l.value = true;
		} else if (strchr("([{", c)) {
			open_bracket(s, &l, c);
		} else if (c == ',' && *close == '}') {
			l.row = l.outer;
			l.value = false;
		} else if (!strchr(" \t\r\n", c)) {
			sign(s, &l, c);
		}
	}
	s->depth--;
}

void form_names_read(struct str program, struct form_names *names)
{
	struct scan s = {.p = program.n ? program.p : "", .out = names};
	s.begin = s.p;
	s.end = s.p + program.n;
	/* A stray bracket or "end" ends no program of ours. */
	while (s.p < s.end)
		scan_level(&s, "", true);
}

void form_names_free(struct form_names *names)
{
	vec_free(&names->names);
}

bool form_names_have(const struct form_names *names, struct str name)
{
	for (size_t i = 0; i < names->names.n; i++)
		if (str_eq(names->names.v[i], name))
			return true;
	return false;
}
