/* SPDX-License-Identifier: MIT */
/*
 * What residents write about, and in which words: share/text/concerns.csv, words and short expressions parted by semicolons, as many lines a concern as it takes, one after the other. A term speaks for the concerns it is named
 * under, the more the fewer they are (text/index.h). So a text that shares no word with any past case may still share its concern: "иней на стене" and "батареи ледяные" are both about
 * heating.
 *
 * The lines were written from knowledge of municipal work, never from labelled messages: those measure. A concern is no topic: which topics a concern belongs to is learned from past cases.
 */
#ifndef TEXT_CONCERN_H
#define TEXT_CONCERN_H

#include "base/err.h"
#include "base/str.h"
#include "text/index.h"
#include "text/terms.h"

struct concerns;

/* Before terms is sealed. */
enum rc concern_read(struct terms *terms, struct concerns **concerns, struct err *err) MUST_CHECK;
void concern_free(struct concerns *concerns); /* NULL is safe */

size_t concern_count(const struct concerns *concerns);
struct str concern_name(const struct concerns *concerns, uint32_t concern);

/* What a term speaks for, by concern. */
const struct index_weight *concern_weights(const struct concerns *concerns, uint32_t term, size_t *n);

#endif
