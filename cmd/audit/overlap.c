/* SPDX-License-Identifier: MIT */
/*
 * Duties are numbered by their ids, so that a shuffled table gives the same pairs. A pair that people decided upon is said as they decided: yes stands whatever its words
 * are, no is left out.
 */
#include "base/lang.h"
#include "base/map.h"
#include "base/vec.h"
#include "table/table.h"
#include "text/twins.h"
#include "text/verdict.h"

enum { BETWEEN_POSITIONS, BETWEEN_UNITS };

struct duty {
	struct str id, position, unit, text;
	const struct row *row;
};

struct search {
	struct frame frame, positions;
	struct map *unit_at; /* position_id → row of positions */
	struct map *numbers; /* duty_id → number */
	struct duty *duty;   /* by id */
	size_t n;
	struct twins *twins;
	struct verdicts *verdicts;
	struct join_pairs pairs;
	int between;
};

static void search_free(struct search *s)
{
	frame_free(&s->frame);
	frame_free(&s->positions);
	map_free(s->unit_at);
	map_free(s->numbers);
	free(s->duty);
	twins_free(s->twins);
	verdict_free(s->verdicts);
	free(s->pairs.v);
}

static int by_id(const void *a, const void *b)
{
	const struct duty *x = a, *y = b;
	return str_cmp(x->id, y->id);
}

/* The duty's own unit, else that of its position. */
static struct str unit_of(const struct search *s, const struct row *row, struct str position)
{
	struct str own = row_str(row, frame_column(&s->frame, "unit_id"));
	size_t at = own.n > 0 || position.n == 0 ? MAP_NONE : map_get(s->unit_at, position);
	return at == MAP_NONE ? own : row_str(&s->positions.row[at], frame_column(&s->positions, "unit_id"));
}

static enum rc read_positions(struct search *s, struct table *t, const char *path, struct err *err)
{
	if (!path)
		return RC_OK;
	if (table_side(t, path, "positions", "position_id unit_id", true, &s->positions, err) != RC_OK)
		return err->rc;
	size_t id = frame_column(&s->positions, "position_id");
	for (size_t i = 0; i < s->positions.n; i++)
		map_add(s->unit_at, row_str(&s->positions.row[i], id), i);
	return RC_OK;
}

static enum rc take(struct search *s, struct err *err)
{
	size_t id = frame_column(&s->frame, "duty_id"), position = frame_column(&s->frame, "position_id"), text = frame_column(&s->frame, "duty");
	s->n = s->frame.n;
	s->duty = mem_array(s->n + 1, sizeof *s->duty);
	for (size_t i = 0; i < s->n; i++) {
		const struct row *row = &s->frame.row[i];
		s->duty[i] = (struct duty){row_str(row, id), row_str(row, position), unit_of(s, row, row_str(row, position)), row_str(row, text), row};
	}
	qsort(s->duty, s->n, sizeof *s->duty, by_id);
	for (size_t i = 0; i < s->n; i++) {
		if (map_add(s->numbers, s->duty[i].id, i) != i)
			return row_err(s->duty[i].row, "duty_id", err, _("\"%.*s\" is there twice"), STR_ARG(s->duty[i].id));
		twins_add(s->twins, s->duty[i].text);
	}
	return RC_OK;
}

/* Whether two duties belong to different holders. Of one that nobody is named for it is not known, and it counts as another's. */
static bool apart(const struct search *s, const struct duty *a, const struct duty *b)
{
	struct str x = s->between == BETWEEN_UNITS ? a->unit : a->position, y = s->between == BETWEEN_UNITS ? b->unit : b->position;
	return x.n == 0 || y.n == 0 || !str_eq(x, y);
}

static const struct verdict_pair *said_on(const struct search *s, uint32_t a, uint32_t b)
{
	return verdict_on(s->verdicts, s->duty[a].id, s->duty[b].id);
}

