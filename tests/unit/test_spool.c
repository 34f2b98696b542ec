/* SPDX-License-Identifier: MIT */
#include "table/spool.h"
#include "unit.h"

#include <stdlib.h>

/* n rows, their cells' lengths up to most, made from their number; given back as they were put in? */
static void round_trip(size_t n, size_t most, const char *name)
{
	struct spool *spool = spool_new();
	struct err err = ERR_NONE;
	struct row row;
	struct str cell[5];
	char *bytes = malloc(most + 1);
	size_t i;
	for (size_t k = 0; k <= most; k++)
		bytes[k] = (char)(k * 7 + k / 256);
	for (i = 0; i < n; i++) {
		for (size_t c = 0; c < 5; c++)
			cell[c] = (struct str){bytes + (i + c) % 16, (i * 31 + c * 977) % (most - 15)};
		row = (struct row){.cell = cell, .n = i % 5, .file = i % 1000 < 500 ? "a.csv" : "b.csv", .line = i + 2};
		if (spool_add(spool, &row, &err) != RC_OK)
			break;
	}
	bool same = i == n;
	for (i = 0; spool_next(spool, &row, &err); i++) {
		same = same && row.n == i % 5 && row.line == i + 2 && strcmp(row.file, i % 1000 < 500 ? "a.csv" : "b.csv") == 0;
		for (size_t c = 0; c < row.n && same; c++)
			same = str_eq(row.cell[c], (struct str){bytes + (i + c) % 16, (i * 31 + c * 977) % (most - 15)});
	}
	unit_ok(same && i == n && err.rc == RC_OK, name);
	unit_ok(!spool_next(spool, &row, &err) && err.rc == RC_OK, "and nothing behind them");
	spool_free(spool);
	free(bytes);
}

int main(void)
{
	round_trip(0, 16, "no row");
	round_trip(1, 16, "one row");
	round_trip(3000, 100, "rows that stay in memory");
	round_trip(100000, 200, "more than memory is given to");
	round_trip(40, 3000000, "rows larger than a block");
	spool_free(NULL);
	setenv("TMPDIR", "/nonexistent", 1);
	struct spool *spool = spool_new();
	struct err err = ERR_NONE;
	static char big[9 << 20];
	struct str cell = {big, sizeof big};
	unit_ok(spool_add(spool, &(struct row){.cell = &cell, .n = 1, .file = "a", .line = 1}, &err) == RC_SYSTEM && strstr(err.text, "/nonexistent"),
	        "a folder that is not there is the system's failure");
	spool_free(spool);
	return unit_done();
}
