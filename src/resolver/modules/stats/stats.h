/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What other C modules may do with the module stats while it is loaded.
 *
 * Thread: the loop's.
 */
#pragma once

#include "resolver/modules/stats/frequent.h"
#include "resolver/modules/module.h"

/* The questions that go to servers most often; the module's. */
struct frequent *stats_frequent(const struct module *stats);

/* Set a metric, or add one. */
void stats_set(struct module *stats, const char *key, double value);
