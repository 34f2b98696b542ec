/* SPDX-License-Identifier: MIT */
#include "cases/outbox.h"

#include "base/digest.h"
#include "base/json.h"
#include "base/lang.h"

#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { KEY_HEX = 32, NAME_BYTES = 16 };

const char *const outbox_states[] = {[OUTBOX_WAITING] = "waiting", [OUTBOX_DELIVERED] = "delivered", [OUTBOX_DEAD] = "dead", NULL};

static int64_t clock_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Claims of two processes must never look alike, also of two machines over one file: this one text is random, and is in no output. */
static enum rc name_claims(struct outbox *o, struct err *err)
{
	unsigned char bytes[NAME_BYTES];
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, bytes, sizeof bytes) != (ssize_t)sizeof bytes)
		err_errno(err, "/dev/urandom");
	if (fd >= 0)
		close(fd);
	for (size_t i = 0; err->rc == RC_OK && i < sizeof bytes; i++)
		buf_printf(&o->name, "%02x", bytes[i]);
	return err->rc;
}

enum rc outbox_open(struct outbox *o, struct store *store, struct err *err)
{
	struct db_stmt *stmt = store_sql(store, STORE_EVENT_FIRST, err);
	bool row = false;
	*o = (struct outbox){.store = store, .at = date_now()};
	o->at.offset = DATE_NO_OFFSET;
	moment_put(&o->now, o->at);
	if (!stmt || db_step(stmt, &row, err) != RC_OK || name_claims(o, err) != RC_OK)
		return err->rc;
	if (row)
		buf_str(&o->seed, db_blob(stmt, 0));
	db_reset(stmt);
	return RC_OK;
}

void outbox_close(struct outbox *o)
{
	buf_free(&o->now);
	buf_free(&o->name);
	buf_free(&o->seed);
}

/* ---- addresses */

static enum rc add_topics(struct outbox *o, struct arena *arena, outbox_pairs *pairs, struct err *err)
{
	struct str topic = {"", 0};
	for (bool row = true; row;) {
		struct db_stmt *stmt = store_sql(o->store, STORE_OUTBOX_TOPIC, err);
		if (!stmt)
			return err->rc;
		db_bind_text(stmt, 1, topic);
		if (db_step(stmt, &row, err) != RC_OK)
			return err->rc;
		row = row && !db_is_null(stmt, 0);
		if (row) {
			topic = arena_str(arena, db_text(stmt, 0));
			vec_push(pairs, ((struct outbox_pair){topic, {"", 0}}));
		}
		db_reset(stmt);
	}
	return RC_OK;
}

enum rc outbox_open_pairs(struct outbox *o, struct arena *arena, outbox_pairs *pairs, struct err *err)
{
	struct outbox_pair pair = {{"", 0}, {"", 0}};
	if (add_topics(o, arena, pairs, err) != RC_OK)
		return err->rc;
	for (bool row = true; row;) {
		struct db_stmt *stmt = store_sql(o->store, STORE_DELIVERY_PAIR, err);
		if (!stmt)
			return err->rc;
		db_bind_text(stmt, 1, pair.topic);
		db_bind_text(stmt, 2, pair.recipient);
		if (db_step(stmt, &row, err) != RC_OK)
			return err->rc;
		if (row) {
			pair = (struct outbox_pair){arena_str(arena, db_text(stmt, 0)), arena_str(arena, db_text(stmt, 1))};
			vec_push(pairs, pair);
		}
		db_reset(stmt);
	}
	return RC_OK;
}

/* The same for a message and recipient for ever, and of no other store. */
static void key_of(const struct outbox *o, int64_t outbox_id, struct str recipient, struct buf *key)
{
	struct buf text = {0};
	char hash[DIGEST_HEX];
	buf_str(&text, buf_slice(&o->seed));
	buf_printf(&text, " %lld ", (long long)outbox_id);
	buf_str(&text, recipient);
	digest_of(buf_slice(&text), hash);
	buf_clear(key);
	buf_add(key, hash, KEY_HEX);
	buf_free(&text);
}

