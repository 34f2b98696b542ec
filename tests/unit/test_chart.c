/* SPDX-License-Identifier: MIT */
/* What must hold of any drawing: well-formed, finite, inside its box, escaped; and of a bar, that its length is its value. */
#include "render/chart.h"
#include "unit.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* Every tag closed in order, no attribute outside quotes; a stack of names is enough for what we write ourselves. */
static bool is_balanced(const char *p)
{
	char stack[64][16];
	int depth = 0;
	while ((p = strchr(p, '<'))) {
		bool closing = p[1] == '/';
		p += closing ? 2 : 1;
		size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyz");
		const char *end = strchr(p, '>'), *next = strchr(p, '<');
		if (n == 0 || n > 15 || !end || (next && next < end))
			return false;
		if (closing) {
			if (depth == 0 || strlen(stack[depth - 1]) != n || memcmp(stack[depth - 1], p, n) != 0)
				return false;
			depth--;
		} else if (end[-1] != '/') {
			if (depth == 64)
				return false;
			memcpy(stack[depth], p, n);
			stack[depth++][n] = '\0';
		}
		p = end;
	}
	return depth == 0;
}

/* The value of the attribute in the k-th element of that name; NAN when there is none. */
static double attribute(const char *p, const char *element, int k, const char *name)
{
	char open[32], key[32];
	snprintf(open, sizeof open, "<%s ", element);
	snprintf(key, sizeof key, " %s=\"", name);
	for (p = strstr(p, open); p && k > 0; k--)
		p = strstr(p + 1, open);
	const char *at = p ? strstr(p, key) : NULL;
	return at && at < strchr(p, '>') ? strtod(at + strlen(key), NULL) : (double)NAN;
}

static bool is_sound(struct buf *out)
{
	const char *p = buf_cstr(out);
	return is_balanced(p) && !strstr(p, "nan") && !strstr(p, "inf") && !strstr(p, "=\"-0.0\"") && !strstr(p, "http");
}

static uint64_t seed = 7;

static double any_value(void)
{
	static const double odd[] = {0, 1, -1, NAN, INFINITY, -INFINITY, DBL_MAX, -DBL_MAX, DBL_MIN, 1e300, 1e-300, 5e-324};
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	size_t r = (size_t)(seed >> 40);
	return r % 3 == 0 ? odd[r / 3 % (sizeof odd / sizeof *odd)] : (double)(int64_t)(r % 20001) / 10 - 1000;
}

static void any_values(void)
{
	bool bars = true, lines = true, progress = true;
	for (int k = 0; k < 3000; k++) {
		struct chart_point points[6];
		struct buf out = {0};
		size_t n = (size_t)k % 7;
		n = n > 6 ? 6 : n;
		for (size_t i = 0; i < n; i++)
			points[i] = (struct chart_point){STR("<b>&\"метка"), any_value()};
		chart_bars(&out, STR("</title><script>"), points, n);
		bars = bars && is_sound(&out);
		for (int r = 0; bars && r < (int)n; r++)
			bars = attribute(buf_cstr(&out), "rect", r, "width") >= 0 && attribute(buf_cstr(&out), "rect", r, "x") >= 0 &&
			       attribute(buf_cstr(&out), "rect", r, "x") + attribute(buf_cstr(&out), "rect", r, "width") <= 720.1;
		buf_clear(&out);
		chart_line(&out, STR("</title><script>"), points, n);
		lines = lines && is_sound(&out);
		buf_clear(&out);
		struct chart_progress way = {STR("<i>"), any_value(), any_value(), any_value(), (enum chart_state)(k % 4)};
		chart_progress(&out, &way);
		progress = progress && is_sound(&out);
		if (!bars || !lines || !progress) {
			printf("# %s\n", buf_cstr(&out));
			break;
		}
		buf_free(&out);
	}
	unit_ok(bars, "bars are sound and inside their box for any values");
	unit_ok(lines, "lines are sound for any values");
	unit_ok(progress, "progress is sound for any values");
}

static void lengths(void)
{
	static const struct chart_point points[] = {{{"a", 1}, 10}, {{"b", 1}, 20}, {{"c", 1}, -5}, {{"d", 1}, 0}};
	struct buf out = {0};
	chart_bars(&out, STR("t"), points, 4);
	const char *p = buf_cstr(&out);
	double ten = attribute(p, "rect", 0, "width");
	unit_num(attribute(p, "rect", 1, "width"), 2 * ten, 0.11, "twice the value is twice the length");
	unit_num(attribute(p, "rect", 2, "width"), ten / 2, 0.11, "a negative bar has the length of its size");
	unit_num(attribute(p, "rect", 3, "width"), 0, 0, "nought has no length");
	unit_num(attribute(p, "rect", 2, "x") + attribute(p, "rect", 2, "width"), attribute(p, "rect", 0, "x"), 0.11,
	         "and they part at a common zero");
	unit_ok(strstr(p, "<desc>a: 10; b: 20; c: \xe2\x88\x92" "5; d: 0</desc>") != NULL, "what is drawn is also said");
	buf_free(&out);
}

static void states(void)
{
	struct buf out = {0};
	chart_progress(&out, &(struct chart_progress){STR("t"), 15, 30, 0, CHART_ON_TRACK});
	double track = attribute(buf_cstr(&out), "rect", 0, "width");
	unit_num(attribute(buf_cstr(&out), "rect", 1, "width"), track / 2, 0.11, "half the way is half the bar, also downwards");
	buf_clear(&out);
	chart_progress(&out, &(struct chart_progress){STR("t"), NAN, 0, 10, CHART_NO_DATA});
	unit_ok(isnan(attribute(buf_cstr(&out), "rect", 3, "width")), "without a value only the track and the marks");
	buf_free(&out);
}

int main(void)
{
	lengths();
	states();
	any_values();
	return unit_done();
}
