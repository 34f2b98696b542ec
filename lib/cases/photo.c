/* SPDX-License-Identifier: MIT */
#include "cases/photo.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 64 << 10 };

static const struct {
	const char *ending;
	enum photo_kind kind;
} endings[] = {{"jpg", PHOTO_JPEG}, {"jpeg", PHOTO_JPEG}, {"jpe", PHOTO_JPEG}, {"png", PHOTO_PNG}, {"pdf", PHOTO_PDF}};

static const struct {
	struct str magic;
	enum photo_kind kind;
} magics[] = {
        {{"\xff\xd8\xff", 3}, PHOTO_JPEG},              /* ITU-T T.81: start of image, and a marker */
        {{"\x89PNG\r\n\x1a\n", 8}, PHOTO_PNG},          /* ISO/IEC 15948, 5.2 */
        {{"%PDF-", 5}, PHOTO_PDF},                      /* ISO 32000-1, 7.5.2 */
};

enum photo_kind photo_kind_of(struct str name)
{
	const char *dot = name.n ? memrchr(name.p, '.', name.n) : NULL;
	size_t n = dot ? (size_t)(name.p + name.n - dot) - 1 : 0;
	for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
		if (strlen(endings[i].ending) == n && strncasecmp(endings[i].ending, dot + 1, n) == 0)
			return endings[i].kind;
	return PHOTO_OTHER;
}

const char *photo_kind_name(enum photo_kind kind)
{
	static const char *const names[] = {"", "JPEG", "PNG", "PDF"};
	return names[kind];
}

static enum photo_kind kind_by(const char *head, size_t n)
{
	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
		if (n >= magics[i].magic.n && memcmp(head, magics[i].magic.p, magics[i].magic.n) == 0)
			return magics[i].kind;
	return PHOTO_OTHER;
}

static bool leads_out(struct str name)
{
	struct str part = {NULL, 0};
	if (name.n == 0 || name.p[0] == '/' || memchr(name.p, '\0', name.n))
		return true;
	while (str_split(&name, '/', &part))
		if (str_is(part, ".."))
			return true;
	return false;
}

/* A link as the last part is not followed: it may lead anywhere. A pipe must not make us wait. */
static int open_file(int dir, struct str name, struct photo *photo)
{
	char path[PATH_MAX];
	struct stat st;
	photo->status = PHOTO_ABSENT;
	if (name.n >= sizeof path)
		return -1;
	memcpy(path, name.p, name.n);
	path[name.n] = '\0';
	int fd = openat(dir, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
		close(fd);
		return -1;
	}
	if (fd < 0 && errno != ENOENT && errno != ENOTDIR && errno != ELOOP && errno != ENAMETOOLONG && errno != ENXIO) {
		photo->status = PHOTO_UNREADABLE;
		photo->error = errno;
	}
	return fd;
}

/* Reads up to n bytes; fewer only at the end. False on an error. */
static bool read_block(int fd, char *to, size_t n, size_t *got)
{
	*got = 0;
	while (*got < n) {
		ssize_t k = read(fd, to + *got, n - *got);
		if (k == 0 || (k < 0 && errno != EINTR))
			return k == 0;
		*got += k > 0 ? (size_t)k : 0;
	}
	return true;
}

static void read_content(int fd, char *head, struct photo *photo)
{
	char block[BLOCK];
	struct digest digest;
	size_t got, n = 0;
	digest_begin(&digest);
	bool good = read_block(fd, head, EXIF_HEAD, &n);
	digest_add(&digest, head, n);
	for (got = n; good && got > 0 && n == EXIF_HEAD;) {
		good = read_block(fd, block, sizeof block, &got);
		digest_add(&digest, block, got);
	}
	digest_end(&digest, photo->hash);
	photo->status = good ? PHOTO_READ : PHOTO_UNREADABLE;
	photo->error = errno;
	photo->kind = kind_by(head, n);
	if (photo->kind == PHOTO_JPEG)
		exif_read((struct str){head, n}, &photo->exif);
}

void photo_read(int dir, struct str name, struct photo *photo)
{
	*photo = (struct photo){.status = PHOTO_OUTSIDE};
	if (leads_out(name))
		return;
	int fd = open_file(dir, name, photo);
	if (fd < 0)
		return;
	char *head = mem_resize(NULL, EXIF_HEAD, 1);
	read_content(fd, head, photo);
	free(head);
	close(fd);
}
