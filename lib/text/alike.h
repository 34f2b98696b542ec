/* SPDX-License-Identifier: MIT */
/*
 * Whether two texts name one work (text/office.h). With C the weight of the things that both name and U that of the things which only one names, the
 * things are as alike as C / (C + ONE·max(U, U') + BOTH·min(U, U')): that one text says more (for whom, where) matters less than that each has a thing which
 * the other lacks, as "строительство" and "ввод" do (Tversky 1977, Features of Similarity, with its two weights set by the greater and the lesser rest). This is
 * multiplied by what the actions leave: all when they share a class, little when they do not.
 */
#ifndef TEXT_ALIKE_H
#define TEXT_ALIKE_H

#include "base/buf.h"
#include "text/office.h"

/* 0 to 1. weight holds one number a concept. */
double alike(const struct office *office, const double *weight, const struct office_work *a, const struct office_work *b);

/* No pair that is alike by at least t shares less of the weight of its things than this (weighted Jaccard), save where an action of one is a
 * thing of the other. */
double alike_least(double t);

/* Appends what is the same and what differs: "action: …; things: …; only here: …; only there: …". */
void alike_why(const struct office_work *a, const struct office_work *b, struct buf *out);

#endif
