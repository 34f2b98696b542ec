/* SPDX-License-Identifier: MIT */
#include "cases/connector.h"

#include "base/arena.h"
#include "base/io.h"
#include "base/lang.h"
#include "base/map.h"
#include "base/spawn.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { SECRET_MAX = 8192, DAY = 86400 };

#define PLACE_OF_SECRET "{secret}"

struct reading {
	const struct frame *rows;
	const struct row *row;
	struct arena *arena;
};

static struct str cell(const struct reading *r, const char *name)
{
	return str_trim(row_str(r->row, frame_column(r->rows, name)));
}

static double number(const struct reading *r, const char *name, double otherwise)
{
	return row_num(r->row, frame_column(r->rows, name), otherwise);
}

/* NULL for an empty cell. */
static const char *text(const struct reading *r, const char *name)
{
	struct str value = cell(r, name);
	return value.n ? arena_cstr(r->arena, value) : NULL;
}

/* A relative path begins where the table lies. */
static const char *path_from(const struct reading *r, const char *path)
{
	const char *slash = strrchr(r->row->file, '/');
	if (!path || path[0] == '/' || !slash)
		return path;
	return arena_printf(r->arena, "%.*s%s", (int)(slash + 1 - r->row->file), r->row->file, path);
}

/* ---- addresses and secrets */

static bool has_control(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return true;
	return false;
}

/* The part between "//" and the path. */
static struct str authority(const char *url)
{
	const char *p = strstr(url, "//") + 2;
	return (struct str){p, strcspn(p, "/?#")};
}

/* What is wrong with an address, or NULL. What two readers of addresses may read in two ways is refused. */
static const char *bad_address(const char *url)
{
	if (strncasecmp(url, "http://", 7) != 0 && strncasecmp(url, "https://", 8) != 0)
		return _("an address begins with https:// or http://");
	if (has_control(str_of(url)) || strpbrk(url, " \\"))
		return _("an address holds no blanks and no backslashes");
	struct str host = authority(url);
	if (memchr(host.p, '@', host.n))
		return _("a name and a password do not belong into the address: put them into secret_file");
	if (host.n == 0 || host.p[0] == ':')
		return _("the address names no host");
	return NULL;
}

static bool is_loopback(struct str host)
{
	static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t n = strlen(names[i]);
		if (host.n >= n && strncasecmp(host.p, names[i], n) == 0 && (host.n == n || host.p[n] == ':'))
			return true;
	}
	return false;
}

/* The first line of a file that is not for everybody. Its bytes never come into a message. */
static enum rc read_secret(const struct reading *r, const char *path, struct str *secret, struct err *err)
{
	struct stat st;
	struct buf bytes = {0};
	struct err inner = ERR_NONE;
	if (stat(path, &st) != 0)
		return row_err(r->row, "secret_file", err, "%.500s: %s", path, _(strerror(errno)));
	if (!S_ISREG(st.st_mode))
		return row_err(r->row, "secret_file", err, _("%.500s: this is no file"), path);
	if (st.st_mode & 07)
		return row_err(r->row, "secret_file", err, _("%.500s: everybody may read this file (chmod o= makes it secret)"), path);
	if (io_read_file(path, SECRET_MAX, &bytes, &inner) != RC_OK)
		row_err(r->row, "secret_file", err, "%s", inner.text);
	struct str line = buf_slice(&bytes);
	const char *end = line.n ? memchr(line.p, '\n', line.n) : NULL;
	line.n = end ? (size_t)(end - line.p) : line.n;
	line = str_trim(line);
	if (err->rc == RC_OK && (line.n == 0 || has_control(line)))
		row_err(r->row, "secret_file", err, _("%.500s: the first line must hold the secret, and no control characters"), path);
	*secret = arena_str(r->arena, line);
	buf_free(&bytes);
	return err->rc;
}

/* "Name: value" as it stands, anything else as a bearer token (RFC 6750). */
static const char *header_of(const struct reading *r, struct str secret)
{
	size_t n = 0;
	while (n < secret.n && (secret.p[n] == '-' || secret.p[n] == '_' || (secret.p[n] >= '0' && secret.p[n] <= '9') ||
	                        ((secret.p[n] | 0x20) >= 'a' && (secret.p[n] | 0x20) <= 'z')))
		n++;
	bool whole = n > 0 && n + 1 < secret.n && secret.p[n] == ':' && secret.p[n + 1] == ' ';
	struct buf line = {0};
	buf_puts(&line, whole ? "" : "Authorization: Bearer ");
	buf_str(&line, secret);
	const char *header = arena_cstr(r->arena, buf_slice(&line));
	buf_free(&line);
	return header;
}

/* The secret in its place: unreserved characters of RFC 3986 and ":" as they are, all others as %XX. */
static const char *fill_in(const struct reading *r, const char *target, struct str secret)
{
	const char *place = strstr(target, PLACE_OF_SECRET);
	struct buf url = {0};
	buf_add(&url, target, (size_t)(place - target));
	for (size_t i = 0; i < secret.n; i++) {
		unsigned char c = (unsigned char)secret.p[i];
		bool plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || strchr("-._~:", c);
		buf_printf(&url, plain ? "%c" : "%%%02X", c);
	}
	buf_puts(&url, place + strlen(PLACE_OF_SECRET));
	const char *filled = arena_cstr(r->arena, buf_slice(&url));
	buf_free(&url);
	return filled;
}

/* ---- rows */