static enum rc add_delivery(struct outbox *o, int64_t outbox_id, struct str topic, struct str recipient, int64_t due, struct err *err)
{
	struct db_stmt *stmt = store_sql(o->store, STORE_DELIVERY_ADD, err);
	struct buf key = {0};
	if (!stmt)
		return err->rc;
	key_of(o, outbox_id, recipient, &key);
	db_bind_int(stmt, 1, outbox_id);
	db_bind_text(stmt, 2, recipient);
	db_bind_text(stmt, 3, topic);
	db_bind_text(stmt, 4, buf_slice(&key));
	db_bind_int(stmt, 5, due);
	buf_free(&key);
	return db_run(stmt, err);
}

struct fresh {
	int64_t outbox_id, created_at;
};
typedef VEC(struct fresh) freshes;

static int64_t seconds_of(struct str text)
{
	struct moment moment;
	return moment_read(text, &moment) == DATE_OK ? moment.seconds : 0;
}

/* Up to limit messages of the topic that have no address. */
static enum rc find_new(struct outbox *o, struct str topic, size_t limit, freshes *out, struct err *err)
{
	struct db_stmt *stmt = store_sql(o->store, STORE_OUTBOX_NEW, err);
	bool row = false;
	if (!stmt)
		return err->rc;
	db_bind_text(stmt, 1, topic);
	db_bind_int(stmt, 2, (int64_t)limit);
	while (db_step(stmt, &row, err) == RC_OK && row)
		vec_push(out, ((struct fresh){db_int(stmt, 0), seconds_of(db_text(stmt, 1))}));
	return err->rc;
}

static enum rc mark_addressed(struct outbox *o, int64_t outbox_id, struct err *err)
{
	struct db_stmt *stmt = store_sql(o->store, STORE_OUTBOX_ADDRESSED, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, outbox_id);
	return db_run(stmt, err);
}

enum rc outbox_address(struct outbox *o, struct str topic, const struct str *recipient, size_t n, size_t limit, size_t *n_done, struct err *err)
{
	freshes fresh = {0};
	find_new(o, topic, limit, &fresh, err);
	for (size_t i = 0; err->rc == RC_OK && i < fresh.n; i++) {
		for (size_t k = 0; err->rc == RC_OK && k < n; k++)
			add_delivery(o, fresh.v[i].outbox_id, topic, recipient[k], fresh.v[i].created_at, err);
		if (err->rc == RC_OK)
			mark_addressed(o, fresh.v[i].outbox_id, err);
	}
	*n_done = fresh.n;
	vec_free(&fresh);
	return err->rc;
}

/* ---- claims */

static struct str body_of(const struct db_stmt *stmt, struct str topic, struct str recipient, struct buf *text, struct arena *arena)
{
	static const char *const names[] = {"process", "application_id", "created_at"};
	buf_clear(text);
	buf_puts(text, "{\"key\":");
	json_quote(text, db_text(stmt, 1));
	buf_puts(text, ",\"topic\":");
	json_quote(text, topic);
	buf_puts(text, ",\"recipient\":");
	json_quote(text, recipient);
	buf_printf(text, ",\"case_id\":%lld", (long long)db_int(stmt, 3));
	for (int i = 0; i < 3; i++) {
		buf_printf(text, ",\"%s\":", names[i]);
		json_quote(text, db_text(stmt, 4 + i));
	}
	buf_puts(text, ",\"data\":");
	buf_str(text, db_text(stmt, 7));
	buf_putc(text, '}');
	return arena_str(arena, buf_slice(text));
}

static enum rc claim_one(struct outbox *o, int64_t outbox_id, struct str recipient, int64_t lease_ms, struct err *err)
{
	struct db_stmt *stmt = store_sql(o->store, STORE_DELIVERY_CLAIM, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, outbox_id);
	db_bind_text(stmt, 2, recipient);
	db_bind_text(stmt, 3, buf_slice(&o->name));
	db_bind_int(stmt, 4, lease_ms);
	return db_run(stmt, err);
}

