/* SPDX-License-Identifier: MIT */
/*
 * A log of cases as XES (IEEE 1849-2016): a trace a case, an event an activity's transition; extensions concept, lifecycle, organizational and time. Appended to a buffer in
 * the order of the calls; the caller writes it out between them, so that a log of any length needs the room of one case. What XES
 * has no word for stands under keys without a prefix: of a trace process, version, application_id, status, outcome, started, ended, and each member of
 * the case's data (one that has such a name: data_NAME); of an event element, outcome, due, late. Moments are of the clock offset seconds east of UTC.
 */
#ifndef RENDER_XES_H
#define RENDER_XES_H

#include "base/buf.h"
#include "process/trail.h"

void xes_begin(struct buf *out);
/* A trace. RC_INPUT when the case's data is no JSON. */
enum rc xes_case(struct buf *out, const struct trail_case *c, const struct trail_event *event, size_t n, int32_t offset,
                 struct err *err) MUST_CHECK;
void xes_end(struct buf *out);

#endif
