/* SPDX-License-Identifier: MIT */
/*
 * The lanes of a run of delivery (cases/dispatch.h): which recipients the open messages have, by the table of connectors.
 */
#ifndef CASES_DISPATCH_LANE_H
#define CASES_DISPATCH_LANE_H

#include "cases/dispatch.h"

#include <stdatomic.h>

struct dispatch_lane {
	struct str topic, recipient;
	const struct connector *connector;
	size_t first, n; /* in dispatch_lanes.recipients: all those of the topic */
	bool drained;    /* nothing more is due */
	bool shut;       /* what was claimed for it was given up */
	/* By the threads that send: how often running it could not be reached; it is to be left alone for the rest of the run. */
	_Atomic int strikes;
	_Atomic bool left;
};

struct dispatch_lanes {
	struct arena *arena;
	struct dispatch_lane *v;
	size_t n, cap;
	struct str *recipients;
	size_t n_recipients, cap_recipients;
};

/* In order of topics, then of the table. Messages without a connector are told in the outcome's notes. dispatch_lanes_free also after an error. */
enum rc dispatch_find(struct outbox *outbox, const struct dispatch_options *options, struct dispatch_lanes *lanes, struct dispatch_outcome *outcome,
                      struct err *err) MUST_CHECK;
void dispatch_lanes_free(struct dispatch_lanes *lanes);

#endif
