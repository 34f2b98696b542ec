/* SPDX-License-Identifier: MIT */
#include "links.h"

const char *const links_least_words[] = {"weak", "likely", "sure", NULL};

/* A number that stands twice is one person in two positions. */
static size_t person_of(struct links *l, struct str id, struct str position, struct str unit)
{
	size_t at = id.n > 0 ? map_add(l->person_at, id, l->people.n) : l->people.n;
	if (at == l->people.n)
		vec_push(&l->people, ((struct person){id.n > 0 ? id : position, unit}));
	return at;
}

static void take_staff(struct links *l)
{
	size_t position = frame_column(&l->staff, "position_id"), unit = frame_column(&l->staff, "unit_id"), employee = frame_column(&l->staff, "employee_id");
	for (size_t i = 0; i < l->staff.n; i++) {
		const struct row *row = &l->staff.row[i];
		size_t at = map_add(l->post_at, row_str(row, position), l->posts.n);
		if (at == l->posts.n)
			vec_push(&l->posts, ((struct post){.unit = row_str(row, unit)}));
		vec_push(&l->posts.v[at].people, person_of(l, row_str(row, employee), row_str(row, position), row_str(row, unit)));
	}
}

static void take_duties(struct links *l)
{
	size_t id = frame_column(&l->duties, "duty_id");
	for (size_t i = 0; i < l->duties.n; i++)
		map_add(l->duty_at, row_str(&l->duties.row[i], id), i);
}

/* A cell of the duty, from the map's row or else from --duties. */
static struct str of_duty(const struct links *l, const struct row *row, struct str duty, const char *column)
{
	struct str cell = row_str(row, frame_column(&l->rows, column));
	size_t at = cell.n == 0 ? map_get(l->duty_at, duty) : MAP_NONE;
	return at == MAP_NONE ? cell : row_str(&l->duties.row[at], frame_column(&l->duties, column));
}

static void take_map(struct links *l)
{
	size_t id = frame_column(&l->rows, "duty_id"), power = frame_column(&l->rows, "power_id"), verdict = frame_column(&l->rows, "verdict"),
	       score = frame_column(&l->rows, "score"), rank = frame_column(&l->rows, "rank"), who = frame_column(&l->rows, "decided_by"),
	       topic = frame_column(&l->rows, "topic_id");
	for (size_t i = 0; i < l->rows.n; i++) {
		const struct row *row = &l->rows.row[i];
		struct link link = {
		        .row = row,
		        .duty = row_str(row, id),
		        .power = row_str(row, power),
		        .decided_by = row_str(row, who),
		        .topic = row_str(row, topic),
		        .verdict = judge_named(row_str(row, verdict)),
		        .score = row_num(row, score, 0),
		        .rank = (size_t)row_num(row, rank, 1),
		};
		link.position = of_duty(l, row, link.duty, "position_id");
		link.unit = of_duty(l, row, link.duty, "unit_id");
		const struct post *post = links_post(l, &link);
		if (link.unit.n == 0 && post)
			link.unit = post->unit;
		vec_push(&l->v, link);
	}
}

enum rc links_read(struct table *t, const struct links_options *options, struct links *l, struct err *err)
{
	*l = (struct links){.duty_at = map_new(), .post_at = map_new(), .person_at = map_new(), .staffed = options->staff != NULL};
	if ((options->duties && table_side(t, options->duties, "duties", "duty_id", false, &l->duties, err) != RC_OK) ||
	    (options->staff && table_side(t, options->staff, "staff", "position_id", false, &l->staff, err) != RC_OK) ||
	    table_frame(t, "map", "duty_id power_id verdict", &l->rows, err) != RC_OK)
		return err->rc;
	take_staff(l);
	take_duties(l);
	take_map(l);
	return RC_OK;
}

void links_free(struct links *l)
{
	for (size_t i = 0; i < l->posts.n; i++)
		vec_free(&l->posts.v[i].people);
	frame_free(&l->rows);
	frame_free(&l->duties);
	frame_free(&l->staff);
	map_free(l->duty_at);
	map_free(l->post_at);
	map_free(l->person_at);
	vec_free(&l->posts);
	vec_free(&l->people);
	vec_free(&l->v);
}

bool links_holds(const struct link *link, const struct links_options *options)
{
	return link->power.n > 0 && link->verdict >= (enum match_verdict)(options->least + MATCH_WEAK);
}

struct str links_text(const struct links *l, const struct link *link)
{
	return of_duty(l, link->row, link->duty, "duty");
}

const struct post *links_post(const struct links *l, const struct link *link)
{
	size_t at = map_get(l->post_at, link->position);
	return at == MAP_NONE ? NULL : &l->posts.v[at];
}
