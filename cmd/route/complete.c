/* SPDX-License-Identifier: MIT */
#include "cases/casework.h"
#include "place.h"
#include "table/table.h"

struct answer {
	struct str task_id;
	struct casework_answer given;
};

static enum rc complete_one(struct casework *cw, struct writer *out, const struct answer *a, struct err *err)
{
	static const char *const how[] = {"completed", "repeated", "late"};
	struct casework_moved moved;
	if (casework_complete(cw, a->task_id, &a->given, &moved, err) != RC_OK)
		return err->rc;
	writer_str(out, a->task_id);
	writer_int(out, moved.case_id);
	writer_cstr(out, how[moved.how]);
	writer_str(out, moved.opened);
	writer_cstr(out, moved.ended);
	return writer_end(out, err);
}

static enum rc complete_rows(struct casework *cw, struct writer *out, const struct frame *rows, struct err *err)
{
	size_t column[5];
	static const char *const names[] = {"task_id", "outcome", "data", "actor", "comment"};
	for (size_t i = 0; i < 5; i++)
		column[i] = frame_column(rows, names[i]);
	for (size_t r = 0; r < rows->n; r++) {
		const struct row *row = &rows->row[r];
		struct err inner = ERR_NONE;
		struct answer a = {row_str(row, column[0]),
		                   {row_str(row, column[1]), row_str(row, column[2]), row_str(row, column[3]), row_str(row, column[4])}};
		if (complete_one(cw, out, &a, &inner) != RC_OK)
			return inner.rc == RC_INPUT ? row_err(row, "task_id", err, "%s", inner.text)
			                            : err_set(err, inner.rc, "%s", inner.text);
	}
	return RC_OK;
}

/* All of the answers or none of them. */
static enum rc complete_all(struct casework *cw, struct writer *out, const struct frame *rows, const struct answer *one, struct err *err)
{
	if (casework_begin(cw, err) != RC_OK)
		return err->rc;
	enum rc rc = one ? complete_one(cw, out, one, err) : complete_rows(cw, out, rows, err);
	if (rc == RC_OK && casework_commit(cw, err) == RC_OK)
		return RC_OK;
	casework_rollback(cw);
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	const char *store = NULL, *task = NULL, *outcome = NULL, *data = NULL, *actor = NULL, *comment = NULL;
	const struct cli_option options[] = {
	        CLI_TEXT("task", &task, "TASK", N_("one task, by its id; otherwise a table of answers is read")),
	        CLI_TEXT("outcome", &outcome, "WORD", N_("its outcome, which conditions see as .outcomes.ELEMENT")),
	        CLI_TEXT("data", &data, "JSON", N_("an object whose members become the case's")),
	        CLI_TEXT("actor", &actor, "WHO", N_("who answered")),
	        CLI_TEXT("comment", &comment, "TEXT", N_("what was said to it")),
	        ROUTE_STORE(&store),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	struct casework *cw = NULL;
	struct writer *out;
	struct frame rows = {0};
	struct answer one = {str_of(task), {str_of(outcome), str_of(data), str_of(actor), str_of(comment)}};
	if ((task || table_frame(&t, "answers", NULL, &rows, err) == RC_OK) && table_out(&t, "completed", NULL, &out, err) == RC_OK &&
	    casework_open(place_of(store), STORE_WRITE, &cw, err) == RC_OK)
		complete_all(cw, out, &rows, task ? &one : NULL, err);
	casework_close(cw);
	frame_free(&rows);
	return table_close(&t, err);
}

const struct cli_verb route_complete = {
        .name = "complete",
        .args = "[FILE…]",
        .summary = N_("record the answers to tasks and move their cases on"),
        .in = "answers",
        .out = "completed",
        .details = N_("All answers are recorded or none. An answer that is given again is repeated and changes nothing; another outcome for a task that is done is an error. An answer to a task that was taken away is late: it is kept in the history and moves nothing."),
        .examples = "uprava route complete --task 12.3 --outcome agreed --actor E0042\n",
        .run = run,
};
