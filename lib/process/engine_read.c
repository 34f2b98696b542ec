/* SPDX-License-Identifier: MIT */
/*
 * Effects and states read as engine_text.c wrote them: JSON, but without a blank and with members in one order, so that it is read as it
 * comes and nothing is built. What was never written so is refused.
 */
#include "base/arena.h"
#include "base/json.h"
#include "base/lang.h"
#include "process/engine_run.h"

#include <string.h>

struct scan {
	const char *p, *end;
};

static bool at(const struct scan *s, char c)
{
	return s->p < s->end && *s->p == c;
}

static bool take(struct scan *s, char c)
{
	if (!at(s, c))
		return false;
	s->p++;
	return true;
}

static bool take_word(struct scan *s, struct str word)
{
	if ((size_t)(s->end - s->p) < word.n || memcmp(s->p, word.p, word.n) != 0)
		return false;
	s->p += word.n;
	return true;
}

static bool read_long(struct scan *s, uint64_t most, uint64_t *value)
{
	const char *from = s->p;
	for (*value = 0; s->p < s->end && *s->p >= '0' && *s->p <= '9'; s->p++) {
		*value = *value * 10 + (uint64_t)(*s->p - '0');
		if (*value > most)
			return false;
	}
	return s->p > from;
}

static bool read_number(struct scan *s, uint32_t *value)
{
	uint64_t read;
	if (!read_long(s, UINT32_MAX, &read))
		return false;
	*value = (uint32_t)read;
	return true;
}

/* Behind the quote that ends the string. */
static bool skip_string(struct scan *s, bool *plain)
{
	*plain = true;
	if (!take(s, '"'))
		return false;
	for (; s->p < s->end && *s->p != '"'; s->p++)
		if (*s->p == '\\') {
			*plain = false;
			s->p++;
		}
	return take(s, '"');
}

/* Over one array or object, which is taken as it stands. */
static bool skip_nested(struct scan *s)
{
	size_t depth = 0;
	bool plain;
	while (s->p < s->end) {
		if (*s->p == '"') {
			if (!skip_string(s, &plain))
				return false;
			continue;
		}
		depth += *s->p == '[' || *s->p == '{';
		depth -= *s->p == ']' || *s->p == '}';
		s->p++;
		if (depth == 0)
			return true;
	}
	return false;
}

static bool read_string(struct scan *s, struct buf *buf, struct engine_text *text)
{
	const char *from = s->p;
	const struct json *json;
	struct err ignored = ERR_NONE;
	bool plain;
	if (!skip_string(s, &plain))
		return false;
	if (plain) {
		*text = engine_keep(buf, (struct str){from + 1, (size_t)(s->p - from) - 2});
		return true;
	}
	struct arena *arena = arena_new();
	bool ok = json_parse((struct str){from, (size_t)(s->p - from)}, "", arena, &json, &ignored) == RC_OK;
	if (ok)
		*text = engine_keep(buf, json->text);
	arena_free(arena);
	return ok;
}

static bool read_text(struct scan *s, bool is_json, struct buf *buf, struct engine_text *text)
{
	const char *from = s->p;
	if (!is_json)
		return read_string(s, buf, text);
	if (!(at(s, '{') || at(s, '[')) || !skip_nested(s))
		return false;
	*text = engine_keep(buf, (struct str){from, (size_t)(s->p - from)});
	return true;
}

static bool read_moment(struct scan *s, struct moment *moment)
{
	uint64_t seconds;
	const char *from = s->p;
	bool plain;
	*moment = (struct moment){0, DATE_NO_OFFSET};
	if (at(s, '"'))
		return skip_string(s, &plain) && moment_read((struct str){from + 1, (size_t)(s->p - from) - 2}, moment) == DATE_OK;
	if (!read_long(s, INT64_MAX / 16, &seconds))
		return false;
	moment->seconds = (int64_t)seconds;
	return true;
}

/* What a record has behind its code; what is left out at the end is nothing. */
struct fields {
	uint32_t number[8];
	bool has_due;
	struct moment due;
	struct engine_text text, term;
};

static bool read_fields(struct scan *s, bool is_json, struct buf *buf, struct fields *fields)
{
	*fields = (struct fields){0};
	for (size_t i = 0; i < 8; i++) {
		if (take(s, ']'))
			return true;
		if (!take(s, ',') || !read_number(s, &fields->number[i]))
			return false;
	}
	if (take(s, ']'))
		return true;
	fields->has_due = !take_word(s, STR(",0,")) && !take_word(s, STR(",0]"));
	if (!fields->has_due)
		s->p--;
	else if (!take(s, ',') || !read_moment(s, &fields->due))
		return false;
	if (take(s, ']'))
		return true;
	if (!take(s, ',') || !read_text(s, is_json, buf, &fields->text))
		return false;
	return take(s, ']') || (take(s, ',') && read_string(s, buf, &fields->term) && take(s, ']'));
}

static bool read_code(struct scan *s, enum engine_effect_kind *kind)
{
	const char *from = s->p + 1;
	bool plain;
	if (!skip_string(s, &plain))
		return false;
	struct str code = {from, (size_t)(s->p - from) - 1};
	for (size_t i = 0; i < ENGINE_EFFECTS; i++)
		if (str_eq(code, engine_effect_code((enum engine_effect_kind)i))) {
			*kind = (enum engine_effect_kind)i;
			return true;
		}
	return false;
}

