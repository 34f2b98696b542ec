/* SPDX-License-Identifier: MIT */
/*
 * What xes writes is read again by expat and held to the rules of the schema of IEEE 1849-2016, written down here anew: which element stands in which and in which order, that
 * keys are Names and stand once, that values are of their type. Then what was read is compared with what was given.
 */
#include "base/mem.h"
#include "base/num.h"
#include "ext/xml.h"
#include "render/xes.h"
#include "unit.h"

#include <regex.h>
#include <stdlib.h>

enum { DEPTH = 8 };

struct reading {
	const char *open[DEPTH];
	size_t depth;
	int order[DEPTH];      /* how far the children of each open element have come */
	char keys[DEPTH][20000]; /* "|key|key|" of each open element */
	size_t traces, events;
	struct buf values;     /* "key=value\n" of all attributes of traces and events */
};

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static bool is_attribute(const char *name)
{
	return is(name, "string") || is(name, "date") || is(name, "int") || is(name, "float") || is(name, "boolean");
}

static const char *value_of(const struct xml_attribute *attributes, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (is(attributes[i].name, name))
			return attributes[i].value;
	return NULL;
}

/* Where in its parent a child may stand; 0: nowhere. */
static int place(const char *parent, const char *child)
{
	if (is(parent, "log"))
		return is(child, "extension") ? 1 : is(child, "global") ? 2 : is(child, "classifier") ? 3 : is_attribute(child) ? 4 : is(child, "trace") ? 5 : 0;
	if (is(parent, "trace"))
		return is_attribute(child) ? 1 : is(child, "event") ? 2 : 0;
	return (is(parent, "event") || is(parent, "global")) && is_attribute(child);
}

static bool matches(const char *text, const char *pattern)
{
	regex_t regex;
	if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	bool yes = regexec(&regex, text, 0, NULL, 0) == 0;
	regfree(&regex);
	return yes;
}

static bool is_typed(const char *type, const char *value)
{
	int64_t whole;
	double number;
	if (is(type, "int"))
		return num_parse_int(str_of(value), &whole);
	if (is(type, "float"))
		return num_parse(str_of(value), &number);
	if (is(type, "boolean"))
		return is(value, "true") || is(value, "false");
	return !is(type, "date") || matches(value, "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}$");
}

static enum rc attribute(struct reading *r, const char *name, const struct xml_attribute *attributes, size_t n, size_t line, struct err *err)
{
	const char *key = value_of(attributes, n, "key"), *value = value_of(attributes, n, "value");
	char mark[300];
	if (!key || !value || !matches(key, "^[^] !\"#$%&'()*+,/;<=>?@[\\^`{|}~0-9.-][^] !\"#$%&'()*+,/;<=>?@[\\^`{|}~]*$"))
		return err_set(err, RC_INPUT, "%zu: key %s", line, key ? key : "?");
	if (!is_typed(name, value))
		return err_set(err, RC_INPUT, "%zu: %s %s", line, name, value);
	snprintf(mark, sizeof mark, "|%s|", key);
	char *keys = r->keys[r->depth - 1];
	if (strstr(keys, mark))
		return err_set(err, RC_INPUT, "%zu: %s twice", line, key);
	strcat(keys, mark);
	if (is(r->open[r->depth - 1], "trace") || is(r->open[r->depth - 1], "event"))
		buf_printf(&r->values, "%s %s=%s\n", name, key, value);
	return RC_OK;
}

static enum rc start(void *context, const char *space, const char *name, const struct xml_attribute *attributes, size_t n, size_t line,
                     struct err *err)
{
	static const char *const known[] = {"log", "extension", "global", "classifier", "trace", "event", "string", "date", "int", "float", "boolean"};
	struct reading *r = context;
	const char *kept = NULL;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (is(known[i], name))
			kept = known[i];
	if (!kept || *space || r->depth == DEPTH)
		return err_set(err, RC_INPUT, "%zu: %s", line, name);
	if (r->depth == 0) {
		double version;
		if (!is(name, "log") || !num_parse(str_of(value_of(attributes, n, "xes.version")), &version))
			return err_set(err, RC_INPUT, "%zu: %s", line, name);
	} else {
		int at = place(r->open[r->depth - 1], name);
		if (at == 0 || at < r->order[r->depth - 1])
			return err_set(err, RC_INPUT, "%zu: %s in %s", line, name, r->open[r->depth - 1]);
		r->order[r->depth - 1] = at;
		if (is_attribute(name) && attribute(r, name, attributes, n, line, err) != RC_OK)
			return err->rc;
	}
	r->traces += is(name, "trace");
	r->events += is(name, "event");
	r->keys[r->depth][0] = '\0';
	r->order[r->depth] = 0;
	r->open[r->depth++] = kept;
	return RC_OK;
}

