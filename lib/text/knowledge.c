/* SPDX-License-Identifier: MIT */
#include "text/knowledge.h"

#include "base/share.h"
#include "table/reader.h"

#include <stdlib.h>

static enum rc open(struct reader **in, const char *path, const char *schema, struct err *err)
{
	struct reader_options options = {.schema = schema, .bad = reader_refuse};
	return reader_open(&path, 1, &options, in, err);
}

/* state: with what other levels of government do. */
static enum rc read_topics(struct match *m, const char *path, bool state, struct err *err)
{
	struct reader *in;
	struct row row;
	if (open(&in, path, "topics", err) != RC_OK)
		return err->rc;
	size_t id = reader_column(in, "topic_id"), level = reader_column(in, "level"), title = reader_column(in, "title");
	while (reader_next(in, &row, err))
		if (state || !str_is(row_str(&row, level), "state"))
			match_topic(m, row_str(&row, id), row_str(&row, level), row_str(&row, title));
	reader_close(in);
	return err->rc;
}

static enum rc read_vocabulary(struct match *m, const char *path, struct err *err)
{
	struct reader *in;
	struct row row;
	enum match_kind kind;
	if (open(&in, path, "vocabulary", err) != RC_OK)
		return err->rc;
	size_t id = reader_column(in, "power_id"), of = reader_column(in, "kind"), weight = reader_column(in, "weight"), text = reader_column(in, "text");
	while (reader_next(in, &row, err)) {
		uint32_t class = match_class(m, row_str(&row, id));
		if (class != MATCH_NOBODY && match_kind_named(row_str(&row, of), &kind))
			match_learn(m, class, kind, (int)row_num(&row, weight, 1), row_str(&row, text));
	}
	reader_close(in);
	return err->rc;
}

static enum rc read_powers(struct match *m, struct arena *arena, struct err *err)
{
	const char *const *name, *path;
	size_t n = 0;
	if (share_list("powers/vocabulary", ".csv", arena, &name, &n, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < n && err->rc == RC_OK; i++)
		if (share_path(arena_printf(arena, "powers/vocabulary/%s.csv", name[i]), arena, &path, err) == RC_OK)
			(void)!read_vocabulary(m, path, err);
	return err->rc;
}

enum rc knowledge_read(struct match *m, const char *extra, struct err *err)
{
	struct arena *arena = arena_new();
	const char *topics, *words;
	if (read_powers(m, arena, err) == RC_OK && (!extra || read_vocabulary(m, extra, err) == RC_OK) &&
	    share_path("powers/not-municipal.csv", arena, &topics, err) == RC_OK &&
	    share_path("powers/not-municipal-words.csv", arena, &words, err) == RC_OK &&
	    read_topics(m, topics, match_known(m) * 2 >= match_powers(m), err) == RC_OK)
		(void)!read_vocabulary(m, words, err);
	arena_free(arena);
	return err->rc;
}
