/* SPDX-License-Identifier: MIT */
/* What conditions see of a case, and how its data changes. */
#include "base/arena.h"
#include "base/json.h"
#include "base/lang.h"
#include "process/engine_run.h"

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
enum rc engine_merge(struct str data, struct str patch, struct buf *out, struct err *err)
{
	struct arena *arena = arena_new();
	const struct json *base = object(data, arena, err);
	const struct json *more = base ? object(patch, arena, err) : NULL;
	if (more) {
		buf_putc(out, '{');
		for (const struct json *it = base->child; it; it = it->next) {
			const struct json *newer = member(more, it->name);
			put_name(out, it->name);
			json_put(out, newer ? newer : it);
		}
		for (const struct json *it = more->child; it; it = it->next) {
			if (member(base, it->name))
				continue;
			put_name(out, it->name);
			json_put(out, it);
		}
		buf_putc(out, '}');
	}
	arena_free(arena);
	return more ? RC_OK : err->rc;
}

static bool first_of_list(const struct engine_state *state, size_t i)
{
	for (size_t k = i; k-- > 0;) /* mostly they stand side by side */
		if (state->answers.v[k].multi && state->answers.v[k].node == state->answers.v[i].node)
			return false;
	return true;
}

static void put_answers(const struct model *model, const struct engine_state *state, size_t first, struct buf *out)
{
	uint32_t node = state->answers.v[first].node;
	put_name(out, str_of(model->node[node].key));
	buf_putc(out, '[');
	for (size_t i = first; i < state->answers.n; i++) {
		const struct engine_answered *it = &state->answers.v[i];
		if (it->node != node || !it->multi)
			continue;
		buf_printf(out, "%s{\"index\":%u,\"outcome\":", i > first ? "," : "", it->index);
		json_quote(out, engine_state_text(state, it->outcome));
		buf_putc(out, '}');
	}
	buf_putc(out, ']');
}

void engine_view(const struct model *model, const struct engine_state *state, struct buf *out)
{
	bool lists = false, single = false;
	for (size_t i = 0; i < state->answers.n; i++)
		*(state->answers.v[i].multi ? &lists : &single) = true;
	struct str data = str_trim(buf_slice(&state->data));
	if (data.n == 0 || !(lists || single)) {
		buf_str(out, data.n ? data : STR("{}"));
		return;
	}
	data.n--;
	buf_str(out, str_trim(data));
	if (single) {
		put_name(out, STR("outcomes"));
		buf_putc(out, '{');
		for (size_t i = 0; i < state->answers.n; i++) {
			const struct engine_answered *it = &state->answers.v[i];
			if (it->multi)
				continue;
			put_name(out, str_of(model->node[it->node].key));
			json_quote(out, engine_state_text(state, it->outcome));
		}
		buf_putc(out, '}');
	}
	if (lists) {
		put_name(out, STR("answers"));
		buf_putc(out, '{');
		for (size_t i = 0; i < state->answers.n; i++)
			if (state->answers.v[i].multi && first_of_list(state, i))
				put_answers(model, state, i, out);
		buf_putc(out, '}');
	}
	buf_putc(out, '}');
}
