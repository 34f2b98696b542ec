/* SPDX-License-Identifier: MIT */
#include "render/html.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/mem.h"
#include "given.h"
#include "table/table.h"

#include <stdlib.h>
#include <string.h>

struct wish {
	const char *title;
	int64_t rows; /* 0: all */
	struct cli_list tables, bars, lines;
};

struct part {
	struct str heading;
	struct frame frame;
};

struct page {
	struct part *part;
	size_t n;
	struct arena *arena;
};

/*
 * "TITLE", "SCHEMA:TITLE" or "SCHEMA": what the table is called and by which schema it is read. A
 * schema gives the columns their titles, and the table its own when none was given.
 */
static enum rc read_name(struct page *page, const char *name, const char **schema,
                         struct str *heading, struct err *err)
{
	const char *colon = strchr(name, ':');
	const char *first =
	        colon ? arena_printf(page->arena, "%.*s", (int)(colon - name), name) : name;
	const struct schema *known;
	if (given_schema(first, page->arena, schema, err) != RC_OK)
		return err->rc;
	*heading = str_of(name);
	if (strcmp(*schema, "any") == 0)
		return RC_OK;
	if (colon && colon[1] != '\0') {
		*heading = str_of(colon + 1);
		return RC_OK;
	}
	if (schema_load(*schema, page->arena, &known, err) != RC_OK)
		return err->rc;
	*heading = str_of(lang_get() == LANG_RU ? known->title_ru : known->title);
	return RC_OK;
}

/* A table of indicators is known by its columns, however it came. */
static enum rc know_kpi(struct page *page, struct frame *frame, struct err *err)
{
	const struct schema *schema;
	if (!html_is_kpi(&frame->columns) || schema_load("kpi", page->arena, &schema, err) != RC_OK)
		return err->rc;
	for (size_t c = 0; c < frame->columns.n; c++) {
		size_t field = schema_field(schema, frame->columns.v[c].name);
		if (field == SCHEMA_NONE || frame->columns.v[c].field)
			continue;
		frame->columns.v[c].field = &schema->field[field];
		frame->columns.v[c].type = schema->field[field].type;
	}
	return RC_OK;
}

static enum rc read_parts(struct page *page, struct table *t, const struct wish *w, struct err *err)
{
	struct given *sources;
	const char *const *operands;
	if (given_list(&w->tables, page->arena, &sources, err) != RC_OK)
		return err->rc;
	page->part = arena_array(page->arena, w->tables.n + 1, sizeof *page->part);
	for (size_t i = 0; i < w->tables.n; i++) {
		struct part *part = &page->part[page->n];
		const char *schema;
		if (read_name(page, sources[i].name, &schema, &part->heading, err) != RC_OK ||
		    table_side(t, sources[i].path, schema, "", false, &part->frame, err) != RC_OK)
			return err->rc;
		page->n++;
		if (know_kpi(page, &part->frame, err) != RC_OK)
			return err->rc;
	}
	if (w->tables.n > 0 && cli_operands(t->cli, &operands) == 0)
		return RC_OK;
	struct part *part = &page->part[page->n];
	part->heading = str_of(_("Table"));
	if (table_frame(t, "any", NULL, &part->frame, err) != RC_OK)
		return err->rc;
	page->n++;
	return know_kpi(page, &part->frame, err);
}

/* ---- charts */

/* "COLUMN:LABEL" in a table; false when it does not have both. */
static bool find_chart(const struct frame *frame, const char *arg, size_t *value, size_t *label)
{
	for (size_t c = 0; c < frame->columns.n; c++) {
		const char *name = frame->columns.v[c].name;
		size_t n = strlen(name);
		if (strncmp(arg, name, n) != 0 || arg[n] != ':')
			continue;
		*value = c;
		*label = frame_column(frame, arg + n + 1);
		if (*label != COLUMN_NONE)
			return true;
	}
	return false;
}

static enum rc check_charts(const struct page *page, const char *option,
                            const struct cli_list *charts, struct err *err)
{
	for (size_t k = 0; k < charts->n; k++) {
		size_t value, label, found = 0;
		for (size_t i = 0; i < page->n; i++)
			found += find_chart(&page->part[i].frame, charts->v[k], &value, &label);
		if (found == 0)
			return err_set(err, RC_USAGE,
			               _("--%s %s: no table has these two columns (COLUMN:LABEL)"),
			               option, charts->v[k]);
	}
	return RC_OK;
}

