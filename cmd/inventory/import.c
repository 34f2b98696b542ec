/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "table/table.h"

#include <string.h>

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	const char *schema = "functions";
	struct cli_list refs = {0};
	const struct cli_option options[] = {
	        CLI_TEXT("schema", &schema, "NAME", N_("the table that comes in (uprava schema lists them); any takes what comes")),
	        CLI_LIST("refs", &refs, "TABLE=FILE", N_("a table that references are looked up in")),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	struct reader *in;
	struct writer *out;
	struct row row;
	if (table_in_checked(&t, schema, &refs, &in, err) == RC_OK &&
	    table_out_columns(&t, reader_columns(in), &out, err) == RC_OK) {
		while (reader_next(in, &row, err)) {
			writer_rest(out, &row);
			if (writer_end(out, err) != RC_OK)
				break;
		}
		/* A register without a row is far more often a broken export than an empty town. */
		if (err->rc == RC_OK && strcmp(schema, "any") != 0 && reader_counts(in).rows == 0)
			err_set(err, RC_INPUT, _("%s: the table has a header and no rows"), reader_name(in));
	}
	return table_close(&t, err);
}

const struct cli_verb inventory_import = {
        .name = "import",
        .args = "[FILE…]",
        .summary = N_("bring a table of any dialect into its canonical form, checked"),
        .out = "functions",
        .details = N_("Headers are understood by name, title or alias in Russian and English; dialects and encodings are recognised. Types, allowed values, keys and, with --refs, references are checked. Columns that the schema does not know pass through."),
        .examples = "uprava inventory import --refs units=units.csv functions.csv\n"
                    "uprava inventory import --schema staff --excel staff.csv\n",
        .run = run,
};
