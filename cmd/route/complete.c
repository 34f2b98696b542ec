/* SPDX-License-Identifier: MIT */
#include "base/num.h"
#include "base/utf8.h"
#include "batch.h"
#include "place.h"
#include "table/spool.h"
#include "table/table.h"

#include <string.h>

enum { TASK, CASE, APPLICATION, PROCESS, MESSAGE, MESSAGE_ID, SIGNAL, OUTCOME, DATA, ACTOR, COMMENT, COLUMNS };

static const char *const names[COLUMNS] = {"task_id", "case_id", "application_id", "process", "message", "message_id",
                                           "signal",  "outcome", "data",           "actor",   "comment"};

struct work {
	struct casework *cw;
	struct table *t;
	struct writer *out;
	size_t column[COLUMNS];
	size_t heard; /* cases that a signal reached */
};

/* What a row, or the command line, asks for. */
struct request {
	struct str cell[COLUMNS];
	struct casework_answer answer;
};

static enum rc put(struct work *w, struct str task_id, const struct casework_moved *moved, const char *status, const char *errors, struct err *err)
{
	writer_str(w->out, task_id);
	if (moved->case_id)
		writer_int(w->out, moved->case_id);
	else
		writer_cstr(w->out, NULL);
	writer_cstr(w->out, status);
	writer_str(w->out, moved->opened);
	writer_cstr(w->out, moved->ended);
	writer_cstr(w->out, errors);
	return writer_end(w->out, err);
}

static enum rc put_moved(struct work *w, struct str task_id, const struct casework_moved *moved, struct err *err)
{
	static const char *const how[] = {"completed", "repeated", "late"};
	return put(w, task_id, moved, how[moved->how], NULL, err);
}

static enum rc heard(void *context, const struct casework_moved *moved, struct err *err)
{
	struct work *w = context;
	w->heard++;
	return put_moved(w, (struct str){"", 0}, moved, err);
}

static enum rc signal(struct work *w, const struct request *r, struct err *err)
{
	struct casework_moved nobody = {0};
	w->heard = 0;
	if (casework_signal(w->cw, r->cell[SIGNAL], &r->answer, heard, w, err) != RC_OK || w->heard)
		return err->rc;
	return put(w, (struct str){"", 0}, &nobody, "unheard", NULL, err);
}

static enum rc message(struct work *w, const struct request *r, struct err *err)
{
	struct casework_moved moved;
	int64_t case_id = 0;
	struct buf process = {0};
	buf_str(&process, r->cell[PROCESS]);
	enum rc rc = RC_OK;
	if (r->cell[CASE].n == 0)
		rc = casework_case_of(w->cw, process.n ? buf_cstr(&process) : NULL, r->cell[APPLICATION], &case_id, err);
	else if (!num_parse_int(r->cell[CASE], &case_id) || case_id < 1)
		rc = err_set(err, RC_INPUT, _("a case's number is expected: %.*s"), STR_ARG(r->cell[CASE]));
	buf_free(&process);
	if (rc != RC_OK || casework_message(w->cw, case_id, r->cell[MESSAGE], r->cell[MESSAGE_ID], &r->answer, &moved, err) != RC_OK)
		return err->rc;
	return put_moved(w, (struct str){"", 0}, &moved, err);
}

static enum rc complete_one(struct work *w, const struct request *r, struct err *err)
{
	struct casework_moved moved;
	int kinds = (r->cell[TASK].n > 0) + (r->cell[MESSAGE].n > 0) + (r->cell[SIGNAL].n > 0);
	if (kinds != 1 || (r->cell[MESSAGE].n && !r->cell[CASE].n && !r->cell[APPLICATION].n))
		return err_set(err, RC_INPUT, _("task_id is expected, or message with case_id or application_id, or signal"));
	if (r->cell[SIGNAL].n)
		return signal(w, r, err);
	if (r->cell[MESSAGE].n)
		return message(w, r, err);
	if (casework_complete(w->cw, r->cell[TASK], &r->answer, &moved, err) != RC_OK)
		return err->rc;
	return put_moved(w, r->cell[TASK], &moved, err);
}

/* What a spreadsheet leaves around a task's id: blanks, and the apostrophe of --excel where it saved in Windows-1251. */
static struct str task_of(struct str cell)
{
	cell = str_trim(cell);
	return cell.n && cell.p[0] == '\'' ? (struct str){cell.p + 1, cell.n - 1} : cell;
}

