/* SPDX-License-Identifier: MIT */
#include "base/date.h"
#include "base/io.h"
#include "cases/seen.h"
#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

static const uint8_t one[DIGEST_SIZE] = {0xab, 1}, two[DIGEST_SIZE] = {0xab, 2}, three[DIGEST_SIZE] = {0xab, 3};

static struct arena *arena;
static struct err err;

static const char *found(const struct seen *seen, const uint8_t hash[DIGEST_SIZE], const char *row)
{
	const char *what = seen_find(seen, hash, str_of(row), arena);
	return what ? what : "";
}

static void within_a_run(void)
{
	struct seen *seen;
	if (!unit_ok(seen_open(NULL, false, &seen, &err) == RC_OK, "without a register"))
		return;
	unit_str(found(seen, one, "A"), "", "nobody used it");
	seen_add(seen, one, STR("1.jpg"), STR("A"), "p.csv:2");
	seen_add(seen, one, STR("2.jpg"), STR("B"), "p.csv:3");
	unit_str(found(seen, one, "B"), "the same photo as in p.csv:2", "the first row that used it is told");
	unit_str(found(seen, one, "A"), "the same photo as in p.csv:2", "two rows alike are two rows");
	unit_str(found(seen, two, "B"), "", "another photo is another");
	unit_ok(seen_commit(seen, &err) == RC_OK, "there is nothing to write");
	seen_close(seen);
	if (!unit_ok(seen_open(NULL, true, &seen, &err) == RC_OK, "rows with ids of their own"))
		return;
	seen_add(seen, one, STR("1.jpg"), STR("A"), "p.csv:2");
	unit_str(found(seen, one, "A"), "", "two rows of one id are one");
	unit_str(found(seen, one, "B"), "the same photo as in p.csv:2", "and of two are two");
	seen_close(seen);
}

static void from_run_to_run(const char *path)
{
	struct seen *seen, *other;
	struct buf text = {0};
	if (!unit_ok(seen_open(path, true, &seen, &err) == RC_OK, "a register that is not there"))
		return;
	seen_add(seen, one, STR("1.jpg"), STR("A"), "p.csv:2");
	seen_close(seen);
	unit_ok(access(path, F_OK) != 0, "what is not committed is forgotten");
	for (int run = 0; run < 2; run++) {
		if (!unit_ok(seen_open(path, true, &seen, &err) == RC_OK, "a run"))
			return;
		unit_str(found(seen, one, "A"), "", "the row comes again with its own photo");
		unit_str(found(seen, one, "B"), run ? "the same photo was used on 2024-01-15T09:00 as 1.jpg by A" : "", "another row with it");
		seen_add(seen, one, STR("1.jpg"), STR("A"), "p.csv:2");
		seen_add(seen, run ? three : two, STR("a, \"b\".jpg"), STR("C"), "p.csv:3");
		unit_ok(seen_commit(seen, &err) == RC_OK, "is kept");
		seen_close(seen);
	}
	unit_ok(seen_open(path, false, &other, &err) == RC_OK, "by a run whose rows have no ids");
	unit_str(found(other, three, "D"), "the same photo was used on 2024-01-15T09:00 as a, \"b\".jpg", "it is known as well");
	seen_close(other);
	unit_ok(io_read_file(path, 0, &text, &err) == RC_OK, "the register");
	unit_str(buf_cstr(&text),
	         "sha256,file,row,seen_at\n"
	         "ab01000000000000000000000000000000000000000000000000000000000000,1.jpg,A,2024-01-15T09:00\n"
	         "ab02000000000000000000000000000000000000000000000000000000000000,\"a, \"\"b\"\".jpg\",C,2024-01-15T09:00\n"
	         "ab03000000000000000000000000000000000000000000000000000000000000,\"a, \"\"b\"\".jpg\",C,2024-01-15T09:00\n",
	         "holds each photo once, in the order in which they came");
	buf_free(&text);
	unit_ok(io_write_file(path, 0600, STR("sha256,file,row,seen_at\nxyz,a,b,2024-01-15\n"), &err) == RC_OK, "a register");
	unit_ok(seen_open(path, true, &seen, &err) == RC_INPUT && !seen, "that is none is refused");
}

int main(void)
{
	char dir[] = "/tmp/test_seen.XXXXXX", path[64];
	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof path, "%s/seen.csv", dir);
	arena = arena_new();
	date_now_set((struct moment){(int64_t)date_days(2024, 1, 15) * 86400 + 9 * 3600, DATE_NO_OFFSET});
	within_a_run();
	from_run_to_run(path);
	seen_close(NULL);
	arena_free(arena);
	unlink(path);
	rmdir(dir);
	return unit_done();
}
