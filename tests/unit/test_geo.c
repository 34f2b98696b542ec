/* SPDX-License-Identifier: MIT */
#include "calc/geo.h"
#include "unit.h"

/* By another formula (the great circle through atan2, after Vincenty 1975) in double precision, computed outside. */
static const struct {
	double lat1, lon1, lat2, lon2, want, within;
	const char *name;
} cases[] = {
        {55.7558, 37.6173, 46.9541, 142.7360, 6642701.368926, 1e-3, "Moscow and Yuzhno-Sakhalinsk"},
        {0, 0, 0, 1, 111195.080234, 1e-6, "a degree of the equator"},
        {0, 0, 0, 180, 20015114.442036, 1e-3, "the other side of the Earth"},
        {46.95, 142.75, 46.9501, 142.7501, 13.463293, 1e-5, "across a street"},
        {46.95, 142.75, 46.950001, 142.75, 0.111195, 1e-5, "a hand's breadth"},
        {46.95, 142.75, 46.95, 142.75, 0, 0, "the same place"},
        {89.9, 0, 89.9, 180, 22239.016047, 1e-4, "over the pole"},
        {10, 179.9, 10, -179.9, 21901.155087, 1e-4, "over the date line"},
};

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		unit_num(geo_metres(cases[i].lat1, cases[i].lon1, cases[i].lat2, cases[i].lon2), cases[i].want, cases[i].within, cases[i].name);
		unit_num(geo_metres(cases[i].lat2, cases[i].lon2, cases[i].lat1, cases[i].lon1), cases[i].want, cases[i].within, "and back");
	}
	return unit_done();
}
