/* SPDX-License-Identifier: MIT */
#include "process/engine.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/lang.h"

static const struct json *object(struct str text, struct arena *arena, struct err *err)
{
	static const struct json empty = {.kind = JSON_OBJECT};
	const struct json *json = &empty;
	if (str_trim(text).n > 0 && json_parse(text, _("data"), arena, &json, err) != RC_OK)
		return NULL;
	if (json->kind != JSON_OBJECT) {
		err_set(err, RC_INPUT, _("a case's data is a JSON object"));
		return NULL;
	}
	return json;
}

static void put_name(struct buf *out, struct str name)
{
	if (out->p[out->n - 1] != '{')
		buf_putc(out, ',');
	json_quote(out, name);
	buf_putc(out, ':');
}

static const struct json *member(const struct json *object_, struct str name)
{
	for (const struct json *it = object_->child; it; it = it->next)
		if (str_eq(it->name, name))
			return it;
	return NULL;
}

/* The members of base, those of patch in their place, then what patch adds. */
static void merge(struct buf *out, const struct json *base, const struct json *patch, bool outcomes)
{
	for (const struct json *it = base->child; it; it = it->next) {
		if (outcomes && str_is(it->name, "outcomes"))
			continue;
		const struct json *newer = member(patch, it->name);
		put_name(out, it->name);
		json_put(out, newer ? newer : it);
	}
	for (const struct json *it = patch->child; it; it = it->next) {
		if (member(base, it->name) || (outcomes && str_is(it->name, "outcomes")))
			continue;
		put_name(out, it->name);
		json_put(out, it);
	}
}

static void put_outcomes(struct buf *out, const struct json *old, const char *node_id,
                         struct str outcome)
{
	put_name(out, STR("outcomes"));
	buf_putc(out, '{');
	if (old && old->kind == JSON_OBJECT)
		for (const struct json *it = old->child; it; it = it->next)
			if (!str_is(it->name, node_id)) {
				put_name(out, it->name);
				json_put(out, it);
			}
	put_name(out, str_of(node_id));
	json_quote(out, outcome);
	buf_putc(out, '}');
}

enum rc engine_data(struct str data, struct str patch, const char *node_id, struct str outcome,
                    struct buf *out, struct err *err)
{
	struct arena *arena = arena_new();
	const struct json *base = object(data, arena, err);
	const struct json *more = base ? object(patch, arena, err) : NULL;
	if (more) {
		buf_putc(out, '{');
		merge(out, base, more, outcome.n > 0);
		if (outcome.n > 0) {
			const struct json *newer = json_get(more, "outcomes");
			put_outcomes(out, newer ? newer : json_get(base, "outcomes"), node_id,
			             outcome);
		}
		buf_putc(out, '}');
	}
	arena_free(arena);
	return more ? RC_OK : err->rc;
}
