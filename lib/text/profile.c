/* SPDX-License-Identifier: MIT */
#include "text/profile.h"

#include "base/vec.h"

#include <math.h>
#include <string.h>

struct entry {
	uint32_t class;
	float weight;
};

struct sum {
	uint32_t term, class;
	float weight;
};

/* A sum of directions: a place for every term, and which were touched. */
struct heap {
	float *term, *concern;
	VEC(uint32_t) touched;
};

struct profile {
	const struct concerns *concerns;
	const float *rarity;
	size_t n_terms, n_concerns, classes;
	size_t *start;        /* by term: its classes */
	struct entry *entry;
	float *concern;       /* [concern × classes + class] */
	double *length;       /* by class: of the sum before it was made 1 */
	struct heap heap;     /* of the class that is being added; later of what is left out */
	size_t class;
	VEC(struct sum) sums; /* until ready */
};

struct profile *profile_new(const struct concerns *concerns, const float *rarity, size_t n_terms, size_t classes)
{
	struct profile *p = mem_alloc(sizeof *p);
	p->concerns = concerns;
	p->rarity = rarity;
	p->n_terms = n_terms;
	p->n_concerns = concern_count(concerns);
	p->classes = classes;
	p->concern = mem_array(p->n_concerns * classes + 1, sizeof *p->concern);
	p->length = mem_array(classes + 1, sizeof *p->length);
	p->heap.term = mem_array(n_terms + 1, sizeof *p->heap.term);
	p->heap.concern = mem_array(p->n_concerns + 1, sizeof *p->heap.concern);
	return p;
}

void profile_free(struct profile *p)
{
	if (!p)
		return;
	free(p->start);
	free(p->entry);
	free(p->concern);
	free(p->length);
	free(p->heap.term);
	free(p->heap.concern);
	vec_free(&p->heap.touched);
	vec_free(&p->sums);
	free(p);
}

void profile_shape_free(struct shape *shape)
{
	vec_free(shape);
	free(shape->concern);
	shape->concern = NULL;
}

void profile_shape(const struct profile *p, const struct gist_term *terms, size_t n, struct shape *shape)
{
	double square = 0, concerns = 0;
	shape->n = 0;
	if (!shape->concern)
		shape->concern = mem_array(p->n_concerns + 1, sizeof *shape->concern);
	memset(shape->concern, 0, p->n_concerns * sizeof *shape->concern);
	for (size_t i = 0; i < n; i++) {
		size_t spoken;
		if (terms[i].id >= p->n_terms)
			continue;
		float weight = p->rarity[terms[i].id] * terms[i].share;
		const struct index_weight *w = concern_weights(p->concerns, terms[i].id, &spoken);
		vec_push(shape, ((struct shape_term){terms[i].id, weight}));
		square += (double)weight * weight;
		for (size_t j = 0; j < spoken; j++)
			shape->concern[w[j].class] += weight * (float)w[j].weight / INDEX_ONE;
	}
	for (size_t c = 0; c < p->n_concerns; c++)
		concerns += (double)shape->concern[c] * shape->concern[c];
	shape->terms = square > 0 ? (float)(M_SQRT1_2 / sqrt(square)) : 0;
	shape->concerns = concerns > 0 ? (float)(M_SQRT1_2 / sqrt(concerns)) : 0;
	for (size_t c = 0; c < p->n_concerns; c++)
		shape->concern[c] *= shape->concerns;
}

static void heap_add(struct heap *heap, const struct shape *shape, size_t n_concerns, double weight)
{
	for (size_t i = 0; i < shape->n; i++) {
		float *at = &heap->term[shape->v[i].term];
		if (*at == 0)
			vec_push(&heap->touched, shape->v[i].term);
		*at += (float)(weight * shape->terms * shape->v[i].weight);
	}
	for (size_t c = 0; c < n_concerns; c++)
		heap->concern[c] += (float)(weight * shape->concern[c]);
}

static void heap_clear(struct heap *heap, size_t n_concerns)
{
	for (size_t i = 0; i < heap->touched.n; i++)
		heap->term[heap->touched.v[i]] = 0;
	heap->touched.n = 0;
	memset(heap->concern, 0, n_concerns * sizeof *heap->concern);
}

static double heap_square(const struct heap *heap, size_t n_concerns)
{
	double sum = 0;
	for (size_t i = 0; i < heap->touched.n; i++)
		sum += (double)heap->term[heap->touched.v[i]] * heap->term[heap->touched.v[i]];
	for (size_t c = 0; c < n_concerns; c++)
		sum += (double)heap->concern[c] * heap->concern[c];
	return sum;
}

