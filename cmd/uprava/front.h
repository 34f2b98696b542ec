/* SPDX-License-Identifier: MIT */
/* Programs named uprava-NAME: where they are, and becoming one of them. */
#ifndef UPRAVA_FRONT_H
#define UPRAVA_FRONT_H

/* The path of uprava-NAME: beside this program, else the first executable on PATH. NULL when there is none. Static memory. */
const char *front_find(const char *name);

/* Becomes the program at path, with the words of argv but the one at number at. Returns an exit code, and only when it failed. */
int front_exec(const char *path, int at, char **argv);

#endif
