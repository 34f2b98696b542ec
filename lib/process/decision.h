/* SPDX-License-Identifier: MIT */
/*
 * Decision tables as offices keep them in a spreadsheet, with the meaning of DMN 1.3 (chapter 8), for business-rule tasks and by themselves.
 *
 *	U;Вид работ [purpose];area_m2;итог:fee;итог:approvers[];примечание
 *	1;"аварийные";-;0;дороги;постановление, п. 4
 *	2;"плановые";<= 20;1500,00;"дороги, архитектура";
 *	3;"плановые";> 20;(.area_m2 * 75);"дороги, архитектура, земля";
 *
 * The first cell is the hit policy: U (unique), F (first), A (any), C (collect), C+ (sum), C< (least), C> (greatest), C# (count), or a
 * word for it. The first column names the rules. Inputs follow, then outputs, then notes.
 *
 * An input's header is a path (area_m2, applicant.kind), a jq expression (it begins with "." or a bracket), the name of a member
 * (Площадь, м²), or a label with one of these behind it in square brackets. What is missing is null. Cells: decision_cell.h.
 * An output's header is out:NAME or итог:NAME, or a label with that in square brackets; NAME[] makes a list of what stands between "," or ";".
 * A cell is a number, a date, a word, a text with quotes or without, or an expression, which begins with . ( [ { or if. An empty one is null.
 * Notes stand under annotation, note, comment, примечание, комментарий or основание.
 *
 * The decision is an object of all outputs. U, F, A: the values of the rule that holds, null when none does; two rules under U, two with
 * different values under A, are an error that names both. C: lists of what the rules that hold give, in their order, [] when none does; lists
 * (NAME[]) are joined, each value once. C+ C< C>: over what is not empty, null when nothing is; a sum is rounded to the decimals of its
 * terms. C#: how many.
 */
#ifndef PROCESS_DECISION_H
#define PROCESS_DECISION_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"
#include "process/lint.h"

#include <stddef.h>

/* A table as it was read; the texts are UTF-8. */
struct decision_grid {
	size_t rows, columns;   /* rows: with the header, which is the first */
	const struct str *cell; /* row by row */
	const size_t *line;     /* of each row in the file */
	enum num_decimal decimal; /* what 10,5 is: NUM_COMMA a number, NUM_DOT two, NUM_AUTO refused */
};

struct decision;

/* Into arena, where everything is copied to; decision_free it before the arena. file is for messages: file:line: column. */
enum rc decision_new(const struct decision_grid *grid, const char *file, struct arena *arena, struct decision **decision,
                     struct err *err) MUST_CHECK;
/* NULL is safe. Ends jq's child, which is started only for what is not simple (process/expr.h). */
void decision_free(struct decision *decision);

/* The rules that held, in the table's order. Zero it, reuse it, vec_free it. */
struct decision_hits {
	size_t *v;
	size_t n, cap;
};

/* Appends the decision over data, a JSON object, as a JSON object. hits may be NULL. RC_INPUT: an error as above, an expression failed, or data does
 * not fit the table (a text that is no number where all tests are of numbers). */
enum rc decision_decide(struct decision *decision, struct str data, struct buf *out, struct decision_hits *hits,
                        struct err *err) MUST_CHECK;

struct decision_rule {
	size_t line;
	const char *label; /* the first column's, or its number from 1 */
	const char *note;  /* notes joined by "; " */
};

size_t decision_rules(const struct decision *decision);
struct decision_rule decision_rule(const struct decision *decision, size_t i);

/*
 * What is wrong with a table that can be read; ids are labels of rules or headers of columns:
 *   overlap       U: two rules that can hold at once (warning)
 *   conflict      A: two that can and give different values (warning)
 *   gap           U, F, A: values for which no rule holds (warning; a note where only fractions fall between)
 *   unreachable   F: rules before it hold whenever it would (warning)
 *   unused-input  no rule asks (note)
 *   large         over 2,000 rules or too many combinations: not looked through to the end (note)
 * Numbers below zero, days before the first and behind the last, texts that no rule names and missing inputs are no gaps.
 */
void decision_lint(const struct decision *decision, struct arena *arena, struct lint *lint);

#endif
