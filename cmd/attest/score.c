/* SPDX-License-Identifier: MIT */
#include "base/date.h"
#include "base/lang.h"
#include "base/map.h"
#include "base/mem.h"
#include "instrument.h"
#include "table/table.h"

#include <math.h>
#include <stdlib.h>

/* The answers that count: of each employee the row submitted last. */
struct answers {
	struct frame frame;
	size_t *row; /* index into the frame, per employee in order of first appearance */
	size_t *repeated;
	size_t n, n_repeated;
};

static void answers_free(struct answers *answers)
{
	frame_free(&answers->frame);
	free(answers->row);
	free(answers->repeated);
}

/* INT64_MIN when the table does not say. */
static int64_t submitted(const struct frame *frame, size_t row, size_t column)
{
	struct moment moment;
	if (column == COLUMN_NONE || moment_read(frame->row[row].cell[column], &moment) != DATE_OK)
		return INT64_MIN;
	return moment_utc(moment);
}

static void keep_last(struct answers *a)
{
	size_t employee = frame_column(&a->frame, "employee_id"),
	       at = frame_column(&a->frame, "submitted_at");
	struct map *map = map_new();
	a->row = mem_array(a->frame.n + 1, sizeof *a->row);
	a->repeated = mem_array(a->frame.n + 1, sizeof *a->repeated);
	for (size_t r = 0; r < a->frame.n; r++) {
		size_t i = map_add(map, a->frame.row[r].cell[employee], a->n);
		if (i == a->n) {
			a->row[a->n++] = r;
			continue;
		}
		a->repeated[i]++;
		a->n_repeated++;
		/* of the same moment the later row counts */
		if (submitted(&a->frame, r, at) >= submitted(&a->frame, a->row[i], at))
			a->row[i] = r;
	}
	map_free(map);
}

static void flag(struct buf *flags, const char *name, size_t count)
{
	if (count > 0)
		buf_printf(flags, "%s%s:%zu", flags->n ? "|" : "", name, count);
}

static void put_person(struct writer *out, const struct instrument *it, struct str employee,
                       const double *scale, const struct psych_result *result, size_t repeated)
{
	struct buf flags = {0};
	if (!result->scored)
		buf_puts(&flags, "not_scored");
	flag(&flags, "missing", result->missing);
	flag(&flags, "invalid", result->invalid);
	flag(&flags, "repeated", repeated);
	if (result->straight)
		buf_puts(&flags, flags.n ? "|straight_lining" : "straight_lining");
	writer_str(out, employee);
	for (size_t s = 0; s < it->psych.n_scales; s++)
		writer_num(out, scale[s]);
	writer_num(out, result->total);
	writer_num(out, result->percent);
	if (isnan(it->psych.cut))
		writer_cstr(out, "");
	else
		writer_bool(out, result->passed);
	writer_str(out, buf_slice(&flags));
	buf_free(&flags);
}

struct counts {
	size_t scored, passed, straight;
};

static enum rc put_all(const struct instrument *it, const struct answers *a, struct writer *out,
                       struct counts *counts, struct err *err)
{
	const struct psych *psych = &it->psych;
	struct str *answer = mem_array(psych->n + 1, sizeof *answer);
	double *scale = mem_array(psych->n_scales + 1, sizeof *scale);
	size_t employee = frame_column(&a->frame, "employee_id");
	size_t *column = mem_array(psych->n + 1, sizeof *column);
	for (size_t k = 0; k < psych->n; k++)
		column[k] = frame_column(&a->frame, it->item[k]);
	for (size_t i = 0; err->rc == RC_OK && i < a->n; i++) {
		const struct row *row = &a->frame.row[a->row[i]];
		struct psych_result result;
		for (size_t k = 0; k < psych->n; k++)
			answer[k] = row_str(row, column[k]);
		psych_score(psych, answer, scale, &result);
		counts->scored += result.scored;
		counts->passed += result.passed;
		counts->straight += result.straight;
		put_person(out, it, row->cell[employee], scale, &result, a->repeated[i]);
		if (writer_end(out, err) != RC_OK)
			break;
	}
	free(column);
	free(scale);
	free(answer);
	return err->rc;
}

static void tell(struct cli *cli, const struct instrument *it, const struct answers *a,
                 const struct counts *counts)
{
	struct buf text = {0};
	buf_printf(&text, _("people: %zu; scored: %zu"), a->n, counts->scored);
	if (!isnan(it->psych.cut))
		buf_printf(&text, _("; passed: %zu"), counts->passed);
	if (a->n_repeated > 0)
		buf_printf(&text, _("; answered again, the last counts: %zu"), a->n_repeated);
	if (counts->straight > 0)
		buf_printf(&text, _("; the same answer throughout: %zu"), counts->straight);
	cli_note(cli, buf_cstr(&text));
	buf_free(&text);
}

/* What the reader must find: who, and every item but the open ones. */
static const char *needed(const struct instrument *it, struct arena *arena)
{
	struct buf names = {0};
	buf_puts(&names, "employee_id");
	for (size_t i = 0; i < it->psych.n; i++)
		if (it->psych.item[i].kind != PSYCH_OPEN)
			buf_printf(&names, " %s", it->item[i]);
	const char *text = arena_cstr(arena, buf_slice(&names));
	buf_free(&names);
	return text;
}

static enum rc score(struct table *t, const char *name, struct arena *arena, struct err *err)
{
	struct instrument it;
	struct answers a = {0};
	struct counts counts = {0};
	struct columns scales = {0};
	struct writer *out;
	if (instrument_load(name, arena, &it, err) != RC_OK ||
	    table_frame(t, "responses", needed(&it, arena), &a.frame, err) != RC_OK)
		return err->rc;
	keep_last(&a);
	for (size_t s = 0; s < it.psych.n_scales; s++)
		columns_add(&scales, it.scale[s], SCHEMA_NUMBER);
	if (table_out(t, "scores", &scales, &out, err) == RC_OK &&
	    put_all(&it, &a, out, &counts, err) == RC_OK)
		tell(t->cli, &it, &a, &counts);
	columns_free(&scales);
	answers_free(&a);
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	const char *instrument = NULL;
	const struct cli_option options[] = {
	        CLI_NEED_TEXT("instrument", &instrument, "NAME|FILE",
	                      N_("the questionnaire with its rules: willingness, competence, "
	                         "training, or a file")),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	struct arena *arena = arena_new();
	score(&t, instrument, arena, err);
	enum rc rc = table_close(&t, err);
	arena_free(arena);
	return rc;
}

const struct cli_verb attest_score = {
        .name = "score",
        .args = "[FILE…]",
        .summary = N_("give each employee's answers their points, by scale and in total"),
        .in = "responses",
        .out = "scores",
        .details = N_("The answers stand in columns named by the instrument's items; a multiple "
                      "choice parts its codes with \"|\". An "
                      "unknown code is a missing answer. Of several answers of one employee the "
                      "last by submitted_at counts. Who left "
                      "out more than the instrument allows has no points. Flags: not_scored, "
                      "missing:N, invalid:N, repeated:N, "
                      "straight_lining (the same answer to all statements, reversed ones too)."),
        .examples = "uprava attest score --instrument willingness responses.csv\n",
        .run = run,
};
