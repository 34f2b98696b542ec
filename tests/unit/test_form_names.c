/* SPDX-License-Identifier: MIT */
#include "base/buf.h"
#include "cases/form_names.h"
#include "unit.h"

static const struct {
	const char *program, *want; /* the names, and "*" where the whole row is needed */
} programs[] = {
        {".a", "a"},
        {".a >= .b", "a b"},
        {".a == .a", "a"},
        {".a > 5 and (.b | not)", "a b"},
        {".a != \"x\" or .c <= 3", "a c"},
        {".a==.b", "a b"},
        {"(.a | tonumber) > 100 and .b == \"x\"", "a b"},
        {".a | tonumber > 100 and .b", "a"}, /* .b is of what stands before the pipe */
        {".a | startswith(.b)", "a"},
        {".a | test(\"^\\\\d{4}$\")", "a"},
        {"if .a then .b else .c end", "a b c"},
        {"if .a | test(\"x\") then .b elif .d then .e else .c end and .f", "a b d e c f"},
        {".[\"a b\"] == .\"c d\"", "a b c d"},
        {".[ \"a\" ]?", "a"},
        {".a.b.c", "a"},
        {".a .b", "a"},
        {".a[.b]", "a b"},
        {".a as $x | .b > $x", "a b"},
        {"(.a | length) as $x | .b | . > $x", "a b"},
        {".a // .b", "a b"},
        {"[.a, .b] | all", "a b"},
        {"[.a, .b] | map(.c)", "a b"},
        {"\"\\(.a)-\\(.b | .c)\" == .d", "a b d"},
        {".a # .b\n and .c", "a c"},
        {"\".a\" == .b", "b"},
        {".a > 1.5e3", "a"},
        {"- .a < 0", "a"},
        {"true", ""},
        {"$x.foo", ""},
        /* Where all may be looked at. */
        {".", "*"},
        {"..", "*"},
        {".[]", "*"},
        {".[0]", "*"},
        {"[.[]] | length", "*"},
        {"length > 3", "*"},
        {"has(\"a\")", "*"},
        {"keys", "*"},
        {"select(.a) | .b", "a *"},
        {"{a, b: .c} | .a", "c *"},
        {"try .a catch null, .b", "*"},
        {"def f: .a; f", "*"},
        {"reduce .a as $x (0; . + .b)", "*"},
        {".a = 1 | .b", "a *"},
        {".a |= 1 | .b", "a *"},
        {".a += 1 | .b", "a *"},
        {". as $r | $r.a", "*"},
        {"@json == .a", "a *"},
        {".[\"a\" + \"b\"]", "*"},
        /* No programs. */
        {"", ""},
        {")", ""},
        {".a ) .b", "a b"},
        {"\"", ""},
        {"\"\\(", ""},
        {"\"\\", ""},
        {".[", "*"},
        {".[\"", "*"},
        {"end end .a", "*"},
        {"=", "*"},
};

int main(void)
{
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
		struct form_names names = {0};
		struct buf got = {0};
		form_names_read(str_of(programs[i].program), &names);
		for (size_t k = 0; k < names.names.n; k++)
			buf_printf(&got, "%s%.*s", k ? " " : "", STR_ARG(names.names.v[k]));
		if (names.whole)
			buf_puts(&got, got.n ? " *" : "*");
		unit_str(buf_cstr(&got), programs[i].want, programs[i].program);
		form_names_free(&names);
		buf_free(&got);
	}
	struct form_names names = {0};
	struct buf deep = {0};
	for (int i = 0; i < 100000; i++)
		buf_putc(&deep, i % 2 ? '(' : '[');
	buf_puts(&deep, ".a");
	form_names_read(buf_slice(&deep), &names);
	unit_ok(names.whole && names.names.n == 0, "a program that is too deep needs the whole row");
	form_names_free(&names);
	buf_free(&deep);
	return unit_done();
}
