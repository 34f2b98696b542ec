/* SPDX-License-Identifier: MIT */
/* Where the store of a route verb is: --store, else UPRAVA_STORE, else uprava.db. */
#ifndef ROUTE_PLACE_H
#define ROUTE_PLACE_H

#include "base/lang.h"
#include "cli/cli.h"

#define ROUTE_STORE(value) CLI_FILE("store", value, N_("the store; otherwise UPRAVA_STORE, otherwise uprava.db"))

const char *place_of(const char *option);

#endif
