/* SPDX-License-Identifier: MIT */
#include "batch.h"
#include "place.h"
#include "table/table.h"
#include "when.h"

static enum rc put(struct writer *out, const struct casework_fired *fired, struct err *err)
{
	writer_int(out, fired->case_id);
	writer_cstr(out, fired->node);
	writer_cstr(out, fired->name);
	when_put(out, fired->due_at);
	writer_str(out, fired->moved.opened);
	writer_cstr(out, fired->moved.ended);
	writer_cstr(out, fired->problem);
	return writer_end(out, err);
}

/* Timers in the order they were due. */
static enum rc fire_all(struct table *t, struct casework *cw, struct writer *out, struct err *err)
{
	struct batch batch = {.casework = cw};
	struct casework_fired fired;
	while (batch_step(&batch, err) == RC_OK && casework_tick(cw, &fired, err)) {
		if (fired.problem)
			table_look(t);
		if (put(out, &fired, err) != RC_OK)
			break;
	}
	return batch_end(&batch, err);
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	const char *store = NULL, *const *operands;
	size_t n;
	const struct cli_option options[] = {ROUTE_STORE(&store), CLI_GROUP(table_options(&t, TABLE_OUT)), CLI_END};
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 0, 0, &operands, &n, err) != RC_OK)
		return err->rc;
	struct casework *cw = NULL;
	struct writer *out;
	if (table_out(&t, "fired", NULL, &out, err) == RC_OK && place_open(&t, store, STORE_WRITE, &cw, err) == RC_OK)
		fire_all(&t, cw, out, err);
	return place_close(&t, cw, err);
}

const struct cli_verb route_tick = {
        .name = "tick",
        .args = "",
        .summary = N_("fire the timers whose moment has come; for cron, safe to run twice"),
        .out = "fired",
        .details = N_("A case that cannot move, because a condition fails on its data or its process goes round, is told with its error and passed over; the others go on, and the exit code is 1."),
        .examples = "uprava route tick\n",
        .run = run,
};
