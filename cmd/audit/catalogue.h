/* SPDX-License-Identifier: MIT */
/*
 * The powers that duties are set against: a table by name (share/powers) or by path, and the index over its titles. Numbers of powers are
 * places in the table.
 */
#ifndef AUDIT_CATALOGUE_H
#define AUDIT_CATALOGUE_H

#include "base/lang.h"
#include "table/table.h"

struct match;

#define CATALOGUE_OPTION(value) CLI_NEED_TEXT("powers", value, "NAME|FILE", N_("the catalogue of powers: a shipped one (ru-131fz) or a file"))

/* keys are checked: one power, one row. frame_free it, also after an error. */
enum rc catalogue_read(struct table *t, const char *powers, struct frame *frame, struct err *err) MUST_CHECK;

#define CATALOGUE_VOCABULARY(value) CLI_FILE("vocabulary", value, N_("words of your own beside the shipped ones: power_id, kind, weight, text"))

/* The titles of the catalogue with what is known about each power, ready to be asked; vocabulary may be NULL. match_free it, also after an error. */
enum rc catalogue_match(const struct frame *powers, const char *vocabulary, struct match **match, struct err *err) MUST_CHECK;

#endif
