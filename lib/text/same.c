/* SPDX-License-Identifier: MIT */
#include "text/same.h"

#include "base/lang.h"
#include "base/map.h"
#include "base/num.h"
#include "base/vec.h"
#include "calc/geo.h"
#include "calc/geo_grid.h"
#include "text/norm.h"
#include "text/terms.h"

#include <math.h>
#include <string.h>

enum {
	TERMS_MAX = 500,        /* of one text */
	LIST_MAX = 64,          /* in a cell that is looked through as a whole */
	LOOKED_MAX = 1000,      /* candidates for one appeal */
	GENERATION = 512 * 1024 /* first appeals after which the generation before is forgotten */
};

/* The first appeal of a matter. */
struct first {
	double lat, lon;
	int64_t seconds;
	uint64_t address; /* hash; 0: none */
	size_t from;      /* of its terms */
	uint32_t n, number;
	uint32_t seen; /* the appeal it was last compared with */
	bool placed;
};

/* The heads of lists, by key: of the first ones in a cell, or with a term in a crowded cell. */
struct slot {
	uint64_t key; /* 0: free */
	uint32_t link, n;
};

struct link {
	uint32_t first, next; /* next: place in links + 1 */
};

/* Memory that is forgotten at once. */
struct generation {
	VEC(struct first) firsts;
	VEC(struct link) links;
	VEC(uint32_t) terms; /* of all firsts: each text's in rising order */
	struct slot *slot;
	size_t slots, used; /* slots: a power of two */
};

struct same {
	struct same_options options;
	struct terms *words;
	struct term_list list;
	struct buf normal;
	struct generation now, before;
	/* the appeal in hand */
	VEC(uint32_t) terms;
	uint64_t address;
	uint32_t asked; /* how many appeals so far */
	size_t looked;
};

/* ---- options */

static enum rc read_number(struct str part, const char *name, double most, double *value, struct err *err)
{
	struct str text = {part.p + strlen(name) + 1, part.n - strlen(name) - 1};
	if (num_parse(text, value) && *value > 0 && *value <= most)
		return RC_OK;
	return err_set(err, RC_USAGE, _("--same: %s: a number above 0, at most %g, is expected: \"%.*s\""), name, most, STR_ARG(text));
}

enum rc same_options_read(const char *text, struct same_options *options, struct err *err)
{
	struct str rest = str_of(text), part;
	if (str_is(rest, "default"))
		return RC_OK;
	while (err->rc == RC_OK && str_split(&rest, ',', &part)) {
		if (str_starts(part, "place="))
			read_number(part, "place", 100000, &options->place, err);
		else if (str_starts(part, "hours="))
			read_number(part, "hours", 24 * 366, &options->hours, err);
		else if (str_starts(part, "text="))
			read_number(part, "text", 1, &options->text, err);
		else
			err_set(err, RC_USAGE, _("--same: place=METRES, hours=N or text=SHARE is expected: \"%.*s\""), STR_ARG(part));
	}
	return err->rc;
}

/* ---- lists by key */

static uint64_t mix(uint64_t a, uint64_t b)
{
	uint64_t both[2] = {a, b}, key = map_hash((struct str){(const char *)both, sizeof both});
	return key ? key : 1;
}

static struct slot *find_slot(const struct generation *g, uint64_t key)
{
	size_t at = key & (g->slots - 1);
	while (g->slot[at].key && g->slot[at].key != key)
		at = (at + 1) & (g->slots - 1);
	return &g->slot[at];
}

static void grow(struct generation *g)
{
	struct generation old = *g;
	g->slots = old.slots ? old.slots * 2 : 1024;
	g->slot = mem_array(g->slots, sizeof *g->slot);
	for (size_t i = 0; i < old.slots; i++)
		if (old.slot[i].key)
			*find_slot(g, old.slot[i].key) = old.slot[i];
	free(old.slot);
}

static void add_link(struct generation *g, uint64_t key, uint32_t first)
{
	if (g->used * 3 >= g->slots * 2)
		grow(g);
	struct slot *slot = find_slot(g, key);
	g->used += slot->key == 0;
	slot->key = key;
	vec_push(&g->links, ((struct link){first, slot->link}));
	slot->link = (uint32_t)g->links.n;
	slot->n++;
}

