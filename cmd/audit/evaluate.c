/* SPDX-License-Identifier: MIT */
/* A map against what people labelled. The measures themselves: calc/retrieval.h. */
#include "base/buf.h"
#include "base/lang.h"
#include "base/map.h"
#include "base/vec.h"
#include "calc/retrieval.h"
#include "catalogue.h"
#include "table/table.h"
#include "text/judge.h"

#include <math.h>

struct duty {
	const struct row *gold;
	struct retrieval_case result;
	size_t candidates;
	bool mapped;
};

struct evaluation {
	struct frame map, gold;
	struct map *duty_at; /* duty_id → place */
	VEC(struct duty) duties;
	VEC(struct str) groups; /* in the order of their first duty */
	size_t by;              /* a column of the gold */
	size_t deepest;         /* the most candidates that a duty has */
};

static void evaluation_free(struct evaluation *e)
{
	frame_free(&e->map);
	frame_free(&e->gold);
	map_free(e->duty_at);
	vec_free(&e->duties);
	vec_free(&e->groups);
}

static bool is_right(struct str gold, struct str power)
{
	struct str part;
	while (str_split(&gold, ';', &part))
		if (str_eq(str_trim(part), power))
			return true;
	return false;
}

/* A code that the catalogue does not have is a slip of the pen that would count as an error of the map. */
static enum rc check_gold(const struct evaluation *e, const struct catalogue *catalogue, struct err *err)
{
	size_t gold = frame_column(&e->gold, "gold"), id = frame_column(&catalogue->powers, "power_id");
	struct map *known = map_new();
	for (size_t i = 0; i < catalogue_rows(catalogue); i++)
		map_add(known, row_str(catalogue_row(catalogue, i), id), i);
	for (size_t i = 0; i < e->gold.n && err->rc == RC_OK; i++) {
		struct str rest = row_str(&e->gold.row[i], gold), part;
		while (!str_is(rest, "NONE") && str_split(&rest, ';', &part))
			if (map_get(known, str_trim(part)) == MAP_NONE)
				row_err(&e->gold.row[i], "gold", err, _("unknown power \"%.*s\""), STR_ARG(part));
	}
	map_free(known);
	return err->rc;
}

static enum rc take_gold(struct evaluation *e, const char *by, struct err *err)
{
	size_t id = frame_column(&e->gold, "duty_id"), gold = frame_column(&e->gold, "gold");
	e->by = by ? frame_column(&e->gold, by) : COLUMN_NONE;
	if (by && e->by == COLUMN_NONE)
		return err_set(err, RC_USAGE, _("--by: the gold has no column \"%s\""), by);
	for (size_t i = 0; i < e->gold.n; i++) {
		const struct row *row = &e->gold.row[i];
		map_add(e->duty_at, row_str(row, id), i);
		vec_push(&e->duties, ((struct duty){.gold = row, .result = {.answered = !str_is(row_str(row, gold), "NONE")}}));
		bool known = e->by == COLUMN_NONE;
		for (size_t g = 0; g < e->groups.n && !known; g++)
			known = str_eq(e->groups.v[g], row_str(row, e->by));
		if (!known)
			vec_push(&e->groups, row_str(row, e->by));
	}
	return RC_OK;
}

static enum retrieval_verdict verdict_of(struct str name)
{
	static const enum retrieval_verdict levels[] = {
	        [MATCH_NONE] = RETRIEVAL_NONE, [MATCH_WEAK] = RETRIEVAL_WEAK, [MATCH_LIKELY] = RETRIEVAL_LIKELY, [MATCH_SURE] = RETRIEVAL_SURE};
	return levels[judge_named(name)];
}

/* The rows of one duty follow each other by rank, as audit map writes them. Duties that nobody labelled are passed over. */
static enum rc take_map(struct evaluation *e, struct err *err)
{
	size_t id = frame_column(&e->map, "duty_id"), power = frame_column(&e->map, "power_id"), verdict = frame_column(&e->map, "verdict"),
	       confidence = frame_column(&e->map, "confidence"), gold = frame_column(&e->gold, "gold"), gold_id = frame_column(&e->gold, "duty_id");
	for (size_t i = 0; i < e->map.n; i++) {
		const struct row *row = &e->map.row[i];
		size_t at = map_get(e->duty_at, row_str(row, id));
		if (at == MAP_NONE)
			continue;
		struct duty *d = &e->duties.v[at];
		if (!d->mapped) {
			d->mapped = true;
			d->result.verdict = verdict_of(row_str(row, verdict));
			d->result.confidence = row_num(row, confidence, 0);
		}
		if (row_str(row, power).n == 0)
			continue;
		if (++d->candidates > e->deepest)
			e->deepest = d->candidates;
		if (d->result.found == 0 && is_right(row_str(d->gold, gold), row_str(row, power)))
			d->result.found = d->candidates;
	}
	for (size_t i = 0; i < e->duties.n; i++)
		if (!e->duties.v[i].mapped)
			return row_err(e->duties.v[i].gold, "duty_id", err, _("the map has no duty \"%.*s\""), STR_ARG(row_str(e->duties.v[i].gold, gold_id)));
	return RC_OK;
}