enum rc outbox_claim(struct outbox *o, struct str topic, struct str recipient, const char *key, int64_t lease_ms, size_t limit, struct arena *arena,
                   outbox_messages *messages, struct err *err)
{
	struct db_stmt *stmt = store_sql(o->store, STORE_DELIVERY_DUE, err);
	struct buf text = {0};
	bool row = false;
	size_t first = messages->n;
	if (!stmt)
		return err->rc;
	db_bind_text(stmt, 1, topic);
	db_bind_text(stmt, 2, recipient);
	db_bind_int(stmt, 3, o->at.seconds);
	db_bind_int(stmt, 4, clock_ms());
	db_bind_int(stmt, 5, (int64_t)limit);
	db_bind_cstr(stmt, 6, key);
	while (db_step(stmt, &row, err) == RC_OK && row) {
		struct outbox_message message = {.outbox_id = db_int(stmt, 0), .case_id = db_int(stmt, 3), .attempts = db_int(stmt, 2),
		                                 .key = arena_str(arena, db_text(stmt, 1))};
		message.body = body_of(stmt, topic, recipient, &text, arena);
		vec_push(messages, message);
	}
	buf_free(&text);
	/* Only when all are read: the statement goes by the very rows that a claim changes. */
	for (size_t i = first; err->rc == RC_OK && i < messages->n; i++)
		claim_one(o, messages->v[i].outbox_id, recipient, lease_ms, err);
	return err->rc;
}

enum rc outbox_renew(struct outbox *o, int64_t lease_ms, struct err *err)
{
	struct db_stmt *stmt = store_sql(o->store, STORE_DELIVERY_RENEW, err);
	if (!stmt)
		return err->rc;
	db_bind_text(stmt, 1, buf_slice(&o->name));
	db_bind_int(stmt, 2, lease_ms);
	return db_run(stmt, err);
}

enum rc outbox_release(struct outbox *o, int64_t outbox_id, struct str recipient, struct err *err)
{
	struct db_stmt *stmt = store_sql(o->store, STORE_DELIVERY_RELEASE, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, outbox_id);
	db_bind_text(stmt, 2, recipient);
	db_bind_text(stmt, 3, buf_slice(&o->name));
	return db_run(stmt, err);
}

/* ---- outcomes */

/* The row of STORE_DELIVERY_GET, whose statement stays stepped; *found is false when there is none. */
static struct db_stmt *get(struct outbox *o, int64_t outbox_id, struct str recipient, bool *found, struct err *err)
{
	struct db_stmt *stmt = store_sql(o->store, STORE_DELIVERY_GET, err);
	if (!stmt)
		return NULL;
	db_bind_int(stmt, 1, outbox_id);
	db_bind_text(stmt, 2, recipient);
	return db_step(stmt, found, err) == RC_OK ? stmt : NULL;
}

static enum rc write_row(struct outbox *o, int64_t outbox_id, struct str recipient, enum outbox_state state, int64_t attempts, int64_t wait,
                         struct str receipt, struct err *err)
{
	struct db_stmt *stmt = store_sql(o->store, STORE_DELIVERY_RECORD, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, outbox_id);
	db_bind_text(stmt, 2, recipient);
	db_bind_text(stmt, 3, str_of(outbox_states[state]));
	db_bind_int(stmt, 4, attempts);
	db_bind_int(stmt, 5, state == OUTBOX_WAITING ? o->at.seconds + wait : 0);
	db_bind_text(stmt, 6, receipt);
	return db_run(stmt, err);
}

static enum rc write_done(struct outbox *o, int64_t outbox_id, struct err *err)
{
	struct db_stmt *stmt = store_sql(o->store, STORE_OUTBOX_DONE, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, outbox_id);
	db_bind_text(stmt, 2, buf_slice(&o->now));
	return db_run(stmt, err);
}

