/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "cases/adapter.h"
#include "cases/message.h"
#include "matter.h"
#include "table/table.h"

#include <string.h>

/* A batch is what jq is given at once. */
enum { BATCH = 256, BATCH_BYTES = 1 << 20, SECRET_MAX = 4096, KNOWN = 0 };

struct waiting {
	const char *file;
	size_t line, from, n; /* its text in batch.text */
};

/* Messages that go to the adapter together. */
struct batch {
	struct waiting waiting[BATCH];
	struct str json[BATCH];
	size_t n;
	struct buf text;
};

struct intake {
	struct table *t;
	struct writer *out;
	struct adapter *adapter;
	struct message_options messages;
	struct matter matter;
	size_t id, same_as, same_why; /* columns */
	struct str *cell;             /* of a row that goes out */
	struct batch batch[ADAPTER_LANES + 1]; /* a ring: those at work, and the one being filled */
	size_t filling, working;
	struct arena *names; /* of files */
	struct map *ids;     /* appeal_id → place in seen */
	VEC(uint64_t) seen;  /* hashes of rows; KNOWN: whatever it said */
	struct map *reasons; /* why messages were ignored → place in ignored */
	VEC(size_t) ignored;
	size_t rows, repeated, joined;
};

/* ---- what becomes of a message */

static enum rc refuse(struct intake *in, const struct waiting *w, struct str record, const char *column, struct str value,
                      const char *reason, struct err *err)
{
	struct buf text = {0}, met = {0};
	utf8_repair(&text, record);
	utf8_repair(&met, value);
	struct problem problem = {.file = w->file,
	                          .line = w->line,
	                          .columns = column,
	                          .values = buf_cstr(&met),
	                          .reasons = reason,
	                          .record = buf_cstr(&text)};
	enum rc rc = table_refuse(in->t, &problem, err);
	buf_free(&text);
	buf_free(&met);
	return rc;
}

static uint64_t hash_of(const struct str *cell, size_t n)
{
	uint64_t hash[2] = {0, 0};
	for (size_t i = 0; i < n; i++) {
		hash[1] = map_hash(cell[i]);
		hash[0] = map_hash((struct str){(const char *)hash, sizeof hash});
	}
	return hash[0] == KNOWN ? KNOWN + 1 : hash[0];
}

static enum rc put(struct intake *in, const struct waiting *w, const struct adapter_row *row, struct str text, struct err *err)
{
	size_t n = adapter_schema(in->adapter)->n;
	struct str id = row->cell[in->id];
	uint64_t hash = hash_of(row->cell, n);
	size_t at = map_add(in->ids, id, in->seen.n);
	if (at < in->seen.n) {
		bool repeated = in->seen.v[at] == hash || in->seen.v[at] == KNOWN;
		in->repeated += repeated;
		return repeated ? RC_OK : refuse(in, w, text, "appeal_id", id, _("a message of this id came before with other content"), err);
	}
	vec_push(&in->seen, hash);
	in->rows++;
	memcpy(in->cell, row->cell, n * sizeof *in->cell);
	uint32_t first = matter_find(&in->matter, row->cell, (uint32_t)at);
	if (first != SAME_NONE) {
		in->joined++;
		in->cell[in->same_as] = map_key(in->ids, first);
		in->cell[in->same_why] = buf_slice(&in->matter.why);
	}
	for (size_t i = 0; i < n; i++)
		writer_str(in->out, in->cell[i]);
	return writer_end(in->out, err);
}

static enum rc take(void *context, const struct adapter_row *row, struct err *err)
{
	struct intake *in = context;
	const struct batch *batch = &in->batch[in->working];
	const struct waiting *w = &batch->waiting[row->message];
	struct str text = batch->json[row->message];
	if (row->reason)
		return refuse(in, w, text, row->column, row->value, row->reason, err);
	if (row->cell)
		return put(in, w, row, text, err);
	size_t at = map_add(in->reasons, str_of(row->ignored), in->ignored.n);
	if (at == in->ignored.n)
		vec_push(&in->ignored, 0);
	in->ignored.v[at]++;
	return RC_OK;
}

/* ---- reading */

static size_t after(size_t batch)
{
	return (batch + 1) % (ADAPTER_LANES + 1);
}

/* The outcomes of the batch that has been at work longest. */
static enum rc receive(struct intake *in, struct err *err)
{
	enum rc rc = adapter_receive(in->adapter, take, in, err);
	in->batch[in->working].n = 0;
	buf_clear(&in->batch[in->working].text);
	in->working = after(in->working);
	return rc;
}

