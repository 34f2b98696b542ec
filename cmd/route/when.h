/* SPDX-License-Identifier: MIT */
/* Moments of the store in tables, and --as-of. */
#ifndef ROUTE_WHEN_H
#define ROUTE_WHEN_H

#include "base/lang.h"
#include "cli/cli.h"
#include "table/writer.h"

#define ROUTE_AS_OF(value) CLI_TEXT("as-of", value, "TIME", N_("as it stood at that moment; a day means its end"))

/* STORE_NEVER is an empty cell. */
void when_put(struct writer *out, int64_t moment);

/* The option's moment, STORE_NEVER for NULL. RC_USAGE for what is none. */
enum rc when_as_of(const char *text, int64_t *moment, struct err *err) MUST_CHECK;

#endif
