/* SPDX-License-Identifier: MIT */
/*
 * A log of cases as OCEL 2.0 in JSON (Berti and others 2024, section 8): an event an activity's transition, related to its case, task and unit. Types
 * come first in the file, so the cases are gone through three times:
 *
 *	ocel_look(ocel, event, n, err) of every case; ocel_begin(ocel, out);
 *	ocel_objects(ocel, out, c, event, n, err) of every case; ocel_units(ocel, out);
 *	ocel_events(ocel, out, event, n) of every case; ocel_end(ocel, out);
 *
 * What is appended to out may be written out between the calls: only the names of activities, attributes and units are held. An object's attributes
 * have the moment from which they held: a case's status and data, a task's status and outcome change. All values are text, as the published schema
 * has them; moments (of the clock offset seconds east of UTC) are declared as time. A member of the data that has the name of an
 * attribute of ours, or one that begins with "ocel:", is data_NAME. An event names an object once.
 */
#ifndef RENDER_OCEL_H
#define RENDER_OCEL_H

#include "base/buf.h"
#include "process/trail.h"

struct ocel;

struct ocel *ocel_new(int32_t offset);
void ocel_free(struct ocel *ocel); /* NULL is safe */

/* RC_INPUT when the case's data is no JSON. */
enum rc ocel_look(struct ocel *ocel, const struct trail_event *event, size_t n, struct err *err) MUST_CHECK;
void ocel_begin(struct ocel *ocel, struct buf *out);
enum rc ocel_objects(struct ocel *ocel, struct buf *out, const struct trail_case *c, const struct trail_event *event, size_t n,
                     struct err *err) MUST_CHECK;
void ocel_units(struct ocel *ocel, struct buf *out);
void ocel_events(struct ocel *ocel, struct buf *out, const struct trail_event *event, size_t n);
void ocel_end(struct ocel *ocel, struct buf *out);

#endif
