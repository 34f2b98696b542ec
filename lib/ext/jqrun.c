/* SPDX-License-Identifier: MIT */
#include "ext/jqrun.h"

#include "base/lang.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <jq.h>
#include <stdlib.h>
#include <string.h>

/* Error texts may quote the data at length. */
#define TEXT_MAX ((size_t)600)
#define OUTPUT_MAX ((size_t)64 << 20)

struct jqrun {
	jq_state *jq;
};

/*
 * jq 1.6 has no sandbox. A definition of the same name hides a builtin from all that follows it;
 * include and import are errors behind any definition. All on one line, because jq counts the lines
 * of what it compiles.
 */
#define OFF(name, params) "def " name params ": error(\"" name " is off\"); "
static const char sandbox[] =
        "def env: {}; def debug: .; def debug(f): .; def stderr: .; " OFF("input", "")
                OFF("inputs", "") OFF("input_filename", "") OFF("input_line_number", "")
                        OFF("modulemeta", "") OFF("get_search_list", "") OFF("get_prog_origin", "")
                                OFF("get_jq_origin", "") OFF("halt", "") OFF("halt_error", "")
                                        OFF("halt_error", "(f)") OFF("now", "") OFF("localtime", "")
                                                OFF("strflocaltime", "(f)") "{} as $ENV | ";

static void on_error(void *context, jv message)
{
	struct buf *words = context;
	/* The first message says what is wrong, later ones how many errors there are. */
	if (words->n == 0 && jv_get_kind(message) == JV_KIND_STRING)
		buf_puts(words, jv_string_value(message));
	jv_free(message);
}

static jq_state *compile(struct buf *text, struct buf *words)
{
	jq_state *jq = jq_init();
	if (!jq) {
		buf_puts(words, "jq_init");
		return NULL;
	}
	jq_set_error_cb(jq, on_error, words);
	/* Without this attribute jq 1.6 aborts the process when a program holds an import. */
	jq_set_attr(jq, jv_string("JQ_LIBRARY_PATH"), jv_array());
	bool ok = jq_compile(jq, buf_cstr(text));
	jq_set_error_cb(jq, NULL, NULL);
	if (ok)
		return jq;
	jq_teardown(&jq);
	return NULL;
}

static void define(struct buf *text, size_t i, const char *program)
{
	/* The line end closes a comment, the parentheses keep "1);(2" and "1; def env: 2" out. */
	buf_printf(text, "def __%zu: (\n", i);
	buf_puts(text, program);
	buf_puts(text, "\n); ");
}

static void add_text(struct buf *out, const char *p, size_t n)
{
	n = n < TEXT_MAX ? n : TEXT_MAX;
	buf_add(out, p, n - utf8_tail(p, n));
}

static size_t count_lines(const char *text)
{
	size_t n = 1;
	for (; (text = strchr(text, '\n')); text++)
		n++;
	return n;
}

/*
 * "jq: error: what (Unix shell quoting issues?) at <top-level>, line 3:\n…the program…" becomes
 * "what", or "line 2: what" in a program of several lines. An error behind the last of them is
 * about our own closing parenthesis: what jq then says would mislead.
 */
static void tidy(struct buf *words, const char *program)
{
	static const char prefix[] = "jq: error: ", quoting[] = " (Unix shell quoting",
	                  place[] = " at <top-level>, line ";
	struct buf out = {0};
	const char *what = buf_cstr(words);
	if (strncmp(what, prefix, sizeof prefix - 1) == 0)
		what += sizeof prefix - 1;
	size_t n = strcspn(what, "\n"), lines = count_lines(program);
	const char *at = strstr(what, place), *quote = strstr(what, quoting);
	size_t line = at ? strtoul(at + sizeof place - 1, NULL, 10) : 0;
	if (line > lines + 1 || strstr(what, "unexpected $end")) {
		buf_puts(&out, _("the expression is not finished, or its brackets or quotes do not "
		                 "match"));
	} else {
		if (line > 1 && lines > 1)
			buf_printf(&out, _("line %zu: "), line - 1);
		if (at && (size_t)(at - what) < n)
			n = (size_t)(at - what);
		if (quote && (size_t)(quote - what) < n)
			n = (size_t)(quote - what);
		add_text(&out, what, n);
	}
	buf_free(words);
	*words = out;
}

