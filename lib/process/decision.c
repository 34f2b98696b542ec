/* SPDX-License-Identifier: MIT */
#include "process/decision_table.h"

#include "base/json.h"
#include "base/lang.h"
#include "base/vec.h"

#include <string.h>

/* ---- expressions: here when they are simple, else in jq's child */

static enum rc start_jq(struct decision *d, struct err *err)
{
	if (d->jqx)
		return RC_OK;
	struct err inner = ERR_NONE;
	enum rc rc = jqx_open(d->program, d->name, d->n_programs, &d->jqx, &inner);
	/* What jq does not understand was written in the table, not on the command line. */
	return rc == RC_OK ? rc : err_set(err, rc == RC_USAGE ? RC_INPUT : rc, "%s", inner.text);
}

static enum rc ask_jq(struct decision *d, size_t program, struct str data, struct buf *out, struct err *err)
{
	enum jqx_outcome outcome;
	size_t before = out->n;
	if (start_jq(d, err) != RC_OK || jqx_run(d->jqx, program, data, &outcome, out, err) != RC_OK)
		return err->rc;
	struct str text = {out->p + before, out->n - before};
	if (outcome == JQX_ERROR)
		return err_set(err, RC_INPUT, "%s: %.*s", d->name[program], STR_ARG(text));
	if (text.n > 0 && (const char *)memchr(text.p, '\n', text.n) != text.p + text.n - 1)
		return err_set(err, RC_INPUT, _("%s: one value is expected, and the expression gives several"), d->name[program]);
	out->n -= text.n > 0; /* the line end */
	return RC_OK;
}

/* Appends the value, null for none. */
static enum rc put_value(struct decision *d, size_t program, struct str data, struct buf *out, struct err *err)
{
	size_t before = out->n;
	enum expr_answer answer = d->expr[program] ? expr_value(d->expr[program], data, out) : EXPR_UNKNOWN;
	if (answer == EXPR_UNKNOWN && ask_jq(d, program, data, out, err) != RC_OK)
		return err->rc;
	if (out->n == before)
		buf_puts(out, "null");
	return RC_OK;
}

/* ---- which rules hold */

static const char *kind_wanted(enum decision_kind kind)
{
	switch (kind) {
	case DECISION_BOOL:
		return _("true or false is expected");
	case DECISION_NUMBER:
		return _("a number is expected");
	case DECISION_DATE:
		return _("a date is expected");
	default:
		return _("one value is expected, no list or object");
	}
}

static enum rc look(struct decision *d, size_t i, struct str data, struct decision_input *input, struct err *err)
{
	const struct decision_in *in = &d->in[i];
	const struct json *json;
	struct buf text = {0};
	*input = (struct decision_input){.null = true};
	if (!in->asked)
		return RC_OK;
	if (put_value(d, in->program, data, &text, err) == RC_OK && json_parse(buf_slice(&text), d->name[in->program], d->scratch, &json, err) == RC_OK) {
		*input = decision_cell_input(json);
		if (input->list || (in->pure && !input->null && !input->is[in->kind]))
			err_set(err, RC_INPUT, _("%s: %s, and the case has %.*s"), d->name[in->program], kind_wanted(input->list ? DECISION_TEXT : in->kind),
			        STR_ARG(buf_slice(&text)));
	}
	buf_free(&text);
	return err->rc;
}

static bool holds(const struct decision *d, const struct decision_row *row, const struct decision_input *inputs)
{
	for (size_t i = 0; i < d->n_in; i++)
		if (!row->cell[i].any && !decision_cell_holds(&row->cell[i], &inputs[i]))
			return false;
	return true;
}

static enum rc find(struct decision *d, struct str data, struct decision_hits *hits, struct err *err)
{
	struct decision_input *inputs = arena_array(d->scratch, d->n_in, sizeof *inputs);
	for (size_t i = 0; i < d->n_in; i++)
		if (look(d, i, data, &inputs[i], err) != RC_OK)
			return err->rc;
	hits->n = 0;
	for (size_t i = 0; i < d->n_rows && (hits->n == 0 || d->policy != DECISION_FIRST); i++)
		if (holds(d, &d->row[i], inputs))
			vec_push(hits, i);
	return RC_OK;
}

/* ---- what they give */

static bool is_given(const struct decision_result *result)
{
	return result->json.n > 0 || result->program != DECISION_NONE;
}

