/* SPDX-License-Identifier: MIT */
/* Deployed processes, read from the store once a run: the model, and its conditions compiled when first asked. */
#ifndef CASES_VERSION_H
#define CASES_VERSION_H

#include "cases/store.h"
#include "process/engine.h"

struct version {
	const char *process;
	int64_t number;
	const struct model *model;
	struct engine engine; /* asks jq about conditions */
};

struct versions;

struct versions *versions_new(struct store *store);
void versions_free(struct versions *versions); /* NULL is safe */

/* number 0: the last. RC_USAGE with the nearest name when no such process was deployed. */
enum rc version_get(struct versions *versions, const char *process, int64_t number, const struct version **version,
                    struct err *err) MUST_CHECK;

/* Adds the text of a BPMN file unless the same text is there; its conditions are compiled to see that they can be. Inside a transaction. */
enum rc version_add(struct versions *versions, const char *path, struct str bpmn, const char *at, const struct version **version,
                    bool *added, struct err *err) MUST_CHECK;

#endif
