/* SPDX-License-Identifier: MIT */
/*
 * Numbers as text. Inside the suite a number is written with a dot, no grouping, shortest form
 * that reads back the same double; no locale has a say. Offices write "1 234,56": num_read turns
 * that into the inside form or says why it cannot.
 */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum num_decimal { NUM_AUTO, NUM_DOT, NUM_COMMA };
enum num_status {
	NUM_CANONICAL, /* it is in the inside form already: use it as it stands */
	NUM_CHANGED,   /* the inside form was appended to out */
	NUM_NOT,       /* not a number */
	NUM_AMBIGUOUS, /* "1,234": 1.234 or 1234; only under NUM_AUTO */
};

/*
 * Reads an office number: optional sign (also U+2212), digits grouped by blank, NBSP, narrow NBSP or
 * apostrophe in threes, decimal dot or comma. Appends the inside form to out when it differs.
 * An exponent is accepted only in the inside form; "nan", "inf" and hex are not numbers.
 */
enum num_status num_read(struct str text, enum num_decimal decimal, struct buf *out);

bool num_is_inside(struct str text);              /* the inside form: a JSON number (RFC 8259, section 6) */
bool num_parse(struct str text, double *value);   /* the inside form, finite */
bool num_parse_int(struct str text, int64_t *value); /* an integer, no exponent */
void num_put(struct buf *out, double value);      /* shortest round trip; -0 is 0; 1e21 never "1e+21" below 1e15 */
void num_put_scaled(struct buf *out, uint64_t value, int decimals); /* value over 10^decimals: 1234, 3 is 1.234 */
void num_put_fixed(struct buf *out, double value, int decimals); /* half away from zero */

#endif
