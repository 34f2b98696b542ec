/* SPDX-License-Identifier: MIT */
/*
 * A unit test is a program that prints TAP: a table of {in, want}, a loop, and unit_str/unit_num/unit_ok, which
 * print the name, what was got and what was wanted when they differ. main ends with return unit_done().
 */
#ifndef UNIT_H
#define UNIT_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int unit_count, unit_failed;

static inline bool unit_ok(bool ok, const char *name)
{
	unit_count++;
	unit_failed += !ok;
	printf("%s %d - %s\n", ok ? "ok" : "not ok", unit_count, name);
	return ok;
}

static inline bool unit_str(const char *got, const char *want, const char *name)
{
	bool ok = unit_ok(strcmp(got, want) == 0, name);
	if (!ok)
		printf("# got  \"%s\"\n# want \"%s\"\n", got, want);
	return ok;
}

/* within is absolute; 0 asks for the same double. */
static inline bool unit_num(double got, double want, double within, const char *name)
{
	bool ok = unit_ok(fabs(got - want) <= within, name);
	if (!ok)
		printf("# got  %.17g\n# want %.17g within %g\n", got, want, within);
	return ok;
}

static inline int unit_done(void)
{
	printf("1..%d\n", unit_count);
	return unit_failed != 0;
}

#endif
