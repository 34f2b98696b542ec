/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "base/num.h"
#include "base/pool.h"
#include "calc/geo.h"
#include "cases/form_rule.h"
#include "cases/seen.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- rules */

/* The parts of a rule, parted by blanks; how many there are. */
static size_t split(struct str text, struct str part[4])
{
	size_t n = 0;
	while (n < 4) {
		text = str_trim(text);
		if (text.n == 0)
			break;
		const char *blank = memchr(text.p, ' ', text.n);
		part[n] = (struct str){text.p, blank ? (size_t)(blank - text.p) : text.n};
		text = (struct str){text.p + part[n].n, text.n - part[n].n};
		n++;
	}
	return n;
}

static enum rc name_column(struct form *form, const struct form_kind *kind, struct form_rule *rule, const struct row *row,
                           const char *column, struct str text, struct str name, const char **to, size_t *at, struct err *err)
{
	*to = arena_cstr(form->arena, name);
	*at = columns_find(form->columns, *to);
	return form_name_check(form, kind, rule, row, column, text, name, err);
}

static enum rc read_time(struct form *form, const struct form_kind *kind, struct form_rule *rule, const struct row *row, struct str text,
                         struct err *err)
{
	struct str part[4];
	struct duration duration;
	if (split(text, part) != 2 || !duration_read(part[1], &duration) || duration.months)
		return form_rule_err(row, "photo_time", text, _("a column and a duration are expected, such as \"taken_at PT30M\""), err);
	rule->seconds = duration.seconds;
	return name_column(form, kind, rule, row, "photo_time", text, part[0], &rule->time_name, &rule->time, err);
}

static enum rc read_place(struct form *form, const struct form_kind *kind, struct form_rule *rule, const struct row *row, struct str text,
                          struct err *err)
{
	struct str part[4];
	if (split(text, part) != 3 || !num_parse(part[2], &rule->metres) || rule->metres <= 0)
		return form_rule_err(row, "photo_place", text, _("two columns and a number of metres are expected, such as \"lat lon 150\""), err);
	if (name_column(form, kind, rule, row, "photo_place", text, part[0], &rule->lat_name, &rule->lat, err) != RC_OK)
		return err->rc;
	return name_column(form, kind, rule, row, "photo_place", text, part[1], &rule->lon_name, &rule->lon, err);
}

enum rc form_photo_rule(struct form *form, struct form_kind *kind, const struct form_field *field, struct form_rule *rule,
                        const struct row *row, struct str time, struct str place, struct str unique, struct err *err)
{
	bool first = field->rules.v[0] == rule;
	if (field->type != FORM_FILE) {
		const char *column = time.n ? "photo_time" : place.n ? "photo_place" : unique.n ? "photo_unique" : NULL;
		return column ? row_err(row, column, err, _("rules for photos are for the type file")) : RC_OK;
	}
	rule->unique = first ? !str_is(unique, "false") : str_is(unique, "true");
	kind->wants_photos = kind->wants_photos || time.n || place.n || str_is(unique, "true");
	if (time.n && read_time(form, kind, rule, row, time, err) != RC_OK)
		return err->rc;
	return place.n ? read_place(form, kind, rule, row, place, err) : RC_OK;
}

bool form_wants_photos(const struct form *form)
{
	for (size_t k = 0; k < form->kinds.n; k++)
		if (form->kinds.v[k]->wants_photos &&
		    (form->kind_column != COLUMN_NONE || str_is(str_of(form->kind_name), form->kinds.v[k]->name)))
			return true;
	return false;
}

/* ---- reading */

struct job {
	int dir;
	struct str name;
	struct photo *photo;
};

static void work(void *job, size_t thread)
{
	struct job *it = job;
	(void)thread;
	photo_read(it->dir, it->name, it->photo);
}

enum rc form_photos(struct form *form, const char *directory, struct seen *seen, size_t key, struct err *err)
{
	form->photos = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (form->photos < 0)
		return err_errno(err, directory);
	form->photos_name = directory;
	form->seen = seen;
	form->key = key;
	return pool_new(pool_threads(), work, &form->pool, err);
}

