/* SPDX-License-Identifier: MIT */
#include "catalogue.h"

#include "base/mem.h"
#include "base/share.h"
#include "text/knowledge.h"

#include <stdlib.h>

/* Where the columns of a power stand. */
struct place {
	size_t id, from, to;
};

static struct place place_in(const struct frame *powers)
{
	return (struct place){frame_column(powers, "power_id"), frame_column(powers, "valid_from"), frame_column(powers, "valid_to")};
}

/* ISO dates: their order is that of their bytes. */
static bool is_valid(const struct row *row, struct place at, struct str day)
{
	struct str from = row_str(row, at.from), to = row_str(row, at.to);
	return (from.n == 0 || str_cmp(from, day) <= 0) && (to.n == 0 || str_cmp(day, to) <= 0);
}

static bool is_backwards(const struct row *row, struct place at)
{
	struct str to = row_str(row, at.to);
	return to.n > 0 && str_cmp(to, row_str(row, at.from)) < 0;
}

static bool overlap(const struct row *a, const struct row *b, struct place at)
{
	struct str a_to = row_str(a, at.to), b_to = row_str(b, at.to);
	return (a_to.n == 0 || str_cmp(row_str(b, at.from), a_to) <= 0) && (b_to.n == 0 || str_cmp(row_str(a, at.from), b_to) <= 0);
}

struct order {
	const struct row *row;
	struct str id;
};

static int by_id(const void *a, const void *b)
{
	const struct order *x = a, *y = b;
	int order = str_cmp(x->id, y->id);
	return order ? order : x->row < y->row ? -1 : x->row > y->row;
}

/* Editions of one power must not overlap. */
static enum rc check_editions(const struct frame *powers, struct place at, struct err *err)
{
	struct order *v = mem_array(powers->n + 1, sizeof *v);
	for (size_t i = 0; i < powers->n; i++)
		v[i] = (struct order){&powers->row[i], row_str(&powers->row[i], at.id)};
	if (powers->n > 0)
		qsort(v, powers->n, sizeof *v, by_id);
	for (size_t i = 0; i < powers->n && err->rc == RC_OK; i++) {
		if (is_backwards(v[i].row, at))
			row_err(v[i].row, "valid_to", err, _("the power \"%.*s\" ends before it begins"), STR_ARG(v[i].id));
		for (size_t j = i; j-- > 0 && str_eq(v[j].id, v[i].id) && err->rc == RC_OK;)
			if (overlap(v[j].row, v[i].row, at))
				row_err(v[i].row, "power_id", err, _("\"%.*s\" is there twice for the same time (line %zu)"), STR_ARG(v[i].id), v[j].row->line);
	}
	free(v);
	return err->rc;
}

static void part_by_day(struct catalogue *c, struct place at, struct moment as_of)
{
	struct buf day = {0};
	size_t kept = 0;
	struct moment now = as_of.seconds == CATALOGUE_TODAY ? date_now() : as_of;
	int64_t days = now.seconds / 86400 - (now.seconds % 86400 < 0);
	date_put(&day, (int32_t)days);
	c->other = mem_array(c->powers.n + 1, sizeof *c->other);
	for (size_t i = 0; i < c->powers.n; i++)
		if (is_valid(&c->powers.row[i], at, buf_slice(&day)))
			c->powers.row[kept++] = c->powers.row[i];
		else
			c->other[c->n_other++] = c->powers.row[i];
	c->powers.n = kept;
	buf_free(&day);
}

enum rc catalogue_read(struct table *t, const struct catalogue_options *options, struct catalogue *c, struct err *err)
{
	struct arena *arena = arena_new();
	const char *path;
	*c = (struct catalogue){0};
	if (share_named("powers", options->powers, ".csv", arena, &path, err) == RC_OK &&
	    table_side(t, path, "powers", "power_id title", false, &c->powers, err) == RC_OK &&
	    check_editions(&c->powers, place_in(&c->powers), err) == RC_OK)
		part_by_day(c, place_in(&c->powers), options->as_of);
	arena_free(arena);
	return err->rc;
}

void catalogue_free(struct catalogue *c)
{
	frame_free(&c->powers);
	free(c->other);
}

size_t catalogue_rows(const struct catalogue *c)
{
	return c->powers.n + c->n_other;
}

const struct row *catalogue_row(const struct catalogue *c, size_t i)
{
	return i < c->powers.n ? &c->powers.row[i] : &c->other[i - c->powers.n];
}

bool catalogue_knows(const struct catalogue *c, struct str power_id)
{
	size_t id = frame_column(&c->powers, "power_id");
	for (size_t i = 0; i < c->n_other; i++)
		if (str_eq(row_str(&c->other[i], id), power_id))
			return true;
	return false;
}

enum rc catalogue_match(const struct catalogue *c, const char *vocabulary, struct match **match, struct err *err)
{
	size_t id = frame_column(&c->powers, "power_id"), title = frame_column(&c->powers, "title");
	if (match_new(match, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < c->powers.n; i++)
		match_power(*match, row_str(&c->powers.row[i], id), row_str(&c->powers.row[i], title));
	if (knowledge_read(*match, vocabulary, err) == RC_OK)
		match_ready(*match);
	return err->rc;
}
