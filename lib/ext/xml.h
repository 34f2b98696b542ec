/* SPDX-License-Identifier: MIT */
/*
 * XML as a stream of events, through expat: no DOCTYPE, depth at most 256, document at most 64 MiB, names split into namespace
 * and local name, UTF-8, UTF-16, Windows-1251 and KOI8-R declarations understood. Text is handed out whole per run.
 */
#ifndef EXT_XML_H
#define EXT_XML_H

#include "base/err.h"
#include "base/str.h"

#include <stddef.h>

struct xml_attribute {
	const char *space; /* namespace address, "" for none */
	const char *name;
	const char *value;
};

struct xml_handler {
	/* Returning anything but RC_OK stops the parse with that error. line is from 1. Any may be NULL. */
	enum rc (*start)(void *context, const char *space, const char *name,
	                 const struct xml_attribute *attributes, size_t n, size_t line, struct err *err);
	enum rc (*end)(void *context, const char *space, const char *name, struct err *err);
	enum rc (*text)(void *context, struct str text, struct err *err);
};

/* file is for messages: "file:line:column: what". */
enum rc xml_parse(struct str document, const char *file, const struct xml_handler *handler, void *context,
                  struct err *err) MUST_CHECK;

#endif
