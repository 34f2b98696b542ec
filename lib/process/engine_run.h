/* SPDX-License-Identifier: MIT */
/* What the rooms of the engine share, and nobody else needs. */
#ifndef PROCESS_ENGINE_RUN_H
#define PROCESS_ENGINE_RUN_H

#include "process/engine.h"

struct engine_text engine_keep(struct buf *buf, struct str text);
struct str engine_state_text(const struct engine_state *state, struct engine_text text);

/* The effect that takes away a token which waits so. */
enum engine_effect_kind engine_cancels(enum engine_wait wait);

/* Does the case's clock stand still? */
bool engine_stands(const struct model *model, const struct engine_state *state);

enum rc engine_apply(const struct model *model, struct engine_state *state, const struct engine_effect *effect, struct str text,
                     struct moment at, struct err *err) MUST_CHECK;

#endif
