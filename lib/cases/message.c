/* SPDX-License-Identifier: MIT */
#include "cases/message.h"

#include "base/lang.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SNIFF = 4096, XML_MAX = 64 << 20, BLOCK = 256 << 10 };

struct messages {
	const struct message_options *options;
	struct io_in *in;
	struct json_stream *stream; /* NULL: XML, read at once */
	struct buf xml;
	struct arena *arena;     /* of the document in hand */
	const struct json *item; /* the next of an envelope */
	char reason[640];
};

static bool is_xml(struct str head)
{
	if (str_starts(head, "\xff\xfe") || str_starts(head, "\xfe\xff"))
		return true;
	if (str_starts(head, "\xef\xbb\xbf"))
		head = (struct str){head.p + 3, head.n - 3};
	while (head.n && strchr(" \t\r\n", *head.p))
		head = (struct str){head.p + 1, head.n - 1};
	return str_starts(head, "<");
}

static enum rc read_xml(struct messages *m, struct err *err)
{
	for (size_t got = 1; got > 0; m->xml.n += got) {
		if (m->xml.n > XML_MAX)
			return err_set(err, RC_INPUT, _("%s: XML larger than 64 MiB"), io_in_name(m->in));
		buf_room(&m->xml, BLOCK);
		if (io_in_read(m->in, m->xml.p + m->xml.n, BLOCK, &got, err) != RC_OK)
			return err->rc;
	}
	return RC_OK;
}

enum rc message_open(const char *path, const struct message_options *options, struct messages **messages, struct err *err)
{
	struct messages *m = mem_alloc(sizeof *m);
	struct str head;
	m->options = options;
	m->arena = arena_new();
	if (io_in_open(path, &m->in, err) != RC_OK || io_in_peek(m->in, SNIFF, &head, err) != RC_OK ||
	    (is_xml(head) && read_xml(m, err) != RC_OK)) {
		message_close(m);
		return err->rc;
	}
	if (m->xml.n == 0)
		m->stream = json_stream_many(m->in);
	*messages = m;
	return RC_OK;
}

void message_close(struct messages *m)
{
	if (!m)
		return;
	json_stream_free(m->stream);
	io_in_close(m->in);
	buf_free(&m->xml);
	arena_free(m->arena);
	free(m);
}

/* "file:line:column: what" as its parts. */
static void take_apart(struct messages *m, struct message *message, struct err *err)
{
	size_t column = 0, name = strlen(message->file);
	int end = 0;
	const char *text = strlen(err->text) > name ? err->text + name : err->text;
	if (sscanf(text, ":%zu:%zu: %n", &message->line, &column, &end) == 2 && end > 0)
		text += end;
	snprintf(m->reason, sizeof m->reason, _("column %zu: %s"), column, text);
	message->reason = m->reason;
	*err = ERR_NONE;
}

/* All of an XML file is refused when its end is not well-formed: its first part may be anything. */
static bool next_xml(struct messages *m, struct message *message, struct err *err)
{
	const struct json *root;
	if (m->xml.n == 0)
		return false;
	if (message_xml(buf_slice(&m->xml), message->file, m->arena, &root, err) == RC_OK) {
		message->json = root;
		m->xml.n = 0;
		return true;
	}
	if (err->rc != RC_INPUT)
		return false;
	message->text = buf_slice(&m->xml);
	m->xml.n = 0;
	take_apart(m, message, err);
	return true;
}

static bool next_json(struct messages *m, struct message *message, struct err *err)
{
	struct json_bad bad;
	if (json_stream_next(m->stream, m->arena, &message->json, err) == RC_OK)
		return message->json != NULL;
	if (err->rc != RC_INPUT || json_stream_recover(m->stream, &bad, err) != RC_OK)
		return false;
	message->line = bad.line;
	snprintf(m->reason, sizeof m->reason, _("column %zu: %s"), bad.column, bad.reason);
	message->reason = m->reason;
	message->text = bad.text;
	return true;
}

/* A document, or NULL in message->json when it was refused. */
static bool next_document(struct messages *m, struct message *message, struct err *err)
{
	arena_reset(m->arena);
	return m->stream ? next_json(m, message, err) : next_xml(m, message, err);
}

/* The elements below the root as one array, whatever they are called; NULL when one of them is a
 * mere text: then the root is the message. */
static const struct json *children_of(const struct messages *m, const struct json *root)
{
	struct json *items = arena_alloc(m->arena, sizeof *items), *last = NULL;
	for (const struct json *child = root->child; child; child = child->next) {
		const struct json *item = child->kind == JSON_ARRAY ? child->child : child;
		for (; item; item = child->kind == JSON_ARRAY ? item->next : NULL) {
			struct json *copy = arena_alloc(m->arena, sizeof *copy);
			if (item->kind != JSON_OBJECT)
				return NULL;
			*copy = *item;
			copy->next = NULL;
			if (last)
				last->next = copy;
			else
				items->child = copy;
			last = copy;
		}
	}
	return last ? items : NULL;
}

static const struct json *open_envelope(const struct messages *m, const struct json *document)
{
	if (!m->stream)
		return children_of(m, document);
	const struct json *items = m->options->each ? json_get(document, m->options->each) : NULL;
	return items && items->kind == JSON_ARRAY ? items : NULL;
}

/* In a time that does not tell where the first difference is. */
static bool same_secret(struct str secret, struct str given)
{
	unsigned differ = secret.n != given.n;
	for (size_t i = 0; i < given.n; i++)
		differ |= (unsigned char)given.p[i] ^ (unsigned char)(i < secret.n ? secret.p[i] : 0);
	return differ == 0;
}

bool message_next(struct messages *m, struct message *message, struct err *err)
{
	*message = (struct message){.file = io_in_name(m->in)};
	while (!m->item && !message->json) {
		if (!next_document(m, message, err))
			return false;
		if (!message->json)
			return true;
		const struct json *items = open_envelope(m, message->json);
		if (items) {
			m->item = items->child;
			message->json = NULL;
		}
	}
	if (!message->json) {
		message->json = m->item;
		m->item = m->item->next;
	}
	message->line = message->json->line;
	if (m->options->secret.p && !same_secret(m->options->secret, json_text(message->json, "secret")))
		message->reason = _("the secret is missing or wrong");
	return true;
}

void message_progress(const struct messages *m, size_t *done, size_t *total)
{
	*done = io_in_offset(m->in);
	*total = io_in_size(m->in);
}
