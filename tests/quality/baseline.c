/* SPDX-License-Identifier: MIT */
/*
 * What a plain text search gets: build/quality/baseline POWERS LABELLED. TF-IDF with the cosine (Salton & Buckley 1988, ltc.ltc) and BM25 (Robertson & Zaragoza 2009, k1 = 1.2, b = 0.75) of Snowball
 * stems, titles alone. "None" is what scores under a bound; each method gets the bound that suits it best on these very rows, which flatters it.
 */
#include "base/map.h"
#include "base/vec.h"
#include "ext/stem.h"
#include "table/reader.h"
#include "text/norm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct bag {
	VEC(uint32_t) terms; /* repetitions and all */
};

struct entry {
	struct str id, gold; /* gold: of a duty */
	struct bag bag;
};

struct corpus {
	struct arena *arena;
	struct stem *stem;
	struct map *terms;
	VEC(struct entry) powers, duties;
	double *idf[2]; /* of TF-IDF, of BM25 */
	double mean;    /* length of a title */
};

enum method { TFIDF, BM25, METHODS };

static struct bag bag_of(struct corpus *c, struct str text)
{
	struct bag bag = {{0}};
	struct norm_word word = {0};
	while (norm_next(&text, &word))
		vec_push(&bag.terms, (uint32_t)map_add(c->terms, stem_word(c->stem, buf_slice(&word.text)), map_size(c->terms)));
	buf_free(&word.text);
	return bag;
}

static enum rc read_all(struct corpus *c, const char *path, bool duties, struct err *err)
{
	struct reader *in;
	struct row row;
	struct reader_options options = {.schema = "any", .need = duties ? "duty_id duty gold" : "power_id title", .bad = reader_refuse};
	if (reader_open(&path, 1, &options, &in, err) != RC_OK)
		return err->rc;
	while (reader_next(in, &row, err)) {
		struct str text = row_str(&row, reader_column(in, duties ? "duty" : "title"));
		struct entry e = {arena_str(c->arena, row_str(&row, reader_column(in, duties ? "duty_id" : "power_id"))),
		                  duties ? arena_str(c->arena, row_str(&row, reader_column(in, "gold"))) : (struct str){0}, bag_of(c, text)};
		if (duties)
			vec_push(&c->duties, e);
		else
			vec_push(&c->powers, e);
	}
	reader_close(in);
	return err->rc;
}

static size_t times(const struct bag *bag, uint32_t term)
{
	size_t n = 0;
	for (size_t i = 0; i < bag->terms.n; i++)
		n += bag->terms.v[i] == term;
	return n;
}

static void weigh(struct corpus *c)
{
	double n = (double)c->powers.n, length = 0;
	for (int m = 0; m < METHODS; m++)
		c->idf[m] = mem_array(map_size(c->terms) + 1, sizeof(double));
	for (uint32_t t = 0; t < map_size(c->terms); t++) {
		double df = 0;
		for (size_t i = 0; i < c->powers.n; i++)
			df += times(&c->powers.v[i].bag, t) > 0;
		c->idf[TFIDF][t] = df > 0 ? log(n / df) : 0;
		c->idf[BM25][t] = log(1 + (n - df + 0.5) / (df + 0.5));
	}
	for (size_t i = 0; i < c->powers.n; i++)
		length += (double)c->powers.v[i].bag.terms.n;
	c->mean = length / n;
}

static bool first_of(const struct bag *bag, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (bag->terms.v[j] == bag->terms.v[i])
			return false;
	return true;
}

static double ltc(const struct corpus *c, const struct bag *bag, uint32_t term)
{
	size_t tf = times(bag, term);
	return tf ? (1 + log((double)tf)) * c->idf[TFIDF][term] : 0;
}

static double norm_of(const struct corpus *c, const struct bag *bag)
{
	double sum = 0;
	for (size_t i = 0; i < bag->terms.n; i++)
		if (first_of(bag, i))
			sum += pow(ltc(c, bag, bag->terms.v[i]), 2);
	return sqrt(sum);
}

