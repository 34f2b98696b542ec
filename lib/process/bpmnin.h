/* SPDX-License-Identifier: MIT */
/*
 * BPMN 2.0 files in: any prefix, any vendor. Of vendor extensions only who does the work, the topic of a service task and a task's due date are
 * read, by local name. What the engine does not know is counted, kept as a node of kind MODEL_OTHER with its reason, and never an
 * error: a file can be linted as long as it is XML. What the file says wrongly (references that dangle, ids that stand twice) is kept as faults.
 */
#ifndef PROCESS_BPMNIN_H
#define PROCESS_BPMNIN_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "process/model.h"

struct bpmnin_count {
	const char *element; /* local name in the BPMN namespace */
	size_t n;
};

enum bpmnin_fault_kind { BPMNIN_DANGLING, BPMNIN_DUPLICATE };

struct bpmnin_fault {
	enum bpmnin_fault_kind kind;
	size_t line;
	const char *id;   /* of the element that refers, or the id that stands twice */
	const char *role; /* dangling: "sourceRef", "flowNodeRef" …; duplicate: the element's name */
	const char *to;   /* dangling: the id that is not there */
};

struct bpmnin {
	const char *file;
	const struct model *const *process;
	size_t n_processes;
	const struct bpmnin_count *count; /* by first appearance */
	size_t n_counts;
	const struct bpmnin_fault *fault; /* by line */
	size_t n_faults;
};

/* Where called processes are found that do not stand in the file itself. */
struct bpmnin_library {
	/* The BPMN text that holds the process; *text empty when there is none. What is given lives as long as the arena. */
	enum rc (*find)(void *context, const char *process, struct str *text, const char **file, struct err *err);
	void *context;
};

/* Everything lives in arena. library may be NULL. RC_INPUT when it is no XML or no BPMN. */
enum rc bpmnin_read_with(struct str document, const char *file, const struct bpmnin_library *library, struct arena *arena,
                         const struct bpmnin **bpmn, struct err *err) MUST_CHECK;
enum rc bpmnin_read(struct str document, const char *file, struct arena *arena,
                    const struct bpmnin **bpmn, struct err *err) MUST_CHECK;
enum rc bpmnin_load(const char *path, const struct bpmnin_library *library, struct arena *arena, const struct bpmnin **bpmn, struct err *err) MUST_CHECK;

/* The process with this id (or name); id NULL: the only one, or the only executable one. RC_INPUT when that does not tell. */
enum rc bpmnin_choose(const struct bpmnin *bpmn, const char *id, const struct model **model,
                      struct err *err) MUST_CHECK;

#endif