static void forget(struct generation *g)
{
	vec_free(&g->firsts);
	vec_free(&g->links);
	vec_free(&g->terms);
	free(g->slot);
	g->slot = NULL;
	g->slots = g->used = 0;
}

/* ---- words */

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* Terms by a hash of their stems, so that numbers need no dictionary that grows; in their order the first are a fair sample. */
static void read_terms(struct same *s, struct str text)
{
	s->terms.n = 0;
	terms_of(s->words, text, &s->list);
	for (size_t i = 0; i < s->list.n; i++)
		vec_push(&s->terms, (uint32_t)map_hash(terms_stem(s->words, s->list.v[i].id)));
	if (s->terms.n == 0)
		return;
	qsort(s->terms.v, s->terms.n, sizeof *s->terms.v, by_value);
	size_t kept = 1;
	for (size_t i = 1; i < s->terms.n && kept < TERMS_MAX; i++)
		if (s->terms.v[i] != s->terms.v[kept - 1])
			s->terms.v[kept++] = s->terms.v[i];
	s->terms.n = kept;
}

/* "ул. Ленина, д. 12" and "Ленина 12": the words without those that every address may have or lack, as one. */
static uint64_t read_address(struct same *s, struct str address)
{
	static const char *const idle[] = {"ул", "улица", "д", "дом", "г", "город", "им", "имени"};
	struct norm_word word = {0};
	buf_clear(&s->normal);
	while (norm_next(&address, &word)) {
		bool counts = true;
		for (size_t i = 0; i < sizeof idle / sizeof *idle; i++)
			counts = counts && !str_is(buf_slice(&word.text), idle[i]);
		if (counts)
			buf_str(&s->normal, buf_slice(&word.text));
	}
	buf_free(&word.text);
	return s->normal.n ? mix(map_hash(buf_slice(&s->normal)), 2) : 0;
}

/* How many terms at the head of a set of n must be looked up, so that a set with the asked likeness is met. */
static size_t prefix(const struct same *s, size_t n)
{
	return n - (size_t)ceil(s->options.text * (double)n - 1e-9) + 1;
}

static double likeness(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b)
{
	size_t i = 0, j = 0, shared = 0;
	while (i < n_a && j < n_b) {
		shared += a[i] == b[j];
		size_t step = a[i] <= b[j];
		j += b[j] <= a[i];
		i += step;
	}
	return (double)shared / (double)(n_a + n_b - shared);
}

/* ---- comparing */

static void compare(struct same *s, const struct generation *g, uint32_t which, const struct same_appeal *appeal, struct same_match *match)
{
	struct first *first = &g->firsts.v[which];
	if (first->seen == s->asked)
		return;
	first->seen = s->asked;
	/* Sets of very different sizes cannot be alike (length filter). */
	if (fmin(first->n, (double)s->terms.n) < s->options.text * fmax(first->n, (double)s->terms.n) - 1e-9)
		return;
	s->looked++;
	struct same_match it = {.number = first->number, .by_address = !(first->placed && appeal->placed)};
	it.hours = fabs((double)(appeal->seconds - first->seconds)) / 3600;
	if (it.hours > s->options.hours || (it.by_address && (first->address == 0 || first->address != s->address)))
		return;
	it.metres = it.by_address ? 0 : geo_metres(appeal->lat, appeal->lon, first->lat, first->lon);
	if (it.metres > s->options.place)
		return;
	it.text = likeness(s->terms.v, s->terms.n, g->terms.v + first->from, first->n);
	if (it.text < s->options.text - 1e-9)
		return;
	if (match->number == SAME_NONE || it.text > match->text || (it.text == match->text && it.number < match->number))
		*match = it;
}

static void look_through(struct same *s, const struct generation *g, const struct slot *slot, const struct same_appeal *appeal,
                         struct same_match *match)
{
	for (uint32_t link = slot->link; link && s->looked < LOOKED_MAX; link = g->links.v[link - 1].next)
		compare(s, g, g->links.v[link - 1].first, appeal, match);
}

static void look_in(struct same *s, const struct generation *g, uint64_t key, const struct same_appeal *appeal, struct same_match *match)
{
	const struct slot *slot = g->slots ? find_slot(g, key) : NULL;
	if (!slot || slot->n <= LIST_MAX) {
		if (slot)
			look_through(s, g, slot, appeal, match);
		return;
	}
	size_t n = prefix(s, s->terms.n);
	for (size_t i = 0; i < n; i++)
		look_through(s, g, find_slot(g, mix(key, s->terms.v[i])), appeal, match);
}

