/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "rules.h"

static enum rc check_rows(struct table *t, struct rules *rules, struct reader *in, struct writer *out, struct err *err)
{
	struct buf columns = {0}, values = {0}, reasons = {0};
	struct row row;
	while (reader_next(in, &row, err)) {
		if (rules_check(rules, &row, &columns, &values, &reasons, err) != RC_OK)
			break;
		if (reasons.n == 0) {
			writer_rest(out, &row);
			if (writer_end(out, err) != RC_OK)
				break;
		} else if (table_reject(t, &row, buf_cstr(&columns), buf_slice(&values), buf_cstr(&reasons), err) != RC_OK) {
			break;
		}
	}
	buf_free(&columns);
	buf_free(&values);
	buf_free(&reasons);
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct rules rules = {0};
	const char *schema = "any";
	const struct cli_option options[] = {
	        CLI_NEED_FILE("form", &rules.form, N_("the rules: a table of kind, field, type, required, allowed, pattern, message")),
	        CLI_TEXT("kind", &rules.kind, "KIND", N_("all rows are of this kind of the form")),
	        CLI_TEXT("kind-column", &rules.kind_column, "COLUMN", N_("the column that says a row's kind (otherwise kind)")),
	        CLI_LIST("refs", &rules.refs, "TABLE=FILE", N_("a table that references are looked up in")),
	        CLI_TEXT("schema", &schema, "NAME", N_("the schema by which the rows are read first; otherwise they are taken as they stand")),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	struct reader *in;
	struct writer *out;
	if (table_in(&t, schema, NULL, &in, err) == RC_OK && table_out_columns(&t, reader_columns(in), &out, err) == RC_OK &&
	    rules_open(&rules, &t, reader_columns(in), err) == RC_OK)
		check_rows(&t, &rules, in, out, err);
	rules_close(&rules);
	return table_close(&t, err);
}

const struct cli_verb route_check = {
        .name = "check",
        .args = "[FILE…]",
        .summary = N_("let only those rows pass that the form of their kind allows"),
        .details = N_("Every problem of a row is told at once. Good rows go on; bad rows stop the command, or go to --rejects with line, columns, values, reasons and the row itself. No store is needed."),
        .examples = "uprava route check --form forms.csv --rejects refused.csv photos.csv\n"
                    "uprava route check --form forms.csv --kind permit --rejects refused.csv permits.csv\n",
        .run = run,
};
