/* SPDX-License-Identifier: MIT */
#include "base/map.h"
#include "base/vec.h"
#include "cases/message.h"
#include "ext/xml.h"

enum { MANY = 16 /* different children from which on names are looked up in a map */ };

struct node {
	struct json json;  /* first: a child's json is its node */
	struct node *last; /* child */
};

/* An element that is not closed yet. */
struct element {
	struct node *node;
	VEC(struct node *) children; /* one a name */
	struct map *names;           /* name → place in children; NULL while they are few */
	struct buf text;
};

struct tree {
	struct arena *arena;
	VEC(struct element) open;
	struct node *root;
};

static struct node *node_new(struct tree *tree, struct str name, size_t line)
{
	struct node *node = arena_alloc(tree->arena, sizeof *node);
	node->json = (struct json){.kind = JSON_STRING, .text = {"", 0}, .name = name, .line = line};
	return node;
}

static void append(struct node *parent, struct node *child)
{
	if (parent->last)
		parent->last->json.next = &child->json;
	else
		parent->json.child = &child->json;
	parent->last = child;
	parent->json.n++;
}

static struct node *find(struct element *element, struct str name)
{
	if (element->names) {
		size_t at = map_get(element->names, name);
		return at == MAP_NONE ? NULL : element->children.v[at];
	}
	for (size_t i = 0; i < element->children.n; i++)
		if (str_eq(element->children.v[i]->json.name, name))
			return element->children.v[i];
	return NULL;
}

static void remember(struct element *element, struct node *child)
{
	vec_push(&element->children, child);
	if (!element->names && element->children.n > MANY)
		element->names = map_new();
	for (size_t i = element->names ? map_size(element->names) : element->children.n; i < element->children.n; i++)
		map_add(element->names, element->children.v[i]->json.name, i);
}

/* What stood alone under its name becomes the first item of an array. */
static void make_array(struct tree *tree, struct node *node)
{
	struct node *first = node_new(tree, (struct str){"", 0}, node->json.line);
	first->json.kind = node->json.kind;
	first->json.text = node->json.text;
	first->json.child = node->json.child;
	first->json.n = node->json.n;
	node->json.kind = JSON_ARRAY;
	node->json.child = NULL;
	node->json.n = 0;
	node->last = NULL;
	append(node, first);
}

static struct node *add_child(struct tree *tree, struct element *element, const char *name, size_t line)
{
	struct node *known = find(element, str_of(name));
	struct node *child = node_new(tree, known ? (struct str){"", 0} : arena_str(tree->arena, str_of(name)), line);
	element->node->json.kind = JSON_OBJECT;
	if (!known) {
		append(element->node, child);
		remember(element, child);
		return child;
	}
	if (known->json.kind != JSON_ARRAY)
		make_array(tree, known);
	append(known, child);
	return child;
}

static enum rc on_start(void *context, const char *space, const char *name, const struct xml_attribute *attributes, size_t n, size_t line,
                        struct err *err)
{
	struct tree *tree = context;
	struct element element = {0};
	struct buf at = {0};
	(void)space, (void)err;
	if (tree->open.n)
		element.node = add_child(tree, &tree->open.v[tree->open.n - 1], name, line);
	else
		element.node = tree->root = node_new(tree, (struct str){"", 0}, line);
	for (size_t i = 0; i < n; i++) {
		buf_clear(&at);
		buf_printf(&at, "@%s", attributes[i].name);
		add_child(tree, &element, buf_cstr(&at), line)->json.text = arena_str(tree->arena, str_of(attributes[i].value));
	}
	buf_free(&at);
	vec_push(&tree->open, element);
	return RC_OK;
}

static enum rc on_text(void *context, struct str text, struct err *err)
{
	struct tree *tree = context;
	(void)err;
	if (tree->open.n)
		buf_str(&tree->open.v[tree->open.n - 1].text, text);
	return RC_OK;
}

static void forget(struct element *element)
{
	vec_free(&element->children);
	map_free(element->names);
	buf_free(&element->text);
}

static enum rc on_end(void *context, const char *space, const char *name, struct err *err)
{
	struct tree *tree = context;
	struct element *element = &tree->open.v[--tree->open.n];
	struct str text = buf_slice(&element->text);
	(void)space, (void)name, (void)err;
	if (element->node->json.kind == JSON_STRING)
		element->node->json.text = arena_str(tree->arena, text);
	else if (str_trim(text).n)
		add_child(tree, element, "#text", element->node->json.line)->json.text = arena_str(tree->arena, str_trim(text));
	forget(element);
	return RC_OK;
}

enum rc message_xml(struct str document, const char *file, struct arena *arena, const struct json **json, struct err *err)
{
	static const struct xml_handler handler = {on_start, on_end, on_text};
	struct tree tree = {.arena = arena};
	*json = NULL;
	if (xml_parse(document, file, &handler, &tree, err) == RC_OK)
		*json = &tree.root->json;
	while (tree.open.n)
		forget(&tree.open.v[--tree.open.n]);
	vec_free(&tree.open);
	return err->rc;
}
