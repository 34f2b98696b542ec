/* SPDX-License-Identifier: MIT */
/* The greedy choice against every lawful set of small random instances, and margins against what happens when a score moves. */
#include "calc/choose.h"
#include "unit.h"

#include <stdint.h>

enum { MOST = 9, GROUPS = 3 };

static uint64_t seed = 20230201;

static size_t below(size_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(seed >> 33) % n;
}

struct instance {
	struct choose_person person[MOST];
	struct choose_group group[GROUPS];
	size_t n, places;
};

static const char *const ids[MOST] = {"E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9"};

static struct instance instance(void)
{
	struct instance it = {.n = 1 + below(MOST), .places = 1 + below(6)};
	for (size_t i = 0; i < it.n; i++)
		it.person[i] = (struct choose_person){
		        str_of(ids[i]), below(12) ? (double)below(8) : (double)NAN, below(GROUPS)};
	size_t left = it.places;
	for (size_t g = 0; g < GROUPS; g++) {
		it.group[g].min = below(3) ? 0 : below(left + 1);
		left -= it.group[g].min;
		it.group[g].max = below(2) ? CHOOSE_NO_LIMIT : it.group[g].min + below(3);
	}
	return it;
}

/* Of the lawful sets: the most people, then the largest sum. Returns size * 1000 + sum. */
static double best_of_all(const struct instance *it)
{
	double best = -1;
	for (unsigned set = 0; set < 1u << it->n; set++) {
		size_t size = 0, in[GROUPS] = {0}, has[GROUPS] = {0};
		double sum = 0;
		bool lawful = true;
		for (size_t i = 0; i < it->n; i++) {
			bool scored = !isnan(it->person[i].score);
			has[it->person[i].group] += scored;
			if (!(set >> i & 1))
				continue;
			lawful = lawful && scored;
			size++;
			in[it->person[i].group]++;
			sum += it->person[i].score;
		}
		for (size_t g = 0; g < GROUPS; g++) {
			size_t min = it->group[g].min < has[g] ? it->group[g].min : has[g];
			lawful = lawful && in[g] >= min && in[g] <= it->group[g].max;
		}
		if (lawful && size <= it->places)
			best = fmax(best, (double)size * 1000 + sum);
	}
	return best;
}

static double value(const struct instance *it, const struct choose_verdict *verdict, size_t chosen)
{
	double sum = (double)chosen * 1000;
	for (size_t i = 0; i < it->n; i++)
		sum += verdict[i].chosen ? it->person[i].score : 0;
	return sum;
}

static bool chosen_with(struct instance it, size_t i, double score)
{
	struct choose_verdict verdict[MOST];
	it.person[i].score = score;
	choose_top(it.person, it.n, it.group, GROUPS, it.places, verdict);
	return verdict[i].chosen;
}

/* A move of the score within the margin changes nothing, one beyond it changes the person's fate; at the margin the id decides. */
static bool margin_holds(const struct instance *it, size_t i, const struct choose_verdict *v)
{
	double score = it->person[i].score;
	if (isnan(score))
		return isnan(v->margin) && !v->chosen && v->rank == 0;
	if (isnan(v->margin))
		return chosen_with(*it, i, v->chosen ? -100 : 100) == v->chosen;
	return (v->chosen ? v->margin >= 0 : v->margin <= 0) && chosen_with(*it, i, score - v->margin - 0.5) == false &&
	       chosen_with(*it, i, score - v->margin + 0.5) == true;
}

static void random_instances(void)
{
	bool best = true, margins = true, counts = true;
	size_t minima = 0, full = 0;
	for (int k = 0; k < 5000; k++) {
		struct instance it = instance();
		struct choose_verdict verdict[MOST];
		size_t chosen = choose_top(it.person, it.n, it.group, GROUPS, it.places, verdict), seen = 0;
		best = best && value(&it, verdict, chosen) == best_of_all(&it);
		for (size_t i = 0; i < it.n; i++) {
			margins = margins && margin_holds(&it, i, &verdict[i]);
			seen += verdict[i].chosen;
			minima += verdict[i].reason == CHOOSE_MINIMUM;
			full += verdict[i].reason == CHOOSE_FULL;
		}
		counts = counts && seen == chosen;
	}
	unit_ok(best, "greedy is as good as the best of all lawful sets, 5000 instances");
	unit_ok(margins, "a margin is where the outcome turns, 5000 instances");
	unit_ok(counts, "the number chosen is the number of those chosen");
	unit_ok(minima > 100 && full > 100, "the instances have minima and maxima that bind");
}

/* One instance by hand: three places; group 1 must have one, group 0 may have one. */
static void by_hand(void)
{
	static const struct {
		const char *id;
		double score;
		size_t group;
		bool chosen;
		enum choose_reason reason;
		size_t rank;
		double margin;
	} table[] = {
	        {"a", 9, 0, true, CHOOSE_TOP, 1, 1},
	        {"b", 8, 0, false, CHOOSE_FULL, 2, -1},
	        {"c", 7, 2, true, CHOOSE_TOP, 3, 3},
	        {"d", 4, 2, false, CHOOSE_BELOW, 4, -3},
	        {"e", 3, 1, true, CHOOSE_MINIMUM, 5, 2},
	        {"f", 1, 1, false, CHOOSE_BELOW, 6, -2},
	        {"g", NAN, 1, false, CHOOSE_NO_SCORE, 0, NAN},
	};
	enum { N = sizeof table / sizeof *table };
	struct choose_person person[N];
	struct choose_verdict verdict[N];
	struct choose_group group[] = {{.max = 1}, {.min = 1, .max = CHOOSE_NO_LIMIT}, {.max = CHOOSE_NO_LIMIT}};
	/* the order of input must not matter */
	for (size_t i = 0; i < N; i++)
		person[N - 1 - i] = (struct choose_person){str_of(table[i].id), table[i].score, table[i].group};
	unit_num((double)choose_top(person, N, group, 3, 3, verdict), 3, 0, "three places, three chosen");
	for (size_t i = 0; i < N; i++) {
		const struct choose_verdict *v = &verdict[N - 1 - i];
		unit_ok(v->chosen == table[i].chosen && v->reason == table[i].reason && v->rank == table[i].rank,
		        table[i].id);
		if (isnan(table[i].margin))
			unit_ok(isnan(v->margin), "no margin without a score");
		else
			unit_num(v->margin, table[i].margin, 0, "margin");
	}
	unit_num((double)(group[0].chosen + 10 * group[1].chosen + 100 * group[2].chosen), 111, 0, "chosen per group");
}

static void short_group(void)
{
	struct choose_person person[] = {{STR("a"), 1, 0}, {STR("b"), 2, 1}, {STR("c"), 2, 1}};
	struct choose_group group[] = {{.min = 2, .max = 2}, {.max = 5}};
	struct choose_verdict verdict[3];
	unit_num((double)choose_top(person, 3, group, 2, 2, verdict), 2, 0, "a short group does not keep a place empty");
	unit_num((double)group[0].lacking, 1, 0, "and says how many it lacks");
	unit_ok(verdict[0].chosen && verdict[1].chosen && !verdict[2].chosen, "of equal scores the smaller id is chosen");
	unit_num(verdict[1].margin, 0, 0, "and its margin is nought");
}

int main(void)
{
	by_hand();
	short_group();
	random_instances();
	return unit_done();
}