void profile_add(struct profile *p, const struct shape *shape, double weight)
{
	heap_add(&p->heap, shape, p->n_concerns, weight);
}

void profile_close(struct profile *p)
{
	double length = sqrt(heap_square(&p->heap, p->n_concerns));
	uint32_t class = (uint32_t)p->class++;
	p->length[class] = length;
	for (size_t i = 0; length > 0 && i < p->heap.touched.n; i++) {
		uint32_t term = p->heap.touched.v[i];
		vec_push(&p->sums, ((struct sum){term, class, (float)(p->heap.term[term] / length)}));
	}
	for (size_t c = 0; length > 0 && c < p->n_concerns; c++)
		p->concern[c * p->classes + class] = (float)(p->heap.concern[c] / length);
	heap_clear(&p->heap, p->n_concerns);
}

/* By term, and by class within a term, since classes were closed in order. */
void profile_ready(struct profile *p)
{
	p->start = mem_array(p->n_terms + 2, sizeof *p->start);
	p->entry = mem_array(p->sums.n + 1, sizeof *p->entry);
	for (size_t i = 0; i < p->sums.n; i++)
		p->start[p->sums.v[i].term + 2]++;
	for (size_t t = 2; t < p->n_terms + 2; t++)
		p->start[t] += p->start[t - 1];
	for (size_t i = 0; i < p->sums.n; i++)
		p->entry[p->start[p->sums.v[i].term + 1]++] = (struct entry){p->sums.v[i].class, p->sums.v[i].weight};
	vec_free(&p->sums);
}

void profile_scores(const struct profile *p, const struct shape *shape, float *score)
{
	memset(score, 0, p->classes * sizeof *score);
	for (size_t i = 0; i < shape->n; i++) {
		const struct entry *e = p->entry + p->start[shape->v[i].term], *end = p->entry + p->start[shape->v[i].term + 1];
		float weight = shape->terms * shape->v[i].weight;
		for (; e < end; e++)
			score[e->class] += weight * e->weight;
	}
	for (size_t c = 0; c < p->n_concerns; c++) {
		const float *of = p->concern + c * p->classes;
		float weight = shape->concern[c];
		for (size_t k = 0; weight > 0 && k < p->classes; k++)
			score[k] += weight * of[k];
	}
}

/* What a class has of a term. */
static double mean_of(const struct profile *p, uint32_t term, uint32_t class)
{
	size_t from = p->start[term], to = p->start[term + 1];
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (p->entry[middle].class < class)
			from = middle + 1;
		else
			to = middle;
	}
	return from < p->start[term + 1] && p->entry[from].class == class ? p->entry[from].weight : 0;
}

double profile_part(const struct profile *p, uint32_t class, const struct shape *shape, size_t i, uint32_t *concern)
{
	const struct shape_term *t = &shape->v[i];
	double word = shape->terms * t->weight * mean_of(p, t->term, class), through = 0, best = word;
	size_t n;
	const struct index_weight *w = concern_weights(p->concerns, t->term, &n);
	*concern = CONCERN_NONE;
	for (size_t j = 0; j < n; j++) {
		double part = shape->concerns * t->weight * w[j].weight / INDEX_ONE * p->concern[w[j].class * p->classes + class];
		through += part;
		if (part > best) {
			best = part;
			*concern = w[j].class;
		}
	}
	return word + through;
}

double profile_without(struct profile *p, uint32_t class, const struct shape *shape, const struct shape *texts, const double *weight, size_t n)
{
	struct heap *out = &p->heap;
	double score = 0, own = 0, common = 0, square;
	for (size_t i = 0; i < n; i++)
		heap_add(out, &texts[i], p->n_concerns, weight[i]);
	for (size_t i = 0; i < out->touched.n; i++)
		common += out->term[out->touched.v[i]] * mean_of(p, out->touched.v[i], class);
	for (size_t i = 0; i < shape->n; i++) {
		double part = shape->terms * shape->v[i].weight;
		score += part * mean_of(p, shape->v[i].term, class);
		own += part * out->term[shape->v[i].term];
	}
	for (size_t c = 0; c < p->n_concerns; c++) {
		double mean = p->concern[c * p->classes + class];
		common += out->concern[c] * mean;
		score += shape->concern[c] * mean;
		own += shape->concern[c] * out->concern[c];
	}
	square = p->length[class] * p->length[class] - 2 * p->length[class] * common + heap_square(out, p->n_concerns);
	heap_clear(out, p->n_concerns);
	/* Hardly anything is left: the class was these texts. */
	if (square <= 1e-6 * p->length[class] * p->length[class])
		return 0;
	score = (score * p->length[class] - own) / sqrt(square);
	return score > 0 ? score : 0;
}
