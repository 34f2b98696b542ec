/* SPDX-License-Identifier: MIT */
#include "table/schema.h"

#include "base/json.h"
#include "base/lang.h"
#include "base/share.h"
#include "base/utf8.h"

#include <math.h>
#include <string.h>

/* A schema on its way from JSON. */
struct load {
	const char *file;
	const struct json *json;
	struct arena *arena;
	struct schema *schema;
	struct schema_field *field;
	struct err *err;
};

static const char *const type_names[] = {
        [SCHEMA_STRING] = "string",   [SCHEMA_INTEGER] = "integer", [SCHEMA_NUMBER] = "number",
        [SCHEMA_BOOLEAN] = "boolean", [SCHEMA_DATE] = "date",       [SCHEMA_DATETIME] = "datetime",
};

enum { N_TYPES = sizeof type_names / sizeof *type_names };

const char *schema_type_name(enum schema_type type)
{
	return type_names[type];
}

/* A member's text in the arena, or fallback when it is missing. */
static const char *text(const struct load *l, const struct json *object, const char *name,
                        const char *fallback)
{
	const struct json *value = json_get(object, name);
	return value && value->kind == JSON_STRING ? arena_cstr(l->arena, value->text) : fallback;
}

/* An array of strings (or of numbers, as enum may hold), or one string alone. */
static const char *const *texts(const struct load *l, const struct json *value, size_t *n)
{
	*n = 0;
	if (!value)
		return NULL;
	bool array = value->kind == JSON_ARRAY;
	const char **list = arena_array(l->arena, array ? value->n : 1, sizeof *list);
	for (const struct json *item = array ? value->child : value; item;
	     item = array ? item->next : NULL)
		if (item->kind == JSON_STRING || item->kind == JSON_NUMBER)
			list[(*n)++] = arena_cstr(l->arena, item->text);
	return list;
}

static enum rc load_type(const struct load *l, const struct json *json, struct schema_field *field)
{
	struct str name = json_text(json, "type");
	for (size_t i = 0; i < N_TYPES; i++)
		if (str_is(name, type_names[i])) {
			field->type = (enum schema_type)i;
			return RC_OK;
		}
	return err_set(l->err, RC_INPUT, _("%s:%zu: %s: unknown type \"%.*s\""), l->file,
	               json->line, field->name, STR_ARG(name));
}

static enum rc load_field(const struct load *l, const struct json *json, struct schema_field *field)
{
	const struct json *rules = json_get(json, "constraints");
	*field = (struct schema_field){.name = text(l, json, "name", "")};
	if (!*field->name)
		return err_set(l->err, RC_INPUT, _("%s:%zu: a field without a name"), l->file,
		               json->line);
	field->title = text(l, json, "title", field->name);
	field->title_ru = text(l, json, "title_ru", field->title);
	field->description = text(l, json, "description", "");
	field->description_ru = text(l, json, "description_ru", field->description);
	field->aliases = texts(l, json_get(json, "aliases"), &field->n_aliases);
	field->required = json_bool(rules, "required", false);
	field->allowed = texts(l, json_get(rules, "enum"), &field->n_allowed);
	field->pattern = text(l, rules, "pattern", NULL);
	field->min = json_num(rules, "minimum", NAN);
	field->max = json_num(rules, "maximum", NAN);
	field->has_min = !isnan(field->min);
	field->has_max = !isnan(field->max);
	return load_type(l, json, field);
}

static enum rc load_fields(struct load *l)
{
	const struct json *fields = json_get(l->json, "fields");
	if (!fields || fields->kind != JSON_ARRAY)
		return err_set(l->err, RC_INPUT, _("%s: not a table schema: \"fields\" is missing"),
		               l->file);
	l->field = arena_array(l->arena, fields->n, sizeof *l->field);
	l->schema->field = l->field;
	for (const struct json *json = fields->child; json; json = json->next) {
		if (load_field(l, json, &l->field[l->schema->n]) != RC_OK)
			return l->err->rc;
		l->schema->n++;
	}
	return RC_OK;
}

