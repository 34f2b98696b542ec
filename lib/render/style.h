/* SPDX-License-Identifier: MIT */
/* The style sheet of a page: system fonts, one column that a phone can read, cards in a grid, and a print part. */
#ifndef RENDER_STYLE_H
#define RENDER_STYLE_H

extern const char style_page[];

#endif
