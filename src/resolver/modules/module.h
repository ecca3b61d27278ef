/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a C module is: a table with a number that says how the table is to be read, functions that
 * see requests (resolver/engine/hooks.h), and properties that scripts call.
 *
 * Thread: the loop's.
 */
#pragma once

#include "base/text.h"
#include "resolver/engine/events.h"
#include "resolver/request/front.h"

/* Raised with every change of what is in this file. */
enum { MODULE_ABI = 1 };

/* What the service counts. */
struct module_numbers {
	uint64_t udp, tcp;   /* messages to servers */
	unsigned concurrent; /* questions being found out now */
};

/* What modules may act upon. Borrowed for the life of the module. */
struct module_env {
	struct front *front;
	/* Answers that were made so far may be wrong from now on. */
	void (*changed)(void *ctx);
	void (*numbers)(void *ctx, struct module_numbers *out);
	void *ctx;
};

struct module_api;

/* A module that is loaded. */
struct module {
	const struct module_api *api;
	const struct module_env *env;
	void *state; /* the module's own */
};

/*
 * A function that scripts call as MODULE.NAME(...).  With the names "get" and "set" it also stands
 * for MODULE[key] and MODULE[key] = value.
 *
 * args  what was given: a string or number as it is, a table or boolean as JSON, strings joined by
 *       a blank; NULL: nothing
 * out   gets JSON, or any text: a string; empty: nothing.  On failure, what is wrong
 */
typedef enum err module_property_fn(struct module *m, const char *args, struct text *out);

struct module_property {
	const char *name;
	module_property_fn *call;
};

struct module_api {
	uint32_t abi; /* MODULE_ABI */
	const char *name;
	/* Both may be NULL. Nothing but *m is there yet, and nothing may be left. */
	void (*init)(struct module *m);
	void (*deinit)(struct module *m);
	/* What modules = { NAME = value } says; args as of a property. NULL: it takes nothing */
	module_property_fn *config;
	/* Functions of the layer; name, order and ctx are filled in (ctx: the module). */
	struct engine_hook layer;
	const struct module_property *properties; /* ends with a NULL name; NULL: none */
};
