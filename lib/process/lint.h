/* SPDX-License-Identifier: MIT */
/*
 * What is wrong with a drawn process, said before a case runs into it. An error keeps the file from being deployed; a warning is
 * a place where a case can stop or a step can never be reached; a note is advice. The checks:
 *   not-executable, start, unsupported, condition, flow   what model_refusal says
 *   no-process, dangling, duplicate-id                    the file as such
 *   no-condition, no-default, condition-ignored           gateways
 *   unreachable, dead-end, join, loop                     the graph
 *   no-unit, no-name, abstract-task                       the tasks
 *   uncaught                                              errors and escalations that nobody catches
 *   start-event                                           a process that is drawn to be started by a timer or a signal
 *   term                                                  terms shorter than the critical path of what they are given for
 * Where a file holds executable processes, only those are looked at; the others are pictures of partners.
 */
#ifndef PROCESS_LINT_H
#define PROCESS_LINT_H

#include "base/arena.h"
#include "process/bpmnin.h"

enum lint_severity { LINT_ERROR, LINT_WARNING, LINT_NOTE };

struct lint_finding {
	const char *file; /* NULL: the one that was looked at; a called process may stand in another */
	size_t line;
	const char *id;
	const char *check;
	enum lint_severity severity;
	const char *detail; /* in the current language */
};

struct lint {
	const struct lint_finding *finding; /* by line */
	size_t n;
};

const char *lint_severity_name(enum lint_severity severity);

/* Everything lives in arena. */
void lint_file(const struct bpmnin *bpmn, struct arena *arena, struct lint *lint);

#endif
