/* SPDX-License-Identifier: MIT */
#include "ext/stem.h"
#include "unit.h"

int main(void)
{
	/* Snowball's own vocabulary and output lists (snowball-data, russian and english). */
	static const char *const cases[][2] = {
		{"вавиловка", "вавиловк"}, {"важнейшими", "важн"}, {"жалоба", "жалоб"}, {"жалобы", "жалоб"},
		{"дорожного", "дорожн"},   {"consistently", "consist"}, {"knights", "knight"}, {"f0537", "f0537"},
		{"дом5", "дом5"},          {"", ""},
	};
	struct stem *stem;
	struct err err = ERR_NONE;
	unit_ok(stem_new(&stem, &err) == RC_OK, "there is a stemmer");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char got[100];
		snprintf(got, sizeof got, "%.*s", STR_ARG(stem_word(stem, str_of(cases[i][0]))));
		unit_str(got, cases[i][1], cases[i][0]);
	}
	stem_free(stem);
	stem_free(NULL);
	return unit_done();
}
