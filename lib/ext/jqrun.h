/* SPDX-License-Identifier: MIT */
/*
 * jq programs in this process, for the child of jqx alone: nothing here limits time or memory, and libjq aborts when it is starved.
 * The programs see no environment, no files, no clock and no further input: what would show them is shadowed.
 */
#ifndef EXT_JQRUN_H
#define EXT_JQRUN_H

#include "base/buf.h"
#include "ext/jqx.h"

struct jqrun;

/* Compiles n > 0 programs as one. NULL when that fails: *bad is the first program that is wrong, words what jq says of it. */
struct jqrun *jqrun_new(const char *const *programs, size_t n, size_t *bad, struct buf *words);

/* Runs program i over one JSON value and appends its outputs as lines to out, or the error's text. first asks for the
 * outcome alone: the program is left after its first output and out is for errors. */
enum jqx_outcome jqrun_value(struct jqrun *run, size_t i, struct str json, bool first, struct buf *out);

#endif
