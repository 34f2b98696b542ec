/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "base/share.h"
#include "table/table.h"

static void put_field(struct writer *out, const struct schema *schema, const struct schema_field *field,
                      struct arena *arena)
{
	struct buf list = {0};
	writer_cstr(out, schema->name);
	writer_cstr(out, field->name);
	writer_cstr(out, schema_type_name(field->type));
	writer_bool(out, field->required);
	for (size_t i = 0; i < field->n_allowed; i++)
		buf_printf(&list, "%s%s", i ? "|" : "", field->allowed[i]);
	writer_str(out, arena_str(arena, buf_slice(&list)));
	writer_cstr(out, field->ref_table ? arena_printf(arena, "%s.%s", field->ref_table, field->ref_field) : "");
	writer_cstr(out, field->title);
	writer_cstr(out, field->title_ru);
	buf_clear(&list);
	for (size_t i = 0; i < field->n_aliases; i++)
		buf_printf(&list, "%s%s", i ? "|" : "", field->aliases[i]);
	writer_str(out, arena_str(arena, buf_slice(&list)));
	buf_free(&list);
}

static enum rc list_fields(struct table *t, const char *name, struct arena *arena, struct err *err)
{
	struct writer *out;
	const struct schema *schema;
	if (schema_load(name, arena, &schema, err) != RC_OK || table_out(t, "fields", NULL, &out, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < schema->n; i++) {
		put_field(out, schema, &schema->field[i], arena);
		if (writer_end(out, err) != RC_OK)
			return err->rc;
	}
	return RC_OK;
}

static enum rc list_schemas(struct table *t, struct arena *arena, struct err *err)
{
	struct writer *out;
	const struct schema *schema;
	const char *const *names;
	size_t n;
	if (share_list("schema", ".json", arena, &names, &n, err) != RC_OK ||
	    table_out(t, "schemas", NULL, &out, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < n; i++) {
		if (schema_load(names[i], arena, &schema, err) != RC_OK)
			return err->rc;
		writer_cstr(out, schema->name);
		writer_cstr(out, schema->title);
		writer_cstr(out, schema->title_ru);
		if (writer_end(out, err) != RC_OK)
			return err->rc;
	}
	return RC_OK;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	const struct cli_option options[] = {CLI_GROUP(table_options(&t, TABLE_OUT)), CLI_END};
	const char *const *operands;
	size_t n;
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 0, 1, &operands, &n, err) != RC_OK)
		return err->rc;
	struct arena *arena = arena_new();
	if (n == 0)
		list_schemas(&t, arena, err);
	else
		list_fields(&t, operands[0], arena, err);
	enum rc rc = table_close(&t, err);
	arena_free(arena);
	return rc;
}

const struct cli_verb uprava_schema = {
        .name = "schema",
        .args = "[NAME]",
        .summary = N_("the tables that the commands read and write, or the columns of one of them"),
        .details = N_("Without a name: the schemas. With one: its columns, types, allowed values, references, titles and the foreign headers that are understood."),
        .examples = "uprava schema\nuprava schema functions\n",
        .run = run,
};
