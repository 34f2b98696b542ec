/* SPDX-License-Identifier: MIT */
/* Several applications on one matter are one case. */
#include "base/lang.h"
#include "cases/casework_run.h"

/* What the application said when it joined stands in the event's detail. */
static enum rc compare(struct casework *cw, const struct casework_case *it, int64_t seq, struct str data,
                       enum casework_submitted *status, struct err *err)
{
	struct store_event event;
	if (store_event_get(cw->store, seq, it->case_id, &event, err) == RC_OK)
		*status = str_eq(event.detail, data) ? CASEWORK_KNOWN : CASEWORK_DIFFERS;
	return err->rc;
}

/* The case that an application joined, 0 for none. */
static enum rc joined(struct casework *cw, struct str application_id, int64_t *case_id, int64_t *seq, int64_t *due_at, struct err *err)
{
	struct db_stmt *stmt = store_sql(cw->store, STORE_APPLICANT_FIND, err);
	bool row;
	*case_id = *seq = 0;
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, cw->last->process_id);
	db_bind_ref(stmt, 2, application_id);
	if (db_step(stmt, &row, err) == RC_OK && row) {
		*case_id = db_int(stmt, 0);
		*seq = db_int(stmt, 1);
		*due_at = db_is_null(stmt, 2) ? STORE_NEVER : db_int(stmt, 2);
		db_reset(stmt);
	}
	return err->rc;
}

enum rc casework_joined(struct casework *cw, struct str application_id, struct str data, struct casework_case *out, bool *found,
                        struct err *err)
{
	int64_t seq;
	*found = false;
	if (joined(cw, application_id, &out->case_id, &seq, &out->due_at, err) != RC_OK || seq == 0)
		return err->rc;
	*found = true;
	return compare(cw, out, seq, data, &out->status, err);
}

/* The case that the application same_as began or joined, 0 for none. */
static enum rc find_matter(struct casework *cw, struct str same_as, int64_t *case_id, struct err *err)
{
	struct db_stmt *stmt = store_sql(cw->store, STORE_CASE_FIND, err);
	bool row;
	int64_t seq, due_at;
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, cw->last->process_id);
	db_bind_ref(stmt, 2, same_as);
	if (db_step(stmt, &row, err) != RC_OK)
		return err->rc;
	if (!row)
		return joined(cw, same_as, case_id, &seq, &due_at, err);
	*case_id = db_int(stmt, 0);
	db_reset(stmt);
	return RC_OK;
}

static enum rc join(struct casework *cw, struct str application_id, struct str data, struct casework_case *out, struct err *err)
{
	struct hand_event event = {.kind = "joined", .actor = application_id, .detail = data};
	if (hand_note(&cw->hand, &event, err) != RC_OK)
		return err->rc;
	struct db_stmt *stmt = store_sql(cw->store, STORE_APPLICANT_ADD, err);
	if (!stmt)
		return err->rc;
	db_bind_int(stmt, 1, cw->last->process_id);
	db_bind_ref(stmt, 2, application_id);
	db_bind_int(stmt, 3, cw->hand.case_id);
	db_bind_int(stmt, 4, cw->hand.last_seq);
	out->case_id = cw->hand.case_id;
	out->due_at = hand_last_due(&cw->hand.state);
	out->status = CASEWORK_JOINED;
	return db_run(stmt, err);
}

enum rc casework_submit_same(struct casework *cw, const char *process, struct str application_id, struct str same_as, struct str data,
                             struct casework_case *out, struct err *err)
{
	bool found;
	int64_t case_id;
	*out = (struct casework_case){.due_at = STORE_NEVER};
	if (casework_process(cw, process, err) != RC_OK || hand_put(&cw->hand, err) != RC_OK ||
	    casework_find(cw, application_id, data, out, &found, err) != RC_OK || found || find_matter(cw, same_as, &case_id, err) != RC_OK)
		return err->rc;
	if (case_id && hand_take(&cw->hand, case_id, &found, err) != RC_OK)
		return err->rc;
	if (case_id && found && !cw->hand.state.ended)
		return join(cw, application_id, data, out, err);
	return casework_submit(cw, process, application_id, data, out, err);
}