static bool read_effect(struct scan *s, const struct model *model, struct engine_effects *effects)
{
	struct fields f;
	enum engine_effect_kind kind;
	if (!take(s, '[') || !read_code(s, &kind) || !read_fields(s, engine_text_is_json(kind), &effects->text, &f))
		return false;
	struct engine_effect it = {.kind = kind,
	                           .token = f.number[0],
	                           .node = f.number[1],
	                           .flow = f.number[2] - 1,
	                           .scope = f.number[3],
	                           .host = f.number[4],
	                           .group = f.number[5],
	                           .index = f.number[6],
	                           .total = f.number[7],
	                           .has_due = f.has_due,
	                           .due = f.due,
	                           .text = f.text,
	                           .term = f.term};
	vec_push(effects, it);
	return it.node < model->n_nodes;
}

static enum rc bad(const char *what, struct err *err)
{
	return err_set(err, RC_INPUT, _("the store is damaged: %s"), what);
}

enum rc engine_effects_get(const struct model *model, struct str text, struct engine_effects *effects, struct err *err)
{
	struct scan s = {text.p, text.p + text.n};
	bool ok = take(&s, '[');
	if (ok && !at(&s, ']'))
		do
			ok = read_effect(&s, model, effects);
		while (ok && take(&s, ','));
	ok = ok && take(&s, ']') && s.p == s.end;
	return ok ? RC_OK : bad(_("an event is not written as events are"), err);
}

/* ---- states */

static bool read_token(struct scan *s, const struct model *model, struct engine_state *state)
{
	struct engine_token it = {0};
	struct fields f;
	if (!take_word(s, STR("[\"")) || s->p == s->end)
		return false;
	while (it.wait < ENGINE_WAITS && engine_wait_code(it.wait) != *s->p)
		it.wait++;
	s->p++;
	if (it.wait == ENGINE_WAITS || !take_word(s, STR("\",")) || !read_moment(s, &it.since) ||
	    !read_fields(s, it.wait == ENGINE_MULTI, &state->text, &f))
		return false;
	it.id = f.number[0];
	it.node = f.number[1];
	it.flow = f.number[2] - 1;
	it.scope = f.number[3];
	it.host = f.number[4];
	it.group = f.number[5];
	it.index = f.number[6];
	it.total = f.number[7];
	it.has_due = f.has_due;
	it.due = f.due;
	it.text = f.text;
	it.term = f.term;
	if (it.id > state->last || (state->n > 0 && it.id <= state->token[state->n - 1].id) || !engine_may_stand(model, state, &it))
		return false;
	state->token = mem_grow(state->token, &state->cap, state->n + 1, sizeof it);
	state->token[state->n++] = it;
	return true;
}

static bool read_group(struct scan *s, const struct model *model, struct engine_state *state)
{
	struct engine_group it;
	(void)model;
	if (!take(s, '[') || !read_number(s, &it.id) || !take(s, ',') || !read_number(s, &it.asked) || !take(s, ',') ||
	    !read_number(s, &it.answered) || !take(s, ',') || !read_number(s, &it.open))
		return false;
	vec_push(&state->groups, it);
	return take(s, ']');
}

static bool read_answer(struct scan *s, const struct model *model, struct engine_state *state)
{
	struct engine_answered it = {0};
	if (!take(s, '[') || !read_number(s, &it.node) || !take(s, ',') || !read_number(s, &it.multi) || !take(s, ',') ||
	    !read_number(s, &it.index) || !take(s, ',') || !read_string(s, &state->text, &it.outcome) ||
	    (take(s, ',') && !read_number(s, &it.scope)))
		return false;
	vec_push(&state->answers, it);
	return take(s, ']') && it.node < model->n_nodes;
}

static bool read_stop(struct scan *s, const struct model *model, struct engine_state *state)
{
	struct engine_stop it = {0};
	(void)model;
	if (!take(s, '[') || !read_moment(s, &it.from))
		return false;
	it.over = take(s, ',');
	if (it.over && !read_moment(s, &it.to))
		return false;
	vec_push(&state->stops, it);
	return take(s, ']');
}

static bool read_list(struct scan *s, struct str name, const struct model *model, struct engine_state *state,
                      bool (*read)(struct scan *, const struct model *, struct engine_state *))
{
	if (!take_word(s, name))
		return false;
	if (take(s, ']'))
		return true;
	do
		if (!read(s, model, state))
			return false;
	while (take(s, ','));
	return take(s, ']');
}

static bool read_end(struct scan *s, const struct model *model, struct engine_state *state)
{
	uint32_t end;
	state->ended = take_word(s, STR(",\"ended\":"));
	state->started = state->ended || take_word(s, STR(",\"end\":"));
	if (!state->started)
		return true;
	if (!read_number(s, &end))
		return false;
	state->end = end - 1;
	return (state->end == MODEL_NONE && !state->ended) || state->end < model->n_nodes;
}

static bool read_term(struct scan *s, struct engine_state *state)
{
	state->has_due = take_word(s, STR(",\"term\":["));
	return !state->has_due || (read_moment(s, &state->since) && take(s, ',') && read_moment(s, &state->due) &&
	                           (!take(s, ',') || read_string(s, &state->text, &state->term)) && take(s, ']'));
}

enum rc engine_state_get(const struct model *model, struct str text, struct engine_state *state, struct err *err)
{
	struct scan s = {text.p, text.p + text.n};
	bool ok = take_word(&s, STR("{\"last\":")) && read_number(&s, &state->last) && read_end(&s, model, state) &&
	          read_term(&s, state) && read_list(&s, STR(",\"tokens\":["), model, state, read_token) &&
	          read_list(&s, STR(",\"groups\":["), model, state, read_group) &&
	          read_list(&s, STR(",\"answers\":["), model, state, read_answer) &&
	          read_list(&s, STR(",\"stops\":["), model, state, read_stop) && take(&s, '}') && s.p == s.end;
	return ok ? RC_OK : bad(_("a case's state is not written as states are"), err);
}
