/* SPDX-License-Identifier: MIT */
#include "process/bpmnxml.h"

#include "base/lang.h"
#include "base/vec.h"
#include "ext/xml.h"

#include <string.h>

static const char bpmn_space[] = "http://www.omg.org/spec/BPMN/20100524/MODEL";

/* A drawing that people can read has some hundreds; what follows is quadratic here and there. */
#define ELEMENTS 20000

struct building {
	struct bpmnxml_file *bpmn;
	size_t n;
	struct arena *arena;
	const char *file;
	struct bpmnxml *open; /* the innermost BPMN element not yet closed */
	struct buf text;      /* of open, since its last child */
	size_t foreign;       /* depth inside an element of another namespace */
};

static void copy_attributes(struct building *b, struct bpmnxml *element,
                            const struct xml_attribute *attributes, size_t n)
{
	struct bpmnxml_attribute *kept = arena_array(b->arena, n + 1, sizeof *kept);
	for (size_t i = 0; i < n; i++) {
		const char *space = attributes[i].space;
		kept[i].vendor = *space && strcmp(space, bpmn_space) != 0;
		kept[i].name = arena_cstr(b->arena, str_of(attributes[i].name));
		kept[i].value = arena_cstr(b->arena, str_of(attributes[i].value));
		if (!kept[i].vendor && strcmp(kept[i].name, "id") == 0)
			element->id = kept[i].value;
	}
	element->attribute = kept;
	element->n_attributes = n;
}

static void hang(struct building *b, struct bpmnxml *element)
{
	struct bpmnxml *parent = b->open;
	element->parent = parent;
	if (!parent)
		b->bpmn->root = element;
	else if (parent->last)
		parent->last->next = element;
	else
		parent->child = element;
	if (parent)
		parent->last = element;
	b->open = element;
}

static enum rc start(void *context, const char *space, const char *name,
                     const struct xml_attribute *attributes, size_t n, size_t line, struct err *err)
{
	struct building *b = context;
	if (!b->open && (strcmp(space, bpmn_space) != 0 || strcmp(name, "definitions") != 0))
		return err_set(err, RC_INPUT,
		               _("%.200s:%zu: this is no BPMN 2.0 file: it begins with <%.100s>"),
		               b->file, line, name);
	if (b->foreign > 0 || strcmp(space, bpmn_space) != 0) {
		b->foreign++;
		return RC_OK;
	}
	if (++b->n > ELEMENTS)
		return err_set(err, RC_INPUT, _("%.200s:%zu: the file has more than %d elements"),
		               b->file, line, ELEMENTS);
	struct bpmnxml *element = arena_alloc(b->arena, sizeof *element);
	element->name = arena_cstr(b->arena, str_of(name));
	element->id = "";
	element->line = line;
	copy_attributes(b, element, attributes, n);
	hang(b, element);
	buf_clear(&b->text);
	if (*element->id) {
		struct bpmnxml_file *bpmn = b->bpmn;
		if (map_add(bpmn->ids, str_of(element->id), bpmn->n_ids) == bpmn->n_ids) {
			bpmn->by_id = mem_grow(bpmn->by_id, &bpmn->cap_ids, bpmn->n_ids + 1,
			                       sizeof(struct bpmnxml *));
			bpmn->by_id[bpmn->n_ids++] = element;
		}
	}
	return RC_OK;
}

static enum rc end(void *context, const char *space, const char *name, struct err *err)
{
	(void)space, (void)name, (void)err;
	struct building *b = context;
	if (b->foreign > 0) {
		b->foreign--;
		return RC_OK;
	}
	/* Text beside children is indentation in BPMN; what follows the last child is trimmed away.
	 */
	if (!b->open->child)
		b->open->text = arena_str(b->arena, str_trim(buf_slice(&b->text)));
	b->open = b->open->parent;
	buf_clear(&b->text);
	return RC_OK;
}

static enum rc text(void *context, struct str run, struct err *err)
{
	(void)err;
	struct building *b = context;
	if (b->foreign == 0)
		buf_str(&b->text, run);
	return RC_OK;
}

enum rc bpmnxml_read(struct str document, const char *file, struct arena *arena,
                     struct bpmnxml_file *bpmn, struct err *err)
{
	static const struct xml_handler handler = {start, end, text};
	*bpmn = (struct bpmnxml_file){.ids = map_new()};
	struct building b = {.bpmn = bpmn, .arena = arena, .file = file};
	enum rc rc = xml_parse(document, file, &handler, &b, err);
	buf_free(&b.text);
	if (rc != RC_OK)
		bpmnxml_free(bpmn);
	return rc;
}

void bpmnxml_free(struct bpmnxml_file *bpmn)
{
	map_free(bpmn->ids);
	free(bpmn->by_id);
	*bpmn = (struct bpmnxml_file){0};
}

