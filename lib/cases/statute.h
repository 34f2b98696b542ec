/* SPDX-License-Identifier: MIT */
/*
 * What the law says about terms, from files: the rules of share/calendars/terms.csv and the production calendar of share/calendars/ru.csv, each with tables of the user's own
 * laid over them. Whoever needs a due day asks here for the rule and gives it with the calendar to term_due (calc/term.h).
 */
#ifndef CASES_STATUTE_H
#define CASES_STATUTE_H

#include "base/err.h"
#include "calc/term.h"

struct statute;

#define STATUTE_ANY INT32_MAX

struct statute_rule {
	const char *id, *law; /* "" for a bare term */
	struct term term;
	int32_t extension;      /* at most, in units of the rule; 0: it cannot be extended; STATUTE_ANY: no limit */
	int32_t scale;          /* what one unit of the rule is in the term's: 12 months a year */
	bool since_registration;
	const char *basis;      /* why a last day that is off moves; "" */
	int32_t from, to;       /* days of its validity, both included */
	size_t number;          /* distinct for every rule of this statute */
};

/*
 * calendars: names or paths of calendars over "ru" and those that UPRAVA_CALENDAR names, parted by ":"; the later over the earlier (schema calendar). rules: paths of tables whose rules join the shipped
 * ones; a rule of the same id replaces all editions of the shipped one (schema rules). Both may be empty. statute_free it, also after an error.
 */
enum rc statute_load(const char *const *calendars, size_t n_calendars, const char *const *rules, size_t n_rules, struct statute **statute,
                     struct err *err) MUST_CHECK;
void statute_free(struct statute *statute); /* NULL is safe */

const struct calendar *statute_calendar(const struct statute *statute);
const char *statute_path(const struct statute *statute); /* of the calendar of Russia: what to add a year to */

enum statute_found {
	STATUTE_FOUND,
	STATUTE_UNKNOWN,   /* neither a rule nor a term */
	STATUTE_NOT_VALID, /* a rule, but no edition of it holds on that day */
	STATUTE_AMBIGUOUS, /* a term that can be read in two ways */
};

/* The rule of that id that holds on the day, or a term as term_read knows them. The rule lives as long as the statute. */
enum statute_found statute_find(struct statute *statute, struct str text, int32_t day, const struct statute_rule **rule);

/* "did you mean": the id nearest to text, or NULL. */
const char *statute_nearest(const struct statute *statute, struct str text);

#endif