static double score(const struct corpus *c, enum method method, const struct bag *duty, const struct bag *title)
{
	double sum = 0, b = 1 - 0.75 + 0.75 * (double)title->terms.n / c->mean;
	for (size_t i = 0; i < duty->terms.n; i++) {
		uint32_t t = duty->terms.v[i];
		double tf = (double)times(title, t);
		if (tf > 0 && first_of(duty, i))
			sum += method == BM25 ? c->idf[BM25][t] * tf / (tf + 1.2 * b) : ltc(c, duty, t) * ltc(c, title, t);
	}
	return method == BM25 || sum == 0 ? sum : sum / (norm_of(c, duty) * norm_of(c, title));
}

static bool right(struct str gold, struct str id)
{
	struct str part;
	while (str_split(&gold, ';', &part))
		if (str_eq(part, id))
			return true;
	return false;
}

struct outcome {
	double best;
	size_t place; /* of the first right power; 0: it shares no word */
	bool served;
};

static struct outcome outcome_of(const struct corpus *c, enum method method, const struct entry *duty, double *scores)
{
	struct outcome o = {.served = !str_is(duty->gold, "NONE")};
	for (size_t i = 0; i < c->powers.n; i++) {
		scores[i] = score(c, method, &duty->bag, &c->powers.v[i].bag);
		if (scores[i] > o.best)
			o.best = scores[i];
	}
	for (size_t i = 0; i < c->powers.n; i++) {
		if (scores[i] == 0 || !right(duty->gold, c->powers.v[i].id))
			continue;
		size_t place = 1;
		for (size_t j = 0; j < c->powers.n; j++)
			place += scores[j] > scores[i] || (scores[j] == scores[i] && j < i);
		if (o.place == 0 || place < o.place)
			o.place = place;
	}
	return o;
}

static double none_f1(const struct outcome *o, size_t n, double bound)
{
	size_t tp = 0, said = 0, so = 0;
	for (size_t i = 0; i < n; i++) {
		said += o[i].best < bound;
		so += !o[i].served;
		tp += o[i].best < bound && !o[i].served;
	}
	return said + so ? 2.0 * (double)tp / (double)(said + so) : 0;
}

static void measure(const struct corpus *c, enum method method)
{
	static const char *const names[] = {"TF-IDF", "BM25"};
	size_t n = c->duties.n, served = 0, top = 0, three = 0;
	double mrr = 0, f1 = 0;
	struct outcome *o = mem_array(n + 1, sizeof *o);
	double *scores = mem_array(c->powers.n + 1, sizeof *scores);
	for (size_t i = 0; i < n; i++) {
		o[i] = outcome_of(c, method, &c->duties.v[i], scores);
		served += o[i].served;
		top += o[i].place == 1;
		three += o[i].place >= 1 && o[i].place <= 3;
		mrr += o[i].place >= 1 && o[i].place <= 10 ? 1 / (double)o[i].place : 0;
	}
	for (size_t i = 0; i < n; i++) {
		double at = none_f1(o, n, o[i].best + 1e-9);
		f1 = at > f1 ? at : f1;
	}
	double m = served ? (double)served : 1;
	printf("plain %-7s top-1 %.3f, MRR@10 %.3f, recall@3 %.3f, F1 of none at its best bound %.3f\n", names[method], (double)top / m, mrr / m, (double)three / m, f1);
	free(o);
	free(scores);
}

static void corpus_free(struct corpus *c)
{
	for (size_t i = 0; i < c->powers.n; i++)
		vec_free(&c->powers.v[i].bag.terms);
	for (size_t i = 0; i < c->duties.n; i++)
		vec_free(&c->duties.v[i].bag.terms);
	vec_free(&c->powers);
	vec_free(&c->duties);
	free(c->idf[TFIDF]);
	free(c->idf[BM25]);
	map_free(c->terms);
	stem_free(c->stem);
	arena_free(c->arena);
}

int main(int argc, char **argv)
{
	struct err err = ERR_NONE;
	struct corpus c = {.arena = arena_new(), .terms = map_new()};
	if (argc != 3) {
		fputs("baseline POWERS LABELLED\n", stderr);
	} else if (stem_new(&c.stem, &err) == RC_OK && read_all(&c, argv[1], false, &err) == RC_OK && read_all(&c, argv[2], true, &err) == RC_OK) {
		weigh(&c);
		measure(&c, TFIDF);
		measure(&c, BM25);
	}
	if (err.rc != RC_OK)
		fprintf(stderr, "baseline: %s\n", err.text);
	corpus_free(&c);
	return argc != 3 || err.rc != RC_OK;
}
