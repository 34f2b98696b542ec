/* SPDX-License-Identifier: MIT */
/*
 * Random block-structured processes with random answers and events: what is open must be what an interpreter without tokens says (walk.h), effects alone must
 * give the same state, a case that ends must have nothing open, and every case must end. Then states with a byte altered: refused, or borne.
 * RANDOM_SEED and RANDOM_CASES in the environment hunt further.
 */
#include "play.h"
#include "walk.h"

struct match {
	struct play play;
	struct walk walk;
	struct dice dice;
	const char *problem;
	struct buf trace;
};

static enum rc no_jq(void *context, size_t program, struct str data, bool *yes, struct buf *value, struct err *err)
{
	(void)context, (void)data, (void)yes, (void)value;
	return err_set(err, RC_DEFECT, "program %zu is not simple", program);
}

static const struct engine_token *find(const struct play *p, uint32_t id)
{
	return id ? engine_token(&p->state, id) : NULL;
}

static void put_token(const struct play *p, const struct engine_token *token, struct buf *out)
{
	static const char marks[ENGINE_WAITS] = {[ENGINE_TIMER] = '~', [ENGINE_MESSAGE] = '?'};
	const struct engine_token *host = find(p, token->host);
	if (marks[token->wait])
		buf_putc(out, marks[token->wait]);
	buf_puts(out, p->engine.model->node[token->node].id);
	if (token->wait == ENGINE_TASK && host)
		buf_printf(out, "[%u]", token->index);
	for (const struct engine_token *it = find(p, token->scope); it; it = find(p, it->scope)) {
		buf_printf(out, "<%s", p->engine.model->node[it->node].id);
		if (it->host)
			buf_printf(out, "[%u]", it->index);
	}
}

