/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "base/map.h"
#include "base/mem.h"
#include "quota.h"
#include "roster.h"
#include "table/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the user asked for. */
struct wish {
	const char *stages, *score, *by, *people;
	int64_t top;
	struct cli_list min, max, exclude, joins;
};

/* How far a person came, and what decided. */
struct outcome {
	size_t stage; /* stages passed */
	bool out;     /* before the stage's ranking, or by it */
	size_t rank;  /* in the stage that decided; 0: not ranked there */
	double margin;
	const char *reason;
};

struct choice {
	struct cli *cli;
	const struct wish *wish;
	struct stages stages;
	struct roster *roster;
	struct arena *arena;
	struct map *groups;
	size_t *group; /* per person */
	struct outcome *outcome;
	bool look;
};

static size_t by_column(const struct choice *c)
{
	return c->wish->by ? roster_find(c->roster, c->wish->by) : COLUMN_NONE;
}

/* Gives every person a group; without --by all are one. */
static enum rc form_groups(struct choice *c, struct err *err)
{
	const struct wish *w = c->wish;
	size_t column;
	if (w->by && roster_column(c->roster, "by", w->by, &column, err) != RC_OK)
		return err->rc;
	if (!w->by && w->min.n + w->max.n > 0)
		return err_set(err, RC_USAGE,
		               _("--min and --max need --by, the column that makes the groups"));
	for (size_t i = 0; i < roster_size(c->roster); i++)
		c->group[i] = map_add(c->groups, roster_cell(c->roster, i, by_column(c)),
		                      map_size(c->groups));
	if (map_size(c->groups) == 0)
		map_add(c->groups, STR(""), 0);
	return RC_OK;
}

static void leave_out(struct choice *c, size_t person, const char *reason)
{
	c->outcome[person].out = true;
	c->outcome[person].reason = reason;
}

/* --exclude COLUMN=VALUE, and people whose group is not known while groups matter. */
static enum rc exclude(struct choice *c, struct err *err)
{
	const struct cli_list *list = &c->wish->exclude;
	for (size_t k = 0; k < list->n; k++) {
		const char *arg = list->v[k], *equals = strchr(arg, '=');
		size_t column;
		if (!equals || equals == arg)
			return err_set(err, RC_USAGE, _("--exclude %s: COLUMN=VALUE is expected"),
			               arg);
		const char *name = arena_printf(c->arena, "%.*s", (int)(equals - arg), arg);
		if (roster_column(c->roster, "exclude", name, &column, err) != RC_OK)
			return err->rc;
		for (size_t i = 0; i < roster_size(c->roster); i++)
			if (!c->outcome[i].out &&
			    str_is(roster_cell(c->roster, i, column), equals + 1))
				leave_out(c, i, arena_printf(c->arena, _("excluded: %s"), arg));
	}
	for (size_t i = 0; c->wish->min.n + c->wish->max.n > 0 && i < roster_size(c->roster); i++)
		if (!c->outcome[i].out && roster_cell(c->roster, i, by_column(c)).n == 0)
			leave_out(c, i,
			          arena_printf(c->arena, _("the group is not known: %s"),
			                       c->wish->by));
	return RC_OK;
}

/* The column "passed" that stands beside a score: "competence.total" has "competence.passed". */
static size_t passed_column(const struct choice *c, const char *score)
{
	const char *dot = strrchr(score, '.');
	return roster_find(c->roster, arena_printf(c->arena, "%.*spassed",
	                                           dot ? (int)(dot + 1 - score) : 0, score));
}

/* Messages of more than one stage begin with the stage's name. */
static const char *said(const struct choice *c, size_t stage, const char *text)
{
	return c->stages.n > 1 ? arena_printf(c->arena, "%s: %s", c->stages.v[stage].name, text)
	                       : text;
}

/* Those who are still in and may be ranked in this stage. */
static enum rc candidates(struct choice *c, size_t stage, struct choose_person *person,
                          size_t *index, size_t *n, struct err *err)
{
	size_t score, passed;
	if (roster_column(c->roster, "score", c->stages.v[stage].score, &score, err) != RC_OK)
		return err->rc;
	passed = passed_column(c, c->stages.v[stage].score);
	*n = 0;
	for (size_t i = 0; i < roster_size(c->roster); i++) {
		struct choose_person *p = &person[*n];
		*p = (struct choose_person){.id = roster_id(c->roster, i), .group = c->group[i]};
		if (c->outcome[i].out)
			continue;
		if (roster_number(c->roster, i, score, &p->score, err) != RC_OK)
			return err->rc;
		if (isnan(p->score))
			leave_out(c, i, said(c, stage, _("no score")));
		else if (str_is(roster_cell(c->roster, i, passed), "false"))
			leave_out(c, i, said(c, stage, _("the cut score was not passed")));
		else
			index[(*n)++] = i;
	}
	return RC_OK;
}