/* A field that a key names. */
static enum rc load_index(const struct load *l, size_t line, const char *name, size_t *index)
{
	*index = schema_field(l->schema, name);
	if (*index == SCHEMA_NONE)
		return err_set(l->err, RC_INPUT, _("%s:%zu: key: there is no field \"%s\""),
		               l->file, line, name);
	return RC_OK;
}

static enum rc load_primary(const struct load *l)
{
	const struct json *json = json_get(l->json, "primaryKey");
	const char *const *names = texts(l, json, &l->schema->n_key);
	size_t *key = arena_array(l->arena, l->schema->n_key, sizeof *key);
	l->schema->key = key;
	for (size_t i = 0; i < l->schema->n_key; i++)
		if (load_index(l, json->line, names[i], &key[i]) != RC_OK)
			return l->err->rc;
	return RC_OK;
}

/* Keys over several fields are not used by any table of ours: each field stands for itself. */
static enum rc load_foreign(const struct load *l)
{
	const struct json *keys = json_get(l->json, "foreignKeys");
	for (const struct json *json = keys ? keys->child : NULL; json; json = json->next) {
		size_t n, m, index;
		const struct json *reference = json_get(json, "reference");
		const char *table = text(l, reference, "resource", "");
		const char *const *ours = texts(l, json_get(json, "fields"), &n);
		const char *const *theirs = texts(l, json_get(reference, "fields"), &m);
		if (n == 0 || n != m)
			return err_set(
			        l->err, RC_INPUT,
			        _("%s:%zu: a foreign key must name as many fields as it refers to"),
			        l->file, json->line);
		for (size_t i = 0; i < n; i++) {
			if (load_index(l, json->line, ours[i], &index) != RC_OK)
				return l->err->rc;
			/* In a Table Schema an empty resource is the table itself. */
			l->field[index].ref_table = *table ? table : l->schema->name;
			l->field[index].ref_field = theirs[i];
		}
	}
	return RC_OK;
}

static bool is_path(const char *name)
{
	size_t n = strlen(name);
	return strchr(name, '/') || (n > 5 && strcmp(name + n - 5, ".json") == 0);
}

/* "dir/people.json" → "people" */
static const char *name_of_path(const char *path, struct arena *arena)
{
	const char *slash = strrchr(path, '/');
	struct str name = str_of(slash ? slash + 1 : path);
	if (name.n > 5 && memcmp(name.p + name.n - 5, ".json", 5) == 0)
		name.n -= 5;
	return arena_cstr(arena, name);
}

static enum rc find_file(const char *name, struct arena *arena, const char **path, struct err *err)
{
	struct err missing = ERR_NONE, ignored = ERR_NONE;
	const char *const *names;
	size_t n;
	if (is_path(name)) {
		*path = name;
		return RC_OK;
	}
	if (share_path(arena_printf(arena, "schema/%s.json", name), arena, path, &missing) == RC_OK)
		return RC_OK;
	if (share_list("schema", ".json", arena, &names, &n, &ignored) != RC_OK)
		return err_set(err, missing.rc, "%s", missing.text);
	const char *near = str_nearest(str_of(name), names, n);
	if (near)
		return err_set(err, RC_USAGE, _("unknown schema \"%.200s\" (did you mean %s?)"),
		               name, near);
	return err_set(err, RC_USAGE, _("unknown schema \"%.200s\""), name);
}

enum rc schema_load(const char *name, struct arena *arena, const struct schema **schema,
                    struct err *err)
{
	struct load l = {.arena = arena, .err = err};
	if (find_file(name, arena, &l.file, err) != RC_OK ||
	    json_load(l.file, arena, &l.json, err) != RC_OK)
		return err->rc;
	l.schema = arena_alloc(arena, sizeof *l.schema);
	l.schema->name = name_of_path(name, arena);
	l.schema->title = text(&l, l.json, "title", l.schema->name);
	l.schema->title_ru = text(&l, l.json, "title_ru", l.schema->title);
	if (load_fields(&l) != RC_OK || load_primary(&l) != RC_OK || load_foreign(&l) != RC_OK)
		return err->rc;
	*schema = l.schema;
	return RC_OK;
}

