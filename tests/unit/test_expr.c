/* SPDX-License-Identifier: MIT */
#include "base/json.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/vec.h"
#include "ext/jqx.h"
#include "process/condition.h"
#include "process/expr.h"
#include "unit.h"

#include <stdint.h>
#include <stdlib.h>

/* want: the output's text, "" for none; "?" do not know; "-" not simple */
static const struct {
	const char *program, *data, *want;
} cases[] = {
        {".outcomes.decision == \"granted\"", "{\"a\":1,\"outcomes\":{\"check\":\"ok\",\"decision\":\"granted\"}}", "true"},
        {".outcomes.decision == \"granted\"", "{\"outcomes\":null}", "false"},
        {".a", "{\"a\":1,\"b\":{\"a\":2},\"a\":3}", "3"},
        {".a", "{\"\\u0061\" : [1 , {\"b\" : \"]\\\"}\"}] }", "[1,{\"b\":\"]\\\"}\"}]"},
        {".[\"дом 5\"]", "{\"дом 5\":\"ё\"}", "\"ё\""},
        {".a", "5", "?"},
        {".a?", "5", ""},
        {".a? // 1", "5", "1"},
        {".a?//1", "5", "-"},
        {".a // 1", "5", "?"},
        {".a // 1", "{\"a\":false}", "1"},
        {".n > 100", "{\"n\":1e2}", "false"},
        {".n", "{\"n\":1e2}", "100"},
        {".n | tostring", "{\"n\":1e2}", "?"},
        {".n > 12345678901234567890", "{\"n\":1}", "-"},
        {".n > 5", "{\"n\":12345678901234567890}", "?"},
        {".n + 1", "{\"n\":12345678901234567890,\"n\":1}", "2"},
        {"0.1 + 0.2", "1", "0.30000000000000004"},
        {".n / 0", "{\"n\":1}", "-"},
        {".n / .m", "{\"n\":1,\"m\":0}", "?"},
        {".n / .m", "{\"n\":1,\"m\":4}", "0.25"},
        {"-.n", "{\"n\":0}", "?"},
        {"1 == 1 == 1", "1", "-"},
        {"null < false and false < true and true < 0 and 0 < \"\" and \"\" < [] and [] < {}", "1", "true"},
        {"{b: 1, a: .x, \"b\": 2}", "{\"x\":null}", "{\"b\":2,\"a\":null}"},
        {"[.a, .b | not]", "{}", "-"},
        {"[.a, (.b | not)]", "{}", "[null,true]"},
        {"if .a == 1 then \"x\" elif .a == 2 then \"y\" else \"z\" end", "{\"a\":2}", "\"y\""},
        {"if .a then 1 end", "{\"a\":2}", "-"},
        {"has(\"a\") and (has(\"b\") | not)", "{\"a\":null}", "true"},
        {"\"a\\u0062\" | length", "1", "2"},
        {"\"\\ud800\"", "1", "-"},
        {".", "\"\\ud800\"", "?"},
        {".", "\"\\ud83d\\ude00\\n\"", "\"😀\\n\""},
        {"(.list | length) >= 3", "{\"list\":[1,2,{\"a\":[1,2]}]}", "true"},
        {".[1]", "[[1],[2],3]", "[2]"},
        {".[-1]", "[1,2]", "?"},
        {".a[1:]", "{}", "-"},
        {".a | test(\"x\")", "{}", "-"},
        {"..", "1", "-"},
        {".a |= 1", "{}", "-"},
        {".a = 1", "{}", "-"},
        {".a as $x | $x", "{}", "-"},
        {"\"\\(.a)\"", "{}", "-"},
        {"", "{}", "-"},
        {"error(\"x\") // 2", "{}", "?"},
        {"[(.a // 1) + {}] // 5", "{}", "?"},
};

