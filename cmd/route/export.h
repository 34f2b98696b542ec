/* SPDX-License-Identifier: MIT */
/* The history as a log for the tools of process mining: XES and OCEL 2.0, written case by case. */
#ifndef ROUTE_EXPORT_H
#define ROUTE_EXPORT_H

#include "base/io.h"
#include "base/lang.h"
#include "cases/casework.h"
#include "cli/cli.h"

enum export_format { EXPORT_NONE, EXPORT_XES, EXPORT_OCEL };

extern const char *const export_words[];

struct export {
	int format;         /* enum export_format */
	const char *offset; /* of the city's clock from UTC; NULL: UPRAVA_OFFSET */
};

#define ROUTE_EXPORT(options)                                                                                                                      \
	CLI_WORD("export", &(options).format, export_words, N_("a log of activities for process mining instead of a table")),                      \
	        CLI_TEXT("offset", &(options).offset, "±HH:MM", N_("with --export: how far the city's clock is from UTC; otherwise UPRAVA_OFFSET"))

/* case_id 0: all. until: as the history stood then. RC_USAGE when the offset is not known. */
enum rc export_run(const struct export *export, struct cli *cli, struct casework *casework, int64_t case_id, int64_t until, struct io_out *out,
                   struct err *err) MUST_CHECK;

#endif
