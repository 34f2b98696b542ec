/* SPDX-License-Identifier: MIT */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/map.h"
#include "base/str.h"
#include "base/utf8.h"
#include "unit.h"

#include <stdlib.h>

static void split(void)
{
	static const struct {
		const char *in, *out;
	} cases[] = {{"a|b", "[a][b]"}, {"", ""}, {"a|", "[a][]"}, {"|", "[][]"}, {"a", "[a]"}, {"||x", "[][][x]"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out = {0};
		struct str rest = str_of(cases[i].in), part;
		while (str_split(&rest, '|', &part))
			buf_printf(&out, "[%.*s]", STR_ARG(part));
		unit_str(buf_cstr(&out), cases[i].out, cases[i].in);
		buf_free(&out);
	}
}

static void nearest(void)
{
	static const char *const words[] = {"output", "threshold", "map", "подразделение"};
	static const struct {
		const char *in, *want;
	} cases[] = {{"ouptut", "output"}, {"treshold", "threshold"}, {"mpa", "map"}, {"zzz", "-"},
	             {"Подразделния", "подразделение"}, {"", "-"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *got = str_nearest(str_of(cases[i].in), words, 4);
		unit_str(got ? got : "-", cases[i].want, cases[i].in);
	}
}

static void utf8(void)
{
	static const struct {
		const char *in;
		size_t valid, tail;
	} cases[] = {
		{"abc", 3, 0}, {"жук", 6, 0}, {"ab\xd0", 2, 1}, {"\xe2\x82", 0, 2}, {"\xf0\x9f\x98", 0, 3},
		{"\xed\xa0\x80", 0, 0}, {"\xc0\x80", 0, 0}, {"\xf4\x90\x80\x80", 0, 0}, {"12345678\xff", 8, 0},
		{"\xf0\x9f\x98\x80", 4, 0}, {"\xe0\x80\x80", 0, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		unit_num((double)utf8_valid(cases[i].in, strlen(cases[i].in)), (double)cases[i].valid, 0, "valid prefix");
		unit_num((double)utf8_tail(cases[i].in, strlen(cases[i].in)), (double)cases[i].tail, 0, "unfinished tail");
	}
	/* Every code point there and back, and letters fold to letters. */
	struct buf out = {0};
	bool same = true;
	for (uint32_t c = 1; c <= 0x10FFFF && same; c++) {
		size_t len;
		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		buf_clear(&out);
		utf8_put(&out, c);
		same = utf8_valid(out.p, out.n) == out.n && utf8_get(out.p, out.n, &len) == c && len == out.n &&
		       utf8_lower(utf8_lower(c)) == utf8_lower(c);
	}
	unit_ok(same, "code points round trip");
	unit_ok(utf8_lower(0x416) == 0x436 && utf8_lower(0x401) == 0x451 && utf8_lower('Q') == 'q', "case fold");
	buf_clear(&out);
	utf8_repair(&out, STR("a\xff\xd0\xb6\xd0"));
	unit_str(buf_cstr(&out), "a\xef\xbf\xbd\xd0\xb6\xef\xbf\xbd", "repair");
	unit_num((double)utf8_width(STR("Ёж\xcc\x81 漢")), 5, 0, "width");
	unit_num((double)utf8_cut(STR("漢漢"), 3).n, 3, 0, "cut");
	buf_free(&out);
}

static void map(void)
{
	struct map *map = map_new();
	bool same = true;
	char key[32];
	for (size_t i = 0; i < 100000; i++) {
		snprintf(key, sizeof key, "key-%zu", i * 7919);
		same = same && map_add(map, str_of(key), i) == i;
	}
	for (size_t i = 0; i < 100000; i++) {
		snprintf(key, sizeof key, "key-%zu", i * 7919);
		same = same && map_get(map, str_of(key)) == i && str_is(map_key(map, i), key) &&
		       map_add(map, str_of(key), 0) == i;
	}
	unit_ok(same && map_size(map) == 100000, "a hundred thousand keys, in order");
	unit_ok(map_get(map, STR("none")) == MAP_NONE, "an unknown key");
	map_set(map, STR("key-0"), 5);
	unit_num((double)map_get(map, STR("key-0")), 5, 0, "map_set");
	unit_ok(map_hash(STR("abc")) != map_hash(STR("abd")) && map_hash(STR("")) != map_hash((struct str){"", 1}),
	        "the length is part of the hash");
	map_free(map);
}

static void arena(void)
{
	struct arena *arena = arena_new();
	bool good = true;
	for (int round = 0; round < 3; round++) {
		const char *kept[200];
		for (int i = 0; i < 200; i++) {
			char *p = arena_alloc(arena, (size_t)i * 331);
			for (size_t j = 0; j < (size_t)i * 331; j++)
				good = good && p[j] == 0;
			memset(p, 0xAA, (size_t)i * 331);
			kept[i] = arena_printf(arena, "%d-%d", round, i);
		}
		for (int i = 0; i < 200; i++) {
			char want[32];
			snprintf(want, sizeof want, "%d-%d", round, i);
			good = good && strcmp(kept[i], want) == 0;
		}
		arena_reset(arena);
	}
	unit_ok(good, "pieces are zeroed and do not overlap");
	unit_ok(arena_size(arena) < 64 << 10, "reset gives memory back");
	arena_free(arena);
	arena_free(NULL);
}

int main(void)
{
	split();
	nearest();
	utf8();
	map();
	arena();
	struct str s = str_trim(STR(" \t\xc2\xa0x y\xc2\xa0\r\n"));
	unit_ok(str_is(s, "x y"), "trim");
	unit_ok(str_cmp(STR("a"), STR("ab")) < 0 && str_cmp(STR("б"), STR("а")) > 0, "order");
	struct err err = ERR_NONE;
	char text[4000];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	memcpy(text + 2046, "\xd0\xb6", 2);
	err_set(&err, RC_INPUT, "%s", text);
	err_set(&err, RC_USAGE, "later");
	unit_ok(err.rc == RC_INPUT && err.text[0] == 'x', "the first error stays");
	unit_ok(utf8_valid(err.text, strlen(err.text)) == strlen(err.text), "cut on a character");
	unit_ok(lang_of("ru_RU.UTF-8") == LANG_RU && lang_of("C") == LANG_EN && lang_of(NULL) == LANG_EN, "languages");
	lang_set(LANG_RU);
	unit_str(lang_text("Usage:"), "Вызов:", "a message in Russian");
	unit_str(lang_text("no such message"), "no such message", "a message without a translation");
	return unit_done();
}
