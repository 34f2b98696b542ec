/* SPDX-License-Identifier: MIT */
/* Timers fired, of all cases in the order in which they are due. */
#include "base/lang.h"
#include "cases/casework_run.h"

enum { FIRED_MAX = 500 }; /* timers of one case, each armed in this run: a loop over one whose moment is always over would never end */

static struct str key_of(const int64_t *case_id)
{
	return (struct str){(const char *)case_id, sizeof *case_id};
}

/*
 * The case whose timer is due first, those left out that are stuck; 0 for none. Behind the floor there is nobody but the stuck, so that they
 * are not looked through again for every timer.
 */
static enum rc next_due(struct casework *cw, int64_t *due, int64_t *case_id, struct err *err)
{
	bool row;
	for (*case_id = 0;;) {
		struct db_stmt *stmt = store_sql(cw->store, STORE_CASE_DUE, err);
		if (!stmt)
			return err->rc;
		db_bind_int(stmt, 1, cw->hand.at.seconds);
		db_bind_int(stmt, 2, cw->floor_due);
		db_bind_int(stmt, 3, cw->floor_case);
		if (db_step(stmt, &row, err) != RC_OK || !row)
			return err->rc;
		*due = db_int(stmt, 0);
		*case_id = db_int(stmt, 1);
		db_reset(stmt); /* no reading is open while we write */
		if (map_get(cw->stuck, key_of(case_id)) == MAP_NONE)
			return RC_OK;
		cw->floor_due = *due;
		cw->floor_case = *case_id;
		*case_id = 0;
	}
}

/* What the case has armed now may be due before those that were passed over. */
static void lower_floor(struct casework *cw)
{
	int64_t due = hand_next_due(cw->hand.version->model, &cw->hand.state);
	if (due < cw->floor_due || (due == cw->floor_due && cw->hand.case_id <= cw->floor_case)) {
		cw->floor_due = due;
		cw->floor_case = cw->hand.case_id - 1;
	}
}

static enum rc fire(struct casework *cw, int64_t case_id, struct casework_fired *out, struct err *err)
{
	struct hand *hand = &cw->hand;
	struct moment due;
	bool found;
	if (hand_take(hand, case_id, &found, err) != RC_OK)
		return err->rc;
	uint32_t id = found ? engine_due(hand->version->model, &hand->state, &due) : 0;
	if (id == 0 || moment_utc(due) > hand->at.seconds)
		return err_set(err, RC_INPUT, _("the store is damaged: a timer of the case is due, and the case does not wait for it"));
	const struct engine_token *timer = engine_token(&hand->state, id);
	const struct model_node *node = &hand->version->model->node[timer->node];
	bool is_new = moment_utc(timer->since) == moment_utc(hand->at);
	*out = (struct casework_fired){
	        .case_id = case_id, .token = id, .node = node->id, .name = hand_title(node), .due_at = moment_utc(due)};
	cw->fired = (cw->fired_case == case_id ? cw->fired : 0) + is_new;
	cw->fired_case = case_id;
	if (cw->fired > FIRED_MAX)
		return err_set(err, RC_INPUT, _("its timers are due again as soon as they fire: the process goes round without waiting"));
	struct hand_event event = {.kind = "fired", .token = id};
	if (hand_fire(hand, (struct str){"", 0}, &event, err) != RC_OK)
		return err->rc;
	out->moved = casework_moved_on(cw);
	lower_floor(cw);
	return casework_spread(cw, err);
}

/* A case that cannot move must not keep the others waiting: it was left as it was, and is left out of this run. */
bool casework_tick(struct casework *cw, struct casework_fired *out, struct err *err)
{
	struct err inner = ERR_NONE;
	int64_t due, case_id;
	*out = (struct casework_fired){0};
	if (hand_put(&cw->hand, err) != RC_OK || next_due(cw, &due, &case_id, err) != RC_OK || case_id == 0)
		return false;
	enum rc rc = fire(cw, case_id, out, &inner);
	if (rc == RC_OK)
		return true;
	if (rc != RC_INPUT) {
		*err = inner;
		return false;
	}
	map_set(cw->stuck, key_of(&case_id), 1);
	out->case_id = case_id;
	out->problem = arena_cstr(cw->arena, str_of(inner.text));
	return true;
}
