/* SPDX-License-Identifier: MIT */
/* What a decision table is inside: decision.c makes and runs it, decision_read.c reads it, decision_lint.c looks it through. */
#ifndef PROCESS_DECISION_TABLE_H
#define PROCESS_DECISION_TABLE_H

#include "ext/jqx.h"
#include "process/decision.h"
#include "process/decision_cell.h"
#include "process/expr.h"

enum decision_policy {
	DECISION_UNIQUE,
	DECISION_FIRST,
	DECISION_ANY,
	DECISION_COLLECT,
	DECISION_SUM,
	DECISION_LEAST,
	DECISION_GREATEST,
	DECISION_COUNT,
};

#define DECISION_NONE SIZE_MAX

struct decision_in {
	const char *title;  /* the header */
	size_t program;
	bool asked;         /* some rule does not take anything */
	bool pure;          /* all tests are of one kind, leaving null out */
	enum decision_kind kind;
};

struct decision_out {
	const char *title;
	struct str name;
	bool list;
};

struct decision_result {
	struct str json; /* a literal; empty for none */
	size_t program;  /* or an expression, else DECISION_NONE */
};

struct decision_row {
	struct decision_rule rule;
	const struct decision_cell *cell;       /* one an input */
	const struct decision_result *result;   /* one an output */
};

struct decision {
	const char *file;
	enum decision_policy policy;
	struct decision_in *in;
	size_t n_in;
	struct decision_out *out;
	size_t n_out;
	struct decision_row *row;
	size_t n_rows;
	/* Expressions, of inputs first. */
	const char **program, **name;
	const struct expr **expr; /* NULL: jq's */
	size_t n_programs;
	bool all_simple;
	struct jqx *jqx; /* started when it is needed */
	struct arena *scratch;
};

enum rc decision_read(const struct decision_grid *grid, struct arena *arena, struct decision *decision, struct err *err) MUST_CHECK;

#endif
