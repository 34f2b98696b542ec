/* SPDX-License-Identifier: MIT */
#include "cases/version.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/vec.h"
#include "cases/clerk.h"
#include "ext/jqx.h"

#include <stdlib.h>
#include <string.h>

struct loaded {
	struct version version;
	struct clerk *clerk; /* the versions' */
	struct shelf *shelf;
	struct jqx *jqx; /* started when the first condition is asked */
	struct buf answer;
};

struct versions {
	struct store *store;
	struct arena *arena;
	struct clerk *clerk;
	VEC(struct loaded *) list;
};

struct versions *versions_new(struct store *store)
{
	struct versions *versions = mem_alloc(sizeof *versions);
	versions->store = store;
	versions->arena = arena_new();
	versions->clerk = clerk_new();
	return versions;
}

void versions_free(struct versions *versions)
{
	if (!versions)
		return;
	for (size_t i = 0; i < versions->list.n; i++) {
		jqx_close(versions->list.v[i]->jqx);
		shelf_free(versions->list.v[i]->shelf);
		buf_free(&versions->list.v[i]->answer);
		free(versions->list.v[i]);
	}
	vec_free(&versions->list);
	clerk_free(versions->clerk);
	arena_free(versions->arena);
	free(versions);
}

/* Bad jq in a process is bad input, not a wrong call. */
static enum rc start_jq(struct loaded *loaded, struct err *err)
{
	const struct model *model = loaded->version.model;
	struct err inner = ERR_NONE;
	if (loaded->jqx || model->n_programs == 0 ||
	    jqx_open(model->program, model->program_name, model->n_programs, &loaded->jqx, &inner) == RC_OK)
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
		return err_set(err, RC_INPUT, "%s: %s", model->program_name[condition], buf_cstr(&loaded->answer));
	if (value)
		buf_str(value, buf_slice(&loaded->answer));
	return RC_OK;
}

/* One row of one number, or 0. */
static enum rc look_up(struct db_stmt *stmt, int64_t *value, struct err *err)
{
	bool row;
	*value = 0;
	if (db_step(stmt, &row, err) != RC_OK)
		return err->rc;
	*value = row ? db_int(stmt, 0) : 0;
	db_reset(stmt);
	return RC_OK;
}

static enum rc due(void *context, struct str term, struct moment from, const struct engine_stop *stop, size_t n_stops, struct moment *at,
                   struct err *err)
{
	struct loaded *loaded = context;
	return clerk_due(loaded->clerk, term, from, stop, n_stops, at, err);
}

static enum rc decide(void *context, const struct model_node *node, struct str data, struct buf *patch, struct err *err)
{
	struct loaded *loaded = context;
	return shelf_decide(loaded->shelf, node, data, patch, err);
}

/* The files of a version, theirs to be freed: names and texts stand in arena. */
static enum rc read_files(struct versions *versions, int64_t id, struct version_source *source, struct err *err)
{
	struct db_stmt *stmt = store_sql(versions->store, STORE_FILE_LIST, err);
	VEC(struct version_file) files = {0};
	bool row = false;
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, id);
	while (db_step(stmt, &row, err) == RC_OK && row)
		vec_push(&files, ((struct version_file){arena_str(versions->arena, db_text(stmt, 0)), arena_str(versions->arena, db_text(stmt, 1))}));
	struct version_file *kept = arena_array(versions->arena, files.n + 1, sizeof *kept);
	if (files.n)
		memcpy(kept, files.v, files.n * sizeof *kept);
	source->file = kept;
	source->n_files = files.n;
	vec_free(&files);
	return err->rc;
}

static enum rc read_version(struct versions *versions, int64_t id, struct version *row_of, struct version_source *source, struct err *err)
{
	struct db_stmt *stmt = store_sql(versions->store, STORE_VERSION_GET, err);
	bool row;
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, id);
	if (db_step(stmt, &row, err) != RC_OK)
		return err->rc;
	if (!row)
		return err_set(err, RC_INPUT, _("the store is damaged: there is no version %lld"), (long long)id);
	*row_of = (struct version){.id = id,
	                           .process_id = db_int(stmt, 0),
	                           .process = arena_cstr(versions->arena, db_text(stmt, 1)),
	                           .number = db_int(stmt, 2)};
	source->path = arena_cstr(versions->arena, db_text(stmt, 3));
	source->bpmn = arena_str(versions->arena, db_text(stmt, 4));
	db_reset(stmt);
	return read_files(versions, id, source, err);
}

