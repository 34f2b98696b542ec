/* SPDX-License-Identifier: MIT */
#include "text/past.h"
#include "unit.h"

static void add(struct past *past, const char *id, const char *topic, const char *unit, const uint32_t *ids, size_t n)
{
	struct gist gist = {0};
	for (size_t i = 0; i < n; i++)
		vec_push(&gist, ((struct gist_term){.id = ids[i], .share = 1}));
	past_add(past, str_of(id), str_of(topic), str_of(unit), &gist);
	gist_free(&gist);
}

int main(void)
{
	struct past *past = past_new();
	add(past, "1", "heat", "A", (const uint32_t[]){1, 2}, 2);
	add(past, "2", "heat", "A", (const uint32_t[]){2, 1}, 2);
	add(past, "3", "heat", "B", (const uint32_t[]){1, 2}, 2);
	add(past, "4", "snow", "A", (const uint32_t[]){3}, 1);
	add(past, "5", "snow", "A", NULL, 0);
	past_close(past);
	unit_num((double)past->topics.n, 2, 0, "topics");
	unit_num((double)past->places.n, 3, 0, "units by topic");
	unit_num((double)past->texts.n, 3, 0, "the same words with the same topic and unit are one text");
	unit_num((double)past->cases.n, 4, 0, "a case without a word is no text");
	unit_num(past->topics.v[1].cases, 2, 0, "and counts for its topic");
	unit_num(past->topics.v[0].places, 2, 0, "a topic may have several units");
	const struct past_text *text = &past->texts.v[0];
	unit_ok(text->cases == 2 && str_is(past->cases.v[text->latest].id, "2"), "the latest case of a text comes first");
	uint32_t earlier = past->cases.v[text->latest].earlier;
	unit_ok(str_is(past->cases.v[earlier].id, "1") && past->cases.v[earlier].earlier == PAST_NOBODY, "then the one before it");
	uint32_t place = past->topics.v[0].first, other = past->places.v[place].next;
	unit_ok(past->places.v[place].topic == 0 && past->places.v[other].topic == 0 && past->places.v[other].next == PAST_NOBODY, "the units of a topic are a chain");
	past_free(past);
	past_free(NULL);
	return unit_done();
}
