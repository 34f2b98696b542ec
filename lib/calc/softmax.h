/* SPDX-License-Identifier: MIT */
/*
 * Probabilities from scores, with one outcome more: that it is none of the classes. Of k classes with scores s,
 *
 *	P(c) = exp(slope·s[c]) / Z,  P(none) = exp(none) / Z,  Z = exp(none) + Σ exp(slope·s[c])
 *
 * a conditional logit (McFadden 1974, Conditional Logit Analysis of Qualitative Choice Behavior) of two parameters. The fit maximises the weighted likelihood of what came out
 * times a Gaussian around the parameters that are given, by Newton's method: the function is concave. With nothing to go by what is given stays.
 */
#ifndef CALC_SOFTMAX_H
#define CALC_SOFTMAX_H

#include <stddef.h>
#include <stdint.h>

struct softmax {
	double slope, none;
};

#define SOFTMAX_NONE UINT32_MAX

struct softmax_sample {
	const float *score; /* of k classes */
	uint32_t right;     /* the class that it was, or SOFTMAX_NONE */
	uint32_t without;   /* a class that is left out as if it did not exist, or SOFTMAX_NONE */
	double weight;
};

/* prior: where the Gaussian stands; strength: how many samples it is worth, > 0. */
struct softmax softmax_fit(const struct softmax_sample *samples, size_t n, size_t k, struct softmax prior, double strength);

/* Fills p[0 … k−1] and returns P(none). */
double softmax_shares(struct softmax softmax, const float *score, size_t k, double *p);

#endif