enum rc form_photo_read(struct form *form, const struct form_kind *const *kind, const struct row *row, size_t n, const struct photo **photo,
                        struct err *err)
{
	if (form->photos < 0)
		return RC_OK;
	for (size_t k = 0; k < n; k++) {
		struct photo *photos = kind[k] && kind[k]->files ? arena_array(form->scratch, kind[k]->files, sizeof *photos) : NULL;
		photo[k] = photos;
		for (size_t i = 0; photos && i < kind[k]->fields.n; i++) {
			const struct form_field *field = kind[k]->fields.v[i];
			struct str name = str_trim(row_str(&row[k], field->column));
			if (field->type != FORM_FILE || name.n == 0)
				continue;
			struct job *job = arena_alloc(form->scratch, sizeof *job);
			*job = (struct job){form->photos, name, &photos[field->file]};
			pool_put(form->pool, job);
		}
	}
	for (struct job *job; (job = pool_take(form->pool));)
		if (job->photo->status == PHOTO_UNREADABLE)
			err_set(err, RC_SYSTEM, "%s/%.*s: %s", form->photos_name, STR_ARG(job->name), _(strerror(job->photo->error)));
	return err->rc;
}

/* ---- judging */

static const char *content_fault(struct form *form, const struct photo *photo, struct str name)
{
	enum photo_kind expected = photo_kind_of(name);
	if (photo->status == PHOTO_OUTSIDE)
		return _("the name leads out of the directory of photos");
	if (photo->status == PHOTO_ABSENT)
		return _("there is no such file");
	if (expected != PHOTO_OTHER && photo->kind != expected)
		return arena_printf(form->scratch, _("the content is not that of a %s file"), photo_kind_name(expected));
	return NULL;
}

static const char *span(struct form *form, int64_t seconds)
{
	if (seconds < 120)
		return arena_printf(form->scratch, _("%lld s"), (long long)seconds);
	if (seconds < 120 * 60)
		return arena_printf(form->scratch, _("%lld min"), (long long)seconds / 60);
	return arena_printf(form->scratch, _("%lld h"), (long long)seconds / 3600);
}

/* By the clock as both wrote it, unless both say how it differs from UTC. */
static int64_t between(struct moment a, struct moment b)
{
	bool both = a.offset != DATE_NO_OFFSET && b.offset != DATE_NO_OFFSET;
	int64_t difference = both ? moment_utc(a) - moment_utc(b) : a.seconds - b.seconds;
	return difference < 0 ? -difference : difference;
}

static const char *time_fault(struct form_finding *f, const struct form_rule *rule, const struct exif *exif)
{
	struct moment claimed;
	struct buf taken = {0};
	if (!exif->has_time)
		return _("the photo does not say when it was taken");
	if (form_problem_is(f, rule->time_name))
		return NULL;
	if (moment_read(str_trim(row_str(f->row, rule->time)), &claimed) != DATE_OK)
		return arena_printf(f->form->scratch, _("%s says no time to compare with that of the photo"), rule->time_name);
	int64_t off = between(exif->taken, claimed);
	if (off <= rule->seconds)
		return NULL;
	moment_put(&taken, exif->taken);
	const char *fault = arena_printf(f->form->scratch, _("taken at %s by the camera's clock: %s off, at most %s allowed"), buf_cstr(&taken),
	                                 span(f->form, off), span(f->form, rule->seconds));
	buf_free(&taken);
	return fault;
}

static bool read_degrees(struct str text, double most, double *degrees)
{
	return form_value_measure(FORM_FLOAT, str_trim(text), degrees) && fabs(*degrees) <= most;
}

