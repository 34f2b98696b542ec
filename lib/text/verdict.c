/* SPDX-License-Identifier: MIT */
#include "text/verdict.h"

#include "base/lang.h"
#include "base/vec.h"

#include <stdio.h>

struct verdicts {
	enum verdict_order order;
	struct frame frame;
	VEC(struct verdict_pair) pairs;
};

static int by_ids(const void *a, const void *b)
{
	const struct verdict_pair *x = a, *y = b;
	int order = str_cmp(x->one, y->one);
	return order ? order : str_cmp(x->other, y->other);
}

static struct verdict_pair pair_of(const struct verdicts *v, struct str one, struct str other)
{
	bool turn = v->order == VERDICT_UNORDERED && str_cmp(one, other) > 0;
	return (struct verdict_pair){.one = turn ? other : one, .other = turn ? one : other};
}

struct line {
	struct verdict_pair pair;
	size_t at; /* which of equal pairs comes later: qsort does not keep their order */
};

static int by_line(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int order = by_ids(&x->pair, &y->pair);
	return order ? order : x->at < y->at ? -1 : x->at > y->at;
}

static enum verdict verdict_named(struct str name)
{
	return str_is(name, "yes") ? VERDICT_YES : str_is(name, "none") ? VERDICT_NONE : VERDICT_NO;
}

static void take(struct verdicts *v, size_t one, size_t other)
{
	VEC(struct line) lines = {0};
	size_t verdict = frame_column(&v->frame, "verdict"), who = frame_column(&v->frame, "who"),
	       why = frame_column(&v->frame, "why"), when = frame_column(&v->frame, "when");
	for (size_t i = 0; i < v->frame.n; i++) {
		const struct row *row = &v->frame.row[i];
		enum verdict said = verdict_named(row_str(row, verdict));
		if (row_str(row, one).n == 0 || (row_str(row, other).n == 0) != (said == VERDICT_NONE))
			continue;
		struct line line = {pair_of(v, row_str(row, one), row_str(row, other)), i};
		line.pair.verdict = said;
		line.pair.row = row;
		line.pair.when = row_str(row, when);
		line.pair.who = row_str(row, who);
		line.pair.why = row_str(row, why);
		vec_push(&lines, line);
	}
	if (lines.n > 0)
		qsort(lines.v, lines.n, sizeof *lines.v, by_line);
	for (size_t i = 0; i < lines.n; i++)
		if (i + 1 == lines.n || by_ids(&lines.v[i].pair, &lines.v[i + 1].pair) != 0)
			vec_push(&v->pairs, lines.v[i].pair);
	vec_free(&lines);
}

enum rc verdict_read(struct table *t, const char *path, const char *one, const char *other, enum verdict_order order,
                     struct verdicts **verdicts, struct err *err)
{
	struct verdicts *v = *verdicts = mem_alloc(sizeof *v);
	char need[100];
	v->order = order;
	snprintf(need, sizeof need, "%s %s verdict", one, other);
	if (!path)
		return RC_OK;
	if (table_side(t, path, "verdicts", need, false, &v->frame, err) != RC_OK)
		return err->rc;
	take(v, frame_column(&v->frame, one), frame_column(&v->frame, other));
	return RC_OK;
}

void verdict_free(struct verdicts *v)
{
	if (!v)
		return;
	frame_free(&v->frame);
	vec_free(&v->pairs);
	free(v);
}

const struct verdict_pair *verdict_on(const struct verdicts *v, struct str one, struct str other)
{
	struct verdict_pair wanted = pair_of(v, one, other);
	return v->pairs.n ? bsearch(&wanted, v->pairs.v, v->pairs.n, sizeof wanted, by_ids) : NULL;
}

const struct verdict_pair *verdict_all(const struct verdicts *v, size_t *n)
{
	*n = v->pairs.n;
	return v->pairs.v;
}

const struct verdict_pair *verdict_of(const struct verdicts *v, struct str one, size_t *n)
{
	size_t from = 0, to = v->pairs.n;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (str_cmp(v->pairs.v[middle].one, one) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	while (to < v->pairs.n && str_eq(v->pairs.v[to].one, one))
		to++;
	*n = to - from;
	return v->pairs.v + from;
}

void verdict_why(const struct verdict_pair *pair, struct buf *out)
{
	struct str who = pair->who.n > 0 ? pair->who : str_of("?");
	if (pair->why.n > 0)
		buf_printf(out, _("decided by %.*s: %.*s"), STR_ARG(who), STR_ARG(pair->why));
	else
		buf_printf(out, _("decided by %.*s"), STR_ARG(who));
}