static enum rc end(void *context, const char *space, const char *name, struct err *err)
{
	struct reading *r = context;
	(void)space, (void)name, (void)err;
	r->depth--;
	return RC_OK;
}

static enum rc text(void *context, struct str t, struct err *err)
{
	(void)context;
	return str_trim(t).n == 0 ? RC_OK : err_set(err, RC_INPUT, "text");
}

static void read_again(struct str log, struct reading *r, struct err *err)
{
	static const struct xml_handler handler = {start, end, text};
	*r = (struct reading){0};
	if (xml_parse(log, "log", &handler, r, err) != RC_OK)
		printf("# %s\n", err->text);
}

static const char data[] = "{\"address\":\"ул. \\\"Мира\\\" <1> & 2\\n\\u0001\",\"Площадь, м2\":40,\"Площадь; м2\":40.5,\"1\":true,\"status\":\"x\",\"data_status\":false,"
                           "\"id\":12345678901234567890,\"none\":null,\"list\":[1,\"a\"],\"process\":\"y\",\"application id\":\"z\"}";

int main(void)
{
	struct reading *r = mem_alloc(sizeof *r);
	struct err err = ERR_NONE;
	struct buf out = {0};
	struct moment at = {(int64_t)date_days(2024, 1, 15) * 86400 + 32400, DATE_NO_OFFSET};
	struct trail_case c = {.case_id = 12, .version = 1, .process = STR("permit"), .application_id = STR("A\"1"), .status = STR("open"),
	                       .started = at, .data = str_of(data)};
	struct trail_event events[] = {
	        {.case_id = 12, .seq = 2, .at = at, .activity = "Дороги", .element = "roads", .transition = "schedule", .task = 3, .unit = STR("U11"),
	         .has_due = true, .due = {at.seconds + 86400, DATE_NO_OFFSET}},
	        {.case_id = 12, .seq = 3, .at = at, .activity = "Дороги", .element = "roads", .transition = "complete", .task = 3, .unit = STR("U11"),
	         .outcome = STR("да & нет"), .actor = STR("E1"), .late = true},
	};
	xes_begin(&out);
	unit_ok(xes_case(&out, &c, events, 2, 39600, &err) == RC_OK, "a case is written");
	c.case_id = 13;
	c.is_over = true;
	c.ended = at;
	c.outcome = STR("Выдано");
	c.data = STR("{}");
	unit_ok(xes_case(&out, &c, NULL, 0, -12600, &err) == RC_OK, "a case without events is written");
	xes_end(&out);
	read_again(buf_slice(&out), r, &err);
	unit_ok(err.rc == RC_OK, "it keeps the rules of the schema");
	unit_num((double)r->traces, 2, 0, "traces");
	unit_num((double)r->events, 2, 0, "events");
	unit_str(buf_cstr(&r->values),
	         "string concept:name=12\nstring process=permit\nint version=1\nstring application_id=A\"1\nstring status=open\n"
	         "date started=2024-01-15T09:00:00+11:00\n"
	         "string address=ул. \"Мира\" <1> & 2\n\xef\xbf\xbd\nint Площадь__м2=40\nfloat Площадь__м2_2=40.5\nboolean _1=true\n"
	         "string data_status=x\nboolean data_status_2=false\nstring id=12345678901234567890\nstring list=[1,\"a\"]\nstring data_process=y\nstring application_id_2=z\n"
	         "string concept:name=Дороги\nstring concept:instance=12.3\nstring lifecycle:transition=schedule\n"
	         "date time:timestamp=2024-01-15T09:00:00+11:00\nstring org:group=U11\nstring element=roads\ndate due=2024-01-16T09:00:00+11:00\n"
	         "string concept:name=Дороги\nstring concept:instance=12.3\nstring lifecycle:transition=complete\n"
	         "date time:timestamp=2024-01-15T09:00:00+11:00\nstring org:group=U11\nstring org:resource=E1\nstring element=roads\n"
	         "string outcome=да & нет\nboolean late=true\n"
	         "string concept:name=13\nstring process=permit\nint version=1\nstring application_id=A\"1\nstring status=open\nstring outcome=Выдано\n"
	         "date started=2024-01-15T09:00:00-03:30\ndate ended=2024-01-15T09:00:00-03:30\n",
	         "what was given comes back; keys are Names and stand once");
	c.data = STR("{broken");
	unit_ok(xes_case(&out, &c, NULL, 0, 0, &err) == RC_INPUT, "broken data is an error");
	buf_free(&r->values);
	buf_clear(&out);
	err = ERR_NONE;
	xes_begin(&out);
	xes_end(&out);
	read_again(buf_slice(&out), r, &err);
	unit_ok(err.rc == RC_OK && r->traces == 0, "an empty log is one");
	buf_free(&out);
	buf_free(&r->values);
	free(r);
	return unit_done();
}
