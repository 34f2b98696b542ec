/* SPDX-License-Identifier: MIT */
/*
 * Effects and states as compact JSON. A record is an array whose trailing zeros are left out:
 *	effect  [code, token, node, flow + 1, scope, host, group, index, total, due, text]
 *	state   {"last":…, "end":…, "tokens":[[wait, id, node, flow + 1, scope, host, group, index, total, due, text, since]…],
 *	         "groups":[[id, asked, answered, open]…], "answers":[[node, multi, index, outcome]…], "stops":[[from, to]…]}
 * A moment is a number of seconds, or ISO 8601 text where it has an offset.
 */
#include "base/json.h"
#include "base/lang.h"
#include "base/num.h"
#include "process/engine_run.h"

#include <string.h>

/* Logs hold them: they do not change. */
static const char *const codes[ENGINE_EFFECTS] = {
        [ENGINE_CASE_STARTED] = "start",
        [ENGINE_MOVED] = "m",
        [ENGINE_PASSED] = "p",
        [ENGINE_SERVICE_ASKED] = "ask",
        [ENGINE_SIGNAL_THROWN] = "signal",
        [ENGINE_ERROR_THROWN] = "error",
        [ENGINE_ESCALATED] = "escal",
        [ENGINE_DATA_SET] = "data",
        [ENGINE_TASK_CREATED] = "t",
        [ENGINE_TASK_COMPLETED] = "t+",
        [ENGINE_TASK_CANCELLED] = "t-",
        [ENGINE_TIMER_ARMED] = "w",
        [ENGINE_TIMER_FIRED] = "w+",
        [ENGINE_TIMER_CANCELLED] = "w-",
        [ENGINE_MESSAGE_AWAITED] = "i",
        [ENGINE_MESSAGE_RECEIVED] = "i+",
        [ENGINE_MESSAGE_CANCELLED] = "i-",
        [ENGINE_SIGNAL_AWAITED] = "s",
        [ENGINE_SIGNAL_RECEIVED] = "s+",
        [ENGINE_SIGNAL_CANCELLED] = "s-",
        [ENGINE_JOIN_ARRIVED] = "j",
        [ENGINE_JOIN_LEFT] = "j-",
        [ENGINE_SCOPE_ENTERED] = "sub",
        [ENGINE_SCOPE_LEFT] = "sub+",
        [ENGINE_SCOPE_CANCELLED] = "sub-",
        [ENGINE_MULTI_STARTED] = "all",
        [ENGINE_MULTI_NEXT] = "next",
        [ENGINE_MULTI_ENDED] = "all+",
        [ENGINE_MULTI_CANCELLED] = "all-",
        [ENGINE_GATE_ENTERED] = "gate",
        [ENGINE_GATE_LEFT] = "gate+",
        [ENGINE_GATE_CANCELLED] = "gate-",
        [ENGINE_JOINT_OUTCOME] = "joint",
        [ENGINE_CLOCK_STOPPED] = "stop",
        [ENGINE_CLOCK_STARTED] = "go",
        [ENGINE_DUE_MOVED] = "due",
        [ENGINE_ENDED] = "e",
        [ENGINE_CASE_ENDED] = "end",
        [ENGINE_MIGRATED] = "model",
};

static const char wait_codes[ENGINE_WAITS] = {'t', 'w', 'i', 's', 'j', 'u', 'a', 'g'};

/* Data is JSON already; other text is quoted. */
static bool is_json(enum engine_effect_kind kind)
{
	return kind == ENGINE_CASE_STARTED || kind == ENGINE_DATA_SET || kind == ENGINE_MULTI_STARTED || kind == ENGINE_MIGRATED;
}

/* ---- out */

static void put_number(struct buf *out, uint64_t value)
{
	char digits[24];
	size_t n = sizeof digits;
	do
		digits[--n] = (char)('0' + value % 10);
	while (value /= 10);
	buf_add(out, digits + n, sizeof digits - n);
}

static void put_moment(struct buf *out, struct moment moment)
{
	if (moment.offset == DATE_NO_OFFSET && moment.seconds > 0) {
		put_number(out, (uint64_t)moment.seconds);
		return;
	}
	buf_putc(out, '"');
	moment_put(out, moment);
	buf_putc(out, '"');
}

struct record {
	const uint32_t number[8];
	size_t n;
	bool has_due;
	struct moment due;
	struct str text;
	bool json;
};

