/* SPDX-License-Identifier: MIT */
/*
 * A duty may have two matters: "Ведёт реестр имущества и рассматривает обращения". It is cut where a conjunction or a comma stands, at each such place in turn; both halves
 * are set against the powers by themselves. There are two matters when, at some place, the halves have different best powers, each judged right in
 * its half with TUNING_MATTER_CONFIDENCE (text/judge.h), and what speaks for each in its own half surpasses what speaks for the other there by TUNING_MATTER. Of several
 * such places the one where the weaker half is most confident counts.
 */
#ifndef TEXT_MATTERS_H
#define TEXT_MATTERS_H

#include "text/index.h"
#include "text/judge.h"

#include <stdbool.h>

struct matters {
	uint32_t class[2]; /* of the left and the right half */
	double confidence[2];
};

/* terms: the n distinct terms of the text; cut: the numbers of terms with which a right half may begin, rising. Powers are the classes below powers, topics that are none those from
 * there to classes−1. Leaves the query asked about something else. */
bool matters_find(struct index_query *query, const struct index_term *terms, size_t n, const uint32_t *cut, size_t cuts, uint32_t powers,
                  uint32_t classes, struct matters *matters);

#endif