/* Appends to the chain and to the case's own thread of events. */
static enum rc append(struct outbox *o, const char *kind, int64_t case_id, struct str detail, struct err *err)
{
	struct db_stmt *stmt = store_sql(o->store, STORE_CASE_CHAIN, err);
	struct store_event event = {.case_id = case_id, .at = o->at.seconds, .kind = str_of(kind), .actor = {"", 0}, .effects = {"", 0}, .detail = detail};
	bool row = false;
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, case_id);
	if (db_step(stmt, &row, err) != RC_OK)
		return err->rc;
	if (!row)
		return err_set(err, RC_INPUT, _("the store is damaged: there is no case %lld, and there is a message of it"), (long long)case_id);
	event.prev = db_int(stmt, 0);
	event.version_id = db_int(stmt, 1);
	db_reset(stmt);
	if (store_append(o->store, &event, err) != RC_OK || !(stmt = store_sql(o->store, STORE_CASE_NOTE, err)))
		return err->rc;
	db_bind_int(stmt, 1, case_id);
	db_bind_int(stmt, 2, event.seq);
	return db_run(stmt, err);
}

/* From the row as it stood before. */
static enum rc write_event(struct outbox *o, const char *kind, int64_t outbox_id, const struct outbox_row *before, int64_t attempt,
                           struct str receipt, struct err *err)
{
	struct buf detail = {0};
	buf_printf(&detail, "{\"outbox_id\":%lld,\"topic\":", (long long)outbox_id);
	json_quote(&detail, before->topic);
	buf_puts(&detail, ",\"recipient\":");
	json_quote(&detail, before->recipient);
	buf_puts(&detail, ",\"key\":");
	json_quote(&detail, before->key);
	buf_printf(&detail, ",\"attempt\":%lld,\"receipt\":", (long long)attempt);
	json_quote(&detail, receipt);
	buf_putc(&detail, '}');
	enum rc rc = append(o, kind, before->case_id, buf_slice(&detail), err);
	buf_free(&detail);
	return rc;
}

static void read_row(const struct db_stmt *stmt, struct outbox_row *row)
{
	*row = (struct outbox_row){.case_id = db_int(stmt, 0), .topic = db_text(stmt, 1), .recipient = db_text(stmt, 2), .key = db_text(stmt, 3),
	                           .attempts = db_int(stmt, 4), .state = db_text(stmt, 5), .receipt = db_text(stmt, 6), .next_at = db_int(stmt, 7)};
	if (!str_is(row->state, outbox_states[OUTBOX_WAITING]))
		row->next_at = STORE_NEVER;
}

enum rc outbox_record(struct outbox *o, int64_t outbox_id, struct str recipient, enum outbox_state state, int64_t wait, struct str receipt,
                      struct err *err)
{
	bool found = false;
	struct outbox_row before;
	struct db_stmt *stmt = get(o, outbox_id, recipient, &found, err);
	if (!stmt || !found)
		return err->rc;
	read_row(stmt, &before);
	bool ours = str_eq(db_text(stmt, 8), buf_slice(&o->name)), done = str_is(before.state, outbox_states[OUTBOX_DELIVERED]);
	if (!done && (ours || state == OUTBOX_DELIVERED)) {
		int64_t attempt = before.attempts + 1;
		if ((state == OUTBOX_WAITING ||
		     write_event(o, outbox_states[state], outbox_id, &before, attempt, receipt, err) == RC_OK) &&
		    write_row(o, outbox_id, recipient, state, attempt, wait, receipt, err) == RC_OK && state == OUTBOX_DELIVERED)
			write_done(o, outbox_id, err);
	}
	db_reset(stmt);
	return err->rc;
}

struct revivable {
	int64_t outbox_id;
	struct str recipient;
};
typedef VEC(struct revivable) revivables;

static enum rc find_revivable(struct outbox *o, const char *topic, const char *recipient, const char *key, int64_t limit, struct arena *arena,
                              revivables *list, struct err *err)
{
	struct db_stmt *stmt = store_sql(o->store, STORE_DELIVERY_REVIVABLE, err);
	bool row = false;
	if (!stmt)
		return err->rc;
	db_bind_cstr(stmt, 1, topic);
	db_bind_cstr(stmt, 2, recipient);
	db_bind_cstr(stmt, 3, key);
	db_bind_int(stmt, 4, o->at.seconds);
	db_bind_int(stmt, 5, limit);
	while (db_step(stmt, &row, err) == RC_OK && row)
		vec_push(list, ((struct revivable){db_int(stmt, 0), arena_str(arena, db_text(stmt, 1))}));
	return err->rc;
}

