/* SPDX-License-Identifier: MIT */
/*
 * Rows are numbered by their ids, not by their place in the file, so that a shuffled register gives the same clusters. A person's
 * verdicts come first: yes unites, no keeps apart. Then pairs are united from the most similar down, unless that would
 * bring together what is kept apart.
 */
#include "base/lang.h"
#include "base/map.h"
#include "base/vec.h"
#include "table/table.h"
#include "text/twins.h"
#include "text/verdict.h"

struct function {
	struct str id;
	const struct row *row;
	double hours;
	bool basis; /* its legal basis is given */
	/* the nearest other member of its cluster */
	uint32_t near;
	double similarity;
	bool decided; /* a person said so */
};

struct search {
	struct frame frame;
	size_t id, unit, text;
	struct function *function; /* by id */
	size_t n;
	struct map *numbers; /* id → number */
	struct twins *twins;
	struct verdicts *verdicts;
	struct join_pairs pairs, near; /* what united groups; what did not */
	struct join_groups *groups;
	uint32_t *keep; /* by representative of a group: the function that stays */
	size_t *size;   /* by representative */
	struct arena *arena;
};

static void search_free(struct search *s)
{
	frame_free(&s->frame);
	free(s->function);
	map_free(s->numbers);
	twins_free(s->twins);
	verdict_free(s->verdicts);
	free(s->pairs.v);
	free(s->near.v);
	join_groups_free(s->groups);
	free(s->keep);
	free(s->size);
	arena_free(s->arena);
}

static int by_id(const void *a, const void *b)
{
	const struct function *x = a, *y = b;
	return str_cmp(x->id, y->id);
}

/* Fills function, numbers and twins from the frame. */
static enum rc take(struct search *s, struct err *err)
{
	size_t per_year = frame_column(&s->frame, "per_year"), minutes = frame_column(&s->frame, "minutes"),
	       basis = frame_column(&s->frame, "legal_basis");
	s->n = s->frame.n;
	s->function = mem_array(s->n + 1, sizeof *s->function);
	for (size_t i = 0; i < s->n; i++) {
		const struct row *row = &s->frame.row[i];
		s->function[i] = (struct function){
		        .id = row_str(row, s->id),
		        .row = row,
		        .hours = row_num(row, per_year, 0) * row_num(row, minutes, 0) / 60,
		        .basis = row_str(row, basis).n > 0,
		};
	}
	qsort(s->function, s->n, sizeof *s->function, by_id);
	for (size_t i = 0; i < s->n; i++) {
		struct function *f = &s->function[i];
		if (map_add(s->numbers, f->id, i) != i)
			return row_err(f->row, "function_id", err, _("\"%.*s\" is there twice"), STR_ARG(f->id));
		twins_add(s->twins, row_str(f->row, s->text));
	}
	return RC_OK;
}

static const struct verdict_pair *said_on(const struct search *s, uint32_t a, uint32_t b)
{
	return verdict_on(s->verdicts, s->function[a].id, s->function[b].id);
}

static enum rc settle(struct search *s, const struct verdict_pair *pair, enum verdict verdict, struct err *err)
{
	size_t a = map_get(s->numbers, pair->one), b = map_get(s->numbers, pair->other);
	if (pair->verdict != verdict || a == MAP_NONE || b == MAP_NONE || a == b)
		return RC_OK;
	if (verdict == VERDICT_YES) {
		join_unite(s->groups, (uint32_t)a, (uint32_t)b);
		vec_push(&s->pairs,
		         ((struct join_pair){(uint32_t)(a < b ? a : b), (uint32_t)(a < b ? b : a),
		                             twins_similarity(s->twins, (uint32_t)a, (uint32_t)b)}));
	} else if (!join_apart(s->groups, (uint32_t)a, (uint32_t)b)) {
		return err_set(err, RC_INPUT,
		               _("the verdicts contradict each other: %.*s and %.*s are to stay apart, but others unite them"),
		               STR_ARG(pair->one), STR_ARG(pair->other));
	}
	return RC_OK;
}

