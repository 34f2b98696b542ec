/* SPDX-License-Identifier: MIT */
/*
 * From a stem to its root, near enough: the suffixes that make a noun of a verb and an adjective of a noun come off (строительств, строительн →
 * строи), as long as enough of the word is left to be told from others. Snowball's stems keep such suffixes, as they should where "строитель" and
 * "строительство" differ; here they name one matter.
 */
#ifndef TEXT_ROOT_H
#define TEXT_ROOT_H

#include "base/buf.h"

/* The root of a Russian stem in lower case; the stem itself when nothing comes off. A vowel that comes and goes (участок, участка) is left out. The
 * result lies in scratch. */
struct str root_of(struct str stem, struct buf *scratch);

#endif
