/* SPDX-License-Identifier: MIT */
/*
 * A process as the engine sees it: an immutable graph of nodes and flows, referred to by index, all of it in the arena it was read
 * into (process/bpmnin.h). The nodes of a sub-process stand in the same list and name it as their parent; a called process stands there as a
 * sub-process, its ids behind the caller's ("call/check"). Every element of the file that is a node of the process is here, also those that the
 * engine cannot run: they carry the reason, model_runnable refuses them by line and id, and lint lists them.
 * Expressions are jq programs: compile model->program at once (ext/jqx.h) and answer the engine's questions by index.
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

struct expr;

enum model_kind {
	MODEL_START,     /* of the process, of a sub-process, of an event sub-process (then it has an event) */
	MODEL_END,
	MODEL_TASK,      /* waits until a person completes it: userTask, and task, of which nothing more is said */
	MODEL_PASS,      /* done without us: manualTask, a none throw event, a link; passes at once */
	MODEL_SERVICE,   /* serviceTask, sendTask: asks a connector through the outbox, and passes at once */
	MODEL_SCRIPT,    /* its program changes the data */
	MODEL_RULE,      /* its decision table changes the data */
	MODEL_EXCLUSIVE, /* the first outgoing flow whose condition holds, else the default */
	MODEL_INCLUSIVE, /* every one that holds, else the default; joins what can still come */
	MODEL_PARALLEL,  /* every outgoing flow; joins a token on every incoming one, or as node->join says */
	MODEL_GATE,      /* event-based gateway: the first event behind it decides */
	MODEL_CATCH,     /* intermediate catch event, receiveTask: waits for its event */
	MODEL_THROW,     /* a message (to the outbox), a signal, an escalation */
	MODEL_BOUNDARY,  /* an event on the edge of host */
	MODEL_SUB,       /* sub-process, called process, event sub-process */
	MODEL_OTHER,     /* cannot be run; refusal says why */
};

enum model_event {
	MODEL_NO_EVENT,
	MODEL_ON_TIMER,
	MODEL_ON_MESSAGE,
	MODEL_ON_SIGNAL,
	MODEL_ON_ERROR,
	MODEL_ON_ESCALATION,
	MODEL_ON_TERMINATE, /* only of an end */
};

enum model_when {
	MODEL_NEVER,
	MODEL_DURATION, /* ISO 8601, as in P5D */
	MODEL_DATE,
	MODEL_TERM,     /* a term of the law, as in "10wd" or "term:59fz-answer"; the caller knows the calendar */
	MODEL_COMPUTED, /* a program gives one of the others as text */
};

/* When a timer fires, or a task is due. */
struct model_term {
	enum model_when when;
	struct duration duration;
	struct moment date;
	const char *text;
	uint32_t program;
	uint32_t repeats; /* of a timer that does not interrupt: how often more it fires; UINT32_MAX: without end */
};

enum model_join { MODEL_JOIN_ALL, MODEL_JOIN_ANY, MODEL_JOIN_COUNT, MODEL_JOIN_PROGRAM };

