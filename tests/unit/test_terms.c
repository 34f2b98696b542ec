/* SPDX-License-Identifier: MIT */
#include "base/buf.h"
#include "text/terms.h"
#include "unit.h"

/* Stems as Snowball gives them, of a family that of its head; the word lists are the shipped ones. */
static const struct {
	const char *text, *stems;
} texts[] = {
	{"", ""},
	{"и в на по", ""},
	{"Ведёт реестр дорог", "веден реестр дорог"},
	{"реестра реестром РЕЕСТРУ", "реестр реестр реестр"},
	{"принимает участие в ремонте дорог", "ремонт дорог"},
	{"ремонт дорог в установленном порядке", "ремонт дорог"},
	{"на территории городского округа ремонт", "ремонт"},
	{"ремонт МКД", "ремонт многоквартирн дом"},
	{"окна и ОКН", "окн объект культур наследован"},
	{"ремонт мкд", "ремонт многоквартирн дом"},
	{"работает с МУПами", "работа муниципалитет унитарн предприят"},
	{"программное обеспечение и ПО по плану", "программ программ план"}, /* ПО counts only in capitals */
	{"в соцсетях", "социальн сет"},
	{"до и после", ""},                      /* not ДОУ with its stem's ending cut off */
	{"учёт с учётом связи в связи", "учет учет связ связ"},
	{"44-ФЗ", "44"},
	{"участок № 7", "участок 7"},
};

static void join(const struct terms *terms, const struct term_list *list, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			buf_putc(out, ' ');
		buf_str(out, terms_stem(terms, list->v[i].id));
	}
}

static void test_surfaces(struct terms *terms, struct term_list *list)
{
	terms_of(terms, STR("«Ремонт» МКД, МКД"), list);
	unit_num((double)list->n, 5, 0, "an abbreviation gives the terms of its expansion, each time");
	unit_ok(list->n == 5 && str_is(list->v[0].surface, "Ремонт"), "a term knows the word it comes from");
	unit_ok(list->n == 5 && str_is(list->v[2].surface, "МКД"), "or the abbreviation");
	terms_distinct(terms, list);
	unit_num((double)list->n, 3, 0, "distinct keeps the first of each");
}

static void test_seal(struct terms *terms, struct term_list *list)
{
	terms_seal(terms);
	uint32_t known = terms_known(terms);
	terms_of(terms, STR("ремонт"), list);
	uint32_t repair = list->v[0].id;
	unit_ok(repair < known, "a known stem has a number for good");
	terms_of(terms, STR("невиданнословие"), list);
	unit_ok(list->n == 1 && list->v[0].id >= known, "a new stem gets a number past them");
	/* more distinct words than are remembered */
	char word[64];
	bool steady = true;
	for (int i = 0; i < 300000; i++) {
		snprintf(word, sizeof word, "ремонт слово%d", i);
		terms_of(terms, str_of(word), list);
		terms_distinct(terms, list);
		steady = steady && list->n == 2 && list->v[0].id == repair;
	}
	unit_ok(steady, "numbers for good outlast what is forgotten");
	unit_ok(terms_known(terms) == known, "and nothing is added to them");
}

int main(void)
{
	struct terms *terms;
	struct term_list list = {0};
	struct buf got = {0};
	struct err err = ERR_NONE;
	if (!unit_ok(terms_new(&terms, &err) == RC_OK, "the word lists are read")) {
		printf("# %s\n", err.text);
		return unit_done();
	}
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		terms_of(terms, str_of(texts[i].text), &list);
		join(terms, &list, &got);
		unit_str(buf_cstr(&got), texts[i].stems, texts[i].text);
	}
	test_surfaces(terms, &list);
	test_seal(terms, &list);
	terms_list_free(&list);
	buf_free(&got);
	terms_free(terms);
	terms_free(NULL);
	return unit_done();
}
