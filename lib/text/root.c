/* SPDX-License-Identifier: MIT */
#include "text/root.h"

#include <string.h>

/* Longest first; least: the bytes that must be left (two a letter). "к" needs more, else участк would be участ(ие). */
static const struct {
	const char *suffix;
	size_t least;
} suffixes[] = {
        {"тельств", 8}, {"изирова", 10}, {"тельн", 8}, {"изова", 10}, {"итет", 12}, {"изац", 10}, {"енств", 10}, {"ирова", 10}, {"тел", 8},
        {"чик", 10},    {"щик", 10},     {"ник", 12},  {"енн", 10},   {"анн", 10},  {"ств", 10}, {"ова", 10},   {"ыва", 10},   {"ива", 10},
        {"ость", 10},   {"ост", 10},     {"ен", 10},   {"ан", 10},    {"ск", 8},    {"ов", 10},  {"ь", 8},      {"н", 10},     {"к", 12},
};

static bool ends(struct str s, const char *suffix, size_t least)
{
	size_t n = strlen(suffix);
	return s.n >= n + least && memcmp(s.p + s.n - n, suffix, n) == 0;
}

static struct str cut(struct str stem)
{
	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
		if (ends(stem, suffixes[i].suffix, suffixes[i].least))
			return (struct str){stem.p, stem.n - strlen(suffixes[i].suffix)};
	return stem;
}

struct str root_of(struct str stem, struct buf *scratch)
{
	buf_clear(scratch);
	if (ends(stem, "ок", 8) || ends(stem, "ек", 8)) {
		buf_add(scratch, stem.p, stem.n - strlen("ок"));
		buf_puts(scratch, "к");
	} else {
		buf_str(scratch, stem);
	}
	struct str root = buf_slice(scratch), shorter;
	while ((shorter = cut(root)).n < root.n)
		root = shorter;
	return root;
}
