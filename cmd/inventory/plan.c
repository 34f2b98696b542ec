/* SPDX-License-Identifier: MIT */
/*
 *	hours_year = per_year · minutes / 60 · (1 + rework_share)
 *	cost_year  = hours_year · rate_rub_hour
 *
 * saving_year is the part of the cost that is rework: what is certain to be saved when cases pass the first time.
 */
#include "base/lang.h"
#include "base/mem.h"
#include "base/num.h"
#include "table/table.h"

#include <stdlib.h>

enum by { BY_HOURS, BY_COST };

struct candidate {
	const struct row *row;
	struct str id;
	double hours, cost, saving;
};

struct source {
	struct frame frame;
	size_t id, unit, title, per_year, minutes, rework, rate, automated;
};

static void find_columns(struct source *s)
{
	s->id = frame_column(&s->frame, "function_id");
	s->unit = frame_column(&s->frame, "unit_id");
	s->title = frame_column(&s->frame, "title");
	s->per_year = frame_column(&s->frame, "per_year");
	s->minutes = frame_column(&s->frame, "minutes");
	s->rework = frame_column(&s->frame, "rework_share");
	s->rate = frame_column(&s->frame, "rate_rub_hour");
	s->automated = frame_column(&s->frame, "automated");
}

static struct candidate weigh(const struct source *s, const struct row *row)
{
	double base = row_num(row, s->per_year, 0) * row_num(row, s->minutes, 0) / 60;
	double rework = row_num(row, s->rework, 0), rate = row_num(row, s->rate, 0);
	return (struct candidate){
	        .row = row,
	        .id = row_str(row, s->id),
	        .hours = base * (1 + rework),
	        .cost = base * (1 + rework) * rate,
	        .saving = base * rework * rate,
	};
}

static int falling(double x, double y)
{
	return (x < y) - (x > y);
}

static int by_hours(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	int order = falling(x->hours, y->hours);
	if (order == 0)
		order = falling(x->cost, y->cost);
	return order ? order : str_cmp(x->id, y->id);
}

static int by_cost(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	int order = falling(x->cost, y->cost);
	if (order == 0)
		order = falling(x->hours, y->hours);
	return order ? order : str_cmp(x->id, y->id);
}

/* The measure that the register itself suggests. */
static const char *action_of(const struct source *s, const struct row *row)
{
	struct str automated = row_str(row, s->automated);
	if (row_num(row, s->rework, 0) >= 0.1)
		return "reduce_rework";
	if (str_is(automated, "full"))
		return "simplify";
	return str_is(automated, "partial") ? "finish_automation" : "automate";
}

/* The numbers of the account, as the register has them. */
struct account {
	struct buf per_year, minutes, rework, hours, rate, text;
};

static void account_free(struct account *a)
{
	buf_free(&a->per_year);
	buf_free(&a->minutes);
	buf_free(&a->rework);
	buf_free(&a->hours);
	buf_free(&a->rate);
	buf_free(&a->text);
}

static const char *number(struct buf *out, double value)
{
	buf_clear(out);
	num_put(out, value);
	return buf_cstr(out);
}

static void say_why(const struct source *s, const struct candidate *c, struct account *a)
{
	buf_clear(&a->text);
	buf_clear(&a->hours);
	num_put_fixed(&a->hours, c->hours, 2);
	buf_printf(&a->text, _("a year: %s × %s min / 60 × (1 + rework %s) = %s h"),
	           number(&a->per_year, row_num(c->row, s->per_year, 0)),
	           number(&a->minutes, row_num(c->row, s->minutes, 0)),
	           number(&a->rework, row_num(c->row, s->rework, 0)), buf_cstr(&a->hours));
	if (row_str(c->row, s->rate).n > 0)
		buf_printf(&a->text, _(", at %s roubles an hour"), number(&a->rate, row_num(c->row, s->rate, 0)));
}

static enum rc put(const struct source *s, const struct candidate *c, size_t rank, struct writer *out,
                   struct account *why, struct err *err)
{
	bool priced = row_str(c->row, s->rate).n > 0;
	say_why(s, c, why);
	writer_int(out, (int64_t)rank);
	writer_str(out, c->id);
	writer_str(out, row_str(c->row, s->unit));
	writer_str(out, row_str(c->row, s->title));
	writer_fixed(out, c->hours, 2);
	if (priced)
		writer_fixed(out, c->cost, 2);
	else
		writer_cstr(out, NULL);
	writer_cstr(out, action_of(s, c->row));
	if (priced)
		writer_fixed(out, c->saving, 2);
	else
		writer_cstr(out, NULL);
	writer_cstr(out, NULL); /* effort: nothing in a register says what a measure takes */
	writer_str(out, buf_slice(&why->text));
	writer_rest(out, c->row);
	return writer_end(out, err);
}

static enum rc put_plan(const struct source *s, struct candidate *candidates, size_t limit, struct table *t, struct err *err)
{
	struct writer *out;
	struct account why = {0};
	if (table_out(t, "plan", &s->frame.columns, &out, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < limit && put(s, &candidates[i], i + 1, out, &why, err) == RC_OK; i++)
		;
	account_free(&why);
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	static const char *const orders[] = {"hours", "cost", NULL};
	struct table t = TABLE(cli);
	struct source s = {0};
	int64_t limit = 0;
	int by = BY_HOURS;
	const struct cli_option options[] = {
	        CLI_INT("limit", &limit, 1, 1000000000, "N", N_("how many functions enter the plan (all)")),
	        CLI_WORD("by", &by, orders, N_("what they are ranked by (hours); the other breaks ties, then the id")),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	if (table_frame(&t, "functions", "function_id title per_year minutes", &s.frame, err) == RC_OK) {
		struct candidate *candidates = mem_array(s.frame.n + 1, sizeof *candidates);
		size_t n = s.frame.n;
		find_columns(&s);
		for (size_t i = 0; i < n; i++)
			candidates[i] = weigh(&s, &s.frame.row[i]);
		qsort(candidates, n, sizeof *candidates, by == BY_COST ? by_cost : by_hours);
		put_plan(&s, candidates, limit > 0 && (size_t)limit < n ? (size_t)limit : n, &t, err);
		free(candidates);
	}
	enum rc rc = table_close(&t, err);
	frame_free(&s.frame);
	return rc;
}

const struct cli_verb inventory_plan = {
        .name = "plan",
        .args = "[FILE…]",
        .summary = N_("the functions that cost the town most, ranked, for the applied plan"),
        .in = "functions",
        .out = "plan",
        .details = N_("hours_year = per_year × minutes / 60 × (1 + rework_share); cost_year = hours_year × rate_rub_hour; saving_year is the cost of rework "
                      "alone. action: reduce_rework when a tenth of the cases comes back, else automate, finish_automation or simplify by how far the function is "
                      "automated. effort is left empty for people to fill in. A missing share of rework counts as none; without a rate there is no cost."),
        .examples = "uprava inventory plan --limit 225 functions.csv\n"
                    "uprava inventory import functions.csv | uprava inventory duplicates --drop | uprava inventory plan --by cost\n",
        .run = run,
};
