/* SPDX-License-Identifier: MIT */
#include "base/arena.h"
#include "base/json.h"
#include "base/lang.h"
#include "base/num.h"
#include "process/engine_run.h"
#include "process/expr.h"

enum { INSTANCES = 10000 };

/* ---- the data, with what the instances of lists around add: the innermost last, for the last one counts */

static void add_member(struct buf *out, const char *name, struct str value)
{
	buf_puts(out, out->p[out->n - 1] == '{' ? "" : ",");
	json_quote(out, str_of(name));
	buf_putc(out, ':');
	buf_str(out, value);
}

static void add_count(struct buf *out, const char *name, size_t count)
{
	struct buf text = {0};
	buf_printf(&text, "%zu", count);
	add_member(out, name, buf_slice(&text));
	buf_free(&text);
}

void engine_forget_lists(struct run *run)
{
	for (size_t i = 0; i < run->lists.n; i++)
		arena_free(run->lists.v[i].arena);
	vec_free(&run->lists);
}

static void read_items(struct run *run, const struct engine_token *multi, struct run_list *list)
{
	struct str text = engine_state_text(run->state, multi->text);
	struct err ignored = ERR_NONE;
	const struct json *json = NULL;
	arena_reset(list->arena);
	list->multi = multi->id;
	list->n = 0;
	if (text.n == 0 || json_parse(text, "", list->arena, &json, &ignored) != RC_OK)
		return;
	list->item = arena_array(list->arena, json->n + 1, sizeof *list->item);
	for (const struct json *it = json->child; it; it = it->next)
		list->item[list->n++] = it;
}

/* depth: of how many lists it stands in. */
static void add_item(struct run *run, const struct engine_token *multi, size_t depth, uint32_t index, struct buf *out)
{
	const char *name = run->model->node[multi->node].element_name;
	struct buf item = {0};
	if (!name || multi->text.n == 0)
		return;
	while (run->lists.n <= depth)
		vec_push(&run->lists, ((struct run_list){.arena = arena_new()}));
	struct run_list *list = &run->lists.v[depth];
	if (list->multi != multi->id)
		read_items(run, multi, list);
	if (index < list->n)
		json_put(&item, list->item[index]);
	add_member(out, name, item.n ? buf_slice(&item) : STR("null"));
	buf_free(&item);
}

static const char *const counts[] = {"loopCounter", "nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances"};

static void add_multi(struct run *run, uint32_t id, size_t depth, uint32_t index, struct buf *out)
{
	const struct engine_token *multi = engine_token(run->state, id);
	size_t active = 0;
	if (!multi)
		return;
	for (size_t i = 0; i < run->state->n; i++)
		active += run->state->token[i].host == id && run->state->token[i].node == multi->node;
	add_item(run, multi, depth, index, out);
	add_count(out, counts[0], index);
	add_count(out, counts[1], multi->total);
	add_count(out, counts[2], active);
	add_count(out, counts[3], multi->index > active ? multi->index - active : 0);
}

/* How many lists they stand in. */
static size_t add_scopes(struct run *run, uint32_t scope, struct buf *out)
{
	const struct engine_token *it = scope ? engine_token(run->state, scope) : NULL;
	if (!it)
		return 0;
	size_t depth = add_scopes(run, it->scope, out);
	if (it->host)
		add_multi(run, it->host, depth++, it->index, out);
	return depth;
}

static bool answered_inside(const struct engine_state *state)
{
	for (size_t i = 0; i < state->answers.n; i++)
		if (state->answers.v[i].scope)
			return true;
	return false;
}

static struct str view_of(struct run *run, uint32_t scope, uint32_t multi, uint32_t index)
{
	struct buf *local = &run->local;
	if (run->view.n == 0)
		engine_view(run->model, run->state, &run->view);
	if (scope == 0 && multi == 0)
		return buf_slice(&run->view);
	buf_clear(local);
	if (scope && answered_inside(run->state))
		engine_view_in(run->model, run->state, scope, local);
	else
		buf_str(local, buf_slice(&run->view));
	local->n--;
	size_t depth = add_scopes(run, scope, local);
	add_multi(run, multi, depth, index, local);
	buf_putc(local, '}');
	return buf_slice(local);
}

