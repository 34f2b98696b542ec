/* SPDX-License-Identifier: MIT */
#include "base/buf.h"
#include "text/gist.h"
#include "unit.h"

static const struct {
	const char *text, *want, *name;
} cases[] = {
        {"Не горит фонарь, фонарь не горит", "горит фонарь", "a word counts once"},
        {"Во дворе на Ленина, д. 57 яма", "дворе яма", "a street before a house number is no matter"},
        {"яма на Мира 5", "яма", "nor without a comma"},
        {"яма на Мира", "яма Мира", "a street without a number is a word like others"},
        {"Автобус 63 опоздал", "Автобус опоздал", "a sentence begins with a capital letter"},
        {"Беда! Автобус 63 опоздал", "Беда Автобус опоздал", "the second sentence, too"},
        {"дом 5, школа №7", "дом школа", "numbers are no matter, the things that have them are"},
        {"Добрый день! Яма. Заранее спасибо, ждём ответа", "Яма", "greetings and requests are no matter"},
        {"Здравствуйте", "", "nothing but a greeting"},
        {"", "", "nothing"},
        {"Ленина 5", "Ленина", "the first word is never taken for a street"},
};

int main(void)
{
	struct terms *terms;
	struct gist gist = {0};
	struct buf got = {0};
	struct err err = ERR_NONE;
	if (terms_new(&terms, &err) != RC_OK) {
		printf("# %s\n", err.text);
		return !unit_ok(false, "the lexicon is read");
	}
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		gist_of(terms, str_of(cases[i].text), &gist);
		buf_clear(&got);
		for (size_t j = 0; j < gist.n; j++) {
			buf_puts(&got, j ? " " : "");
			buf_str(&got, gist.v[j].surface);
		}
		unit_str(buf_cstr(&got), cases[i].want, cases[i].name);
	}
	terms_seal(terms);
	gist_of(terms, STR("фанарь горит"), &gist);
	unit_ok(gist.n == 2 && gist.v[0].share < 1 && gist.v[1].share == 1, "a slip of the pen counts less");
	buf_free(&got);
	gist_free(&gist);
	terms_free(terms);
	return unit_done();
}
