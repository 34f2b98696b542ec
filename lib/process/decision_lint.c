/* SPDX-License-Identifier: MIT */
#include "process/decision_table.h"

#include "base/date.h"
#include "base/lang.h"
#include "base/vec.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * Each input is cut into regions at every value that a test names: the values themselves and what lies between them. All values of a region are
 * alike to every rule, so a rule is a set of regions in each column, and the questions below are questions about sets.
 */

enum { RULES = 2000, STEPS = 200000, FINDINGS = 100, GAPS = 20 };

struct region {
	struct decision_literal value; /* one of its values */
	bool point;                    /* its only value */
	bool outside;                  /* not looked at for gaps */
	const struct decision_literal *low, *high; /* what it lies between; NULL: nothing */
};

struct column {
	const struct decision_in *in;
	struct region *region;
	size_t n;
	bool whole;      /* all numbers named are whole */
	uint64_t **rules; /* of each region, a bit a rule */
};

struct lints {
	const struct decision *d;
	struct arena *arena;
	struct column *column;
	size_t words, steps;
	bool large;
	size_t *chosen, *chosen_end; /* of each column, the run of regions in hand */
	size_t gaps;
	VEC(struct lint_finding) found;
};

static void report(struct lints *l, size_t line, const char *id, const char *check, enum lint_severity severity, const char *detail)
{
	struct lint_finding finding = {.line = line, .id = id, .check = check, .severity = severity, .detail = detail};
	if (l->found.n < FINDINGS)
		vec_push(&l->found, finding);
}

/* ---- regions */

typedef VEC(struct decision_literal) literals;

static int by_value(const void *a, const void *b)
{
	return decision_cell_compare(a, b);
}

static bool named_in(const struct decision *d, size_t i, enum decision_kind kind, literals *ends)
{
	bool ranges = false;
	ends->n = 0;
	for (size_t row = 0; row < d->n_rows; row++)
		for (size_t k = 0; k < d->row[row].cell[i].n; k++) {
			const struct decision_test *test = &d->row[row].cell[i].test[k];
			if (test->kind != kind)
				continue;
			ranges |= !test->has_low || !test->has_high || decision_cell_compare(&test->low, &test->high) != 0;
			if (test->has_low)
				vec_push(ends, test->low);
			if (test->has_high)
				vec_push(ends, test->high);
		}
	if (ends->n)
		qsort(ends->v, ends->n, sizeof *ends->v, by_value);
	size_t n = 0;
	for (size_t k = 0; k < ends->n; k++)
		if (k == 0 || decision_cell_compare(&ends->v[n - 1], &ends->v[k]) != 0)
			ends->v[n++] = ends->v[k];
	ends->n = n;
	return ranges;
}

/* A value between two, or beyond one. False: there is none. */
static bool between(struct lints *l, enum decision_kind kind, const struct decision_literal *low, const struct decision_literal *high,
                    struct decision_literal *value)
{
	*value = (struct decision_literal){.kind = kind};
	if (kind == DECISION_TEXT) {
		value->text = low ? str_of(arena_printf(l->arena, "%.*s\x01", (int)low->text.n, low->text.p)) : STR("");
		return low || high->text.n > 0;
	}
	value->number = !low ? high->number - 1 : !high ? low->number + 1 : low->number + (high->number - low->number) / 2;
	if (kind == DECISION_DATE && low && high) {
		value->number = low->number + 1;
		return value->number < high->number;
	}
	return true;
}

static void add_regions(struct lints *l, struct column *c, size_t i, enum decision_kind kind, literals *ends)
{
	bool ranges = named_in(l->d, i, kind, ends);
	struct decision_literal *kept = arena_array(l->arena, ends->n + 1, sizeof *kept), value;
	for (size_t k = 0; k < ends->n; k++) {
		kept[k] = ends->v[k];
		c->whole = c->whole && kept[k].number == floor(kept[k].number);
	}
	for (size_t k = 0; k <= ends->n && ends->n > 0; k++) {
		const struct decision_literal *low = k ? &kept[k - 1] : NULL, *high = k < ends->n ? &kept[k] : NULL;
		bool outside = !ranges || kind == DECISION_TEXT || (kind == DECISION_DATE && (!low || !high)) || (!low && high->number <= 0);
		if (between(l, kind, low, high, &value))
			c->region[c->n++] = (struct region){.value = value, .outside = outside, .low = low, .high = high};
		if (high)
			c->region[c->n++] = (struct region){.value = *high, .point = true, .low = high, .high = high};
	}
}

