/* SPDX-License-Identifier: MIT */
/*
 * What is known about the work under each power, from share/powers: vocabulary/NAME.csv (share/schema/vocabulary.json: objects, documents, systems, actions, typical sentences
 * with their weights); and about work that is no power: not-municipal.csv (share/schema/topics.json: matters of the state, errands, phrases without a subject) with its own
 * not-municipal-words.csv. Matters of the state are told from powers only when most powers of the catalogue are known by more than their titles: they would win otherwise.
 * Lines about powers that the catalogue at hand does not have are passed over, so one vocabulary serves every selection of powers.
 */
#ifndef TEXT_KNOWLEDGE_H
#define TEXT_KNOWLEDGE_H

#include "text/match.h"

/* After the last match_power, before match_ready. extra: a vocabulary of the user's own beside the shipped one, or NULL; there a line
 * about neither a power nor a topic is an error. */
enum rc knowledge_read(struct match *match, const char *extra, struct err *err) MUST_CHECK;

#endif
