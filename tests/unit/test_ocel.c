/* SPDX-License-Identifier: MIT */
/*
 * What ocel writes is read again and held to the published schema of OCEL 2.0 in JSON (four lists; name and attributes of a type; id, type and time of an event; id and type of an object;
 * values are strings; a relationship has objectId and qualifier) and to what the standard says beyond it: ids stand once, what is named exists and is
 * declared, an event names an object once.
 */
#include "base/json.h"
#include "base/map.h"
#include "render/ocel.h"
#include "unit.h"

#include <regex.h>

struct checked {
	struct map *objects, *types; /* types: "Дороги" and "Дороги|lifecycle" */
	size_t n_events, n_objects, n_relations;
	struct str problem;
};

static void complain(struct checked *c, const char *what)
{
	if (c->problem.n == 0)
		c->problem = str_of(what);
}

static void once(struct checked *c, struct map *seen, struct str name, const char *what)
{
	if (map_get(seen, name) != MAP_NONE)
		complain(c, what);
	map_add(seen, name, 0);
}

static bool is_moment(struct str text)
{
	static const char pattern[] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}$";
	char copy[40];
	regex_t regex;
	snprintf(copy, sizeof copy, "%.*s", STR_ARG(text));
	if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	bool yes = regexec(&regex, copy, 0, NULL, 0) == 0;
	regfree(&regex);
	return yes;
}

static struct str pair(struct buf *out, struct str a, struct str b)
{
	buf_clear(out);
	buf_str(out, a);
	buf_putc(out, '|');
	buf_str(out, b);
	return buf_slice(out);
}

static struct str member(struct checked *c, const struct json *object, const char *name)
{
	const struct json *it = json_get(object, name);
	if (!it || it->kind != JSON_STRING || it->text.n == 0)
		complain(c, name);
	return json_text(object, name);
}

static const struct json *list(struct checked *c, const struct json *object, const char *name)
{
	const struct json *it = json_get(object, name);
	if (!it || it->kind != JSON_ARRAY)
		complain(c, name);
	return it && it->kind == JSON_ARRAY ? it->child : NULL;
}

static void check_types(struct checked *c, const struct json *types, const char *kind)
{
	struct buf text = {0}, with = {0};
	for (; types; types = types->next) {
		struct str name = pair(&with, str_of(kind), member(c, types, "name"));
		once(c, c->types, name, "a type stands twice");
		for (const struct json *a = list(c, types, "attributes"); a; a = a->next) {
			if (!str_is(member(c, a, "type"), "string") && !str_is(json_text(a, "type"), "time"))
				complain(c, "an attribute of an unheard-of type");
			once(c, c->types, pair(&text, name, member(c, a, "name")), "an attribute stands twice");
		}
	}
	buf_free(&text);
	buf_free(&with);
}

static void check_attributes(struct checked *c, const struct json *of, const char *kind, bool timed)
{
	struct buf with = {0}, text = {0};
	struct str type = pair(&with, str_of(kind), member(c, of, "type"));
	if (map_get(c->types, type) == MAP_NONE)
		complain(c, "a type that is not declared");
	for (const struct json *a = list(c, of, "attributes"); a; a = a->next) {
		if (map_get(c->types, pair(&text, type, member(c, a, "name"))) == MAP_NONE)
			complain(c, "an attribute that is not declared");
		member(c, a, "value");
		if (timed && !is_moment(member(c, a, "time")))
			complain(c, "a time that is none");
	}
	buf_free(&with);
	buf_free(&text);
}

static void check_relations(struct checked *c, const struct json *of)
{
	struct map *seen = map_new();
	for (const struct json *r = list(c, of, "relationships"); r; r = r->next, c->n_relations++) {
		struct str id = member(c, r, "objectId");
		member(c, r, "qualifier");
		if (map_get(c->objects, id) == MAP_NONE)
			complain(c, "an object that is not there");
		once(c, seen, id, "an object named twice");
	}
	map_free(seen);
}

