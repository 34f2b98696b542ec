/* SPDX-License-Identifier: MIT */
/* The rooms of form: how rules lie in memory, and what each file does with them. For lib/cases/form*.c alone. */
#ifndef CASES_FORM_RULE_H
#define CASES_FORM_RULE_H

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "cases/form.h"
#include "cases/form_names.h"
#include "cases/photo.h"
#include "ext/jqx.h"

#include <locale.h>
#include <regex.h>

enum form_type { FORM_STRING, FORM_INT, FORM_FLOAT, FORM_BOOL, FORM_DATE, FORM_DATETIME, FORM_ENUM, FORM_LIST, FORM_FILE, FORM_REF, FORM_TYPES };

enum form_need { FORM_NEVER, FORM_ALWAYS, FORM_WHEN, FORM_WHEN_NOT, FORM_WHEN_JQ };

#define FORM_NO_ASK ((size_t)-1)

struct form_field;

struct form_rule {
	const char *place; /* "forms.csv:5" */
	bool warning;
	struct str message;
	enum form_need need;
	size_t other;      /* WHEN, WHEN_NOT: the column that decides */
	struct str values; /* and its values, parted by "|"; empty: that it is empty */
	const struct form_field *other_field; /* what the kind's rules say of it, or NULL */
	size_t need_ask, condition_ask; /* the kind's questions to jq, or FORM_NO_ASK */
	struct str allowed; /* a list; empty when it is a range */
	bool has_range, has_pattern;
	double from, to; /* of dates: days; of moments: seconds. ±INFINITY for an open end */
	regex_t pattern;
	struct map *known; /* REF: the ids, once the table was given */
	const char *time_name; /* FILE: the column of the claimed time, or NULL */
	size_t time, lat, lon;
	int64_t seconds; /* that the camera may differ from it */
	const char *lat_name, *lon_name; /* the columns of the claimed place, or NULL */
	double metres;
	bool unique;       /* no photo twice */
	const char *lacks; /* a column that the rule looks at and the table does not have, or NULL */
};

/* A field of a kind, and its rules in the form's order. The row as a whole is a field without a name. */
struct form_field {
	const char *name;
	size_t column; /* COLUMN_NONE: the table has no such column, and the cell is empty */
	enum form_type type;
	const char *type_place; /* who said so, or NULL */
	size_t file; /* FILE: which of the kind's files it is */
	VEC(struct form_rule *) rules;
};

/* A question to jq: a condition, asked where the field is filled (always for the row as a whole), or a need, asked where it is empty. */
struct form_ask {
	const struct form_field *field;
	bool need;
	const char *text, *name; /* the program, and what messages call it */
	size_t program;
	struct form_names names;
};

struct form_kind {
	const char *name;
	VEC(struct form_field *) fields;
	VEC(struct form_ask) asks;
	size_t files;          /* fields of the type file */
	bool wants_photos;     /* some rule looks into them */
	size_t all;            /* the program that says whether all asks are content at once */
	bool whole;            /* programs see all columns, else those that are marked in sees */
	bool *sees;            /* by column */
	enum form_type *types; /* by column; FORM_TYPES where the kind has no such field */
};

/* The problems of one row, from first on. */
struct form_finding {
	struct form *form;
	const struct row *row;
	const struct form_kind *kind;
	const struct form_answer *answer; /* by ask; NULL when the kind asks nothing */
	const struct photo *photo;        /* by file; NULL when photos are not looked at */
	struct str id;                    /* what the row is known by when its photos come again; made when it is asked for */
	size_t first, errors;
};

/* What jq answered for a row: outcome by ask, and the words of an error. */
struct form_answer {
	enum jqx_outcome outcome;
	bool asked;
	struct str text;
};

struct expr;

