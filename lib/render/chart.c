/* SPDX-License-Identifier: MIT */
#include "render/chart.h"

#include "base/lang.h"
#include "base/num.h"
#include "base/utf8.h"
#include "render/show.h"

#include <math.h>
#include <stdbool.h>

enum {
	WIDTH = 720,
	CHAR = 8,             /* the mean width of a Cyrillic letter at 13 px, rounded up */
	SIDE_LABEL = 34,      /* labels up to this many columns stand beside the bar, longer ones above it */
	LONGEST_LABEL = 96,
	LINE_HEIGHT = 280,
	PROGRESS_WIDTH = 300,
	PROGRESS_HEIGHT = 40,
};

#define INK "#1c2733"
#define FAINT "#5b6875"
#define RULE "#d5dbe1"
#define TRACK "#e6eaee"
#define BAR "#2b5c8a"
#define NEGATIVE "#a8502f"

static void put(struct buf *out, const char *name, double value)
{
	buf_printf(out, " %s=\"", name);
	num_put_fixed(out, value, 1);
	buf_putc(out, '"');
}

static void begin(struct buf *out, const char *class, double width, double height, struct str title)
{
	buf_printf(out, "<svg class=\"%s\" role=\"img\" viewBox=\"0 0 ", class);
	num_put_fixed(out, width, 0);
	buf_putc(out, ' ');
	num_put_fixed(out, height, 0);
	buf_puts(out, "\" font-size=\"13\" font-family=\"inherit\"><title>");
	show_text(out, title);
	buf_puts(out, "</title>");
}

static void line(struct buf *out, double x1, double y1, double x2, double y2, const char *colour)
{
	buf_puts(out, "<line");
	put(out, "x1", x1);
	put(out, "y1", y1);
	put(out, "x2", x2);
	put(out, "y2", y2);
	buf_printf(out, " stroke=\"%s\"/>", colour);
}

static void rect(struct buf *out, double x, double y, double width, double height, const char *colour)
{
	buf_puts(out, "<rect");
	put(out, "x", x);
	put(out, "y", y);
	put(out, "width", width);
	put(out, "height", height);
	buf_printf(out, " fill=\"%s\"/>", colour);
}

static void text_begin(struct buf *out, double x, double y, const char *anchor, const char *colour)
{
	buf_puts(out, "<text");
	put(out, "x", x);
	put(out, "y", y);
	buf_printf(out, " text-anchor=\"%s\" fill=\"%s\">", anchor, colour);
}

static void label(struct buf *out, struct str s, size_t columns)
{
	struct str shown = utf8_width(s) > columns ? utf8_cut(s, columns - 1) : s;
	show_text(out, shown);
	if (shown.n < s.n)
		buf_puts(out, "\xe2\x80\xa6");
}

/* "label: value; label: value" for those who cannot see the drawing; long series by their first, last and extremes would lie by
 * omission, so that all are said. */
static void describe(struct buf *out, const struct chart_point *points, size_t n)
{
	buf_puts(out, "<desc>");
	for (size_t i = 0; i < n; i++) {
		show_text(out, points[i].label);
		buf_puts(out, ": ");
		show_value(out, points[i].value, -1);
		buf_puts(out, i + 1 < n ? "; " : "");
	}
	buf_puts(out, "</desc>");
}

struct range {
	double low, high;
};

static struct range range_of(const struct chart_point *points, size_t n)
{
	struct range range = {INFINITY, -INFINITY};
	for (size_t i = 0; i < n; i++)
		if (isfinite(points[i].value)) {
			range.low = fmin(range.low, points[i].value);
			range.high = fmax(range.high, points[i].value);
		}
	return range.low <= range.high ? range : (struct range){0, 0};
}

/* Halved first, so that a range over all doubles does not overflow. */
static double scale(struct range range, double value, double from, double to)
{
	double span = range.high / 2 - range.low / 2;
	return span > 0 ? from + (to - from) * ((value / 2 - range.low / 2) / span) : from;
}

static size_t widest(const struct chart_point *points, size_t n, bool values)
{
	size_t most = 0;
	struct buf text = {0};
	for (size_t i = 0; i < n; i++) {
		buf_clear(&text);
		if (values)
			show_value(&text, points[i].value, -1);
		else
			buf_str(&text, points[i].label);
		size_t width = utf8_width(buf_slice(&text));
		most = width > most ? width : most;
	}
	buf_free(&text);
	return most;
}

void chart_bars(struct buf *out, struct str title, const struct chart_point *points, size_t n)
{
	size_t labels = widest(points, n, false);
	bool above = labels > SIDE_LABEL;
	double step = above ? 44 : 27, thick = 17, left = above ? 0 : (double)labels * CHAR + 10;
	double values = (double)widest(points, n, true) * CHAR + 12;
	struct range range = range_of(points, n);
	/* a value stands at the outer end of its bar, so that each side in use needs room for one */
	double from = left + (range.low < 0 ? values : 0), to = WIDTH - (range.high > 0 ? values : 8);
	range = (struct range){fmin(range.low, 0), fmax(range.high, 0)};
	double zero = scale(range, 0, from, to), height = (double)n * step + 8;

	begin(out, "bars", WIDTH, height, title);
	describe(out, points, n);
	for (size_t i = 0; i < n; i++) {
		double top = 4 + (double)i * step, middle = top + (above ? 32 : 13);
		double value = points[i].value, end = isfinite(value) ? scale(range, value, from, to) : zero;
		text_begin(out, above ? 0 : left - 10, above ? top + 15 : middle + 4.5, above ? "start" : "end", INK);
		label(out, points[i].label, above ? LONGEST_LABEL : SIDE_LABEL);
		buf_puts(out, "</text>");
		rect(out, fmin(zero, end), middle - thick / 2, fabs(end - zero), thick, value < 0 ? NEGATIVE : BAR);
		text_begin(out, end + (value < 0 ? -5 : 5), middle + 4.5, value < 0 ? "end" : "start", INK);
		show_value(out, value, -1);
		buf_puts(out, "</text>");
	}
	line(out, zero, 0, zero, height, FAINT);
	buf_puts(out, "</svg>");
}