/* Behind the code: the numbers, the due moment, the text, without what is nothing at the end. */
static void put_record(struct buf *out, const struct record *record)
{
	size_t last = record->text.n ? 10 : record->has_due ? 9 : 0;
	for (size_t i = 8; i > last; i--)
		if (record->number[i - 1]) {
			last = i;
			break;
		}
	for (size_t i = 0; i < last && i < 8; i++) {
		buf_putc(out, ',');
		put_number(out, record->number[i]);
	}
	if (last > 8) {
		buf_putc(out, ',');
		if (record->has_due)
			put_moment(out, record->due);
		else
			buf_putc(out, '0');
	}
	if (last > 9) {
		buf_putc(out, ',');
		if (record->json)
			buf_str(out, record->text);
		else
			json_quote(out, record->text);
	}
}

void engine_effects_put(const struct engine_effects *effects, struct buf *out)
{
	for (size_t i = 0; i < effects->n; i++) {
		const struct engine_effect *it = &effects->v[i];
		struct record record = {.number = {it->token, it->node, it->flow + 1, it->scope, it->host, it->group, it->index, it->total},
		                        .has_due = it->has_due,
		                        .due = it->due,
		                        .text = engine_effect_text(effects, it),
		                        .json = is_json(it->kind)};
		buf_puts(out, i ? ",[\"" : "[[\"");
		buf_puts(out, codes[it->kind]);
		buf_putc(out, '"');
		put_record(out, &record);
		buf_putc(out, ']');
	}
	buf_puts(out, effects->n ? "]" : "[]");
}

static void put_token(const struct engine_state *state, const struct engine_token *it, struct buf *out)
{
	struct record record = {.number = {it->id, it->node, it->flow + 1, it->scope, it->host, it->group, it->index, it->total},
	                        .has_due = it->has_due,
	                        .due = it->due,
	                        .text = engine_state_text(state, it->text),
	                        .json = it->wait == ENGINE_MULTI};
	const char code[] = {'[', '"', wait_codes[it->wait], '"', ',', '\0'};
	buf_puts(out, code);
	put_moment(out, it->since);
	put_record(out, &record);
	buf_putc(out, ']');
}

void engine_state_put(const struct engine_state *state, struct buf *out)
{
	buf_puts(out, "{\"last\":");
	put_number(out, state->last);
	if (state->started)
		buf_puts(out, state->ended ? ",\"ended\":" : ",\"end\":");
	if (state->started)
		put_number(out, state->end == MODEL_NONE ? 0 : (uint64_t)state->end + 1);
	buf_puts(out, ",\"tokens\":[");
	for (size_t i = 0; i < state->n; i++) {
		if (i)
			buf_putc(out, ',');
		put_token(state, &state->token[i], out);
	}
	buf_puts(out, "],\"groups\":[");
	for (size_t i = 0; i < state->groups.n; i++) {
		const struct engine_group *it = &state->groups.v[i];
		buf_printf(out, "%s[%u,%u,%u,%u]", i ? "," : "", it->id, it->asked, it->answered, it->open);
	}
	buf_puts(out, "],\"answers\":[");
	for (size_t i = 0; i < state->answers.n; i++) {
		const struct engine_answered *it = &state->answers.v[i];
		buf_printf(out, "%s[%u,%u,%u,", i ? "," : "", it->node, it->multi, it->index);
		json_quote(out, engine_state_text(state, it->outcome));
		buf_putc(out, ']');
	}
	buf_puts(out, "],\"stops\":[");
	for (size_t i = 0; i < state->stops.n; i++) {
		const struct engine_stop *it = &state->stops.v[i];
		buf_puts(out, i ? ",[" : "[");
		put_moment(out, it->from);
		if (it->over) {
			buf_putc(out, ',');
			put_moment(out, it->to);
		}
		buf_putc(out, ']');
	}
	buf_puts(out, "]}");
}

/* ---- in */

static const struct json empty_array = {.kind = JSON_ARRAY};

static const struct json *array(const struct json *object, const char *name)
{
	const struct json *it = json_get(object, name);
	return it && it->kind == JSON_ARRAY ? it : &empty_array;
}

/* The number at *at, which moves on; 0 where the record is shorter. */
static uint32_t number(const struct json **at)
{
	int64_t value = 0;
	if (!*at)
		return 0;
	if ((*at)->kind != JSON_NUMBER || !num_parse_int((*at)->text, &value) || value < 0 || value > UINT32_MAX)
		value = 0;
	*at = (*at)->next;
	return (uint32_t)value;
}

static bool moment(const struct json **at, struct moment *out)
{
	const struct json *it = *at;
	if (!it)
		return false;
	*at = it->next;
	if (it->kind == JSON_STRING)
		return moment_read(it->text, out) == DATE_OK;
	*out = (struct moment){0, DATE_NO_OFFSET};
	return it->kind == JSON_NUMBER && num_parse_int(it->text, &out->seconds) && out->seconds > 0;
}

static bool code_of(struct str text, enum engine_effect_kind *kind)
{
	for (size_t i = 0; i < ENGINE_EFFECTS; i++)
		if (str_is(text, codes[i])) {
			*kind = (enum engine_effect_kind)i;
			return true;
		}
	return false;
}

