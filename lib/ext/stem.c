/* SPDX-License-Identifier: MIT */
#include "ext/stem.h"

#include "base/lang.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <libstemmer.h>
#include <limits.h>
#include <stdlib.h>

struct stem {
	struct sb_stemmer *russian, *english;
};

enum rc stem_new(struct stem **stem, struct err *err)
{
	*stem = mem_alloc(sizeof **stem);
	(*stem)->russian = sb_stemmer_new("russian", "UTF_8");
	(*stem)->english = sb_stemmer_new("english", "UTF_8");
	if ((*stem)->russian && (*stem)->english)
		return RC_OK;
	stem_free(*stem);
	*stem = NULL;
	return err_set(err, RC_SYSTEM, _("libstemmer has no Russian or no English stemmer"));
}

void stem_free(struct stem *stem)
{
	if (!stem)
		return;
	sb_stemmer_delete(stem->russian);
	sb_stemmer_delete(stem->english);
	free(stem);
}

enum alphabet { CYRILLIC = 1, LATIN = 2, OTHER = 4 };

static int alphabets(struct str word)
{
	int found = 0;
	for (size_t i = 0, len; i < word.n; i += len) {
		uint32_t c = utf8_get(word.p + i, word.n - i, &len);
		found |= c >= 0x430 && c <= 0x451 ? CYRILLIC : c >= 'a' && c <= 'z' ? LATIN : OTHER;
	}
	return found;
}

struct str stem_word(struct stem *stem, struct str word)
{
	int found = alphabets(word);
	if ((found != CYRILLIC && found != LATIN) || word.n > INT_MAX)
		return word;
	struct sb_stemmer *stemmer = found == CYRILLIC ? stem->russian : stem->english;
	const sb_symbol *s = sb_stemmer_stem(stemmer, (const sb_symbol *)word.p, (int)word.n);
	return s ? (struct str){(const char *)s, (size_t)sb_stemmer_length(stemmer)} : word;
}
