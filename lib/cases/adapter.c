/* SPDX-License-Identifier: MIT */
#include "cases/adapter.h"

#include "base/lang.h"
#include "base/mem.h"
#include "base/share.h"
#include "cases/appeal.h"
#include "ext/jqx.h"

#include <stdlib.h>
#include <string.h>

enum { PROGRAM_MAX = 1 << 20 };

struct lane {
	struct jqx *jqx;        /* NULL until it is needed */
	const struct str *json; /* the batch at work */
	size_t n;
};

struct adapter {
	struct arena *kept; /* names and programs */
	const char *path, *program, *each;
	struct appeal *appeal;
	struct lane lane[ADAPTER_LANES];
	size_t sent, received; /* batches: the k-th goes to lane k % ADAPTER_LANES */
	struct arena *arena; /* of a run */
	struct appeal_problem problem;
};

/* What takes the outcomes of one run. */
struct sink {
	struct adapter *adapter;
	enum rc (*take)(void *context, const struct adapter_row *row, struct err *err);
	void *context;
};

/* ---- opening */

/* "# each: result" among the comment lines that the program begins with. */
static const char *find_each(struct str program, struct arena *arena)
{
	static const char word[] = "each:";
	struct str line;
	while (str_split(&program, '\n', &line) && str_starts(line, "#")) {
		struct str rest = str_trim((struct str){line.p + 1, line.n - 1});
		if (!str_starts(rest, word))
			continue;
		rest = str_trim((struct str){rest.p + sizeof word - 1, rest.n - (sizeof word - 1)});
		return rest.n ? arena_cstr(arena, rest) : NULL;
	}
	return NULL;
}

/* "{…} as $map | " of THEIRS=OURS. */
static enum rc put_map(const struct adapter *a, const struct cli_list *map, struct buf *out, struct err *err)
{
	const struct schema *schema = appeal_schema(a->appeal);
	buf_putc(out, '{');
	for (size_t i = 0; map && i < map->n; i++) {
		const char *equals = strrchr(map->v[i], '=');
		if (!equals || equals == map->v[i])
			return err_set(err, RC_USAGE, _("--map %.200s: THEIRS=OURS is expected"), map->v[i]);
		if (schema_field(schema, equals + 1) == SCHEMA_NONE)
			return err_set(err, RC_USAGE, _("--map %.200s: appeals have no such column"), map->v[i]);
		buf_puts(out, i ? "," : "");
		json_quote(out, str_of(equals + 1));
		buf_putc(out, ':');
		json_quote(out, (struct str){map->v[i], (size_t)(equals - map->v[i])});
	}
	buf_puts(out, "} as $map | ");
	return RC_OK;
}

static enum rc open_lane(struct adapter *a, size_t lane, struct err *err)
{
	if (!a->lane[lane].jqx && jqx_open(&a->program, &a->path, 1, &a->lane[lane].jqx, err) != RC_OK)
		a->lane[lane].jqx = NULL;
	return err->rc;
}

static enum rc load(struct adapter *a, const struct adapter_options *options, struct err *err)
{
	struct buf text = {0}, program = {0};
	if (share_named("adapters", options->name, ".jq", a->kept, &a->path, err) == RC_OK &&
	    io_read_file(a->path, PROGRAM_MAX, &text, err) == RC_OK && put_map(a, options->map, &program, err) == RC_OK) {
		if (text.n && memchr(text.p, '\0', text.n)) {
			err_set(err, RC_USAGE, "%s: %s", a->path, _("a NUL byte"));
		} else {
			a->each = find_each(buf_slice(&text), a->kept);
			buf_str(&program, buf_slice(&text));
			a->program = arena_cstr(a->kept, buf_slice(&program));
			open_lane(a, 0, err);
		}
	}
	buf_free(&text);
	buf_free(&program);
	return err->rc;
}

/* share/adapters/telegram.jq → telegram */
static const char *base_name(const char *name, struct arena *arena)
{
	const char *slash = strrchr(name, '/'), *base = slash ? slash + 1 : name, *dot = strrchr(base, '.');
	return arena_cstr(arena, (struct str){base, dot && dot > base ? (size_t)(dot - base) : strlen(base)});
}

enum rc adapter_open(const struct adapter_options *options, struct adapter **adapter, struct err *err)
{
	struct adapter *a = mem_alloc(sizeof *a);
	a->kept = arena_new();
	a->arena = arena_new();
	struct appeal_options shape = {.who = base_name(options->name, a->kept), .channel = options->channel, .offset = options->offset};
	if (appeal_new(&shape, &a->appeal, err) != RC_OK || load(a, options, err) != RC_OK) {
		adapter_close(a);
		return err->rc;
	}
	*adapter = a;
	return RC_OK;
}

void adapter_close(struct adapter *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < ADAPTER_LANES; i++)
		jqx_close(a->lane[i].jqx);
	appeal_free(a->appeal);
	buf_free(&a->problem.reason);
	arena_free(a->arena);
	arena_free(a->kept);
	free(a);
}

