/* SPDX-License-Identifier: MIT */
#include "cli/run.h"

#include "base/lang.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WAIT_MS = 1000, REDRAW_MS = 100, BAR = 30 };

/* The coarse clock costs a few nanoseconds, so that callers need not count their calls. */
static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 + 1;
}

void progress_begin(struct progress *progress, bool quiet)
{
	const char *term = getenv("TERM");
	progress->start = now_ms();
	progress->terminal = isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
	if (progress->mode == PROGRESS_AUTO && (quiet || !progress->terminal))
		progress->mode = PROGRESS_NEVER;
}

void progress_show(struct progress *progress, const char *name, size_t done, size_t total)
{
	if (progress->mode == PROGRESS_NEVER)
		return;
	int64_t now = now_ms();
	if (progress->mode == PROGRESS_AUTO && now - progress->start < WAIT_MS)
		return;
	if (progress->shown && now - progress->shown < (progress->terminal ? REDRAW_MS : WAIT_MS))
		return;
	progress->shown = now;
	progress->drawn = progress->terminal;
	const char *begin = progress->terminal ? "\r\033[K" : "",
	           *end = progress->terminal ? "" : "\n";
	if (total == 0) {
		fprintf(stderr, "%s%s: %zu%s", begin, name, done, end);
		return;
	}
	double share = done < total ? (double)done / (double)total : 1;
	int full = (int)(share * BAR);
	fprintf(stderr, "%s%s: [%.*s%*s] %3d%%%s", begin, name, full,
	        "==============================", BAR - full, "", (int)(share * 100), end);
}

void progress_wipe(struct progress *progress)
{
	if (!progress->drawn)
		return;
	fputs("\r\033[K", stderr);
	progress->drawn = false;
}
