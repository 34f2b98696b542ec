/* SPDX-License-Identifier: MIT */
/*
 * One self-contained HTML page for people: tables, charts and KPI cards appended to a buffer in the order of the calls between html_begin
 * and html_end. No script, no external resource (a Content-Security-Policy in the page forbids both), print style
 * inside, everything that came from data escaped. The page's language is lang_get(). The same input gives the same bytes.
 */
#ifndef RENDER_HTML_H
#define RENDER_HTML_H

#include "render/chart.h"
#include "table/row.h"

#include <stdbool.h>

/* date: printed under the title, yyyy-mm-dd; NULL for none. */
void html_begin(struct buf *out, struct str title, const char *date);
void html_end(struct buf *out);

/* A section of the page; close it with html_section_end. number, from 1, gives its anchor. */
void html_section(struct buf *out, size_t number, struct str heading);
void html_section_end(struct buf *out);

/* Links to the sections 1 to n. */
void html_contents(struct buf *out, const struct str *headings, size_t n);

/*
 * The first rows rows (0: all) under the columns' titles; a caption says how many of how many are shown when some are left out.
 * Columns of numbers stand to the right, by their type or, when it is only known to be text, by all their cells being numbers.
 */
void html_table(struct buf *out, const struct frame *frame, size_t rows);

/* True when the table has the columns of a KPI table: kpi_id, title, value, target, status. */
bool html_is_kpi(const struct columns *columns);

/* A card for each KPI: title, value and unit, the way from baseline to target, status; and a line that counts the statuses. */
void html_kpi(struct buf *out, const struct frame *frame);

enum html_chart { HTML_BARS, HTML_LINE };

/* A chart of one column under another's labels, from the first rows rows (0: all). */
void html_chart(struct buf *out, enum html_chart kind, const struct frame *frame, size_t label, size_t value, size_t rows);

#endif
