/* SPDX-License-Identifier: MIT */
/*
 * One cell of a decision table's inputs: a unary test of FEEL (DMN 1.3, 7.3.7 and 10.3), as people type it into a spreadsheet.
 *
 *	(empty)  -            anything
 *	10   10.5   10,5      a number; 01.02.2024   2024-02-01   date("2024-02-01")   a day
 *	"text"   text         a text; bare words only in a column without numbers and days
 *	true false null       also ИСТИНА, ЛОЖЬ, пусто; null holds for an empty text, too
 *	< 10   <= 10   > 10   >= 10     also with the signs ≤ and ≥
 *	[1..5)   ]1..5]       a range: a bracket that turns to its number, [ before or ] behind, includes it
 *	a, b   a; b           any of these
 *	not(a, b)   не(a, b)  none of these
 */
#ifndef PROCESS_DECISION_CELL_H
#define PROCESS_DECISION_CELL_H

#include "base/arena.h"
#include "base/json.h"
#include "base/num.h"
#include "base/str.h"

#include <stdbool.h>

enum decision_kind { DECISION_NULL, DECISION_BOOL, DECISION_NUMBER, DECISION_DATE, DECISION_TEXT };

struct decision_literal {
	enum decision_kind kind;
	double number;   /* or days since 1970-01-01, or 1 for true */
	struct str text;
	bool bare;       /* a text without quotes */
};

/* An interval of one kind; a single value is low and high, both included. */
struct decision_test {
	enum decision_kind kind;
	bool has_low, has_high, low_open, high_open;
	struct decision_literal low, high;
};

struct decision_cell {
	bool any, negated;
	const struct decision_test *test;
	size_t n;
};

/* Into arena. NULL, or what is wrong with the cell, in the current language: "…" is expected. decimal: what 10,5 means; NUM_AUTO
 * refuses it unless the cell parts its items by ";". */
const char *decision_cell_read(struct str text, enum num_decimal decimal, struct arena *arena, struct decision_cell *cell);

/* A number, day, word or text that stands for itself, in quotes or without. NULL, or what is wrong with it. */
const char *decision_cell_literal(struct str text, enum num_decimal decimal, struct arena *arena, struct decision_literal *literal);

/* Cuts the next item off *rest, at a "," or ";" outside quotes and brackets; false when nothing is left, or with what is wrong with it in *fault. */
bool decision_cell_item(struct str *rest, enum num_decimal decimal, struct str *item, const char **fault);

/* What an input is worth, seen as every kind it can be: data of a table without a schema is text. */
struct decision_input {
	bool null, list; /* list: an array or object, which no test holds for */
	bool is[DECISION_TEXT + 1];
	double number[DECISION_TEXT + 1];
	struct str text;
};

struct decision_input decision_cell_input(const struct json *json);

bool decision_cell_holds(const struct decision_cell *cell, const struct decision_input *input);
/* The same for a value of just one kind. */
bool decision_cell_covers(const struct decision_cell *cell, const struct decision_literal *literal);

int decision_cell_compare(const struct decision_literal *a, const struct decision_literal *b); /* of one kind */

#endif
