/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Patterns of Lua (string.find), compiled: what users write for names in wire form.  All of the
 * language: classes, sets, repetition, %b, %f, captures and back references, anchors.
 *
 * Unlike in Lua, a match has a bound: a pattern that tries too much matches nothing.  Pure.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

enum { PATTERN_ITEMS_MAX = 256, PATTERN_STEPS_MAX = 20000 };

struct pattern;

/*
 * Compile a pattern.
 *
 * fault  gets what is wrong with it; static
 * E_MALFORMED;  E_LIMIT  more than PATTERN_ITEMS_MAX parts
 */
MUST_USE enum err pattern_new(struct pattern **out, struct span text, const char **fault);
void pattern_free(struct pattern *p);

/* Is there a match anywhere in the subject, of at most 65535 octets? */
bool pattern_find(const struct pattern *p, struct span subject);
