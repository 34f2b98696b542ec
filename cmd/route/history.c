/* SPDX-License-Identifier: MIT */
#include "base/num.h"
#include "cases/store.h"
#include "place.h"
#include "table/table.h"

static enum rc list(struct store *store, int64_t case_id, struct writer *out, struct err *err)
{
	struct db_stmt *stmt = store_sql(store, case_id ? STORE_EVENT_OF_CASE : STORE_EVENT_LIST, err);
	bool row = false;
	size_t n = 0;
	if (!stmt)
		return err->rc;
	if (case_id)
		db_bind_int(stmt, 1, case_id);
	for (; db_step(stmt, &row, err) == RC_OK && row; n++) {
		for (int i = 0; i < db_columns(stmt); i++)
			writer_str(out, db_text(stmt, i));
		if (writer_end(out, err) != RC_OK)
			return err->rc;
	}
	return n == 0 && case_id && err->rc == RC_OK
	               ? err_set(err, RC_INPUT, _("there is no case %lld"), (long long)case_id)
	               : err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	const char *path = NULL, *const *operands;
	size_t n;
	int64_t case_id = 0;
	const struct cli_option options[] = {ROUTE_STORE(&path), CLI_GROUP(table_options(&t, TABLE_OUT)), CLI_END};
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 0, 1, &operands, &n, err) != RC_OK)
		return err->rc;
	if (n && (!num_parse_int(str_of(operands[0]), &case_id) || case_id < 1))
		return err_set(err, RC_USAGE, _("a case's number is expected: %.200s"), operands[0]);
	struct store *store = NULL;
	struct writer *out;
	if (table_out(&t, "history", NULL, &out, err) == RC_OK && store_open(place_of(path), STORE_READ, &store, err) == RC_OK)
		list(store, case_id, out, err);
	store_close(store);
	return table_close(&t, err);
}

const struct cli_verb route_history = {
        .name = "history",
        .args = "[CASE]",
        .summary = N_("what happened, event by event, in one case or in all"),
        .out = "history",
        .examples = "uprava route history 12\n",
        .run = run,
};
