/* SPDX-License-Identifier: MIT */
#include "text/example.h"
#include "unit.h"

int main(void)
{
	struct examples *ex = examples_new();
	struct example_hit hits[3];
	examples_add(ex, (const uint32_t[]){1, 2, 3, 4}, 4);
	examples_add(ex, (const uint32_t[]){3, 4, 5}, 3);
	examples_add(ex, (const uint32_t[]){4, 3, 2, 1}, 4);
	examples_add(ex, NULL, 0);
	size_t n = examples_find(ex, (const uint32_t[]){4, 3, 1, 2}, 4, 0.5, hits, 3);
	unit_num((double)n, 2, 0, "those alike enough are found");
	unit_ok(hits[0].example == 0 && hits[1].example == 2 && hits[0].similarity == 1, "the order of words does not matter; equals come by number");
	n = examples_find(ex, (const uint32_t[]){3, 4, 9}, 3, 0.5, hits, 3);
	unit_ok(n == 1 && hits[0].example == 1, "two of four words is 0.5");
	unit_num(hits[0].similarity, 0.5, 1e-12, "by Jaccard");
	unit_num((double)examples_find(ex, (const uint32_t[]){3, 4}, 2, 0.1, hits, 1), 1, 0, "no more than asked for");
	unit_num(hits[0].example, 1, 0, "and that the most alike");
	unit_num((double)examples_find(ex, NULL, 0, 0.1, hits, 3), 0, 0, "nothing is like nothing");
	unit_num((double)examples_find(ex, (const uint32_t[]){77}, 1, 0.1, hits, 3), 0, 0, "a word that none has");
	examples_free(ex);
	examples_free(NULL);
	return unit_done();
}