static enum rc send(struct intake *in, struct err *err)
{
	struct batch *batch = &in->batch[in->filling];
	if (batch->n == 0 || (adapter_waiting(in->adapter) == ADAPTER_LANES && receive(in, err) != RC_OK))
		return err->rc;
	for (size_t i = 0; i < batch->n; i++)
		batch->json[i] = (struct str){batch->text.p + batch->waiting[i].from, batch->waiting[i].n};
	in->filling = after(in->filling);
	return adapter_send(in->adapter, batch->json, batch->n, err);
}

static enum rc add(struct intake *in, const struct message *message, const char *file, struct err *err)
{
	struct batch *batch = &in->batch[in->filling];
	struct waiting *w = &batch->waiting[batch->n];
	size_t from = batch->text.n;
	if (message->json)
		json_put_whole(&batch->text, message->json);
	*w = (struct waiting){file, message->line, from, batch->text.n - from};
	in->t->pieces++;
	if (message->reason) {
		struct str record = message->json ? (struct str){batch->text.p + from, w->n} : message->text;
		enum rc rc = refuse(in, w, record, "", (struct str){"", 0}, message->reason, err);
		batch->text.n = from;
		return rc;
	}
	batch->n++;
	return batch->n == BATCH || batch->text.n >= BATCH_BYTES ? send(in, err) : RC_OK;
}

static enum rc read_file(struct intake *in, const char *path, struct err *err)
{
	struct messages *messages;
	struct message message;
	size_t done, total;
	const char *file = NULL; /* its name, for as long as batches wait */
	if (message_open(path, &in->messages, &messages, err) != RC_OK)
		return err->rc;
	while (message_next(messages, &message, err)) {
		file = file ? file : arena_cstr(in->names, str_of(message.file));
		if (add(in, &message, file, err) != RC_OK)
			break;
		if (in->batch[in->filling].n == 0) {
			message_progress(messages, &done, &total);
			cli_progress(in->t->cli, done, total);
		}
	}
	message_close(messages);
	return err->rc;
}

/* Appeals that were taken in before: their ids, and the matters they began. */
static enum rc read_known(struct intake *in, const char *path, struct err *err)
{
	const struct schema *schema = adapter_schema(in->adapter);
	struct reader_options options = {.schema = "appeals", .need = "appeal_id", .bad = reader_refuse};
	struct reader *reader;
	struct row row;
	if (!path || reader_open(&path, 1, &options, &reader, err) != RC_OK)
		return err->rc;
	while (reader_next(reader, &row, err)) {
		for (size_t i = 0; i < schema->n; i++)
			in->cell[i] = row_str(&row, reader_column(reader, schema->field[i].name));
		size_t at = map_add(in->ids, in->cell[in->id], in->seen.n);
		if (at < in->seen.n)
			continue;
		vec_push(&in->seen, KNOWN);
		matter_find(&in->matter, in->cell, (uint32_t)at);
	}
	reader_close(reader);
	return err->rc;
}

static enum rc read_all(struct intake *in, struct err *err)
{
	static const char *const standard[] = {"-"};
	const char *const *paths;
	size_t n = cli_operands(in->t->cli, &paths);
	if (n == 0) {
		paths = standard;
		n = 1;
	}
	for (size_t i = 0; i < n; i++)
		if (read_file(in, paths[i], err) != RC_OK)
			return err->rc;
	if (send(in, err) == RC_OK)
		while (adapter_waiting(in->adapter) > 0 && receive(in, err) == RC_OK)
			;
	return err->rc;
}

/* ---- options and account */

static enum rc read_offset(const char *text, int32_t *offset, struct err *err)
{
	struct buf time = {0};
	struct moment moment;
	*offset = DATE_NO_OFFSET;
	if (!text)
		return RC_OK;
	buf_printf(&time, "1970-01-01T00:00%s", text);
	bool good = moment_read(buf_slice(&time), &moment) == DATE_OK && moment.offset != DATE_NO_OFFSET;
	buf_free(&time);
	if (!good)
		return err_set(err, RC_USAGE, _("--offset %.200s: +hh:mm is expected, as +11:00"), text);
	*offset = moment.offset;
	return RC_OK;
}

/* A secret is a file's first line, so that it shows in no list of processes. */
static enum rc read_secret(const char *path, struct buf *text, struct str *secret, struct err *err)
{
	if (!path || io_read_file(path, SECRET_MAX, text, err) != RC_OK)
		return err->rc;
	struct str rest = buf_slice(text), line = {"", 0};
	if (rest.n)
		str_split(&rest, '\n', &line);
	*secret = str_trim(line);
	return secret->n ? RC_OK : err_set(err, RC_USAGE, _("--secret %.200s: the file's first line is empty"), path);
}

