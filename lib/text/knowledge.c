/* SPDX-License-Identifier: MIT */
#include "text/knowledge.h"

#include "base/lang.h"
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

/* Which lines are taken: those about powers, or, once there are topics, those about topics; strict: then a line about neither is an error. */
enum part { POWERS, TOPICS, TOPICS_STRICT };

static enum rc take_line(struct match *m, const struct row *row, const size_t at[4], enum part part, struct err *err)
{
	enum match_kind kind;
	struct str id = row_str(row, at[0]);
	uint32_t class = match_class(m, id);
	if (class == MATCH_NOBODY && part == TOPICS_STRICT)
		return row_err(row, "power_id", err, _("unknown power \"%.*s\""), STR_ARG(id));
	bool power = class < match_powers(m);
	if (class != MATCH_NOBODY && power == (part == POWERS) && match_kind_named(row_str(row, at[1]), &kind))
		match_learn(m, class, kind, (int)row_num(row, at[2], 1), row_str(row, at[3]));
	return RC_OK;
}

static enum rc read_vocabulary(struct match *m, const char *path, enum part part, struct err *err)
{
	struct reader *in;
	struct row row;
	if (open(&in, path, "vocabulary", err) != RC_OK)
		return err->rc;
	const size_t at[] = {reader_column(in, "power_id"), reader_column(in, "kind"), reader_column(in, "weight"), reader_column(in, "text")};
	while (reader_next(in, &row, err) && take_line(m, &row, at, part, err) == RC_OK)
		;
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
			(void)!read_vocabulary(m, path, POWERS, err);
	return err->rc;
}

enum rc knowledge_read(struct match *m, const char *extra, struct err *err)
{
	struct arena *arena = arena_new();
	const char *topics, *words;
	if (read_powers(m, arena, err) == RC_OK && (!extra || read_vocabulary(m, extra, POWERS, err) == RC_OK) &&
	    share_path("powers/not-municipal.csv", arena, &topics, err) == RC_OK &&
	    share_path("powers/not-municipal-words.csv", arena, &words, err) == RC_OK &&
	    read_topics(m, topics, match_known(m) * 2 >= match_powers(m), err) == RC_OK &&
	    read_vocabulary(m, words, TOPICS, err) == RC_OK && extra)
		(void)!read_vocabulary(m, extra, TOPICS_STRICT, err);
	arena_free(arena);
	return err->rc;
}