static void answer_of(struct request *r)
{
	r->answer = (struct casework_answer){.outcome = r->cell[OUTCOME], .patch = r->cell[DATA], .actor = r->cell[ACTOR], .comment = r->cell[COMMENT]};
}

/* An answer that is wrong is told in its row; the others go on. */
static enum rc complete_row(struct work *w, const struct row *row, struct err *err)
{
	struct request r;
	struct err inner = ERR_NONE;
	struct casework_moved none = {0};
	for (size_t i = 0; i < COLUMNS; i++)
		r.cell[i] = row_str(row, w->column[i]);
	r.cell[TASK] = task_of(r.cell[TASK]);
	answer_of(&r);
	enum rc rc = complete_one(w, &r, &inner);
	if (rc == RC_OK)
		return RC_OK;
	if (rc != RC_INPUT)
		return err_set(err, rc, "%s", inner.text);
	struct err placed = ERR_NONE;
	row_err(row, r.cell[TASK].n ? "task_id" : r.cell[MESSAGE].n ? "message" : "signal", &placed, "%s", inner.text);
	table_look(w->t);
	return put(w, r.cell[TASK], &none, "rejected", placed.text, err);
}

static enum rc complete_rows(struct work *w, struct spool *spool, struct err *err)
{
	struct batch batch = {.casework = w->cw};
	struct row row;
	for (size_t done = 0; spool_next(spool, &row, err); cli_progress(w->t->cli, ++done, spool_rows(spool)))
		if (batch_step(&batch, err) != RC_OK || complete_row(w, &row, err) != RC_OK)
			break;
	return batch_end(&batch, err);
}

/* Words under a header that means nothing here would be lost without a sound. What tasks writes may stay in the table. */
static enum rc note_unknown(struct work *w, const struct reader *in, struct err *err)
{
	struct arena *arena = arena_new();
	struct buf text = {0};
	const struct columns *columns = reader_columns(in);
	const struct schema *answers, *tasks;
	if (schema_load("answers", arena, &answers, err) == RC_OK && schema_load("tasks", arena, &tasks, err) == RC_OK)
		for (size_t i = 0; i < columns->n; i++) {
			const char *name = columns->v[i].name;
			if (schema_field(answers, name) == SCHEMA_NONE && schema_find(tasks, str_of(name)) == SCHEMA_NONE)
				buf_printf(&text, "%s%s", text.n ? ", " : _("columns that say nothing to complete: "), name);
		}
	if (text.n)
		cli_note(w->t->cli, buf_cstr(&text));
	buf_free(&text);
	arena_free(arena);
	return err->rc;
}