struct model_node {
	const char *id, *name;   /* name "" when the file gives none */
	const char *key;         /* under which outcomes are kept: the id within its own process */
	uint32_t key_node;       /* the first node of this key */
	enum model_kind kind;
	const char *element;     /* as the file calls it: "userTask" */
	const char *file;        /* for messages: that of a called process may be another */
	size_t line;
	const char *refusal;     /* in the current language, with what to draw instead; NULL when it can be run */
	bool is_twin;            /* refused because another node has its id */
	uint32_t parent;         /* the sub-process it stands in, or MODEL_NONE */
	const uint32_t *in, *out; /* flows in the order of the file */
	size_t n_in, n_out;
	uint32_t fallback;       /* default flow, or MODEL_NONE */
	uint32_t onward;         /* the next node that every way along flows passes, or MODEL_NONE */
	/* events */
	enum model_event event;
	const char *event_name;  /* of a message or signal; the code of an error or escalation, "" for any */
	struct model_term term;  /* MODEL_ON_TIMER; of a task: when it is due */
	uint32_t host;           /* MODEL_BOUNDARY: the node it is attached to */
	bool interrupting;       /* MODEL_BOUNDARY, start of an event sub-process: it takes away what is under way */
	const uint32_t *edge;    /* boundary events on this node */
	size_t n_edges;
	/* sub-process */
	uint32_t start;          /* MODEL_SUB: its start event */
	bool by_event;           /* MODEL_SUB: an event sub-process, which no flow leads to */
	const uint32_t *inner;   /* MODEL_SUB: the starts of the event sub-processes in it */
	size_t n_inner;
	/* who and what */
	const char *lane;        /* name of the lane, or NULL */
	const char *unit;        /* who does it: candidate group, else assignee, else the lane's unit, else the lane's name; or NULL */
	uint32_t unit_program;   /* the same as an expression, or MODEL_NONE */
	const char *topic;       /* MODEL_SERVICE, a message thrown: the connector; its name when the file gives none */
	uint32_t program;        /* MODEL_SCRIPT; else MODEL_NONE */
	const char *decision;    /* MODEL_RULE: the name of the table; "process/name" in a process of the library */
	const char *result;      /* MODEL_SCRIPT, MODEL_RULE: the member that the result becomes, or NULL: its members replace those of the data */
	/* one for each of a list */
	bool multi, sequential;
	uint32_t list;           /* program: the list, or how many */
	const char *element_name; /* the item's name in the data of an instance, or NULL */
	/* of MODEL_PARALLEL and multi: when enough have come */
	enum model_join join;
	uint32_t join_count;     /* MODEL_JOIN_COUNT */
	uint32_t join_program;   /* MODEL_JOIN_PROGRAM: completionCondition, activationCondition */
	const char *veto;        /* multi: the outcome that decides alone, or NULL */
	const char *silence;     /* MODEL_TASK: the outcome it gets when it is due and nobody has answered, or NULL */
	bool stops_clock;        /* the case's clock stands still while this is open */
};

struct model_flow {
	const char *id, *name;
	const char *file;        /* for messages */
	size_t line;
	uint32_t source, target; /* MODEL_NONE where the reference dangles: such a flow is in no node's in or out */
	uint32_t condition;      /* program, or MODEL_NONE */
	const char *refusal;     /* the condition was not understood; or NULL */
};

struct model {
	const char *file;        /* for messages */
	const char *id, *name;
	size_t line;
	bool executable;         /* isExecutable is not "false" */
	const char *refusal;     /* its own term was not understood; or NULL */
	const struct model_node *node;
	size_t n_nodes;
	const struct model_flow *flow;
	size_t n_flows;
	const char *const *program;      /* jq */
	const char *const *program_name; /* "earthworks.bpmn:40: Flow_3": the names for jqx_open */
	const struct expr *const *simple; /* the same, where they are simple (process/expr.h); else NULL */
	size_t n_programs;
	struct model_term term;  /* of the whole process (dueDate of the process), or MODEL_NEVER */
	bool stops_clock;        /* some node does */
	uint32_t start;          /* the start event; MODEL_NONE unless one stands out at the top level */
	const uint32_t *inner;   /* the starts of the event sub-processes at the top level */
	size_t n_inner;
};

/* Index of the node or flow with this id, or MODEL_NONE. */
uint32_t model_node(const struct model *model, struct str id);
uint32_t model_flow(const struct model *model, struct str id);

/* map[node of a] is the node of b with the same id, or MODEL_NONE. */
void model_match(const struct model *a, const struct model *b, uint32_t *map);

/* What keeps the process from being run, one thing a call: start with *i = 0; false when there is nothing more. */
struct model_refusal {
	const char *file;
	size_t line;
	const char *id;
	const char *check;  /* "unsupported", "duplicate-id", "start", "condition", "flow", "not-executable" */
	const char *detail; /* in the current language */
};
bool model_refusal(const struct model *model, size_t *i, struct model_refusal *refusal);

/* RC_INPUT with the first of them, as file:line: id: detail. */
enum rc model_runnable(const struct model *model, struct err *err) MUST_CHECK;

#endif
