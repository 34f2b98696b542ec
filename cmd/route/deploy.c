/* SPDX-License-Identifier: MIT */
#include "base/io.h"
#include "base/share.h"
#include "base/vec.h"
#include "cases/casework.h"
#include "cases/form.h"
#include "cases/rulebook.h"
#include "place.h"
#include "table/table.h"

#include <string.h>

enum { TABLE_MAX = 16 << 20 };

/* What is deployed beside the processes. */
struct beside {
	struct cli_list tables;
	const char *form, *kind;
	struct arena *arena;
	VEC(struct version_file) files;
};

/* A table as the store keeps it: in UTF-8. */
static enum rc add_file(struct beside *b, const char *name, const char *path, struct err *err)
{
	struct buf bytes = {0}, text = {0};
	if (io_read_file(path, TABLE_MAX, &bytes, err) == RC_OK && rulebook_text(buf_slice(&bytes), path, &text, err) == RC_OK)
		vec_push(&b->files, ((struct version_file){str_of(name), arena_str(b->arena, buf_slice(&text))}));
	buf_free(&bytes);
	buf_free(&text);
	return err->rc;
}

/* NAME=FILE */
static enum rc add_table(struct beside *b, const char *pair, struct err *err)
{
	const char *equals = strchr(pair, '=');
	if (!equals || equals == pair || !equals[1])
		return err_set(err, RC_USAGE, _("--table %s: NAME=FILE is expected"), pair);
	return add_file(b, arena_printf(b->arena, "%.*s.csv", (int)(equals - pair), pair), equals + 1, err);
}

/* The form must be good for a table that has every field it names. */
static enum rc check_form(struct table *t, const char *path, const char *kind, struct err *err)
{
	struct frame rules;
	struct columns columns = {0};
	struct form *form = NULL;
	if (table_side(t, path, "forms", "kind field", false, &rules, err) != RC_OK)
		return err->rc;
	size_t field = frame_column(&rules, "field");
	columns_add(&columns, "kind", SCHEMA_STRING);
	for (size_t i = 0; i < rules.n; i++) {
		const char *name = arena_cstr(rules.arena, row_str(&rules.row[i], field));
		if (*name && columns_find(&columns, name) == COLUMN_NONE)
			columns_add(&columns, name, SCHEMA_STRING);
	}
	enum rc rc = form_new(&rules, &columns, kind, "kind", &form, err);
	form_free(form);
	columns_free(&columns);
	frame_free(&rules);
	return rc;
}

static enum rc add_form(struct beside *b, struct table *t, struct err *err)
{
	const char *path;
	if (b->kind && !b->form)
		return err_set(err, RC_USAGE, _("--kind is for a form: --form FILE is missing"));
	if (!b->form || share_named("forms", b->form, ".csv", b->arena, &path, err) != RC_OK || check_form(t, path, b->kind, err) != RC_OK ||
	    add_file(b, DEPLOYED_FORM, path, err) != RC_OK)
		return err->rc;
	if (b->kind)
		vec_push(&b->files, ((struct version_file){STR(DEPLOYED_KIND), str_of(b->kind)}));
	return RC_OK;
}

static enum rc read_beside(struct beside *b, struct table *t, struct err *err)
{
	for (size_t i = 0; i < b->tables.n && err->rc == RC_OK; i++)
		if (add_table(b, b->tables.v[i], err) != RC_OK)
			return err->rc;
	return add_form(b, t, err);
}

static enum rc deploy_one(struct casework *cw, const char *name, const struct beside *b, struct writer *out, struct err *err)
{
	struct casework_version version;
	const char *path;
	if (share_named("processes", name, ".bpmn", b->arena, &path, err) != RC_OK ||
	    casework_deploy(cw, path, b->files.v, b->files.n, &version, err) != RC_OK)
		return err->rc;
	writer_cstr(out, version.process);
	writer_int(out, version.version);
	writer_cstr(out, version.name);
	writer_cstr(out, version.added ? "added" : "known");
	return writer_end(out, err);
}


static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	const char *store = NULL, *const *names;
	struct beside b = {.arena = arena_new()};
	size_t n;
	const struct cli_option options[] = {
	        CLI_LIST("table", &b.tables, "NAME=FILE", N_("a decision table of the process; otherwise NAME.csv beside it")),
	        CLI_FILE("form", &b.form, N_("the form of its applications, which submit then holds them to")),
	        CLI_TEXT("kind", &b.kind, "KIND", N_("all applications are of this kind of the form")),
	        ROUTE_STORE(&store),
	        CLI_GROUP(table_options(&t, TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 1, 1000, &names, &n, err) != RC_OK) {
		arena_free(b.arena);
		return err->rc;
	}
	struct casework *cw = NULL;
	struct writer *out;
	if (read_beside(&b, &t, err) == RC_OK && table_out(&t, "deployed", NULL, &out, err) == RC_OK &&
	    place_open(&t, store, STORE_CREATE, &cw, err) == RC_OK)
		for (size_t i = 0; i < n; i++)
			if (deploy_one(cw, names[i], &b, out, err) != RC_OK)
				break;
	vec_free(&b.files);
	arena_free(b.arena);
	return place_close(&t, cw, err);
}

const struct cli_verb route_deploy = {
        .name = "deploy",
        .args = "FILE…",
        .summary = N_("put a BPMN process into the store: the file is the route"),
        .out = "deployed",
        .details = N_("A name without a slash that is no file is looked up among the shipped processes. What cannot be run is refused with line and id. The same file again changes nothing; a changed file becomes the next version, and running cases keep theirs. Called processes, decision tables and the form are kept with it."),
        .examples = "uprava route deploy earthworks-permit\n",
        .run = run,
};
