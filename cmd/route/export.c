/* SPDX-License-Identifier: MIT */
#include "export.h"

#include "base/json.h"
#include "cases/chronicle.h"
#include "cases/view.h"
#include "render/ocel.h"
#include "render/xes.h"

#include <stdlib.h>

enum { FULL = 256 << 10 }; /* bytes of log written at once */

const char *const export_words[] = {"none", "xes", "ocel", NULL};

struct run {
	struct casework *cw;
	int64_t case_id, until;
	int32_t offset;
	struct io_out *out;
	struct buf text; /* not yet written */
	struct trail *trail;
	struct ocel *ocel;
	size_t n_cases, n_events;
};

typedef enum rc visit(struct run *run, const struct trail_case *c, const struct trail_event *event, size_t n, struct err *err);

static enum rc flush(struct run *run, size_t least, struct err *err)
{
	if (run->text.n > least) {
		if (io_out_write(run->out, buf_slice(&run->text), err) != RC_OK)
			return err->rc;
		buf_clear(&run->text);
	}
	return RC_OK;
}

static struct moment local(int64_t seconds)
{
	return (struct moment){seconds, DATE_NO_OFFSET};
}

static void add_step(struct trail *trail, const struct chronicle_row *row, struct arena *arena)
{
	struct trail_step step = {.seq = row->seq,
	                          .at = local(row->at),
	                          .kind = row->kind,
	                          .node = row->node,
	                          .token = row->token,
	                          .unit = row->unit,
	                          .outcome = row->outcome,
	                          .actor = row->actor,
	                          .data = row->detail,
	                          .has_due = row->due_at != STORE_NEVER,
	                          .due = local(row->due_at)};
	struct err ignored = ERR_NONE;
	const struct json *detail;
	/* An answer that moved nothing stands whole in its detail. */
	if (str_is(row->kind, "late") && json_parse(row->detail, "detail", arena, &detail, &ignored) == RC_OK)
		step.outcome = json_text(detail, "outcome");
	trail_add(trail, &step);
}

static enum rc follow(struct run *run, int64_t case_id, struct err *err)
{
	struct arena *arena = arena_new();
	struct chronicle *chronicle;
	struct chronicle_row row;
	trail_begin(run->trail, case_id);
	if (chronicle_open(casework_store(run->cw), casework_versions(run->cw), case_id, run->until, &chronicle, err) == RC_OK) {
		while (chronicle_next(chronicle, &row, err))
			add_step(run->trail, &row, arena);
		chronicle_close(chronicle);
	}
	arena_free(arena);
	return err->rc;
}

static enum rc visit_case(struct run *run, const struct view_case *c, visit *visitor, struct err *err)
{
	size_t n;
	struct trail_case it = {.case_id = c->case_id,
	                        .version = c->version->number,
	                        .process = str_of(c->version->process),
	                        .application_id = c->application_id,
	                        .status = c->open ? STR("open") : STR("ended"),
	                        .outcome = str_of(c->outcome),
	                        .started = local(c->started_at),
	                        .ended = local(c->ended_at),
	                        .is_over = c->ended_at != STORE_NEVER,
	                        .data = c->data};
	if (follow(run, c->case_id, err) != RC_OK)
		return err->rc;
	const struct trail_event *event = trail_events(run->trail, &n);
	run->n_cases++;
	run->n_events += n;
	return visitor(run, &it, event, n, err) == RC_OK ? flush(run, FULL, err) : err->rc;
}

/* Every case in order of its number, or the one that was asked for. */
static enum rc each(struct run *run, visit *visitor, struct err *err)
{
	struct view_filter filter = {.open = -1, .due_before = STORE_NEVER, .as_of = run->until};
	struct view *view;
	struct view_case c;
	run->n_cases = run->n_events = 0;
	if (view_open(casework_store(run->cw), casework_versions(run->cw), VIEW_CASES, &filter, &view, err) != RC_OK)
		return err->rc;
	while (view_next_case(view, &c, err))
		if ((run->case_id == 0 || run->case_id == c.case_id) && visit_case(run, &c, visitor, err) != RC_OK)
			break;
	view_close(view);
	if (run->case_id && run->n_cases == 0)
		err_set(err, RC_INPUT, _("there is no case %lld"), (long long)run->case_id);
	return err->rc;
}

static enum rc write_trace(struct run *run, const struct trail_case *c, const struct trail_event *event, size_t n, struct err *err)
{
	return xes_case(&run->text, c, event, n, run->offset, err);
}

static enum rc look(struct run *run, const struct trail_case *c, const struct trail_event *event, size_t n, struct err *err)
{
	(void)c;
	return ocel_look(run->ocel, event, n, err);
}

static enum rc write_objects(struct run *run, const struct trail_case *c, const struct trail_event *event, size_t n, struct err *err)
{
	return ocel_objects(run->ocel, &run->text, c, event, n, err);
}

static enum rc write_events(struct run *run, const struct trail_case *c, const struct trail_event *event, size_t n, struct err *err)
{
	(void)c, (void)err;
	ocel_events(run->ocel, &run->text, event, n);
	return RC_OK;
}

static enum rc write_xes(struct run *run, struct err *err)
{
	xes_begin(&run->text);
	if (each(run, write_trace, err) == RC_OK)
		xes_end(&run->text);
	return err->rc;
}

static enum rc write_ocel(struct run *run, struct err *err)
{
	run->ocel = ocel_new(run->offset);
	if (each(run, look, err) != RC_OK)
		return err->rc;
	ocel_begin(run->ocel, &run->text);
	if (each(run, write_objects, err) != RC_OK)
		return err->rc;
	ocel_units(run->ocel, &run->text);
	if (each(run, write_events, err) == RC_OK)
		ocel_end(run->ocel, &run->text);
	return err->rc;
}

/* "+11:00" or "Z": what may stand behind a moment. */
static enum rc read_offset(const char *option, int32_t *offset, struct err *err)
{
	const char *env = getenv("UPRAVA_OFFSET"), *text = option ? option : env && *env ? env : NULL;
	struct moment moment;
	struct buf whole = {0};
	if (!text)
		return err_set(err, RC_USAGE, _("the log's moments need the city's offset from UTC (--offset +11:00, or UPRAVA_OFFSET)"));
	buf_printf(&whole, "1970-01-01T00:00%s", text);
	bool ok = moment_read(buf_slice(&whole), &moment) == DATE_OK && moment.offset != DATE_NO_OFFSET;
	buf_free(&whole);
	if (!ok)
		return err_set(err, RC_USAGE, _("an offset from UTC is expected, such as +11:00: %.200s"), text);
	*offset = moment.offset;
	return RC_OK;
}

enum rc export_run(const struct export *export, struct cli *cli, struct casework *casework, int64_t case_id, int64_t until, struct io_out *out,
                   struct err *err)
{
	struct run run = {.cw = casework, .case_id = case_id, .until = until, .out = out};
	if (read_offset(export->offset, &run.offset, err) != RC_OK || store_snapshot(casework_store(casework), err) != RC_OK)
		return err->rc;
	run.trail = trail_new();
	if ((export->format == EXPORT_XES ? write_xes(&run, err) : write_ocel(&run, err)) == RC_OK && flush(&run, 0, err) == RC_OK) {
		struct buf said = {0};
		buf_printf(&said, _("cases: %zu, events: %zu"), run.n_cases, run.n_events);
		cli_detail(cli, buf_cstr(&said));
		buf_free(&said);
	}
	trail_free(run.trail);
	ocel_free(run.ocel);
	buf_free(&run.text);
	return err->rc;
}
