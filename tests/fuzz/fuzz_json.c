/* SPDX-License-Identifier: MIT */
/* Any bytes: an error that does not quote them, or a value whose text reads back as the same text. */
#include "base/json.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct err err = ERR_NONE;
	struct arena *arena = arena_new();
	struct buf once = {0}, twice = {0};
	const struct json *json;
	if (json_parse((struct str){(const char *)data, n}, "fuzz", arena, &json, &err) == RC_OK) {
		json_put(&once, json);
		if (json_parse(buf_slice(&once), "fuzz", arena, &json, &err) != RC_OK)
			abort();
		json_put(&twice, json);
		if (!str_eq(buf_slice(&once), buf_slice(&twice)))
			abort();
	} else if (!*err.text || str_of(err.text).n > 150) {
		abort();
	}
	buf_free(&once);
	buf_free(&twice);
	arena_free(arena);
	return 0;
}
