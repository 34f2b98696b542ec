/* SPDX-License-Identifier: MIT */
#include "base/lang.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Made from share/po/ru.po by share/po/compile.awk: sorted by strcmp of the English side. */
struct lang_pair {
	const char *en, *ru;
};
extern const struct lang_pair lang_ru[];
extern const size_t lang_ru_n;

static enum lang current = LANG_EN;

void lang_set(enum lang lang)
{
	current = lang;
}

enum lang lang_get(void)
{
	return current;
}

enum lang lang_of(const char *name)
{
	return name && (strcmp(name, "ru") == 0 || strncmp(name, "ru_", 3) == 0) ? LANG_RU : LANG_EN;
}

static int by_english(const void *key, const void *pair)
{
	return strcmp(key, ((const struct lang_pair *)pair)->en);
}

const char *lang_text(const char *text)
{
	if (current == LANG_EN)
		return text;
	const struct lang_pair *pair =
	        bsearch(text, lang_ru, lang_ru_n, sizeof *lang_ru, by_english);
	return pair ? pair->ru : text;
}