static void cut_column(struct lints *l, size_t i)
{
	struct column *c = &l->column[i];
	literals ends = {0};
	size_t tests = 0;
	for (size_t row = 0; row < l->d->n_rows; row++)
		tests += l->d->row[row].cell[i].n;
	*c = (struct column){.in = &l->d->in[i], .whole = true};
	c->region = arena_array(l->arena, 4 * tests + 8, sizeof *c->region);
	add_regions(l, c, i, DECISION_NUMBER, &ends);
	add_regions(l, c, i, DECISION_DATE, &ends);
	add_regions(l, c, i, DECISION_TEXT, &ends);
	(void)named_in(l->d, i, DECISION_BOOL, &ends);
	for (int yes = 0; yes < 2 && ends.n > 0; yes++)
		c->region[c->n++] = (struct region){.value = {.kind = DECISION_BOOL, .number = yes}, .point = true};
	/* Nothing; and something, where no test names anything else. */
	bool named = c->n > 0;
	c->region[c->n++] = (struct region){.value = {.kind = DECISION_NULL}, .point = true, .outside = named};
	if (!named && tests > 0)
		c->region[c->n++] = (struct region){.value = {.kind = DECISION_TEXT, .text = STR("*")}};
	vec_free(&ends);
	c->rules = arena_array(l->arena, c->n, sizeof *c->rules);
	for (size_t k = 0; k < c->n; k++) {
		c->rules[k] = arena_array(l->arena, l->words, sizeof **c->rules);
		for (size_t row = 0; row < l->d->n_rows; row++)
			if (decision_cell_covers(&l->d->row[row].cell[i], &c->region[k].value))
				c->rules[k][row / 64] |= (uint64_t)1 << row % 64;
	}
}

static bool has(const uint64_t *set, size_t row)
{
	return set[row / 64] >> row % 64 & 1;
}

/* ---- words */

static void put_literal(struct buf *out, const struct decision_literal *value)
{
	switch (value->kind) {
	case DECISION_NULL:
		buf_puts(out, "null");
		break;
	case DECISION_BOOL:
		buf_puts(out, value->number != 0 ? "true" : "false");
		break;
	case DECISION_NUMBER:
		num_put(out, value->number);
		break;
	case DECISION_DATE:
		date_put(out, (int32_t)value->number);
		break;
	case DECISION_TEXT:
		buf_printf(out, "\"%.*s\"", STR_ARG(value->text));
		break;
	}
}

/* A run of regions as a test: area_m2 (20..50) */
static void put_run(struct buf *out, const struct column *c, size_t from, size_t to)
{
	const struct region *first = &c->region[from], *last = &c->region[to];
	buf_printf(out, "%s ", c->in->title);
	if (from == to && first->point) {
		put_literal(out, &first->value);
	} else if (first->value.kind == DECISION_TEXT) {
		buf_puts(out, _("(any other text)"));
	} else if (!first->low || !last->high) {
		buf_puts(out, first->low ? first->point ? ">= " : "> " : last->point ? "<= " : "< ");
		put_literal(out, first->low ? first->low : last->high);
	} else {
		buf_putc(out, first->point ? '[' : '(');
		put_literal(out, first->low);
		buf_puts(out, "..");
		put_literal(out, last->high);
		buf_putc(out, last->point ? ']' : ')');
	}
}

/* ---- two rules at once */

static bool together(const struct lints *l, size_t a, size_t b, struct buf *where)
{
	buf_clear(where);
	for (size_t i = 0; i < l->d->n_in; i++) {
		const struct column *c = &l->column[i];
		size_t k = c->n;
		for (size_t at = 0; at < c->n && (k == c->n || c->region[k].outside); at++)
			if (has(c->rules[at], a) && has(c->rules[at], b))
				k = at;
		if (k == c->n)
			return false;
		if (l->d->row[a].cell[i].any && l->d->row[b].cell[i].any)
			continue;
		buf_puts(where, where->n ? ", " : "");
		put_run(where, c, k, k);
	}
	return true;
}