static const char *attribute(const struct bpmnxml *element, const char *name, bool vendor)
{
	for (size_t i = 0; i < element->n_attributes; i++)
		if (element->attribute[i].vendor == vendor &&
		    strcmp(element->attribute[i].name, name) == 0)
			return element->attribute[i].value;
	return NULL;
}

const char *bpmnxml_get(const struct bpmnxml *element, const char *name)
{
	return attribute(element, name, false);
}

const char *bpmnxml_vendor(const struct bpmnxml *element, const char *name)
{
	return attribute(element, name, true);
}

const struct bpmnxml *bpmnxml_child(const struct bpmnxml *element, const char *name)
{
	for (const struct bpmnxml *child = element->child; child; child = child->next)
		if (strcmp(child->name, name) == 0)
			return child;
	return NULL;
}

const struct bpmnxml *bpmnxml_refer(const struct bpmnxml_file *bpmn, struct str reference)
{
	size_t i = map_get(bpmn->ids, reference);
	const char *colon = reference.n ? memchr(reference.p, ':', reference.n) : NULL;
	if (i == MAP_NONE && colon) {
		size_t prefix = (size_t)(colon - reference.p) + 1;
		i = map_get(bpmn->ids, (struct str){colon + 1, reference.n - prefix});
	}
	return i == MAP_NONE ? NULL : bpmn->by_id[i];
}

struct survey {
	const struct bpmnxml_file *bpmn;
	struct arena *arena;
	struct map *names;
	VEC(struct bpmnin_count) counts;
	VEC(struct bpmnin_fault) faults;
};

static void look_up(struct survey *s, const struct bpmnxml *element, const char *role,
                    struct str to)
{
	if (to.n == 0 || bpmnxml_refer(s->bpmn, to))
		return;
	struct bpmnin_fault fault = {.kind = BPMNIN_DANGLING,
	                             .line = element->line,
	                             .id = *element->id      ? element->id
	                                   : element->parent ? element->parent->id
	                                                     : "",
	                             .role = role,
	                             .to = arena_cstr(s->arena, to)};
	vec_push(&s->faults, fault);
}

/* Only references that carry the flow: definitions of messages and types may lie in imported files.
 */
static void survey_references(struct survey *s, const struct bpmnxml *element)
{
	static const char *const attributes[] = {"sourceRef", "targetRef", "attachedToRef",
	                                         "default", "processRef"};
	static const char *const elements[] = {"flowNodeRef", "incoming", "outgoing"};
	for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
		const char *to = bpmnxml_get(element, attributes[i]);
		if (to)
			look_up(s, element, attributes[i], str_of(to));
	}
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
		if (strcmp(element->name, elements[i]) == 0)
			look_up(s, element, elements[i], element->text);
}

static void survey_element(struct survey *s, const struct bpmnxml *element)
{
	size_t i = map_add(s->names, str_of(element->name), s->counts.n);
	if (i == s->counts.n)
		vec_push(&s->counts, ((struct bpmnin_count){element->name, 0}));
	s->counts.v[i].n++;
	survey_references(s, element);
	const struct bpmnxml *first = bpmnxml_refer(s->bpmn, str_of(element->id));
	if (*element->id && first != element) {
		struct bpmnin_fault fault = {.kind = BPMNIN_DUPLICATE,
		                             .line = element->line,
		                             .id = element->id,
		                             .role = element->name};
		vec_push(&s->faults, fault);
	}
}

/* The next element of the tree in the order of the file. */
static const struct bpmnxml *following(const struct bpmnxml *element)
{
	if (element->child)
		return element->child;
	while (element && !element->next)
		element = element->parent;
	return element ? element->next : NULL;
}

void bpmnxml_survey(const struct bpmnxml_file *bpmn, struct arena *arena, struct bpmnin *out)
{
	struct survey s = {.bpmn = bpmn, .arena = arena, .names = map_new()};
	for (const struct bpmnxml *e = bpmn->root; e; e = following(e))
		survey_element(&s, e);

	struct bpmnin_count *counts = arena_array(arena, s.counts.n + 1, sizeof *counts);
	for (size_t i = 0; i < s.counts.n; i++)
		counts[i] = s.counts.v[i];
	struct bpmnin_fault *faults = arena_array(arena, s.faults.n + 1, sizeof *faults);
	for (size_t i = 0; i < s.faults.n; i++)
		faults[i] = s.faults.v[i];
	out->count = counts;
	out->n_counts = s.counts.n;
	out->fault = faults;
	out->n_faults = s.faults.n;
	vec_free(&s.counts);
	vec_free(&s.faults);
	map_free(s.names);
}
