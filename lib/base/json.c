/* SPDX-License-Identifier: MIT */
#include "base/json.h"

#include "base/lang.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 256 };

struct parser {
	const char *p, *end, *begin;
	const char *file;
	size_t line;       /* of p */
	const char *start; /* where p's line begins */
	size_t before;     /* characters of the first line that stand before begin */
	struct arena *arena;
	struct buf text; /* a string being decoded */
	struct err *err;
};

/* Characters of p's line that stand before p. */
static size_t passed(const struct parser *ps)
{
	return utf8_length((struct str){ps->start, (size_t)(ps->p - ps->start)}) + (ps->start == ps->begin ? ps->before : 0);
}

static enum rc fail(struct parser *ps, const char *what)
{
	return err_set(ps->err, RC_INPUT, "%s:%zu:%zu: JSON: %s", ps->file, ps->line, passed(ps) + 1, what);
}

static void skip_blanks(struct parser *ps)
{
	for (; ps->p < ps->end; ps->p++) {
		if (*ps->p == '\n') {
			ps->line++;
			ps->start = ps->p + 1;
		} else if (*ps->p != ' ' && *ps->p != '\t' && *ps->p != '\r') {
			return;
		}
	}
}

static int hex4(const struct parser *ps)
{
	int value = 0;
	if (ps->end - ps->p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = ps->p[i];
		int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* p stands behind "\u". */
static enum rc read_unicode(struct parser *ps)
{
	int high = hex4(ps), low = -1;
	if (high < 0)
		return fail(ps, _("four hexadecimal digits are expected after \\u"));
	ps->p += 4;
	if (high >= 0xD800 && high <= 0xDBFF && ps->end - ps->p >= 6 && ps->p[0] == '\\' && ps->p[1] == 'u') {
		ps->p += 2;
		low = hex4(ps);
		ps->p += 4;
	}
	if (high >= 0xD800 && high <= 0xDFFF) {
		if (high > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
			return fail(ps, _("half of a surrogate pair"));
		utf8_put(&ps->text, 0x10000u + (((uint32_t)high - 0xD800) << 10) + ((uint32_t)low - 0xDC00));
	} else {
		utf8_put(&ps->text, (uint32_t)high);
	}
	return RC_OK;
}

static enum rc read_escape(struct parser *ps)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	if (ps->p == ps->end)
		return fail(ps, _("the string does not end"));
	char c = *ps->p++;
	if (c == 'u')
		return read_unicode(ps);
	const char *at = c ? strchr(from, c) : NULL;
	if (!at)
		return fail(ps, _("unknown escape in a string"));
	buf_putc(&ps->text, to[at - from]);
	return RC_OK;
}

/* p stands on the opening quote. */
static enum rc read_string(struct parser *ps, struct str *text)
{
	buf_clear(&ps->text);
	for (ps->p++;;) {
		const char *run = ps->p;
		while (ps->p < ps->end && *ps->p != '"' && *ps->p != '\\' && (unsigned char)*ps->p >= 0x20)
			ps->p++;
		struct str part = {run, (size_t)(ps->p - run)};
		size_t good = utf8_valid(part.p, part.n);
		buf_add(&ps->text, part.p, good);
		if (good < part.n) {
			ps->p = run + good;
			return fail(ps, _("a byte that is not UTF-8"));
		}
		if (ps->p == ps->end)
			return fail(ps, _("the string does not end"));
		char c = *ps->p;
		if ((unsigned char)c < 0x20)
			return fail(ps, _("a control character in a string"));
		ps->p++;
		if (c == '"')
			break;
		if (read_escape(ps) != RC_OK)
			return ps->err->rc;
	}
	*text = arena_str(ps->arena, buf_slice(&ps->text));
	return RC_OK;
}

static enum rc read_value(struct parser *ps, struct json *json, int depth);

static bool name_taken(const struct json *parent, struct str name)
{
	for (const struct json *member = parent->child; member; member = member->next)
		if (str_eq(member->name, name))
			return true;
	return false;
}

/* The name and the colon of a member. Whether a name stands twice is looked up in a map when members are many. */
static enum rc read_name(struct parser *ps, const struct json *object, struct map **names, struct str *name)
{
	enum { MANY = 16 };
	if (ps->p == ps->end || *ps->p != '"')
		return fail(ps, _("a member's name in quotes is expected"));
	if (read_string(ps, name) != RC_OK)
		return ps->err->rc;
	if (object->n == MANY && !*names) {
		*names = map_new();
		for (const struct json *member = object->child; member; member = member->next)
			map_add(*names, member->name, 0);
	}
	if (*names ? map_add(*names, *name, object->n) != object->n : name_taken(object, *name))
		return fail(ps, _("a member of this name stands in the object already"));
	skip_blanks(ps);
	if (ps->p == ps->end || *ps->p != ':')
		return fail(ps, _("\":\" is expected"));
	ps->p++;
	skip_blanks(ps);
	return RC_OK;
}

static enum rc read_items(struct parser *ps, struct json *parent, char close, struct map **names, int depth)
{
	const struct json **link = &parent->child;
	ps->p++;
	skip_blanks(ps);
	if (ps->p < ps->end && *ps->p == close) {
		ps->p++;
		return RC_OK;
	}
	for (;;) {
		struct json *item = arena_alloc(ps->arena, sizeof *item);
		if (parent->kind == JSON_OBJECT && read_name(ps, parent, names, &item->name) != RC_OK)
			return ps->err->rc;
		if (read_value(ps, item, depth + 1) != RC_OK)
			return ps->err->rc;
		*link = item;
		link = &item->next;
		parent->n++;
		skip_blanks(ps);
		if (ps->p < ps->end && *ps->p == close) {
			ps->p++;
			return RC_OK;
		}
		if (ps->p == ps->end || *ps->p != ',')
			return fail(ps, close == '}' ? _("\",\" or \"}\" is expected") : _("\",\" or \"]\" is expected"));
		ps->p++;
		skip_blanks(ps);
	}
}

static enum rc read_container(struct parser *ps, struct json *json, int depth)
{
	struct map *names = NULL;
	bool object = *ps->p == '{';
	if (depth >= DEPTH_MAX)
		return fail(ps, _("nested deeper than 256"));
	json->kind = object ? JSON_OBJECT : JSON_ARRAY;
	read_items(ps, json, object ? '}' : ']', &names, depth);
	map_free(names);
	return ps->err->rc;
}

static enum rc read_number(struct parser *ps, struct json *json)
{
	const char *run = ps->p;
	while (ps->p < ps->end && (strchr("+-.eE", *ps->p) ? *ps->p != '\0' : *ps->p >= '0' && *ps->p <= '9'))
		ps->p++;
	json->kind = JSON_NUMBER;
	json->text = arena_str(ps->arena, (struct str){run, (size_t)(ps->p - run)});
	if (num_is_inside(json->text))
		return RC_OK;
	ps->p = run;
	return fail(ps, _("a value is expected"));
}

static enum rc read_word(struct parser *ps, struct json *json, const char *text, enum json_kind kind)
{
	size_t n = strlen(text);
	if ((size_t)(ps->end - ps->p) < n || memcmp(ps->p, text, n) != 0)
		return fail(ps, _("a value is expected"));
	ps->p += n;
	json->kind = kind;
	return RC_OK;
}

static enum rc read_value(struct parser *ps, struct json *json, int depth)
{
	json->line = ps->line;
	if (ps->p == ps->end)
		return fail(ps, _("the text ends where a value is expected"));
	switch (*ps->p) {
	case '{':
	case '[':
		return read_container(ps, json, depth);
	case '"':
		json->kind = JSON_STRING;
		return read_string(ps, &json->text);
	case 't':
		return read_word(ps, json, "true", JSON_TRUE);
	case 'f':
		return read_word(ps, json, "false", JSON_FALSE);
	case 'n':
		return read_word(ps, json, "null", JSON_NULL);
	default:
		return read_number(ps, json);
	}
}

static struct parser parser_of(struct str text, const char *file, struct arena *arena, struct err *err)
{
	const char *p = text.p ? text.p : "";
	while (text.n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
		p += 3;
		text.n -= 3;
	}
	return (struct parser){
	        .p = p, .begin = p, .end = p + text.n, .start = p, .line = 1, .file = file, .arena = arena, .err = err};
}

enum rc json_parse(struct str text, const char *file, struct arena *arena, const struct json **json, struct err *err)
{
	struct parser ps = parser_of(text, file, arena, err);
	struct json *root = arena_alloc(arena, sizeof *root);
	*json = NULL;
	skip_blanks(&ps);
	if (read_value(&ps, root, 0) == RC_OK) {
		skip_blanks(&ps);
		if (ps.p < ps.end)
			fail(&ps, _("something stands behind the value"));
		else
			*json = root;
	}
	buf_free(&ps.text);
	return err->rc;
}

enum rc json_parse_part(struct str text, const char *file, struct json_place *place, struct arena *arena, const struct json **json,
                        size_t *used, struct err *err)
{
	struct parser ps = parser_of(text, file, arena, err);
	struct json *root = arena_alloc(arena, sizeof *root);
	ps.line = place->line;
	ps.before = place->passed;
	*json = read_value(&ps, root, 0) == RC_OK ? root : NULL;
	*used = (size_t)(ps.p - text.p);
	*place = (struct json_place){ps.line, passed(&ps)};
	buf_free(&ps.text);
	return err->rc;
}

enum rc json_load(const char *path, struct arena *arena, const struct json **json, struct err *err)
{
	struct buf text = {0};
	*json = NULL;
	enum rc rc = io_read_file(path, JSON_VALUE_MAX, &text, err);
	if (rc == RC_OK)
		rc = json_parse(buf_slice(&text), path, arena, json, err);
	buf_free(&text);
	return rc;
}

/* ---- look-ups */

const struct json *json_get(const struct json *object, const char *name)
{
	if (!object || object->kind != JSON_OBJECT)
		return NULL;
	for (const struct json *member = object->child; member; member = member->next)
		if (str_is(member->name, name))
			return member;
	return NULL;
}

struct str json_text(const struct json *object, const char *name)
{
	const struct json *member = json_get(object, name);
	return member && member->kind == JSON_STRING ? member->text : (struct str){"", 0};
}

double json_num(const struct json *object, const char *name, double fallback)
{
	const struct json *member = json_get(object, name);
	double value;
	return member && member->kind == JSON_NUMBER && num_parse(member->text, &value) ? value : fallback;
}

bool json_bool(const struct json *object, const char *name, bool fallback)
{
	const struct json *member = json_get(object, name);
	if (!member || (member->kind != JSON_TRUE && member->kind != JSON_FALSE))
		return fallback;
	return member->kind == JSON_TRUE;
}
