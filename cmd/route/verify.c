/* SPDX-License-Identifier: MIT */
#include "cases/audit.h"
#include "place.h"
#include "table/table.h"

struct verdict {
	int64_t altered, events;
	char head[DIGEST_HEX];
	bool whole, agree;
	struct buf words;
};

/* Events that do not fit together though their chain is whole are something that was found, and not a failure to look. */
static enum rc look_at_tables(struct casework *cw, struct verdict *v, struct err *err)
{
	struct audit audit = {0};
	struct err inner = ERR_NONE;
	enum rc rc = audit_compare(cw, &audit, &inner);
	v->agree = rc == RC_OK && !audit_differs(&audit);
	if (rc == RC_INPUT)
		buf_puts(&v->words, inner.text);
	else if (rc != RC_OK)
		err_set(err, rc, "%s", inner.text);
	for (int i = 0; i < AUDIT_TABLES && rc == RC_OK; i++)
		if (audit.table[i].differing)
			buf_printf(&v->words, "%s%s: %.*s", v->words.n ? "; " : "", audit_table_name(i), STR_ARG(buf_slice(&audit.table[i].first)));
	audit_free(&audit);
	if (err->rc == RC_OK && v->agree && audit_file(cw, &v->words, err) == RC_OK)
		v->agree = v->words.n == 0;
	return err->rc;
}

static enum rc put(struct writer *out, const struct verdict *v, struct err *err)
{
	writer_cstr(out, !v->whole ? "altered" : v->agree ? "ok" : "differs");
	writer_int(out, v->events);
	if (v->altered)
		writer_int(out, v->altered);
	else
		writer_cstr(out, NULL);
	writer_cstr(out, v->head);
	writer_cstr(out, !v->whole ? NULL : v->agree ? "ok" : "differs");
	writer_str(out, buf_slice(&v->words));
	return writer_end(out, err);
}

static enum rc verify(struct table *t, struct casework *cw, struct writer *out, struct err *err)
{
	struct verdict v = {0};
	if (audit_chain(cw, &v.altered, &v.events, v.head, &v.words, err) == RC_OK) {
		v.whole = v.altered == 0 && v.words.n == 0;
		if (!v.whole || (look_at_tables(cw, &v, err) == RC_OK && !v.agree))
			table_look(t);
	}
	if (err->rc == RC_OK)
		put(out, &v, err);
	buf_free(&v.words);
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	const char *path = NULL, *const *operands;
	size_t n;
	const struct cli_option options[] = {ROUTE_STORE(&path), CLI_GROUP(table_options(&t, TABLE_OUT)), CLI_END};
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 0, 0, &operands, &n, err) != RC_OK)
		return err->rc;
	struct casework *cw = NULL;
	struct writer *out;
	if (table_out(&t, "verified", NULL, &out, err) == RC_OK && place_open(&t, path, STORE_READ, &cw, err) == RC_OK)
		verify(&t, cw, out, err);
	return place_close(&t, cw, err);
}

const struct cli_verb route_verify = {
        .name = "verify",
        .args = "",
        .summary = N_("whether the chain of events is whole, and the tables say what it says"),
        .out = "verified",
        .details = N_("Exit code 1 when an event or a deployed text was altered, or when a case's rows are not what its events make of them (rebuild makes them anew). Events cut off at the end leave a whole chain: compare head with one that was kept elsewhere."),
        .examples = "uprava route verify\n",
        .run = run,
};
