/* SPDX-License-Identifier: MIT */
/*
 * An inverted index from terms to the classes a text may belong to. What is known about a class is lines of terms, each with a mass. A term t that has mass m(t,c) in class c, whose
 * terms weigh M(c) in all, speaks for c by
 *
 *	w(t,c) = max(0, ln( ((1 − λ)·m(t,c)/M(c) + λ·p(t)) / p(t) ))
 *
 * where p(t) is the mean of t's shares in the classes, so that it does not matter about which more was written: the query likelihood of a language model with Jelinek-Mercer smoothing against that of the common
 * model (Zhai & Lafferty 2001, A Study of Smoothing Methods for Language Models, section 3), with what speaks against a class left out, so that every part of an account
 * speaks for it. A class of which only a title is known and one with a thousand lines are smoothed alike. A score is the sum over the distinct terms of a text: how many times likelier, in nats, its words are in the class.
 *
 * Weights are whole thousandths, so that the parts of an account add up to the score exactly.
 */
#ifndef TEXT_INDEX_H
#define TEXT_INDEX_H

#include <stddef.h>
#include <stdint.h>

struct index;

#define INDEX_ONE 1000 /* thousandths in one nat */

/* What a query asks for. */
struct index_term {
	uint32_t id;
	double share; /* what it gives of its weight, at most 1 */
};

struct index_hit {
	uint32_t class;
	uint32_t score; /* thousandths */
};

/* One term's share in one score. */
struct index_part {
	uint32_t term;
	uint32_t score; /* thousandths */
	uint32_t line;  /* the heaviest line that brought it in, as numbered by index_add */
};

struct index *index_new(void);
void index_free(struct index *index); /* NULL is safe */

/* Adds a line of n terms to a class (0, 1, 2 …; any order); a repeated term counts once. Returns the line's number. */
uint32_t index_add(struct index *index, uint32_t class, const uint32_t *terms, size_t n, double mass);

/* What was written of a term may be chance: it weighs m/(m + mass) of w, where m is its mass in all classes. Before index_ready; 0 unless told. */
void index_doubt(struct index *index, double mass);

/* Weighs everything. After the last index_add, before the first query. */
void index_ready(struct index *index);

/* What one class gets from a term. */
struct index_weight {
	uint32_t class;
	uint32_t weight; /* thousandths */
};

/* All that a term speaks for, by class; *n is 0 for a term that no line has. */
const struct index_weight *index_weights(const struct index *index, uint32_t term, size_t *n);

/* What one thread works with. */
struct index_query;
struct index_query *index_query_new(const struct index *index);
void index_query_free(struct index_query *query); /* NULL is safe */

/* Scores every class by a text of n distinct terms, which are kept for the accounts. */
void index_ask(struct index_query *query, const struct index_term *terms, size_t n);

/* The best k of the classes from … to−1, by score falling, then by number; those that nothing speaks for are not hits. hits has room for k. Returns how many were found. */
size_t index_best(const struct index_query *query, uint32_t from, uint32_t to, struct index_hit *hits, size_t k);

/* The score of one class. */
uint32_t index_score(const struct index_query *query, uint32_t class);

/* The account of that score, in the text's order. Valid until the next call. */
const struct index_part *index_explain(struct index_query *query, uint32_t class, size_t *parts);

/* The most that any class could get from the text: the sum of its terms' largest weights. */
uint32_t index_most(const struct index_query *query);

#endif
