/* SPDX-License-Identifier: MIT */
/*
 * Messages in two languages. _("English") gives the text in the language set for the process;
 * N_("English") marks a text in a static table for later _(). The Russian side is share/po/ru.po,
 * compiled at build time into a sorted table, so that --lang ru works without any locale.
 * Messages avoid plural forms: write "rows: %zu", not "%zu rows".
 */
#ifndef BASE_LANG_H
#define BASE_LANG_H

enum lang { LANG_EN, LANG_RU };

#define N_(text) text
#define _(text) lang_text(text)

/* Set once at start, before threads. */
void lang_set(enum lang lang);
enum lang lang_get(void);

/* "ru", "ru_RU.UTF-8" → LANG_RU; "en", "C", anything else → LANG_EN. NULL → LANG_EN. */
enum lang lang_of(const char *name);

/* The text in the current language; the argument itself when it has no translation. */
const char *lang_text(const char *text) __attribute__((format_arg(1)));

#endif
