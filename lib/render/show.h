/* SPDX-License-Identifier: MIT */
/*
 * Values as people read them, safe inside HTML and SVG. Text is escaped for element content and quoted attributes alike; what may not stand in
 * HTML (control characters other than tab and newline, noncharacters, invalid UTF-8) becomes U+FFFD. Numbers take
 * the comma and the no-break blank of Russian or the dot and comma of English, by lang_get().
 */
#ifndef RENDER_SHOW_H
#define RENDER_SHOW_H

#include "base/buf.h"
#include "base/str.h"

void show_text(struct buf *out, struct str s);

/*
 * A number in the inside form: "-1234567.5" → "−1 234 567,5" or "−1,234,567.5". Grouped from five digits on, so that years stay
 * as they are. Digits are neither added nor cut off. Text that is no plain number is escaped as it stands.
 */
void show_num(struct buf *out, struct str number);

/* The value rounded to decimals; with decimals < 0 in its shortest form. NaN and infinities: an em dash. */
void show_value(struct buf *out, double value, int decimals);

/* A date or moment in the inside form: 01.07.2023 09:30 in Russian, as it stands in English. Other text is escaped as it stands. */
void show_date(struct buf *out, struct str date);

#endif
