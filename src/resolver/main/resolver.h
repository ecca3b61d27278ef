/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One resolver process: loop, caches, engine, service and script put together.
 *
 * Owner: main().  Thread: the one that made it.
 */
#pragma once

#include "resolver/main/group.h"
#include "resolver/script/script.h"

struct resolver;

/* Make a process of a group (borrowed). module_folder: of Lua modules, borrowed; NULL: the default
 */
struct resolver *resolver_new(const struct group *group, const char *module_folder);

uv_loop_t *resolver_loop(struct resolver *r);
struct serve *resolver_serve(struct resolver *r);
struct script *resolver_script(struct resolver *r);

/* Log everything that happens to a request, or stop that. */
void resolver_set_verbose(struct resolver *r, bool on);

/* Run the loop until resolver_stop. */
void resolver_run(struct resolver *r);
/* End resolver_run, now or as soon as it begins. */
void resolver_stop(struct resolver *r);

/* Close what is open and free; other handles on the loop must have been closed (uv_close). */
void resolver_free(struct resolver *r);
