/* SPDX-License-Identifier: MIT */
#include "base/buf.h"
#include "text/account.h"
#include "unit.h"

static const char *const titles[][2] = {
	{"roads", "дорожная деятельность: содержание и ремонт автомобильных дорог местного значения"},
	{"schools", "организация бесплатного общего образования в муниципальных школах"},
	{"parks", "благоустройство, озеленение и содержание парков"},
	{"waste", "организация сбора и вывоза твердых коммунальных отходов"},
	{"archive", "формирование и содержание муниципального архива"},
};

static void learn(struct match *match)
{
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		match_power(match, str_of(titles[i][0]), str_of(titles[i][1]));
	uint32_t tax = match_topic(match, STR("tax"), STR("state"), STR("налоговый контроль"));
	match_learn(match, tax, MATCH_ACTION, 3, STR("камеральная проверка деклараций"));
	match_learn(match, 0, MATCH_COLLOQUIAL, 3, STR("яма на проезжей части"));
	match_learn(match, 2, MATCH_SENTENCE, 2, STR("Высаживает цветы на клумбах и следит за газоном"));
	match_ready(match);
}

static void test_find(struct matcher *matcher, const struct match *match)
{
	struct match_found found = match_find(matcher, STR("Ремонт и содержание городских дорог"), 3);
	unit_ok(found.n >= 2 && str_is(match_id(match, found.hit[0].class), "roads"), "the road is found by its words");
	for (size_t i = 0; i < found.n; i++) {
		const struct match_part *part;
		uint32_t sum = 0;
		bool falling = true;
		size_t n = match_parts(matcher, found.hit[i].class, &part);
		for (size_t j = 0; j < n; j++) {
			sum += part[j].score;
			falling = falling && (j == 0 || part[j - 1].score >= part[j].score);
		}
		unit_num(sum, found.hit[i].score, 0, "the parts add up to the score");
		unit_num(sum, match_score(matcher, found.hit[i].class), 0, "whichever way it is asked for");
		unit_ok(falling, "the heaviest part comes first");
	}
	found = match_find(matcher, STR("Засыпает ямы"), 3);
	unit_ok(found.n == 1 && str_is(match_id(match, found.hit[0].class), "roads"), "what is known about a power finds it");
	found = match_find(matcher, STR("проверяет декларации"), 3);
	unit_ok(match_judge(matcher, found.hit, found.n, found.foreign).verdict == MATCH_NONE && str_is(match_id(match, found.foreign.class), "tax"), "what is no power is none, and named");
	unit_ok(str_is(match_level(match, found.foreign.class), "state") && match_level(match, 0).n == 0, "with its level");
	found = match_find(matcher, STR("пение птиц"), 3);
	unit_ok(match_judge(matcher, found.hit, found.n, found.foreign).verdict == MATCH_NONE, "what shares no word serves nothing");
	found = match_find(matcher, STR(""), 3);
	unit_ok(found.n == 0 && found.foreign.class == MATCH_NOBODY, "an empty text has no hit");
}

static const struct {
	const char *text, *power, *why, *what;
} reasons[] = {
	{"Вывоз отходов", "waste", "отходов~отходов ", "a word of the title is quoted from both sides"},
	{"Засыпает ямы", "roads", "ямы~«яма на проезжей части» ", "a short line of knowledge is quoted whole"},
	{"сажает цветы", "parks", "цветы~«цветы…» ", "of a sentence, the word"},
	{"вывоз ТКО", "waste", "ТКО = твёрдые коммунальные отходы~", "an abbreviation is read out"},
	{"озелинение улиц", "parks", "озелинение ≈ озеленение ", "a slip of the pen is marked"},
};

static void test_why(struct matcher *matcher, const struct match *match)
{
	struct buf why = {0};
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
		buf_clear(&why);
		match_find(matcher, str_of(reasons[i].text), 1);
		account_why(matcher, match_class(match, str_of(reasons[i].power)), &why);
		if (!unit_ok(strstr(buf_cstr(&why), reasons[i].why) != NULL, reasons[i].what))
			printf("# %s\n", buf_cstr(&why));
	}
	buf_free(&why);
}

/* A slip of the pen gives less than the word itself. */
static void test_guess(struct matcher *matcher)
{
	match_find(matcher, STR("озеленение"), 1);
	uint32_t whole = match_score(matcher, 2);
	match_find(matcher, STR("озелинение"), 1);
	unit_ok(match_score(matcher, 2) > 0 && match_score(matcher, 2) < whole, "a guessed word gives a part of its weight");
}

int main(void)
{
	struct match *match;
	struct matcher *matcher;
	struct err err = ERR_NONE;
	enum match_kind kind;
	if (!unit_ok(match_new(&match, &err) == RC_OK, "the word lists are read")) {
		printf("# %s\n", err.text);
		return unit_done();
	}
	learn(match);
	unit_ok(match_powers(match) == 5 && match_class(match, STR("parks")) == 2, "powers are numbered in order");
	unit_ok(match_class(match, STR("tax")) == 5, "topics follow");
	unit_ok(match_class(match, STR("moon")) == MATCH_NOBODY, "an unknown id has no number");
	unit_ok(match_kind_named(STR("system"), &kind) && kind == MATCH_SYSTEM && !match_kind_named(STR("x"), &kind), "kinds go by name");
	if (unit_ok(match_open(match, &matcher, &err) == RC_OK, "a matcher is made")) {
		test_find(matcher, match);
		test_why(matcher, match);
		test_guess(matcher);
		match_close(matcher);
	}
	match_free(match);
	match_free(NULL);
	match_close(NULL);
	return unit_done();
}
