/* SPDX-License-Identifier: MIT */
#include "render/ocel.h"

#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct ocel {
	int32_t offset;
	struct map *activities, *members, *units; /* names, in the order they were met */
	struct arena *arena; /* of the case in hand */
	bool more; /* something stands before in this list */
};

struct attribute {
	const char *name, *type;
};

static const struct attribute of_case[] = {{"process", "string"}, {"version", "string"}, {"application_id", "string"},
                                           {"status", "string"}, {"outcome", "string"}};
static const struct attribute of_task[] = {{"activity", "string"}, {"element", "string"}, {"due", "time"},
                                           {"status", "string"}, {"outcome", "string"}};
static const struct attribute of_event[] = {{"lifecycle", "string"}, {"element", "string"}, {"outcome", "string"},
                                            {"actor", "string"}, {"due", "time"}, {"late", "string"}};

#define LENGTH(array) (sizeof(array) / sizeof *(array))

struct ocel *ocel_new(int32_t offset)
{
	struct ocel *ocel = mem_alloc(sizeof *ocel);
	*ocel = (struct ocel){.offset = offset, .activities = map_new(), .members = map_new(), .units = map_new(), .arena = arena_new()};
	return ocel;
}

void ocel_free(struct ocel *ocel)
{
	if (!ocel)
		return;
	map_free(ocel->activities);
	map_free(ocel->members);
	map_free(ocel->units);
	arena_free(ocel->arena);
	free(ocel);
}

/* ---- what all that is written is made of */

static void comma(bool *more, struct buf *out)
{
	if (*more)
		buf_putc(out, ',');
	*more = true;
}

static void line(struct ocel *ocel, struct buf *out)
{
	buf_puts(out, ocel->more ? ",\n" : "\n");
	ocel->more = true;
}

static void list(struct ocel *ocel, struct buf *out, const char *name)
{
	buf_printf(out, "%s\"%s\":[", ocel->more ? "\n],\n" : "{", name);
	ocel->more = false;
}

static void put_declared(struct buf *out, bool *more, struct str name, const char *type)
{
	comma(more, out);
	buf_puts(out, "{\"name\":");
	json_quote(out, name);
	buf_printf(out, ",\"type\":\"%s\"}", type);
}

static void put_type(struct ocel *ocel, struct buf *out, struct str name, const struct attribute *attribute, size_t n, const struct map *members)
{
	bool more = false;
	line(ocel, out);
	buf_puts(out, "{\"name\":");
	json_quote(out, name);
	buf_puts(out, ",\"attributes\":[");
	for (size_t i = 0; i < n; i++)
		put_declared(out, &more, str_of(attribute[i].name), attribute[i].type);
	for (size_t i = 0; members && i < map_size(members); i++)
		put_declared(out, &more, map_key(members, i), "string");
	buf_puts(out, "]}");
}

static void put_moment(const struct ocel *ocel, struct buf *out, struct moment moment)
{
	buf_putc(out, '"');
	moment_put_full(out, moment, ocel->offset);
	buf_putc(out, '"');
}

/* Nothing is written of an attribute without a value. since: from when it held; NULL for an event's. */
static void put_attribute(const struct ocel *ocel, struct buf *out, bool *more, struct str name, struct str value, const struct moment *since)
{
	if (value.n == 0)
		return;
	comma(more, out);
	buf_puts(out, "{\"name\":");
	json_quote(out, name);
	buf_puts(out, ",\"value\":");
	json_quote(out, value);
	if (since) {
		buf_puts(out, ",\"time\":");
		put_moment(ocel, out, *since);
	}
	buf_putc(out, '}');
}

static void put_due(const struct ocel *ocel, struct buf *out, bool *more, const struct trail_event *event, const struct moment *since)
{
	struct buf due = {0};
	if (event->has_due)
		moment_put_full(&due, event->due, ocel->offset);
	put_attribute(ocel, out, more, STR("due"), buf_slice(&due), since);
	buf_free(&due);
}

/* Ids of one kind are told from those of another. */
static void put_object_id(struct buf *out, const char *kind, struct str id)
{
	struct buf whole = {0};
	buf_printf(&whole, "%s:", kind);
	buf_str(&whole, id);
	json_quote(out, buf_slice(&whole));
	buf_free(&whole);
}

