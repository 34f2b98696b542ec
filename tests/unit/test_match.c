/* SPDX-License-Identifier: MIT */
#include "base/buf.h"
#include "text/match.h"
#include "unit.h"

static const char *const titles[][2] = {
	{"roads", "дорожная деятельность: содержание и ремонт автомобильных дорог местного значения"},
	{"schools", "организация бесплатного общего образования в муниципальных школах"},
	{"parks", "благоустройство, озеленение и содержание парков"},
	{"waste", "организация сбора и вывоза твердых коммунальных отходов"},
	{"archive", "формирование и содержание муниципального архива"},
};

static const struct {
	enum match_verdict verdict;
	uint32_t score[2];
	size_t n;
	uint32_t terms;
} rules[] = {
	{MATCH_NONE, {0, 0}, 0, 2},
	{MATCH_NONE, {29999, 0}, 1, 2},
	{MATCH_WEAK, {30000, 0}, 1, 2},
	{MATCH_WEAK, {89999, 0}, 1, 2},
	{MATCH_LIKELY, {90000, 70000}, 2, 2},
	{MATCH_WEAK, {90000, 70001}, 2, 2},
	{MATCH_LIKELY, {149999, 0}, 1, 2},
	{MATCH_SURE, {150000, 100000}, 2, 2},
	{MATCH_LIKELY, {150000, 100001}, 2, 2},
	{MATCH_WEAK, {900000, 890000}, 2, 2},
	{MATCH_WEAK, {200000, 0}, 1, 1}, /* one word in common */
};

static void test_rule(void)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		struct index_hit hits[2] = {{0, rules[i].score[0], rules[i].terms}, {1, rules[i].score[1], 2}};
		unit_str(match_verdict_name(match_judge(hits, rules[i].n)), match_verdict_name(rules[i].verdict),
		         "the verdict by score and lead");
	}
}

static void test_find(struct match *match)
{
	struct str text = STR("Ремонт и содержание городских дорог");
	struct match_found found = match_find(match, text, 3);
	unit_ok(found.n >= 2 && str_is(match_id(match, found.hit[0].doc), "roads"), "the road is found by its words");
	unit_ok(found.verdict >= MATCH_LIKELY, "and likely");
	for (size_t i = 0; i < found.n; i++) {
		const struct match_part *part;
		uint32_t sum = 0;
		size_t n = match_parts(match, found.hit[i].doc, &part);
		for (size_t j = 0; j < n; j++)
			sum += part[j].score;
		unit_num(sum, found.hit[i].score, 0, "the parts add up to the score");
	}
	const struct match_part *part;
	size_t n = match_parts(match, 0, &part);
	bool falling = true;
	for (size_t j = 1; j < n; j++)
		falling = falling && part[j - 1].score >= part[j].score;
	unit_ok(n == 3 && falling, "the heaviest part comes first");
	unit_ok(match_find(match, STR("пение птиц"), 3).verdict == MATCH_NONE, "what shares no word serves nothing");
	unit_ok(match_find(match, STR(""), 3).n == 0, "an empty text has no hit");
}

static void test_why(struct match *match)
{
	struct buf why = {0};
	match_find(match, STR("Вывоз отходов"), 1);
	match_why(match, match_doc(match, STR("waste")), &why);
	unit_ok(strstr(buf_cstr(&why), "отходов~отходов 0.") && strstr(buf_cstr(&why), "Вывоз~вывоза 0."),
	        "the reasons quote both sides");
	buf_free(&why);
}

int main(void)
{
	struct match *match;
	struct err err = ERR_NONE;
	if (!unit_ok(match_new(&match, &err) == RC_OK, "the word lists are read")) {
		printf("# %s\n", err.text);
		return unit_done();
	}
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		match_add(match, str_of(titles[i][0]), str_of(titles[i][1]));
	unit_ok(match_size(match) == 5 && match_doc(match, STR("parks")) == 2, "titles are numbered in order");
	unit_ok(match_doc(match, STR("moon")) == UINT32_MAX, "an unknown id has no number");
	test_rule();
	test_find(match);
	test_why(match);
	match_free(match);
	match_free(NULL);
	return unit_done();
}
