/* SPDX-License-Identifier: MIT */
#include "base/lock.h"

#include "base/lang.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { TRIES_A_SECOND = 20 };

struct lock {
	int fd;
	char *path;
	bool made;
};

/* Whether the descriptor's file still has the name. */
static bool is_current(const struct lock *lock)
{
	struct stat of_fd, of_name;
	return fstat(lock->fd, &of_fd) == 0 && stat(lock->path, &of_name) == 0 && of_fd.st_dev == of_name.st_dev &&
	       of_fd.st_ino == of_name.st_ino;
}

static void drop(struct lock *lock)
{
	if (lock->fd >= 0)
		close(lock->fd);
	lock->fd = -1;
}

static bool open_file(struct lock *lock)
{
	lock->made = false;
	lock->fd = open(lock->path, O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (lock->fd < 0 && errno == ENOENT) {
		lock->fd = open(lock->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		lock->made = lock->fd >= 0;
	}
	return lock->fd >= 0;
}

enum rc lock_take(const char *path, int seconds, struct lock **lock, struct err *err)
{
	struct lock *l = *lock = mem_alloc(sizeof *l);
	const struct timespec pause = {0, 1000000000 / TRIES_A_SECOND};
	*l = (struct lock){.fd = -1, .path = mem_strdup(path)};
	for (int i = 0;; i++) {
		if (l->fd < 0 && !open_file(l) && errno != EEXIST && errno != ENOENT) {
			err_errno(err, path);
			break;
		}
		if (l->fd >= 0 && flock(l->fd, LOCK_EX | LOCK_NB) == 0) {
			if (is_current(l))
				return RC_OK;
			drop(l);
			continue;
		}
		if (l->fd >= 0 && errno != EWOULDBLOCK && errno != EINTR) {
			err_errno(err, path);
			break;
		}
		if (i >= seconds * TRIES_A_SECOND) {
			err_set(err, RC_SYSTEM, _("%s: another run has been using it for %d seconds"), path, seconds);
			break;
		}
		nanosleep(&pause, NULL);
	}
	l->made = false;
	lock_free(l);
	*lock = NULL;
	return err->rc;
}

void lock_free(struct lock *lock)
{
	struct stat st;
	if (!lock)
		return;
	if (lock->made && is_current(lock) && fstat(lock->fd, &st) == 0 && st.st_size == 0)
		unlink(lock->path);
	drop(lock);
	free(lock->path);
	free(lock);
}
