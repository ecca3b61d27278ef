/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Modules of the resolver in a scenario.  They see requests; nobody answers questions of their own,
 * and their timers never end.
 */
#pragma once

#include "resolver/modules/modules.h"
#include "resolver/modules/policy/policy.h"

/* Owner: the caller.  Must not move. */
struct modules_play {
	struct modules *modules;
	struct front front;
	struct policy *policy;
	struct module_checkpoint checkpoint;
	bool follow_anchors;
};

/* What modules share with the engine; borrowed. */
void modules_play_init(struct modules_play *p, struct engine_hooks *hooks,
                       const struct anchors *anchors, struct engine_hints *hints,
                       struct req_options *options);
void modules_play_deinit(struct modules_play *p);

/*
 * Load one.
 *
 * words  "NAME", or "NAME CONFIGURATION" as a property of the module gets it
 */
bool modules_play_load(struct modules_play *p, const char *words);
