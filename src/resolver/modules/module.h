/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a C module is: a table with a number that says how the table is to be read, functions that
 * see requests (resolver/engine/hooks.h), and properties that scripts call.
 *
 * Thread: the loop's.
 */
#pragma once

#include "base/list.h"
#include "base/text.h"
#include "resolver/engine/events.h"
#include "resolver/request/front.h"

/* Raised with every change of what is in this file. */
enum { MODULE_ABI = 4 };

/* What the service counts. */
struct module_numbers {
	uint64_t udp, tcp;   /* messages to servers */
	uint64_t internal;   /* questions of our own that were answered */
	unsigned concurrent; /* questions being found out now */
};

/* Both clocks at one time: when the cache was opened or cleared. */
struct module_checkpoint {
	struct mono mono;
	int64_t wall_ns; /* since 1970 */
};

struct module;
struct modules;
struct module_timer;

/* What became of a question; r: answered, borrowed for the call. */
typedef void module_found_fn(struct module *m, const struct request *r);
typedef void module_due_fn(struct module *m);

struct policy; /* policy/policy.h */

/* What modules may act upon. Borrowed for the life of the module. */
struct module_env {
	struct modules *list; /* all that are loaded; set by modules_new */
	struct front *front;
	struct policy *policy; /* rules, for policy and view */
	const struct anchors *anchors;
	bool *follow_anchors; /* files of trust anchors are kept up to date (RFC 5011) */
	struct engine_hints *hints;
	struct req_options *options; /* of requests that begin from now on */
	struct module_checkpoint *checkpoint;
	/* Answers that were made so far may be wrong from now on. */
	void (*changed)(void *ctx);
	void (*numbers)(void *ctx, struct module_numbers *out);
	/* Forget all that is cached and known of servers. */
	void (*clear_cache)(void *ctx);
	/* The longest that anything is cached, in seconds. */
	uint32_t (*max_ttl)(void *ctx);
	/*
	 * Find out; for errand_ask (errand.h).  options NULL: as by default.
	 *
	 * found  called once, from the loop or from within this call; r NULL: there is no answer
	 * returns false when too much is under way
	 */
	bool (*find)(void *ctx, const uint8_t *name, uint16_t type,
	             const struct req_options *options,
	             void (*found)(void *arg, const struct request *r), void *arg);
	/* A timer that calls due when it ends; the module's to free, at the latest in deinit. */
	struct module_timer *(*timer_new)(void *ctx, struct module *m, module_due_fn *due);
	/* Let it end once, in so many milliseconds, or (-1) not at all; what was set before does
	 * not count any more. */
	void (*timer_set)(struct module_timer *t, int64_t ms);
	void (*timer_free)(struct module_timer *t);
	void *ctx;
};

struct module_api;

/* A module that is loaded. */
struct module {
	const struct module_api *api;
	const struct module_env *env;
	struct list errands; /* questions of its own under way (errand.h) */
	void *state;         /* the module's own */
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
	/* Another module that it cannot do without as it is configured now, or NULL. May be NULL */
	const char *(*needs)(const struct module *m);
	const struct module_property *properties; /* ends with a NULL name; NULL: none */
};
