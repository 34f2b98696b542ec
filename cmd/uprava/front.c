/* SPDX-License-Identifier: MIT */
#include "front.h"

#include "base/err.h"
#include "base/lang.h"
#include "base/str.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[4096];

static bool is_program(struct str dir, const char *name)
{
	struct stat st;
	int n = snprintf(path, sizeof path, "%.*s/uprava-%s", STR_ARG(dir), name);
	return n > 0 && (size_t)n < sizeof path && stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       access(path, X_OK) == 0;
}

static bool is_beside(const char *name)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self);
	while (n > 0 && self[n - 1] != '/')
		n--;
	return n > 1 && is_program((struct str){self, (size_t)n - 1}, name);
}

const char *front_find(const char *name)
{
	if (!*name || name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_")] || name[0] == '-')
		return NULL;
	if (is_beside(name))
		return path;
	struct str rest = str_of(getenv("PATH")), dir = {NULL, 0};
	while (str_split(&rest, ':', &dir))
		if (dir.n && is_program(dir, name))
			return path;
	return NULL;
}

int front_exec(const char *program, int at, char **argv)
{
	argv[0] = (char *)(uintptr_t)program;
	for (int i = at; argv[i]; i++)
		argv[i] = argv[i + 1];
	execv(program, argv);
	fprintf(stderr, "uprava: %s: %s\n", program, _(strerror(errno)));
	return RC_SYSTEM;
}
