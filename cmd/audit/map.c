/* SPDX-License-Identifier: MIT */
/*
 * Duties stream by in batches that threads work on; the catalogue and what is known about it are held. Only with --verdicts are the duties held, too: a verdict is an
 * example for others, and the duty it was given on may come last.
 */
#include "base/lang.h"
#include "base/pool.h"
#include "base/vec.h"
#include "catalogue.h"
#include "text/assign.h"

#include <math.h>

enum { BATCH = 512 /* duties */, AHEAD = 3 /* batches read ahead for each thread */ };

/* An answer that outlives its assigner's next call. */
struct answer {
	struct assigned row;
	struct str why;
};

/* A duty whose link nobody decided and that is not sure. */
struct doubt {
	double confidence;
	struct batch *batch;
	size_t i, place; /* in the batch; in the input */
};

struct batch {
	struct mapping *mapping;
	struct arena *arena;
	struct row row[BATCH];
	struct answer *answer[BATCH];
	size_t answers[BATCH];
	size_t n;
	struct buf why;
};

struct mapping {
	struct catalogue catalogue;
	struct frame duties; /* only with verdicts */
	struct match *match;
	struct verdicts *verdicts;
	struct assignment *assignment;
	struct assigner **assigner; /* one a thread */
	size_t threads;
	struct pool *pool;
	VEC(struct batch *) idle;
	size_t id, duty; /* columns of the duties */
	size_t top;
	bool why;    /* the column is wanted */
	bool review; /* what is worth a look, least certain first, instead of everything in order */
	VEC(struct doubt) doubts;
	VEC(struct batch *) held; /* with review: what doubts point into */
	struct writer *out;
};

static void batch_free(struct batch *b)
{
	arena_free(b->arena);
	buf_free(&b->why);
	free(b);
}

static void mapping_free(struct mapping *m)
{
	pool_free(m->pool);
	for (size_t i = 0; i < m->idle.n; i++)
		batch_free(m->idle.v[i]);
	for (size_t i = 0; i < m->held.n; i++)
		batch_free(m->held.v[i]);
	vec_free(&m->idle);
	vec_free(&m->held);
	vec_free(&m->doubts);
	for (size_t i = 0; m->assigner && i < m->threads; i++)
		assign_close(m->assigner[i]);
	free(m->assigner);
	assign_free(m->assignment);
	verdict_free(m->verdicts);
	match_free(m->match);
	catalogue_free(&m->catalogue);
	frame_free(&m->duties);
}

static void answer_one(struct batch *b, struct assigner *assigner, size_t i)
{
	struct mapping *m = b->mapping;
	size_t n;
	const struct assigned *rows = assign(assigner, row_str(&b->row[i], m->id), row_str(&b->row[i], m->duty), m->top, &n);
	b->answer[i] = arena_array(b->arena, n, sizeof *b->answer[i]);
	b->answers[i] = n;
	for (size_t j = 0; j < n; j++) {
		buf_clear(&b->why);
		if (m->why)
			assign_why(assigner, j, &b->why);
		b->answer[i][j] = (struct answer){rows[j], arena_str(b->arena, buf_slice(&b->why))};
	}
}

static void answer_batch(void *job, size_t thread)
{
	struct batch *b = job;
	for (size_t i = 0; i < b->n; i++)
		answer_one(b, b->mapping->assigner[thread], i);
}

static enum rc put_answer(struct mapping *m, const struct row *duty, size_t rank, const struct answer *a, struct err *err)
{
	/* ended: a person named it, and it is not valid on the day. */
	bool none = a->row.class == MATCH_NOBODY, ended = none && a->row.said && a->row.said->verdict == VERDICT_YES;
	writer_str(m->out, row_str(duty, m->id));
	writer_int(m->out, (int64_t)rank);
	writer_str(m->out, ended ? a->row.said->other : none ? (struct str){0} : match_id(m->match, a->row.class));
	if (none)
		writer_cstr(m->out, NULL);
	else
		writer_scaled(m->out, a->row.score, 3);
	writer_cstr(m->out, judge_name(a->row.verdict));
	writer_str(m->out, a->why);
	if (isnan(a->row.confidence))
		writer_cstr(m->out, NULL);
	else
		writer_scaled(m->out, (uint64_t)(a->row.confidence * 1000 + 0.5), 3);
	writer_str(m->out, a->row.said ? a->row.said->who : (struct str){0});
	writer_str(m->out, a->row.topic == MATCH_NOBODY ? (struct str){0} : match_id(m->match, a->row.topic));
	writer_str(m->out, none ? (struct str){0} : match_title(m->match, a->row.class));
	writer_rest(m->out, duty);
	return writer_end(m->out, err);
}