static bool differ(const struct decision *d, size_t a, size_t b)
{
	for (size_t i = 0; i < d->n_out; i++) {
		const struct decision_result *x = &d->row[a].result[i], *y = &d->row[b].result[i];
		if (x->program == DECISION_NONE && y->program == DECISION_NONE && !str_eq(x->json, y->json))
			return true;
	}
	return false;
}

static void lint_overlaps(struct lints *l)
{
	struct buf where = {0};
	bool any = l->d->policy == DECISION_ANY;
	for (size_t b = 1; b < l->d->n_rows; b++)
		for (size_t a = 0; a < b && l->found.n < FINDINGS; a++) {
			const struct decision_rule *x = &l->d->row[a].rule, *y = &l->d->row[b].rule;
			if ((any && !differ(l->d, a, b)) || !together(l, a, b, &where))
				continue;
			report(l, y->line, y->label, any ? "conflict" : "overlap", LINT_WARNING,
			       arena_printf(l->arena,
			                    any ? _("rule %s in line %zu can hold at the same time and gives something else: %s")
			                        : _("rule %s in line %zu can hold at the same time: %s"),
			                    x->label, x->line, where.n ? buf_cstr(&where) : _("always")));
		}
	buf_free(&where);
}

/* ---- no rule at all */

/* Does one rule of the set take whatever the columns from i on hold? */
static bool takes_rest(const struct lints *l, const uint64_t *set, size_t i)
{
	for (size_t row = 0; row < l->d->n_rows; row++) {
		size_t k = i;
		while (has(set, row) && k < l->d->n_in && l->d->row[row].cell[k].any)
			k++;
		if (k == l->d->n_in)
			return true;
	}
	return false;
}

static bool narrow(const struct lints *l, const uint64_t *set, const uint64_t *by, uint64_t *to)
{
	uint64_t some = 0;
	for (size_t w = 0; w < l->words; w++)
		some |= to[w] = set[w] & by[w];
	return some != 0;
}

/* Between two neighbouring whole numbers there are fractions only. */
static bool only_fractions(const struct column *c, size_t from, size_t to)
{
	const struct region *it = &c->region[from];
	return from == to && c->whole && !it->point && it->value.kind == DECISION_NUMBER && it->low && it->high && it->high->number - it->low->number == 1;
}

/* Are there no regions beside these? */
static bool is_whole(const struct column *c, size_t from, size_t to)
{
	for (size_t k = 0; k < c->n; k++)
		if ((k < from || k > to) && !c->region[k].outside)
			return false;
	return true;
}

static void report_gap(struct lints *l, size_t columns)
{
	struct buf where = {0};
	bool fractions = false;
	for (size_t i = 0; i < columns; i++) {
		const struct column *c = &l->column[i];
		if (is_whole(c, l->chosen[i], l->chosen_end[i]))
			continue;
		buf_puts(&where, where.n ? ", " : "");
		put_run(&where, c, l->chosen[i], l->chosen_end[i]);
		fractions |= only_fractions(c, l->chosen[i], l->chosen_end[i]);
	}
	report(l, l->d->row[0].rule.line, l->d->in[columns - 1].title, "gap", fractions ? LINT_NOTE : LINT_WARNING,
	       arena_printf(l->arena, fractions ? _("no rule holds for fractions between these: %s") : _("no rule holds: %s"), buf_cstr(&where)));
	l->gaps++;
	buf_free(&where);
}

/* Do the regions from and to belong to one interval? */
static bool is_next(const struct column *c, size_t from, size_t to)
{
	enum decision_kind kind = c->region[from].value.kind;
	return !c->region[to].outside && kind == c->region[to].value.kind && (kind == DECISION_NUMBER || kind == DECISION_DATE);
}

