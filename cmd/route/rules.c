/* SPDX-License-Identifier: MIT */
#include "rules.h"

#include "base/lang.h"
#include "base/share.h"

#include <string.h>

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

enum rc rules_open(struct rules *rules, struct table *t, const struct columns *columns, struct err *err)
{
	const char *path;
	struct arena *arena = arena_new();
	if (!rules->form || share_named("forms", rules->form, ".csv", arena, &path, err) != RC_OK ||
	    table_side(t, path, "forms", NULL, true, &rules->frame, err) != RC_OK ||
	    form_new(&rules->frame, columns, rules->kind, rules->kind_column ? rules->kind_column : "kind", &rules->checker, err) != RC_OK) {
		arena_free(arena);
		return err->rc;
	}
	for (size_t i = 0; i < rules->refs.n; i++)
		if (add_reference(rules, t, rules->refs.v[i], arena, err) != RC_OK)
			break;
	arena_free(arena);
	return err->rc;
}

void rules_close(struct rules *rules)
{
	form_free(rules->checker);
	frame_free(&rules->frame);
}

enum rc rules_check(struct rules *rules, const struct row *row, struct buf *columns, struct buf *values, struct buf *reasons,
                    struct err *err)
{
	const struct form_problem *problem;
	size_t n = 0;
	buf_clear(columns);
	buf_clear(values);
	buf_clear(reasons);
	if (!rules->checker)
		return RC_OK;
	if (form_check(rules->checker, row, &problem, &n, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < n; i++) {
		buf_printf(columns, "%s%s", i ? "|" : "", problem[i].column);
		buf_printf(values, "%s%.*s", i ? "|" : "", STR_ARG(problem[i].value));
		buf_printf(reasons, "%s%s", i ? "; " : "", problem[i].reason);
	}
	return RC_OK;
}