static enum rc put_answers(struct mapping *m, const struct batch *b, size_t i, struct err *err)
{
	for (size_t j = 0; j < b->answers[i]; j++)
		if (put_answer(m, &b->row[i], j + 1, &b->answer[i][j], err) != RC_OK)
			return err->rc;
	return RC_OK;
}

static enum rc put_batch(struct mapping *m, const struct batch *b, struct err *err)
{
	for (size_t i = 0; i < b->n; i++)
		if (put_answers(m, b, i, err) != RC_OK)
			return err->rc;
	return RC_OK;
}

static void hold_batch(struct mapping *m, struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct assigned *first = &b->answer[i][0].row;
		if (first->verdict != MATCH_SURE && !first->said)
			vec_push(&m->doubts, ((struct doubt){first->confidence, b, i, m->doubts.n}));
	}
	vec_push(&m->held, b);
}

static int by_doubt(const void *a, const void *b)
{
	const struct doubt *x = a, *y = b;
	if (x->confidence != y->confidence)
		return x->confidence < y->confidence ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static enum rc put_doubts(struct mapping *m, struct err *err)
{
	if (m->doubts.n > 0)
		qsort(m->doubts.v, m->doubts.n, sizeof *m->doubts.v, by_doubt);
	for (size_t i = 0; i < m->doubts.n; i++)
		if (put_answers(m, m->doubts.v[i].batch, m->doubts.v[i].i, err) != RC_OK)
			return err->rc;
	return RC_OK;
}

static struct batch *batch_empty(struct mapping *m)
{
	struct batch *b = m->idle.n > 0 ? m->idle.v[--m->idle.n] : mem_alloc(sizeof *b);
	if (!b->arena)
		b->arena = arena_new();
	arena_reset(b->arena);
	b->mapping = m;
	b->n = 0;
	return b;
}

static void batch_add(struct batch *b, const struct row *row)
{
	b->row[b->n] = row_keep(b->arena, row, b->n ? &b->row[b->n - 1] : NULL);
	b->n++;
}

static enum rc put_oldest(struct mapping *m, struct err *err)
{
	struct batch *b = pool_take(m->pool);
	if (m->review) {
		hold_batch(m, b);
		return RC_OK;
	}
	enum rc rc = put_batch(m, b, err);
	vec_push(&m->idle, b);
	return rc;
}

/* The next duty: from the input, or from those that are held. */
struct source {
	struct reader *in;
	const struct frame *frame;
	size_t at;
};

static bool next_duty(struct source *s, struct row *row, struct err *err)
{
	if (s->in)
		return reader_next(s->in, row, err);
	if (s->at == s->frame->n)
		return false;
	*row = s->frame->row[s->at++];
	return true;
}

static enum rc map_all(struct mapping *m, struct source *source, struct err *err)
{
	struct row row;
	struct batch *b = batch_empty(m);
	while (err->rc == RC_OK && next_duty(source, &row, err)) {
		batch_add(b, &row);
		if (b->n < BATCH)
			continue;
		pool_put(m->pool, b);
		if (pool_open(m->pool) >= AHEAD * m->threads)
			(void)!put_oldest(m, err);
		b = batch_empty(m);
	}
	pool_put(m->pool, b);
	while (pool_open(m->pool) > 0)
		if (err->rc == RC_OK)
			(void)!put_oldest(m, err);
		else
			vec_push(&m->idle, pool_take(m->pool));
	return err->rc == RC_OK && m->review ? put_doubts(m, err) : err->rc;
}

static enum rc start_threads(struct mapping *m, struct err *err)
{
	m->threads = pool_threads();
	m->assigner = mem_array(m->threads, sizeof *m->assigner);
	for (size_t i = 0; i < m->threads; i++)
		if (assign_open(m->assignment, &m->assigner[i], err) != RC_OK)
			return err->rc;
	return pool_new(m->threads, answer_batch, &m->pool, err);
}

/* Verdicts make their duties examples; a power that nobody knows is a mistake in the file. */
static enum rc take_verdicts(struct mapping *m, struct err *err)
{
	size_t n, id = frame_column(&m->duties, "duty_id"), duty = frame_column(&m->duties, "duty");
	const struct verdict_pair *said = verdict_all(m->verdicts, &n);
	for (size_t i = 0, none = SIZE_MAX; i < n; i++) { /* by duty; "none" stands before the powers */
		if (said[i].verdict == VERDICT_NONE)
			none = i;
		if (said[i].verdict == VERDICT_YES && none != SIZE_MAX && str_eq(said[none].one, said[i].one))
			return row_err(said[i].row, "verdict", err, _("\"%.*s\" serves a power here and none in line %zu"), STR_ARG(said[i].one),
			               said[none].row->line);
		if (said[i].verdict != VERDICT_NONE && match_class(m->match, said[i].other) == MATCH_NOBODY && !catalogue_knows(&m->catalogue, said[i].other))
			return row_err(said[i].row, "power_id", err, _("unknown power \"%.*s\""), STR_ARG(said[i].other));
	}
	for (size_t i = 0; i < m->duties.n; i++)
		if (assign_example(m->assignment, row_str(&m->duties.row[i], id), row_str(&m->duties.row[i], duty), err) != RC_OK)
			return err->rc;
	return RC_OK;
}

static enum rc map_input(struct mapping *m, struct table *t, bool decided, struct err *err)
{
	struct source source = {.frame = &m->duties};
	const struct columns *columns = &m->duties.columns;
	if (decided) {
		if (table_frame(t, "duties", "duty_id duty", &m->duties, err) != RC_OK || take_verdicts(m, err) != RC_OK)
			return err->rc;
	} else {
		if (table_in(t, "duties", "duty_id duty", &source.in, err) != RC_OK)
			return err->rc;
		columns = reader_columns(source.in);
	}
	m->id = columns_find(columns, "duty_id");
	m->duty = columns_find(columns, "duty");
	if (start_threads(m, err) != RC_OK || table_out(t, "map", columns, &m->out, err) != RC_OK)
		return err->rc;
	m->why = writer_wants(m->out, "why");
	return map_all(m, &source, err);
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct mapping m = {0};
	int64_t top = 1;
	struct catalogue_options catalogue = CATALOGUE_OPTIONS;
	const char *verdicts = NULL, *vocabulary = NULL;
	const struct cli_option options[] = {
	        CATALOGUE_POWERS(catalogue),
	        CATALOGUE_AS_OF(catalogue),
	        CATALOGUE_VOCABULARY(&vocabulary),
	        CLI_INT("top", &top, 1, 1000, "N", N_("how many rows a duty has at most: the best powers (1)")),
	        CLI_FILE("verdicts", &verdicts, N_("what people decided: duty_id, power_id, verdict (yes, no, none), who, when, why")),
	        CLI_FLAG("review", &m.review, N_("only what is neither sure nor decided, the least certain first: where to look")),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	m.top = (size_t)top;
	if (catalogue_read(&t, &catalogue, &m.catalogue, err) == RC_OK && catalogue_match(&m.catalogue, vocabulary, &m.match, err) == RC_OK &&
	    verdict_read(&t, verdicts, "duty_id", "power_id", VERDICT_ORDERED, &m.verdicts, err) == RC_OK) {
		m.assignment = assign_new(m.match, m.verdicts);
		(void)!map_input(&m, &t, verdicts != NULL, err);
	}
	enum rc rc = table_close(&t, err);
	mapping_free(&m);
	return rc;
}

const struct cli_verb audit_map = {
        .name = "map",
        .args = "[FILE…]",
        .summary = N_("which power each duty serves"),
        .in = "duties",
        .out = "map",
        .details = N_("The score is the sum of what the words give; why names the words on both sides. The "
                      "verdict: sure (of those at most one in twenty is wrong), likely, weak, or none: then the duty has one row without a power. A duty "
                      "with two matters has two powers. A power that a person has named is sure; one that a person has ruled out is no candidate; what was decided on one duty is an "
                      "example for those that are alike."),
        .examples = "uprava audit map --powers ru-131fz duties.csv\n"
                    "uprava audit map --powers ru-131fz --top 3 duties.csv | uprava audit gaps --powers ru-131fz --staff staff.csv\n",
        .run = run,
};