static enum rc complete_table(struct work *w, const char *store, struct spool *spool, struct err *err)
{
	struct reader *in;
	struct row row;
	if (table_in(w->t, "answers", "", &in, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < COLUMNS; i++)
		w->column[i] = reader_column(in, names[i]);
	bool rows = reader_columns(in)->n > 0; /* none in an empty JSON list */
	if (rows && w->column[TASK] == COLUMN_NONE && w->column[MESSAGE] == COLUMN_NONE && w->column[SIGNAL] == COLUMN_NONE)
		return err_set(err, RC_INPUT, _("%s: a column task_id, message or signal is expected"), reader_name(in));
	if (note_unknown(w, in, err) != RC_OK)
		return err->rc;
	while (reader_next(in, &row, err))
		if (spool_add(spool, &row, err) != RC_OK)
			break;
	if (err->rc != RC_OK || table_failed(w->t) || table_out(w->t, "completed", NULL, &w->out, err) != RC_OK ||
	    place_open(w->t, store, STORE_WRITE, &w->cw, err) != RC_OK)
		return err->rc;
	return complete_rows(w, spool, err);
}

/* Its words go into the store as they stand. */
static enum rc check_text(const char *option, const char *value, struct err *err)
{
	size_t n = strlen(value);
	return utf8_valid(value, n) == n ? RC_OK : err_set(err, RC_USAGE, _("--%s: not UTF-8"), option);
}

/* What is given in vain was meant for something. */
static enum rc check_given(struct table *t, const char *const given[COLUMNS], struct err *err)
{
	static const char *const option[COLUMNS] = {"task",   "case",    "application", "process", "message", "message-id",
	                                            "signal", "outcome", "data",        "actor",   "comment"};
	const char *const *files;
	bool one = given[TASK] || given[MESSAGE] || given[SIGNAL];
	for (int i = 0; i < COLUMNS; i++) {
		if (!given[i])
			continue;
		if ((i == CASE || i == APPLICATION || i == PROCESS || i == MESSAGE_ID) && !given[MESSAGE])
			return err_set(err, RC_USAGE, _("--%s goes with --message"), option[i]);
		if (!one)
			return err_set(err, RC_USAGE, _("--%s goes with --task, --message or --signal; in a table it is a column"), option[i]);
		if (check_text(option[i], given[i], err) != RC_OK)
			return err->rc;
	}
	if (!one)
		return RC_OK;
	if ((given[TASK] != NULL) + (given[MESSAGE] != NULL) + (given[SIGNAL] != NULL) > 1)
		return err_set(err, RC_USAGE, _("one of --task, --message and --signal is expected"));
	if (given[MESSAGE] && !given[CASE] == !given[APPLICATION])
		return err_set(err, RC_USAGE, _("--message goes with --case or --application"));
	if (cli_operands(t->cli, &files) > 0 || t->from || t->where || t->map.n || t->rejects)
		return err_set(err, RC_USAGE, _("either one answer is given by options, or a table of answers is read"));
	return RC_OK;
}

static enum rc complete_given(struct work *w, const char *store, struct request *r, struct err *err)
{
	struct batch batch = {0};
	answer_of(r);
	if (table_out(w->t, "completed", NULL, &w->out, err) != RC_OK || place_open(w->t, store, STORE_WRITE, &w->cw, err) != RC_OK)
		return err->rc;
	batch.casework = w->cw;
	if (batch_step(&batch, err) == RC_OK)
		complete_one(w, r, err);
	return batch_end(&batch, err);
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct work w = {.t = &t};
	struct request r = {0};
	const char *store = NULL, *given[COLUMNS] = {0};
	const struct cli_option options[] = {
	        CLI_TEXT("task", &given[TASK], "TASK", N_("one task, by its id; otherwise a table of answers is read")),
	        CLI_TEXT("case", &given[CASE], "CASE", N_("the case that a message is for")),
	        CLI_TEXT("application", &given[APPLICATION], "ID", N_("the same, by the application's own id")),
	        CLI_TEXT("process", &given[PROCESS], "ID", N_("of which process, where several have that application")),
	        CLI_TEXT("message", &given[MESSAGE], "NAME", N_("one message, for a case that waits for it")),
	        CLI_TEXT("message-id", &given[MESSAGE_ID], "ID", N_("the sender's own; a case takes one message of one id")),
	        CLI_TEXT("signal", &given[SIGNAL], "NAME", N_("one signal, for every case that waits for it")),
	        CLI_TEXT("outcome", &given[OUTCOME], "WORD", N_("its outcome, which conditions see as .outcomes.ELEMENT")),
	        CLI_TEXT("data", &given[DATA], "JSON", N_("an object whose members become the case's")),
	        CLI_TEXT("actor", &given[ACTOR], "WHO", N_("who answered")),
	        CLI_TEXT("comment", &given[COMMENT], "TEXT", N_("what was said to it")),
	        ROUTE_STORE(&store),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	if (check_given(&t, given, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < COLUMNS; i++)
		r.cell[i] = str_of(given[i]);
	t.hold = true;
	struct spool *spool = spool_new();
	if (given[TASK] || given[MESSAGE] || given[SIGNAL])
		complete_given(&w, store, &r, err);
	else
		complete_table(&w, store, spool, err);
	spool_free(spool);
	return place_close(&t, w.cw, err);
}

const struct cli_verb route_complete = {
        .name = "complete",
        .args = "[FILE…]",
        .summary = N_("record the answers to tasks, messages and signals, and move their cases on"),
        .in = "answers",
        .out = "completed",
        .details = N_("A row answers a task, brings a message to a case that waits for it, or a signal to all that do. A row that is wrong is rejected with its place and reason, and the others go on. What is given again is repeated and changes nothing, so that a run may be repeated; another outcome, or other data, for a task that is done is an error. An answer to a task that was taken away is late: it is kept in the history and moves nothing. Nothing begins before the whole table was read."),
        .examples = "uprava route complete --task 12.3 --outcome agreed --actor E0042\n"
                    "uprava route complete --signal water-restored --actor E0042\n",
        .run = run,
};
