/* SPDX-License-Identifier: MIT */
#include "ext/xml.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/charset.h"
#include "base/lang.h"
#include "base/utf8.h"
#include "base/vec.h"

#include <errno.h>
#include <expat.h>
#include <string.h>

#define DEPTH_MAX ((size_t)256)
#define DOCUMENT_MAX ((size_t)64 << 20)

/* Between a namespace and a name. No XML document can hold this character, whereas expat refuses a
 * namespace that holds the separator. */
#define SEPARATOR '\1'

struct parse {
	XML_Parser parser;
	const char *file;
	const struct xml_handler *handler;
	void *context;
	struct arena *names; /* of the element at hand */
	VEC(struct xml_attribute) attributes;
	struct buf text; /* the run so far */
	size_t depth;
	enum rc rc; /* once it is not RC_OK, nothing more is handed out */
	struct err *err;
};

/* expat may still call handlers after this, for what it holds already. */
static void stop(struct parse *it, enum rc rc)
{
	if (rc == RC_OK || it->rc != RC_OK)
		return;
	it->rc = rc;
	XML_StopParser(it->parser, XML_FALSE);
}

static enum rc refuse(struct parse *it, const char *what)
{
	return err_set(it->err, RC_INPUT, "%s:%zu:%zu: %s", it->file,
	               (size_t)XML_GetCurrentLineNumber(it->parser),
	               (size_t)XML_GetCurrentColumnNumber(it->parser) + 1, what);
}

static void split(struct parse *it, const char *both, const char **space, const char **name)
{
	const char *at = strchr(both, SEPARATOR);
	*space = at ? arena_cstr(it->names, (struct str){both, (size_t)(at - both)}) : "";
	*name = at ? at + 1 : both;
}

static void end_run(struct parse *it)
{
	if (it->rc == RC_OK && it->text.n && it->handler->text)
		stop(it, it->handler->text(it->context, buf_slice(&it->text), it->err));
	buf_clear(&it->text);
}

static void on_text(void *context, const char *p, int n)
{
	struct parse *it = context;
	if (it->rc == RC_OK && it->handler->text)
		buf_add(&it->text, p, (size_t)n);
}

static void on_start(void *context, const char *element, const char **attributes)
{
	struct parse *it = context;
	end_run(it);
	if (it->rc != RC_OK)
		return;
	if (++it->depth > DEPTH_MAX) {
		stop(it, refuse(it, _("elements are nested deeper than 256")));
		return;
	}
	if (!it->handler->start)
		return;
	const char *space, *name;
	arena_reset(it->names);
	it->attributes.n = 0;
	for (; attributes[0]; attributes += 2) {
		struct xml_attribute attribute = {.value = attributes[1]};
		split(it, attributes[0], &attribute.space, &attribute.name);
		vec_push(&it->attributes, attribute);
	}
	split(it, element, &space, &name);
	stop(it, it->handler->start(it->context, space, name, it->attributes.v, it->attributes.n,
	                            XML_GetCurrentLineNumber(it->parser), it->err));
}

static void on_end(void *context, const char *element)
{
	struct parse *it = context;
	end_run(it);
	if (it->rc != RC_OK)
		return;
	it->depth--;
	if (!it->handler->end)
		return;
	const char *space, *name;
	arena_reset(it->names);
	split(it, element, &space, &name);
	stop(it, it->handler->end(it->context, space, name, it->err));
}

/* With the DOCTYPE go all entities but the five, and so every bomb and every file that an entity
 * could fetch. */
static void on_doctype(void *context, const char *name, const char *system, const char *public,
                       int internal)
{
	struct parse *it = context;
	(void)name, (void)system, (void)public, (void)internal;
	if (it->rc == RC_OK)
		stop(it, refuse(it, _("a DOCTYPE is not accepted")));
}

