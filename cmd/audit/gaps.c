/* SPDX-License-Identifier: MIT */
/*
 * The map turned round: who holds each power. A holder is a duty whose verdict is at least --least. What a duty belongs to is looked up where it
 * stands: in the map itself (audit map passes the duties' columns on), in --duties, and from a position in --staff.
 */
#include "base/lang.h"
#include "base/map.h"
#include "base/vec.h"
#include "catalogue.h"
#include "text/judge.h"

#include <string.h>

struct holder {
	struct str duty, position, unit;
};

struct power {
	struct str id, kind, title;
	VEC(struct holder) holders;
	/* the best duty that is too weak to be a holder */
	struct str weak;
	double weak_score;
};

/* Of one position: its unit and how many people are in it. */
struct post {
	struct str unit;
	size_t people;
};

struct audit {
	struct frame powers, duties, staff, rows; /* rows: the map */
	struct power *power;
	struct map *power_at; /* power_id → place in power */
	struct map *duty_at;  /* duty_id → row of duties */
	struct map *post_at;  /* position_id → place in posts */
	VEC(struct post) posts;
	bool staffed, found;
	enum match_verdict least;
	struct writer *out;
	struct buf detail, units;
};

static void audit_free(struct audit *a)
{
	for (size_t i = 0; a->power && i < a->powers.n; i++)
		vec_free(&a->power[i].holders);
	free(a->power);
	frame_free(&a->powers);
	frame_free(&a->duties);
	frame_free(&a->staff);
	frame_free(&a->rows);
	map_free(a->power_at);
	map_free(a->duty_at);
	map_free(a->post_at);
	vec_free(&a->posts);
	buf_free(&a->detail);
	buf_free(&a->units);
}

static void take_powers(struct audit *a)
{
	size_t id = frame_column(&a->powers, "power_id"), kind = frame_column(&a->powers, "kind"),
	       title = frame_column(&a->powers, "title");
	a->power = mem_array(a->powers.n + 1, sizeof *a->power);
	for (size_t i = 0; i < a->powers.n; i++) {
		const struct row *row = &a->powers.row[i];
		a->power[i] = (struct power){.id = row_str(row, id), .kind = row_str(row, kind), .title = row_str(row, title)};
		map_add(a->power_at, a->power[i].id, i);
	}
}

static void take_staff(struct audit *a)
{
	size_t position = frame_column(&a->staff, "position_id"), unit = frame_column(&a->staff, "unit_id");
	for (size_t i = 0; i < a->staff.n; i++) {
		const struct row *row = &a->staff.row[i];
		size_t at = map_add(a->post_at, row_str(row, position), a->posts.n);
		if (at == a->posts.n)
			vec_push(&a->posts, ((struct post){.unit = row_str(row, unit)}));
		a->posts.v[at].people++;
	}
}

static void take_duties(struct audit *a)
{
	size_t id = frame_column(&a->duties, "duty_id");
	for (size_t i = 0; i < a->duties.n; i++)
		map_add(a->duty_at, row_str(&a->duties.row[i], id), i);
}

/* A cell of the duty, from the map's row or else from --duties. */
static struct str of_duty(const struct audit *a, const struct row *row, const char *column)
{
	struct str cell = row_str(row, frame_column(&a->rows, column));
	size_t at = map_get(a->duty_at, row_str(row, frame_column(&a->rows, "duty_id")));
	return cell.n == 0 && at != MAP_NONE ? row_str(&a->duties.row[at], frame_column(&a->duties, column)) : cell;
}

static struct holder holder_of(const struct audit *a, const struct row *row)
{
	struct holder h = {.duty = row_str(row, frame_column(&a->rows, "duty_id")),
	                   .position = of_duty(a, row, "position_id"),
	                   .unit = of_duty(a, row, "unit_id")};
	size_t at = map_get(a->post_at, h.position);
	if (h.unit.n == 0 && at != MAP_NONE)
		h.unit = a->posts.v[at].unit;
	return h;
}

static enum match_verdict verdict_named(struct str name)
{
	enum match_verdict verdict = MATCH_SURE;
	while (verdict > MATCH_NONE && !str_is(name, judge_name(verdict)))
		verdict--;
	return verdict;
}

