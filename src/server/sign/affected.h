/* SPDX-License-Identifier: BSD-2-Clause */
/* Names that a change concerns beyond those whose records it changes. Pure. */
#pragma once

#include "base/arena.h"
#include "base/vec.h"
#include "server/sign/chain_names.h"
#include "server/zone/version.h"

/* Owner: the caller; affected_deinit. Zeroed to begin. */
struct affected {
	struct arena names;
	VEC(const uint8_t *) list; /* in canonical order, each once */
};

/*
 * Names whose part in chain and signatures may have changed: those given, those that a delegation
 * or DNAME above them hides or hides no more, and non-terminals above them, which opt-out may
 * leave out or not.
 *
 * touched  names whose records differ between the versions
 */
void affected_find(struct affected *out, const struct zone_version *before,
                   const struct zone_version *after, const struct chain_names *touched);
void affected_deinit(struct affected *a);

/* Is a name on the list? */
bool affected_has(const struct affected *a, const uint8_t *name);
