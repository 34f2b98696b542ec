/* SPDX-License-Identifier: MIT */
#include "base/mem.h"
#include "ext/jqx.h"
#include "unit.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* Outputs of a program over an input; an error's text begins with "!", one of the call with "!!".
 */
static const struct {
	const char *program, *json, *out;
} cases[] = {
        {".days + 1", "{\"days\":2}", "3\n"},
        {".a, .b", "{\"a\":null,\"b\":[1,{\"c\":2}]}", "null\n[1,{\"c\":2}]\n"},
        {"empty", "1", ""},
        {".id", "{\"id\":\"12345678901234567890\"}", "\"12345678901234567890\"\n"},
        {".[\"отдел\"] | test(\"жал\"; \"i\")", "{\"отдел\":\"ЖАЛОБЫ\"}", "true\n"},
        {". # a comment ) (", "\"ё\"", "\"ё\"\n"},
        {"def env: 2; env", "0", "2\n"},
        {"env", "1", "{}\n"},
        {"$ENV", "1", "{}\n"},
        {"$ENV.HOME, env.HOME", "1", "null\nnull\n"},
        {"debug, stderr, debug(\"x\")", "1", "1\n1\n1\n"},
        {"input", "1", "!input is off"},
        {"[inputs]", "1", "!inputs is off"},
        {"input_filename", "1", "!input_filename is off"},
        {"input_line_number", "1", "!input_line_number is off"},
        {"modulemeta", "\"x\"", "!modulemeta is off"},
        {"get_search_list", "1", "!get_search_list is off"},
        {"halt", "1", "!halt is off"},
        {"halt_error", "1", "!halt_error is off"},
        {"halt_error(3)", "1", "!halt_error is off"},
        {"now", "1", "!now is off"},
        {"1 | localtime", "1", "!localtime is off"},
        {"1 | strflocaltime(\"%H\")", "1", "!strflocaltime is off"},
        {"1700000000 | todate", "1", "\"2023-11-14T22:13:20Z\"\n"},
        {"1, error(\"нет\")", "1", "!нет"},
        {"error({a: 1})", "1", "!{\"a\":1}"},
        {".a", "5", "!Cannot index number with string \"a\""},
        {".", "{\"name\": \"Иванов\"",
         "!not JSON: Unfinished JSON term at EOF at line 1, column 23"},
        {".", "", "!not JSON: Expected JSON value"},
        {".", "\"a\\u0000b\"", "\"a\\u0000b\"\n"},
        {"1 as $__i | __1", "1", "!!p: jq: __1/0 is not defined"},
        {"1);(2", "1",
         "!!p: jq: the expression is not finished, or its brackets or quotes do not match"},
        {"include \"x\"; .", "1", "!!p: jq: syntax error, unexpected include"},
        {"import \"x\" as x; .", "1", "!!p: jq: syntax error, unexpected import"},
        {"include \"passwd\" {search: \"/etc\"}; .", "1",
         "!!p: jq: syntax error, unexpected include"},
        {"foo", "1", "!!p: jq: foo/0 is not defined"},
        {".a |\n(.b", "1",
         "!!p: jq: the expression is not finished, or its brackets or quotes do not match"},
        {".a |\n.b c |\n.d", "1", "!!p: jq: line 2: syntax error, unexpected IDENT"},
        {".a |", "1",
         "!!p: jq: the expression is not finished, or its brackets or quotes do not match"},
        {"\"open", "1",
         "!!p: jq: the expression is not finished, or its brackets or quotes do not match"},
        {" ", "1", "!!p: the expression is empty"},
};

static void test_cases(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		static const char *const name = "p";
		struct jqx *jqx = NULL;
		struct buf out = {0};
		struct err err = ERR_NONE;
		enum jqx_outcome outcome = JQX_FALSE;
		enum rc rc = jqx_open(&cases[i].program, &name, 1, &jqx, &err);
		if (rc == RC_OK)
			rc = jqx_run(jqx, 0, str_of(cases[i].json), &outcome, &out, &err);
		else
			unit_num(rc, RC_USAGE, 0, "what does not compile is a usage error");
		char got[4096];
		snprintf(got, sizeof got, "%s%s",
		         rc != RC_OK            ? "!!"
		         : outcome == JQX_ERROR ? "!"
		                                : "",
		         rc != RC_OK ? err.text : buf_cstr(&out));
		char title[64];
		snprintf(title, sizeof title, "case %zu: %.*s", i,
		         (int)strcspn(cases[i].program, "\n"), cases[i].program);
		unit_str(got, cases[i].out, title);
		jqx_close(jqx);
		buf_free(&out);
	}
}

#if defined __SANITIZE_ADDRESS__
#define SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

/* Far more memory than the limit in far less than the limit of time. Under the address sanitizer
 * memory has no limit. */
#ifndef SANITIZED
static void test_memory(void)
{
	static const char *const program =
	        "reduce range(25) as $i (\"0123456789abcdef\"; . + .) | length";
	static const char *const name = "large";
	struct jqx *jqx;
	struct err err = ERR_NONE;
	struct buf out = {0};
	enum jqx_outcome outcome;
	if (!unit_ok(jqx_open(&program, &name, 1, &jqx, &err) == RC_OK, "open"))
		return;
	unit_num(jqx_run(jqx, 0, STR("1"), &outcome, &out, &err), RC_INPUT, 0, program);
	jqx_close(jqx);
	buf_free(&out);
}

#endif

/* Every program that asks for too much is refused, the next call works again, and so does every
 * other program. */
