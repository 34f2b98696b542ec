/* SPDX-License-Identifier: MIT */
#include "base/io.h"
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct buf text;

static const char *content(const char *path)
{
	struct err err = ERR_NONE;
	buf_clear(&text);
	return io_read_file(path, 0, &text, &err) == RC_OK ? buf_cstr(&text) : err.text[0] ? "(none)" : "?";
}

static size_t entries(void)
{
	DIR *dir = opendir(".");
	size_t n = 0;
	for (struct dirent *e; dir && (e = readdir(dir));)
		n += e->d_name[0] != '.';
	closedir(dir);
	return n;
}

static unsigned mode_of(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 ? (unsigned)st.st_mode & 07777 : 0;
}

static enum rc put(const char *path, const char *bytes)
{
	struct err err = ERR_NONE;
	enum rc rc = io_write_file(path, 0666, str_of(bytes), &err);
	if (rc != RC_OK)
		unit_ok(strstr(err.text, path) != NULL, "the error names the file");
	return rc;
}

static void reading(void)
{
	struct err err = ERR_NONE;
	struct io_in *in;
	char some[4];
	size_t got;
	struct str head;
	put("in", "abcdefgh");
	if (!unit_ok(io_in_open("in", &in, &err) == RC_OK, "a file opens"))
		return;
	unit_num((double)io_in_size(in), 8, 0, "its size");
	unit_ok(io_in_peek(in, 3, &head, &err) == RC_OK && head.n >= 3 && memcmp(head.p, "abc", 3) == 0, "a look");
	unit_ok(io_in_read(in, some, 2, &got, &err) == RC_OK && got == 2 && memcmp(some, "ab", 2) == 0, "takes nothing");
	unit_ok(io_in_peek(in, 99, &head, &err) == RC_OK && str_is(head, "cdefgh"), "a look further than the end");
	buf_clear(&text);
	while (text.n < 20 && io_in_read(in, some, sizeof some, &got, &err) == RC_OK && got)
		buf_add(&text, some, got);
	unit_str(buf_cstr(&text), "cdefgh", "then all the rest");
	unit_num((double)io_in_offset(in), 8, 0, "counted");
	io_in_close(in);
	io_in_close(NULL);
	unit_ok(io_in_open(".", &in, &err) == RC_SYSTEM && !in, "a directory is no input");
	unit_str(err.text, ".: Is a directory", "and it says so");
	err = ERR_NONE;
	unit_ok(io_in_open("absent", &in, &err) == RC_SYSTEM && !in, "nor is a file that is not there");
	unit_str(err.text, "absent: No such file or directory", "and it says so");
	err = ERR_NONE;
	buf_clear(&text);
	unit_ok(io_read_file("in", 7, &text, &err) == RC_INPUT, "a file over the limit");
	err = ERR_NONE;
	buf_clear(&text);
	unit_ok(io_read_file("in", 8, &text, &err) == RC_OK, "a file at the limit");
	unlink("in");
}

static void files(void)
{
	struct err err = ERR_NONE;
	struct io_out *out;
	umask(022);
	unit_ok(put("new", "1") == RC_OK, "a new file");
	unit_str(content("new"), "1", "is there");
	unit_num(mode_of("new"), 0644, 0, "under the umask");
	if (chmod("new", 0640) != 0)
		unit_ok(false, "chmod");
	unit_ok(io_out_open("new", IO_STREAM, 0666, &out, &err) == RC_OK, "an old file");
	unit_ok(io_out_write(out, STR("2"), &err) == RC_OK, "is written");
	unit_str(content("new"), "1", "and stands until the commit");
	unit_ok(io_out_commit(out, &err) == RC_OK, "the commit");
	unit_str(content("new"), "2", "replaces it");
	unit_num(mode_of("new"), 0640, 0, "and keeps its mode");
	if (io_out_open("new", IO_STREAM, 0666, &out, &err) == RC_OK && io_out_write(out, STR("3"), &err) == RC_OK)
		io_out_abort(out);
	io_out_abort(NULL);
	unit_str(content("new"), "2", "what is given up is never seen");
	if (io_out_open("new", IO_STREAM, 0666, &out, &err) == RC_OK) {
		err_set(&err, RC_INPUT, "row 7");
		unit_ok(io_out_commit(out, &err) == RC_INPUT, "nothing is committed after an error");
		unit_str(content("new"), "2", "and the old file stands");
	}
	unit_num((double)entries(), 1, 0, "no temporary is left");
	unlink("new");
	unit_ok(put(".", "x") == RC_SYSTEM, "a directory is no output");
	unit_ok(put("absent/file", "x") == RC_SYSTEM, "nor is a file in no directory");
}

static void links_and_devices(void)
{
	struct stat st;
	put("target", "old");
	if (symlink("target", "link") != 0 || symlink("later", "dangling") != 0 || mkfifo("fifo", 0600) != 0)
		unit_ok(false, "links");
	unit_ok(put("link", "new") == RC_OK && lstat("link", &st) == 0 && S_ISLNK(st.st_mode), "a link stays a link");
	unit_str(content("target"), "new", "and its target is replaced");
	unit_ok(put("dangling", "x") == RC_OK && lstat("dangling", &st) == 0 && S_ISLNK(st.st_mode), "also to nowhere");
	unit_str(content("later"), "x", "where the file then is");
	unit_ok(put("/dev/null", "x") == RC_OK && stat("/dev/null", &st) == 0 && S_ISCHR(st.st_mode), "a device stays one");
	unit_ok(put("/dev/full", "x") == RC_SYSTEM, "a full device is an error");
	int reader = open("fifo", O_RDONLY | O_NONBLOCK);
	char got[3] = "";
	unit_ok(put("fifo", "hi") == RC_OK && read(reader, got, 2) == 2 && strcmp(got, "hi") == 0, "a pipe with a name");
	close(reader);
	unlink("fifo"), unlink("link"), unlink("dangling"), unlink("target"), unlink("later");
}

