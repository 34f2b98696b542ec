/* SPDX-License-Identifier: MIT */
#include "text/norm.h"
#include "unit.h"

static const struct {
	const char *in, *want;
} texts[] = {
	{"", ""},
	{"  —  «», . ", ""},
	{"Ведёт реестр", "ведет реестр"},
	{"«Ведение» — учёта,  ЖКХ.", "ведение учета жкх"},
	{"\xc2\xa0неразрывный\xe2\x80\xafпробел", "неразрывный пробел"},
	{"Pеестр дорoг", "реестр дорог"},                         /* Latin P, o */
	{"KPI и СЭД", "kpi и сэд"},                                /* a Latin word stays Latin */
	{"и\xcc\x86од мои\xcc\x86", "йод мой"},                    /* decomposed й */
	{"е\xcc\x88лка", "елка"},                                  /* decomposed ё */
	{"за\xcc\x81мок", "замок"},                                /* stress mark */
	{"пере\xc2\xadнос", "перенос"},                            /* soft hyphen */
	{"ну\xe2\x80\x8bль", "нуль"},                              /* zero-width blank */
	{"ст. 16 ч.1 п. 4.2", "ст 16 ч 1 п 4 2"},
	{"жилищно-коммунальное", "жилищно коммунальное"},
	{"44-ФЗ", "44 фз"},
	{"а\xff" "б", "а б"},                                      /* a bad byte parts words */
};

static void test_words(void)
{
	struct str rest = STR("в МКД и МУПом, Мэр № 7");
	struct norm_word word = {0};
	static const struct {
		const char *text, *surface;
		bool capitals;
	} want[] = {{"в", "в", false},         {"мкд", "МКД", true}, {"и", "и", false},
	            {"мупом", "МУПом", true}, {"мэр", "Мэр", false}, {"7", "7", false}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		if (!unit_ok(norm_next(&rest, &word), "there is a next word"))
			break;
		unit_str(buf_cstr(&word.text), want[i].text, "its normal form");
		unit_ok(str_is(word.surface, want[i].surface), "its place in the text");
		unit_ok(word.capitals == want[i].capitals, "whether it begins with two capitals");
	}
	unit_ok(!norm_next(&rest, &word) && !norm_next(&rest, &word), "the end stays the end");
	buf_free(&word.text);
}

int main(void)
{
	struct buf out = {0}, again = {0};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		buf_clear(&out);
		buf_clear(&again);
		norm_text(str_of(texts[i].in), &out);
		unit_str(buf_cstr(&out), texts[i].want, texts[i].in);
		norm_text(buf_slice(&out), &again);
		unit_str(buf_cstr(&again), texts[i].want, "the normal form is its own normal form");
	}
	buf_free(&out);
	buf_free(&again);
	test_words();
	return unit_done();
}
