/* SPDX-License-Identifier: MIT */
#include "render/html.h"

#include "base/date.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/num.h"
#include "render/show.h"
#include "render/style.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void words(struct buf *out, const char *text)
{
	show_text(out, str_of(text));
}

static void count(struct buf *out, size_t n)
{
	show_value(out, (double)n, 0);
}

void html_begin(struct buf *out, struct str title, const char *date)
{
	buf_puts(out, "<!DOCTYPE html>\n<html lang=\"");
	buf_puts(out, lang_get() == LANG_RU ? "ru" : "en");
	buf_puts(out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
	              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
	show_text(out, title);
	buf_puts(out, "</title>\n<style>\n");
	buf_puts(out, style_page);
	buf_puts(out, "</style>\n</head>\n<body>\n<header>\n<h1>");
	show_text(out, title);
	buf_puts(out, "</h1>\n");
	if (date != NULL) {
		buf_puts(out, "<p>");
		words(out, _("As of"));
		buf_puts(out, " <time datetime=\"");
		words(out, date);
		buf_puts(out, "\">");
		show_date(out, str_of(date));
		buf_puts(out, "</time></p>\n");
	}
	buf_puts(out, "</header>\n<main>\n");
}

void html_end(struct buf *out)
{
	buf_puts(out, "</main>\n</body>\n</html>\n");
}

void html_section(struct buf *out, size_t number, struct str heading)
{
	buf_printf(out, "<section id=\"t%zu\">\n<h2>", number);
	show_text(out, heading);
	buf_puts(out, "</h2>\n");
}

void html_section_end(struct buf *out)
{
	buf_puts(out, "</section>\n");
}

void html_contents(struct buf *out, const struct str *headings, size_t n)
{
	buf_puts(out, "<nav aria-label=\"");
	words(out, _("Contents"));
	buf_puts(out, "\">\n<ul>\n");
	for (size_t i = 0; i < n; i++) {
		buf_printf(out, "<li><a href=\"#t%zu\">", i + 1);
		show_text(out, headings[i]);
		buf_puts(out, "</a></li>\n");
	}
	buf_puts(out, "</ul>\n</nav>\n");
}

/* ---- tables */

enum look { LOOK_TEXT, LOOK_DIGITS, LOOK_NUMBER, LOOK_DATE, LOOK_BOOLEAN, LOOK_STATUS };

static const struct {
	const char *name, *title, *sign;
	enum chart_state state;
} statuses[] = {
	{"reached", N_("reached"), "\xe2\x9c\x93", CHART_REACHED},
	{"on_track", N_("on track"), "\xe2\x86\x92", CHART_ON_TRACK},
	{"behind", N_("behind"), "!", CHART_BEHIND},
	{"no_data", N_("no data"), "\xe2\x80\x94", CHART_NO_DATA},
};

enum { N_STATUS = sizeof statuses / sizeof *statuses };

static size_t status_of(struct str name)
{
	size_t i = 0;
	while (i + 1 < N_STATUS && !str_is(name, statuses[i].name))
		i++;
	return i; /* what is unknown is no_data */
}

/*
 * Columns only known to be text are numbers when every cell is one; but whole numbers that are all of one length from five digits on
 * (postcodes, INN, phones), or begin with a zero, are identifiers: to the right, and as they stand.
 */
static enum look look_of_text(const struct frame *frame, size_t column)
{
	size_t length = 0, seen = 0;
	bool codes = true;
	for (size_t i = 0; i < frame->n; i++) {
		struct str cell = frame->row[i].cell[column];
		double value;
		if (cell.n == 0)
			continue;
		if (!num_parse(cell, &value))
			return LOOK_TEXT;
		if (cell.n > 1 && cell.p[0] == '0' && cell.p[1] != '.')
			return LOOK_DIGITS;
		codes = codes && cell.n >= 5 && (seen == 0 || cell.n == length) && cell.p[0] != '-' &&
		        memchr(cell.p, '.', cell.n) == NULL;
		length = cell.n;
		seen++;
	}
	if (seen == 0)
		return LOOK_TEXT;
	return codes && seen > 1 ? LOOK_DIGITS : LOOK_NUMBER;
}

static enum look look_of(const struct frame *frame, size_t column, bool kpi)
{
	const struct column *c = &frame->columns.v[column];
	if (kpi && strcmp(c->name, "status") == 0)
		return LOOK_STATUS;
	switch (c->type) {
	case SCHEMA_INTEGER:
	case SCHEMA_NUMBER:
		return LOOK_NUMBER;
	case SCHEMA_BOOLEAN:
		return LOOK_BOOLEAN;
	case SCHEMA_DATE:
	case SCHEMA_DATETIME:
		return LOOK_DATE;
	case SCHEMA_STRING:
		break;
	}
	return c->field != NULL ? LOOK_TEXT : look_of_text(frame, column);
}

static const char *class_of(enum look look)
{
	return look == LOOK_NUMBER || look == LOOK_DIGITS ? " class=\"num\"" : look == LOOK_DATE ? " class=\"date\"" : "";
}

static void cell(struct buf *out, struct str text, enum look look)
{
	switch (look) {
	case LOOK_NUMBER:
		show_num(out, text);
		break;
	case LOOK_DATE:
		show_date(out, text);
		break;
	case LOOK_BOOLEAN:
		words(out, text.n == 0 ? "" : str_is(text, "true") ? _("yes") : _("no"));
		break;
	case LOOK_STATUS:
		if (text.n > 0)
			words(out, _(statuses[status_of(text)].title));
		break;
	case LOOK_TEXT:
	case LOOK_DIGITS:
		show_text(out, text);
		break;
	}
}

static void caption(struct buf *out, size_t shown, size_t all)
{
	buf_puts(out, "<caption>");
	struct buf text = {0};
	if (shown < all)
		buf_printf(&text, _("rows shown: %zu of %zu"), shown, all);
	else
		buf_printf(&text, _("rows: %zu"), all);
	show_text(out, buf_slice(&text));
	buf_free(&text);
	buf_puts(out, "</caption>\n");
}

void html_table(struct buf *out, const struct frame *frame, size_t rows)
{
	size_t n = frame->columns.n, shown = rows == 0 || rows > frame->n ? frame->n : rows;
	enum look *look = mem_array(n + 1, sizeof *look);
	bool kpi = html_is_kpi(&frame->columns);

	buf_puts(out, "<div class=\"scroll\">\n<table>\n");
	caption(out, shown, frame->n);
	buf_puts(out, "<thead>\n<tr>");
	for (size_t c = 0; c < n; c++) {
		const struct column *column = &frame->columns.v[c];
		look[c] = look_of(frame, c, kpi);
		buf_printf(out, "<th scope=\"col\"%s>", class_of(look[c]));
		words(out, column->field != NULL ? schema_title(column->field) : column->name);
		buf_puts(out, "</th>");
	}
	buf_puts(out, "</tr>\n</thead>\n<tbody>\n");
	for (size_t r = 0; r < shown; r++) {
		buf_puts(out, "<tr>");
		for (size_t c = 0; c < n; c++) {
			buf_printf(out, "<td%s>", class_of(look[c]));
			cell(out, frame->row[r].cell[c], look[c]);
			buf_puts(out, "</td>");
		}
		buf_puts(out, "</tr>\n");
	}
	buf_puts(out, "</tbody>\n</table>\n</div>\n");
	free(look);
}

/* ---- KPI cards */

bool html_is_kpi(const struct columns *columns)
{
	static const char *const names[] = {"kpi_id", "title", "value", "target", "status"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (columns_find(columns, names[i]) == COLUMN_NONE)
			return false;
	return true;
}

static double number(const struct frame *frame, const struct row *row, const char *name)
{
	double value;
	return num_parse(row_str(row, frame_column(frame, name)), &value) ? value : (double)NAN;
}

static void counts(struct buf *out, const struct frame *frame)
{
	size_t n[N_STATUS] = {0}, column = frame_column(frame, "status");
	for (size_t i = 0; i < frame->n; i++)
		n[status_of(frame->row[i].cell[column])]++;
	buf_puts(out, "<ul class=\"counts\">\n");
	for (size_t i = 0; i < N_STATUS; i++)
		if (n[i] > 0) {
			buf_puts(out, "<li><b>");
			count(out, n[i]);
			buf_puts(out, "</b> ");
			words(out, _(statuses[i].title));
			buf_puts(out, "</li>\n");
		}
	buf_puts(out, "</ul>\n");
}

static void card(struct buf *out, const struct frame *frame, const struct row *row)
{
	size_t status = status_of(row_str(row, frame_column(frame, "status")));
	struct str value = row_str(row, frame_column(frame, "value")), unit = row_str(row, frame_column(frame, "unit"));
	struct str progress = row_str(row, frame_column(frame, "progress"));
	struct chart_progress chart = {
		.title = row_str(row, frame_column(frame, "title")),
		.value = number(frame, row, "value"),
		.baseline = number(frame, row, "baseline"),
		.target = number(frame, row, "target"),
		.state = statuses[status].state,
	};
	buf_printf(out, "<li class=\"card %s\">\n<h3>", statuses[status].name);
	show_text(out, chart.title);
	buf_puts(out, "</h3>\n<p class=\"value\">");
	if (value.n > 0)
		show_num(out, value);
	else
		show_value(out, (double)NAN, 0);
	if (unit.n > 0) {
		buf_puts(out, " <small>");
		show_text(out, unit);
		buf_puts(out, "</small>");
	}
	buf_puts(out, "</p>\n");
	chart_progress(out, &chart);
	buf_printf(out, "\n<p class=\"state\"><b><span aria-hidden=\"true\">%s</span> ", statuses[status].sign);
	words(out, _(statuses[status].title));
	buf_puts(out, "</b>");
	if (progress.n > 0) {
		buf_puts(out, "<span>");
		words(out, _("of the way"));
		buf_puts(out, ": ");
		show_num(out, progress);
		buf_puts(out, "\xc2\xa0%</span>");
	}
	buf_puts(out, "</p>\n</li>\n");
}

void html_kpi(struct buf *out, const struct frame *frame)
{
	counts(out, frame);
	buf_puts(out, "<ul class=\"cards\">\n");
	for (size_t i = 0; i < frame->n; i++)
		card(out, frame, &frame->row[i]);
	buf_puts(out, "</ul>\n");
}

/* ---- charts */

static struct str title_of(const struct frame *frame, size_t column)
{
	const struct column *c = &frame->columns.v[column];
	return str_of(c->field != NULL ? schema_title(c->field) : c->name);
}

void html_chart(struct buf *out, enum html_chart kind, const struct frame *frame, size_t label, size_t value, size_t rows)
{
	size_t n = rows == 0 || rows > frame->n ? frame->n : rows;
	struct chart_point *points = mem_array(n + 1, sizeof *points);
	struct str title = title_of(frame, value);
	for (size_t i = 0; i < n; i++) {
		points[i].label = frame->row[i].cell[label];
		if (!num_parse(frame->row[i].cell[value], &points[i].value))
			points[i].value = (double)NAN;
	}
	buf_puts(out, "<figure>\n<figcaption>");
	show_text(out, title);
	buf_puts(out, "</figcaption>\n");
	if (kind == HTML_BARS)
		chart_bars(out, title, points, n);
	else
		chart_line(out, title, points, n);
	buf_puts(out, "\n</figure>\n");
	free(points);
}
