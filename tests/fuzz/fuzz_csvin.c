/* SPDX-License-Identifier: MIT */
/* Any bytes in chunks of any size: records come out, or an error that names a line; nothing is read
 * behind a chunk's end. */
#include "ext/csvin.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct source {
	const uint8_t *p;
	size_t n, size;
	char *chunk;
};

static enum rc fill(void *context, struct str *chunk, struct err *err)
{
	struct source *s = context;
	size_t n = s->n < s->size ? s->n : s->size;
	(void)err;
	free(s->chunk);
	s->chunk = n ? malloc(n) : NULL;
	if (n)
		memcpy(s->chunk, s->p, n);
	s->p += n;
	s->n -= n;
	*chunk = (struct str){s->chunk, n};
	return RC_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n == 0)
		return 0;
	struct source source = {.p = data + 1, .n = n - 1, .size = 1 + data[0] % 64};
	struct csvin *in = csvin_new(';', "fuzz", 1, fill, &source);
	struct csvin_record record;
	struct err err = ERR_NONE;
	size_t line = 0;
	static volatile size_t sum;
	while (csvin_next(in, &record, &err)) {
		if (record.n == 0 || record.line <= line)
			abort();
		line = record.line;
		/* Every byte is looked at, for the sanitizer's sake. */
		for (size_t i = 0; i < record.n; i++)
			for (size_t k = 0; k < record.cell[i].n; k++)
				sum = sum + (unsigned char)record.cell[i].p[k];
	}
	csvin_free(in);
	free(source.chunk);
	return 0;
}
