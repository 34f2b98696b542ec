/* SPDX-License-Identifier: MIT */
#include "text/alike.h"
#include "text/root.h"
#include "unit.h"

#include <stdlib.h>

static void test_roots(void)
{
	static const struct {
		const char *stem, *want;
	} cases[] = {
	        {"перевозк", "перевоз"}, {"участок", "участк"}, {"участк", "участк"}, {"мост", "мост"}, {"жител", "жител"}, {"перевод", "перевод"},
	};
	struct buf scratch = {0};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		unit_ok(str_is(root_of(str_of(cases[i].stem), &scratch), cases[i].want), cases[i].stem);
	buf_free(&scratch);
}

/* Every concept weighs what it does in general. */
static double how_alike(struct office *office, const char *one, const char *other)
{
	struct office_work a, b;
	office_read(office, str_of(one), &a);
	office_read(office, str_of(other), &b);
	double *weight = calloc(office_concepts(office) + 1, sizeof *weight);
	for (uint32_t i = 0; i < office_concepts(office); i++)
		weight[i] = office_weight(office, i);
	double s = alike(office, weight, &a, &b), back = alike(office, weight, &b, &a);
	unit_num(s, back, 1e-12, "both ways the same");
	free(weight);
	office_work_free(&a);
	office_work_free(&b);
	return s;
}

static const struct {
	const char *one, *other;
	bool same;
} pairs[] = {
        {"Выдача разрешений на строительство", "Оформление разрешений на строительство объектов", true},
        {"Выдача разрешений на строительство", "Выдача разрешений на ввод объектов в эксплуатацию", false},
        {"Выдача разрешений на строительство", "Отмена разрешений на строительство", false},
        {"Выдача ордера на земляные работы", "Закрытие ордера на земляные работы", false},
        {"Организация содержания муниципальных автодорог", "Содержание автомобильных дорог местного значения", true},
        {"Ведение реестра муниципального имущества", "Учёт муниципальной собственности в реестре", true},
        {"Постановка на учёт нуждающихся в жилье", "Снятие с учёта нуждающихся в жилье", false},
        {"Учёт детей", "Учёт ветеранов", false},
        {"Приём заявлений в детский сад", "Постановка детей на очередь в ДОУ", true},
        {"Оформление спецразрешений", "Выдача специальных разрешений", true},
        {"Осуществление закупок", "Муниципальные закупки", true},
        {"Строительство школ", "Надзор за строительством школ", false},
        {"Строительство школ", "Подготовка школ", false},
        {"Содержание автобусов", "Содержание пассажиров", false},
        {"Присвоение адресов объектам", "Присваивает адреса объектам недвижимости", true},
};

int main(void)
{
	struct err err = {0};
	struct office *office;
	test_roots();
	if (office_new(&office, &err) != RC_OK)
		return 1;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		unit_ok((how_alike(office, pairs[i].one, pairs[i].other) >= 0.5) == pairs[i].same, pairs[i].other);
	unit_num(alike_least(1), 1, 1e-12, "what is wholly alike shares all");
	office_free(office);
	return unit_done();
}
