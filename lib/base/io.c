/* SPDX-License-Identifier: MIT */
#include "base/io.h"

#include "base/lang.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HOLD_MAX = 8 << 20, COPY_BLOCK = 256 << 10 };

/* ---- in */

enum { NO_FD = -1 }; /* all there is lies in head */

struct io_in {
	int fd;
	bool standard; /* the descriptor is the process's, not ours to close */
	char *name;
	struct buf head; /* bytes looked at and not handed out, from head_at on */
	size_t head_at, offset, size;
};

enum rc io_in_open(const char *path, struct io_in **in, struct err *err)
{
	bool standard = !path || strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	const char *name = standard ? "<stdin>" : path;
	*in = NULL;
	if (fd < 0 || fstat(fd, &st) != 0) {
		err_errno(err, name);
		if (fd >= 0 && !standard)
			close(fd);
		return err->rc;
	}
	if (S_ISDIR(st.st_mode)) {
		if (!standard)
			close(fd);
		errno = EISDIR;
		return err_errno(err, name);
	}
	*in = mem_alloc(sizeof **in);
	**in = (struct io_in){
	        .fd = fd,
	        .standard = standard,
	        .name = mem_strdup(name),
	        .size = S_ISREG(st.st_mode) ? (size_t)st.st_size : 0};
	posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return RC_OK;
}

struct io_in *io_in_text(struct str text, const char *name)
{
	struct io_in *in = mem_alloc(sizeof *in);
	*in = (struct io_in){.fd = NO_FD, .standard = true, .name = mem_strdup(name), .size = text.n};
	buf_str(&in->head, text);
	return in;
}

void io_in_close(struct io_in *in)
{
	if (!in)
		return;
	if (!in->standard)
		close(in->fd);
	buf_free(&in->head);
	free(in->name);
	free(in);
}

const char *io_in_name(const struct io_in *in)
{
	return in->name;
}

static enum rc read_some(struct io_in *in, char *to, size_t n, size_t *got, struct err *err)
{
	ssize_t r;
	if (in->fd == NO_FD) {
		*got = 0;
		return RC_OK;
	}
	do
		r = read(in->fd, to, n < SSIZE_MAX ? n : SSIZE_MAX);
	while (r < 0 && errno == EINTR);
	*got = r > 0 ? (size_t)r : 0;
	return r < 0 ? err_errno(err, in->name) : RC_OK;
}

enum rc io_in_read(struct io_in *in, char *to, size_t n, size_t *got, struct err *err)
{
	size_t held = in->head.n - in->head_at;
	if (held) {
		*got = n < held ? n : held;
		memcpy(to, in->head.p + in->head_at, *got);
		in->head_at += *got;
	} else if (read_some(in, to, n, got, err) != RC_OK) {
		return err->rc;
	}
	in->offset += *got;
	return RC_OK;
}

enum rc io_in_peek(struct io_in *in, size_t n, struct str *head, struct err *err)
{
	size_t got = 1;
	while (in->head.n - in->head_at < n && got > 0) {
		size_t want = n - (in->head.n - in->head_at);
		buf_room(&in->head, want);
		if (read_some(in, in->head.p + in->head.n, want, &got, err) != RC_OK)
			return err->rc;
		in->head.n += got;
	}
	*head = (struct str){in->head.p ? in->head.p + in->head_at : "", in->head.n - in->head_at};
	return RC_OK;
}

size_t io_in_offset(const struct io_in *in)
{
	return in->offset;
}

size_t io_in_size(const struct io_in *in)
{
	return in->size;
}

/* ---- out */

struct io_out {
	int fd;
	bool standard; /* standard output, whatever its number */
	bool holding;  /* it is kept back until the commit */
	char *name;    /* for messages, and where a temporary is renamed to */
	char *temp;    /* the temporary's name; NULL: it has none (yet) */
	bool replaces; /* a named file is put in place of name by the commit */
	struct buf held;
	int spill; /* an unlinked file for what is over HOLD_MAX; -1 for none */
};

static struct io_out *out_new(int fd, const char *name)
{
	struct io_out *out = mem_alloc(sizeof *out);
	*out = (struct io_out){.fd = fd, .name = mem_strdup(name), .spill = -1};
	return out;
}

static void out_free(struct io_out *out)
{
	if (out->spill >= 0)
		close(out->spill);
	buf_free(&out->held);
	free(out->temp);
	free(out->name);
	free(out);
}

