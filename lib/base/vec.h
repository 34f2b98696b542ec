/* SPDX-License-Identifier: MIT */
/*
 * A typed growable array: VEC(struct duty) duties = {0}; vec_push(&duties, duty); duties.v[i];
 * vec_free(&duties). Pointers into v are invalid after a push.
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/mem.h"

#include <stdlib.h>

#define VEC(type)                                                                                  \
	struct {                                                                                   \
		type *v;                                                                           \
		size_t n, cap;                                                                     \
	}

#define vec_room(vec, more)                                                                        \
	((vec)->v = mem_grow((vec)->v, &(vec)->cap, (vec)->n + (more), sizeof *(vec)->v))
#define vec_push(vec, item) (vec_room(vec, 1), (void)((vec)->v[(vec)->n++] = (item)))
#define vec_free(vec) (free((vec)->v), (vec)->v = NULL, (vec)->n = (vec)->cap = 0)

#endif