/* Verdicts, then pairs; s->pairs keeps only those that stand, s->near the others. */
static enum rc unite(struct search *s, double threshold, struct err *err)
{
	struct join_pairs found = {0};
	size_t n;
	s->groups = join_groups_new(s->n);
	const struct verdict_pair *said = verdict_all(s->verdicts, &n);
	for (size_t i = 0; i < 2 * n; i++) /* each yes, then each no */
		if (settle(s, &said[i % n], i < n ? VERDICT_YES : VERDICT_NO, err) != RC_OK)
			return err->rc;
	twins_find(s->twins, threshold < TWINS_NEAR ? threshold : TWINS_NEAR, &found);
	bool *stands = mem_array(found.n + 1, sizeof *stands);
	twins_group(s->twins, &found, threshold, s->groups, stands);
	for (size_t i = 0; i < found.n; i++)
		if (!said_on(s, found.v[i].a, found.v[i].b))
			vec_push(stands[i] ? &s->pairs : &s->near, found.v[i]);
	free(stands);
	free(found.v);
	return RC_OK;
}

static bool better(const struct function *a, const struct function *b)
{
	if (a->basis != b->basis)
		return a->basis;
	return a->hours > b->hours;
}

static void nearer(struct function *f, uint32_t other, double similarity, bool decided)
{
	if (f->near != UINT32_MAX && (decided < f->decided || (decided == f->decided && similarity <= f->similarity)))
		return;
	f->near = other;
	f->similarity = similarity;
	f->decided = decided;
}

/* Who stays in each group, and the nearest other of each member. */
static void choose(struct search *s)
{
	s->keep = mem_array(s->n + 1, sizeof *s->keep);
	s->size = mem_array(s->n + 1, sizeof *s->size);
	for (uint32_t i = 0; i < s->n; i++) {
		uint32_t group = join_group(s->groups, i);
		if (s->size[group]++ == 0 || better(&s->function[i], &s->function[s->keep[group]]))
			s->keep[group] = i;
		s->function[i].near = UINT32_MAX;
	}
	for (size_t i = 0; i < s->pairs.n; i++) {
		const struct join_pair *p = &s->pairs.v[i];
		struct function *a = &s->function[p->a], *b = &s->function[p->b];
		bool decided = said_on(s, p->a, p->b) != NULL;
		nearer(a, p->b, p->similarity, decided);
		nearer(b, p->a, p->similarity, decided);
	}
}

static const char *kind_of(const struct search *s, uint32_t a, uint32_t b)
{
	if (said_on(s, a, b))
		return "decided";
	return twins_exact(s->twins, a, b) ? "exact" : "reworded";
}

/* Why a and b are taken for one function. */
static void say_why(const struct search *s, uint32_t a, uint32_t b, struct buf *out)
{
	const struct verdict_pair *said = said_on(s, a, b);
	struct str id = s->function[b].id;
	if (said) {
		buf_printf(out, _("%.*s: decided by %.*s: %.*s"), STR_ARG(id), STR_ARG(said->who), STR_ARG(said->why));
	} else if (twins_exact(s->twins, a, b)) {
		buf_printf(out, _("%.*s: the same words"), STR_ARG(id));
	} else {
		buf_printf(out, "%.*s: ", STR_ARG(id));
		twins_why(s->twins, a, b, out);
	}
}

static enum rc put_member(const struct search *s, uint32_t i, struct writer *out, struct buf *why, struct err *err)
{
	const struct function *f = &s->function[i];
	uint32_t keep = s->keep[join_group(s->groups, i)];
	buf_clear(why);
	if (i == keep)
		buf_printf(why, f->basis ? _("stays: has a legal basis, hours a year: %.0f; ")
		                         : _("stays: hours a year: %.0f; "), f->hours);
	say_why(s, i, f->near, why);
	writer_str(out, s->function[keep].id);
	writer_str(out, f->id);
	writer_str(out, row_str(f->row, s->unit));
	writer_str(out, row_str(f->row, s->text));
	writer_fixed(out, f->similarity, 3);
	writer_cstr(out, kind_of(s, i, f->near));
	writer_bool(out, i == keep);
	writer_str(out, buf_slice(why));
	return writer_end(out, err);
}

