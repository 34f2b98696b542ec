/* SPDX-License-Identifier: MIT */
#include "base/share.h"
#include "cases/casework.h"
#include "place.h"
#include "table/table.h"

static enum rc deploy_one(struct casework *cw, const char *name, struct writer *out, struct arena *arena, struct err *err)
{
	struct casework_version version;
	const char *path;
	if (share_named("processes", name, ".bpmn", arena, &path, err) != RC_OK || casework_deploy(cw, path, NULL, 0, &version, err) != RC_OK)
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
	size_t n;
	const struct cli_option options[] = {ROUTE_STORE(&store), CLI_GROUP(table_options(&t, TABLE_OUT)), CLI_END};
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 1, 1000, &names, &n, err) != RC_OK)
		return err->rc;
	struct casework *cw = NULL;
	struct writer *out;
	struct arena *arena = arena_new();
	if (table_out(&t, "deployed", NULL, &out, err) == RC_OK && casework_open(place_of(store), STORE_CREATE, &cw, err) == RC_OK)
		for (size_t i = 0; i < n; i++)
			if (deploy_one(cw, names[i], out, arena, err) != RC_OK)
				break;
	casework_close(cw);
	arena_free(arena);
	return table_close(&t, err);
}

const struct cli_verb route_deploy = {
        .name = "deploy",
        .args = "FILE…",
        .summary = N_("put a BPMN process into the store: the file is the route"),
        .out = "deployed",
        .details = N_("A name without a slash that is no file is looked up among the shipped processes. What cannot be run is refused with line and id. The same file again changes nothing; a changed file becomes the next version, and running cases keep theirs."),
        .examples = "uprava route deploy earthworks-permit\n",
        .run = run,
};
