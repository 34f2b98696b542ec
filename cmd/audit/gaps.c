/* SPDX-License-Identifier: MIT */
/* The map turned round: who holds each power, and what the duties that serve none are instead. */
#include "base/share.h"
#include "catalogue.h"
#include "links.h"
#include "text/verdict.h"

#include <string.h>

struct power {
	const struct row *row;
	struct str id, kind, title;
	VEC(const struct link *) holders;
	const struct link *weak; /* the best duty that is too weak to be a holder */
};

/* Of one person: the powers that nobody else holds. */
struct keeper {
	struct str person, unit;
	VEC(const struct power *) powers;
};

struct audit {
	struct catalogue catalogue;
	struct links links;
	struct verdicts *verdicts;
	struct frame topics;
	struct map *topic_at; /* topic_id → row of topics */
	struct power *power;
	struct map *power_at; /* power_id → place in power */
	struct keeper *keeper; /* by place in links.people */
	bool found; /* an error or a warning */
	struct writer *out;
	struct buf detail, units;
};

static void audit_free(struct audit *a)
{
	for (size_t i = 0; a->power && i < a->catalogue.powers.n; i++)
		vec_free(&a->power[i].holders);
	for (size_t i = 0; a->keeper && i < a->links.people.n; i++)
		vec_free(&a->keeper[i].powers);
	free(a->keeper);
	free(a->power);
	catalogue_free(&a->catalogue);
	links_free(&a->links);
	verdict_free(a->verdicts);
	frame_free(&a->topics);
	map_free(a->topic_at);
	map_free(a->power_at);
	buf_free(&a->detail);
	buf_free(&a->units);
}

static void take_powers(struct audit *a)
{
	const struct frame *f = &a->catalogue.powers;
	size_t id = frame_column(f, "power_id"), kind = frame_column(f, "kind"), title = frame_column(f, "title");
	a->power = mem_array(f->n + 1, sizeof *a->power);
	for (size_t i = 0; i < f->n; i++) {
		const struct row *row = &f->row[i];
		a->power[i] = (struct power){.row = row, .id = row_str(row, id), .kind = row_str(row, kind), .title = row_str(row, title)};
		map_add(a->power_at, a->power[i].id, i);
	}
}

static void take_people(struct audit *a)
{
	a->keeper = mem_array(a->links.people.n + 1, sizeof *a->keeper);
	for (size_t i = 0; i < a->links.people.n; i++)
		a->keeper[i] = (struct keeper){.person = a->links.people.v[i].id, .unit = a->links.people.v[i].unit};
}

static struct power *power_of(const struct audit *a, struct str id)
{
	size_t at = map_get(a->power_at, id);
	return at == MAP_NONE ? NULL : &a->power[at];
}

static enum rc take_links(struct audit *a, const struct links_options *options, struct err *err)
{
	for (size_t i = 0; i < a->links.v.n; i++) {
		const struct link *link = &a->links.v.v[i];
		struct power *power = link->power.n ? power_of(a, link->power) : NULL;
		if (link->power.n > 0 && !power && !catalogue_knows(&a->catalogue, link->power))
			return row_err(link->row, "power_id", err, _("unknown power \"%.*s\""), STR_ARG(link->power));
		if (power && links_holds(link, options))
			vec_push(&power->holders, link);
		else if (power && (!power->weak || link->score > power->weak->score))
			power->weak = link;
	}
	return RC_OK;
}

static enum rc put(struct audit *a, const char *check, const char *severity, struct str subject, struct str unit, struct err *err)
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
	if (power->weak)
		buf_printf(&a->detail, _(" (weak candidate: %.*s, score %.2f)"), STR_ARG(power->weak->duty), power->weak->score);
	return put(a, "power_without_holder", is_optional(power) ? "note" : "error", power->id, (struct str){0}, err);
}

