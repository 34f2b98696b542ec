/* SPDX-License-Identifier: MIT */
/*
 * The one place that knows a table's columns. share/schema/NAME.json is a Frictionless Table Schema (fields, constraints,
 * primaryKey, foreignKeys) with title and title_ru for people and "aliases" for foreign headers. A field
 * named "*" stands for the input's other columns in a table that a verb writes.
 */
#ifndef TABLE_SCHEMA_H
#define TABLE_SCHEMA_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum schema_type {
	SCHEMA_STRING,
	SCHEMA_INTEGER,
	SCHEMA_NUMBER,
	SCHEMA_BOOLEAN,  /* inside: true, false */
	SCHEMA_DATE,     /* inside: yyyy-mm-dd */
	SCHEMA_DATETIME, /* inside: yyyy-mm-ddThh:mm[:ss][±hh:mm] */
};

struct schema_field {
	const char *name;             /* the stable ASCII name */
	const char *title, *title_ru;
	const char *description, *description_ru; /* may be "" */
	const char *const *aliases;
	size_t n_aliases;
	enum schema_type type;
	bool required;                /* the column must be there and no cell may be empty; other columns may be missing */
	const char *const *allowed;   /* closed set of values */
	size_t n_allowed;
	bool has_min, has_max;
	double min, max;
	const char *pattern;          /* POSIX extended expression over the whole cell, or NULL */
	const char *ref_table, *ref_field; /* foreign key, or NULL; ref_table is the schema's own name for a self-reference */
};

struct schema {
	const char *name;
	const char *title, *title_ru;
	const struct schema_field *field;
	size_t n;
	const size_t *key; /* indices of the primary key's fields */
	size_t n_key;
};

#define SCHEMA_NONE ((size_t)-1)

/* "any" is the schema without fields. The schema lives in arena. */
enum rc schema_load(const char *name, struct arena *arena, const struct schema **schema, struct err *err) MUST_CHECK;

/* The field a header means: by name, title or alias; case, blanks, "_", ё/е and punctuation do not matter. SCHEMA_NONE for none. */
size_t schema_find(const struct schema *schema, struct str header);
/* By exact name. */
size_t schema_field(const struct schema *schema, const char *name);

const char *schema_type_name(enum schema_type type);

/* The title in the current language. */
const char *schema_title(const struct schema_field *field);

/* "name  type  title" a line, for --help; out is a struct buf *. Fits cli_program.describe. */
void schema_describe(const char *name, void *out);

#endif
