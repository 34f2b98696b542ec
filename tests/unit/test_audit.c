/* SPDX-License-Identifier: MIT */
/* What SQL can do to the tables behind the events' back: each alteration is found, named, and put right. */
#include "cases/audit.h"
#include "unit.h"

#include "base/io.h"

#include <stdlib.h>
#include <unistd.h>

static char dir[] = "/tmp/uprava-test-XXXXXX";
static char path[sizeof dir + 16], bpmn[sizeof dir + 16];

static const char process[] =
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:u='urn:uprava:bpmn' id='d'>"
        "<message id='m' name='papers'/><process id='p' isExecutable='true'>"
        "<startEvent id='s'/><parallelGateway id='f'/><userTask id='a' name='Roads' u:unit='U1' u:dueDate='P3D'/>"
        "<receiveTask id='b' messageRef='m'/><parallelGateway id='j'/><endEvent id='e' name='Done'/>"
        "<sequenceFlow id='f1' sourceRef='s' targetRef='f'/><sequenceFlow id='f2' sourceRef='f' targetRef='a'/>"
        "<sequenceFlow id='f3' sourceRef='f' targetRef='b'/><sequenceFlow id='f4' sourceRef='a' targetRef='j'/>"
        "<sequenceFlow id='f5' sourceRef='b' targetRef='j'/><sequenceFlow id='f6' sourceRef='j' targetRef='e'/></process></definitions>";

static bool fill(struct err *err)
{
	struct casework *cw;
	struct casework_version version;
	struct casework_case c;
	struct casework_moved moved;
	struct casework_answer answer = {.outcome = STR("agreed")};
	if (io_write_file(bpmn, 0600, str_of(process), err) != RC_OK || casework_open(path, STORE_CREATE, &cw, err) != RC_OK)
		return false;
	bool ok = casework_deploy(cw, bpmn, NULL, 0, &version, err) == RC_OK && casework_begin(cw, err) == RC_OK &&
	          casework_submit(cw, "p", STR("A"), STR("{\"n\":1}"), &c, err) == RC_OK &&
	          casework_submit(cw, "p", STR("B"), STR("{}"), &c, err) == RC_OK &&
	          casework_complete(cw, STR("2.1"), &answer, &moved, err) == RC_OK &&
	          casework_message(cw, 2, STR("papers"), STR(""), &answer, &moved, err) == RC_OK && moved.ended &&
	          casework_submit_same(cw, "p", STR("C"), STR("A"), STR("{}"), &c, err) == RC_OK && c.status == CASEWORK_JOINED &&
	          casework_commit(cw, err) == RC_OK;
	casework_close(cw);
	return ok;
}

static const struct {
	const char *sql;
	int table;
	int64_t differing;
	const char *first;
} cases[] = {
        {"UPDATE cases SET data = '{}' WHERE case_id = 1", AUDIT_CASES, 1, "1: data"},
        {"UPDATE cases SET state = replace(state, '\"t\"', '\"w\"') WHERE case_id = 1", AUDIT_CASES, 1, "1: state"},
        {"UPDATE cases SET application_id = 'C' WHERE case_id = 2", AUDIT_CASES, 1, "2: application_id"},
        {"UPDATE cases SET outcome = 'Lost' WHERE case_id = 2", AUDIT_CASES, 1, "2: outcome"},
        {"UPDATE cases SET ended_at = NULL WHERE case_id = 2", AUDIT_CASES, 1, "2: ended_at"},
        {"UPDATE cases SET due_at = due_at + 86400 WHERE case_id = 1", AUDIT_CASES, 1, "1: due_at"},
        {"UPDATE cases SET next_due = 5 WHERE case_id = 1", AUDIT_CASES, 1, "1: next_due"},
        {"UPDATE cases SET started_at = 0 WHERE case_id = 1", AUDIT_CASES, 1, "1: started_at"},
        {"UPDATE cases SET last_seq = first_seq WHERE case_id = 2", AUDIT_CASES, 1, "2: last_seq"},
        {"DELETE FROM cases WHERE case_id = 1", AUDIT_CASES, 1, "1: the row is missing"},
        {"INSERT INTO cases SELECT 9, process_id, version_id, 'Z', 99, 99, 0, NULL, NULL, NULL, '', state, data FROM cases WHERE case_id = 1",
         AUDIT_CASES, 1, "9: no event calls for this row"},
        {"DELETE FROM tasks", AUDIT_TASKS, 1, "1.1: the row is missing"},
        {"UPDATE tasks SET due_at = due_at + 1", AUDIT_TASKS, 2, "1.1: the row is missing"},
        {"UPDATE tasks SET unit_id = 'U2'", AUDIT_TASKS, 2, "1.1: the row is missing"},
        {"UPDATE tasks SET created_at = 1", AUDIT_TASKS, 1, "1.1: created_at"},
        {"UPDATE tasks SET activity = 'Rest'", AUDIT_TASKS, 1, "1.1: activity"},
        {"INSERT INTO tasks VALUES ('U1', 5, 2, 1, 0, 'Roads')", AUDIT_TASKS, 1, "2.1: no event calls for this row"},
        {"INSERT INTO tasks VALUES ('U1', 5, 77, 1, 0, 'Roads')", AUDIT_TASKS, 1, "77.1: no event calls for this row"},
        {"DELETE FROM applicants", AUDIT_APPLICANTS, 1, "1: C"},
        {"UPDATE applicants SET case_id = 2", AUDIT_APPLICANTS, 2, "1: C"},
        {"INSERT INTO applicants VALUES (1, 'B', 1, 3)", AUDIT_APPLICANTS, 1, "1: B"},
        {"DELETE FROM waits", AUDIT_WAITS, 1, "1.2: the row is missing"},
        {"INSERT INTO waits VALUES ('signal', 'papers', 1, 2)", AUDIT_WAITS, 1, "1.2: no event calls for this row"},
};

