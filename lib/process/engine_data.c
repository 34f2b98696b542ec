/* SPDX-License-Identifier: MIT */
/* What conditions see of a case, and how its data changes. */
#include "base/arena.h"
#include "base/json.h"
#include "base/lang.h"
#include "process/engine_run.h"

#include <stdlib.h>
#include <string.h>

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

/* ---- the view */

static bool has_name(struct str data, const char *quoted)
{
	return memmem(data.p, data.n, quoted, strlen(quoted)) != NULL;
}

/* The data up to its closing bracket, without members that only answers may give: whoever wrote the application must not answer it. */
static void put_data(struct str data, struct buf *out)
{
	struct arena *arena;
	struct err ignored = ERR_NONE;
	const struct json *json = NULL;
	if (!has_name(data, "\"outcomes\"") && !has_name(data, "\"answers\"")) {
		data.n -= data.n > 0;
		buf_str(out, data.n ? str_trim(data) : STR("{"));
		return;
	}
	arena = arena_new();
	buf_putc(out, '{');
	json = object(data, arena, &ignored);
	for (const struct json *it = json ? json->child : NULL; it; it = it->next) {
		if (str_is(it->name, "outcomes") || str_is(it->name, "answers"))
			continue;
		put_name(out, it->name);
		json_put(out, it);
	}
	arena_free(arena);
}

static bool stands_in(const struct engine_state *state, uint32_t scope, uint32_t in)
{
	while (scope != in && scope != 0) {
		const struct engine_token *it = engine_token(state, scope);
		scope = it ? it->scope : 0;
	}
	return scope == in;
}

/* How near an answer is to who asks from scope: 0 in a sub-process beside his, 1 in one that is over or stands in his, then the process, then what he
 * stands in ever deeper. */
static size_t nearness(const struct engine_state *state, uint32_t scope, uint32_t answered_in)
{
	size_t deep = 2;
	if (!stands_in(state, scope, answered_in))
		return !engine_token(state, answered_in) || stands_in(state, answered_in, scope);
	while (answered_in != 0) {
		const struct engine_token *it = engine_token(state, answered_in);
		answered_in = it ? it->scope : 0;
		deep++;
	}
	return deep;
}

/* Of the answers under one key the nearest counts, of those the last: of each key, its place in the answers and 1. */
static uint32_t *choose_answers(const struct model *model, const struct engine_state *state, uint32_t scope, bool lists)
{
	uint32_t *chosen = mem_array(model->n_nodes, sizeof *chosen);
	for (size_t i = 0; i < state->answers.n; i++) {
		const struct engine_answered *it = &state->answers.v[i];
		uint32_t *best = &chosen[model->node[it->node].key_node];
		if ((it->multi != 0) != lists || nearness(state, scope, it->scope) == 0)
			continue;
		if (*best == 0 || nearness(state, scope, it->scope) >= nearness(state, scope, state->answers.v[*best - 1].scope))
			*best = (uint32_t)i + 1;
	}
	return chosen;
}

static void put_outcomes(const struct model *model, const struct engine_state *state, uint32_t scope, struct buf *out)
{
	uint32_t *chosen = choose_answers(model, state, scope, false);
	put_name(out, STR("outcomes"));
	buf_putc(out, '{');
	for (size_t i = 0; i < state->answers.n; i++) {
		const struct model_node *node = &model->node[state->answers.v[i].node];
		if (chosen[node->key_node] != i + 1 || state->answers.v[i].outcome.n == 0)
			continue;
		put_name(out, str_of(node->key));
		json_quote(out, engine_state_text(state, state->answers.v[i].outcome));
	}
	buf_putc(out, '}');
	free(chosen);
}

static void put_list(const struct engine_state *state, uint32_t multi, size_t first, struct buf *out)
{
	buf_putc(out, '[');
	for (size_t i = first; i < state->answers.n; i++) {
		const struct engine_answered *it = &state->answers.v[i];
		if (it->multi != multi || it->outcome.n == 0)
			continue;
		buf_printf(out, "%s{\"index\":%u,\"outcome\":", out->p[out->n - 1] == '[' ? "" : ",", it->index);
		json_quote(out, engine_state_text(state, it->outcome));
		buf_putc(out, '}');
	}
	buf_putc(out, ']');
}

static void put_lists(const struct model *model, const struct engine_state *state, uint32_t scope, struct buf *out)
{
	uint32_t *chosen = choose_answers(model, state, scope, true);
	put_name(out, STR("answers"));
	buf_putc(out, '{');
	for (size_t i = 0; i < state->answers.n; i++) {
		const struct model_node *node = &model->node[state->answers.v[i].node];
		uint32_t *best = &chosen[node->key_node], multi = state->answers.v[i].multi;
		if (!multi || *best == 0 || state->answers.v[*best - 1].multi != multi)
			continue;
		*best = 0; /* here its list begins */
		put_name(out, str_of(node->key));
		put_list(state, multi, i, out);
	}
	buf_putc(out, '}');
	free(chosen);
}

void engine_view_in(const struct model *model, const struct engine_state *state, uint32_t scope, struct buf *out)
{
	bool lists = false, single = false;
	for (size_t i = 0; i < state->answers.n; i++)
		*(state->answers.v[i].multi ? &lists : &single) = true;
	put_data(str_trim(buf_slice(&state->data)), out);
	if (single)
		put_outcomes(model, state, scope, out);
	if (lists)
		put_lists(model, state, scope, out);
	buf_putc(out, '}');
}

void engine_view(const struct model *model, const struct engine_state *state, struct buf *out)
{
	engine_view_in(model, state, 0, out);
}
