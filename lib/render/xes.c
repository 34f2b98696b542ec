/* SPDX-License-Identifier: MIT */
#include "render/xes.h"

#include "base/json.h"
#include "base/map.h"
#include "base/num.h"
#include "base/xmlput.h"

#include <string.h>

static const char head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                           "<log xes.version=\"1849.2016\" xes.features=\"\">\n"
                           "  <extension name=\"Concept\" prefix=\"concept\" uri=\"http://www.xes-standard.org/concept.xesext\"/>\n"
                           "  <extension name=\"Lifecycle\" prefix=\"lifecycle\" uri=\"http://www.xes-standard.org/lifecycle.xesext\"/>\n"
                           "  <extension name=\"Organizational\" prefix=\"org\" uri=\"http://www.xes-standard.org/org.xesext\"/>\n"
                           "  <extension name=\"Time\" prefix=\"time\" uri=\"http://www.xes-standard.org/time.xesext\"/>\n"
                           "  <global scope=\"trace\">\n"
                           "    <string key=\"concept:name\" value=\"\"/>\n"
                           "  </global>\n"
                           "  <global scope=\"event\">\n"
                           "    <string key=\"concept:name\" value=\"\"/>\n"
                           "    <string key=\"lifecycle:transition\" value=\"complete\"/>\n"
                           "    <date key=\"time:timestamp\" value=\"1970-01-01T00:00:00+00:00\"/>\n"
                           "  </global>\n"
                           "  <classifier name=\"Activity\" scope=\"event\" keys=\"concept:name\"/>\n"
                           "  <classifier name=\"ActivityAndTransition\" scope=\"event\" keys=\"concept:name lifecycle:transition\"/>\n"
                           "  <string key=\"lifecycle:model\" value=\"standard\"/>\n";

void xes_begin(struct buf *out)
{
	buf_puts(out, head);
}

void xes_end(struct buf *out)
{
	buf_puts(out, "</log>\n");
}

static void put(struct buf *out, const char *indent, const char *type, const char *key, struct str value)
{
	buf_printf(out, "%s<%s key=\"%s\" value=\"", indent, type, key);
	xmlput_text(out, value);
	buf_puts(out, "\"/>\n");
}

static void put_some(struct buf *out, const char *indent, const char *key, struct str value)
{
	if (value.n > 0)
		put(out, indent, "string", key, value);
}

static void put_moment(struct buf *out, const char *indent, const char *key, struct moment moment, int32_t offset)
{
	buf_printf(out, "%s<date key=\"%s\" value=\"", indent, key);
	moment_put_full(out, moment, offset);
	buf_puts(out, "\"/>\n");
}

/* ---- the case's data: one attribute a member, of the type that its JSON has */

static const char *type_of(const struct json *value)
{
	int64_t whole;
	switch (value->kind) {
	case JSON_TRUE:
	case JSON_FALSE:
		return "boolean";
	case JSON_NUMBER:
		if (num_parse_int(value->text, &whole))
			return "int";
		/* A whole number of more than 64 bits is an id of somebody's: a float would make it another one. */
		return strpbrk(value->text.p, ".eE") ? "float" : "string";
	default:
		return "string";
	}
}

static const char *const ours[] = {"process", "version", "application_id", "status", "outcome", "started", "ended"};

/* No key may stand twice in a trace: what XML makes alike is numbered. */
static void put_key(struct buf *out, struct str name, struct map *keys)
{
	struct buf key = {0};
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		if (str_is(name, ours[i]))
			buf_puts(&key, "data_");
	xmlput_name(&key, name);
	size_t n = key.n;
	for (size_t i = 2; map_get(keys, buf_slice(&key)) != MAP_NONE; i++) {
		key.n = n;
		buf_printf(&key, "_%zu", i);
	}
	map_add(keys, buf_slice(&key), 0);
	buf_str(out, buf_slice(&key));
	buf_free(&key);
}

static void put_member(struct buf *out, const struct json *member, struct map *keys)
{
	struct buf value = {0};
	if (member->kind == JSON_NULL)
		return;
	buf_printf(out, "    <%s key=\"", type_of(member));
	put_key(out, member->name, keys);
	buf_puts(out, "\" value=\"");
	if (member->kind == JSON_STRING)
		buf_str(&value, member->text);
	else
		json_put(&value, member);
	xmlput_text(out, buf_slice(&value));
	buf_puts(out, "\"/>\n");
	buf_free(&value);
}

static enum rc put_data(struct buf *out, const struct trail_case *c, struct err *err)
{
	struct arena *arena = arena_new();
	struct map *keys = map_new();
	const struct json *data;
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		map_add(keys, str_of(ours[i]), 0);
	if (c->data.n > 0 && json_parse(c->data, "data", arena, &data, err) == RC_OK)
		for (const struct json *member = data->child; member; member = member->next)
			put_member(out, member, keys);
	map_free(keys);
	arena_free(arena);
	return err->rc;
}

static void put_event(struct buf *out, const struct trail_event *event, int32_t offset)
{
	static const char indent[] = "      ";
	buf_puts(out, "    <event>\n");
	put(out, indent, "string", "concept:name", str_of(event->activity));
	if (event->task)
		buf_printf(out, "      <string key=\"concept:instance\" value=\"%lld.%u\"/>\n", (long long)event->case_id, event->task);
	put(out, indent, "string", "lifecycle:transition", str_of(event->transition));
	put_moment(out, indent, "time:timestamp", event->at, offset);
	put_some(out, indent, "org:group", event->unit);
	put_some(out, indent, "org:resource", event->actor);
	put(out, indent, "string", "element", str_of(event->element));
	put_some(out, indent, "outcome", event->outcome);
	if (event->has_due)
		put_moment(out, indent, "due", event->due, offset);
	if (event->late)
		put(out, indent, "boolean", "late", STR("true"));
	buf_puts(out, "    </event>\n");
}

enum rc xes_case(struct buf *out, const struct trail_case *c, const struct trail_event *event, size_t n, int32_t offset, struct err *err)
{
	static const char indent[] = "    ";
	buf_printf(out, "  <trace>\n    <string key=\"concept:name\" value=\"%lld\"/>\n", (long long)c->case_id);
	put(out, indent, "string", "process", c->process);
	buf_printf(out, "    <int key=\"version\" value=\"%lld\"/>\n", (long long)c->version);
	put(out, indent, "string", "application_id", c->application_id);
	put(out, indent, "string", "status", c->status);
	put_some(out, indent, "outcome", c->outcome);
	put_moment(out, indent, "started", c->started, offset);
	if (c->is_over)
		put_moment(out, indent, "ended", c->ended, offset);
	if (put_data(out, c, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < n; i++)
		put_event(out, &event[i], offset);
	buf_puts(out, "  </trace>\n");
	return RC_OK;
}
