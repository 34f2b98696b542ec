/* SPDX-License-Identifier: MIT */
/*
 * Outcomes. A fallible function returns enum rc and takes a struct err last. The first
 * detector writes what happened ("file:line: column: fact (hint)"); later ones do not
 * overwrite it. The values are the exit codes of every command. Nothing in lib prints.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum rc {
	RC_OK = 0,     /* done */
	RC_LOOK = 1,   /* done, and there is something to look at */
	RC_USAGE = 2,  /* the command was called wrongly */
	RC_INPUT = 3,  /* bad input */
	RC_SYSTEM = 4, /* I/O, disk full, database locked, out of memory */
	RC_DEFECT = 5, /* a defect of ours */
};

struct err {
	enum rc rc;
	char text[2048]; /* UTF-8, NUL-terminated, no newline at the end; cut on a character */
};

#define ERR_NONE ((struct err){RC_OK, ""})
#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* Records the error unless one is recorded already. Returns the recorded rc. */
enum rc err_set(struct err *err, enum rc rc, const char *fmt, ...) PRINTF(3, 4);

/* "what: reason of errno" as RC_SYSTEM. Returns the recorded rc. */
enum rc err_errno(struct err *err, const char *what);

#endif
