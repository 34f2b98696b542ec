/* SPDX-License-Identifier: MIT */
#include "cases/store.h"
#include "place.h"
#include "table/table.h"

static const char *const statuses[] = {"all", "open", "ended", NULL};

static enum rc put(struct writer *out, const struct db_stmt *stmt, struct err *err)
{
	writer_int(out, db_int(stmt, 0));
	writer_str(out, db_text(stmt, 1));
	writer_int(out, db_int(stmt, 2));
	for (int i = 3; i <= 7; i++)
		writer_str(out, db_text(stmt, i));
	writer_int(out, db_int(stmt, 8));
	writer_str(out, db_text(stmt, 9));
	writer_str(out, db_text(stmt, 10));
	return writer_end(out, err);
}

static enum rc list(struct store *store, const char *process, const char *status, struct writer *out, struct err *err)
{
	struct db_stmt *stmt = store_sql(store, STORE_CASE_LIST, err);
	bool row = false;
	if (!stmt)
		return err->rc;
	db_bind_cstr(stmt, 1, process);
	db_bind_cstr(stmt, 2, status);
	while (db_step(stmt, &row, err) == RC_OK && row)
		if (put(out, stmt, err) != RC_OK)
			break;
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	const char *path = NULL, *process = NULL, *const *operands;
	int status = 0;
	size_t n;
	const struct cli_option options[] = {
	        CLI_TEXT("process", &process, "ID", N_("only of this process")),
	        CLI_WORD("status", &status, statuses, N_("only the open or only the ended ones")),
	        ROUTE_STORE(&path),
	        CLI_GROUP(table_options(&t, TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 0, 0, &operands, &n, err) != RC_OK)
		return err->rc;
	struct store *store = NULL;
	struct writer *out;
	if (table_out(&t, "cases", NULL, &out, err) == RC_OK && store_open(place_of(path), STORE_READ, &store, err) == RC_OK)
		list(store, process, status ? statuses[status] : NULL, out, err);
	store_close(store);
	return table_close(&t, err);
}

const struct cli_verb route_cases = {
        .name = "cases",
        .args = "",
        .summary = N_("the cases of the store and where they stand"),
        .out = "cases",
        .examples = "uprava route cases --status open\n",
        .run = run,
};
