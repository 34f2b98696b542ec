/* SPDX-License-Identifier: MIT */
/*
 * Most rows of a big table share their day and rule, and what is told of a row depends on nothing else unless its clock stood: such answers are kept and given again.
 */
#include "base/lang.h"
#include "base/map.h"
#include "base/num.h"
#include "base/vec.h"
#include "cases/statute.h"
#include "table/table.h"

#include <stdio.h>

enum { DAY = 86400, DATE_LENGTH = 10, KEPT = 1 << 18 };

static const char *const rolls[] = {"rule", "none", "next", "prev", NULL};
enum { ROLL_RULE };

struct answer {
	struct str due, why;
	int32_t skipped;
};


struct deadlines {
	struct table *t;
	struct statute *statute;
	const char *rule; /* --rule */
	int roll;         /* --roll */
	bool why;         /* somebody wants it */
	bool assumed;     /* some row counted from receipt for want of the day of registration */
	/* columns of the input */
	size_t received_at, rule_column, registered_at, stops_column, extension_column;
	/* answers that are kept */
	struct map *known; /* what an answer depends on → its number */
	VEC(struct answer) answers;
	struct arena *arena;
	/* the row in hand */
	struct term_stops stops;
	struct buf due, text, reason, key;
};

/* What is asked for in one row. */
struct question {
	const struct statute_rule *rule;
	struct term term;
	struct moment start;
	int32_t extension; /* in the term's unit */
	bool assumed;      /* registration was to be counted from, and only receipt is known */
};

static int32_t day_of(struct moment moment)
{
	return (int32_t)(moment.seconds >= 0 ? moment.seconds / DAY : -((DAY - 1 - moment.seconds) / DAY));
}

/* A row that cannot be answered: the reason is in d->reason. */
static bool refuse(struct deadlines *d, const struct row *row, const char *column, struct str value, struct err *err)
{
	(void)!table_reject(d->t, row, column, value, buf_cstr(&d->reason), err);
	return false;
}

/* "03/04/2023" has two readings; both are told. */
static void put_readings(struct buf *reason, struct str text)
{
	int a = 0, b = 0, year = 0;
	char date[11];
	snprintf(date, sizeof date, "%.*s", STR_ARG(text));
	if (sscanf(date, "%2d/%2d/%4d", &a, &b, &year) != 3)
		return;
	struct buf one = {0}, other = {0};
	date_put(&one, date_days(year, b, a));
	date_put(&other, date_days(year, a, b));
	buf_printf(reason, _("it can be read as %s or as %s (write 2024-03-15 or 15.03.2024)"), buf_cstr(&one), buf_cstr(&other));
	buf_free(&one);
	buf_free(&other);
}

static bool read_moment(struct deadlines *d, const struct row *row, const char *column, size_t at, struct moment *moment, struct err *err)
{
	struct str text = row_str(row, at);
	enum date_status status = moment_read(text, moment);
	if (status == DATE_OK)
		return true;
	if (status == DATE_AMBIGUOUS)
		put_readings(&d->reason, text);
	else
		buf_puts(&d->reason, _("a time is expected (2024-03-15T09:30)"));
	return refuse(d, row, column, text, err);
}

/* Why text is no rule, in d->reason. */
static void say_why(struct deadlines *d, struct str text, enum statute_found found)
{
	const char *near = statute_nearest(d->statute, text);
	if (found == STATUTE_NOT_VALID)
		buf_puts(&d->reason, _("no edition of this rule holds on that day"));
	else if (found == STATUTE_AMBIGUOUS)
		buf_puts(&d->reason, _("months or minutes? (write 1mo or PT1M)"));
	else if (near)
		buf_printf(&d->reason, _("neither a rule nor a term (did you mean \"%s\"?)"), near);
	else
		buf_puts(&d->reason, _("neither a rule nor a term (P5D, 10wd, 10 working days; rules are in share/calendars/terms.csv)"));
}

static bool find_rule(struct deadlines *d, const struct row *row, struct question *q, struct err *err)
{
	struct str text = d->rule ? str_of(d->rule) : row_str(row, d->rule_column);
	enum statute_found found = statute_find(d->statute, text, day_of(q->start), &q->rule);
	if (found == STATUTE_FOUND)
		return true;
	say_why(d, text, found);
	return refuse(d, row, "rule", text, err);
}

/* What --rule says is no row's fault. */
static enum rc check_rule(struct deadlines *d, struct err *err)
{
	const struct statute_rule *rule;
	if (!d->rule)
		return RC_OK;
	enum statute_found found = statute_find(d->statute, str_of(d->rule), day_of(date_now()), &rule);
	if (found != STATUTE_UNKNOWN && found != STATUTE_AMBIGUOUS)
		return RC_OK;
	say_why(d, str_of(d->rule), found);
	return err_set(err, RC_USAGE, "--rule \"%s\": %s", d->rule, buf_cstr(&d->reason));
}

