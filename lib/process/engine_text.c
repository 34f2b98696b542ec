/* SPDX-License-Identifier: MIT */
/*
 * Effects and states as compact JSON. A record is an array whose trailing zeros are left out:
 *	effect  [code, token, node, flow + 1, scope, host, group, index, total, due, text, term]
 *	state   {"last":…, "end":…, "term":[since, due, term], "tokens":[[wait, since, id, node, flow + 1, scope, host, group, index, total, due, text, term]…],
 *	         "groups":[[id, asked, answered, open]…], "answers":[[node, multi, index, outcome, scope]…], "stops":[[from, to]…]}
 * A moment is a number of seconds, or ISO 8601 text where it has an offset.
 */
#include "base/json.h"
#include "process/engine_run.h"

#define CODE(text) {text, sizeof text - 1}

/* Logs hold them: they do not change. */
static const struct str codes[ENGINE_EFFECTS] = {
        [ENGINE_CASE_STARTED] = CODE("start"),
        [ENGINE_MOVED] = CODE("m"),
        [ENGINE_PASSED] = CODE("p"),
        [ENGINE_SERVICE_ASKED] = CODE("ask"),
        [ENGINE_SIGNAL_THROWN] = CODE("signal"),
        [ENGINE_ERROR_THROWN] = CODE("error"),
        [ENGINE_ESCALATED] = CODE("escal"),
        [ENGINE_DATA_SET] = CODE("data"),
        [ENGINE_TASK_CREATED] = CODE("t"),
        [ENGINE_TASK_COMPLETED] = CODE("t+"),
        [ENGINE_TASK_CANCELLED] = CODE("t-"),
        [ENGINE_TIMER_ARMED] = CODE("w"),
        [ENGINE_TIMER_FIRED] = CODE("w+"),
        [ENGINE_TIMER_CANCELLED] = CODE("w-"),
        [ENGINE_MESSAGE_AWAITED] = CODE("i"),
        [ENGINE_MESSAGE_RECEIVED] = CODE("i+"),
        [ENGINE_MESSAGE_CANCELLED] = CODE("i-"),
        [ENGINE_SIGNAL_AWAITED] = CODE("s"),
        [ENGINE_SIGNAL_RECEIVED] = CODE("s+"),
        [ENGINE_SIGNAL_CANCELLED] = CODE("s-"),
        [ENGINE_JOIN_ARRIVED] = CODE("j"),
        [ENGINE_JOIN_LEFT] = CODE("j-"),
        [ENGINE_SCOPE_ENTERED] = CODE("sub"),
        [ENGINE_SCOPE_LEFT] = CODE("sub+"),
        [ENGINE_SCOPE_CANCELLED] = CODE("sub-"),
        [ENGINE_MULTI_STARTED] = CODE("all"),
        [ENGINE_MULTI_NEXT] = CODE("next"),
        [ENGINE_MULTI_ENDED] = CODE("all+"),
        [ENGINE_MULTI_CANCELLED] = CODE("all-"),
        [ENGINE_GATE_ENTERED] = CODE("gate"),
        [ENGINE_GATE_LEFT] = CODE("gate+"),
        [ENGINE_GATE_CANCELLED] = CODE("gate-"),
        [ENGINE_JOINT_OUTCOME] = CODE("joint"),
        [ENGINE_CLOCK_STOPPED] = CODE("stop"),
        [ENGINE_CLOCK_STARTED] = CODE("go"),
        [ENGINE_DUE_MOVED] = CODE("due"),
        [ENGINE_ENDED] = CODE("e"),
        [ENGINE_CASE_ENDED] = CODE("end"),
        [ENGINE_MIGRATED] = CODE("model"),
};

static const char wait_codes[ENGINE_WAITS] = {'t', 'w', 'i', 's', 'j', 'u', 'a', 'g'};

struct str engine_effect_code(enum engine_effect_kind kind)
{
	return codes[kind];
}

char engine_wait_code(enum engine_wait wait)
{
	return wait_codes[wait];
}

bool engine_text_is_json(enum engine_effect_kind kind)
{
	return kind == ENGINE_CASE_STARTED || kind == ENGINE_DATA_SET || kind == ENGINE_MULTI_STARTED || kind == ENGINE_MIGRATED ||
	       kind == ENGINE_SERVICE_ASKED;
}