/* A device, a pipe: nothing to rename, written as it stands. */
static enum rc open_as_it_is(const char *path, struct io_out **out, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return err_errno(err, path);
	*out = out_new(fd, path);
	return RC_OK;
}

/* Where path leads to when its last part is a link, also one to a file that is not there yet: realpath gives up on that. */
static char *follow(const char *path)
{
	char *at = mem_strdup(path), to[PATH_MAX];
	ssize_t n;
	for (int i = 0; i < 40 && (n = readlink(at, to, sizeof to)) > 0; i++) {
		const char *slash = to[0] == '/' ? NULL : strrchr(at, '/');
		struct buf next = {0};
		if (slash)
			buf_add(&next, at, (size_t)(slash - at) + 1);
		buf_add(&next, to, (size_t)n);
		free(at);
		at = next.p;
	}
	return at;
}

/*
 * A file without a name in the directory of the output, so that a killed run leaves nothing behind; the commit names it.
 * Where the file system or the kernel cannot, a file with a name.
 */
static void make_temporary(struct io_out *out)
{
	const char *slash = strrchr(out->name, '/');
	struct buf path = {0};
	buf_add(&path, out->name, slash ? (size_t)(slash - out->name) + 1 : 0);
	if (access("/proc/self/fd", X_OK) == 0)
		out->fd = open(path.n ? path.p : ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
	buf_clear(&path);
	if (out->fd < 0) {
		buf_printf(&path, "%s.XXXXXX", out->name);
		out->fd = mkostemp(path.p, O_CLOEXEC);
		if (out->fd >= 0)
			out->temp = mem_strdup(path.p);
	}
	buf_free(&path);
}

static enum rc open_beside(const char *path, unsigned mode, struct io_out **out, struct err *err)
{
	struct stat st;
	bool exists = stat(path, &st) == 0;
	/* A rename would put aside what its owner has locked. */
	if (exists && access(path, W_OK) != 0)
		return err_errno(err, path);
	char *real = follow(path);
	*out = out_new(-1, real);
	(*out)->replaces = true;
	free(real);
	make_temporary(*out);
	mode_t mask = umask(0);
	umask(mask);
	if ((*out)->fd >= 0 && fchmod((*out)->fd, exists ? st.st_mode & 07777 : mode & ~mask) == 0)
		return RC_OK;
	err_errno(err, path);
	io_out_abort(*out);
	*out = NULL;
	return err->rc;
}

enum rc io_out_open(const char *path, enum io_hold hold, unsigned mode, struct io_out **out, struct err *err)
{
	struct stat st;
	*out = NULL;
	if (!path || strcmp(path, "-") == 0) {
		int flags = fcntl(STDOUT_FILENO, F_GETFL);
		if (flags == -1 || (flags & O_ACCMODE) == O_RDONLY) {
			errno = EBADF;
			return err_errno(err, "<stdout>");
		}
		*out = out_new(STDOUT_FILENO, "<stdout>");
		(*out)->standard = true;
		(*out)->holding = hold == IO_HOLD;
		return RC_OK;
	}
	bool exists = stat(path, &st) == 0;
	if (exists && S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return err_errno(err, path);
	}
	return exists && !S_ISREG(st.st_mode) ? open_as_it_is(path, out, err) : open_beside(path, mode, out, err);
}

static enum rc write_all(int fd, const char *name, struct str bytes, struct err *err)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, name);
		bytes = (struct str){bytes.p + n, bytes.n - (size_t)n};
	}
	return RC_OK;
}

/* What is held goes to a file that has no name, so that it is gone with the process. */
static enum rc spill(struct io_out *out, struct err *err)
{
	if (out->spill < 0) {
		const char *dir = getenv("TMPDIR");
		struct buf path = {0};
		buf_printf(&path, "%s/uprava.XXXXXX", dir && *dir ? dir : "/tmp");
		out->spill = mkostemp(path.p, O_CLOEXEC);
		if (out->spill < 0)
			err_errno(err, path.p);
		else
			unlink(path.p);
		buf_free(&path);
	}
	if (out->spill < 0 || write_all(out->spill, _("temporary file"), buf_slice(&out->held), err) != RC_OK)
		return err->rc;
	buf_clear(&out->held);
	return RC_OK;
}