/* expat knows UTF-8, UTF-16, Latin-1 and ASCII by itself. */
static int on_encoding(void *context, const char *name, XML_Encoding *encoding)
{
	(void)context;
	enum charset charset = charset_of(name);
	if (charset != CHARSET_CP1251 && charset != CHARSET_CP866 && charset != CHARSET_KOI8R)
		return XML_STATUS_ERROR;
	struct buf out = {0};
	for (int i = 0; i < 256; i++) {
		const char byte = (char)i;
		size_t bad = 0, n;
		struct err err = ERR_NONE;
		buf_clear(&out);
		if (charset_convert(charset, &byte, 1, &out, &bad, &err) != RC_OK) {
			buf_free(&out);
			return XML_STATUS_ERROR;
		}
		encoding->map[i] = bad ? -1 : (int)utf8_get(out.p, out.n, &n);
	}
	buf_free(&out);
	encoding->data = NULL;
	encoding->convert = NULL;
	encoding->release = NULL;
	return XML_STATUS_OK;
}

/* expat's own words, with a Russian side for those that a document of somebody's can bring about. */
static const char *words_of(enum XML_Error code)
{
	switch (code) {
	case XML_ERROR_SYNTAX:
		return _("syntax error");
	case XML_ERROR_NO_ELEMENTS:
		return _("no element found");
	case XML_ERROR_INVALID_TOKEN:
		return _("not well-formed (invalid token)");
	case XML_ERROR_UNCLOSED_TOKEN:
		return _("unclosed token");
	case XML_ERROR_PARTIAL_CHAR:
		return _("partial character");
	case XML_ERROR_TAG_MISMATCH:
		return _("mismatched tag");
	case XML_ERROR_DUPLICATE_ATTRIBUTE:
		return _("duplicate attribute");
	case XML_ERROR_JUNK_AFTER_DOC_ELEMENT:
		return _("junk after document element");
	case XML_ERROR_UNDEFINED_ENTITY:
		return _("undefined entity");
	case XML_ERROR_BAD_CHAR_REF:
		return _("reference to invalid character number");
	case XML_ERROR_MISPLACED_XML_PI:
		return _("XML or text declaration not at start of entity");
	case XML_ERROR_UNKNOWN_ENCODING:
		return _("unknown encoding");
	case XML_ERROR_INCORRECT_ENCODING:
		return _("encoding specified in XML declaration is incorrect");
	case XML_ERROR_UNCLOSED_CDATA_SECTION:
		return _("unclosed CDATA section");
	case XML_ERROR_UNBOUND_PREFIX:
		return _("unbound prefix");
	default:
		return XML_ErrorString(code);
	}
}

enum rc xml_parse(struct str document, const char *file, const struct xml_handler *handler,
                  void *context, struct err *err)
{
	if (document.n > DOCUMENT_MAX)
		return err_set(err, RC_INPUT, _("%s: the XML document is larger than 64 MiB"),
		               file);
	XML_Parser parser = XML_ParserCreateNS(NULL, SEPARATOR);
	if (!parser) {
		errno = ENOMEM;
		return err_errno(err, file);
	}
	struct parse it = {.parser = parser,
	                   .file = file,
	                   .handler = handler,
	                   .context = context,
	                   .names = arena_new(),
	                   .err = err};
	XML_SetUserData(parser, &it);
	XML_SetElementHandler(parser, on_start, on_end);
	XML_SetCharacterDataHandler(parser, on_text);
	XML_SetStartDoctypeDeclHandler(parser, on_doctype);
	XML_SetUnknownEncodingHandler(parser, on_encoding, NULL);
	enum rc rc = RC_OK;
	if (XML_Parse(parser, document.n ? document.p : "", (int)document.n, XML_TRUE) !=
	    XML_STATUS_OK) {
		enum XML_Error code = XML_GetErrorCode(parser);
		if (it.rc != RC_OK) {
			rc = it.rc;
		} else if (code == XML_ERROR_NO_MEMORY) {
			errno = ENOMEM;
			rc = err_errno(err, file);
		} else {
			rc = refuse(&it, words_of(code));
		}
	}
	XML_ParserFree(parser);
	arena_free(it.names);
	vec_free(&it.attributes);
	buf_free(&it.text);
	return rc;
}