static enum rc last_deployed(void *context, const char *process, struct version_source *source, struct err *err)
{
	struct versions *versions = context;
	struct db_stmt *stmt = store_sql(versions->store, STORE_VERSION_LAST, err);
	struct version row;
	int64_t id;
	if (!stmt)
		return err->rc;
	db_bind_text(stmt, 1, str_of(process));
	if (look_up(stmt, &id, err) != RC_OK || id == 0)
		return err->rc;
	return read_version(versions, id, &row, source, err);
}

static enum rc load(struct versions *versions, const struct version_source *source, bool deploying, struct loaded **out, struct err *err)
{
	const struct bpmnin *document;
	const struct model *model;
	struct arena *arena = versions->arena;
	struct shelf *shelf = shelf_new(arena, source->file, source->n_files, deploying ? last_deployed : NULL, versions);
	struct bpmnin_library library = shelf_library(shelf);
	*out = NULL;
	if (bpmnin_read_with(arena_str(arena, source->bpmn), arena_cstr(arena, str_of(source->path)), &library, arena, &document, err) != RC_OK ||
	    bpmnin_choose(document, NULL, &model, err) != RC_OK || model_runnable(model, err) != RC_OK ||
	    shelf_tables(shelf, model, source->path, err) != RC_OK) {
		shelf_free(shelf);
		return err->rc;
	}
	struct loaded *loaded = *out = mem_alloc(sizeof *loaded);
	loaded->clerk = versions->clerk;
	loaded->shelf = shelf;
	loaded->version = (struct version){
	        .process = model->id, .model = model, .engine = {.model = model, .ask = ask, .decide = decide, .due = due, .context = loaded}};
	loaded->version.file = shelf_files(shelf, &loaded->version.n_files);
	vec_push(&versions->list, loaded);
	return RC_OK;
}

static struct version *known(struct versions *versions, int64_t id)
{
	for (size_t i = 0; i < versions->list.n; i++)
		if (versions->list.v[i]->version.id == id)
			return &versions->list.v[i]->version;
	return NULL;
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

enum rc version_get(struct versions *versions, int64_t id, const struct version **version, struct err *err)
{
	struct version_source source = {0};
	struct version row;
	struct loaded *loaded;
	*version = known(versions, id);
	if (*version)
		return RC_OK;
	if (read_version(versions, id, &row, &source, err) != RC_OK || load(versions, &source, false, &loaded, err) != RC_OK)
		return err->rc;
	loaded->version.id = id;
	loaded->version.process_id = row.process_id;
	loaded->version.number = row.number;
	*version = &loaded->version;
	return RC_OK;
}

enum rc version_last(struct versions *versions, const char *process, const struct version **version, struct err *err)
{
	struct db_stmt *stmt = store_sql(versions->store, STORE_VERSION_LAST, err);
	int64_t id;
	*version = NULL;
	if (!stmt)
		return err->rc;
	db_bind_text(stmt, 1, str_of(process));
	if (look_up(stmt, &id, err) != RC_OK)
		return err->rc;
	return id ? version_get(versions, id, version, err) : not_deployed(versions, process, err);
}

/* ---- deploying */

/* {"process":…,"version":…,"sha256":…,"files":{NAME:sha256…}} */
static void put_detail(struct buf *out, const struct version *version, const struct version_source *source)
{
	char hash[DIGEST_HEX];
	digest_of(source->bpmn, hash);
	buf_puts(out, "{\"process\":");
	json_quote(out, str_of(version->process));
	buf_printf(out, ",\"version\":%lld,\"sha256\":\"%s\"", (long long)version->number, hash);
	for (size_t i = 0; i < source->n_files; i++) {
		digest_of(source->file[i].text, hash);
		buf_puts(out, i ? "," : ",\"files\":{");
		json_quote(out, source->file[i].name);
		buf_printf(out, ":\"%s\"", hash);
	}
	buf_puts(out, source->n_files ? "}}" : "}");
}

enum rc version_detail(struct versions *versions, int64_t id, struct buf *detail, struct err *err)
{
	struct version_source source = {0};
	struct version version;
	if (read_version(versions, id, &version, &source, err) == RC_OK)
		put_detail(detail, &version, &source);
	return err->rc;
}

/* One hash for all that was given: of the BPMN alone when nothing lies beside it, else of the hashes. */
static void hash_all(const struct version_source *source, char hash[DIGEST_HEX])
{
	struct buf list = {0};
	digest_of(source->bpmn, hash);
	for (size_t i = 0; i < source->n_files; i++) {
		char one[DIGEST_HEX];
		digest_of(source->file[i].text, one);
		buf_printf(&list, "%s %s\n", one, source->file[i].name.p);
	}
	if (list.n) {
		buf_puts(&list, hash);
		digest_of(buf_slice(&list), hash);
	}
	buf_free(&list);
}

static enum rc find_process(struct versions *versions, struct version *version, struct err *err)
{
	struct db_stmt *stmt = store_sql(versions->store, STORE_PROCESS_FIND, err);
	if (!stmt)
		return err->rc;
	db_bind_text(stmt, 1, str_of(version->process));
	if (look_up(stmt, &version->process_id, err) != RC_OK || version->process_id)
		return err->rc;
	stmt = store_sql(versions->store, STORE_PROCESS_ADD, err);
	if (!stmt)
		return err->rc;
	db_bind_text(stmt, 1, str_of(version->process));
	if (db_run(stmt, err) == RC_OK)
		version->process_id = store_last_id(versions->store);
	return err->rc;
}

/* The version with this hash, if there is one; else the number of the next. */
static enum rc find_version(struct versions *versions, struct version *version, const char *hash, int64_t *id, struct err *err)
{
	struct db_stmt *stmt = store_sql(versions->store, STORE_VERSION_BY_HASH, err);
	bool row;
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, version->process_id);
	db_bind_text(stmt, 2, str_of(hash));
	if (look_up(stmt, id, err) != RC_OK || *id)
		return err->rc;
	stmt = store_sql(versions->store, STORE_VERSION_LAST, err);
	if (!stmt)
		return err->rc;
	db_bind_text(stmt, 1, str_of(version->process));
	if (db_step(stmt, &row, err) == RC_OK) {
		version->number = row ? db_int(stmt, 1) + 1 : 1;
		db_reset(stmt);
	}
	return err->rc;
}

