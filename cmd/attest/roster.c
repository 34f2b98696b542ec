/* SPDX-License-Identifier: MIT */
#include "roster.h"

#include "base/lang.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/vec.h"

#include <math.h>
#include <string.h>

/* One table about the employees. */
struct side {
	struct frame frame;
	struct map *map;    /* employee → row; NULL for the main table */
	const char *prefix; /* "competence.", "" */
};

/* Where a column of the roster comes from. */
struct origin {
	size_t side, column;
};

struct roster {
	struct arena *arena;
	struct side *side; /* the main table first */
	size_t n_sides;
	size_t employee; /* in the main table */
	struct columns columns;
	VEC(struct origin) origin;
};

static enum rc index_employees(const struct frame *frame, struct map *map, struct err *err)
{
	size_t employee = frame_column(frame, "employee_id");
	for (size_t i = 0; i < frame->n; i++) {
		struct str id = frame->row[i].cell[employee];
		size_t first = map_add(map, id, i);
		if (first != i)
			return row_err(&frame->row[i], "employee_id", err,
			               _("\"%.*s\" stands already in line %zu"), STR_ARG(id),
			               frame->row[first].line);
	}
	return RC_OK;
}

static enum rc open_main(struct roster *r, struct table *t, struct err *err)
{
	struct side *side = &r->side[r->n_sides++];
	side->prefix = "";
	if (table_frame(t, "scores", "employee_id", &side->frame, err) != RC_OK)
		return err->rc;
	r->employee = frame_column(&side->frame, "employee_id");
	for (size_t c = 0; c < side->frame.columns.n; c++) {
		vec_push(&r->origin, ((struct origin){0, c}));
		columns_add(&r->columns, side->frame.columns.v[c].name,
		            side->frame.columns.v[c].type);
		r->columns.v[c].field = side->frame.columns.v[c].field;
	}
	struct map *map = map_new();
	index_employees(&side->frame, map, err);
	map_free(map);
	return err->rc;
}

static enum rc open_side(struct roster *r, struct table *t, const char *path, const char *schema,
                         const char *prefix, struct err *err)
{
	struct side *side = &r->side[r->n_sides];
	if (table_side(t, path, schema, "employee_id", false, &side->frame, err) != RC_OK)
		return err->rc;
	r->n_sides++;
	side->prefix = prefix;
	side->map = map_new();
	return index_employees(&side->frame, side->map, err);
}

static enum rc open_join(struct roster *r, struct table *t, const char *arg, struct err *err)
{
	const char *equals = strchr(arg, '=');
	if (!equals || equals == arg || equals[1] == '\0')
		return err_set(err, RC_USAGE, _("--join %s: NAME=FILE is expected"), arg);
	const char *prefix = arena_printf(r->arena, "%.*s.", (int)(equals - arg), arg);
	return open_side(r, t, equals + 1, "scores", prefix, err);
}

enum rc roster_open(struct table *t, const char *people, const struct cli_list *joins,
                    struct roster **roster, struct err *err)
{
	struct roster *r = mem_alloc(sizeof *r);
	r->arena = arena_new();
	r->side = arena_array(r->arena, joins->n + 2, sizeof *r->side);
	*roster = r;
	if (open_main(r, t, err) == RC_OK && people)
		open_side(r, t, people, "staff", "", err);
	for (size_t i = 0; err->rc == RC_OK && i < joins->n; i++)
		if (open_join(r, t, joins->v[i], err) != RC_OK)
			break;
	if (err->rc == RC_OK)
		return RC_OK;
	roster_close(r);
	*roster = NULL;
	return err->rc;
}

void roster_close(struct roster *roster)
{
	if (!roster)
		return;
	for (size_t i = 0; i < roster->n_sides; i++) {
		frame_free(&roster->side[i].frame);
		map_free(roster->side[i].map);
	}
	columns_free(&roster->columns);
	vec_free(&roster->origin);
	arena_free(roster->arena);
	free(roster);
}

size_t roster_size(const struct roster *roster)
{
	return roster->side[0].frame.n;
}

struct str roster_id(const struct roster *roster, size_t person)
{
	return roster->side[0].frame.row[person].cell[roster->employee];
}

size_t roster_find(struct roster *roster, const char *name)
{
	size_t column = columns_find(&roster->columns, name);
	for (size_t s = 1; column == COLUMN_NONE && s < roster->n_sides; s++) {
		const struct side *side = &roster->side[s];
		size_t n = strlen(side->prefix);
		if (strncmp(name, side->prefix, n) != 0)
			continue;
		size_t c = frame_column(&side->frame, name + n);
		if (c == COLUMN_NONE)
			continue;
		column = roster->columns.n;
		columns_add(&roster->columns, arena_cstr(roster->arena, str_of(name)),
		            side->frame.columns.v[c].type);
		vec_push(&roster->origin, ((struct origin){s, c}));
	}
	return column;
}

static const char *nearest(const struct roster *roster, const char *name)
{
	VEC(const char *) names = {0};
	for (size_t s = 0; s < roster->n_sides; s++) {
		const struct side *side = &roster->side[s];
		for (size_t c = 0; c < side->frame.columns.n; c++)
			vec_push(&names, arena_printf(roster->arena, "%s%s", side->prefix,
			                              side->frame.columns.v[c].name));
	}
	const char *near = str_nearest(str_of(name), names.v, names.n);
	vec_free(&names);
	return near;
}

enum rc roster_column(struct roster *roster, const char *option, const char *name, size_t *column,
                      struct err *err)
{
	*column = roster_find(roster, name);
	if (*column != COLUMN_NONE)
		return RC_OK;
	const char *near = nearest(roster, name);
	return err_set(err, RC_USAGE,
	               near ? _("--%s: no column \"%s\" (did you mean \"%s\"?)")
	                    : _("--%s: no column \"%s\""),
	               option, name, near);
}

const struct columns *roster_columns(const struct roster *roster)
{
	return &roster->columns;
}

struct str roster_cell(const struct roster *roster, size_t person, size_t column)
{
	if (column == COLUMN_NONE)
		return (struct str){0};
	const struct origin *o = &roster->origin.v[column];
	const struct side *side = &roster->side[o->side];
	size_t row = side->map ? map_get(side->map, roster_id(roster, person)) : person;
	return row == MAP_NONE ? (struct str){0} : side->frame.row[row].cell[o->column];
}

enum rc roster_number(const struct roster *roster, size_t person, size_t column, double *value,
                      struct err *err)
{
	struct str cell = roster_cell(roster, person, column);
	*value = (double)NAN;
	if (cell.n == 0 || num_parse(cell, value))
		return RC_OK;
	return row_err(&roster->side[0].frame.row[person], roster->columns.v[column].name, err,
	               _("\"%.*s\" is not a number"), STR_ARG(cell));
}
