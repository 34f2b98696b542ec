/* SPDX-License-Identifier: MIT */
#include "cases/store.h"
#include "place.h"
#include "table/table.h"

static enum rc verify(struct table *t, struct store *store, struct writer *out, struct err *err)
{
	int64_t altered, n;
	char head[DIGEST_HEX];
	if (store_verify(store, &altered, &n, head, err) != RC_OK)
		return err->rc;
	if (altered)
		table_look(t);
	writer_cstr(out, altered ? "altered" : "ok");
	writer_int(out, n);
	if (altered)
		writer_int(out, altered);
	else
		writer_cstr(out, NULL);
	writer_cstr(out, head);
	return writer_end(out, err);
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	const char *path = NULL, *const *operands;
	size_t n;
	const struct cli_option options[] = {ROUTE_STORE(&path), CLI_GROUP(table_options(&t, TABLE_OUT)), CLI_END};
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 0, 0, &operands, &n, err) != RC_OK)
		return err->rc;
	struct store *store = NULL;
	struct writer *out;
	if (table_out(&t, "verified", NULL, &out, err) == RC_OK && store_open(place_of(path), STORE_READ, &store, err) == RC_OK)
		verify(&t, store, out, err);
	store_close(store);
	return table_close(&t, err);
}

const struct cli_verb route_verify = {
        .name = "verify",
        .args = "",
        .summary = N_("whether the chain of events is whole, or which event was altered first"),
        .out = "verified",
        .details = N_("Exit code 1 when an event was altered. Events cut off at the end leave a whole chain: compare head with one that was kept elsewhere."),
        .examples = "uprava route verify\n",
        .run = run,
};
