/* SPDX-License-Identifier: MIT */
/*
 * A simple expression as a tree: what expr_parse.c makes and expr.c evaluates.
 */
#ifndef PROCESS_EXPR_TREE_H
#define PROCESS_EXPR_TREE_H

#include "process/expr_value.h"

enum expr_op {
	EXPR_DOT,
	EXPR_CONST,  /* value */
	EXPR_INDEX,  /* a[b]; b sees what the whole term sees */
	EXPR_PIPE,   /* a | b */
	EXPR_ELSE,   /* a // b */
	EXPR_OR,
	EXPR_AND,
	EXPR_EQ,
	EXPR_NE,
	EXPR_LT,
	EXPR_LE,
	EXPR_GT,
	EXPR_GE,
	EXPR_ADD,
	EXPR_SUB,
	EXPR_MUL,
	EXPR_DIV,
	EXPR_MOD,
	EXPR_NEGATE, /* a */
	EXPR_IF,     /* a, b, c */
	EXPR_LIST,   /* [a, a of next, …] */
	EXPR_MEMBERS, /* {name: a, name: a of next, …} */
	EXPR_NOT,    /* from here on functions of the input, and of a where they have an argument */
	EXPR_LENGTH,
	EXPR_TYPE,
	EXPR_TOSTRING,
	EXPR_TONUMBER,
	EXPR_FLOOR,
	EXPR_HAS,
	EXPR_STARTS,
	EXPR_ENDS,
	EXPR_CONTAINS,
	EXPR_ERROR, /* never answered: jq is to say it */
};

struct expr_node {
	enum expr_op op;
	bool optional;  /* EXPR_INDEX: what cannot be indexed gives nothing */
	const struct expr_node *a, *b, *c;
	struct expr_value value;
	const struct expr_part *part; /* EXPR_LIST, EXPR_MEMBERS */
	size_t n;
};

struct expr_part {
	struct str name;
	const struct expr_node *node;
};

/* NULL when the program is not simple. */
const struct expr_node *expr_parse_program(struct str program, struct arena *arena);

#endif
