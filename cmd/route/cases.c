/* SPDX-License-Identifier: MIT */
#include "cases/casework.h"
#include "cases/view.h"
#include "place.h"
#include "table/table.h"
#include "when.h"

static const char *const statuses[] = {"all", "open", "ended", NULL};

static enum rc put(struct writer *out, const struct view_case *it, struct err *err)
{
	writer_int(out, it->case_id);
	writer_cstr(out, it->version->process);
	writer_int(out, it->version->number);
	writer_str(out, it->application_id);
	writer_cstr(out, it->open ? "open" : "ended");
	writer_cstr(out, it->outcome);
	when_put(out, it->started_at);
	when_put(out, it->ended_at);
	writer_int(out, (int64_t)it->open_tasks);
	when_put(out, it->due_at);
	writer_int(out, (int64_t)it->applicants);
	writer_str(out, it->data);
	return writer_end(out, err);
}

static enum rc list(struct casework *cw, const struct view_filter *filter, struct writer *out, struct err *err)
{
	struct view *view;
	struct view_case it;
	if (view_open(casework_store(cw), casework_versions(cw), VIEW_CASES, filter, &view, err) != RC_OK)
		return err->rc;
	while (view_next_case(view, &it, err))
		if (put(out, &it, err) != RC_OK)
			break;
	view_close(view);
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct view_filter filter = {.open = -1, .due_before = STORE_NEVER};
	const char *path = NULL, *as_of = NULL, *const *operands;
	int status = 0;
	size_t n;
	const struct cli_option options[] = {
	        CLI_TEXT("process", &filter.process, "ID", N_("only of this process")),
	        CLI_WORD("status", &status, statuses, N_("only the open or only the ended ones")),
	        ROUTE_AS_OF(&as_of),
	        ROUTE_STORE(&path),
	        CLI_GROUP(table_options(&t, TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 0, 0, &operands, &n, err) != RC_OK ||
	    when_as_of(as_of, &filter.as_of, err) != RC_OK)
		return err->rc;
	struct casework *cw = NULL;
	struct writer *out;
	if (status)
		filter.open = status == 1;
	if (table_out(&t, "cases", NULL, &out, err) == RC_OK && place_open(&t, path, STORE_READ, &cw, err) == RC_OK &&
	    (!filter.process || casework_process(cw, filter.process, err) == RC_OK))
		list(cw, &filter, out, err);
	return place_close(&t, cw, err);
}

const struct cli_verb route_cases = {
        .name = "cases",
        .args = "",
        .summary = N_("the cases of the store and where they stand"),
        .out = "cases",
        .details = N_("With --as-of every case is replayed from its events up to that moment; what came later is not seen."),
        .examples = "uprava route cases --status open\n"
                    "uprava route cases --as-of 2024-03-15\n",
        .run = run,
};
