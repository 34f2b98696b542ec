/* SPDX-License-Identifier: MIT */
#include "calc/geo.h"
#include "text/same.h"

#include "unit.h"

#include <stdlib.h>

static uint64_t state = 88172645463325252u;

static uint32_t chance(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)((state >> 33) % n);
}

static struct same_appeal appeal(double lat, double lon, const char *address, int64_t seconds, const char *text)
{
	return (struct same_appeal){
	        .placed = lat != 0, .lat = lat, .lon = lon, .address = str_of(address), .timed = true, .seconds = seconds, .text = str_of(text)};
}

static const char pothole[] = "Огромная яма на дороге у школы, провалилось колесо";

static const struct {
	struct same_appeal a, b;
	bool same;
	const char *name;
} cases[] = {
#define A(lat, lon, address, seconds, text) {lat != 0, lat, lon, {"" address, sizeof address - 1}, true, seconds, {text, sizeof text - 1}}
        {A(46.9591, 142.7380, "", 0, pothole), A(46.9592, 142.7384, "", 3600, "Яма на дороге у школы, огромная! Колесо провалилось"), true, "in other words"},
        {A(46.9591, 142.7380, "", 0, pothole), A(46.9602, 142.7380, "", 3600, pothole), false, "120 metres away"},
        {A(46.9591, 142.7380, "", 0, pothole), A(46.9591, 142.7380, "", 172800, pothole), true, "48 hours later"},
        {A(46.9591, 142.7380, "", 172800, pothole), A(46.9591, 142.7380, "", 0, pothole), true, "48 hours before"},
        {A(46.9591, 142.7380, "", 0, pothole), A(46.9591, 142.7380, "", 172801, pothole), false, "a second more"},
        {A(46.9591, 142.7380, "", 0, pothole), A(46.9591, 142.7380, "", 0, "Не горит фонарь у школы"), false, "about something else"},
        {A(46.9591, 142.7380, "", 0, ""), A(46.9591, 142.7380, "", 0, ""), false, "without words"},
        {A(0, 0, "ул. Ленина, д. 12", 0, pothole), A(46.9591, 142.7380, "Ленина 12", 0, pothole), true, "the same address"},
        {A(0, 0, "ул. Ленина, 12", 0, pothole), A(0, 0, "ул. Ленина, 14", 0, pothole), false, "another house"},
        {A(0, 0, "ул. Ленина, 12", 0, pothole), A(0, 0, "пер. Ленина, 12", 0, pothole), false, "a lane is no street"},
        {A(46.9591, 142.7380, "Ленина, 12", 0, pothole), A(46.9791, 142.7380, "Ленина, 12", 0, pothole), false, "coordinates count more than addresses"},
        {A(0, 0, "", 0, pothole), A(0, 0, "", 0, pothole), false, "without a place"},
        {A(46.9591, 142.7380, "", 0, pothole), {true, 46.9591, 142.7380, {"", 0}, false, 0, {pothole, sizeof pothole - 1}}, false, "without a time"},
        {A(-17.0, 179.9999, "", 0, pothole), A(-17.0, -179.9999, "", 0, pothole), true, "across the 180th meridian"},
};

static struct same *start(struct same_options options)
{
	struct err err = ERR_NONE;
	struct same *same;
	if (same_new(&options, &same, &err) != RC_OK) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	return same;
}

/* Words of one letter more: each is a term of its own. */
static const char *const words[] = {"яма", "снег", "мусор", "фонарь", "собака", "труба", "крыша", "забор", "лавка", "дерево"};

struct one {
	struct same_appeal appeal;
	char text[256];
	unsigned set; /* of words */
	bool first;
};

static void make(struct one *it, double spread)
{
	size_t at = 0;
	it->set = 0;
	it->text[0] = '\0';
	for (int i = 0; i < 5; i++) {
		uint32_t word = chance(10);
		it->set |= 1u << word;
		at += (size_t)snprintf(it->text + at, sizeof it->text - at, "%s ", words[word]);
	}
	it->appeal = appeal(46 + chance(1000) * spread, 142 + chance(1000) * spread, "", (int64_t)chance(864000), it->text);
}

static double likeness(unsigned a, unsigned b)
{
	return (double)__builtin_popcount(a & b) / (double)__builtin_popcount(a | b);
}

/* What the definition says, by comparing with every first one. */
static uint32_t by_hand(const struct one *all, uint32_t n, const struct same_options *o)
{
	uint32_t best = SAME_NONE;
	double most = 0;
	for (uint32_t i = 0; i < n; i++) {
		double like = likeness(all[i].set, all[n].set);
		if (all[i].first && like >= o->text - 1e-9 && like > most &&
		    fabs((double)(all[i].appeal.seconds - all[n].appeal.seconds)) <= o->hours * 3600 &&
		    geo_metres(all[i].appeal.lat, all[i].appeal.lon, all[n].appeal.lat, all[n].appeal.lon) <= o->place) {
			best = i;
			most = like;
		}
	}
	return best;
}

/* spread: degrees between places, so that cells are nearly empty or crowded. */
static void test_definition(struct same_options options, double spread, const char *name)
{
	enum { N = 3000 };
	struct one *all = calloc(N, sizeof *all);
	struct same *same = start(options);
	struct same_match match;
	size_t wrong = 0, joined = 0;
	for (uint32_t i = 0; i < N; i++) {
		make(&all[i], spread);
		all[i].appeal.text = str_of(all[i].text);
		same_find(same, &all[i].appeal, i, &match);
		all[i].first = match.number == SAME_NONE;
		uint32_t want = by_hand(all, i, &options);
		wrong += match.number != want;
		joined += !all[i].first;
	}
	printf("# %zu of %d joined\n", joined, N);
	unit_ok(wrong == 0 && joined > 50 && joined < N - 50, name);
	same_free(same);
	free(all);
}

static void test_options(void)
{
	struct same_options options = SAME_DEFAULT;
	struct err err = ERR_NONE;
	unit_ok(same_options_read("place=5,text=0.75", &options, &err) == RC_OK && options.place == 5 && options.hours == 48 && options.text == 0.75,
	        "options");
	unit_ok(same_options_read("default", &options, &err) == RC_OK && options.place == 5, "default changes nothing");
	static const char *const bad[] = {"place=0", "place=x", "hours=-1", "text=1.1", "text=", "metres=5", "place", "place=1e9"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		err = ERR_NONE;
		unit_ok(same_options_read(bad[i], &options, &err) == RC_USAGE, bad[i]);
	}
}

int main(void)
{
	struct same_match match;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct same *same = start(SAME_DEFAULT);
		same_find(same, &cases[i].a, 7, &match);
		same_find(same, &cases[i].b, 8, &match);
		unit_ok((match.number == 7) == cases[i].same, cases[i].name);
		same_free(same);
	}
	test_definition((struct same_options){100, 48, 0.5}, 0.00003, "a few neighbours");
	test_definition((struct same_options){100, 24, 0.8}, 0.000001, "thousands in one place");
	test_definition((struct same_options){3000, 1, 0.4}, 0.00005, "wide and short");
	test_options();
	return unit_done();
}
