/* SPDX-License-Identifier: MIT */
/*
 * bpmn_run DIR: do other engines' test processes end here as their own tests say
 * (DIR/expected.json)? A process that is refused before its first step, with a place and a reason,
 * is counted as refused: it is not a wrong answer. Anything else that differs is one.
 */
#include "base/io.h"
#include "base/json.h"
#include "ext/jqx.h"
#include "process/bpmnin.h"
#include "process/engine.h"

#include <stdio.h>
#include <string.h>

struct run {
	struct arena *arena;
	struct jqx *jqx;
	struct engine engine;
	struct engine_state state;
	struct engine_effects effects;
};

static const struct moment now = {0, DATE_NO_OFFSET};

static enum rc ask(void *context, size_t program, struct str data, bool *yes, struct buf *value, struct err *err)
{
	struct buf out = {0};
	enum jqx_outcome outcome = JQX_ERROR;
	if (jqx_run(context, program, data, &outcome, &out, err) == RC_OK && outcome == JQX_ERROR)
		err_set(err, RC_INPUT, "%s", buf_cstr(&out));
	*yes = outcome == JQX_TRUE;
	if (value)
		buf_str(value, str_trim(buf_slice(&out)));
	buf_free(&out);
	return err->rc;
}

static const struct model_node *node_of(const struct run *run, const struct engine_token *token)
{
	return &run->engine.model->node[token->node];
}

static bool is(const struct model_node *node, struct str name)
{
	return str_is(name, node->id) || str_is(name, node->name);
}

/* The open tasks of this name; all of them when it is empty. */
static size_t open_tasks(const struct run *run, struct str name, const struct engine_token **last)
{
	size_t n = 0;
	for (size_t i = 0; i < run->state.n; i++) {
		const struct engine_token *it = &run->state.token[i];
		if (it->wait != ENGINE_TASK || (name.n > 0 && !is(node_of(run, it), name)))
			continue;
		*last = it;
		n++;
	}
	return n;
}

static const char *expect_tasks(const struct run *run, const struct json *names)
{
	const struct engine_token *last;
	if (open_tasks(run, STR(""), &last) != names->n)
		return "another number of open tasks";
	for (const struct json *it = names->child; it; it = it->next)
		if (open_tasks(run, it->text, &last) == 0)
			return "a task is not open";
	return NULL;
}

static const char *expect(const struct run *run, const struct json *step)
{
	const struct engine_token *last = NULL;
	const struct json *names = json_get(step, "expect_active_tasks");
	size_t open = open_tasks(run, STR(""), &last);
	struct str lane = json_text(step, "expect_lane"),
	           not_active = json_text(step, "expect_not_active");
	if (!names)
		names = json_get(step, "expect_active_ids");
	if (json_bool(step, "expect_ended", false) && !run->state.ended)
		return "the case has not ended";
	if (json_num(step, "expect_active_count", (double)open) != (double)open)
		return "another number of open tasks";
	if (not_active.n > 0 && open_tasks(run, not_active, &last) > 0)
		return "a task is open";
	if (lane.n > 0 &&
	    (!last || !node_of(run, last)->lane || !str_is(lane, node_of(run, last)->lane)))
		return "another lane";
	return names ? expect_tasks(run, names) : NULL;
}

static enum rc complete(struct run *run, const struct json *step, struct str name, struct err *err)
{
	const struct engine_token *task = NULL;
	const struct json *variables = json_get(step, "variables");
	struct buf patch = {0};
	if (open_tasks(run, name, &task) == 0)
		return err_set(err, RC_INPUT, "no open task");
	if (variables)
		json_put(&patch, variables);
	enum rc rc = engine_complete(&run->engine, &run->state, task->id, (struct engine_answer){.patch = buf_slice(&patch)}, now,
	                             &run->effects, err);
	buf_free(&patch);
	return rc;
}

/* NULL when all steps went as expected. */
static const char *steps(struct run *run, const struct json *scenario, struct err *err)
{
	for (const struct json *step = json_get(scenario, "steps")->child; step;
	     step = step->next) {
		struct str name = json_text(step, "complete");
		if (name.n == 0)
			name = json_text(step, "complete_id");
		bool acts = name.n > 0 || json_bool(step, "complete_the_only_task", false);
		if (acts && complete(run, step, name, err) != RC_OK)
			return err->text;
		const char *wrong = expect(run, step);
		if (wrong)
			return wrong;
	}
	return NULL;
}

/* A called process stands in a file of its own, named in also_load ("flowable/x.xml" lies here as "flowable__x.xml"). */
struct library {
	struct arena *arena;
	const char *dir;
	const struct json *files;
};

