/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests, queries and packets as scripts see them, and functions of scripts that are called about
 * them.  A handle is a number and a generation: when the request is over it stands for nothing, and
 * using it raises an error.
 *
 * What scripts keep of a request begins with the first handle made for it and ends with
 * script_request_ended.  Thread: the loop's.
 */
#pragma once

#include "resolver/engine/hooks.h"
#include "resolver/script/kres_ffi.h"
#include "resolver/script/script.h"

#include <lua.h>

/* States of layers, as bits (configuration contract section 5.1). */
enum script_state {
	SCRIPT_CONSUME = 1,
	SCRIPT_PRODUCE = 2,
	SCRIPT_DONE = 4,
	SCRIPT_FAIL = 8,
	SCRIPT_YIELD = 16,
};

/* What is kept of a request; inner. */
struct script_request;

/* That of a request, made if need be.  Never NULL */
struct script_request *script_request_of(struct script *s, struct request *r);

/* The handle of a request, or of one of its queries; q NULL: the client's question itself. */
struct kres_handle script_handle(struct script *s, struct request *r, struct query *q);

/* A request is over: its handles stand for nothing from now on. */
void script_request_ended(struct script *s, struct request *r);

/*
 * Tell a script that wanted to know it (req.trace_log) what happened to a request, line by line,
 * before it is over.
 *
 * returns false when nobody wants to know: the log is the place
 */
bool script_request_trace(struct script *s, struct request *r, const char *line);

/* Push a handle as scripts know it: an object with methods. */
void script_push_request(struct script *s, lua_State *lua, struct request *r);
void script_push_query(struct script *s, lua_State *lua, struct request *r, struct query *q);

/*
 * Keep a function of a script, at an index of the stack, under a number.
 *
 * returns the number, for script_release
 */
int script_keep(lua_State *lua, int index);
void script_release(struct script *s, int function);

/*
 * Call f(state, req), an action of a policy.  What it does to req.answer is taken over.
 *
 * returns the state it gives, 0 for nil; SCRIPT_FAIL for an error, which is logged and counted
 */
unsigned script_call_action(struct script *s, int function, struct request *r, unsigned state);

/*
 * Call f(req, query), a rule of a policy, with the client's question.
 *
 * result  gets the state that the action it returned has led to, 0 if that gave nil; it is not set
 *         for a rule that gave nil
 * returns SCRIPT_RULE_NONE for nil;  SCRIPT_RULE_ACTED: it returned a function, which was called as
 *         an action;  SCRIPT_RULE_NUMBER: it returned a number, which is in *result
 */
enum script_rule { SCRIPT_RULE_NONE, SCRIPT_RULE_ACTED, SCRIPT_RULE_NUMBER };
enum script_rule script_call_rule(struct script *s, int function, struct request *r, unsigned state,
                                  unsigned *result);

/* Errors of functions of scripts so far. */
uint64_t script_errors(const struct script *s);
