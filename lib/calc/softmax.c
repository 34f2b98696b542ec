/* SPDX-License-Identifier: MIT */
#include "calc/softmax.h"

#include <math.h>

enum { ROUNDS = 40, HALVINGS = 20 };

/* What a Gaussian of strength 1 allows the two parameters: about the spread between collections of messages. */
static const double slope_spread = 6, none_spread = 2;

/* The value of the function, its gradient and the negative of its second derivatives. */
struct point {
	double value, g[2], h[3]; /* h: slope-slope, slope-none, none-none */
};

static void add_sample(const struct softmax_sample *s, size_t k, struct softmax at, struct point *p)
{
	double most = at.none, z = 0, mean = 0, square = 0, none, x;
	for (size_t c = 0; c < k; c++)
		if (c != s->without && at.slope * s->score[c] > most)
			most = at.slope * s->score[c];
	for (size_t c = 0; c < k; c++) {
		if (c == s->without)
			continue;
		double e = exp(at.slope * s->score[c] - most);
		z += e;
		mean += e * s->score[c];
		square += e * s->score[c] * s->score[c];
	}
	none = exp(at.none - most);
	z += none;
	none /= z;
	mean /= z;
	square /= z;
	x = s->right == SOFTMAX_NONE ? 0 : s->score[s->right];
	p->value += s->weight * ((s->right == SOFTMAX_NONE ? at.none : at.slope * x) - most - log(z));
	p->g[0] += s->weight * (x - mean);
	p->g[1] += s->weight * ((s->right == SOFTMAX_NONE) - none);
	p->h[0] += s->weight * (square - mean * mean);
	p->h[1] -= s->weight * mean * none;
	p->h[2] += s->weight * none * (1 - none);
}

static struct point look(const struct softmax_sample *samples, size_t n, size_t k, struct softmax at, struct softmax prior, double strength)
{
	double a = strength / (slope_spread * slope_spread), b = strength / (none_spread * none_spread);
	double slope = at.slope - prior.slope, none = at.none - prior.none;
	struct point p = {.value = -(a * slope * slope + b * none * none) / 2, .g = {-a * slope, -b * none}, .h = {a, 0, b}};
	for (size_t i = 0; i < n; i++)
		add_sample(&samples[i], k, at, &p);
	return p;
}

struct softmax softmax_fit(const struct softmax_sample *samples, size_t n, size_t k, struct softmax prior, double strength)
{
	struct softmax at = prior;
	struct point p = look(samples, n, k, at, prior, strength);
	for (int round = 0; round < ROUNDS; round++) {
		double det = p.h[0] * p.h[2] - p.h[1] * p.h[1];
		double slope = (p.h[2] * p.g[0] - p.h[1] * p.g[1]) / det, none = (p.h[0] * p.g[1] - p.h[1] * p.g[0]) / det, step = 1;
		struct softmax to = at;
		struct point q = p;
		for (int i = 0; i < HALVINGS; i++, step /= 2) {
			to = (struct softmax){at.slope + step * slope, at.none + step * none};
			q = look(samples, n, k, to, prior, strength);
			if (q.value >= p.value)
				break;
		}
		if (!(q.value > p.value))
			break;
		at = to;
		p = q;
	}
	return at;
}

double softmax_shares(struct softmax sm, const float *score, size_t k, double *p)
{
	double most = sm.none, z;
	for (size_t c = 0; c < k; c++)
		if (sm.slope * score[c] > most)
			most = sm.slope * score[c];
	z = exp(sm.none - most);
	double none = z;
	for (size_t c = 0; c < k; c++)
		z += p[c] = exp(sm.slope * score[c] - most);
	for (size_t c = 0; c < k; c++)
		p[c] /= z;
	return none / z;
}