enum rc io_out_write(struct io_out *out, struct str bytes, struct err *err)
{
	if (!out->holding)
		return write_all(out->fd, out->name, bytes, err);
	buf_str(&out->held, bytes);
	return out->held.n > HOLD_MAX ? spill(out, err) : RC_OK;
}

static enum rc copy_spill(struct io_out *out, struct err *err)
{
	char *block = mem_resize(NULL, COPY_BLOCK, 1);
	ssize_t n = 0;
	if (lseek(out->spill, 0, SEEK_SET) != 0)
		err_errno(err, _("temporary file"));
	while (err->rc == RC_OK && (n = read(out->spill, block, COPY_BLOCK)) > 0)
		if (write_all(out->fd, out->name, (struct str){block, (size_t)n}, err) != RC_OK)
			break;
	if (n < 0)
		err_errno(err, _("temporary file"));
	free(block);
	return err->rc;
}

static enum rc commit_standard(struct io_out *out, struct err *err)
{
	if (out->spill >= 0 && copy_spill(out, err) != RC_OK)
		return err->rc;
	if (out->holding && write_all(out->fd, out->name, buf_slice(&out->held), err) != RC_OK)
		return err->rc;
	/* A file system may tell of a full disk only when the descriptor is closed: close a twin. */
	int twin = dup(out->fd);
	if (twin < 0 || close(twin) != 0)
		return err_errno(err, out->name);
	return RC_OK;
}

/* Gives the nameless file a name beside the output's own: a link cannot replace, a rename can. */
static enum rc name_temporary(struct io_out *out, struct err *err)
{
	char from[32];
	snprintf(from, sizeof from, "/proc/self/fd/%d", out->fd);
	for (int i = 0; i < 100 && !out->temp; i++) {
		struct buf to = {0};
		buf_printf(&to, "%s.%ld-%d", out->name, (long)getpid(), i);
		if (linkat(AT_FDCWD, from, AT_FDCWD, to.p, AT_SYMLINK_FOLLOW) == 0)
			out->temp = mem_strdup(to.p);
		buf_free(&to);
		if (!out->temp && errno != EEXIST)
			break;
	}
	return out->temp ? RC_OK : err_errno(err, out->name);
}

static enum rc commit_file(struct io_out *out, struct err *err)
{
	if (out->replaces && fsync(out->fd) != 0)
		err_errno(err, out->name);
	else if (out->replaces && !out->temp)
		name_temporary(out, err);
	if (close(out->fd) != 0)
		err_errno(err, out->name);
	out->fd = -1;
	if (out->replaces && err->rc == RC_OK && rename(out->temp, out->name) != 0)
		err_errno(err, out->name);
	if (out->temp && err->rc != RC_OK)
		unlink(out->temp);
	return err->rc;
}

enum rc io_out_commit(struct io_out *out, struct err *err)
{
	if (err->rc != RC_OK) {
		io_out_abort(out);
		return err->rc;
	}
	enum rc rc = out->standard ? commit_standard(out, err) : commit_file(out, err);
	out_free(out);
	return rc;
}

void io_out_abort(struct io_out *out)
{
	if (!out)
		return;
	if (out->fd >= 0 && !out->standard)
		close(out->fd);
	if (out->temp)
		unlink(out->temp);
	out_free(out);
}

/* ---- whole files */

enum rc io_read_file(const char *path, size_t limit, struct buf *buf, struct err *err)
{
	struct io_in *in;
	size_t got = 1, start = buf->n;
	if (io_in_open(path, &in, err) != RC_OK)
		return err->rc;
	while (err->rc == RC_OK && got > 0) {
		buf_room(buf, COPY_BLOCK);
		if (io_in_read(in, buf->p + buf->n, COPY_BLOCK, &got, err) == RC_OK)
			buf->n += got;
		if (limit && buf->n - start > limit)
			err_set(err, RC_INPUT, _("%s: the file is larger than %zu bytes"), io_in_name(in), limit);
	}
	io_in_close(in);
	return err->rc;
}

enum rc io_write_file(const char *path, unsigned mode, struct str bytes, struct err *err)
{
	struct io_out *out;
	if (io_out_open(path, IO_STREAM, mode, &out, err) != RC_OK)
		return err->rc;
	if (io_out_write(out, bytes, err) == RC_OK)
		return io_out_commit(out, err);
	io_out_abort(out);
	return err->rc;
}
