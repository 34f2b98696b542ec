/* SPDX-License-Identifier: MIT */
/*
 * The best N people when groups have a minimum and a maximum. The sets that can still be completed to a lawful choice,
 *	{ S : |S ∩ g| ≤ max(g) for every group, and Σ over groups of max(|S ∩ g|, min(g)) ≤ N },
 * are the independent sets of a matroid (the bases of a generalised polymatroid's cut: A. Frank and É. Tardos, "Generalized polymatroids
 * and submodular flows", Math. Programming 42, 1988), so that the greedy choice in order of score has the largest sum of scores
 * (J. Edmonds, "Matroids and the greedy algorithm", Math. Programming 1, 1971); nor is there another lawful choice whose k-th best is
 * better, for any k. Of equal scores the one with the smaller id comes first. A person without a score (NAN) is not chosen.
 */
#ifndef CALC_CHOOSE_H
#define CALC_CHOOSE_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

#define CHOOSE_NO_LIMIT ((size_t)-1)

struct choose_person {
	struct str id;
	double score;
	size_t group; /* index into the groups */
};

struct choose_group {
	size_t min, max;
	/* results */
	size_t chosen;
	size_t lacking; /* how many people short of min the group is; min counts as met by all it has */
};

enum choose_reason {
	CHOOSE_TOP,      /* chosen: among the N best of all */
	CHOOSE_FREED,    /* chosen: a group's maximum left a place free above */
	CHOOSE_MINIMUM,  /* chosen: only because its group has a minimum */
	CHOOSE_BELOW,    /* not: the score is below the line */
	CHOOSE_FULL,     /* not: its group is at its maximum, and the score is above the line */
	CHOOSE_RESERVED, /* not: among the N best, and the place went to another group's minimum */
	CHOOSE_NO_SCORE,
};

struct choose_verdict {
	bool chosen;
	enum choose_reason reason;
	size_t rank;   /* by score and id, from 1; 0 without a score */
	/*
	 * How much of the score decided. Chosen: the distance to the best of those who would take the place, ≥ 0. Not chosen: the distance to
	 * the lowest of those whose place it could take, ≤ 0. 0 is a tie, decided by id. NAN: no other score of this person's would change it.
	 */
	double margin;
};

/*
 * Fills verdict[i] for person i and the groups' results; returns how many were chosen (fewer than places when people or maxima run out).
 * Needs min ≤ max in every group and Σ min ≤ places.
 */
size_t choose_top(const struct choose_person *person, size_t n, struct choose_group *group, size_t n_groups,
                  size_t places, struct choose_verdict *verdict);

#endif