static void alter(const char *sql, int table, int64_t differing, const char *first)
{
	struct err err = ERR_NONE;
	struct db *db;
	struct casework *cw;
	struct audit before = {0}, mended = {0}, after = {0};
	bool done = db_open(path, DB_WRITE, &db, &err) == RC_OK && db_exec(db, sql, &err) == RC_OK;
	db_close(db);
	if (!unit_ok(done && casework_open(path, STORE_WRITE, &cw, &err) == RC_OK, sql)) {
		printf("# %s\n", err.text);
		return;
	}
	unit_ok(audit_compare(cw, &before, &err) == RC_OK && audit_differs(&before), "is found");
	unit_num((double)before.table[table].differing, (double)differing, 0, "as so many rows");
	unit_str(buf_cstr(&before.table[table].first), first, "by its first");
	for (int i = 0; i < AUDIT_TABLES; i++)
		if (i != table)
			unit_num((double)before.table[i].differing, 0, 0, audit_table_name(i));
	unit_ok(audit_rebuild(cw, &mended, &err) == RC_OK && mended.table[table].differing == differing, "and put right");
	unit_ok(audit_compare(cw, &after, &err) == RC_OK && !audit_differs(&after), "for good");
	if (err.rc != RC_OK)
		printf("# %s\n", err.text);
	audit_free(&before);
	audit_free(&mended);
	audit_free(&after);
	casework_close(cw);
}

/* Texts of what was deployed, and versions that no event speaks of. */
static void deployed(void)
{
	static const struct {
		const char *sql;
		int64_t altered;
		const char *words;
	} texts[] = {
	        {"UPDATE versions SET bpmn = replace(bpmn, 'Roads', 'Goods')", 1, "what was deployed is another text now"},
	        {"UPDATE versions SET bpmn = replace(bpmn, 'Goods', 'Roads'), version = 2", 1, "what was deployed is another text now"},
	        {"UPDATE versions SET version = 1", 0, NULL},
	        {"INSERT INTO version_files VALUES (1, 'a.csv', '')", 1, "what was deployed is another text now"},
	        {"DELETE FROM version_files", 0, NULL},
	        {"INSERT INTO versions VALUES (2, 1, 2, 'x', 'x', 'x', 0)", 0, "versions of processes: 2, deployments: 1"},
	        {"DELETE FROM versions WHERE version_id = 2", 0, NULL},
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct err err = ERR_NONE;
		struct db *db;
		struct casework *cw;
		struct buf words = {0};
		int64_t altered = -1, events;
		char head[DIGEST_HEX];
		bool done = db_open(path, DB_WRITE, &db, &err) == RC_OK && db_exec(db, texts[i].sql, &err) == RC_OK;
		db_close(db);
		if (!unit_ok(done && casework_open(path, STORE_READ, &cw, &err) == RC_OK, texts[i].sql))
			continue;
		unit_ok(audit_chain(cw, &altered, &events, head, &words, &err) == RC_OK && altered == texts[i].altered && events == 6, "looked at");
		unit_ok(texts[i].words ? strstr(buf_cstr(&words), texts[i].words) != NULL : words.n == 0, texts[i].words ? texts[i].words : "whole");
		buf_free(&words);
		casework_close(cw);
	}
}