static void test_cases(struct arena *arena)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct expr *expr = expr_compile(str_of(cases[i].program), arena);
		struct buf out = {0};
		enum expr_answer answer = EXPR_UNKNOWN;
		if (!expr)
			buf_puts(&out, "-");
		else if ((answer = expr_value(expr, str_of(cases[i].data), &out)) == EXPR_UNKNOWN)
			buf_puts(&out, "?");
		unit_str(buf_cstr(&out), cases[i].want, cases[i].program);
		buf_free(&out);
	}
}

static void test_conditions(struct arena *arena)
{
	static const struct {
		const char *text, *data;
		enum expr_answer want;
	} foreign[] = {
	        {"${a > 1 && b.c == 'x'}", "{\"a\":2,\"b\":{\"c\":\"x\"}}", EXPR_TRUE},
	        {"=a > 1 or not b", "{\"a\":1,\"b\":true}", EXPR_FALSE},
	        {"#{!approved}", "{\"approved\":false}", EXPR_TRUE},
	        {"${approved}", "{}", EXPR_UNKNOWN},
	        {"${b.c == null}", "{\"b\":{}}", EXPR_UNKNOWN},
	};
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
		struct buf jq = {0};
		size_t at;
		const struct expr *expr = condition_jq(str_of(foreign[i].text), &jq, &at) ? expr_compile(buf_slice(&jq), arena) : NULL;
		unit_ok(expr && expr_holds(expr, str_of(foreign[i].data)) == foreign[i].want, foreign[i].text);
		buf_free(&jq);
	}
}

/* ---- random programs and data: whatever is answered, jq answers */

static uint64_t state = 88172645463325252;

static size_t any(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)(state >> 11) % n;
}

#define ONE_OF(words) ((words)[any(sizeof(words) / sizeof *(words))])

static void random_json(struct buf *out, int depth, bool object)
{
	static const char *const scalars[] = {
	        "null", "true", "false", "0", "1", "-1", "2", "1.5", "-0", "1e3", "10.0", "0.00001", "123456789012345",
	        "12345678901234567", "\"\"", "\"a\"", "\"b\"", "\"ё\\n\"", "\"\\u0430\\\"\"", "\"12\"", "\"1.50\"",
	        "\"\\u007f\"",
	};
	static const char *const names[] = {"a", "b", "c", "a b", "\\u0061", "ж"};
	size_t what = object ? 4 : any(depth > 0 ? 5 : 3);
	if (what < 3) {
		buf_puts(out, ONE_OF(scalars));
		return;
	}
	buf_puts(out, what == 3 ? "[" : "{ ");
	for (size_t i = 0, n = any(what == 4 && any(6) == 0 ? 20 : 4); i < n; i++) {
		buf_puts(out, i ? any(2) ? "," : " , " : "");
		if (what == 4)
			buf_printf(out, any(10) ? "\"%s\":" : "\"%s\" : ", ONE_OF(names));
		random_json(out, depth - 1, false);
	}
	buf_puts(out, what == 3 ? "]" : "\n}");
}

static void random_program(struct buf *out, int depth)
{
	static const char *const leaves[] = {
	        ".", ".a", ".b", ".a.b", ".[\"a b\"]", ".\"c\"", ".[0]", ".a[1]", ".a?", ".c.a?", "null", "true", "false",
	        "0", "1", "2", "1.5", "-1", "\"a\"", "\"\"", "\"ё\\n\"", "[]", "{}", "length", "not", "type", "tostring",
	        "tonumber", "floor", "has(\"a\")", "has(0)", "has(.b)", "(.b|length)", "error(\"x\")", "startswith(\"a\")",
	        "endswith(.a)", "contains(\"\")",
	};
	static const char *const forms[] = {
	        "%==%", "%!=%", "% < %", "%<=%", "%>%", "% >= %", "%+%", "% - %", "%*%", "%/.a", "%/2", "%%.b", "% and %",
	        "% or %", "% // %", "%//%", "%|%", "% | %", "%|not", "-%", "(%)", "(%)", "[%]", "[%,%]", "{a:(%),b:.a}",
	        "{\"a b\": .c, a, c: (%)}", "if % then % else % end", "if % then % elif % then % else % end", "(%).a",
	        "(%)[0]", "(%)[%]", "(%).a?", "(%) as a", "(%)?",
	};
	if (depth == 0 || any(5) == 0) {
		buf_puts(out, ONE_OF(leaves));
		return;
	}
	for (const char *p = ONE_OF(forms); *p; p++)
		if (*p == '%' && (p[1] != '.'))
			random_program(out, depth - 1);
		else
			buf_putc(out, *p);
}