/* How many people hold the power, counted up to two; the one of them, and the holder whose position is filled, else the first. */
static size_t count_people(const struct audit *a, const struct power *power, size_t *person, const struct link **holder)
{
	size_t n = 0;
	*holder = power->holders.v[0];
	for (size_t i = 0; i < power->holders.n; i++) {
		const struct post *post = links_post(&a->links, power->holders.v[i]);
		for (size_t p = 0; post && p < post->people.n; p++) {
			if (n == 1 && post->people.v[p] != *person)
				return 2;
			if (n == 0)
				*holder = power->holders.v[i];
			*person = post->people.v[p];
			n = 1;
		}
	}
	return n;
}

static bool positions_known(const struct power *power)
{
	for (size_t i = 0; i < power->holders.n; i++)
		if (power->holders.v[i]->position.n == 0)
			return false;
	return true;
}

/* Only where every holder's position is known. */
static enum rc held_by_few(struct audit *a, const struct power *power, struct err *err)
{
	size_t person;
	const struct link *holder;
	if (power->holders.n == 0 || !positions_known(power))
		return RC_OK;
	size_t people = count_people(a, power, &person, &holder);
	if (people > 1)
		return RC_OK;
	if (people == 1)
		vec_push(&a->keeper[person].powers, power);
	buf_printf(&a->detail, people ? _("position %.*s, duty %.*s: %.*s") : _("nobody is in position %.*s, duty %.*s: %.*s"), STR_ARG(holder->position),
	           STR_ARG(holder->duty), STR_ARG(power->title));
	return put(a, people ? "power_held_by_one" : "power_held_by_nobody", is_optional(power) ? "note" : "warning", power->id, holder->unit, err);
}