static enum rc find(void *context, const char *process, struct str *text, const char **file, struct err *err)
{
	const struct library *library = context;
	struct buf document = {0};
	(void)process;
	if (!library->files || !library->files->child)
		return RC_OK;
	struct buf name = {0};
	buf_printf(&name, "%s/", library->dir);
	for (size_t i = 0; i < library->files->child->text.n; i++)
		buf_puts(&name, library->files->child->text.p[i] == '/' ? "__" : (char[]){library->files->child->text.p[i], 0});
	*file = arena_cstr(library->arena, buf_slice(&name));
	if (io_read_file(*file, 0, &document, err) == RC_OK)
		*text = arena_str(library->arena, buf_slice(&document));
	buf_free(&name);
	buf_free(&document);
	return err->rc;
}

/* SpiffWorkflow waits for a person at a manual task, other engines and ours pass: for its own files they are user tasks. */
static void make_wait(struct buf *document)
{
	for (char *at = document->p; at && (at = strstr(at, "manualTask")) != NULL;)
		memcpy(at, "userTask  ", strlen("manualTask"));
}

static enum rc begin(struct run *run, const char *path, const struct library *files, const struct json *scenario, bool *refused,
                     struct err *err)
{
	struct bpmnin_library library = {find, (void *)(uintptr_t)files};
	struct buf document = {0};
	const struct bpmnin *bpmn;
	const struct model *m;
	*refused = true;
	enum rc read = io_read_file(path, 0, &document, err);
	if (strstr(path, "/spiffworkflow__"))
		make_wait(&document);
	if (read == RC_OK)
		read = bpmnin_read_with(buf_slice(&document), path, &library, run->arena, &bpmn, err);
	buf_free(&document);
	if (read != RC_OK || bpmnin_choose(bpmn, NULL, &m, err) != RC_OK || model_runnable(m, err) != RC_OK)
		return err->rc;
	if (m->n_programs > 0 &&
	    jqx_open(m->program, m->program_name, m->n_programs, &run->jqx, err) != RC_OK)
		return err->rc;
	*refused = false;
	run->engine = (struct engine){.model = m, .ask = ask, .context = run->jqx};
	struct buf data = {0};
	json_put(&data, json_get(scenario, "start_variables"));
	enum rc rc = engine_start(&run->engine, &run->state, buf_slice(&data), now, &run->effects, err);
	buf_free(&data);
	return rc;
}

enum verdict { RIGHT, REFUSED, WRONG };

static enum verdict play(struct arena *arena, const char *path, const struct library *files, const struct json *scenario)
{
	struct run run = {.arena = arena};
	struct err err = ERR_NONE;
	bool refused, must_fail = json_get(scenario, "expect_error") != NULL;
	enum rc rc = begin(&run, path, files, scenario, &refused, &err);
	const char *wrong = rc == RC_OK ? steps(&run, scenario, &err) : err.text;
	enum verdict verdict = must_fail ? (rc == RC_INPUT ? RIGHT : WRONG)
	                       : !wrong  ? RIGHT
	                       : refused ? REFUSED
	                                 : WRONG;
	if (verdict == WRONG)
		printf("# %s: %s\n", path, wrong ? wrong : "an error was expected");
	if (verdict == REFUSED)
		printf("# refused: %s\n", wrong);
	engine_state_free(&run.state);
	engine_effects_free(&run.effects);
	jqx_close(run.jqx);
	return verdict;
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct err err = ERR_NONE;
	const struct json *expected;
	size_t n[3] = {0};
	if (argc != 2 || json_load(arena_printf(arena, "%s/expected.json", argv[1]), arena,
	                           &expected, &err) != RC_OK) {
		fprintf(stderr, "bpmn_run: %s\n", argc == 2 ? err.text : "DIR is missing");
		return 2;
	}
	for (const struct json *it = json_get(expected, "cases")->child; it; it = it->next) {
		const char *path =
		        arena_printf(arena, "%s/%.*s", argv[1], STR_ARG(json_text(it, "file")));
		for (const struct json *scenario = json_get(it, "scenarios")->child; scenario;
		     scenario = scenario->next) {
			struct library files = {arena, argv[1], json_get(it, "also_load")};
			n[play(arena, path, &files, scenario)]++;
		}
	}
	bool ok = n[WRONG] == 0 && n[RIGHT] > 0;
	printf("%s - bpmn: %zu scenarios run as stated, %zu refused, %zu wrong\n",
	       ok ? "ok" : "not ok", n[RIGHT], n[REFUSED], n[WRONG]);
	arena_free(arena);
	return 0;
}
