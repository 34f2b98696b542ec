/* SPDX-License-Identifier: MIT */
/*
 * A map as links from duties to powers. What a duty belongs to is looked up where it stands: in the map itself (audit map passes the duties' columns on), in
 * --duties, and from a position in --staff. All is held: about twice the size of the tables.
 */
#ifndef AUDIT_LINKS_H
#define AUDIT_LINKS_H

#include "base/lang.h"
#include "base/map.h"
#include "base/vec.h"
#include "table/table.h"
#include "text/judge.h"

struct link {
	const struct row *row; /* of the map */
	struct str duty, power, position, unit, decided_by, topic;
	enum match_verdict verdict;
	double score;
	size_t rank;
};

/* One position: its unit, its people (places in people). */
struct post {
	struct str unit;
	VEC(size_t) people;
};

struct person {
	struct str id; /* the employee_id; where the staff table has none every row is somebody, called by the position */
	struct str unit;
};

struct links {
	struct frame rows, duties, staff;
	struct map *duty_at; /* duty_id → row of duties */
	struct map *post_at; /* position_id → place in posts */
	struct map *person_at; /* employee_id → place in people */
	VEC(struct post) posts;
	VEC(struct person) people;
	VEC(struct link) v;  /* in the order of the map */
	bool staffed;
};

struct links_options {
	const char *duties, *staff;
	int least; /* from weak on */
};

#define LINKS_OPTIONS ((struct links_options){.least = 1})
#define LINKS_DUTIES(options) CLI_FILE("duties", &(options).duties, N_("the duties, when the map does not carry their position_id, unit_id and text"))
#define LINKS_LEAST(options) CLI_WORD("least", &(options).least, links_least_words, N_("the weakest verdict that makes a duty a holder (likely)"))

extern const char *const links_least_words[];

/* The map from the main input. links_free it, also after an error. */
enum rc links_read(struct table *t, const struct links_options *options, struct links *links, struct err *err) MUST_CHECK;
void links_free(struct links *links);

/* Whether the verdict is strong enough for --least. */
bool links_holds(const struct link *link, const struct links_options *options);

/* The duty's text; empty when nobody gave it. */
struct str links_text(const struct links *links, const struct link *link);

/* The post of a link; NULL when it is not known. */
const struct post *links_post(const struct links *links, const struct link *link);

#endif
