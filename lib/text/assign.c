/* SPDX-License-Identifier: MIT */
#include "text/assign.h"

#include "base/lang.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/vec.h"
#include "text/account.h"
#include "text/example.h"
#include "text/tuning.h"

#include <math.h>

enum { EXAMPLES = 8 /* looked at for one duty */ };

struct assignment {
	struct match *match;
	const struct verdicts *verdicts;
	struct examples *examples;
	VEC(struct str) duty; /* by example: the duty decided upon */
	struct matcher *matcher; /* reads the examples */
};

struct assigner {
	struct assignment *shared;
	struct matcher *matcher;
	struct match_found found;
	VEC(struct index_hit) open; /* the hits on which nobody has decided */
	VEC(uint32_t) out;          /* powers that somebody ruled out, or that have a row already */
	VEC(struct assigned) rows;
};

struct assignment *assign_new(struct match *match, const struct verdicts *verdicts)
{
	struct assignment *a = mem_alloc(sizeof *a);
	a->match = match;
	a->verdicts = verdicts;
	a->examples = examples_new();
	return a;
}

void assign_free(struct assignment *a)
{
	if (!a)
		return;
	examples_free(a->examples);
	match_close(a->matcher);
	vec_free(&a->duty);
	free(a);
}

enum rc assign_example(struct assignment *a, struct str duty_id, struct str text, struct err *err)
{
	size_t said, n;
	verdict_of(a->verdicts, duty_id, &said);
	if (said == 0 || (!a->matcher && match_open(a->match, &a->matcher, err) != RC_OK))
		return err->rc;
	const uint32_t *terms = match_terms(a->matcher, text, &n);
	examples_add(a->examples, terms, n);
	vec_push(&a->duty, duty_id);
	return RC_OK;
}

enum rc assign_open(struct assignment *shared, struct assigner **assigner, struct err *err)
{
	struct assigner *a = *assigner = mem_alloc(sizeof *a);
	a->shared = shared;
	if (match_open(shared->match, &a->matcher, err) == RC_OK)
		return RC_OK;
	assign_close(a);
	*assigner = NULL;
	return err->rc;
}

void assign_close(struct assigner *a)
{
	if (!a)
		return;
	match_close(a->matcher);
	vec_free(&a->open);
	vec_free(&a->out);
	vec_free(&a->rows);
	free(a);
}

static bool is_out(const struct assigner *a, uint32_t class)
{
	for (size_t i = 0; i < a->out.n; i++)
		if (a->out.v[i] == class)
			return true;
	return false;
}

/* Whether the words say the best topic louder than any power: otherwise "none" does not rest on it. */
static bool outweighs(const struct assigner *a)
{
	return a->found.n == 0 || a->found.foreign.score >= a->found.hit[0].score;
}

static void put(struct assigner *a, struct assigned row)
{
	bool none = row.class == MATCH_NOBODY;
	row.score = none ? 0 : match_score(a->matcher, row.class);
	row.topic = none && !row.said && outweighs(a) ? a->found.foreign.class : MATCH_NOBODY;
	if (a->rows.n > 0)
		row.confidence = NAN;
	vec_push(&a->rows, row);
	if (!none)
		vec_push(&a->out, row.class);
}

/* The verdicts on one duty, the duty itself or an example. True when they settle which powers it serves. */
static bool follow(struct assigner *a, struct str duty_id, double similarity, bool own)
{
	size_t n;
	bool settled = false;
	const struct verdict_pair *said = verdict_of(a->shared->verdicts, duty_id, &n);
	for (size_t i = 0; i < n; i++) {
		uint32_t class = match_class(a->shared->match, said[i].other);
		struct assigned row = {.class = class, .said = &said[i], .similarity = similarity, .own = own, .confidence = similarity};
		if (said[i].verdict == VERDICT_NO) {
			if (class != MATCH_NOBODY)
				vec_push(&a->out, class);
			continue;
		}
		/* What was said about this duty stands even when the catalogue does not have the power; it is no example for others. */
		if (said[i].verdict == VERDICT_YES && (class == MATCH_NOBODY ? !own : is_out(a, class)))
			continue;
		row.verdict = said[i].verdict == VERDICT_NONE ? MATCH_NONE : similarity >= 1 ? MATCH_SURE : MATCH_LIKELY;
		if (said[i].verdict == VERDICT_NONE)
			row.class = MATCH_NOBODY;
		put(a, row);
		settled = true;
	}
	return settled;
}

