/* SPDX-License-Identifier: MIT */
#include "base/io.h"
#include "base/lock.h"
#include "unit.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool exists(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0;
}

/* A child adds one to the number in the file, so many times, each time by reading and replacing it. */
static pid_t count_in_child(const char *path, int times)
{
	pid_t pid = fork();
	if (pid != 0)
		return pid;
	for (int i = 0; i < times; i++) {
		struct err err = ERR_NONE;
		struct lock *lock;
		struct buf text = {0}, next = {0};
		if (lock_take(path, 60, &lock, &err) != RC_OK || io_read_file(path, 0, &text, &err) != RC_OK)
			_exit(1);
		buf_printf(&next, "%ld", strtol(buf_cstr(&text), NULL, 10) + 1);
		if (io_write_file(path, 0600, buf_slice(&next), &err) != RC_OK)
			_exit(1);
		lock_free(lock);
		buf_free(&text);
		buf_free(&next);
	}
	_exit(0);
}

int main(void)
{
	enum { CHILDREN = 3, TIMES = 15 };
	char dir[] = "/tmp/test_lock.XXXXXX", path[64];
	struct err err = ERR_NONE;
	struct lock *lock, *other;
	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof path, "%s/register", dir);
	unit_ok(lock_take(path, 0, &lock, &err) == RC_OK && exists(path), "a lock makes the file");
	unit_ok(lock_take(path, 0, &other, &err) == RC_SYSTEM && !other, "a second one is not to be had");
	lock_free(lock);
	unit_ok(!exists(path), "an empty file is taken away again");
	err = ERR_NONE;
	unit_ok(lock_take("/no/such/directory/file", 5, &lock, &err) == RC_SYSTEM && !lock, "where no file can be made there is none");
	pid_t child[CHILDREN];
	bool good = true;
	for (int i = 0; i < CHILDREN; i++)
		child[i] = count_in_child(path, TIMES);
	for (int i = 0; i < CHILDREN; i++) {
		int status = 0;
		good = waitpid(child[i], &status, 0) == child[i] && status == 0 && good;
	}
	struct buf text = {0};
	err = ERR_NONE;
	unit_ok(good && io_read_file(path, 0, &text, &err) == RC_OK, "three processes at one file");
	unit_num((double)strtol(buf_cstr(&text), NULL, 10), CHILDREN * TIMES, 0, "lose nothing of what the others wrote");
	buf_free(&text);
	lock_free(NULL);
	unlink(path);
	rmdir(dir);
	return unit_done();
}
