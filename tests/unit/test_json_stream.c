/* SPDX-License-Identifier: MIT */
#include "base/json.h"
#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

/* Values with ";" behind them, what could not be read as <line:column reason|text>. */
static const struct {
	const char *in, *out;
} cases[] = {
        {"{\"a\":1}\n{\"a\":2}{\"a\":3}", "{\"a\":1};{\"a\":2};{\"a\":3};"},
        {"[1,2]\n[3]\n4\n[]\n[[5]]", "1;2;3;4;[5];"},
        {"{\n  \"a\": [\n    1\n  ]\n}\n{\n  \"a\": 2\n}\n", "{\"a\":[1]};{\"a\":2};"},
        {"{\"a\":}\n{\"b\":1}", "<1:6 JSON: a value is expected|{\"a\":}>{\"b\":1};"},
        {"{\"a\":1\n{\"b\":1}", "<2:1 JSON: \",\" or \"}\" is expected|{\"a\":1\n>{\"b\":1};"},
        {"{\"a\":\"x}\n{\"b\":1}\n", "<1:9 JSON: a control character in a string|{\"a\":\"x}\n>{\"b\":1};"},
        {"{\"a\":\"x\n\"}{\"f\":1}\n{\"b\":1}\n", "<1:8 JSON: a control character in a string|{\"a\":\"x\n\"}{\"f\":1}\n>{\"b\":1};"},
        {"{\"a\":\"\\ud800\"}\n{\"b\":1}\n", "<1:13 JSON: half of a surrogate pair|{\"a\":\"\\ud800\"}>{\"b\":1};"},
        {"[{\"a\":1},{\"a\":01},{\"a\":3}]", "{\"a\":1};<1:15 JSON: a value is expected|{\"a\":01}>{\"a\":3};"},
        {"[1 2,3]", "1;<1:4 JSON: \",\" or \"]\" is expected|2>3;"},
        {"[1,]\n[2]", "1;<1:4 JSON: a value is expected|]>2;"},
        {"[nul,1]", "<1:2 JSON: a value is expected|nul>1;"},
        {"[{\"a\":1},{\"a\":2}", "{\"a\":1};{\"a\":2};<1:17 JSON: the array does not end|>"},
        {"[{\"a\":1},{\"a\":", "{\"a\":1};<1:15 JSON: the text ends where a value is expected|{\"a\":>"},
        {"{\"a\":1}}\n{\"b\":1}", "{\"a\":1};<1:8 JSON: a value is expected|}>{\"b\":1};"},
        {"{\"a\":[1}\n{\"b\":1}", "<1:8 JSON: \",\" or \"]\" is expected|{\"a\":[1}\n>{\"b\":1};"},
        {"oops {\"a\":1}\n", "<1:1 JSON: a value is expected|oops>{\"a\":1};"},
        {"{\"a\":\"\\", "<1:8 JSON: the string does not end|{\"a\":\"\\>"},
        {"\"\xff\"\n1", "<1:2 JSON: a byte that is not UTF-8|\"\xff\">1;"},
        {"\xef\xbb\xbf{\"a\":1}\n\xef\xbb\xbf{\"b\":1}", "{\"a\":1};{\"b\":1};"},
        {"", ""},
};

/* Lines that are no JSON, each in its own way. */
static const char *const broken[] = {
        "{\"a\":", "{\"a\":\"",   "{\"a\":[}",         "}",           "]",  ",",   "{]",     "{\"a\":1,\"a\":2}",
        "\\",      "{\"a\":tru}", "{\"a\":\"\\u00\"}", "{\"a\":\"\\", "\"", ":{}", "{{{{{{", "{\"a\":[[[["};

static char path[] = "/tmp/json_stream.XXXXXX";

static void put_file(const char *bytes, size_t n)
{
	FILE *file = fopen(path, "w");
	if (!file || fwrite(bytes, 1, n, file) != n || fclose(file) != 0)
		exit(1);
}

static void read_all(struct buf *out)
{
	struct err err = ERR_NONE;
	struct io_in *io;
	if (io_in_open(path, &io, &err) != RC_OK)
		exit(1);
	struct json_stream *st = json_stream_many(io);
	struct arena *arena = arena_new();
	const struct json *json;
	struct json_bad bad;
	for (;; arena_reset(arena)) {
		if (json_stream_next(st, arena, &json, &err) == RC_OK) {
			if (!json)
				break;
			json_put(out, json);
			buf_putc(out, ';');
		} else if (json_stream_recover(st, &bad, &err) == RC_OK) {
			buf_printf(out, "<%zu:%zu %s|%.*s>", bad.line, bad.column, bad.reason, STR_ARG(bad.text));
		} else {
			exit(1);
		}
	}
	json_stream_free(st);
	arena_free(arena);
	io_in_close(io);
}

static void test_broken_lines(void)
{
	size_t lost = 0, n = sizeof broken / sizeof *broken;
	struct buf text = {0}, out = {0};
	for (size_t i = 0; i < n; i++) {
		buf_clear(&text);
		buf_clear(&out);
		buf_printf(&text, "{\"first\":1}\n%s\n{\"second\":2}\n%s\n{\"third\":3}\n", broken[i], broken[n - 1 - i]);
		put_file(text.p, text.n);
		read_all(&out);
		if (!strstr(buf_cstr(&out), "{\"first\":1};") || !strstr(out.p, "{\"second\":2};") || !strstr(out.p, "{\"third\":3};") ||
		    !strstr(out.p, broken[i])) {
			printf("# %s: %s\n", broken[i], out.p);
			lost++;
		}
	}
	unit_ok(lost == 0, "a broken line costs only itself");
	buf_free(&text);
	buf_free(&out);
}

/* A text of 40 MB that would be a value of its own, were it not in a string. */
static void test_large(void)
{
	struct buf text = {0}, out = {0};
	buf_puts(&text, "{\"a\":1}\n{\"text\":\"");
	while (text.n < (40u << 20))
		buf_puts(&text, " } {\\\"forged\\\":1} {\"forged\":1}");
	buf_puts(&text, "\"}\n{\"b\":1}\n");
	put_file(text.p, text.n);
	read_all(&out);
	unit_ok(!strstr(buf_cstr(&out), "{\"forged\":1};"), "nothing inside of what is too large is taken for a value");
	unit_ok(strstr(out.p, "{\"a\":1};<2:1 JSON: a value is larger than 16 MiB|") == out.p, "what is larger than 16 MiB is refused");
	unit_ok(out.n > 8 && strcmp(out.p + out.n - 8, "{\"b\":1};") == 0, "what follows it is read");
	buf_free(&text);
	buf_free(&out);
}

int main(void)
{
	int fd = mkstemp(path);
	if (fd < 0 || close(fd) != 0)
		return 1;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out = {0};
		put_file(cases[i].in, strlen(cases[i].in));
		read_all(&out);
		unit_str(buf_cstr(&out), cases[i].out, cases[i].in);
		buf_free(&out);
	}
	test_broken_lines();
	test_large();
	unlink(path);
	return unit_done();
}
