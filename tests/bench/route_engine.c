/* SPDX-License-Identifier: MIT */
/*
 * How fast cases move when no process starts and no table is read: tests/bench/permit.bpmn over casework, durable on disk, nine operations a case.
 * bench/route_engine STORE BPMN CASES BATCH case|phase: one case from its start to its end before the next one, or all cases by each operation in
 * turn; a commit per BATCH cases. Prints cases a second.
 */
#include "cases/casework.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { OPERATIONS = 9 };

static struct casework *cw;
static struct err err;

static int fail(void)
{
	fprintf(stderr, "route_engine: %s\n", err.text);
	return 1;
}

/* Operation 0 submits; of the others each answers the task that the engine numbers so. */
static bool operate(int64_t id, int operation)
{
	static const int token[OPERATIONS] = {0, 1, 2, 3, 4, 5, 6, 7, 14};
	char application[32], data[160], task[64];
	struct casework_case c;
	struct casework_moved moved;
	struct casework_answer answer = {.outcome = operation == 8 ? STR("granted") : operation == 1 ? STR("complete") : STR("agreed"),
	                                 .actor = STR("E0042")};
	if (operation > 0) {
		snprintf(task, sizeof task, "%lld.%d", (long long)id, token[operation]);
		return casework_complete(cw, str_of(task), &answer, &moved, &err) == RC_OK && moved.how == CASEWORK_DONE &&
		       (operation < 8 || moved.ended);
	}
	snprintf(application, sizeof application, "A%lld", (long long)id);
	snprintf(data, sizeof data, "{\"application_id\":\"%s\",\"address\":\"Морская, 12\",\"area_m2\":\"40\"}", application);
	return casework_submit(cw, "permit", str_of(application), str_of(data), &c, &err) == RC_OK && c.status == CASEWORK_OPEN &&
	       c.case_id == id;
}

static bool run(int64_t n, int64_t batch, int from, int to)
{
	for (int64_t id = 1; id <= n; id++) {
		if ((id - 1) % batch == 0 && casework_begin(cw, &err) != RC_OK)
			return false;
		for (int operation = from; operation < to; operation++)
			if (!operate(id, operation))
				return false;
		if ((id % batch == 0 || id == n) && casework_commit(cw, &err) != RC_OK)
			return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct casework_version version;
	struct timespec begin, end;
	int64_t n = argc == 6 ? atoll(argv[3]) : 0, batch = argc == 6 ? atoll(argv[4]) : 0;
	if (n < 1 || batch < 1)
		return fprintf(stderr, "route_engine STORE BPMN CASES BATCH case|phase\n"), 2;
	if (casework_open(argv[1], STORE_CREATE, &cw, &err) != RC_OK || casework_deploy(cw, argv[2], NULL, 0, &version, &err) != RC_OK)
		return fail();
	clock_gettime(CLOCK_MONOTONIC, &begin);
	bool phases = strcmp(argv[5], "phase") == 0;
	for (int operation = 0; operation < OPERATIONS; operation += phases ? 1 : OPERATIONS)
		if (!run(n, batch, operation, phases ? operation + 1 : OPERATIONS))
			return fail();
	clock_gettime(CLOCK_MONOTONIC, &end);
	casework_close(cw);
	printf("%.0f\n", (double)n / ((double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9));
	return 0;
}