struct place {
	uint32_t keep, member;
	bool dropped;
};

static int by_cluster(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->keep != y->keep)
		return x->keep < y->keep ? -1 : 1;
	if (x->dropped != y->dropped)
		return x->dropped ? 1 : -1;
	return x->member < y->member ? -1 : x->member > y->member;
}

/* Clusters by the id of what stays; in each that one first, then the others by id. */
static enum rc put_clusters(const struct search *s, struct table *t, struct err *err)
{
	struct writer *out;
	struct buf why = {0};
	VEC(struct place) places = {0};
	if (table_out(t, "duplicates", NULL, &out, err) != RC_OK)
		return err->rc;
	for (uint32_t i = 0; i < s->n; i++) {
		uint32_t group = join_group(s->groups, i), keep = s->keep[group];
		if (s->size[group] > 1)
			vec_push(&places, ((struct place){keep, i, i != keep}));
	}
	if (places.n > 0)
		qsort(places.v, places.n, sizeof *places.v, by_cluster);
	for (size_t i = 0; i < places.n && put_member(s, places.v[i].member, out, &why, err) == RC_OK; i++)
		;
	vec_free(&places);
	buf_free(&why);
	return err->rc;
}

static enum rc put_pair(const struct search *s, const struct join_pair *p, bool near, struct writer *out, struct buf *why, struct err *err)
{
	const struct function *a = &s->function[p->a], *b = &s->function[p->b];
	buf_clear(why);
	say_why(s, p->a, p->b, why);
	writer_str(out, a->id);
	writer_str(out, b->id);
	writer_str(out, row_str(a->row, s->unit));
	writer_str(out, row_str(b->row, s->unit));
	writer_str(out, row_str(a->row, s->text));
	writer_str(out, row_str(b->row, s->text));
	writer_fixed(out, p->similarity, 3);
	writer_cstr(out, near ? "near" : kind_of(s, p->a, p->b));
	writer_str(out, buf_slice(why));
	return writer_end(out, err);
}

