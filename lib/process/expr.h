/* SPDX-License-Identifier: MIT */
/*
 * The simple expressions of jq, evaluated in this process: a condition like .outcomes.decision == "granted" costs less than a microsecond here and
 * ten to twenty in jq's child (ext/jqx.h). Whatever this module answers, jq 1.6 answers too; where the two could differ (an error, a number of more
 * than 15 digits, an operation that is not among those below) it says that it does not know, and jq is asked.
 *
 *	. .a .a.b ."a b" .["a"] .[0] .[.i] (each with ?)   literals   ( )   [a, b]   {a: .b, "c d": 1, e}   if then elif else end
 *	|  //  and or not   == != < <= > >=   + - * / %   length has(k) type tostring tonumber startswith(s) endswith(s) contains(s) floor error(s)
 *
 * That covers what process/condition.h makes of ${…} and =…: a name that is missing there is an error, and so jq says it.
 */
#ifndef PROCESS_EXPR_H
#define PROCESS_EXPR_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

struct expr;

/* The program, compiled into arena, where its text is copied to; it does not change afterwards, and threads may share it. NULL: it is not
 * simple, or jq would refuse it. */
const struct expr *expr_compile(struct str program, struct arena *arena);

enum expr_answer {
	EXPR_UNKNOWN, /* ask jq */
	EXPR_FALSE,   /* false, null, or no output */
	EXPR_TRUE,    /* any other output */
};

/* data is one JSON value (RFC 8259, in UTF-8). It is not parsed: members are found by skipping, of two with one name the last, as
 * in jq. Of bytes that are no JSON nothing is promised but an answer. */
enum expr_answer expr_holds(const struct expr *expr, struct str data);

/* The same, and the output appended to out as compact JSON; nothing when there is none or the answer is EXPR_UNKNOWN. */
enum expr_answer expr_value(const struct expr *expr, struct str data, struct buf *out);

#endif