/* "messages: 9, rows: 5, repeated: 1, refused: 0, ignored: 3 (my_chat_member 2, command 1)" */
static void tell(const struct intake *in)
{
	struct buf text = {0};
	size_t ignored = 0, n = map_size(in->reasons);
	for (size_t i = 0; i < n; i++)
		ignored += in->ignored.v[i];
	buf_printf(&text, _("messages: %zu, rows: %zu, repeated: %zu, ignored: %zu"), in->t->pieces, in->rows, in->repeated, ignored);
	for (size_t i = 0; i < n; i++) {
		struct str reason = map_key(in->reasons, i);
		buf_printf(&text, "%s%.*s %zu", i ? ", " : " (", STR_ARG(reason.n ? reason : STR("-")), in->ignored.v[i]);
	}
	buf_puts(&text, n ? ")" : "");
	if (in->matter.same)
		buf_printf(&text, _(", of a matter that is known: %zu"), in->joined);
	if (ignored || in->repeated || in->joined)
		cli_note(in->t->cli, buf_cstr(&text));
	else
		cli_detail(in->t->cli, buf_cstr(&text));
	buf_free(&text);
}

static enum rc start(struct intake *in, const char *known, struct err *err)
{
	const struct schema *appeals = adapter_schema(in->adapter);
	in->id = schema_field(appeals, "appeal_id");
	in->same_as = schema_field(appeals, "same_as");
	in->same_why = schema_field(appeals, "same_why");
	in->cell = mem_array(appeals->n, sizeof *in->cell);
	in->messages.each = adapter_each(in->adapter);
	return matter_open(&in->matter, appeals, err) == RC_OK ? read_known(in, known, err) : err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct intake in = {.t = &t, .ids = map_new(), .reasons = map_new(), .names = arena_new()};
	struct adapter_options adapter = {.name = "generic", .map = &t.map};
	const char *offset = NULL, *secret = NULL, *known = NULL;
	struct buf word = {0};
	const struct cli_option options[] = {
	        CLI_TEXT("adapter", &adapter.name, "NAME|FILE",
	                 N_("what the messages are: telegram, vk, open311, generic, or a jq program of your own")),
	        CLI_LIST("map", &t.map, "THEIRS=OURS", N_("for generic: a member of the message (geo.lat) and the column it is")),
	        CLI_TEXT("channel", &adapter.channel, "NAME", N_("the channel of all rows")),
	        CLI_TEXT("offset", &offset, "+HH:MM", N_("the clock that times are written on; otherwise UTC")),
	        CLI_FILE("secret", &secret, N_("every message must have the first line of this file as its member secret (VK)")),
	        CLI_TEXT("same", &in.matter.options, "place=M,hours=N,text=S", N_("name in same_as the first appeal that tells of the same place (100 m), at about the same time (48 h), in about the same words (0.5 of them); default is these")),
	        CLI_FILE("known", &known, N_("rows that were taken in before: they do not come again, and begin matters that same_as may name")),
	        CLI_GROUP(table_options(&t, TABLE_REJECTS | TABLE_OUT)),
	        CLI_END,
	};
	if (cli_parse(cli, options, err) && read_offset(offset, &adapter.offset, err) == RC_OK &&
	    read_secret(secret, &word, &in.messages.secret, err) == RC_OK && table_in_pieces(&t, err) == RC_OK &&
	    table_out(&t, "appeals", NULL, &in.out, err) == RC_OK && adapter_open(&adapter, &in.adapter, err) == RC_OK &&
	    start(&in, known, err) == RC_OK && read_all(&in, err) == RC_OK)
		tell(&in);
	adapter_close(in.adapter);
	matter_close(&in.matter);
	free(in.cell);
	map_free(in.ids);
	map_free(in.reasons);
	vec_free(&in.seen);
	vec_free(&in.ignored);
	arena_free(in.names);
	for (size_t i = 0; i < sizeof in.batch / sizeof *in.batch; i++)
		buf_free(&in.batch[i].text);
	buf_free(&word);
	return table_close(&t, err);
}

const struct cli_verb route_intake = {
        .name = "intake",
        .args = "[FILE…]",
        .summary = N_("turn messages of other systems into rows of appeals"),
        .out = "appeals",
        .details = N_(
                "Messages are JSON in any arrangement (one a line, one behind another, in arrays, in getUpdates' envelope) or XML of GeoReport v2. Each goes through the adapter, a jq program; share/adapters shows how one is written. What is no appeal is ignored and counted by its reason; a message that came twice is one row; what cannot be read or used is refused with its place and goes to --rejects whole. Times that the sender gives with an offset, or in seconds, come out in UTC or on the clock of --offset; a time without an offset is taken to be on that clock."),
        .examples =
                "uprava route intake --adapter telegram --offset +11:00 --rejects bad.csv updates.jsonl\n"
                "uprava route intake --adapter generic --map when=created_at --map body.text=text --map geo.lat=lat --map geo.lng=lon portal.json\n",
        .run = run,
};