/* A step of 1, 2 or 5 times a power of ten that parts the span into at most five. */
static double nice_step(double span)
{
	double raw = span / 5, power = pow(10, floor(log10(raw))), part = raw / power;
	return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
}

static void line_path(struct buf *out, const struct chart_point *points, size_t n, struct range range,
                      double left, double right, double top, double bottom)
{
	struct range places = {0, n > 1 ? (double)(n - 1) : 1};
	bool pen = false;
	buf_puts(out, "<path fill=\"none\" stroke=\"" BAR "\" stroke-width=\"2\" d=\"");
	for (size_t i = 0; i < n; i++) {
		if (isfinite(points[i].value)) {
			buf_putc(out, pen ? 'L' : 'M');
			num_put_fixed(out, scale(places, (double)i, left, right), 1);
			buf_putc(out, ' ');
			num_put_fixed(out, scale(range, points[i].value, bottom, top), 1);
		}
		pen = isfinite(points[i].value);
	}
	buf_puts(out, "\"/>");
	for (size_t i = 0; i < n; i++)
		if (isfinite(points[i].value)) {
			buf_puts(out, "<circle r=\"3\"");
			put(out, "cx", scale(places, (double)i, left, right));
			put(out, "cy", scale(range, points[i].value, bottom, top));
			buf_puts(out, " fill=\"" BAR "\"/>");
		}
}

void chart_line(struct buf *out, struct str title, const struct chart_point *points, size_t n)
{
	struct range range = range_of(points, n);
	double span = range.high - range.low, top = 12, bottom = LINE_HEIGHT - 28;
	double step = span > 0 && isfinite(span) ? nice_step(span) : fmax(fabs(range.high), 1);
	range.low = floor(range.low / step) * step;
	range.high = fmax(ceil(range.high / step) * step, range.low + step);
	double left = (double)widest(points, n, true) * CHAR + 24, right = WIDTH - 30;

	begin(out, "line", WIDTH, LINE_HEIGHT, title);
	describe(out, points, n);
	int ticks = (int)fmin(round(range.high / step - range.low / step), 8);
	for (int i = 0; i <= ticks; i++) {
		double value = range.low + i * step, y = scale(range, value, bottom, top);
		line(out, left - 10, y, WIDTH, y, RULE);
		text_begin(out, left - 16, y + 4.5, "end", FAINT);
		/* 0.1 + 0.2 must not show its tail: a step's own decimals are enough */
		show_value(out, value, step >= 1 ? 0 : (int)fmin(ceil(-log10(step)), 15));
		buf_puts(out, "</text>");
	}
	line_path(out, points, n, range, left, right, top, bottom);
	size_t every = 1, wide = widest(points, n, false);
	wide = wide < 16 ? wide : 16;
	while (n / every * (wide + 2) * CHAR > (size_t)(right - left))
		every++;
	struct range places = {0, n > 1 ? (double)(n - 1) : 1};
	for (size_t i = 0; i < n; i += every) {
		text_begin(out, scale(places, (double)i, left, right), LINE_HEIGHT - 8, "middle", INK);
		label(out, points[i].label, 16);
		buf_puts(out, "</text>");
	}
	buf_puts(out, "</svg>");
}

static void mark(struct buf *out, double x, const char *name, double value, const char *anchor)
{
	rect(out, x - 1, 1, 2, 22, INK);
	text_begin(out, x, 36, anchor, FAINT);
	show_text(out, str_of(name));
	buf_putc(out, ' ');
	show_value(out, value, -1);
	buf_puts(out, "</text>");
}

void chart_progress(struct buf *out, const struct chart_progress *p)
{
	static const char *const colour[] = {
		[CHART_REACHED] = "#2d6a4f", [CHART_ON_TRACK] = BAR, [CHART_BEHIND] = "#b5572a", [CHART_NO_DATA] = TRACK,
	};
	double way = p->target - p->baseline, share = (p->value - p->baseline) / way;
	bool known = isfinite(share), marks = isfinite(way) && way != 0;
	share = known ? fmin(fmax(share, -1), 3) : 0;
	struct range range = {fmin(share, 0), fmax(share, 1)};
	double zero = scale(range, 0, 1, PROGRESS_WIDTH - 1), one = scale(range, 1, 1, PROGRESS_WIDTH - 1);
	double end = scale(range, share, 1, PROGRESS_WIDTH - 1);

	begin(out, "progress", PROGRESS_WIDTH, PROGRESS_HEIGHT, p->title);
	buf_puts(out, "<desc>");
	buf_printf(out, "%s ", _("value"));
	show_value(out, p->value, -1);
	buf_printf(out, ", %s ", _("baseline"));
	show_value(out, p->baseline, -1);
	buf_printf(out, ", %s ", _("target"));
	show_value(out, p->target, -1);
	buf_puts(out, "</desc>");
	rect(out, fmin(zero, end), 5, fmax(one, end) - fmin(zero, end), 14, TRACK);
	if (known)
		rect(out, fmin(zero, end), 5, fabs(end - zero), 14, colour[p->state]);
	if (marks) {
		mark(out, zero, _("baseline"), p->baseline, "start");
		mark(out, one, _("target"), p->target, share > 1.3 ? "middle" : "end");
	}
	buf_puts(out, "</svg>");
}