/* The moment that counting starts from: receipt, or registration where the rule says so and the row knows it. */
static bool find_start(struct deadlines *d, const struct row *row, struct question *q, struct err *err)
{
	struct str text = row_str(row, d->registered_at);
	struct moment registered;
	q->assumed = q->rule->since_registration && text.n == 0 && d->registered_at != COLUMN_NONE;
	d->assumed |= q->rule->since_registration && text.n == 0;
	if (text.n == 0)
		return true;
	if (!read_moment(d, row, "registered_at", d->registered_at, &registered, err))
		return false;
	if (day_of(registered) < day_of(q->start)) {
		buf_puts(&d->reason, _("registered before it was received"));
		return refuse(d, row, "registered_at", text, err);
	}
	if (q->rule->since_registration)
		q->start = registered;
	return true;
}

static bool find_extension(struct deadlines *d, const struct row *row, struct question *q, struct err *err)
{
	struct str text = str_trim(row_str(row, d->extension_column));
	int64_t amount = 0;
	struct term term;
	if (text.n == 0)
		return true;
	if (num_parse_int(text, &amount) && amount >= 0 && amount <= TERM_MOST / q->rule->scale)
		amount *= q->rule->scale;
	else if (term_read(text, &term) == TERM_OK && term.unit == q->term.unit)
		amount = term.amount;
	else
		amount = -1;
	if (amount >= 0 && amount + q->term.amount <= TERM_MOST &&
	    (q->rule->extension == STATUTE_ANY || amount <= (int64_t)q->rule->extension * q->rule->scale)) {
		q->extension = (int32_t)amount;
		q->term.amount += q->extension;
		return true;
	}
	if (amount < 0)
		buf_puts(&d->reason, _("a number in units of the term is expected"));
	else if (q->rule->extension == 0)
		buf_puts(&d->reason, _("the rule knows no extension"));
	else
		buf_printf(&d->reason, _("the rule can be extended by %d at most"), q->rule->extension);
	return refuse(d, row, "extension", text, err);
}

static bool find_stops(struct deadlines *d, const struct row *row, struct err *err)
{
	struct str bad;
	if (term_stops_read(row_str(row, d->stops_column), &d->stops, &bad))
		return true;
	buf_puts(&d->reason, _("stops are FROM/TO parted by |, as in 2024-01-10/2024-01-15"));
	return refuse(d, row, "stops", bad, err);
}

static bool ask(struct deadlines *d, const struct row *row, struct question *q, struct err *err)
{
	*q = (struct question){.start = {0, DATE_NO_OFFSET}};
	buf_clear(&d->reason);
	if (!read_moment(d, row, "received_at", d->received_at, &q->start, err) || !find_rule(d, row, q, err) ||
	    !find_start(d, row, q, err))
		return false;
	q->term = q->rule->term;
	if (d->roll != ROLL_RULE)
		q->term.roll = (enum term_roll)(d->roll - 1);
	return find_extension(d, row, q, err) && find_stops(d, row, err);
}

static void put_why(struct deadlines *d, const struct question *q, enum term_outcome outcome, const struct term_due *due)
{
	if (*q->rule->law)
		buf_printf(&d->text, "%s: ", q->rule->law);
	term_why(&d->text, &q->term, statute_calendar(d->statute), q->start, d->stops.v, d->stops.n, outcome, due,
	         d->roll == ROLL_RULE ? q->rule->basis : "");
	if (q->extension > 0)
		buf_printf(&d->text, _("; extended by %d"), q->extension / q->rule->scale);
	if (q->assumed)
		buf_puts(&d->text, _("; no registered_at, counted from receipt"));
}

/* Into the row's buffers. */
static bool answer(struct deadlines *d, const struct row *row, const struct question *q, struct answer *a, struct err *err)
{
	struct term_due due;
	bool seconds = q->term.unit == TERM_SECONDS;
	enum term_outcome outcome = term_due(&q->term, statute_calendar(d->statute), q->start, d->stops.v, d->stops.n, &due);
	int year, month, day;
	if (outcome == TERM_NO_YEAR) {
		date_civil(due.unknown, &year, &month, &day);
		buf_printf(&d->reason, _("no calendar knows the year %d (add its days to %s, or lay a calendar over it with --calendar)"), year,
		           statute_path(d->statute));
		return refuse(d, row, "received_at", row_str(row, d->received_at), err);
	}
	if (outcome == TERM_TOO_FAR) {
		buf_puts(&d->reason, _("the term ends after the year 9999"));
		return refuse(d, row, "received_at", row_str(row, d->received_at), err);
	}
	buf_clear(&d->due);
	buf_clear(&d->text);
	if (outcome == TERM_DUE && seconds)
		moment_put(&d->due, due.at);
	else if (outcome == TERM_DUE)
		date_put(&d->due, due.day);
	if (d->why)
		put_why(d, q, outcome, &due);
	*a = (struct answer){buf_slice(&d->due), buf_slice(&d->text), due.skipped};
	return true;
}

