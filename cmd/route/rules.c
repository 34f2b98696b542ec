/* SPDX-License-Identifier: MIT */
#include "rules.h"

#include "base/lang.h"
#include "base/share.h"
#include "base/utf8.h"
#include "cases/casework.h"

#include <string.h>

enum { BATCH_BYTES = 16 << 20, VALUE_SHOWN = 200 };

struct cli_option *rules_options(struct rules *rules, bool needed)
{
	/* clang-format off */
	const struct cli_option rows[] = {
		{.kind = CLI_KIND_FILE, .name = "form", .value = &rules->form, .arg = "FILE", .required = needed, .help = N_("the rules: a table of kind, field, type, required, allowed, pattern, condition, severity, message")},
		CLI_TEXT("kind", &rules->kind, "KIND", N_("all rows are of this kind of the form")),
		CLI_TEXT("kind-column", &rules->kind_column, "COLUMN", N_("the column that says a row's kind (otherwise kind)")),
		CLI_LIST("refs", &rules->refs, "TABLE=FILE", N_("a table that references are looked up in")),
		{.kind = CLI_KIND_FILE, .name = "photos", .value = &rules->photos, .arg = "DIR", .help = N_("where the files lie that the rows name")},
		CLI_FILE("seen", &rules->seen_path, N_("a register of photos that were used before; those of the rows that pass are added")),
		CLI_END,
	};
	/* clang-format on */
	memcpy(rules->rows, rows, sizeof rows);
	return rules->rows;
}

static enum rc add_reference(struct rules *rules, struct table *t, const char *pair, struct arena *arena, struct err *err)
{
	const char *equals = strchr(pair, '=');
	struct frame frame;
	if (!equals || equals == pair || !equals[1])
		return err_set(err, RC_USAGE, _("--refs %s: TABLE=FILE is expected"), pair);
	const char *table = arena_cstr(arena, (struct str){pair, (size_t)(equals - pair)});
	if (table_side(t, equals + 1, "any", NULL, false, &frame, err) != RC_OK)
		return err->rc;
	enum rc rc = form_refer(rules->checker, table, &frame, err);
	frame_free(&frame);
	return rc;
}

/* The register is written after everything else: over it, were they one file. */
static bool is_own_file(const char *path, const struct table *t)
{
	return strcmp(path, "-") != 0 && !(t->output && strcmp(path, t->output) == 0) && !(t->rejects && strcmp(path, t->rejects) == 0);
}

static enum rc open_photos(struct rules *rules, const struct table *t, const struct columns *columns, struct err *err)
{
	size_t key = rules->key ? columns_find(columns, rules->key) : COLUMN_NONE;
	if (!rules->photos && rules->seen_path)
		return err_set(err, RC_USAGE, _("--seen is for photos: --photos DIR is missing"));
	if (!rules->photos && form_wants_photos(rules->checker))
		return err_set(err, RC_USAGE, _("the form has rules for photos: --photos DIR is missing"));
	if (!rules->photos)
		return RC_OK;
	if (rules->key && key == COLUMN_NONE)
		return err_set(err, RC_USAGE, _("--key: the table has no column \"%.200s\""), rules->key);
	if (rules->seen_path && !is_own_file(rules->seen_path, t))
		return err_set(err, RC_USAGE, _("--seen %s: a file of its own is expected"), rules->seen_path);
	if (seen_open(rules->seen_path, rules->key != NULL, &rules->seen, err) != RC_OK)
		return err->rc;
	return form_photos(rules->checker, rules->photos, rules->seen, key, err);
}

/* The table of rules: the one the process carries, or the one of --form. */
static enum rc read_form(struct rules *rules, struct table *t, struct arena *arena, struct err *err)
{
	const char *path;
	if (rules->carried.p)
		return table_text(rules->carried, DEPLOYED_FORM, "forms", "kind field", false, &rules->frame, err);
	if (share_named("forms", rules->form, ".csv", arena, &path, err) != RC_OK)
		return err->rc;
	return table_side(t, path, "forms", "kind field", false, &rules->frame, err);
}

/* Rows that were thought to be held to something must not go through unchecked. */
static enum rc without_form(const struct rules *rules, struct err *err)
{
	const char *option = rules->kind ? "kind" : rules->kind_column ? "kind-column" : rules->refs.n ? "refs" : rules->photos ? "photos" : rules->seen_path ? "seen" : NULL;
	return option ? err_set(err, RC_USAGE, _("--%s goes with --form"), option) : RC_OK;
}

