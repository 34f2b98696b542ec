/* SPDX-License-Identifier: MIT */
#include "base/io.h"
#include "base/share.h"
#include "cases/connector.h"
#include "cases/outbox.h"
#include "unit.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char dir[] = "/tmp/uprava-test-XXXXXX";
static char path[sizeof dir + 8], copy[sizeof dir + 16];

static int64_t clock_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A store as version 2 left it: one case with two messages. */
static bool old_store(void)
{
	static const char rows[] = "INSERT INTO processes VALUES (1, 'p'); INSERT INTO versions VALUES (1, 1, 1, 'h', 'f', '', 0);"
	                           "INSERT INTO cases VALUES (1, 1, 1, 'A-1', 0, 0, 0, NULL, NULL, NULL, '', '', '{}');"
	                           "INSERT INTO outbox VALUES (1, 1, 'notify', '{\"a\":1}', '2024-01-15T08:00', '');"
	                           "INSERT INTO outbox VALUES (2, 1, 'notify', '{\"a\":2}', '2024-01-15T08:00', ''); PRAGMA user_version = 2;";
	struct arena *arena = arena_new();
	struct buf sql = {0};
	struct db *db = NULL;
	struct err err = ERR_NONE;
	const char *file;
	bool done = share_path("sql/002-store.sql", arena, &file, &err) == RC_OK && io_read_file(file, 0, &sql, &err) == RC_OK &&
	            db_open(path, DB_CREATE, &db, &err) == RC_OK && db_exec(db, buf_cstr(&sql), &err) == RC_OK && db_exec(db, rows, &err) == RC_OK;
	db_close(db);
	buf_free(&sql);
	arena_free(arena);
	return done;
}

static void upgrade(void)
{
	struct err err = ERR_NONE;
	struct store *store;
	struct stat st;
	if (!unit_ok(old_store(), "a store of version 2 with messages"))
		return;
	unit_ok(store_open(path, STORE_READ, &store, &err) == RC_INPUT && strstr(err.text, "version 2"), "is not read as it is");
	err = ERR_NONE;
	unit_ok(store_open(path, STORE_WRITE, &store, &err) == RC_OK, "is brought up to date");
	store_close(store);
	unit_ok(stat(copy, &st) == 0 && (st.st_mode & 0777) == 0600, "after a copy was made, for its owner alone");
	unit_ok(store_open(copy, STORE_READ, &store, &err) == RC_INPUT && strstr(err.text, "version 2"), "of the store as it was");
}

static size_t claim(struct outbox *o, int64_t lease_ms, struct outbox_message *first)
{
	struct arena *arena = arena_new();
	outbox_messages found = {0};
	struct err err = ERR_NONE;
	bool done = store_begin(o->store, &err) == RC_OK &&
	            outbox_claim(o, STR("notify"), STR("r"), NULL, lease_ms, 1, arena, &found, &err) == RC_OK && store_commit(o->store, &err) == RC_OK;
	size_t n = done ? found.n : 99;
	if (n == 1 && first)
		*first = (struct outbox_message){.outbox_id = found.v[0].outbox_id, .attempts = found.v[0].attempts};
	vec_free(&found);
	arena_free(arena);
	return n;
}

/* The state of message 1, as "waiting 1 receipt". */
static void check(struct outbox *o, const char *want, const char *name)
{
	struct outbox_row row;
	struct err err = ERR_NONE;
	struct buf got = {0};
	if (outbox_row(o, 1, STR("r"), &row, &err) == RC_OK)
		buf_printf(&got, "%.*s %lld %.*s", STR_ARG(row.state), (long long)row.attempts, STR_ARG(row.receipt));
	unit_str(buf_cstr(&got), want, name);
	buf_free(&got);
}

static bool record(struct outbox *o, enum outbox_state state, const char *receipt)
{
	struct err err = ERR_NONE;
	return store_begin(o->store, &err) == RC_OK && outbox_record(o, 1, STR("r"), state, 60, str_of(receipt), &err) == RC_OK &&
	       store_commit(o->store, &err) == RC_OK;
}

