/* SPDX-License-Identifier: MIT */
/* Messages stream by in batches that threads work on; what the past cases taught is held. */
#include "base/arena.h"
#include "base/lang.h"
#include "base/pool.h"
#include "base/vec.h"
#include "table/table.h"
#include "text/topic.h"

#include <string.h>

enum { BATCH = 512 /* messages */, AHEAD = 3 /* batches read ahead for each thread */ };

/* A guess that outlives its asker's next call. */
struct answer {
	struct topic_guess guess;
	struct str why;
};

struct batch {
	struct suggestion *suggestion;
	struct arena *arena;
	struct row row[BATCH];
	struct answer *answer[BATCH];
	size_t answers[BATCH], n;
	struct buf why;
};

struct suggestion {
	struct cli_list cases; /* options */
	const char *text;
	struct cli_list map; /* the user's --map, and what --text says */
	struct buf pair;
	size_t top;
	struct topics *topics;
	struct topic_asker **asker; /* one a thread */
	size_t threads;
	struct pool *pool;
	VEC(struct batch *) idle;
	size_t id_at, text_at; /* columns of the input */
	size_t rows;           /* written so far */
	bool why;              /* the column is wanted */
	struct writer *out;
};

static void batch_free(struct batch *b)
{
	arena_free(b->arena);
	buf_free(&b->why);
	free(b);
}

static void suggestion_free(struct suggestion *s)
{
	pool_free(s->pool);
	for (size_t i = 0; i < s->idle.n; i++)
		batch_free(s->idle.v[i]);
	vec_free(&s->idle);
	for (size_t i = 0; s->asker && i < s->threads; i++)
		topic_close(s->asker[i]);
	free(s->asker);
	topic_free(s->topics);
	vec_free(&s->map);
	buf_free(&s->pair);
}

static void answer_one(struct batch *b, struct topic_asker *asker, size_t i)
{
	struct suggestion *s = b->suggestion;
	size_t n;
	const struct topic_guess *guess = topic_ask(asker, row_str(&b->row[i], s->text_at), s->top, &n);
	if (n > s->top) /* a row without a topic counts: one row a message unless more were asked for */
		n = s->top;
	b->answer[i] = arena_array(b->arena, n, sizeof *b->answer[i]);
	b->answers[i] = n;
	for (size_t j = 0; j < n; j++) {
		buf_clear(&b->why);
		if (s->why)
			topic_why(asker, j, &b->why);
		b->answer[i][j] = (struct answer){guess[j], arena_str(b->arena, buf_slice(&b->why))};
	}
}

static void answer_batch(void *job, size_t thread)
{
	struct batch *b = job;
	for (size_t i = 0; i < b->n; i++)
		answer_one(b, b->suggestion->asker[thread], i);
}

static void put_share(struct writer *out, double share)
{
	writer_scaled(out, (uint64_t)(share * 1000 + 0.5), 3);
}

static enum rc put_answer(struct suggestion *s, const struct row *row, size_t rank, const struct answer *a, struct err *err)
{
	bool none = a->guess.topic == TOPIC_NONE;
	if (s->id_at == COLUMN_NONE)
		writer_int(s->out, (int64_t)s->rows);
	else
		writer_str(s->out, row_str(row, s->id_at));
	writer_int(s->out, (int64_t)rank);
	writer_str(s->out, none ? (struct str){0} : topic_name(s->topics, a->guess.topic));
	writer_str(s->out, a->guess.unit);
	put_share(s->out, a->guess.confidence);
	writer_str(s->out, a->why);
	writer_cstr(s->out, judge_name(a->guess.verdict));
	if (none)
		writer_cstr(s->out, NULL);
	else
		put_share(s->out, a->guess.unit_confidence);
	writer_rest(s->out, row);
	return writer_end(s->out, err);
}

static enum rc put_batch(struct suggestion *s, const struct batch *b, struct err *err)
{
	for (size_t i = 0; i < b->n; i++) {
		s->rows++;
		for (size_t j = 0; j < b->answers[i]; j++)
			if (put_answer(s, &b->row[i], j + 1, &b->answer[i][j], err) != RC_OK)
				return err->rc;
	}
	return RC_OK;
}

static struct batch *batch_empty(struct suggestion *s)
{
	struct batch *b = s->idle.n > 0 ? s->idle.v[--s->idle.n] : mem_alloc(sizeof *b);
	if (!b->arena)
		b->arena = arena_new();
	arena_reset(b->arena);
	b->suggestion = s;
	b->n = 0;
	return b;
}

static void batch_add(struct batch *b, const struct row *row)
{
	b->row[b->n] = row_keep(b->arena, row, b->n ? &b->row[b->n - 1] : NULL);
	b->n++;
}

static enum rc put_oldest(struct suggestion *s, struct err *err)
{
	struct batch *b = pool_take(s->pool);
	if (err->rc == RC_OK)
		(void)!put_batch(s, b, err);
	vec_push(&s->idle, b);
	return err->rc;
}

static enum rc answer_all(struct suggestion *s, struct reader *in, struct err *err)
{
	struct row row;
	struct batch *b = batch_empty(s);
	while (err->rc == RC_OK && reader_next(in, &row, err)) {
		batch_add(b, &row);
		if (b->n < BATCH)
			continue;
		pool_put(s->pool, b);
		if (pool_open(s->pool) >= AHEAD * s->threads)
			(void)!put_oldest(s, err);
		b = batch_empty(s);
	}
	pool_put(s->pool, b);
	while (pool_open(s->pool) > 0)
		(void)!put_oldest(s, err);
	return err->rc;
}

