/* SPDX-License-Identifier: MIT */
/* The form that --form, --kind, --kind-column and --refs name, for the verbs that check rows. */
#ifndef ROUTE_RULES_H
#define ROUTE_RULES_H

#include "cases/form.h"
#include "table/table.h"

struct rules {
	const char *form, *kind, *kind_column; /* options */
	struct cli_list refs;
	struct frame frame; /* what the form stands on */
	struct form *checker;
};

/* Loads the form for rows of these columns; nothing when --form was not given. rules_close it. */
enum rc rules_open(struct rules *rules, struct table *t, const struct columns *columns, struct err *err) MUST_CHECK;
void rules_close(struct rules *rules);

/* All problems of a row as one: columns and values joined by "|", reasons by "; ". Empty reasons: the row is good. */
enum rc rules_check(struct rules *rules, const struct row *row, struct buf *columns, struct buf *values, struct buf *reasons,
                    struct err *err) MUST_CHECK;

#endif
