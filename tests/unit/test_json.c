/* SPDX-License-Identifier: MIT */
#include "base/json.h"
#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

static const struct {
	const char *in, *out; /* out: compact text, or the error after "f:" */
} cases[] = {
	{"{\"b\":1,\"a\":[true,false,null,\"x\"]}", "{\"b\":1,\"a\":[true,false,null,\"x\"]}"},
	{" 12345678901234567890 ", "12345678901234567890"},
	{"1.50", "1.50"},
	{"1e999", "1e999"},
	{"\"\\u0416\\ud83d\\ude00\\n\\/\"", "\"Ж😀\\n/\""},
	{"\"\\u0000\"", "\"\\u0000\""},
	{"\xef\xbb\xbf[]", "[]"},
	{"{}", "{}"},
	{"", "!1:1: JSON: the text ends where a value is expected"},
	{"[1,\n 2,]", "!2:4: JSON: a value is expected"},
	{"{\"a\":1,\"a\":2}", "!1:11: JSON: a member of this name stands in the object already"},
	{"[1 2]", "!1:4: JSON: \",\" or \"]\" is expected"},
	{"{\"a\" 1}", "!1:6: JSON: \":\" is expected"},
	{"\"\\ud800\"", "!1:8: JSON: half of a surrogate pair"},
	{"\"\\ud800\\u0041\"", "!1:14: JSON: half of a surrogate pair"},
	{"\"\\udc00\"", "!1:8: JSON: half of a surrogate pair"},
	{"\"\\u12g4\"", "!1:4: JSON: four hexadecimal digits are expected after \\u"},
	{"\"a\tb\"", "!1:3: JSON: a control character in a string"},
	{"\"abc", "!1:5: JSON: the string does not end"},
	{"\"\xff\"", "!1:2: JSON: a byte that is not UTF-8"},
	{"01", "!1:1: JSON: a value is expected"},
	{"+1", "!1:1: JSON: a value is expected"},
	{"nul", "!1:1: JSON: a value is expected"},
	{"NaN", "!1:1: JSON: a value is expected"},
	{"{} {}", "!1:4: JSON: something stands behind the value"},
	{"[", "!1:2: JSON: the text ends where a value is expected"},
};

static const struct {
	const char *in, *out;
} streams[] = {
	{"{\"a\":1}\n{\"a\":2}\n", "{\"a\":1};{\"a\":2};"},
	{"[{\"a\":\"]}\"},\n {\"a\":2}]\n", "{\"a\":\"]}\"};{\"a\":2};"},
	{"", ""},
	{"[]", ""},
	{"1 2\n3", "1;2;3;"},
	{"[1,2", "1;2;!<stdin>:1:5: JSON: the array does not end"},
	{"[1]x", "1;!<stdin>:1:4: JSON: something stands behind the value"},
	{"[1 2]", "1;!<stdin>:1:4: JSON: \",\" or \"]\" is expected"},
	{"{\"a\":1}\n\n{\"a\":}", "{\"a\":1};!<stdin>:3:6: JSON: a value is expected"},
	{"]", "!<stdin>:1:1: JSON: a value is expected"},
	{"[{\"ж\":1},\n  {\"ж\":}]", "{\"ж\":1};!<stdin>:2:8: JSON: a value is expected"},
	{"[\"ж\", \"a\tb\"]", "\"ж\";!<stdin>:1:9: JSON: a control character in a string"},
	{"\xef\xbb\xbf[1]", "1;"},
	{"\xef\xbb\xbf", ""},
	{"[1,]", "1;!<stdin>:1:4: JSON: a value is expected"},
	{"[,1]", "!<stdin>:1:2: JSON: a value is expected"},
};

static void stream(const char *in, const char *want)
{
	struct err err = ERR_NONE;
	int ends[2];
	struct io_in *io;
	struct buf out = {0};
	if (pipe(ends) != 0 || write(ends[1], in, strlen(in)) < 0 || dup2(ends[0], 0) < 0)
		exit(1);
	close(ends[0]);
	close(ends[1]);
	if (io_in_open("-", &io, &err) != RC_OK)
		exit(1);
	struct json_stream *st = json_stream_new(io);
	struct arena *arena = arena_new();
	const struct json *json;
	while (json_stream_next(st, arena, &json, &err) == RC_OK && json) {
		json_put(&out, json);
		buf_putc(&out, ';');
	}
	if (err.rc != RC_OK)
		buf_printf(&out, "!%s", err.text);
	unit_str(buf_cstr(&out), want, in);
	arena_free(arena);
	json_stream_free(st);
	io_in_close(io);
	buf_free(&out);
}

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_new();
		struct err err = ERR_NONE;
		const struct json *json;
		struct buf out = {0};
		if (json_parse(str_of(cases[i].in), "f", arena, &json, &err) == RC_OK)
			json_put(&out, json);
		else
			buf_printf(&out, "!%s", err.text + 2);
		unit_str(buf_cstr(&out), cases[i].out, cases[i].in);
		buf_free(&out);
		arena_free(arena);
	}
	for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
		stream(streams[i].in, streams[i].out);
	struct arena *arena = arena_new();
	struct err err = ERR_NONE;
	const struct json *json;
	char *deep = malloc(100001);
	memset(deep, '[', 100000);
	deep[100000] = '\0';
	unit_ok(json_parse(str_of(deep), "f", arena, &json, &err) == RC_INPUT, "a hundred thousand nested arrays");
	unit_str(err.text, "f:1:257: JSON: nested deeper than 256", "the error says so and does not quote its input");
	deep[256] = '\0';
	memset(deep + 128, ']', 128);
	err = ERR_NONE;
	unit_ok(json_parse(str_of(deep), "f", arena, &json, &err) == RC_OK, "128 nested arrays");
	free(deep);
	err = ERR_NONE;
	if (json_parse(STR("{\"s\":\"x\",\"n\":2.5,\"b\":true}"), "f", arena, &json, &err) == RC_OK) {
		unit_ok(str_is(json_text(json, "s"), "x") && json_text(json, "n").n == 0, "text");
		unit_num(json_num(json, "n", 7), 2.5, 0, "number");
		unit_num(json_num(json, "s", 7), 7, 0, "fallback for another kind");
		unit_ok(json_bool(json, "b", false) && !json_bool(json, "none", false), "boolean");
		unit_ok(json_get(json, "none") == NULL && json_get(NULL, "x") == NULL, "nothing");
	}
	struct buf out = {0};
	json_quote(&out, STR("a\"\\\x01\x1f\xff"));
	unit_str(buf_cstr(&out), "\"a\\\"\\\\\\u0001\\u001f\xef\xbf\xbd\"", "quote");
	buf_free(&out);
	arena_free(arena);
	return unit_done();
}
