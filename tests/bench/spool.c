/* SPDX-License-Identifier: MIT */
/*
 * What a directory costs without anything around it: N files of BYTES bytes into DIR by THREADS threads, each written, synced, renamed and its directory
 * synced, as route deliver does it. Prints files a second.
 *	spool DIR N BYTES THREADS
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { THREADS_MAX = 64 };

static const char *dir;
static char *bytes;
static long n, size;
static atomic_long next;
static atomic_bool failed;

static int put(int at, long i)
{
	char from[64], to[64];
	snprintf(from, sizeof from, ".%ld.tmp", i);
	snprintf(to, sizeof to, "%ld.json", i);
	int fd = openat(at, from, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0640);
	if (fd < 0)
		return -1;
	int bad = write(fd, bytes, (size_t)size) != size || fsync(fd) != 0;
	bad |= close(fd) != 0;
	return bad || renameat(at, from, at, to) != 0 || fsync(at) != 0 ? -1 : 0;
}

static void *run(void *unused)
{
	(void)unused;
	for (long i; (i = next++) < n;) {
		int at = open(dir, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
		if (at < 0 || put(at, i) != 0)
			failed = 1;
		if (at >= 0)
			close(at);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t thread[THREADS_MAX];
	struct timespec a, b;
	long threads = argc == 5 ? strtol(argv[4], NULL, 10) : 0;
	if (threads < 1 || threads > THREADS_MAX)
		return 2;
	dir = argv[1];
	n = strtol(argv[2], NULL, 10);
	size = strtol(argv[3], NULL, 10);
	if (size < 1 || !(bytes = malloc((size_t)size)))
		return 2;
	memset(bytes, 'x', (size_t)size);
	clock_gettime(CLOCK_MONOTONIC, &a);
	for (long i = 0; i < threads; i++)
		if (pthread_create(&thread[i], NULL, run, NULL) != 0)
			return 1;
	for (long i = 0; i < threads; i++)
		pthread_join(thread[i], NULL);
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("%.0f\n", (double)n / ((double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9));
	return failed;
}
