/* SPDX-License-Identifier: MIT */
/*
 * A grid over the Earth that finds neighbours: its rows are `metres` high, and the cells of a row are at least as wide at its end that is nearer to the pole. Two points no more than `metres` apart (geo_metres) lie
 * in one cell or in two that touch, also across the 180th meridian.
 */
#ifndef CALC_GEO_GRID_H
#define CALC_GEO_GRID_H

#include <stddef.h>
#include <stdint.h>

enum { GEO_AROUND = 9 };

/* The number of the cell at a point; metres from 1 to 1,000,000. */
uint64_t geo_grid_cell(double lat, double lon, double metres);

/* The numbers of that cell and of those around it, each once. */
size_t geo_grid_around(double lat, double lon, double metres, uint64_t cell[GEO_AROUND]);

#endif