static struct checked check(struct str log, struct arena *arena)
{
	struct checked c = {.objects = map_new(), .types = map_new()};
	struct map *ids = map_new();
	struct err err = ERR_NONE;
	const struct json *root;
	if (json_parse(log, "log", arena, &root, &err) != RC_OK) {
		complain(&c, "no JSON");
	} else {
		check_types(&c, list(&c, root, "objectTypes"), "object");
		check_types(&c, list(&c, root, "eventTypes"), "event");
		for (const struct json *o = list(&c, root, "objects"); o; o = o->next, c.n_objects++)
			once(&c, c.objects, member(&c, o, "id"), "an object stands twice");
		for (const struct json *o = list(&c, root, "objects"); o; o = o->next) {
			check_attributes(&c, o, "object", true);
			check_relations(&c, o);
		}
		c.n_relations = 0;
		for (const struct json *e = list(&c, root, "events"); e; e = e->next, c.n_events++) {
			once(&c, ids, member(&c, e, "id"), "an event stands twice");
			if (!is_moment(member(&c, e, "time")))
				complain(&c, "a time that is none");
			check_attributes(&c, e, "event", false);
			check_relations(&c, e);
		}
	}
	map_free(ids);
	map_free(c.objects);
	map_free(c.types);
	return c;
}

