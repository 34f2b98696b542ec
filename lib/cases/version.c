/* SPDX-License-Identifier: MIT */
#include "cases/version.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/vec.h"
#include "ext/jqx.h"
#include "process/bpmnin.h"

#include <stdlib.h>
#include <string.h>

struct loaded {
	struct version version;
	struct jqx *jqx; /* started when the first condition is asked */
	struct buf answer;
};

struct versions {
	struct store *store;
	struct arena *arena;
	VEC(struct loaded *) list;
};

struct versions *versions_new(struct store *store)
{
	struct versions *versions = mem_alloc(sizeof *versions);
	versions->store = store;
	versions->arena = arena_new();
	return versions;
}

void versions_free(struct versions *versions)
{
	if (!versions)
		return;
	for (size_t i = 0; i < versions->list.n; i++) {
		jqx_close(versions->list.v[i]->jqx);
		buf_free(&versions->list.v[i]->answer);
		free(versions->list.v[i]);
	}
	vec_free(&versions->list);
	arena_free(versions->arena);
	free(versions);
}

/* Bad jq in a process is bad input, not a wrong call. */
static enum rc start_jq(struct loaded *loaded, struct err *err)
{
	const struct model *model = loaded->version.model;
	struct err inner = ERR_NONE;
	if (loaded->jqx || model->n_conditions == 0 ||
	    jqx_open(model->condition, model->condition_name, model->n_conditions, &loaded->jqx, &inner) == RC_OK)
		return RC_OK;
	return err_set(err, inner.rc == RC_USAGE ? RC_INPUT : inner.rc, "%s", inner.text);
}

static enum rc ask(void *context, size_t condition, struct str data, bool *yes, struct buf *value, struct err *err)
{
	struct loaded *loaded = context;
	const struct model *model = loaded->version.model;
	enum jqx_outcome outcome;
	if (start_jq(loaded, err) != RC_OK)
		return err->rc;
	buf_clear(&loaded->answer);
	if (jqx_run(loaded->jqx, condition, data, &outcome, &loaded->answer, err) != RC_OK)
		return err->rc;
	*yes = outcome == JQX_TRUE;
	if (outcome == JQX_ERROR)
		return err_set(err, RC_INPUT, "%s: %s", model->condition_name[condition], buf_cstr(&loaded->answer));
	if (value)
		buf_str(value, buf_slice(&loaded->answer));
	return RC_OK;
}

static enum rc load(struct versions *versions, const char *file, struct str bpmn, struct loaded **out, struct err *err)
{
	const struct bpmnin *document;
	const struct model *model;
	struct arena *arena = versions->arena;
	*out = NULL;
	if (bpmnin_read(arena_str(arena, bpmn), arena_cstr(arena, str_of(file)), arena, &document, err) != RC_OK ||
	    bpmnin_choose(document, NULL, &model, err) != RC_OK || model_runnable(model, err) != RC_OK)
		return err->rc;
	struct loaded *loaded = *out = mem_alloc(sizeof *loaded);
	loaded->version = (struct version){
	        .process = model->id, .model = model, .engine = {.model = model, .ask = ask, .context = loaded}};
	vec_push(&versions->list, loaded);
	return RC_OK;
}

static enum rc last_number(struct versions *versions, const char *process, int64_t *number, struct err *err)
{
	struct db_stmt *stmt = store_sql(versions->store, STORE_VERSION_LAST, err);
	bool row;
	*number = 0;
	if (!stmt)
		return err->rc;
	db_bind_text(stmt, 1, str_of(process));
	if (db_step(stmt, &row, err) != RC_OK)
		return err->rc;
	if (!row)
		return RC_OK;
	*number = db_int(stmt, 0);
	return db_step(stmt, &row, err);
}

static enum rc not_deployed(struct versions *versions, const char *process, struct err *err)
{
	struct db_stmt *stmt = store_sql(versions->store, STORE_PROCESS_LIST, err);
	VEC(const char *) names = {0};
	bool row = false;
	if (!stmt)
		return err->rc;
	while (db_step(stmt, &row, err) == RC_OK && row)
		vec_push(&names, arena_cstr(versions->arena, db_text(stmt, 0)));
	const char *near = str_nearest(str_of(process), names.v, names.n);
	vec_free(&names);
	return err_set(err, RC_USAGE,
	               near ? _("no process \"%.200s\" is deployed in this store (did you mean \"%s\"?)")
	                    : _("no process \"%.200s\" is deployed in this store"),
	               process, near);
}

enum rc version_get(struct versions *versions, const char *process, int64_t number, const struct version **version,
                    struct err *err)
{
	bool row;
	*version = NULL;
	if (number == 0 && last_number(versions, process, &number, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < versions->list.n; i++) {
		const struct version *known = &versions->list.v[i]->version;
		if (known->number == number && strcmp(known->process, process) == 0)
			*version = known;
	}
	if (*version)
		return RC_OK;
	struct db_stmt *stmt = store_sql(versions->store, STORE_VERSION_GET, err);
	if (!stmt)
		return err->rc;
	db_bind_text(stmt, 1, str_of(process));
	db_bind_int(stmt, 2, number);
	if (db_step(stmt, &row, err) != RC_OK)
		return err->rc;
	if (!row)
		return not_deployed(versions, process, err);
	struct loaded *loaded;
	const char *file = arena_cstr(versions->arena, db_text(stmt, 0));
	if (load(versions, file, db_text(stmt, 1), &loaded, err) != RC_OK)
		return err->rc;
	loaded->version.number = number;
	*version = &loaded->version;
	return db_step(stmt, &row, err);
}

static enum rc find_hash(struct versions *versions, const char *process, const char *hash, int64_t *number, struct err *err)
{
	struct db_stmt *stmt = store_sql(versions->store, STORE_VERSION_BY_HASH, err);
	bool row;
	*number = 0;
	if (!stmt)
		return err->rc;
	db_bind_text(stmt, 1, str_of(process));
	db_bind_text(stmt, 2, str_of(hash));
	if (db_step(stmt, &row, err) != RC_OK)
		return err->rc;
	*number = row ? db_int(stmt, 0) : 0;
	return row ? db_step(stmt, &row, err) : RC_OK;
}

enum rc version_add(struct versions *versions, const char *path, struct str bpmn, const char *at, const struct version **version,
                    bool *added, struct err *err)
{
	struct loaded *loaded;
	char hash[DIGEST_HEX];
	int64_t number;
	digest_of(bpmn, hash);
	if (load(versions, path, bpmn, &loaded, err) != RC_OK)
		return err->rc;
	const char *process = loaded->version.process;
	if (find_hash(versions, process, hash, &number, err) != RC_OK)
		return err->rc;
	*added = number == 0;
	*version = &loaded->version;
	if (*added) {
		struct db_stmt *stmt = store_sql(versions->store, STORE_VERSION_ADD, err);
		if (!stmt || start_jq(loaded, err) != RC_OK || last_number(versions, process, &number, err) != RC_OK)
			return err->rc;
		db_bind_text(stmt, 1, str_of(process));
		db_bind_int(stmt, 2, ++number);
		db_bind_text(stmt, 3, str_of(hash));
		db_bind_text(stmt, 4, str_of(path));
		db_bind_text(stmt, 5, bpmn);
		db_bind_text(stmt, 6, str_of(at));
		if (db_run(stmt, err) != RC_OK)
			return err->rc;
	}
	loaded->version.number = number;
	return RC_OK;
}