/* set: the rules that hold for the regions chosen in the columns before i. Neighbouring regions that are alike are one. */
static void find_gaps(struct lints *l, const uint64_t *set, size_t i)
{
	const struct column *c = &l->column[i];
	uint64_t *sub = mem_array(l->words, sizeof *sub), *next = mem_array(l->words, sizeof *next);
	for (size_t from = 0, to; from < c->n && l->gaps < GAPS && !l->large; from = to) {
		to = from + 1;
		if (c->region[from].outside)
			continue;
		bool some = narrow(l, set, c->rules[from], sub);
		for (; to < c->n && is_next(c, from, to); to++) {
			narrow(l, set, c->rules[to], next);
			if (memcmp(sub, next, l->words * sizeof *sub) != 0)
				break;
		}
		l->chosen[i] = from;
		l->chosen_end[i] = to - 1;
		l->large = ++l->steps > STEPS;
		if (!some)
			report_gap(l, i + 1);
		else if (i + 1 < l->d->n_in && !takes_rest(l, sub, i + 1))
			find_gaps(l, sub, i + 1);
	}
	free(sub);
	free(next);
}

static void lint_gaps(struct lints *l)
{
	uint64_t *all = mem_array(l->words, sizeof *all);
	memset(all, 0xFF, l->words * sizeof *all);
	for (size_t row = l->d->n_rows; row < l->words * 64; row++)
		all[row / 64] &= ~((uint64_t)1 << row % 64);
	l->steps = 0;
	if (!takes_rest(l, all, 0))
		find_gaps(l, all, 0);
	free(all);
}

/* ---- rules that others come before */

/* Is there a value for which this rule holds from column i on and none of set does? */
static bool reached(struct lints *l, size_t rule, const uint64_t *set, size_t i)
{
	const struct column *c = &l->column[i];
	uint64_t *sub = mem_array(l->words, sizeof *sub);
	bool covered = takes_rest(l, set, i), yes = !covered && ++l->steps > STEPS;
	for (size_t k = 0; k < c->n && !yes && !covered; k++) {
		if (!has(c->rules[k], rule))
			continue;
		if (!narrow(l, set, c->rules[k], sub))
			yes = true;
		else if (i + 1 < l->d->n_in)
			yes = reached(l, rule, sub, i + 1);
	}
	free(sub);
	return yes;
}

static void lint_reach(struct lints *l)
{
	uint64_t *before = mem_array(l->words, sizeof *before);
	for (size_t row = 0; row < l->d->n_rows; row++) {
		const struct decision_rule *rule = &l->d->row[row].rule;
		l->steps = 0;
		if (row > 0 && !reached(l, row, before, 0))
			report(l, rule->line, rule->label, "unreachable", LINT_WARNING, _("rules before it hold whenever this one would"));
		l->large |= l->steps > STEPS;
		before[row / 64] |= (uint64_t)1 << row % 64;
	}
	free(before);
}

/* ---- the module */

static int by_line(const void *a, const void *b)
{
	const struct lint_finding *x = a, *y = b;
	return (x->line > y->line) - (x->line < y->line);
}

static void look_through(struct lints *l)
{
	const struct decision *d = l->d;
	l->words = d->n_rows / 64 + 1;
	l->column = arena_array(l->arena, d->n_in, sizeof *l->column);
	l->chosen = arena_array(l->arena, d->n_in, sizeof *l->chosen);
	l->chosen_end = arena_array(l->arena, d->n_in, sizeof *l->chosen_end);
	for (size_t i = 0; i < d->n_in; i++)
		cut_column(l, i);
	if (d->policy == DECISION_UNIQUE || d->policy == DECISION_ANY)
		lint_overlaps(l);
	if (d->policy <= DECISION_ANY)
		lint_gaps(l);
	if (d->policy == DECISION_FIRST)
		lint_reach(l);
}

void decision_lint(const struct decision *d, struct arena *arena, struct lint *lint)
{
	struct lints l = {.d = d, .arena = arena, .large = d->n_rows > RULES};
	for (size_t i = 0; i < d->n_in; i++)
		if (!d->in[i].asked)
			report(&l, d->row[0].rule.line, d->in[i].title, "unused-input", LINT_NOTE, _("no rule asks for this input"));
	if (!l.large)
		look_through(&l);
	if (l.large)
		report(&l, d->row[0].rule.line, "", "large", LINT_NOTE, _("the table is too large to be looked through to the end"));
	if (l.found.n)
		qsort(l.found.v, l.found.n, sizeof *l.found.v, by_line);
	struct lint_finding *kept = arena_array(arena, l.found.n + 1, sizeof *kept);
	if (l.found.n)
		memcpy(kept, l.found.v, l.found.n * sizeof *kept);
	*lint = (struct lint){.finding = kept, .n = l.found.n};
	vec_free(&l.found);
}