/* What a child leaves as its exit code, or 100 + the signal it died of. */
static int in_child(int (*run)(void))
{
	int status = 0;
	fflush(stdout);
	pid_t child = fork();
	if (child == 0)
		_exit(run());
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
}

static int over_the_limit(void)
{
	struct rlimit limit = {4096, 4096};
	struct err err = ERR_NONE;
	static char big[100000];
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	enum rc rc = io_write_file("kept", 0666, (struct str){big, sizeof big}, &err);
	return rc == RC_SYSTEM && strstr(err.text, "kept: File too large") ? 0 : 1;
}

static int killed(void)
{
	struct err err = ERR_NONE;
	struct io_out *out;
	if (io_out_open("kept", IO_STREAM, 0666, &out, &err) == RC_OK && io_out_write(out, STR("half"), &err) == RC_OK)
		raise(SIGKILL);
	return 1;
}

/* The output takes the number of the closed standard output and is a file all the same. */
static int closed_stdout(void)
{
	struct err err = ERR_NONE;
	close(STDOUT_FILENO);
	return io_write_file("kept", 0666, STR("whole"), &err);
}

static int held(size_t blocks, bool commit)
{
	struct err err = ERR_NONE;
	struct io_out *out;
	struct stat st;
	static char block[1 << 20];
	memset(block, 'x', sizeof block);
	int fd = open("held", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(fd, STDOUT_FILENO);
	if (io_out_open("-", IO_HOLD, 0666, &out, &err) != RC_OK)
		return 1;
	for (size_t i = 0; i < blocks; i++) {
		block[0] = (char)('a' + i);
		if (io_out_write(out, (struct str){block, sizeof block}, &err) != RC_OK)
			return 2;
	}
	if (fstat(fd, &st) != 0 || st.st_size != 0)
		return 3; /* something got out before the commit */
	if (!commit) {
		io_out_abort(out);
		return fstat(fd, &st) == 0 && st.st_size == 0 ? 0 : 4;
	}
	return io_out_commit(out, &err) == RC_OK ? 0 : 5;
}

static int held_small(void)
{
	return held(3, true);
}

static int held_large(void)
{
	return held(20, true);
}

/* It would not need the folder if it kept all in memory. */
static int held_without_room(void)
{
	setenv("TMPDIR", "/nonexistent", 1);
	return held(20, true) == 2 ? 0 : 1;
}

static int held_and_dropped(void)
{
	return held(20, false);
}

static int full_stdout(void)
{
	struct err err = ERR_NONE;
	struct io_out *out;
	dup2(open("/dev/full", O_WRONLY), STDOUT_FILENO);
	if (io_out_open(NULL, IO_HOLD, 0666, &out, &err) != RC_OK || io_out_write(out, STR("x"), &err) != RC_OK)
		return 1;
	return io_out_commit(out, &err) == RC_SYSTEM && strcmp(err.text, "<stdout>: No space left on device") == 0 ? 0 : 2;
}

/* Blocks in order, each beginning with its letter. */
static bool in_order(size_t blocks)
{
	content("held");
	if (text.n != blocks << 20)
		return false;
	for (size_t i = 0; i < blocks; i++)
		if (text.p[i << 20] != (char)('a' + i) || text.p[(i << 20) + 1] != 'x')
			return false;
	return true;
}

int main(void)
{
	char dir[] = "/tmp/uprava-test-XXXXXX";
	if (!mkdtemp(dir) || chdir(dir) != 0 || setenv("TMPDIR", dir, 1) != 0)
		return 1;
	reading();
	files();
	links_and_devices();
	put("kept", "old");
	unit_num(in_child(over_the_limit), 0, 0, "a limit on file size is an error that names the file");
	unit_str(content("kept"), "old", "and the old file stands");
	unit_num(in_child(killed), 100 + SIGKILL, 0, "a run is killed while it writes");
	unit_str(content("kept"), "old", "and the old file stands");
	unit_num(in_child(closed_stdout), 0, 0, "a file when standard output is closed");
	unit_str(content("kept"), "whole", "is written whole");
	unit_num((double)entries(), 1, 0, "no temporary is left by any of them");
	unit_num(in_child(held_small), 0, 0, "output held in memory");
	unit_ok(in_order(3), "comes out whole");
	unit_num(in_child(held_large), 0, 0, "output held in a file");
	unit_ok(in_order(20), "comes out whole and in order");
	unit_num(in_child(held_without_room), 0, 0, "more than 8 MiB are not kept in memory");
	unit_num(in_child(held_and_dropped), 0, 0, "output held and given up is never seen");
	unit_num(in_child(full_stdout), 0, 0, "a full standard output is an error");
	unit_num((double)entries(), 2, 0, "no temporary is left");
	unlink("held"), unlink("kept");
	buf_free(&text);
	unit_ok(chdir("/") == 0 && rmdir(dir) == 0, "and the directory is empty");
	return unit_done();
}