static const char *reason(const struct choice *c, size_t stage, size_t person,
                          const struct choose_verdict *v, const struct choose_group *group)
{
	const struct choose_group *g = &group[c->group[person]];
	struct str name = map_key(c->groups, c->group[person]);
	size_t places = c->stages.v[stage].places;
	switch (v->reason) {
	case CHOOSE_TOP:
		return arena_printf(c->arena, _("rank %zu; places: %zu"), v->rank, places);
	case CHOOSE_FREED:
		return arena_printf(c->arena,
		                    _("rank %zu; places: %zu; better ranked groups are full"),
		                    v->rank, places);
	case CHOOSE_MINIMUM:
		return arena_printf(c->arena, _("rank %zu: the minimum of %.*s (%zu)"), v->rank,
		                    STR_ARG(name), g->min);
	case CHOOSE_FULL:
		return arena_printf(c->arena, _("rank %zu: %.*s is full (at most %zu)"), v->rank,
		                    STR_ARG(name), g->max);
	case CHOOSE_RESERVED:
		return arena_printf(c->arena,
		                    _("rank %zu: the place is kept for another group's minimum"),
		                    v->rank);
	case CHOOSE_BELOW:
	case CHOOSE_NO_SCORE:
		break;
	}
	return arena_printf(c->arena, _("rank %zu; places: %zu; below the line"), v->rank, places);
}

static void tell_stage(struct choice *c, size_t stage, size_t n, size_t chosen,
                       const struct choose_group *group)
{
	const struct stage *s = &c->stages.v[stage];
	cli_note(c->cli,
	         said(c, stage,
	              arena_printf(c->arena, _("candidates: %zu; places: %zu; selected: %zu"), n,
	                           s->places, chosen)));
	for (size_t g = 0; g < map_size(c->groups); g++) {
		if (group[g].lacking == 0)
			continue;
		cli_warn(c->cli,
		         said(c, stage,
		              arena_printf(
		                      c->arena,
		                      _("%.*s: the minimum is %zu, candidates are short by %zu"),
		                      STR_ARG(map_key(c->groups, g)), group[g].min,
		                      group[g].lacking)));
		c->look = true;
	}
}

static enum rc run_stage(struct choice *c, size_t stage, struct err *err)
{
	size_t all = roster_size(c->roster), n = 0;
	struct choose_person *person = mem_array(all + 1, sizeof *person);
	struct choose_verdict *verdict = mem_array(all + 1, sizeof *verdict);
	size_t *index = mem_array(all + 1, sizeof *index);
	struct choose_group *group;
	if (candidates(c, stage, person, index, &n, err) == RC_OK &&
	    quota_groups(&c->wish->min, &c->wish->max, c->groups, &c->stages, stage, c->arena,
	                 &group, err) == RC_OK) {
		size_t chosen = choose_top(person, n, group, map_size(c->groups),
		                           c->stages.v[stage].places, verdict);
		for (size_t k = 0; k < n; k++) {
			struct outcome *o = &c->outcome[index[k]];
			o->stage += verdict[k].chosen;
			o->out = !verdict[k].chosen;
			o->rank = verdict[k].rank;
			o->margin = verdict[k].margin;
			o->reason = said(c, stage, reason(c, stage, index[k], &verdict[k], group));
		}
		tell_stage(c, stage, n, chosen, group);
	}
	free(index);
	free(verdict);
	free(person);
	return err->rc;
}

/* ---- output */

struct place {
	const struct choice *choice;
	size_t person;
};

/* The selected first, by rank; then the reserve in the order in which it would move up; then who
 * was not ranked. */
static int by_outcome(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	const struct outcome *p = &x->choice->outcome[x->person],
	                     *q = &y->choice->outcome[y->person];
	bool ranked = p->rank > 0;
	if (p->stage != q->stage)
		return p->stage > q->stage ? -1 : 1;
	if (ranked != (q->rank > 0))
		return ranked ? -1 : 1;
	if (p->rank != q->rank)
		return p->rank < q->rank ? -1 : 1;
	return str_cmp(roster_id(x->choice->roster, x->person),
	               roster_id(y->choice->roster, y->person));
}

/* The columns that stand for "*": all of the roster's but those that the verb writes itself. */
static void rest_of(const struct choice *c, struct columns *rest, size_t *index)
{
	static const char *const own[] = {"employee_id", "selected", "stage", "reason", "margin"};
	const struct columns *all = roster_columns(c->roster);
	for (size_t i = 0; i < all->n; i++) {
		bool ours = false;
		for (size_t k = 0; k < sizeof own / sizeof *own; k++)
			ours = ours || strcmp(all->v[i].name, own[k]) == 0;
		if (ours)
			continue;
		index[rest->n] = i;
		columns_add(rest, all->v[i].name, all->v[i].type);
		rest->v[rest->n - 1].field = all->v[i].field;
	}
}