/* ---- questions */

/* What is simple is answered here; jq is asked about the rest. */
static enum rc ask(struct run *run, uint32_t program, struct str data, bool *yes, struct buf *value)
{
	const struct expr *simple = run->model->simple[program];
	enum expr_answer answer = !simple ? EXPR_UNKNOWN : value ? expr_value(simple, data, value) : expr_holds(simple, data);
	*yes = answer == EXPR_TRUE;
	return answer == EXPR_UNKNOWN ? run->engine->ask(run->engine->context, program, data, yes, value, run->err) : RC_OK;
}

enum rc engine_ask(struct run *run, uint32_t program, uint32_t scope, uint32_t multi, uint32_t index, bool *yes, struct buf *value)
{
	return ask(run, program, view_of(run, scope, multi, index), yes, value);
}

enum rc engine_ask_arrived(struct run *run, uint32_t program, uint32_t scope, size_t arrived, size_t incoming, bool *yes)
{
	struct buf data = {0};
	buf_str(&data, view_of(run, scope, 0, 0));
	data.n--;
	add_count(&data, "arrived", arrived);
	add_count(&data, "incoming", incoming);
	buf_putc(&data, '}');
	enum rc rc = ask(run, program, buf_slice(&data), yes, NULL);
	buf_free(&data);
	return rc;
}

enum rc engine_ask_text(struct run *run, uint32_t program, uint32_t scope, uint32_t multi, uint32_t index, struct buf *text)
{
	struct buf value = {0};
	struct arena *arena = arena_new();
	const struct json *json;
	bool yes;
	if (engine_ask(run, program, scope, multi, index, &yes, &value) == RC_OK && value.n > 0 &&
	    json_parse(buf_slice(&value), run->model->program_name[program], arena, &json, run->err) == RC_OK) {
		if (json->kind == JSON_STRING)
			buf_str(text, json->text);
		else if (json->kind != JSON_NULL)
			json_put(text, json);
	}
	arena_free(arena);
	buf_free(&value);
	return run->err->rc;
}

/* "U01|U02", as lists stand in the cells of tables; or a JSON array that came as text. */
static int64_t split_list(struct str text, struct buf *list)
{
	struct str one;
	int64_t n = 0;
	buf_putc(list, '[');
	while (text.p && str_split(&text, '|', &one)) {
		one = str_trim(one);
		if (one.n == 0)
			continue;
		buf_puts(list, n++ ? "," : "");
		json_quote(list, one);
	}
	buf_putc(list, ']');
	return n;
}

static int64_t count_list(const struct json *json, struct arena *arena, struct buf *list)
{
	int64_t count = -1;
	struct err ignored = ERR_NONE;
	if (json->kind == JSON_STRING && str_starts(json->text, "[") && json_parse(json->text, "", arena, &json, &ignored) != RC_OK)
		return -1;
	if (json->kind == JSON_NUMBER)
		return num_parse_int(json->text, &count) ? count : -1;
	if (json->kind == JSON_STRING)
		return split_list(json->text, list);
	if (json->kind != JSON_ARRAY)
		return -1;
	json_put(list, json);
	return (int64_t)json->n;
}

enum rc engine_ask_list(struct run *run, uint32_t node, uint32_t scope, uint32_t *total, struct buf *list)
{
	uint32_t program = run->model->node[node].list;
	struct buf value = {0};
	struct arena *arena = arena_new();
	const struct json *json;
	int64_t count = 0;
	bool yes;
	if (engine_ask(run, program, scope, 0, 0, &yes, &value) == RC_OK &&
	    json_parse(buf_slice(&value), run->model->program_name[program], arena, &json, run->err) == RC_OK) {
		count = count_list(json, arena, list);
		if (count < 0 || count > INSTANCES)
			engine_complain(run, node, _("what it is to be done for is neither a list nor a number of at most 10,000"));
	}
	*total = count > 0 ? (uint32_t)count : 0;
	arena_free(arena);
	buf_free(&value);
	return run->err->rc;
}

