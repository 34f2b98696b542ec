/* SPDX-License-Identifier: MIT */
#include "cases/courier.h"

#include "base/lang.h"
#include "base/spawn.h"
#include "base/utf8.h"
#include "ext/http.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	ANSWER_MAX = 65536, /* of an answer's bytes are looked at */
	RECEIPT_MAX = 1000, /* bytes of what is kept */
	TRY_AGAIN = 75,     /* EX_TEMPFAIL of sysexits.h */
	FILE_MODE = 0640,
};

struct courier {
	struct http *http; /* NULL: no connector needs it */
};

enum rc courier_new(const struct connectors *connectors, struct courier **courier, struct err *err)
{
	*courier = mem_alloc(sizeof **courier);
	for (size_t i = 0; i < connectors->list.n; i++)
		if (connectors->list.v[i].kind == CONNECTOR_HTTP && !(*courier)->http && http_new(&(*courier)->http, err) != RC_OK) {
			courier_free(*courier);
			*courier = NULL;
			return err->rc;
		}
	return RC_OK;
}

void courier_free(struct courier *courier)
{
	if (!courier)
		return;
	http_free(courier->http);
	free(courier);
}

/* ---- what is said about it */

/* One line without control characters: runs of them and of blanks become one blank. */
static void add_line(struct buf *out, struct str said)
{
	bool gap = false;
	for (size_t i = 0, n; i < said.n; i += n) {
		uint32_t c = utf8_get(said.p + i, said.n - i, &n);
		/* Besides C0 and C1: what turns the direction of writing, parts lines, or marks nothing. */
		bool hidden = c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
		              (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
		if (hidden || utf8_is_space(c)) {
			gap = true;
			continue;
		}
		if (out->n + 8 > RECEIPT_MAX) {
			buf_puts(out, "…");
			return;
		}
		if (gap && out->n && out->p[out->n - 1] != ' ')
			buf_putc(out, ' ');
		gap = false;
		utf8_put(out, c);
	}
}

static void hide_word(struct buf *text, struct str word)
{
	enum { SHORT = 4 }; /* so little is no secret, and would be found everywhere */
	struct buf clean = {0};
	if (word.n < SHORT || text->n < word.n || !memmem(text->p, text->n, word.p, word.n))
		return;
	for (size_t i = 0; i < text->n;) {
		if (text->n - i >= word.n && memcmp(text->p + i, word.p, word.n) == 0) {
			buf_puts(&clean, "***");
			i += word.n;
		} else {
			buf_putc(&clean, text->p[i++]);
		}
	}
	buf_clear(text);
	buf_str(text, buf_slice(&clean));
	buf_free(&clean);
}

/* An adapter or a server may say the secret that it was given: its words, but for a header's name, are blotted out before anything is cut. */
static void hide_secret(struct buf *text, struct str secret)
{
	struct str rest = secret, word;
	while (str_split(&rest, ' ', &word))
		if (word.n && word.p[word.n - 1] != ':')
			hide_word(text, word);
}

static void failed(struct courier_result *result, bool unreachable, const char *what, const char *why)
{
	result->outcome = COURIER_AGAIN;
	result->unreachable = unreachable;
	buf_clear(&result->receipt);
	if (what)
		buf_printf(&result->receipt, "%.500s: ", what);
	add_line(&result->receipt, str_of(why));
}

/* ---- a directory */

static bool write_all(int fd, struct str bytes)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes = (struct str){bytes.p + n, bytes.n - (size_t)n};
	}
	return fsync(fd) == 0;
}

/*
 * A file without a name first, so that one who is killed leaves nothing; named beside its place, and then renamed over it, for a rename replaces a file
 * or a link and follows none. File systems that have no nameless files (CIFS, NFS) get a named one from the start.
 */
static bool put_file(int dir, const char *name, const char *temporary, struct str bytes)
{
	char from[64];
	int fd = openat(dir, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, FILE_MODE);
	bool named = fd < 0;
	unlinkat(dir, temporary, 0); /* of one who had our number and was killed */
	if (named)
		fd = openat(dir, temporary, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY | O_CLOEXEC, FILE_MODE);
	if (fd < 0)
		return false;
	snprintf(from, sizeof from, "/proc/self/fd/%d", fd);
	bool done = write_all(fd, bytes) && (named || linkat(AT_FDCWD, from, dir, temporary, AT_SYMLINK_FOLLOW) == 0);
	int why = errno;
	if (close(fd) != 0 && done) {
		done = false;
		why = errno;
	}
	if (done && renameat(dir, temporary, dir, name) == 0 && fsync(dir) == 0)
		return true;
	errno = done ? errno : why;
	why = errno;
	unlinkat(dir, temporary, 0);
	errno = why;
	return false;
}