static void put_person(const struct choice *c, struct writer *out, size_t person,
                       const size_t *rest, size_t n_rest)
{
	const struct outcome *o = &c->outcome[person];
	writer_str(out, roster_id(c->roster, person));
	for (size_t i = 0; i < n_rest; i++)
		writer_str(out, roster_cell(c->roster, person, rest[i]));
	writer_bool(out, o->stage == c->stages.n);
	writer_cstr(out, o->stage > 0 ? c->stages.v[o->stage - 1].name : "");
	writer_cstr(out, o->reason);
	/* differences of points of a millionth: the dust of the subtraction is not the person's */
	writer_num(out, o->rank > 0 ? round(o->margin * 1e6) / 1e6 : (double)NAN);
}

static enum rc put_all(struct choice *c, struct table *t, struct err *err)
{
	size_t n = roster_size(c->roster);
	struct columns rest = {0};
	size_t *index = mem_array(roster_columns(c->roster)->n + 1, sizeof *index);
	struct place *place = mem_array(n + 1, sizeof *place);
	struct writer *out;
	for (size_t i = 0; i < n; i++)
		place[i] = (struct place){c, i};
	qsort(place, n, sizeof *place, by_outcome);
	rest_of(c, &rest, index);
	if (table_out(t, "selection", &rest, &out, err) == RC_OK)
		for (size_t i = 0; i < n; i++) {
			put_person(c, out, place[i].person, index, rest.n);
			if (writer_end(out, err) != RC_OK)
				break;
		}
	free(place);
	free(index);
	columns_free(&rest);
	return err->rc;
}

static enum rc choose(struct choice *c, struct table *t, struct err *err)
{
	const struct wish *w = c->wish;
	if (quota_stages(w->stages, w->top, w->score, c->arena, &c->stages, err) != RC_OK ||
	    roster_open(t, w->people, &w->joins, &c->roster, err) != RC_OK)
		return err->rc;
	size_t n = roster_size(c->roster);
	c->group = arena_array(c->arena, n + 1, sizeof *c->group);
	c->outcome = arena_array(c->arena, n + 1, sizeof *c->outcome);
	if (form_groups(c, err) != RC_OK || exclude(c, err) != RC_OK)
		return err->rc;
	for (size_t stage = 0; stage < c->stages.n; stage++) {
		/* a rank belongs to the stage that decided */
		for (size_t i = 0; i < n; i++)
			c->outcome[i].rank = c->outcome[i].out ? c->outcome[i].rank : 0;
		if (run_stage(c, stage, err) != RC_OK)
			return err->rc;
	}
	if (put_all(c, t, err) == RC_OK && c->look)
		table_look(t);
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct wish wish = {0};
	const struct cli_option options[] = {
	        CLI_INT("top", &wish.top, 1, 1000000, "N", N_("how many are selected")),
	        CLI_TEXT("stages", &wish.stages, "N,N…",
	                 N_("several stages, each choosing from those of the one before: 100,30 or "
	                    "shortlist=100,expert_group=30")),
	        CLI_TEXT("score", &wish.score, "COLUMN",
	                 N_("the column that ranks (default: total), or one for each stage, parted "
	                    "by commas")),
	        CLI_TEXT("by", &wish.by, "COLUMN",
	                 N_("the column that makes the groups, such as sector")),
	        CLI_LIST("min", &wish.min, "[GROUP=]N",
	                 N_("at least N of a group, or of every group; N,N for each stage; - for "
	                    "none")),
	        CLI_LIST("max", &wish.max, "[GROUP=]N",
	                 N_("at most N of a group, or of every group; N,N for each stage; - for "
	                    "none")),
	        CLI_LIST("exclude", &wish.exclude, "COLUMN=VALUE",
	                 N_("people who are not to be selected: exempt=maternity_leave")),
	        CLI_FILE("people", &wish.people,
	                 N_("a table of staff whose columns may be named too")),
	        CLI_LIST("join", &wish.joins, "NAME=FILE",
	                 N_("further scores, whose columns are then called NAME.total, NAME.passed "
	                    "…")),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	struct choice choice = {
	        .cli = cli, .wish = &wish, .arena = arena_new(), .groups = map_new()};
	choose(&choice, &t, err);
	enum rc rc = table_close(&t, err);
	roster_close(choice.roster);
	map_free(choice.groups);
	arena_free(choice.arena);
	return rc;
}

const struct cli_verb attest_select = {
        .name = "select",
        .args = "[FILE…]",
        .summary = N_("select the best, with a minimum and a maximum of every group"),
        .in = "scores",
        .out = "selection",
        .details =
                N_("The selection has the largest sum of scores that the minima and maxima allow; "
                   "of equal scores the smaller "
                   "employee number comes first. Whose column \"passed\" beside the score is "
                   "false, or who has no score, is not "
                   "ranked. All people are written: the selected by rank, then the others in the "
                   "order of rank, with the reason. "
                   "margin is how far the score is from where the outcome would turn: 0 is a tie."),
        .examples =
                "uprava attest select --top 100 --by sector --max 8 --people staff.csv scores.csv\n"
                "uprava attest select --stages shortlist=100,expert_group=30 --score "
                "total,competence.total "
                "--join competence=competence.csv --people staff.csv --by sector --max 8,3 "
                "--exclude exempt=maternity_leave willingness.csv\n",
        .run = run,
};
