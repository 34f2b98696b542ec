/* SPDX-License-Identifier: MIT */
/*
 * The shipped schemas must hold together: each loads, no header means two columns, each reference leads to a column that is
 * there. Then one schema in every particular, and what is refused.
 */
#include "table/schema.h"

#include "base/io.h"
#include "base/lang.h"
#include "base/share.h"
#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

static struct arena *arena;

/* Every spelling of field i leads back to field i. */
static bool spellings_lead_back(const struct schema *schema, size_t i)
{
	const struct schema_field *field = &schema->field[i];
	bool ok = strcmp(field->name, "*") == 0 || (schema_find(schema, str_of(field->name)) == i &&
	                                            schema_find(schema, str_of(field->title)) == i &&
	                                            schema_find(schema, str_of(field->title_ru)) == i);
	for (size_t k = 0; k < field->n_aliases; k++)
		ok = ok && schema_find(schema, str_of(field->aliases[k])) == i;
	if (!ok)
		printf("# %s.%s shares a spelling with another column\n", schema->name, field->name);
	return ok;
}

static bool reference_is_there(const struct schema *schema, size_t i)
{
	const struct schema_field *field = &schema->field[i];
	struct err err = ERR_NONE;
	const struct schema *other;
	if (!field->ref_table)
		return true;
	bool ok = schema_load(field->ref_table, arena, &other, &err) == RC_OK &&
	          schema_field(other, field->ref_field) != SCHEMA_NONE;
	if (!ok)
		printf("# %s.%s refers to %s.%s: %s\n", schema->name, field->name, field->ref_table,
		       field->ref_field, err.text);
	return ok;
}

static bool is_ascii(const char *name)
{
	for (const char *p = name; *p; p++)
		if ((unsigned char)*p >= 0x80 || *p == ' ')
			return false;
	return true;
}

static void test_shipped(void)
{
	const char *const *names;
	size_t n = 0;
	struct err err = ERR_NONE;
	if (share_list("schema", ".json", arena, &names, &n, &err) != RC_OK)
		printf("# %s\n", err.text);
	unit_ok(n >= 20, "schemas are shipped");
	for (size_t i = 0; i < n; i++) {
		const struct schema *schema;
		if (!unit_ok(schema_load(names[i], arena, &schema, &err) == RC_OK, names[i])) {
			printf("# %s\n", err.text);
			err = ERR_NONE;
			continue;
		}
		bool ok = strcmp(schema->name, names[i]) == 0;
		for (size_t k = 0; k < schema->n; k++)
			ok = spellings_lead_back(schema, k) && reference_is_there(schema, k) &&
			     is_ascii(schema->field[k].name) && ok;
		unit_ok(ok, "its names, titles, aliases and references hold together");
	}
}

static const struct {
	const char *header, *field;
} headers[] = {
	{"function_id", "function_id"},
	{"FUNCTION ID", "function_id"},
	{"Код функции", "function_id"},
	{" КОД  ФУНКЦИИ. ", "function_id"},
	{"код_функции", "function_id"},
	{"Наименование функции", "title"},
	{"Подразделение", "unit_id"},
	{"Объем в год", "per_year"},
	{"Объём в год:", "per_year"},
	{"Трудоемкость (мин.)", "minutes"},
	{"Доля возвратов", "rework_share"},
	{"Доля возвратов, %", NULL},
	{"Примечание", NULL},
	{"", NULL},
	{"№", NULL},
	{"*", NULL},
};

static void test_functions(void)
{
	const struct schema *s;
	struct err err = ERR_NONE;
	if (!unit_ok(schema_load("functions", arena, &s, &err) == RC_OK, "functions"))
		return;
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
		size_t at = schema_find(s, str_of(headers[i].header));
		unit_str(at == SCHEMA_NONE ? "" : s->field[at].name, headers[i].field ? headers[i].field : "",
		         headers[i].header);
	}
	const struct schema_field *minutes = &s->field[schema_field(s, "minutes")];
	unit_ok(minutes->required && minutes->has_min && minutes->min == 0 && !minutes->has_max &&
	                minutes->type == SCHEMA_NUMBER,
	        "minutes: required, at least 0");
	const struct schema_field *share = &s->field[schema_field(s, "rework_share")];
	unit_ok(share->has_max && share->max == 1 && !share->required, "rework_share: 0 to 1");
	const struct schema_field *kind = &s->field[schema_field(s, "kind")];
	unit_ok(kind->n_allowed == 4 && strcmp(kind->allowed[3], "management") == 0, "kind: a closed set");
	const struct schema_field *unit = &s->field[schema_field(s, "unit_id")];
	unit_ok(unit->ref_table && strcmp(unit->ref_table, "units") == 0, "unit_id refers to units");
	unit_ok(s->n_key == 1 && s->key[0] == schema_field(s, "function_id"), "the primary key");
	unit_ok(schema_field(s, "Minutes") == SCHEMA_NONE, "schema_field is exact");
	lang_set(LANG_RU);
	unit_str(schema_title(minutes), "Минут на случай", "the Russian title");
	lang_set(LANG_EN);
	unit_str(schema_title(minutes), "Minutes a case", "the English title");
	if (schema_load("units", arena, &s, &err) == RC_OK)
		unit_str(s->field[schema_field(s, "parent_id")].ref_table, "units", "a reference to the table itself");
	if (schema_load("any", arena, &s, &err) == RC_OK)
		unit_ok(s->n == 0 && schema_find(s, STR("title")) == SCHEMA_NONE, "any knows no column");
}

