/* SPDX-License-Identifier: MIT */
#include "cases/clerk.h"

#include "base/lang.h"
#include "base/mem.h"
#include "base/vec.h"
#include "cases/statute.h"

#include <stdlib.h>
#include <string.h>

struct clerk {
	struct statute *statute;
};

struct clerk *clerk_new(void)
{
	return mem_alloc(sizeof(struct clerk));
}

void clerk_free(struct clerk *clerk)
{
	if (clerk)
		statute_free(clerk->statute);
	free(clerk);
}

static enum rc open_books(struct clerk *clerk, struct err *err)
{
	if (!clerk->statute && statute_load(NULL, 0, NULL, 0, &clerk->statute, err) != RC_OK) {
		statute_free(clerk->statute);
		clerk->statute = NULL;
	}
	return err->rc;
}

static struct str bare(struct str text)
{
	return str_starts(text, "term:") ? (struct str){text.p + 5, text.n - 5} : text;
}

static enum rc find_rule(struct clerk *clerk, struct str text, int32_t day, const struct statute_rule **rule, struct err *err)
{
	const char *near;
	switch (statute_find(clerk->statute, bare(text), day, rule)) {
	case STATUTE_FOUND:
		return RC_OK;
	case STATUTE_NOT_VALID:
		return err_set(err, RC_INPUT, _("the term \"%.*s\" does not hold on this day"), STR_ARG(text));
	case STATUTE_AMBIGUOUS:
		return err_set(err, RC_INPUT, _("the term \"%.*s\" can be read in two ways"), STR_ARG(text));
	case STATUTE_UNKNOWN:
		break;
	}
	near = statute_nearest(clerk->statute, bare(text));
	return err_set(err, RC_INPUT, near ? _("\"%.*s\" is no term (did you mean \"term:%s\"?)") : _("\"%.*s\" is no term"), STR_ARG(text), near);
}

static int32_t day_of(struct moment moment)
{
	int64_t day = moment.seconds / 86400;
	return (int32_t)(moment.seconds % 86400 < 0 ? day - 1 : day);
}

enum rc clerk_due(struct clerk *clerk, struct str text, struct moment from, const struct engine_stop *stop, size_t n_stops,
                  struct moment *due, struct err *err)
{
	const struct statute_rule *rule;
	struct term_stops stops = {0};
	struct term_due found;
	if (open_books(clerk, err) != RC_OK || find_rule(clerk, text, day_of(from), &rule, err) != RC_OK)
		return err->rc;
	/* While the clock stands the day is told as if it went on; it is counted anew when it does. */
	for (size_t i = 0; i < n_stops; i++)
		if (stop[i].over)
			vec_push(&stops, ((struct term_stop){stop[i].from, stop[i].to}));
	enum term_outcome outcome = term_due(&rule->term, statute_calendar(clerk->statute), from, stops.v, stops.n, &found);
	vec_free(&stops);
	switch (outcome) {
	case TERM_DUE:
		*due = found.at;
		return RC_OK;
	case TERM_NO_YEAR: {
		int year, month, day;
		date_civil(found.unknown, &year, &month, &day);
		return err_set(err, RC_INPUT, _("the calendar does not know the year %d (%s)"), year, statute_path(clerk->statute));
	}
	case TERM_STANDS:
	case TERM_TOO_FAR:
		break;
	}
	return err_set(err, RC_INPUT, _("the term \"%.*s\" ends after the year 9999"), STR_ARG(text));
}

static enum rc check_term(struct clerk *clerk, const struct model_term *term, const char *file, size_t line, const char *id,
                          struct err *err)
{
	const struct statute_rule *rule;
	struct err inner = ERR_NONE;
	if (term->when != MODEL_TERM || open_books(clerk, err) != RC_OK)
		return err->rc;
	if (find_rule(clerk, str_of(term->text), day_of(date_now()), &rule, &inner) == RC_OK)
		return RC_OK;
	return err_set(err, inner.rc, "%.200s:%zu: %.100s: %s", file, line, id, inner.text);
}

enum rc clerk_check(struct clerk *clerk, const struct model *model, struct err *err)
{
	check_term(clerk, &model->term, model->file, model->line, model->id, err);
	for (size_t i = 0; i < model->n_nodes && err->rc == RC_OK; i++)
		check_term(clerk, &model->node[i].term, model->node[i].file, model->node[i].line, model->node[i].id, err);
	return err->rc;
}
