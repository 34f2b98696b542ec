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

static enum rc put_parts(struct table *t, struct match *match, struct str text, const char *power, struct err *err)
{
	struct writer *out;
	const struct match_part *part;
	uint32_t doc = match_doc(match, str_of(power));
	if (doc == UINT32_MAX)
		return err_set(err, RC_INPUT, _("the catalogue has no power \"%s\""), power);
	if (table_out(t, "terms", NULL, &out, err) != RC_OK)
		return err->rc;
	match_find(match, text, 1);
	size_t n = match_parts(match, doc, &part);
	for (size_t i = 0; i < n; i++) {
		writer_str(out, part[i].stem);
		writer_str(out, part[i].text_word);
		writer_str(out, part[i].title_word);
		writer_int(out, part[i].tf);
		writer_fixed(out, part[i].idf, 4);
		writer_num(out, (double)part[i].score / INDEX_ONE);
		if (writer_end(out, err) != RC_OK)
			break;
	}
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct frame powers = {0}, duties = {0};
	struct match *match = NULL;
	struct str text;
	const char *catalogue = NULL, *path = NULL, *const *operands;
	size_t n;
	const struct cli_option options[] = {
	        CATALOGUE_OPTION(&catalogue),
	        CLI_FILE("duties", &path, N_("the table in which DUTY is an id; without it DUTY is the text itself")),
	        CLI_GROUP(table_options(&t, TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err) || cli_operands_within(cli, 2, 2, &operands, &n, err) != RC_OK)
		return err->rc;
	if (catalogue_read(&t, catalogue, &powers, err) == RC_OK && catalogue_match(&powers, &match, err) == RC_OK &&
	    duty_text(&t, path, operands[0], &duties, &text, err) == RC_OK)
		(void)!put_parts(&t, match, text, operands[1], err);
	enum rc rc = table_close(&t, err);
	match_free(match);
	frame_free(&powers);
	frame_free(&duties);
	return rc;
}

const struct cli_verb audit_why = {
        .name = "why",
        .args = "DUTY POWER",
        .summary = N_("the account of one score: a row for each word that a duty shares with a power"),
        .out = "terms",
        .details = N_("The scores of the rows add up to the score that audit map gives, to the last digit. A word that the power does not have gives nothing and is not "
                      "listed, but it lowers the other shares: a duty that speaks of much else fits less."),
        .examples = "uprava audit why --powers ru-131fz --duties duties.csv D0385 131-16.1-24\n"
                    "uprava audit why --powers ru-131fz \"Ведёт реестр муниципального имущества\" 131-16.1-03a\n",
        .run = run,
};
