/* SPDX-License-Identifier: MIT */
/*
 * Connectors: where the messages of a topic go, by which way, and how patiently. Read from a table of schema connectors; what is wrong in it is told
 * with its place before anything is sent. Secrets come from files that not everybody may read, and are never part of a message of ours.
 */
#ifndef CASES_CONNECTOR_H
#define CASES_CONNECTOR_H

#include "base/vec.h"
#include "table/row.h"

enum connector_kind { CONNECTOR_DIRECTORY, CONNECTOR_COMMAND, CONNECTOR_HTTP };

struct connector {
	enum connector_kind kind;
	const char *topic;     /* "*": every topic without a row of its own */
	const char *recipient; /* NULL: named as the topic */
	const char *target;    /* the directory; the address with its secret in place */
	const char *const *argv;
	const char *dir; /* where the table lies, and commands run; NULL: here */
	int64_t max_attempts, timeout_ms;
	double first_wait, factor; /* seconds */
	bool dead_on_failure;
	struct str secret;       /* empty: none */
	const char *secret_file; /* as commands see it */
	const char *header;      /* what the secret is over HTTP: a whole line; NULL: none */
	const char *ca_file;
};

struct connectors {
	struct arena *arena;
	VEC(struct connector) list;
};

/* RC_INPUT for a row that cannot be meant. connectors_free also after an error. */
enum rc connectors_read(const struct frame *rows, struct connectors *connectors, struct err *err) MUST_CHECK;
void connectors_free(struct connectors *connectors);

/* The i-th of those that serve the topic, NULL behind the last. */
const struct connector *connectors_for(const struct connectors *connectors, struct str topic, size_t i);

/* Seconds before the attempt that follows the attempt-th: first_wait × factor^(attempt−1), up to a quarter more by the key, a day at most. */
int64_t connector_wait(const struct connector *connector, struct str key, int64_t attempt);

#endif
