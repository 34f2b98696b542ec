/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "catalogue.h"
#include "text/match.h"

/* The text of a duty: the row of that id, or without a table the word itself. */
static enum rc duty_text(struct table *t, const char *path, const char *duty, struct frame *duties, struct str *text,
                         struct err *err)
{
	*text = str_of(duty);
	if (!path)
		return RC_OK;
	if (table_side(t, path, "duties", "duty_id duty", false, duties, err) != RC_OK)
		return err->rc;
	size_t id = frame_column(duties, "duty_id"), column = frame_column(duties, "duty");
	for (size_t i = 0; i < duties->n; i++)
		if (str_is(row_str(&duties->row[i], id), duty)) {
			*text = row_str(&duties->row[i], column);
			return RC_OK;
		}
	return err_set(err, RC_INPUT, _("%s: no duty \"%s\""), path, duty);
}

static enum rc put_part(struct writer *out, const struct match_part *p, struct err *err)
{
	writer_str(out, p->stem);
	writer_str(out, p->word);
	writer_str(out, p->known);
	writer_cstr(out, match_kind_name(p->kind));
	writer_str(out, p->line);
	writer_str(out, p->guessed ? p->stem : p->expansion);
	writer_scaled(out, p->score, 3);
	return writer_end(out, err);
}

static enum rc put_parts(struct table *t, struct match *match, struct str text, const char *power, struct err *err)
{
	struct writer *out;
	struct matcher *matcher = NULL;
	const struct match_part *part;
	uint32_t class = match_class(match, str_of(power));
	if (class == MATCH_NOBODY)
		return err_set(err, RC_INPUT, _("the catalogue has no power \"%s\""), power);
	if (table_out(t, "terms", NULL, &out, err) == RC_OK && match_open(match, &matcher, err) == RC_OK) {
		match_find(matcher, text, 1);
		size_t n = match_parts(matcher, class, &part);
		for (size_t i = 0; i < n && put_part(out, &part[i], err) == RC_OK; i++)
			;
	}
	match_close(matcher);
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct catalogue powers = {0};
	struct catalogue_options catalogue = CATALOGUE_OPTIONS;
	struct frame duties = {0};
	struct match *match = NULL;
	struct str text;
	const char *vocabulary = NULL, *path = NULL, *const *operands;
	size_t n;
	const struct cli_option options[] = {
	        CATALOGUE_POWERS(catalogue),
	        CATALOGUE_AS_OF(catalogue),
	        CATALOGUE_VOCABULARY(&vocabulary),
	        CLI_FILE("duties", &path, N_("the table in which DUTY is an id; without it DUTY is the text itself")),
	        CLI_GROUP(table_options(&t, TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 2, 2, &operands, &n, err) != RC_OK)
		return err->rc;
	if (catalogue_read(&t, &catalogue, &powers, err) == RC_OK && catalogue_match(&powers, vocabulary, &match, err) == RC_OK &&
	    duty_text(&t, path, operands[0], &duties, &text, err) == RC_OK)
		(void)!put_parts(&t, match, text, operands[1], err);
	enum rc rc = table_close(&t, err);
	match_free(match);
	catalogue_free(&powers);
	frame_free(&duties);
	return rc;
}

const struct cli_verb audit_why = {
        .name = "why",
        .args = "DUTY POWER",
        .summary = N_("the account of one score: a row for each word that a duty shares with a power"),
        .out = "terms",
        .details = N_("The scores of the rows add up to the score that audit map gives, to the last digit. Each row names the line of knowledge behind it: the power's title or a line of share/powers/vocabulary. "
                      "POWER may also be a topic of share/powers/not-municipal.csv."),
        .examples = "uprava audit why --powers ru-131fz --duties duties.csv D0385 131-16.1-24\n"
                    "uprava audit why --powers ru-131fz \"Ведёт реестр муниципального имущества\" 131-16.1-03a\n",
        .run = run,
};
