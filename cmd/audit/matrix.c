/* SPDX-License-Identifier: MIT */
/* A map as a table of units and powers: how many duties of a unit serve each power, or how many hours of its functions. */
#include "catalogue.h"
#include "links.h"

struct matrix {
	struct catalogue catalogue;
	struct links links;
	struct frame functions;
	struct map *hours_at; /* function_id → row of functions */
	struct map *unit_at, *power_at;
	VEC(struct str) units;   /* in the order of their first duty; the empty one is "no unit is known" */
	VEC(size_t) powers;      /* rows of the catalogue that occur, in its order */
	VEC(size_t) place;       /* by row of the catalogue: its column, or SIZE_MAX */
	double *cell;            /* units × powers */
};

static void matrix_free(struct matrix *m)
{
	catalogue_free(&m->catalogue);
	links_free(&m->links);
	frame_free(&m->functions);
	map_free(m->hours_at);
	map_free(m->unit_at);
	map_free(m->power_at);
	vec_free(&m->units);
	vec_free(&m->powers);
	vec_free(&m->place);
	free(m->cell);
}

/* Hours a year of a function; 1 when duties are counted. */
static enum rc weight_of(const struct matrix *m, const struct link *link, double *weight, struct err *err)
{
	*weight = 1;
	if (m->functions.n == 0)
		return RC_OK;
	size_t at = map_get(m->hours_at, link->duty);
	if (at == MAP_NONE)
		return row_err(link->row, "duty_id", err, _("--functions has no function \"%.*s\""), STR_ARG(link->duty));
	const struct row *row = &m->functions.row[at];
	*weight = row_num(row, frame_column(&m->functions, "per_year"), 0) * row_num(row, frame_column(&m->functions, "minutes"), 0) / 60;
	return RC_OK;
}

static struct str unit_of(const struct matrix *m, const struct link *link)
{
	size_t at = link->unit.n == 0 ? map_get(m->hours_at, link->duty) : MAP_NONE;
	return at == MAP_NONE ? link->unit : row_str(&m->functions.row[at], frame_column(&m->functions, "unit_id"));
}

/* Which units and powers occur; a link's power must be of the catalogue. */
static enum rc lay_out(struct matrix *m, const struct links_options *options, struct err *err)
{
	size_t id = frame_column(&m->catalogue.powers, "power_id");
	for (size_t i = 0; i < catalogue_rows(&m->catalogue); i++) {
		map_add(m->power_at, row_str(catalogue_row(&m->catalogue, i), id), i);
		vec_push(&m->place, SIZE_MAX);
	}
	for (size_t i = 0; i < m->links.v.n; i++) {
		const struct link *link = &m->links.v.v[i];
		if (!links_holds(link, options))
			continue;
		size_t at = map_get(m->power_at, link->power);
		if (at == MAP_NONE)
			return row_err(link->row, "power_id", err, _("unknown power \"%.*s\""), STR_ARG(link->power));
		m->place.v[at] = 0;
		struct str unit = unit_of(m, link);
		if (map_add(m->unit_at, unit, m->units.n) == m->units.n)
			vec_push(&m->units, unit);
	}
	for (size_t i = 0; i < m->place.n; i++)
		if (m->place.v[i] == 0) {
			m->place.v[i] = m->powers.n;
			vec_push(&m->powers, i);
		}
	return RC_OK;
}

/* How many powers the duty of the i-th link serves; its links follow each other. */
static size_t share_of(const struct matrix *m, size_t i, const struct links_options *options)
{
	struct str duty = m->links.v.v[i].duty;
	size_t n = 0;
	while (i > 0 && str_eq(m->links.v.v[i - 1].duty, duty))
		i--;
	for (; i < m->links.v.n && str_eq(m->links.v.v[i].duty, duty); i++)
		n += links_holds(&m->links.v.v[i], options);
	return n;
}

static enum rc count(struct matrix *m, const struct links_options *options, struct err *err)
{
	m->cell = mem_array(m->units.n * m->powers.n + 1, sizeof *m->cell);
	for (size_t i = 0; i < m->links.v.n; i++) {
		const struct link *link = &m->links.v.v[i];
		double weight;
		if (!links_holds(link, options))
			continue;
		if (weight_of(m, link, &weight, err) != RC_OK)
			return err->rc;
		if (m->functions.n > 0)
			weight /= (double)share_of(m, i, options);
		size_t row = map_get(m->unit_at, unit_of(m, link)), column = m->place.v[map_get(m->power_at, link->power)];
		m->cell[row * m->powers.n + column] += weight;
	}
	return RC_OK;
}

static void put_cell(const struct matrix *m, struct writer *out, double value)
{
	if (m->functions.n > 0)
		writer_fixed(out, value, 1);
	else
		writer_int(out, (int64_t)value);
}

static struct str power_cell(const struct matrix *m, size_t column, const char *name)
{
	return row_str(catalogue_row(&m->catalogue, m->powers.v[column]), frame_column(&m->catalogue.powers, name));
}