static const char *place_fault(struct form_finding *f, const struct form_rule *rule, const struct exif *exif)
{
	double lat, lon;
	if (!exif->has_place)
		return _("the photo does not say where it was taken");
	if (form_problem_is(f, rule->lat_name) || form_problem_is(f, rule->lon_name))
		return NULL;
	if (!read_degrees(row_str(f->row, rule->lat), 90, &lat) || !read_degrees(row_str(f->row, rule->lon), 180, &lon))
		return arena_printf(f->form->scratch, _("%s and %s say no place to compare with that of the photo"), rule->lat_name, rule->lon_name);
	double metres = geo_metres(lat, lon, exif->lat, exif->lon);
	if (metres <= rule->metres)
		return NULL;
	return arena_printf(f->form->scratch, _("taken %.0f m away from the place that is claimed, at most %.0f m allowed"), metres, rule->metres);
}

/* The row's own id, else the hash of its cells. */
static struct str row_id(struct form_finding *f)
{
	struct digest digest;
	uint8_t hash[DIGEST_SIZE];
	char hex[DIGEST_HEX];
	if (f->id.p)
		return f->id;
	if (f->form->key != COLUMN_NONE) {
		f->id = row_str(f->row, f->form->key);
		return f->id;
	}
	digest_begin(&digest);
	for (size_t i = 0; i < f->row->n; i++) {
		char length[24];
		digest_add(&digest, length, (size_t)snprintf(length, sizeof length, "%zu,", f->row->cell[i].n));
		digest_add(&digest, f->row->cell[i].p, f->row->cell[i].n);
	}
	digest_end(&digest, hash);
	digest_hex(hash, hex);
	f->id = arena_str(f->form->scratch, str_of(hex));
	return f->id;
}

static bool is_photo(const struct photo *photo)
{
	return photo->status == PHOTO_READ && (photo->kind == PHOTO_JPEG || photo->kind == PHOTO_PNG);
}

static const char *twice_fault(struct form_finding *f, const struct form_field *field, const struct photo *photo)
{
	for (size_t i = 0; i < f->kind->fields.n && f->kind->fields.v[i] != field; i++) {
		const struct form_field *other = f->kind->fields.v[i];
		if (other->type == FORM_FILE && is_photo(&f->photo[other->file]) &&
		    memcmp(f->photo[other->file].hash, photo->hash, sizeof photo->hash) == 0)
			return arena_printf(f->form->scratch, _("the same photo as in %s"), other->name);
	}
	return seen_find(f->form->seen, photo->hash, row_id(f), f->form->scratch);
}

void form_photo_check(struct form_finding *f, const struct form_field *field, struct str name)
{
	const struct photo *photo = &f->photo[field->file];
	const char *fault = content_fault(f->form, photo, name);
	if (fault) {
		form_problem_add(f, field->name, name, fault, field->rules.v[0]);
		return;
	}
	for (size_t r = 0; r < field->rules.n; r++) {
		const struct form_rule *rule = field->rules.v[r];
		if (rule->lacks)
			continue;
		if (rule->time_name && (fault = time_fault(f, rule, &photo->exif)))
			form_problem_add(f, field->name, name, fault, rule);
		if (rule->lat_name && (fault = place_fault(f, rule, &photo->exif)))
			form_problem_add(f, field->name, name, fault, rule);
		if (rule->unique && is_photo(photo) && (fault = twice_fault(f, field, photo)))
			form_problem_add(f, field->name, name, fault, rule);
	}
}

void form_photo_keep(struct form_finding *f)
{
	struct str id = row_id(f);
	const char *place = arena_printf(f->form->scratch, "%s:%zu", f->row->file, f->row->line);
	for (size_t i = 0; i < f->kind->fields.n && (id.n || f->form->key == COLUMN_NONE); i++) {
		const struct form_field *field = f->kind->fields.v[i];
		bool unique = false;
		for (size_t r = 0; r < field->rules.n; r++)
			unique = unique || field->rules.v[r]->unique;
		if (field->type == FORM_FILE && unique && is_photo(&f->photo[field->file]))
			seen_add(f->form->seen, f->photo[field->file].hash, str_trim(row_str(f->row, field->column)), id, place);
	}
}
