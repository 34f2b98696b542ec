/* SPDX-License-Identifier: MIT */
/*
 * The plain way to look for duplicates, to measure ours beside it: build/quality/jaccard FILE (function_id, function). Prints every pair
 * with an unweighted Jaccard similarity of stems of at least 0.1: function_id, other, similarity, parted by tabs.
 */
#include "base/vec.h"
#include "table/reader.h"
#include "text/join.h"
#include "text/terms.h"

#include <stdio.h>

struct corpus {
	VEC(struct join_set) sets;
	VEC(struct str) ids;
	struct arena *arena;
};

static enum rc read_corpus(const char *path, struct terms *terms, struct corpus *c, struct err *err)
{
	struct reader *in;
	struct row row;
	struct term_list list = {0};
	struct reader_options options = {.schema = "any", .need = "function_id function", .bad = reader_refuse};
	if (reader_open(&path, 1, &options, &in, err) != RC_OK)
		return err->rc;
	while (reader_next(in, &row, err)) {
		terms_of(terms, row_str(&row, reader_column(in, "function")), &list);
		terms_distinct(terms, &list);
		uint32_t *ids = arena_array(c->arena, list.n + 1, sizeof *ids);
		for (size_t i = 0; i < list.n; i++)
			ids[i] = list.v[i].id;
		vec_push(&c->sets, ((struct join_set){ids, list.n}));
		vec_push(&c->ids, arena_str(c->arena, row_str(&row, reader_column(in, "function_id"))));
	}
	terms_list_free(&list);
	reader_close(in);
	return err->rc;
}

int main(int argc, char **argv)
{
	struct err err = {0};
	struct terms *terms;
	struct corpus c = {.arena = arena_new()};
	struct join_pairs pairs = {0};
	if (argc != 2 || terms_new(&terms, &err) != RC_OK || read_corpus(argv[1], terms, &c, &err) != RC_OK) {
		fprintf(stderr, "jaccard: %s\n", argc == 2 ? err.text : "one file");
		return 2;
	}
	join_self(c.sets.v, c.sets.n, NULL, terms_known(terms), 0.1, &pairs);
	for (size_t i = 0; i < pairs.n; i++)
		printf("%.*s\t%.*s\t%.6f\n", STR_ARG(c.ids.v[pairs.v[i].a]), STR_ARG(c.ids.v[pairs.v[i].b]), pairs.v[i].similarity);
	return 0;
}
