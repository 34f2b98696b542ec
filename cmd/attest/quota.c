/* SPDX-License-Identifier: MIT */
#include "quota.h"

#include "base/lang.h"
#include "base/mem.h"
#include "base/num.h"

#include <stdlib.h>
#include <string.h>

/* The part of a list that counts in this stage; a single part counts in all. False when the list
 * has another length. */
static bool part_of(struct str list, size_t stage, size_t n_stages, struct str *part)
{
	struct str rest = list, it = {0};
	size_t n = 0;
	while (str_split(&rest, ',', &it))
		if (n++ == stage)
			*part = it;
	if (n == 1)
		*part = list;
	return n == 1 || n == n_stages;
}

static enum rc stage_of(struct str text, size_t number, struct arena *arena, struct stage *out,
                        struct err *err)
{
	const char *equals = memchr(text.p, '=', text.n);
	struct str name =
	        equals ? (struct str){text.p, (size_t)(equals - text.p)} : (struct str){0};
	struct str count = equals ? (struct str){equals + 1, text.n - name.n - 1} : text;
	int64_t places;
	if (!num_parse_int(count, &places) || places < 1 || (equals && name.n == 0))
		return err_set(
		        err, RC_USAGE,
		        _("--stages: \"%.*s\": a number of people, or NAME=NUMBER, is expected"),
		        STR_ARG(text));
	out->name = equals ? arena_cstr(arena, name) : arena_printf(arena, "%zu", number);
	out->places = (size_t)places;
	return RC_OK;
}

static enum rc check_stages(const struct stages *stages, struct err *err)
{
	for (size_t i = 1; i < stages->n; i++) {
		if (stages->v[i].places > stages->v[i - 1].places)
			return err_set(err, RC_USAGE,
			               _("--stages: %zu of %zu: a stage cannot choose more than "
			                 "the one before"),
			               stages->v[i].places, stages->v[i - 1].places);
		for (size_t k = 0; k < i; k++)
			if (strcmp(stages->v[i].name, stages->v[k].name) == 0)
				return err_set(err, RC_USAGE,
				               _("--stages: the name \"%s\" stands twice"),
				               stages->v[i].name);
	}
	return RC_OK;
}

enum rc quota_stages(const char *stages, int64_t top, const char *score, struct arena *arena,
                     struct stages *out, struct err *err)
{
	struct str rest = str_of(stages), part, scores = str_of(score ? score : "total");
	*out = (struct stages){0};
	if ((stages != NULL) == (top > 0))
		return err_set(err, RC_USAGE, _("one of --top and --stages is needed"));
	if (!stages)
		out->v[out->n++] = (struct stage){.name = "1", .places = (size_t)top};
	while (stages && str_split(&rest, ',', &part)) {
		if (out->n == STAGES_MOST)
			return err_set(err, RC_USAGE, _("--stages: at most %d"), STAGES_MOST);
		if (stage_of(part, out->n + 1, arena, &out->v[out->n], err) != RC_OK)
			return err->rc;
		out->n++;
	}
	for (size_t i = 0; i < out->n; i++) {
		if (!part_of(scores, i, out->n, &part) || part.n == 0)
			return err_set(
			        err, RC_USAGE,
			        _("--score %s: one column, or a column for each of the %zu stages"),
			        score ? score : "", out->n);
		out->v[i].score = arena_cstr(arena, part);
	}
	return check_stages(out, err);
}

/* ---- minima and maxima */

struct limits {
	const char *option;
	const struct map *groups;
	size_t stage, n_stages;
	size_t *limit; /* per group */
	size_t none;   /* what "-" means */
};

static enum rc unknown_group(const struct limits *l, struct str name, struct err *err)
{
	size_t n = map_size(l->groups);
	const char **names = mem_array(n + 1, sizeof *names);
	struct arena *arena = arena_new();
	for (size_t i = 0; i < n; i++)
		names[i] = arena_cstr(arena, map_key(l->groups, i));
	const char *near = str_nearest(name, names, n);
	err_set(err, RC_USAGE,
	        near ? _("--%s: no group \"%.*s\" in the table (did you mean \"%s\"?)")
	             : _("--%s: no group \"%.*s\" in the table"),
	        l->option, STR_ARG(name), near);
	arena_free(arena);
	free(names);
	return err->rc;
}

/* "8", "8,3", "Finance=2". A group's own limit goes before that of all, whatever their order. */
static enum rc read_limit(const struct limits *l, const char *text, bool own, struct err *err)
{
	const char *equals = strrchr(text, '=');
	struct str list = str_of(equals ? equals + 1 : text), part = {0};
	int64_t value = 0;
	if ((equals != NULL) != own)
		return RC_OK;
	if (!part_of(list, l->stage, l->n_stages, &part))
		return err_set(err, RC_USAGE,
		               _("--%s %s: one number, or a number for each of the %zu stages"),
		               l->option, text, l->n_stages);
	bool none = str_is(part, "-");
	if (!none && (!num_parse_int(part, &value) || value < 0))
		return err_set(err, RC_USAGE, _("--%s %s: a whole number is expected"), l->option,
		               text);
	size_t limit = none ? l->none : (size_t)value;
	if (own) {
		struct str name = {text, (size_t)(equals - text)};
		size_t g = map_get(l->groups, name);
		if (g == MAP_NONE)
			return unknown_group(l, name, err);
		l->limit[g] = limit;
		return RC_OK;
	}
	for (size_t g = 0; g < map_size(l->groups); g++)
		l->limit[g] = limit;
	return RC_OK;
}

static enum rc read_limits(const struct limits *l, const struct cli_list *list, struct err *err)
{
	for (size_t g = 0; g < map_size(l->groups); g++)
		l->limit[g] = l->none;
	for (int own = 0; own < 2; own++)
		for (size_t i = 0; i < list->n; i++)
			if (read_limit(l, list->v[i], own, err) != RC_OK)
				return err->rc;
	return RC_OK;
}

static enum rc check_groups(const struct choose_group *group, const struct map *groups,
                            const struct stage *stage, struct err *err)
{
	size_t owed = 0;
	for (size_t g = 0; g < map_size(groups); g++) {
		if (group[g].min > group[g].max)
			return err_set(err, RC_USAGE,
			               _("%.*s: the minimum %zu is above the maximum %zu"),
			               STR_ARG(map_key(groups, g)), group[g].min, group[g].max);
		owed += group[g].min;
	}
	if (owed > stage->places)
		return err_set(
		        err, RC_USAGE,
		        _("the minima of all groups add up to %zu, and there are %zu places"), owed,
		        stage->places);
	return RC_OK;
}

enum rc quota_groups(const struct cli_list *min, const struct cli_list *max,
                     const struct map *groups, const struct stages *stages, size_t stage,
                     struct arena *arena, struct choose_group **out, struct err *err)
{
	size_t n = map_size(groups);
	struct choose_group *group = arena_array(arena, n + 1, sizeof *group);
	size_t *low = arena_array(arena, n + 1, sizeof *low),
	       *high = arena_array(arena, n + 1, sizeof *high);
	const struct limits lows = {"min", groups, stage, stages->n, low, 0};
	const struct limits highs = {"max", groups, stage, stages->n, high, CHOOSE_NO_LIMIT};
	*out = group;
	if (read_limits(&lows, min, err) != RC_OK || read_limits(&highs, max, err) != RC_OK)
		return err->rc;
	for (size_t g = 0; g < n; g++)
		group[g] = (struct choose_group){.min = low[g], .max = high[g]};
	return check_groups(group, groups, &stages->v[stage], err);
}
