/* SPDX-License-Identifier: MIT */
#include "text/alike.h"

#include "base/lang.h"
#include "text/tuning.h"

static bool has(const struct office_work *work, uint32_t concept)
{
	for (size_t i = 0; i < work->n; i++)
		if (work->thing[i].concept == concept)
			return true;
	return false;
}

/* The weight of what only a names, without what names the action of b; *shared: of what both name. */
static double rest(const struct office *office, const double *weight, const struct office_work *a, const struct office_work *b,
                   double *shared, bool *named)
{
	double sum = 0;
	*shared = 0;
	for (size_t i = 0; i < a->n; i++) {
		uint32_t concept = a->thing[i].concept;
		if (has(b, concept))
			*shared += weight[concept];
		else if (office_names(office, concept, &b->actions))
			*named = true;
		else
			sum += weight[concept] * (i == a->head ? TUNING_WORK_HEAD : 1);
	}
	return sum;
}

static double of_actions(const struct office *office, const struct office_work *a, const struct office_work *b, bool named)
{
	bool none_a = office_none(&a->actions), none_b = office_none(&b->actions);
	if ((none_a && none_b) || office_share(&a->actions, &b->actions))
		return 1;
	if (office_against(office, &a->actions) || office_against(office, &b->actions))
		return TUNING_WORK_OTHER;
	/* to check a building site is not to build */
	if (named && !office_own(office, &a->actions) && !office_own(office, &b->actions))
		return TUNING_WORK_NAMED;
	if (!none_a && !none_b)
		return a->general || b->general ? TUNING_WORK_FREE : TUNING_WORK_OTHER;
	return office_own(office, none_a ? &b->actions : &a->actions) ? TUNING_WORK_OWN : TUNING_WORK_FREE;
}

double alike(const struct office *office, const double *weight, const struct office_work *a, const struct office_work *b)
{
	double shared;
	bool named = false;
	double x = rest(office, weight, a, b, &shared, &named), y = rest(office, weight, b, a, &shared, &named);
	double most = x > y ? x : y, least = x > y ? y : x;
	return shared > 0 ? of_actions(office, a, b, named) * shared / (shared + TUNING_WORK_ONE * most + TUNING_WORK_BOTH * least) : 0;
}

double alike_least(double t)
{
	return t * TUNING_WORK_ONE / (t * TUNING_WORK_ONE + 1 - t);
}

static void list(const struct office_work *a, const struct office_work *b, bool shared, struct buf *out)
{
	size_t from = out->n;
	const char *before = NULL;
	for (size_t i = 0; i < a->n; i++) {
		/* an expression has several concepts and stands once; of a field only that it is the same is told */
		if (has(b, a->thing[i].concept) != shared || a->thing[i].surface.p == before || (a->thing[i].field && !shared))
			continue;
		before = a->thing[i].surface.p;
		if (out->n > from)
			buf_puts(out, ", ");
		buf_str(out, a->thing[i].surface);
	}
	if (out->n == from)
		buf_puts(out, "—");
}

void alike_why(const struct office_work *a, const struct office_work *b, struct buf *out)
{
	static const struct str none = {"—", sizeof "—" - 1};
	bool same = office_share(&a->actions, &b->actions);
	struct str x = a->action.n ? a->action : none, y = b->action.n ? b->action : none;
	buf_printf(out, _("action: %.*s %s %.*s; things: "), STR_ARG(x), same ? "=" : "/", STR_ARG(y));
	list(a, b, true, out);
	buf_puts(out, _("; only here: "));
	list(a, b, false, out);
	buf_puts(out, _("; only there: "));
	list(b, a, false, out);
}