static enum rc put_result(struct decision *d, size_t row, size_t out, struct str data, struct buf *to, struct err *err)
{
	const struct decision_result *result = &d->row[row].result[out];
	if (result->program != DECISION_NONE)
		return put_value(d, result->program, data, to, err);
	buf_str(to, result->json.n > 0 ? result->json : STR("null"));
	return RC_OK;
}

static enum rc both_hold(const struct decision *d, const struct decision_hits *hits, size_t other, const char *why, struct err *err)
{
	const struct decision_rule *a = &d->row[hits->v[0]].rule, *b = &d->row[other].rule;
	return err_set(err, RC_INPUT, _("%s:%zu: rule %s holds, and so does rule %s in line %zu: %s"), d->file, a->line, a->label, b->label, b->line, why);
}

/* U, F, A: of the first rule that holds; under A the others have to agree. */
static enum rc put_single(struct decision *d, size_t out, struct str data, const struct decision_hits *hits, struct buf *to, struct err *err)
{
	size_t before = to->n;
	struct buf other = {0};
	if (hits->n == 0) {
		buf_puts(to, "null");
		return RC_OK;
	}
	if (put_result(d, hits->v[0], out, data, to, err) != RC_OK)
		return err->rc;
	for (size_t i = 1; i < hits->n && err->rc == RC_OK; i++) {
		buf_clear(&other);
		if (put_result(d, hits->v[i], out, data, &other, err) == RC_OK && !str_eq(buf_slice(&other), (struct str){to->p + before, to->n - before}))
			both_hold(d, hits, hits->v[i], arena_printf(d->scratch, _("%s differs"), d->out[out].title), err);
	}
	buf_free(&other);
	return err->rc;
}

/* The values of all rules that hold, read back from their text. */
typedef VEC(const struct json *) values;

static enum rc gather(struct decision *d, size_t out, struct str data, const struct decision_hits *hits, values *all, struct err *err)
{
	struct buf text = {0};
	for (size_t i = 0; i < hits->n && err->rc == RC_OK; i++) {
		const struct json *json = NULL;
		buf_clear(&text);
		if (!is_given(&d->row[hits->v[i]].result[out]) || put_result(d, hits->v[i], out, data, &text, err) != RC_OK ||
		    json_parse(buf_slice(&text), d->out[out].title, d->scratch, &json, err) != RC_OK || json->kind == JSON_NULL)
			continue;
		if (d->out[out].list && json->kind != JSON_ARRAY)
			err_set(err, RC_INPUT, _("%s:%zu: %s: a list is expected"), d->file, d->row[hits->v[i]].rule.line, d->out[out].title);
		vec_push(all, json);
	}
	buf_free(&text);
	return err->rc;
}

static void put_item(struct buf *to, size_t begin, const struct json *json)
{
	if (to->n > begin)
		buf_putc(to, ',');
	json_put(to, json);
}

/* Each value once, by its text. */
static void put_joined(const values *all, struct buf *to)
{
	size_t begin = to->n;
	VEC(const struct json *) seen = {0};
	struct buf a = {0}, b = {0};
	for (size_t i = 0; i < all->n; i++)
		for (const struct json *item = all->v[i]->child; item; item = item->next) {
			bool known = false;
			buf_clear(&a);
			json_put(&a, item);
			for (size_t k = 0; k < seen.n && !known; k++) {
				buf_clear(&b);
				json_put(&b, seen.v[k]);
				known = str_eq(buf_slice(&a), buf_slice(&b));
			}
			if (known)
				continue;
			vec_push(&seen, item);
			put_item(to, begin, item);
		}
	vec_free(&seen);
	buf_free(&a);
	buf_free(&b);
}

static int decimals_of(struct str number)
{
	const char *dot = memchr(number.p, '.', number.n);
	return !dot ? 0 : (int)(number.p + number.n - dot) - 1;
}

/* Rounded to what the terms have, so that 0.1 and 0.2 are 0.3. */
static enum rc put_sum(const struct decision *d, size_t out, const values *all, struct buf *to, struct err *err)
{
	double sum = 0, term;
	int decimals = 0;
	bool scaled = true;
	for (size_t i = 0; i < all->n; i++) {
		struct str text = all->v[i]->text;
		if (all->v[i]->kind != JSON_NUMBER || !num_parse(text, &term))
			return err_set(err, RC_INPUT, _("%s: %s: a number is expected, to be summed up"), d->file, d->out[out].title);
		sum += term;
		scaled = scaled && !memchr(text.p, 'e', text.n) && !memchr(text.p, 'E', text.n);
		decimals = decimals_of(text) > decimals ? decimals_of(text) : decimals;
	}
	if (scaled && decimals < 15) {
		struct buf fixed = {0};
		num_put_fixed(&fixed, sum, decimals);
		scaled = num_parse(buf_slice(&fixed), &sum);
		buf_free(&fixed);
	}
	num_put(to, sum);
	return RC_OK;
}