static bool is_open(const struct engine_token *token)
{
	return token->wait == ENGINE_TASK || token->wait == ENGINE_TIMER || token->wait == ENGINE_MESSAGE;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void join(const char **v, size_t n, struct buf *out)
{
	if (n)
		qsort(v, n, sizeof *v, by_text);
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%s%s", i ? " " : "", v[i]);
	buf_cstr(out);
}

static void open_in_engine(const struct match *m, struct arena *arena, struct buf *out)
{
	VEC(const char *) v = {0};
	for (size_t i = 0; i < m->play.state.n; i++) {
		struct buf place = {0};
		if (is_open(&m->play.state.token[i])) {
			put_token(&m->play, &m->play.state.token[i], &place);
			vec_push(&v, arena_cstr(arena, buf_slice(&place)));
		}
		buf_free(&place);
	}
	join(v.v, v.n, out);
	vec_free(&v);
}

static void open_in_walk(const struct match *m, struct arena *arena, struct buf *out)
{
	VEC(const char *) v = {0};
	struct live *at;
	struct buf place = {0};
	for (size_t i = 0; walk_open(&m->walk, i, &at, &place); i++)
		vec_push(&v, arena_cstr(arena, buf_slice(&place)));
	join(v.v, v.n, out);
	vec_free(&v);
	buf_free(&place);
}

static bool same(struct match *m)
{
	struct arena *arena = arena_new();
	struct buf a = {0}, b = {0};
	open_in_engine(m, arena, &a);
	open_in_walk(m, arena, &b);
	bool ok = strcmp(buf_cstr(&a), buf_cstr(&b)) == 0;
	if (!ok)
		buf_printf(&m->trace, "engine: %s\nwalk:   %s\n", buf_cstr(&a), buf_cstr(&b));
	if (!ok)
		m->problem = "what is open differs";
	else if (m->play.state.ended != m->walk.ended)
		m->problem = "one has ended, and the other has not";
	else if (m->play.state.ended && m->play.state.n > 0)
		m->problem = "an ended case has something open";
	else if (!m->play.same)
		m->problem = "the effects alone do not give the same state";
	buf_free(&a);
	buf_free(&b);
	arena_free(arena);
	return !m->problem;
}

static uint32_t token_at(const struct match *m, const char *place)
{
	uint32_t found = 0;
	for (size_t i = 0; i < m->play.state.n && !found; i++) {
		struct buf here = {0};
		put_token(&m->play, &m->play.state.token[i], &here);
		if (is_open(&m->play.state.token[i]) && strcmp(buf_cstr(&here), place) == 0)
			found = m->play.state.token[i].id;
		buf_free(&here);
	}
	return found;
}

/* Late in the game, what leads out. */
static void answer(struct match *m, const struct live *task, bool late, char *outcome, size_t size)
{
	const struct live *up = task->up && task->up->b->kind == LIST ? task->up : task;
	const struct block *asks = up->up && up->up->b->ask == up->b ? up->up->b : NULL;
	int n = roll(&m->dice, 8);
	if (asks && asks->kind == SOME)
		snprintf(outcome, size, "m%d", 1 + roll(&m->dice, (1 << asks->n) - 1));
	else if (asks && asks->kind == LOOP)
		snprintf(outcome, size, "%s", n < 3 && !late ? "again" : n == 3 ? "" : "stop");
	else if (n < 7)
		snprintf(outcome, size, "b%d", n % 4);
}

/* Two instances of what waits beside a sub-process could not be told apart by their places. */
static bool is_under_way(const struct match *m, const struct live *scope)
{
	for (size_t i = 0; i < m->walk.all.n; i++)
		if (!m->walk.all.v[i]->dead && m->walk.all.v[i]->up == scope && m->walk.all.v[i]->b == scope->b->kid[1])
			return true;
	return false;
}

static bool comes_again(const struct match *m, char what, const struct live *at, bool late)
{
	return what == 'i' && at->b->kind == SCOPE && !at->b->interrupts && (late || is_under_way(m, at));
}

/* One of what is open; of several that are called the same the oldest, as token_at finds it. */
static char choose(struct match *m, bool late, struct live **at, struct buf *place)
{
	struct buf other = {0};
	size_t n = 0, i = 0, tries = 0;
	char what;
	while (walk_open(&m->walk, n, at, place))
		n++;
	if (n == 0)
		return 0;
	do
		what = walk_open(&m->walk, (size_t)roll(&m->dice, (int)n), at, place);
	while (comes_again(m, what, *at, late) && tries++ < 500);
	while (walk_open(&m->walk, i, at, &other) && !str_eq(buf_slice(&other), buf_slice(place)))
		i++;
	buf_free(&other);
	return walk_open(&m->walk, i, at, place);
}

static void turn(struct match *m, bool late)
{
	struct play *p = &m->play;
	struct live *at = NULL;
	struct buf place = {0};
	char outcome[16] = "";
	struct err err = ERR_NONE;
	char what = choose(m, late, &at, &place);
	if (!what) {
		m->problem = "nothing is open, and the case has not ended";
		return;
	}
	uint32_t token = token_at(m, buf_cstr(&place));
	p->now.seconds += 60;
	if (what == 't')
		answer(m, at, late, outcome, sizeof outcome);
	buf_printf(&m->trace, "%s %s\n", buf_cstr(&place), outcome);
	enum rc rc = what == 't' ? engine_complete(&p->engine, &p->state, token, (struct engine_answer){.outcome = str_of(outcome)}, p->now, &p->effects, &err)
	                         : engine_fire(&p->engine, &p->state, token, STR(""), p->now, &p->effects, &err);
	if (done(p, rc) != RC_OK) {
		buf_printf(&m->trace, "%s\n", err.text);
		m->problem = "the engine fails";
	}
	if (what == 't')
		walk_done(&m->walk, at, outcome);
	else
		walk_event(&m->walk, at, what);
	walk_settle(&m->walk);
	buf_free(&place);
}

/* The case goes onto its own drawing: nothing changes. */
static void migrate(struct match *m)
{
	struct play *p = &m->play;
	struct err err = ERR_NONE;
	uint32_t *map = mem_array(p->engine.model->n_nodes, sizeof *map);
	model_match(p->engine.model, p->engine.model, map);
	if (done(p, engine_migrate(&p->engine, p->engine.model, map, &p->state, p->now, &p->effects, &err)) != RC_OK) {
		buf_printf(&m->trace, "%s\n", err.text);
		m->problem = "it cannot go onto its own drawing";
	}
	free(map);
}

/* A byte of the state is another: it is refused, or borne without harm. */
static void tamper(struct match *m)
{
	struct engine_state state = {0};
	struct engine_effects effects = {0};
	struct buf text = {0};
	struct err err = ERR_NONE;
	engine_state_put(&m->play.state, &text);
	for (int n = 1 + roll(&m->dice, 3); n > 0; n--)
		text.p[roll(&m->dice, (int)text.n)] = "0123456789,[]\"twisjuag"[roll(&m->dice, 22)];
	buf_puts(&state.data, "{}");
	if (engine_state_get(m->play.engine.model, buf_slice(&text), &state, &err) == RC_OK)
		for (int i = 0; i < 5 && state.n > 0; i++) {
			const struct engine_token *it = &state.token[roll(&m->dice, (int)state.n)];
			err = ERR_NONE;
			if (it->wait == ENGINE_TASK)
				(void)!engine_complete(&m->play.engine, &state, it->id, (struct engine_answer){STR("m1"), STR("")}, m->play.now, &effects, &err);
			else
				(void)!engine_fire(&m->play.engine, &state, it->id, STR(""), m->play.now, &effects, &err);
		}
	engine_state_free(&state);
	engine_effects_free(&effects);
	buf_free(&text);
}

static bool begin_match(struct match *m, const struct block *root)
{
	struct buf body = {0};
	struct drawing drawing = {.arena = m->play.arena, .out = &body};
	struct err err = ERR_NONE;
	const struct bpmnin *bpmn;
	buf_puts(&body, "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:v='v'><process id='main'>");
	draw_body(&drawing, root, (struct from){.node = ""}, "s", ">");
	buf_puts(&body, "</process></definitions>");
	bool ok = bpmnin_read(buf_slice(&body), "t", m->play.arena, &bpmn, &err) == RC_OK && model_runnable(bpmn->process[0], &err) == RC_OK;
	buf_printf(&m->trace, "%s\n%s\n", buf_cstr(&body), err.text);
	buf_free(&body);
	if (!ok) {
		m->problem = "the drawing is refused";
		return false;
	}
	m->play.engine = (struct engine){.model = bpmn->process[0], .ask = no_jq};
	m->play.now = (struct moment){86400, DATE_NO_OFFSET};
	m->play.same = true;
	if (done(&m->play, engine_start(&m->play.engine, &m->play.state, STR("{}"), m->play.now, &m->play.effects, &err)) != RC_OK)
		m->problem = "it does not start";
	buf_printf(&m->trace, "%s\n", err.text);
	walk_begin(&m->walk, root, NULL, 0, false);
	walk_settle(&m->walk);
	return !m->problem && same(m);
}

/* False when something is wrong; it is printed. */
static bool play_one(uint64_t seed, size_t *steps)
{
	struct match m = {.play = {.arena = arena_new()}, .dice = {.seed = seed}};
	m.dice.arena = m.walk.arena = m.play.arena;
	m.dice.budget = 10 + roll(&m.dice, 60);
	const struct block *root = block_scope(&m.dice, 2 + roll(&m.dice, 6));
	bool ok = begin_match(&m, root);
	for (int i = 0; ok && !m.walk.ended; i++) {
		if (roll(&m.dice, 8) == 0)
			migrate(&m);
		tamper(&m);
		if (!m.problem)
			turn(&m, i > 100);
		if (i > 2000)
			m.problem = "it does not end";
		ok = !m.problem && same(&m);
		++*steps;
	}
	if (!ok)
		printf("# seed %llu: %s\n%s", (unsigned long long)seed, m.problem, buf_cstr(&m.trace));
	engine_state_free(&m.play.state);
	engine_state_free(&m.play.again);
	engine_effects_free(&m.play.effects);
	engine_effects_free(&m.play.all);
	vec_free(&m.walk.all);
	buf_free(&m.trace);
	arena_free(m.play.arena);
	return ok;
}

static uint64_t number(const char *name, uint64_t fallback)
{
	const char *text = getenv(name);
	return text ? strtoull(text, NULL, 10) : fallback;
}

int main(void)
{
	uint64_t seed = number("RANDOM_SEED", 1), n = number("RANDOM_CASES", 5000);
	size_t steps = 0, wrong = 0;
	for (uint64_t i = 0; i < n && wrong < 3; i++)
		wrong += !play_one(seed + i, &steps);
	printf("# %llu processes, %zu steps\n", (unsigned long long)n, steps);
	unit_num((double)wrong, 0, 0, "engine and interpreter agree on every process");
	unit_ok(steps > n * 2, "and there was something to agree on");
	return unit_done();
}
