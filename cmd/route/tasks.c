/* SPDX-License-Identifier: MIT */
#include "base/date.h"
#include "cases/store.h"
#include "place.h"
#include "table/table.h"

static enum rc put(struct writer *out, const struct db_stmt *stmt, int64_t now, struct err *err)
{
	struct buf text = {0};
	buf_printf(&text, "%lld.%lld", (long long)db_int(stmt, 0), (long long)db_int(stmt, 1));
	writer_str(out, buf_slice(&text));
	writer_int(out, db_int(stmt, 0));
	for (int i = 2; i <= 7; i++)
		writer_str(out, db_text(stmt, i));
	writer_bool(out, !db_is_null(stmt, 8) && db_int(stmt, 8) < now);
	struct buf answered = {0};
	buf_printf(&answered, "%lld/%lld", (long long)db_int(stmt, 9), (long long)db_int(stmt, 10));
	writer_str(out, buf_slice(&answered));
	enum rc rc = writer_end(out, err);
	buf_free(&answered);
	buf_free(&text);
	return rc;
}

static enum rc list(struct store *store, const char *unit, const char *process, bool overdue, struct writer *out, struct err *err)
{
	struct db_stmt *stmt = store_sql(store, STORE_TASK_LIST, err);
	int64_t now = date_now().seconds;
	bool row = false;
	if (!stmt)
		return err->rc;
	db_bind_cstr(stmt, 1, unit);
	db_bind_cstr(stmt, 2, process);
	if (overdue)
		db_bind_int(stmt, 3, now);
	else
		db_bind_null(stmt, 3);
	while (db_step(stmt, &row, err) == RC_OK && row)
		if (put(out, stmt, now, err) != RC_OK)
			break;
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	const char *path = NULL, *unit = NULL, *process = NULL, *const *operands;
	bool overdue = false;
	size_t n;
	const struct cli_option options[] = {
	        CLI_TEXT("unit", &unit, "UNIT", N_("only the tasks of this unit")),
	        CLI_TEXT("process", &process, "ID", N_("only of this process")),
	        CLI_FLAG("overdue", &overdue, N_("only those whose due date is over")),
	        ROUTE_STORE(&path),
	        CLI_GROUP(table_options(&t, TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 0, 0, &operands, &n, err) != RC_OK)
		return err->rc;
	struct store *store = NULL;
	struct writer *out;
	if (table_out(&t, "tasks", NULL, &out, err) == RC_OK && store_open(place_of(path), STORE_READ, &store, err) == RC_OK)
		list(store, unit, process, overdue, out, err);
	store_close(store);
	return table_close(&t, err);
}

const struct cli_verb route_tasks = {
        .name = "tasks",
        .args = "",
        .summary = N_("who must do what: the open tasks, the most urgent first"),
        .out = "tasks",
        .details = N_("answered says how many of the tasks that were asked together are done: 3/5."),
        .examples = "uprava route tasks --unit U10 --overdue\n",
        .run = run,
};