enum rc engine_ask_service(struct run *run, uint32_t node, uint32_t scope)
{
	struct buf added = {0};
	buf_putc(&added, '{');
	add_scopes(run, scope, &added);
	buf_putc(&added, '}');
	enum rc rc = engine_emit_text(run, (struct engine_effect){.kind = ENGINE_SERVICE_ASKED, .node = node, .flow = MODEL_NONE},
	                              added.n > 2 ? buf_slice(&added) : (struct str){"", 0});
	buf_free(&added);
	return rc;
}

static enum rc result_of(struct run *run, const struct model_node *it, uint32_t node, uint32_t scope, struct buf *value)
{
	bool yes;
	if (it->kind == MODEL_SCRIPT)
		return engine_ask(run, it->program, scope, 0, 0, &yes, value);
	if (!run->engine->decide)
		return engine_complain(run, node, _("there are no decision tables here"));
	return run->engine->decide(run->engine->context, it, view_of(run, scope, 0, 0), value, run->err);
}

/* Is this member what view_of adds? */
static bool is_added(const struct run *run, uint32_t scope, struct str name)
{
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		if (str_is(name, counts[i]))
			return true;
	for (const struct engine_token *it = engine_token(run->state, scope); it; it = engine_token(run->state, it->scope)) {
		const char *item = it->host ? run->model->node[it->node].element_name : NULL;
		if (item && str_is(name, item))
			return true;
	}
	return false;
}

/* A program such as .fee = 100 gives back all that it was shown; what is not the data's does not become it. */
static enum rc put_own(struct run *run, uint32_t scope, struct str object, struct buf *out)
{
	struct arena *arena = arena_new();
	const struct json *json;
	if (json_parse(object, _("data"), arena, &json, run->err) == RC_OK) {
		buf_putc(out, '{');
		for (const struct json *it = json->child; it; it = it->next) {
			struct buf value = {0};
			if (str_is(it->name, "outcomes") || str_is(it->name, "answers") || (scope && is_added(run, scope, it->name)))
				continue;
			json_put(&value, it);
			add_member(out, arena_cstr(arena, it->name), buf_slice(&value));
			buf_free(&value);
		}
		buf_putc(out, '}');
	}
	arena_free(arena);
	return run->err->rc;
}

enum rc engine_compute(struct run *run, uint32_t node, uint32_t scope)
{
	const struct model_node *it = &run->model->node[node];
	struct engine_effect set = {.kind = ENGINE_DATA_SET, .node = node, .flow = MODEL_NONE};
	struct buf value = {0}, patch = {0};
	enum rc rc = result_of(run, it, node, scope, &value);
	if (rc == RC_OK && it->result) {
		buf_putc(&patch, '{');
		add_member(&patch, it->result, value.n ? buf_slice(&value) : STR("null"));
		buf_putc(&patch, '}');
		rc = engine_emit_text(run, set, buf_slice(&patch));
	} else if (rc == RC_OK && (value.n == 0 || value.p[0] != '{')) {
		rc = engine_complain(run, node, _("its result is no JSON object (name the member it becomes: resultVariable)"));
	} else if (rc == RC_OK && it->kind == MODEL_SCRIPT) {
		rc = put_own(run, scope, buf_slice(&value), &patch);
		if (rc == RC_OK)
			rc = engine_emit_text(run, set, buf_slice(&patch));
	} else if (rc == RC_OK) {
		rc = engine_emit_text(run, set, buf_slice(&value));
	}
	buf_free(&value);
	buf_free(&patch);
	return rc;
}
