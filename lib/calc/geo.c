/* SPDX-License-Identifier: MIT */
#include "calc/geo.h"

#include <math.h>

#define RADIUS 6371008.8
#define RADIANS (3.14159265358979323846 / 180)

double geo_metres(double lat1, double lon1, double lat2, double lon2)
{
	double s = sin((lat2 - lat1) * RADIANS / 2), t = sin((lon2 - lon1) * RADIANS / 2);
	double h = s * s + cos(lat1 * RADIANS) * cos(lat2 * RADIANS) * t * t;
	return 2 * RADIUS * asin(sqrt(h < 1 ? h : 1));
}
