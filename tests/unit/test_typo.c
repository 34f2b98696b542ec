/* SPDX-License-Identifier: MIT */
#include "text/typo.h"
#include "unit.h"

static const char *const known[] = {"благоустройств", "озеленен", "бюджет", "порт", "кадастров", "кадров", "участок", "участник", "тариф", "44556"};

static const struct {
	const char *word;
	int meant; /* place in known, or −1 */
	const char *what;
} slips[] = {
	{"благоустройсв", 0, "a letter is missing"},
	{"благгоустройств", 0, "a letter too many"},
	{"благоустрайств", 0, "another letter"},
	{"благоустрйоств", 0, "two neighbours exchanged"},
	{"лагоустройств", 0, "the first letter is missing"},
	{"озеленени", 1, "the last letter is too many"},
	{"бюджет", 2, "the word itself"},
	{"бджут", -1, "two letters away is another word"},
	{"бюдж", -1, "a short word is no slip"},
	{"спорт", -1, "a short known word is not meant"},
	{"кадасров", 4, "of two alike ones the nearer"},
	{"44557", -1, "a number is no slip"},
	{"", -1, "nothing is no slip"},
};

int main(void)
{
	struct typo *typo = typo_new();
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		typo_add(typo, str_of(known[i]), (uint32_t)i);
	typo_ready(typo);
	for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
		uint32_t found = typo_find(typo, str_of(slips[i].word));
		unit_num(found == TYPO_NONE ? -1 : (double)found, slips[i].meant, 0, slips[i].what);
	}
	typo_free(typo);
	typo = typo_new();
	typo_add(typo, STR("сборник"), 1);
	typo_add(typo, STR("сборщик"), 2);
	typo_ready(typo);
	unit_ok(typo_find(typo, STR("сборзик")) == TYPO_NONE, "when two could be meant none is taken");
	typo_free(typo);
	typo_free(NULL);
	return unit_done();
}
