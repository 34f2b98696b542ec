/* SPDX-License-Identifier: MIT */
/*
 * Charts as inline SVG: values in, markup appended to a buffer. No script, no external resource, no ids; role="img" with <title> and
 * <desc>, so that a screen reader says what the eye sees. Colours keep their order of lightness in a grayscale print, and
 * no meaning hangs on colour alone. Coordinates have one decimal: the same values give the same bytes.
 */
#ifndef RENDER_CHART_H
#define RENDER_CHART_H

#include "base/buf.h"
#include "base/str.h"

#include <stddef.h>

struct chart_point {
	struct str label;
	double value; /* NaN: not known; drawn as a dash in bars and as a gap in a line */
};

/* Horizontal bars from a common zero, a label and a value each, in the order given. title names the chart. */
void chart_bars(struct buf *out, struct str title, const struct chart_point *points, size_t n);

/* Points joined by a line over a scale of round numbers that need not start at zero; labels thinned until they fit. */
void chart_line(struct buf *out, struct str title, const struct chart_point *points, size_t n);

enum chart_state { CHART_REACHED, CHART_ON_TRACK, CHART_BEHIND, CHART_NO_DATA };

struct chart_progress {
	struct str title;
	double value, baseline, target; /* NaN: not known; then only the track is drawn */
	enum chart_state state;
};

/* How far the value has come from the baseline (a mark) to the target (a mark). The bar is drawn from -100 % to
 * 300 % at most; the numbers themselves belong beside it. */
void chart_progress(struct buf *out, const struct chart_progress *progress);

#endif
