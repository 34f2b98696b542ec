/* SPDX-License-Identifier: MIT */
#include "ext/jqx.h"

#include "base/lang.h"
#include "base/mem.h"
#include "ext/jqrun.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined __SANITIZE_ADDRESS__
#define SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

/* The address sanitizer reserves terabytes, so that there only time bounds memory. */
#ifdef SANITIZED
#define CPU_SECONDS 1
#else
#define CPU_SECONDS 2
#endif
#define MEMORY_MIB 512
/* For a child that hangs without working, or is not given the processor; far above CPU_SECONDS, for
 * the machine may be busy. */
#define WALL_MS 30000
#define FOREVER (-1)
/* More than a frame can be while both ends are sound; jv_parse_sized counts in int. */
#define FRAME_MAX ((uint64_t)1 << 30)

/*
 * Both directions speak in frames: this head, then count values, each a struct part and its bytes.
 * Both ends are one program, so that numbers need no byte order.
 */
struct head {
	uint64_t size; /* of what follows */
	uint64_t count;
	uint64_t program; /* to run; in the first reply: the one that does not compile */
	uint64_t first;   /* only outcomes are wanted */
};

struct part {
	uint64_t outcome;
	uint64_t size;
};

struct jqx {
	char **programs, **names;
	size_t n;
	pid_t pid;
	int fd; /* -1 while there is no child */
	bool gone; /* the child did not take what was sent */
	struct buf out, in;
};

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits until fd is ready; false when the deadline (in now_ms, or FOREVER) has passed. */
static bool await(int fd, short what, int64_t deadline)
{
	for (;;) {
		int64_t left = deadline == FOREVER ? -1 : deadline - now_ms();
		if (deadline != FOREVER && left <= 0)
			return false;
		struct pollfd it = {.fd = fd, .events = what};
		int k = poll(&it, 1, (int)left);
		if (k > 0)
			return true;
		if (k < 0 && errno != EINTR)
			return false;
	}
}

