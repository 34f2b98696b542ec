/* SPDX-License-Identifier: MIT */
/*
 * The BPMN elements of a file as a tree, before anybody asks what they mean: other namespaces (diagrams, vendors' extensions) are left
 * out, vendors' attributes stay. Also what can be said of the file as a whole: how many elements of each name, which references
 * lead nowhere, which ids stand twice.
 */
#ifndef PROCESS_BPMNXML_H
#define PROCESS_BPMNXML_H

#include "base/arena.h"
#include "base/map.h"
#include "process/bpmnin.h"

struct bpmnxml_attribute {
	bool vendor; /* of a namespace of its own */
	const char *name, *value;
};

struct bpmnxml {
	const char *name; /* local name */
	const char *id;   /* "" for none */
	size_t line;
	struct str text;  /* trimmed */
	const struct bpmnxml_attribute *attribute;
	size_t n_attributes;
	struct bpmnxml *parent, *child, *last, *next;
};

struct bpmnxml_file {
	struct bpmnxml *root; /* definitions */
	struct map *ids;      /* id → index into by_id; map_free it */
	struct bpmnxml **by_id;
	size_t n_ids, cap_ids;
};

/* The tree lives in arena; ids and by_id are freed by bpmnxml_free. RC_INPUT when it is no XML or holds no BPMN. */
enum rc bpmnxml_read(struct str document, const char *file, struct arena *arena,
                     struct bpmnxml_file *bpmn, struct err *err) MUST_CHECK;
void bpmnxml_free(struct bpmnxml_file *bpmn);

/* The value of a standard attribute, or of a vendor's whatever its namespace; NULL when absent. */
const char *bpmnxml_get(const struct bpmnxml *element, const char *name);
const char *bpmnxml_vendor(const struct bpmnxml *element, const char *name);
const struct bpmnxml *bpmnxml_child(const struct bpmnxml *element, const char *name); /* first, or NULL */

/* The element a reference means: an id, or a QName (then the prefix does not matter); NULL when it leads nowhere. */
const struct bpmnxml *bpmnxml_refer(const struct bpmnxml_file *bpmn, struct str reference);

/* Fills count and fault of out; both live in arena. */
void bpmnxml_survey(const struct bpmnxml_file *bpmn, struct arena *arena, struct bpmnin *out);

#endif
