/* SPDX-License-Identifier: MIT */
/* Text as it may stand in XML 1.0. What XML cannot hold (controls, bytes that are no UTF-8) becomes U+FFFD. */
#ifndef BASE_XMLPUT_H
#define BASE_XMLPUT_H

#include "base/buf.h"
#include "base/str.h"

/* Between double quotes, or as content; line ends and tabs as references, so that a reader gets them back. */
void xmlput_text(struct buf *out, struct str text);

/* A Name (XML 1.0, 2.3) without a colon, as like text as can be: other characters become "_". Never empty. */
void xmlput_name(struct buf *out, struct str text);

#endif
