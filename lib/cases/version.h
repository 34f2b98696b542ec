/* SPDX-License-Identifier: MIT */
/*
 * Deployed processes, read from the store once a run: the model, its expressions compiled when first asked, and the files that were deployed beside the
 * BPMN (decision tables, called processes).
 */
#ifndef CASES_VERSION_H
#define CASES_VERSION_H

#include "cases/shelf.h"
#include "cases/store.h"
#include "process/engine.h"

struct version {
	int64_t id, process_id;
	const char *process;
	int64_t number; /* from 1, within the process */
	const struct model *model;
	struct engine engine; /* asks jq about expressions */
	const struct version_file *file; /* in order of name */
	size_t n_files;
};

struct versions;

struct versions *versions_new(struct store *store);
void versions_free(struct versions *versions); /* NULL is safe */

/* RC_INPUT when there is no such version: the store is damaged. */
enum rc version_get(struct versions *versions, int64_t id, const struct version **version, struct err *err) MUST_CHECK;

/* The newest of a process. RC_USAGE with the nearest name when no such process was deployed. */
enum rc version_last(struct versions *versions, const char *process, const struct version **version, struct err *err) MUST_CHECK;

/*
 * Adds what was given unless the same is there; its expressions are compiled to see that they can be. Inside a transaction. detail is appended the
 * object that the event "deployed" carries, with SHA-256 of every text.
 */
enum rc version_add(struct versions *versions, const struct version_source *source, int64_t at, const struct version **version, bool *added,
                    struct buf *detail, struct err *err) MUST_CHECK;

/* The same object made of what the store holds now, to be compared with the event's. */
enum rc version_detail(struct versions *versions, int64_t id, struct buf *detail, struct err *err) MUST_CHECK;

#endif
