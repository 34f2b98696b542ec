/* SPDX-License-Identifier: MIT */
#include "batch.h"
#include "place.h"
#include "rules.h"
#include "table/spool.h"
#include "when.h"

struct work {
	struct casework *cw;
	struct rules rules;
	struct table *t;
	struct writer *out;
	const struct columns *columns;
	const char *process;
	size_t key, same_as;
	struct spool *spool;
	struct buf json;
	VEC(struct str) cells;
};

/* ---- first every row is read and judged: errors and warnings become two more cells */

static enum rc put_by(struct work *w, const struct row *row, struct err *err)
{
	w->cells.n = 0;
	for (size_t i = 0; i < w->columns->n; i++)
		vec_push(&w->cells, row_str(row, i));
	if (row_str(row, w->key).n == 0)
		buf_printf(&w->rules.reasons, "%s%s", w->rules.reasons.n ? "; " : "", _("the application has no id"));
	vec_push(&w->cells, buf_slice(&w->rules.reasons));
	vec_push(&w->cells, buf_slice(&w->rules.warnings));
	struct row judged = {.cell = w->cells.v, .n = w->cells.n, .file = row->file, .line = row->line};
	return spool_add(w->spool, &judged, err);
}

static enum rc read_all(struct work *w, struct reader *in, struct err *err)
{
	struct rules_batch batch = {0};
	while (rules_next(&w->rules, in, &batch, err))
		for (size_t k = 0; k < batch.n; k++) {
			rules_say(&w->rules, &batch, k);
			if (put_by(w, &batch.row[k], err) != RC_OK)
				break;
		}
	rules_batch_free(&batch);
	return err->rc;
}

/* ---- then they are submitted */

static enum rc put(struct work *w, const struct row *row, const struct casework_case *c, const char *status, struct str errors, struct err *err)
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
	writer_str(w->out, row_str(row, w->columns->n + 1));
	return writer_end(w->out, err);
}

static enum rc submit_row(struct work *w, const struct row *row, struct err *err)
{
	static const char *const names[] = {"open", "ended", "known", "differs", "joined", "rejected"};
	struct casework_case c = {.due_at = STORE_NEVER};
	struct str errors = row_str(row, w->columns->n);
	if (errors.n) {
		table_look(w->t);
		return put(w, row, &c, "rejected", errors, err);
	}
	buf_clear(&w->json);
	row_json(row, w->columns, &w->json);
	struct str id = row_str(row, w->key), same_as = row_str(row, w->same_as);
	if ((same_as.n ? casework_submit_same(w->cw, w->process, id, same_as, buf_slice(&w->json), &c, err)
	               : casework_submit(w->cw, w->process, id, buf_slice(&w->json), &c, err)) != RC_OK)
		return err->rc;
	bool differs = c.status == CASEWORK_DIFFERS;
	if (differs || c.problem)
		table_look(w->t);
	return put(w, row, &c, names[c.status], str_of(differs ? _("the application was submitted before with other data") : c.problem), err);
}

static enum rc submit_all(struct work *w, struct err *err)
{
	struct batch batch = {.casework = w->cw};
	struct row row;
	for (size_t done = 0; spool_next(w->spool, &row, err); cli_progress(w->t->cli, ++done, spool_rows(w->spool)))
		if (batch_step(&batch, err) != RC_OK || submit_row(w, &row, err) != RC_OK)
			break;
	return batch_end(&batch, err);
}

static enum rc find_key(struct work *w, const char *key, struct err *err)
{
	const struct columns *columns = w->columns;
	VEC(const char *) names = {0};
	w->key = key ? columns_find(columns, key) : 0;
	if (columns->n == 0) /* an empty JSON list: no rows will come */
		return RC_OK;
	if (w->key != COLUMN_NONE) {
		w->rules.key = columns->v[w->key].name;
		return RC_OK;
	}
	for (size_t i = 0; i < columns->n; i++)
		vec_push(&names, columns->v[i].name);
	const char *near = str_nearest(str_of(key), names.v, names.n);
	vec_free(&names);
	return err_set(err, RC_USAGE,
	               near ? _("--key: the table has no column \"%.200s\" (did you mean \"%s\"?)")
	                    : _("--key: the table has no column \"%.200s\""),
	               key, near);
}

/* The form that was deployed with the process. */
static struct rules *with_form(struct work *w)
{
	w->rules.carried = casework_file(w->cw, DEPLOYED_FORM);
	struct str kind = casework_file(w->cw, DEPLOYED_KIND);
	if (kind.p && !w->rules.kind)
		w->rules.kind = kind.p;
	return &w->rules;
}

static enum rc submit(struct work *w, const char *store, const char *schema, const char *key, struct err *err)
{
	struct reader *in;
	if (table_in(w->t, schema, NULL, &in, err) != RC_OK)
		return err->rc;
	w->columns = reader_columns(in);
	w->same_as = columns_find(w->columns, "same_as");
	if (find_key(w, key, err) != RC_OK || place_open(w->t, store, STORE_WRITE, &w->cw, err) != RC_OK ||
	    casework_process(w->cw, w->process, err) != RC_OK ||
	    rules_open(with_form(w), w->t, w->columns, err) != RC_OK || read_all(w, in, err) != RC_OK || table_failed(w->t) || table_out(w->t, "submitted", NULL, &w->out, err) != RC_OK)
		return err->rc;
	return submit_all(w, err);
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
	t.hold = true;
	w.spool = spool_new();
	submit(&w, store, schema, key, err);
	enum rc rc = rules_commit(&w.rules, place_close(&t, w.cw, err), err);
	rules_close(&w.rules);
	spool_free(w.spool);
	buf_free(&w.json);
	vec_free(&w.cells);
	return rc;
}

const struct cli_verb route_submit = {
        .name = "submit",
        .args = "[FILE…]",
        .summary = N_("start a case for each application"),
        .out = "submitted",
        .details = N_("An application that was submitted before with the same data is known and changes nothing, so that a run may be repeated. One that the form refuses is told in its row as rejected and does not enter the store. One whose column same_as names an application with an open case joins that case as another applicant. Nothing begins before the whole table was read."),
        .examples = "uprava route submit --process earthworks-permit --schema permits permits.csv\n",
        .run = run,
};