static enum rc revive_one(struct outbox *o, const struct revivable *one, struct err *err)
{
	bool found = false;
	struct outbox_row before;
	struct db_stmt *stmt = get(o, one->outbox_id, one->recipient, &found, err);
	if (!stmt || !found)
		return err->rc;
	read_row(stmt, &before);
	bool dead = str_is(before.state, outbox_states[OUTBOX_DEAD]);
	if (!dead || write_event(o, "revived", one->outbox_id, &before, before.attempts, (struct str){"", 0}, err) == RC_OK)
		write_row(o, one->outbox_id, one->recipient, OUTBOX_WAITING, dead ? 0 : before.attempts, 0, before.receipt, err);
	db_reset(stmt);
	return err->rc;
}

enum rc outbox_revive(struct outbox *o, const char *topic, const char *recipient, const char *key, int64_t limit, int64_t *n, struct err *err)
{
	struct arena *arena = arena_new();
	revivables list = {0};
	*n = 0;
	if (find_revivable(o, topic, recipient, key, limit, arena, &list, err) == RC_OK)
		for (size_t i = 0; i < list.n && revive_one(o, &list.v[i], err) == RC_OK; i++)
			++*n;
	vec_free(&list);
	arena_free(arena);
	return err->rc;
}

/* ---- rows for people */

enum rc outbox_row(struct outbox *o, int64_t outbox_id, struct str recipient, struct outbox_row *row, struct err *err)
{
	bool found = false;
	struct db_stmt *stmt = get(o, outbox_id, recipient, &found, err);
	*row = (struct outbox_row){0};
	if (stmt && found)
		read_row(stmt, row);
	return err->rc;
}

/* The columns of the statement are those that read_row reads, or, of a message without an address, case_id, topic, created_at. */
static enum rc list_rows(struct db_stmt *stmt, bool addressed, enum rc (*put)(void *, const struct outbox_row *, struct err *), void *context,
                         struct err *err)
{
	bool row = false;
	while (db_step(stmt, &row, err) == RC_OK && row) {
		struct outbox_row it = {0};
		if (addressed)
			read_row(stmt, &it);
		else
			it = (struct outbox_row){.case_id = db_int(stmt, 0), .topic = db_text(stmt, 1), .state = STR("waiting"), .next_at = seconds_of(db_text(stmt, 2))};
		if (put(context, &it, err) != RC_OK)
			break;
	}
	db_reset(stmt);
	return err->rc;
}

enum rc outbox_list(struct outbox *o, const char *state, const char *topic, const char *recipient, const char *key,
                    enum rc (*put)(void *, const struct outbox_row *, struct err *), void *context, struct err *err)
{
	bool dead = state && strcmp(state, outbox_states[OUTBOX_DEAD]) == 0;
	struct db_stmt *stmt = store_sql(o->store, dead ? STORE_DELIVERY_DEAD : STORE_DELIVERY_LIST, err);
	if (!stmt)
		return err->rc;
	db_bind_cstr(stmt, 1, topic);
	db_bind_cstr(stmt, 2, recipient);
	db_bind_cstr(stmt, 3, key);
	if (!dead)
		db_bind_cstr(stmt, 4, state);
	if (list_rows(stmt, true, put, context, err) != RC_OK)
		return err->rc;
	if (recipient || key || (state && strcmp(state, outbox_states[OUTBOX_WAITING]) != 0))
		return RC_OK;
	stmt = store_sql(o->store, STORE_OUTBOX_UNADDRESSED, err);
	if (!stmt)
		return err->rc;
	db_bind_cstr(stmt, 1, topic);
	return list_rows(stmt, false, put, context, err);
}
