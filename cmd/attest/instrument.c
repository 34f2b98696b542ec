/* SPDX-License-Identifier: MIT */
#include "instrument.h"

#include "base/json.h"
#include "base/lang.h"
#include "base/num.h"
#include "base/share.h"

#include <math.h>
#include <string.h>

/* One load: where it reads from and into. */
struct load {
	const char *file;
	struct arena *arena;
	struct instrument *out;
	struct psych_item *item;
	const char **item_id, **scale_id;
	struct err *err;
};

static enum rc wrong(struct load *l, const struct json *json, const char *name, const char *fact)
{
	return err_set(l->err, RC_INPUT, "%s:%zu: %s: %s", l->file, json->line, name, fact);
}

static const struct json *member(const struct json *object, const char *name, enum json_kind kind)
{
	const struct json *json = json_get(object, name);
	return json && json->kind == kind ? json : NULL;
}

/* A number that may be absent. */
static enum rc number(struct load *l, const struct json *object, const char *name, double fallback,
                      double *value)
{
	const struct json *json = json_get(object, name);
	*value = fallback;
	if (json && (json->kind != JSON_NUMBER || !num_parse(json->text, value)))
		return wrong(l, json, name, _("a number is expected"));
	return RC_OK;
}

static enum rc known_members(struct load *l, const struct json *object, const char *const *known,
                             size_t n)
{
	for (const struct json *m = object->child; m; m = m->next) {
		size_t i = 0;
		while (i < n && !str_is(m->name, known[i]))
			i++;
		if (i < n)
			continue;
		const char *near = str_nearest(m->name, known, n);
		return err_set(l->err, RC_INPUT,
		               near ? _("%s:%zu: \"%.*s\": unknown member (did you mean \"%s\"?)")
		                    : _("%s:%zu: \"%.*s\": unknown member"),
		               l->file, m->line, STR_ARG(m->name), near);
	}
	return RC_OK;
}

static enum rc read_rules(struct load *l, const struct json *json, double *maximum)
{
	static const char *const known[] = {"missing", "missing_max", "maximum"};
	const struct json *rules = member(json, "rules", JSON_OBJECT);
	struct psych *psych = &l->out->psych;
	double most;
	if (!rules)
		return wrong(l, json, "rules", _("how missing answers count is not stated"));
	struct str missing = json_text(rules, "missing");
	if (known_members(l, rules, known, sizeof known / sizeof *known) != RC_OK ||
	    number(l, rules, "missing_max", -1, &most) != RC_OK ||
	    number(l, rules, "maximum", NAN, maximum) != RC_OK ||
	    number(l, json, "cut_score", NAN, &psych->cut) != RC_OK)
		return l->err->rc;
	if (most < 0 || most != floor(most))
		return wrong(l, rules, "missing_max", _("a whole number is expected"));
	if (!str_is(missing, "zero") && !str_is(missing, "mean"))
		return wrong(l, rules, "missing", _("\"zero\" or \"mean\" is expected"));
	psych->missing = str_is(missing, "mean") ? PSYCH_MISSING_MEAN : PSYCH_MISSING_ZERO;
	psych->missing_max = (size_t)most;
	return RC_OK;
}

/* The lowest and the highest of the codes that the likert answers have. */
static enum rc read_likert(struct load *l, const struct json *json)
{
	struct psych *psych = &l->out->psych;
	psych->low = INFINITY;
	psych->high = -INFINITY;
	const struct json *codes = json_get(json, "likert");
	for (const struct json *code = codes ? codes->child : NULL; code; code = code->next) {
		int64_t n;
		if (!num_parse_int(code->name, &n))
			return wrong(l, code, "likert", _("the codes must be whole numbers"));
		psych->low = fmin(psych->low, (double)n);
		psych->high = fmax(psych->high, (double)n);
	}
	return RC_OK;
}

static enum rc read_scales(struct load *l, const struct json *json)
{
	const struct json *scales = json_get(json, "scales");
	size_t *n = &l->out->psych.n_scales;
	l->scale_id = arena_array(l->arena, (scales ? scales->n : 0) + 1, sizeof *l->scale_id);
	for (const struct json *it = scales ? scales->child : NULL; it; it = it->next) {
		/* a bare text is an id too */
		struct str id = it->kind == JSON_STRING ? it->text : json_text(it, "id");
		if (id.n == 0)
			return wrong(l, it, "scales", _("a scale needs an id"));
		l->scale_id[(*n)++] = arena_cstr(l->arena, id);
	}
	l->out->scale = l->scale_id;
	return RC_OK;
}

static bool has_key(const struct json *key, struct str code)
{
	if (key->kind == JSON_STRING)
		return str_eq(key->text, code);
	for (const struct json *it = key->child; it; it = it->next)
		if (str_eq(it->text, code))
			return true;
	return false;
}

static enum rc key_is_known(struct load *l, const struct json *key, const struct psych_item *item)
{
	size_t right = 0, wanted = key->kind == JSON_STRING ? 1 : key->n;
	for (size_t i = 0; i < item->n; i++)
		right += item->option[i].right;
	if (right != wanted || right == 0 || (item->kind == PSYCH_SINGLE && right != 1))
		return wrong(l, key, "key", _("the key is not among the options"));
	return RC_OK;
}

