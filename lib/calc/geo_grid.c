/* SPDX-License-Identifier: MIT */
#include "calc/geo_grid.h"

#include <math.h>

#define RADIANS (3.14159265358979323846 / 180)
#define METRES_DEGREE (6371008.8 * RADIANS)
/* Along a parallel the degrees that an arc spans are a little more than its length says. */
#define SPARE 1.01

static int64_t row_of(double lat, double metres)
{
	return (int64_t)floor((lat + 90) * METRES_DEGREE / metres);
}

/* How many cells a row has: as many as are wide enough at its end that is nearer to the pole. */
static int64_t width_of(int64_t row, double metres)
{
	double south = (double)row * metres / METRES_DEGREE - 90, north = south + metres / METRES_DEGREE;
	double far = fmin(fmax(fabs(south), fabs(north)) + metres / METRES_DEGREE, 90);
	double n = floor(360 * METRES_DEGREE * cos(far * RADIANS) / (metres * SPARE));
	return n < 1 ? 1 : (int64_t)n;
}

static int64_t column_of(double lon, int64_t width)
{
	int64_t column = (int64_t)floor((lon + 180) / 360 * (double)width) % width;
	return column < 0 ? column + width : column;
}

static uint64_t number(int64_t row, int64_t column)
{
	return ((uint64_t)(row + 1) << 32) | (uint64_t)column;
}

uint64_t geo_grid_cell(double lat, double lon, double metres)
{
	int64_t row = row_of(lat, metres);
	return number(row, column_of(lon, width_of(row, metres)));
}

size_t geo_grid_around(double lat, double lon, double metres, uint64_t cell[GEO_AROUND])
{
	size_t n = 0;
	int64_t middle = row_of(lat, metres);
	for (int64_t row = middle - 1; row <= middle + 1; row++) {
		int64_t width = width_of(row, metres), column = column_of(lon, width);
		/* In a row of three cells or fewer all are near. */
		int64_t from = width <= 3 ? 0 : column - 1, to = width <= 3 ? width - 1 : column + 1;
		for (int64_t c = from; c <= to; c++)
			cell[n++] = number(row, (c + width) % width);
	}
	return n;
}
