/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Questions that a module asks for itself.  Answers that come when it is no longer loaded are
 * dropped, and so are those that never come because the service ends.
 *
 * Thread: the loop's.
 */
#pragma once

#include "resolver/modules/module.h"

/*
 * Ask.
 *
 * name     copied by what asks
 * options  NULL: as by default, and shared with clients that ask the same.  What the resolver needs
 *          to run has for_itself: no rule answers it
 * found    called at most once, from the loop or from within this call
 * returns false when too much is under way: found is not called
 */
MUST_USE bool errand_ask(struct module *m, const uint8_t *name, uint16_t type,
                         const struct req_options *options, module_found_fn *found);

/* The module is about to go. */
void errands_forget(struct module *m);
