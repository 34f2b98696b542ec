/* SPDX-License-Identifier: MIT */
#include "base/io.h"
#include "base/share.h"
#include "cases/casework.h"
#include "cases/rulebook.h"
#include "place.h"
#include "table/table.h"

#include <string.h>

enum { TABLE_MAX = 16 << 20 };

/* NAME=FILE: the decision table NAME, as the store keeps it. */
static enum rc read_table(const char *pair, struct arena *arena, struct version_file *file, struct err *err)
{
	const char *equals = strchr(pair, '=');
	struct buf bytes = {0}, text = {0};
	if (!equals || equals == pair || !equals[1])
		return err_set(err, RC_USAGE, _("--table %s: NAME=FILE is expected"), pair);
	file->name = str_of(arena_printf(arena, "%.*s.csv", (int)(equals - pair), pair));
	if (io_read_file(equals + 1, TABLE_MAX, &bytes, err) == RC_OK && rulebook_text(buf_slice(&bytes), equals + 1, &text, err) == RC_OK)
		file->text = arena_str(arena, buf_slice(&text));
	buf_free(&bytes);
	buf_free(&text);
	return err->rc;
}

static const struct version_file *read_tables(const struct cli_list *tables, struct arena *arena, struct err *err)
{
	struct version_file *file = arena_array(arena, tables->n + 1, sizeof *file);
	for (size_t i = 0; i < tables->n; i++)
		if (read_table(tables->v[i], arena, &file[i], err) != RC_OK)
			break;
	return file;
}

static enum rc deploy_one(struct casework *cw, const char *name, const struct version_file *file, size_t n_files, struct writer *out,
                          struct arena *arena, struct err *err)
{
	struct casework_version version;
	const char *path;
	if (share_named("processes", name, ".bpmn", arena, &path, err) != RC_OK ||
	    casework_deploy(cw, path, file, n_files, &version, err) != RC_OK)
		return err->rc;
	writer_cstr(out, version.process);
	writer_int(out, version.version);
	writer_cstr(out, version.name);
	writer_cstr(out, version.added ? "added" : "known");
	return writer_end(out, err);
}

static enum rc deploy_all(struct casework *cw, const char *const *names, size_t n, const struct cli_list *tables, struct writer *out,
                          struct err *err)
{
	struct arena *arena = arena_new();
	const struct version_file *file = read_tables(tables, arena, err);
	for (size_t i = 0; i < n && err->rc == RC_OK; i++)
		if (deploy_one(cw, names[i], file, tables->n, out, arena, err) != RC_OK)
			break;
	arena_free(arena);
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	const char *store = NULL, *const *names;
	struct cli_list tables = {0};
	size_t n;
	const struct cli_option options[] = {
	        CLI_LIST("table", &tables, "NAME=FILE", N_("a decision table of the process; otherwise NAME.csv beside it")),
	        ROUTE_STORE(&store),
	        CLI_GROUP(table_options(&t, TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 1, 1000, &names, &n, err) != RC_OK)
		return err->rc;
	struct casework *cw = NULL;
	struct writer *out;
	if (table_out(&t, "deployed", NULL, &out, err) == RC_OK && casework_open(place_of(store), STORE_CREATE, &cw, err) == RC_OK)
		deploy_all(cw, names, n, &tables, out, err);
	casework_close(cw);
	return table_close(&t, err);
}

const struct cli_verb route_deploy = {
        .name = "deploy",
        .args = "FILE…",
        .summary = N_("put a BPMN process into the store: the file is the route"),
        .out = "deployed",
        .details = N_("A name without a slash that is no file is looked up among the shipped processes. What cannot be run is refused with line and id. The same file again changes nothing; a changed file becomes the next version, and running cases keep theirs. Called processes and decision tables are kept with it."),
        .examples = "uprava route deploy earthworks-permit\n",
        .run = run,
};