/* Numbers by their size, days and texts by their letters, which for days is the same. */
static enum rc put_extreme(const struct decision *d, size_t out, const values *all, struct buf *to, struct err *err)
{
	const struct json *best = all->v[0];
	for (size_t i = 0; i < all->n; i++) {
		const struct json *it = all->v[i];
		double x, y;
		if (it->kind != best->kind || (it->kind != JSON_NUMBER && it->kind != JSON_STRING))
			return err_set(err, RC_INPUT, _("%s: %s: a number or a date is expected, to be compared"), d->file, d->out[out].title);
		int order = it->kind == JSON_STRING                               ? str_cmp(it->text, best->text)
		            : num_parse(it->text, &x) && num_parse(best->text, &y) ? (x > y) - (x < y)
		                                                                  : 0;
		if (d->policy == DECISION_LEAST ? order < 0 : order > 0)
			best = it;
	}
	json_put(to, best);
	return RC_OK;
}

static enum rc put_collected(struct decision *d, size_t out, struct str data, const struct decision_hits *hits, struct buf *to, struct err *err)
{
	values all = {0};
	if (gather(d, out, data, hits, &all, err) != RC_OK) {
		/* said */
	} else if (d->policy == DECISION_COUNT) {
		buf_printf(to, "%zu", all.n);
	} else if (d->policy == DECISION_COLLECT) {
		buf_putc(to, '[');
		if (d->out[out].list)
			put_joined(&all, to);
		else
			for (size_t i = 0, begin = to->n; i < all.n; i++)
				put_item(to, begin, all.v[i]);
		buf_putc(to, ']');
	} else if (all.n == 0) {
		buf_puts(to, "null");
	} else if (d->policy == DECISION_SUM) {
		(void)!put_sum(d, out, &all, to, err);
	} else {
		(void)!put_extreme(d, out, &all, to, err);
	}
	vec_free(&all);
	return err->rc;
}

/* ---- the module */

enum rc decision_new(const struct decision_grid *grid, const char *file, struct arena *arena, struct decision **decision, struct err *err)
{
	struct decision *d = arena_alloc(arena, sizeof *d);
	*decision = NULL;
	d->file = arena_cstr(arena, str_of(file));
	d->scratch = arena_new();
	if (decision_read(grid, arena, d, err) == RC_OK && (d->all_simple || start_jq(d, err) == RC_OK)) {
		*decision = d;
		return RC_OK;
	}
	decision_free(d);
	return err->rc;
}

void decision_free(struct decision *d)
{
	if (!d)
		return;
	jqx_close(d->jqx);
	arena_free(d->scratch);
	d->jqx = NULL;
	d->scratch = NULL;
}

enum rc decision_decide(struct decision *d, struct str data, struct buf *out, struct decision_hits *hits, struct err *err)
{
	struct decision_hits own = {0}, *found = hits ? hits : &own;
	const size_t before = out->n;
	arena_reset(d->scratch);
	enum rc rc = find(d, data, found, err);
	if (rc == RC_OK && d->policy == DECISION_UNIQUE && found->n > 1)
		rc = both_hold(d, found, found->v[1], _("the table allows one (U)"), err);
	buf_putc(out, '{');
	for (size_t i = 0; i < d->n_out && rc == RC_OK; i++) {
		if (i)
			buf_putc(out, ',');
		json_quote(out, d->out[i].name);
		buf_putc(out, ':');
		rc = d->policy <= DECISION_ANY ? put_single(d, i, data, found, out, err) : put_collected(d, i, data, found, out, err);
	}
	buf_putc(out, '}');
	if (rc != RC_OK)
		out->n = before;
	vec_free(&own);
	return rc;
}

size_t decision_rules(const struct decision *d)
{
	return d->n_rows;
}

struct decision_rule decision_rule(const struct decision *d, size_t i)
{
	return d->row[i].rule;
}