/* Rows and columns by what stands in them. */
struct layout {
	bool transpose;
	size_t rows, columns;
};

static double cell_of(const struct matrix *m, const struct layout *l, size_t row, size_t column)
{
	return l->transpose ? m->cell[column * m->powers.n + row] : m->cell[row * m->powers.n + column];
}

static void name_columns(const struct matrix *m, const struct layout *l, struct arena *arena, struct columns *columns)
{
	enum schema_type type = m->functions.n > 0 ? SCHEMA_NUMBER : SCHEMA_INTEGER;
	columns_add(columns, l->transpose ? "power_id" : "unit_id", SCHEMA_STRING);
	if (l->transpose)
		columns_add(columns, "power", SCHEMA_STRING);
	for (size_t c = 0; c < l->columns; c++) {
		struct str name = l->transpose ? m->units.v[c] : power_cell(m, c, "power_id");
		columns_add(columns, name.n ? arena_cstr(arena, name) : "?", type);
	}
	columns_add(columns, "total", type);
}

static enum rc put_row(const struct matrix *m, const struct layout *l, size_t row, struct writer *out, struct err *err)
{
	double total = 0;
	writer_str(out, l->transpose ? power_cell(m, row, "power_id") : m->units.v[row]);
	if (l->transpose)
		writer_str(out, power_cell(m, row, "title"));
	for (size_t c = 0; c < l->columns; c++) {
		put_cell(m, out, cell_of(m, l, row, c));
		total += cell_of(m, l, row, c);
	}
	put_cell(m, out, total);
	return writer_end(out, err);
}

static enum rc put_table(const struct matrix *m, struct table *t, bool transpose, struct err *err)
{
	struct writer *out;
	struct columns columns = {0};
	struct arena *arena = arena_new();
	struct layout l = {transpose, transpose ? m->powers.n : m->units.n, transpose ? m->units.n : m->powers.n};
	name_columns(m, &l, arena, &columns);
	if (table_out_columns(t, &columns, &out, err) == RC_OK)
		for (size_t r = 0; r < l.rows && put_row(m, &l, r, out, err) == RC_OK; r++)
			;
	columns_free(&columns);
	arena_free(arena);
	return err->rc;
}

static enum rc read_functions(struct matrix *m, struct table *t, const char *path, struct err *err)
{
	if (!path)
		return RC_OK;
	if (table_side(t, path, "functions", "function_id per_year minutes", true, &m->functions, err) != RC_OK)
		return err->rc;
	size_t id = frame_column(&m->functions, "function_id");
	for (size_t i = 0; i < m->functions.n; i++)
		map_add(m->hours_at, row_str(&m->functions.row[i], id), i);
	return RC_OK;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct matrix m = {0};
	struct catalogue_options catalogue = CATALOGUE_OPTIONS;
	struct links_options links = LINKS_OPTIONS;
	const char *functions = NULL;
	bool transpose = false;
	const struct cli_option options[] = {
	        CATALOGUE_POWERS(catalogue),
	        CATALOGUE_AS_OF(catalogue),
	        LINKS_DUTIES(links),
	        CLI_FILE("staff", &links.staff, N_("who is in which position: gives a position's unit")),
	        CLI_FILE("functions", &functions, N_("hours a year instead of counts: the map is one of functions, their ids as duty_id")),
	        LINKS_LEAST(links),
	        CLI_FLAG("transpose", &transpose, N_("a row a power, with its title, and a column a unit")),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	m.hours_at = map_new();
	m.unit_at = map_new();
	m.power_at = map_new();
	if (catalogue_read(&t, &catalogue, &m.catalogue, err) == RC_OK && read_functions(&m, &t, functions, err) == RC_OK &&
	    links_read(&t, &links, &m.links, err) == RC_OK && lay_out(&m, &links, err) == RC_OK && count(&m, &links, err) == RC_OK)
		(void)!put_table(&m, &t, transpose, err);
	enum rc rc = table_close(&t, err);
	matrix_free(&m);
	return rc;
}

const struct cli_verb audit_matrix = {
        .name = "matrix",
        .args = "[FILE…]",
        .summary = N_("units and powers: how many duties, or how many hours"),
        .in = "map",
        .details = N_("A row a unit, a column a power that occurs, and the total. With --functions a function's hours a year (per_year × minutes / 60) are counted; one that serves several powers "
                      "gives each an equal share. Duties whose unit is not known stand in a row without a name."),
        .examples = "uprava audit map --powers ru-131fz duties.csv | uprava audit matrix --powers ru-131fz --staff staff.csv --excel > matrix.csv\n"
                    "uprava audit map --powers ru-131fz --map function_id=duty_id --map title=duty functions.csv | uprava audit matrix --powers ru-131fz --functions functions.csv --transpose\n",
        .run = run,
};
