/* SPDX-License-Identifier: MIT */
/* Distances on the Earth taken as a sphere of the mean radius 6,371,008.8 m (IUGG): wrong by half a per cent at most. Degrees in, metres out. */
#ifndef CALC_GEO_H
#define CALC_GEO_H

/* By the haversine formula (R. W. Sinnott, "Virtues of the Haversine", Sky & Telescope 68, 1984), exact for near points too. */
double geo_metres(double lat1, double lon1, double lat2, double lon2);

#endif