static void test_limits(void)
{
	static const char *const programs[] = {
	        ".ok",
	        "def f: 1 + f; f",
	        "[range(infinite)]",
	        "range(infinite) | empty",
	        "reduce range(1000000) as $i (.; [.])",
	        "range(infinite) | \"0123456789\" * 8",
	};
	static const char *const names[] = {"ok", "deep", "wide", "long", "nested", "talk"};
	struct jqx *jqx;
	struct err err = ERR_NONE;
	struct buf out = {0};
	enum jqx_outcome outcome;
	if (!unit_ok(jqx_open(programs, names, 6, &jqx, &err) == RC_OK,
	             "six programs compile together"))
		return;
	for (size_t i = 1; i < 6; i++) {
		err = ERR_NONE;
		buf_clear(&out);
		enum rc rc = jqx_run(jqx, i, STR("1"), &outcome, &out, &err);
		if (i == 5) {
			unit_ok((rc == RC_OK && outcome == JQX_ERROR) || rc == RC_INPUT,
			        "endless output is refused");
		} else {
			char want[64];
			snprintf(want, sizeof want, "%s: the expression exceeded its limits (",
			         names[i]);
			unit_num(rc, RC_INPUT, 0, programs[i]);
			unit_ok(strncmp(err.text, want, strlen(want)) == 0, err.text);
		}
		err = ERR_NONE;
		buf_clear(&out);
		unit_num(jqx_run(jqx, 0, STR("{\"ok\":true}"), &outcome, &out, &err), RC_OK, 0,
		         "a new child");
		unit_str(buf_cstr(&out), "true\n", "answers");
		unit_ok(outcome == JQX_TRUE, "as it should");
	}
	buf_free(&out);
	jqx_close(jqx);
}

static void test_filter(void)
{
	static const char *const programs[] = {".n % 2 == 0", ".n",
	                                       "if .n == 7 then error(\"seven\") else null end"};
	static const char *const names[] = {"a", "b", "c"};
	enum { N = 2000 };
	struct str *json = mem_array(N, sizeof *json), *texts = mem_array(N, sizeof *texts);
	enum jqx_outcome *outcome = mem_array(N, sizeof *outcome);
	char(*room)[64] = mem_array(N, sizeof *room);
	struct jqx *jqx;
	struct err err = ERR_NONE;
	for (int k = 0; k < N; k++) {
		snprintf(room[k], sizeof room[k], "{\"n\":%d,\"отдел\":\"ё\"}", k);
		json[k] = str_of(room[k]);
	}
	if (!unit_ok(jqx_open(programs, names, 3, &jqx, &err) == RC_OK, "open"))
		return;
	for (size_t i = 0; i < 3; i++) {
		unit_num(jqx_filter(jqx, i, json, N, outcome, texts, &err), RC_OK, 0, programs[i]);
		size_t wrong = 0;
		for (int k = 0; k < N; k++) {
			enum jqx_outcome want = i == 0   ? (k % 2 == 0 ? JQX_TRUE : JQX_FALSE)
			                        : i == 1 ? JQX_TRUE
			                                 : (k == 7 ? JQX_ERROR : JQX_FALSE);
			wrong += outcome[k] != want ||
			         !str_is(texts[k], want == JQX_ERROR ? "seven" : "");
		}
		unit_num((double)wrong, 0, 0, "outcomes and texts");
	}
	json[3] = STR("{");
	unit_num(jqx_filter(jqx, 0, json, N, outcome, NULL, &err), RC_OK, 0, "without texts");
	unit_ok(outcome[2] == JQX_TRUE && outcome[3] == JQX_ERROR && outcome[4] == JQX_TRUE,
	        "one bad value spoils no other");
	unit_num(jqx_filter(jqx, 0, json, 0, outcome, texts, &err), RC_OK, 0, "no values");
	jqx_close(jqx);
	free(json);
	free(texts);
	free(outcome);
	free(room);
}

static void test_two_wrong(void)
{
	static const char *const programs[] = {".", "\"", "1", "\"", ")"};
	static const char *const names[] = {"a", "b", "c", "d", "e"};
	struct jqx *jqx = NULL;
	struct err err = ERR_NONE;
	unit_num(jqx_open(programs, names, 5, &jqx, &err), RC_USAGE, 0,
	         "two open strings do not make one");
	unit_ok(strncmp(err.text, "b: jq: ", 7) == 0, err.text);
	err = ERR_NONE;
	unit_num(jqx_open(programs, names, 0, &jqx, &err), RC_OK, 0, "no programs, no child");
	jqx_close(jqx);
	jqx_close(NULL);
}

/* A pipe whose last writer the command closes has ended, whether or not a child lives that was
 * forked while it was open. */
static void test_descriptors(void)
{
	static const char *const program = ".", *const name = "p";
	struct jqx *jqx;
	struct err err = ERR_NONE;
	int ends[2];
	if (pipe(ends) != 0 || !unit_ok(jqx_open(&program, &name, 1, &jqx, &err) == RC_OK, "open"))
		return;
	close(ends[1]);
	struct pollfd it = {.fd = ends[0], .events = POLLIN};
	unit_ok(poll(&it, 1, 5000) == 1 && (it.revents & POLLHUP), "the child holds no pipe open");
	close(ends[0]);
	jqx_close(jqx);
}

int main(void)
{
	/* A write to a dead child must not end the command, even where SIGPIPE has its default. */
	signal(SIGPIPE, SIG_DFL);
	test_cases();
	test_filter();
	test_two_wrong();
	test_descriptors();
#ifndef SANITIZED
	test_memory();
#endif
	test_limits();
	return unit_done();
}
