/* SPDX-License-Identifier: MIT */
/* A table of processes, scripts and what is open after them. */
#ifndef TESTS_PLAY_CASES_H
#define TESTS_PLAY_CASES_H

#include "play.h"

static bool begin(struct play *p, const struct bpmnin *bpmn, struct err *err)
{
	const struct model *m;
	if (bpmnin_choose(bpmn, NULL, &m, err) != RC_OK || model_runnable(m, err) != RC_OK)
		return false;
	if (m->n_programs > 0 &&
	    jqx_open(m->program, m->program_name, m->n_programs, &p->jqx, err) != RC_OK)
		return false;
	p->engine = (struct engine){.model = m, .ask = ask, .context = p->jqx};
	p->same = true;
	p->now = (struct moment){(int64_t)date_days(2024, 3, 1) * 86400, DATE_NO_OFFSET};
	return true;
}

struct play_case {
	const char *what, *body, *script, *want;
};

/* told: what is compared with want after the script; NULL: what drive says. */
static void play_cases(struct arena *arena, const struct play_case *cases, size_t n, void (*told)(const struct play *, struct buf *))
{
	for (size_t i = 0; i < n; i++) {
		const char *text = arena_printf(
		        arena,
		        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:v='v'>"
		        "<process id='main'>%s</process></definitions>",
		        cases[i].body);
		struct err err = ERR_NONE;
		const struct bpmnin *bpmn;
		struct play p = {.arena = arena};
		struct buf got = {0};
		if (bpmnin_read(str_of(text), "t", arena, &bpmn, &err) == RC_OK &&
		    begin(&p, bpmn, &err)) {
			drive(&p, cases[i].script, &got);
			if (told) {
				buf_clear(&got);
				told(&p, &got);
			}
			unit_ok(p.same, "the effects alone give the same state");
		} else {
			buf_puts(&got, err.text);
		}
		unit_str(buf_cstr(&got), cases[i].want, cases[i].what);
		buf_free(&got);
		end(&p);
	}
}

#endif