static void to_directory(const struct connector *c, struct str key, struct str body, struct courier_result *result)
{
	struct buf name = {0}, temporary = {0};
	buf_printf(&name, "%.*s.json", STR_ARG(key));
	buf_printf(&temporary, ".%.*s.%ld.tmp", STR_ARG(key), (long)getpid());
	int dir = open(c->target, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
	if (dir >= 0 && put_file(dir, buf_cstr(&name), buf_cstr(&temporary), body)) {
		result->outcome = COURIER_DELIVERED;
		add_line(&result->receipt, str_of(c->target));
		bool slash = result->receipt.n && result->receipt.p[result->receipt.n - 1] == '/';
		buf_printf(&result->receipt, "%s%s", slash ? "" : "/", name.p);
	} else {
		failed(result, true, c->target, _(strerror(errno)));
	}
	if (dir >= 0)
		close(dir);
	buf_free(&name);
	buf_free(&temporary);
}

/* ---- a command */

/* What it said last on its standard error: where programs put the reason. */
static struct str last_line(const struct buf *problems)
{
	struct str all = str_trim(buf_slice(problems));
	const char *end = all.n ? memrchr(all.p, '\n', all.n) : NULL;
	return end ? (struct str){end + 1, (size_t)(all.p + all.n - end - 1)} : all;
}

static void exited(const struct connector *c, int code, const struct buf *out, const struct buf *problems, struct courier_result *result)
{
	if (code == 0) {
		result->outcome = COURIER_DELIVERED;
		add_line(&result->receipt, buf_slice(out));
		return;
	}
	result->outcome = c->dead_on_failure && code != TRY_AGAIN ? COURIER_DEAD : COURIER_AGAIN;
	buf_printf(&result->receipt, _("exit code %d"), code);
	struct str why = last_line(problems);
	if (why.n)
		buf_puts(&result->receipt, ": ");
	add_line(&result->receipt, why);
}

static void to_command(const struct connector *c, struct str body, struct courier_result *result)
{
	struct buf out = {0}, problems = {0}, secret = {0};
	struct spawn_end end;
	if (c->secret_file)
		buf_printf(&secret, "UPRAVA_SECRET_FILE=%s", c->secret_file);
	const char *const env[] = {secret.p, NULL};
	struct spawn spawn = {
	        .argv = c->argv, .dir = c->dir, .env = env, .input = body, .timeout_ms = c->timeout_ms, .limit = ANSWER_MAX};
	spawn_run(&spawn, &out, &problems, &end);
	hide_secret(&out, c->secret);
	hide_secret(&problems, c->secret);
	switch (end.how) {
	case SPAWN_EXITED:
		exited(c, end.code, &out, &problems, result);
		break;
	case SPAWN_KILLED:
		failed(result, false, NULL, _("ended by a signal"));
		break;
	case SPAWN_LATE:
		failed(result, true, NULL, _("not done in time"));
		break;
	case SPAWN_FAILED:
		failed(result, true, c->argv[0], _(strerror(end.code)));
		break;
	}
	buf_free(&out);
	buf_free(&problems);
	buf_free(&secret);
}

/* ---- HTTP */

static void no_answer(const struct http_answer *answer, struct courier_result *result)
{
	static const char *const words[] = {
	        [HTTP_NO_HOST] = N_("the host's name is not known"),
	        [HTTP_REFUSED] = N_("no connection"),
	        [HTTP_LATE] = N_("no answer in time"),
	        [HTTP_TLS] = N_("the server's certificate is not trusted"),
	        [HTTP_GARBAGE] = N_("the answer is not HTTP"),
	        [HTTP_BAD_URL] = N_("the address is none"),
	};
	/* Of libcurl's words only those on TLS say more than ours; the others tell times, which are never the same twice. */
	if (answer->trouble == HTTP_TLS && answer->problem.n)
		failed(result, true, _(words[answer->trouble]), answer->problem.p);
	else
		failed(result, true, NULL, _(words[answer->trouble]));
}

/* RFC 9110: 408, 429 and the 5xx are about now; the other 4xx, and redirects to elsewhere, are about the message or the address. */
static void answered(const struct http_answer *answer, struct courier_result *result)
{
	int status = answer->status;
	bool later = status == 408 || status == 429 || status >= 500;
	result->outcome = status >= 200 && status < 300 ? COURIER_DELIVERED : later ? COURIER_AGAIN : COURIER_DEAD;
	result->wait = later ? answer->retry_after : -1;
	result->unreachable = result->wait > 0;
	buf_printf(&result->receipt, "HTTP %d", status);
	if (status >= 300 && status < 400)
		buf_printf(&result->receipt, ": %s", _("a redirect that is not followed"));
	else if (answer->body.n)
		buf_puts(&result->receipt, ": ");
	if (status < 300 || status >= 400)
		add_line(&result->receipt, buf_slice(&answer->body));
}

static void to_http(struct courier *courier, const struct connector *c, struct str key, struct str body, struct courier_result *result)
{
	struct buf key_line = {0};
	struct http_answer answer = {0};
	buf_printf(&key_line, "Idempotency-Key: %.*s", STR_ARG(key));
	const char *const headers[] = {"Content-Type: application/json", "User-Agent: uprava-route", key_line.p, c->header, NULL};
	struct http_post post = {.url = c->target, .body = body, .headers = headers, .ca_file = c->ca_file, .timeout_ms = c->timeout_ms,
	                         .limit = ANSWER_MAX};
	http_send(courier->http, &post, &answer);
	hide_secret(&answer.body, c->secret);
	if (answer.trouble == HTTP_ANSWERED)
		answered(&answer, result);
	else
		no_answer(&answer, result);
	buf_free(&answer.body);
	buf_free(&answer.problem);
	buf_free(&key_line);
}

void courier_send(struct courier *courier, const struct connector *c, struct str key, struct str body, struct courier_result *result)
{
	buf_clear(&result->receipt);
	result->outcome = COURIER_AGAIN;
	result->unreachable = false;
	result->wait = -1;
	switch (c->kind) {
	case CONNECTOR_DIRECTORY:
		to_directory(c, key, body, result);
		break;
	case CONNECTOR_COMMAND:
		to_command(c, body, result);
		break;
	case CONNECTOR_HTTP:
		to_http(courier, c, key, body, result);
		break;
	}
}
