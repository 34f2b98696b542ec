/* SPDX-License-Identifier: MIT */
/*
 * A recipient for the tests of deliver: an HTTP server on a free port of 127.0.0.1, whose answer is chosen by the path.
 *	httpd PORTFILE LOG
 * writes its port into PORTFILE, then a line "PATH KEY AUTHORIZATION" into LOG and the body as a line into LOG.body for each request. It ends with
 * its parent.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REQUEST_MAX = 1 << 20, SEEN_MAX = 10000 };

static FILE *logfile, *bodies;
static int port;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char seen[SEEN_MAX][64]; /* keys under /flaky, one entry a request */
static size_t n_seen;

struct request {
	char path[256], key[64], authorization[256];
	char *body; /* in its head's memory */
};

static void say(int fd, const char *text, size_t n)
{
	while (n) {
		ssize_t k = send(fd, text, n, MSG_NOSIGNAL);
		if (k <= 0)
			return;
		text += k;
		n -= (size_t)k;
	}
}

static void answer(int fd, int status, const char *headers, const char *body)
{
	char head[1024];
	int n = snprintf(head, sizeof head, "HTTP/1.1 %d Status\r\n%sContent-Length: %zu\r\n\r\n", status, headers, strlen(body));
	say(fd, head, (size_t)n);
	say(fd, body, strlen(body));
}

static void nap(long ms)
{
	nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000L}, NULL);
}

/* How often the key was here before. */
static int before(const char *key)
{
	int n = 0;
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < n_seen; i++)
		n += strcmp(seen[i], key) == 0;
	if (n_seen < SEEN_MAX)
		snprintf(seen[n_seen++], sizeof seen[0], "%s", key);
	pthread_mutex_unlock(&lock);
	return n;
}

static void endless(int fd)
{
	static const char block[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	struct pollfd peer = {.fd = fd, .events = POLLRDHUP};
	say(fd, "HTTP/1.1 200 OK\r\n\r\n", 19);
	while (poll(&peer, 1, 0) == 0)
		say(fd, block, sizeof block - 1);
}

/* False: the connection is not to be used again. */
static bool reply(int fd, const struct request *r)
{
	char text[1024];
	const char *path = r->path;
	if (strcmp(path, "/ok") == 0) {
		snprintf(text, sizeof text, "registered as %.8s", r->key);
		answer(fd, 200, "", text);
	} else if (strncmp(path, "/code/", 6) == 0) {
		answer(fd, atoi(path + 6), "", atoi(path + 6) == 204 ? "" : "no"); /* 204 has no body, or the next answer would begin with it */
	} else if (strncmp(path, "/later/", 7) == 0) {
		snprintf(text, sizeof text, "Retry-After: %d\r\n", atoi(path + 7));
		answer(fd, 429, text, "not now");
	} else if (strncmp(path, "/slow/", 6) == 0) {
		nap(atoi(path + 6));
		answer(fd, 200, "", "at last");
	} else if (strncmp(path, "/flaky/", 7) == 0) {
		int failing = before(r->key) < atoi(path + 7);
		answer(fd, failing ? 503 : 201, "", failing ? "broken" : "mended");
	} else if (strcmp(path, "/control") == 0) {
		answer(fd, 200, "", " one\r\n\x1b[31mtwo\t\x01\x7f three \xff\xc2\x9b \xe2\x80\xae end\n");
	} else if (strcmp(path, "/echo") == 0) {
		snprintf(text, sizeof text, "you said %s", r->authorization);
		answer(fd, 403, "", text);
	} else if (strcmp(path, "/same") == 0) {
		answer(fd, 307, "Location: /ok\r\n", "");
	} else if (strcmp(path, "/round") == 0) {
		answer(fd, 308, "Location: /round\r\n", "");
	} else if (strcmp(path, "/other") == 0) {
		snprintf(text, sizeof text, "Location: http://localhost:%d/ok\r\n", port);
		answer(fd, 307, text, "");
	} else if (strcmp(path, "/found") == 0) {
		answer(fd, 302, "Location: /ok\r\n", "");
	} else if (strcmp(path, "/garbage") == 0) {
		say(fd, "220 mail.example ESMTP ready\r\n", 30);
		return false;
	} else if (strcmp(path, "/nothing") == 0) {
		return false;
	} else if (strcmp(path, "/cut") == 0) {
		say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ntaken", 46);
		return false;
	} else if (strcmp(path, "/endless") == 0) {
		endless(fd);
		return false;
	} else {
		answer(fd, 404, "", "no such path");
	}
	return true;
}

static void header(const char *head, const char *name, char *to, size_t size)
{
	const char *line = strcasestr(head, name);
	to[0] = '\0';
	if (line) {
		line += strlen(name);
		snprintf(to, size, "%.*s", (int)strcspn(line, "\r\n"), line);
	}
}

/* Reads one request with its body; false at the end of the connection. */
static bool take(int fd, char *head, struct request *r)
{
	size_t n = 0;
	char *end = NULL, length[32];
	while (!end && n + 1 < REQUEST_MAX) {
		ssize_t k = recv(fd, head + n, REQUEST_MAX - 1 - n, 0);
		if (k <= 0)
			return false;
		n += (size_t)k;
		head[n] = '\0';
		end = strstr(head, "\r\n\r\n");
	}
	if (!end || sscanf(head, "POST %255s", r->path) != 1)
		return false;
	*end = '\0';
	header(head, "\nIdempotency-Key: ", r->key, sizeof r->key);
	header(head, "\nAuthorization: ", r->authorization, sizeof r->authorization);
	header(head, "\nContent-Length: ", length, sizeof length);
	r->body = end + 4;
	for (size_t whole = (size_t)(r->body - head) + strtoul(length, NULL, 10); n < whole;) {
		ssize_t k = whole < REQUEST_MAX ? recv(fd, head + n, whole - n, 0) : 0;
		if (k <= 0)
			return false;
		n += (size_t)k;
	}
	head[n] = '\0';
	return true;
}

static void *serve(void *arg)
{
	int fd = (int)(intptr_t)arg, on = 1;
	struct request r;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	char *head = malloc(REQUEST_MAX);
	while (head && take(fd, head, &r)) {
		pthread_mutex_lock(&lock);
		fprintf(logfile, "%s %s %s\n", r.path, r.key, r.authorization[0] ? r.authorization : "-");
		fprintf(bodies, "%s\n", r.body);
		fflush(logfile);
		fflush(bodies);
		pthread_mutex_unlock(&lock);
		if (!reply(fd, &r))
			break;
	}
	free(head);
	close(fd);
	return NULL;
}

int main(int argc, char **argv)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof at;
	char name[256];
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(name, sizeof name, "%s.body", argc == 3 ? argv[2] : "");
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (argc != 3 || fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 64) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &size) != 0 || !(logfile = fopen(argv[2], "a")) || !(bodies = fopen(name, "a")))
		return 1;
	port = ntohs(at.sin_port);
	FILE *file = fopen(argv[1], "w");
	if (!file || fprintf(file, "%d\n", port) < 0 || fclose(file) != 0)
		return 1;
	for (;;) {
		pthread_t thread;
		int peer = accept(fd, NULL, NULL);
		if (peer >= 0 && pthread_create(&thread, NULL, serve, (void *)(intptr_t)peer) == 0)
			pthread_detach(thread);
	}
}
