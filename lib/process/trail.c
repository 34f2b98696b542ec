/* SPDX-License-Identifier: MIT */
#include "process/trail.h"

#include "base/arena.h"
#include "base/vec.h"

#include <string.h>

/* A task, remembered from its creation: later effects name only its token. */
struct task {
	uint32_t token;
	const char *activity, *element;
	struct str unit;
};

struct trail {
	int64_t case_id;
	struct arena *arena; /* texts of the case */
	struct str brought;  /* by the answer or message that comes next */
	VEC(struct task) tasks; /* of the case, in order of token */
	VEC(struct trail_event) events;
};

struct trail *trail_new(void)
{
	struct trail *trail = mem_alloc(sizeof *trail);
	trail->arena = arena_new();
	return trail;
}

void trail_free(struct trail *trail)
{
	if (!trail)
		return;
	arena_free(trail->arena);
	vec_free(&trail->tasks);
	vec_free(&trail->events);
	free(trail);
}

void trail_begin(struct trail *trail, int64_t case_id)
{
	trail->case_id = case_id;
	trail->tasks.n = trail->events.n = 0;
	trail->brought = (struct str){0};
	arena_reset(trail->arena);
}

static const struct task *find(const struct trail *trail, uint32_t token)
{
	for (size_t i = trail->tasks.n; i-- > 0;)
		if (trail->tasks.v[i].token == token)
			return &trail->tasks.v[i];
	return NULL;
}

enum role { ALONE, OPENS, ANSWERS, TAKES }; /* what the event is to a task */

static const struct meaning {
	const char *kind, *transition;
	enum role role;
} meanings[] = {
        {"task_created", "schedule", OPENS},
        {"task_completed", "complete", ANSWERS},
        {"task_cancelled", "withdraw", TAKES},
        {"late", "complete", ANSWERS},
        {"case_started", "complete", ALONE},
        {"data_set", "complete", ALONE},
        {"passed", "complete", ALONE},
        {"service_asked", "complete", ALONE},
        {"signal_thrown", "complete", ALONE},
        {"error_thrown", "complete", ALONE},
        {"escalated", "complete", ALONE},
        {"timer_fired", "complete", ALONE},
        {"message_received", "complete", ALONE},
        {"signal_received", "complete", ALONE},
        {"scope_entered", "start", ALONE},
        {"scope_left", "complete", ALONE},
        {"scope_cancelled", "ate_abort", ALONE},
        {"ended", "complete", ALONE},
};

static bool is_gateway(const struct model_node *node)
{
	size_t n = strlen(node->element), tail = strlen("Gateway");
	return n >= tail && strcmp(node->element + n - tail, "Gateway") == 0;
}

/* Such an event is told when it throws, before what that sets going; that it was gone through is said once more after it. */
static bool is_thrown(const struct model_node *node)
{
	return (node->kind == MODEL_THROW || node->kind == MODEL_END) && node->event != MODEL_NO_EVENT && node->event != MODEL_ON_TERMINATE;
}

/* Whether an effect of this kind is an event of the log, where that depends on the node. */
static bool counts(const struct trail_step *step)
{
	if (!step->node)
		return str_is(step->kind, "late");
	if (str_is(step->kind, "passed"))
		return !is_gateway(step->node) && !is_thrown(step->node);
	if (str_is(step->kind, "ended")) /* a task that leads nowhere ends as well */
		return step->node->kind == MODEL_END && !is_thrown(step->node);
	if (str_is(step->kind, "data_set"))
		return step->node->kind == MODEL_SCRIPT || step->node->kind == MODEL_RULE;
	return true;
}

static const struct meaning *mean(const struct trail_step *step)
{
	for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
		if (str_is(step->kind, meanings[i].kind))
			return counts(step) ? &meanings[i] : NULL;
	return NULL;
}

static size_t part_of(const struct trail *trail, int64_t seq)
{
	const struct trail_event *last = trail->events.n ? &trail->events.v[trail->events.n - 1] : NULL;
	return last && last->seq == seq ? last->part + 1 : 0;
}

void trail_add(struct trail *trail, const struct trail_step *step)
{
	bool sets = str_is(step->kind, "data_set"), late = str_is(step->kind, "late");
	const struct meaning *meaning = mean(step);
	if (sets && !meaning)
		trail->brought = arena_str(trail->arena, step->data);
	if (!meaning)
		return;
	const char *name = step->node ? *step->node->name ? step->node->name : step->node->id : "";
	struct trail_event event = {.case_id = trail->case_id, .seq = step->seq, .part = part_of(trail, step->seq), .at = step->at, .activity = name,
	                            .element = step->node ? step->node->id : "", .transition = meaning->transition, .late = late};
	if (meaning->role == OPENS) {
		struct task task = {step->token, name, event.element, arena_str(trail->arena, step->unit)};
		vec_push(&trail->tasks, task);
		event.has_due = step->has_due;
		event.due = step->due;
	}
	const struct task *task = meaning->role != ALONE ? find(trail, step->token) : NULL;
	if (late && !task)
		return;
	if (task) {
		event.task = task->token;
		event.unit = task->unit;
		event.activity = task->activity;
		event.element = task->element;
	}
	if (meaning->role == ANSWERS) {
		event.outcome = arena_str(trail->arena, step->outcome);
		event.actor = arena_str(trail->arena, step->actor);
	}
	if (sets || str_is(step->kind, "case_started")) {
		event.data = arena_str(trail->arena, step->data);
	} else if (meaning->role == ANSWERS || str_is(step->kind, "message_received")) {
		event.data = trail->brought;
		trail->brought = (struct str){0};
	}
	vec_push(&trail->events, event);
}

const struct trail_event *trail_events(const struct trail *trail, size_t *n)
{
	*n = trail->events.n;
	return trail->events.v;
}