/* A case without an id is named by its place. */
static struct str name_of(const struct row *row, size_t id, struct buf *place)
{
	if (row_str(row, id).n > 0)
		return row_str(row, id);
	buf_clear(place);
	buf_printf(place, "%s:%zu", row->file, row->line);
	return buf_slice(place);
}

/* Cases without a topic teach nothing: nobody has decided upon them yet. */
static enum rc learn_file(struct suggestion *s, const char *path, struct err *err)
{
	struct reader *in;
	struct row row;
	struct buf place = {0};
	struct reader_options options = {.schema = "appeals", .need = "topic", .bad = reader_refuse};
	if (reader_open(&path, 1, &options, &in, err) != RC_OK)
		return err->rc;
	size_t id = reader_column(in, "appeal_id"), topic = reader_column(in, "topic"), unit = reader_column(in, "unit_id");
	size_t text = reader_column(in, s->text && reader_column(in, "text") == COLUMN_NONE ? s->text : "text");
	if (text == COLUMN_NONE)
		err_set(err, RC_INPUT, _("%s:1: text: the column is missing (--text says which it is)"), path);
	while (err->rc == RC_OK && reader_next(in, &row, err))
		if (row_str(&row, topic).n > 0)
			topic_learn(s->topics, name_of(&row, id, &place), row_str(&row, topic), row_str(&row, unit), row_str(&row, text));
	reader_close(in);
	buf_free(&place);
	return err->rc;
}

static enum rc learn(struct suggestion *s, struct err *err)
{
	if (s->cases.n == 0)
		return err_set(err, RC_USAGE, _("--cases FILE is needed: what is there to learn from?"));
	if (topic_new(&s->topics, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < s->cases.n && err->rc == RC_OK; i++)
		(void)!learn_file(s, s->cases.v[i], err);
	if (err->rc == RC_OK && topic_count(s->topics) == 0)
		err_set(err, RC_INPUT, _("%s: no case has a topic: there is nothing to learn from"), s->cases.v[0]);
	return err->rc == RC_OK ? topic_ready(s->topics, err) : err->rc;
}

static enum rc start_threads(struct suggestion *s, struct err *err)
{
	s->threads = pool_threads();
	s->asker = mem_array(s->threads, sizeof *s->asker);
	for (size_t i = 0; i < s->threads; i++)
		if (topic_open(s->topics, &s->asker[i], err) != RC_OK)
			return err->rc;
	return pool_new(s->threads, answer_batch, &s->pool, err);
}

/* --text COLUMN is --map COLUMN=text. */
static void map_text(struct suggestion *s, struct table *t)
{
	if (!s->text || strcmp(s->text, "text") == 0)
		return;
	buf_printf(&s->pair, "%s=text", s->text);
	for (size_t i = 0; i < t->map.n; i++)
		vec_push(&s->map, t->map.v[i]);
	vec_push(&s->map, buf_cstr(&s->pair));
	t->map = s->map;
}

static enum rc suggest(struct suggestion *s, struct table *t, struct err *err)
{
	struct reader *in;
	map_text(s, t);
	if (learn(s, err) == RC_OK && table_in(t, "appeals", "text", &in, err) == RC_OK && start_threads(s, err) == RC_OK &&
	    table_out(t, "suggest", reader_columns(in), &s->out, err) == RC_OK) {
		s->id_at = reader_column(in, "appeal_id");
		s->text_at = reader_column(in, "text");
		s->why = writer_wants(s->out, "why");
		(void)!answer_all(s, in, err);
	}
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct suggestion s = {0};
	int64_t top = 1;
	const struct cli_option options[] = {
	        CLI_LIST("cases", &s.cases, "FILE", N_("past cases: appeal_id, topic, unit_id, text; may be repeated")),
	        CLI_TEXT("text", &s.text, "COLUMN", N_("the column that holds the text (otherwise text)")),
	        CLI_INT("top", &top, 1, 1000, "N", N_("how many topics a message has at most: the likeliest (1)")),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	s.top = (size_t)top;
	(void)!suggest(&s, &t, err);
	enum rc rc = table_close(&t, err);
	suggestion_free(&s);
	return rc;
}

const struct cli_verb route_suggest = {
        .name = "suggest",
        .args = "[FILE…]",
        .summary = N_("which topic and unit each message is for, from past cases"),
        .in = "appeals",
        .out = "suggest",
        .details = N_("The past cases are the knowledge: whatever topics and units they name can be suggested. why quotes the words that told, with the concern of residents that they told of, and "
                      "names the past cases that are like it. The verdict: sure (about one in twenty is wrong), likely (more likely right than wrong), weak, or none: then the first row has no topic, and the "
                      "best guesses follow with --top. Columns topic and unit_id of the input give way to those suggested."),
        .examples = "uprava route suggest --cases appeals.csv --top 3 appeals.csv\n"
                    "(echo body; echo \"Не горит фонарь у школы\") | uprava route suggest --cases appeals.csv --text body\n",
        .run = run,
};
