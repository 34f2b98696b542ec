/* SPDX-License-Identifier: MIT */
#include "place.h"

#include <stdlib.h>

const char *place_of(const char *option)
{
	const char *env = getenv("UPRAVA_STORE");
	return option ? option : env && *env ? env : "uprava.db";
}
