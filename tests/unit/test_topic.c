/* SPDX-License-Identifier: MIT */
#include "text/topic.h"
#include "unit.h"

static struct topics *school(void)
{
	static const struct {
		const char *topic, *unit, *text;
	} cases[] = {
	        {"Вода", "U1", "нет горячей воды третий день"},      {"Вода", "U1", "из крана идёт ржавая вода"},
	        {"Вода", "U1", "прорвало трубу, водоканал не едет"}, {"Вода", "U2", "счётчик воды просят поверить, прислали квитанцию"},
	        {"Вода", "U2", "в квитанции начислили воду дважды"}, {"Вода", "U2", "перерасчёт за воду не сделали, квитанция прежняя"},
	        {"Свет", "U3", "не горит фонарь у подъезда"},        {"Свет", "U3", "темно на остановке, лампа перегорела"},
	        {"Свет", "U3", "фонари мигают всю ночь"},            {"Свет", "U3", "столб упал, света на улице нет"},
	};
	struct err err = ERR_NONE;
	struct topics *topics;
	char id[8];
	if (topic_new(&topics, &err) != RC_OK) {
		printf("# %s\n", err.text);
		return NULL;
	}
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(id, sizeof id, "N%zu", i + 1);
		topic_learn(topics, str_of(id), str_of(cases[i].topic), str_of(cases[i].unit), str_of(cases[i].text));
	}
	return topic_ready(topics, &err) == RC_OK ? topics : NULL;
}

int main(void)
{
	struct err err = ERR_NONE;
	struct topics *topics = school();
	struct topic_asker *asker;
	struct buf why = {0};
	size_t n;
	if (!topics || topic_open(topics, &asker, &err) != RC_OK)
		return !unit_ok(false, "what is known is read");

	const struct topic_guess *g = topic_ask(asker, STR("Лампочка перегорела, ничего не видно"), 2, &n);
	unit_ok(str_is(topic_name(topics, g->topic), "Свет") && str_is(g->unit, "U3"), "words like those of past cases");
	unit_ok(n == 2 && g[0].confidence > g[1].confidence && g[0].confidence + g[1].confidence <= 1, "the likeliest topic first");
	g = topic_ask(asker, STR("Батареи ледяные, из радиатора течёт, насосная встала"), 1, &n);
	unit_ok(n >= 1, "there is always a row");

	g = topic_ask(asker, STR("Опять неверная квитанция за воду"), 1, &n);
	unit_ok(str_is(g->unit, "U2"), "of a topic's units the one whose texts the message is like");
	g = topic_ask(asker, STR("Ржавая вода из крана"), 1, &n);
	unit_ok(str_is(g->unit, "U1"), "and the other one");
	unit_ok(g->unit_confidence <= g->confidence + 1e-9, "a topic's probability is shared by its units");

	g = topic_ask(asker, STR("не горит фонарь у подъезда!"), 1, &n);
	topic_why(asker, 0, &why);
	unit_ok(g->verdict == MATCH_SURE && strstr(buf_cstr(&why), "the same matter: N7 1.00"), "the same words: sure, and the case is named");
	buf_clear(&why);

	g = topic_ask(asker, STR("абракадабра"), 1, &n);
	topic_why(asker, 0, &why);
	unit_ok(g->topic == TOPIC_NONE && g->verdict == MATCH_NONE, "a word that nobody knows");
	unit_str(buf_cstr(&why), "no word that is known", "and that is why");
	g = topic_ask(asker, (struct str){0}, 1, &n);
	unit_ok(n == 2 && g->topic == TOPIC_NONE, "an empty text: none, then a guess");
	buf_free(&why);
	topic_close(asker);
	topic_free(topics);
	topic_free(NULL);
	return unit_done();
}