/* Signs in any order: few of them are programs, and those that we take jq must take. */
static void random_soup(struct buf *out)
{
	static const char *const signs[] = {
	        ".a", ".", "\"b\"", "1", "-", "|", "//", "==", "<", "and", "or", "not", "(", ")", "[", "]", "{", "}", ":",
	        ",", "?", " ", "if", "then", "else", "end", "has(", "/", "*", "+", "length", "a", ".5", "=", "elif", "%",
	        "..", "1.", "true", ";",
	};
	for (size_t i = 0, n = 1 + any(9); i < n; i++) {
		buf_puts(out, ONE_OF(signs));
		if (any(3) == 0)
			buf_putc(out, ' ');
	}
}

struct batch {
	struct arena *arena;
	VEC(const char *) program;
	VEC(const char *) name;
	VEC(const struct expr *) expr;
};

struct tally {
	size_t programs, simple, asked, answered, differ, refused; /* asked: what jq raises no error for */
};

static void batch_add(struct batch *b, struct tally *tally, struct str text)
{
	const struct expr *expr = expr_compile(text, b->arena);
	tally->programs++;
	if (!expr)
		return;
	tally->simple++;
	vec_push(&b->program, arena_cstr(b->arena, text));
	vec_push(&b->name, b->program.v[b->program.n - 1]);
	vec_push(&b->expr, expr);
}

/* Later versions of jq write a number as the data has it. */
static void put_plain(const struct json *json, struct buf *out)
{
	double number;
	if (json->kind == JSON_NUMBER && num_parse(json->text, &number)) {
		num_put(out, number);
		return;
	}
	if (json->kind < JSON_ARRAY) {
		json_put(out, json);
		return;
	}
	buf_putc(out, json->kind == JSON_OBJECT ? '{' : '[');
	for (const struct json *item = json->child; item; item = item->next) {
		if (item != json->child)
			buf_putc(out, ',');
		if (json->kind == JSON_OBJECT) {
			json_quote(out, item->name);
			buf_putc(out, ':');
		}
		put_plain(item, out);
	}
	buf_putc(out, json->kind == JSON_OBJECT ? '}' : ']');
}

static bool same_text(struct str ours, struct str theirs)
{
	struct arena *arena = arena_new();
	struct buf plain = {0};
	struct err err = ERR_NONE;
	const struct json *json;
	bool ok = ours.n == 0 && theirs.n == 0;
	if (ours.n > 0 && json_parse(theirs, "jq", arena, &json, &err) == RC_OK) {
		put_plain(json, &plain);
		ok = str_eq(ours, buf_slice(&plain));
	}
	buf_free(&plain);
	arena_free(arena);
	return ok;
}

static void compare(struct batch *b, size_t i, struct jqx *jqx, struct str data, struct tally *tally)
{
	struct buf ours = {0}, theirs = {0};
	struct err err = ERR_NONE;
	enum jqx_outcome outcome;
	enum expr_answer answer = expr_value(b->expr.v[i], data, &ours), holds = expr_holds(b->expr.v[i], data);
	bool ok = jqx_run(jqx, i, data, &outcome, &theirs, &err) == RC_OK && outcome != JQX_ERROR;
	tally->asked += ok;
	if (holds != EXPR_UNKNOWN) {
		tally->answered++;
		ok = ok && holds == (outcome == JQX_TRUE ? EXPR_TRUE : EXPR_FALSE);
		if (answer != EXPR_UNKNOWN)
			ok = ok && answer == holds && same_text(buf_slice(&ours), buf_slice(&theirs));
		if (!ok && tally->differ++ < 10)
			printf("# %s over %.*s\n#   ours %d %s, jq's %s %s\n", b->program.v[i], STR_ARG(data), (int)holds, buf_cstr(&ours), buf_cstr(&theirs), err.text);
	} else if (answer != EXPR_UNKNOWN) {
		tally->differ++;
	}
	buf_free(&ours);
	buf_free(&theirs);
}