static void put_number(struct writer *out, double value)
{
	if (isnan(value))
		writer_cstr(out, NULL);
	else
		writer_fixed(out, value, 4);
}

/* group NULL: all duties. */
static enum rc put_group(const struct evaluation *e, struct writer *out, const struct str *group, struct err *err)
{
	VEC(struct retrieval_case) cases = {0};
	struct retrieval_measure m[RETRIEVAL_MEASURES];
	for (size_t i = 0; i < e->duties.n; i++)
		if (!group || str_eq(*group, row_str(e->duties.v[i].gold, e->by)))
			vec_push(&cases, e->duties.v[i].result);
	retrieval_measure(cases.v, cases.n, m);
	for (size_t i = 0; i < RETRIEVAL_MEASURES && err->rc == RC_OK; i++) {
		writer_str(out, group ? *group : str_of("all"));
		writer_cstr(out, m[i].name);
		put_number(out, m[i].value);
		put_number(out, m[i].low);
		put_number(out, m[i].high);
		writer_int(out, (int64_t)m[i].n);
		(void)!writer_end(out, err);
	}
	vec_free(&cases);
	return err->rc;
}

static enum rc put_all(const struct evaluation *e, struct table *t, struct err *err)
{
	struct writer *out;
	if (table_out(t, "measures", NULL, &out, err) != RC_OK || put_group(e, out, NULL, err) != RC_OK)
		return err->rc;
	for (size_t g = 0; g < e->groups.n; g++)
		if (put_group(e, out, &e->groups.v[g], err) != RC_OK)
			return err->rc;
	return RC_OK;
}

static void tell_depth(const struct evaluation *e, struct cli *cli)
{
	struct buf text = {0};
	if (e->deepest < RETRIEVAL_DEPTH) {
		buf_printf(&text, _("the map has at most %zu candidates a duty; mrr looks at %d (audit map --top %d)"), e->deepest, RETRIEVAL_DEPTH, RETRIEVAL_DEPTH);
		cli_note(cli, buf_cstr(&text));
	}
	buf_free(&text);
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct evaluation e = {.duty_at = map_new()};
	struct catalogue catalogue = {0};
	struct catalogue_options powers = CATALOGUE_OPTIONS;
	const char *gold = NULL, *by = NULL;
	const struct cli_option options[] = {
	        CLI_NEED_FILE("gold", &gold, N_("what is right: duty_id, gold (power codes joined by \";\", or NONE)")),
	        CLI_TEXT("powers", &powers.powers, "NAME|FILE", N_("the catalogue of powers, to find codes of the gold that it does not have")),
	        CLI_TEXT("by", &by, "COLUMN", N_("measure each value of this column of the gold by itself, too")),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err)) {
		map_free(e.duty_at);
		return err->rc;
	}
	if ((!powers.powers || catalogue_read(&t, &powers, &catalogue, err) == RC_OK) &&
	    table_side(&t, gold, "gold", "duty_id gold", true, &e.gold, err) == RC_OK &&
	    (!powers.powers || check_gold(&e, &catalogue, err) == RC_OK) && take_gold(&e, by, err) == RC_OK &&
	    table_frame(&t, "map", "duty_id power_id verdict", &e.map, err) == RC_OK && take_map(&e, err) == RC_OK &&
	    put_all(&e, &t, err) == RC_OK)
		tell_depth(&e, cli);
	enum rc rc = table_close(&t, err);
	evaluation_free(&e);
	catalogue_free(&catalogue);
	return rc;
}

const struct cli_verb audit_evaluate = {
        .name = "evaluate",
        .args = "[FILE…]",
        .summary = N_("how right a map is, against duties that people labelled"),
        .in = "map",
        .out = "measures",
        .details = N_("top_1: right and not called none; candidate_1: right whatever the verdict; mrr (of the first ten), recall_3, recall_5: of the candidates that the map holds (audit map --top 10); "
                      "none_precision, none_recall, none_f1; how many have each verdict, and how many of them, and of all, are wrong; review_fifth: the share of the errors among those not sure that is met when the "
                      "least confident fifth of them is looked at. Intervals are at 95 % (Wilson; bootstrap for mrr, none_f1 and review_fifth). Labelled duties must all be in the map; duties of the map that are not labelled are passed over."),
        .examples = "uprava audit map --powers ru-131fz --top 10 duties.csv | uprava audit evaluate --powers ru-131fz --gold gold.csv --by difficulty\n",
        .run = run,
};