static void put_relation(struct buf *out, bool *more, const char *qualifier, const char *kind, struct str id)
{
	comma(more, out);
	buf_puts(out, "{\"objectId\":");
	put_object_id(out, kind, id);
	buf_printf(out, ",\"qualifier\":\"%s\"}", qualifier);
}

static struct str task_id(struct ocel *ocel, const struct trail_event *event)
{
	return str_of(arena_printf(ocel->arena, "%lld.%u", (long long)event->case_id, event->task));
}

static struct str case_id(struct ocel *ocel, int64_t id)
{
	return str_of(arena_printf(ocel->arena, "%lld", (long long)id));
}

/* ---- the case's data */

/* pm4py keeps an object's own columns under ocel:, in one table with its attributes. */
static struct str member_name(struct ocel *ocel, struct str name)
{
	if (str_starts(name, "ocel:"))
		return str_of(arena_printf(ocel->arena, "data_%.*s", STR_ARG(name)));
	for (size_t i = 0; i < LENGTH(of_case); i++)
		if (str_is(name, of_case[i].name))
			return str_of(arena_printf(ocel->arena, "data_%s", of_case[i].name));
	return name;
}

static struct str member_value(struct ocel *ocel, const struct json *member)
{
	struct buf text = {0};
	if (member->kind == JSON_STRING || member->kind == JSON_NUMBER)
		return member->text;
	if (member->kind == JSON_NULL)
		return (struct str){"", 0};
	json_put(&text, member);
	struct str value = arena_str(ocel->arena, buf_slice(&text));
	buf_free(&text);
	return value;
}

/* The data in the order in which it came: with the application, then with answers and messages. */
static enum rc put_data(struct ocel *ocel, struct buf *out, bool *more, struct str data, struct moment since, struct err *err)
{
	const struct json *object;
	if (data.n == 0)
		return RC_OK;
	if (json_parse(data, "data", ocel->arena, &object, err) != RC_OK)
		return err->rc;
	for (const struct json *member = object->child; member; member = member->next)
		put_attribute(ocel, out, more, member_name(ocel, member->name), member_value(ocel, member), &since);
	return RC_OK;
}

static enum rc look_at_data(struct ocel *ocel, struct str data, struct err *err)
{
	const struct json *object;
	if (data.n == 0)
		return RC_OK;
	if (json_parse(data, "data", ocel->arena, &object, err) != RC_OK)
		return err->rc;
	for (const struct json *member = object->child; member; member = member->next)
		map_add(ocel->members, member_name(ocel, member->name), 0);
	return RC_OK;
}

/* ---- the passes */

enum rc ocel_look(struct ocel *ocel, const struct trail_event *event, size_t n, struct err *err)
{
	arena_reset(ocel->arena);
	for (size_t i = 0; i < n; i++) {
		map_add(ocel->activities, str_of(event[i].activity), 0);
		if (event[i].unit.n)
			map_add(ocel->units, event[i].unit, 0);
		if (look_at_data(ocel, event[i].data, err) != RC_OK)
			return err->rc;
	}
	return RC_OK;
}

void ocel_begin(struct ocel *ocel, struct buf *out)
{
	list(ocel, out, "objectTypes");
	put_type(ocel, out, STR("case"), of_case, LENGTH(of_case), ocel->members);
	put_type(ocel, out, STR("task"), of_task, LENGTH(of_task), NULL);
	put_type(ocel, out, STR("unit"), NULL, 0, NULL);
	list(ocel, out, "eventTypes");
	for (size_t i = 0; i < map_size(ocel->activities); i++)
		put_type(ocel, out, map_key(ocel->activities, i), of_event, LENGTH(of_event), NULL);
	ocel->more = true;
	list(ocel, out, "objects");
}

static void begin_object(struct ocel *ocel, struct buf *out, const char *kind, struct str id)
{
	line(ocel, out);
	buf_puts(out, "{\"id\":");
	put_object_id(out, kind, id);
	buf_printf(out, ",\"type\":\"%s\",\"attributes\":[", kind);
}

