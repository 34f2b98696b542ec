/* SPDX-License-Identifier: MIT */
/* A process on its way from tree (bpmnxml.h) to model: what the rooms of the reader share. */
#ifndef PROCESS_BPMNBUILD_H
#define PROCESS_BPMNBUILD_H

#include "base/map.h"
#include "base/vec.h"
#include "process/bpmnin.h"
#include "process/bpmnxml.h"

/* A process, sub-process or called process whose elements are being read. */
struct bpmnscope {
	const struct bpmnxml_file *file;
	const char *name;               /* of the file, for messages */
	const struct bpmnxml *process;  /* the process that holds it: its lanes */
	const struct bpmnxml *element;  /* whose children are the nodes */
	const char *prefix;             /* before every id: "" or "call/" */
	const char *library;            /* the process for whose sake its file was taken from the library, or NULL */
	uint32_t node;                  /* the sub-process, or MODEL_NONE */
	const struct bpmnscope *caller; /* of a called process */
};

struct bpmncalled { /* a file that holds a called process */
	const char *process, *name;
	struct bpmnxml_file *file; /* NULL: there is none */
};

struct bpmnlanes { /* of a process: element → index of the innermost lane that names it */
	const struct bpmnxml *process;
	struct map *of;
	VEC(const struct bpmnxml *) lane;
};

struct bpmnbuild {
	const struct bpmnin_library *library;
	struct arena *arena;
	struct model *model;
	struct map *nodes; /* id → index */
	VEC(const struct bpmnxml *) element; /* of each node */
	VEC(struct model_node) node;
	VEC(struct model_flow) flow;
	VEC(const char *) program;
	VEC(const char *) program_name;
	VEC(struct bpmncalled) called;
	VEC(struct bpmnlanes) lanes;
	struct err *err; /* what the library says */
};

/* The whole process; err has what the library says. */
const struct model *bpmnbuild_process(const struct bpmnxml_file *bpmn, const char *file, const struct bpmnin_library *library,
                                      const struct bpmnxml *process, struct arena *arena, struct err *err);

/* "%s is not run (%s)", unless something was said before. */
void bpmnbuild_refuse(struct bpmnbuild *b, struct model_node *node, const char *why, const char *instead);

/* Adds an expression (jq, or ${…}, #{…}, =…), named file:line: id. False when it is not understood: *at says where. */
bool bpmnbuild_program(struct bpmnbuild *b, const struct bpmnscope *scope, size_t line, const char *id, struct str text,
                       uint32_t *program, size_t *at);
/* The same for a node's own expression: refused when it is not understood. */
uint32_t bpmnbuild_expression(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node, struct str text);
bool bpmnbuild_is_expression(const char *text);

/* "P5D", "2024-03-15T09:30", "R3/PT2H", "10wd", "term:59fz-answer", or an expression that gives one of them. */
bool bpmnbuild_term(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node, struct str text);

/* bpmnbuild_graph.c: what is seen only when all nodes and flows are read: who leads where, what stands on whose edge, and what cannot be drawn so. */
void bpmnbuild_graph(struct bpmnbuild *b);

/* bpmnbuild_onward.c: where all ways from a node meet. */
void bpmnbuild_onward(struct bpmnbuild *b);

/* bpmnbuild_event.c: what an event waits for or throws. */
void bpmnbuild_event(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node, const struct bpmnxml *element);
/* bpmnbuild_task.c: who does it, until when, for whom, how often. */
void bpmnbuild_task(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node, const struct bpmnxml *element);
void bpmnbuild_unit(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node, const struct bpmnxml *element);
/* A gateway that joins when enough have come. */
void bpmnbuild_join(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node, const struct bpmnxml *element);

#endif
