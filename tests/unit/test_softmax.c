/* SPDX-License-Identifier: MIT */
#include "calc/softmax.h"
#include "unit.h"

/* 400 cases of three classes whose outcomes follow the model exactly: case i has its scores, each outcome counted by its probability. */
static struct softmax fit_to(struct softmax truth, double strength)
{
	static float score[100][3];
	static struct softmax_sample samples[400];
	size_t n = 0;
	for (size_t i = 0; i < 100; i++) {
		double p[3];
		for (size_t c = 0; c < 3; c++)
			score[i][c] = (float)((i * 7 + c * 13) % 20) / 20;
		double none = softmax_shares(truth, score[i], 3, p);
		for (uint32_t c = 0; c < 3; c++)
			samples[n++] = (struct softmax_sample){score[i], c, SOFTMAX_NONE, p[c]};
		samples[n++] = (struct softmax_sample){score[i], SOFTMAX_NONE, SOFTMAX_NONE, none};
	}
	return softmax_fit(samples, n, 3, (struct softmax){1, 0}, strength);
}

int main(void)
{
	double p[3];
	double none = softmax_shares((struct softmax){2, 0}, (const float[]){0, 0.5F, 1}, 3, p);
	double z = 1 + 1 + exp(1) + exp(2);
	unit_num(none, 1 / z, 1e-12, "none has its share");
	unit_num(p[1], exp(1) / z, 1e-12, "a class has its share");
	unit_num(p[0] + p[1] + p[2] + none, 1, 1e-12, "all shares make one");
	none = softmax_shares((struct softmax){5000, 0}, (const float[]){1, 0, 0}, 3, p);
	unit_num(p[0], 1, 1e-12, "large numbers do not overflow");

	struct softmax found = fit_to((struct softmax){6, 2}, 1e-9);
	unit_num(found.slope, 6, 1e-4, "the slope that made the outcomes is found");
	unit_num(found.none, 2, 1e-4, "and the level of none");
	found = fit_to((struct softmax){6, 2}, 1e9);
	unit_ok(fabs(found.slope - 1) < 1e-3 && fabs(found.none) < 1e-3, "what is given stays when it is worth much more than the samples");
	found = softmax_fit(NULL, 0, 3, (struct softmax){4, 3}, 10);
	unit_ok(found.slope == 4 && found.none == 3, "with nothing to go by what is given stays");

	/* Two classes and none, all scores 0: without class 0 there is one class and none. */
	const float zero[2] = {0, 0};
	struct softmax_sample samples[] = {{zero, 1, 0, 3}, {zero, SOFTMAX_NONE, 0, 1}};
	found = softmax_fit(samples, 2, 2, (struct softmax){1, 0}, 1e-9);
	unit_num(found.none, log(1.0 / 3), 1e-4, "a class that is left out takes no share");
	return unit_done();
}
