/* SPDX-License-Identifier: MIT */
#include "catalogue.h"

#include "base/share.h"
#include "text/knowledge.h"

enum rc catalogue_read(struct table *t, const char *powers, struct frame *frame, struct err *err)
{
	struct arena *arena = arena_new();
	const char *path;
	if (share_named("powers", powers, ".csv", arena, &path, err) == RC_OK)
		(void)!table_side(t, path, "powers", "power_id title", true, frame, err);
	arena_free(arena);
	return err->rc;
}

enum rc catalogue_match(const struct frame *powers, const char *vocabulary, struct match **match, struct err *err)
{
	size_t id = frame_column(powers, "power_id"), title = frame_column(powers, "title");
	if (match_new(match, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < powers->n; i++)
		match_power(*match, row_str(&powers->row[i], id), row_str(&powers->row[i], title));
	if (knowledge_read(*match, vocabulary, err) == RC_OK)
		match_ready(*match);
	return err->rc;
}