/*
 * What is left of a header when only letters and digits count, in lower case with е for ё. The per
 * cent sign stays: "Доля, %" holds numbers a hundred times those of "Доля", and must not be taken
 * for it.
 */
static void fold(struct buf *out, struct str header)
{
	buf_clear(out);
	for (size_t i = 0, len; i < header.n; i += len) {
		uint32_t c = utf8_lower(utf8_get(header.p + i, header.n - i, &len));
		if (c == 0x451)
			c = 0x435;
		if (utf8_is_letter(c) || utf8_is_digit(c) || c == '%')
			utf8_put(out, c);
	}
}

static bool folds_to(struct buf *scratch, const char *spelling, struct str folded)
{
	fold(scratch, str_of(spelling));
	return str_eq(buf_slice(scratch), folded);
}

static bool field_means(struct buf *scratch, const struct schema_field *field, struct str folded)
{
	if (folds_to(scratch, field->name, folded) || folds_to(scratch, field->title, folded) ||
	    folds_to(scratch, field->title_ru, folded))
		return true;
	for (size_t i = 0; i < field->n_aliases; i++)
		if (folds_to(scratch, field->aliases[i], folded))
			return true;
	return false;
}

size_t schema_find(const struct schema *schema, struct str header)
{
	struct buf folded = {0}, scratch = {0};
	size_t found = SCHEMA_NONE;
	for (size_t i = 0; i < schema->n && found == SCHEMA_NONE; i++)
		if (str_is(header, schema->field[i].name) &&
		    strcmp(schema->field[i].name, "*") != 0)
			found = i;
	fold(&folded, header);
	for (size_t i = 0; i < schema->n && found == SCHEMA_NONE && folded.n > 0; i++)
		if (strcmp(schema->field[i].name, "*") != 0 &&
		    field_means(&scratch, &schema->field[i], buf_slice(&folded)))
			found = i;
	buf_free(&folded);
	buf_free(&scratch);
	return found;
}

size_t schema_field(const struct schema *schema, const char *name)
{
	for (size_t i = 0; i < schema->n; i++)
		if (strcmp(schema->field[i].name, name) == 0)
			return i;
	return SCHEMA_NONE;
}

const char *schema_title(const struct schema_field *field)
{
	return lang_get() == LANG_RU ? field->title_ru : field->title;
}

/* Pads what stands since from to width columns of the terminal. */
static void pad(struct buf *out, size_t from, size_t width)
{
	for (size_t n = utf8_width((struct str){out->p + from, out->n - from}); n < width; n++)
		buf_putc(out, ' ');
}

void schema_describe(const char *name, void *context)
{
	struct buf *out = context;
	struct arena *arena = arena_new();
	const struct schema *schema;
	struct err ignored = ERR_NONE;
	if (schema_load(name, arena, &schema, &ignored) == RC_OK) {
		size_t width = 0;
		for (size_t i = 0; i < schema->n; i++) {
			size_t n = utf8_width(str_of(schema->field[i].name));
			width = n > width ? n : width;
		}
		for (size_t i = 0; i < schema->n; i++) {
			const struct schema_field *field = &schema->field[i];
			size_t line = out->n;
			buf_printf(out, "  %s", field->name);
			pad(out, line, 2 + width + 2);
			buf_puts(out, strcmp(field->name, "*") == 0
			                      ? ""
			                      : schema_type_name(field->type));
			pad(out, line, 2 + width + 2 + 10);
			buf_printf(out, "%s\n", schema_title(field));
		}
	}
	arena_free(arena);
}