/* The terms by which a first one is found in a crowded cell. */
static void add_terms(const struct same *s, struct generation *g, uint64_t key, uint32_t which)
{
	struct first first = g->firsts.v[which];
	size_t n = prefix(s, first.n);
	for (size_t i = 0; i < n; i++)
		add_link(g, mix(key, g->terms.v[first.from + i]), which);
}

static void add_to(const struct same *s, struct generation *g, uint64_t key, uint32_t which)
{
	add_link(g, key, which);
	struct slot slot = *find_slot(g, key);
	if (slot.n <= LIST_MAX)
		return;
	if (slot.n > LIST_MAX + 1) {
		add_terms(s, g, key, which);
		return;
	}
	for (uint32_t link = slot.link; link; link = g->links.v[link - 1].next)
		add_terms(s, g, key, g->links.v[link - 1].first);
}

/* ---- the appeal in hand */

static int64_t period_of(const struct same *s, int64_t seconds)
{
	return (int64_t)floor((double)seconds / (s->options.hours * 3600));
}

/* Below one metre a grid has too many rows. */
static double step(const struct same *s)
{
	return fmax(s->options.place, 1);
}

static void remember(struct same *s, const struct same_appeal *appeal, uint32_t number)
{
	if (s->now.firsts.n >= GENERATION) {
		forget(&s->before);
		s->before = s->now;
		s->now = (struct generation){.slot = NULL};
	}
	struct generation *g = &s->now;
	struct first first = {.lat = appeal->lat,
	                      .lon = appeal->lon,
	                      .seconds = appeal->seconds,
	                      .address = s->address,
	                      .from = g->terms.n,
	                      .n = (uint32_t)s->terms.n,
	                      .number = number,
	                      .placed = appeal->placed};
	for (size_t i = 0; i < s->terms.n; i++)
		vec_push(&g->terms, s->terms.v[i]);
	uint32_t which = (uint32_t)g->firsts.n;
	uint64_t period = (uint64_t)period_of(s, appeal->seconds);
	vec_push(&g->firsts, first);
	if (appeal->placed)
		add_to(s, g, mix(geo_grid_cell(appeal->lat, appeal->lon, step(s)), period), which);
	if (s->address)
		add_to(s, g, mix(s->address, period), which);
}

static void search(struct same *s, const struct same_appeal *appeal, struct same_match *match)
{
	uint64_t place[GEO_AROUND + 1];
	size_t n = appeal->placed ? geo_grid_around(appeal->lat, appeal->lon, step(s), place) : 0;
	int64_t period = period_of(s, appeal->seconds);
	if (s->address)
		place[n++] = s->address;
	for (size_t i = 0; i < n; i++)
		for (int64_t p = period - 1; p <= period + 1; p++) {
			uint64_t key = mix(place[i], (uint64_t)p);
			look_in(s, &s->now, key, appeal, match);
			look_in(s, &s->before, key, appeal, match);
		}
}

void same_find(struct same *s, const struct same_appeal *appeal, uint32_t number, struct same_match *match)
{
	*match = (struct same_match){.number = SAME_NONE};
	s->address = read_address(s, appeal->address);
	if (!appeal->timed || (!appeal->placed && !s->address))
		return;
	read_terms(s, appeal->text);
	if (s->terms.n == 0)
		return;
	s->asked++;
	s->looked = 0;
	search(s, appeal, match);
	if (match->number == SAME_NONE)
		remember(s, appeal, number);
}

enum rc same_new(const struct same_options *options, struct same **same, struct err *err)
{
	struct same *s = mem_alloc(sizeof *s);
	s->options = *options;
	if (terms_new(&s->words, err) != RC_OK) {
		same_free(s);
		return err->rc;
	}
	terms_seal(s->words);
	*same = s;
	return RC_OK;
}

void same_free(struct same *s)
{
	if (!s)
		return;
	terms_free(s->words);
	terms_list_free(&s->list);
	buf_free(&s->normal);
	forget(&s->now);
	forget(&s->before);
	vec_free(&s->terms);
	free(s);
}