/* Compiles one by one to find whose fault it is, which costs 20 ms a program, but only then. */
static void find_bad(const char *const *programs, size_t n, size_t *bad, struct buf *words)
{
	struct buf text = {0};
	for (size_t i = 0; i < n; i++) {
		buf_clear(&text);
		buf_puts(&text, sandbox);
		define(&text, 0, programs[i]);
		buf_puts(&text, "__0");
		struct buf these = {0};
		jq_state *jq = compile(&text, &these);
		if (!jq) {
			tidy(&these, programs[i]);
			buf_clear(words);
			buf_str(words, buf_slice(&these));
			buf_free(&these);
			*bad = i;
			break;
		}
		jq_teardown(&jq);
		buf_free(&these);
	}
	buf_free(&text);
}

/* A tree of comparisons: a chain would make the hundredth condition of a route ten times slower
 * than the first. */
static void choose(struct buf *text, size_t from, size_t to)
{
	size_t middle = from + (to - from) / 2;
	if (to - from == 1) {
		buf_printf(text, "__%zu", from);
		return;
	}
	buf_printf(text, "if $__i < %zu then ", middle);
	choose(text, from, middle);
	buf_puts(text, " else ");
	choose(text, middle, to);
	buf_puts(text, " end");
}

struct jqrun *jqrun_new(const char *const *programs, size_t n, size_t *bad, struct buf *words)
{
	struct buf text = {0}, all = {0};
	buf_puts(&text, sandbox);
	for (size_t i = 0; i < n; i++)
		define(&text, i, programs[i]);
	buf_puts(&text, ".[0] as $__i | .[1] | ");
	choose(&text, 0, n);
	jq_state *jq = compile(&text, &all);
	buf_free(&text);
	if (!jq) {
		/* Were each right by itself, it would be a defect of ours: then the words of all
		 * stand. */
		*bad = 0;
		buf_clear(words);
		add_text(words, buf_cstr(&all), all.n);
		find_bad(programs, n, bad, words);
		buf_free(&all);
		return NULL;
	}
	buf_free(&all);
	struct jqrun *run = mem_alloc(sizeof *run);
	run->jq = jq;
	return run;
}

/* Consumes the message. */
static enum jqx_outcome failed(struct buf *out, jv message)
{
	if (jv_get_kind(message) != JV_KIND_STRING)
		message = jv_dump_string(message, 0);
	add_text(out, jv_string_value(message), (size_t)jv_string_length_bytes(jv_copy(message)));
	jv_free(message);
	return JQX_ERROR;
}

static enum jqx_outcome not_json(struct buf *out, jv bad)
{
	jv message = jv_invalid_get_msg(bad);
	buf_puts(out, _("not JSON: "));
	if (jv_get_kind(message) != JV_KIND_STRING) {
		jv_free(message);
		message = jv_string("");
	}
	/* Behind these words jq repeats the whole input, and people's data do not belong into
	 * messages. */
	const char *text = jv_string_value(message), *dump = strstr(text, " (while parsing");
	add_text(out, text, dump ? (size_t)(dump - text) : strlen(text));
	jv_free(message);
	return JQX_ERROR;
}

enum jqx_outcome jqrun_value(struct jqrun *run, size_t i, struct str json, bool first,
                             struct buf *out)
{
	const size_t before = out->n;
	jv value = jv_parse_sized(json.n ? json.p : "", (int)json.n);
	if (!jv_is_valid(value))
		return not_json(out, value);
	jq_start(run->jq, jv_array_append(jv_array_append(jv_array(), jv_number((double)i)), value),
	         0);
	enum jqx_outcome outcome = JQX_FALSE;
	for (size_t n = 0;; n++) {
		jv got = jq_next(run->jq);
		if (!jv_is_valid(got)) {
			if (!jv_invalid_has_msg(jv_copy(got))) {
				jv_free(got);
				return outcome;
			}
			out->n = before;
			return failed(out, jv_invalid_get_msg(got));
		}
		jv_kind kind = jv_get_kind(got);
		if (n == 0)
			outcome = kind == JV_KIND_FALSE || kind == JV_KIND_NULL ? JQX_FALSE
			                                                        : JQX_TRUE;
		if (first) {
			jv_free(got);
			return outcome;
		}
		jv line = jv_dump_string(got, 0);
		buf_add(out, jv_string_value(line), (size_t)jv_string_length_bytes(jv_copy(line)));
		buf_putc(out, '\n');
		jv_free(line);
		if (out->n - before > OUTPUT_MAX) {
			out->n = before;
			return failed(out, jv_string(_("more output than 64 MiB")));
		}
	}
}