/* ---- out */

enum { NUMBER = 21 }; /* bytes that a number of 64 bits needs at most, with what stands before it */

static char *number(char *to, uint64_t value)
{
	char digits[NUMBER];
	size_t n = 0;
	do
		digits[n++] = (char)('0' + value % 10);
	while (value /= 10);
	while (n)
		*to++ = digits[--n];
	return to;
}

static void put_number(struct buf *out, uint64_t value)
{
	buf_room(out, NUMBER);
	out->n = (size_t)(number(out->p + out->n, value) - out->p);
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

/* [a,b,c */
static void put_numbers(struct buf *out, const uint32_t *value, size_t n, char before)
{
	buf_room(out, n * NUMBER);
	char *to = out->p + out->n;
	for (size_t i = 0; i < n; i++) {
		*to++ = i ? ',' : before;
		to = number(to, value[i]);
	}
	out->n = (size_t)(to - out->p);
}

struct record {
	const uint32_t number[8];
	size_t n;
	bool has_due;
	struct moment due;
	struct str text, term;
	bool json;
};

/* Behind the code: the numbers, the due moment, the text, the term, without what is nothing at the end. */
static void put_record(struct buf *out, const struct record *record)
{
	size_t last = record->term.n ? 11 : record->text.n ? 10 : record->has_due ? 9 : 0;
	for (size_t i = 8; i > last; i--)
		if (record->number[i - 1]) {
			last = i;
			break;
		}
	put_numbers(out, record->number, last < 8 ? last : 8, ',');
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
			buf_str(out, str_trim(record->text));
		else
			json_quote(out, record->text);
	}
	if (last > 10) {
		buf_putc(out, ',');
		json_quote(out, record->term);
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
		                        .term = engine_effect_term(effects, it),
		                        .json = engine_text_is_json(it->kind)};
		buf_str(out, i ? STR(",[\"") : STR("[[\""));
		buf_str(out, codes[it->kind]);
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
	                        .term = engine_state_text(state, it->term),
	                        .json = it->wait == ENGINE_MULTI};
	const char code[] = {'[', '"', wait_codes[it->wait], '"', ','};
	buf_add(out, code, sizeof code);
	put_moment(out, it->since);
	put_record(out, &record);
	buf_putc(out, ']');
}

void engine_state_put(const struct engine_state *state, struct buf *out)
{
	buf_str(out, STR("{\"last\":"));
	put_number(out, state->last);
	if (state->started)
		buf_puts(out, state->ended ? ",\"ended\":" : ",\"end\":");
	if (state->started)
		put_number(out, state->end == MODEL_NONE ? 0 : (uint64_t)state->end + 1);
	if (state->has_due) {
		buf_str(out, STR(",\"term\":["));
		put_moment(out, state->since);
		buf_putc(out, ',');
		put_moment(out, state->due);
		if (state->term.n) {
			buf_putc(out, ',');
			json_quote(out, engine_state_text(state, state->term));
		}
		buf_putc(out, ']');
	}
	buf_str(out, STR(",\"tokens\":["));
	for (size_t i = 0; i < state->n; i++) {
		if (i)
			buf_putc(out, ',');
		put_token(state, &state->token[i], out);
	}
	buf_str(out, STR("],\"groups\":["));
	for (size_t i = 0; i < state->groups.n; i++) {
		const struct engine_group *it = &state->groups.v[i];
		const uint32_t values[] = {it->id, it->asked, it->answered, it->open};
		if (i)
			buf_putc(out, ',');
		put_numbers(out, values, 4, '[');
		buf_putc(out, ']');
	}
	buf_str(out, STR("],\"answers\":["));
	for (size_t i = 0; i < state->answers.n; i++) {
		const struct engine_answered *it = &state->answers.v[i];
		const uint32_t values[] = {it->node, it->multi, it->index};
		if (i)
			buf_putc(out, ',');
		put_numbers(out, values, 3, '[');
		buf_putc(out, ',');
		json_quote(out, engine_state_text(state, it->outcome));
		if (it->scope)
			put_numbers(out, &it->scope, 1, ',');
		buf_putc(out, ']');
	}
	buf_str(out, STR("],\"stops\":["));
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
	buf_str(out, STR("]}"));
}
