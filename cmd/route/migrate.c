/* SPDX-License-Identifier: MIT */
#include "cases/migration.h"
#include "place.h"
#include "table/table.h"

static const struct migration_pair *read_pairs(const struct frame *rows, struct arena *arena)
{
	size_t from = frame_column(rows, "from"), to = frame_column(rows, "to");
	struct migration_pair *pair = arena_array(arena, rows->n + 1, sizeof *pair);
	for (size_t i = 0; i < rows->n; i++)
		pair[i] = (struct migration_pair){row_str(&rows->row[i], from), row_str(&rows->row[i], to)};
	return pair;
}

static enum rc put(struct writer *out, const struct migration_case *it, const char *status, struct err *err)
{
	writer_int(out, it->case_id);
	writer_int(out, it->from);
	writer_int(out, it->to);
	writer_cstr(out, it->problem ? "stuck" : status);
	writer_str(out, it->waits);
	writer_cstr(out, it->problem);
	return writer_end(out, err);
}

static enum rc migrate(struct table *t, struct casework *cw, struct migration_plan *plan, const struct frame *rows, bool apply,
                       struct writer *out, struct err *err)
{
	struct arena *arena = arena_new();
	struct migration found = {0};
	struct err inner = ERR_NONE;
	plan->pair = read_pairs(rows, arena);
	plan->n_pairs = rows->n;
	if (migration_run(cw, plan, apply, arena, &found, &inner) != RC_OK) {
		if (found.bad_side)
			row_err(&rows->row[found.bad_pair], found.bad_side, err, "%s", inner.text);
		else
			*err = inner;
	}
	if (found.stuck > 0)
		table_look(t);
	for (size_t i = 0; i < found.n && err->rc == RC_OK; i++)
		if (put(out, &found.v[i], apply && found.stuck == 0 ? "moved" : "ready", err) != RC_OK)
			break;
	vec_free(&found);
	arena_free(arena);
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct migration_plan plan = {0};
	const char *store = NULL, *nodes = NULL, *const *operands;
	size_t n;
	bool apply = false;
	const struct cli_option options[] = {
	        CLI_NEED_TEXT("process", &plan.process, "ID", N_("the process whose cases move")),
	        CLI_INT("to", &plan.to, 1, 1000000, "VERSION", N_("the version they go to; otherwise the newest")),
	        CLI_INT("from-version", &plan.from, 1, 1000000, "VERSION", N_("only cases of this version; otherwise of all others")),
	        CLI_FILE("nodes", &nodes, N_("a table of from and to: elements that have another id in the new version")),
	        CLI_FLAG("apply", &apply, N_("move them; otherwise it is only said what would move")),
	        ROUTE_STORE(&store),
	        CLI_GROUP(table_options(&t, TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 0, 0, &operands, &n, err) != RC_OK)
		return err->rc;
	struct casework *cw = NULL;
	struct writer *out;
	struct frame rows = {0};
	if ((!nodes || table_side(&t, nodes, "nodes", NULL, true, &rows, err) == RC_OK) &&
	    table_out(&t, "migrated", NULL, &out, err) == RC_OK && place_open(&t, store, STORE_WRITE, &cw, err) == RC_OK)
		migrate(&t, cw, &plan, &rows, apply, out, err);
	frame_free(&rows);
	return place_close(&t, cw, err);
}

const struct cli_verb route_migrate = {
        .name = "migrate",
        .args = "",
        .summary = N_("put running cases onto another version of their process, all or none"),
        .out = "migrated",
        .details = N_("What a case waits at must be in the new version too, under the same id or under the one that --nodes gives it. What waits keeps its due date; "
                      "events drawn anew on it are waited for from now on. When one case is stuck, none is moved, and the exit code is 1."),
        .examples = "uprava route migrate --process earthworks-permit\n"
                    "uprava route migrate --process earthworks-permit --nodes nodes.csv --apply\n",
        .run = run,
};