static enum rc take_map(struct audit *a, struct err *err)
{
	size_t id = frame_column(&a->rows, "power_id"), verdict = frame_column(&a->rows, "verdict"),
	       score = frame_column(&a->rows, "score");
	for (size_t i = 0; i < a->rows.n; i++) {
		const struct row *row = &a->rows.row[i];
		struct str power_id = row_str(row, id);
		if (power_id.n == 0)
			continue;
		size_t at = map_get(a->power_at, power_id);
		if (at == MAP_NONE)
			return row_err(row, "power_id", err, _("unknown power \"%.*s\""), STR_ARG(power_id));
		struct power *power = &a->power[at];
		double s = row_num(row, score, 0);
		if (verdict_named(row_str(row, verdict)) >= a->least) {
			vec_push(&power->holders, holder_of(a, row));
		} else if (s > power->weak_score) {
			power->weak_score = s;
			power->weak = row_str(row, frame_column(&a->rows, "duty_id"));
		}
	}
	return RC_OK;
}

static enum rc put(struct audit *a, const char *check, const char *severity, struct str subject, struct str unit,
                   struct err *err)
{
	a->found = a->found || strcmp(severity, "note") != 0;
	writer_cstr(a->out, check);
	writer_cstr(a->out, severity);
	writer_str(a->out, subject);
	writer_str(a->out, unit);
	writer_str(a->out, buf_slice(&a->detail));
	buf_clear(&a->detail);
	return writer_end(a->out, err);
}

static bool is_optional(const struct power *power)
{
	return str_is(power->kind, "optional");
}

static enum rc power_without_holder(struct audit *a, const struct power *power, struct err *err)
{
	if (power->holders.n > 0)
		return RC_OK;
	buf_printf(&a->detail, "%.*s: %.*s", STR_ARG(power->kind), STR_ARG(power->title));
	if (power->weak.n > 0)
		buf_printf(&a->detail, _(" (weak candidate: %.*s, score %.2f)"), STR_ARG(power->weak), power->weak_score);
	return put(a, "power_without_holder", is_optional(power) ? "note" : "error", power->id, (struct str){0}, err);
}

static bool seen_before(const struct power *power, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (str_eq(power->holders.v[j].position, power->holders.v[i].position))
			return true;
	return false;
}

/* Only where every holder's position is known. */
static enum rc held_by_few(struct audit *a, const struct power *power, struct err *err)
{
	size_t people = 0, filled = 0;
	for (size_t i = 0; i < power->holders.n; i++) {
		const struct holder *h = &power->holders.v[i];
		size_t at = map_get(a->post_at, h->position);
		if (h->position.n == 0)
			return RC_OK;
		if (at != MAP_NONE && !seen_before(power, i)) {
			people += a->posts.v[at].people;
			filled = i;
		}
	}
	if (power->holders.n == 0 || people > 1)
		return RC_OK;
	const struct holder *h = &power->holders.v[filled];
	const char *severity = is_optional(power) ? "note" : "warning";
	buf_printf(&a->detail, people ? _("position %.*s, duty %.*s: %.*s") : _("nobody is in position %.*s, duty %.*s: %.*s"),
	           STR_ARG(h->position), STR_ARG(h->duty), STR_ARG(power->title));
	return put(a, people ? "power_held_by_one" : "power_held_by_nobody", severity, power->id, h->unit, err);
}

/* Units in the order of their first duty, joined by "|"; how many there are. */
static size_t list_units(struct audit *a, const struct power *power)
{
	size_t n = 0;
	buf_clear(&a->units);
	for (size_t i = 0; i < power->holders.n; i++) {
		struct str unit = power->holders.v[i].unit;
		bool known = unit.n == 0;
		for (size_t j = 0; j < i && !known; j++)
			known = str_eq(power->holders.v[j].unit, unit);
		if (known)
			continue;
		if (n++ > 0)
			buf_putc(&a->units, '|');
		buf_str(&a->units, unit);
	}
	return n;
}

