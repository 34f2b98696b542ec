/* SPDX-License-Identifier: MIT */
#include "calc/geo.h"
#include "calc/geo_grid.h"

#include "unit.h"

static uint64_t state = 88172645463325252u;

static double chance(double from, double to)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return from + (to - from) * (double)(state >> 11) / 9007199254740992.0;
}

static bool finds(double lat1, double lon1, double lat2, double lon2, double metres)
{
	uint64_t cell[GEO_AROUND], there = geo_grid_cell(lat2, lon2, metres);
	size_t n = geo_grid_around(lat1, lon1, metres, cell);
	for (size_t i = 0; i < n; i++)
		if (cell[i] == there)
			return true;
	return false;
}

/* Points near each other, anywhere: over the poles, across the 180th meridian, for metres and for hundreds of kilometres. */
static void test_neighbours(void)
{
	size_t near = 0, missed = 0, doubled = 0;
	for (int i = 0; i < 400000; i++) {
		double metres = exp(chance(0, log(1000000))), degrees = metres / 111195;
		double lat = i % 4 == 0 ? chance(89, 90) : i % 4 == 1 ? chance(-90, -89) : chance(-90, 90);
		double lon = i % 3 == 0 ? chance(-180, -179.99) : chance(-180, 180);
		double lat2 = fmax(-90, fmin(90, lat + chance(-degrees, degrees)));
		double lon2 = lon + chance(-1, 1) * fmin(180, degrees / fmax(1e-6, cos(lat * 3.14159265358979 / 180)));
		lon2 = lon2 > 180 ? lon2 - 360 : lon2 < -180 ? lon2 + 360 : lon2;
		if (geo_metres(lat, lon, lat2, lon2) > metres)
			continue;
		near++;
		missed += !finds(lat, lon, lat2, lon2, metres);
		uint64_t cell[GEO_AROUND];
		size_t n = geo_grid_around(lat, lon, metres, cell);
		for (size_t a = 0; a < n; a++)
			for (size_t b = 0; b < a; b++)
				doubled += cell[a] == cell[b];
	}
	unit_ok(near > 100000, "pairs no farther apart than the grid's step");
	unit_num((double)missed, 0, 0, "each is found in a cell around the other");
	unit_num((double)doubled, 0, 0, "no cell is named twice");
}

int main(void)
{
	test_neighbours();
	unit_ok(finds(46.95, 180, 46.95, -180, 100), "the 180th meridian is one");
	unit_ok(finds(90, 0, 90, 170, 100), "a pole is one point");
	size_t far = 0;
	for (int i = 0; i < 10000; i++) {
		double lat = chance(40, 60), lon = chance(130, 150);
		far += finds(lat, lon, lat + 0.01, lon, 100) + finds(lat, lon, lat, lon + 0.01, 100);
	}
	unit_num((double)far, 0, 0, "what is several steps away is not near");
	return unit_done();
}
