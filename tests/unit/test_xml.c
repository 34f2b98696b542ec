/* SPDX-License-Identifier: MIT */
#include "base/buf.h"
#include "ext/xml.h"
#include "unit.h"

#include <stdlib.h>

/* Events as text: "(space|name@line space|a=v )", "text", ")name". */
static enum rc on_start(void *context, const char *space, const char *name,
                        const struct xml_attribute *attributes, size_t n, size_t line,
                        struct err *err)
{
	struct buf *out = context;
	if (strcmp(name, "stop") == 0)
		return err_set(err, RC_LOOK, "stopped at %zu", line);
	buf_printf(out, "(%s|%s@%zu", space, name, line);
	for (size_t i = 0; i < n; i++)
		buf_printf(out, " %s|%s=%s", attributes[i].space, attributes[i].name,
		           attributes[i].value);
	buf_putc(out, ' ');
	return RC_OK;
}

static enum rc on_end(void *context, const char *space, const char *name, struct err *err)
{
	(void)space, (void)err;
	buf_printf(context, ")%s", name);
	return RC_OK;
}

static enum rc on_text(void *context, struct str text, struct err *err)
{
	(void)err;
	buf_putc(context, '\'');
	buf_str(context, text);
	buf_putc(context, '\'');
	return RC_OK;
}

static const struct xml_handler all = {on_start, on_end, on_text};

static const struct {
	const char *in, *out, *error;
} cases[] = {
        {"<a/>", "(|a@1 )a", ""},
        {"<a x='1' y=\"&lt;2&amp;\">\n<b/>t</a>", "(|a@1 |x=1 |y=<2& '\n'(|b@2 )b't')a", ""},
        {"<p:a xmlns:p='urn:x' p:k='v' k='w'><b xmlns='urn:y z'/></p:a>",
         "(urn:x|a@1 urn:x|k=v |k=w (urn:y z|b@1 )b)a", ""},
        {"<a>one<!-- c --> &#1078;<![CDATA[<two>]]>&gt;</a>", "(|a@1 'one ж<two>>')a", ""},
        {"<?xml version='1.0' encoding='windows-1251'?><a>\xe6\xb8</a>", "(|a@1 'жё')a", ""},
        {"<?xml version='1.0' encoding='KOI8-R'?><a>\xd6\xa3</a>", "(|a@1 'жё')a", ""},
        {"<?xml version='1.0' encoding='windows-1251'?><\xe6 \xb8='\xb9'/>", "(|ж@1 |ё=№ )ж", ""},
        {"<?xml version='1.0' encoding='windows-1251'?><a>\x98</a>", "(|a@1 ",
         "t.xml:1:49: not well-formed (invalid token)"},
        {"<?xml version='1.0' encoding='x-unheard-of'?><a/>", "", "t.xml:1:31: unknown encoding"},
        {"\xef\xbb\xbf<a>ж</a>", "(|a@1 'ж')a", ""},
        {"", "", "t.xml:1:1: no element found"},
        {"<a>\n<b>\n</a>", "(|a@1 '\n'(|b@2 ", "t.xml:3:3: mismatched tag"},
        {"<a>\xff</a>", "(|a@1 ", "t.xml:1:4: not well-formed (invalid token)"},
        {"<a/>junk", "(|a@1 )a", "t.xml:1:5: junk after document element"},
        {"<p:a/>", "", "t.xml:1:1: unbound prefix"},
        {"<a>&nbsp;</a>", "(|a@1 ", "t.xml:1:4: undefined entity"},
        {"\n<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "", "t.xml:2:13: a DOCTYPE is not accepted"},
        {"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "",
         "t.xml:1:40: a DOCTYPE is not accepted"},
        {"<a>\nt<stop/>u</a>", "(|a@1 '\nt'", "stopped at 2"},
};

static void test_cases(void)
{
	struct buf out = {0};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char title[64];
		struct err err = ERR_NONE;
		buf_clear(&out);
		enum rc rc = xml_parse(str_of(cases[i].in), "t.xml", &all, &out, &err);
		snprintf(title, sizeof title, "case %zu: events", i);
		unit_str(buf_cstr(&out), cases[i].out, title);
		unit_str(err.text, cases[i].error, "the error");
		unit_num(rc,
		         !*cases[i].error                 ? RC_OK
		         : strstr(cases[i].error, "stop") ? RC_LOOK
		                                          : RC_INPUT,
		         0, "the code");
	}
	buf_free(&out);
}

static void test_utf16(void)
{
	struct buf in = {0}, out = {0};
	struct err err = ERR_NONE;
	const char *text = "<a>x</a>";
	buf_add(&in, "\xff\xfe", 2);
	for (; *text; text++)
		buf_add(&in, (const char[]){*text, 0}, 2);
	unit_num(xml_parse(buf_slice(&in), "t.xml", &all, &out, &err), RC_OK, 0,
	         "UTF-16 with a mark");
	unit_str(buf_cstr(&out), "(|a@1 'x')a", "is read");
	buf_free(&in);
	buf_free(&out);
}

static void nest(struct buf *in, size_t depth)
{
	buf_clear(in);
	for (size_t i = 0; i < depth; i++)
		buf_puts(in, "<a>");
	for (size_t i = 0; i < depth; i++)
		buf_puts(in, "</a>");
}

static void test_limits(void)
{
	static const struct xml_handler none;
	struct buf in = {0};
	struct err err = ERR_NONE;
	nest(&in, 256);
	unit_num(xml_parse(buf_slice(&in), "t.xml", &none, NULL, &err), RC_OK, 0,
	         "depth 256, and no handler at all");
	nest(&in, 257);
	unit_num(xml_parse(buf_slice(&in), "t.xml", &none, NULL, &err), RC_INPUT, 0, "depth 257");
	unit_str(err.text, "t.xml:1:769: elements are nested deeper than 256", "says where");
	err = ERR_NONE;
	/* The size is looked at before any byte is. */
	struct str large = {in.p, ((size_t)64 << 20) + 1};
	unit_num(xml_parse(large, "t.xml", &none, NULL, &err), RC_INPUT, 0, "64 MiB and a byte");
	unit_str(err.text, "t.xml: the XML document is larger than 64 MiB", "says so");
	buf_free(&in);
}

int main(void)
{
	test_cases();
	test_utf16();
	test_limits();
	return unit_done();
}