int main(void)
{
	struct arena *arena = arena_new();
	struct err err = ERR_NONE;
	struct buf out = {0};
	struct moment at = {(int64_t)date_days(2024, 1, 15) * 86400 + 32400, DATE_NO_OFFSET}, later = {at.seconds + 3600, DATE_NO_OFFSET};
	struct trail_case c = {.case_id = 12, .version = 1, .process = STR("permit"), .application_id = STR("A\"1"), .status = STR("ended"),
	                       .outcome = STR("Выдано"), .started = at, .ended = later, .is_over = true, .data = STR("{\"a\":3}")};
	struct trail_event events[] = {
	        {.case_id = 12, .seq = 1, .at = at, .activity = "Получено", .element = "in", .transition = "complete",
	         .data = STR("{\"a\":\"\\u0001\\\"\",\"status\":1,\"n\":null,\"l\":[1],\"ocel:oid\":\"x\"}")},
	        {.case_id = 12, .seq = 1, .part = 1, .at = at, .activity = "Дороги", .element = "roads", .transition = "schedule", .task = 3,
	         .unit = STR("U\"11"), .has_due = true, .due = later},
	        {.case_id = 12, .seq = 1, .part = 2, .at = at, .activity = "Вода", .element = "water", .transition = "schedule", .task = 4},
	        {.case_id = 12, .seq = 2, .at = later, .activity = "Дороги", .element = "roads", .transition = "complete", .task = 3,
	         .unit = STR("U\"11"), .outcome = STR("да"), .actor = STR("E1"), .data = STR("{\"a\":3,\"b\":true}")},
	        {.case_id = 12, .seq = 2, .part = 1, .at = later, .activity = "Вода", .element = "water", .transition = "withdraw", .task = 4},
	        {.case_id = 12, .seq = 3, .at = later, .activity = "Вода", .element = "water", .transition = "complete", .task = 4,
	         .outcome = STR("поздно"), .late = true},
	};
	enum { N = sizeof events / sizeof *events };
	struct ocel *ocel = ocel_new(39600);
	bool ok = ocel_look(ocel, events, N, &err) == RC_OK;
	ocel_begin(ocel, &out);
	ok = ok && ocel_objects(ocel, &out, &c, events, N, &err) == RC_OK;
	ocel_units(ocel, &out);
	ocel_events(ocel, &out, events, N);
	ocel_end(ocel, &out);
	unit_ok(ok, "a log is written");
	struct checked got = check(buf_slice(&out), arena);
	unit_str(got.problem.n ? got.problem.p : "", "", "it keeps the rules of the standard");
	unit_num((double)got.n_events, N, 0, "events");
	unit_num((double)got.n_objects, 4, 0, "a case, two tasks, a unit");
	unit_num((double)got.n_relations, N + 5 + 2, 0, "each event with its case, five with a task, two with a unit");
	static const char *const objects[] = {
	        "{\"id\":\"case:12\",\"type\":\"case\",\"attributes\":["
	        "{\"name\":\"process\",\"value\":\"permit\",\"time\":\"2024-01-15T09:00:00+11:00\"},"
	        "{\"name\":\"version\",\"value\":\"1\",\"time\":\"2024-01-15T09:00:00+11:00\"},"
	        "{\"name\":\"application_id\",\"value\":\"A\\\"1\",\"time\":\"2024-01-15T09:00:00+11:00\"},"
	        "{\"name\":\"status\",\"value\":\"open\",\"time\":\"2024-01-15T09:00:00+11:00\"},"
	        "{\"name\":\"a\",\"value\":\"\\u0001\\\"\",\"time\":\"2024-01-15T09:00:00+11:00\"},"
	        "{\"name\":\"data_status\",\"value\":\"1\",\"time\":\"2024-01-15T09:00:00+11:00\"},"
	        "{\"name\":\"l\",\"value\":\"[1]\",\"time\":\"2024-01-15T09:00:00+11:00\"},"
	        "{\"name\":\"data_ocel:oid\",\"value\":\"x\",\"time\":\"2024-01-15T09:00:00+11:00\"},"
	        "{\"name\":\"a\",\"value\":\"3\",\"time\":\"2024-01-15T10:00:00+11:00\"},"
	        "{\"name\":\"b\",\"value\":\"true\",\"time\":\"2024-01-15T10:00:00+11:00\"},"
	        "{\"name\":\"status\",\"value\":\"ended\",\"time\":\"2024-01-15T10:00:00+11:00\"},"
	        "{\"name\":\"outcome\",\"value\":\"Выдано\",\"time\":\"2024-01-15T10:00:00+11:00\"}],\"relationships\":[]}",
	        "{\"id\":\"task:12.4\",\"type\":\"task\",\"attributes\":["
	        "{\"name\":\"activity\",\"value\":\"Вода\",\"time\":\"2024-01-15T09:00:00+11:00\"},"
	        "{\"name\":\"element\",\"value\":\"water\",\"time\":\"2024-01-15T09:00:00+11:00\"},"
	        "{\"name\":\"status\",\"value\":\"open\",\"time\":\"2024-01-15T09:00:00+11:00\"},"
	        "{\"name\":\"status\",\"value\":\"cancelled\",\"time\":\"2024-01-15T10:00:00+11:00\"}],"
	        "\"relationships\":[{\"objectId\":\"case:12\",\"qualifier\":\"of\"}]}",
	        "{\"id\":\"2.0\",\"type\":\"Дороги\",\"time\":\"2024-01-15T10:00:00+11:00\",\"attributes\":["
	        "{\"name\":\"lifecycle\",\"value\":\"complete\"},{\"name\":\"element\",\"value\":\"roads\"},{\"name\":\"outcome\",\"value\":\"да\"},"
	        "{\"name\":\"actor\",\"value\":\"E1\"}],\"relationships\":[{\"objectId\":\"case:12\",\"qualifier\":\"case\"},"
	        "{\"objectId\":\"task:12.3\",\"qualifier\":\"task\"},{\"objectId\":\"unit:U\\\"11\",\"qualifier\":\"unit\"}]}",
	};
	for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
		if (!unit_ok(strstr(buf_cstr(&out), objects[i]) != NULL, "what was given stands there, with the moment from which it held"))
			printf("# %s\n# not in\n# %s\n", objects[i], out.p);
	ocel_free(ocel);

	buf_clear(&out);
	ocel = ocel_new(0);
	ocel_begin(ocel, &out);
	ocel_units(ocel, &out);
	ocel_end(ocel, &out);
	got = check(buf_slice(&out), arena);
	unit_str(got.problem.n ? got.problem.p : "", "", "an empty log is one");
	events[0].data = STR("{broken");
	unit_ok(ocel_look(ocel, events, 1, &err) == RC_INPUT, "broken data is an error");
	ocel_free(ocel);
	buf_free(&out);
	arena_free(arena);
	return unit_done();
}
