/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hook table: functions of modules, C or Lua, that see a request at seven places, in a fixed
 * order.  Filled at start and on reconfiguration, read by the engine.
 *
 *   begin    the client's question is known; the answer may be given here
 *   find     a query begins, or goes on with the target of an alias; its result may be given here:
 *            before the cache is looked into, or (order ENGINE_HOOK_CACHE and above) if that did
 *            not help
 *   produce  a message to a server is about to be made; the query's flags may be changed
 *   checkout that message is ready; it may be kept from this server
 *   consume  a reply has come; it may be refused, or changed
 *   found    a query ends for which nobody was asked: the cache or a module has the result, which
 *            may be changed
 *   finish   the answer is complete; it may be changed
 *
 * All but begin and checkout may put queries of their own on top of the plan (hook_push) and return
 * HOOK_YIELD: they are called again, with the same arguments, when these have ended.  A hook
 * recognises the second call by what it kept of the first one, by request.
 */
#pragma once

#include "resolver/request/request.h"

enum hook_result {
	HOOK_NEXT,     /* go on with the next hook */
	HOOK_ANSWERED, /* begin: request->answer is the answer; the others are not called */
	HOOK_FOUND,    /* find: the query's result, set and proof are filled in */
	HOOK_REFUSED,  /* consume: the query ends with REFUSED, for the reason in q->ede */
	HOOK_FAILED,   /* begin, produce, found: SERVFAIL; consume: this reply is worth nothing, or
	                  the query has failed (query_fail); checkout: another server */
	HOOK_WAIT,     /* begin, finish: stop until ENGINE_RESUME brings request->hook_token, which
	                  the hook set */
	HOOK_YIELD, /* all but begin and checkout: call again when the queries pushed have ended */
};

/*
 * Places in the order.  What a hook makes of a reply is seen by those behind it; it is judged and
 * validated as those before ENGINE_HOOK_ITERATE have left it.
 */
enum { ENGINE_HOOK_FIRST = -1000, ENGINE_HOOK_ITERATE = 0, ENGINE_HOOK_CACHE = 1000 };

/* A message that is about to be sent. */
struct hook_message {
	struct span wire; /* its id is drawn later */
	struct addr to;
	bool tcp;
};

/* Any function may be NULL. */
struct engine_hook {
	const char *name;
	int order; /* lower runs first; equal ones as they were added */
	void *ctx;
	enum hook_result (*begin)(void *ctx, struct request *r);
	enum hook_result (*find)(void *ctx, struct request *r, struct query *q);
	enum hook_result (*produce)(void *ctx, struct request *r, struct query *q);
	enum hook_result (*checkout)(void *ctx, struct request *r, struct query *q,
	                             const struct hook_message *m);
	/* *reply  never NULL; may be let point to another message, which lives as long as the
	 *         request and has the same question */
	enum hook_result (*consume)(void *ctx, struct request *r, struct query *q,
	                            const struct msg **reply);
	/* When the query is no longer QUERY_DONE it goes on from its new state. */
	enum hook_result (*found)(void *ctx, struct request *r, struct query *q);
	enum hook_result (*finish)(void *ctx, struct request *r);
};

enum { ENGINE_HOOKS_MAX = 64 };

struct engine_hooks {
	uint16_t count;
	struct engine_hook list[ENGINE_HOOKS_MAX];
};

void engine_hooks_init(struct engine_hooks *h);

/* Add one at its place. E_EXISTS: the name is taken; E_LIMIT: the table is full. */
MUST_USE enum err engine_hooks_add(struct engine_hooks *h, const struct engine_hook *hook);

/*
 * Ask a question on behalf of a hook that will return HOOK_YIELD.  Several run one after the other,
 * the last one first.  What they may spend is what the request has left.
 *
 * name  copied; of any case
 * returns the query, in the request's arena: once it has ended (QUERY_DONE) its result is read
 * there, `found` says how far that holds.  NULL: the request has no time, room or questions left
 */
struct query *hook_push(struct request *r, const uint8_t *name, uint16_t type);

/* Take one out by name. E_NOTFOUND */
MUST_USE enum err engine_hooks_remove(struct engine_hooks *h, const char *name);