static void put_charts(struct buf *out, const struct frame *frame, enum html_chart kind,
                       const struct cli_list *charts, size_t rows)
{
	size_t value, label;
	for (size_t k = 0; k < charts->n; k++)
		if (find_chart(frame, charts->v[k], &value, &label))
			html_chart(out, kind, frame, label, value, rows);
}

static void put_page(struct buf *out, const struct page *page, const struct wish *w)
{
	size_t rows = (size_t)w->rows;
	struct buf date = {0};
	struct str *headings = mem_array(page->n + 1, sizeof *headings);
	for (size_t i = 0; i < page->n; i++)
		headings[i] = page->part[i].heading;
	moment_put(&date, date_now());
	date.p[10] = '\0';
	html_begin(out, str_of(w->title ? w->title : _("Summary")), buf_cstr(&date));
	if (page->n > 1)
		html_contents(out, headings, page->n);
	for (size_t i = 0; i < page->n; i++) {
		const struct frame *frame = &page->part[i].frame;
		html_section(out, i + 1, headings[i]);
		if (html_is_kpi(&frame->columns))
			html_kpi(out, frame);
		put_charts(out, frame, HTML_BARS, &w->bars, rows);
		put_charts(out, frame, HTML_LINE, &w->lines, rows);
		html_table(out, frame, rows);
		html_section_end(out);
	}
	html_end(out);
	free(headings);
	buf_free(&date);
}

static enum rc html(struct table *t, const struct wish *w, struct arena *arena, struct err *err)
{
	struct page page = {.arena = arena};
	struct buf text = {0};
	struct io_out *out;
	enum rc rc = read_parts(&page, t, w, err);
	if (rc == RC_OK)
		rc = check_charts(&page, "chart", &w->bars, err);
	if (rc == RC_OK)
		rc = check_charts(&page, "line", &w->lines, err);
	if (rc == RC_OK)
		rc = table_out_raw(t, &out, err);
	if (rc == RC_OK) {
		put_page(&text, &page, w);
		rc = io_out_write(out, buf_slice(&text), err);
	}
	for (size_t i = 0; i < page.n; i++)
		frame_free(&page.part[i].frame);
	buf_free(&text);
	return rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct wish wish = {0};
	const struct cli_option options[] = {
	        CLI_LIST("table", &wish.tables, "TITLE=FILE",
	                 N_("a table of the page, in this order; a schema's name, or SCHEMA:TITLE, "
	                    "gives its columns their titles")),
	        CLI_TEXT("title", &wish.title, "TEXT", N_("the page's title")),
	        CLI_LIST("chart", &wish.bars, "COLUMN:LABEL",
	                 N_("bars of a column, named by another, in every table that has both")),
	        CLI_LIST("line", &wish.lines, "COLUMN:LABEL",
	                 N_("the same as a line, for values in order of time")),
	        CLI_INT("rows", &wish.rows, 0, 1000000, "N",
	                N_("only the first N rows of every table and chart (0: all)")),
	        {.kind = CLI_KIND_FILE,
	         .letter = 'o',
	         .name = "output",
	         .value = &t.output,
	         .arg = "FILE",
	         .help = N_("write the page there, whole or not at all")},
	        CLI_GROUP(table_options(&t, TABLE_IN)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	struct arena *arena = arena_new();
	html(&t, &wish, arena, err);
	enum rc rc = table_close(&t, err);
	arena_free(arena);
	return rc;
}

const struct cli_verb report_html = {
        .name = "html",
        .args = "[FILE…]",
        .summary = N_("tables, charts and indicator cards as one self-contained page"),
        .details = N_("Without --table the table comes from FILE or standard input. A table with "
                      "the columns of report kpi is shown as "
                      "cards too. The page needs no script and no other file, and prints well."),
        .examples = "uprava report kpi --define concept-2030 --table plan=plan.csv | uprava report "
                    "html -o summary.html\n"
                    "uprava report html --table plan=plan.csv --chart hours_year:title --rows 20 "
                    "-o plan.html\n",
        .run = run,
};
