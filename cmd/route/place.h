/* SPDX-License-Identifier: MIT */
/* The store of a route verb: --store, else UPRAVA_STORE, else uprava.db; opened beside the verb's output and closed with it. */
#ifndef ROUTE_PLACE_H
#define ROUTE_PLACE_H

#include "base/lang.h"
#include "cases/casework.h"
#include "table/table.h"

#define ROUTE_STORE(value) CLI_FILE("store", value, N_("the store; otherwise UPRAVA_STORE, otherwise uprava.db"))

/* RC_USAGE where the verb's output would be written over the store. */
enum rc place_find(const struct table *t, const char *option, const char **path, struct err *err) MUST_CHECK;
enum rc place_open(const struct table *t, const char *option, enum store_mode mode, struct casework **casework, struct err *err) MUST_CHECK;

/* Closes the store (NULL is safe), then the table: the exit code. A failure takes nothing back that was committed before it, and says so. */
enum rc place_close(struct table *t, struct casework *casework, struct err *err) MUST_CHECK;
/* The same for a verb that closed its store itself: kept is store_kept. */
enum rc place_end(struct table *t, int64_t kept, struct err *err) MUST_CHECK;

#endif
