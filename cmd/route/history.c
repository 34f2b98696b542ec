/* SPDX-License-Identifier: MIT */
#include "base/num.h"
#include "cases/casework.h"
#include "cases/chronicle.h"
#include "cases/hand.h"
#include "export.h"
#include "place.h"
#include "table/table.h"
#include "when.h"

static enum rc put(struct writer *out, const struct chronicle_row *it, struct err *err)
{
	char hash[DIGEST_HEX];
	digest_hex(it->hash, hash);
	writer_int(out, it->seq);
	writer_int(out, (int64_t)it->step);
	writer_int(out, it->case_id);
	writer_str(out, it->kind);
	when_put(out, it->at);
	writer_int(out, it->token);
	writer_cstr(out, it->node ? it->node->id : NULL);
	writer_cstr(out, it->node ? it->node->name : NULL);
	writer_str(out, it->unit);
	writer_int(out, it->host);
	writer_cstr(out, it->flow ? it->flow->id : NULL);
	when_put(out, it->due_at);
	writer_str(out, it->actor);
	writer_str(out, it->outcome);
	writer_str(out, it->detail);
	writer_cstr(out, hash);
	return writer_end(out, err);
}

static enum rc list(struct casework *cw, int64_t case_id, int64_t until, struct writer *out, struct err *err)
{
	struct chronicle *chronicle;
	struct chronicle_row row;
	if (chronicle_open(casework_store(cw), casework_versions(cw), case_id, until, &chronicle, err) != RC_OK)
		return err->rc;
	while (chronicle_next(chronicle, &row, err))
		if (put(out, &row, err) != RC_OK)
			break;
	chronicle_close(chronicle);
	return err->rc;
}

static enum rc tell(struct table *t, const struct export *export, struct casework *cw, int64_t case_id, int64_t until, struct err *err)
{
	struct writer *out;
	struct io_out *raw;
	if (export->format == EXPORT_NONE)
		return table_out(t, "history", NULL, &out, err) == RC_OK ? list(cw, case_id, until, out, err) : err->rc;
	if (t->to != FORMAT_AUTO || t->select || t->excel)
		return err_set(err, RC_USAGE, _("a log is no table: --to, --columns and --excel do not go with --export"));
	return table_out_raw(t, &raw, err) == RC_OK ? export_run(export, t->cli, cw, case_id, until, raw, err) : err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct export export = {0};
	const char *path = NULL, *as_of = NULL, *const *operands;
	size_t n;
	int64_t case_id = 0, until;
	const struct cli_option options[] = {ROUTE_AS_OF(&as_of), ROUTE_EXPORT(export), ROUTE_STORE(&path), CLI_GROUP(table_options(&t, TABLE_OUT)),
	                                     CLI_END};
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 0, 1, &operands, &n, err) != RC_OK || when_as_of(as_of, &until, err) != RC_OK)
		return err->rc;
	if (n && (!num_parse_int(str_of(operands[0]), &case_id) || case_id < 1))
		return err_set(err, RC_USAGE, _("a case's number is expected: %.200s"), operands[0]);
	struct casework *cw = NULL;
	if (place_open(&t, path, STORE_READ, &cw, err) == RC_OK)
		tell(&t, &export, cw, case_id, until, err);
	return place_close(&t, cw, err);
}

const struct cli_verb route_history = {
        .name = "history",
        .args = "[CASE]",
        .summary = N_("what happened, event by event, in one case or in all"),
        .out = "history",
        .details = N_("An event is one operation, with all that followed from it, one row each: seq numbers the events without a gap, step the rows of an event. "
                      "--export xes writes XES (IEEE 1849), a trace a case; --export ocel writes OCEL 2.0 in JSON, with cases, tasks and units as objects. Both hold what happened "
                      "to activities (schedule, complete, withdraw), not how the case moved between them, and the data of the applications, but no comments."),
        .examples = "uprava route history 12\n"
                    "uprava route history --export xes --offset +11:00 -o permits.xes\n",
        .run = run,
};
