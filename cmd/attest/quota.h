/* SPDX-License-Identifier: MIT */
/*
 * How many are chosen, stage by stage, and how few or many of a group: the options --top, --stages, --score, --min and --max read into one
 * table of rules. A list has a value per stage, parted by commas, and a single value serves every stage; "-" is no limit.
 *
 *	--stages 100,30   --stages shortlist=100,expert_group=30   --score total,competence.total
 *	--max 8,3         for every group         --min "Finance=2,1"   for one
 */
#ifndef ATTEST_QUOTA_H
#define ATTEST_QUOTA_H

#include "base/arena.h"
#include "base/map.h"
#include "calc/choose.h"
#include "cli/cli.h"

struct stage {
	const char *name;  /* as --stages names it, else its number */
	const char *score; /* the column that ranks */
	size_t places;
};

enum { STAGES_MOST = 9 };

struct stages {
	struct stage v[STAGES_MOST];
	size_t n;
};

/* stages is the text of --stages, or NULL and top counts. score NULL is "total". */
enum rc quota_stages(const char *stages, int64_t top, const char *score, struct arena *arena, struct stages *out,
                     struct err *err) MUST_CHECK;

/*
 * The limits of every group in one stage, in arena: groups maps names to indices. A group that is not there, a minimum above the maximum,
 * and minima that exceed the places are RC_USAGE.
 */
enum rc quota_groups(const struct cli_list *min, const struct cli_list *max, const struct map *groups,
                     const struct stages *stages, size_t stage, struct arena *arena, struct choose_group **out,
                     struct err *err) MUST_CHECK;

#endif