/* The most alike example that settles it has the word; what more alike ones rule out is ruled out. */
static bool follow_examples(struct assigner *a, struct str text)
{
	struct example_hit hits[EXAMPLES];
	size_t n;
	if (a->shared->duty.n == 0)
		return false;
	const uint32_t *terms = match_terms(a->matcher, text, &n);
	n = examples_find(a->shared->examples, terms, n, TUNING_ALIKE, hits, EXAMPLES);
	for (size_t i = 0; i < n; i++)
		if (follow(a, a->shared->duty.v[hits[i].example], hits[i].similarity, false))
			return true;
	return false;
}

static void list_open(struct assigner *a)
{
	a->open.n = 0;
	for (size_t i = 0; i < a->found.n; i++)
		if (!is_out(a, a->found.hit[i].class))
			vec_push(&a->open, a->found.hit[i]);
}

/* Both powers of a duty with two matters, unless somebody ruled one out: the better first. */
static bool put_matters(struct assigner *a)
{
	const struct matters *m = &a->found.matters;
	if (!a->found.two || is_out(a, m->class[0]) || is_out(a, m->class[1]))
		return false;
	size_t first = match_score(a->matcher, m->class[0]) < match_score(a->matcher, m->class[1]);
	for (size_t i = 0; i < 2; i++) {
		size_t half = i == 0 ? first : !first;
		put(a, (struct assigned){.class = m->class[half], .verdict = judge_verdict(m->confidence[half]), .confidence = m->confidence[half]});
	}
	return true;
}

static void ask(struct assigner *a)
{
	list_open(a);
	struct judgement judgement = match_judge(a->matcher, a->open.v, a->open.n, a->found.foreign);
	if (a->found.overlong && judgement.verdict > MATCH_WEAK)
		judgement = (struct judgement){MATCH_WEAK, judgement.confidence < TUNING_LIKELY ? judgement.confidence : TUNING_LIKELY};
	if (put_matters(a))
		return;
	uint32_t class = judgement.verdict == MATCH_NONE ? MATCH_NOBODY : a->open.v[0].class;
	put(a, (struct assigned){.class = class, .verdict = judgement.verdict, .confidence = judgement.confidence});
}

const struct assigned *assign(struct assigner *a, struct str duty_id, struct str text, size_t top, size_t *n)
{
	size_t said;
	a->rows.n = a->out.n = 0;
	verdict_of(a->shared->verdicts, duty_id, &said);
	a->found = match_find(a->matcher, text, top + said + 2); /* two for the judgement */
	if (!follow(a, duty_id, 1, true) && !follow_examples(a, text))
		ask(a);
	list_open(a);
	for (size_t i = 0; i < a->open.n && a->rows.n < top; i++)
		put(a, (struct assigned){.class = a->open.v[i].class, .verdict = MATCH_WEAK});
	*n = a->rows.n;
	return a->rows.v;
}

static void why_none(struct assigner *a, struct buf *out)
{
	const struct match *match = a->shared->match;
	uint32_t foreign = a->found.foreign.class;
	if (foreign != MATCH_NOBODY) {
		if (outweighs(a))
			buf_printf(out, _("no municipal power: %.*s ("), STR_ARG(match_title(match, foreign)));
		else
			buf_printf(out, _("hardly less like what is no municipal power: %.*s ("), STR_ARG(match_title(match, foreign)));
		account_why(a->matcher, foreign, out);
		buf_putc(out, ')');
	} else if (a->found.n == 0) {
		buf_puts(out, _("no word in common with any power"));
	}
	if (a->found.n > 0) {
		buf_puts(out, foreign != MATCH_NOBODY ? "; " : "");
		buf_printf(out, _("the best candidate: %.*s "), STR_ARG(match_id(match, a->found.hit[0].class)));
		num_put_scaled(out, (a->found.hit[0].score + 5) / 10, 2);
	}
}

void assign_why(struct assigner *a, size_t i, struct buf *out)
{
	const struct assigned *row = &a->rows.v[i];
	if (row->said && !row->own)
		buf_printf(out, _("as %.*s (alike %.2f), "), STR_ARG(row->said->one), row->similarity);
	if (row->said)
		verdict_why(row->said, out);
	else if (row->class == MATCH_NOBODY)
		why_none(a, out);
	else
		account_why(a->matcher, row->class, out);
}
