/* SPDX-License-Identifier: MIT */
/*
 * Which fields of a row a jq program looks at, found by reading the program and not by running it: a name that the table does not have is told when the
 * form is read, and a program that is known to look at a few fields is not given the rest. A path counts only where the program's own
 * input is what it starts from; behind a pipe, or in a call, it may start from anything and is passed over.
 */
#ifndef CASES_FORM_NAMES_H
#define CASES_FORM_NAMES_H

#include "base/str.h"
#include "base/vec.h"

#include <stdbool.h>

struct form_names {
	VEC(struct str) names; /* slices of the program, each once, in the order in which they come */
	bool whole;            /* the program may look at more than these: it needs the whole row */
};

/* Adds to *names (zeroed at first). A program that jq would refuse gives whatever was found in it. */
void form_names_read(struct str program, struct form_names *names);
void form_names_free(struct form_names *names);

/* Whether the name is among them. */
bool form_names_have(const struct form_names *names, struct str name);

#endif
