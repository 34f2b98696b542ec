/* SPDX-License-Identifier: MIT */
#include "base/lang.h"
#include "base/num.h"
#include "process/bpmnbuild.h"

#include <string.h>

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), k = strlen(end);
	return n >= k && strcmp(text + n - k, end) == 0;
}

static const struct {
	const char *element;
	enum model_event event;
	const char *ref, *name; /* the reference, and the attribute of what it means that names it */
} definitions[] = {
        {"timerEventDefinition", MODEL_ON_TIMER, NULL, NULL},
        {"messageEventDefinition", MODEL_ON_MESSAGE, "messageRef", "name"},
        {"signalEventDefinition", MODEL_ON_SIGNAL, "signalRef", "name"},
        {"errorEventDefinition", MODEL_ON_ERROR, "errorRef", "errorCode"},
        {"escalationEventDefinition", MODEL_ON_ESCALATION, "escalationRef", "escalationCode"},
        {"terminateEventDefinition", MODEL_ON_TERMINATE, NULL, NULL},
};

/* ---- terms */

static bool is_repeat(struct str text, struct model_term *term, struct str *rest)
{
	const char *slash = text.n ? memchr(text.p, '/', text.n) : NULL;
	int64_t times = 0;
	if (!slash || text.p[0] != 'R')
		return false;
	struct str digits = {text.p + 1, (size_t)(slash - text.p) - 1};
	if (digits.n > 0 && (!num_parse_int(digits, &times) || times < 1 || times > 1000000))
		return false;
	term->repeats = digits.n ? (uint32_t)times - 1 : UINT32_MAX;
	*rest = (struct str){slash + 1, text.n - (size_t)(slash + 1 - text.p)};
	return true;
}

/* A timer that repeats must let time go by between. */
static bool stands_still(const struct model_term *term)
{
	return term->repeats > 0 && (term->when == MODEL_DATE || (term->when == MODEL_DURATION && term->duration.months == 0 && term->duration.seconds == 0));
}

bool bpmnbuild_term(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node, struct str text)
{
	struct model_term *term = &node->term;
	struct str rest = text;
	if (is_repeat(text, term, &rest))
		text = rest;
	const char *kept = arena_cstr(b->arena, text);
	if (duration_read(text, &term->duration)) {
		term->when = MODEL_DURATION;
	} else if (moment_read(text, &term->date) == DATE_OK) {
		term->when = MODEL_DATE;
		term->date.offset = DATE_NO_OFFSET; /* on the city's own clock */
	} else if (bpmnbuild_is_expression(kept) || (text.n > 0 && text.p[0] == '.')) {
		term->when = MODEL_COMPUTED;
		term->program = bpmnbuild_expression(b, scope, node, text);
	} else if (str_starts(text, "term:") || (text.n > 1 && text.p[0] >= '1' && text.p[0] <= '9' && !memchr(text.p, '-', text.n))) {
		term->when = MODEL_TERM;
		term->text = kept;
	}
	return term->when != MODEL_NEVER && !stands_still(term);
}

static void read_timer(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node, const struct bpmnxml *timer)
{
	static const char *const names[] = {"timeDuration", "timeDate", "timeCycle"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct bpmnxml *it = bpmnxml_child(timer, names[i]);
		if (it && bpmnbuild_term(b, scope, node, it->text))
			return;
	}
	bpmnbuild_refuse(b, node, _("this timer"),
	                 _("write timeDuration as in P5D, PT2H or 10wd, or timeDate as in 2024-03-15T09:30, or timeCycle as in R3/PT2H"));
}

/* ---- definitions */

static const char *named(struct bpmnbuild *b, const struct bpmnscope *scope, const struct bpmnxml *definition, const char *ref,
                         const char *name)
{
	const char *to = ref ? bpmnxml_get(definition, ref) : NULL;
	const struct bpmnxml *meant = to ? bpmnxml_refer(scope->file, str_of(to)) : NULL;
	const char *found = meant ? bpmnxml_get(meant, name) : NULL;
	if (meant && (!found || !*found))
		found = bpmnxml_get(meant, "name");
	if (!found || !*found)
		found = to ? to : "";
	return arena_cstr(b->arena, str_of(found));
}