static enum rc read_http(const struct reading *r, struct connector *c, struct err *err)
{
	const char *problem = bad_address(c->target), *place = strstr(c->target, PLACE_OF_SECRET);
	if (problem)
		return row_err(r->row, "target", err, "%s", problem);
	struct str host = authority(c->target);
	if (c->secret.n && strncasecmp(c->target, "https:", 6) != 0 && !is_loopback(host))
		return row_err(r->row, "target", err, _("a secret goes out by https:// alone"));
	if (place && (!c->secret.n || place < host.p + host.n))
		return row_err(r->row, "target", err, _("{secret} needs a secret_file, and stands behind the host"));
	if (place)
		c->target = fill_in(r, c->target, c->secret);
	else if (c->secret.n)
		c->header = header_of(r, c->secret);
	return RC_OK;
}

static enum rc read_kind(const struct reading *r, struct connector *c, struct err *err)
{
	const char *problem;
	if (c->kind == CONNECTOR_HTTP)
		return read_http(r, c, err);
	if (c->ca_file)
		return row_err(r->row, "ca_file", err, _("only http has certificates"));
	if (c->kind == CONNECTOR_DIRECTORY) {
		if (c->secret_file)
			return row_err(r->row, "secret_file", err, _("a directory has no secret"));
		c->target = path_from(r, c->target);
		return RC_OK;
	}
	c->argv = spawn_words(str_of(c->target), r->arena, &problem);
	if (!c->argv)
		return row_err(r->row, "target", err, "%s", problem);
	return RC_OK;
}

static enum rc read_row(const struct reading *r, struct connector *c, struct err *err)
{
	struct str kind = cell(r, "kind");
	*c = (struct connector){
	        .kind = str_is(kind, "http") ? CONNECTOR_HTTP : str_is(kind, "command") ? CONNECTOR_COMMAND : CONNECTOR_DIRECTORY,
	        .topic = text(r, "topic"),
	        .recipient = text(r, "recipient"),
	        .target = text(r, "target"),
	        .max_attempts = (int64_t)number(r, "max_attempts", 12),
	        .timeout_ms = (int64_t)ceil(number(r, "timeout", 30) * 1000),
	        .first_wait = number(r, "first_wait", 60),
	        .factor = number(r, "factor", 2),
	        .dead_on_failure = str_is(cell(r, "on_failure"), "dead"),
	        .secret_file = path_from(r, text(r, "secret_file")),
	        .ca_file = path_from(r, text(r, "ca_file")),
	};
	if (c->kind != CONNECTOR_COMMAND && cell(r, "on_failure").n)
		return row_err(r->row, "on_failure", err, _("only a command has on_failure"));
	const char *slash = strrchr(r->row->file, '/');
	if (slash)
		c->dir = arena_cstr(r->arena, (struct str){r->row->file, (size_t)(slash + 1 - r->row->file)});
	if (c->secret_file && read_secret(r, c->secret_file, &c->secret, err) != RC_OK)
		return err->rc;
	/* A command runs where the table lies, and finds the file from anywhere. */
	if (c->secret_file && c->kind == CONNECTOR_COMMAND) {
		char *full = realpath(c->secret_file, NULL);
		c->secret_file = full ? arena_cstr(r->arena, str_of(full)) : c->secret_file;
		free(full);
	}
	return read_kind(r, c, err);
}

static const char *name_of(const struct connector *c)
{
	return c->recipient ? c->recipient : c->topic;
}

enum rc connectors_read(const struct frame *rows, struct connectors *connectors, struct err *err)
{
	*connectors = (struct connectors){.arena = arena_new()};
	for (size_t i = 0; i < rows->n; i++) {
		struct reading r = {rows, &rows->row[i], connectors->arena};
		struct connector c;
		if (read_row(&r, &c, err) != RC_OK)
			return err->rc;
		for (size_t k = 0; k < connectors->list.n; k++)
			if (strcmp(connectors->list.v[k].topic, c.topic) == 0 && strcmp(name_of(&connectors->list.v[k]), name_of(&c)) == 0)
				return row_err(r.row, "recipient", err, _("topic \"%.200s\" has recipient \"%.200s\" already: two rows of one topic name two recipients"),
				               c.topic, name_of(&c));
		vec_push(&connectors->list, c);
	}
	return RC_OK;
}

void connectors_free(struct connectors *connectors)
{
	vec_free(&connectors->list);
	arena_free(connectors->arena);
	connectors->arena = NULL;
}

const struct connector *connectors_for(const struct connectors *connectors, struct str topic, size_t i)
{
	bool own = false;
	for (size_t k = 0; k < connectors->list.n; k++)
		own |= str_is(topic, connectors->list.v[k].topic);
	for (size_t k = 0; k < connectors->list.n; k++) {
		const struct connector *c = &connectors->list.v[k];
		if ((own ? str_is(topic, c->topic) : strcmp(c->topic, "*") == 0) && i-- == 0)
			return c;
	}
	return NULL;
}

int64_t connector_wait(const struct connector *c, struct str key, int64_t attempt)
{
	double wait = c->first_wait * pow(c->factor, (double)(attempt - 1));
	struct buf seed = {0};
	buf_printf(&seed, "%lld ", (long long)attempt);
	buf_str(&seed, key);
	/* 53 bits, as many as a double holds. */
	double share = (double)(map_hash(buf_slice(&seed)) >> 11) / 9007199254740992.0;
	buf_free(&seed);
	wait *= 1 + share / 4;
	return wait < DAY ? (int64_t)ceil(wait) : DAY;
}
