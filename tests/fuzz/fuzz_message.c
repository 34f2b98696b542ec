/* SPDX-License-Identifier: MIT */
/* Any bytes as messages: what comes out is JSON, or refused with a place and a reason; and it comes to an end. */
#include "cases/message.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(const struct message *message)
{
	struct err err = ERR_NONE;
	struct arena *arena = arena_new();
	struct buf text = {0};
	const struct json *again;
	if (message->json)
		json_put_whole(&text, message->json);
	if (message->json ? json_parse(buf_slice(&text), "fuzz", arena, &again, &err) != RC_OK : !message->reason || !*message->reason)
		abort();
	if (message->line == 0)
		abort();
	buf_free(&text);
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct message_options options = {.each = "result"};
	struct err err = ERR_NONE;
	struct messages *messages;
	struct message message;
	char path[64];
	int fd = memfd_create("fuzz", 0);
	if (fd < 0 || write(fd, data, n) != (ssize_t)n)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (message_open(path, &options, &messages, &err) != RC_OK)
		abort();
	for (size_t count = 0; message_next(messages, &message, &err); count++) {
		check(&message);
		if (count > n)
			abort();
	}
	if (err.rc != RC_OK)
		abort();
	message_close(messages);
	close(fd);
	return 0;
}