static enum rc put_pairs(const struct search *s, struct table *t, struct err *err)
{
	struct writer *out;
	struct buf why = {0};
	if (table_out(t, "pairs", NULL, &out, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < s->pairs.n && err->rc == RC_OK; i++)
		(void)!put_pair(s, &s->pairs.v[i], false, out, &why, err);
	for (size_t i = 0; i < s->near.n && err->rc == RC_OK; i++)
		(void)!put_pair(s, &s->near.v[i], true, out, &why, err);
	buf_free(&why);
	return err->rc;
}

/* The ids that went into each function that stays, by its number, joined by "|". */
static struct buf *merged(const struct search *s)
{
	struct buf *ids = mem_array(s->n + 1, sizeof *ids);
	for (uint32_t i = 0; i < s->n; i++) {
		uint32_t keep = s->keep[join_group(s->groups, i)];
		if (i == keep)
			continue;
		if (ids[keep].n > 0)
			buf_putc(&ids[keep], '|');
		buf_str(&ids[keep], s->function[i].id);
	}
	return ids;
}

/* The register in its own order without what is merged away. A register that went through here before has merged_ids already. */
static enum rc put_register(const struct search *s, struct table *t, struct err *err)
{
	struct writer *out;
	struct columns columns = {0};
	size_t old = frame_column(&s->frame, "merged_ids");
	for (size_t i = 0; i < s->frame.columns.n; i++)
		if (i != old)
			columns_add(&columns, s->frame.columns.v[i].name, s->frame.columns.v[i].type);
	columns_add(&columns, "merged_ids", SCHEMA_STRING);
	struct buf *ids = merged(s);
	if (table_out_columns(t, &columns, &out, err) == RC_OK)
		for (size_t i = 0; i < s->frame.n; i++) {
			const struct row *row = &s->frame.row[i];
			size_t number = map_get(s->numbers, row_str(row, s->id));
			if (s->keep[join_group(s->groups, (uint32_t)number)] != number)
				continue;
			for (size_t j = 0; j < row->n; j++)
				if (j != old)
					writer_str(out, row->cell[j]);
			struct str before = row_str(row, old);
			writer_cstr(out, before.n ? arena_printf(s->arena, "%.*s%s%s", STR_ARG(before), ids[number].n ? "|" : "",
			                                         buf_cstr(&ids[number]))
			                          : buf_cstr(&ids[number]));
			if (writer_end(out, err) != RC_OK)
				break;
		}
	for (size_t i = 0; i < s->n; i++)
		buf_free(&ids[i]);
	free(ids);
	columns_free(&columns);
	return err->rc;
}

static enum rc run(struct cli *cli, struct err *err)
{
	struct table t = TABLE(cli);
	struct search s = {0};
	double threshold = TWINS_SAME;
	bool pairs = false, drop = false;
	const char *verdicts = NULL, *key = "title";
	const struct cli_option options[] = {
	        CLI_FLAG("pairs", &pairs, N_("the pairs behind the clusters")),
	        CLI_FLAG("drop", &drop, N_("the register without the duplicates; merged_ids names what went into a function")),
	        CLI_NUMBER("threshold", &threshold, 0.05, 1, "SHARE", N_("how similar reworded functions must be (0.5)")),
	        CLI_FILE("verdicts", &verdicts, N_("what people decided on pairs: function_id, other_id, verdict (yes, no), who, when, why")),
	        CLI_TEXT("key", &key, "COLUMN", N_("the column whose text is compared (title)")),
	        CLI_GROUP(table_options(&t, TABLE_IN | TABLE_OUT)),
	        CLI_END,
	};
	if (!cli_parse(cli, options, err))
		return err->rc;
	if (pairs && drop)
		return err_set(err, RC_USAGE, _("--pairs and --drop exclude each other"));
	s.arena = arena_new();
	s.numbers = map_new();
	const char *need = arena_printf(s.arena, "function_id %s", key);
	if (twins_new(&s.twins, err) == RC_OK && verdict_read(&t, verdicts, "function_id", "other_id", VERDICT_UNORDERED, &s.verdicts, err) == RC_OK &&
	    table_frame(&t, "functions", need, &s.frame, err) == RC_OK) {
		s.id = frame_column(&s.frame, "function_id");
		s.unit = frame_column(&s.frame, "unit_id");
		s.text = frame_column(&s.frame, key);
		if (take(&s, err) == RC_OK && unite(&s, threshold, err) == RC_OK) {
			choose(&s);
			if (pairs)
				put_pairs(&s, &t, err);
			else if (drop)
				put_register(&s, &t, err);
			else
				put_clusters(&s, &t, err);
		}
	}
	enum rc rc = table_close(&t, err);
	search_free(&s);
	return rc;
}

const struct cli_verb inventory_duplicates = {
        .name = "duplicates",
        .args = "[FILE…]",
        .summary = N_("functions that are the same work, word for word or reworded"),
        .in = "functions",
        .out = "duplicates",
        .details = N_("Exact: equal once case, ё, dashes, quotes and look-alike letters do not count. Reworded: the same action (выдача, оформление) on the "
                      "same things, abbreviations expanded, generic words and those frequent in the register weighing little. --pairs shows those "
                      "that are near as well, which unite nothing. Of a cluster stays the function with a legal basis, then "
                      "the one with the most hours a year, then the smallest id. Verdicts are honoured exactly: yes unites a pair, no keeps it apart "
                      "whatever else is similar; of two verdicts on one pair the later line counts. The register is held in memory."),
        .examples = "uprava inventory duplicates functions.csv\n"
                    "uprava inventory import functions.csv | uprava inventory duplicates --drop --verdicts verdicts.csv\n",
        .run = run,
};
