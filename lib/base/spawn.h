/* SPDX-License-Identifier: MIT */
/*
 * A program run without a shell: its arguments as they are given, an environment of a few variables, its input a file in memory, its outputs kept
 * up to a limit. It leads a process group of its own: when it has exited or its time is over, nothing of the group is left, and it does not outlive
 * us. May be called by several threads at once.
 */
#ifndef BASE_SPAWN_H
#define BASE_SPAWN_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct spawn {
	const char *const *argv; /* ended by NULL; a first word without a slash is looked for in /usr/local/bin, /usr/bin and /bin */
	const char *dir;         /* where it runs; NULL: here */
	const char *const *env;  /* NAME=VALUE beyond PATH and LANG, ended by NULL; NULL: none */
	struct str input;
	int64_t timeout_ms;
	size_t limit; /* bytes of each output that are kept; what is beyond is read and thrown away */
};

enum spawn_how {
	SPAWN_EXITED, /* code: the exit code */
	SPAWN_KILLED, /* code: the signal, not ours */
	SPAWN_LATE,   /* its time was over */
	SPAWN_FAILED, /* it never ran; code: errno */
};

struct spawn_end {
	enum spawn_how how;
	int code;
};

/* Appends to out and to problems (its standard error). */
void spawn_run(const struct spawn *spawn, struct buf *out, struct buf *problems, struct spawn_end *end);

/*
 * A command line as words: blanks part them, '…' and "…" hold blanks together, and nothing else has a meaning: no escapes, no variables, no patterns. A
 * text that begins with "[" is a JSON array of strings. Ended by NULL, in arena; NULL with what is wrong in *problem.
 */
const char *const *spawn_words(struct str line, struct arena *arena, const char **problem);

#endif
