/* SPDX-License-Identifier: MIT */
/*
 * The outbox, as the store keeps it: messages that cases left behind, addressed to the recipients of their topic, claimed for sending, and what became
 * of each. Sending itself happens elsewhere and outside any transaction (cases/dispatch.h). A claim holds for a time: while it holds nobody else takes
 * the message, and who dies leaves it to others when it is over, under the same key. What changes the store belongs inside a
 * transaction. The moment is one for the whole run, on the city's own clock; leases are on the machine's.
 */
#ifndef CASES_OUTBOX_H
#define CASES_OUTBOX_H

#include "base/arena.h"
#include "base/date.h"
#include "base/vec.h"
#include "cases/store.h"

struct outbox {
	struct store *store;
	struct moment at;
	struct buf now;  /* the same as text */
	struct buf name; /* whose claims these are */
	struct buf seed; /* what keys begin with: the store's first event */
};

enum rc outbox_open(struct outbox *outbox, struct store *store, struct err *err) MUST_CHECK;
void outbox_close(struct outbox *outbox);

/* A (topic, recipient) with work that is open, by name; recipient is empty for messages that are not addressed yet. */
struct outbox_pair {
	struct str topic, recipient;
};
typedef VEC(struct outbox_pair) outbox_pairs;
enum rc outbox_open_pairs(struct outbox *outbox, struct arena *arena, outbox_pairs *pairs, struct err *err) MUST_CHECK;

/* Addresses up to limit messages of the topic to n recipients each, the oldest first. *n_done: how many messages. */
enum rc outbox_address(struct outbox *outbox, struct str topic, const struct str *recipient, size_t n, size_t limit, size_t *n_done,
                       struct err *err) MUST_CHECK;

struct outbox_message {
	int64_t outbox_id, case_id, attempts; /* attempts made before */
	struct str key, body;                 /* body: JSON {key, topic, recipient, case_id, process, application_id, created_at, data} */
};
typedef VEC(struct outbox_message) outbox_messages;

/*
 * Claims what is due for the recipient, up to limit, the most overdue first, until lease_ms (milliseconds of the machine's clock); appended, texts in
 * arena. key: only the message with this key; NULL: all.
 */
enum rc outbox_claim(struct outbox *outbox, struct str topic, struct str recipient, const char *key, int64_t lease_ms, size_t limit,
                   struct arena *arena, outbox_messages *messages, struct err *err) MUST_CHECK;

/* Moves the end of all our claims; gives one of them up. */
enum rc outbox_renew(struct outbox *outbox, int64_t lease_ms, struct err *err) MUST_CHECK;
enum rc outbox_release(struct outbox *outbox, int64_t outbox_id, struct str recipient, struct err *err) MUST_CHECK;

enum outbox_state { OUTBOX_WAITING, OUTBOX_DELIVERED, OUTBOX_DEAD };

/*
 * The outcome of an attempt. wait: seconds until the next one, for OUTBOX_WAITING. Delivered and dead are events. A failure that comes after our claim
 * was over, and any outcome of what was delivered meanwhile, changes nothing.
 */
enum rc outbox_record(struct outbox *outbox, int64_t outbox_id, struct str recipient, enum outbox_state state, int64_t wait, struct str receipt,
                      struct err *err) MUST_CHECK;

/*
 * Dead letters live again with no attempts made, and those that wait for their next attempt wait no longer; NULL: of any topic, recipient, key; up to
 * limit of them. *n: how many.
 */
enum rc outbox_revive(struct outbox *outbox, const char *topic, const char *recipient, const char *key, int64_t limit, int64_t *n,
                      struct err *err) MUST_CHECK;

extern const char *const outbox_states[]; /* by enum outbox_state, then NULL */

/* As schema receipts has it; texts are valid until the next statement. */
struct outbox_row {
	int64_t case_id, attempts, next_at; /* next_at: STORE_NEVER for what waits no longer */
	struct str topic, recipient, key, state, receipt;
};
enum rc outbox_row(struct outbox *outbox, int64_t outbox_id, struct str recipient, struct outbox_row *row, struct err *err) MUST_CHECK;
/* Every delivery, by message and recipient, and then the messages without an address; NULL: of any state, topic, recipient, key. */
enum rc outbox_list(struct outbox *outbox, const char *state, const char *topic, const char *recipient, const char *key,
                    enum rc (*put)(void *context, const struct outbox_row *row, struct err *err), void *context, struct err *err) MUST_CHECK;

#endif
