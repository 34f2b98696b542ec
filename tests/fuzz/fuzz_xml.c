/* SPDX-License-Identifier: MIT */
/* Any bytes: events that nest, or an error; and no DOCTYPE gets through. */
#include "ext/xml.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static size_t depth;

static enum rc on_start(void *context, const char *space, const char *name,
                        const struct xml_attribute *attributes, size_t n, size_t line,
                        struct err *err)
{
	(void)context, (void)err;
	if (++depth > 256 || line == 0 || !space || !*name)
		abort();
	for (size_t i = 0; i < n; i++)
		if (!attributes[i].space || !*attributes[i].name ||
		    strlen(attributes[i].value) > 1 << 20)
			abort();
	return RC_OK;
}

static enum rc on_end(void *context, const char *space, const char *name, struct err *err)
{
	(void)context, (void)err;
	if (depth-- == 0 || !space || !*name)
		abort();
	return RC_OK;
}

static enum rc on_text(void *context, struct str text, struct err *err)
{
	(void)context, (void)err;
	if (text.n == 0 || depth == 0)
		abort();
	return RC_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct xml_handler handler = {on_start, on_end, on_text};
	struct err err = ERR_NONE;
	depth = 0;
	if (xml_parse((struct str){(const char *)data, n}, "fuzz", &handler, NULL, &err) != RC_OK &&
	    !*err.text)
		abort();
	return 0;
}
