/* SPDX-License-Identifier: MIT */
#include "text/example.h"

#include "base/mem.h"
#include "base/vec.h"

struct with {
	VEC(uint32_t) examples; /* rising */
};

struct examples {
	VEC(struct with) by_term;
	VEC(uint32_t) size; /* by example */
};

struct examples *examples_new(void)
{
	return mem_alloc(sizeof(struct examples));
}

void examples_free(struct examples *ex)
{
	if (!ex)
		return;
	for (size_t i = 0; i < ex->by_term.n; i++)
		vec_free(&ex->by_term.v[i].examples);
	vec_free(&ex->by_term);
	vec_free(&ex->size);
	free(ex);
}

uint32_t examples_add(struct examples *ex, const uint32_t *terms, size_t n)
{
	uint32_t number = (uint32_t)ex->size.n;
	for (size_t i = 0; i < n; i++) {
		while (ex->by_term.n <= terms[i])
			vec_push(&ex->by_term, (struct with){0});
		vec_push(&ex->by_term.v[terms[i]].examples, number);
	}
	vec_push(&ex->size, (uint32_t)n);
	return number;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

static size_t keep(struct example_hit *hits, size_t n, size_t k, struct example_hit hit)
{
	size_t at = n;
	while (at > 0 && hits[at - 1].similarity < hit.similarity)
		at--;
	if (at == k)
		return n;
	n += n < k;
	for (size_t i = n - 1; i > at; i--)
		hits[i] = hits[i - 1];
	hits[at] = hit;
	return n;
}

size_t examples_find(const struct examples *ex, const uint32_t *terms, size_t n, double least, struct example_hit *hits, size_t k)
{
	VEC(uint32_t) met = {0};
	size_t found = 0;
	for (size_t i = 0; i < n; i++)
		if (terms[i] < ex->by_term.n)
			for (size_t j = 0; j < ex->by_term.v[terms[i]].examples.n; j++)
				vec_push(&met, ex->by_term.v[terms[i]].examples.v[j]);
	if (met.n > 0)
		qsort(met.v, met.n, sizeof *met.v, by_number);
	for (size_t i = 0, j; i < met.n; i = j) {
		for (j = i; j < met.n && met.v[j] == met.v[i]; j++)
			;
		double common = (double)(j - i), similarity = common / ((double)(n + ex->size.v[met.v[i]]) - common);
		if (similarity >= least)
			found = keep(hits, found, k, (struct example_hit){met.v[i], similarity});
	}
	vec_free(&met);
	return found;
}