/* The sample city's tables and the schemas that describe them, column by column; a schema may have more behind them that nobody must fill. */
static const struct {
	const char *file, *schema;
} city[] = {
	{"functions.csv", "functions"}, {"operations.csv", "operations"}, {"operations_tobe.csv", "operations"},
	{"units.csv", "units"},         {"positions.csv", "positions"},   {"duties.csv", "duties"},
	{"staff.csv", "staff"},         {"permits.csv", "permits"},       {"photos.csv", "photos"},
	{"forms.csv", "forms"},         {"appeals.csv", "appeals"},       {"events.csv", "events"},
	{"projects.csv", "projects"},   {"enterprises.csv", "enterprises"},
	{"enterprises_fhd/mup_ritual.csv", "fhd"},
};

static void test_city(void)
{
	struct err err = ERR_NONE;
	struct buf text = {0};
	for (size_t i = 0; i < sizeof city / sizeof *city; i++) {
		const struct schema *schema = NULL;
		const char *path;
		buf_clear(&text);
		if (schema_load(city[i].schema, arena, &schema, &err) != RC_OK ||
		    share_path(arena_printf(arena, "example/city/%s", city[i].file), arena, &path, &err) != RC_OK ||
		    io_read_file(path, 0, &text, &err) != RC_OK) {
			unit_ok(false, err.text);
			continue;
		}
		struct str rest = buf_slice(&text), header, name;
		size_t n = 0;
		bool ok = str_split(&rest, '\n', &header);
		for (; ok && str_split(&header, ',', &name); n++)
			ok = n < schema->n && str_is(name, schema->field[n].name);
		for (size_t more = n; more < schema->n; more++)
			ok = ok && !schema->field[more].required;
		unit_ok(ok && n > 0, city[i].file);
	}
	buf_free(&text);
}

static const struct {
	const char *json, *want; /* want follows the file's name */
} refused[] = {
	{"{}", ": not a table schema: \"fields\" is missing"},
	{"{\"fields\": [\n{\"name\": \"a\", \"type\": \"text\"}]}", ":2: a: unknown type \"text\""},
	{"{\"fields\": [{\"type\": \"string\"}]}", ":1: a field without a name"},
	{"{\"fields\": [{\"name\": \"a\", \"type\": \"string\"}],\n\"primaryKey\": \"b\"}",
	 ":2: key: there is no field \"b\""},
	{"{\"fields\": [{\"name\": \"a\", \"type\": \"string\"}],\"foreignKeys\": [{\"fields\": [\"a\"]}]}",
	 ":1: a foreign key must name as many fields as it refers to"},
};

static void test_refused(void)
{
	char path[] = "/tmp/test_schema.XXXXXX";
	const struct schema *s;
	close(mkstemp(path));
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct err err = ERR_NONE;
		if (io_write_file(path, 0600, str_of(refused[i].json), &err) == RC_OK)
			unit_ok(schema_load(path, arena, &s, &err) == RC_INPUT, "a bad schema is refused");
		unit_str(err.text + strlen(path), refused[i].want, "with the reason");
	}
	struct err err = ERR_NONE;
	const char own[] = "{\"fields\": [{\"name\": \"a\", \"type\": \"integer\"}]}";
	if (io_write_file(path, 0600, str_of(own), &err) == RC_OK)
		unit_ok(schema_load(path, arena, &s, &err) == RC_OK && s->n == 1, "a schema of one's own, by its path");
	unlink(path);
	unit_ok(schema_load("funtions", arena, &s, &err) == RC_USAGE, "an unknown schema");
	unit_str(err.text, "unknown schema \"funtions\" (did you mean functions?)", "an unknown schema");
}

int main(void)
{
	arena = arena_new();
	test_shipped();
	test_functions();
	test_city();
	test_refused();
	struct buf out = {0};
	schema_describe("fhd", &out);
	unit_ok(strstr(buf_cstr(&out), "  row_code    string    Row code\n") != NULL &&
	                strstr(buf_cstr(&out), "  q1          number    Quarter 1\n") != NULL,
	        "columns are described in line");
	buf_free(&out);
	arena_free(arena);
	return unit_done();
}
