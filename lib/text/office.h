/* SPDX-License-Identifier: MIT */
/*
 * How offices name work: "Выдача разрешений на строительство" is an action (выдача) and what it is done to (разрешение, строительство). Words are
 * concepts here: roots (text/root.h) of stems, those of one meaning made one (share/text/synonyms.csv), and fixed expressions
 * replaced by what they mean (phrases.csv). An action word belongs to classes (actions.csv); two actions are of one kind when they share a class. The
 * class "общее" holds words that only say that something is done: they give way to the action behind them (организация содержания дорог). A verb that stands later in a
 * sentence is an action as well.
 *
 * A word also tells what it belongs to (fields.csv): "автобус" and "пассажир" are of one field, though they are two things. The field is one more thing of the work, of little weight.
 *
 * Concepts have a weight, 0 to 1: what a word of the list generic.csv tells is little.
 */
#ifndef TEXT_OFFICE_H
#define TEXT_OFFICE_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct office;

enum { OFFICE_CLASSES = 128 };

/* A set of classes of actions. */
struct office_actions {
	uint64_t bits[OFFICE_CLASSES / 64];
};

struct office_thing {
	uint32_t concept;
	struct str surface; /* in the text */
	bool field;         /* not the word itself, but what it belongs to */
};

/* What one text names. */
struct office_work {
	struct office_actions actions; /* without the class of general words; may be empty */
	bool general;                  /* the action word may also mean just any action */
	struct str action;             /* the action words in the text */
	struct office_thing *thing;    /* distinct concepts, in the order of the text */
	size_t n;
	size_t head; /* the first thing behind the action that is no adjective: what the action is done to */
};

enum rc office_new(struct office **office, struct err *err) MUST_CHECK;
void office_free(struct office *office); /* NULL is safe */

/* Reads a text, which must stay. office_work_free it. */
void office_read(struct office *office, struct str text, struct office_work *work);
void office_work_free(struct office_work *work);

/* Concepts met so far; they are numbered from 0. */
uint32_t office_concepts(const struct office *office);
double office_weight(const struct office *office, uint32_t concept);

/* Whether the concept, met as a thing, names an action of one of these classes. */
bool office_names(const struct office *office, uint32_t concept, const struct office_actions *actions);

/* Whether all of the actions are such that "организация" and "обеспечение" do not mean them: to see to a thing is not yet to count or to check it. */
bool office_own(const struct office *office, const struct office_actions *actions);
/* Whether all of them undo or change what others do: отмена, расторжение, снятие, продление. */
bool office_against(const struct office *office, const struct office_actions *actions);

bool office_share(const struct office_actions *a, const struct office_actions *b);
bool office_none(const struct office_actions *a);

#endif
