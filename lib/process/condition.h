/* SPDX-License-Identifier: MIT */
/*
 * Conditions of sequence flows. Ours are jq over the case's data. Those of other modellers stand in ${…} or #{…}, or behind "=", or use single quotes, which jq has not; of them the common
 * part is understood: names with dots, numbers, strings, true, false, null, comparison, + - * /, and or not (also && || !),
 * parentheses. Everything else is refused, never guessed. A name that the case's data does not know is an error there and not a silent
 * false, as it is in the engines these files come from.
 */
#ifndef PROCESS_CONDITION_H
#define PROCESS_CONDITION_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>

/* Appends the jq program to out. False: *at is where in text it was not understood. */
bool condition_jq(struct str text, struct buf *out, size_t *at);

#endif
