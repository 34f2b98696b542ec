/* SPDX-License-Identifier: MIT */
#include "cases/casework.h"
#include "place.h"
#include "rules.h"
#include "when.h"

enum { BATCH = 1000 };

struct work {
	struct casework *cw;
	struct rules rules;
	struct table *t;
	struct writer *out;
	const char *process;
	size_t key;
	struct buf json;
};

static enum rc put(struct work *w, const struct row *row, struct casework_case *c, const char *status, struct str errors, struct err *err)
{
	writer_int(w->out, (int64_t)row->line);
	writer_str(w->out, row_str(row, w->key));
	if (c->case_id)
		writer_int(w->out, c->case_id);
	else
		writer_cstr(w->out, NULL);
	writer_cstr(w->out, status);
	when_put(w->out, c->due_at);
	writer_str(w->out, errors);
	return writer_end(w->out, err);
}

static enum rc submit_row(struct work *w, const struct row *row, const struct columns *columns, struct err *err)
{
	static const char *const names[] = {"open", "ended", "known", "differs", "rejected"};
	struct casework_case c = {.due_at = STORE_NEVER};
	if (rules_check(&w->rules, row, err) != RC_OK)
		return err->rc;
	if (row_str(row, w->key).n == 0)
		buf_puts(&w->rules.reasons, _("the application has no id"));
	if (w->rules.reasons.n) {
		table_look(w->t);
		return put(w, row, &c, "rejected", buf_slice(&w->rules.reasons), err);
	}
	buf_clear(&w->json);
	row_json(row, columns, &w->json);
	if (casework_submit(w->cw, w->process, row_str(row, w->key), buf_slice(&w->json), &c, err) != RC_OK)
		return err->rc;
	bool differs = c.status == CASEWORK_DIFFERS;
	if (differs || c.problem)
		table_look(w->t);
	return put(w, row, &c, names[c.status], str_of(differs ? _("the application was submitted before with other data") : c.problem), err);
}

/* A batch is a transaction: what a killed command leaves is whole batches, and a second run knows them. */
static enum rc submit_all(struct work *w, const struct frame *rows, struct err *err)
{
	for (size_t i = 0; i < rows->n && err->rc == RC_OK; i += BATCH) {
		if (casework_begin(w->cw, err) != RC_OK)
			return err->rc;
		for (size_t j = i; j < rows->n && j < i + BATCH; j++)
			if (submit_row(w, &rows->row[j], &rows->columns, err) != RC_OK)
				break;
		if (err->rc != RC_OK || casework_commit(w->cw, err) != RC_OK)
			casework_rollback(w->cw);
	}
	return err->rc;
}

static enum rc find_key(struct work *w, const struct frame *rows, const char *key, struct err *err)
{
	w->key = key ? frame_column(rows, key) : 0;
	if (w->key != COLUMN_NONE && rows->columns.n > 0) {
		w->rules.key = rows->columns.v[w->key].name;
		return RC_OK;
	}
	const char **names = arena_array(rows->arena, rows->columns.n + 1, sizeof *names);
	for (size_t i = 0; i < rows->columns.n; i++)
		names[i] = rows->columns.v[i].name;
	const char *near = str_nearest(str_of(key), names, rows->columns.n);
	return err_set(err, RC_USAGE,
	               near ? _("--key: the table has no column \"%.200s\" (did you mean \"%s\"?)")
	                    : _("--key: the table has no column \"%.200s\""),
	               key ? key : "", near);
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct work w = {.t = &t};
	const char *store = NULL, *key = NULL, *schema = "any";
	const struct cli_option options[] = {
	        CLI_NEED_TEXT("process", &w.process, "ID", N_("the process that the applications enter")),
	        CLI_TEXT("key", &key, "COLUMN", N_("the application's own id; otherwise the first column")),
	        CLI_GROUP(rules_options(&w.rules, false)),
	        CLI_TEXT("schema", &schema, "NAME", N_("the schema by which the rows are read first; otherwise they are taken as they stand")),
	        ROUTE_STORE(&store),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	struct frame rows;
	if (table_frame(&t, schema, NULL, &rows, err) == RC_OK && find_key(&w, &rows, key, err) == RC_OK &&
	    rules_open(&w.rules, &t, &rows.columns, err) == RC_OK && table_out(&t, "submitted", NULL, &w.out, err) == RC_OK &&
	    casework_open(place_of(store), STORE_WRITE, &w.cw, err) == RC_OK && casework_process(w.cw, w.process, err) == RC_OK)
		submit_all(&w, &rows, err);
	casework_close(w.cw);
	enum rc rc = rules_commit(&w.rules, table_close(&t, err), err);
	rules_close(&w.rules);
	frame_free(&rows);
	buf_free(&w.json);
	return rc;
}

const struct cli_verb route_submit = {
        .name = "submit",
        .args = "[FILE…]",
        .summary = N_("start a case for each application"),
        .out = "submitted",
        .details = N_("An application that was submitted before with the same data is known and changes nothing, so that a run may be repeated. One that the form refuses is told in its row as rejected and does not enter the store."),
        .examples = "uprava route submit --process earthworks-permit --schema permits permits.csv\n",
        .run = run,
};