struct form {
	struct arena *arena, *scratch; /* scratch: as long as a batch */
	const struct columns *columns;
	size_t kind_column; /* COLUMN_NONE: all rows are of one kind */
	const char *kind_name; /* the column's name, or the kind */
	struct map *by_name;
	VEC(struct form_kind *) kinds; /* "*" is one of them when the form has no other */
	VEC(const char *) programs;
	VEC(const char *) program_names;
	VEC(const struct expr *) exprs; /* by program: what needs no jq, or NULL */
	struct jqx *jqx;
	size_t starved; /* rows on which jq exceeded its limits */
	VEC(struct form_problem) problems;
	bool warns;
	int photos; /* the directory of photos, or -1 */
	const char *photos_name;
	struct seen *seen;
	size_t key; /* the column of a row's own id, or COLUMN_NONE */
	struct pool *pool;
	locale_t utf8; /* patterns are over letters, not bytes, whatever the locale */
};

/* form.c */
void form_problem_add(struct form_finding *f, const char *column, struct str value, const char *what, const struct form_rule *rule);
bool form_problem_is(const struct form_finding *f, const char *column); /* whether the column is in error */

/* form_rule.c: the rules of all kinds, from the table. */
enum rc form_rules_read(struct form *form, const struct frame *rules, struct err *err) MUST_CHECK;
struct form_field *form_field_of(const struct form_kind *kind, struct str name); /* NULL for none */
enum rc form_rule_err(const struct row *row, const char *column, struct str value, const char *what, struct err *err);

/* form_need.c: when a field is mandatory, and conditions; whether the names in them are there, and, once all rules are read, the values. */
enum rc form_needs_check(const struct form_kind *kind, struct err *err) MUST_CHECK;
enum rc form_need_read(struct form *form, struct form_kind *kind, struct form_field *field, struct form_rule *rule, const struct row *row,
                       struct str need, struct err *err) MUST_CHECK;
enum rc form_name_check(struct form *form, const struct form_kind *kind, struct form_rule *rule, const struct row *row, const char *column,
                        struct str text, struct str name, struct err *err) MUST_CHECK;
enum rc form_condition_read(struct form *form, struct form_kind *kind, struct form_field *field, struct form_rule *rule,
                            const struct row *row, struct str condition, struct err *err) MUST_CHECK;

/* form_value.c: what is wrong with a cell that is not empty; NULL for nothing. The first is about its type, the second about one rule for a cell that
 * has it. */
const char *form_type_fault(enum form_type type, struct str value);
const char *form_rule_fault(struct form *form, enum form_type type, const struct form_rule *rule, struct str value);
bool form_value_among(struct str value, struct str list);
/* The number that a range of this type compares; false when the text is none. */
bool form_value_measure(enum form_type type, struct str value, double *measure);
/* The cell as jq sees it, appended to out. */
void form_value_json(enum form_type type, const struct column *column, struct str cell, struct buf *out);

/* form_ask.c: jq. asks_open compiles the questions of all kinds; asks_put answers those of one kind for n of its rows: answer[k * asks + i]. */
enum rc form_asks_open(struct form *form, struct err *err) MUST_CHECK;
enum rc form_asks_put(struct form *form, const struct form_kind *kind, const struct row *const *row, size_t n, struct form_answer *answer,
                      struct err *err) MUST_CHECK;

/* form_photo.c: what rules say of the files themselves. read: photos of n rows, photo[k] by file. check adds the problems of a cell that names a file of the
 * right ending; keep remembers the photos of a row that has passed. */
enum rc form_photo_rule(struct form *form, struct form_kind *kind, const struct form_field *field, struct form_rule *rule,
                        const struct row *row, struct str time, struct str place, struct str unique, struct err *err) MUST_CHECK;
enum rc form_photo_read(struct form *form, const struct form_kind *const *kind, const struct row *row, size_t n, const struct photo **photo,
                        struct err *err) MUST_CHECK;
void form_photo_check(struct form_finding *f, const struct form_field *field, struct str name);
void form_photo_keep(struct form_finding *f);

#endif
