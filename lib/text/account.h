/* SPDX-License-Identifier: MIT */
/* The account of a score as words for people: "батареи~«холодные батареи» 1.21; ремонт~ремонта 0.40". The lightest words are summed up in one figure. */
#ifndef TEXT_ACCOUNT_H
#define TEXT_ACCOUNT_H

#include "text/match.h"

/* Of the last text for one class, appended in the current language. */
void account_why(struct matcher *matcher, uint32_t class, struct buf *out);

#endif