/* Messages are found missing, other or too many, and are left as they are. */
static void messages(void)
{
	static const char sender[] = "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' id='d'><process id='q' isExecutable='true'>"
	                             "<startEvent id='s'/><serviceTask id='t' name='tell'/><endEvent id='e'/>"
	                             "<sequenceFlow id='f1' sourceRef='s' targetRef='t'/><sequenceFlow id='f2' sourceRef='t' targetRef='e'/>"
	                             "</process></definitions>";
	static const struct {
		const char *sql;
		int64_t differing;
		const char *first;
	} letters[] = {
	        {"DELETE FROM outbox WHERE outbox_id = 1", 1, "3: tell: no such message is there"},
	        {"INSERT INTO outbox SELECT 1, 3, topic, data, created_at, delivered_at, addressed FROM outbox WHERE case_id = 4", 2, "3: tell: no such message is there"},
	        {"UPDATE outbox SET data = '{\"n\":1}' WHERE outbox_id = 1", 0, ""},
	        {"UPDATE outbox SET topic = 'sell' WHERE outbox_id = 2", 2, "4: tell: no such message is there"},
	        {"UPDATE outbox SET topic = 'tell', created_at = '2024-01-15T09:01' WHERE outbox_id = 2", 2, "4: tell: no such message is there"},
	        {"UPDATE outbox SET created_at = (SELECT created_at FROM outbox WHERE outbox_id = 1) WHERE outbox_id = 2", 0, ""},
	        {"INSERT INTO outbox (case_id, topic, data, created_at) SELECT case_id, topic, data, created_at FROM outbox WHERE outbox_id = 2", 1, "4: tell"},
	        {"INSERT INTO outbox (case_id, topic, data, created_at) VALUES (77, 'spam', '{}', '')", 2, "4: tell"},
	};
	struct err err = ERR_NONE;
	struct casework *cw;
	struct casework_version version;
	struct casework_case c;
	if (!unit_ok(io_write_file(bpmn, 0600, str_of(sender), &err) == RC_OK && casework_open(path, STORE_WRITE, &cw, &err) == RC_OK &&
	                     casework_deploy(cw, bpmn, NULL, 0, &version, &err) == RC_OK && casework_begin(cw, &err) == RC_OK &&
	                     casework_submit(cw, "q", STR("A"), STR("{\"n\":1}"), &c, &err) == RC_OK &&
	                     casework_submit(cw, "q", STR("B"), STR("{\"n\":2}"), &c, &err) == RC_OK && casework_commit(cw, &err) == RC_OK,
	             "two messages"))
		return;
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
		struct db *db;
		struct audit audit = {0}, left = {0};
		bool done = db_open(path, DB_WRITE, &db, &err) == RC_OK && db_exec(db, letters[i].sql, &err) == RC_OK;
		db_close(db);
		unit_ok(done && audit_compare(cw, &audit, &err) == RC_OK && audit.table[AUDIT_OUTBOX].rows == 2, letters[i].sql);
		unit_num((double)audit.table[AUDIT_OUTBOX].differing, (double)letters[i].differing, 0, "as so many messages");
		unit_str(buf_cstr(&audit.table[AUDIT_OUTBOX].first), letters[i].first, "by the first");
		unit_ok(audit_rebuild(cw, &left, &err) == RC_OK && left.table[AUDIT_OUTBOX].differing == letters[i].differing, "and left alone");
		audit_free(&audit);
		audit_free(&left);
	}
	casework_close(cw);
}

int main(void)
{
	struct err err = ERR_NONE;
	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof path, "%s/a.db", dir);
	snprintf(bpmn, sizeof bpmn, "%s/p.bpmn", dir);
	if (unit_ok(fill(&err), "a store")) {
		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
			alter(cases[i].sql, cases[i].table, cases[i].differing, cases[i].first);
		deployed();
		messages();
	} else {
		printf("# %s\n", err.text);
	}
	unlink(path);
	unlink(bpmn);
	rmdir(dir);
	return unit_done();
}
