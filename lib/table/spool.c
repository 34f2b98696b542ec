/* SPDX-License-Identifier: MIT */
#include "table/spool.h"

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/vec.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HELD = 8 << 20 };

struct head { /* of a row: then the length of each cell, then the cells */
	size_t line, file, n, bytes;
};

struct spool {
	struct buf held;      /* what is not in the file */
	int fd;               /* -1: everything is held */
	VEC(const char *) files;
	VEC(struct str) cells;
	VEC(size_t) lengths;
	bool reading;
	size_t at; /* in held */
	size_t rows;
};

struct spool *spool_new(void)
{
	struct spool *spool = mem_alloc(sizeof *spool);
	spool->fd = -1;
	return spool;
}

void spool_free(struct spool *spool)
{
	if (!spool)
		return;
	if (spool->fd >= 0)
		close(spool->fd);
	buf_free(&spool->held);
	vec_free(&spool->files);
	vec_free(&spool->cells);
	vec_free(&spool->lengths);
	free(spool);
}

static enum rc open_file(struct spool *spool, struct err *err)
{
	const char *dir = getenv("TMPDIR");
	struct buf path = {0};
	if (spool->fd >= 0)
		return RC_OK;
	buf_printf(&path, "%s/uprava.XXXXXX", dir && *dir ? dir : "/tmp");
	spool->fd = mkostemp(path.p, O_CLOEXEC);
	if (spool->fd < 0 || unlink(path.p) != 0)
		err_errno(err, path.p);
	buf_free(&path);
	return err->rc;
}

/* What is held goes to the file. */
static enum rc flush(struct spool *spool, struct err *err)
{
	if (open_file(spool, err) != RC_OK)
		return err->rc;
	for (size_t done = 0; done < spool->held.n;) {
		ssize_t n = write(spool->fd, spool->held.p + done, spool->held.n - done);
		if (n < 0)
			return err_errno(err, _("temporary file"));
		done += (size_t)n;
	}
	buf_clear(&spool->held);
	return RC_OK;
}

static size_t file_number(struct spool *spool, const char *file)
{
	if (spool->files.n == 0 || strcmp(spool->files.v[spool->files.n - 1], file) != 0)
		vec_push(&spool->files, file);
	return spool->files.n - 1;
}

enum rc spool_add(struct spool *spool, const struct row *row, struct err *err)
{
	struct head head = {.line = row->line, .file = file_number(spool, row->file), .n = row->n};
	for (size_t i = 0; i < row->n; i++)
		head.bytes += row->cell[i].n;
	spool->rows++;
	buf_room(&spool->held, sizeof head + row->n * sizeof(size_t) + head.bytes);
	buf_add(&spool->held, &head, sizeof head);
	for (size_t i = 0; i < row->n; i++)
		buf_add(&spool->held, &row->cell[i].n, sizeof(size_t));
	for (size_t i = 0; i < row->n; i++)
		buf_str(&spool->held, row->cell[i]);
	return spool->held.n < HELD ? RC_OK : flush(spool, err);
}

size_t spool_rows(const struct spool *spool)
{
	return spool->rows;
}

/* At least n more bytes in held behind at, as long as the file has them. */
static bool fetch(struct spool *spool, size_t n, struct err *err)
{
	if (spool->held.n - spool->at >= n)
		return true;
	if (spool->fd < 0)
		return false;
	memmove(spool->held.p, spool->held.p + spool->at, spool->held.n - spool->at);
	spool->held.n -= spool->at;
	spool->at = 0;
	buf_room(&spool->held, n > HELD ? n : HELD);
	while (spool->held.n < n) {
		ssize_t got = read(spool->fd, spool->held.p + spool->held.n, spool->held.cap - spool->held.n - 1);
		if (got < 0)
			err_errno(err, _("temporary file"));
		if (got <= 0)
			return false;
		spool->held.n += (size_t)got;
	}
	return true;
}

static bool begin_reading(struct spool *spool, struct err *err)
{
	spool->reading = true;
	if (spool->fd < 0)
		return true;
	if (flush(spool, err) != RC_OK)
		return false;
	if (lseek(spool->fd, 0, SEEK_SET) == 0)
		return true;
	err_errno(err, _("temporary file"));
	return false;
}

bool spool_next(struct spool *spool, struct row *row, struct err *err)
{
	struct head head;
	if ((!spool->reading && !begin_reading(spool, err)) || !fetch(spool, sizeof head, err))
		return false;
	memcpy(&head, spool->held.p + spool->at, sizeof head);
	size_t lengths = head.n * sizeof(size_t);
	if (!fetch(spool, sizeof head + lengths + head.bytes, err))
		return false;
	spool->cells.n = spool->lengths.n = 0;
	vec_room(&spool->cells, head.n + 1);
	vec_room(&spool->lengths, head.n + 1);
	memcpy(spool->lengths.v, spool->held.p + spool->at + sizeof head, lengths);
	const char *cell = spool->held.p + spool->at + sizeof head + lengths;
	for (size_t i = 0; i < head.n; i++) {
		spool->cells.v[i] = (struct str){cell, spool->lengths.v[i]};
		cell += spool->lengths.v[i];
	}
	spool->at += sizeof head + lengths + head.bytes;
	*row = (struct row){.cell = spool->cells.v, .n = head.n, .file = spool->files.v[head.file], .line = head.line};
	return true;
}
