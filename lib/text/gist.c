/* SPDX-License-Identifier: MIT */
#include "text/gist.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "text/tuning.h"

#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_capital(struct str word)
{
	size_t len;
	if (word.n == 0)
		return false;
	uint32_t c = utf8_get(word.p, word.n, &len);
	return utf8_lower(c) != c;
}

/* What stands between a street and a house: blanks, a comma, "д.", "дом", "№". */
static bool house_follows(struct str text, struct str word)
{
	static const char *const between[] = {"дом", "д.", "д ", "№", ",", ".", " ", "\xc2\xa0"};
	struct str rest = {word.p + word.n, (size_t)(text.p + text.n - word.p) - word.n};
	for (size_t i = 0; i < sizeof between / sizeof *between;) {
		size_t n = strlen(between[i]);
		if (rest.n >= n && memcmp(rest.p, between[i], n) == 0) {
			rest = (struct str){rest.p + n, rest.n - n};
			i = 0;
		} else {
			i++;
		}
	}
	return rest.n > 0 && rest.p > word.p + word.n && is_digit(*rest.p);
}

/* A sentence begins with a capital letter whatever its first word is. */
static bool begins_sentence(struct str text, struct str word)
{
	const char *p = word.p;
	while (p > text.p && (p[-1] == ' ' || p[-1] == '"' || p[-1] == '\n'))
		p--;
	return p == text.p || p[-1] == '.' || p[-1] == '!' || p[-1] == '?';
}

static bool is_street(struct str text, struct str word)
{
	return is_capital(word) && !begins_sentence(text, word) && house_follows(text, word);
}

void gist_of(struct terms *terms, struct str text, struct gist *gist)
{
	gist->n = 0;
	terms_of(terms, text, &gist->list);
	terms_distinct(terms, &gist->list);
	for (size_t i = 0; i < gist->list.n; i++) {
		const struct term *t = &gist->list.v[i];
		if (!is_digit(*t->surface.p) && !is_street(text, t->surface))
			vec_push(gist, ((struct gist_term){t->id, t->guessed ? (float)TUNING_GUESS : 1, t->surface}));
	}
}

void gist_free(struct gist *gist)
{
	vec_free(gist);
	terms_list_free(&gist->list);
}