/* A task from its creation at event[0]; what became of it stands among the n events from there. */
static void put_task(struct ocel *ocel, struct buf *out, const struct trail_event *event, size_t n)
{
	bool more = false;
	const struct moment *since = &event->at;
	begin_object(ocel, out, "task", task_id(ocel, event));
	put_attribute(ocel, out, &more, STR("activity"), str_of(event->activity), since);
	put_attribute(ocel, out, &more, STR("element"), str_of(event->element), since);
	put_due(ocel, out, &more, event, since);
	put_attribute(ocel, out, &more, STR("status"), STR("open"), since);
	for (size_t i = 1; i < n; i++) {
		if (event[i].task != event->task || event[i].late)
			continue;
		bool cancelled = strcmp(event[i].transition, "withdraw") == 0;
		put_attribute(ocel, out, &more, STR("status"), cancelled ? STR("cancelled") : STR("completed"), &event[i].at);
		put_attribute(ocel, out, &more, STR("outcome"), event[i].outcome, &event[i].at);
	}
	more = false;
	buf_puts(out, "],\"relationships\":[");
	put_relation(out, &more, "of", "case", case_id(ocel, event->case_id));
	if (event->unit.n)
		put_relation(out, &more, "for", "unit", event->unit);
	buf_puts(out, "]}");
}

enum rc ocel_objects(struct ocel *ocel, struct buf *out, const struct trail_case *c, const struct trail_event *event, size_t n, struct err *err)
{
	bool more = false;
	arena_reset(ocel->arena);
	begin_object(ocel, out, "case", case_id(ocel, c->case_id));
	put_attribute(ocel, out, &more, STR("process"), c->process, &c->started);
	put_attribute(ocel, out, &more, STR("version"), case_id(ocel, c->version), &c->started);
	put_attribute(ocel, out, &more, STR("application_id"), c->application_id, &c->started);
	put_attribute(ocel, out, &more, STR("status"), STR("open"), &c->started);
	for (size_t i = 0; i < n; i++)
		if (put_data(ocel, out, &more, event[i].data, event[i].at, err) != RC_OK)
			return err->rc;
	if (c->is_over) {
		put_attribute(ocel, out, &more, STR("status"), c->status, &c->ended);
		put_attribute(ocel, out, &more, STR("outcome"), c->outcome, &c->ended);
	}
	buf_puts(out, "],\"relationships\":[]}");
	for (size_t i = 0; i < n; i++)
		if (event[i].task && strcmp(event[i].transition, "schedule") == 0)
			put_task(ocel, out, &event[i], n - i);
	return RC_OK;
}

void ocel_units(struct ocel *ocel, struct buf *out)
{
	for (size_t i = 0; i < map_size(ocel->units); i++) {
		begin_object(ocel, out, "unit", map_key(ocel->units, i));
		buf_puts(out, "],\"relationships\":[]}");
	}
	ocel->more = true;
	list(ocel, out, "events");
}

static void put_event(struct ocel *ocel, struct buf *out, const struct trail_event *event)
{
	bool more = false;
	line(ocel, out);
	buf_printf(out, "{\"id\":\"%lld.%zu\",\"type\":", (long long)event->seq, event->part);
	json_quote(out, str_of(event->activity));
	buf_puts(out, ",\"time\":");
	put_moment(ocel, out, event->at);
	buf_puts(out, ",\"attributes\":[");
	put_attribute(ocel, out, &more, STR("lifecycle"), str_of(event->transition), NULL);
	put_attribute(ocel, out, &more, STR("element"), str_of(event->element), NULL);
	put_attribute(ocel, out, &more, STR("outcome"), event->outcome, NULL);
	put_attribute(ocel, out, &more, STR("actor"), event->actor, NULL);
	put_due(ocel, out, &more, event, NULL);
	put_attribute(ocel, out, &more, STR("late"), event->late ? STR("true") : (struct str){"", 0}, NULL);
	more = false;
	buf_puts(out, "],\"relationships\":[");
	put_relation(out, &more, "case", "case", case_id(ocel, event->case_id));
	if (event->task)
		put_relation(out, &more, "task", "task", task_id(ocel, event));
	if (event->unit.n)
		put_relation(out, &more, "unit", "unit", event->unit);
	buf_puts(out, "]}");
}

void ocel_events(struct ocel *ocel, struct buf *out, const struct trail_event *event, size_t n)
{
	arena_reset(ocel->arena);
	for (size_t i = 0; i < n; i++)
		put_event(ocel, out, &event[i]);
}

void ocel_end(struct ocel *ocel, struct buf *out)
{
	buf_puts(out, "\n]}\n");
	ocel->more = false;
}