/* What the answer to a row depends on, in d->key: all that was written in the cells that count, the time of day left out. False: it is not to be kept. */
static bool make_key(struct deadlines *d, const struct row *row)
{
	struct str day = row_str(row, d->received_at);
	struct moment moment;
	buf_clear(&d->key);
	if (row_str(row, d->stops_column).n > 0 || row_str(row, d->registered_at).n > 0 || moment_read(day, &moment) != DATE_OK)
		return false;
	buf_add(&d->key, day.p, DATE_LENGTH);
	buf_str(&d->key, row_str(row, d->extension_column));
	buf_putc(&d->key, '\0');
	buf_str(&d->key, row_str(row, d->rule_column));
	return true;
}

static bool look_up(struct deadlines *d, const struct row *row, struct answer *a, struct err *err)
{
	struct question q;
	bool keep = make_key(d, row);
	size_t at = keep ? map_get(d->known, buf_slice(&d->key)) : MAP_NONE;
	if (at != MAP_NONE) {
		*a = d->answers.v[at];
		return true;
	}
	if (!ask(d, row, &q, err) || !answer(d, row, &q, a, err))
		return false;
	if (keep && q.term.unit != TERM_SECONDS && d->answers.n < KEPT) {
		*a = (struct answer){arena_str(d->arena, a->due), arena_str(d->arena, a->why), a->skipped};
		map_add(d->known, buf_slice(&d->key), d->answers.n);
		vec_push(&d->answers, *a);
	}
	return true;
}

static enum rc answer_rows(struct deadlines *d, struct reader *in, struct writer *out, struct err *err)
{
	struct row row;
	struct answer a;
	while (reader_next(in, &row, err)) {
		if (!look_up(d, &row, &a, err)) {
			if (err->rc != RC_OK)
				break;
			continue;
		}
		writer_rest(out, &row);
		writer_str(out, a.due);
		writer_int(out, a.skipped);
		writer_str(out, a.why);
		if (writer_end(out, err) != RC_OK)
			break;
	}
	return err->rc;
}

static void find_columns(struct deadlines *d, const struct reader *in)
{
	d->received_at = reader_column(in, "received_at");
	d->rule_column = reader_column(in, "rule");
	d->registered_at = reader_column(in, "registered_at");
	d->stops_column = reader_column(in, "stops");
	d->extension_column = reader_column(in, "extension");
}

static void deadlines_free(struct deadlines *d)
{
	statute_free(d->statute);
	map_free(d->known);
	vec_free(&d->answers);
	arena_free(d->arena);
	vec_free(&d->stops);
	buf_free(&d->due);
	buf_free(&d->text);
	buf_free(&d->reason);
	buf_free(&d->key);
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct deadlines d = {.t = &t, .roll = ROLL_RULE};
	struct cli_list calendars = {0}, rules = {0};
	const struct cli_option options[] = {
	        CLI_TEXT("rule", &d.rule, "RULE", N_("the rule or term of every row; otherwise the column rule says it")),
	        CLI_LIST("calendar", &calendars, "NAME|FILE", N_("a calendar over that of Russia: a region's days, or a further year")),
	        CLI_LIST("rules", &rules, "FILE", N_("rules of your own: id, amount, unit, since, starts, roll, extension, …")),
	        CLI_WORD("roll", &d.roll, rolls, N_("where a last day that is off goes to; otherwise as the rule says")),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	struct reader *in;
	struct writer *out;
	d.known = map_new();
	d.arena = arena_new();
	if (statute_load(calendars.v, calendars.n, rules.v, rules.n, &d.statute, err) == RC_OK && check_rule(&d, err) == RC_OK &&
	    table_in(&t, "received", d.rule ? "received_at" : "received_at rule", &in, err) == RC_OK &&
	    table_out(&t, "deadlines", reader_columns(in), &out, err) == RC_OK) {
		find_columns(&d, in);
		d.why = writer_wants(out, "why");
		answer_rows(&d, in, out, err);
		if (d.assumed)
			cli_note(cli, _("registered_at is not given everywhere: what counts from registration was counted from receipt there"));
	}
	enum rc rc = table_close(&t, err);
	deadlines_free(&d);
	return rc;
}

const struct cli_verb route_deadline = {
        .name = "deadline",
        .args = "[FILE…]",
        .summary = N_("when a term of law ends, and which days it skipped"),
        .in = "received",
        .out = "deadlines",
        .details = N_("A rule is one of share/calendars/terms.csv (59fz-answer, 210fz-complaint, permit-earthworks), one of --rules, or a term: P5D, P1M, PT4H, 10wd, 10 working days, 3 months. Counting begins on the day "
                      "after receipt or registration; due_at is a day, until its end, or a moment for terms in hours. Stops are FROM/TO parted by |: the day TO counts again, and without TO the clock still stands. "
                      "Calendars that UPRAVA_CALENDAR names, parted by colons, are laid over that of Russia here as in cases. A year that no calendar knows is an error: it is never guessed. What is from memory in rules and calendars is told in share/calendars/README.md."),
        .examples = "uprava route deadline --rule 59fz-answer --map created_at=received_at appeals.csv\n"
                    "uprava route deadline --rule '10 working days' --map submitted_at=received_at --calendar ru-president permits.csv\n",
        .run = run,
};