const char *adapter_each(const struct adapter *a)
{
	return a->each;
}

const struct schema *adapter_schema(const struct adapter *a)
{
	return appeal_schema(a->appeal);
}

/* ---- running */

static enum rc refuse(const struct sink *sink, size_t k, struct str reason, struct err *err)
{
	struct adapter_row row = {.message = k, .column = "", .reason = arena_cstr(sink->adapter->arena, reason)};
	return sink->take(sink->context, &row, err);
}

static enum rc take_object(const struct sink *sink, size_t k, const struct json *given, struct str message, struct err *err)
{
	struct adapter *a = sink->adapter;
	struct adapter_row row = {.message = k};
	const struct json *ignored = json_get(given, "ignored"), *refused = json_get(given, "refused");
	if (refused)
		return refuse(sink, k, json_text(given, "refused"), err);
	if (ignored)
		row.ignored = arena_cstr(a->arena, json_text(given, "ignored"));
	else if (appeal_read(a->appeal, given, message, a->arena, &row.cell, &a->problem, err) != RC_OK)
		return err->rc;
	if (row.cell && a->problem.reason.n) {
		row.cell = NULL;
		row.column = a->problem.column;
		row.value = a->problem.value;
		row.reason = buf_cstr(&a->problem.reason);
	}
	return sink->take(sink->context, &row, err);
}

/* One line of JSON for each thing the program gave. */
static enum rc take_lines(const struct sink *sink, size_t k, struct str lines, struct str message, struct err *err)
{
	struct adapter *a = sink->adapter;
	struct str line;
	size_t n = 0;
	while (str_split(&lines, '\n', &line)) {
		const struct json *given;
		struct err own = ERR_NONE;
		if (line.n == 0 || str_is(line, "null"))
			continue;
		n++;
		bool object = json_parse(line, a->path, a->arena, &given, &own) == RC_OK && given->kind == JSON_OBJECT;
		if ((object ? take_object(sink, k, given, message, err)
		            : refuse(sink, k, str_of(_("the adapter gave something that is no object")), err)) != RC_OK)
			return err->rc;
	}
	if (n)
		return RC_OK;
	struct adapter_row row = {.message = k, .ignored = ""};
	return sink->take(sink->context, &row, err);
}

static enum rc take_outcome(const struct sink *sink, size_t k, enum jqx_outcome outcome, struct str text, struct str message,
                            struct err *err)
{
	return outcome == JQX_ERROR ? refuse(sink, k, text, err) : take_lines(sink, k, text, message, err);
}

/* One by one, to find which message it is that exceeds the limits. */
static enum rc run_singly(const struct sink *sink, struct jqx *jqx, const struct str *json, size_t n, struct err *err)
{
	for (size_t k = 0; k < n; k++) {
		struct err own = ERR_NONE;
		enum jqx_outcome outcome = JQX_ERROR;
		struct str text = {"", 0};
		if (jqx_send(jqx, 0, &json[k], 1, &own) != RC_OK || jqx_receive(jqx, 0, 1, &outcome, &text, &own) != RC_OK) {
			if (own.rc != RC_INPUT)
				return err_set(err, own.rc, "%s", own.text);
			outcome = JQX_ERROR;
			text = str_of(own.text);
		}
		if (take_outcome(sink, k, outcome, text, json[k], err) != RC_OK)
			return err->rc;
	}
	return RC_OK;
}

size_t adapter_waiting(const struct adapter *a)
{
	return a->sent - a->received;
}

enum rc adapter_send(struct adapter *a, const struct str *json, size_t n, struct err *err)
{
	size_t i = a->sent++ % ADAPTER_LANES;
	struct lane *lane = &a->lane[i];
	lane->json = json;
	lane->n = n;
	return open_lane(a, i, err) == RC_OK ? jqx_send(lane->jqx, 0, json, n, err) : err->rc;
}

enum rc adapter_receive(struct adapter *a, enum rc (*take)(void *context, const struct adapter_row *row, struct err *err), void *context,
                        struct err *err)
{
	struct sink sink = {a, take, context};
	struct err own = ERR_NONE;
	const struct lane *lane = &a->lane[a->received++ % ADAPTER_LANES];
	arena_reset(a->arena);
	enum jqx_outcome *outcome = arena_array(a->arena, lane->n, sizeof *outcome);
	struct str *text = arena_array(a->arena, lane->n, sizeof *text);
	if (jqx_receive(lane->jqx, 0, lane->n, outcome, text, &own) != RC_OK)
		return own.rc == RC_INPUT ? run_singly(&sink, lane->jqx, lane->json, lane->n, err) : err_set(err, own.rc, "%s", own.text);
	for (size_t k = 0; k < lane->n; k++)
		if (take_outcome(&sink, k, outcome[k], text[k], lane->json[k], err) != RC_OK)
			break;
	return err->rc;
}
