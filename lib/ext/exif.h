/* SPDX-License-Identifier: MIT */
/*
 * When and where a photo was taken, by what the camera wrote into it (Exif 2.32), read by libexif. What is damaged or out of bounds is not there: no
 * input is an error. Time is the camera's own clock, with its offset from UTC where it wrote one.
 */
#ifndef EXT_EXIF_H
#define EXT_EXIF_H

#include "base/date.h"
#include "base/str.h"

#include <stdbool.h>

struct exif {
	bool has_time;
	struct moment taken; /* DateTimeOriginal, else DateTimeDigitized; never DateTime, which editors set */
	bool has_place;
	double lat, lon; /* degrees, south and west negative */
};

/* How much of a file is enough: the segment with Exif stands near the beginning. */
#define EXIF_HEAD ((size_t)256 << 10)

/* head: the first bytes of a JPEG file, any bytes at all. */
void exif_read(struct str head, struct exif *exif);

#endif
