/* SPDX-License-Identifier: MIT */
/*
 * A process as the engine sees it: an immutable graph of nodes and flows, referred to by index, all of it in the arena it was read
 * into (process/bpmnin.h). Every element of the file that is a node of the process is here, also those that the engine cannot
 * run: they carry the reason, model_runnable refuses them by line and id, and lint lists them.
 * Conditions are jq programs: compile model->condition at once (ext/jqx.h) and answer the engine's questions by index.
 */
#ifndef PROCESS_MODEL_H
#define PROCESS_MODEL_H

#include "base/date.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MODEL_NONE UINT32_MAX

enum model_kind {
	MODEL_START,     /* none or message start event */
	MODEL_END,       /* none end event: takes one token */
	MODEL_TERMINATE, /* terminate end event: takes all of them */
	MODEL_TASK,      /* waits until a person completes it: userTask, and task, of which nothing more is said */
	MODEL_PASS,      /* done without us: manualTask, a none throw event; passes at once */
	MODEL_SERVICE,   /* asks a connector through the outbox, and passes at once */
	MODEL_EXCLUSIVE, /* the first outgoing flow whose condition holds, else the default */
	MODEL_PARALLEL,  /* waits for a token on every incoming flow, then takes every outgoing one */
	MODEL_TIMER,     /* intermediate catch event: waits for a moment */
	MODEL_BOUNDARY,  /* timer on the edge of a task */
	MODEL_OTHER,     /* cannot be run; refusal says why */
};

enum model_timer { MODEL_TIMER_NONE, MODEL_TIMER_DURATION, MODEL_TIMER_DATE };

struct model_node {
	const char *id, *name;   /* name "" when the file gives none */
	enum model_kind kind;
	const char *element;     /* as the file calls it: "userTask" */
	size_t line;
	const char *refusal;     /* in the current language, with what to draw instead; NULL when it can be run */
	const char *lane;        /* name of the lane, or NULL */
	const char *unit;        /* who does it: candidate group, else assignee, else the lane's unit, else the lane's name; or NULL */
	const char *topic;       /* service task: the connector; its name when the file gives none */
	const uint32_t *in, *out; /* flows in the order of the file */
	size_t n_in, n_out;
	uint32_t fallback;       /* default flow, or MODEL_NONE */
	const uint32_t *timer;   /* boundary timers on this node */
	size_t n_timers;
	uint32_t host;           /* MODEL_BOUNDARY: the node it is attached to */
	bool interrupting;       /* MODEL_BOUNDARY: it takes the task away */
	enum model_timer when;   /* MODEL_TIMER, MODEL_BOUNDARY */
	struct duration duration; /* of the timer; of a task: its due date, when has_due */
	struct moment date;
	bool has_due;
	const char *event_name;  /* of a message or signal */
	bool stops_clock;        /* the case's clock stands still while this is open */
};

struct model_flow {
	const char *id, *name;
	size_t line;
	uint32_t source, target; /* MODEL_NONE where the reference dangles: such a flow is in no node's in or out */
	uint32_t condition;      /* index into model->condition, or MODEL_NONE */
	const char *refusal;     /* the condition was not understood; or NULL */
};

struct model {
	const char *file;        /* for messages */
	const char *id, *name;
	size_t line;
	bool executable;         /* isExecutable is not "false" */
	const struct model_node *node;
	size_t n_nodes;
	const struct model_flow *flow;
	size_t n_flows;
	const char *const *condition;      /* jq programs */
	const char *const *condition_name; /* "earthworks.bpmn:40: Flow_3": the names for jqx_open */
	size_t n_conditions;
	uint32_t start;          /* the start event, MODEL_NONE unless there is exactly one at the top level */
};

/* Index of the node or flow with this id, or MODEL_NONE. */
uint32_t model_node(const struct model *model, struct str id);
uint32_t model_flow(const struct model *model, struct str id);

/* What keeps the process from being run, one thing a call: start with *i = 0; false when there is nothing more. */
struct model_refusal {
	size_t line;
	const char *id;
	const char *check;  /* "unsupported", "start", "condition", "flow", "not-executable" */
	const char *detail; /* in the current language, with what to draw instead */
};
bool model_refusal(const struct model *model, size_t *i, struct model_refusal *refusal);

/* RC_INPUT with "file:line: id: why (what to draw instead)" for the first thing that cannot be run. */
enum rc model_runnable(const struct model *model, struct err *err) MUST_CHECK;

#endif
