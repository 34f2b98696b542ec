/* SPDX-License-Identifier: MIT */
#include "base/date.h"
#include "cases/casework.h"
#include "cases/view.h"
#include "place.h"
#include "table/table.h"
#include "when.h"

static enum rc put(struct writer *out, const struct view_task *it, int64_t now, struct buf *text, struct err *err)
{
	buf_clear(text);
	buf_printf(text, "%lld.%lld", (long long)it->case_id, (long long)it->token);
	writer_str(out, buf_slice(text));
	writer_int(out, it->case_id);
	writer_cstr(out, it->version->process);
	writer_str(out, it->application_id);
	writer_str(out, it->activity);
	writer_str(out, it->unit);
	when_put(out, it->created_at);
	when_put(out, it->due_at);
	writer_bool(out, it->due_at < now);
	buf_clear(text);
	buf_printf(text, "%u/%u", it->answered, it->asked);
	writer_str(out, buf_slice(text));
	return writer_end(out, err);
}

static enum rc list(struct casework *cw, const struct view_filter *filter, int64_t now, struct writer *out, struct err *err)
{
	struct buf text = {0};
	struct view *view;
	struct view_task it;
	if (view_open(casework_store(cw), casework_versions(cw), VIEW_TASKS, filter, &view, err) != RC_OK)
		return err->rc;
	while (view_next_task(view, &it, err))
		if (put(out, &it, now, &text, err) != RC_OK)
			break;
	view_close(view);
	buf_free(&text);
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct view_filter filter = {.open = 1, .due_before = STORE_NEVER};
	const char *path = NULL, *as_of = NULL, *const *operands;
	bool overdue = false;
	size_t n;
	const struct cli_option options[] = {
	        CLI_TEXT("unit", &filter.unit, "UNIT", N_("only the tasks of this unit")),
	        CLI_TEXT("process", &filter.process, "ID", N_("only of this process")),
	        CLI_FLAG("overdue", &overdue, N_("only those whose due date is over")),
	        ROUTE_AS_OF(&as_of),
	        ROUTE_STORE(&path),
	        CLI_GROUP(table_options(&t, TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 0, 0, &operands, &n, err) != RC_OK ||
	    when_as_of(as_of, &filter.as_of, err) != RC_OK)
		return err->rc;
	int64_t now = filter.as_of == STORE_NEVER ? date_now().seconds : filter.as_of;
	struct casework *cw = NULL;
	struct writer *out;
	if (overdue)
		filter.due_before = now;
	if (table_out(&t, "tasks", NULL, &out, err) == RC_OK && place_open(&t, path, STORE_READ, &cw, err) == RC_OK &&
	    (!filter.process || casework_process(cw, filter.process, err) == RC_OK))
		list(cw, &filter, now, out, err);
	return place_close(&t, cw, err);
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