static enum rc read_options(struct load *l, const struct json *json, struct psych_item *item)
{
	const struct json *options = member(json, "options", JSON_OBJECT),
	                  *key = json_get(json, "key");
	const struct json *points = json_get(json, "points");
	if (!options || options->n == 0)
		return wrong(l, json, "options", _("the options are missing"));
	struct psych_option *option = arena_array(l->arena, options->n, sizeof *option);
	item->option = option;
	item->keyed = key != NULL;
	for (const struct json *it = options->child; it; it = it->next) {
		struct psych_option *o = &option[item->n++];
		*o = (struct psych_option){.code = it->name,
		                           .right = key && has_key(key, it->name)};
		const struct json *own = json_get(points, arena_cstr(l->arena, it->name));
		if (!key && (!own || own->kind != JSON_NUMBER || !num_parse(own->text, &o->points)))
			return wrong(l, own ? own : json, "points",
			             _("every option needs its points, or the item a key"));
	}
	if (key)
		return key_is_known(l, key, item) == RC_OK
		               ? number(l, json, "points", 1, &item->full)
		               : l->err->rc;
	if (points->n != options->n)
		return wrong(l, points, "points",
		             _("points for a code that is not among the options"));
	return RC_OK;
}

static enum rc read_scale_of(struct load *l, const struct json *json, struct psych_item *item)
{
	struct str scale = json_text(json, "scale");
	item->scale = PSYCH_NO_SCALE;
	for (size_t i = 0; i < l->out->psych.n_scales; i++)
		if (str_is(scale, l->scale_id[i]))
			item->scale = i;
	if (scale.n > 0 && item->scale == PSYCH_NO_SCALE)
		return wrong(l, json_get(json, "scale"), "scale", _("not among the scales"));
	return RC_OK;
}

static enum rc read_kind(struct load *l, const struct json *json, struct psych_item *item)
{
	static const char *const kinds[] = {"likert", "single", "multi", "open"};
	struct str type = json_text(json, "type");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_is(type, kinds[i])) {
			item->kind = (enum psych_kind)i;
			return RC_OK;
		}
	return wrong(l, json, "type", _("likert, single, multi or open is expected"));
}

static enum rc read_id(struct load *l, const struct json *json, size_t n)
{
	struct str id = json_text(json, "id");
	if (id.n == 0 || memchr(id.p, ' ', id.n))
		return wrong(l, json, "id", _("an item needs an id without blanks"));
	for (size_t i = 0; i < n; i++)
		if (str_is(id, l->item_id[i]))
			return wrong(l, json, "id", _("the id was used before"));
	l->item_id[n] = arena_cstr(l->arena, id);
	return RC_OK;
}

static enum rc read_item(struct load *l, const struct json *json, size_t n)
{
	static const char *const known[] = {"id",     "text",    "type",    "scale",
	                                    "weight", "reverse", "options", "separator",
	                                    "key",    "points",  "cap",     "note"};
	struct psych_item *item = &l->item[n];
	if (json->kind != JSON_OBJECT)
		return wrong(l, json, "items", _("an object is expected"));
	if (known_members(l, json, known, sizeof known / sizeof *known) != RC_OK ||
	    read_id(l, json, n) != RC_OK || read_kind(l, json, item) != RC_OK ||
	    read_scale_of(l, json, item) != RC_OK ||
	    number(l, json, "weight", 1, &item->weight) != RC_OK ||
	    number(l, json, "cap", INFINITY, &item->cap) != RC_OK)
		return l->err->rc;
	item->reverse = json_bool(json, "reverse", false);
	struct str separator = json_text(json, "separator");
	item->separator = separator.n == 1 ? separator.p[0] : '|';
	if (separator.n > 1)
		return wrong(l, json_get(json, "separator"), "separator",
		             _("one character is expected"));
	if (item->kind == PSYCH_LIKERT && !(l->out->psych.low < l->out->psych.high))
		return wrong(l, json, "likert",
		             _("the instrument does not say which codes likert answers have"));
	return item->kind == PSYCH_SINGLE || item->kind == PSYCH_MULTI ? read_options(l, json, item)
	                                                               : RC_OK;
}

static enum rc read_items(struct load *l, const struct json *json)
{
	const struct json *items = member(json, "items", JSON_ARRAY);
	struct psych *psych = &l->out->psych;
	if (!items || items->n == 0)
		return wrong(l, json, "items", _("a list of items is expected"));
	l->item = arena_array(l->arena, items->n, sizeof *l->item);
	l->item_id = arena_array(l->arena, items->n, sizeof *l->item_id);
	for (const struct json *it = items->child; it; it = it->next, psych->n++)
		if (read_item(l, it, psych->n) != RC_OK)
			return l->err->rc;
	psych->item = l->item;
	l->out->item = l->item_id;
	return RC_OK;
}

enum rc instrument_load(const char *name, struct arena *arena, struct instrument *instrument,
                        struct err *err)
{
	const struct json *json;
	double maximum;
	*instrument = (struct instrument){0};
	struct load l = {.arena = arena, .out = instrument, .err = err};
	if (share_named("instruments", name, ".json", arena, &instrument->path, err) != RC_OK ||
	    json_load(instrument->path, arena, &json, err) != RC_OK)
		return err->rc;
	l.file = instrument->path;
	if (read_rules(&l, json, &maximum) != RC_OK || read_likert(&l, json) != RC_OK ||
	    read_scales(&l, json) != RC_OK || read_items(&l, json) != RC_OK)
		return err->rc;
	double most = psych_maximum(&instrument->psych);
	if (!isnan(maximum) && maximum != most)
		return err_set(err, RC_INPUT,
		               _("%s: the maximum is stated as %g, and the items add up to %g"),
		               l.file, maximum, most);
	return RC_OK;
}
