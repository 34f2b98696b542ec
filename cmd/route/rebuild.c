/* SPDX-License-Identifier: MIT */
#include "cases/audit.h"
#include "place.h"
#include "table/table.h"

static enum rc put(struct writer *out, const struct audit *audit, struct err *err)
{
	for (int i = 0; i < AUDIT_TABLES; i++) {
		const struct audit_table *table = &audit->table[i];
		writer_cstr(out, audit_table_name(i));
		writer_int(out, table->rows);
		writer_int(out, table->differing);
		writer_str(out, buf_slice(&table->first));
		if (writer_end(out, err) != RC_OK)
			return err->rc;
	}
	return RC_OK;
}

static enum rc rebuild(struct table *t, const char *path, bool check, struct writer *out, struct err *err)
{
	struct casework *cw;
	struct audit audit = {0};
	if (place_open(t, path, check ? STORE_READ : STORE_WRITE, &cw, err) != RC_OK)
		return err->rc;
	if ((check ? audit_compare(cw, &audit, err) : audit_rebuild(cw, &audit, err)) == RC_OK)
		put(out, &audit, err);
	if (check ? audit_differs(&audit) : audit.table[AUDIT_OUTBOX].differing > 0)
		table_look(t);
	audit_free(&audit);
	casework_close(cw);
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	const char *path = NULL, *const *operands;
	bool check = false;
	size_t n;
	const struct cli_option options[] = {
	        CLI_FLAG("check", &check, N_("change nothing; exit with 1 when a table differs")),
	        ROUTE_STORE(&path),
	        CLI_GROUP(table_options(&t, TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 0, 0, &operands, &n, err) != RC_OK)
		return err->rc;
	struct writer *out;
	if (table_out(&t, "rebuilt", NULL, &out, err) == RC_OK)
		rebuild(&t, path, check, out, err);
	return table_close(&t, err);
}

const struct cli_verb route_rebuild = {
        .name = "rebuild",
        .args = "",
        .summary = N_("make the tables of cases, tasks and what is waited for anew from the events"),
        .out = "rebuilt",
        .details = N_("In one transaction: all of it or nothing. differing counts the rows that were missing, other or too many before, first names one. What was deployed and the messages of the outbox are left alone; exit code 1 when those are not what the events asked for."),
        .examples = "uprava route rebuild --check\n",
        .run = run,
};