static enum rc held_in_several_units(struct audit *a, const struct power *power, struct err *err)
{
	size_t n = list_units(a, power);
	if (n < 2)
		return RC_OK;
	buf_printf(&a->detail, _("units: %zu, duties: %zu: %.*s"), n, power->holders.n, STR_ARG(power->title));
	return put(a, "power_in_several_units", "note", power->id, buf_slice(&a->units), err);
}

static enum rc duties_without_power(struct audit *a, struct err *err)
{
	size_t power = frame_column(&a->rows, "power_id"), verdict = frame_column(&a->rows, "verdict");
	for (size_t i = 0; i < a->rows.n; i++) {
		const struct row *row = &a->rows.row[i];
		if (row_str(row, power).n > 0 || !str_is(row_str(row, verdict), "none"))
			continue;
		struct holder h = holder_of(a, row);
		buf_str(&a->detail, of_duty(a, row, "duty"));
		if (put(a, "duty_without_power", "warning", h.duty, h.unit, err) != RC_OK)
			break;
	}
	return err->rc;
}

static enum rc put_findings(struct audit *a, struct table *t, struct err *err)
{
	enum rc (*const checks[])(struct audit *, const struct power *, struct err *) = {
	        power_without_holder, held_by_few, held_in_several_units};
	if (table_out(t, "findings", NULL, &a->out, err) != RC_OK)
		return err->rc;
	for (size_t c = 0; c < sizeof checks / sizeof *checks; c++)
		for (size_t i = 0; i < a->powers.n && (a->staffed || checks[c] != held_by_few); i++)
			if (checks[c](a, &a->power[i], err) != RC_OK)
				return err->rc;
	return duties_without_power(a, err);
}

static enum rc read_all(struct audit *a, struct table *t, const char *powers, const char *duties, const char *staff,
                        struct err *err)
{
	if (catalogue_read(t, powers, &a->powers, err) != RC_OK ||
	    (duties && table_side(t, duties, "duties", "duty_id", false, &a->duties, err) != RC_OK) ||
	    (staff && table_side(t, staff, "staff", "position_id", false, &a->staff, err) != RC_OK) ||
	    table_frame(t, "map", "duty_id power_id verdict", &a->rows, err) != RC_OK)
		return err->rc;
	a->staffed = staff != NULL;
	take_powers(a);
	take_staff(a);
	take_duties(a);
	return take_map(a, err);
}

static enum rc run(struct cli *cli, struct err *err)
{
	static const char *const words[] = {"weak", "likely", "sure", NULL};
	struct table t = TABLE(cli);
	struct audit a = {0};
	const char *powers = NULL, *duties = NULL, *staff = NULL;
	bool check = false;
	int least = 1;
	const struct cli_option options[] = {
	        CATALOGUE_OPTION(&powers),
	        CLI_FILE("duties", &duties, N_("the duties, when the map does not carry their position_id, unit_id and text")),
	        CLI_FILE("staff", &staff, N_("who is in which position: finds powers held by one person only, or by nobody")),
	        CLI_WORD("least", &least, words, N_("the weakest verdict that makes a duty a holder (likely)")),
	        CLI_FLAG("check", &check, N_("exit code 1 when there is an error or a warning")),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	a.least = (enum match_verdict)(least + MATCH_WEAK);
	a.power_at = map_new();
	a.duty_at = map_new();
	a.post_at = map_new();
	if (read_all(&a, &t, powers, duties, staff, err) == RC_OK && put_findings(&a, &t, err) == RC_OK && check && a.found)
		table_look(&t);
	enum rc rc = table_close(&t, err);
	audit_free(&a);
	return rc;
}

const struct cli_verb audit_gaps = {
        .name = "gaps",
        .args = "[FILE…]",
        .summary = N_("powers that nobody holds, or one person only, or several units; duties that serve no power"),
        .in = "map",
        .out = "findings",
        .details = N_("power_without_holder: an error for mandatory and delegated powers, a note for optional ones. power_held_by_one and power_held_by_nobody (with "
                      "--staff): a warning, a note for optional powers. power_in_several_units: a note. duty_without_power: a warning. What people "
                      "decided enters through audit map --verdicts."),
        .examples = "uprava audit map --powers ru-131fz duties.csv | uprava audit gaps --powers ru-131fz --staff staff.csv\n",
        .run = run,
};
