/* SPDX-License-Identifier: MIT */
/* Any bytes as a decision table: an error, or a table that can be looked through. Expressions are left out: they would start jq's child. */
#include "cases/rulebook.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void leave_out(struct decision_grid *grid, struct arena *arena)
{
	struct str *cell = arena_array(arena, grid->rows * grid->columns + 1, sizeof *cell);
	for (size_t i = 0; i < grid->rows * grid->columns; i++) {
		struct str s = str_trim(grid->cell[i]);
		bool label = i < grid->columns && s.n > 0 && s.p[s.n - 1] == ']';
		bool range = memmem(s.p, s.n, "..", 2) != NULL;
		bool result = i >= grid->columns && s.n > 0 && (strchr(range ? ".{" : ".{([", s.p[0]) || str_starts(s, "if "));
		cell[i] = label || result || (i < grid->columns && s.n > 0 && strchr(".([{", s.p[0])) ? STR("x") : s;
	}
	grid->cell = cell;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct err err = ERR_NONE;
	struct arena *arena = arena_new();
	struct buf text = {0};
	struct decision_grid grid;
	struct decision *decision = NULL;
	struct lint lint = {0};
	if (rulebook_text((struct str){(const char *)data, n}, "fuzz", &text, &err) == RC_OK &&
	    rulebook_grid(buf_slice(&text), "fuzz", arena, &grid, &err) == RC_OK) {
		leave_out(&grid, arena);
		if (decision_new(&grid, "fuzz", arena, &decision, &err) == RC_OK)
			decision_lint(decision, arena, &lint);
	}
	if (err.rc != RC_OK && !*err.text)
		abort();
	for (size_t i = 0; i < lint.n; i++)
		if (!*lint.finding[i].detail)
			abort();
	decision_free(decision);
	buf_free(&text);
	arena_free(arena);
	return 0;
}