/* Compiled together; when jq refuses one of them, one by one to see which. */
static void batch_run(struct batch *b, size_t documents, struct tally *tally)
{
	struct jqx *jqx = NULL;
	struct err err = ERR_NONE;
	if (b->program.n > 0 && jqx_open(b->program.v, b->name.v, b->program.n, &jqx, &err) != RC_OK && tally->refused++ < 10)
		printf("# jq refuses: %s\n", err.text);
	for (size_t i = 0; i < b->program.n && jqx; i++)
		for (size_t k = 0; k < documents; k++) {
			struct buf data = {0};
			random_json(&data, 3, any(8) > 0);
			compare(b, i, jqx, buf_slice(&data), tally);
			buf_free(&data);
		}
	jqx_close(jqx);
	b->program.n = b->name.n = b->expr.n = 0;
	arena_reset(b->arena);
}

static void test_random(bool soup, size_t batches, size_t programs, size_t documents, struct tally *tally)
{
	struct batch b = {.arena = arena_new()};
	struct buf text = {0};
	for (size_t i = 0; i < batches; i++) {
		for (size_t k = 0; k < programs; k++) {
			buf_clear(&text);
			if (soup)
				random_soup(&text);
			else
				random_program(&text, 1 + (int)any(3));
			batch_add(&b, tally, buf_slice(&text));
		}
		batch_run(&b, documents, tally);
	}
	printf("# %zu programs, %zu simple, %zu of %zu answered\n", tally->programs, tally->simple, tally->answered, tally->asked);
	buf_free(&text);
	vec_free(&b.program);
	vec_free(&b.name);
	vec_free(&b.expr);
	arena_free(b.arena);
}

/* Half a text, or one with a byte put out of order, in memory of just its size: an answer and nothing else. */
static void test_broken(struct arena *arena)
{
	static const char *const programs[] = {".a.b", ". == .", "length", ".[1]", ".", "has(\"c\")"};
	const struct expr *expr[sizeof programs / sizeof *programs];
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
		expr[i] = expr_compile(str_of(programs[i]), arena);
	for (size_t round = 0; round < 3000; round++) {
		struct buf data = {0}, out = {0};
		random_json(&data, 3, any(8) > 0);
		size_t n = any(data.n + 1);
		char *copy = mem_array(n + 1, 1), *bytes = mem_array(n ? n : 1, 1);
		memcpy(copy, data.p, n);
		if (n && any(2))
			copy[any(n)] = "\"\\{}[],:x"[any(9)];
		memcpy(bytes, copy, n);
		for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
			if (expr_value(expr[i], (struct str){bytes, n}, &out) == EXPR_UNKNOWN && out.n > 0 && i == 0)
				break;
		free(copy);
		free(bytes);
		buf_free(&data);
		buf_free(&out);
	}
	unit_ok(true, "what is no JSON breaks nothing");
}

int main(void)
{
	struct arena *arena = arena_new();
	struct tally tally = {0}, soup = {0};
	test_cases(arena);
	test_conditions(arena);
	const char *more = getenv("EXPR_ROUNDS");
	size_t rounds = more ? strtoul(more, NULL, 10) : 1;
	test_random(false, 20 * rounds, 200, 12, &tally);
	unit_ok(tally.differ == 0 && tally.refused == 0, "what is answered over random data is what jq answers");
	unit_ok(tally.simple * 10 > tally.programs * 8 && tally.answered * 10 > tally.asked * 9, "and most of it is answered");
	test_random(true, 2 * rounds, 40000, 2, &soup);
	unit_ok(soup.differ == 0 && soup.refused == 0 && soup.simple > 100, "jq refuses no program that is taken here");
	test_broken(arena);
	arena_free(arena);
	return unit_done();
}
