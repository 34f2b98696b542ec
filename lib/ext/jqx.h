/* SPDX-License-Identifier: MIT */
/*
 * jq expressions over JSON, in a child process that can be starved without hurting the command: limits of processor
 * time and memory, no environment, no files, no clock, no includes. All programs of a run are compiled together,
 * once (jq 1.6 spends about 20 ms on a compilation); nothing is started when there is no expression.
 * Call jqx_open before starting threads.
 */
#ifndef EXT_JQX_H
#define EXT_JQX_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct jqx;

/*
 * Compiles n programs; names[i] says what a message calls the i-th ("--where", "earthworks.bpmn:40: flow F3"). A syntax error is
 * RC_USAGE and carries jq's own words without a dump of the program.
 */
enum rc jqx_open(const char *const *programs, const char *const *names, size_t n, struct jqx **jqx,
                 struct err *err) MUST_CHECK;
void jqx_close(struct jqx *jqx); /* NULL is safe; reaps the child */

enum jqx_outcome {
	JQX_FALSE, /* the first output is false or null, or there is none */
	JQX_TRUE,  /* any other first output */
	JQX_ERROR, /* the program raised an error: its text is in out */
};

/*
 * Runs program i over one JSON value. The outputs are appended to out as compact JSON, one a line (or the error's text). RC_INPUT when the
 * expression exceeds its limits (2 s of processor time or 512 MiB a value); the next call starts a new child.
 */
enum rc jqx_run(struct jqx *jqx, size_t i, struct str json, enum jqx_outcome *outcome, struct buf *out,
                struct err *err) MUST_CHECK;

/* Runs program i over n values in one round trip; outcome[k] for each. texts (may be NULL) receives n error texts or
 * empty slices, valid until the next call. Limits are for the whole batch: keep it below a few thousand. */
enum rc jqx_filter(struct jqx *jqx, size_t i, const struct str *json, size_t n, enum jqx_outcome *outcome,
                   struct str *texts, struct err *err) MUST_CHECK;

/*
 * Sends n values to program i, and receives what it made of them: texts are then what jqx_run would append to out. Between the two the child works, and the caller may do so too; every jqx_send is
 * followed by one jqx_receive before anything else is asked. Limits as for jqx_filter.
 */
enum rc jqx_send(struct jqx *jqx, size_t i, const struct str *json, size_t n, struct err *err) MUST_CHECK;
enum rc jqx_receive(struct jqx *jqx, size_t i, size_t n, enum jqx_outcome *outcome, struct str *texts,
                    struct err *err) MUST_CHECK;

#endif
