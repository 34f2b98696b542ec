/* SPDX-License-Identifier: MIT */
#include "base/share.h"

#include "base/lang.h"
#include "base/vec.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef UPRAVA_PREFIX
#define UPRAVA_PREFIX "/usr/local"
#endif

static bool exists(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0;
}

/* Only a directory that holds schemas is ours: any prefix has a share. */
static bool is_ours(const char *dir, struct arena *arena)
{
	return exists(arena_printf(arena, "%s/schema", dir));
}

static const char *program_dir(struct arena *arena)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
	if (n <= 0)
		return NULL;
	path[n] = '\0';
	char *slash = strrchr(path, '/');
	return slash ? arena_cstr(arena, (struct str){path, (size_t)(slash - path)}) : NULL;
}

static const char *root(struct arena *arena)
{
	static char found[4200];
	if (found[0])
		return found;
	static const char *const beside[] = {"../../share", "../../../share", "../share/uprava"};
	const char *dir = program_dir(arena), *candidate[5] = {0}, *env = getenv("UPRAVA_SHARE");
	for (size_t i = 0; dir && i < 3; i++)
		candidate[i] = arena_printf(arena, "%s/%s", dir, beside[i]);
	candidate[3] = UPRAVA_PREFIX "/share/uprava";
	candidate[4] = env && *env ? env : NULL;
	for (size_t i = 0; i < 5; i++)
		if (candidate[i] && strlen(candidate[i]) < sizeof found && is_ours(candidate[i], arena)) {
			strcpy(found, candidate[i]);
			return found;
		}
	return NULL;
}

static enum rc no_root(struct err *err)
{
	return err_set(err, RC_SYSTEM,
	               _("the shipped data are not found beside the program, nor in %s, nor in "
	                 "UPRAVA_SHARE"),
	               UPRAVA_PREFIX "/share/uprava");
}

enum rc share_path(const char *file, struct arena *arena, const char **path, struct err *err)
{
	const char *dir = root(arena);
	if (!dir)
		return no_root(err);
	*path = arena_printf(arena, "%s/%s", dir, file);
	if (!exists(*path))
		return err_errno(err, *path);
	return RC_OK;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum rc share_list(const char *dir, const char *suffix, struct arena *arena, const char *const **names, size_t *n,
                   struct err *err)
{
	const char *path;
	VEC(const char *) list = {0};
	*n = 0;
	if (share_path(dir, arena, &path, err) != RC_OK)
		return err->rc;
	DIR *open = opendir(path);
	if (!open)
		return err_errno(err, path);
	for (struct dirent *entry; (entry = readdir(open));) {
		size_t length = strlen(entry->d_name), tail = strlen(suffix);
		if (length > tail && entry->d_name[0] != '.' && strcmp(entry->d_name + length - tail, suffix) == 0)
			vec_push(&list, arena_cstr(arena, (struct str){entry->d_name, length - tail}));
	}
	closedir(open);
	if (list.n)
		qsort(list.v, list.n, sizeof *list.v, by_name);
	const char **copy = arena_array(arena, list.n + 1, sizeof *copy);
	if (list.n)
		memcpy(copy, list.v, list.n * sizeof *copy);
	*names = copy;
	*n = list.n;
	vec_free(&list);
	return RC_OK;
}

enum rc share_named(const char *dir, const char *name, const char *suffix, struct arena *arena, const char **path,
                    struct err *err)
{
	const char *const *names;
	size_t n;
	*path = name;
	if (strchr(name, '/') || exists(name))
		return RC_OK;
	if (share_list(dir, suffix, arena, &names, &n, err) != RC_OK)
		return err->rc;
	size_t length = strlen(name), tail = strlen(suffix);
	if (length > tail && strcmp(name + length - tail, suffix) == 0)
		length -= tail;
	struct str stem = {name, length};
	for (size_t i = 0; i < n; i++)
		if (str_is(stem, names[i])) {
			*path = arena_printf(arena, "%s/%s/%s%s", root(arena), dir, names[i], suffix);
			return RC_OK;
		}
	const char *near = str_nearest(stem, names, n);
	return near ? err_set(err, RC_USAGE, _("%s: no such file, and nothing shipped of that name (did you mean %s?)"),
	                      name, near)
	            : err_set(err, RC_USAGE, _("%s: no such file, and nothing shipped of that name"), name);
}
