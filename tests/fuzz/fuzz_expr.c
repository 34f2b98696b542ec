/* SPDX-License-Identifier: MIT */
/* A program, a line end, data: over JSON, an answer whose text is JSON; over anything else, any answer. */
#include "base/json.h"
#include "process/expr.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *text = (const char *)data, *end = n ? memchr(text, '\n', n) : NULL;
	struct err err = ERR_NONE;
	struct arena *arena = arena_new();
	struct buf out = {0};
	const struct json *json;
	size_t length = end ? (size_t)(end - text) : n;
	struct str rest = {text + length + (end != NULL), n - length - (end != NULL)};
	const struct expr *expr = expr_compile((struct str){text, length}, arena);
	if (expr && expr_value(expr, rest, &out) != EXPR_UNKNOWN && out.n > 0 && json_parse(rest, "fuzz", arena, &json, &err) == RC_OK &&
	    json_parse(buf_slice(&out), "fuzz", arena, &json, &err) != RC_OK)
		abort();
	buf_free(&out);
	arena_free(arena);
	return 0;
}