enum rc rules_open(struct rules *rules, struct table *t, const struct columns *columns, struct err *err)
{
	if (!rules->form && !rules->carried.p)
		return without_form(rules, err);
	struct arena *arena = arena_new();
	if (rules->form && rules->carried.p)
		err_set(err, RC_USAGE, _("--form: the process carries its own form"));
	if (columns->n == 0 || err->rc != RC_OK || read_form(rules, t, arena, err) != RC_OK ||
	    form_new(&rules->frame, columns, rules->kind, rules->kind_column ? rules->kind_column : "kind", &rules->checker, err) != RC_OK) {
		arena_free(arena);
		return err->rc;
	}
	for (size_t i = 0; i < rules->refs.n; i++)
		if (add_reference(rules, t, rules->refs.v[i], arena, err) != RC_OK)
			break;
	arena_free(arena);
	return err->rc == RC_OK ? open_photos(rules, t, columns, err) : err->rc;
}

enum rc rules_commit(struct rules *rules, enum rc rc, struct err *err)
{
	struct err late = ERR_NONE;
	if ((rc != RC_OK && rc != RC_LOOK) || !rules->seen || seen_commit(rules->seen, &late) == RC_OK)
		return rc;
	*err = late;
	return err->rc;
}

void rules_close(struct rules *rules)
{
	form_free(rules->checker);
	seen_close(rules->seen);
	frame_free(&rules->frame);
	buf_free(&rules->columns);
	buf_free(&rules->values);
	buf_free(&rules->reasons);
	buf_free(&rules->warned);
	buf_free(&rules->warnings);
}

/* ---- rows */

/* Copies the row to behind those of the batch: the reader's own lives until the next one. */
static void keep(struct rules_batch *batch, const struct row *row)
{
	batch->rows[batch->n] = row_keep(batch->arena, row, batch->n ? &batch->rows[batch->n - 1] : NULL);
	batch->n++;
}

bool rules_next(struct rules *rules, struct reader *in, struct rules_batch *batch, struct err *err)
{
	size_t most = rules->checker ? form_batch(rules->checker) : 1;
	batch->n = 0;
	if (!batch->arena)
		batch->arena = arena_new();
	arena_reset(batch->arena);
	if (most == 1) {
		batch->row = &batch->one;
		batch->n = reader_next(in, &batch->one, err);
	} else {
		struct row row;
		batch->row = batch->rows;
		while (batch->n < most && arena_size(batch->arena) < BATCH_BYTES && reader_next(in, &row, err))
			keep(batch, &row);
	}
	if (err->rc != RC_OK || batch->n == 0)
		return false;
	return !rules->checker || form_check(rules->checker, batch->row, batch->n, batch->verdict, err) == RC_OK;
}

void rules_batch_free(struct rules_batch *batch)
{
	arena_free(batch->arena);
}

/* A cell as messages show it. */
static void put_value(struct buf *out, struct str value)
{
	struct str shown = {value.p, value.n < VALUE_SHOWN ? value.n : VALUE_SHOWN};
	if (shown.n)
		shown.n -= utf8_tail(shown.p, shown.n);
	utf8_repair(out, shown);
}

static void say(struct rules *rules, const struct form_verdict *verdict)
{
	size_t errors = 0;
	for (size_t i = 0; i < verdict->n; i++) {
		const struct form_problem *problem = &verdict->problem[i];
		struct buf *columns = problem->warning ? &rules->warned : &rules->columns;
		struct buf *reasons = problem->warning ? &rules->warnings : &rules->reasons;
		bool again = problem->warning ? reasons->n > 0 : errors++ > 0;
		buf_printf(columns, "%s%s", again ? "|" : "", problem->column);
		buf_printf(reasons, "%s%s", again ? "; " : "", problem->reason);
		if (problem->warning)
			continue;
		buf_puts(&rules->values, again ? "|" : "");
		put_value(&rules->values, problem->value);
	}
}

static void clear(struct rules *rules)
{
	buf_clear(&rules->columns);
	buf_clear(&rules->values);
	buf_clear(&rules->reasons);
	buf_clear(&rules->warned);
	buf_clear(&rules->warnings);
}

void rules_say(struct rules *rules, const struct rules_batch *batch, size_t k)
{
	clear(rules);
	if (rules->checker)
		say(rules, &batch->verdict[k]);
}

enum rc rules_check(struct rules *rules, const struct row *row, struct err *err)
{
	struct form_verdict verdict;
	clear(rules);
	if (rules->checker && form_check(rules->checker, row, 1, &verdict, err) == RC_OK)
		say(rules, &verdict);
	return err->rc;
}