static void find(struct search *s, double threshold)
{
	struct join_pairs found = {0};
	size_t n;
	const struct verdict_pair *said = verdict_all(s->verdicts, &n);
	for (size_t i = 0; i < n; i++) {
		size_t a = map_get(s->numbers, said[i].one), b = map_get(s->numbers, said[i].other);
		if (said[i].verdict == VERDICT_YES && a != MAP_NONE && b != MAP_NONE && a != b)
			vec_push(&s->pairs, ((struct join_pair){(uint32_t)a, (uint32_t)b, twins_similarity(s->twins, (uint32_t)a, (uint32_t)b)}));
	}
	twins_find(s->twins, threshold, &found);
	for (size_t i = 0; i < found.n; i++) {
		const struct join_pair *p = &found.v[i];
		if (!said_on(s, p->a, p->b) && apart(s, &s->duty[p->a], &s->duty[p->b]))
			vec_push(&s->pairs, *p);
	}
	free(found.v);
}

static void say_why(const struct search *s, const struct join_pair *p, const struct verdict_pair *said, struct buf *out)
{
	buf_clear(out);
	if (said)
		buf_printf(out, _("decided by %.*s: %.*s"), STR_ARG(said->who), STR_ARG(said->why));
	else if (twins_exact(s->twins, p->a, p->b))
		buf_puts(out, _("the same words"));
	else
		twins_why(s->twins, p->a, p->b, out);
}

static enum rc put_pairs(const struct search *s, struct table *t, struct err *err)
{
	struct writer *out;
	struct buf why = {0};
	if (table_out(t, "overlap", NULL, &out, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < s->pairs.n; i++) {
		const struct join_pair *p = &s->pairs.v[i];
		const struct duty *a = &s->duty[p->a], *b = &s->duty[p->b];
		const struct verdict_pair *said = said_on(s, p->a, p->b);
		say_why(s, p, said, &why);
		writer_str(out, a->id);
		writer_str(out, b->id);
		writer_str(out, a->position);
		writer_str(out, b->position);
		writer_str(out, a->unit);
		writer_str(out, b->unit);
		writer_str(out, a->text);
		writer_str(out, b->text);
		writer_fixed(out, p->similarity, 3);
		writer_cstr(out, said ? "decided" : twins_exact(s->twins, p->a, p->b) ? "exact" : "reworded");
		writer_str(out, buf_slice(&why));
		if (writer_end(out, err) != RC_OK)
			break;
	}
	buf_free(&why);
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	static const char *const words[] = {"positions", "units", NULL};
	struct table t = TABLE(cli);
	struct search s = {.between = BETWEEN_POSITIONS};
	double threshold = TWINS_SAME_DUTY;
	bool check = false;
	const char *verdicts = NULL, *positions = NULL;
	const struct cli_option options[] = {
	        CLI_WORD("between", &s.between, words, N_("leave out pairs within one position, or within one unit (positions)")),
	        CLI_FILE("positions", &positions, N_("the unit of each position, where duties do not name it: position_id, unit_id")),
	        CLI_NUMBER("threshold", &threshold, 0.05, 1, "SHARE", N_("how similar reworded duties must be (0.6)")),
	        CLI_FILE("verdicts", &verdicts, N_("what people decided on pairs: duty_id, other_duty_id, verdict (yes, no), who, when, why")),
	        CLI_FLAG("check", &check, N_("exit code 1 when there is a pair")),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	s.numbers = map_new();
	s.unit_at = map_new();
	if (twins_new(&s.twins, err) == RC_OK && verdict_read(&t, verdicts, "duty_id", "other_duty_id", VERDICT_UNORDERED, &s.verdicts, err) == RC_OK &&
	    read_positions(&s, &t, positions, err) == RC_OK && table_frame(&t, "duties", "duty_id duty", &s.frame, err) == RC_OK &&
	    take(&s, err) == RC_OK) {
		find(&s, threshold);
		if (put_pairs(&s, &t, err) == RC_OK && check && s.pairs.n > 0)
			table_look(&t);
	}
	enum rc rc = table_close(&t, err);
	search_free(&s);
	return rc;
}

const struct cli_verb audit_overlap = {
        .name = "overlap",
        .args = "[FILE…]",
        .summary = N_("the same duty in two positions or units"),
        .in = "duties",
        .out = "overlap",
        .details = N_("Pairs of duties that say the same: exact, or the same action on the same things in other words, as in inventory duplicates; the most "
                      "similar first. Of several duties in the very same words the one with the smallest id stands for all. A duty without a position (or unit) counts "
                      "as another's. The duties are held in memory."),
        .examples = "uprava audit overlap duties.csv\n"
                    "uprava audit overlap --between units --positions positions.csv duties.csv\n",
        .run = run,
};
