/* SPDX-License-Identifier: MIT */
/*
 * The powers that duties are set against: a table by name (share/powers) or by path. A power may stand in it several times, as editions whose periods
 * (valid_from to valid_to, both included, empty: open) do not overlap; those valid on the day in question are the catalogue.
 */
#ifndef AUDIT_CATALOGUE_H
#define AUDIT_CATALOGUE_H

#include "base/date.h"
#include "base/lang.h"
#include "table/table.h"

struct match;

struct catalogue {
	struct frame powers; /* those valid on the day; numbers of powers are places in it */
	struct row *other;   /* rows that are not */
	size_t n_other;
};

/* What every verb over a catalogue is told. */
struct catalogue_options {
	const char *powers;
	struct moment as_of; /* given when seconds is not CATALOGUE_TODAY */
};

#define CATALOGUE_TODAY INT64_MIN
#define CATALOGUE_OPTIONS ((struct catalogue_options){.as_of = {.seconds = CATALOGUE_TODAY}})
#define CATALOGUE_POWERS(options) CLI_NEED_TEXT("powers", &(options).powers, "NAME|FILE", N_("the catalogue of powers: a shipped one (ru-131fz) or a file"))
#define CATALOGUE_AS_OF(options) CLI_TIME("as-of", &(options).as_of, N_("the day on which powers must be valid (today)"))
#define CATALOGUE_VOCABULARY(value) CLI_FILE("vocabulary", value, N_("words of your own beside the shipped ones: power_id, kind, weight, text"))

/* catalogue_free it, also after an error. */
enum rc catalogue_read(struct table *t, const struct catalogue_options *options, struct catalogue *catalogue, struct err *err) MUST_CHECK;
void catalogue_free(struct catalogue *catalogue);

/* All rows: those valid on the day, then the others. */
size_t catalogue_rows(const struct catalogue *catalogue);
const struct row *catalogue_row(const struct catalogue *catalogue, size_t i);

/* Whether a power stands in the catalogue, though not for that day. */
bool catalogue_knows(const struct catalogue *catalogue, struct str power_id);

/* The titles with what is known about each power, ready to be asked; vocabulary may be NULL. match_free it, also after an error. */
enum rc catalogue_match(const struct catalogue *catalogue, const char *vocabulary, struct match **match, struct err *err) MUST_CHECK;

#endif
