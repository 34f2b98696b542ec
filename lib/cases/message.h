/* SPDX-License-Identifier: MIT */
/*
 * Messages as other systems hand them over: JSON documents in any arrangement (one a line, one
 * behind another, in arrays, on many lines), or an XML file whose root element holds a message an
 * element (GeoReport v2), or is one. A document may be an envelope: under one name it has an array,
 * whose items are the messages. What cannot be read comes out as a refused message with its place
 * and its whole text; the reading goes on behind it.
 *
 * An XML element becomes a JSON value: its text, or an object of its children and attributes
 * ("@name"; text beside them is "#text"), with an array where a name stands several times.
 */
#ifndef CASES_MESSAGE_H
#define CASES_MESSAGE_H

#include "base/json.h"

struct messages;

struct message_options {
	const char *each;  /* the envelope's array; NULL: there is no envelope */
	struct str secret; /* the member "secret" of every message must be this; p NULL: not asked */
};

struct message {
	const char *file;
	size_t line;
	const struct json *json; /* NULL when it could not be read */
	const char *reason;      /* why it is refused; NULL: it is not */
	struct str text;         /* what could not be read */
};

/* path "-" is standard input. options stay the caller's. */
enum rc message_open(const char *path, const struct message_options *options, struct messages **messages, struct err *err) MUST_CHECK;
void message_close(struct messages *messages); /* NULL is safe */

/* True with a message, valid until the next call; false at the end or on an error. */
bool message_next(struct messages *messages, struct message *message, struct err *err);

/* For progress. */
void message_progress(const struct messages *messages, size_t *done, size_t *total);

/* The XML document as JSON, the root element's value. RC_INPUT as xml_parse. */
enum rc message_xml(struct str document, const char *file, struct arena *arena, const struct json **json, struct err *err) MUST_CHECK;

#endif
