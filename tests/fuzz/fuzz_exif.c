/* SPDX-License-Identifier: MIT */
/* Any bytes as a photo: a time that is one and a place on the Earth, or neither. */
#include "ext/exif.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct exif exif, again;
	/* In memory of its own and of just this size, so that a byte too many is seen. */
	char *copy = malloc(n ? n : 1);
	for (size_t i = 0; i < n; i++)
		copy[i] = (char)data[i];
	exif_read((struct str){copy, n}, &exif);
	exif_read((struct str){copy, n}, &again);
	if (exif.has_time != again.has_time || exif.has_place != again.has_place)
		abort();
	if (exif.has_time && (exif.taken.seconds != again.taken.seconds || exif.taken.seconds > 253402300799))
		abort();
	if (exif.has_place && !(fabs(exif.lat) <= 90 && fabs(exif.lon) <= 180))
		abort();
	free(copy);
	return 0;
}