/* Both return false when the peer is gone or the deadline has passed. */
static bool put(int fd, const char *p, size_t n, int64_t deadline)
{
	while (n) {
		ssize_t k = send(fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (k > 0) {
			p += k;
			n -= (size_t)k;
		} else if (k < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			if (!await(fd, POLLOUT, deadline))
				return false;
		} else if (k == 0 || errno != EINTR) {
			return false;
		}
	}
	return true;
}

static bool get(int fd, char *p, size_t n, int64_t deadline)
{
	while (n) {
		ssize_t k = recv(fd, p, n, MSG_DONTWAIT);
		if (k > 0) {
			p += k;
			n -= (size_t)k;
		} else if (k < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			if (!await(fd, POLLIN, deadline))
				return false;
		} else if (k == 0 || errno != EINTR) {
			return false;
		}
	}
	return true;
}

static void frame_begin(struct buf *frame, uint64_t program, bool first)
{
	struct head head = {.program = program, .first = first};
	buf_clear(frame);
	buf_add(frame, &head, sizeof head);
}

/* The head lies in a buffer of bytes: it is changed through a copy, for alignment. */
static void frame_add(struct buf *frame, uint64_t outcome, struct str bytes)
{
	struct part part = {.outcome = outcome, .size = bytes.n};
	buf_add(frame, &part, sizeof part);
	buf_str(frame, bytes);
	struct head head;
	memcpy(&head, frame->p, sizeof head);
	head.count++;
	head.size = frame->n - sizeof head;
	memcpy(frame->p, &head, sizeof head);
}

/* The frame's values, without the head, into in. */
static bool frame_get(int fd, struct buf *in, struct head *head, int64_t deadline)
{
	buf_clear(in);
	if (!get(fd, (char *)head, sizeof *head, deadline) || head->size > FRAME_MAX)
		return false;
	buf_room(in, head->size);
	in->n = head->size;
	return get(fd, in->p, in->n, deadline);
}

/* The next value off *rest; false when there is none or the frame is broken. */
static bool frame_next(struct str *rest, struct part *part, struct str *bytes)
{
	if (rest->n < sizeof *part)
		return false;
	memcpy(part, rest->p, sizeof *part);
	if (part->size > rest->n - sizeof *part)
		return false;
	*bytes = (struct str){rest->p + sizeof *part, part->size};
	*rest = (struct str){bytes->p + bytes->n, rest->n - sizeof *part - bytes->n};
	return true;
}

/* ---- the child */

static void limit(int resource, rlim_t to)
{
	struct rlimit it;
	if (getrlimit(resource, &it) != 0)
		_exit(RC_DEFECT);
	it.rlim_cur = it.rlim_max != RLIM_INFINITY && it.rlim_max < to ? it.rlim_max : to;
	if (setrlimit(resource, &it) != 0)
		_exit(RC_DEFECT);
}

static void limit_memory(void)
{
#ifndef SANITIZED
	/* The parent's memory is ours too, and may be more than the limit. */
	unsigned long pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");
	if (!file || fscanf(file, "%lu", &pages) != 1)
		_exit(RC_DEFECT);
	fclose(file);
	limit(RLIMIT_AS,
	      (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + ((rlim_t)MEMORY_MIB << 20));
#endif
}

/* The kernel's limit is in whole seconds since the process began: a value gets CPU_SECONDS and the
 * rest of a second. */
static void limit_time(void)
{
	struct timespec used;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	limit(RLIMIT_CPU, (rlim_t)used.tv_sec + 1 + CPU_SECONDS);
}

/* No handler, terminal, file or pipe of the parent's stays with the child; fd becomes 3. */
static void shed(int fd)
{
	for (int s = 1; s < SIGRTMIN; s++)
		if (s != SIGKILL && s != SIGSTOP)
			signal(s, SIG_DFL);
	fd = fcntl(fd, F_DUPFD, 10);
	int null = open("/dev/null", O_RDWR);
	if (fd < 0 || null < 0)
		_exit(RC_DEFECT);
	for (int i = 0; i < 3; i++)
		if (dup2(null, i) < 0)
			_exit(RC_DEFECT);
	if (dup2(fd, 3) < 0)
		_exit(RC_DEFECT);
	closefrom(4);
}

_Noreturn static void serve(const struct jqx *jqx, int fd)
{
	struct buf in = {0}, out = {0}, text = {0};
	shed(fd);
	fd = 3;
	limit(RLIMIT_CORE, 0);
	limit_memory();
	limit_time();
	size_t bad = 0;
	struct jqrun *run = jqrun_new((const char *const *)jqx->programs, jqx->n, &bad, &text);
	frame_begin(&out, bad, false);
	frame_add(&out, run ? JQX_TRUE : JQX_ERROR, buf_slice(&text));
	for (struct head head;
	     put(fd, out.p, out.n, FOREVER) && run && frame_get(fd, &in, &head, FOREVER);) {
		struct str rest = buf_slice(&in), json;
		struct part part;
		limit_time();
		frame_begin(&out, 0, false);
		while (frame_next(&rest, &part, &json)) {
			buf_clear(&text);
			enum jqx_outcome outcome =
			        jqrun_value(run, head.program, json, head.first, &text);
			frame_add(&out, outcome, buf_slice(&text));
		}
	}
	_exit(0);
}

/* ---- the parent */

static void lose(struct jqx *jqx, int *status)
{
	close(jqx->fd);
	jqx->fd = -1;
	kill(jqx->pid, SIGKILL);
	*status = 0;
	while (waitpid(jqx->pid, status, 0) < 0 && errno == EINTR)
		;
}

/* The child does not answer any more: says why. what is the program's name. */
static enum rc lost(struct jqx *jqx, const char *what, struct err *err)
{
	/* A child that is about to die of its limits has closed its end; one that hangs is killed
	 * by us. Either is a limit. */
	int status;
	lose(jqx, &status);
	bool starved = WIFSIGNALED(status) &&
	               (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGABRT ||
	                WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGKILL);
	if (starved || (WIFEXITED(status) && WEXITSTATUS(status) == RC_SYSTEM))
		return err_set(err, RC_INPUT,
		               _("%s: the expression exceeded its limits (%d s of processor time, "
		                 "%d MiB)"),
		               what, CPU_SECONDS, MEMORY_MIB);
	return err_set(err, RC_SYSTEM,
	               _("%s: the process that evaluates expressions ended (status %d)"), what,
	               status);
}

static enum rc start(struct jqx *jqx, struct err *err)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return err_errno(err, "socketpair");
	jqx->pid = fork();
	if (jqx->pid == 0)
		serve(jqx, pair[1]);
	close(pair[1]);
	if (jqx->pid < 0) {
		close(pair[0]);
		return err_errno(err, "fork");
	}
	jqx->fd = pair[0];
	struct head head;
	struct part part;
	struct str words;
	if (!frame_get(jqx->fd, &jqx->in, &head, now_ms() + WALL_MS))
		return lost(jqx, jqx->n == 1 ? jqx->names[0] : "jq", err);
	struct str rest = buf_slice(&jqx->in);
	if (!frame_next(&rest, &part, &words) || head.program >= jqx->n)
		return err_set(err, RC_DEFECT, "jqx: first frame");
	if (part.outcome != JQX_ERROR)
		return RC_OK;
	int status;
	lose(jqx, &status);
	return err_set(err, RC_USAGE, "%s: jq: %.*s", jqx->names[head.program], STR_ARG(words));
}

enum rc jqx_open(const char *const *programs, const char *const *names, size_t n, struct jqx **jqx,
                 struct err *err)
{
	struct jqx *it = mem_alloc(sizeof *it);
	it->fd = -1;
	it->n = n;
	it->programs = mem_array(n, sizeof *it->programs);
	it->names = mem_array(n, sizeof *it->names);
	for (size_t i = 0; i < n; i++) {
		it->programs[i] = mem_strdup(programs[i]);
		it->names[i] = mem_strdup(names[i]);
	}
	enum rc rc = RC_OK;
	for (size_t i = 0; i < n && rc == RC_OK; i++)
		if (str_trim(str_of(programs[i])).n == 0)
			rc = err_set(err, RC_USAGE, _("%s: the expression is empty"), names[i]);
	if (rc == RC_OK && n)
		rc = start(it, err);
	if (rc != RC_OK) {
		jqx_close(it);
		return rc;
	}
	*jqx = it;
	return RC_OK;
}

void jqx_close(struct jqx *jqx)
{
	if (!jqx)
		return;
	int status;
	if (jqx->fd >= 0)
		lose(jqx, &status);
	for (size_t i = 0; i < jqx->n; i++) {
		free(jqx->programs[i]);
		free(jqx->names[i]);
	}
	free(jqx->programs);
	free(jqx->names);
	buf_free(&jqx->out);
	buf_free(&jqx->in);
	free(jqx);
}

/* Sends jqx->out. What went wrong is told by hear. */
static enum rc say(struct jqx *jqx, struct err *err)
{
	enum rc rc = jqx->fd < 0 ? start(jqx, err) : RC_OK;
	if (rc == RC_OK)
		jqx->gone = !put(jqx->fd, jqx->out.p, jqx->out.n, now_ms() + WALL_MS);
	return rc;
}

/* Receives n values into jqx->in. */
static enum rc hear(struct jqx *jqx, size_t i, size_t n, struct err *err)
{
	struct head head;
	if (jqx->gone || !frame_get(jqx->fd, &jqx->in, &head, now_ms() + WALL_MS))
		return lost(jqx, jqx->names[i], err);
	if (head.count != n)
		return err_set(err, RC_DEFECT, "jqx: frame of %zu values for %zu",
		               (size_t)head.count, n);
	return RC_OK;
}

enum rc jqx_run(struct jqx *jqx, size_t i, struct str json, enum jqx_outcome *outcome,
                struct buf *out, struct err *err)
{
	frame_begin(&jqx->out, i, false);
	frame_add(&jqx->out, 0, json);
	enum rc rc = say(jqx, err);
	if (rc != RC_OK || (rc = hear(jqx, i, 1, err)) != RC_OK)
		return rc;
	struct str rest = buf_slice(&jqx->in), bytes;
	struct part part;
	if (!frame_next(&rest, &part, &bytes))
		return err_set(err, RC_DEFECT, "jqx: broken frame");
	*outcome = (enum jqx_outcome)part.outcome;
	buf_str(out, bytes);
	return RC_OK;
}

static enum rc send_many(struct jqx *jqx, size_t i, const struct str *json, size_t n, bool first, struct err *err)
{
	frame_begin(&jqx->out, i, first);
	for (size_t k = 0; k < n; k++)
		frame_add(&jqx->out, 0, json[k]);
	return say(jqx, err);
}

static enum rc receive_many(struct jqx *jqx, size_t i, size_t n, enum jqx_outcome *outcome, struct str *texts, struct err *err)
{
	enum rc rc = hear(jqx, i, n, err);
	if (rc != RC_OK)
		return rc;
	struct str rest = buf_slice(&jqx->in), bytes;
	for (size_t k = 0; k < n; k++) {
		struct part part;
		if (!frame_next(&rest, &part, &bytes))
			return err_set(err, RC_DEFECT, "jqx: broken frame");
		outcome[k] = (enum jqx_outcome)part.outcome;
		if (texts)
			texts[k] = bytes;
	}
	return RC_OK;
}

enum rc jqx_filter(struct jqx *jqx, size_t i, const struct str *json, size_t n,
                   enum jqx_outcome *outcome, struct str *texts, struct err *err)
{
	enum rc rc = send_many(jqx, i, json, n, true, err);
	return rc == RC_OK ? receive_many(jqx, i, n, outcome, texts, err) : rc;
}

enum rc jqx_send(struct jqx *jqx, size_t i, const struct str *json, size_t n, struct err *err)
{
	return send_many(jqx, i, json, n, false, err);
}

enum rc jqx_receive(struct jqx *jqx, size_t i, size_t n, enum jqx_outcome *outcome, struct str *texts,
                    struct err *err)
{
	return receive_many(jqx, i, n, outcome, texts, err);
}
