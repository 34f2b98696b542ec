/* SPDX-License-Identifier: MIT */
#include "table/grid.h"

#include "unit.h"

static const struct {
	const char *in, *terminal, *markdown;
} cells[] = {
	{"Учёт", "Учёт", "Учёт"},
	{"a\nb\r\nc", "a↵b↵c", "a<br>b<br>c"},
	{"a\tb", "a b", "a b"},
	{"\x1b[31mred", "\xef\xbf\xbd[31mred", "\xef\xbf\xbd\\[31mred"},
	{"\xe2\x80\xaetxt.exe", "\xef\xbf\xbdtxt.exe", "\xef\xbf\xbdtxt.exe"},
	{"\xff", "\xef\xbf\xbd", "\xef\xbf\xbd"},
	{"\xc2\x9b" "1m", "\xef\xbf\xbd" "1m", "\xef\xbf\xbd" "1m"},
	{"function_id", "function_id", "function_id"},
	{"_a_ *b* `c`", "_a_ *b* `c`", "\\_a\\_ \\*b\\* \\`c\\`"},
	{"a|b\\|c", "a|b\\|c", "a\\|b\\\\\\|c"},
	{"<b>&amp;", "<b>&amp;", "\\<b\\>\\&amp;"},
};

/* The text of the only data row of a table of one column, without what surrounds it. */
static const char *shown(enum grid_style style, const char *cell, struct buf *out)
{
	struct grid *grid = grid_new(style, 1);
	buf_clear(out);
	grid_cell(grid, STR("x"));
	grid_cell(grid, str_of(cell));
	grid_put(grid, 1, out);
	grid_free(grid);
	if (style == GRID_MARKDOWN) {
		memmove(out->p, out->p + 2, out->n - 2);
		out->n -= 3;
	}
	while (out->n > 0 && strchr(" \n|", out->p[out->n - 1]))
		out->n--;
	return buf_cstr(out);
}

int main(void)
{
	struct buf out = {0};
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		unit_str(shown(GRID_TERMINAL, cells[i].in, &out), cells[i].terminal, "on the terminal");
		unit_str(shown(GRID_MARKDOWN, cells[i].in, &out), cells[i].markdown, "in Markdown");
	}

	/* й of two code points is one column wide, 漢 is two. */
	struct grid *grid = grid_new(GRID_TERMINAL, 3);
	grid_right(grid, 1);
	const char *const table[] = {"a", "n", "b", "и\xcc\x86", "1", "x", "漢字", "200", ""};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		grid_cell(grid, str_of(table[i]));
	buf_clear(&out);
	for (size_t i = 0; i < grid_rows(grid); i++)
		grid_put(grid, i, &out);
	unit_num((double)grid_rows(grid), 3, 0, "rows");
	unit_str(buf_cstr(&out),
	         "a       n  b\n"
	         "────  ───  ─\n"
	         "и\xcc\x86       1  x\n"
	         "漢字  200  \n",
	         "aligned by what is seen");
	grid_free(grid);
	grid_free(NULL);
	buf_free(&out);
	return unit_done();
}