/* Units in the order of their first duty, joined by "|"; how many there are. */
static size_t list_units(struct audit *a, const struct power *power)
{
	struct map *seen = map_new();
	buf_clear(&a->units);
	for (size_t i = 0; i < power->holders.n; i++) {
		struct str unit = power->holders.v[i]->unit;
		size_t n = map_size(seen);
		if (unit.n == 0 || map_add(seen, unit, n) != n)
			continue;
		if (n > 0)
			buf_putc(&a->units, '|');
		buf_str(&a->units, unit);
	}
	size_t n = map_size(seen);
	map_free(seen);
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

static int by_powers(const void *a, const void *b)
{
	const struct keeper *x = a, *y = b;
	if (x->powers.n != y->powers.n)
		return x->powers.n < y->powers.n ? 1 : -1;
	return str_cmp(x->person, y->person);
}

/* Who leaves takes these powers along. */
static enum rc people_who_leave(struct audit *a, struct err *err)
{
	size_t n = a->links.people.n;
	if (n > 0)
		qsort(a->keeper, n, sizeof *a->keeper, by_powers);
	for (size_t i = 0; i < n && a->keeper[i].powers.n > 0 && err->rc == RC_OK; i++) {
		const struct keeper *k = &a->keeper[i];
		bool optional = true;
		buf_printf(&a->detail, _("powers that nobody else holds: %zu:"), k->powers.n);
		for (size_t j = 0; j < k->powers.n; j++) {
			optional = optional && is_optional(k->powers.v[j]);
			buf_puts(&a->detail, j ? ", " : " ");
			buf_str(&a->detail, k->powers.v[j]->id);
		}
		(void)!put(a, "person_leaves", optional ? "note" : "warning", k->person, k->unit, err);
	}
	return err->rc;
}

static enum rc powers_not_valid(struct audit *a, const struct links_options *options, struct err *err)
{
	for (size_t i = 0; i < a->links.v.n && err->rc == RC_OK; i++) {
		const struct link *link = &a->links.v.v[i];
		if (!links_holds(link, options) || power_of(a, link->power))
			continue;
		buf_printf(&a->detail, _("the map gives it to duty %.*s, but it is not valid on that day"), STR_ARG(link->duty));
		(void)!put(a, "power_not_valid", "error", link->power, link->unit, err);
	}
	return err->rc;
}

/* ---- what people decided */

static bool is_date(struct str text)
{
	int32_t days;
	return date_read(text, &days) == DATE_OK;
}

static struct str who_of(const struct verdict_pair *said)
{
	return said->who.n > 0 ? said->who : STR("?");
}

/* again: the verdict before is on the same duty. */
static enum rc check_verdict(struct audit *a, const struct verdict_pair *said, bool again, const struct map *mapped, struct err *err)
{
	const struct power *power = power_of(a, said->other);
	struct str edition = power ? row_str(power->row, frame_column(&a->catalogue.powers, "edition")) : (struct str){0};
	struct str day = {said->when.p, said->when.n < 10 ? said->when.n : 10};
	if (said->other.n > 0 && !power && !catalogue_knows(&a->catalogue, said->other))
		return row_err(said->row, "power_id", err, _("unknown power \"%.*s\""), STR_ARG(said->other));
	if (map_get(mapped, said->one) == MAP_NONE && again)
		return RC_OK;
	if (map_get(mapped, said->one) == MAP_NONE) {
		buf_printf(&a->detail, _("%.*s decided on it, but the map has no such duty"), STR_ARG(who_of(said)));
		return put(a, "verdict_of_unknown_duty", "note", said->one, (struct str){0}, err);
	}
	if (said->verdict == VERDICT_YES && !power && catalogue_knows(&a->catalogue, said->other)) {
		buf_printf(&a->detail, _("%.*s gave it to duty %.*s, but it is not valid on that day"), STR_ARG(who_of(said)), STR_ARG(said->one));
		return put(a, "power_not_valid", "error", said->other, (struct str){0}, err);
	}
	if (day.n == 0 || edition.n == 0 || !is_date(edition) || str_cmp(day, edition) >= 0)
		return RC_OK;
	buf_printf(&a->detail, _("%.*s decided on %.*s about power %.*s, whose edition is of %.*s"), STR_ARG(who_of(said)), STR_ARG(day), STR_ARG(said->other),
	           STR_ARG(edition));
	return put(a, "verdict_outdated", "warning", said->one, (struct str){0}, err);
}

static enum rc check_verdicts(struct audit *a, struct err *err)
{
	size_t n;
	struct map *mapped = map_new();
	const struct verdict_pair *said = verdict_all(a->verdicts, &n);
	for (size_t i = 0; i < a->links.v.n; i++)
		map_add(mapped, a->links.v.v[i].duty, i);
	for (size_t i = 0; i < n && err->rc == RC_OK; i++)
		(void)!check_verdict(a, &said[i], i > 0 && str_eq(said[i - 1].one, said[i].one), mapped, err);
	map_free(mapped);
	return err->rc;
}

/* ---- duties that serve no power */

static enum rc duty_without_power(struct audit *a, const struct link *link, struct err *err)
{
	size_t at = map_get(a->topic_at, link->topic);
	const struct row *topic = at == MAP_NONE ? NULL : &a->topics.row[at];
	struct str level = topic ? row_str(topic, frame_column(&a->topics, "level")) : (struct str){0};
	if (link->topic.n > 0 && !topic)
		return row_err(link->row, "topic_id", err, _("unknown topic \"%.*s\""), STR_ARG(link->topic));
	buf_str(&a->detail, links_text(&a->links, link));
	if (link->decided_by.n > 0) {
		buf_printf(&a->detail, _(" (decided by %.*s)"), STR_ARG(link->decided_by));
		return put(a, "duty_without_power", "note", link->duty, link->unit, err);
	}
	if (topic)
		buf_printf(&a->detail, " (%.*s)", STR_ARG(row_str(topic, frame_column(&a->topics, "title"))));
	if (str_is(level, "state"))
		return put(a, "duty_of_other_level", "warning", link->duty, link->unit, err);
	if (topic)
		return put(a, "duty_generic", "note", link->duty, link->unit, err);
	return put(a, "duty_without_power", "warning", link->duty, link->unit, err);
}

static enum rc duties_without_power(struct audit *a, struct err *err)
{
	for (size_t i = 0; i < a->links.v.n && err->rc == RC_OK; i++) {
		const struct link *link = &a->links.v.v[i];
		if (link->power.n == 0 && link->verdict == MATCH_NONE)
			(void)!duty_without_power(a, link, err);
	}
	return err->rc;
}

static enum rc put_findings(struct audit *a, struct table *t, const struct links_options *options, struct err *err)
{
	enum rc (*const checks[])(struct audit *, const struct power *, struct err *) = {power_without_holder, held_by_few, held_in_several_units};
	if (table_out(t, "findings", NULL, &a->out, err) != RC_OK)
		return err->rc;
	for (size_t c = 0; c < sizeof checks / sizeof *checks; c++)
		for (size_t i = 0; i < a->catalogue.powers.n && (a->links.staffed || checks[c] != held_by_few); i++)
			if (checks[c](a, &a->power[i], err) != RC_OK)
				return err->rc;
	if (people_who_leave(a, err) == RC_OK && powers_not_valid(a, options, err) == RC_OK && check_verdicts(a, err) == RC_OK)
		(void)!duties_without_power(a, err);
	return err->rc;
}

static enum rc read_topics(struct audit *a, struct table *t, struct err *err)
{
	struct arena *arena = arena_new();
	const char *path;
	if (share_path("powers/not-municipal.csv", arena, &path, err) == RC_OK &&
	    table_side(t, path, "topics", "topic_id level title", true, &a->topics, err) == RC_OK) {
		size_t id = frame_column(&a->topics, "topic_id");
		for (size_t i = 0; i < a->topics.n; i++)
			map_add(a->topic_at, row_str(&a->topics.row[i], id), i);
	}
	arena_free(arena);
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct audit a = {0};
	struct catalogue_options catalogue = CATALOGUE_OPTIONS;
	struct links_options links = LINKS_OPTIONS;
	const char *verdicts = NULL;
	bool check = false;
	const struct cli_option options[] = {
	        CATALOGUE_POWERS(catalogue),
	        CATALOGUE_AS_OF(catalogue),
	        LINKS_DUTIES(links),
	        CLI_FILE("staff", &links.staff, N_("who is in which position: finds powers held by one person only, or by nobody")),
	        CLI_FILE("verdicts", &verdicts, N_("what people decided (as in audit map): finds what is older than the law")),
	        LINKS_LEAST(links),
	        CLI_FLAG("check", &check, N_("exit code 1 when there is an error or a warning")),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	a.power_at = map_new();
	a.topic_at = map_new();
	if (catalogue_read(&t, &catalogue, &a.catalogue, err) == RC_OK && read_topics(&a, &t, err) == RC_OK &&
	    verdict_read(&t, verdicts, "duty_id", "power_id", VERDICT_ORDERED, &a.verdicts, err) == RC_OK &&
	    links_read(&t, &links, &a.links, err) == RC_OK) {
		take_powers(&a);
		take_people(&a);
		if (take_links(&a, &links, err) == RC_OK && put_findings(&a, &t, &links, err) == RC_OK && check && a.found)
			table_look(&t);
	}
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
        .details = N_("power_without_holder: an error for mandatory and delegated powers, a note for optional ones. With --staff: power_held_by_one, power_held_by_nobody and person_leaves (who "
                      "leaves takes these powers along; most first), warnings, of optional powers notes. power_in_several_units: a note. power_not_valid: an error. With --verdicts: "
                      "verdict_outdated (older than the power's edition), a warning; verdict_of_unknown_duty, a note. Duties that serve no power: duty_of_other_level (work of the state), a warning; "
                      "duty_generic (an errand, or a phrase without a subject), a note; duty_without_power, a warning, or a note when a person decided so. The tables are held in memory."),
        .examples = "uprava audit map --powers ru-131fz duties.csv | uprava audit gaps --powers ru-131fz --staff staff.csv\n",
        .run = run,
};
