/* SPDX-License-Identifier: MIT */
/*
 * Duties stream by; the catalogue of powers is held. What people decided comes before what words say: a power they named stands first
 * and is sure, a power they ruled out is no candidate.
 */
#include "base/lang.h"
#include "base/num.h"
#include "base/vec.h"
#include "catalogue.h"
#include "text/match.h"
#include "text/verdict.h"

struct mapping {
	struct frame powers;
	struct match *match;
	struct verdicts *verdicts;
	size_t id, duty, title; /* columns of the duties; of the powers */
	size_t top;
	struct writer *out;
	VEC(struct index_hit) open; /* the hits on which nobody has decided */
	struct buf why;
};

static void mapping_free(struct mapping *m)
{
	frame_free(&m->powers);
	match_free(m->match);
	verdict_free(m->verdicts);
	vec_free(&m->open);
	buf_free(&m->why);
}

/* doc UINT32_MAX: no power. */
static enum rc put(struct mapping *m, const struct row *row, size_t rank, uint32_t doc, uint32_t score,
                   enum match_verdict verdict, struct err *err)
{
	bool none = doc == UINT32_MAX;
	writer_str(m->out, row_str(row, m->id));
	writer_int(m->out, (int64_t)rank);
	writer_str(m->out, none ? (struct str){0} : match_id(m->match, doc));
	if (none)
		writer_cstr(m->out, NULL);
	else
		writer_num(m->out, (double)score / INDEX_ONE);
	writer_cstr(m->out, match_verdict_name(verdict));
	writer_str(m->out, buf_slice(&m->why));
	writer_str(m->out, none ? (struct str){0} : row_str(&m->powers.row[doc], m->title));
	writer_rest(m->out, row);
	return writer_end(m->out, err);
}

static enum rc put_hit(struct mapping *m, const struct row *row, size_t rank, const struct index_hit *hit,
                       enum match_verdict verdict, struct err *err)
{
	buf_clear(&m->why);
	match_why(m->match, hit->doc, &m->why);
	return put(m, row, rank, hit->doc, hit->score, verdict, err);
}

static enum rc put_decided(struct mapping *m, const struct row *row, size_t rank, const struct verdict_pair *said,
                           uint32_t doc, struct err *err)
{
	const struct match_part *part;
	size_t n = match_parts(m->match, doc, &part);
	uint32_t score = 0;
	for (size_t i = 0; i < n; i++)
		score += part[i].score;
	buf_clear(&m->why);
	buf_printf(&m->why, _("decided by %.*s: %.*s"), STR_ARG(said->who), STR_ARG(said->why));
	return put(m, row, rank, doc, score, MATCH_SURE, err);
}

static enum rc put_none(struct mapping *m, const struct row *row, struct err *err)
{
	buf_clear(&m->why);
	if (m->open.n == 0) {
		buf_puts(&m->why, _("no word in common with any power"));
	} else {
		buf_printf(&m->why, _("the best candidate is too weak: %.*s "), STR_ARG(match_id(m->match, m->open.v[0].doc)));
		num_put_fixed(&m->why, (double)m->open.v[0].score / INDEX_ONE, 2);
	}
	return put(m, row, 1, UINT32_MAX, 0, MATCH_NONE, err);
}

static enum rc map_duty(struct mapping *m, const struct row *row, struct err *err)
{
	size_t said_n, rank = 0;
	struct str id = row_str(row, m->id);
	const struct verdict_pair *said = verdict_of(m->verdicts, id, &said_n);
	struct match_found found = match_find(m->match, row_str(row, m->duty), m->top + said_n + 1);
	m->open.n = 0;
	for (size_t i = 0; i < found.n; i++)
		if (!verdict_on(m->verdicts, id, match_id(m->match, found.hit[i].doc)))
			vec_push(&m->open, found.hit[i]);
	for (size_t i = 0; i < said_n; i++) {
		uint32_t doc = match_doc(m->match, said[i].other);
		if (said[i].verdict == VERDICT_YES && doc != UINT32_MAX &&
		    put_decided(m, row, ++rank, &said[i], doc, err) != RC_OK)
			return err->rc;
	}
	enum match_verdict verdict = rank > 0 ? MATCH_WEAK : match_judge(m->open.v, m->open.n);
	if (verdict == MATCH_NONE && put_none(m, row, err) == RC_OK)
		rank++;
	/* what follows the first is a candidate, no more */
	for (size_t i = 0; i < m->open.n && rank < m->top && err->rc == RC_OK; i++)
		if (put_hit(m, row, ++rank, &m->open.v[i], verdict, err) == RC_OK && verdict != MATCH_NONE)
			verdict = MATCH_WEAK;
	return err->rc;
}

static enum rc map_all(struct mapping *m, struct table *t, struct err *err)
{
	struct reader *in;
	struct row row;
	if (table_in(t, "duties", "duty_id duty", &in, err) != RC_OK ||
	    table_out(t, "map", reader_columns(in), &m->out, err) != RC_OK)
		return err->rc;
	m->id = reader_column(in, "duty_id");
	m->duty = reader_column(in, "duty");
	m->title = frame_column(&m->powers, "title");
	while (reader_next(in, &row, err))
		if (map_duty(m, &row, err) != RC_OK)
			break;
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct mapping m = {0};
	int64_t top = 1;
	const char *powers = NULL, *verdicts = NULL;
	const struct cli_option options[] = {
	        CATALOGUE_OPTION(&powers),
	        CLI_INT("top", &top, 1, 1000, "N", N_("how many rows a duty has at most: the best powers (1)")),
	        CLI_FILE("verdicts", &verdicts, N_("what people decided: duty_id, power_id, verdict (yes, no), who, when, why")),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	m.top = (size_t)top;
	if (catalogue_read(&t, powers, &m.powers, err) == RC_OK && catalogue_match(&m.powers, &m.match, err) == RC_OK &&
	    verdict_read(&t, verdicts, "duty_id", "power_id", VERDICT_ORDERED, &m.verdicts, err) == RC_OK)
		(void)!map_all(&m, &t, err);
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
        .details = N_("The score is BM25 over stems, as a share of the most that any power could reach; why names the words on both sides and what each gave. The "
                      "verdict: sure (from 0.15, with a lead of 0.05), likely (from 0.09, with a lead of 0.02), both with two words in common, weak, or none (under 0.03): then the "
                      "duty has one row without a power. A power that a person has named is sure; one that a person has ruled out is no candidate."),
        .examples = "uprava audit map --powers ru-131fz duties.csv\n"
                    "uprava audit map --powers ru-131fz --top 3 duties.csv | uprava audit gaps --powers ru-131fz --staff staff.csv\n",
        .run = run,
};
