/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The modules that are loaded, in the order in which they see requests.  The built-in layers
 * iterate, validate and cache are always there, as places to refer to.
 *
 * Owner: resolver/main.  Thread: the loop's.
 */
#pragma once

#include "resolver/modules/module.h"

struct modules;

/* hooks  filled in order; both borrowed until modules_free */
struct modules *modules_new(const struct module_env *env, struct engine_hooks *hooks);

/* Unload all and free. */
void modules_free(struct modules *m);

/* A C module that can be loaded, by name; NULL: there is none. */
const struct module_api *modules_known(const char *name);

enum modules_place { MODULES_LAST, MODULES_BEFORE, MODULES_AFTER };

/*
 * Load a C module, or give a module of another kind its place.
 *
 * api    of a C module; NULL: of another kind, whose functions are in layer
 * layer  copied; name and order do not matter
 * ref    the module or built-in layer that place refers to ("rrcache" and "pktcache" are the cache)
 *
 * E_NOTFOUND  ref is not there;  E_EXISTS  it is loaded;  E_NOTSUP  its table is of another ABI
 * E_LIMIT  too many
 */
MUST_USE enum err modules_load(struct modules *m, const char *name, const struct module_api *api,
                               const struct engine_hook *layer, enum modules_place place,
                               const char *ref);

/*
 * Give a module that is loaded another place.  It goes on with what it has.
 *
 * place  MODULES_BEFORE or MODULES_AFTER
 *
 * E_NOTFOUND  it is not loaded, or built in; or ref is not there, or is the module itself
 */
MUST_USE enum err modules_move(struct modules *m, const char *name, enum modules_place place,
                               const char *ref);

/* E_NOTFOUND  it is not loaded, or built in */
MUST_USE enum err modules_unload(struct modules *m, const char *name);

/* Name i in order, built-in layers included; NULL past the end. */
const char *modules_name(const struct modules *m, size_t i);

/* A C module that is loaded; NULL: it is not. */
struct module *modules_find(struct modules *m, const char *name);
