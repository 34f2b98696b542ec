/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "base/mem.h"
#include "rules.h"

#include <stdlib.h>
#include <string.h>

/* The columns that a form with warnings adds; those of an earlier check give way to them. */
static const char *const added[] = {"warning_fields", "warnings"};
enum { ADDED = sizeof added / sizeof *added };

struct check {
	struct table *t;
	struct rules rules;
	struct writer *out;
	bool warns;
	size_t warned; /* rows */
};

static enum rc open_out(struct check *c, const struct columns *in, struct err *err)
{
	struct columns columns = {0};
	size_t *kept = mem_array(in->n + 1, sizeof *kept), n = 0;
	c->warns = c->rules.checker && form_warns(c->rules.checker);
	for (size_t i = 0; i < in->n; i++) {
		if (c->warns && (strcmp(in->v[i].name, added[0]) == 0 || strcmp(in->v[i].name, added[1]) == 0))
			continue;
		vec_push(&columns, in->v[i]);
		kept[n++] = i;
	}
	for (size_t i = 0; c->warns && i < ADDED; i++)
		columns_add(&columns, added[i], SCHEMA_STRING);
	if (table_out_columns(c->t, &columns, &c->out, err) == RC_OK && c->warns)
		writer_rest_columns(c->out, kept, n);
	columns_free(&columns);
	free(kept);
	return err->rc;
}

static enum rc put(struct check *c, const struct row *row, struct err *err)
{
	struct rules *rules = &c->rules;
	if (rules->reasons.n)
		return table_reject(c->t, row, buf_cstr(&rules->columns), buf_slice(&rules->values), buf_cstr(&rules->reasons), err);
	writer_rest(c->out, row);
	if (c->warns) {
		writer_str(c->out, buf_slice(&rules->warned));
		writer_str(c->out, buf_slice(&rules->warnings));
		c->warned += rules->warnings.n > 0;
	}
	return writer_end(c->out, err);
}

static enum rc check_rows(struct check *c, struct reader *in, struct err *err)
{
	struct rules_batch batch = {0};
	while (err->rc == RC_OK && rules_next(&c->rules, in, &batch, err))
		for (size_t k = 0; k < batch.n && err->rc == RC_OK; k++) {
			rules_say(&c->rules, &batch, k);
			put(c, &batch.row[k], err);
		}
	rules_batch_free(&batch);
	return err->rc;
}

static void tell(const struct check *c, struct cli *cli)
{
	struct buf text = {0};
	if (c->warned) {
		buf_printf(&text, _("rows with warnings: %zu"), c->warned);
		cli_note(cli, buf_cstr(&text));
	}
	buf_free(&text);
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct check c = {.t = &t};
	const char *schema = "any";
	const struct cli_option options[] = {
	        CLI_GROUP(rules_options(&c.rules, true)),
	        CLI_TEXT("key", &c.rules.key, "COLUMN", N_("the row's own id, by which --seen knows a row that comes again; otherwise by all its cells")),
	        CLI_TEXT("schema", &schema, "NAME", N_("the schema by which the rows are read first; otherwise they are taken as they stand")),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	struct reader *in;
	if (table_in(&t, schema, NULL, &in, err) == RC_OK && rules_open(&c.rules, &t, reader_columns(in), err) == RC_OK &&
	    open_out(&c, reader_columns(in), err) == RC_OK && check_rows(&c, in, err) == RC_OK)
		tell(&c, cli);
	enum rc rc = rules_commit(&c.rules, table_close(&t, err), err);
	rules_close(&c.rules);
	return rc;
}

const struct cli_verb route_check = {
        .name = "check",
        .args = "[FILE…]",
        .summary = N_("let only those rows pass that the form of their kind allows"),
        .details = N_("Every problem of a row is told at once. Good rows go on; bad rows stop the command, or go to --rejects with line, columns, values, reasons and the row itself. A form with rules that only warn adds the columns warning_fields and warnings; a warning keeps no row out and does not change the exit code. No store is needed. How a form is written: uprava-formats(5)."),
        .examples = "uprava route check --form forms.csv --rejects refused.csv photos.csv\n"
                    "uprava route check --form permits --rejects refused.csv permits.csv\n"
                    "uprava route check --form photos --photos inbox --seen seen.csv --rejects refused.csv photos.csv\n",
        .run = run,
};
