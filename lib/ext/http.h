/* SPDX-License-Identifier: MIT */
/*
 * One POST over HTTP or HTTPS by libcurl, which is opened when the first http_new runs and not when the program starts: linking it costs every start
 * some milliseconds. TLS is verified. Time and the answer's size have limits. A redirect (307, 308) is followed within the same scheme, host and port
 * alone; any other is an answer like the rest. The proxy variables of the environment (https_proxy, no_proxy) are honoured, as curl does.
 */
#ifndef EXT_HTTP_H
#define EXT_HTTP_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct http; /* one connection kept open between posts; not for two threads at once */

/* RC_SYSTEM when there is no libcurl here. The first call must be made while there is one thread. */
enum rc http_new(struct http **http, struct err *err) MUST_CHECK;
void http_free(struct http *http); /* NULL is safe */

struct http_post {
	const char *url;
	struct str body;
	const char *const *headers; /* whole lines, "Name: value", ended by NULL */
	const char *ca_file;        /* PEM: whom to trust; NULL: the system's */
	int64_t timeout_ms;         /* for all of it */
	size_t limit;               /* bytes of the answer's body that are kept */
};

enum http_trouble {
	HTTP_ANSWERED, /* status is there; a body that broke off was cut where it did */
	HTTP_NO_HOST,  /* the name is not known */
	HTTP_REFUSED,  /* no connection */
	HTTP_LATE,     /* no answer in time */
	HTTP_TLS,      /* not whom we trust; problem says why */
	HTTP_GARBAGE,  /* what came is not HTTP, or ended too early */
	HTTP_BAD_URL,
};

struct http_answer {
	enum http_trouble trouble;
	int status;
	int64_t retry_after; /* seconds; −1: not said */
	struct buf body;     /* cleared by http_send; free it */
	struct buf problem;  /* libcurl's words; free it */
};

void http_send(struct http *http, const struct http_post *post, struct http_answer *answer);

#endif
