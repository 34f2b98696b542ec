/* SPDX-License-Identifier: MIT */
#include "text/past.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"

#include <stdlib.h>

struct past_keys {
	struct map *topic, *place, *text; /* a name; topic and unit; place and sorted terms */
	struct buf key;
	VEC(uint32_t) ids;
};

struct past *past_new(void)
{
	struct past *p = mem_alloc(sizeof *p);
	p->arena = arena_new();
	p->keys = mem_alloc(sizeof *p->keys);
	p->keys->topic = map_new();
	p->keys->place = map_new();
	p->keys->text = map_new();
	return p;
}

void past_close(struct past *p)
{
	if (!p->keys)
		return;
	map_free(p->keys->topic);
	map_free(p->keys->place);
	map_free(p->keys->text);
	buf_free(&p->keys->key);
	vec_free(&p->keys->ids);
	free(p->keys);
	p->keys = NULL;
}

void past_free(struct past *p)
{
	if (!p)
		return;
	past_close(p);
	vec_free(&p->topics);
	vec_free(&p->places);
	vec_free(&p->texts);
	vec_free(&p->cases);
	vec_free(&p->pool);
	arena_free(p->arena);
	free(p);
}

static uint32_t topic_of(struct past *p, struct str name)
{
	size_t at = map_add(p->keys->topic, name, p->topics.n);
	if (at == p->topics.n)
		vec_push(&p->topics, ((struct past_topic){.name = arena_str(p->arena, name), .first = PAST_NOBODY}));
	return (uint32_t)at;
}

static uint32_t place_of(struct past *p, uint32_t topic, struct str unit)
{
	struct buf *key = &p->keys->key;
	buf_clear(key);
	buf_add(key, &topic, sizeof topic);
	buf_str(key, unit);
	size_t at = map_add(p->keys->place, buf_slice(key), p->places.n);
	if (at == p->places.n) {
		vec_push(&p->places, ((struct past_place){.topic = topic, .unit = arena_str(p->arena, unit), .next = p->topics.v[topic].first}));
		p->topics.v[topic].first = (uint32_t)at;
		p->topics.v[topic].places++;
	}
	return (uint32_t)at;
}

static int rising(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

static struct past_text *text_of(struct past *p, uint32_t place, const struct gist *gist)
{
	struct past_keys *k = p->keys;
	k->ids.n = 0;
	for (size_t i = 0; i < gist->n; i++)
		vec_push(&k->ids, gist->v[i].id);
	qsort(k->ids.v, k->ids.n, sizeof *k->ids.v, rising);
	buf_clear(&k->key);
	buf_add(&k->key, &place, sizeof place);
	buf_add(&k->key, k->ids.v, k->ids.n * sizeof *k->ids.v);
	size_t at = map_add(k->text, buf_slice(&k->key), p->texts.n);
	if (at == p->texts.n) {
		vec_push(&p->texts, ((struct past_text){.from = p->pool.n, .n = (uint32_t)k->ids.n, .place = place, .latest = PAST_NOBODY}));
		for (size_t i = 0; i < k->ids.n; i++)
			vec_push(&p->pool, k->ids.v[i]);
	}
	return &p->texts.v[at];
}

void past_add(struct past *p, struct str id, struct str topic, struct str unit, const struct gist *gist)
{
	uint32_t place = place_of(p, topic_of(p, topic), unit);
	p->places.v[place].cases++;
	p->topics.v[p->places.v[place].topic].cases++;
	if (gist->n == 0)
		return;
	struct past_text *text = text_of(p, place, gist);
	vec_push(&p->cases, ((struct past_case){arena_str(p->arena, id), text->latest}));
	text->latest = (uint32_t)p->cases.n - 1;
	text->cases++;
}