static enum rc write_version(struct versions *versions, struct version *version, const struct version_source *source, const char *hash, int64_t at,
                             struct err *err)
{
	struct db_stmt *stmt = store_sql(versions->store, STORE_VERSION_ADD, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, version->process_id);
	db_bind_int(stmt, 2, version->number);
	db_bind_text(stmt, 3, str_of(hash));
	db_bind_text(stmt, 4, str_of(source->path));
	db_bind_text(stmt, 5, source->bpmn);
	db_bind_int(stmt, 6, at);
	if (db_run(stmt, err) != RC_OK)
		return err->rc;
	version->id = store_last_id(versions->store);
	for (size_t i = 0; i < source->n_files; i++) {
		stmt = store_sql(versions->store, STORE_FILE_ADD, err);
		if (!stmt)
			return err->rc;
		db_bind_int(stmt, 1, version->id);
		db_bind_text(stmt, 2, source->file[i].name);
		db_bind_text(stmt, 3, source->file[i].text);
		if (db_run(stmt, err) != RC_OK)
			return err->rc;
	}
	return RC_OK;
}

enum rc version_add(struct versions *versions, const struct version_source *given, int64_t at, const struct version **version, bool *added,
                    struct buf *detail, struct err *err)
{
	struct loaded *loaded;
	char hash[DIGEST_HEX];
	int64_t id;
	if (load(versions, given, true, &loaded, err) != RC_OK)
		return err->rc;
	struct version *it = &loaded->version;
	struct version_source source = {given->path, given->bpmn, it->file, it->n_files};
	hash_all(&source, hash);
	if (find_process(versions, it, err) != RC_OK || find_version(versions, it, hash, &id, err) != RC_OK)
		return err->rc;
	*added = id == 0;
	if (id)
		return version_get(versions, id, version, err);
	*version = it;
	if (start_jq(loaded, err) != RC_OK || clerk_check(versions->clerk, it->model, err) != RC_OK || write_version(versions, it, &source, hash, at, err) != RC_OK)
		return err->rc;
	put_detail(detail, it, &source);
	return RC_OK;
}