static void claims(void)
{
	struct err err = ERR_NONE;
	struct store *store = NULL;
	struct outbox a = {0}, b = {0};
	struct outbox_message got = {0};
	size_t n = 0;
	const struct str recipient = STR("r");
	date_now_set((struct moment){.seconds = (int64_t)date_days(2024, 1, 15) * 86400 + 9 * 3600, .offset = DATE_NO_OFFSET});
	if (!unit_ok(store_open(path, STORE_WRITE, &store, &err) == RC_OK && outbox_open(&a, store, &err) == RC_OK && outbox_open(&b, store, &err) == RC_OK,
	             "two who deliver"))
		return;
	unit_ok(!str_eq(buf_slice(&a.name), buf_slice(&b.name)), "are told apart");
	unit_ok(claim(&a, clock_ms() + 60000, NULL) == 0, "what has no address is not claimed");
	unit_ok(store_begin(store, &err) == RC_OK && outbox_address(&a, STR("notify"), &recipient, 1, 1, &n, &err) == RC_OK && n == 1 &&
	                outbox_address(&b, STR("notify"), &recipient, 1, 5, &n, &err) == RC_OK && n == 1 &&
	                outbox_address(&b, STR("notify"), &recipient, 1, 5, &n, &err) == RC_OK && n == 0 && store_commit(store, &err) == RC_OK,
	        "a message is addressed once");
	unit_ok(claim(&a, clock_ms() + 60000, &got) == 1 && got.outbox_id == 1 && got.attempts == 0, "the oldest is claimed");
	unit_ok(claim(&b, clock_ms() + 60000, &got) == 1 && got.outbox_id == 2, "another gets the next");
	unit_ok(claim(&b, clock_ms() + 60000, NULL) == 0, "and then nothing, while the claims hold");
	unit_ok(record(&b, OUTBOX_WAITING, "not mine"), "a failure of one whose claim it is not");
	check(&a, "waiting 0 ", "changes nothing");
	unit_ok(store_begin(store, &err) == RC_OK && outbox_renew(&a, clock_ms() - 1, &err) == RC_OK && store_commit(store, &err) == RC_OK, "a claim that is over");
	unit_ok(claim(&b, clock_ms() + 60000, &got) == 1 && got.outbox_id == 1, "is another's");
	unit_ok(record(&a, OUTBOX_WAITING, "too late"), "the first fails, late");
	check(&a, "waiting 0 ", "and it changes nothing");
	unit_ok(record(&a, OUTBOX_DELIVERED, "late"), "the first has delivered it, late");
	check(&a, "delivered 1 late", "and it counts");
	unit_ok(record(&b, OUTBOX_DELIVERED, "twice") && record(&b, OUTBOX_DEAD, "no"), "what the second says then");
	check(&a, "delivered 1 late", "does not");
	int64_t altered = 0;
	char head[DIGEST_HEX];
	int64_t events = 0;
	unit_ok(store_verify(store, NULL, NULL, &altered, &events, head, &err) == RC_OK && altered == 0 && events == 1, "one event is told");
	outbox_close(&a);
	outbox_close(&b);
	store_close(store);
}

static void waits(void)
{
	static const struct {
		double first, factor;
		int64_t attempt, least, most;
	} cases[] = {
	        {60, 2, 1, 60, 75}, {60, 2, 2, 120, 150}, {60, 2, 5, 960, 1200}, {60, 1, 9, 60, 75}, {0, 2, 7, 0, 0}, {60, 2, 1000, 86400, 86400}, {0.5, 1, 1, 1, 1},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct connector c = {.first_wait = cases[i].first, .factor = cases[i].factor};
		char name[64];
		int64_t wait = connector_wait(&c, STR("k"), cases[i].attempt);
		snprintf(name, sizeof name, "%g s, times %g, attempt %lld", cases[i].first, cases[i].factor, (long long)cases[i].attempt);
		unit_ok(wait >= cases[i].least && wait <= cases[i].most && wait == connector_wait(&c, STR("k"), cases[i].attempt), name);
	}
	struct connector c = {.first_wait = 10000, .factor = 1};
	unit_ok(connector_wait(&c, STR("k"), 1) != connector_wait(&c, STR("l"), 1), "keys are spread");
}

int main(void)
{
	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof path, "%s/a.db", dir);
	snprintf(copy, sizeof copy, "%s.bak2", path);
	upgrade();
	claims();
	waits();
	unlink(path);
	unlink(copy);
	rmdir(dir);
	return unit_done();
}
