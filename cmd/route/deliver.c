/* SPDX-License-Identifier: MIT */
#include "cases/dispatch.h"
#include "place.h"
#include "table/table.h"
#include "when.h"

#include <string.h>

enum { JOBS = 8, JOBS_MAX = 64 };

struct deliver {
	struct cli *cli;
	struct table *table;
	struct writer *out;
	const char *topic, *recipient, *key;
	int64_t limit, jobs;
	double lease;
	bool retry, dry;
	int64_t kept;
};

static enum rc put(void *context, const struct outbox_row *row, struct err *err)
{
	struct writer *out = ((struct deliver *)context)->out;
	writer_int(out, row->case_id);
	writer_str(out, row->topic);
	writer_str(out, row->recipient);
	writer_str(out, row->key);
	writer_int(out, row->attempts);
	writer_str(out, row->state);
	writer_str(out, row->receipt);
	when_put(out, row->next_at);
	return writer_end(out, err);
}

static void progress(void *context, size_t done)
{
	cli_progress(((struct deliver *)context)->cli, done, 0);
}

static enum rc send(struct deliver *d, struct outbox *outbox, const struct connectors *connectors, struct err *err)
{
	struct dispatch_outcome outcome;
	const struct dispatch_options options = {
	        .connectors = connectors, .topic = d->topic, .recipient = d->recipient, .key = d->key, .limit = d->limit, .jobs = (size_t)d->jobs,
	        .lease_ms = (int64_t)(d->lease * 1000), .retry = d->retry, .dry = d->dry, .put = put, .progress = progress, .context = d,
	};
	if (dispatch_run(outbox, &options, &outcome, err) == RC_OK) {
		for (size_t i = 0; i < outcome.notes.n; i++)
			cli_note(d->cli, outcome.notes.v[i]);
		if (outcome.dead > 0)
			table_look(d->table);
	}
	dispatch_free(&outcome);
	return err->rc;
}

static enum rc with_store(struct deliver *d, const char *option, const char *state, const struct connectors *connectors, struct err *err)
{
	struct store *store = NULL;
	struct outbox outbox = {0};
	const char *path;
	if (place_find(d->table, option, &path, err) == RC_OK && store_open(path, state ? STORE_READ : STORE_WRITE, &store, err) == RC_OK && outbox_open(&outbox, store, err) == RC_OK &&
	    (!state || outbox_list(&outbox, strcmp(state, "all") == 0 ? NULL : state, d->topic, d->recipient, d->key, put, d, err) == RC_OK) && !state)
		send(d, &outbox, connectors, err);
	d->kept = store ? store_kept(store) : 0;
	outbox_close(&outbox);
	store_close(store);
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	static const char *const states[] = {"waiting", "delivered", "dead", "all", NULL};
	struct table t = TABLE(cli);
	struct deliver d = {.cli = cli, .table = &t, .jobs = JOBS};
	const char *path = NULL, *file = NULL, *const *operands;
	int list = -1;
	size_t n;
	const struct cli_option options[] = {
	        CLI_FILE("connectors", &file, N_("where the messages of each topic go (schema connectors)")),
	        CLI_TEXT("topic", &d.topic, "TOPIC", N_("only the messages of this topic")),
	        CLI_TEXT("recipient", &d.recipient, "NAME", N_("only those to this recipient")),
	        CLI_TEXT("key", &d.key, "KEY", N_("only the message with this key")),
	        CLI_INT("limit", &d.limit, 1, 1000000000, "N", N_("attempt at most so many messages")),
	        CLI_INT("jobs", &d.jobs, 1, JOBS_MAX, "N", N_("messages sent at once (default 8)")),
	        CLI_NUMBER("lease", &d.lease, 0.1, 86400, "SECONDS", N_("how long a message is kept from other runs (default: three times the longest timeout, at least 30)")),
	        CLI_FLAG("retry", &d.retry, N_("take up dead letters again, and wait for no next attempt")),
	        CLI_FLAG("dry-run", &d.dry, N_("only show what would be attempted")),
	        CLI_WORD("list", &list, states, N_("send nothing; show the messages in this state")),
	        ROUTE_STORE(&path),
	        CLI_GROUP(table_options(&t, TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 0, 0, &operands, &n, err) != RC_OK)
		return err->rc;
	if (list >= 0 && (d.retry || d.dry || d.limit))
		return err_set(err, RC_USAGE, _("--list sends nothing: --retry, --dry-run and --limit do not go with it"));
	if (list < 0 && !file)
		return err_set(err, RC_USAGE, _("--connectors or --list is needed"));
	struct frame rows = {0};
	struct connectors connectors = {0};
	if ((list >= 0 || (table_side(&t, file, "connectors", NULL, false, &rows, err) == RC_OK && connectors_read(&rows, &connectors, err) == RC_OK)) &&
	    table_out(&t, "receipts", NULL, &d.out, err) == RC_OK)
		with_store(&d, path, list >= 0 ? states[list] : NULL, &connectors, err);
	connectors_free(&connectors);
	frame_free(&rows);
	return place_end(&t, d.kept, err);
}

const struct cli_verb route_deliver = {
        .name = "deliver",
        .args = "",
        .summary = N_("bring the messages of the outbox to their recipients, and keep the receipts; for cron"),
        .in = "connectors",
        .out = "receipts",
        .details = N_("A message is JSON: key, topic, recipient, case_id, process, application_id, created_at and the case's data. It is delivered at least once, always under the same key. A directory gets a file KEY.json; a command gets the message on its standard input, without any shell, and its output is the receipt (exit code 0: delivered, 75: try again); an http recipient gets a POST with the header Idempotency-Key (2xx: delivered; 408, 429, 5xx and no answer: try again; all else: dead). After max_attempts a message is a dead letter; exit code 1 when one died. Several runs at once share the work."),
        .examples = "uprava route deliver --connectors connectors.csv\nuprava route deliver --list dead\n",
        .run = run,
};