static const struct bpmnxml *only_definition(struct bpmnbuild *b, struct model_node *node, const struct bpmnxml *element)
{
	const struct bpmnxml *found = NULL;
	for (const struct bpmnxml *c = element->child; c; c = c->next) {
		if (!ends_with(c->name, "EventDefinition") && !ends_with(c->name, "EventDefinitionRef"))
			continue;
		if (found) {
			bpmnbuild_refuse(b, node, _("an event of several definitions"), _("draw one event for each"));
			return NULL;
		}
		found = c;
	}
	return found;
}

static bool may(const struct model_node *node, enum model_event event)
{
	switch (node->kind) {
	case MODEL_START:
		return event != MODEL_ON_TERMINATE;
	case MODEL_END:
		return event != MODEL_ON_TIMER;
	case MODEL_THROW:
		return event == MODEL_ON_MESSAGE || event == MODEL_ON_SIGNAL || event == MODEL_ON_ESCALATION;
	case MODEL_CATCH:
		return event == MODEL_ON_TIMER || event == MODEL_ON_MESSAGE || event == MODEL_ON_SIGNAL;
	default:
		return event != MODEL_ON_TERMINATE;
	}
}

static const char *instead_of(const char *definition)
{
	if (strcmp(definition, "conditionalEventDefinition") == 0)
		return _("draw an exclusive gateway behind the task that changes the data");
	if (strcmp(definition, "compensateEventDefinition") == 0 || strcmp(definition, "cancelEventDefinition") == 0)
		return _("draw the way back as flows");
	return _("draw a plain event, a timer, a message, a signal, an error or an escalation");
}

static void read_definition(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node,
                            const struct bpmnxml *definition)
{
	if (strcmp(definition->name, "linkEventDefinition") == 0) {
		const char *name = bpmnxml_get(definition, "name");
		node->event_name = name ? name : "";
		node->kind = MODEL_PASS; /* joined to its other end with the flows */
		return;
	}
	for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++) {
		if (strcmp(definition->name, definitions[i].element) != 0 || !may(node, definitions[i].event))
			continue;
		node->event = definitions[i].event;
		node->event_name = named(b, scope, definition, definitions[i].ref, definitions[i].name);
		if (node->event == MODEL_ON_TIMER)
			read_timer(b, scope, node, definition);
		return;
	}
	bpmnbuild_refuse(b, node, definition->name, instead_of(definition->name));
}

void bpmnbuild_event(struct bpmnbuild *b, const struct bpmnscope *scope, struct model_node *node, const struct bpmnxml *element)
{
	const struct bpmnxml *definition = only_definition(b, node, element);
	const char *cancel = bpmnxml_get(element, node->kind == MODEL_START ? "isInterrupting" : "cancelActivity");
	const char *topic = bpmnxml_vendor(element, "topic"), *clock = bpmnxml_vendor(element, "clock");
	node->interrupting = !cancel || strcmp(cancel, "false") != 0;
	if (definition)
		read_definition(b, scope, node, definition);
	node->stops_clock = clock && strcmp(clock, "stops") == 0;
	if (clock && *clock && (!node->stops_clock || node->kind != MODEL_CATCH))
		bpmnbuild_refuse(b, node, _("this clock"), _("write clock=\"stops\" on a task, a sub-process or a catching event"));
	if (node->kind == MODEL_THROW && node->event == MODEL_NO_EVENT && !node->refusal)
		node->kind = MODEL_PASS;
	if ((node->kind == MODEL_CATCH || node->kind == MODEL_BOUNDARY) && node->event == MODEL_NO_EVENT)
		bpmnbuild_refuse(b, node, _("a catch event that waits for nothing"), _("draw a timer, a message or a signal"));
	if (node->event == MODEL_ON_SIGNAL && !*node->event_name)
		bpmnbuild_refuse(b, node, _("a signal without a name"), _("give it one"));
	if (node->event == MODEL_ON_MESSAGE)
		node->topic = topic && *topic ? topic : *node->event_name ? node->event_name : *node->name ? node->name : node->id;
	if (node->event == MODEL_ON_MESSAGE && !*node->event_name)
		node->event_name = *node->name ? node->name : node->key;
}