static struct engine_text keep_json(struct buf *buf, const struct json *json, bool is_text)
{
	size_t at = buf->n;
	if (!json)
		return (struct engine_text){0};
	if (is_text)
		return engine_keep(buf, json->text);
	json_put(buf, json);
	return (struct engine_text){(uint32_t)at, (uint32_t)(buf->n - at)};
}

static bool read_effect(const struct json *record, struct engine_effects *effects)
{
	const struct json *at = record->child;
	struct engine_effect it = {0};
	if (!at || !code_of(at->text, &it.kind))
		return false;
	at = at->next;
	it.token = number(&at);
	it.node = number(&at);
	it.flow = number(&at) - 1;
	it.scope = number(&at);
	it.host = number(&at);
	it.group = number(&at);
	it.index = number(&at);
	it.total = number(&at);
	it.has_due = moment(&at, &it.due);
	it.text = keep_json(&effects->text, at, !is_json(it.kind));
	vec_push(effects, it);
	return true;
}

static enum rc bad(const char *what, struct err *err)
{
	return err_set(err, RC_INPUT, _("the store is damaged: %s"), what);
}

enum rc engine_effects_get(const struct model *model, struct str text, struct engine_effects *effects, struct err *err)
{
	struct arena *arena = arena_new();
	const struct json *list;
	bool ok = json_parse(text, _("events"), arena, &list, err) == RC_OK;
	for (const struct json *it = ok ? list->child : NULL; it && ok; it = it->next)
		ok = read_effect(it, effects) && effects->v[effects->n - 1].node < model->n_nodes;
	arena_free(arena);
	return ok ? RC_OK : bad(_("an event is not written as events are"), err);
}

static bool wait_of(struct str code, enum engine_wait *wait)
{
	const char *at = code.n == 1 ? memchr(wait_codes, code.p[0], sizeof wait_codes) : NULL;
	if (at)
		*wait = (enum engine_wait)(at - wait_codes);
	return at != NULL;
}

static bool read_token(const struct model *model, const struct json *record, struct engine_state *state)
{
	const struct json *at = record->child;
	struct engine_token it = {0};
	if (!at || !wait_of(at->text, &it.wait))
		return false;
	at = at->next;
	if (!moment(&at, &it.since))
		return false;
	it.id = number(&at);
	it.node = number(&at);
	it.flow = number(&at) - 1;
	it.scope = number(&at);
	it.host = number(&at);
	it.group = number(&at);
	it.index = number(&at);
	it.total = number(&at);
	it.has_due = moment(&at, &it.due);
	it.text = keep_json(&state->text, at, it.wait != ENGINE_MULTI);
	if (it.node >= model->n_nodes || (it.flow != MODEL_NONE && it.flow >= model->n_flows))
		return false;
	state->token = mem_grow(state->token, &state->cap, state->n + 1, sizeof it);
	state->token[state->n++] = it;
	return true;
}

static void read_rest(const struct json *object, struct engine_state *state)
{
	for (const struct json *it = array(object, "groups")->child; it; it = it->next) {
		const struct json *at = it->child;
		uint32_t id = number(&at), asked = number(&at), answered = number(&at);
		vec_push(&state->groups, ((struct engine_group){id, asked, answered, number(&at)}));
	}
	for (const struct json *it = array(object, "answers")->child; it; it = it->next) {
		const struct json *at = it->child;
		uint32_t node = number(&at), multi = number(&at), index = number(&at);
		vec_push(&state->answers, ((struct engine_answered){node, multi, index, keep_json(&state->text, at, true)}));
	}
	for (const struct json *it = array(object, "stops")->child; it; it = it->next) {
		const struct json *at = it->child;
		struct engine_stop stop = {0};
		if (!moment(&at, &stop.from))
			continue;
		stop.over = moment(&at, &stop.to);
		vec_push(&state->stops, stop);
	}
}

enum rc engine_state_get(const struct model *model, struct str text, struct engine_state *state, struct err *err)
{
	struct arena *arena = arena_new();
	const struct json *object;
	bool ok = json_parse(text, _("state"), arena, &object, err) == RC_OK && object->kind == JSON_OBJECT;
	if (ok) {
		state->last = (uint32_t)json_num(object, "last", 0);
		const struct json *ended = json_get(object, "ended"), *end = ended ? ended : json_get(object, "end");
		state->started = end != NULL;
		state->ended = ended != NULL;
		state->end = number(&end) - 1;
	}
	for (const struct json *it = ok ? array(object, "tokens")->child : NULL; it && ok; it = it->next)
		ok = read_token(model, it, state);
	if (ok)
		read_rest(object, state);
	arena_free(arena);
	return ok ? RC_OK : bad(_("a case's state is not written as states are"), err);
}
