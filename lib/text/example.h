/* SPDX-License-Identifier: MIT */
/*
 * Texts that people have decided upon, as examples for others. Two texts are as like as their sets of terms by Jaccard (text/join.h without
 * weights). Read-only once all are added: any number of threads may ask.
 */
#ifndef TEXT_EXAMPLE_H
#define TEXT_EXAMPLE_H

#include <stddef.h>
#include <stdint.h>

struct examples;

struct example_hit {
	uint32_t example; /* as numbered by examples_add */
	double similarity;
};

struct examples *examples_new(void);
void examples_free(struct examples *examples); /* NULL is safe */

/* n distinct terms. Returns 0, 1, 2 … */
uint32_t examples_add(struct examples *examples, const uint32_t *terms, size_t n);

/* The k examples most like a text of n distinct terms among those whose similarity is at least least, best first, then by number. hits has room for k. */
size_t examples_find(const struct examples *examples, const uint32_t *terms, size_t n, double least, struct example_hit *hits, size_t k);

#endif
